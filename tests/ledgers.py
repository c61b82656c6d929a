"""Ledgers for tests: short builders for one entry, and generated offices for properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.support import Rows, day, snapshot
from xlbilling.layout import frames
from xlbilling.layout.columns import Kind
from xlbilling.layout.tables import BY_NAME
from xlbilling.model import ledger
from xlbilling.model.ledger import PATIENT_OWNER, Account, Entry, EntryType
from xlbilling.model.tables import Snapshot, TableData

START = date(2025, 9, 1)
END = date(2026, 6, 30)


@dataclass(frozen=True)
class Visit:
    """A claim line to make entries for.

    Attributes:
        claim: its claim id.
        line: its line; "" for the claim as a whole.
        patient: who was treated.
        dos: when.
        owner: who owed it first.
    """

    claim: str = "C1"
    line: str = "1"
    patient: str = "P1"
    dos: date = date(2026, 1, 5)
    owner: str = "1:AET"
    class_: str = "COMMERCIAL"
    provider: str = "1234567893"

    def entry(
        self,
        day: date,
        type_: EntryType,
        accounts: tuple[Account, Account],
        cents: int,
        **more: Any,
    ) -> Entry:
        """Return an entry on the line, posted and effective on a day; its id tells what it is."""
        key = ledger.entry_id(
            self.claim,
            self.line,
            type_,
            *accounts,
            day.isoformat(),
            *sorted(map(str, more.values())),
        )
        return Entry(
            key, day, more.pop("effective", day), type_, *accounts, cents, "B1",
            patient_id=self.patient, claim_id=self.claim, line=self.line, dos=self.dos,
            class_=self.class_, provider=self.provider, **more,
        )  # fmt: skip

    def charge(self, cents: int, day: date | None = None) -> Entry:
        """Return the charge, owed by the visit's first owner."""
        ar = ledger.receivable_account(self.owner)
        return self.entry(
            day or self.dos,
            EntryType.CHARGE,
            (ar, Account.CHARGES),
            cents,
            to_owner=self.owner,
            effective=self.dos,
        )

    def paid(self, cents: int, day: date, owner: str | None = None, note: str = "") -> Entry:
        """Return cash from an owner."""
        who = owner or self.owner
        ar = ledger.receivable_account(who)
        return self.entry(
            day,
            EntryType.PAYMENT,
            (Account.CASH, ar),
            cents,
            from_owner=who,
            note=note,
            payer_id=who.partition(":")[2],
        )

    def contractual(self, cents: int, day: date, owner: str | None = None) -> Entry:
        """Return a contractual write-off."""
        who = owner or self.owner
        ar = ledger.receivable_account(who)
        return self.entry(
            day,
            EntryType.CONTRACTUAL,
            (Account.CONTRACTUAL, ar),
            cents,
            from_owner=who,
            group="CO",
            carc="45",
            payer_id=who.partition(":")[2],
        )

    def to_patient(self, cents: int, day: date, carc: str = "1", owner: str | None = None) -> Entry:
        """Return the patient's share moving from the payer."""
        who = owner or self.owner
        accounts = (Account.PATIENT_AR, ledger.receivable_account(who))
        return self.entry(
            day,
            EntryType.TRANSFER,
            accounts,
            cents,
            from_owner=who,
            to_owner=PATIENT_OWNER,
            group="PR",
            carc=carc,
            payer_id=who.partition(":")[2],
        )


def ledger_table(entries: Sequence[Entry]) -> TableData:
    """Return entries as the Ledger table a task reads."""
    rows, _ = ledger.chain(entries, "")
    frame = ledger.to_frame(rows)
    frame.index = frame.index + 2
    return replace(empty_book()["ledger"], frame=frame)


def book_with(
    entries: Sequence[Entry],
    *,
    settings: Mapping[str, str] | None = None,
    sheets: Sequence[str] = (),
    **tables: Rows,
) -> Snapshot:
    """Return a workbook whose ledger holds the entries, beside the tables given."""
    filled = {name: snapshot_table(name, rows) for name, rows in tables.items() if rows}
    whole = {**empty_book().tables, **filled, "ledger": ledger_table(entries)}
    return Snapshot(whole, settings or {}, "", [*empty_book().sheets, *sheets])


