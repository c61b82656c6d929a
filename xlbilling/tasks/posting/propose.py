"""The ledger rows of one claim payment: cash, write-offs, and what moves to the next owner.

Source: rules.md 2c, 2d and P-7. An entry's id is made of what it records, never of its amount.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from xlbilling.model.ledger import (
    PATIENT_OWNER,
    Account,
    Entry,
    EntryType,
    entry_id,
    receivable_account,
)
from xlbilling.tasks.posting.answers import AnswerRow
from xlbilling.tasks.posting.carc_map import Class
from xlbilling.tasks.posting.classify import MOVED, WRITTEN_OFF, Classed, classify
from xlbilling.tasks.posting.judge import Judged
from xlbilling.tasks.posting.open_balances import ANSWERED_AGAIN, ANSWERED_BY, OpenBalances
from xlbilling.tasks.posting.our_claims import Office, OurClaim
from xlbilling.tasks.posting.responsibility import Standing

_ACCOUNTS: Final[dict[Class, tuple[EntryType, Account]]] = {
    Class.CONTRACT: (EntryType.CONTRACTUAL, Account.CONTRACTUAL),
    Class.CAPITATION: (EntryType.CONTRACTUAL, Account.CONTRACTUAL),
    Class.SEQUESTRATION: (EntryType.ADJUSTMENT, Account.SEQUESTRATION),
    Class.PENALTY: (EntryType.ADJUSTMENT, Account.PENALTY),
    Class.WITHHOLD: (EntryType.ADJUSTMENT, Account.WITHHOLD),
}
_CUT_LAST: Final = (Class.SEQUESTRATION, Class.PENALTY, Class.WITHHOLD)


@dataclass(frozen=True, slots=True)
class Moment:
    """When and by whom something is posted."""

    as_of: date
    user: str


@dataclass(frozen=True, slots=True)
class PostedAdjustment:
    """An adjustment with how much of it reaches the ledger."""

    row: AnswerRow
    line: str
    classed: Classed
    cents: int

    @property
    def excess_cents(self) -> int:
        """What a non-primary payer stated beyond what was open; never posted (RFI-1696)."""
        posts = self.classed.class_ in WRITTEN_OFF | MOVED
        return self.classed.adjustment.cents - self.cents if posts else 0


@dataclass
class Proposal:
    """What posting one claim of a payment gives.

    Attributes:
        entries: in the order in which they are to stand.
        adjustments: every adjustment with what of it was posted.
        held_lines: our lines with a patient's share that waits for a person ("" the claim).
        released: of a reversal, batch and claim number of each answer that it takes back.
    """

    entries: list[Entry] = field(default_factory=list)
    adjustments: list[PostedAdjustment] = field(default_factory=list)
    held_lines: dict[str, str] = field(default_factory=dict)
    released: tuple[tuple[str, int], ...] = ()


def hold_cash(judged: Judged, moment: Moment) -> Entry | None:
    """Return the entry that keeps a waiting claim's cash in Unapplied; None for no cash."""
    if judged.claim.paid_cents == 0:
        return None
    return Entry(
        **_common(judged, moment),
        entry=hold_id(judged),
        type=EntryType.PAYMENT,
        debit=Account.CASH,
        credit=Account.UNAPPLIED,
        amount_cents=judged.claim.paid_cents,
        source_row=f"{judged.answer.batch}/{judged.claim.rows[0].row}",
        reason="EXCEPTION",
        note=judged.claim.pcn,
    )


def hold_id(judged: Judged) -> str:
    """Return the id of the entry that keeps a claim's cash in Unapplied."""
    return id_of(judged, "0", "HOLD")


def stated_amounts(judged: Judged, office: Office) -> dict[str, int]:
    """Return what a claim's answer alone puts into the ledger: amounts in cents by entry id.

    What a non-primary payer adjusts depends on what is open, so only its cash is told.
    """
    terms = office.terms(judged.answer.payer_id)
    is_primary = judged.standing is not None and not judged.standing.is_secondary
    amounts = {}
    for row in judged.claim.rows:
        place = str(row.ordinal)
        amounts[id_of(judged, place, "PAY")] = row.paid_cents
        if is_primary:
            for one in classify(judged.claim, row, office.carcs, is_capitated=terms.is_capitated):
                if one.class_ in WRITTEN_OFF | MOVED:
                    part = f"CAS{one.adjustment.position}"
                    amounts[id_of(judged, place, part)] = one.adjustment.cents
    return amounts


