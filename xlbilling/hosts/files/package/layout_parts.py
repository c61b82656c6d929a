"""How each piece of a sheet's layout is read from its elements and written back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from lxml import etree

from xlbilling.hosts.files.package.addresses import cell_name
from xlbilling.hosts.files.package.layout_rules import (
    read_auto_filter,
    read_conditional,
    read_hyperlinks,
    read_page,
    read_row_breaks,
    read_validations,
    write_auto_filter,
    write_conditional,
    write_hyperlinks,
    write_page,
    write_row_breaks,
    write_validations,
)
from xlbilling.hosts.files.package.layout_skeleton import Skeleton
from xlbilling.hosts.files.package.layout_types import (
    ColumnFormat,
    Freeze,
)
from xlbilling.hosts.files.package.markup import R_ID, Element, drop, main, set_attribute

Reader = Callable[[Skeleton], Any]
Writer = Callable[[Skeleton, Any], None]


def _is_on(text: str | None) -> bool:
    return text in {"1", "true"}


# Merged cells and columns


def _read_merges(sheet: Skeleton) -> tuple[str, ...]:
    holder = sheet.find("mergeCells")
    return () if holder is None else tuple(one.get("ref", "") for one in holder)


def _write_merges(sheet: Skeleton, merges: tuple[str, ...]) -> None:
    if not merges:
        return sheet.remove("mergeCells")
    holder = sheet.child("mergeCells")
    for one in list(holder):
        drop(one)
    for area in merges:
        etree.SubElement(holder, main("mergeCell"), ref=area)
    holder.set("count", str(len(merges)))
    return None


def _column(element: Element) -> ColumnFormat:
    width = element.get("width")
    return ColumnFormat(
        int(element.get("min", "1")),
        int(element.get("max", "1")),
        None if width is None else float(width),
        int(element.get("style", "0")),
        _is_on(element.get("hidden")),
    )


def _read_columns(sheet: Skeleton) -> tuple[ColumnFormat, ...]:
    holder = sheet.find("cols")
    return () if holder is None else tuple(_column(one) for one in holder)


def _write_columns(sheet: Skeleton, columns: tuple[ColumnFormat, ...]) -> None:
    holder = sheet.find("cols")
    old = [] if holder is None else list(holder)
    sheet.remove("cols")
    if not columns:
        return
    holder = sheet.child("cols")
    for one in sorted(columns, key=lambda column: column.first):
        before = next((was for was in old if _covers(_column(was), one.first)), None)
        holder.append(_column_element(holder, one, before))


def _covers(columns: ColumnFormat, column: int) -> bool:
    return columns.first <= column <= columns.last


def _column_element(holder: Element, column: ColumnFormat, before: Element | None) -> Element:
    """Return the element for a column; what we do not know of it is taken from before."""
    element = holder.makeelement(main("col"))
    for key, value in () if before is None else before.attrib.items():
        element.set(key, value)
    element.set("min", str(column.first))
    element.set("max", str(column.last))
    if before is None or _column(before).width != column.width:
        set_attribute(element, "width", column.width)
        set_attribute(element, "customWidth", None if column.width is None else "1")
        set_attribute(element, "bestFit", None)
    set_attribute(element, "style", column.style or None)
    set_attribute(element, "hidden", "1" if column.hidden else None)
    return element


def _format_attribute(name: str) -> tuple[Reader, Writer]:
    def read(sheet: Skeleton) -> float | None:
        holder = sheet.find("sheetFormatPr")
        text = None if holder is None else holder.get(name)
        return None if text is None else float(text)

    def write(sheet: Skeleton, value: float | None) -> None:
        holder = sheet.child("sheetFormatPr")
        if name == "defaultRowHeight":
            set_attribute(holder, "customHeight", None if value is None else "1")
            value = 15 if value is None else value
        elif holder.get("defaultRowHeight") is None:
            holder.set("defaultRowHeight", "15")
        set_attribute(holder, name, value)

    return read, write


# The view


def _view(sheet: Skeleton) -> Element | None:
    views = sheet.find("sheetViews")
    return None if views is None or len(views) == 0 else views[0]


def _made_view(sheet: Skeleton) -> Element:
    view = _view(sheet)
    if view is None:
        view = etree.SubElement(sheet.child("sheetViews"), main("sheetView"), workbookViewId="0")
    return view


def _read_freeze(sheet: Skeleton) -> Freeze | None:
    view = _view(sheet)
    pane = None if view is None else view.find(main("pane"))
    if pane is None or pane.get("state") not in {"frozen", "frozenSplit"}:
        return None
    return Freeze(int(float(pane.get("ySplit", "0"))), int(float(pane.get("xSplit", "0"))))


def _write_freeze(sheet: Skeleton, freeze: Freeze | None) -> None:
    view = _made_view(sheet)
    for tag in ("pane", "selection"):
        for one in view.findall(main(tag)):
            drop(one)
    if freeze is None or (not freeze.rows and not freeze.columns):
        return
    corner = "bottomLeft" if freeze.rows else "topRight"
    if freeze.rows and freeze.columns:
        corner = "bottomRight"
    pane = view.makeelement(main("pane"))
    set_attribute(pane, "xSplit", freeze.columns or None)
    set_attribute(pane, "ySplit", freeze.rows or None)
    pane.set("topLeftCell", cell_name(freeze.rows + 1, freeze.columns + 1))
    pane.set("activePane", corner)
    pane.set("state", "frozen")
    view.insert(0, pane)
    view.insert(1, view.makeelement(main("selection"), {"pane": corner}))


def _view_attribute(name: str, usual: str, read_as: Callable[[str], Any]) -> tuple[Reader, Writer]:
    def read(sheet: Skeleton) -> Any:
        view = _view(sheet)
        return read_as(usual if view is None else view.get(name, usual))

    def write(sheet: Skeleton, value: Any) -> None:
        text = str(int(value))
        set_attribute(_made_view(sheet), name, None if text == usual else text)

    return read, write


def _read_tab_color(sheet: Skeleton) -> str | None:
    properties = sheet.find("sheetPr")
    color = None if properties is None else properties.find(main("tabColor"))
    rgb = None if color is None else color.get("rgb")
    return None if rgb is None else rgb[-6:]


def _write_tab_color(sheet: Skeleton, color: str | None) -> None:
    properties = sheet.child("sheetPr")
    for one in properties.findall(main("tabColor")):
        drop(one)
    if color is not None:
        properties.insert(0, properties.makeelement(main("tabColor"), {"rgb": f"FF{color}"}))


def _read_protection(sheet: Skeleton) -> tuple[tuple[str, str], ...] | None:
    found = sheet.find("sheetProtection")
    if found is None or not _is_on(found.get("sheet")):
        return None
    return tuple(sorted((str(key), str(value)) for key, value in found.attrib.items()))


def _write_protection(sheet: Skeleton, protection: tuple[tuple[str, str], ...] | None) -> None:
    sheet.remove("sheetProtection")
    if protection is not None:
        element = sheet.child("sheetProtection")
        for key, value in {"sheet": "1", **dict(protection)}.items():
            element.set(key, value)


# Relationships


def _read_table_ids(sheet: Skeleton) -> tuple[str, ...]:
    holder = sheet.find("tableParts")
    return () if holder is None else tuple(one.get(R_ID, "") for one in holder)


def _write_table_ids(sheet: Skeleton, ids: tuple[str, ...]) -> None:
    sheet.remove("tableParts")
    if ids:
        holder = sheet.child("tableParts")
        holder.set("count", str(len(ids)))
        for one in ids:
            etree.SubElement(holder, main("tablePart"), {R_ID: one})


def _pointer(tag: str) -> tuple[Reader, Writer]:
    def read(sheet: Skeleton) -> str | None:
        found = sheet.find(tag)
        return None if found is None else found.get(R_ID)

    def write(sheet: Skeleton, rel_id: str | None) -> None:
        if rel_id is None:
            sheet.remove(tag)
        else:
            sheet.child(tag).set(R_ID, rel_id)

    return read, write


FIELDS: Final[dict[str, tuple[Reader, Writer]]] = {
    "merges": (_read_merges, _write_merges),
    "columns": (_read_columns, _write_columns),
    "default_row_height": _format_attribute("defaultRowHeight"),
    "default_column_width": _format_attribute("defaultColWidth"),
    "freeze": (_read_freeze, _write_freeze),
    "zoom": _view_attribute("zoomScale", "100", int),
    "gridlines": _view_attribute("showGridLines", "1", _is_on),
    "tab_color": (_read_tab_color, _write_tab_color),
    "tab_selected": _view_attribute("tabSelected", "0", _is_on),
    "protection": (_read_protection, _write_protection),
    "validations": (read_validations, write_validations),
    "conditional": (read_conditional, write_conditional),
    "hyperlinks": (read_hyperlinks, write_hyperlinks),
    "auto_filter": (read_auto_filter, write_auto_filter),
    "page": (read_page, write_page),
    "row_breaks": (read_row_breaks, write_row_breaks),
    "table_rel_ids": (_read_table_ids, _write_table_ids),
    "drawing_rel_id": _pointer("drawing"),
    "legacy_drawing_rel_id": _pointer("legacyDrawing"),
}
"""How each field of `SheetLayout` is read and written."""
