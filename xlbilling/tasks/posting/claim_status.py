"""What the Claims sheet shows of the ledger and of Submissions.

Balance, Owed By and Payer Now follow from the ledger, First Billed from what was sent, Status
from both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.model.plan import Change
from xlbilling.tasks.posting.open_balances import OpenBalances
from xlbilling.tasks.posting.our_claims import OurClaim, OurLine
from xlbilling.tasks.posting.sheet_values import days, set_columns, texts

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot

Owners = dict[str, int]
Cells = dict[int, dict[str, Any]]
NEW: Final = "NEW"
SENT: Final = "SENT"
PARTIAL: Final = "PARTIAL"
REVERSED: Final = "REVERSED"
"""The payer took its answer back, and the correction is awaited."""
_REJECTED: Final = "REJECTED"
_UNSENT: Final = frozenset({"", "NEW", "ERROR", "READY"})
_ANSWERED: Final = frozenset({"PAID", PARTIAL, "DENIED", "PATIENT", "CLOSED"})


@dataclass(frozen=True, slots=True)
class Shown:
    """What a line shows; status is "" where posting has nothing to say about it."""

    balance_cents: int
    owed_by: str
    payer_now: str
    status: str


@dataclass(frozen=True, slots=True)
class Billed:
    """The Claims sheet before a run, and what Submissions says of its lines.

    Attributes:
        statuses: the status that stands there now, by sheet row.
        first: the day a line was first sent, by sheet row; unsent lines have none.
        out: sheet rows of lines that are with a payer: sent, and not rejected since.
    """

    statuses: Mapping[int, str]
    first: Mapping[int, date]
    out: frozenset[int]

    def status(self, row: int) -> str:
        """Return a line's status, SENT where it was sent and nothing later is known of it."""
        there = self.statuses.get(row, "")
        return SENT if row in self.out and there in _UNSENT else there

    def without_reversed(self) -> Billed:
        """Return the same with what is shown as reversed shown as answered, to be told anew."""
        told = {row: PARTIAL if one == REVERSED else one for row, one in self.statuses.items()}
        return replace(self, statuses=told)

    def cells(self) -> Cells:
        """Return Status and First Billed of the lines that were sent."""
        return {
            row: {"first_billed": day, "status": self.status(row)}
            for row, day in self.first.items()
        }


def billed(book: Snapshot, as_of: date) -> Billed:
    """Return what was sent to payers until a day, by lines of the Claims sheet."""
    claims, sheet = book.frame("claims"), book.frame("submissions")
    sent = sheet[sheet["sent"] <= pd.Timestamp(as_of)].sort_values("sent", kind="stable")
    first: dict[str, date] = {}
    answers: dict[str, str] = {}
    for claim_id, day, answer in zip(
        sent["claim_id"], days(sent["sent"]), sent["answer"], strict=True
    ):
        if claim_id and day:
            first.setdefault(claim_id, day)
            answers[claim_id] = answer
    rows = texts(claims, "claim_id")
    return Billed(
        texts(claims, "status"),
        {row: first[claim_id] for row, claim_id in rows.items() if claim_id in first},
        frozenset(row for row, one in rows.items() if answers.get(one, _REJECTED) != _REJECTED),
    )


def sending(book: Snapshot, as_of: date) -> list[Change]:
    """Return Status and First Billed of the lines that were sent until a day."""
    return set_columns("claims", billed(book, as_of).cells())


def changes(
    claims: Iterable[OurClaim],
    balances: OpenBalances,
    denied: Collection[tuple[str, str]],
    before: Billed,
    awaiting: Collection[str] = (),
) -> list[Change]:
    """Return the cells of the Claims sheet that follow from the ledger and from Submissions.

    Args:
        claims: those that were touched.
        balances: what is open on them now.
        denied: (claim, line) with an open denial; line "" for the whole claim.
        before: the sheet as it stands now, with what was sent.
        awaiting: claims of which the payer took its answer back and gave no other yet.
    """
    cells = before.cells()
    for claim in claims:
        is_awaited = claim.claim_id in awaiting
        owners = spread(claim, balances.lines(claim.claim_id))
        for line in claim.lines:
            shown = _shown(claim, line, owners[line.line], balances, denied)
            cells.setdefault(line.sheet_row, {}).update(
                balance=shown.balance_cents,
                owed_by=shown.owed_by,
                payer_now=shown.payer_now,
                status=shown.status
                or (REVERSED if is_awaited else _unanswered(before, line, shown.owed_by)),
            )
    return set_columns("claims", cells)