@cache
def empty_book() -> Snapshot:
    """Return a workbook without a row; making its frames is slow, so it is made once."""
    return snapshot()


def snapshot_table(name: str, rows: Rows) -> TableData:
    """Return one table with the rows given; dates may be ISO text."""
    table = BY_NAME[name]
    dates = {c.name for c in table.columns if c.kind == Kind.DATE}
    cells = [
        {k: day(v) if k in dates and isinstance(v, str) else v for k, v in row.items()}
        for row in rows
    ]
    return frames.from_records(table, cells)


@dataclass(frozen=True)
class Office:
    """A generated office: its entries and what its sheets say."""

    entries: tuple[Entry, ...]
    tables: Mapping[str, Rows] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)

    def book(self, sheets: Sequence[str] = ()) -> Snapshot:
        """Return the office as read."""
        return book_with(self.entries, settings=self.settings, sheets=sheets, **self.tables)


PAYERS: Rows = (
    {"payer_id": "AET", "name": "Aetnova", "type": "COMMERCIAL"},
    {"payer_id": "MCR", "name": "Medicare East", "type": "MEDICARE"},
    {"payer_id": "MCD", "name": "Medicaid East", "type": "MEDICAID"},
    {"payer_id": "WCP", "name": "Work Cover", "type": "WORK COMP"},
)
CARCS = ("1", "2", "3", "96")

GUARANTOR: Mapping[str, Any] = {
    "guarantor_id": "G9", "last": "Example", "first": "Gil", "address": "9 Oak St",
    "city": "Troy", "state": "NY", "zip": "12180",
}  # fmt: skip
"""Who gets the bills of several patients and is no patient."""

cents = st.integers(1, 50_000)
days = st.dates(START, END)


@st.composite
def visit_entries(draw: st.DrawFn, claim: str, patient: str) -> list[Entry]:
    """Draw one claim's life: charges, what the payer did, what the patient paid, contra rows."""
    dos = draw(days)
    owner = draw(st.sampled_from(["1:AET", "1:MCR", "1:MCD", "1:WCP", PATIENT_OWNER]))
    entries: list[Entry] = []
    for line in ("1", "2")[: draw(st.integers(1, 2))]:
        visit = Visit(claim, line, patient, dos, owner)
        charge = draw(cents)
        entries.append(visit.charge(charge, dos + timedelta(draw(st.integers(0, 20)))))
        if owner != PATIENT_OWNER and draw(st.booleans()):
            entries += draw(_answer(visit, charge))
        if draw(st.booleans()):
            day = dos + timedelta(draw(st.integers(0, 200)))
            entries.append(visit.paid(draw(cents), day, PATIENT_OWNER))
    if draw(st.integers(0, 4)) == 0:
        whole = Visit(claim, "", patient, dos, owner)
        entries.append(whole.contractual(draw(st.integers(-9_000, 9_000)), dos + timedelta(30)))
    if draw(st.integers(0, 3)) == 0:
        undone = draw(st.sampled_from(entries))
        day = undone.posted + timedelta(draw(st.integers(0, 60)))
        entries.append(ledger.contra(undone, posted=day, batch="B1U", user="tester"))
    return entries


@st.composite
def _answer(draw: st.DrawFn, visit: Visit, charge: int) -> list[Entry]:
    day = visit.dos + timedelta(draw(st.integers(10, 120)))
    paid = draw(st.integers(0, charge))
    written_off = draw(st.integers(0, charge - paid))
    share = draw(st.integers(0, charge - paid - written_off))
    answer = [visit.paid(paid, day), visit.contractual(written_off, day)]
    return [*answer, visit.to_patient(share, day, draw(st.sampled_from(CARCS)))]


