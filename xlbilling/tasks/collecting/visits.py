"""How far each visit has come: its statements, its level, its final notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.statements import levels, messages, open_lines
from xlbilling.tasks.statements.accounts import Account, History
from xlbilling.tasks.statements.levels import HIGHEST, Billed
from xlbilling.tasks.statements.open_lines import Move, OpenLine
from xlbilling.tasks.statements.standing import Standing
from xlbilling.tasks.statements.visits import CASH, billed_before


@dataclass(frozen=True)
class Visit:
    """A claim's lines that may be billed to the patient, and the statements that billed them.

    Attributes:
        lines: its open lines, none of them held, pending or on a plan.
        level: of the last statement that billed it; 0 for none.
        statements: so many have billed it since it was last paid in full.
        first_billed: the day of the first of these.
        final_notice: the day of its first statement at the highest level, if that still stands.
    """

    claim_id: str
    lines: tuple[OpenLine, ...]
    level: int = 0
    statements: int = 0
    first_billed: date | None = None
    final_notice: date | None = None

    @property
    def cents(self) -> int:
        """What is owed on these lines."""
        return sum(line.cents for line in self.lines)

    @property
    def given(self) -> date:
        """The day on which the first of them became the patient's."""
        return min(line.given for line in self.lines)


@dataclass(frozen=True)
class Levels:
    """What levels are worked out from.

    Attributes:
        moves: per claim the movements of what the patient owes.
        days: how many days after the first statement each level needs.
        percent: the share of a balance that counts as a payment worth a level.
    """

    moves: Mapping[str, Sequence[Move]]
    days: Sequence[int]
    percent: int

    @classmethod
    def of(cls, book: Snapshot, now: Standing) -> Levels:
        """Return them as of the day of a standing."""
        owed = now.moved[now.moved["owner"] == PATIENT_OWNER]
        days = messages.messages(book).days
        percent = settings.count(book.settings, "Level Payment Percent")
        return cls(open_lines.by_claim(owed, CASH), days, percent)


def visits_of(account: Account, history: History, known: Levels, day: date) -> tuple[Visit, ...]:
    """Return an account's visits with a line to bill, the oldest service first."""
    return tuple(_visit(account, claim, history, known, day) for claim in account.visits)


def _visit(account: Account, claim: str, history: History, known: Levels, day: date) -> Visit:
    lines = tuple(line for line in account.billable if line.claim_id == claim)
    billed = billed_before(known.moves[claim], history, claim, day)
    since = _since(billed)
    if since == len(billed):
        return Visit(claim, lines)
    at = [
        levels.level(billed[:n], one.on, known.percent, known.days) for n, one in enumerate(billed)
    ]
    final = None
    for one, level in zip(billed[since:], at[since:], strict=True):
        final = (final or one.on) if level == HIGHEST else None
    if levels.level(billed, day, known.percent, known.days) < HIGHEST:
        final = None  # a payment since then lowered it
    first = billed[since].on
    if claim in history.back:  # the first of a balance back from a plan is none that was sent
        first = min(history.billed.get(claim, (history.back[claim].on,)))
    return Visit(claim, lines, at[-1], len(billed) - since, first, final)


def _since(billed: Sequence[Billed]) -> int:
    """Return the place of the first statement since the visit was last paid in full."""
    paid = [n for n, one in enumerate(billed, start=1) if one.paid_cents >= one.balance_cents]
    return paid[-1] if paid else 0
