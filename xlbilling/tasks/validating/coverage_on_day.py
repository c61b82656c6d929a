"""The coverage that patients have on a day, and whether it was verified in time for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from xlbilling.edits.answers import level_number
from xlbilling.edits.columns import Columns, Days, Mask, Texts
from xlbilling.edits.eligibility import coverage_was_verified_in_time
from xlbilling.edits.lines import Lines
from xlbilling.model.codes import NOWHERE
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.validating.verdicts import Verdict, rows_asked, verdicts

READS: Final = ("patients", "coverage", "verifications")

NO_COVERAGE: Final = "no coverage"

_LEVELS: Final = {1: "primary", 2: "secondary", 3: "tertiary"}


def verified(book: Snapshot, patients: Texts, days: Days) -> list[Verdict | None]:
    """Return whether all coverage of a day was verified in time for it, by the rule of CV-014.

    None for a patient who is not in the workbook, words where there is no coverage on the day.
    """
    lines = rows_asked(book, patient_id=patients, dos_from=days)
    told = verdicts(lines, coverage_was_verified_in_time(lines))
    covered = np.zeros(lines.size, dtype=bool)
    covered[lines.coverage.lines] = True
    known = _known(lines)
    return [
        None if not here else verdict if there else NO_COVERAGE
        for verdict, there, here in zip(told, covered.tolist(), known.tolist(), strict=True)
    ]


def _known(lines: Lines) -> Mask:
    """Return the lines whose patient is in the workbook."""
    known: Mask = lines.match("patient_id", lines.tables["patients"], "patient_id") != NOWHERE
    known[lines.all_coverage.lines] = True
    return known


def coverages(book: Snapshot, patients: Texts, days: Days, levels: Texts) -> list[Sequence[Any]]:
    """Return payer, member id, first and last day of the coverage of a level on a day.

    One word where there is none, where two rows overlap (with their cells), or where the level is
    none of 1 to 3; None for a patient who is not in the workbook.
    """
    lines = rows_asked(book, patient_id=patients, dos_from=days)
    numbers = {text: level_number(text or "1") for text in set(levels.tolist())}
    level = np.array([numbers[text] for text in levels.tolist()], dtype=np.int8)
    held = lines.coverage
    held = held.keep(held.each("level", level_number, np.int8) == level[held.lines])
    rows: dict[int, list[int]] = {}
    for line, row in zip(held.lines.tolist(), held.rows.tolist(), strict=True):
        rows.setdefault(line, []).append(row)
    shown = _shown(lines.tables["coverage"])
    known = _known(lines).tolist()
    return [
        _coverage(shown, rows.get(n, ()), at_level) if known[n] else (None,)
        for n, at_level in enumerate(level.tolist())
    ]


class _Shown(NamedTuple):
    """The Coverage sheet as its answers show it: a row's cells, and where the row stands."""

    rows: Sequence[Sequence[Any]]
    where: Sequence[str]


def _shown(table: Columns) -> _Shown:
    ids = (table.text(name).tolist() for name in ("payer_id", "member_id"))
    days = (table.days(name).astype("datetime64[s]").tolist() for name in ("from", "to"))
    rows = [
        (payer, own, first or "", last or "")
        for payer, own, first, last in zip(*ids, *days, strict=True)
    ]
    return _Shown(rows, [table.where("patient_id", n) for n in range(table.size)])


def _coverage(shown: _Shown, rows: Sequence[int], level: int) -> Sequence[Any]:
    if level not in _LEVELS:
        return ("level is none of 1, 2, 3",)
    if not rows:
        return (f"no {_LEVELS[level]} coverage",)
    if len(rows) > 1:
        return (f"overlap: {' and '.join(shown.where[row] for row in rows)}",)
    return shown.rows[rows[0]]
