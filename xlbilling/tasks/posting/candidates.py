"""Which of our claims an answer that matched none, or several, is likeliest to mean, and why.

Nothing here decides: the biller picks one for Our Claim. Source: rules.md P-3, capability D3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

from xlbilling.tasks.posting.match_claims import letters, normalised
from xlbilling.tasks.posting.sheet_values import cents, days

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.posting.answers import AnswerClaim
    from xlbilling.tasks.posting.judge import Judged

MOST: Final = 3
_WEIGHTS: Final = {"member": 30, "nearly the id": 30, "day": 25, "charge": 25, "name": 20}
"""How much each fact that agrees counts; a day or charge alone brings no claim in."""
_SHORTEST_ID: Final = 3


@dataclass(frozen=True, slots=True)
class _Ours:
    """What a claim is compared by."""

    patient_id: str
    day: date | None
    charge_cents: int


class Candidates:
    """The claims of the book by what they may be known by; worked out when first asked."""

    def __init__(self, book: Snapshot) -> None:
        """Keep the tables; nothing is computed yet."""
        self._book = book

    def ranked(self, claim: AnswerClaim) -> list[tuple[str, tuple[str, ...]]]:
        """Return up to three claims with what agrees, the likeliest first.

        At least two facts agree, or the id but for one character (or two that changed places).
        """
        member = set(self._by_member.get(normalised(claim.member), ()) if claim.member else ())
        named = set(self._by_name.get(_name_key(claim.patient), ()))
        near = self._near(claim.pcn)
        found = []
        for claim_id in dict.fromkeys((*near, *self._of(member | named))):
            ours = self._claims[claim_id]
            facts = {
                "member": ours.patient_id in member,
                "name": ours.patient_id in named,
                "day": claim.dos is not None and ours.day == claim.dos,
                "charge": ours.charge_cents == claim.charge_cents,
                "nearly the id": claim_id in near,
            }
            agree = tuple(name for name, holds in facts.items() if holds)
            if len(agree) > 1 or claim_id in near:
                found.append((claim_id, agree))
        found.sort(key=lambda one: -sum(_WEIGHTS[name] for name in one[1]))
        return found[:MOST]

    def _of(self, patients: set[str]) -> Iterator[str]:
        for patient in sorted(patients):
            yield from self._by_patient.get(patient, ())

    @cached_property
    def _claims(self) -> dict[str, _Ours]:
        frame = self._book.frame("claims")
        found: dict[str, _Ours] = {}
        for claim_id, patient, day, charge in zip(
            frame["claim_id"], frame["patient_id"], days(frame["dos_from"]),
            cents(frame["charge_cents"]), strict=True,
        ):  # fmt: skip
            there = found.get(claim_id)
            first = min((each for each in (day, there and there.day) if each), default=None)
            total = (charge or 0) + (there.charge_cents if there else 0)
            found[claim_id] = _Ours(there.patient_id if there else patient, first, total)
        found.pop("", None)
        return found

    @cached_property
    def _by_patient(self) -> dict[str, list[str]]:
        return _index((ours.patient_id, claim_id) for claim_id, ours in self._claims.items())

    @cached_property
    def _by_member(self) -> dict[str, list[str]]:
        cover = self._book.frame("coverage")
        pairs = zip(cover["member_id"], cover["patient_id"], strict=True)
        return _index((normalised(member), patient) for member, patient in pairs)

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        people = self._book.frame("patients")
        rows = zip(people["last"], people["first"], people["patient_id"], strict=True)
        return _index((_name_key(f"{last},{first}"), patient) for last, first, patient in rows)

    @cached_property
    def _by_variant(self) -> dict[str, list[str]]:
        """Claims by their id and by all that is left of it without one character."""
        return _index((each, one) for one in self._claims for each in _variants(normalised(one)))

    def _near(self, pcn: str) -> list[str]:
        found = (self._by_variant.get(each, ()) for each in _variants(normalised(pcn)))
        return list(dict.fromkeys(one for ones in found for one in ones))


def _variants(text: str) -> list[str]:
    if len(text) < _SHORTEST_ID:
        return []
    return [text, *(text[:n] + text[n + 1 :] for n in range(len(text)))]


def _name_key(name: str) -> str:
    last, _, first = name.partition(",")
    own = letters(last), letters(first)
    return ",".join(own) if all(own) else ""


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        if key:
            found.setdefault(key, []).append(value)
    return found


def texts(book: Snapshot, judged: Iterable[Judged]) -> dict[tuple[str, int], str]:
    """Return what stands under Candidates, by batch and row, for claims without a match."""
    index = Candidates(book)
    found: dict[tuple[str, int], str] = {}
    for one in judged:
        if one.ours is None:
            shown = "; ".join(
                f"{claim} ({', '.join(why)})" for claim, why in index.ranked(one.claim)
            )
            for row in one.claim.rows:
                found[one.answer.batch, row.row] = shown
    return found
