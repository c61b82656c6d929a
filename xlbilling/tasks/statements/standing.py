"""How every account with an open patient line stands on a day, before a statement is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

import pandas as pd

from xlbilling.model.tables import Snapshot
from xlbilling.tasks.plans import standing as plan_standing
from xlbilling.tasks.plans.standing import Plans
from xlbilling.tasks.receivables import aging, balances
from xlbilling.tasks.statements import accounts as households
from xlbilling.tasks.statements import defaults, messages, register
from xlbilling.tasks.statements import lines as patient_lines
from xlbilling.tasks.statements.accounts import Account, History

READS: Final = (
    "ledger", "patients", "guarantors", "coverage", "payers", "holds", "payment_plans",
    "remit_lines", "statements", "statement_messages",
)  # fmt: skip
"""The tables that decide whether an account gets a statement."""


@dataclass(frozen=True)
class Standing:
    """The accounts of a day.

    Attributes:
        rows: the ledger's rows posted up to then.
        moved: the receivable's movements.
        lines: all line balances, insurers' too, with ``account``.
        histories: the statements each account got before.
        decided: the accounts, each with the reason why it gets no statement, or "".
        sent: of accounts whose statement of the day was sent, the register's row.
        left_alone: these accounts.
        plans: all payment plans.
        patients: the Patients sheet, which says who gets whose bill.
    """

    rows: pd.DataFrame
    moved: pd.DataFrame
    lines: pd.DataFrame
    histories: Mapping[str, History]
    decided: Sequence[Account]
    sent: Mapping[str, dict[Any, Any]]
    left_alone: Sequence[Account]
    plans: Plans
    patients: pd.DataFrame

    @cached_property
    def moved_accounts(self) -> pd.Series[Any]:
        """Who gets the bill of each of the receivable's movements."""
        return aging.account_ids(self.moved, self.patients)

    @cached_property
    def held(self) -> pd.DataFrame:
        """Money of the patients that no claim took yet, with ``account``."""
        held = balances.unapplied(self.rows)
        held = held[held["payer_id"] == ""]
        return held.assign(account=aging.account_ids(held, self.patients))


def standing(book: Snapshot, day: date) -> Standing:
    """Return how the accounts stand on a day (rules ST-1).

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    rows = balances.as_of(book["ledger"], day)
    moved = balances.movements(rows)
    lines = balances.line_balances(moved)
    patients = book.frame("patients")
    lines["account"] = aging.account_ids(lines, patients)
    owed = patient_lines.with_reasons(lines, moved, book, day)
    plans = plan_standing.plans(book, moved, day)
    everyone = households.accounts(owed, balances.unapplied(rows), book, plans)
    old = book.frame("statements")
    histories = defaults.after(
        households.histories(register.before(old, day)),
        everyone,
        plans,
        messages.messages(book).days,
    )
    sent = register.sent_that_day(old, day)
    office = households.Office.of(book, day)
    decided = [
        households.decided(one, histories.get(one.id, History()), office)
        for one in everyone
        if one.id not in sent
    ]
    left_alone = [one for one in everyone if one.id in sent]
    return Standing(rows, moved, lines, histories, decided, sent, left_alone, plans, patients)
