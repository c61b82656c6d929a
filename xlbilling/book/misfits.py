"""What no cell can hold among what is to be written, found before anything is noted or written.

A live workbook keeps the notes of what it is to hold until all of it is written: what can never be
written would keep every later command from its work.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xlbilling.layout import frames
from xlbilling.layout.columns import Column, Kind
from xlbilling.model.cells import (
    LONGEST_FORMULA,
    LONGEST_TEXT,
    CellValue,
    first_unfit,
    unfit,
)
from xlbilling.model.errors import BookError
from xlbilling.model.plan import Append, Form, Page, Rewrite, SetColumn

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.book.binding import Bound

ID: Final = "BOOK-CELL"
_FIRST_DAY: Final = datetime(1900, 1, 1)
_FIX: Final = (
    f"a cell takes at most {LONGEST_TEXT:,} characters, plain numbers, and days from 1900 on; "
    "correct or shorten what this comes from, in its file or on its sheet, and run it again"
)
_LONGEST_KEY: Final = 40


def demand_none(bound: Bound, change: Append | SetColumn | Rewrite, top: int) -> None:
    """Refuse a change of a table with a value or a formula that no cell can hold.

    Args:
        bound: the table.
        change: what is to be written.
        top: the sheet row of its first row; a SetColumn names its rows itself.

    Raises:
        BookError: ``BOOK-CELL``, names the cell and its row's key.
    """
    for column, values in _columns(bound, change):
        if _fits(column, values):
            continue
        rows = values.to_frame(column.frame_name)
        place, what = _misfit([c for (c,) in frames.to_cells(bound.table, rows, [column.name])])
        if what:
            raise _refused(_cell(bound, column, change, (place, top)), what)
    if isinstance(change, Rewrite):
        _demand_formulas(bound, change, top)


def demand_none_on(page: Page) -> None:
    """Refuse a page with a value or a formula that no cell can hold.

    Raises:
        BookError: ``BOOK-CELL``, names the cell.
    """
    values = list(_values(page))
    place, what = _misfit([value for _, value in values])
    if what:
        raise _refused(f"sheet '{page.sheet}', {values[place][0]}", what)
    for cell in page.cells:
        if len(cell.formula) > LONGEST_FORMULA:
            raise _refused(
                f"sheet '{page.sheet}', {_at(cell.row, cell.column)}", _long(cell.formula)
            )


def _columns(
    bound: Bound, change: Append | SetColumn | Rewrite
) -> Iterator[tuple[Column, pd.Series[Any]]]:
    """Give the columns that a change writes, with their values."""
    if isinstance(change, SetColumn):
        yield bound.table.column(change.column), change.values
        return
    columns = {column.frame_name: column for column in bound.table.columns}
    for name, values in change.rows.items():
        if name in columns:
            yield columns[str(name)], values


def _fits(column: Column, values: pd.Series[Any]) -> bool:
    """Tell at a glance whether all of a column can be held; False where it takes a closer look."""
    if column.is_text:
        try:
            return max(map(len, values.tolist()), default=0) <= LONGEST_TEXT // 2
        except TypeError:  # blanks that are no text
            return False
    kind = values.dtype.kind
    if kind in "iu":
        return column.kind is not Kind.DATE
    if not isinstance(values.dtype, np.dtype):
        return False
    if column.kind is Kind.DATE:
        return kind == "M" and not (values.to_numpy() < np.datetime64(_FIRST_DAY)).any()
    return column.kind is Kind.NUMBER and kind == "f" and not np.isinf(values.to_numpy()).any()


def _misfit(cells: list[CellValue]) -> tuple[int, str]:
    """Return the place and the words of the first value that cannot be held; no words for none."""
    place = first_unfit(cells)
    if place is not None:
        return place, unfit(cells[place])
    for n, cell in enumerate(cells):
        if isinstance(cell, datetime) and cell < _FIRST_DAY:
            return n, f"the day {cell.date().isoformat()}"
    return 0, ""


def _demand_formulas(bound: Bound, change: Rewrite, top: int) -> None:
    for name, texts in change.formulas.items():
        if max(map(len, texts), default=0) > LONGEST_FORMULA:
            place = next(n for n, text in enumerate(texts) if len(text) > LONGEST_FORMULA)
            where = _cell(bound, bound.table.column(name), change, (place, top))
            raise _refused(where, _long(texts[place]))


def _cell(
    bound: Bound,
    column: Column,
    change: Append | SetColumn | Rewrite,
    at: tuple[int, int],
) -> str:
    """Return what is to be written where: the cell, its header, and whose row it is.

    Args:
        bound: the table.
        column: of it.
        change: what is to be written.
        at: the place among the change's rows, and the sheet row of their first.
    """
    place, top = at
    if isinstance(change, SetColumn):
        row, key = int(change.values.index[place]), ""
    else:
        row, key = top + place, _key(bound, change.rows, place)
    return f"{bound.sheet.name}!{bound.letters.get(column.name, '')}{row}: {column.header}{key}"


def _key(bound: Bound, rows: pd.DataFrame, place: int) -> str:
    """Return the ids by which a row is known, as " of …"; "" where it is not given them."""
    columns = (bound.table.column(name) for name in bound.table.key)
    ids = [each.name for each in columns if each.kind is Kind.ID and each.name in rows]
    found = " ".join(str(rows[name].iloc[place])[:_LONGEST_KEY] for name in ids).strip()
    return f" of {found}" if found else ""


def _values(page: Page) -> Iterator[tuple[str, CellValue]]:
    """Give what is to stand in a page's cells, each with the cell's address or name.

    Sentences are no cell's: they are broken into as many rows as they take.
    """
    for cell in page.cells:
        yield _at(cell.row, cell.column), cell.value
    form = page.form or Form()
    for name, named in form.cells.items():
        yield name, named.value
    for name, texts in form.lines.items():
        yield name, ", ".join(texts)  # the last cell takes what is left
    for name, values in form.across.items():
        yield from ((name, value) for value in values)
    for repeats in form.rows.values():
        for one in repeats:
            yield from one.items()


def _at(row: int, column: int) -> str:
    return f"{frames.column_letter(column)}{row}"


def _long(formula: str) -> str:
    return f"a formula of {len(formula):,} characters"


def _refused(where: str, what: str) -> BookError:
    return BookError(f"{where} would be {what}, which no cell can hold", id=ID, fix=_FIX)
