"""What ``read-remittance --json`` says about a file: totals, balances and findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlbilling.model import money
from xlbilling.model.findings import Finding
from xlbilling.model.remittance import Remittance


def of_transaction(remittance: Remittance) -> dict[str, object]:
    """Return one transaction as the command contract shows it; money as ``"945.00"``."""
    totals = remittance.totals
    return {
        "st02": remittance.st02,
        "trace": remittance.payment.trace,
        "payer": remittance.payer.name if remittance.payer else "",
        "payment": money.to_text(totals.payment_cents),
        "claims": totals.claims,
        "services": totals.services,
        "claim_paid": money.to_text(totals.claim_paid_cents),
        "service_paid": money.to_text(totals.service_paid_cents),
        "adjustments": money.to_text(totals.adjustment_cents),
        "provider_adjustments": money.to_text(totals.provider_adjustment_cents),
        "balanced": totals.balanced,
        "findings": [one.as_json() for one in remittance.findings],
    }


def of_file(
    name: str, kind: str, transactions: Sequence[dict[str, object]], findings: Iterable[Finding]
) -> dict[str, object]:
    """Return one file as the command contract shows it."""
    return {
        "file": name,
        "kind": kind,
        "transactions": list(transactions),
        "findings": [one.as_json() for one in findings],
    }
