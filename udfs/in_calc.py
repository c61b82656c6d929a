"""The worksheet functions in LibreOffice Calc: its cells in, ours out, in the same process."""

from __future__ import annotations

import inspect
import struct
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import pandas as pd

from xlbilling.hosts import calc
from xlbilling.udfs import functions
from xlbilling.udfs.excel import CALLER, FUNCTIONS, NOT_HERE, VALUE, Cells

Answer = tuple[tuple[Any, ...], ...]
"""Rows of cells as LibreOffice takes them."""

_DAY_ZERO: Final = datetime(1899, 12, 30)
_ERRORS: Final[Mapping[str, int]] = {VALUE: 519, NOT_HERE: 32767}
"""Calc's own numbers of the errors that our functions answer with."""
_AMOUNTS: Final = frozenset({"units", "charge", "allowed"})
"""Arguments of which 0 says something."""


def calc_name(function: str) -> str:
    """Return what a function is called in the extension: ``xlbNpiValid`` for ``XLB_NPI_VALID``.

    The names there may hold no underscores; a cell shows the name with them.
    """
    first, *words = function.lower().split("_")
    return first + "".join(word.capitalize() for word in words)


_BY_CALC_NAME: Final = {calc_name(name): name for name in functions.__all__}


def answer(context: Any, document: Any, name: str, cells: Sequence[Any]) -> Answer:
    """Return what a function answers: rows of cells, a single one being a row of one.

    Args:
        context: LibreOffice's component context.
        document: the document that holds the calling cell.
        name: the function, as `calc_name` gives it.
        cells: its arguments: None for one left out, rows of cells for a range.
    """
    function = _BY_CALC_NAME[name]
    python, given = FUNCTIONS[function].python, taken(function, cells)
    if CALLER in inspect.signature(python).parameters:
        given.append(calc.inside(context, document).books.active.sheets[0].range("A1"))
    rows: Cells | str = python(*given)
    return tuple(tuple(map(_shown, row)) for row in ([[rows]] if isinstance(rows, str) else rows))


def taken(function: str, cells: Sequence[Any]) -> list[Any]:
    """Return a function's arguments as it takes them.

    Calc hands over a single blank cell as 0; where that is no amount, it stands for a blank.
    """
    names = FUNCTIONS[function].arguments
    return [
        _rows("" if one == 0 and name not in _AMOUNTS else one)
        for name, one in zip(names, cells, strict=True)
    ]


def _rows(given: Any) -> Cells | None:
    """Return an argument as rows of cells, blanks as None; None for one left out."""
    if given is None:
        return None
    rows = given if isinstance(given, tuple) else ((given,),)
    return [[None if cell == "" else cell for cell in row] for row in rows]


def _shown(cell: Any) -> Any:
    """Return a cell's value as Calc's add-ins give it: texts and numbers, errors among these."""
    if cell in _ERRORS:
        return _error(_ERRORS[cell])
    if isinstance(cell, date):
        return _serial(cell)
    if isinstance(cell, bool | int):
        return float(cell)  # Calc knows no other number
    return "" if cell is None else cell


def _serial(day: date) -> float:
    """Return a day, with its time where it has one, as Calc counts days."""
    moment = pd.Timestamp(day).tz_localize(None).to_pydatetime()
    return (moment - _DAY_ZERO) / timedelta(days=1)


def _error(number: int) -> float:
    """Return the number that Calc shows as an error: a NaN that carries the error's own."""
    packed = struct.pack("<Q", 0x7FF8_0000_0000_0000 | number)
    return float(struct.unpack("<d", packed)[0])  # no amount: it only carries the error
