"""Insert and delete cells, rows and columns, with every reference adjusted or refused by name.

Rows are the package's business: it adjusts every reference in the book. Where only columns or
single cells move, nothing is adjusted: what refers to a cell that would move is named, and the
step is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlbilling.hosts.files import columns
from xlbilling.hosts.files.area_text import reference
from xlbilling.hosts.files.cell_block import CellBlock, lift, put_down
from xlbilling.hosts.files.package import notes, references, tables
from xlbilling.hosts.files.package.addresses import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    cell_name,
    parse_area,
)
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    from xlbilling.hosts.files.sheet_state import SheetState


def insert_rows(sheet: SheetState, row: int, count: int) -> None:
    """Insert blank rows before a row.

    Raises:
        BookError: something in the book cannot be adjusted; it is named and nothing changes.
    """
    sheet.grid  # noqa: B018  read before the package's rows move
    sheet.book.restructure(lambda package: references.insert_rows(package, sheet.name, row, count))
    sheet.grid.insert_rows(row, count)


def delete_rows(sheet: SheetState, row: int, count: int) -> None:
    """Delete rows.

    Raises:
        BookError: something in the book cannot be adjusted; it is named and nothing changes.
    """
    sheet.grid  # noqa: B018  read before the package's rows move
    sheet.book.restructure(lambda package: references.delete_rows(package, sheet.name, row, count))
    sheet.grid.delete_rows(row, count)


def shift_right(sheet: SheetState, area: Area) -> None:
    """Move what lies in the area and to its right by the area's width."""
    moving = Area(area.top, area.left, area.bottom, LAST_COLUMN)
    count = area.right - area.left + 1
    refuse_if_referred(sheet, moving)
    _move(sheet, moving, 0, count)
    if _whole_columns(area):
        layout = sheet.layout.columns
        sheet.change_layout(columns=columns.shifted(layout, area.left, count))


def shift_down(sheet: SheetState, area: Area) -> None:
    """Move what lies in the area and below by the area's height."""
    moving = Area(area.top, area.left, LAST_ROW, area.right)
    refuse_if_referred(sheet, moving)
    _move(sheet, moving, area.bottom - area.top + 1, 0)


def shift_left(sheet: SheetState, area: Area) -> None:
    """Delete the area and move what lies to its right over it."""
    count = area.right - area.left + 1
    refuse_if_referred(sheet, Area(area.top, area.left, area.bottom, LAST_COLUMN))
    rest = Area(area.top, area.right + 1, area.bottom, LAST_COLUMN)
    _delete(sheet, area)
    _move(sheet, rest, 0, -count)
    if _whole_columns(area):
        layout = sheet.layout.columns
        sheet.change_layout(columns=columns.shifted(layout, area.left, -count))


def shift_up(sheet: SheetState, area: Area) -> None:
    """Delete the area and move what lies below over it."""
    refuse_if_referred(sheet, Area(area.top, area.left, LAST_ROW, area.right))
    rest = Area(area.bottom + 1, area.left, LAST_ROW, area.right)
    _delete(sheet, area)
    _move(sheet, rest, area.top - area.bottom - 1, 0)


def _whole_columns(area: Area) -> bool:
    return area.top == 1 and area.bottom == LAST_ROW


def _delete(sheet: SheetState, area: Area) -> None:
    held = _touched(sheet, area)
    if held is not None:
        _blank(sheet, held)


def _move(sheet: SheetState, area: Area, down: int, right: int) -> None:
    held = _touched(sheet, area)
    if held is None:
        return
    block = lift(sheet, held)
    _blank(sheet, held)
    put_down(sheet, held.top + down, held.left + right, block)


def _blank(sheet: SheetState, area: Area) -> None:
    rows, width = area.bottom - area.top + 1, area.right - area.left + 1
    plain = [sheet.formats.column_styles.get(area.left + one, 0) for one in range(width)]
    values: CellBlock = CellBlock([[None] * width for _ in range(rows)], {}, [plain] * rows)
    put_down(sheet, area.top, area.left, values)


