"""Excel tables (ListObjects): read, add, grow, change, delete."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from xlbilling.hosts.files.package.addresses import Area
from xlbilling.hosts.files.package.markup import (
    MAIN,
    OFFICE_RELATIONS,
    parse,
    serialise,
)
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.sheet_layout import extend_down, read_layout, with_layout
from xlbilling.hosts.files.package.sheet_xml import with_dimension_over
from xlbilling.hosts.files.package.table_elements import (
    Table,
    TableColumn,
    TableStyle,
    table_of,
    write_table,
)
from xlbilling.model.errors import BookError

__all__ = [
    "Table",
    "TableColumn",
    "TableStyle",
    "add_table",
    "all_tables",
    "check_table_name",
    "delete_table",
    "find_table",
    "grow_table",
    "tables_of",
    "update_table",
]

_CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_NAME: Final = re.compile(r"[^\W\d]\w*(?:\.\w+)*|\\\w*")
_LIKE_ADDRESS: Final = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|[Rr]|[Cc]")


def tables_of(package: Package, sheet: str) -> list[Table]:
    """Return the tables of a sheet."""
    entry = package.workbook.sheet(sheet)
    return [
        package.table(one.target, entry.name)
        for one in package.relations_of_kind(entry.part, "table")
    ]


def all_tables(package: Package) -> list[Table]:
    """Return every table of the book, sheet after sheet."""
    return [*_each_table(package)]


def _each_table(package: Package) -> Iterator[Table]:
    for sheet in package.workbook.sheets:
        if sheet.kind == "worksheet":
            yield from tables_of(package, sheet.name)


def find_table(package: Package, name: str, *, sheet: str = "") -> Table:
    """Return the table of that name; capitals do not matter.

    Args:
        package: the book.
        name: the table's name.
        sheet: where it is looked for first; to read the parts of all tables takes its time.

    Raises:
        BookError: ``BOOK-TABLE``, naming the tables there are.
    """
    likely = tables_of(package, sheet) if sheet else ()
    for one in chain(likely, _each_table(package)):
        if one.name.casefold() == name.casefold():
            return one
    there = ", ".join(one.name for one in _each_table(package)) or "none"
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
    write_table(root, table)
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
    if table_of(root, table.sheet, table.part) != table:
        write_table(root, table)
        package.touched(table.part)


def grow_table(package: Package, name: str, last_row: int, *, sheet: str = "") -> Table:
    """Make a table's data rows end at another row, further down.

    Its filter, the sheet's dimension, and the validations and conditional formats that covered
    the columns down to the old end grow along.

    Args:
        package: the book.
        name: the table's name.
        last_row: where its data rows end; nothing happens where they end there or below.
        sheet: where the table is looked for first.

    Raises:
        BookError: ``BOOK-TABLE``, it would meet another table or has a totals row in the way.
    """
    table = find_table(package, name, sheet=sheet)
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
