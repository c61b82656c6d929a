"""A patient's statement: who, how much, by when, why, and a coupon, by the names of a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlbilling.layout.pages.grid import short_date
from xlbilling.model import money
from xlbilling.model.cells import CellValue
from xlbilling.model.plan import Form, Named, Page

TEMPLATE: Final = "Statement Template"
"""The hidden sheet that every statement is a copy of; the office restyles it."""

NEEDS: Final = (
    "Statement_Practice", "Statement_Addressee", "Statement_Account", "Statement_Date",
    "Statement_Pay_By", "Statement_Amount_Due", "Statement_Visit_What",
    "Statement_Visit_You_Owe", "Statement_Line_What", "Statement_Line_Amount",
    "Statement_Message",
)  # fmt: skip
"""Names without which a statement would not say whose it is, what for, or how much."""

VISIT: Final = "Statement_Visit_"
LINE: Final = "Statement_Line_"
PENDING: Final = "Statement_Pending_"
EXPLAINED: Final = "Statement_Explained"
LATER: Final = "Statement_Later"
MESSAGE: Final = "Statement_Message"
OF_VISITS: Final = "Statement_Section_Visits"
OF_AGING: Final = "Statement_Section_Aging"
OF_PENDING: Final = "Statement_Section_Pending"


@dataclass(frozen=True, slots=True)
class Practice:
    """Who sends the bill; every line may be blank."""

    name: str
    address: str
    city: str
    phone: str
    hours: str
    remit_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit on the bill, in cents.

    Attributes:
        on: its date of service; None where nobody keyed one.
        what: what was done and for whom, without diagnosis.
        explained: what insurance did, in plain words.
    """

    on: date | None
    what: str
    charge: int
    insurance_paid: int
    adjusted: int
    patient_paid: int
    owed: int
    explained: str


@dataclass(frozen=True, slots=True)
class PendingRow:
    """One visit that insurance has not finished; nothing of it is due now."""

    on: date | None
    what: str
    insurer: str
    cents: int


@dataclass(frozen=True)
class Statement:
    """All that one statement shows.

    Attributes:
        number: its number in the register.
        sheet: the sheet it stands on.
        day: its date.
        due: the day to pay by.
        account: the guarantor's id.
        addressee: name and address, a line each.
        practice: who sends it.
        visits: what is billed.
        plan: the instalments of payment plans, each with its words and cents.
        plan_left: what of them is due later, in words; "" for nothing.
        unapplied_cents: money held that no visit took yet; taken off.
        aging: bucket names and what of the visits falls into each.
        pending: what waits for insurance.
        title: the message's title, by level.
        message: the message, by level.
        ways: how to pay.
        help: what to do when that is not possible.
        past_due_cents: what of the instalments was due before the statement's day.
    """

    number: str
    sheet: str
    day: date
    due: date
    account: str
    addressee: tuple[str, ...]
    practice: Practice
    visits: Sequence[VisitRow]
    plan: Sequence[tuple[str, int]]
    plan_left: str
    unapplied_cents: int
    aging: Sequence[tuple[str, int]]
    pending: Sequence[PendingRow]
    title: str
    message: str
    ways: str
    help: str
    past_due_cents: int = 0

    @property
    def due_cents(self) -> int:
        """What the page asks for."""
        instalments = sum(cents for _, cents in self.plan)
        return sum(visit.owed for visit in self.visits) + instalments - self.unapplied_cents

    @property
    def pay_by(self) -> str:
        """The day to pay by; "now" where all of it is past due."""
        return "now" if 0 < self.due_cents <= self.past_due_cents else short_date(self.due)

    @property
    def due_words(self) -> str:
        """By when the amount is due; an instalment past due is never given a later day."""
        if not self.past_due_cents:
            return f"Amount due by {self.pay_by}"
        if self.due_cents <= self.past_due_cents:
            return "Amount due now"
        past = money.show(self.past_due_cents)
        return f"Amount due: {past} past due now, the rest by {self.pay_by}"


def statement_page(statement: Statement) -> Page:
    """Return the statement's sheet, a copy of the office's template (rules ST-6 to ST-8)."""
    return Page(statement.sheet, (), template=TEMPLATE, form=statement_form(statement))


