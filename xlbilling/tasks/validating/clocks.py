"""File By and Days Left of the Claims sheet: how long the payer still takes each claim."""

from __future__ import annotations

from collections.abc import Iterator

from xlbilling.edits.clocks import claim_file_by, days_left
from xlbilling.edits.lines import Lines
from xlbilling.model.plan import SetColumn
from xlbilling.tasks.validating.changed_cells import changed_cells


def columns(lines: Lines) -> Iterator[SetColumn]:
    """Yield the changed cells of File By and Days Left; blank where no clock runs.

    A claim has the earliest day of its lines; lines that wait for no payer any more have none.
    """
    last = lines.once(claim_file_by)
    left = days_left(last, lines.today)
    yield from changed_cells(lines, "file_by", last, lines.days("file_by"))
    yield from changed_cells(lines, "days_left", left, lines.numbers("days_left"))
