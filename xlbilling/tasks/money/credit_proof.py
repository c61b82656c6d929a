"""Whether credits and refunds tie to the ledger: what is listed against what is booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from xlbilling.model import money
from xlbilling.model.findings import ERROR, Finding
from xlbilling.model.ledger import Account, EntryType, account_balance
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.money import credit_list
from xlbilling.tasks.money.credit_list import HELD
from xlbilling.tasks.money.receipt_money import POSTED
from xlbilling.tasks.posting.credit_balances import CLAIM, OPEN
from xlbilling.tasks.receivables import balances


@dataclass(frozen=True, slots=True)
class Tie:
    """One thing that a sheet and the ledger both say, in cents."""

    name: str
    listed_cents: int
    ledger_cents: int
    fix: str

    @property
    def is_proved(self) -> bool:
        """Whether both say the same."""
        return self.listed_cents == self.ledger_cents


def ties(book: Snapshot, credits_: pd.DataFrame, day: date) -> tuple[Tie, Tie, Tie]:
    """Return credits of claims, money held, and refunds, each as listed and as in the ledger.

    Args:
        book: with the ledger and Refunds.
        credits_: the Credits table as it will be.
        day: only rows posted by then count.
    """
    rows = balances.as_of(book["ledger"], day)
    held = balances.unapplied(rows)
    payers = int(held.loc[held["payer_id"] != "", "cents"].sum())
    patients = -account_balance(rows, Account.UNAPPLIED) - payers
    refunds = rows.loc[rows["type"] == EntryType.REFUND.value, "amount_cents"]
    return (
        Tie(
            "Credit balances of claims",
            _open(credits_, CLAIM),
            sum(credit_list.claim_credits(rows).values()),
            "look for two rows of one Key on Credits, or a Kind that somebody changed",
        ),
        Tie(
            "Patients' money held unapplied",
            _open(credits_, HELD),
            patients,
            "look for an account that was given more than it had, or a Kind that was changed",
        ),
        Tie(
            "Refunds posted",
            _posted(book, rows),
            int(refunds.sum()),
            "put the rows of Refunds back as they were posted; run verify-ledger for the ledger",
        ),
    )


def findings(proved: tuple[Tie, ...]) -> list[Finding]:
    """Return what does not tie, both amounts and the difference."""
    return [
        Finding(
            "CREDIT-PROOF",
            ERROR,
            f"{one.name}: listed {money.show(one.listed_cents)}, in the ledger "
            f"{money.show(one.ledger_cents)}: "
            f"{money.difference(one.listed_cents, one.ledger_cents)}",
            "Credits" if one is not proved[-1] else "Refunds",
            one.fix,
        )
        for one in proved
        if not one.is_proved
    ]


def _open(credits_: pd.DataFrame, kind: str) -> int:
    own = credits_[(credits_["state"] == OPEN) & (credits_["kind"] == kind)]
    return int(own["amount_cents"].sum())


def _posted(book: Snapshot, rows: pd.DataFrame) -> int:
    """Return what the register says was given back by the day: its rows posted by then."""
    register = book.frame("refunds")
    register = register[register["state"] == POSTED]
    later = set(book.frame("ledger")["entry"]) - set(rows["entry"])
    is_later = register["entry"].map(lambda ids: not later.isdisjoint(ids.split())).astype(bool)
    return int(register.loc[~is_later, "amount_cents"].sum())
