"""The last day on which payers take services, by the clock of first filings."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from xlbilling.edits import clocks
from xlbilling.edits.columns import Days, Mask, Texts
from xlbilling.model.codes import NOWHERE
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.validating.verdicts import rows_asked

READS: Final = ("payers",)

NO_LIMIT: Final = "no limit"

Deadline = datetime | str | None


def last_days(book: Snapshot, payers: Texts, days: Days) -> tuple[Days, Mask]:
    """Return the last day for a first filing of services, NaT for none; and which payers exist."""
    asked = rows_asked(book, payer_id=payers)
    table = asked.tables["payers"]
    row = asked.match("payer_id", table, "payer_id")
    return clocks.first_filing(table, row, days), row != NOWHERE


def deadlines(book: Snapshot, payers: Texts, days: Days) -> list[Deadline]:
    """Return the last day for a first filing, words without a limit, None for no such payer."""
    last, known = last_days(book, payers, days)
    found: list[datetime | None] = last.astype("datetime64[s]").tolist()
    pairs = zip(found, known.tolist(), strict=True)
    return [(day or NO_LIMIT) if here else None for day, here in pairs]


def days_left(book: Snapshot, payers: Texts, days: Days, today: Days) -> list[float | str | None]:
    """Return the days from today to the last one for a first filing, as ``deadlines`` has it."""
    last, known = last_days(book, payers, days)
    left = clocks.days_left(last, today).tolist()
    pairs = zip(left, known.tolist(), strict=True)
    return [(NO_LIMIT if day != day else day) if here else None for day, here in pairs]  # noqa: PLR0124  NaN
