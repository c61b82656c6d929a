"""Tables (Calc's database ranges) as xlwings sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlbilling.hosts.calc import cells_in
from xlbilling.hosts.calc.areas import area_at, range_address
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.common.table_columns import TableColumns
from xlbilling.hosts.files.package.addresses import Area
from xlbilling.hosts.files.values import shown_text
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    from xlbilling.hosts.calc.ranges import Range
    from xlbilling.hosts.calc.sheets import Sheet


@told
class Tables(base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.parent = sheet

    @property
    def api(self) -> Any:
        """Calc's own collection, which is the whole book's."""
        return self.parent.book.databases

    def _each(self) -> Iterator[Table]:
        """Give the sheet's tables; those last seen here come first, so that few are asked."""
        book, index = self.parent.book, self.parent.index - 1
        seen = book.seen_tables
        for name in sorted(book.databases.ElementNames, key=lambda one: seen.get(one) != index):
            own = book.database(name)
            seen[name] = own.DataArea.Sheet
            if seen[name] == index:
                yield Table(self.parent, name, own)

    def add(  # noqa: PLR0917  xlwings' signature
        self,
        source_type: object = None,
        source: Any = None,
        link_source: object = None,
        has_headers: bool = True,
        destination: object = None,
        table_style_name: str = "TableStyleMedium2",
        name: str | None = None,
    ) -> Table:
        """Make a table of a range; a range of one row gets a blank row below for its data.

        Calc knows no table styles: the style's name is not kept.

        Raises:
            BookError: the name is taken, or the range meets another table.
        """
        area: Area = source.impl.own
        if has_headers and area.top == area.bottom:
            area = replace(area, bottom=area.bottom + 1)
        self._check(name, area)
        databases = self.parent.book.databases
        text = name or _free_name(databases.ElementNames)
        databases.addNewByName(text, range_address(self.parent.index - 1, area))
        own = self.parent.book.database(text)
        own.ContainsHeader = bool(has_headers)
        own.AutoFilter = bool(has_headers)
        table = Table(self.parent, text, own)
        if has_headers:
            table.fill_headers()
        return table

    def _check(self, name: str | None, area: Area) -> None:
        if name is not None and self.parent.book.databases.hasByName(name):
            raise BookError(
                f"there is a table '{name}' already", id="BOOK-TABLE", fix="choose another name"
            )
        for one in self._each():
            if one.area.meets(area):
                raise BookError(
                    f"{area.name} meets table '{one.name}'",
                    id="BOOK-TABLE",
                    fix="choose cells that belong to no table",
                )

    def __call__(self, name_or_index: int | str) -> Table:
        """Return a table by its name, or by its place from 1, counted from the top of the sheet.

        Raises:
            KeyError: the sheet has no table of that name; those it has are named.
        """
        if not isinstance(name_or_index, str):
            in_place = sorted(self._each(), key=lambda one: (one.area.top, one.area.left))
            return in_place[int(name_or_index) - 1]
        named = self._named(name_or_index)
        if named is not None:
            return named
        for one in self._each():
            if one.name.casefold() == name_or_index.casefold():
                return one
        names = ", ".join(one.name for one in self._each()) or "none"
        raise KeyError(f"sheet {self.parent.name} has no table {name_or_index!r}; it has {names}")

    def _named(self, name: str) -> Table | None:
        """Return the sheet's table of exactly this name, without asking for any other."""
        book = self.parent.book
        if not book.databases.hasByName(name):
            return None
        own = book.database(name)
        place = book.seen_tables[name] = own.DataArea.Sheet
        return Table(self.parent, name, own) if place == self.parent.index - 1 else None

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._named(name) is not None

    def __iter__(self) -> Iterator[Table]:
        return self._each()

    def __len__(self) -> int:
        return sum(1 for _ in self._each())


def _free_name(taken: Any) -> str:
    number = 1
    while f"Table{number}" in taken:
        number += 1
    return f"Table{number}"


