"""Excel tables (ListObjects) as xlwings sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlbilling.hosts.common.table_columns import TableColumns
from xlbilling.hosts.files import table_rows
from xlbilling.hosts.files.package import references, tables
from xlbilling.hosts.files.package.addresses import Area
from xlbilling.hosts.files.table_headers import header_names, sync_headers

if TYPE_CHECKING:
    from xlbilling.hosts.files.ranges import Range
    from xlbilling.hosts.files.sheets import Sheet


class Tables(base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.parent = sheet

    @property
    def api(self) -> Tables:
        """The collection itself."""
        return self

    def _all(self) -> list[Table]:
        sync_headers(self.parent.state)
        found = tables.tables_of(self.parent.book.state.package, self.parent.name)
        return [Table(self.parent, one.part) for one in found]

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

        Raises:
            BookError: the name is taken, or the range meets another table.
        """
        state, area = self.parent.state, source.impl.own
        if has_headers and area.top == area.bottom:
            area = replace(area, bottom=area.bottom + 1)
        package = self.parent.book.state.package
        names = [f"Column{n}" for n in range(1, area.right - area.left + 2)]
        if has_headers:
            names = header_names(state, replace(area, bottom=area.top))
        with state.part_changes():
            made = tables.add_table(
                package,
                self.parent.name,
                area,
                [tables.TableColumn(one) for one in names],
                name=name,
                style=tables.TableStyle(table_style_name),
                header_row=has_headers,
            )
        return Table(self.parent, made.part)

    def __call__(self, name_or_index: int | str) -> Table:
        """Return a table by its name or by its place from 1.

        Raises:
            KeyError: the sheet has no table of that name; those it has are named.
        """
        if not isinstance(name_or_index, str):
            return self._all()[int(name_or_index) - 1]
        for one in self._all():
            if one.name.casefold() == name_or_index.casefold():
                return one
        names = ", ".join(one.name for one in self._all()) or "none"
        raise KeyError(f"sheet {self.parent.name} has no table {name_or_index!r}; it has {names}")

    def __contains__(self, name: object) -> bool:
        return any(one.name == name for one in self._all())

    def __iter__(self) -> Iterator[Table]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


class Table(base_classes.Table):
    """A table.

    A table whose only data row is blank has no data: `data_body_range` is None and
    `insert_row_range` is that row, as in Excel for a table without rows.

    Args:
        sheet: the sheet it stands on.
        part: its part in the package, which stays its own for life.
    """

    def __init__(self, sheet: Sheet, part: str) -> None:
        self._sheet = sheet
        self._part = part

    @property
    def parent(self) -> Sheet:
        """The sheet it stands on."""
        return self._sheet

    @property
    def api(self) -> Table:
        """The table itself."""
        return self

    @property
    def entry(self) -> tables.Table:
        """What the file says of the table."""
        sync_headers(self.parent.state)
        package = self.parent.book.state.package
        for one in tables.tables_of(package, self.parent.name):
            if one.part == self._part:
                return one
        raise KeyError("the table was deleted")

    def change(self, **changes: Any) -> None:
        """Change fields of `entry`."""
        changed = replace(self.entry, **changes)
        tables.update_table(self.parent.book.state.package, changed)

    def _range(self, area: Area | None) -> Range | None:
        return None if area is None else self.parent.cells.other(area)

    @property
    def name(self) -> str:
        """The name that formulas use."""
        return self.entry.name

    @name.setter
    def name(self, value: str) -> None:
        old = self.name
        if value != old:
            book = self.parent.book.state
            book.restructure(lambda package: references.rename_table(package, old, value))

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
        return self.parent.cells.other(self.entry.area)

    @property
    def header_row_range(self) -> Range | None:
        """The header cells, None without a header."""
        entry = self.entry
        header = replace(entry.area, bottom=entry.area.top)
        return self._range(header if entry.header_row else None)

    @property
    def data_body_range(self) -> Range | None:
        """The data rows, None when there are none."""
        entry = self.entry
        return self._range(None if table_rows.is_empty(self.parent.state, entry) else entry.body)

    @property
    def insert_row_range(self) -> Range | None:
        """The blank row that waits for data, None once there is any."""
        entry = self.entry
        return self._range(entry.body if table_rows.is_empty(self.parent.state, entry) else None)

    @property
    def totals_row_range(self) -> Range | None:
        """The totals cells, None without them."""
        entry = self.entry
        totals = replace(entry.area, top=entry.area.bottom)
        return self._range(totals if entry.totals_row else None)

    def resize(self, range: Any) -> None:
        """Make the table cover another range, header row included.

        Raises:
            BookError: it would meet another table, or its header would move.
        """
        table_rows.resize(self.parent.state, self.entry, range.impl.own)

    @property
    def headers(self) -> list[str]:
        """The headers' texts."""
        return [one.name for one in self.entry.columns]

    @property
    def area(self) -> Area:
        """Where the whole table lies."""
        return self.entry.area

    @property
    def body(self) -> Area:
        """Where its data rows lie."""
        return self.entry.body

    @property
    def columns(self) -> TableColumns:
        """The columns, from left to right."""
        return TableColumns(self)

    @property
    def show_headers(self) -> bool:
        """Whether there is a header row."""
        return self.entry.header_row

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        if value and not self.show_headers:
            table_rows.add_header(self.parent.state, self.entry)
        elif not value and self.show_headers:
            table_rows.drop_header(self.parent.state, self.entry)

    @property
    def show_totals(self) -> bool:
        """Whether there is a totals row."""
        return self.entry.totals_row

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        if value and not self.show_totals:
            table_rows.add_totals(self.parent.state, self.entry)
        elif not value and self.show_totals:
            table_rows.drop_totals(self.parent.state, self.entry)

    @property
    def show_autofilter(self) -> bool:
        """Whether the header shows filter buttons."""
        return self.entry.has_filter

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.change(has_filter=value)

    @property
    def table_style(self) -> str | None:
        """The name of its look, such as ``TableStyleMedium2``."""
        return self.entry.style.name

    @table_style.setter
    def table_style(self, value: str) -> None:
        self._change_style(name=value)

    @property
    def show_table_style_row_stripes(self) -> bool:
        """Whether every other row is shaded."""
        return self.entry.style.row_stripes

    @show_table_style_row_stripes.setter
    def show_table_style_row_stripes(self, value: bool) -> None:
        self._change_style(row_stripes=value)

    @property
    def show_table_style_column_stripes(self) -> bool:
        """Whether every other column is shaded."""
        return self.entry.style.column_stripes

    @show_table_style_column_stripes.setter
    def show_table_style_column_stripes(self, value: bool) -> None:
        self._change_style(column_stripes=value)

    @property
    def show_table_style_first_column(self) -> bool:
        """Whether the first column stands out."""
        return self.entry.style.first_column

    @show_table_style_first_column.setter
    def show_table_style_first_column(self, value: bool) -> None:
        self._change_style(first_column=value)

    @property
    def show_table_style_last_column(self) -> bool:
        """Whether the last column stands out."""
        return self.entry.style.last_column

    @show_table_style_last_column.setter
    def show_table_style_last_column(self, value: bool) -> None:
        self._change_style(last_column=value)

    def _change_style(self, **changes: Any) -> None:
        self.change(style=replace(self.entry.style, **changes))
