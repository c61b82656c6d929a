"""What becomes of the rows that a person keys: posted, or refused with the reason in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlbilling.layout.tables import BY_NAME
from xlbilling.model import money
from xlbilling.model.findings import ERROR, Finding
from xlbilling.model.ledger import Entry, EntryType
from xlbilling.model.plan import Change, Plan
from xlbilling.tasks.money import after
from xlbilling.tasks.money.acts import Act
from xlbilling.tasks.money.previewing import with_preview
from xlbilling.tasks.money.receipt_money import OPEN, POSTED, REFUSED
from xlbilling.tasks.money.run_batch import BatchTotals, batch_id, batch_row
from xlbilling.tasks.money.unread import Unread
from xlbilling.tasks.posting.open_balances import rows_that_stand
from xlbilling.tasks.posting.sheet_values import append, only_changed, set_columns

if TYPE_CHECKING:
    from xlbilling.model.tables import Request, Snapshot
    from xlbilling.tasks.money.sources import Source

PENDING: Final = frozenset({"", OPEN, REFUSED})
"""States of rows that a run takes up; a refused row is judged anew until it is mended or gone."""


@dataclass(frozen=True)
class Kind:
    """What a task posts.

    Attributes:
        source: the sheet that its rows stand on.
        key: code name of the sheet's key column.
        prefix: of its batches' ids.
        noun: what a row is called in messages.
        rule: the finding's id of a row that is refused.
        batches: the kind of its batches on the Batches sheet.
        sign: -1 where a row's amount is posted as one below nothing.
    """

    source: Source
    key: str
    prefix: str
    noun: str
    rule: str
    batches: str = "ADJUSTMENTS"
    sign: int = 1

    @property
    def table(self) -> str:
        """The table's code name."""
        return self.source.table


@dataclass(frozen=True)
class Keyed:
    """One row as a person keyed it, by frame names; ``sheet_row`` is 0 for one not there yet."""

    key: str
    row: Mapping[Any, Any]
    sheet_row: int

    def text(self, name: str) -> str:
        """Return a text of the row."""
        return str(self.row[name])

    @property
    def cents(self) -> int | None:
        """The amount; None for a blank."""
        there = self.row["amount_cents"]
        return None if pd.isna(there) else int(there)

    @property
    def day(self) -> date | None:
        """The row's date; None for a blank."""
        there = self.row["date"]
        return None if pd.isna(there) else there.date()


@dataclass(frozen=True)
class Refused:
    """Why a row is not posted, and the column that is wrong."""

    why: str
    column: str = "amount"


Judge = Callable[[Keyed], "list[Entry] | Refused"]


@dataclass(frozen=True)
class Decision:
    """What becomes of a row: its entries, or why there are none."""

    keyed: Keyed
    entries: tuple[Entry, ...] = ()
    why: str = ""
    column: str = "amount"

    @property
    def state(self) -> str:
        """POSTED or REFUSED."""
        return REFUSED if self.why else POSTED

    @property
    def cents(self) -> int:
        """What is posted of it."""
        return sum(one.amount_cents for one in self.entries)

    def cells(self) -> dict[str, Any]:
        """Return what the program writes into the row."""
        ids = " ".join(one.entry for one in self.entries)
        return {"state": self.state, "entry": ids, "answer": self.why}


