"""Judging transfers: from whom, to whom, how much, and what never becomes the patient's.

What a payer denied with CO, OA or PI is not the patient's (rules P-9), and what a qualified
Medicare beneficiary's coverage leaves never is (ST-14). Contractual amounts were written off, so
that nothing of them is open to be moved. A finance charge stays the patient's: no insurer owes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from xlbilling.model import money
from xlbilling.model.ledger import (
    PATIENT_OWNER,
    Entry,
    EntryType,
    insurance_owner,
    receivable_account,
)
from xlbilling.tasks.money.acts import Move
from xlbilling.tasks.money.approvals import WRITE_OFF, read_users
from xlbilling.tasks.money.claims_in_ledger import LedgerClaims
from xlbilling.tasks.money.decisions import Desk, Keyed, Refused
from xlbilling.tasks.money.open_places import OpenPlaces, Place, parted
from xlbilling.tasks.posting.our_claims import read_office
from xlbilling.tasks.posting.sheet_values import cents
from xlbilling.tasks.statements.lines import NOT_THE_PATIENTS

if TYPE_CHECKING:
    from xlbilling.tasks.posting.our_claims import OurClaim

LEVELS: Final = ("1", "2", "3", PATIENT_OWNER)
PATIENTS_GROUP: Final = "PR"
_CLOSED: Final = frozenset({"CLOSED", "PAID"})


class Transferring:
    """Judges the transfers of a run, each against what those before it left open."""

    def __init__(self, desk: Desk, rows: Sequence[Keyed]) -> None:
        """Read users, coverage, denials and the claims that the rows name."""
        self._desk = desk
        claim_ids = {one.text("claim_id") for one in rows}
        self._users = read_users(desk.book)
        self._claims = LedgerClaims(desk.book, claim_ids)
        self._office = read_office(desk.book, claim_ids)

    def judge(self, keyed: Keyed) -> list[Entry] | Refused:
        """Return the ledger rows of a transfer, or why there are none."""
        wrong = self._wrong_cell(keyed) or self._claims.refusal(keyed)
        if wrong:
            return wrong
        places = self._sources(keyed)
        if isinstance(places, Refused):
            return places
        to = self._target(keyed)
        if isinstance(to, Refused):
            return to
        places = [one for one in places if one.owner != to]
        claims = self._claims.places
        has = claims.cents if to == PATIENT_OWNER else claims.service_cents
        open_ = sum(map(has, places))
        wanted = open_ if keyed.cents is None else keyed.cents
        if not open_:
            return Refused(f"nothing is open to move to {to}")
        if wanted > open_:
            return Refused(
                f"{money.show(wanted)} is more than the {money.show(open_)} that is open"
            )
        refused = self._not_the_patients(keyed, places, wanted) if to == PATIENT_OWNER else None
        return refused or [
            self._entry(keyed, place, to, taken)
            for place, taken in parted(places, claims, wanted, has)
        ]

    def _wrong_cell(self, keyed: Keyed) -> Refused | None:
        if keyed.cents is not None and keyed.cents <= 0:
            return Refused(f"the amount is {money.show(keyed.cents)}; expected more than $0.00")
        if keyed.text("to_owner") not in LEVELS:
            return Refused(
                f"To Owner is '{keyed.text('to_owner')}'; expected 1, 2, 3 or PATIENT", "to_owner"
            )
        if keyed.text("from_owner") not in {"", *LEVELS}:
            return Refused(
                f"From Owner is '{keyed.text('from_owner')}'; expected 1, 2, 3 or PATIENT",
                "from_owner",
            )
        if keyed.text("from_owner") == keyed.text("to_owner"):
            return Refused("From Owner and To Owner are the same", "to_owner")
        return None

    def _sources(self, keyed: Keyed) -> list[Place] | Refused:
        """Return what is open with the owner it comes from; blank is whoever owes it alone."""
        own = self._claims.places.of_claim(keyed.text("claim_id"), keyed.text("line"))
        places = [one for one in own if self._claims.places.cents(one) > 0]
        origin = keyed.text("from_owner")
        if origin:
            return [one for one in places if _level(one.owner) == origin]
        others = [one for one in places if _level(one.owner) != keyed.text("to_owner")]
        if len({one.owner for one in others}) > 1:
            return Refused("several owe on it; say which under From Owner", "from_owner")
        return others

    def _target(self, keyed: Keyed) -> str | Refused:
        """Return the owner it goes to: the patient, or that level's payer on the claim's day."""
        to = keyed.text("to_owner")
        if to == PATIENT_OWNER:
            return PATIENT_OWNER
        claim = self._office.claims.get(keyed.text("claim_id"))
        covers = self._office.covers_of(claim) if claim else ()
        payers = [one.payer_id for one in covers if one.level == to and one.payer_id]
        if not payers:
            return Refused(f"no coverage of level {to} is in force on the claim's day", "to_owner")
        return insurance_owner(to, payers[0])

    def _not_the_patients(self, keyed: Keyed, places: list[Place], wanted: int) -> Refused | None:
        """Return why an amount must not become the patient's; None where it may."""
        claim = self._office.claims.get(keyed.text("claim_id"))
        if claim and self._is_protected(claim, keyed.text("line")):
            return Refused(
                "the patient is a qualified Medicare beneficiary and must not be billed (ST-14); "
                "move it to Medicaid, or write it off", "to_owner",
            )  # fmt: skip
        open_ = sum(self._claims.places.cents(one) for one in places)
        denied = min(open_, self._denied(places, self._claims.places))
        if wanted <= open_ - denied or self._is_decided(keyed):
            return None
        return Refused(
            f"{money.show(denied)} of it was denied to the office, not to the patient, who cannot "
            "be charged CO amounts (P-9); appeal or write it off, or give a Reason as one who may "
            "write off",
            "to_owner",
        )

    def _is_decided(self, keyed: Keyed) -> bool:
        """Tell whether somebody who may write off gives a reason for billing the patient."""
        user = self._desk.request.user
        return bool(keyed.text("reason")) and self._users.may(user, WRITE_OFF)

    def _is_protected(self, claim: OurClaim, line: str) -> bool:
        if any(cover.is_qmb for cover in self._office.covers_of(claim)):
            return True
        remits = self._desk.book.frame("remit_lines")
        own = remits[remits["our_claim"] == claim.claim_id]
        if line:
            own = own[own["our_line"].isin(["", line])]
        said = {code for text in own["remarks"] for code in text.replace(",", " ").upper().split()}
        return not NOT_THE_PATIENTS.isdisjoint(said)

    def _denied(self, places: list[Place], open_: OpenPlaces) -> int:
        """Return what payers denied of these places in any group but PR, and nobody settled."""
        frame = self._desk.book.frame("denials")
        there = {(one.claim_id, one.line) for one in places}
        claims = {one.claim_id for one in places}
        total = 0
        for claim, line, group, state, amount in zip(
            frame["claim_id"], frame["line"], frame["group"], frame["state"],
            cents(frame["amount_cents"]), strict=True,
        ):  # fmt: skip
            is_here = (claim, line) in there or (claim in claims and not line)
            if is_here and group != PATIENTS_GROUP and state not in _CLOSED:
                total += amount or 0
        insurers = sum(open_.cents(one) for one in places if not one.is_patients)
        return min(total, insurers)

    def _entry(self, keyed: Keyed, place: Place, to: str, taken: int) -> Entry:
        move = Move(
            self._desk.kind.source.mark(keyed.key), f"TRF-{to}", EntryType.TRANSFER,
            receivable_account(to), receivable_account(place.owner), keyed.day, "TRANSFER",
        )  # fmt: skip
        return self._desk.act.entry(
            move, place, taken, from_owner=place.owner, to_owner=to, note=keyed.text("reason")
        )


def _level(owner: str) -> str:
    return PATIENT_OWNER if owner == PATIENT_OWNER else owner.partition(":")[0]