def _touched(sheet: SheetState, area: Area) -> Area | None:
    """Return the part of an area in which anything was ever written or formatted."""
    styled = sheet.formats.changed
    held = sheet.grid.held()
    bottom = max([held.bottom if held else 0, *styled])
    right = max([held.right if held else 0, *(one for row in styled.values() for one in row)])
    if bottom < area.top or right < area.left:
        return None
    return Area(area.top, area.left, min(area.bottom, bottom), min(area.right, right))


def refuse_if_referred(sheet: SheetState, moving: Area) -> None:
    """Refuse when anything in the book refers to cells that would move.

    Raises:
        BookError: ``BOOK-REFERENCES``, naming the first of them.
    """
    found = [
        *_formulas_to(sheet, moving),
        *_names_to(sheet, moving),
        *_things_on(sheet, moving),
        *_drawn_things(sheet),
    ]
    if found:
        shown = ", ".join(found[:5]) + (f" and {len(found) - 5} more" if len(found) > 5 else "")
        raise BookError(
            f"{sheet.name}: cells from {cell_name(moving.top, moving.left)} on cannot be moved, "
            f"because these refer to them: {shown}",
            id="BOOK-REFERENCES",
            fix="do this step in Excel, or insert or delete whole rows",
        )


def _formulas_to(sheet: SheetState, moving: Area) -> Iterator[str]:
    from openpyxl.formula import Tokenizer
    from openpyxl.formula.tokenizer import Token

    for one in sheet.book.sheets:
        for (row, column), formula in one.formulas.within(Area(1, 1, LAST_ROW, LAST_COLUMN)):
            for token in Tokenizer("=" + formula.text.removeprefix("=")).items:
                place = reference(token.value) if token.subtype == Token.RANGE else None
                if place is None:
                    continue
                owner = place[0] or one.name
                if owner.casefold() == sheet.name.casefold() and place[1].meets(moving):
                    yield f"formula {one.name}!{cell_name(row, column)}"
                    break


def _names_to(sheet: SheetState, moving: Area) -> Iterator[str]:
    for one in sheet.book.package.workbook.defined_names:
        for piece in one.refers_to.split(","):
            place = reference(piece)
            if place is None:
                continue
            owner = place[0] or one.sheet or ""
            if owner.casefold() == sheet.name.casefold() and place[1].meets(moving):
                yield f"name {one.name}"
                break


def _things_on(sheet: SheetState, moving: Area) -> Iterator[str]:
    layout = sheet.layout
    areas = [(f"merged cells {one}", one) for one in layout.merges]
    areas += [(f"link in {one.area}", one.area) for one in layout.hyperlinks]
    areas += [(f"validation of {one.areas}", one.areas) for one in layout.validations]
    areas += [(f"conditional format of {one.areas}", one.areas) for one in layout.conditional]
    areas += [("filter", layout.auto_filter)] if layout.auto_filter else []
    package = sheet.book.package
    areas += [(f"table {one.name}", one.area.name) for one in tables.tables_of(package, sheet.name)]
    areas += [
        (f"note in {cell_name(*cell)}", cell_name(*cell))
        for cell in notes.notes_of(package, sheet.name)
    ]
    for what, text in areas:
        if any(parse_area(one).meets(moving) for one in text.split()):
            yield what


def _drawn_things(sheet: SheetState) -> Iterator[str]:
    package = sheet.book.package
    if sheet.layout.drawing_rel_id is not None:
        yield "pictures, shapes or charts on the sheet"
    for part in package.names:
        if part.startswith("xl/pivotCache/pivotCacheDefinition"):
            yield "pivot tables"
        elif part.startswith("xl/charts/chart") and sheet.name.encode() in package.read(part):
            yield f"chart {part.rpartition('/')[2]}"
