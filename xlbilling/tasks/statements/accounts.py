"""The accounts of a run: what each owes, what of it is billed now, or why nothing is (ST-1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

import pandas as pd

from xlbilling.model import cells, money
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.plans.bill import PlanBill, bills
from xlbilling.tasks.plans.standing import Plans
from xlbilling.tasks.receivables.aging import account_ids, in_force
from xlbilling.tasks.statements import open_lines
from xlbilling.tasks.statements.levels import Back
from xlbilling.tasks.statements.lines import ACCOUNT_HOLDS
from xlbilling.tasks.statements.open_lines import OpenLine
from xlbilling.tasks.statements.reasons import AccountReason, LineReason

_ADDRESS: Final = ("address", "city", "zip")


@dataclass(frozen=True)
class Person:
    """Whom a statement is addressed to; from Guarantors, else from Patients.

    Attributes:
        name: first and last.
        address: the street line.
        city_line: city, state and ZIP.
        problem: why nothing can be mailed; "" where it can.
    """

    name: str = ""
    address: str = ""
    city_line: str = ""
    problem: str = "it is on neither Guarantors nor Patients"

    @property
    def is_reachable(self) -> bool:
        """Whether a statement can be mailed."""
        return not self.problem


@dataclass(frozen=True)
class Account:
    """One guarantor's household as of the run's date.

    Attributes:
        id: the guarantor's id, or the patient's own.
        lines: the patients' open lines, the oldest service first.
        unapplied_cents: patient money held that no claim took yet.
        plan: the instalments that payment plans bill instead of their lines.
        person: whom to write to.
        reason: why it gets no statement; "" for a statement.
        detail: the reason in words.
    """

    id: str
    lines: tuple[OpenLine, ...]
    unapplied_cents: int = 0
    plan: PlanBill = field(default_factory=PlanBill)
    person: Person = field(default_factory=Person)
    reason: str = ""
    detail: str = ""

    @property
    def balance_cents(self) -> int:
        """All that the household owes in the ledger, credits taken off."""
        return sum(line.cents for line in self.lines)

    @cached_property
    def billable(self) -> tuple[OpenLine, ...]:
        """The lines that this run may bill, the oldest service first."""
        return tuple(line for line in self.lines if not line.reason)

    @property
    def due_cents(self) -> int:
        """What a statement asks for: billable lines and instalment, less money held unapplied."""
        billed = sum(line.cents for line in self.billable)
        return billed + self.plan.due_cents - self.unapplied_cents

    @property
    def visits(self) -> tuple[str, ...]:
        """The claims with a line to bill, the oldest service first."""
        return tuple(dict.fromkeys(line.claim_id for line in self.billable))

    @property
    def billed_visits(self) -> str:
        """The visits as the register names them, in one cell."""
        return " ".join(self.visits)


@dataclass(frozen=True)
class History:
    """The statements an account got before.

    Attributes:
        last: the date of the newest; None for none.
        billed: per claim the dates of the statements that billed it, in order.
        back: per claim of a payment plan in default, when its dunning began anew.
    """

    last: date | None = None
    billed: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    back: Mapping[str, Back] = field(default_factory=dict)


def histories(register: pd.DataFrame) -> dict[str, History]:
    """Return each account's history from the rows of the register that count."""
    found: dict[str, History] = {}
    rows = register.sort_values("date", kind="stable").to_dict("records")
    for row in rows:
        day = row["date"].date()
        before = found.get(str(row["guarantor_id"]), History())
        billed = dict(before.billed)
        for claim in str(row["billed_visits"]).split():
            billed[claim] = (*billed.get(claim, ()), day)
        found[str(row["guarantor_id"])] = History(day, billed)
    return found


