"""An aging worked out: every open balance with its age and bucket, and the sums that prove it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.layout.pages.aging_page import AgingRow
from xlbilling.model.ledger import Account, account_balance
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.receivables import balances, basis
from xlbilling.tasks.receivables.basis import Bases
from xlbilling.tasks.receivables.buckets import Scheme

READS: Final = ("ledger", "submissions", "holds", "payment_plans", "patients")
"""The tables that an aging is worked out from."""

AGENCY: Final = "At collection agency"
PLANS: Final = "On payment plans"
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
    lines = balances.line_balances(balances.movements(rows))
    dated = basis.dates(lines, book.frame("submissions"), bases, day)
    lines["age_days"] = basis.ages(dated, day)
    lines["bucket"] = scheme.positions(lines["age_days"].to_numpy())
    lines["account"] = account_ids(lines, book.frame("patients"))
    lines["apart"] = _apart_items(lines, book, day)
    apart = tuple(
        (name, sign * account_balance(rows, account)) for name, account, sign in _APART_ACCOUNTS
    )
    return Aging(
        day, bases, scheme, lines, balances.unapplied(rows), balances.receivable(rows), apart
    )


def account_ids(lines: pd.DataFrame, patients: pd.DataFrame) -> pd.Series[Any]:
    """Return who gets the bill of each row: the patient's guarantor, or the patient (rules ST-15).

    The Patients sheet speaks first, then the guarantor that the ledger row names.
    """
    known = patients.drop_duplicates("patient_id").set_index("patient_id")["guarantor_id"]
    of_patient = lines["patient_id"].map(known[known != ""])
    named = lines["guarantor_id"].where(lines["guarantor_id"] != "", lines["patient_id"])
    return of_patient.where(of_patient.notna(), named)


def in_force(holds: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the holds that stand on a day: begun, and not ended before it."""
    now = pd.Timestamp(day)
    begun = holds["from"].isna() | (holds["from"] <= now)
    return holds[begun & (holds["to"].isna() | (holds["to"] >= now))]


def _apart_items(lines: pd.DataFrame, book: Snapshot, day: date) -> Any:
    """Name the reconciling item of each balance: agency first, then plans; "" for the buckets.

    Rules AG-6: agency balances are no receivable of ours to age; plans age by instalment.
    """
    holds = in_force(book.frame("holds"), day)
    agency = holds[holds["type"] == "AGENCY"]
    at_agency = _placed(lines, agency) & lines["is_patient"]
    plans = book.frame("payment_plans")
    current = plans[(plans["state"] == "CURRENT") & ~(plans["started"] > pd.Timestamp(day))]
    started = current.groupby("guarantor_id")["started"].max()
    since = pd.Series(started.reindex(lines["account"]).to_numpy(), index=lines.index)
    has_plan = lines["account"].isin(current["guarantor_id"])
    covered = since.isna() | (lines["given"] <= since)
    on_plan = lines["is_patient"] & has_plan & covered & (lines["cents"] > 0)
    return np.select([at_agency, on_plan], [AGENCY, PLANS], "").astype(object)


def _placed(lines: pd.DataFrame, agency: pd.DataFrame) -> pd.Series[Any]:
    """Tell which balances a hold of the agency names: a claim's, or else a whole account's."""
    of_claims = agency[agency["claim_id"] != ""]
    wider = agency[agency["claim_id"] == ""]
    whole = of_claims.loc[of_claims["line"] == "", "claim_id"]
    pairs = set(zip(of_claims["claim_id"], of_claims["line"], strict=True))
    single = [pair in pairs for pair in zip(lines["claim_id"], lines["line"], strict=True)]
    return (
        lines["account"].isin(set(wider["guarantor_id"]) - {""})
        | lines["patient_id"].isin(set(wider["patient_id"]) - {""})
        | lines["claim_id"].isin(whole)
        | pd.Series(single, index=lines.index, dtype=bool)
    )


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
    kept = lines[lines["apart"] == ""]
    rows = [
        AgingRow(
            names.get(str(value), str(value)) or "(none)",
            aging.bucket_sums(part[part["cents"] > 0]),
            int(part.loc[part["cents"] < 0, "cents"].sum()),
        )
        for value, part in kept.groupby(key)
    ]
    return sorted(rows, key=lambda row: (-row.total, row.label))
