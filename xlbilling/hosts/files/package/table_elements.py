"""A table's part: between its elements and our words for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from xlbilling.hosts.files.package.addresses import Area, parse_area
from xlbilling.hosts.files.package.markup import (
    Element,
    drop,
    local_name,
    main,
    set_attribute,
    x_escape,
    x_unescape,
)

_ORDER: Final = ("autoFilter", "sortState", "tableColumns", "tableStyleInfo", "extLst")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A table's column.

    Attributes:
        name: the header's text.
        formula: what Excel fills new rows with, as files keep it; None for none.
        totals_function: what the totals row shows: sum, count, custom, …
        totals_label: the text the totals row shows instead.
    """

    name: str
    formula: str | None = None
    totals_function: str | None = None
    totals_label: str | None = None


@dataclass(frozen=True, slots=True)
class TableStyle:
    """What a table looks like."""

    name: str | None = "TableStyleMedium2"
    row_stripes: bool = True
    column_stripes: bool = False
    first_column: bool = False
    last_column: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """An Excel table.

    Attributes:
        name: as formulas call it.
        sheet: the sheet it stands on.
        part: the name of its part.
        area: header and totals rows included.
        columns: from left to right.
        header_row: whether the first row is a header.
        totals_row: whether the last row shows totals.
        style: what it looks like.
        has_filter: whether the header shows filter buttons.
    """

    name: str
    sheet: str
    part: str
    area: Area
    columns: tuple[TableColumn, ...]
    header_row: bool = True
    totals_row: bool = False
    style: TableStyle = TableStyle()
    has_filter: bool = True

    @property
    def body(self) -> Area:
        """The data rows, without header and totals."""
        top = self.area.top + int(self.header_row)
        return replace(self.area, top=top, bottom=self.area.bottom - int(self.totals_row))


def table_of(root: Element, sheet: str, part: str) -> Table:
    """Return the table that a table part describes."""
    info = root.find(main("tableStyleInfo"))
    style = TableStyle(None, row_stripes=False)
    if info is not None:
        style = TableStyle(
            info.get("name"),
            _is_on(info.get("showRowStripes")),
            _is_on(info.get("showColumnStripes")),
            _is_on(info.get("showFirstColumn")),
            _is_on(info.get("showLastColumn")),
        )
    holder = root.find(main("tableColumns"))
    return Table(
        x_unescape(root.get("displayName", root.get("name", ""))),
        sheet,
        part,
        parse_area(root.get("ref", "A1")),
        tuple(_column(one) for one in ([] if holder is None else holder)),
        header_row=root.get("headerRowCount", "1") != "0",
        totals_row=root.get("totalsRowCount", "0") != "0",
        style=style,
        has_filter=root.find(main("autoFilter")) is not None,
    )


def _column(element: Element) -> TableColumn:
    return TableColumn(
        x_unescape(element.get("name", "")),
        element.findtext(main("calculatedColumnFormula")),
        element.get("totalsRowFunction"),
        element.get("totalsRowLabel"),
    )


def write_table(root: Element, table: Table) -> None:
    """Make a table part describe the table; what we do not know in it stays."""
    root.set("ref", table.area.name)
    set_attribute(root, "headerRowCount", None if table.header_row else "0")
    set_attribute(root, "totalsRowCount", "1" if table.totals_row else None)
    if not table.totals_row and root.get("totalsRowShown") is None:
        root.set("totalsRowShown", "0")
    _write_filter(root, table)
    _write_columns(root, table.columns)
    style = root.find(main("tableStyleInfo"))
    if style is None:
        style = _insert(root, "tableStyleInfo")
    set_attribute(style, "name", table.style.name)
    style.set("showFirstColumn", str(int(table.style.first_column)))
    style.set("showLastColumn", str(int(table.style.last_column)))
    style.set("showRowStripes", str(int(table.style.row_stripes)))
    style.set("showColumnStripes", str(int(table.style.column_stripes)))


def _write_filter(root: Element, table: Table) -> None:
    found = root.find(main("autoFilter"))
    if not table.has_filter:
        if found is not None:
            drop(found)
        return
    if found is None:
        found = _insert(root, "autoFilter")
    bottom = table.area.bottom - int(table.totals_row)
    found.set("ref", replace(table.area, bottom=bottom).name)
    for one in found.findall(main("filterColumn")):
        if int(one.get("colId", "0")) >= len(table.columns):
            drop(one)


def _write_columns(root: Element, columns: Iterable[TableColumn]) -> None:
    holder = root.find(main("tableColumns"))
    if holder is None:
        holder = _insert(root, "tableColumns")
    old = list(holder)
    by_name = {x_unescape(one.get("name", "")): one for one in old}
    columns = list(columns)
    names = {one.name for one in columns}
    number = max((int(one.get("id", "0")) for one in old), default=0)
    chosen: list[Element] = []
    for index, column in enumerate(columns):
        element = by_name.get(column.name)
        if element is None and index < len(old):
            renamed = old[index]
            if x_unescape(renamed.get("name", "")) not in names:
                element = renamed
        if element is None:
            number += 1
            element = holder.makeelement(main("tableColumn"), {"id": str(number)})
        chosen.append(_column_element(element, column))
    for one in old:
        if one not in chosen:
            drop(one)
    holder[:] = chosen
    holder.set("count", str(len(chosen)))


def _column_element(element: Element, column: TableColumn) -> Element:
    element.set("name", x_escape(column.name).replace("\n", "_x000a_"))
    set_attribute(element, "totalsRowFunction", column.totals_function)
    set_attribute(element, "totalsRowLabel", column.totals_label)
    formula = element.find(main("calculatedColumnFormula"))
    if column.formula is None:
        if formula is not None:
            drop(formula)
    else:
        if formula is None:
            formula = element.makeelement(main("calculatedColumnFormula"))
            element.insert(0, formula)
        formula.text = column.formula
    return element


def _insert(root: Element, tag: str) -> Element:
    rank = _ORDER.index(tag)
    before = [
        one for one in root if local_name(one) in _ORDER and _ORDER.index(local_name(one)) < rank
    ]
    made = root.makeelement(main(tag))
    root.insert(len(before), made)
    return made


def _is_on(text: str | None) -> bool:
    return text in {"1", "true"}
