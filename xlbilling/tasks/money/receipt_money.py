"""Where the money of each receipt stands in the ledger; the sheet only shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import cells, money
from xlbilling.model.ledger import Account
from xlbilling.tasks.money.agency_money import FEE
from xlbilling.tasks.money.sources import Source
from xlbilling.tasks.posting.open_balances import rows_that_stand

if TYPE_CHECKING:
    import pandas as pd

OPEN: Final = "OPEN"
POSTED: Final = "POSTED"
REFUSED: Final = "REFUSED"
REVERSED: Final = "REVERSED"


@dataclass
class ReceiptMoney:
    """What stands of one receipt, in cents.

    Attributes:
        cash: what it brought into Cash.
        left: what of it is held in Unapplied.
        refunded: what of the held money was given back.
        applied: what it paid, by (claim, line).
        most: the most that it ever brought in since nothing of it stood.
        people: guarantor and patient of its rows that brought cash.
        days: the days on which that cash counts.
        fee: what a collection agency kept of it, which lowers what is owed like cash.
    """

    cash: int = 0
    left: int = 0
    refunded: int = 0
    applied: dict[tuple[str, str], int] = field(default_factory=dict)
    most: int = 0
    people: set[tuple[str, str]] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    fee: int = 0

    @property
    def applied_cents(self) -> int:
        """What it paid on claims."""
        return sum(self.applied.values())

    def is_changed(self, cents: int) -> bool:
        """Tell whether the sheet's amount is another one than what was posted.

        A receipt of which a row was taken back may be posted anew up to what it came to.
        """
        return self.cash != 0 and not self.cash <= cents <= self.most

    def take(self, row: Mapping[Any, Any]) -> None:
        """Add a ledger row of the receipt that stands."""
        cents = int(row["amount_cents"])
        debit, credit = row["debit"], row["credit"]
        self.cash += cents if debit == Account.CASH.value else 0
        self.fee += cents if row["reason"] == FEE else 0
        self.left += cents * (credit == Account.UNAPPLIED.value)
        self.left -= cents * (debit == Account.UNAPPLIED.value)
        self.refunded += cents if credit == Account.CASH.value else 0
        if credit == Account.PATIENT_AR.value:
            key = (row["claim_id"], row["line"])
            self.applied[key] = self.applied.get(key, 0) + cents

    def cells(self, returned: date | None) -> dict[str, Any]:
        """Return what the Receipts sheet shows of it, by code name."""
        if not self.cash:
            state = OPEN if returned is None else REVERSED
            return {"applied": None, "left": self.left or None, "applied_to": "", "state": state}
        words = [
            f"{claim}/{line} {money.to_text(cents)}" if line else f"{claim} {money.to_text(cents)}"
            for (claim, line), cents in sorted(self.applied.items())
            if cents
        ]
        return {
            "applied": self.applied_cents,
            "left": self.left,
            "applied_to": cells.listed(words),
            "state": POSTED,
        }


def receipt_keys(rows: pd.DataFrame) -> pd.Series[Any]:
    """Return the receipt that each ledger row belongs to; "" for none.

    A refund of held money is a row of Refunds and names the receipt in its note.
    """
    own = Source.RECEIPT.keys(rows["source_row"])
    refunds = rows["source_row"].str.startswith(Source.REFUND.mark(""))
    is_held = refunds & (rows["debit"] == Account.UNAPPLIED.value)
    return own.where(~is_held, Source.RECEIPT.keys(rows["note"]))


def read(ledger: pd.DataFrame) -> dict[str, ReceiptMoney]:
    """Return what stands of every receipt that was ever posted, by receipt."""
    keys = receipt_keys(ledger)
    own = ledger[keys != ""].assign(receipt=keys).sort_values("seq", kind="stable")
    standing = set(rows_that_stand(own)["entry"])
    found: dict[str, ReceiptMoney] = {}
    brought: dict[str, int] = {}
    for row in own.to_dict("records"):
        key = row["receipt"]
        held = found.setdefault(key, ReceiptMoney())
        is_cash = row["debit"] == Account.CASH.value
        if row["entry"] in standing:
            held.take(row)
            if is_cash:
                held.people.add((row["guarantor_id"], row["patient_id"]))
                held.days.add(row["effective"].date())
        if is_cash:
            brought[key] = brought.get(key, 0) + int(row["amount_cents"])
            held.most = max(held.most, brought[key]) if brought[key] else 0
    return found
