"""The discounts that screenings propose, as rows of Adjustments that wait for an approver.

A claim is discounted once by a screening; what a row already proposes or has posted is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from xlbilling.model.plan import Change
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.adjust import PROPOSAL_PREFIX, PROPOSED
from xlbilling.tasks.assistance.screening import ELIGIBLE, Screening
from xlbilling.tasks.posting.sheet_values import append, only_changed, set_columns
from xlbilling.tasks.receivables import balances
from xlbilling.tasks.receivables.aging import account_ids
from xlbilling.tasks.statements import lines as patient_lines
from xlbilling.tasks.statements.reasons import LineReason

CHARITY: Final = "CHARITY"
_WAITS: Final = "waits for a name under Approver"
_OPEN_TO_HELP: Final = frozenset({"", LineReason.PAYMENT_PLAN.value})


@dataclass(frozen=True, slots=True)
class Proposal:
    """One discount: a claim's, by a screening, in cents."""

    screening: str
    claim_id: str
    cents: int
    adjustment_type: str
    reason: str

    @property
    def key(self) -> str:
        """The row's id on Adjustments."""
        return f"{prefix(self.screening)}{self.claim_id}"


def prefix(screening: str) -> str:
    """Return what the ids of a screening's rows on Adjustments begin with."""
    return f"{PROPOSAL_PREFIX}{screening}-"


def proposed(book: Snapshot, found: Sequence[Screening], day: date) -> list[Proposal]:
    """Return the discounts of eligible screenings on what their accounts owe and may be billed.

    What waits for insurance, is on hold or is not the patient's to pay is not discounted.

    Raises:
        RefusedError: a ledger row cannot be read.
    """
    eligible = {one.account: one for one in found if one.state == ELIGIBLE}
    if not eligible:
        return []
    made = []
    for (account, claim), cents in sorted(_owed(book, day, set(eligible)).items()):
        one = eligible[account]
        assert one.tier is not None
        part = Decimal(cents) * Decimal(str(one.tier.percent)) / 100
        discount = int(part.to_integral_value(ROUND_HALF_UP))
        if discount:
            reason = f"screening {one.id}, {one.tier.name}, {one.tier.percent:g} percent"
            kind = one.tier.adjustment_type or CHARITY
            made.append(Proposal(one.id, claim, discount, kind, reason))
    return made


def _owed(book: Snapshot, day: date, accounts: set[str]) -> dict[tuple[str, str], int]:
    """Return what accounts owe by claim on lines that financial help may lower, in cents."""
    moved = balances.movements(balances.as_of(book["ledger"], day))
    lines = balances.line_balances(moved)
    lines["account"] = account_ids(lines, book.frame("patients"))
    lines = lines[lines["account"].isin(accounts)].reset_index(drop=True)
    owed = patient_lines.with_reasons(lines, moved, book, day)
    owed = owed[owed["reason"].isin(_OPEN_TO_HELP) & (owed["claim_id"] != "")]
    found: dict[tuple[str, str], int] = {}
    for account, claim, cents in zip(owed["account"], owed["claim_id"], owed["cents"], strict=True):
        found[account, claim] = found.get((account, claim), 0) + int(cents)
    return {place: cents for place, cents in found.items() if cents > 0}


def changes(book: Snapshot, wanted: Sequence[Proposal], day: date) -> list[Change]:
    """Return the rows of Adjustments to add, and the amounts of those that still wait."""
    frame = book.frame("adjustments")
    rows = {
        one["adjustment"]: (int(row), one["state"], one["approver"])
        for row, one in zip(frame.index, frame.to_dict("records"), strict=True)
    }
    cells = {}
    for one in wanted:
        row, state, approver = rows.get(one.key, (0, "", ""))
        if state == PROPOSED and not approver:
            cells[row] = {"amount": one.cents, "answer": _WAITS}
    wanted_keys = {one.key for one in wanted}
    for key, (row, state, approver) in rows.items():
        is_ours = key.startswith(PROPOSAL_PREFIX)
        if is_ours and state == PROPOSED and not approver and key not in wanted_keys:
            cells[row] = {"amount": 0, "answer": "no longer proposed"}
    fresh = [_record(one, day) for one in wanted if one.key not in rows]
    return [*append("adjustments", fresh), *only_changed(book, set_columns("adjustments", cells))]


def _record(one: Proposal, day: date) -> dict[str, Any]:
    return {
        "adjustment": one.key,
        "date": day,
        "claim_id": one.claim_id,
        "line": "",
        "adjustment_type": one.adjustment_type,
        "amount_cents": one.cents,
        "owner": "PATIENT",
        "reason": one.reason,
        "approver": "",
        "state": PROPOSED,
        "entry": "",
        "answer": _WAITS,
    }
