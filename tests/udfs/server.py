"""What xlwings' UDF server does with a formula: convert the arguments, call, convert the answer.

Off Windows xlwings has no such server, so this goes the way of ``xlwings.udfs.call_udf`` with the
same converters: ranges of an open book, or bare values as Excel hands over what a formula made.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

import xlwings as xw
from xlwings import conversion as untyped

from xlbilling.hosts import files
from xlbilling.udfs import functions
from xlbilling.udfs.excel import CALLER, FUNCTIONS, OPTIONS

conversion: Any = untyped
"""xlwings' converters, which have no types."""

_REFERENCE = re.compile(r"(\w+)(?:\[(\[.+?\]:\[.+?\]|[^\]]+)\])?")


def call(name: str, *arguments: Any, caller: xw.Range | None = None) -> Any:
    """Return what a formula shows: rows of cells, or one value.

    Args:
        name: the function.
        arguments: ranges, or bare values: one, or rows as tuples. Those left out are optional.
        caller: the calling cell.
    """
    engine = files.register().name
    assert name in functions.__all__
    python = FUNCTIONS[name].python
    given = iter(arguments)
    converted = [
        caller if one == CALLER else _read(next(given, None), engine)
        for one in inspect.signature(python).parameters
    ]
    assert not [*given], f"{name} has fewer arguments"
    return conversion.write(python(*converted), None, {}, engine_name=engine)


def _read(argument: Any, engine: str) -> Any:
    if argument is None:
        return None  # xlwings gives the default of an argument that was left out
    if isinstance(argument, xw.Range):
        return conversion.read(argument, None, dict(OPTIONS))
    return conversion.read(None, argument, dict(OPTIONS), engine_name=engine)


def column(name: str, *arguments: Any, caller: xw.Range | None = None) -> list[Any]:
    """Return what a formula shows in one column."""
    return [row[0] for row in call(name, *arguments, caller=caller)]


def down(*values: Any) -> tuple[tuple[Any, ...], ...]:
    """Return values as the array of one column that Excel hands over."""
    return tuple((value,) for value in values)


def typed(formula: str, caller: xw.Range, today: float) -> Any:
    """Return what a formula of structured references, words, numbers and TODAY() shows in a cell."""
    name, _, rest = formula.removeprefix("=").partition("(")
    parts = re.split(r",\s*", rest.removesuffix(")"))
    values = [_value(part, caller.sheet.book, today) for part in parts]
    return call(name, *values, caller=caller)


def _value(part: str, book: xw.Book, today: float) -> Any:
    if part == "TODAY()":
        return today
    if part.isdecimal():
        return float(part)
    if part.startswith('"'):
        return part.strip('"')
    if part in {each.name for each in book.names}:
        return book.names[part].refers_to_range
    found = _REFERENCE.fullmatch(part)
    assert found is not None, part
    return structured(book, found[1], found[2] or "")


def structured(book: xw.Book, table: str, columns: str = "") -> xw.Range:
    """Return the range of ``Claims``, ``Claims[Code]`` or ``Claims[[Mod1]:[Mod4]]``."""
    every = {one.name: one for sheet in book.sheets for one in sheet.tables}
    body, header = every[table].data_body_range, every[table].header_row_range
    assert body is not None
    assert header is not None
    if not columns:
        return body
    headers = [str(text) for text in header.value]
    first, last = (columns.strip("[]").split("]:[") * 2)[:2]
    one, other = headers.index(first), headers.index(last)
    return body[:, one : other + 1]
