"""The Receipts sheet as posting sees it: each receipt with whose money it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from xlbilling.model import money
from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.tasks.money.agency_money import METHOD
from xlbilling.tasks.money.unread import Unread
from xlbilling.tasks.posting.sheet_values import cents, days, sheet_rows

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.money.households import Households
    from xlbilling.tasks.money.receipt_money import ReceiptMoney

_TEXTS: Final = (
    "receipt", "guarantor_id", "patient_id", "apply_to", "batch", "state", "method",
)  # fmt: skip
_USED: Final = (*_TEXTS[:-2], "date", "amount", "returned_nsf", "fee")
_ANEW: Final = "correct the amount on the sheet, or undo its batch and post it anew"


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
        fee: what a collection agency kept of the payment; 0 for nothing.
        account: the household that pays; "" where nobody is named.
    """

    receipt: str
    guarantor_id: str
    patient_id: str
    apply_to: str
    batch: str
    state: str
    method: str
    day: date | None
    cents: int | None
    returned: date | None
    fee: int
    sheet_row: int
    account: str = ""

    @property
    def is_agency(self) -> bool:
        """Whether a collection agency sent it."""
        return self.method.upper() == METHOD

    def differs_from(self, guarantor_id: str, patient_id: str) -> bool:
        """Tell whether it names somebody else than a ledger row of its cash does."""
        if self.guarantor_id and guarantor_id != self.guarantor_id:
            return True
        return bool(self.patient_id) and patient_id not in {"", self.patient_id}


def read(book: Snapshot, households: Households) -> list[Receipt]:
    """Return the receipts, the oldest first, then in the sheet's order."""
    frame = book.frame("receipts")
    claims = book.frame("claims")
    patient_of = dict(zip(claims["claim_id"].str.upper(), claims["patient_id"], strict=True))
    found = []
    for values in zip(
        *(frame[name] for name in _TEXTS), days(frame["date"]), cents(frame["amount_cents"]),
        days(frame["returned_nsf"]), [one or 0 for one in cents(frame["fee_cents"])],
        sheet_rows(frame), strict=True,
    ):  # fmt: skip
        receipt = Receipt(*values)
        patient = receipt.patient_id or patient_of.get(receipt.apply_to.upper(), "")
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
    unread = Unread(book["receipts"])
    found: dict[int, Finding] = {}
    for receipt in receipts:
        column, why = unread.of_row(receipt.sheet_row, _USED)
        if why:
            words = (f"receipt {receipt.receipt}: {why}", "type the cell anew")
            found[receipt.sheet_row] = _finding(book, receipt, "RECEIPT-CELL", column, words)
        for reason in _reasons(book, receipt, standing, as_of):
            found.setdefault(receipt.sheet_row, reason)
        before = _number_before(receipt, standing, count)
        if before:
            same = f"receipt {receipt.receipt} is of the day, amount and payer of {before}"
            words = (
                f"{same}, which is posted and not on the sheet any more",
                f"put the number {before} back; else put back the row of {before}",
            )
            found[receipt.sheet_row] = _finding(book, receipt, "RECEIPT-RENAMED", "receipt", words)
        if receipt.receipt and count[receipt.receipt] > 1:
            message = f"receipt {receipt.receipt} stands on {count[receipt.receipt]} rows"
            fix = "give every receipt a number of its own"
            found[receipt.sheet_row] = _finding(
                book, receipt, "RECEIPT-TWICE", "receipt", (message, fix)
            )
    return found


def _number_before(
    receipt: Receipt, standing: Mapping[str, ReceiptMoney], on_sheet: Collection[str]
) -> str:
    """Return the number under which the same money is posted and that no row has; "" for none."""
    if receipt.receipt in standing or receipt.day is None:
        return ""
    return next(
        (
            key
            for key, one in standing.items()
            if key not in on_sheet
            and (one.cash, one.days) == (receipt.cents, {receipt.day})
            and receipt.account in {guarantor for guarantor, _ in one.people}
        ),
        "",
    )


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
    elif receipt.returned and not receipt.day <= receipt.returned <= as_of:
        came, back = receipt.day.isoformat(), receipt.returned.isoformat()
        words = (
            f"{name} of {came} came back on {back}; expected a day up to {as_of.isoformat()}",
            "correct the day under Returned (NSF)",
        )
        yield _finding(book, receipt, "RECEIPT-DATE", "returned_nsf", words)
    yield from _amount_reasons(book, receipt, name, standing)
    yield from _fee_reasons(book, receipt, name, standing)
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
        most = f", of {money.show(there.most)}" if there.most != there.cash else ""
        words = (
            f"{name}: {posted}{most} is posted, the sheet says {keyed}",
            _ANEW,
        )
        yield _finding(book, receipt, "RECEIPT-CHANGED", "amount", words)
    others = sorted(one for one in there.people if receipt.differs_from(*one)) if there else ()
    for guarantor, patient in others[:1]:
        who = f"guarantor {guarantor or '(none)'}, patient {patient or '(none)'}"
        words = (
            f"{name} is posted for {who}; the sheet names another",
            "put the ids back, or take its rows back with reverse-entry and post it anew",
        )
        yield _finding(book, receipt, "RECEIPT-CHANGED", "guarantor_id", words)


def _fee_reasons(
    book: Snapshot, receipt: Receipt, name: str, standing: Mapping[str, ReceiptMoney]
) -> Iterator[Finding]:
    """Give what is wrong with an agency's fee."""
    fix = f"correct Fee; only a receipt of the method {METHOD} has one"
    if receipt.fee < 0 or (receipt.fee and not receipt.is_agency):
        shown = f"a fee of {money.show(receipt.fee)}"
        words = (f"{name} of method {receipt.method or '(blank)'} shows {shown}", fix)
        yield _finding(book, receipt, "RECEIPT-FEE", "fee", words)
    there = standing.get(receipt.receipt)
    if there and there.cash and there.fee != receipt.fee:
        posted, keyed = money.show(there.fee), money.show(receipt.fee)
        words = (f"{name}: a fee of {posted} is posted, the sheet says {keyed}", _ANEW)
        yield _finding(book, receipt, "RECEIPT-CHANGED", "fee", words)


def _finding(
    book: Snapshot, receipt: Receipt, id_: str, column: str, words: tuple[str, str]
) -> Finding:
    message, fix = words
    where = book["receipts"].where(column, receipt.sheet_row)
    is_early = id_ == "RECEIPT-DATE" and column == "date" and receipt.day is not None
    severity = WARNING if is_early else ERROR
    return Finding(id_, severity, f"{message}; nothing of it was posted", where, fix)