class Desk:
    """A run over the rows of one sheet."""

    def __init__(self, book: Snapshot, request: Request, kind: Kind) -> None:
        """Name the batch, and see which rows the ledger has already."""
        self.book = book
        self.request = request
        self.kind = kind
        ledger = book.frame("ledger")
        self.act = Act.of(request, batch_id(book, kind.prefix, request.as_of), ledger["entry"])
        keys = kind.source.keys(ledger["source_row"])
        own = rows_that_stand(ledger[keys != ""])
        self._standing: dict[str, list[tuple[str, int, str]]] = {}
        self._taken_back = set(keys[(keys != "") & (ledger["reverses"] != "")])
        for key, entry, cents, claim in zip(
            kind.source.keys(own["source_row"]), own["entry"], own["amount_cents"],
            own["claim_id"], strict=True,
        ):  # fmt: skip
            self._standing.setdefault(key, []).append((entry, int(cents), claim))
        self._unread = Unread(book[kind.table])
        self._keyed = self._read()
        self._count = Counter(one.key for one in self._keyed)

    def _read(self) -> list[Keyed]:
        frame = self.book.frame(self.kind.table)
        every = [
            Keyed(record[self.kind.key], record, int(row))
            for row, record in zip(frame.index, frame.to_dict("records"), strict=True)
        ]
        return [one for one in every if one.key or one.row["claim_id"] or one.cents is not None]

    def keyed(self) -> list[Keyed]:
        """Return the sheet's rows that hold an id, a claim or an amount, in its order."""
        return self._keyed

    def decided(self, rows: Sequence[Keyed], judge: Judge) -> list[Decision]:
        """Return what becomes of the rows that wait; those that are posted are left alone."""
        return [self._judged(one, judge) for one in rows if self._waits(one)]

    def _waits(self, one: Keyed) -> bool:
        """Tell whether a row is to be judged: the ledger says so, not a state copied with a row."""
        if one.key in self._standing:
            return False
        return one.row["state"] in PENDING or one.key not in self._taken_back

    def _judged(self, one: Keyed, judge: Judge) -> Decision:
        if not one.key:
            return Decision(one, why="has no id of its own", column=self.kind.key)
        if self._count[one.key] > 1:
            return Decision(one, why=self._twice(one), column=self.kind.key)
        column, why = self._unread.of_row(one.sheet_row)
        if why:
            return Decision(one, why=why, column=column)
        if one.day is not None and one.day > self.request.as_of:
            today = self.request.as_of.isoformat()
            why = f"is dated {one.day.isoformat()}, after {today}"
            return Decision(one, why=why, column="date")
        answer = judge(one)
        if isinstance(answer, Refused):
            return Decision(one, why=answer.why, column=answer.column)
        return Decision(one, tuple(answer))

    def _twice(self, one: Keyed) -> str:
        return f"stands on {self._count[one.key]} rows"

    def plan(
        self,
        decisions: Sequence[Decision],
        new: Iterable[Mapping[str, Any]] = (),
        more: Iterable[Change] = (),
    ) -> Plan:
        """Return the Plan of a run.

        Args:
            decisions: what becomes of the rows on the sheet.
            new: rows to add to the sheet, by frame names.
            more: cells of other sheets that follow.
        """
        entries = [entry for one in decisions for entry in one.entries]
        posted = [one for one in decisions if one.entries]
        appended, head = after.ledger_append(entries, self.book.ledger_head)
        amount = self.kind.sign * sum(one.cents for one in posted)
        totals = BatchTotals(self.kind.batches, len(posted), amount)
        row = append("batches", [batch_row(self.act.batch, self.request, totals)]) if posted else []
        cells = {
            one.keyed.sheet_row: one.cells() for one in decisions if one.keyed.sheet_row
        } | self._shown_again()
        shown = [*set_columns(self.kind.table, cells), *more]
        shown += after.changes(self.book, entries, self.request.as_of) if entries else []
        made = Plan(
            changes=(
                *appended,
                *row,
                *append(self.kind.table, list(new)),
                *only_changed(self.book, shown),
            ),
            result=self._result(decisions, posted),
            lines=tuple(self._lines(decisions)),
            findings=(*self._refused(decisions), *self._changed()),
            batch=self.act.batch if posted else "",
            ledger_head=head,
            keys=f"{entries[0].entry}..{entries[-1].entry}" if entries else "",
            totals={"amount": totals.cents},
        )
        return with_preview(made, self.book, self.request, entries)

    def _shown_again(self) -> dict[int, dict[str, Any]]:
        """Return the cells of rows that the ledger has but the sheet still shows as waiting."""
        return {
            one.sheet_row: {
                "state": POSTED,
                "entry": " ".join(entry for entry, *_ in self._standing[one.key]),
                "answer": "",
            }
            for one in self.keyed()
            if one.key in self._standing and one.row["state"] in PENDING
            and self._count[one.key] == 1
        }  # fmt: skip

    def _changed(self) -> list[Finding]:
        """Return the rows that say something else than what was posted of them."""
        found = []
        for one in self.keyed():
            if one.key in self._standing:
                column, why = self._difference(one)
                found += [self._is_changed(one, column, why)] if why else []
        return found

    def _difference(self, one: Keyed) -> tuple[str, str]:
        """Return in which column a row differs from what is posted of it, and how; or blanks."""
        standing = self._standing[one.key]
        if self._count[one.key] > 1:
            return self.kind.key, f"is posted, and {self._twice(one)}"
        column, why = self._unread.of_row(one.sheet_row, ("amount", "claim_id"))
        if why:
            return column, f"is posted, and {why}"
        there = next((claim for *_, claim in standing if claim), "")
        if there and there != one.text("claim_id"):
            said = one.text("claim_id") or "no claim"
            return "claim_id", f"is posted on claim {there}, the sheet says {said}"
        posted = self.kind.sign * sum(cents for _, cents, _ in standing)
        is_whole = one.key not in self._taken_back
        if is_whole and one.cents is not None and one.cents != posted:
            shown, said = money.show(posted), money.show(one.cents)
            difference = money.difference(one.cents, posted)
            return "amount", f"{shown} is posted, the sheet says {said}: {difference}"
        return "", ""

    def _is_changed(self, one: Keyed, column: str, why: str) -> Finding:
        return Finding(
            f"{self.kind.rule}-CHANGED",
            ERROR,
            f"{self.kind.noun} {one.key}: {why}",
            self.book[self.kind.table].where(column, one.sheet_row),
            "put the row back as it was and key another one, or take it back with reverse-entry",
        )

    def _refused(self, decisions: Sequence[Decision]) -> list[Finding]:
        table = self.book[self.kind.table]
        return [
            Finding(
                f"{self.kind.rule}-REFUSED",
                ERROR,
                f"{self.kind.noun} {one.keyed.key or '(no id)'}: {one.why}; nothing was posted",
                table.where(one.column, one.keyed.sheet_row) if one.keyed.sheet_row else "",
                f"correct the row on {table.sheet}, then run it again",
            )
            for one in decisions
            if one.why
        ]

    def _result(self, decisions: Sequence[Decision], posted: Sequence[Decision]) -> dict[str, Any]:
        return {
            "batch": self.act.batch if posted else "",
            "posted": len(posted),
            "refused": len(decisions) - len(posted),
            "amount": money.to_text(self.kind.sign * sum(one.cents for one in posted)),
            self.kind.table: [self._told(one) for one in decisions],
        }

    def _told(self, one: Decision) -> dict[str, Any]:
        return {
            self.kind.key: one.keyed.key,
            "claim": one.keyed.text("claim_id"),
            "amount": money.to_text(self.kind.sign * one.cents),
            "state": one.state,
            "entries": [_entry_told(entry) for entry in one.entries],
            "answer": one.why,
        }

    def _lines(self, decisions: Sequence[Decision]) -> list[str]:
        lines = [
            f"{self.kind.noun} {one.keyed.key or '(no id)'}: "
            + (f"refused, {one.why}" if one.why else ", ".join(map(_words, one.entries)))
            for one in decisions
        ]
        count = sum(len(one.entries) for one in decisions)
        return [*lines, f"{count} new ledger rows"]


def _entry_told(entry: Entry) -> dict[str, str]:
    return {
        "entry": entry.entry,
        "line": entry.line,
        "debit": entry.debit.value,
        "credit": entry.credit.value,
        "amount": money.to_text(entry.amount_cents),
    }


def _words(entry: Entry) -> str:
    """Return what a row does, in words: ``$20.00 of C1/1 from PATIENT to Bad debt``."""
    place = f"{entry.claim_id}/{entry.line}" if entry.line else entry.claim_id or "held money"
    if entry.type is EntryType.REFUND:
        return f"{money.show(entry.amount_cents)} of {place} given back"
    origin = entry.from_owner or entry.credit.value
    to = entry.to_owner or entry.debit.value
    return f"{money.show(entry.amount_cents)} of {place} from {origin} to {to}"


def blank_row(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of the sheet with these values by frame name, and blanks for the others."""
    blanks: dict[str, Any] = {
        column.frame_name: None if column.kind in {"money", "date", "number"} else ""
        for column in BY_NAME[kind.table].columns
    }
    return blanks | dict(values)