def accounts(
    owed: pd.DataFrame, unapplied: pd.DataFrame, book: Snapshot, plans: Plans
) -> list[Account]:
    """Return every account with an open patient line, in the order of its id.

    Args:
        owed: the patients' lines with ``reason`` and ``account``.
        unapplied: cash held, as ``balances.unapplied`` gives it; only patients' money counts.
        book: for people.
        plans: as of the run's date.
    """
    cash = held(unapplied, book.frame("patients"))
    people = _people(book)
    on_plan = owed[owed["reason"] == LineReason.PAYMENT_PLAN.value]
    left = on_plan.groupby("account")[["cents", "finance"]].sum()
    owing = {str(name): (int(one.cents), int(one.finance)) for name, one in left.iterrows()}
    instalments = bills(plans, owing)
    return [
        Account(
            name,
            lines,
            unapplied_cents=cash.get(name, 0),
            plan=instalments.get(name, PlanBill()),
            person=people.get(name, Person()),
        )
        for name, lines in open_lines.by_account(owed).items()
    ]


def held(unapplied: pd.DataFrame, patients: pd.DataFrame) -> dict[str, int]:
    """Return patients' money that no claim took yet by account, in cents.

    Args:
        unapplied: cash held, as ``balances.unapplied`` gives it.
        patients: who gets whose bill.
    """
    own = unapplied[unapplied["payer_id"] == ""]
    sums = own["cents"].groupby(account_ids(own, patients).to_numpy()).sum()
    return {str(name): int(cents) for name, cents in sums.items()}


def _people(book: Snapshot) -> dict[str, Person]:
    """Return whom to write to by id; a guarantor's own row speaks before the patient's."""
    return {**_by_id(book, "patients", "patient_id"), **_by_id(book, "guarantors", "guarantor_id")}


def _by_id(book: Snapshot, table: str, key: str) -> dict[str, Person]:
    """Return a table's people; nobody is written to whose id two rows give to different people."""
    found: dict[str, Person] = {}
    for row in book.frame(table).to_dict("records"):
        one = _person(row)
        before = found.setdefault(row[key], one)
        if before != one:
            problem = f"rows of {book[table].sheet} with this id differ in name or address"
            found[row[key]] = Person(problem=problem)
    return found


def _person(row: Mapping[Any, Any]) -> Person:
    name = f"{row['first']} {row['last']}".strip()
    city = f"{row['city']}, {row['state']} {row['zip']}".strip(" ,")
    is_whole = all(row[part].strip() for part in _ADDRESS)
    problem = "" if is_whole else "street, city or ZIP is missing"
    marked = "marked Bad Address on the Patients sheet"
    is_marked = row.get("bad_address", "").upper() == "Y"
    return Person(name, row["address"], city, marked if is_marked else problem)


def decided(account: Account, history: History, office: Office) -> Account:
    """Return the account with the one reason it gets no statement, the first that holds (ST-1)."""
    reason, detail = _reason(account, history, office)
    return replace(account, reason=reason, detail=detail)


@dataclass(frozen=True)
class Office:
    """What decides about whole accounts.

    Attributes:
        day: the run's date.
        minimum_cents: the least amount that a statement asks for.
        cycle_days: the days between two statements.
        deceased: patients who have died by then.
        silent: patients marked No Statement.
        unreachable: patients marked Bad Address.
        holds: per account the kinds of holds that name it as a whole.
    """

    day: date
    minimum_cents: int
    cycle_days: int
    deceased: frozenset[str]
    silent: frozenset[str]
    unreachable: frozenset[str]
    holds: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, book: Snapshot, day: date) -> Office:
        """Return what the workbook says, as of a day."""
        patients = book.frame("patients")
        died = patients["deceased"] <= pd.Timestamp(day)
        named = in_force(book.frame("holds"), day)
        named = named[(named["claim_id"] == "") & named["type"].isin(ACCOUNT_HOLDS)]
        holds: dict[str, frozenset[str]] = {}
        for row in named.to_dict("records"):
            who = row["guarantor_id"] or row["patient_id"]
            holds[who] = holds.get(who, frozenset()) | {row["type"]}
        return cls(
            day,
            settings.cents(book.settings, "Statement Minimum"),
            settings.count(book.settings, "Statement Cycle Days"),
            frozenset(patients.loc[died, "patient_id"]),
            _flagged(patients, "no_statement"),
            _flagged(patients, "bad_address"),
            holds,
        )

    def marks(self, account: Account, marked: frozenset[str]) -> bool:
        """Tell whether a patient's flag counts for the account.

        The guarantor's own flag does; where the guarantor is no patient, all members must have it,
        so that one patient never silences a household.
        """
        members = {line.patient_id for line in account.lines}
        return account.id in marked or (account.id not in members and members <= marked)


