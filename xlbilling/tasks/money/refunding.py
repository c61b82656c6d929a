"""Judging refunds: whose money it is, how much of it there is, and who may give it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from xlbilling.model import money
from xlbilling.model.ledger import Account, Entry, EntryType, receivable_account
from xlbilling.tasks.money import receipt_money, receipts
from xlbilling.tasks.money.acts import Move
from xlbilling.tasks.money.approvals import REFUND, Asks, read_users
from xlbilling.tasks.money.claims_in_ledger import LedgerClaims
from xlbilling.tasks.money.decisions import Desk, Keyed, Refused
from xlbilling.tasks.money.households import Households
from xlbilling.tasks.money.open_places import Place
from xlbilling.tasks.money.owed_to_payers import OwedToPayers
from xlbilling.tasks.money.sources import Source
from xlbilling.tasks.posting.credit_balances import patient_share
from xlbilling.tasks.posting.open_balances import OpenBalances
from xlbilling.tasks.posting.our_claims import read_claims

if TYPE_CHECKING:
    from xlbilling.tasks.money.receipts import Receipt

TO_PATIENT, TO_PAYER = "PATIENT", "PAYER"
_SIDES: Final = (TO_PATIENT, TO_PAYER)


class Refunding:
    """Judges the refunds of a run, each against what those before it left."""

    def __init__(self, desk: Desk, rows: Sequence[Keyed]) -> None:
        """Read users, the credits of the claims that the rows name, and money held."""
        self._desk = desk
        claim_ids = {one.text("claim_id") for one in rows if one.text("claim_id")}
        self._users = read_users(desk.book)
        self._claims = LedgerClaims(desk.book, claim_ids)
        self._ours = read_claims(desk.book, claim_ids)
        self._balances = OpenBalances(desk.book.frame("ledger"), claim_ids)
        self._households = Households(desk.book)
        self._receipts = receipts.read(desk.book, self._households)
        standing = receipt_money.read(desk.book.frame("ledger"))
        self._held = {key: one.left for key, one in standing.items()}
        self._owed = OwedToPayers(desk.book.frame("ledger"))

    def judge(self, keyed: Keyed) -> list[Entry] | Refused:
        """Return the ledger rows of a refund, or why there are none."""
        if keyed.text("to") not in _SIDES:
            return Refused(f"To is '{keyed.text('to')}'; expected PATIENT or PAYER", "to")
        if keyed.cents is None or keyed.cents <= 0:
            return Refused("has no amount above $0.00")
        asks = Asks(self._desk.request.user, keyed.text("approver"))
        refusal = self._users.refusal(asks, keyed.cents, REFUND)
        return Refused(refusal, "approver") if refusal else self._judged(keyed)

    def _judged(self, keyed: Keyed) -> list[Entry] | Refused:
        if keyed.text("reference"):
            return self._of_reference(keyed)
        if keyed.text("claim_id"):
            return self._claims.refusal(keyed) or self._of_claim(keyed)
        if keyed.text("to") == TO_PAYER:
            return Refused("names no claim; a payer's refund is of a claim", "claim_id")
        return self._of_held(keyed)

    def _of_claim(self, keyed: Keyed) -> list[Entry] | Refused:
        assert keyed.cents is not None
        claim_id = keyed.text("claim_id")
        payer = self._payer(keyed)
        if isinstance(payer, Refused):
            return payer
        credit, share = self._credit(claim_id), self._patients_share(claim_id)
        limit = share if keyed.text("to") == TO_PATIENT else credit - share
        if keyed.cents > limit:
            letters = self._owed.references_of(claim_id, payer)
            hint = f"; type {' or '.join(letters)} under Reference to pay that" if letters else ""
            return Refused(
                f"{money.show(keyed.cents)} is more than the {money.show(limit)} of the claim's "
                f"credit {money.show(credit)} that is the {keyed.text('to').lower()}'s (L-6){hint}"
            )  # fmt: skip
        left, entries = keyed.cents, []
        places = self._claims.places
        for place in self._credit_places(keyed, payer):
            taken = min(left, -places.cents(place))
            if taken > 0:
                left -= taken
                places.lower(place, -taken)
                entries.append(self._entry(keyed, place, taken, payer))
        assert not left, "a claim's credit is the sum of its owners' credits less what they owe"
        self._balances.add(entries)
        return entries

    def _payer(self, keyed: Keyed) -> str | Refused:
        """Return the payer that is paid back: the one named, else the one with the credit."""
        if keyed.text("to") == TO_PATIENT:
            return ""
        named, claim_id = keyed.text("payer_id"), keyed.text("claim_id")
        own = self._claims.places.of_claim(claim_id)
        payers = {
            one.owner.partition(":")[2]
            for one in own
            if not one.is_patients and self._claims.places.cents(one) < 0
        }
        if named:
            known = payers | self._balances.payments_of(claim_id).keys()
            wrong = Refused(f"payer {named} has paid nothing on claim {claim_id}", "payer_id")
            return named if named in known else self._unknown(named) or wrong
        if len(payers) != 1:
            return Refused("several payers or none have a credit; name the payer", "payer_id")
        return payers.pop()

    def _unknown(self, payer: str) -> Refused | None:
        known = set(self._desk.book.frame("payers")["payer_id"])
        return None if payer in known else Refused(f"no payer {payer} on Payers", "payer_id")

    def _of_reference(self, keyed: Keyed) -> list[Entry] | Refused:
        """Return the row that pays a payer what it would take back, instead of letting it."""
        assert keyed.cents is not None
        payer, reference = keyed.text("payer_id"), keyed.text("reference")
        if keyed.text("to") == TO_PATIENT:
            return Refused("has a Reference, which only a payer's refund has", "reference")
        unknown = self._unknown(payer) if payer else Refused("names no payer", "payer_id")
        if unknown:
            return unknown
        limit = self._owed.cents(payer, reference)
        if keyed.cents > limit:
            open_ = self._owed.shown(payer)
            return Refused(
                f"{money.show(keyed.cents)} is more than the {money.show(limit)} that {payer} "
                f"may take back under {reference} (open: {open_ or 'nothing'}); leave Reference "
                f"blank for a claim's credit"
            )
        entry = self._desk.act.entry(
            self._move(keyed, Account.RECOUPMENT), None, keyed.cents, payer_id=payer,
            approver=keyed.text("approver"), note=reference,
        )  # fmt: skip
        self._owed.pay(payer, reference, keyed.cents)
        return [entry]

    def _credit(self, claim_id: str) -> int:
        return max(0, -self._balances.claim_cents(claim_id))

    def _patients_share(self, claim_id: str) -> int:
        ours = self._ours.get(claim_id)
        return patient_share(ours, self._credit(claim_id), self._balances) if ours else 0

    def _credit_places(self, keyed: Keyed, payer: str) -> list[Place]:
        """Return the claim's credits in the order in which the refund takes them."""
        own = self._claims.places.of_claim(keyed.text("claim_id"))
        credits_ = [one for one in own if self._claims.places.cents(one) < 0]
        if keyed.text("to") == TO_PATIENT:
            return [one for one in credits_ if one.is_patients]
        return sorted(
            credits_, key=lambda one: (one.is_patients, one.owner.partition(":")[2] != payer)
        )

    def _entry(self, keyed: Keyed, place: Place, taken: int, payer: str) -> Entry:
        more = {"note": keyed.text("reason")} | ({"payer_id": payer} if payer else {})
        return self._desk.act.entry(
            self._move(keyed, receivable_account(place.owner)), place, taken,
            to_owner=place.owner, approver=keyed.text("approver"), **more,
        )  # fmt: skip

    def _move(self, keyed: Keyed, debit: Account) -> Move:
        return Move(
            self._desk.kind.source.mark(keyed.key), "REF", EntryType.REFUND, debit, Account.CASH,
            keyed.day, "REFUND",
        )  # fmt: skip

    def _of_held(self, keyed: Keyed) -> list[Entry] | Refused:
        """Return the rows that give back what is held of a household's receipts, oldest first."""
        assert keyed.cents is not None
        guarantor = keyed.text("guarantor_id")
        if not guarantor:
            return Refused("names neither claim nor guarantor", "guarantor_id")
        account = self._households.account(guarantor)
        own = [
            one
            for one in self._receipts
            if one.account in {account, guarantor} and self._held.get(one.receipt, 0) > 0
        ]
        total = sum(self._held[one.receipt] for one in own)
        if keyed.cents > total:
            shown = f"{money.show(keyed.cents)} is more than the {money.show(total)}"
            return Refused(f"{shown} held unapplied (L-6)")
        left, entries = keyed.cents, []
        for receipt in own:
            taken = min(left, self._held[receipt.receipt])
            if taken:
                left -= taken
                self._held[receipt.receipt] -= taken
                entries.append(self._held_entry(keyed, receipt, taken))
        return entries

    def _held_entry(self, keyed: Keyed, receipt: Receipt, taken: int) -> Entry:
        return self._desk.act.entry(
            self._move(keyed, Account.UNAPPLIED), None, taken,
            patient_id=receipt.patient_id, guarantor_id=receipt.account,
            approver=keyed.text("approver"), note=Source.RECEIPT.mark(receipt.receipt),
        )  # fmt: skip