def _held(draw: st.DrawFn, patient: str) -> Entry:
    on = draw(days)
    return Entry(
        ledger.entry_id("held", patient), on, on, EntryType.PAYMENT, Account.CASH,
        Account.UNAPPLIED, draw(cents), "B2", patient_id=patient,
    )  # fmt: skip


@st.composite
def offices(draw: st.DrawFn) -> Office:
    """Draw an office of a few households with every kind of hold, plan, flag and coverage."""
    people = [f"P{n}" for n in range(1, draw(st.integers(1, 5)) + 1)]
    entries: list[Entry] = []
    patients: list[dict[str, Any]] = []
    for number, patient in enumerate(people):
        flags = st.sampled_from(["", "", "", "Y"])
        patients.append({
            "patient_id": patient, "last": "Example", "first": f"Pat{number}",
            "guarantor_id": draw(st.sampled_from(["", "P1", "G9"])),
            "address": draw(st.sampled_from(["1 Elm St", "1 Elm St", ""])), "city": "Albany",
            "state": "NY", "zip": "12201", "no_statement": draw(flags), "bad_address": draw(flags),
            "deceased": draw(st.sampled_from([None, None, None, "2026-01-15"])),
        })  # fmt: skip
        for n in range(draw(st.integers(0, 3))):
            entries += draw(visit_entries(f"C{number}{n}", patient))
        if draw(st.booleans()):
            entries.append(_held(draw, patient))
    tables: dict[str, Rows] = {
        "patients": patients,
        "guarantors": draw(st.sampled_from([(), (GUARANTOR,)])),
        "payers": PAYERS,
        "coverage": draw(_coverages(people)),
        "holds": draw(st.lists(_holds(people), max_size=3)),
        "payment_plans": draw(_plans()),
        "submissions": _sent(entries),
    }
    ordered = sorted(entries, key=lambda entry: entry.posted)
    return Office(tuple(ordered), tables)


@st.composite
def _coverages(draw: st.DrawFn, people: Sequence[str]) -> Rows:
    return [
        {
            "patient_id": draw(st.sampled_from(people)), "level": "1", "member_id": "M1",
            "payer_id": draw(st.sampled_from(["AET", "MCR", "MCD"])), "from": "2025-01-01",
            "qmb": draw(st.sampled_from(["", "Y"])),
        }
        for _ in range(draw(st.integers(0, 2)))
    ]  # fmt: skip


@st.composite
def _holds(draw: st.DrawFn, people: Sequence[str]) -> dict[str, Any]:
    kinds = [
        "DISPUTE",
        "BANKRUPTCY",
        "ATTORNEY",
        "DECEASED",
        "COMPLAINT",
        "PRE-COLLECTION",
        "AGENCY",
    ]
    scope = draw(st.sampled_from(["guarantor_id", "patient_id", "claim_id"]))
    named = {
        "guarantor_id": [*people, "G9"],
        "patient_id": list(people),
        "claim_id": ["C00", "C10"],
    }
    return {
        "hold": "H1", "type": draw(st.sampled_from(kinds)), scope: draw(st.sampled_from(named[scope])),
        "from": draw(st.sampled_from([None, "2026-01-01"])),
        "to": draw(st.sampled_from([None, None, "2026-02-01"])),
    }  # fmt: skip


@st.composite
def _plans(draw: st.DrawFn) -> Rows:
    if draw(st.booleans()):
        return ()
    state = draw(st.sampled_from(["CURRENT", "DEFAULTED"]))
    return ({"plan": "L1", "guarantor_id": "P1", "started": "2026-02-01", "total": 300.0,
             "instalment": 25.0, "due_day": 1, "state": state},)  # fmt: skip


def _sent(entries: Sequence[Entry]) -> Rows:
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.type is EntryType.CHARGE and entry.dos and entry.to_owner != PATIENT_OWNER:
            seen.setdefault(entry.claim_id, entry)
    return [
        {"claim_id": claim, "level": "1", "payer_id": e.to_owner[2:], "frequency": "1",
         "sent": (e.posted + timedelta(3)).isoformat()}
        for claim, e in seen.items()
    ]  # fmt: skip
