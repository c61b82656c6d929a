"""Judging adjustments: type and account, approval, and how much is open to adjust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlbilling.layout.frames import nearest
from xlbilling.model import money
from xlbilling.model.ledger import (
    PATIENT_OWNER,
    Account,
    Entry,
    EntryType,
    receivable_account,
)
from xlbilling.tasks.money.acts import Move
from xlbilling.tasks.money.approvals import WRITE_OFF, Asks, read_users
from xlbilling.tasks.money.claims_in_ledger import LedgerClaims
from xlbilling.tasks.money.decisions import Desk, Keyed, Refused
from xlbilling.tasks.money.open_places import Place, parted
from xlbilling.tasks.money.unread import limits
from xlbilling.tasks.posting.sheet_values import cents, days

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.tables import Snapshot

INSURANCE, PATIENT = "INSURANCE", "PATIENT"
CONTRACTUAL: Final = frozenset({Account.CONTRACTUAL, Account.SEQUESTRATION})
_TYPES: Final[Mapping[Account, EntryType]] = {
    Account.CONTRACTUAL: EntryType.CONTRACTUAL,
    Account.SEQUESTRATION: EntryType.ADJUSTMENT,
    Account.PENALTY: EntryType.ADJUSTMENT,
    Account.WITHHOLD: EntryType.ADJUSTMENT,
    Account.BAD_DEBT: EntryType.WRITE_OFF,
    Account.SMALL_BALANCE: EntryType.WRITE_OFF,
    Account.CHARITY: EntryType.WRITE_OFF,
    Account.COLLECTION_FEES: EntryType.ADJUSTMENT,
}
"""The accounts that an adjustment may go to, with the type of its ledger rows."""


@dataclass(frozen=True, slots=True)
class AdjustmentType:
    """One row of Adjustment Types; ``limit`` in cents, None for none, 0 where it is unreadable."""

    name: str
    account: str
    limit: int | None
    is_contractual: bool

    @property
    def trouble(self) -> str:
        """Why nothing may be posted with it; "" where something may."""
        accounts = {account.value: account for account in _TYPES}
        if self.account not in accounts:
            return f"type {self.name} has the account '{self.account}', which takes no adjustments"
        is_contract = accounts[self.account] in CONTRACTUAL
        if self.is_contractual and not is_contract:
            return f"type {self.name} is contractual, its account {self.account} is not"
        if self.account == Account.CONTRACTUAL.value and not self.is_contractual:
            return f"type {self.name} is not contractual, its account is Contractual"
        return ""


def read_types(book: Snapshot) -> dict[str, list[AdjustmentType]]:
    """Return the adjustment types by name in capitals; more than one where a name stands twice."""
    frame = book.frame("adjustment_types")
    found: dict[str, list[AdjustmentType]] = {}
    for name, account, limit, contractual in zip(
        frame["adjustment_type"], frame["account"],
        limits(book["adjustment_types"], "approval_limit"), frame["contractual"], strict=True,
    ):  # fmt: skip
        one = AdjustmentType(name, account, limit, contractual.upper() == "Y")
        found.setdefault(name.upper(), []).append(one)
    return found


class Adjusting:
    """Judges the adjustments of a run, each against what those before it left open."""

    def __init__(self, desk: Desk, rows: Sequence[Keyed]) -> None:
        """Read types, users and the claims that the rows name."""
        self._desk = desk
        self._types = read_types(desk.book)
        self._users = read_users(desk.book)
        self._claims = LedgerClaims(desk.book, {one.text("claim_id") for one in rows})
        self._given_back: dict[Place, int] = {}

    def judge(self, keyed: Keyed) -> list[Entry] | Refused:
        """Return the ledger rows of an adjustment, or why there are none."""
        kind = self._type(keyed.text("adjustment_type"))
        if isinstance(kind, Refused):
            return kind
        if not keyed.cents:
            return Refused("has no amount")
        if keyed.text("owner") not in {"", INSURANCE, PATIENT}:
            return Refused(
                f"Owner is '{keyed.text('owner')}'; expected {INSURANCE} or {PATIENT}", "owner"
            )
        unknown = self._claims.refusal(keyed)
        if unknown:
            return unknown
        asks = Asks(self._desk.request.user, keyed.text("approver"))
        refusal = self._users.refusal(asks, keyed.cents, WRITE_OFF, kind.limit)
        if refusal:
            return Refused(refusal, "approver")
        return self._lowered(keyed, kind) if keyed.cents > 0 else self._taken_back(keyed, kind)

    def _type(self, name: str) -> AdjustmentType | Refused:
        found = self._types.get(name.upper(), []) if name else []
        if not found:
            near = nearest(name, [one[0].name for one in self._types.values()])
            hint = f" (is {near} meant?)" if near else ""
            return Refused(f"no adjustment type '{name}'{hint}", "adjustment_type")
        if len(found) > 1:
            return Refused(
                f"type {name} stands {len(found)} times on Adjustment Types", "adjustment_type"
            )
        return Refused(found[0].trouble, "adjustment_type") if found[0].trouble else found[0]

    def _lowered(self, keyed: Keyed, kind: AdjustmentType) -> list[Entry] | Refused:
        assert keyed.cents is not None
        claims, owner = self._claims.places, keyed.text("owner")
        own = claims.of_claim(keyed.text("claim_id"), keyed.text("line"))
        places = [one for one in own if _is_of(one.owner, owner) and claims.cents(one) > 0]
        open_ = sum(claims.cents(one) for one in places)
        whose = f" with {owner}" if owner else ""
        if keyed.cents > open_:
            shown = f"{money.show(keyed.cents)} is more than the {money.show(open_)}"
            return Refused(f"{shown} that is open{whose}")
        sides = {one.is_patients for one in places}
        if len(sides) > 1 and keyed.cents < open_:
            return Refused(
                f"insurer and patient both owe on it; say {INSURANCE} or {PATIENT} under Owner",
                "owner",
            )
        return [
            self._entry(keyed, kind, place, taken)
            for place, taken in parted(places, claims, keyed.cents)
        ]

    def _taken_back(self, keyed: Keyed, kind: AdjustmentType) -> list[Entry] | Refused:
        """Return the rows that raise again what was adjusted, the last line first."""
        assert keyed.cents is not None
        adjusted = self._adjusted(keyed, kind)
        wanted, entries = -keyed.cents, []
        total = sum(adjusted.values())
        if wanted > total:
            shown = f"{money.show(wanted)} is more than the {money.show(total)}"
            return Refused(f"{shown} adjusted with this account")
        for place in sorted(adjusted, key=lambda one: one.age_key, reverse=True):
            taken = min(wanted, adjusted[place])
            if taken > 0:
                wanted -= taken
                self._claims.places.lower(self._same_place(place), -taken)
                self._given_back[place] = self._given_back.get(place, 0) + taken
                entries.append(self._entry(keyed, kind, place, -taken))
        return entries

    def _same_place(self, place: Place) -> Place:
        """Return the place under which the balance is kept, where it is not settled."""
        own = self._claims.places.of_claim(place.claim_id, place.line)
        same = (one for one in own if one.line == place.line and one.owner == place.owner)
        return next(same, place)

    def _adjusted(self, keyed: Keyed, kind: AdjustmentType) -> dict[Place, int]:
        """Return what was adjusted with the type's account, by place, above nothing."""
        rows = self._claims.rows
        claim, line = keyed.text("claim_id"), keyed.text("line")
        own = rows[(rows["claim_id"] == claim) & (rows["debit"] == kind.account)]
        own = own[own["from_owner"] != ""]
        if line:
            own = own[own["line"] == line]
        found: dict[tuple[str, str], tuple[Place, int]] = {}
        for place, amount in zip(_places(own), cents(own["amount_cents"]), strict=True):
            if _is_of(place.owner, keyed.text("owner")):
                first, before = found.get((place.line, place.owner), (place, 0))
                found[place.line, place.owner] = (first, before + (amount or 0))
        sums = {place: amount - self._given_back.get(place, 0) for place, amount in found.values()}
        return {place: amount for place, amount in sums.items() if amount > 0}

    def _entry(self, keyed: Keyed, kind: AdjustmentType, place: Place, amount: int) -> Entry:
        account = Account(kind.account)
        move = Move(
            self._desk.kind.source.mark(keyed.key), "ADJ", _TYPES[account], account,
            receivable_account(place.owner), keyed.day, kind.name,
        )  # fmt: skip
        return self._desk.act.entry(
            move, place, amount, from_owner=place.owner, approver=keyed.text("approver"),
            note=keyed.text("reason"),
        )  # fmt: skip


def _is_of(owner: str, side: str) -> bool:
    """Tell whether an owner is on the side that a row names; a blank names both."""
    return not side or (owner == PATIENT_OWNER) == (side == PATIENT)


def _places(rows: pd.DataFrame) -> list[Place]:
    """Return the places that ledger rows lowered."""
    names = (
        "claim_id", "line", "from_owner", "patient_id", "guarantor_id", "provider", "location",
        "class",
    )  # fmt: skip
    columns = (rows[name].tolist() for name in names)
    return [
        Place(*values)
        for values in zip(*columns, days(rows["dos"]), days(rows["effective"]), strict=True)
    ]