def _unanswered(before: Billed, line: OurLine, owed_by: str) -> str:
    """Return the status of a line without answer: after an undo it waits for the payer again."""
    status = before.status(line.sheet_row)
    if status not in _ANSWERED:
        return status
    return NEW if owed_by == "PATIENT" and line.sheet_row not in before.out else SENT


def _shown(
    claim: OurClaim,
    line: OurLine,
    owners: Owners,
    balances: OpenBalances,
    denied: Collection[tuple[str, str]],
) -> Shown:
    balance = sum(owners.values())
    insurers = sorted(o for o, cents in owners.items() if o != PATIENT_OWNER and cents > 0)
    is_patient = owners.get(PATIENT_OWNER, 0) > 0
    owed_by = "INSURANCE" if insurers else "PATIENT" if is_patient else "NOBODY"
    payer_now = insurers[0].partition(":")[2] if insurers else ""
    keys = {(claim.claim_id, line.line), (claim.claim_id, "")}
    is_denied = any(key in denied for key in keys)
    # What a patient pays is no answer while an insurer still owes: a copay, say.
    answered = balances.is_answered_by_payer if insurers else balances.is_answered
    is_answered = is_denied or any(answered(*key) for key in keys)
    status = _status(line, owed_by, is_denied=is_denied) if is_answered else ""
    return Shown(balance, owed_by, payer_now, status)


def _status(line: OurLine, owed_by: str, *, is_denied: bool) -> str:
    """Return the status of a line that was answered."""
    if owed_by == "NOBODY":
        return "PAID" if line.charge_cents else "CLOSED"
    if owed_by == "PATIENT":
        return "PATIENT"
    return "DENIED" if is_denied else PARTIAL


def spread(claim: OurClaim, lines: Mapping[str, Owners]) -> dict[str, Owners]:
    """Return each line's balance by owner with the claim rows' part in it, for showing only.

    What lowers a claim as a whole lowers the lines that are open, in proportion; what raises it is
    parted by charge (rules.md 2d). The cents add up exactly; the ledger's rows stay without line.
    """
    shown = {line.line: dict(lines.get(line.line, {})) for line in claim.lines}
    for number, owners in lines.items():
        if number in shown:
            continue
        for owner, cents in owners.items():
            weights = _weights(claim, shown, owner, cents)
            for line, part in zip(shown, shares(cents, weights), strict=True):
                shown[line][owner] = shown[line].get(owner, 0) + part
    return shown


def _weights(claim: OurClaim, shown: Mapping[str, Owners], owner: str, cents: int) -> list[int]:
    opposite = [
        max(0, -owners.get(owner, 0) if cents > 0 else owners.get(owner, 0))
        for owners in shown.values()
    ]
    if sum(opposite) >= abs(cents):
        return opposite
    charges = {line.line: line.charge_cents for line in claim.lines}
    return [charges[line] for line in shown]


def shares(cents: int, weights: list[int]) -> list[int]:
    """Return an amount parted by weights, to the cent; all to the first where no weight is."""
    total = sum(weights)
    if total <= 0:
        return [cents, *[0] * (len(weights) - 1)]
    sign = -1 if cents < 0 else 1
    parts = [abs(cents) * weight // total for weight in weights]
    rest = abs(cents) - sum(parts)
    largest = sorted(range(len(weights)), key=lambda n: (-(abs(cents) * weights[n] % total), n))
    for n in largest[:rest]:
        parts[n] += 1
    return [sign * part for part in parts]
