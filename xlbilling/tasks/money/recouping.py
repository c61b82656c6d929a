"""Judging refund letters: that the payment which the payer wants back was made and still stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xlbilling.model import money
from xlbilling.model.ledger import Account, Entry, EntryType, insurance_owner
from xlbilling.tasks.money.acts import Move
from xlbilling.tasks.money.claims_in_ledger import LedgerClaims
from xlbilling.tasks.money.decisions import Desk, Keyed, Refused
from xlbilling.tasks.money.open_places import Place
from xlbilling.tasks.posting.our_claims import OurClaim, read_office

if TYPE_CHECKING:
    import pandas as pd

RECOUPMENT = "RECOUPMENT"


class Recouping:
    """Judges the letters of a run, each against what the payer has paid and not taken back."""

    def __init__(self, desk: Desk, rows: Sequence[Keyed]) -> None:
        """Read the claims that the letters name."""
        self._desk = desk
        claim_ids = {one.text("claim_id") for one in rows if one.text("claim_id")}
        self._claims = LedgerClaims(desk.book, claim_ids)
        self._office = read_office(desk.book, claim_ids)
        self._payers = set(desk.book.frame("payers")["payer_id"])
        self._taken: dict[tuple[str, str], int] = {}

    def judge(self, keyed: Keyed) -> list[Entry] | Refused:
        """Return the ledger row of a letter, or why there is none."""
        if keyed.cents is None or keyed.cents <= 0:
            return Refused("has no amount above $0.00")
        for name, words in (("date", "date"), ("reference", "reference")):
            if not (keyed.day if name == "date" else keyed.text(name)):
                return Refused(f"has no {words}", name)
        payer = keyed.text("payer_id")
        if payer not in self._payers:
            return Refused(f"no payer {payer or '(blank)'} on Payers", "payer_id")
        return self._claims.refusal(keyed) or self._of_claim(keyed, payer, keyed.cents)

    def _of_claim(self, keyed: Keyed, payer: str, cents: int) -> list[Entry] | Refused:
        claim_id = keyed.text("claim_id")
        ours = self._office.claims.get(claim_id)
        if ours is None:
            return Refused(f"claim {claim_id} is not on Claims", "claim_id")
        paid = self._paid(claim_id, payer)
        there = sum(paid.values()) - self._taken.get((claim_id, payer), 0)
        if cents > there:
            return Refused(
                f"{money.show(cents)} is more than the {money.show(max(0, there))} that {payer} "
                f"has paid on claim {claim_id} and not taken back"
            )
        self._taken[claim_id, payer] = self._taken.get((claim_id, payer), 0) + cents
        owner = max(sorted(paid), key=lambda one: paid[one])
        return [self._entry(keyed, _place(ours, keyed.text("line"), owner), cents)]

    def _paid(self, claim_id: str, payer: str) -> dict[str, int]:
        """Return what a payer has paid on a claim, by its level there."""
        rows: pd.DataFrame = self._claims.rows
        own = rows[(rows["claim_id"] == claim_id) & (rows["type"] == EntryType.PAYMENT.value)]
        sums = own.groupby("from_owner")["amount_cents"].sum()
        levels = (insurance_owner(level, payer) for level in "123")
        return {owner: int(sums[owner]) for owner in levels if owner in sums.index} or {
            insurance_owner("1", payer): 0
        }

    def _entry(self, keyed: Keyed, place: Place, cents: int) -> Entry:
        move = Move(
            self._desk.kind.source.mark(keyed.key), RECOUPMENT, EntryType.PAYMENT,
            Account.RECOUPMENT, Account.INSURANCE_AR, keyed.day, RECOUPMENT,
        )  # fmt: skip
        return self._desk.act.entry(
            move, place, -cents, from_owner=place.owner, note=keyed.text("reference")
        )


def _place(ours: OurClaim, line: str, owner: str) -> Place:
    own = ours.line(line) if line else None
    return Place(
        claim_id=ours.claim_id,
        line=line,
        owner=owner,
        patient_id=ours.patient_id,
        guarantor_id=ours.guarantor_id,
        provider=ours.provider,
        location=ours.location,
        class_=ours.class_,
        dos=own.dos if own else ours.dos,
        given=None,
    )
