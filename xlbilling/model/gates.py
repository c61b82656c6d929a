"""The gates: a column of raw cells in, a typed column out, with what was refused.

Every host's raw forms pass here: floats and ints, Decimal currency and pywin32 dates (which are
datetimes), error cells, text. A blank is never zero, an error never a blank in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from xlbilling.model import money
from xlbilling.model.cells import CellError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PLAIN_NUMBERS: Final = frozenset({float, int, type(None)})
_WIDEST_WHOLE_NUMBER: Final = 10**15
"""Excel keeps 15 digits; a longer number has already lost some."""

_EPOCH: Final = date(1970, 1, 1).toordinal()
_NO_DAY: Final = int(np.iinfo(np.int64).min)
"""What numpy keeps for a blank among days."""


class Refusal(NamedTuple):
    """A cell that a gate refused: its position in the column, and why."""

    position: int
    reason: str
    kind: str = "CELL"


class Gated(NamedTuple):
    """A column that passed a gate."""

    values: Any
    refusals: list[Refusal]


def money_column(raw: Sequence[Any]) -> Gated:
    """Return whole cents as Int64; blanks and refused cells are NA."""
    fast = _plain_cents(raw)
    if fast is not None:
        return Gated(fast, [])
    cents = np.zeros(len(raw), dtype="int64")
    blank = np.ones(len(raw), dtype=bool)
    refusals = []
    for position, cell in enumerate(raw):
        if is_blank(cell):
            continue
        try:
            cents[position] = money.from_cell(cell)
            blank[position] = False
        except money.NotMoneyError as why:
            refusals.append(Refusal(position, f"{why}; expected dollars and cents", "CELL-MONEY"))
    return Gated(pd.arrays.IntegerArray(cents, blank), refusals)


def _plain_cents(raw: Sequence[Any]) -> Any | None:
    """Return the cents of a column of plain numbers at once, or None where one needs a look."""
    if not set(map(type, raw)) <= _PLAIN_NUMBERS:
        return None
    dollars = np.array(raw, dtype="float64")
    blank = np.isnan(dollars)
    shown = np.where(blank, 0.0, dollars)
    if not (np.abs(shown) <= money.LARGEST_CENTS / money.CENTS_IN_DOLLAR).all():
        return None
    scaled = shown * money.CENTS_IN_DOLLAR
    cents = np.rint(scaled)
    tolerance = np.maximum(np.abs(cents), 1.0) * 1e-12 + 1e-9
    if not (np.abs(scaled - cents) <= tolerance).all():
        return None
    return pd.arrays.IntegerArray(cents.astype("int64"), blank)


def number_column(raw: Sequence[Any]) -> Gated:
    """Return float64 with NaN for blanks and refused cells; for counts and units, never money."""
    if set(map(type, raw)) <= _PLAIN_NUMBERS:
        return Gated(np.array(raw, dtype="float64"), [])
    values = np.full(len(raw), np.nan)
    refusals = []
    for position, cell in enumerate(raw):
        if is_blank(cell):
            continue
        if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
            values[position] = float(cell)  # float: units and ratios; money has its own gate
        else:
            refusals.append(
                Refusal(position, f"{describe(cell)}; expected a number", "CELL-NUMBER")
            )
    return Gated(values, refusals)


def date_column(raw: Sequence[Any]) -> Gated:
    """Return datetime64 days with NaT for blanks and refused cells; text dates are refused."""
    kinds = set(map(type, raw))
    if not kinds <= {datetime, type(None)}:
        days, refusals = [], []
        for position, cell in enumerate(raw):
            days.append(_day(cell))
            if days[-1] is None and not is_blank(cell):
                reason = f"{describe(cell)}; expected a date"
                refusals.append(Refusal(position, reason, "CELL-DATE"))
        return Gated(as_days(days), refusals)
    if datetime not in kinds:
        return Gated(np.full(len(raw), "NaT", dtype="datetime64[s]"), [])
    return Gated(as_days(raw), [])


def as_days(days: Sequence[Any]) -> NDArray[Any]:
    """Return days as a column, each by its number; pandas takes fifteen times as long for a few."""
    numbers = [
        _NO_DAY if day is None or day is pd.NaT else day.toordinal() - _EPOCH for day in days
    ]
    return np.array(numbers, dtype="int64").view("datetime64[D]").astype("datetime64[s]")


def _day(cell: object) -> datetime | None:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    return None


def text_column(raw: Sequence[Any]) -> Gated:
    """Return str with "" for blanks; numbers are shown as a person would type them."""
    return _texts(raw, numbers_are_wrong=False)


def id_column(raw: Sequence[Any]) -> Gated:
    """Return str with "" for blanks; a number is kept as text, and refused by name (CV-095)."""
    return _texts(raw, numbers_are_wrong=True)


def _texts(raw: Sequence[Any], *, numbers_are_wrong: bool) -> Gated:
    kinds = set(map(type, raw))
    values = np.empty(len(raw), dtype=object)
    if kinds <= {str, type(None)}:
        values[:] = _stripped(raw, kinds)
        return Gated(values, [])
    refusals = []
    for position, cell in enumerate(raw):
        values[position] = shown(cell)
        if isinstance(cell, CellError):
            refusals.append(Refusal(position, f"is the error {cell}; expected text", "CELL-TEXT"))
        elif numbers_are_wrong and not isinstance(cell, str) and cell is not None:
            refusals.append(Refusal(position, _number_as_id(cell), "CELL-ID"))
    return Gated(values, refusals)


def _stripped(raw: Sequence[Any], kinds: set[type]) -> Sequence[str] | str:
    """Return the texts without blanks around them; half of a wide table's columns are empty."""
    if str not in kinds:
        return ""
    if type(None) not in kinds:
        return list(map(str.strip, raw))
    return ["" if cell is None else cell.strip() for cell in raw]


def _number_as_id(cell: object) -> str:
    if isinstance(cell, int | float) and abs(cell) >= _WIDEST_WHOLE_NUMBER:
        return f"{describe(cell)}, longer than the 15 digits a number keeps; expected text"
    return f"{describe(cell)}, so leading zeros are lost; expected text"


def shown(cell: object) -> str:
    """Return a cell's text: whole numbers without point, dates as ISO, errors as they read."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == cell.time().min else cell.isoformat(" ")
    return str(cell)


def describe(cell: object) -> str:
    """Return words for what a cell is, without repeating text that could name a patient."""
    if isinstance(cell, CellError):
        return f"is the error {cell}"
    if isinstance(cell, bool):
        return f"is {str(cell).upper()}"
    if isinstance(cell, str):
        return "is text"
    if isinstance(cell, datetime):
        return "is a date"
    return "is a number"


def is_blank(cell: object) -> bool:
    """Tell whether a cell holds nothing: None, or text of blanks only (Calc knows no other)."""
    return cell is None or (isinstance(cell, str) and not cell.strip() and type(cell) is str)
