"""Where a chart lies on its sheet, in points, and the cells between which its anchor holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from xlbilling.hosts.files.package.addresses import Area
from xlbilling.hosts.files.ranges import Range

if TYPE_CHECKING:
    from xlbilling.hosts.files.package.markup import Element
    from xlbilling.hosts.files.sheets import Sheet

SHEET_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_EMU: Final = 12_700
"""Units of drawings in a point."""

Box = tuple[float, float, float, float]
"""Left, top, width and height in points."""


def xdr(tag: str) -> str:
    """Return a tag of the sheets' drawings as lxml names it."""
    return f"{{{SHEET_DRAWING}}}{tag}"


def box_of(sheet: Sheet, anchor: Element) -> Box:
    """Return where an anchor holds its drawing."""
    size, start = anchor.find(xdr("ext")), anchor.find(xdr("from"))
    if start is None:
        place = anchor.find(xdr("pos"))
        left, top = (0.0, 0.0) if place is None else (_points(place, "x"), _points(place, "y"))
    else:
        left, top = _at(sheet, start)
    if size is not None:
        return left, top, _points(size, "cx"), _points(size, "cy")
    end = anchor.find(xdr("to"))
    assert end is not None, "an anchor has a size or an end"
    right, bottom = _at(sheet, end)
    return left, top, right - left, bottom - top


def put_box(sheet: Sheet, anchor: Element, box: Box) -> None:
    """Hold a drawing at a place: between two cells where the anchor has two."""
    left, top, width, height = box
    start, end, size = (anchor.find(xdr(tag)) for tag in ("from", "to", "ext"))
    if start is not None:
        _fill(sheet, start, left, top)
    else:
        place = anchor.find(xdr("pos"))
        assert place is not None, "an anchor has a start or a position"
        place.set("x", _units(left))
        place.set("y", _units(top))
    if end is not None:
        _fill(sheet, end, left + width, top + height)
    elif size is not None:
        size.set("cx", _units(width))
        size.set("cy", _units(height))


def new_anchor(sheet: Sheet, box: Box) -> Element:
    """Return an anchor between two cells: the drawing moves with them and keeps its size."""
    anchor: Element = etree.Element(
        xdr("twoCellAnchor"), {"editAs": "oneCell"}, nsmap={"xdr": SHEET_DRAWING}
    )
    for tag in ("from", "to"):
        etree.SubElement(anchor, xdr(tag))
    put_box(sheet, anchor, box)
    return anchor


def _points(one: Element, name: str) -> float:
    return int(one.get(name, "0")) / _EMU


def _units(points: float) -> str:
    return str(round(points * _EMU))


def _at(sheet: Sheet, corner: Element) -> tuple[float, float]:
    """Return how far a corner of an anchor is from the sheet's edges."""
    column, across, row, down = (
        int(corner.findtext(xdr(tag)) or 0) for tag in ("col", "colOff", "row", "rowOff")
    )
    cell = Range(sheet, Area(row + 1, column + 1, row + 1, column + 1))
    return cell.left + across / _EMU, cell.top + down / _EMU


def _fill(sheet: Sheet, corner: Element, left: float, top: float) -> None:
    """Write a corner: the cell that a point lies in, and how far in it."""
    column, across = _cell_at(sheet, left, is_column=True)
    row, down = _cell_at(sheet, top, is_column=False)
    texts = {"col": str(column), "colOff": _units(across), "row": str(row), "rowOff": _units(down)}
    for old in [*corner]:
        corner.remove(old)
    for tag, text in texts.items():
        etree.SubElement(corner, xdr(tag)).text = text


def _cell_at(sheet: Sheet, points: float, *, is_column: bool) -> tuple[int, float]:
    """Return the 0-based column or row at a distance, and how far in it that is."""
    number, left = 0, max(points, 0.0)
    while True:
        area = (
            Area(1, number + 1, 1, number + 1) if is_column else Area(number + 1, 1, number + 1, 1)
        )
        cell = Range(sheet, area)
        size = cell.width if is_column else cell.height
        if left < size - 0.01:
            return number, left
        left -= size
        number += 1
