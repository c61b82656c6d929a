"""The worksheet functions in LibreOffice Calc: its cells in, ours out, in the same process."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from xlbilling.hosts import calc
from xlbilling.udfs import functions
from xlbilling.udfs.excel import CALLER, FUNCTIONS, NOT_HERE, VALUE, Cells

if TYPE_CHECKING:
    from collections.abc import Callable

_DAY_ZERO: Final = datetime(1899, 12, 30)
_ERRORS: Final[Mapping[str, int]] = {VALUE: 519, NOT_HERE: 32767}
"""Calc's own numbers of the errors that our functions answer with."""


def calc_name(function: str) -> str:
    """Return what a function is called in the extension: ``xlbNpiValid`` for ``XLB_NPI_VALID``.

    The names there may hold no underscores; a cell shows the name with them.
    """
    first, *words = function.lower().split("_")
    return first + "".join(word.capitalize() for word in words)


_BY_CALC_NAME: Final = {calc_name(name): name for name in functions.__all__}


def answer(
    context: Any, document: Any, name: str, cells: Sequence[Any]
) -> tuple[tuple[Any, ...], ...]:
    """Return what a function answers: rows of cells, a single one being a row of one.

    Args:
        context: LibreOffice's component context.
        document: the document that holds the calling cell.
        name: the function, as `calc_name` gives it.
        cells: its arguments: None for one left out, rows of cells for a range.
    """
    function = FUNCTIONS[_BY_CALC_NAME[name]]
    given: list[Any] = [_rows(one) for one in cells]
    if _takes_caller(function.python):
        given.append(calc.inside(context, document).books.active.sheets[0].range("A1"))
    rows: Cells | str = function.python(*given)
    told = [[rows]] if isinstance(rows, str) else rows
    return tuple(tuple(map(_shown, row)) for row in told)


def _takes_caller(python: Callable[..., Any]) -> bool:
    import inspect

    return CALLER in inspect.signature(python).parameters


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
    if isinstance(cell, datetime):
        return (cell.replace(tzinfo=None) - _DAY_ZERO).total_seconds() / 86_400
    if isinstance(cell, date):
        return float((datetime(cell.year, cell.month, cell.day) - _DAY_ZERO).days)  # a day's number
    if isinstance(cell, bool | int):
        return float(cell)  # Calc knows no other number
    return "" if cell is None else cell


def _error(number: int) -> float:
    """Return the number that Calc shows as an error: a NaN that carries the error's own."""
    packed = struct.pack("<Q", 0x7FF8_0000_0000_0000 | number)
    return float(struct.unpack("<d", packed)[0])  # no amount: it only carries the error
