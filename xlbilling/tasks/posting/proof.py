"""The proof of a payment (rules.md P-8): what was done with its money is its money, to the cent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlbilling.model import money
from xlbilling.model.ledger import Account, Entry

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.tasks.posting.answers import Answer


@dataclass(frozen=True, slots=True)
class Sums:
    """Where the money of one payment stands, in cents.

    Attributes:
        posted: cash applied to claims.
        exceptions: cash of claims that wait, which stands in Unapplied.
        provider_level: as the 835 signs it: positive lowers the payment.
        suspense: the accepted difference.
    """

    posted: int
    exceptions: int
    provider_level: int
    suspense: int

    @property
    def total(self) -> int:
        """What the payment must be."""
        return self.posted + self.exceptions + self.suspense - self.provider_level


def failure(answer: Answer, sums: Sums, cash_cents: int) -> str:
    """Return why a payment must not be written: its parts or rows are not it; "" if they are.

    Args:
        answer: the payment.
        sums: where its money stands after posting.
        cash_cents: what its ledger rows, old and new, bring into Cash.
    """
    for what, cents in (("its parts", sums.total), ("its cash rows", cash_cents)):
        if cents != answer.cents:
            return (
                f"{what} come to {money.show(cents)}, the payment is "
                f"{money.show(answer.cents)}: {money.difference(cents, answer.cents)}"
            )
    return ""


def cash_of(entries: Iterable[Entry]) -> int:
    """Return what entries bring into Cash."""
    return sum(
        ((one.debit is Account.CASH) - (one.credit is Account.CASH)) * one.amount_cents
        for one in entries
    )


def standing_cash(ledger: pd.DataFrame, batch: str, undone: Iterable[str]) -> int:
    """Return what a batch's rows in the ledger bring into Cash, those of earlier undos left out.

    Args:
        ledger: the ledger's frame.
        batch: the batch.
        undone: ids of entries that an undo of this batch took back.
    """
    own = ledger[(ledger["batch"] == batch) & ~ledger["entry"].isin(list(undone))]
    debit = own.loc[own["debit"] == Account.CASH.value, "amount_cents"].sum()
    credit = own.loc[own["credit"] == Account.CASH.value, "amount_cents"].sum()
    return int(debit) - int(credit)


def undone_entries(ledger: pd.DataFrame, undo_batches: Iterable[str]) -> set[str]:
    """Return the ids of the entries that undo batches took back."""
    return set(ledger.loc[ledger["batch"].isin(list(undo_batches)), "reverses"]) - {""}
