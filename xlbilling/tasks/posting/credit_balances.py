"""Credit balances: claims paid more than they were worth, with whose money it may be.

Source: rules.md section 3, Overpayment; OV-1 (60 days for government payers).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.model.plan import Change
from xlbilling.tasks.posting.open_balances import OpenBalances
from xlbilling.tasks.posting.our_claims import Office, OurClaim
from xlbilling.tasks.posting.sheet_values import append, row_by, set_columns

if TYPE_CHECKING:
    import pandas as pd

RETURN_DAYS: Final = 60


def changes(
    sheet: pd.DataFrame,
    claims: Iterable[OurClaim],
    balances: OpenBalances,
    office: Office,
    as_of: date,
) -> list[Change]:
    """Return the rows of the Credits sheet that follow from the claims' balances.

    One row a claim: a new credit is added, an open one follows the balance, one that is gone is
    marked APPLIED. The patient's share is what the patient paid beyond what was the patient's;
    the rest is a payer's, to be named by a person.
    """
    rows = row_by(sheet, "key")
    states = dict(zip(sheet["key"], sheet["state"], strict=True))
    new, cells = [], {}
    for claim in claims:
        credit = max(0, -balances.claim_cents(claim.claim_id))
        row = rows.get(claim.claim_id)
        if row is None and credit:
            new.append(_record(claim, credit, balances, office, as_of))
        elif row is not None:
            changed = _amounts(claim, credit, balances)
            if credit:
                cells[row] = {**changed, "state": "OPEN"}
            elif states[claim.claim_id] == "OPEN":
                cells[row] = {"state": "APPLIED"}
    return [*append("credits", new), *set_columns("credits", cells)]


def _amounts(claim: OurClaim, credit: int, balances: OpenBalances) -> dict[str, int]:
    patient = patient_share(claim, credit, balances)
    return {"amount": credit, "patient_share": patient, "payer_share": credit - patient}


def patient_share(claim: OurClaim, credit: int, balances: OpenBalances) -> int:
    """Return the patient's part of a credit: what was paid beyond the patient's share."""
    paid = balances.patient_paid.get(claim.claim_id, 0)
    overpaid = max(0, -balances.of_claim(claim.claim_id).get(PATIENT_OWNER, 0))
    return min(credit, paid, overpaid)


def _record(
    claim: OurClaim, credit: int, balances: OpenBalances, office: Office, as_of: date
) -> dict[str, Any]:
    is_government = any(
        office.terms(cover.payer_id).is_government for cover in office.covers_of(claim)
    )
    amounts = _amounts(claim, credit, balances)
    return {
        "key": claim.claim_id,
        "claim_id": claim.claim_id,
        "guarantor_id": claim.guarantor_id,
        **{f"{name}_cents": cents for name, cents in amounts.items()},
        "found": as_of,
        "due": as_of + timedelta(days=RETURN_DAYS) if is_government else None,
        "state": "OPEN",
    }
