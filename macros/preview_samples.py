"""The first rows and cells of a Plan in full, as the sheet Preview shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from xlbilling.layout import frames
from xlbilling.layout.columns import Kind as CellKind
from xlbilling.layout.pages.preview_page import ROWS_SHOWN, Kind, Sample
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.plan import Append, Rewrite, SetColumn

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.layout.columns import Column, Table
    from xlbilling.model.cells import CellValue
    from xlbilling.model.tables import Snapshot
    from xlbilling.run import Outcome

_KINDS: Final[dict[CellKind, Kind]] = {
    CellKind.MONEY: "money",
    CellKind.NUMBER: "number",
}
_FOR_THE_PROGRAM: Final = frozenset({"hash", "row_hash", "checked_as", "file_hash"})
"""Columns that mean nothing to a person."""
_CELL_HEADERS: Final[tuple[tuple[str, Kind], ...]] = (
    ("Row", "text"), ("Column", "text"), ("Before", "text"), ("After", "text"),
)  # fmt: skip


def samples(outcome: Outcome) -> list[Sample]:
    """Return the first rows that each table gets, then the first cells that are set."""
    changes = outcome.plan.changes
    rows = [each for each in changes if isinstance(each, Append | Rewrite) and len(each.rows)]
    cells = [each for each in changes if isinstance(each, SetColumn) and len(each.values)]
    names = dict.fromkeys(each.table for each in cells)
    return [
        *(_rows(change) for change in rows),
        *(
            _cells(BY_NAME[name], [each for each in cells if each.table == name], outcome.before)
            for name in names
        ),
    ]


def _rows(change: Append | Rewrite) -> Sample:
    table = BY_NAME[change.table]
    shown = change.rows.head(ROWS_SHOWN)
    names = [column.name for column in table.columns if column.name not in _FOR_THE_PROGRAM]
    cells = frames.to_cells(table, shown, names)
    filled = [n for n in range(len(names)) if any(row[n] is not None for row in cells)]
    headers = [
        (table.column(names[n]).header, _KINDS.get(table.column(names[n]).kind, "text"))
        for n in filled
    ]
    what = "rows added" if isinstance(change, Append) else "rows as they will stand"
    return Sample(
        f"{table.sheet}: {what}",
        headers,
        [[_shown(row[n]) for n in filled] for row in cells],
        len(change.rows) - len(shown),
    )


def _shown(cell: CellValue) -> CellValue:
    """Return a cell with a day as text, so that it needs no format of its own."""
    return f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else cell


def _cells(table: Table, changes: Sequence[SetColumn], before: Snapshot | None) -> Sample:
    shown: list[list[CellValue]] = []
    for change in changes:
        if len(shown) < ROWS_SHOWN:
            shown += _column(table, change, before, ROWS_SHOWN - len(shown))
    count = sum(len(change.values) for change in changes)
    return Sample(f"{table.sheet}: cells set", _CELL_HEADERS, shown, count - len(shown))


def _column(
    table: Table, change: SetColumn, before: Snapshot | None, most: int
) -> Iterator[list[CellValue]]:
    """Give the first cells of a column: which row, which column, before and after."""
    column = table.column(change.column)
    values = change.values.head(most)
    after = frames.column_cells(column, values)
    old = _frame(before, table)
    for row, cell in zip(values.index, after, strict=True):
        was = None
        if old is not None and row in old.index:
            was = frames.column_cells(column, old.loc[[row], column.frame_name])[0]
        yield [_key(table, old, row), column.header, _text(column, was), _text(column, cell)]


def _frame(before: Snapshot | None, table: Table) -> pd.DataFrame | None:
    return before.frame(table.name) if before and table.name in before.tables else None


def _key(table: Table, old: pd.DataFrame | None, row: int) -> str:
    """Return what names a row to a person: its key, else its place."""
    if old is None or row not in old.index:
        return f"row {row}"
    keys = [name for name in table.key if name in old]
    return " ".join(str(old.loc[row, name]) for name in keys) or f"row {row}"


def _text(column: Column, cell: CellValue) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float | int):
        return f"{cell:,.2f}" if column.kind is CellKind.MONEY else f"{cell:g}"
    return str(cell)
