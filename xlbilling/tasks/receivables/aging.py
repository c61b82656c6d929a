"""An aging worked out: every open balance with its age and bucket, and the sums that prove it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from xlbilling.layout.pages.aging_page import AgingRow
from xlbilling.model.ledger import Account, account_balance
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.receivables import aged_lines, balances
from xlbilling.tasks.receivables.aged_lines import AGENCY, PLANS, Agency, Beside
from xlbilling.tasks.receivables.basis import Bases
from xlbilling.tasks.receivables.buckets import Scheme
from xlbilling.tasks.receivables.line_balances import Frame

READS: Final = ("ledger", "submissions", "holds", "payment_plans", "patients")
"""The tables that an aging is worked out from."""

_APART_ACCOUNTS: Final = (
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
        bases: what the ages count from.
        scheme: the buckets.
        lines: ``balances.line_balances`` with ``age_days``, ``bucket`` (0-based) and ``apart``
            (the reconciling item that takes it out of the buckets, or "").
        unapplied: cash held, as ``balances.unapplied`` gives it.
        ledger_cents: the receivable, summed from the ledger's accounts and nothing else.
        apart: what stands beside the receivable, by name, in cents.
    """

    as_of: date
    bases: Bases
    scheme: Scheme
    lines: pd.DataFrame
    unapplied: pd.DataFrame
    ledger_cents: int
    apart: tuple[tuple[str, int], ...]

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

    @property
    def future(self) -> pd.DataFrame:
        """The open balances whose age counts from a day after the as-of day (rules AG-2)."""
        return self.aged[self.aged["age_days"] < 0]

    def bucket_sums(self, lines: pd.DataFrame) -> tuple[int, ...]:
        """Return the sum of open balances in each bucket, in cents."""
        found = lines["cents"].groupby(lines["bucket"]).sum()
        return tuple(int(found.get(n, 0)) for n in range(len(self.scheme.buckets)))


def age(book: Snapshot, day: date, bases: Bases, scheme: Scheme) -> Aging:
    """Return the receivables of the ledger aged as of a day.

    Args:
        book: with the tables of ``READS``.
        day: only rows posted on or before it count.
        bases: what insurers' and patients' ages count from.
        scheme: the buckets.
    """
    rows = balances.as_of(book["ledger"], day)
    ledger = numbered(rows)
    lines = balances.collected(aged_lines.aged_lines(ledger, beside(book, day), day, bases, scheme))
    apart = tuple(
        (name, sign * account_balance(rows, account)) for name, account, sign in _APART_ACCOUNTS
    )
    return Aging(
        day, bases, scheme, lines, balances.unapplied(rows), balances.receivable(rows), apart
    )


def numbered(rows: pd.DataFrame) -> Frame:
    """Return ledger rows for an expression: numbered as they stand, amounts as plain integers."""
    plain = rows["amount_cents"].astype("int64")
    return lazy(rows.assign(amount_cents=plain, seq=np.arange(len(rows))))


def lazy(frame: pd.DataFrame) -> Frame:
    """Return a frame of pandas as expressions take it."""
    return nw.from_native(frame).lazy()


def beside(book: Snapshot, day: date) -> Beside:
    """Return what the sheets beside the ledger say as of a day, as an aging needs it.

    Args:
        book: with the tables of ``READS``.
        day: the as-of day, which plans have started and holds are in force by.
    """
    return Beside(
        lazy(billed_to(book.frame("patients"))),
        lazy(book.frame("submissions")[["claim_id", "payer_id", "sent"]]),
        lazy(_plans(book.frame("payment_plans"), day)),
        _agency(book.frame("holds"), day),
    )


def billed_to(patients: pd.DataFrame) -> pd.DataFrame:
    """Return the account that the Patients sheet names for each patient (its first row counts)."""
    known = patients.drop_duplicates("patient_id")[["patient_id", "guarantor_id"]]
    return known[known["guarantor_id"] != ""].rename(columns={"guarantor_id": "billed_to"})


def _plans(plans: pd.DataFrame, day: date) -> pd.DataFrame:
    current = plans[(plans["state"] == "CURRENT") & ~(plans["started"] > pd.Timestamp(day))]
    started = current.groupby("guarantor_id")["started"].max()
    since = started.rename("since").rename_axis("billed_to").reset_index()
    return since.assign(has_plan=np.ones(len(since), "int64"))


def _agency(holds: pd.DataFrame, day: date) -> Agency:
    now = in_force(holds, day)
    agency = now[now["type"] == "AGENCY"]
    of_claims = agency[agency["claim_id"] != ""]
    wider = agency[agency["claim_id"] == ""]
    single = of_claims[of_claims["line"] != ""]
    return Agency(
        accounts=_ids(wider["guarantor_id"]),
        patients=_ids(wider["patient_id"]),
        claims=_ids(of_claims.loc[of_claims["line"] == "", "claim_id"]),
        lines=tuple(zip(single["claim_id"], single["line"], strict=True)),
    )


def _ids(column: pd.Series[Any]) -> tuple[str, ...]:
    return tuple(sorted({*column} - {""}))


def account_ids(lines: pd.DataFrame, patients: pd.DataFrame) -> pd.Series[Any]:
    """Return who gets the bill of each row: the patient's guarantor, or the patient (rules ST-15).

    The Patients sheet speaks first, then the guarantor that the ledger row names.
    """
    named = lazy(lines[["patient_id", "guarantor_id"]])
    table = aged_lines.with_account(named, lazy(billed_to(patients))).collect().to_pandas()
    return pd.Series(table["account"].to_numpy(dtype=object), index=lines.index)


def in_force(holds: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the holds that stand on a day: begun, and not ended before it."""
    now = pd.Timestamp(day)
    begun = holds["from"].isna() | (holds["from"] <= now)
    return holds[begun & (holds["to"].isna() | (holds["to"] >= now))]


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
