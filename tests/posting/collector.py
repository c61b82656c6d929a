"""A desk that collects: accounts with statements behind them, and the four tasks of collections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any, Final

from tests.posting.till import TYPES, Till, line
from tests.support import Rows
from xlbilling.model.ledger import PATIENT_OWNER, Account, receivables
from xlbilling.model.plan import Page, Plan, RemoveSheet, SaveFile
from xlbilling.model.tables import Request
from xlbilling.tasks import (
    age_receivables,
    make_letters,
    make_statements,
    place_accounts,
    post_write_offs,
    work_collections,
)
from xlbilling.template.default_rows import default_rows

SERVED: Final = "2025-06-01"
BILLED: Final = ("2025-06-10", "2025-07-12", "2025-08-13", "2025-09-14", "2025-10-15")
"""Five statements; the last is the final notice."""
LETTER_DAY: Final = date(2025, 11, 5)
PLACE_DAY: Final = date(2025, 12, 8)
USERS: Final = (
    {"user": "boss", "name": "Robin Boss", "may_post": "Y", "may_write_off": "Y"},
    {"user": "clerk", "may_post": "Y"},
    {"user": "small", "may_write_off": "Y", "limit": 20.0},
)
PATIENT: Final = {
    "patient_id": "P1", "guarantor_id": "G1", "last": "Doe", "first": "Ann",
}  # fmt: skip
GUARANTOR: Final = {
    "guarantor_id": "G1", "last": "Doe", "first": "Zoë", "address": "1 Elm St", "city": "Albany",
    "state": "NY", "zip": "12201-1234", "phone": "555-0100",
}  # fmt: skip

ONE: Final = (line("C1", "1", 123.45, dos_from=SERVED),)


def statements(account: str, claims: str, days: Sequence[str] = BILLED) -> list[dict[str, Any]]:
    """Return the register of an account's statements, one a level."""
    return [
        {"statement": f"S{day}-{account}", "guarantor_id": account, "date": day, "level": level,
         "billed_visits": claims, "sent": day}
        for level, day in enumerate(days, start=1)
    ]  # fmt: skip


@dataclass(repr=False)
class Collector(Till):
    """The desk past due; files and sheets that a Plan makes are kept here."""

    files: dict[str, bytes] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)

    @classmethod
    def owed(  # type: ignore[override]  # a desk of its own begins here
        cls, claims: Rows = ONE, **tables: Any
    ) -> Collector:
        """Return a desk on which the claims were charged in June 2025 and billed five times."""
        return cls._owed(claims, **tables) if tables or claims != ONE else _one_owed().copied()

    @classmethod
    def _owed(cls, claims: Rows, **tables: Any) -> Collector:
        names = " ".join(dict.fromkeys(str(one["claim_id"]) for one in claims))
        tables.setdefault("patients", [PATIENT])
        tables.setdefault("guarantors", [GUARANTOR])
        tables.setdefault("statements", statements("G1", names))
        tables.setdefault("users", USERS)
        tables.setdefault("adjustment_types", _types())
        for name in ("delinquency_levels", "letter_texts", "agency_layout"):
            tables.setdefault(name, default_rows(name))
        settings = tables.pop("settings", {"Practice Phone": "555-0199"})
        desk = cls.of(claims=claims, coverage=(), **tables)
        assert isinstance(desk, Collector)
        desk.book = replace(desk.book, settings=settings)
        desk.as_of = date(2025, 6, 5)
        desk.charge()
        desk.as_of = LETTER_DAY
        return desk

    @classmethod
    def placed(cls, **more: Any) -> Collector:
        """Return a desk with one account at the agency since PLACE_DAY."""
        return cls._placed(**more) if more else _one_placed().copied()

    @classmethod
    def _placed(cls, **more: Any) -> Collector:
        desk = cls.owed(**more)
        desk.letters()
        desk.as_of = PLACE_DAY
        desk.work()
        desk.approve("placements")
        desk.place()
        return desk

    def copied(self) -> Collector:
        """Return a desk that begins where this one stands; what is read is never changed."""
        return replace(self, plans=[*self.plans], files=dict(self.files), pages=dict(self.pages))

    def work(self) -> Plan:
        """Bring Collections up to date."""
        return self._do(work_collections.plan(self.book, self._request()))

    def letters(self) -> Plan:
        """Make the letters."""
        return self._do(make_letters.plan(self.book, self._request()))

    def place(self, user: str = "tester") -> Plan:
        """Place what is approved, take back what is marked."""
        return self._do(place_accounts.plan(self.book, Request(self.as_of, user)))

    def write_off(self, user: str = "boss") -> Plan:
        """Post the approved write-offs."""
        return self._do(post_write_offs.plan(self.book, Request(self.as_of, user)))

    def take_in(self, **receipt: Any) -> Plan:
        """Key a receipt of the agency, and post it."""
        told = {"date": self.as_of.isoformat(), "guarantor_id": "G1", "method": "AGENCY"}
        self.key(receipts=[{**told, **receipt}])
        return self.receive(self.as_of)

    def approve(self, table: str, name: str = "boss", column: str = "approver") -> None:
        """Type a name, or a Y, beside every row."""
        for row in self.frame(table).index:
            self.type_in(table, int(row), **{column: name})

    def steps(self) -> dict[str, str]:
        """Return the next step by account."""
        return dict(self.cells("collections", "guarantor_id", "step"))

    def patient_ar(self) -> dict[str, int]:
        """Return what patients owe by claim and line."""
        moved = receivables(self.frame("ledger"))
        own = moved[moved["owner"] == PATIENT_OWNER]
        found: dict[str, int] = {}
        for claim, number, c in zip(own["claim_id"], own["line"], own["cents"], strict=True):
            found[f"{claim}/{number}"] = found.get(f"{claim}/{number}", 0) + int(c)
        return {name: c for name, c in sorted(found.items()) if c}

    def stated(self) -> set[str]:
        """Return claim/line of all that statements of the day would ask for."""
        run = make_statements.statement_run(self.book, self.as_of)
        return {f"{o.claim_id}/{o.line}" for made in run.made for o in made.account.billable}

    def aged(self) -> dict[str, Any]:
        """Return the aging of the day."""
        return dict(age_receivables.plan(self.book, self._request()).result)

    def _do(self, plan: Plan) -> Plan:
        for change in plan.changes:
            match change:
                case SaveFile():
                    assert change.name not in self.files
                    self.files[change.name] = change.content
                case Page():
                    self.pages[change.sheet] = change
                case RemoveSheet():
                    del self.pages[change.sheet]
        kept = tuple(c for c in plan.changes if not isinstance(c, SaveFile | Page | RemoveSheet))
        super()._do(replace(plan, changes=kept))
        self.plans[-1] = plan
        self.book = replace(self.book, sheets=[*self.book.sheets, *self.pages])
        return plan

    def proved_balanced(self) -> None:
        """Check the ledger: chained and balanced, and the aging is its receivable."""
        assert self.verify().findings == ()
        assert sum(self.account(one) for one in Account) == 0
        aging = self.aged()
        assert aging["total"] == aging["ledger_total"]


def _types() -> tuple[Any, ...]:
    """Return the till's types, and those of a fresh workbook under other names."""
    there = {one["adjustment_type"] for one in TYPES}
    fresh = default_rows("adjustment_types")
    return (*TYPES, *(one for one in fresh if one["adjustment_type"] not in there))


@cache
def _one_owed() -> Collector:
    return Collector._owed(ONE)  # noqa: SLF001  the desk that every other begins from


@cache
def _one_placed() -> Collector:
    return Collector._placed()  # noqa: SLF001  the desk that every other begins from
