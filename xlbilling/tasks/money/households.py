"""Who pays for whom: the account of a patient is the guarantor, else the patient (rules ST-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.tasks.receivables.aging import account_ids

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from xlbilling.model.tables import Snapshot


class Households:
    """The office's accounts, as the Patients sheet and the ledger know them."""

    def __init__(self, book: Snapshot) -> None:
        """Read the Patients sheet; the first row of a patient counts."""
        self._patients = book.frame("patients")
        pairs = zip(self._patients["patient_id"], self._patients["guarantor_id"], strict=True)
        self._guarantor: dict[str, str] = {}
        for patient, guarantor in pairs:
            self._guarantor.setdefault(patient, guarantor)

    def account(self, patient_id: str, named: str = "") -> str:
        """Return who pays for a patient: the sheet's guarantor, else the one named, else itself."""
        return self._guarantor.get(patient_id) or named or patient_id

    def rows_of(self, ledger: pd.DataFrame, accounts: Collection[str]) -> pd.DataFrame:
        """Return the ledger's rows of some accounts."""
        return ledger[account_ids(ledger, self._patients).isin(list(accounts))]
