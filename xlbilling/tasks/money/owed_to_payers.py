"""What the ledger says payers may still take back, by the reference under which they would.

A refund letter, a reversal whose cash was not taken yet and a balance carried forward raise what is
owed (credit Payer recoupment); what the payer takes and what we send lower it. Source: P-6, P-7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.model import money
from xlbilling.model.ledger import Account
from xlbilling.tasks.posting.open_items import is_same_reference
from xlbilling.tasks.posting.sheet_values import cents

if TYPE_CHECKING:
    import pandas as pd


class OwedToPayers:
    """The Payer recoupment account by payer and reference, kept up while refunds are judged."""

    def __init__(self, ledger: pd.DataFrame) -> None:
        """Sum the account's rows; contra rows take theirs off."""
        name = Account.RECOUPMENT.value
        own = ledger[(ledger["debit"] == name) | (ledger["credit"] == name)]
        self._cents: dict[tuple[str, str], int] = {}
        self._claims: set[tuple[str, str, str]] = set()
        for payer, reference, debit, claim, amount in zip(
            own["payer_id"], own["note"], own["debit"], own["claim_id"],
            cents(own["amount_cents"]), strict=True,
        ):  # fmt: skip
            key = (payer, reference)
            signed = -(amount or 0) if debit == name else amount or 0
            self._cents[key] = self._cents.get(key, 0) + signed
            self._claims.add((claim, payer, reference))

    def cents(self, payer: str, reference: str) -> int:
        """Return what a payer may take back under a reference, and not more than in all.

        What the payer took under another reference, or acknowledges as refunded there, counts
        against it, so that nothing is sent twice.
        """
        own = {key[1]: there for key, there in self._cents.items() if key[0] == payer}
        under = sum(there for name, there in own.items() if is_same_reference(name, reference))
        return max(0, min(under, sum(own.values())))

    def pay(self, payer: str, reference: str, amount: int) -> None:
        """Keep up with a refund."""
        key = (payer, reference)
        self._cents[key] = self._cents.get(key, 0) - amount

    def references_of(self, claim_id: str, payer: str) -> list[str]:
        """Return the references under which something of a claim is open with a payer."""
        return sorted(
            reference
            for claim, whose, reference in self._claims
            if claim == claim_id and whose == payer and self.cents(whose, reference) > 0
        )

    def shown(self, payer: str) -> str:
        """Return what is open with a payer, as messages say it."""
        own = [(key[1], there) for key, there in sorted(self._cents.items()) if key[0] == payer]
        return ", ".join(f"{name or 'none'} {money.show(there)}" for name, there in own if there)
