"""Excel tables (ListObjects): read, add, grow, change, delete."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from xlbilling.hosts.files.package.addresses import Area, parse_area
from xlbilling.hosts.files.package.markup import (
    MAIN,
    OFFICE_RELATIONS,
    Element,
    drop,
    local_name,
    main,
    parse,
    serialise,
    set_attribute,
    x_escape,
    x_unescape,
)
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.sheet_layout import extend_down, read_layout, with_layout
from xlbilling.hosts.files.package.sheet_xml import with_dimension_over
from xlbilling.model.errors import BookError

_CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_NAME: Final = re.compile(r"[^\W\d]\w*(?:\.\w+)*|\\\w*")
_LIKE_ADDRESS: Final = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|[Rr]|[Cc]")
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


def tables_of(package: Package, sheet: str) -> list[Table]:
    """Return the tables of a sheet."""
    entry = package.workbook.sheet(sheet)
    return [
        _table(package.tree(one.target), entry.name, one.target)
        for one in package.relations_of_kind(entry.part, "table")
    ]


def all_tables(package: Package) -> list[Table]:
    """Return every table of the book, sheet after sheet."""
    return [
        table
        for sheet in package.workbook.sheets
        if sheet.kind == "worksheet"
        for table in tables_of(package, sheet.name)
    ]


def find_table(package: Package, name: str) -> Table:
    """Return the table of that name; capitals do not matter.

    Raises:
        BookError: ``BOOK-TABLE``, naming the tables there are.
    """
    tables = all_tables(package)
    for one in tables:
        if one.name.casefold() == name.casefold():
            return one
    there = ", ".join(one.name for one in tables) or "none"
    raise BookError(
        f"there is no table {name!r}; the book has {there}",
        id="BOOK-TABLE",
        fix="check the table's name (Table Design > Table Name)",
    )


def add_table(
    package: Package,
    sheet: str,
    area: Area,
    columns: Sequence[TableColumn],
    *,
    name: str | None = None,
    style: TableStyle | None = None,
    header_row: bool = True,
    has_filter: bool = True,
) -> Table:
    """Add a table over cells that hold its header texts (write those as text, and first).

    Args:
        package: the book.
        sheet: name of the sheet.
        area: the header row included; at least one data row below it.
        columns: one for each column of the area; names must equal the header cells' texts.
        name: the table's name; None takes the next free ``Table1``, ``Table2``, …
        style: what it looks like.
        header_row: whether the first row is a header.
        has_filter: whether the header shows filter buttons.

    Raises:
        BookError: ``BOOK-TABLE``, the name or a column's name is taken or not allowed, or the area
            meets another table.
    """
    entry = package.workbook.sheet(sheet)
    name = _free_name(package) if name is None else name
    check_table_name(package, name)
    part = package.free_name("xl/tables/table{}.xml")
    table = Table(name, entry.name, part, area, tuple(columns), header_row)
    table = replace(table, style=style or TableStyle(), has_filter=has_filter and header_row)
    _check(package, table)
    numbers = [int(package.tree(one.part).get("id", "0")) for one in all_tables(package)]
    root = parse(f'<table xmlns="{MAIN}"/>'.encode(), part)
    for key, value in {"id": str(max(numbers, default=0) + 1), "name": name}.items():
        root.set(key, value)
    root.set("displayName", name)
    _write(root, table)
    package.add_part(part, _CONTENT_TYPE, serialise(root))
    rel_id = package.relate(entry.part, f"{OFFICE_RELATIONS}/table", part)
    xml = package.sheet_xml(sheet)
    layout = read_layout(xml)
    with_it = replace(layout, table_rel_ids=(*layout.table_rel_ids, rel_id))
    package.set_sheet_xml(sheet, with_layout(xml, with_it))
    return table


def update_table(package: Package, table: Table) -> None:
    """Make the table in the table's part what `table` says (all but its name and sheet).

    Raises:
        BookError: ``BOOK-TABLE``, see `add_table`.
    """
    _check(package, table)
    root = package.tree(table.part)
    if _table(root, table.sheet, table.part) != table:
        _write(root, table)
        package.touched(table.part)


def grow_table(package: Package, name: str, last_row: int) -> Table:
    """Make a table's data rows end at another row, further down.

    Its filter, the sheet's dimension, and the validations and conditional formats that covered
    the columns down to the old end grow along.

    Raises:
        BookError: ``BOOK-TABLE``, it would meet another table or has a totals row in the way.
    """
    table = find_table(package, name)
    if last_row <= table.body.bottom:
        return table
    if table.totals_row:
        raise _refused(
            f"table {table.name} has a totals row, below which no rows can be added",
            "take the totals row away (Table Design > Total Row), or insert rows above it",
        )
    grown = replace(table, area=replace(table.area, bottom=last_row))
    update_table(package, grown)
    xml = extend_down(package.sheet_xml(table.sheet), table.body, last_row)
    package.set_sheet_xml(table.sheet, with_dimension_over(xml, grown.area))
    return grown


def delete_table(package: Package, name: str) -> None:
    """Take a table away; its cells stay."""
    table = find_table(package, name)
    sheet_part = package.sheet_part(table.sheet)
    xml = package.sheet_xml(table.sheet)
    layout = read_layout(xml)
    for one in package.relations_of_kind(sheet_part, "table"):
        if one.target == table.part:
            kept = tuple(rel_id for rel_id in layout.table_rel_ids if rel_id != one.id)
            package.set_sheet_xml(
                table.sheet, with_layout(xml, replace(layout, table_rel_ids=kept))
            )
            package.unrelate(sheet_part, one.id)
    package.remove(table.part)


# Between elements and words


def _table(root: Element, sheet: str, part: str) -> Table:
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


def _write(root: Element, table: Table) -> None:
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


# What Excel would refuse


def _check(package: Package, table: Table) -> None:
    width = table.area.right - table.area.left + 1
    if len(table.columns) != width:
        raise _refused(
            f"table {table.name} covers {width} columns but names {len(table.columns)}",
            "name each column once",
        )
    seen: set[str] = set()
    for column in table.columns:
        key = column.name.casefold()
        if not key or key in seen:
            raise _refused(
                f"table {table.name} has the column {column.name!r} twice or without a name",
                "give each header its own text",
            )
        seen.add(key)
    if table.body.bottom < table.body.top:
        raise _refused(f"table {table.name} has no data row", "leave one empty row in it")
    for other in tables_of(package, table.sheet):
        if other.part != table.part and other.area.meets(table.area):
            raise _refused(
                f"{table.sheet}!{table.area.name} meets the table {other.name} ({other.area.name})",
                "make room, or move the other table",
            )


def check_table_name(package: Package, name: str) -> None:
    """Refuse a name that Excel would not take for a new table.

    Raises:
        BookError: ``BOOK-TABLE``, saying what is wrong with it.
    """
    taken = {one.name.casefold() for one in all_tables(package)}
    taken |= {one.name.casefold() for one in package.workbook.defined_names}
    wrong = ""
    if not _NAME.fullmatch(name) or len(name) > 255 or _LIKE_ADDRESS.fullmatch(name):
        wrong = "is no name that Excel allows (letters, digits, _ and ., no address)"
    elif name.casefold() in taken:
        wrong = "is taken"
    if wrong:
        raise _refused(f"the table name {name!r} {wrong}", "choose another name")


def _free_name(package: Package) -> str:
    taken = {one.name.casefold() for one in all_tables(package)}
    taken |= {one.name.casefold() for one in package.workbook.defined_names}
    number = 1
    while f"table{number}" in taken:
        number += 1
    return f"Table{number}"


def _refused(message: str, fix: str) -> BookError:
    return BookError(message, id="BOOK-TABLE", fix=fix)
