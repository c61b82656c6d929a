"""What each owner owes on each line of some claims, kept up while a run posts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.tasks.plans import finance_charges
from xlbilling.tasks.posting.open_balances import service_cents
from xlbilling.tasks.posting.sheet_values import days
from xlbilling.tasks.receivables import balances

if TYPE_CHECKING:
    import pandas as pd

_FACTS: Final = (
    "claim_id", "line", "owner", "patient_id", "guarantor_id", "provider", "location", "class",
)  # fmt: skip
WHOLE_CLAIM: Final = ""
"""The line of a movement of the claim as a whole."""


@dataclass(frozen=True, slots=True)
class Place:
    """A claim line as one owner owes it, with what its ledger rows carry.

    Attributes:
        line: "" for the claim as a whole.
        given: the day the owner came to owe it.
    """

    claim_id: str
    line: str
    owner: str
    patient_id: str
    guarantor_id: str
    provider: str
    location: str
    class_: str
    dos: date | None
    given: date | None

    @property
    def is_patients(self) -> bool:
        """Whether the patient owes it, not an insurer."""
        return self.owner == PATIENT_OWNER

    @property
    def name(self) -> str:
        """Claim and line as messages say them: ``C1/2``, ``C1`` for the whole claim."""
        return f"{self.claim_id}/{self.line}" if self.line else self.claim_id

    @property
    def age_key(self) -> tuple[date, date, str, str]:
        """What sorts the oldest first: the day it was given, the service, claim and line."""
        given = self.given or date.max
        return (given, self.dos or given, self.claim_id, self.line)


class OpenPlaces:
    """The balances of some claims by line and owner; movements of a whole claim are netted."""

    def __init__(self, rows: pd.DataFrame) -> None:
        """Sum the ledger's rows of the claims; see ``receivables.balances.line_balances``."""
        self._cents: dict[Place, int] = {}
        self._finance: dict[Place, int] = {}
        own = rows[rows["claim_id"] != ""]
        moved = balances.movements(own)
        if moved.empty:
            return
        table = balances.line_balances(moved)
        columns: list[Iterable[Any]] = [table[name].tolist() for name in _FACTS]
        places = zip(*columns, days(table["dos"]), days(table["given"]), strict=True)
        for values, cents in zip(places, table["cents"].tolist(), strict=True):
            self._cents[Place(*values)] = int(cents)
        owed = table[table["is_patient"]]
        finance = finance_charges.parts(owed, moved)
        charged = {
            (claim, line): int(cents)
            for claim, line, cents in zip(owed["claim_id"], owed["line"], finance, strict=True)
            if cents
        }
        self._finance = {
            one: charged.get((one.claim_id, one.line), 0) for one in self._cents if one.is_patients
        }

    def cents(self, place: Place) -> int:
        """Return what is open at a place; below zero for a credit."""
        return self._cents.get(place, 0)

    def service_cents(self, place: Place) -> int:
        """Return what is open at a place for the service: without finance charges, paid last."""
        return service_cents(self.cents(place), self._finance.get(place, 0))

    def lower(self, place: Place, cents: int) -> None:
        """Keep up with an amount that lowers what is owed at a place."""
        self._cents[place] = self.cents(place) - cents

    def of_claim(self, claim_id: str, line: str = WHOLE_CLAIM) -> list[Place]:
        """Return a claim's places that are not settled, or those of one line, oldest first."""
        found = [one for one in self if one.claim_id == claim_id]
        return [one for one in found if not line or one.line == line]

    def claim_cents(self, claim_id: str) -> int:
        """Return what all owners owe on a claim."""
        return sum(c for place, c in self._cents.items() if place.claim_id == claim_id)

    def __iter__(self) -> Iterator[Place]:
        """Give the places that are not settled, oldest first."""
        kept = [place for place, cents in self._cents.items() if cents]
        return iter(sorted(kept, key=lambda one: (one.age_key, one.owner)))


def parted(
    places: Iterable[Place],
    open_: OpenPlaces,
    cents: int,
    has: Callable[[Place], int] | None = None,
) -> list[tuple[Place, int]]:
    """Return how an amount goes over places in their order, each taking what it has open.

    What nothing is open for is left out; ``open_`` is brought up to date.

    Args:
        places: in the order in which they are served.
        open_: what is open at them.
        cents: the amount.
        has: what a place may take; without it all that is open there.
    """
    found = []
    for place in places:
        taken = min(cents, (has or open_.cents)(place))
        if taken > 0:
            open_.lower(place, taken)
            found.append((place, taken))
            cents -= taken
    return found
