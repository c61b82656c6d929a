"""One table's columns for checking: each text value looked at once, blanks never a crash."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cached_property
from itertools import repeat
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xlbilling.model import money
from xlbilling.model.codes import NOWHERE
from xlbilling.model.tables import TableData

Mask = NDArray[np.bool_]
Positions = NDArray[np.intp]
Texts = NDArray[np.object_]
Days = NDArray[np.datetime64]
Words = Callable[[Positions], list[str]]

APART: Final = "\uffff"
"""What texts are run together with, to be searched all at once; no character of any language."""

_SHORT_CODE: Final = re.compile(r"[A-Za-z]{1,2}|(?=.*\d)[A-Za-z0-9.,:-]{1,12}")
_LIKE_DIAGNOSIS: Final = re.compile(r"[A-Z](\d[0-9A-Z]|A\d)(\.?[0-9A-Z]{1,4})?", re.IGNORECASE)


class Distinct(NamedTuple):
    """A text column as its distinct values and, for each row, the position of its value."""

    values: Texts
    codes: Positions


class Columns:
    """A table's columns by code name; a column that the sheet lacks reads as blank.

    Args:
        table: the table as read.
    """

    def __init__(self, table: TableData) -> None:
        self.table = table
        self.size = len(table.frame)
        self.sheet_rows: NDArray[np.int64] = np.asarray(table.frame.index, dtype="int64")
        self._distinct: dict[str, Distinct] = {}
        self._blank: dict[str, Mask] = {}
        self._text: dict[str, Texts] = {}
        self._days: dict[str, Days] = {}
        self._run_together: dict[str, str] = {}
        self._first_rows: dict[str, dict[str, int]] = {}
        self._matched: dict[tuple[str, Columns, str], Positions] = {}

    def distinct(self, name: str) -> Distinct:
        """Return a text column's distinct values, found once however many edits ask."""
        if name not in self._distinct:
            self._distinct[name] = self._find_distinct(name)
        return self._distinct[name]

    def _find_distinct(self, name: str) -> Distinct:
        cells = self.table.frame.get(name)
        if cells is None or not any(cells.tolist()):
            return self._no_text
        codes, found = pd.factorize(cells.to_numpy(dtype=object))
        values = np.empty(len(found) + 1, dtype=object)
        values[:-1] = found
        values[-1] = ""  # a missing value has the code -1, which is the last
        return Distinct(values, codes.astype(np.intp, copy=False))

    @cached_property
    def _no_text(self) -> Distinct:
        """What a column holds that is blank in every row, as most diagnoses and modifiers are."""
        return Distinct(np.array([""], dtype=object), np.zeros(self.size, dtype=np.intp))

    def text(self, name: str) -> Texts:
        """Return a text column's values, "" for a blank; read only, made once."""
        if name not in self._text:
            found = self.distinct(name)
            self._text[name] = _kept(found.values[found.codes])
        return self._text[name]

    def text_at(self, name: str, at: Positions) -> list[str]:
        """Return a text column's values at some rows only."""
        found = self.distinct(name)
        texts: list[str] = found.values[found.codes[at]].tolist()
        return texts

    def each(self, name: str, work: Callable[[str], Any], kind: type | str) -> NDArray[Any]:
        """Return what ``work`` makes of every text of a column, done once per distinct value."""
        found = self.distinct(name)
        results = np.empty(len(found.values), dtype=kind)
        results[:] = list(map(work, found.values.tolist()))
        return results[found.codes]

    def holds(self, name: str, test: Callable[[str], object]) -> Mask:
        """Return where a text passes a test, asked once per distinct value."""
        found = self.distinct(name)
        answers = map(bool, map(test, found.values.tolist()))
        return np.fromiter(answers, dtype=bool, count=len(found.values))[found.codes]

    def run_together(self, name: str) -> str:
        """Return a column's distinct texts with ``APART`` before each, to search all at once."""
        if name not in self._run_together:
            texts = self.distinct(name).values.tolist()
            self._run_together[name] = APART + APART.join(texts)
        return self._run_together[name]

    def blank(self, name: str) -> Mask:
        """Return where a text column is blank; read only, made once."""
        if name not in self._blank:
            found = self.distinct(name)
            self._blank[name] = _kept(np.asarray(found.values == "", dtype=bool)[found.codes])
        return self._blank[name]

    def numbered(self, *names: str, fold: Callable[[str], str] = str.upper) -> list[Positions]:
        """Return columns as numbers: the same for the same text in any of them, 0 for a blank.

        Args:
            names: the columns.
            fold: what makes two texts the same; by default capitals do not count.
        """
        number = {"": 0}
        columns = []
        for name in names:
            found = self.distinct(name)
            folded = map(fold, found.values.tolist())
            codes = [number.setdefault(text, len(number)) for text in folded]
            columns.append(np.array(codes, dtype=np.intp)[found.codes])
        return columns

    def days(self, name: str) -> Days:
        """Return a date column as days, NaT for a blank; read only, made once."""
        if name not in self._days:
            cells = self.table.frame.get(name)
            none = np.datetime64("NaT", "D")
            days = np.full(self.size, none) if cells is None else cells.to_numpy()
            self._days[name] = _kept(days.astype("datetime64[D]"))
        return self._days[name]

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Return a number column, NaN for a blank."""
        if name not in self.table.frame:
            return np.full(self.size, np.nan)
        return self.table.frame[name].to_numpy(dtype="float64")

    def cents(self, name: str) -> tuple[NDArray[np.int64], Mask]:
        """Return a money column's whole cents (0 for a blank) and where it is blank."""
        if f"{name}_cents" not in self.table.frame:
            return np.zeros(self.size, dtype="int64"), np.ones(self.size, dtype=bool)
        column = self.table.frame[f"{name}_cents"].astype("Int64")
        cents = np.asarray(column.fillna(0), dtype=np.int64)
        empty: Mask = column.isna().to_numpy(dtype=bool)
        return cents, empty

    def match(self, name: str, other: Columns, key: str) -> Positions:
        """Return for each row the first row of another table with the same id, or NOWHERE.

        Read only, made once.
        """
        asked = (name, other, key)
        if asked not in self._matched:
            found, first = self.distinct(name), other.first_rows(key)
            rows = map(first.get, found.values.tolist(), repeat(NOWHERE))
            of_value = np.fromiter(rows, dtype=np.intp, count=len(found.values))
            self._matched[asked] = _kept(of_value[found.codes])
        return self._matched[asked]

    def first_rows(self, key: str) -> dict[str, int]:
        """Return the position of the first row of each text of a column but a blank."""
        if key not in self._first_rows:
            found = self.distinct(key)
            first = np.full(len(found.values), NOWHERE, dtype=np.intp)
            first[found.codes[::-1]] = np.arange(self.size)[::-1]
            rows = dict(zip(found.values.tolist(), first.tolist(), strict=True))
            rows.pop("", None)
            self._first_rows[key] = rows
        return self._first_rows[key]

    def where(self, name: str, position: int) -> str:
        """Return the address of a row's cell, such as ``Claims!F14``."""
        return self.table.where(name, int(self.sheet_rows[position]))

    def addresses(self, name: str, positions: Positions) -> Words:
        """Return words that name a cell of another row for each row."""
        return lambda at: [self.where(name, int(n)) for n in positions[at]]

    def codes_shown(self, name: str) -> Words:
        """Return words for short codes such as a modifier; anything else is only measured."""
        return lambda at: [shown_code(value) for value in self.text_at(name, at)]

    def days_shown(self, name: str) -> Words:
        """Return words for dates: ISO, ``blank`` for none."""
        return lambda at: [shown_day(day) for day in self.days(name)[at].tolist()]

    def amounts(self, name: str) -> Words:
        """Return words for amounts: ``-$75.00``."""
        cents, _ = self.cents(name)
        return lambda at: [money.show(int(amount)) for amount in cents[at]]


Kept = TypeVar("Kept", bound=NDArray[Any])


def _kept(values: Kept) -> Kept:
    """Return an array that several edits share, closed to changes."""
    values.flags.writeable = False
    return values


def shown_code(value: str) -> str:
    """Return a short code in quotes; other text by its length only, as it may tell of a patient."""
    if not value:
        return "blank"
    if _SHORT_CODE.fullmatch(value) and not _LIKE_DIAGNOSIS.fullmatch(value):
        return f'"{value}"'
    return f"text of {len(value)} characters"


def shown_day(day: date | None) -> str:
    """Return a date as ISO text, ``blank`` for none."""
    return "blank" if day is None else day.isoformat()


def numbers_shown(numbers: NDArray[Any]) -> Words:
    """Return words for numbers given one a row: no more decimals than they have."""
    return lambda at: [f"{number:.12g}" for number in numbers[at].tolist()]
