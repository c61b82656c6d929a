"""Copy and paste: what goes along, and how references move."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xlbilling.hosts.files import columns
from xlbilling.hosts.files.cell_block import CellBlock, lift, put_down, style_in
from xlbilling.hosts.files.formula_cells import Formula
from xlbilling.hosts.files.package import notes
from xlbilling.hosts.files.package.addresses import LAST_COLUMN, Area
from xlbilling.hosts.files.translating import moved
from xlbilling.model.cells import CellValue

if TYPE_CHECKING:
    from xlbilling.hosts.files.sheet_state import SheetState

    Cells = tuple[SheetState, Area]
    """Cells of a sheet."""

_ALL: Final = frozenset({
    "all",
    "all_except_borders",
    "all_merging_conditional_formats",
    "all_using_source_theme",
})
_WITH_FORMULAS: Final = _ALL | {"formulas", "formulas_and_number_formats"}
_WITH_VALUES: Final = _WITH_FORMULAS | {"values", "values_and_number_formats"}
_KINDS: Final = _WITH_VALUES | {"formats", "column_widths", "comments"}
_OPERATIONS: Final[dict[str, Callable[[float, float], float]]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
}


def paste(
    source: tuple[SheetState, Area],
    target: tuple[SheetState, Area],
    kind: str | None = None,
    *,
    operation: str | None = None,
    skip_blanks: bool = False,
    transpose: bool = False,
) -> None:
    """Paste copied cells; a target that is a multiple of the source is filled with repeats.

    Args:
        source: the sheet and area that were copied.
        target: the sheet and area to paste to; its first cell counts.
        kind: what goes along, in xlwings' words; None for all.
        operation: add, subtract, multiply or divide instead of replacing.
        skip_blanks: leave cells alone that would get a blank.
        transpose: exchange rows and columns.

    Raises:
        ValueError: an unknown kind or operation.
    """
    kind = kind or "all"
    if kind not in _KINDS:
        raise ValueError(
            f"{kind!r} cannot be pasted here; possible are {', '.join(sorted(_KINDS))}"
        )
    if operation is not None and operation not in _OPERATIONS:
        raise ValueError(f"{operation!r} is no operation; there are {', '.join(_OPERATIONS)}")
    if kind == "column_widths":
        _paste_widths(source, target)
        return
    if kind == "comments":
        _paste_notes(source, target)
        return
    source, target = _in_use(source, target)
    block = lift(*source)
    block = block.transposed() if transpose else block
    for top, left in _places(block.shape, target[1]):
        shift = (top - source[1].top, left - source[1].left)
        own = _arriving(block, source[0], target[0], (top, left), kind)
        if kind in _WITH_FORMULAS and not transpose:
            own = replace(own, formulas=_moved(block, *shift))
        if operation is not None or skip_blanks:
            own = _combined(own, target[0], (top, left), operation, skip_blanks=skip_blanks)
        put_down(target[0], top, left, own)


def _in_use(source: Cells, target: Cells) -> tuple[Cells, Cells]:
    """Leave out what of whole rows is blank and looks alike on both sides, up to the last column.

    Each row has 16,384 cells: one by one they took a second for every four rows.
    """
    (sheet, area), (there, place) = source, target
    if sheet.book is not there.book or not all(_are_whole_rows(one) for one in (area, place)):
        return source, target
    height = area.bottom - area.top + 1
    own = range(area.top, area.bottom + 1)
    others = range(place.top, max(place.bottom, place.top + height - 1) + 1)
    if len(sheet.formats.beyond(own) | there.formats.beyond(others)) > 1:
        return source, target
    last = max(1, _last_used(sheet, own), _last_used(there, others))
    return (sheet, replace(area, right=last)), (there, replace(place, right=last))


def _are_whole_rows(area: Area) -> bool:
    return (area.left, area.right) == (1, LAST_COLUMN)


def _last_used(sheet: SheetState, rows: range) -> int:
    """Return the last column in which one of the rows may hold anything or look its own way."""
    area = Area(rows[0], 1, rows[-1], LAST_COLUMN)
    formulas = (column for (_, column), _ in sheet.formulas.within(area))
    return max(sheet.grid.width, sheet.formats.last_styled(rows), max(formulas, default=0))


def _places(shape: tuple[int, int], area: Area) -> list[tuple[int, int]]:
    """Return where copies of the block go: once, or as often as it fits without remainder."""
    rows, columns_ = shape
    height, width = area.bottom - area.top + 1, area.right - area.left + 1
    down = height // rows if height % rows == 0 else 1
    right = width // columns_ if width % columns_ == 0 else 1
    return [
        (area.top + i * rows, area.left + j * columns_) for i in range(down) for j in range(right)
    ]


def _arriving(
    block: CellBlock, source: SheetState, target: SheetState, at: tuple[int, int], kind: str
) -> CellBlock:
    """Return the block with the target book's styles and only what the kind takes along."""
    rows, width = block.shape
    area = Area(at[0], at[1], at[0] + rows - 1, at[1] + width - 1)
    there = lift(target, area)
    values = block.values if kind in _WITH_VALUES else there.values
    formulas = there.formulas if kind == "formats" else {}
    if kind in _ALL or kind == "formats":
        styles = [[style_in(target, source, one) for one in row] for row in block.styles]
    else:
        styles = there.styles
    if kind.endswith("_and_number_formats"):
        styles = _with_number_formats(block, source, target, there)
    if kind == "all_except_borders":
        styles = _without_borders(target, styles, there)
    return CellBlock(values, formulas, styles)


