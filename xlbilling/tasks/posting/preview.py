"""What posting would do, before anything is written: rows, receivables, and what stays open.

Plain data: the command line shows it as lines and JSON, a sheet may show it as a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import ledger, money
from xlbilling.model.ledger import PATIENT_OWNER, Account, Entry
from xlbilling.tasks.posting.exceptions import NEXT_STEPS
from xlbilling.tasks.posting.open_balances import OpenBalances

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.tasks.posting.engine import Posted, Run

WRITE_OFFS: Final = (
    Account.CONTRACTUAL, Account.SEQUESTRATION, Account.PENALTY, Account.BAD_DEBT,
    Account.SMALL_BALANCE, Account.CHARITY, Account.COLLECTION_FEES,
)  # fmt: skip
HELD: Final = {
    "suspense": Account.SUSPENSE,
    "unapplied": Account.UNAPPLIED,
    "recoupment": Account.RECOUPMENT,
    "interest": Account.INTEREST,
}
"""Accounts in which money is held for others or earned: more of it is shown as positive."""
_LINES_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim that is not posted: why, what to do, and its cash in cents."""

    batch: str
    pcn: str
    reason: str
    next_step: str
    cents: int


@dataclass(frozen=True, slots=True)
class Left:
    """What is open on a claim after posting, in cents."""

    claim_id: str
    insurance_cents: int
    patient_cents: int


