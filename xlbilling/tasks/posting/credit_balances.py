"""Credit balances: claims paid more than they were worth, with whose money it may be.

Source: rules.md section 3, Overpayment; OV-1 (60 days for government payers; the office's own for
all others).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from xlbilling.layout.tables import BY_NAME
from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.model.plan import Change
from xlbilling.tasks.posting.open_balances import OpenBalances
from xlbilling.tasks.posting.our_claims import Office, OurClaim
from xlbilling.tasks.posting.sheet_values import append, days, row_by, set_columns

if TYPE_CHECKING:
    import pandas as pd

OPEN: Final = "OPEN"
REFUNDED, APPLIED = "REFUNDED", "APPLIED"
CLAIM: Final = "CLAIM"
_OWNERS: Final = ("PATIENT", "PAYER")


def changes(
    sheet: pd.DataFrame,
    claims: Iterable[OurClaim],
    balances: OpenBalances,
    office: Office,
    as_of: date,
) -> list[Change]:
    """Return the rows of the Credits sheet that follow from the claims' balances.

    One row a claim: a new credit is added, an open one follows the balance, one that is gone is
    marked REFUNDED where money of it was given back since it was found, else APPLIED; one that
    comes back is found anew, with a new due day. Looked at as of an earlier day, a credit keeps the
    day it was found, from which its due day counts; its State is blank before that. The patient's
    share is what the patient paid beyond what was the patient's; the rest is a payer's, to be named
    by a person.
    """
    rows = row_by(sheet, "key")
    states = dict(zip(sheet["key"], sheet["state"], strict=True))
    found = dict(zip(sheet["key"], days(sheet["found"]), strict=True))
    listed = dict(zip(sheet["key"], days(sheet["listed_on"]), strict=True))
    new, cells = [], {}
    for claim in claims:
        credit = max(0, -balances.claim_cents(claim.claim_id))
        row = rows.get(claim.claim_id)
        if row is None and credit:
            new.append(_record(claim, credit, balances, office, as_of))
        elif row is not None:
            if credit:
                cells[row] = {**_shown(claim, credit, balances), "state": OPEN}
                seen = was_listed(found[claim.claim_id], listed[claim.claim_id], as_of)
                if states[claim.claim_id] not in {"", OPEN} and not seen:
                    cells[row] |= {"found": as_of, "due": due(claim, office, as_of)}
            elif states[claim.claim_id] in {"", OPEN}:
                refund = balances.last_refund(claim.claim_id)
                cells[row] = {"state": gone(found[claim.claim_id], refund, as_of)}
    return [*append("credits", new), *set_columns("credits", cells)]


def was_listed(found: date | None, listed_on: date | None, as_of: date) -> bool:
    """Tell whether a credit was found by a day, and listed as open on that day or later."""
    return found is not None and listed_on is not None and found <= as_of <= listed_on


def gone(found: date | None, refunded: date | None, as_of: date) -> str:
    """Return the State of a credit that is not there on a day; blank where it came later."""
    if found is not None and found > as_of:
        return ""
    is_refunded = refunded is not None and (found is None or refunded >= found)
    return REFUNDED if is_refunded else APPLIED


def _shown(claim: OurClaim, credit: int, balances: OpenBalances) -> dict[str, Any]:
    """Return a credit's amounts with who owns it and why there is one."""
    amounts = _amounts(claim, credit, balances)
    shares = (amounts["patient_share"], amounts["payer_share"])
    owners = [name for name, cents in zip(_OWNERS, shares, strict=True) if cents]
    owned_by = owners[0] if len(owners) == 1 else "BOTH"
    return {**amounts, "owned_by": owned_by, "cause": _cause(claim, owned_by, balances)}


def _cause(claim: OurClaim, owned_by: str, balances: OpenBalances) -> str:
    """Return why a claim is paid more than it is worth, as far as the ledger tells."""
    charged = sum(balances.charged.get((claim.claim_id, line.line), 0) for line in claim.lines)
    if not charged:
        return "paid, and the charge was taken back"
    if owned_by == "PATIENT":
        return "the patient paid more than the patient's share"
    paid = balances.payments_of(claim.claim_id)
    if len(paid) > 1:
        return f"several payers paid: {', '.join(sorted(paid))}"
    for payer, batches in paid.items():
        if len(batches) > 1:
            return f"{payer} paid {len(batches)} times"
    return "payments and adjustments are more than the charge"


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
    shown = _shown(claim, credit, balances)
    return {
        "key": claim.claim_id,
        "claim_id": claim.claim_id,
        "guarantor_id": claim.guarantor_id,
        **{BY_NAME["credits"].column(name).frame_name: value for name, value in shown.items()},
        "found": as_of,
        "due": due(claim, office, as_of),
        "state": OPEN,
        "kind": CLAIM,
    }


def due(claim: OurClaim, office: Office, found: date) -> date | None:
    """Return when a claim's credit must be given back; None where nothing says it (OV-1)."""
    covers = office.covers_of(claim)
    is_government = any(office.terms(cover.payer_id).is_government for cover in covers)
    days = office.government_credit_days if is_government else office.credit_days
    return found + timedelta(days=days) if days else None
