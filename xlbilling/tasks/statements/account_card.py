"""The account card: all that answers a patient's call, read off the ledger and the sheets.

It carries ids and payers' names, but no name, birth date, member id or diagnosis of a patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

import pandas as pd

from xlbilling.model import money
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.receivables.aging import in_force
from xlbilling.tasks.receivables.asked import accounts_known
from xlbilling.tasks.statements import card_rows, card_split
from xlbilling.tasks.statements.accounts import Account as Household
from xlbilling.tasks.statements.card_rows import CardRow, day_of
from xlbilling.tasks.statements.standing import READS as STANDING
from xlbilling.tasks.statements.standing import Standing, standing

READS: Final = (
    *STANDING, "carc_map", "denials", "worklist", "calls", "financial_screenings",
)  # fmt: skip
"""The tables that a card is read off."""

_SETTLED: Final = ("PAID", "CLOSED")


@dataclass(frozen=True)
class Account:
    """One account of the book as of a day.

    Attributes:
        id: who gets the bill: a guarantor's id, or a patient's own.
        book: with the tables of ``READS``.
        now: how all accounts stand on that day.
        day: the as-of day.
    """

    id: str
    book: Snapshot
    now: Standing
    day: date

    @cached_property
    def moved(self) -> pd.DataFrame:
        """The receivable's movements of the account."""
        return self.now.moved[self.now.moved_accounts == self.id]

    @cached_property
    def lines(self) -> pd.DataFrame:
        """What is open of it by claim line and owner."""
        return self.now.lines[self.now.lines["account"] == self.id]

    @cached_property
    def claims(self) -> frozenset[str]:
        """The claims that were ever charged to it."""
        return frozenset(self.moved["claim_id"]) - {""}

    @cached_property
    def patients(self) -> tuple[str, ...]:
        """The patients whose bill it gets."""
        known = accounts_known(self.book)
        named = {one for one, account in known.items() if account == self.id}
        listed = set(self.book.frame("patients")["patient_id"]) & named
        return tuple(sorted(listed | set(self.moved["patient_id"]) - {""}))

    @cached_property
    def household(self) -> Household | None:
        """How its open patient lines stand; None where it has none."""
        everyone = (*self.now.decided, *self.now.left_alone)
        return next((one for one in everyone if one.id == self.id), None)

    @cached_property
    def held_cents(self) -> int:
        """Money of the patients that no claim took yet."""
        held = self.now.held
        return int(held.loc[held["account"] == self.id, "cents"].sum())


def card(account: Account) -> list[CardRow]:
    """Return an account's card: balance, visits, payments, statements, plan, notes, next step."""
    names = card_rows.payer_names(account.book)
    return [
        _head(account),
        *card_rows.owed(account.lines, names),
        *(card_split.of_balance(account.household) if account.household else ()),
        *_held(account),
        *card_rows.visits(account.moved, account.book, names),
        *_denied(account),
        *card_rows.payments(account.moved),
        *_statements(account),
        _next_statement(account),
        *card_split.of_plans(account.now.plans.of(account.id), account.day),
        *_help(account),
        *_holds(account),
        *_notes(account),
        *_next_steps(account),
    ]


def cells(book: Snapshot, day: date, asked: Iterable[str]) -> list[tuple[Any, ...]]:
    """Return the cards of accounts as rows of cells: part, day, what, dollars.

    An id of a patient stands for the account that gets the patient's bill; one that is nobody's
    has None for what there is to tell.

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    now, known = standing(book, day), accounts_known(book)
    known |= {one: one for one in now.moved_accounts}
    rows: list[tuple[Any, ...]] = []
    for one in asked:
        if one not in known:
            rows.append((one, "", None, ""))
        else:
            rows += map(_cells, card(Account(known[one], book, now, day)))
    return rows


def _cells(row: CardRow) -> tuple[Any, ...]:
    day = "" if row.day is None else datetime.combine(row.day, datetime.min.time())
    return row.part, day, row.what, "" if row.cents is None else money.to_cell(row.cents)


def _head(account: Account) -> CardRow:
    who = ", ".join(account.patients)
    words = f"{account.id}, patient{'s' if len(account.patients) > 1 else ''} {who}"
    return CardRow("Account", account.day, words, int(account.lines["cents"].sum()))


def _held(account: Account) -> Iterator[CardRow]:
    if account.held_cents:
        yield CardRow("Held", None, "paid, but on no claim yet", account.held_cents)


def _denied(account: Account) -> Iterator[CardRow]:
    for row in _open(account, "denials"):
        what = f"{row['claim_id']} line {row['line']}: {row['group']}-{row['carc']}"
        words = f"{what}, {row['category']}" if row["category"] else what
        yield CardRow("Denied", day_of(row["denied_on"]), words, _cents(row["amount_cents"]))


def _open(account: Account, table: str) -> list[dict[Any, Any]]:
    """Return a work table's rows on the account's claims that nobody closed."""
    frame = account.book.frame(table)
    own = frame[frame["claim_id"].isin(account.claims)]
    if "state" in own:
        own = own[~own["state"].isin(_SETTLED)]
    found: list[dict[Any, Any]] = own.to_dict("records")
    return found


def _cents(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _statements(account: Account) -> Iterator[CardRow]:
    frame = account.book.frame("statements")
    own = frame[
        (frame["guarantor_id"] == account.id) & (frame["date"] <= pd.Timestamp(account.day))
    ]
    for row in own.sort_values("date", kind="stable").to_dict("records"):
        sent = day_of(row["sent"])
        how = f"sent {sent.isoformat()}" if sent else "not sent"
        level = "" if pd.isna(row["level"]) else f", level {int(row['level'])}"
        words = f"{row['statement']}{level}, {how}"
        yield CardRow("Statement", day_of(row["date"]), words, _cents(row["amount_cents"]))


def _next_statement(account: Account) -> CardRow:
    part = "Next statement"
    for one in account.now.decided:
        if one.id == account.id:
            due = one.due_cents
            return (
                CardRow(part, None, f"none: {one.detail}")
                if one.reason
                else CardRow(part, account.day, "due now", due)
            )
    if account.id in account.now.sent:
        return CardRow(part, None, "none: one of this day was sent")
    return CardRow(part, None, "none: the patient owes nothing")


def _help(account: Account) -> Iterator[CardRow]:
    """Give what the account's last financial screening came to, while it is good."""
    frame = account.book.frame("financial_screenings")
    own = frame[
        frame["guarantor_id"].isin([account.id, *account.patients])
        & frame["state"].isin(["ELIGIBLE", "NOT ELIGIBLE"])
        & (frame["valid_until"] >= pd.Timestamp(account.day))
    ]
    for row in own.to_dict("records"):
        until = f"until {day_of(row['valid_until'])}"
        percent = row["discount_percent"]
        found = f"{row['tier']}, {percent:g} percent off" if percent > 0 else "not eligible"
        yield CardRow("Help", day_of(row["date"]), f"{row['screening']}: {found}, {until}")


