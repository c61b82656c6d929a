"""What a collection agency sends: the net of its fee, applied gross to the balances it collects.

The patient has paid the gross. So both the money and the fee lower what is owed; what neither finds
a balance for is the patient's, and waits unapplied. Source: capability G4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlbilling.layout.frames import nearest
from xlbilling.model import money
from xlbilling.model.findings import WARNING, Finding
from xlbilling.model.ledger import Account
from xlbilling.tasks.money.open_places import parted

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.money.apply_to import Target
    from xlbilling.tasks.money.open_places import OpenPlaces, Place
    from xlbilling.tasks.money.receipts import Receipt

METHOD: Final = "AGENCY"
FEE_TYPE: Final = "AGENCY FEE"
"""The adjustment type whose account takes the fee."""
PAID: Final = "AGENCY PAYMENT"
FEE: Final = "AGENCY FEE"
REASONS: Final = (PAID, FEE)
"""Reasons of the ledger rows by which an agency's money lowers what is owed."""
_RECALLED: Final = "RECALLED"


@dataclass(frozen=True, slots=True)
class Collected:
    """What an agency collects, or collected, for an account: its newest placement."""

    placement: str
    lines: frozenset[str]
    state: str


class AgencyMoney:
    """Tells which balances an agency's money is for.

    Attributes:
        findings: money for what is not, or no longer, at the agency, money above what it was, and
            fees above the money.
    """

    def __init__(self, book: Snapshot) -> None:
        """Read the Placements sheet."""
        self._book = book
        self._there: dict[str, Collected] = {}
        frame = book.frame("placements")
        rows = frame[frame["placed_on"].notna()].sort_values("placed_on", kind="stable")
        names = ("guarantor_id", "placement", "lines", "state")
        for account, *facts in zip(*(rows[name] for name in names), strict=True):
            self._there[account] = _together(self._there.get(account), *facts)
        self.findings: list[Finding] = []

    def allocated(
        self, receipt: Receipt, target: Target, cents: int, places: OpenPlaces
    ) -> list[tuple[Place, int]]:
        """Return where an agency's gross goes; ``places`` is brought up to date.

        Args:
            receipt: whose account it is for.
            target: what Apply To names.
            cents: money and fee together.
            places: the open balances of the account.
        """
        there = self._there.get(receipt.account)
        if there is None:
            near = nearest(receipt.account, sorted(self._there))
            hint = f" (is {near} meant?)" if near else ""
            self._tell(receipt, "AGENCY-NOT-PLACED", f"nothing of account {receipt.account} was "
                       f"placed{hint}; its money stays unapplied")  # fmt: skip
            return []
        sent = receipt.cents or 0
        if receipt.fee > sent:
            fee = money.show(receipt.fee)
            self._tell(
                receipt,
                "AGENCY-FEE",
                f"its fee of {fee} is more than the {money.show(sent)} it sent",
            )
        if there.state == _RECALLED:
            words = f"placement {there.placement} was recalled; the money is applied all the same"
            self._tell(receipt, "AGENCY-RECALLED", words)
        mine = [
            one
            for one in places
            if one.is_patients and one.name in there.lines
            and target.claim_id in {"", one.claim_id} and not target.unknown
        ]  # fmt: skip
        found = parted(mine, places, cents)
        left = cents - sum(taken for _, taken in found)
        if left:
            shown, open_ = money.show(cents), money.show(cents - left)
            words = f"{shown} with its fee is more than the {open_} that is open at the agency"
            self._tell(receipt, "AGENCY-OVERPAID", f"{words}; {money.show(left)} is the patient's")
        return found

    def _tell(self, receipt: Receipt, rule: str, why: str) -> None:
        where = self._book["receipts"].where("amount", receipt.sheet_row)
        message = f"receipt {receipt.receipt}: {why}"
        self.findings.append(
            Finding(rule, WARNING, message, where, "ask the agency what it is for")
        )


def _together(before: Collected | None, number: str, lines: str, state: str) -> Collected:
    """Return what an agency collects with one more placement: what was recalled counts last."""
    is_back = state == _RECALLED
    if before is None or before.state == _RECALLED:
        return Collected(number, frozenset(lines.split()), state)
    return before if is_back else Collected(number, before.lines | set(lines.split()), state)


def fee_account(book: Snapshot) -> Account:
    """Return the account that takes the agency's fee: its adjustment type's, else its own."""
    frame = book.frame("adjustment_types")
    own = frame.loc[frame["adjustment_type"].str.upper() == FEE_TYPE, "account"].tolist()
    allowed = {one.value: one for one in (Account.COLLECTION_FEES, Account.BAD_DEBT)}
    return allowed.get(own[0], Account.COLLECTION_FEES) if own else Account.COLLECTION_FEES
