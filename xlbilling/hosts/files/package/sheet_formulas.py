"""The formulas of a sheet, and the groups of cells that share one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xlbilling.hosts.files.package.addresses import Area, parse_area, parse_cell
from xlbilling.hosts.files.package.cell_text import CellOut
from xlbilling.hosts.files.package.markup import text_unescape
from xlbilling.hosts.files.package.sheet_scan import SheetBytes, attributes_of
from xlbilling.model.errors import BookError
from xlbilling.model.formula_scan import Pattern

Cells = Mapping[int, Mapping[int, CellOut]]


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A cell's formula as the file has it.

    Attributes:
        row: from 1.
        column: from 1.
        text: unescaped; empty for the members of a shared group.
        kind: ``normal``, ``shared``, ``array`` or ``dataTable``.
        area: what the group or array covers; None for plain cells and members.
        group: number of the shared group.
        dynamic: whether it is a dynamic array formula, which spills.
        start: where its element begins in the sheet's bytes.
        end: where it ends.
        attributes: the element's attributes.
    """

    row: int
    column: int
    text: str
    kind: str
    area: Area | None
    group: str
    dynamic: bool
    start: int
    end: int
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class OwnFormula:
    """A cell that loses its shared formula's first cell and gets the formula for itself.

    Attributes:
        formula: what it is to calculate; the shown value is kept.
        style: a new format, or None.
    """

    formula: str
    style: int | None


Change = CellOut | OwnFormula
Changes = dict[int, dict[int, Change]]


def formula_cells(sheet: SheetBytes) -> Iterator[FormulaCell]:
    """Give every formula of the sheet, row after row."""
    opening = f"<{sheet.tags.prefix}f".encode()
    cell_opening = f"<{sheet.tags.prefix}c ".encode()
    at = sheet.xml.find(opening, sheet.start, sheet.end)
    while at >= 0:
        found = sheet.tags.formula.match(sheet.xml, at, sheet.end)
        if found is not None:
            cell_at = sheet.xml.rfind(cell_opening, sheet.start, at)
            cell = attributes_of(sheet.xml[cell_at : sheet.xml.find(b">", cell_at)])
            yield _formula_cell(cell, found)
        at = sheet.xml.find(opening, at + 2, sheet.end)


def _formula_cell(cell: dict[str, str], found: re.Match[bytes]) -> FormulaCell:
    row, column = parse_cell(cell["r"])
    attributes = attributes_of(found[1]) if found[1] else {}
    area = attributes.get("ref")
    return FormulaCell(
        row,
        column,
        text_unescape(found[2].decode()) if found[2] else "",
        attributes.get("t", "normal"),
        parse_area(area) if area else None,
        attributes.get("si", ""),
        "cm" in cell,
        found.start(),
        found.end(),
        attributes,
    )


def formulas(xml: bytes) -> dict[tuple[int, int], str]:
    """Return every formula of a sheet by (row, column), without equals sign, as files keep it.

    Cells that share a formula each get their own; an array formula stands at its first cell.
    """
    sheet = SheetBytes.of(xml)
    found: dict[tuple[int, int], str] = {}
    patterns: dict[str, Pattern] = {}
    for one in formula_cells(sheet):
        text = one.text
        if one.kind == "shared":
            if text:
                patterns[one.group] = Pattern(text, one.row, one.column)
            elif one.group in patterns:
                text = patterns[one.group].at(one.row, one.column)
        if text:
            found[one.row, one.column] = text
    return found


def array_areas(xml: bytes) -> dict[tuple[int, int], str]:
    """Return the area of every array formula by its first cell's (row, column)."""
    sheet = SheetBytes.of(xml)
    return {(one.row, one.column): one.area.name for one in _arrays(sheet) if one.area is not None}


def with_groups_respected(sheet: SheetBytes, cells: Cells) -> Mapping[int, Mapping[int, Change]]:
    """Return the changes to make, completed by those that shared and array formulas call for.

    A shared group whose first cell is overwritten is written out: the other cells get their own
    formula. What a dynamic array formula spilled goes with it.

    Raises:
        BookError: ``BOOK-ARRAY``, a part of an array formula would be changed.
    """
    has_shared = sheet.xml.find(b't="shared"', sheet.start, sheet.end) >= 0
    has_arrays = sheet.xml.find(b't="array"', sheet.start, sheet.end) >= 0
    if not (has_shared or has_arrays):
        return cells
    changes: Changes = {row: dict(columns) for row, columns in cells.items() if columns}
    if has_shared:
        _write_groups_out(sheet, cells, changes)
    if has_arrays:
        _respect_arrays(sheet, cells, changes)
    return changes


def _overwrites(cells: Cells, row: int, column: int) -> bool:
    out = cells.get(row, {}).get(column)
    return out is not None and not out.keeps_content


def _write_groups_out(sheet: SheetBytes, cells: Cells, changes: Changes) -> None:
    broken: dict[str, Pattern] = {}
    for one in formula_cells(sheet):
        if one.kind != "shared":
            continue
        if one.text and one.area is not None and _overwrites(cells, one.row, one.column):
            broken[one.group] = Pattern(one.text, one.row, one.column)
        elif not one.text and one.group in broken and not _overwrites(cells, one.row, one.column):
            restyled = cells.get(one.row, {}).get(one.column)
            changes.setdefault(one.row, {})[one.column] = OwnFormula(
                broken[one.group].at(one.row, one.column),
                None if restyled is None else restyled.style,
            )


def _arrays(sheet: SheetBytes) -> list[FormulaCell]:
    return [one for one in formula_cells(sheet) if one.kind in {"array", "dataTable"}]


def _respect_arrays(sheet: SheetBytes, cells: Cells, changes: Changes) -> None:
    for one in _arrays(sheet):
        if one.area is None:
            continue
        hit = {place for place in one.area.cells() if _overwrites(cells, *place)}
        if not hit:
            continue
        if one.dynamic:
            if (one.row, one.column) in hit:
                for row, column in set(one.area.cells()) - hit:
                    changes.setdefault(row, {})[column] = CellOut(value=None)
        elif len(hit) < one.area.size:
            raise BookError(
                f"{one.area.name} holds one array formula, of which a part cannot be changed",
                id="BOOK-ARRAY",
                fix="change or clear the whole area at once",
            )