@told
class Table(base_classes.Table):
    """A table.

    A table whose only data row is blank has no data: `data_body_range` is None and
    `insert_row_range` is that row, as in Excel for a table without rows.

    Args:
        sheet: the sheet it stands on.
        name: its name.
        own: Calc's database range.
    """

    table_style: Any = None
    """Calc keeps no style of a table."""
    show_table_style_row_stripes = False
    show_table_style_column_stripes = False
    show_table_style_first_column = False
    show_table_style_last_column = False

    def __init__(self, sheet: Sheet, name: str, own: Any) -> None:
        self._sheet = sheet
        self._name = name
        self._own = own

    @property
    def parent(self) -> Sheet:
        """The sheet it stands on."""
        return self._sheet

    @property
    def api(self) -> Any:
        """Calc's own database range."""
        return self._own

    @property
    def area(self) -> Area:
        """Its cells, header and totals included."""
        return area_at(self._own.DataArea)

    @property
    def body(self) -> Area:
        """The data rows, blank ones included."""
        area = self.area
        top = area.top + int(self.show_headers)
        return replace(area, top=top, bottom=area.bottom - int(self.show_totals))

    @property
    def headers(self) -> list[str]:
        """The headers' texts."""
        area = self.area
        if not self.show_headers:
            return [f"Column{n}" for n in range(1, area.right - area.left + 2)]
        row = cells_in.read(self._sheet, replace(area, bottom=area.top))[0]
        return [shown_text(value) for value in row]

    def fill_headers(self) -> None:
        """Give a column without a header one, as Excel does."""
        area, headers = self.area, self.headers
        for place, text in enumerate(headers):
            if not text:
                cell = Area(area.top, area.left + place, area.top, area.left + place)
                self._range(cell).raw_value = f"Column{place + 1}"

    def _range(self, area: Area) -> Range:
        return self.parent.cells.other(area)

    def _is_empty(self) -> bool:
        body = self.body
        if body.top != body.bottom:
            return body.bottom < body.top
        return all(value is None for value in cells_in.read(self._sheet, body)[0])

    @property
    def name(self) -> str:
        """The name that formulas use."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self._own.setName(value)
        self._sheet.book.forget_databases()
        self._name = value

    @property
    def display_name(self) -> str:
        """The same as `name`."""
        return self.name

    @display_name.setter
    def display_name(self, value: str) -> None:
        self.name = value

    @property
    def range(self) -> Range:
        """The whole table, header and totals included."""
        return self._range(self.area)

    @property
    def header_row_range(self) -> Range | None:
        """The header cells, None without a header."""
        area = self.area
        return self._range(replace(area, bottom=area.top)) if self.show_headers else None

    @property
    def data_body_range(self) -> Range | None:
        """The data rows, None when there are none."""
        return None if self._is_empty() else self._range(self.body)

    @property
    def insert_row_range(self) -> Range | None:
        """The blank row that waits for data, None once there is any."""
        return self._range(self.body) if self._is_empty() else None

    @property
    def totals_row_range(self) -> Range | None:
        """The totals cells, None without them."""
        area = self.area
        return self._range(replace(area, top=area.bottom)) if self.show_totals else None

    def resize(self, range: Any) -> None:
        """Make the table cover another range, header row included.

        Raises:
            BookError: its header would move.
        """
        area: Area = range.impl.own
        if self.show_headers and area.top != self.area.top:
            raise BookError(
                f"table '{self._name}': its header stays in row {self.area.top}",
                id="BOOK-TABLE",
                fix="give a range that begins with the header row",
            )
        self._own.DataArea = range_address(self._sheet.index - 1, area)
        if self.show_headers:
            self.fill_headers()

    @property
    def columns(self) -> TableColumns:
        """The columns, from left to right."""
        return TableColumns(self)

    @property
    def show_headers(self) -> bool:
        """Whether there is a header row."""
        return bool(self._own.ContainsHeader)

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        self._own.ContainsHeader = bool(value)

    @property
    def show_totals(self) -> bool:
        """Whether there is a totals row."""
        return bool(self._own.TotalsRow)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        if bool(value) == self.show_totals:
            return
        area = self.area
        bottom = area.bottom + 1 if value else area.bottom - 1
        self._own.DataArea = range_address(self._sheet.index - 1, replace(area, bottom=bottom))
        self._own.TotalsRow = bool(value)

    @property
    def show_autofilter(self) -> bool:
        """Whether the header shows filter buttons."""
        return bool(self._own.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self._own.AutoFilter = bool(value)
