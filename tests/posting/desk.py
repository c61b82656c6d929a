"""A billing desk in memory: a workbook as frames, to which Plans are applied as the book does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from tests.support import AS_OF, Rows, day, snapshot
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model import ledger
from xlbilling.model.ledger import Account
from xlbilling.model.plan import Append, Plan, Rewrite, SetColumn
from xlbilling.model.tables import InputFile, Request, Snapshot, TableData
from xlbilling.tasks import (
    import_remittance,
    post_charges,
    post_payments,
    undo_batch,
    verify_ledger,
)

PAYERS = (
    {
        "payer_id": "ACME",
        "name": "Acme Health",
        "electronic_id": "ACME1",
        "payer_trace_ids": "1ACME",
    },
    {"payer_id": "BETA", "name": "Beta Life", "electronic_id": "BETA1", "payer_trace_ids": "1BETA"},
    {"payer_id": "GOVT", "name": "Government Plan", "payer_trace_ids": "1GOVT", "government": "Y"},
)


@cache
def _empty() -> Snapshot:
    return snapshot()


def _dated(name: str, rows: Rows) -> list[dict[str, Any]]:
    """Return rows with ISO texts in date columns as days."""
    dates = {column.name for column in BY_NAME[name].columns if column.kind == "date"}
    return [
        {k: day(v) if k in dates and type(v) is str else v for k, v in row.items()} for row in rows
    ]


@dataclass
class Desk:
    """The office's workbook between commands."""

    book: Snapshot
    as_of: date = AS_OF
    plans: list[Plan] = field(default_factory=list)

    @classmethod
    def of(cls, **tables: Rows) -> Desk:
        """Return a desk with these rows, the payers given if none are."""
        tables.setdefault("payers", PAYERS)
        given = {
            name: frames.from_records(BY_NAME[name], _dated(name, rows))
            for name, rows in tables.items()
        }
        empty = _empty()
        return cls(Snapshot({**empty.tables, **given}, sheets=empty.sheets))

    def charge(self) -> Plan:
        """Post the charges."""
        return self._do(post_charges.plan(self.book, self._request()))

    def take(self, *files: bytes, payer: str = "") -> Plan:
        """Import remittance files, of a payer that the person names where the files do not."""
        named = tuple(InputFile(f"remit{n}.835", one) for n, one in enumerate(files, start=1))
        said = {"payer": payer} if payer else {}
        request = Request(self.as_of, "tester", named, said)
        return self._do(import_remittance.plan(self.book, request))

    def post(self, batch: str = "") -> Plan:
        """Post what is imported."""
        return self._do(post_payments.plan(self.book, self._request(batch)))

    def undo(self, batch: str) -> Plan:
        """Take a batch back."""
        return self._do(undo_batch.plan(self.book, self._request(batch)))

    def verify(self) -> Plan:
        """Prove the ledger."""
        return verify_ledger.plan(self.book, self._request())

    def _request(self, batch: str = "") -> Request:
        return Request(self.as_of, "tester", (), {"batch": batch} if batch else {})

    def _do(self, plan: Plan) -> Plan:
        self.plans.append(plan)
        self.book = applied(self.book, plan)
        return plan

    def type_in(self, table: str, row: int, **values: Any) -> None:
        """Type values into cells of a row, as a person would."""
        changes = [
            SetColumn(table, name, pd.Series([value], index=[row]))
            for name, value in values.items()
        ]
        self.book = applied(self.book, Plan(tuple(changes)))

    def frame(self, table: str) -> pd.DataFrame:
        """Return a table."""
        return self.book.frame(table)

    def cells(self, table: str, *names: str) -> list[tuple[Any, ...]]:
        """Return columns of a table, row by row."""
        return list(zip(*(self.frame(table)[name].tolist() for name in names), strict=True))

    def account(self, account: Account) -> int:
        """Return an account's debits less its credits."""
        return ledger.account_balance(self.frame("ledger"), account)

    def receivable(self) -> int:
        """Return what all owners owe."""
        return sum(self.account(one) for one in ledger.RECEIVABLES)

    def owed(self) -> dict[tuple[str, str, str], int]:
        """Return what is open by claim, line and owner, settled ones left out."""
        moved = ledger.receivables(self.frame("ledger"))
        sums = moved.groupby(["claim_id", "line", "owner"])["cents"].sum()
        pairs = zip(sums.index.to_flat_index(), sums, strict=True)
        return {key: int(cents) for key, cents in pairs if cents}


def applied(book: Snapshot, plan: Plan) -> Snapshot:
    """Return the workbook with a Plan's changes in it, every table touched gated anew."""
    sheets: dict[str, _Sheet] = {}
    for change in plan.changes:
        assert isinstance(change, Append | Rewrite | SetColumn), change
        if change.table not in sheets:
            sheets[change.table] = _Sheet(book[change.table])
        sheets[change.table].apply(change)
    tables = {**book.tables, **{name: sheet.read() for name, sheet in sheets.items()}}
    head = plan.ledger_head or book.ledger_head
    return Snapshot(tables, book.settings, head, book.sheets)


class _Sheet:
    """One table's cells while changes come in."""

    def __init__(self, old: TableData) -> None:
        self.old = old
        self.table = BY_NAME[old.name]
        self.raw = self._cells(old.frame)
        self.rows = [int(row) for row in old.frame.index]

    def _cells(self, frame: pd.DataFrame) -> dict[str, list[Any]]:
        names = [column.name for column in self.table.columns]
        rows = frames.to_cells(self.table, frame, names)
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
        return {each: list(cells) for each, cells in zip(names, columns, strict=True)}

    def apply(self, change: Append | Rewrite | SetColumn) -> None:
        if isinstance(change, Rewrite):
            self.rows, self.raw = [], {name: [] for name in self.raw}
        if isinstance(change, Append | Rewrite):
            first = max(self.rows, default=1) + 1
            self.rows += range(first, first + len(change.rows))
            for name, cells in self._cells(change.rows).items():
                self.raw[name] += cells
            return
        place = {row: n for n, row in enumerate(self.rows)}
        column = self.table.column(change.column)
        cells = frames.column_cells(column, change.values)
        for row, cell in zip(change.values.index, cells, strict=True):
            self.raw[change.column][place[int(row)]] = cell

    def read(self) -> TableData:
        data = frames.gate(self.table, self.raw, rows=self.rows, letters=self.old.letters)
        assert not data.findings, data.findings
        return data
