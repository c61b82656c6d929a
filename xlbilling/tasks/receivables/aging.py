"""An aging worked out: every open balance with its age and bucket, and the sums that prove it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.layout.pages.aging_report import AgingRow
from xlbilling.model.ledger import Account, account_balance
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.receivables import aged_lines, balances, beside
from xlbilling.tasks.receivables.aged_lines import AGENCY, PLANS
from xlbilling.tasks.receivables.basis import Bases
from xlbilling.tasks.receivables.beside import billed_to, in_force, lazy
from xlbilling.tasks.receivables.buckets import Scheme
from xlbilling.tasks.receivables.line_balances import Frame
from xlbilling.tasks.receivables.terms import Terms

__all__ = [
    "APART_ACCOUNTS", "READS", "Aging", "account_ids", "age", "aged_on", "in_force", "lazy",
    "numbered", "rows_by",
]  # fmt: skip

READS: Final = ("ledger", *beside.READS)
"""The tables that an aging is worked out from."""

APART_ACCOUNTS: Final = (
    ("Unapplied cash", Account.UNAPPLIED, -1),
    ("Suspense", Account.SUSPENSE, -1),
    ("Payer recoupment", Account.RECOUPMENT, 1),
    ("Withheld by payers", Account.WITHHOLD, 1),
)


@dataclass(frozen=True)
class Aging:
    """Receivables aged as of a day.

    Attributes:
        as_of: the day.
        terms: bases, buckets, what became of credits and of what an agency has.
        rows: the ledger rows posted by then, as ``balances.as_of`` gives them.
        lines: as ``aged_lines.aged_lines`` gives them, sorted.
        unapplied: cash held, as ``balances.unapplied`` gives it.
        ledger_cents: the receivable, summed from the ledger's accounts and nothing else.
        apart: what stands beside the receivable, by name, in cents.
    """

    as_of: date
    terms: Terms
    rows: pd.DataFrame
    lines: pd.DataFrame
    unapplied: pd.DataFrame
    ledger_cents: int
    apart: tuple[tuple[str, int], ...]

    @property
    def scheme(self) -> Scheme:
        """The buckets."""
        return self.terms.scheme

    @property
    def bases(self) -> Bases:
        """What the ages count from."""
        return self.terms.bases

    @property
    def aged(self) -> pd.DataFrame:
        """The open balances in the buckets: no credits, nothing apart."""
        return self.lines[(self.lines["cents"] > 0) & (self.lines["apart"] == "")]

    @property
    def credits(self) -> pd.DataFrame:
        """The balances below zero that are not apart."""
        return self.lines[(self.lines["cents"] < 0) & (self.lines["apart"] == "")]

    @property
    def reconciling(self) -> tuple[tuple[str, int], ...]:
        """What is receivable but in no bucket, by name, in cents."""
        sums = self.lines[self.lines["apart"] != ""].groupby("apart")["cents"].sum()
        return tuple((name, int(sums[name])) for name in (AGENCY, PLANS) if name in sums.index)

    @property
    def total_cents(self) -> int:
        """Buckets, credits and reconciling items together."""
        return int(self.lines["cents"].sum())

    def bucket_sums(self, lines: pd.DataFrame, place: str = "bucket") -> tuple[int, ...]:
        """Return the sum of open balances in each bucket, in cents.

        Args:
            lines: open balances.
            place: ``bucket``, or ``dos_bucket`` for those by the date of service.
        """
        found = lines["cents"].groupby(lines[place]).sum()
        return tuple(int(found.get(n, 0)) for n in range(len(self.scheme.buckets)))


def age(book: Snapshot, day: date, bases: Bases, scheme: Scheme) -> Aging:
    """Return the receivables aged as of a day, credits and the agency's balances apart.

    Args:
        book: with the tables of ``READS``.
        day: only rows posted on or before it count.
        bases: what insurers' and patients' ages count from.
        scheme: the buckets.
    """
    return aged_on(book, day, Terms(bases, scheme))


def aged_on(book: Snapshot, day: date, terms: Terms) -> Aging:
    """Return the receivables of the ledger aged as of a day, on the terms given.

    Args:
        book: with the tables of ``READS``.
        day: only rows posted on or before it count.
        terms: bases, buckets, credits and the agency's balances.

    Raises:
        RefusedError: a ledger row or a setting of days cannot be read.
    """
    rows = balances.as_of(book["ledger"], day)
    sheets = beside.beside(book, day, with_agency=terms.with_agency)
    lines = balances.collected(aged_lines.aged_lines(numbered(rows), sheets, day, terms))
    apart = tuple(
        (name, sign * account_balance(rows, account)) for name, account, sign in APART_ACCOUNTS
    )
    held, owed = balances.unapplied(rows), balances.receivable(rows)
    return Aging(day, terms, rows, lines, held, owed, apart)


def numbered(rows: pd.DataFrame) -> Frame:
    """Return ledger rows for an expression: numbered as they stand, amounts as plain integers."""
    plain = rows["amount_cents"].astype("int64")
    return lazy(rows.assign(amount_cents=plain, seq=np.arange(len(rows))))


def account_ids(lines: pd.DataFrame, patients: pd.DataFrame) -> pd.Series[Any]:
    """Return who gets the bill of each row: the patient's guarantor, or the patient (rules ST-15).

    The Patients sheet speaks first, then the guarantor that the ledger row names. The same as
    ``aged_lines.with_account`` for a frame of pandas, where its steps take long for a few rows.
    """
    known = billed_to(patients)
    accounts = dict(zip(known["patient_id"], known["billed_to"], strict=True))
    whose = zip(lines["patient_id"], lines["guarantor_id"], strict=True)
    found = [accounts.get(patient) or guarantor or patient for patient, guarantor in whose]
    return pd.Series(found, lines.index, dtype=object)


def rows_by(
    aging: Aging, lines: pd.DataFrame, key: str, names: Mapping[str, str]
) -> list[AgingRow]:
    """Return one aging row for each value of a column, the largest total first.

    Args:
        aging: the aging that the lines are of.
        lines: balances to sum, such as the insurers' only.
        key: the column to sum by.
        names: how a value is shown; one that is missing is shown as it is.
    """
    width = len(aging.scheme.buckets)
    sums = aged_lines.sums_by(lazy(lines), key, width).collect()
    rows = [
        AgingRow(names.get(str(value), str(value)) or "(none)", tuple(cents[:-1]), cents[-1])
        for value, *cents in sums.rows()
    ]
    return sorted(rows, key=lambda row: (-row.total, row.label))
