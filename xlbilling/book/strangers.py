"""Columns that a person added to a program's table: values and formulas follow their row's key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from xlbilling.book.binding import Bound, two_d
from xlbilling.book.formulas import copied

if TYPE_CHECKING:
    from xlbilling.model.cells import CellValue

Formulas = dict[tuple[int, int], str]


def carry(bound: Bound, old: Mapping[int, list[Any]], new: list[list[CellValue]]) -> Formulas:
    """Give each new row what its old row had in columns that are not ours, found by key.

    Args:
        bound: the table.
        old: the rows that stand there, by sheet row.
        new: the rows that will; a person's values are put into them.

    Returns:
        The formulas that `write_formulas` is to put back, by (sheet column, sheet row).
    """
    places = [n for n, name in enumerate(bound.names_in_place) if not name]
    if not places or not old:
        return {}
    keys = [bound.places[name] - bound.first_column for name in bound.table.key]
    by_key = {tuple(row[n] for n in keys): number for number, row in old.items()}
    texts = {n: _formulas(bound, bound.first_column + n) for n in places}
    formulas: Formulas = {}
    for to, row in enumerate(new, bound.first_row):
        before = by_key.get(tuple(row[n] for n in keys))
        if before is None:
            continue
        for n in places:
            row[n] = old[before][n]
            text = texts[n].get(before)
            if text is not None:
                column = bound.first_column + n
                formulas[column, to] = copied(text, (before, column), (to, column))
    return formulas


def named(bound: Bound, formulas: Formulas) -> list[tuple[str, int, str]]:
    """Return formulas with their column's header instead of its number, by which it is found."""
    headers = bound.headers
    return [
        (headers[column - bound.first_column], row, text)
        for (column, row), text in formulas.items()
    ]


def placed(bound: Bound, formulas: Iterable[tuple[str, int, str]]) -> Formulas:
    """Return formulas of `named` where their columns stand now; a column that is gone has none."""
    numbers = dict(
        zip(bound.headers, range(bound.first_column, bound.last_column + 1), strict=True)
    )
    return {(numbers[name], row): text for name, row, text in formulas if name in numbers}


def _formulas(bound: Bound, column: int) -> dict[int, str]:
    """Return a column's formulas by sheet row."""
    block = bound.sheet.range((bound.first_row, column), (bound.last_row, column))
    texts = two_d(block.formula, rows=bound.last_row - bound.header_row)
    found = ((row, str(text or "")) for row, [text] in enumerate(texts, bound.first_row))
    return {row: text for row, text in found if text.startswith("=")}


def write_formulas(bound: Bound, formulas: Formulas) -> None:
    """Put formulas into their cells, each unbroken run of a column at once."""
    ordered = enumerate(sorted(formulas))
    for _, run in groupby(ordered, lambda item: (item[1][0], item[1][1] - item[0])):
        cells = [cell for _, cell in run]
        column, top = cells[0]
        block = bound.sheet.range((top, column), (cells[-1][1], column))
        block.formula = [[formulas[cell]] for cell in cells]
