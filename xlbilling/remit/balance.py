"""The balances of a remittance: line, claim, payment, and the patient's part.

A balance that fails is told with both numbers and the difference; nothing is repaired.
Source: X12 835 005010X221A1 section 1.10.2; rules.md 2b.
"""

from __future__ import annotations

from xlbilling.model import money
from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.model.remittance import REVERSAL, ClaimPayment, ServicePayment, Totals
from xlbilling.model.segments import ProviderAdjustment
from xlbilling.remit.claims import OpenClaim
from xlbilling.x12 import quoting

_ASK_PAYER = (
    "ask the payer for a corrected remittance; "
    "this claim goes to the exceptions, nothing of it is posted"
)


def _name(claim: ClaimPayment) -> str:
    """Return the claim by our number; a portal's sheet may have the payer's only."""
    return f"claim {claim.pcn or claim.payer_claim_no}"


def _line_finding(claim: ClaimPayment, line: ServicePayment, place: int, where: str) -> Finding:
    expected = line.charge_cents - line.adjusted_cents
    code = quoting.procedure(line.procedure.code or line.procedure.text)
    return Finding(
        "B-LINE",
        ERROR,
        f"{_name(claim)} line {place}{code}: charge "
        f"{money.show(line.charge_cents)} less adjustments {money.show(line.adjusted_cents)} is "
        f"{money.show(expected)}, but paid is {money.show(line.paid_cents)}: "
        f"{money.difference(line.paid_cents, expected)}",
        f"{where} {line.segment}",
        _ASK_PAYER,
    )


def _claim_finding(claim: ClaimPayment, adjusted: int, where: str) -> Finding:
    expected = claim.charge_cents - adjusted
    return Finding(
        "B-CLAIM",
        ERROR,
        f"{_name(claim)}: charge {money.show(claim.charge_cents)} less adjustments "
        f"{money.show(adjusted)} is "
        f"{money.show(expected)}, but paid is {money.show(claim.paid_cents)}: "
        f"{money.difference(claim.paid_cents, expected)}",
        f"{where} {claim.segment}",
        _ASK_PAYER,
    )


def _charge_finding(claim: ClaimPayment, charged: int, where: str) -> Finding:
    return Finding(
        "B-CHARGE",
        WARNING,
        f"{_name(claim)}: its lines charge {money.show(charged)}, "
        f"but the claim {money.show(claim.charge_cents)}: "
        f"{money.difference(charged, claim.charge_cents)}",
        f"{where} {claim.segment}",
        "compare the claim's charge with ours before posting; a line may be missing",
    )


def _patient_finding(claim: ClaimPayment, patient: int, where: str) -> Finding:
    stated = claim.patient_responsibility_cents
    return Finding(
        "B-PR",
        WARNING,
        f"{_name(claim)}: patient responsibility is stated as {money.show(stated)}, "
        "but the PR adjustments are "
        f"{money.show(patient)}: {money.difference(stated, patient)}",
        f"{where} {claim.segment}",
        "the adjustments are what is posted; check the patient's share before the statement",
    )


def claim_findings(claim: ClaimPayment, where: str) -> list[Finding]:
    """Return what does not balance in one claim: B-LINE, B-CLAIM, B-CHARGE, B-PR.

    Args:
        claim: the claim with its lines; its own findings are not looked at.
        where: what stands before the segment number, such as ``may.835 segment``.
    """
    found = []
    adjusted = patient = charged = 0
    for one in claim.adjustments:
        adjusted += one.cents
        if one.group == "PR":
            patient += one.cents
    for place, line in enumerate(claim.services, start=1):
        on_line = 0
        for one in line.adjustments:
            on_line += one.cents
            if one.group == "PR":
                patient += one.cents
        if line.charge_cents - on_line != line.paid_cents:
            found.append(_line_finding(claim, line, place, where))
        adjusted += on_line
        charged += line.charge_cents
    if claim.charge_cents - adjusted != claim.paid_cents:
        found.append(_claim_finding(claim, adjusted, where))
    if claim.services and charged != claim.charge_cents:
        found.append(_charge_finding(claim, charged, where))
    if patient != claim.patient_responsibility_cents and not _may_leave_out(claim):
        found.append(_patient_finding(claim, patient, where))
    return found


def _may_leave_out(claim: ClaimPayment) -> bool:
    """Tell whether CLP05 is rightly empty: it is sent above zero only, a reversal's is below."""
    return claim.status == REVERSAL and claim.patient_responsibility_cents == 0


class Tally:
    """The running sums of one remittance, claim by claim, so that no claim need be kept."""

    def __init__(self) -> None:
        """Start at nothing, in balance."""
        self.claims = self.services = 0
        self.claim_paid = self.service_paid = self.adjusted = 0
        self.has_bad_claim = False

    def add(self, claim: OpenClaim) -> None:
        """Count a claim whose segments have all been read."""
        self.claims += 1
        self.services += len(claim.services)
        self.claim_paid += claim.paid
        adjusted = claim.adjusted
        for line in claim.services:
            self.service_paid += line.paid
            adjusted += line.adjusted
            if line.charge - line.adjusted != line.paid:
                self.has_bad_claim = True
        self.adjusted += adjusted
        if claim.charge - adjusted != claim.paid:
            self.has_bad_claim = True

    def totals(
        self, payment_cents: int | None, adjustments: tuple[ProviderAdjustment, ...]
    ) -> Totals:
        """Return the sums; without a payment amount nothing can balance."""
        taken = sum(one.cents for one in adjustments)
        holds = payment_cents is not None and self.claim_paid - taken == payment_cents
        return Totals(
            claims=self.claims,
            services=self.services,
            payment_cents=payment_cents or 0,
            claim_paid_cents=self.claim_paid,
            service_paid_cents=self.service_paid,
            adjustment_cents=self.adjusted,
            provider_adjustment_cents=taken,
            balanced=holds and not self.has_bad_claim,
        )


def payment_findings(totals: Totals, payment_cents: int | None, where: str) -> list[Finding]:
    """Return B-TRAN when claims less provider adjustments are not the payment."""
    expected = totals.claim_paid_cents - totals.provider_adjustment_cents
    if payment_cents == expected:
        return []
    stated = "there is no payment amount"
    if payment_cents is not None:
        off = money.difference(payment_cents, expected)
        stated = f"the payment is {money.show(payment_cents)}: {off}"
    return [
        Finding(
            "B-TRAN",
            ERROR,
            f"claims paid {money.show(totals.claim_paid_cents)} less provider adjustments "
            f"{money.show(totals.provider_adjustment_cents)} is {money.show(expected)}, "
            f"but {stated}",
            where,
            "ask the payer for a corrected remittance, or accept the difference by name; "
            "it goes to suspense",
        )
    ]
