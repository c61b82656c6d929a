"""Why a line or an account is left out of a statement run: exactly one reason each (ST-1)."""

from __future__ import annotations

from enum import StrEnum


class LineReason(StrEnum):
    """Why a line is not billed to the patient, in the order in which they are looked for."""

    DISPUTE = "DISPUTE"
    ATTORNEY = "ATTORNEY"
    BANKRUPTCY = "BANKRUPTCY"
    COMPLAINT = "COMPLAINT"
    AGENCY = "AGENCY"
    DECEASED = "DECEASED"
    PATIENT_HOLD = "PATIENT HOLD"
    INSURANCE_PENDING = "INSURANCE PENDING"
    QMB = "QMB"
    MEDICAID = "MEDICAID"
    WORK_COMP = "WORK COMP"
    AUTO = "AUTO"
    PAYMENT_PLAN = "PAYMENT PLAN"

    @property
    def words(self) -> str:
        """The reason as an exclusion row says it."""
        return _WORDS.get(self, f"{self.value.lower()} hold")


_WORDS = {
    LineReason.AGENCY: "at the collection agency",
    LineReason.PATIENT_HOLD: "waiting for a person to release the patient's share",
    LineReason.INSURANCE_PENDING: "waiting for insurance",
    LineReason.QMB: "a qualified Medicare beneficiary, who owes no cost sharing",
    LineReason.MEDICAID: "covered by Medicaid",
    LineReason.WORK_COMP: "a workers' compensation case",
    LineReason.AUTO: "an auto accident case",
    LineReason.PAYMENT_PLAN: "on a payment plan",
}


class AccountReason(StrEnum):
    """Why an account gets no statement, in the order of rules ST-1."""

    DECEASED = "DECEASED"
    BANKRUPTCY = "BANKRUPTCY"
    AGENCY = "AGENCY OR PRE-COLLECTION"
    NO_STATEMENT = "NO STATEMENT"
    BAD_ADDRESS = "BAD ADDRESS"
    BELOW_MINIMUM = "BELOW MINIMUM"
    TOO_SOON = "BILLED RECENTLY"
    TOO_MANY_VISITS = "TOO MANY VISITS"
    """No rule, but what one cell of the register can name: see ``billed_visits``."""
