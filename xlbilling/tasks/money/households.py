"""Who pays for whom: the account of a patient is the guarantor, else the patient (rules ST-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlbilling.layout.frames import nearest
from xlbilling.tasks.receivables.aging import account_ids

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from xlbilling.model.tables import Snapshot

_MOST_COMPARED: Final = 5000


class Households:
    """The office's accounts, as the Patients sheet and the ledger know them."""

    def __init__(self, book: Snapshot) -> None:
        """Read the Patients sheet; the first row of a patient counts."""
        self._patients = book.frame("patients")
        pairs = zip(self._patients["patient_id"], self._patients["guarantor_id"], strict=True)
        self._guarantor: dict[str, str] = {}
        for patient, guarantor in pairs:
            self._guarantor.setdefault(patient, guarantor)
        self._named = {*book.frame("guarantors")["guarantor_id"], *self._guarantor}
        self._named |= set(self._guarantor.values())

    def account(self, patient_id: str, named: str = "") -> str:
        """Return who pays for a patient: the sheet's guarantor, else the one named, else itself."""
        return self._guarantor.get(patient_id) or named or patient_id

    def unknown(self, account: str, ledger: pd.DataFrame) -> str | None:
        """Return the id that an account's may be meant to be, "" for none; None for a known one.

        Known are those of Patients and Guarantors, and whose claims were charged without. An office
        that keeps neither sheet knows everybody.
        """
        if account in self._named or not self._named - {""}:
            return None
        own = self.rows_of(ledger, [account])
        if (own["claim_id"] != "").any():
            return None
        return nearest(account, sorted(self._named - {""})[:_MOST_COMPARED])

    def rows_of(self, ledger: pd.DataFrame, accounts: Collection[str]) -> pd.DataFrame:
        """Return the ledger's rows of some accounts."""
        return ledger[account_ids(ledger, self._patients).isin(list(accounts))]