@dataclass(frozen=True)
class Preview:
    """What posting would do; amounts are cents.

    Attributes:
        rows: the new ledger rows, in order.
        insurance: what insurers owe before and after.
        patient: what patients owe before and after.
        moves: cash, write-offs, withheld, suspense, unapplied, recoupment and interest: by how
            much each would rise.
        waiting: the claims that are not posted.
        left: what is open on the claims that are.
    """

    rows: tuple[Entry, ...]
    insurance: tuple[int, int]
    patient: tuple[int, int]
    moves: Mapping[str, int]
    waiting: tuple[Waiting, ...]
    left: tuple[Left, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it with money as text."""
        return {
            "receivables": {
                "insurance": _before_after(self.insurance),
                "patient": _before_after(self.patient),
            },
            **{name: money.to_text(cents) for name, cents in self.moves.items()},
            "rows": [_row(entry) for entry in self.rows],
            "waiting": [
                {"batch": one.batch, "pcn": one.pcn, "reason": one.reason,
                 "next_step": one.next_step, "cash": money.to_text(one.cents)}
                for one in self.waiting
            ],
            "left": [
                {"claim": one.claim_id, "insurance": money.to_text(one.insurance_cents),
                 "patient": money.to_text(one.patient_cents)}
                for one in self.left
            ],
        }  # fmt: skip

    def lines(self) -> Iterator[str]:
        """Give it as a person reads it; of many rows the first ones."""
        for name, (before, after) in (("insurance", self.insurance), ("patient", self.patient)):
            yield f"{name} receivable: {money.show(before)} before, {money.show(after)} after"
        yield ", ".join(
            f"{name.replace('_', ' ')} {money.show(cents)}" for name, cents in self.moves.items()
        )
        yield from _shown([_row_line(entry) for entry in self.rows], "rows")
        yield from _shown([_waiting_line(one) for one in self.waiting], "claims that wait")
        open_ = [one for one in self.left if one.insurance_cents or one.patient_cents]
        yield from _shown([_left_line(one) for one in open_], "claims with a balance")


def of_run(run: Run, posted: Sequence[Posted], before: pd.DataFrame) -> Preview:
    """Return what a run would do.

    Args:
        run: the run, done but not written.
        posted: its payments that pass their proof.
        before: the ledger.
    """
    entries = tuple(entry for mine in posted for entry in mine.entries)
    return Preview(
        rows=entries,
        insurance=_receivable(before, entries, Account.INSURANCE_AR),
        patient=_receivable(before, entries, Account.PATIENT_AR),
        moves=_moves(entries),
        waiting=tuple(_waiting(posted)),
        left=tuple(_left(run, posted)),
    )


def of_entries(before: pd.DataFrame, entries: Sequence[Entry]) -> Preview:
    """Return what a run that posts no payment would do: its rows, and what is open after them.

    Args:
        before: the ledger.
        entries: the rows that the run adds.
    """
    claims = dict.fromkeys(entry.claim_id for entry in entries if entry.claim_id)
    balances = OpenBalances(before, set(claims))
    balances.add(entries)
    return Preview(
        rows=tuple(entries),
        insurance=_receivable(before, entries, Account.INSURANCE_AR),
        patient=_receivable(before, entries, Account.PATIENT_AR),
        moves=_moves(entries),
        waiting=(),
        left=tuple(_left_on(claim_id, balances) for claim_id in claims),
    )


def _receivable(
    before: pd.DataFrame, entries: Sequence[Entry], account: Account
) -> tuple[int, int]:
    there = ledger.account_balance(before, account)
    return there, there + _raised(entries, account)


def _raised(entries: Sequence[Entry], account: Account) -> int:
    """Return by how much entries raise an account: their debits less their credits."""
    return sum(
        entry.amount_cents * ((entry.debit is account) - (entry.credit is account))
        for entry in entries
    )


def _moves(entries: Sequence[Entry]) -> dict[str, int]:
    return {
        "cash": _raised(entries, Account.CASH),
        "write_offs": sum(_raised(entries, account) for account in WRITE_OFFS),
        "withheld": _raised(entries, Account.WITHHOLD),
        **{name: -_raised(entries, account) for name, account in HELD.items()},
    }


def _waiting(posted: Sequence[Posted]) -> Iterator[Waiting]:
    for mine in posted:
        for judged in mine.waiting:
            assert judged.trouble is not None
            reason = judged.trouble.reason
            yield Waiting(
                mine.answer.batch,
                judged.claim.pcn,
                reason.value,
                NEXT_STEPS[reason],
                judged.claim.paid_cents,
            )


def _left(run: Run, posted: Sequence[Posted]) -> Iterator[Left]:
    touched = (one.ours.claim_id for mine in posted for one, _ in mine.claims if one.ours)
    for claim_id in dict.fromkeys(touched):
        yield _left_on(claim_id, run.balances)


def _left_on(claim_id: str, balances: OpenBalances) -> Left:
    owed = balances.of_claim(claim_id)
    patient = owed.get(PATIENT_OWNER, 0)
    return Left(claim_id, sum(owed.values()) - patient, patient)


def _before_after(pair: tuple[int, int]) -> dict[str, str]:
    before, after = pair
    return {"before": money.to_text(before), "after": money.to_text(after)}


def _row(entry: Entry) -> dict[str, str]:
    return {
        "entry": entry.entry,
        "batch": entry.batch,
        "effective": entry.effective.isoformat(),
        "claim": entry.claim_id,
        "line": entry.line,
        "type": entry.type.value,
        "debit": entry.debit.value,
        "credit": entry.credit.value,
        "amount": money.to_text(entry.amount_cents),
        "from": entry.from_owner,
        "to": entry.to_owner,
        "reason": entry.reason,
    }


def _row_line(entry: Entry) -> str:
    place = f"{entry.claim_id}/{entry.line}" if entry.line else entry.claim_id or entry.batch
    return (
        f"  {entry.type.value} {place}: {money.show(entry.amount_cents)} from "
        f"{entry.credit.value} to {entry.debit.value}"
    )


def _waiting_line(one: Waiting) -> str:
    return f"  {one.batch} {one.pcn}: {one.reason}, {money.show(one.cents)}; {one.next_step}"


def _left_line(one: Left) -> str:
    return (
        f"  {one.claim_id}: insurance {money.show(one.insurance_cents)}, "
        f"patient {money.show(one.patient_cents)}"
    )


def _shown(lines: Sequence[str], what: str) -> Iterator[str]:
    if not lines:
        return
    yield f"{what}: {len(lines)}"
    yield from lines[:_LINES_SHOWN]
    if len(lines) > _LINES_SHOWN:
        yield f"  and {len(lines) - _LINES_SHOWN} more"
