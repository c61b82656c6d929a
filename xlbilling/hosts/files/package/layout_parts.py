"""How each piece of a sheet's layout is read from its elements and written back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal

from lxml import etree

from xlbilling.hosts.files.package.addresses import cell_name
from xlbilling.hosts.files.package.layout_skeleton import Skeleton
from xlbilling.hosts.files.package.layout_types import (
    ColumnFormat,
    Freeze,
    Hyperlink,
    PageSetup,
    Rule,
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


# Rules


def _rule(element: Element) -> Rule:
    return Rule(
        element.get("sqref", ""), etree.tostring(element, encoding="unicode", with_tail=False)
    )


def _rule_element(rule: Rule) -> Element:
    element = etree.fromstring(rule.xml)
    element.set("sqref", rule.areas)
    return element


def _read_validations(sheet: Skeleton) -> tuple[Rule, ...]:
    holder = sheet.find("dataValidations")
    return () if holder is None else tuple(_rule(one) for one in holder)


def _write_validations(sheet: Skeleton, rules: tuple[Rule, ...]) -> None:
    if not rules:
        return sheet.remove("dataValidations")
    holder = sheet.child("dataValidations")
    for one in list(holder):
        drop(one)
    for rule in rules:
        holder.append(_rule_element(rule))
    holder.set("count", str(len(rules)))
    return None


def _read_conditional(sheet: Skeleton) -> tuple[Rule, ...]:
    return tuple(_rule(one) for one in sheet.children("conditionalFormatting"))


def _write_conditional(sheet: Skeleton, rules: tuple[Rule, ...]) -> None:
    sheet.remove("conditionalFormatting")
    for rule in rules:
        sheet.place(_rule_element(rule))


def _read_hyperlinks(sheet: Skeleton) -> tuple[Hyperlink, ...]:
    holder = sheet.find("hyperlinks")
    return tuple(
        Hyperlink(
            one.get("ref", ""),
            one.get(R_ID),
            one.get("location"),
            one.get("tooltip"),
            one.get("display"),
        )
        for one in ([] if holder is None else holder)
    )


def _write_hyperlinks(sheet: Skeleton, links: tuple[Hyperlink, ...]) -> None:
    if not links:
        return sheet.remove("hyperlinks")
    holder = sheet.child("hyperlinks")
    for one in list(holder):
        drop(one)
    for link in links:
        element = etree.SubElement(holder, main("hyperlink"), ref=link.area)
        set_attribute(element, R_ID, link.rel_id)
        set_attribute(element, "location", link.location)
        set_attribute(element, "tooltip", link.tooltip)
        set_attribute(element, "display", link.display)
    return None


def _read_auto_filter(sheet: Skeleton) -> str | None:
    found = sheet.find("autoFilter")
    return None if found is None else found.get("ref")


def _write_auto_filter(sheet: Skeleton, area: str | None) -> None:
    if area is None:
        sheet.remove("autoFilter")
    else:
        sheet.child("autoFilter").set("ref", area)


# Printing


def _read_page(sheet: Skeleton) -> PageSetup:
    setup = sheet.find("pageSetup")
    given = {} if setup is None else {str(key): str(one) for key, one in setup.attrib.items()}
    properties = sheet.find("sheetPr")
    fitting = None if properties is None else properties.find(main("pageSetUpPr"))
    fits = fitting is not None and _is_on(fitting.get("fitToPage"))
    holder = sheet.find("headerFooter")
    return PageSetup(
        _orientation(given.get("orientation")),
        int(given.get("fitToWidth", "1")) if fits else None,
        int(given.get("fitToHeight", "1")) if fits else None,
        int(given["paperSize"]) if "paperSize" in given else None,
        "" if holder is None else holder.findtext(main("oddHeader"), ""),
        "" if holder is None else holder.findtext(main("oddFooter"), ""),
    )


def _orientation(text: str | None) -> Literal["portrait", "landscape", "default"]:
    if text == "landscape":
        return "landscape"
    return "portrait" if text == "portrait" else "default"


def _write_page(sheet: Skeleton, page: PageSetup) -> None:
    setup = sheet.child("pageSetup")
    set_attribute(setup, "orientation", None if page.orientation == "default" else page.orientation)
    set_attribute(setup, "paperSize", page.paper)
    set_attribute(setup, "fitToWidth", page.fit_width)
    set_attribute(setup, "fitToHeight", page.fit_height)
    fits = page.fit_width is not None or page.fit_height is not None
    properties = sheet.child("sheetPr")
    fitting = properties.find(main("pageSetUpPr"))
    if fitting is None and fits:
        fitting = etree.SubElement(properties, main("pageSetUpPr"))
    if fitting is not None:
        set_attribute(fitting, "fitToPage", "1" if fits else None)
    if page.header or page.footer or sheet.find("headerFooter") is not None:
        _write_header(sheet.child("headerFooter"), page)


def _write_header(holder: Element, page: PageSetup) -> None:
    for place, (tag, text) in enumerate((("oddHeader", page.header), ("oddFooter", page.footer))):
        found = holder.find(main(tag))
        if found is None and text:
            found = holder.makeelement(main(tag))
            holder.insert(min(place, len(holder)), found)
        if found is not None:
            found.text = text


def _read_row_breaks(sheet: Skeleton) -> tuple[int, ...]:
    holder = sheet.find("rowBreaks")
    return () if holder is None else tuple(int(one.get("id", "0")) for one in holder)


def _write_row_breaks(sheet: Skeleton, breaks: tuple[int, ...]) -> None:
    sheet.remove("rowBreaks")
    if breaks:
        holder = sheet.child("rowBreaks")
        holder.set("count", str(len(breaks)))
        holder.set("manualBreakCount", str(len(breaks)))
        for row in sorted(breaks):
            etree.SubElement(holder, main("brk"), id=str(row), max="16383", man="1")


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
    "validations": (_read_validations, _write_validations),
    "conditional": (_read_conditional, _write_conditional),
    "hyperlinks": (_read_hyperlinks, _write_hyperlinks),
    "auto_filter": (_read_auto_filter, _write_auto_filter),
    "page": (_read_page, _write_page),
    "row_breaks": (_read_row_breaks, _write_row_breaks),
    "table_rel_ids": (_read_table_ids, _write_table_ids),
    "drawing_rel_id": _pointer("drawing"),
    "legacy_drawing_rel_id": _pointer("legacyDrawing"),
}
"""How each field of `SheetLayout` is read and written."""
