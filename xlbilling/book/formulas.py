"""Live formulas with the values that Python worked out, since a file calculates nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.cells import CellValue

NUMBER_FORMAT: Final = "General"
"""What a cell must have before a formula is written: Excel keeps one as text in a text cell."""


_DAY_NOUGHT: Final = datetime(1899, 12, 30)
"""The day that Excel counts days from."""


def put(
    block: xw.Range, formulas: Sequence[Sequence[str]], values: Sequence[Sequence[CellValue]]
) -> None:
    """Write rows of formulas; a host that calculates nothing takes Python's values with them.

    Where there is no formula, the value is written: a number, a day, nothing, or a text, which has
    to stand in a text cell, as everywhere.
    """
    host = getattr(block.impl, "set_formulas", None)
    if host is not None:
        host(formulas, values)
    else:
        block.formula = [
            [text or _plain(value) for text, value in zip(*row, strict=True)]
            for row in zip(formulas, values, strict=True)
        ]


def _plain(value: CellValue) -> str | float | int | bool:
    """Return a value as it is written among formulas: a day by its number, which Excel knows."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (value - _DAY_NOUGHT) / timedelta(days=1)
    return value


def runs_of(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each unbroken run of rows that are given in order."""
    for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        numbers = [row for _, row in run]
        yield numbers[0], numbers[-1]


def runs_down(has_formula: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the first place and the one past the last of each unbroken run of formulas."""
    place = 0
    for is_run, run in groupby(has_formula):
        length = len(list(run))
        if is_run:
            yield place, place + length
        place += length


def copied(formula: str, cell: tuple[int, int], to: tuple[int, int]) -> str:
    """Return a formula as copying its cell makes it; cells are (row, column).

    A reference that would lead off the sheet stays as it is, where Excel would put #REF!.
    """
    if cell == to:
        return formula
    from openpyxl.formula.tokenizer import Token, Tokenizer

    down, right = to[0] - cell[0], to[1] - cell[1]
    found = Tokenizer(formula)
    parts = (
        _shifted(token.value, down, right) if token.subtype == Token.RANGE else token.value
        for token in found.items
    )
    return f"={''.join(parts)}"


def _shifted(reference: str, down: int, right: int) -> str:
    from openpyxl.formula.translate import Translator, TranslatorError

    try:
        return str(Translator.translate_range(reference, down, right))  # type: ignore[no-untyped-call]
    except TranslatorError:
        return reference