def _flagged(patients: pd.DataFrame, column: str) -> frozenset[str]:
    return frozenset(patients.loc[patients[column].str.upper() == "Y", "patient_id"])


def _reason(account: Account, history: History, office: Office) -> tuple[str, str]:
    return (
        silenced(account, office)
        or _nothing_to_ask(account, history, office)
        or _too_many(account)
        or ("", "")
    )


def silenced(account: Account, office: Office) -> tuple[str, str] | None:
    """Return why nobody writes to this account, whatever it owes."""
    holds = office.holds.get(account.id, frozenset())
    unreachable = not account.person.is_reachable or office.marks(account, office.unreachable)
    tests: tuple[tuple[bool, AccountReason, str], ...] = (
        (
            account.id in office.deceased or "DECEASED" in holds,
            AccountReason.DECEASED,
            "the guarantor has died; see to the estate",
        ),
        (
            "BANKRUPTCY" in holds,
            AccountReason.BANKRUPTCY,
            "the guarantor is in bankruptcy",
        ),
        (
            bool(holds & {"AGENCY", "PRE-COLLECTION"}),
            AccountReason.AGENCY,
            f"on hold: {', '.join(sorted(holds)).lower()}",
        ),
        (
            office.marks(account, office.silent),
            AccountReason.NO_STATEMENT,
            "marked No Statement on the Patients sheet",
        ),
        (
            unreachable,
            AccountReason.BAD_ADDRESS,
            account.person.problem or "marked Bad Address on the Patients sheet",
        ),
    )
    return next(((reason, detail) for holds_true, reason, detail in tests if holds_true), None)


def _nothing_to_ask(account: Account, history: History, office: Office) -> tuple[str, str] | None:
    """Return why this account is asked for nothing now."""
    if not account.billable and account.plan.due_cents <= 0:
        return _no_line_left(account)
    if account.due_cents < max(1, office.minimum_cents):
        return AccountReason.BELOW_MINIMUM, _below(account, office)
    if history.last is not None and _too_soon(account, history, office):
        return AccountReason.TOO_SOON, f"last statement {history.last.isoformat()}"
    return None


def _too_many(account: Account) -> tuple[str, str] | None:
    """Return why no statement can name all visits of this account."""
    visits = account.visits
    most = cells.fitting(visits)
    if most == len(visits):
        return None
    return AccountReason.TOO_MANY_VISITS, (
        f"{len(visits):,} visits, of which one statement can name {most:,}: name another guarantor "
        "for some of the patients on the Patients sheet, or agree on a payment plan, then make "
        "statements again"
    )


def _no_line_left(account: Account) -> tuple[str, str]:
    """Return the commonest reason of the lines left out; the first in the rules' order at a tie."""
    counts = Counter(line.reason for line in account.lines)
    best = max(LineReason, key=lambda reason: counts[reason.value])
    said = f"{counts[best.value]} of {len(account.lines)} lines {best.words}"
    return best.value, f"no line left to bill: {said}"


def _below(account: Account, office: Office) -> str:
    return f"{money.show(account.due_cents)} is due; statements begin at " + money.show(
        office.minimum_cents
    )


def _too_soon(account: Account, history: History, office: Office) -> bool:
    assert history.last is not None
    is_new = any(claim not in history.billed for claim in account.visits)
    return (office.day - history.last).days < office.cycle_days and not is_new
