"""What each receipt of a run is for, and why nothing of ours is meant by what it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlbilling.layout.frames import nearest
from xlbilling.model.findings import WARNING, Finding
from xlbilling.tasks.money import apply_to

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.money.apply_to import Target
    from xlbilling.tasks.money.households import Households
    from xlbilling.tasks.money.receipts import Receipt

_MOST_COMPARED: Final = 5000


class Targets:
    """Tells what receipts are for.

    Attributes:
        findings: why money of some stays unapplied.
    """

    def __init__(self, book: Snapshot, households: Households) -> None:
        """Read the claims."""
        self._book = book
        self._households = households
        self._claims = {one.upper(): one for one in book.frame("claims")["claim_id"] if one}
        self.findings: list[Finding] = []

    def of(self, receipt: Receipt) -> Target:
        """Return what a receipt is for; a finding where nothing of ours or of who paid is named."""
        target = apply_to.target(receipt.apply_to, self._claims)
        if target.unknown:
            near = nearest(target.unknown, list(self._claims.values())[:_MOST_COMPARED])
            self._tell(
                receipt,
                ("RECEIPT-APPLY-TO", "apply_to"),
                f"Apply To is no claim of ours, no day and not OLDEST{_hint(near)}",
                "type a claim id, OLDEST, or the day of service as YYYY-MM-DD, then post again",
            )
        if not self._tell_of_people(receipt) and target.claim_id:
            self._tell_of_claim(receipt, target.claim_id)
        return target

    def _tell_of_people(self, receipt: Receipt) -> bool:
        """Tell where nobody knows who paid, or the patient is of another household."""
        account = self._households.account(receipt.patient_id, receipt.account)
        if receipt.patient_id and account != receipt.account:
            self._tell(
                receipt,
                ("RECEIPT-STRANGER", "patient_id"),
                f"patient {receipt.patient_id} is of account {account}, not of {receipt.account}",
                "correct one of the two; leave Guarantor ID blank where somebody else pays",
            )
            return True
        near = self._households.unknown(receipt.account, self._ledger)
        if near is None:
            return False
        self._tell(
            receipt,
            ("RECEIPT-UNKNOWN", "guarantor_id" if receipt.guarantor_id else "patient_id"),
            f"{receipt.account} is neither on Patients nor on Guarantors{_hint(near)}",
            "correct Guarantor ID or Patient ID, or add the person, then post again",
        )
        return True

    @property
    def _ledger(self) -> pd.DataFrame:
        return self._book.frame("ledger")

    def _tell_of_claim(self, receipt: Receipt, claim_id: str) -> None:
        frame = self._book.frame("claims")
        patients = set(frame.loc[frame["claim_id"] == claim_id, "patient_id"])
        accounts = {self._households.account(one) for one in patients}
        is_own = receipt.account in accounts
        if receipt.patient_id:
            is_own = receipt.patient_id in patients
        if not is_own:
            self._tell(
                receipt,
                ("RECEIPT-STRANGER", "apply_to"),
                f"claim {claim_id} is not of who paid",
                "correct Apply To, Guarantor ID or Patient ID, then post again",
            )

    def _tell(self, receipt: Receipt, rule: tuple[str, str], why: str, fix: str) -> None:
        id_, column = rule
        where = self._book["receipts"].where(column, receipt.sheet_row)
        message = f"receipt {receipt.receipt}: {why}; its money stays unapplied"
        self.findings.append(Finding(id_, WARNING, message, where, fix))


def _hint(near: str) -> str:
    return f" (is {near} meant?)" if near else ""
