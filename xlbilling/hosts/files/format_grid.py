"""The style of every cell of a sheet: the file's, and what was changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from xlbilling.hosts.files.package.addresses import LAST_COLUMN, LAST_ROW, Area
from xlbilling.hosts.files.package.sheet_xml import StyleGrid

Restyle = Callable[[int], int]


class FormatGrid:
    """Style numbers by cell; whole rows and columns have their own.

    The file's styles are read only when a cell that the file holds is asked for: formats of rows
    that are appended cost nothing.

    Args:
        read: gives the file's style numbers.
        read_rows: gives the style numbers of the file's rows that have one of their own.
        height: how many rows the file has.
    """

    def __init__(
        self,
        read: Callable[[], StyleGrid],
        read_rows: Callable[[], Mapping[int, int]],
        height: int,
    ) -> None:
        self._read = read
        self._read_rows = read_rows
        self._height = height
        self._file: StyleGrid | None = None
        self._put_away: dict[int, dict[int, int]] = {}
        self._file_rows: Mapping[int, int] = {}
        self.changed: dict[int, dict[int, int]] = {}
        self.row_styles: dict[int, int] = {}
        self.column_styles: dict[int, int] = {}

    def at(self, row: int, column: int) -> int:
        """Return the style number of a cell."""
        own = self.changed.get(row, {}).get(column)
        if own is None:
            own = self._file_row(row).get(column)
        if own is not None:
            return own
        whole_row = self._row_style(row)
        return self.column_styles.get(column, 0) if whole_row is None else whole_row

    def within(self, area: Area) -> set[int]:
        """Return the style numbers that occur in the area."""
        found: set[int] = set()
        rows, columns = self._rows_with_styles(area), list(self._columns_to_ask(area))
        if len(rows) < area.bottom - area.top + 1:
            found |= {self.column_styles.get(one, 0) for one in columns}
        new = [self.changed[row] for row in rows if self._is_new(row)]
        for column in columns:
            plain = self.column_styles.get(column, 0)
            found |= {styles.get(column, plain) for styles in new}
        for row in self._unlike([row for row in rows if not self._is_new(row)]):
            found |= {self.at(row, column) for column in columns}
        return found

    def _unlike(self, rows: Sequence[int]) -> Iterator[int]:
        """Give rows without those that look as one before them does: the file's share their looks.

        So a column of 100,000 rows is asked in 0.05 s; each of its cells took 0.4 s.
        """
        seen: set[tuple[int, int | None]] = set()
        for row in rows:
            if row <= self._height and row not in self.changed and row not in self._put_away:
                looks = (id(self._file_row(row)), self._row_style(row))
                if looks in seen:
                    continue
                seen.add(looks)
            yield row

    def _is_new(self, row: int) -> bool:
        """Tell whether only what was changed now gives the row's cells a style of their own."""
        return (
            row > self._height
            and row in self.changed
            and row not in self._put_away
            and row not in self.row_styles
            and row not in self._file_rows
        )

    def last_styled(self, rows: range) -> int:
        """Return the last column whose cells in these rows may have a style of their own."""
        ends = [max(self.column_styles, default=0)]
        for row in rows:
            ends.append(max(self.changed.get(row, ()), default=0))
            ends.append(max(self._file_row(row), default=0))
        return max(ends)

    def beyond(self, rows: range) -> set[int]:
        """Return the style numbers that these rows have right of `last_styled`."""
        return {self._row_style(row) or 0 for row in rows}

    def restyle(self, area: Area, restyle: Restyle, filled: Callable[[Area], Area | None]) -> None:
        """Change the styles of an area.

        Args:
            area: which cells.
            restyle: gives the new style number for an old one.
            filled: gives the part of an area that holds values; whole columns and rows change
                their own style and that of the cells in use.
        """
        new = _Remembered(restyle)
        if area.bottom - area.top + 1 == LAST_ROW:
            for column in range(area.left, area.right + 1):
                self.column_styles[column] = new(self.column_styles.get(column, 0))
            self._restyle_used(area, new, filled)
        elif area.right - area.left + 1 == LAST_COLUMN:
            for row in range(area.top, area.bottom + 1):
                self.row_styles[row] = new(self._row_style(row) or 0)
            self._restyle_used(area, new, filled)
        else:
            self._restyle_cells(area, new)

    def put_away(self) -> None:
        """Take it that the changes now stand in the package."""
        for row, styles in self.changed.items():
            self._put_away.setdefault(row, {}).update(styles)
        self._file_rows = {**self._file_rows, **self.row_styles}
        self.changed, self.row_styles = {}, {}

    def _restyle_cells(self, area: Area, new: Restyle) -> None:
        columns = range(area.left, area.right + 1)
        plain = {column: new(self.column_styles.get(column, 0)) for column in columns}
        for row in range(area.top, area.bottom + 1):
            own = self.changed.setdefault(row, {})
            if own or self._file_row(row) or self._row_style(row) is not None:
                own.update({column: new(self.at(row, column)) for column in columns})
            else:
                own.update(plain)

    def _restyle_used(
        self, area: Area, new: Restyle, filled: Callable[[Area], Area | None]
    ) -> None:
        values = filled(area)
        if values is not None:
            self._restyle_values(values, new)
        for row in self._rows_with_styles(area):
            if values is not None and values.top <= row <= values.bottom:
                continue
            own = self.changed.setdefault(row, {})
            for column in {**self._file_row(row), **own}:
                if area.left <= column <= area.right:
                    own[column] = new(self.at(row, column))

    def _restyle_values(self, area: Area, new: Restyle) -> None:
        for row in range(area.top, area.bottom + 1):
            own = self.changed.setdefault(row, {})
            explicit = {**self._file_row(row), **own}
            for column in range(area.left, area.right + 1):
                own[column] = new(explicit.get(column, 0))

    def _file_row(self, row: int) -> dict[int, int]:
        """Return the styles that stand in the package for a row's cells."""
        ours = self._put_away.get(row, {})
        if row > self._height:
            return ours
        self._load()
        assert self._file is not None
        return self._file.row(row) | ours if ours else self._file.row(row)

    def _row_style(self, row: int) -> int | None:
        own = self.row_styles.get(row)
        if own is None:
            if row <= self._height:
                self._load()
            own = self._file_rows.get(row)
        return own

    def _load(self) -> None:
        if self._file is None:
            self._file = self._read()
            self._file_rows = {**self._read_rows(), **self._file_rows}

    def _rows_with_styles(self, area: Area) -> list[int]:
        """Return the area's rows that may hold a style of their own, the file's all among them."""
        known = {*self.changed, *self.row_styles, *self._put_away, *self._file_rows}
        last = min(area.bottom, self._height)
        known |= set(range(area.top, last + 1))
        if area.bottom - area.top + 1 < len(known):
            return [row for row in range(area.top, area.bottom + 1) if row in known]
        return sorted(row for row in known if area.top <= row <= area.bottom)

    def _columns_to_ask(self, area: Area) -> Iterator[int]:
        """Give the area's columns; of a very wide one those that may differ and one more."""
        if area.right - area.left < 1000:
            yield from range(area.left, area.right + 1)
            return
        known = set(self.column_styles)
        for row in self._rows_with_styles(area):
            known |= {*self.changed.get(row, ()), *self._file_row(row)}
        yield from (one for one in known if area.left <= one <= area.right)
        free = next((c for c in range(area.left, area.right + 1) if c not in known), None)
        if free is not None:
            yield free


class _Remembered:
    """Asks for each old style's new number once."""

    def __init__(self, restyle: Restyle) -> None:
        self._restyle = restyle
        self._known: dict[int, int] = {}

    def __call__(self, old: int) -> int:
        if old not in self._known:
            self._known[old] = self._restyle(old)
        return self._known[old]
