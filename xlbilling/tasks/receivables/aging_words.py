"""On what terms an aging was made, as its sheet says it in words."""

from __future__ import annotations

from xlbilling.tasks.receivables import credit_rule
from xlbilling.tasks.receivables.basis import DUE, Bases
from xlbilling.tasks.receivables.terms import Terms


def bases(both: Bases) -> str:
    """Return what the ages count from."""
    insurance = both.insurance.said(of_insurance=True)
    patient = both.patient.said(of_insurance=False)
    said = f"Insurance ages from the {insurance}, patients from the {patient}"
    due = ""
    if DUE in (both.insurance, both.patient):
        due = " What is not due yet stands in the first bucket, and in a row of its own below."
    return f"{said}; the second table ages all from the date of service.{due}"


def terms(made: Terms) -> str:
    """Return the buckets, and what became of credits and of what an agency has."""
    rule = {
        credit_rule.SEPARATE: "Credits stand apart (Aging Credits: SEPARATE).",
        credit_rule.OLDEST_FIRST: "Credits meet the oldest balances of the same account and payer "
        "(Aging Credits: OLDEST FIRST).",
    }[made.credit_rule]
    agency = "Balances at an agency are in the buckets." if made.with_agency else ""
    cash = "Unapplied cash stands beside the total."
    return " ".join(filter(None, (f"Bucket scheme {made.scheme.name}.", rule, cash, agency)))
