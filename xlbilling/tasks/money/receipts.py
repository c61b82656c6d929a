"""The Receipts sheet as posting sees it: each receipt with whose money it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from xlbilling.model import money
from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.tasks.posting.sheet_values import cents, days, sheet_rows

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.money.households import Households
    from xlbilling.tasks.money.receipt_money import ReceiptMoney

_TEXTS: Final = ("receipt", "guarantor_id", "patient_id", "apply_to", "batch", "state")


@dataclass(frozen=True, slots=True)
class Receipt:
    """One row of the Receipts sheet.

    Attributes:
        guarantor_id: as keyed; "" where nobody keyed one.
        patient_id: whose lines alone it pays; "" for the whole household's.
        apply_to: as keyed.
        batch: whose control total it counts toward.
        day: None where it is blank.
        cents: None where it is blank or no amount.
        returned: the day the check came back.
        account: the household that pays; "" where nobody is named.
    """

    receipt: str
    guarantor_id: str
    patient_id: str
    apply_to: str
    batch: str
    state: str
    day: date | None
    cents: int | None
    returned: date | None
    sheet_row: int
    account: str = ""


def read(book: Snapshot, households: Households) -> list[Receipt]:
    """Return the receipts, the oldest first, then in the sheet's order."""
    frame = book.frame("receipts")
    claims = book.frame("claims")
    patient_of = dict(zip(claims["claim_id"], claims["patient_id"], strict=True))
    found = []
    for values in zip(
        *(frame[name] for name in _TEXTS), days(frame["date"]), cents(frame["amount_cents"]),
        days(frame["returned_nsf"]), sheet_rows(frame), strict=True,
    ):  # fmt: skip
        receipt = Receipt(*values)
        patient = receipt.patient_id or patient_of.get(receipt.apply_to, "")
        account = receipt.guarantor_id or (households.account(patient) if patient else "")
        if any((receipt.receipt, account, receipt.cents)):
            found.append(replace(receipt, account=account))
    return sorted(found, key=lambda one: (one.day or date.max, one.sheet_row))


def troubles(
    book: Snapshot,
    receipts: list[Receipt],
    standing: Mapping[str, ReceiptMoney],
    as_of: date,
) -> dict[int, Finding]:
    """Return why receipts cannot be posted, by sheet row; those that can be are left out."""
    count = Counter(one.receipt for one in receipts)
    found: dict[int, Finding] = {}
    for receipt in receipts:
        for why in _reasons(book, receipt, standing, as_of):
            found.setdefault(receipt.sheet_row, why)
        if receipt.receipt and count[receipt.receipt] > 1:
            message = f"receipt {receipt.receipt} stands on {count[receipt.receipt]} rows"
            fix = "give every receipt a number of its own"
            found[receipt.sheet_row] = _finding(
                book, receipt, "RECEIPT-TWICE", "receipt", (message, fix)
            )
    return found


def _reasons(
    book: Snapshot, receipt: Receipt, standing: Mapping[str, ReceiptMoney], as_of: date
) -> Iterator[Finding]:
    name = f"receipt {receipt.receipt or '(no number)'}"
    if not receipt.receipt:
        words = (f"{name} cannot be told from others", "type a receipt number")
        yield _finding(book, receipt, "RECEIPT-NUMBER", "receipt", words)
    if receipt.day is None:
        words = (f"{name} has no date", "type the day the money came in")
        yield _finding(book, receipt, "RECEIPT-DATE", "date", words)
    elif receipt.day > as_of:
        words = (
            f"{name} is dated {receipt.day.isoformat()}, after {as_of.isoformat()}",
            "post it on its day, or correct the date",
        )
        yield _finding(book, receipt, "RECEIPT-DATE", "date", words)
    yield from _amount_reasons(book, receipt, name, standing)
    if not receipt.account:
        words = (f"{name} names nobody", "type who paid under Guarantor ID or Patient ID")
        yield _finding(book, receipt, "RECEIPT-NOBODY", "guarantor_id", words)


def _amount_reasons(
    book: Snapshot, receipt: Receipt, name: str, standing: Mapping[str, ReceiptMoney]
) -> Iterator[Finding]:
    if receipt.cents is None or receipt.cents <= 0:
        shown = "no amount" if receipt.cents is None else money.show(receipt.cents)
        words = (
            f"{name} shows {shown}; expected more than $0.00",
            "type the amount; refunds stand on Refunds, a bad check is a day under Returned (NSF)",
        )
        yield _finding(book, receipt, "RECEIPT-AMOUNT", "amount", words)
    there = standing.get(receipt.receipt)
    if there and receipt.cents is not None and there.is_changed(receipt.cents):
        posted, keyed = money.show(there.cash), money.show(receipt.cents)
        words = (
            f"{name}: {posted} is posted, the sheet says {keyed}",
            "correct the amount on the sheet, or undo its batch and post it anew",
        )
        yield _finding(book, receipt, "RECEIPT-CHANGED", "amount", words)


def _finding(
    book: Snapshot, receipt: Receipt, id_: str, column: str, words: tuple[str, str]
) -> Finding:
    message, fix = words
    where = book["receipts"].where(column, receipt.sheet_row)
    severity = WARNING if id_ == "RECEIPT-DATE" and receipt.day else ERROR
    return Finding(id_, severity, f"{message}; nothing of it was posted", where, fix)
