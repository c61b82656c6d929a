"""Which of our claims a payer means: rules.md P-3, the first rule with a single hit wins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from xlbilling.tasks.posting.answers import AnswerClaim

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.tables import Snapshot

PICKED: Final = "PICKED"
_PUNCTUATION: Final = re.compile(r"[^0-9A-Z]+")
_NOT_LETTERS: Final = re.compile(r"[^A-Z]+")

Index = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class ClaimMatch:
    """What was found for a payer's claim.

    Attributes:
        claim_id: our claim, "" where there is no single one.
        rule: what found it: PCN, ICN, PCN~ (normalised), MEMBER, PICKED.
        candidates: what else it could be, for a person to choose from.
    """

    claim_id: str = ""
    rule: str = ""
    candidates: tuple[str, ...] = ()


def normalised(text: str) -> str:
    """Return an id without punctuation and leading zeros, upper case: what payers leave of it."""
    return _PUNCTUATION.sub("", text.upper()).lstrip("0")


def letters(text: str) -> str:
    """Return a name as it is compared: its letters, upper case."""
    return _NOT_LETTERS.sub("", text.upper())


class ClaimIndex:
    """Every claim of the book by what a payer may call it; each index is made when first asked."""

    def __init__(self, book: Snapshot) -> None:
        """Keep the tables; nothing is computed yet."""
        self._book = book
        self._claims = book.frame("claims")

    def find(self, claim: AnswerClaim) -> ClaimMatch:
        """Return our claim for a payer's; a claim that somebody picked comes first."""
        if claim.our_claim:
            return self._picked(claim)
        rules: tuple[tuple[str, Callable[[AnswerClaim], list[str]]], ...] = (
            ("PCN", lambda c: self._exact.get(c.pcn.strip().upper(), [])),
            ("ICN", lambda c: self._by_icn.get(c.icn.strip().upper(), []) if c.icn else []),
            ("PCN~", lambda c: self._normalised.get(normalised(c.pcn), [])),
            ("MEMBER", self._by_member),
        )
        for rule, look in rules:
            hits = look(claim)
            if len(hits) == 1:
                return ClaimMatch(hits[0], rule)
            if hits:
                return ClaimMatch(candidates=tuple(hits))
        return ClaimMatch(candidates=tuple(self._by_name(claim)))

    def _picked(self, claim: AnswerClaim) -> ClaimMatch:
        hits = self._exact.get(claim.our_claim.strip().upper(), [])
        if len(hits) == 1:
            rule = claim.match.partition(" / ")[0]
            is_other = rule == "PCN" and hits[0].upper() != claim.pcn.strip().upper()
            return ClaimMatch(hits[0], PICKED if is_other else rule or PICKED)
        return ClaimMatch(candidates=tuple(hits))

    @cached_property
    def _ids(self) -> list[str]:
        return [one for one in self._claims["claim_id"].unique() if one]

    @cached_property
    def _exact(self) -> Index:
        return _index((one.strip().upper(), one) for one in self._ids)

    @cached_property
    def _normalised(self) -> Index:
        return _index((normalised(one), one) for one in self._ids)

    @cached_property
    def _by_icn(self) -> Index:
        known = set(self._ids)
        lines = self._book.frame("remit_lines")
        posted = lines[(lines["state"] == "POSTED") & (lines["icn"] != "")]
        submissions = self._book.frame("submissions")
        sent = submissions[submissions["payer_claim_no"] != ""]
        pairs = [
            *zip(sent["payer_claim_no"], sent["claim_id"], strict=True),
            *zip(posted["icn"], posted["our_claim"], strict=True),
        ]
        return _index((icn.strip().upper(), ours) for icn, ours in pairs if ours in known)

    def _by_member(self, claim: AnswerClaim) -> list[str]:
        member = normalised(claim.member)
        patients = self._patients_by_member.get(member, []) if member else []
        return self._of_patients(patients, claim)

    def _by_name(self, claim: AnswerClaim) -> list[str]:
        last, _, first = claim.patient.partition(",")
        key = f"{letters(last)},{letters(first)}"
        return self._of_patients(self._patients_by_name.get(key, []), claim)

    @cached_property
    def _patients_by_member(self) -> Index:
        cover = self._book.frame("coverage")
        pairs = zip(cover["member_id"], cover["patient_id"], strict=True)
        return _index((normalised(member), patient) for member, patient in pairs)

    @cached_property
    def _patients_by_name(self) -> Index:
        people = self._book.frame("patients")
        rows = zip(people["last"], people["first"], people["patient_id"], strict=True)
        return _index((f"{letters(last)},{letters(first)}", who) for last, first, who in rows)

    def _of_patients(self, patients: list[str], claim: AnswerClaim) -> list[str]:
        """Return the claims of patients with the same first day and the same charge."""
        if not patients or claim.dos is None:
            return []
        theirs = self._claims[self._claims["patient_id"].isin(patients)]
        return _same_day_and_charge(theirs, claim)


def _same_day_and_charge(lines: pd.DataFrame, claim: AnswerClaim) -> list[str]:
    grouped = lines.groupby("claim_id", sort=False)
    first, charge = grouped["dos_from"].min(), grouped["charge_cents"].sum()
    same = (first.dt.date == claim.dos) & (charge == claim.charge_cents)
    return [str(one) for one in first.index[same.to_numpy(dtype=bool)]]


def _index(pairs: Iterable[tuple[str, str]]) -> Index:
    found: Index = {}
    for key, value in pairs:
        if key and value not in (there := found.setdefault(key, [])):
            there.append(value)
    return found