def propose(
    judged: Judged, office: Office, balances: OpenBalances, moment: Moment, *, is_held: bool
) -> Proposal:
    """Return the ledger rows of a claim, row by row against what is open.

    Args:
        judged: a claim without trouble.
        office: our side of it.
        balances: what is open; brought up to date with the rows proposed.
        moment: when and by whom.
        is_held: its cash stands in Unapplied already, and now moves from there.
    """
    assert judged.ours is not None
    assert judged.standing is not None
    proposal = Proposal()
    terms = office.terms(judged.answer.payer_id)
    source = Account.UNAPPLIED if is_held else Account.CASH
    is_new = not balances.has_owed(judged.ours.claim_id, judged.standing.owner)
    for row in judged.claim.rows:
        classed = classify(judged.claim, row, office.carcs, is_capitated=terms.is_capitated)
        one = _Row(judged, row, classed, balances, moment, source, is_new)
        entries = list(one.entries())
        balances.add(entries)
        proposal.entries += entries
        proposal.adjustments += one.adjustments
        if one.is_held_from_patient:
            proposal.held_lines[one.line] = one.hold_reason
    return proposal


@dataclass
class _Row:
    """One row of a claim on its way into the ledger.

    ``is_new`` tells that the payer was never shown as an owner of the claim.
    """

    judged: Judged
    row: AnswerRow
    classed: tuple[Classed, ...]
    balances: OpenBalances
    moment: Moment
    source: Account
    is_new: bool

    @property
    def ours(self) -> OurClaim:
        assert self.judged.ours is not None
        return self.judged.ours

    @property
    def standing(self) -> Standing:
        assert self.judged.standing is not None
        return self.judged.standing

    @property
    def line(self) -> str:
        return self.judged.our_line(self.row)

    @cached_property
    def adjustments(self) -> list[PostedAdjustment]:
        return [
            PostedAdjustment(self.row, self.line, one, cents)
            for one, cents in zip(self.classed, self._posted(), strict=True)
        ]

    @cached_property
    def held(self) -> list[PostedAdjustment]:
        return [
            one for one in self.adjustments
            if one.cents > 0 and one.classed.class_ in MOVED and self._is_held(one.classed)
        ]  # fmt: skip

    @property
    def is_held_from_patient(self) -> bool:
        return bool(self.held)

    @property
    def hold_reason(self) -> str:
        return ", ".join(dict.fromkeys(one.classed.adjustment.reason for one in self.held))

    def _is_held(self, one: Classed) -> bool:
        if self.standing.next_owner != PATIENT_OWNER:
            return False
        return one.class_ is Class.PATIENT_HOLD or self.standing.is_protected

    def entries(self) -> Iterator[Entry]:
        yield from self._taken_over()
        if self.row.paid_cents:
            yield self._entry(
                "PAY", EntryType.PAYMENT, self.source, self.row.paid_cents, reason="PAYMENT"
            )
        for one in self.adjustments:
            if one.cents:
                yield self._adjustment(one)

    def _adjustment(self, one: PostedAdjustment) -> Entry:
        adjustment, class_ = one.classed.adjustment, one.classed.class_
        what = {"group": adjustment.group, "carc": adjustment.carc, "reason": class_.value}
        part = f"CAS{adjustment.position}"
        if class_ in _ACCOUNTS:
            type_, account = _ACCOUNTS[class_]
            return self._entry(part, type_, account, one.cents, **what)
        to = self.standing.next_owner
        what["to_owner"] = to
        what["note"] = "crossed over" if self.judged.claim.is_crossed_over else ""
        return self._entry(part, EntryType.TRANSFER, receivable_account(to), one.cents, **what)

    def _entry(self, part: str, type_: EntryType, debit: Account, cents: int, **more: str) -> Entry:
        """Return an entry that lowers what the payer (or ``from_owner``) owes."""
        more.setdefault("from_owner", self.standing.owner)
        match = self.judged.lines.get(self.row.ordinal)
        shared: dict[str, Any] = _common(self.judged, self.moment) | more
        shared["dos"] = match.line.dos if match else self.ours.dos
        return Entry(
            **shared,
            entry=id_of(self.judged, str(self.row.ordinal), part),
            type=type_,
            debit=debit,
            credit=receivable_account(more["from_owner"]),
            amount_cents=cents,
            line=self.line,
            source_row=f"{self.judged.answer.batch}/{self.row.row}",
        )

    def _taken_over(self) -> Iterator[Entry]:
        """Move to the answering payer what it answers for but another owner is shown to owe.

        A primary that was never shown as the owner (the coverage was corrected after the charge)
        takes over all that is open; any other only what its answer needs, from insurers first. A
        primary that answers for more than is open has an answer standing already; both stay whole,
        so that a reversal of either, whenever it comes, leaves the other as if it were alone.
        """
        holders = self._holders()
        own = holders.pop(self.standing.owner, 0)
        wanted = self.row.paid_cents + sum(one.cents for one in self.adjustments if one.cents)
        wanted -= max(own, 0)
        if not self.standing.is_secondary:
            there = sum(cents for cents in holders.values() if cents > 0)
            if self.is_new:
                wanted = there
            elif wanted > there:
                return
        for owner in sorted(holders, key=lambda one: (one == PATIENT_OWNER, one)):
            taken = min(wanted, holders[owner])
            if taken > 0 and (self.is_new or owner != PATIENT_OWNER):
                wanted -= taken
                yield self._entry(
                    f"TAKEOVER-{owner}", EntryType.TRANSFER, Account.INSURANCE_AR, taken,
                    from_owner=owner, to_owner=self.standing.owner,
                    reason=ANSWERED_BY if self.is_new else ANSWERED_AGAIN,
                )  # fmt: skip

    def _holders(self) -> dict[str, int]:
        claim_id = self.ours.claim_id
        if self.row.is_line:
            return self.balances.service_of_line(claim_id, self.line)
        if self.judged.claim.lines:
            return {}
        return self.balances.service_of_claim(claim_id)

    def _open_cents(self) -> int:
        """Return what of services is open for this row: no line takes more than its claim."""
        claim = sum(self.balances.service_of_claim(self.ours.claim_id).values())
        if not self.row.is_line:
            return max(0, claim)
        line = sum(self.balances.service_of_line(self.ours.claim_id, self.line).values())
        return max(0, min(line, claim))

    def _posted(self) -> list[int]:
        """Return how much of each adjustment is posted: all of it, or what 2c's cap leaves."""
        wanted = [
            one.adjustment.cents if one.class_ in WRITTEN_OFF | MOVED else 0 for one in self.classed
        ]
        if not self.standing.is_secondary:
            return wanted
        left = max(0, self._open_cents() - self.row.paid_cents)
        patient = self._cut(wanted, left, MOVED)
        moved = sum(c for c, one in zip(patient, self.classed, strict=True) if one.class_ in MOVED)
        return self._cut(patient, max(0, left - moved), WRITTEN_OFF)

    def _cut(self, wanted: list[int], limit: int, classes: frozenset[Class]) -> list[int]:
        """Return the amounts with those of the classes cut until their sum is within the limit.

        Contractual amounts are cut before others, later triplets before earlier ones.
        """
        places = [n for n, one in enumerate(self.classed) if one.class_ in classes]
        excess = max(0, sum(wanted[n] for n in places) - limit)
        cut = list(wanted)
        order = sorted(places, key=lambda n: (self.classed[n].class_ in _CUT_LAST, -n))
        for n in order:
            taken = min(excess, max(0, cut[n]))
            cut[n] -= taken
            excess -= taken
        return cut


def id_of(judged: Judged, line: str, part: str) -> str:
    """Return the id of a ledger row of a claim payment: what it records, and the attempt."""
    claim = judged.claim
    return entry_id(
        judged.answer.key, claim.icn, claim.status, claim.nth, line, part, judged.answer.attempt
    )


def _common(judged: Judged, moment: Moment) -> dict[str, Any]:
    """Return what all entries of a claim payment share; no patient where no claim is known."""
    answer, ours, standing = judged.answer, judged.ours, judged.standing
    shared: dict[str, Any] = {
        "posted": moment.as_of,
        "effective": answer.paid_on or moment.as_of,
        "batch": answer.batch,
        "deposit_date": answer.deposit_date,
        "payer_id": answer.payer_id,
        "user": moment.user,
    }
    if ours is None or standing is None or judged.trouble is not None:
        return shared
    return shared | {
        "patient_id": ours.patient_id,
        "guarantor_id": ours.guarantor_id,
        "claim_id": ours.claim_id,
        "level": standing.cover.level,
        "dos": ours.dos,
        "provider": ours.provider,
        "location": ours.location,
        "class_": ours.class_,
    }
