"""Which diagnoses a payer covers a procedure for: the Medical Policies sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits import pointers, ranges, services
from xlbilling.edits.columns import Columns, Mask, Positions, Texts
from xlbilling.edits.diagnoses import COLUMNS, plain
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing, positions
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import WARNING

_ALL: Final = (1 << (len(COLUMNS) + 1)) - 2
_BELOW_ALL: Final = "\uffff"


@edit(
    "CV-074",
    severity=WARNING,
    basis="the payer's coverage policy, such as a Medicare LCD, as a row of Medical Policies",
    fix="point to the diagnosis that the service was for, or have the patient sign a notice first",
    examples=Examples(
        good={"code": "83036", "pointers": "1,2"},
        bad={"code": "83036", "pointers": "1,2", "dx1": "J029"},
        office={"medical_policies": (
            {"code_from": "83036", "dx_from": "E08", "dx_to": "E13"},
            {"code_from": "83036", "dx_from": "R7303"},
        )},
    ),
)  # fmt: skip
def diagnosis_is_covered(lines: Lines) -> Iterator[Failing]:
    """A line points to a diagnosis that the payer covers its code for, where a policy is known.

    Policies are rows for a payer or for every one, with the days they hold for; a line that any of
    them names needs one of their diagnoses. All diagnoses of a line count where its pointers cannot
    be read.
    """
    table = lines.tables["medical_policies"]
    rows = positions(~table.blank("code_from") & ~table.blank("dx_from"))
    if not len(rows):
        return
    code, row = ranges.taken_in(lines.distinct("code").values, table, rows)
    policy = _policies(table)
    pointed = _Pointed(lines)
    under = np.full(lines.size, NOWHERE, dtype=np.intp)
    met = np.zeros(lines.size, dtype=bool)
    for number in np.unique(policy[row]):
        mine = row[policy[row] == number]
        at = _lines_under(lines, table, int(mine[0]), np.unique(code[policy[row] == number]))
        under[at] = np.where(under[at] == NOWHERE, mine.min(), under[at])
        met[at] |= pointed.any_in(at, *_dx_ranges(table, np.unique(mine)))
    yield lines.says(
        (under != NOWHERE) & ~met,
        "pointers",
        "code {code} is covered for some diagnoses only, and the line points to none of them; "
        "expected one that {row} and its like name",
        code=lines.procedures_shown(),
        row=table.addresses("dx_from", under),
    )


def _policies(table: Columns) -> Positions:
    """Return for each row the number of its policy: rows that differ in their diagnoses only."""
    dates = (table.days(name).astype(np.int64) for name in ("from", "to"))
    names = ("payer_id", "code_from", "code_to")
    return services.together(*(table.distinct(name).codes for name in names), *map(_compact, dates))


def _compact(values: NDArray[np.int64]) -> Positions:
    return np.unique(values, return_inverse=True)[1].astype(np.intp)


def _lines_under(lines: Lines, table: Columns, row: int, codes: Positions) -> Positions:
    """Return the lines of some codes for whom a policy holds: its payer's, on its days."""
    at = positions(np.isin(lines.distinct("code").codes, codes) & lines.insured)
    start, end, day = table.days("from")[row], table.days("to")[row], lines.first_day[at]
    holds = ~np.isnat(day) & (np.isnat(start) | (start <= day)) & (np.isnat(end) | (day <= end))
    payer = table.text("payer_id")[row]
    if payer:
        held = lines.coverage
        holds &= np.isin(at, held.lines[held.text("payer_id") == payer])
    under: Positions = at[holds]
    return under


def _dx_ranges(table: Columns, rows: Positions) -> tuple[list[str], list[str]]:
    """Return first and last diagnosis of rows; the last takes in all below it."""
    first = [plain(code) for code in table.text_at("dx_from", rows)]
    last = [plain(code) for code in table.text_at("dx_to", rows)]
    spans = [
        (own, (end or own) + _BELOW_ALL)
        for own, end in zip(first, last, strict=True)
        if not end or own <= end
    ]
    return [start for start, _ in spans], [end for _, end in spans]


class _Pointed:
    """The diagnoses that each line points to, looked up in ranges of codes."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        codes = np.array(lines.diagnoses.codes, dtype=object)
        order = np.argsort(codes)
        self.sorted: Texts = codes[order]
        self.rank = np.argsort(order)
        self.pointed = lines.each("pointers", _bits, np.int64)

    def any_in(self, at: Positions, first: list[str], last: list[str]) -> Mask:
        """Return which lines point to a diagnosis in one of some ranges; a blank is in none."""
        steps = np.zeros(len(self.sorted) + 1, dtype=np.int64)
        np.add.at(steps, np.searchsorted(self.sorted, np.array(first, dtype=object)), 1)
        np.add.at(steps, np.searchsorted(self.sorted, np.array(last, dtype=object)), -1)
        covered = ((np.cumsum(steps)[:-1] > 0) & (self.sorted != ""))[self.rank]
        found = np.zeros(len(at), dtype=bool)
        for column in self.lines.diagnoses.columns:
            bit = COLUMNS.index(column) + 1
            codes = self.lines.diagnoses.of_line(column)[at]
            found |= covered[codes] & (self.pointed[at] >> bit & 1 > 0)
        return found


def _bits(text: str) -> int:
    """Return the pointers of a text as bits; all of them where it cannot be read."""
    return sum(1 << n for n in set(pointers.parse(text) or ())) or _ALL
