"""One run over the receipts: bad checks taken back, new cash posted, held money applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xlbilling.model import ledger, money
from xlbilling.model.findings import WARNING, Finding
from xlbilling.model.ledger import PATIENT_OWNER, Account, Entry, EntryType
from xlbilling.tasks.money import desk_batches, receipt_money, receipts
from xlbilling.tasks.money.acts import Act, Move
from xlbilling.tasks.money.after import with_rows
from xlbilling.tasks.money.agency_money import FEE, PAID, AgencyMoney, fee_account
from xlbilling.tasks.money.allocation import allocated
from xlbilling.tasks.money.households import Households
from xlbilling.tasks.money.open_places import OpenPlaces, Place
from xlbilling.tasks.money.receipt_money import ReceiptMoney, receipt_keys
from xlbilling.tasks.money.run_batch import batch_id
from xlbilling.tasks.money.sources import Source
from xlbilling.tasks.money.targets import Targets
from xlbilling.tasks.posting.open_balances import rows_that_stand

if TYPE_CHECKING:
    from xlbilling.model.tables import Request, Snapshot
    from xlbilling.tasks.money.receipts import Receipt

PREFIX = "RCP"
_MOST_NAMED = 5


@dataclass
class Done:
    """What the run does with one receipt.

    Attributes:
        applied: where money goes now.
        new_cents: cash that comes in now.
        new_fee: what a collection agency kept of it.
        returned_cents: cash that a bad check takes back now.
        money: how it stands after the run.
    """

    receipt: Receipt
    money: ReceiptMoney
    applied: list[tuple[Place, int]] = field(default_factory=list)
    new_cents: int = 0
    new_fee: int = 0
    returned_cents: int = 0

    @property
    def is_idle(self) -> bool:
        """Whether the run does nothing with it."""
        return not (self.applied or self.new_cents or self.returned_cents)


class ReceiptRun:
    """Works out one run; nothing is written, all is collected.

    Attributes:
        done: every receipt that may be posted, with what the run does with it.
        entries: the new ledger rows, in order.
        batches: the front desk's batches that receipts name.
        findings: what needs a person.
    """

    def __init__(self, book: Snapshot, request: Request) -> None:
        """Read the sheet, and where the money of each receipt stands."""
        self._book = book
        self._households = Households(book)
        self._ledger = book.frame("ledger")
        self.receipts = receipts.read(book, self._households)
        self._standing = receipt_money.read(self._ledger)
        self.troubles = receipts.troubles(book, self.receipts, self._standing, request.as_of)
        self.batches = desk_batches.read(book, self.receipts)
        self.batch = batch_id(book, PREFIX, request.as_of)
        self._act = Act.of(request, self.batch, self._ledger["entry"])
        self.entries: list[Entry] = []
        self.done: list[Done] = []
        self.findings = [
            *self.troubles.values(),
            *desk_batches.findings(book, self.receipts, self.batches),
        ]
        self._targets = Targets(book, self._households)
        self._agency = AgencyMoney(book)
        self._post()
        told = (*self._targets.findings, *self._agency.findings)
        self.findings += [*told, *self._not_on_sheet()]

    @property
    def unapplied(self) -> int:
        """What is held of all receipts after the run, also of those that it does not touch."""
        held = {key: one.left for key, one in self._standing.items()}
        held |= {done.receipt.receipt: done.money.left for done in self.done}
        return sum(held.values())

    def _not_on_sheet(self) -> Iterator[Finding]:
        """Give the receipts that the ledger has and nobody sees on the sheet any more, as one."""
        there = {one.receipt for one in self.receipts}
        gone = [
            key
            for key, one in self._standing.items()
            if key not in there and (one.cash or one.left)
        ]
        if gone:
            cash = sum(self._standing[key].cash for key in gone)
            left = sum(self._standing[key].left for key in gone)
            names = ", ".join(gone[:_MOST_NAMED]) + (", ..." if len(gone) > _MOST_NAMED else "")
            yield Finding(
                "RECEIPT-MISSING",
                WARNING,
                f"receipts that are posted and not on the sheet: {len(gone)} ({names}); "
                f"{money.show(cash)} of cash, {money.show(left)} of it unapplied",
                "Receipts",
                "put the rows back as they were; a number typed over posts its money once more",
            )

    def _post(self) -> None:
        good = [one for one in self.receipts if one.sheet_row not in self.troubles]
        self.done = [Done(one, self._standing.get(one.receipt, ReceiptMoney())) for one in good]
        for done in self.done:
            if done.receipt.returned is not None:
                self._take_back(done)
        open_ = [(done, cents) for done in self.done if (cents := self._to_apply(done))]
        places = self._places([done.receipt for done, _ in open_])
        for done, cents in open_:
            receipt, target = done.receipt, self._targets.of(done.receipt)
            if receipt.is_agency:
                gross = cents + done.new_fee
                done.applied = self._agency.allocated(receipt, target, gross, places)
            else:
                done.applied = allocated(receipt, target, cents, places, self._households)
            self._keep(done, list(self._rows(done)))

    def _to_apply(self, done: Done) -> int:
        """Return what a receipt has to give: money held, and cash that is not posted yet."""
        receipt = done.receipt
        if receipt.returned is not None:
            return 0
        assert receipt.cents is not None
        batch = self.batches.get(receipt.batch)
        if batch is None or not batch.waits:
            done.new_cents = receipt.cents - done.money.cash
            done.new_fee = receipt.fee - done.money.fee
        return done.money.left + done.new_cents

    def _places(self, paying: Sequence[Receipt]) -> OpenPlaces:
        """Return what is open in the households that pay, less what bad checks gave back."""
        accounts = {one.account for one in paying}
        rows = self._households.rows_of(self._ledger, accounts) if accounts else self._ledger[:0]
        return OpenPlaces(with_rows(rows, self.entries))

    def _rows(self, done: Done) -> Iterator[Entry]:
        """Give a receipt's rows: fee and held money go first, then new cash; the rest is held."""
        fee = fee_account(self._book) if done.new_fee else Account.COLLECTION_FEES
        sources = {fee: done.new_fee, Account.UNAPPLIED: done.money.left}
        sources[Account.CASH] = done.new_cents
        for place, cents in done.applied:
            wanted = cents
            for source, left in sources.items():
                taken = min(left, wanted)
                if taken:
                    yield self._row(done, place, taken, source)
                    sources[source] -= taken
                    wanted -= taken
        receipt = done.receipt
        who = {"patient_id": receipt.patient_id, "guarantor_id": receipt.account}
        for source, is_cash in ((fee, False), (Account.CASH, True)):
            if sources[source]:
                move = Move(
                    Source.RECEIPT.mark(receipt.receipt), "HELD" if is_cash else "FEE HELD",
                    EntryType.PAYMENT if is_cash else EntryType.ADJUSTMENT, source,
                    Account.UNAPPLIED, receipt.day, "HELD" if is_cash else FEE,
                )  # fmt: skip
                more = self._deposit(receipt) if is_cash else {}
                yield self._act.entry(move, None, sources[source], **who, **more)

    def _row(self, done: Done, place: Place, cents: int, source: Account) -> Entry:
        receipt = done.receipt
        is_new = source is not Account.UNAPPLIED
        type_, part, reason = EntryType.PAYMENT, "PAY" if is_new else "APPLY", "APPLIED"
        if is_new:
            reason = PAID if receipt.is_agency else "PAYMENT"
        if is_new and source is not Account.CASH:
            type_, part, reason = EntryType.ADJUSTMENT, "FEE", FEE
        move = Move(
            Source.RECEIPT.mark(receipt.receipt), part, type_, source, Account.PATIENT_AR,
            receipt.day if is_new else None, reason,
        )  # fmt: skip
        who = {"patient_id": place.patient_id, "guarantor_id": receipt.account}
        more = self._deposit(receipt) if source is Account.CASH else {}
        return self._act.entry(move, place, cents, from_owner=PATIENT_OWNER, **who, **more)

    def _deposit(self, receipt: Receipt) -> dict[str, object]:
        batch = self.batches.get(receipt.batch)
        return {"deposit_date": batch.deposit_date if batch else None}

    def _take_back(self, done: Done) -> None:
        """Add the contra rows of a returned check, wherever it was applied, once."""
        assert done.receipt.returned is not None
        keys = receipt_keys(self._ledger)
        own = rows_that_stand(self._ledger[keys == done.receipt.receipt])
        own = own[own["source_row"] == Source.RECEIPT.mark(done.receipt.receipt)]
        request = self._act.request
        note = f"returned (NSF) {done.receipt.returned.isoformat()}"
        ids = self._act.taken
        contras = [
            replace(
                ledger.contra(
                    one, posted=request.as_of, batch=self.batch, user=request.user, taken=ids
                ),
                note=note,
            )
            for one in ledger.entries_of(own.sort_values("seq", kind="stable"))
        ]
        if not contras:
            return
        done.returned_cents = done.money.cash
        if done.money.refunded:
            self.findings.append(self._refunded(done))
        self.entries += contras
        done.money = ReceiptMoney(0, -done.money.refunded, done.money.refunded)

    def _refunded(self, done: Done) -> Finding:
        return Finding(
            "RECEIPT-REFUNDED",
            WARNING,
            f"receipt {done.receipt.receipt} came back after {money.show(done.money.refunded)} of "
            f"it was refunded; Left shows what the patient owes for that",
            self._book["receipts"].where("returned_nsf", done.receipt.sheet_row),
            "ask for the refund back, or take the refund back with reverse-entry if it was not "
            "paid out",
        )

    def _keep(self, done: Done, entries: list[Entry]) -> None:
        self.entries += entries
        after = replace(done.money, applied=dict(done.money.applied))
        for entry in entries:
            after.take({
                "amount_cents": entry.amount_cents,
                "debit": entry.debit.value,
                "credit": entry.credit.value,
                "claim_id": entry.claim_id,
                "line": entry.line,
                "reason": entry.reason,
            })
        done.money = after
