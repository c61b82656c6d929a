"""The columns of a table, by header or place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from xlwings import base_classes

from xlbilling.hosts.files.package.addresses import Area


class TableColumns(base_classes.TableColumns):
    """The columns of a table.

    Args:
        table: the host's table, with its ``headers`` and its ``area``.
    """

    def __init__(self, table: Any) -> None:
        self._table = table

    def __call__(self, key: int | str) -> TableColumn:
        """Return a column by its header or by its place from 1.

        Raises:
            KeyError: the table has no such header; those it has are named.
            IndexError: it has fewer columns.
        """
        names = self._table.headers
        if isinstance(key, str):
            folded = [name.casefold() for name in names]
            if key.casefold() not in folded:
                raise KeyError(f"table {self._table.name} has no column {key!r}; it has {names}")
            return TableColumn(self._table, folded.index(key.casefold()) + 1)
        if not 1 <= key <= len(names):
            raise IndexError(f"table {self._table.name} has {len(names)} columns, not {key}")
        return TableColumn(self._table, key)

    def __contains__(self, name: object) -> bool:
        return name in self._table.headers

    def __iter__(self) -> Iterator[TableColumn]:
        return iter([TableColumn(self._table, one + 1) for one in range(len(self))])

    def __len__(self) -> int:
        return len(self._table.headers)


class TableColumn(base_classes.TableColumn):
    """A column of a table.

    Args:
        table: as `TableColumns` takes it.
        index: the place from the left, from 1.
    """

    def __init__(self, table: Any, index: int) -> None:
        self._table = table
        self._index = index

    @property
    def index(self) -> int:
        """The place from the left, from 1."""
        return self._index

    @property
    def name(self) -> str:
        """The header's text."""
        return str(self._table.headers[self._index - 1])

    @property
    def range(self) -> Any:
        """The column, header and totals included."""
        return self._table.parent.cells.other(self._own(self._table.area))

    @property
    def data_body_range(self) -> Any:
        """The column's data, None when there is none."""
        body = self._table.data_body_range
        return None if body is None else body.other(self._own(body.own))

    def _own(self, area: Area) -> Area:
        column = area.left + self._index - 1
        return replace(area, left=column, right=column)