def statement_form(statement: Statement) -> Form:
    """Return what a statement shows, by the names of the template's cells."""
    return Form(
        cells={**_texts(statement), **_amounts(statement)},
        lines={
            "Statement_Addressee": statement.addressee,
            "Statement_Pay_To": statement.practice.remit_to,
        },
        across={
            "Statement_Aging_Names": tuple(f"{name} days" for name, _ in statement.aging),
            "Statement_Aging_Amounts": tuple(money.to_cell(cents) for _, cents in statement.aging),
        },
        rows={
            VISIT: tuple(map(_visit, statement.visits)),
            LINE: tuple(_lines(statement)),
            PENDING: tuple(map(_pending, statement.pending)),
        },
        below={VISIT: EXPLAINED},
        words={
            LATER: (statement.plan_left,),
            MESSAGE: (statement.message, statement.ways, statement.help),
        },
        sections=_left_out(statement),
        needs=NEEDS,
    )


def _texts(statement: Statement) -> dict[str, Named]:
    """Return what is said once, the coupon's own cells beside those of the page."""
    practice = statement.practice
    called = f"Questions? Call {practice.phone}. {practice.hours}".strip()
    remit_to = practice.remit_to
    due, account, number = statement.pay_by, statement.account, statement.number
    texts = {
        "Statement_Practice": practice.name,
        "Statement_Practice_Address": practice.address,
        "Statement_Practice_City": practice.city,
        "Statement_Questions": called if practice.phone else "",
        "Statement_Date": short_date(statement.day),
        "Statement_Account": account,
        "Statement_Number": number,
        "Statement_Pay_By": due,
        "Statement_Due_Words": statement.due_words,
        "Statement_Title": statement.title,
        "Statement_Checks": f"Please make checks payable to {remit_to[0]}." if remit_to else "",
        "Statement_Coupon_Account": account,
        "Statement_Coupon_Number": number,
        "Statement_Coupon_Pay_By": due,
        "Statement_Continued": f"Statement {number} for account {account}, continued",
    }
    return {name: Named(text) for name, text in texts.items()}


def _amounts(statement: Statement) -> dict[str, Named]:
    """Return the amounts that the page works out itself, with Python's results (rule ST-7)."""
    due = money.to_cell(statement.due_cents)
    owed = money.to_cell(sum(visit.owed for visit in statement.visits))
    again = Named(due, "={Statement_Amount_Due}")
    register = money.to_text(statement.due_cents)
    return {
        "Statement_Visits_Sum": Named(owed, f"=SUM({{{VISIT}You_Owe}})"),
        "Statement_Amount_Due": Named(due, f"=SUM({{{VISIT}You_Owe}},{{{LINE}Amount}})"),
        "Statement_Amount_Due_Top": again,
        "Statement_Coupon_Amount_Due": again,
        "Statement_Proof": Named(0.0, f"=ROUND({{Statement_Amount_Due}}-({register}),2)"),
    }


def _visit(visit: VisitRow) -> dict[str, CellValue]:
    return {
        f"{VISIT}Date": short_date(visit.on) if visit.on else "",
        f"{VISIT}What": visit.what,
        f"{VISIT}Charge": money.to_cell(visit.charge),
        f"{VISIT}Insurance_Paid": money.to_cell(visit.insurance_paid),
        f"{VISIT}Adjusted": money.to_cell(visit.adjusted),
        f"{VISIT}You_Paid": money.to_cell(visit.patient_paid),
        f"{VISIT}You_Owe": money.to_cell(visit.owed),
        EXPLAINED: visit.explained,
    }


def _lines(statement: Statement) -> list[dict[str, CellValue]]:
    """Return what is asked for or taken off beside the visits."""
    held = ("Payments we hold for you, not yet applied to a visit", -statement.unapplied_cents)
    return [
        {f"{LINE}What": words, f"{LINE}Amount": money.to_cell(cents)}
        for words, cents in (*statement.plan, held)
        if cents
    ]


def _pending(row: PendingRow) -> dict[str, CellValue]:
    return {
        f"{PENDING}Date": short_date(row.on) if row.on else "",
        f"{PENDING}What": row.what,
        f"{PENDING}Insurer": f"with {row.insurer}" if row.insurer else "with insurance",
        f"{PENDING}Amount": money.to_cell(row.cents),
    }


def _left_out(statement: Statement) -> tuple[str, ...]:
    """Return the sections that have nothing to show."""
    empty = {
        OF_VISITS: not statement.visits,
        OF_AGING: not statement.visits,
        OF_PENDING: not statement.pending,
    }
    return tuple(name for name, is_empty in empty.items() if is_empty)