def _holds(account: Account) -> Iterator[CardRow]:
    frame = in_force(account.book.frame("holds"), account.day)
    named = (
        (frame["guarantor_id"] == account.id)
        | frame["patient_id"].isin(account.patients)
        | frame["claim_id"].isin(account.claims)
    )
    for row in frame[named].to_dict("records"):
        line = f" line {row['line']}" if row["line"] else ""
        on = f"{row['claim_id']}{line}" or row["patient_id"] or "the account"
        note = f": {row['note']}" if row["note"] else ""
        yield CardRow("Hold", day_of(row["from"]), f"{row['type'].lower()} on {on}{note}")


def _notes(account: Account) -> Iterator[CardRow]:
    """Give what people noted on the guarantor, the patients and their calls."""
    book = account.book
    guarantors, patients, calls = (book.frame(n) for n in ("guarantors", "patients", "calls"))
    for note in guarantors.loc[guarantors["guarantor_id"] == account.id, "note"]:
        if note:
            yield CardRow("Note", None, note)
    own = patients[patients["patient_id"].isin(account.patients) & (patients["note"] != "")]
    for row in own.to_dict("records"):
        yield CardRow("Note", None, f"{row['patient_id']}: {row['note']}")
    for row in _calls(calls, account).to_dict("records"):
        about = row["claim_id"] or row["payer_id"] or "the account"
        promise = f"promised {row['promise']}" if row["promise"] else ""
        said = "; ".join(word for word in (row["note"], promise) if word)
        yield CardRow("Call", day_of(row["date"]), f"{about}: {said}" if said else about)


def _calls(calls: pd.DataFrame, account: Account) -> pd.DataFrame:
    own = (calls["guarantor_id"] == account.id) | calls["claim_id"].isin(account.claims)
    return calls[own].sort_values("date", kind="stable")


def _next_steps(account: Account) -> list[CardRow]:
    """Return what is to be done, the soonest first: as people noted it, else as the sheets say."""
    found = [
        CardRow("Next step", day_of(row["next_date"]) or day_of(row["due"]), _step(row))
        for row in _open(account, "denials")
    ]
    found += [
        CardRow("Next step", day_of(row["next_date"]), _step({**row, "action": ""}))
        for row in _open(account, "worklist")
        if row["next_action"]
    ]
    promised = _calls(account.book.frame("calls"), account)
    later = promised[promised["promised_for"] >= pd.Timestamp(account.day)]
    found += [
        CardRow("Next step", day_of(row["promised_for"]), f"promised: {row['promise']}")
        for row in later.to_dict("records")
    ]
    ordered = sorted(found, key=lambda row: (row.day is None, row.day or date.min))
    return ordered or [CardRow("Next step", None, _by_itself(account))]


def _by_itself(account: Account) -> str:
    """Return the next step that follows from the balance, where nobody noted one; one sentence."""
    plans = [one for one in account.now.plans.current if one.account == account.id and one.missed]
    if plans:
        return f"ask about the missed instalment of plan {plans[0].id}"
    insurers = account.lines[~account.lines["is_patient"] & (account.lines["cents"] > 0)]
    if len(insurers):
        names = card_rows.payer_names(account.book)
        payer = str(insurers["payer_id"].iloc[0])
        return f"wait for {names.get(payer, payer)}, or ask it about {insurers['claim_id'].iloc[0]}"
    one = account.household
    if one is None or not one.balance_cents:
        credit = account.held_cents
        return "apply or give back the money held" if credit else "none: nothing is open"
    if one.balance_cents < 0:
        return "give the credit back, or apply it"
    if account.id in account.now.sent:
        return "wait for the payment of today's statement"
    return f"no statement: {one.detail}" if one.reason else "send the statement that is due"


def _step(row: dict[Any, Any]) -> str:
    do = row["next_action"] or row["action"] or "decide on the denial"
    owner = f" ({row['owner']})" if row["owner"] else ""
    return f"{row['claim_id']}: {do}{owner}"
