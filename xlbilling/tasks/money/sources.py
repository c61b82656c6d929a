"""Which row of which sheet a ledger row comes from, as its Source Row says it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from xlbilling.layout.columns import code_name

if TYPE_CHECKING:
    import pandas as pd


class Source(StrEnum):
    """The sheets whose rows people key and the tasks of patient money post."""

    RECEIPT = "Receipts"
    ADJUSTMENT = "Adjustments"
    TRANSFER = "Transfers"
    REFUND = "Refunds"
    RECOUPMENT = "Recoupments"
    WRITE_OFF = "Write-Off Proposals"

    @property
    def table(self) -> str:
        """The sheet's table by code name."""
        return code_name(self.value)

    def mark(self, key: str) -> str:
        """Return the Source Row of what a row of the sheet posts: ``Receipts R1``."""
        return f"{self.value} {key}"

    def keys(self, marks: pd.Series[Any]) -> pd.Series[Any]:
        """Return the key of the sheet's row that each mark names; "" for other marks."""
        prefix = self.mark("")
        return marks.where(marks.str.startswith(prefix), "").str.removeprefix(prefix)
