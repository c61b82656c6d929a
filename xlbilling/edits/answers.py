"""What payers answered about our claims: the Remit Lines sheet, joined with claims and levels."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xlbilling.edits.columns import Columns, Days, Distinct, Mask, Positions
from xlbilling.edits.lines import Lines
from xlbilling.model.codes import NOWHERE

LEVELS: Final = (1, 2, 3)
"""Primary, secondary, tertiary."""

Levels = NDArray[np.int8]

_LEVELS: Final = {"1": 1, "2": 2, "3": 3}
_REVERSALS: Final = frozenset({"22"})
_NO_ANSWERS: Final = _REVERSALS | {"23", "25"}
"""Reversal, not our claim, predetermination: CLP02."""
_FORWARDED: Final = frozenset({"19", "20", "21"})
_STATED: Final = {"1": 1, "19": 1, "2": 2, "20": 2, "3": 3, "21": 3}
_DEAD_BATCHES: Final = frozenset({"UNDONE", "DUPLICATE"})
_NEVER: Final = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Answers:
    """The rows of Remit Lines that count as an answer about a claim on the sheet.

    Attributes:
        table: the Remit Lines sheet.
        rows: the positions of those rows.
        claim: the claim of each, numbered as ``Lines.claim``.
        level: at which level the payer answered.
        day: the date of its remittance; NaT where nobody filled it in.
        named: whether its remittance names the payer.
        part: the number of the answered claim in its batch; its rows belong together.
        crossed: whether the payer sent the claim on to the next payer itself.
    """

    table: Columns
    rows: Positions
    claim: Positions
    level: Levels
    day: Days
    named: Mask
    part: Positions
    crossed: Mask

    def keep(self, mask: Mask) -> Answers:
        """Return only the answers of a mask."""
        return Answers(
            self.table,
            self.rows[mask],
            self.claim[mask],
            self.level[mask],
            self.day[mask],
            self.named[mask],
            self.part[mask],
            self.crossed[mask],
        )

    def of_claims(self, claims: int, level: int) -> Mask:
        """Return which claims, of so many numbers, a payer of a level has answered."""
        answered = np.zeros(claims, dtype=bool)
        answered[self.claim[self.level == level]] = True
        return answered

    def first_day(self, claims: int, level: int) -> Days:
        """Return the day of the first answer of a level about each claim, NaT for none."""
        return self._days(claims, self._by_day(level)[::-1])

    def last_day(self, claims: int, level: int) -> Days:
        """Return the day of the last answer of a level about each claim, NaT for none."""
        return self._days(claims, self._by_day(level))

    def _by_day(self, level: int) -> Positions:
        at = np.flatnonzero((self.level == level) & ~np.isnat(self.day))
        return at[np.argsort(self.day[at], kind="stable")]

    def _days(self, claims: int, at: Positions) -> Days:
        days = np.full(claims, _NEVER)
        days[self.claim[at]] = self.day[at]  # of several the last one stays
        return days


def claim_numbers(lines: Lines, table: Columns, name: str) -> Positions:
    """Return the claim that each row of another table names, numbered as ``Lines.claim``.

    NOWHERE for a blank and for a claim that is not on the sheet.
    """
    return numbered_as(table.distinct(name), lines.once(_claim_index))


def numbered_as(named: Distinct, index: pd.Index[str]) -> Positions:
    """Return the position in an index of each text of a column, NOWHERE for a blank."""
    number = index.get_indexer(pd.Index(named.values, dtype=object))
    return np.where(named.values == "", NOWHERE, number)[named.codes]


def index_of(named: Distinct) -> pd.Index[str]:
    """Return a column's distinct texts by their numbers."""
    return pd.Index(named.values[:-1], dtype=object)  # the last one stands for a missing value


def _claim_index(lines: Lines) -> pd.Index[str]:
    return index_of(lines.distinct("claim_id"))


def level_number(text: str) -> int:
    """Return a level as a number, 0 where the text is none."""
    return _LEVELS.get(text, 0)


