"""What the payers before said of claims that are about to go to the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits.answers import Answers, answers, level_number
from xlbilling.edits.columns import Columns, Mask, Positions
from xlbilling.edits.filing import SETTLED, claim_count, filing
from xlbilling.edits.lines import Lines
from xlbilling.model.codes import NOWHERE

LEVEL_NAMES: Final = {1: "primary", 2: "secondary", 3: "tertiary"}

Cents = NDArray[np.int64]

_LINE: Final = "LINE"
_HAND_KEYED: Final = (
    "deductible", "coinsurance", "copay", "other_pr", "contractual", "prior", "denied",
    "other_adj",
)  # fmt: skip
"""The amounts of a row that somebody keyed from paper, where no adjustment has a row of its own."""
_ROWS: Final = 1 << 32


@dataclass(frozen=True)
class Prior:
    """What the payers of one level said of the claims released to a later level.

    Attributes:
        level: theirs.
        wanted: the lines released that need their answer.
        told: their answers about these claims.
        line: the claim line of each answer; NOWHERE where it is about the claim as a whole.
        astray: answers about a line that the sheet does not have.
    """

    level: int
    wanted: Mask
    told: Answers
    line: Positions
    astray: Mask

    def last_part(self, size: int) -> Positions:
        """Return for each of so many lines the last answered claim that tells of it."""
        part = np.full(size, NOWHERE, dtype=np.intp)
        at = np.flatnonzero(self.line != NOWHERE)
        at = at[np.argsort(self.told.day[at], kind="stable")]
        part[self.line[at]] = self.told.part[at]  # of several the last one stays
        return part


def released(lines: Lines) -> Mask:
    """Return the lines that go to a second or third payer next: none that is with it already."""
    now = lines.once(filing)
    open_ = lines.billable & ~lines.holds("status", SETTLED.__contains__)
    goes: Mask = (now.level > 1) & ~now.sent & open_ & ~now.void
    return goes


def priors(lines: Lines) -> list[Prior]:
    """Return what each earlier level said of the lines released, primary first."""
    goes = lines.once(released)
    if not goes.any():
        return []
    told = lines.once(answers)
    claims = np.zeros(claim_count(lines), dtype=bool)
    claims[lines.claim[goes]] = True
    told = told.keep(claims[told.claim])
    last = int(lines.once(filing).level[goes].max())
    return [_prior(lines, goes, told, level) for level in range(1, last)]


def _prior(lines: Lines, goes: Mask, told: Answers, level: int) -> Prior:
    later = goes & (lines.once(filing).level > level)
    if level > 1:
        held = lines.coverage
        covered = np.zeros(lines.size, dtype=bool)
        covered[held.lines[held.each("level", level_number, np.int8) == level]] = True
        later &= covered
    own = told.keep(told.level == level)
    line = _lines_of(lines, own)
    text = own.table.text("level")[own.rows]
    named = ~own.table.blank("our_line")[own.rows]
    astray = (line == NOWHERE) & (named | (text == _LINE))
    return Prior(level, later, own, line, astray)


def _lines_of(lines: Lines, told: Answers) -> Positions:
    """Return the claim line that each answer is about, NOWHERE for none."""
    number = {text: n for n, text in enumerate(lines.distinct("line").values.tolist()) if text}
    own = told.table.each("our_line", lambda text: number.get(text, NOWHERE), np.intp)[told.rows]
    size = len(lines.distinct("line").values)
    at = np.flatnonzero(~lines.blank("line"))
    key = lines.claim[at] * size + lines.distinct("line").codes[at]
    order = np.argsort(key, kind="stable")
    key, at = key[order], np.append(at[order], [NOWHERE])
    wanted = np.where(own == NOWHERE, NOWHERE, told.claim * size + own)
    found = np.searchsorted(key, wanted)
    there = np.append(key, [NOWHERE - 1])[found] == wanted
    return np.where(there, at[found], NOWHERE)


def adjusted_cents(lines: Lines, told: Answers) -> Cents:
    """Return the sum of the adjustments of each answer, in cents.

    They are rows of Remit Adjustments; an answer keyed from paper has them in its own columns.
    """
    table, details = told.table, lines.tables["remit_adjustments"]
    number = {text: n for n, text in enumerate(table.distinct("batch").values.tolist()) if text}
    batch = details.each("batch", lambda text: number.get(text, NOWHERE), np.intp)
    key = _row_keys(batch, details)
    wanted = _row_keys(table.distinct("batch").codes, table)[told.rows]
    kept = np.flatnonzero((batch != NOWHERE) & np.isin(key, wanted))
    order = np.argsort(wanted, kind="stable")
    at = order[np.searchsorted(wanted[order], key[kept])] if len(kept) else kept
    total = np.zeros(len(wanted), dtype=np.int64)
    np.add.at(total, at, details.cents("amount")[0][kept])
    detailed = np.zeros(len(wanted), dtype=bool)
    detailed[at] = True
    keyed = sum((table.cents(name)[0][told.rows] for name in _HAND_KEYED), np.zeros_like(total))
    sums: Cents = np.where(detailed, total, keyed)
    return sums


def _row_keys(batch: Positions, table: Columns) -> NDArray[np.int64]:
    row = np.nan_to_num(table.numbers("row"), nan=-1.0, posinf=-1.0, neginf=-1.0)
    return batch.astype(np.int64) * _ROWS + np.clip(row, -1, _ROWS - 2).astype(np.int64)
