"""Ledger rows of one run: what they share, and ids that no row had before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from xlbilling.model.ledger import PATIENT_OWNER, Account, Entry, EntryType, entry_id

if TYPE_CHECKING:
    from xlbilling.model.tables import Request
    from xlbilling.tasks.money.open_places import Place


@dataclass
class Act:
    """One run as its rows know it.

    Attributes:
        request: the day and the user.
        batch: the run's batch.
        taken: ids of all entries that were ever posted.
    """

    request: Request
    batch: str
    taken: set[str] = field(repr=False)

    @classmethod
    def of(cls, request: Request, batch: str, taken: Iterable[str]) -> Act:
        """Return a run over a ledger with these entry ids."""
        return cls(request, batch, set(taken))

    def new_id(self, *parts: str) -> str:
        """Return the id of the first such entry that the ledger does not have.

        A row that was taken back, or a second amount for the same line, counts one further; what
        must not be posted twice is told by the ledger's standing rows, not by the id alone.
        """
        n = 1
        while (made := entry_id(*parts, n)) in self.taken:
            n += 1
        self.taken.add(made)
        return made

    def entry(self, move: Move, place: Place | None, cents: int, **more: Any) -> Entry:
        """Return a ledger row of a movement at a place; None for money of no claim."""
        at = (place.claim_id, place.line, place.owner) if place else ()
        shared: dict[str, Any] = {
            "posted": self.request.as_of,
            "effective": move.effective or self.request.as_of,
            "batch": self.batch,
            "user": self.request.user,
            "source_row": move.source_row,
            "reason": move.reason,
        }
        return Entry(
            **(shared | _facts(place) | more),
            entry=self.new_id(move.source_row, move.part, *at),
            type=move.type,
            debit=move.debit,
            credit=move.credit,
            amount_cents=cents,
        )


@dataclass(frozen=True, slots=True)
class Move:
    """What a ledger row records, apart from where and how much.

    Attributes:
        part: which of its source's rows it is, for its id.
        effective: the day it counts for; None for the run's.
    """

    source_row: str
    part: str
    type: EntryType
    debit: Account
    credit: Account
    effective: date | None = None
    reason: str = ""


def _facts(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {}
    level, _, payer = place.owner.partition(":") if place.owner != PATIENT_OWNER else ("", "", "")
    return {
        "patient_id": place.patient_id,
        "guarantor_id": place.guarantor_id,
        "claim_id": place.claim_id,
        "line": place.line,
        "dos": place.dos,
        "provider": place.provider,
        "location": place.location,
        "class_": place.class_,
        "level": level,
        "payer_id": payer,
    }
