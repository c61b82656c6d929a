"""How the money of receipts goes over what patients owe, to the cent, and what is left.

Only what patients owe is paid, the oldest responsibility first. A copay for a day of service goes
to the claim of that day once it is charged, even where the insurer has not answered yet: as the
patient's credit on the claim, never on the insurer's balance, and never beyond what the claim
comes to. Source: capability D12; the copay is the patient's until the payer names a share of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.tasks.money.open_places import WHOLE_CLAIM, OpenPlaces, Place, parted

if TYPE_CHECKING:
    from datetime import date

    from xlbilling.tasks.money.apply_to import Target
    from xlbilling.tasks.money.households import Households
    from xlbilling.tasks.money.receipts import Receipt


def allocated(
    receipt: Receipt, target: Target, cents: int, places: OpenPlaces, households: Households
) -> list[tuple[Place, int]]:
    """Return where an amount of a receipt goes; ``places`` is brought up to date.

    Args:
        receipt: whose money it is.
        target: what it is for.
        cents: what may be applied.
        places: the open balances of the household.
        households: who pays for whom.
    """
    mine = [one for one in places if _pays_for(receipt, one, households)]
    owed = [one for one in mine if one.is_patients]
    if target.claim_id:
        owed = [one for one in owed if one.claim_id == target.claim_id]
    elif target.day:
        owed = [one for one in owed if one.dos == target.day]
    elif target.unknown:
        owed = []
    found = parted(owed, places, cents)
    if target.day:
        left = cents - sum(taken for _, taken in found)
        found += _copays(mine, target.day, left, places)
    return found


def _pays_for(receipt: Receipt, place: Place, households: Households) -> bool:
    if receipt.patient_id:
        return place.patient_id == receipt.patient_id
    return households.account(place.patient_id, place.guarantor_id) == receipt.account


def _copays(
    mine: list[Place], day: date, cents: int, places: OpenPlaces
) -> Iterator[tuple[Place, int]]:
    """Give the patient's credits on claims of a day that wait for an insurer."""
    waiting = {one.claim_id: one for one in reversed(mine) if one.dos == day}
    for claim_id in sorted(waiting):
        taken = min(cents, places.claim_cents(claim_id))
        if taken > 0:
            whole = replace(waiting[claim_id], line=WHOLE_CLAIM, owner=PATIENT_OWNER)
            places.lower(whole, taken)
            cents -= taken
            yield whole, taken