def _with_number_formats(
    block: CellBlock, source: SheetState, target: SheetState, there: CellBlock
) -> list[list[int]]:
    looks, styles = source.book.package.styles, target.book.package.styles
    return [
        [
            styles.with_format(old, number_format=looks.format_of(new).number_format)
            for old, new in zip(olds, news, strict=True)
        ]
        for olds, news in zip(there.styles, block.styles, strict=True)
    ]


def _without_borders(
    target: SheetState, news: list[list[int]], there: CellBlock
) -> list[list[int]]:
    styles = target.book.package.styles
    return [
        [
            styles.with_format(new, borders=styles.format_of(old).borders)
            for new, old in zip(new_row, old_row, strict=True)
        ]
        for new_row, old_row in zip(news, there.styles, strict=True)
    ]


def _moved(block: CellBlock, down: int, right: int) -> dict[tuple[int, int], Formula]:
    return {
        cell: replace(one, text=moved(one.text, down, right))
        for cell, one in block.formulas.items()
    }


def _combined(
    block: CellBlock,
    target: SheetState,
    at: tuple[int, int],
    operation: str | None,
    *,
    skip_blanks: bool,
) -> CellBlock:
    rows, width = block.shape
    there = lift(target, Area(at[0], at[1], at[0] + rows - 1, at[1] + width - 1))

    def one(row: int, column: int) -> CellValue:
        old, new = there.values[row][column], block.values[row][column]
        if skip_blanks and new is None:
            return old
        if operation is None:
            return new
        if isinstance(old, (int, float, type(None))) and isinstance(new, (int, float, type(None))):
            return _OPERATIONS[operation](old or 0, new or 0)
        return old

    values = [[one(row, column) for column in range(width)] for row in range(rows)]
    formulas = {} if operation is not None else dict(block.formulas)
    for cell, formula in there.formulas.items():
        if skip_blanks and block.values[cell[0]][cell[1]] is None and cell not in block.formulas:
            formulas[cell] = formula
    return replace(block, values=values, formulas=formulas)


def _paste_widths(source: tuple[SheetState, Area], target: tuple[SheetState, Area]) -> None:
    (sheet, area), (there, place) = source, target
    layout = there.layout.columns
    for index, column in enumerate(range(area.left, area.right + 1)):
        one = columns.column_at(sheet.layout.columns, column)
        at = place.left + index
        layout = columns.changed(layout, at, at, width=one.width if one else None)
    there.change_layout(columns=layout)


def _paste_notes(source: tuple[SheetState, Area], target: tuple[SheetState, Area]) -> None:
    (sheet, area), (there, place) = source, target
    for (row, column), note in notes.notes_of(sheet.book.package, sheet.name).items():
        if area.holds(row, column) and not note.threaded:
            at = (place.top + row - area.top, place.left + column - area.left)
            with there.part_changes():
                copied = notes.Note(*at, note.text, note.author)
                notes.set_note(there.book.package, there.name, copied)