def answers(lines: Lines) -> Answers:
    """Return what payers answered about the claims on the sheet.

    An answer's level is that of its payer's coverage; of a payer that insures the patient twice,
    and of one that is on no coverage, the one CLP02 states, else the first. Batches that were
    undone or came twice do not count, nor does what a later reversal took back.
    """
    table, remits = lines.tables["remit_lines"], lines.tables["remits"]
    claim = claim_numbers(lines, table, "our_claim")
    batch = table.match("batch", remits, "batch")
    dead = np.append(remits.holds("status", _DEAD_BATCHES.__contains__), [False])[batch]
    at = np.flatnonzero((claim != NOWHERE) & ~dead)
    payers = {"": NOWHERE}
    payer = np.append(_numbered(remits, "payer", payers), [NOWHERE])[batch][at]
    day = np.append(remits.days("date"), _NEVER)[batch][at]
    reversal, no_answer, forwarded = (
        _says(table, codes)[at] for codes in (_REVERSALS, _NO_ANSWERS, _FORWARDED)
    )
    stated = table.each("clp02", lambda code: _STATED.get(code.lstrip("0"), 0), np.int8)[at]
    taken_back = _taken_back(claim[at] * len(payers) + payer, day, reversal)
    forwarded |= table.holds("crossed_over", "Y".__eq__)[at]
    every = Answers(
        table, at, claim[at], _levels(lines, claim[at], payer, payers, stated), day,
        payer != NOWHERE, _parts(table, at), forwarded,
    )  # fmt: skip
    return every.keep(~no_answer & ~taken_back)


def _says(table: Columns, codes: Collection[str]) -> Mask:
    """Return the rows whose claim status is one of some codes; payers pad them with zeros."""
    return table.holds("clp02", lambda code: code.lstrip("0") in codes)


def _numbered(columns: Columns, name: str, numbers: dict[str, int]) -> Positions:
    """Return the number of each text; a text met for the first time gets the next one."""
    return columns.each(name, lambda text: numbers.setdefault(text, len(numbers)), np.intp)


def _taken_back(key: Positions, day: Days, reversal: Mask) -> Mask:
    """Return the answers of an earlier day than a reversal of the same claim by the same payer."""
    back = np.zeros(len(key), dtype=bool)
    at = np.flatnonzero(reversal & ~np.isnat(day))
    if len(at):
        at = at[np.lexsort((day[at], key[at]))]
        keys = key[at]
        last = np.searchsorted(keys, key, side="right") - 1
        same = (last >= 0) & (keys[last] == key)
        back = same & (day < day[at][last])
    return back


def _levels(
    lines: Lines, claim: Positions, payer: Positions, payers: dict[str, int], stated: Levels
) -> Levels:
    lowest, highest = _covered(lines, claim, payer, payers)
    inside = (lowest <= stated) & (stated <= highest)
    unknown = np.where(stated > 0, stated, 1)
    levels: Levels = np.where(lowest == 0, unknown, np.where(inside, stated, lowest))
    return levels


def _covered(
    lines: Lines, claim: Positions, payer: Positions, payers: dict[str, int]
) -> tuple[Levels, Levels]:
    """Return the lowest and highest level at which each payer insures the claim; 0 for none."""
    held = lines.coverage
    known = np.zeros(int(lines.claim.max(initial=0)) + 1, dtype=bool)
    known[claim] = True
    held = held.keep(known[lines.claim[held.lines]])
    own = held.each("payer_id", lambda text: payers.get(text, NOWHERE), np.intp)
    level = held.each("level", level_number, np.int8)
    key = np.where(own == NOWHERE, NOWHERE, lines.claim[held.lines] * len(payers) + own)
    order = np.lexsort((level, key))
    key, level = key[order], level[order]
    wanted = np.where(payer == NOWHERE, NOWHERE - 1, claim * len(payers) + payer)
    first = np.searchsorted(key, wanted, side="left")
    last = np.searchsorted(key, wanted, side="right")
    padded = np.append(level, np.int8(0))
    there = last > first
    return np.where(there, padded[first], 0), np.where(there, padded[last - 1], 0)


def _parts(table: Columns, at: Positions) -> Positions:
    """Return a number for each answered claim: a batch and the n-th claim in it."""
    number = np.nan_to_num(table.numbers("claim_no")[at], nan=0.0, posinf=0.0, neginf=0.0)
    _, nth = np.unique(number, return_inverse=True)
    batch = table.distinct("batch").codes[at]
    _, part = np.unique(batch * (len(at) + 1) + nth, return_inverse=True)
    parts: Positions = part.astype(np.intp)
    return parts
