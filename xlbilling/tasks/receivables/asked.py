"""What is asked of the receivables in a cell: whose age, how old, who owes what as of a day.

Answers are cells: dollars as numbers, None for what is not in the workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.model import money
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks.age_receivables import aged_for
from xlbilling.tasks.receivables import aging, balances, buckets

OWED: Final = ("claims", "ledger", "payers")
AGES: Final = ("claims", *aging.READS)
ACCOUNTS: Final = ("ledger", "patients", "guarantors")
INSURANCE: Final = "INSURANCE"
SETTLED: Final = "nothing open"


def bucket_names(
    dates: np.ndarray[Any, Any], as_of: np.ndarray[Any, Any], schemes: Sequence[str]
) -> list[str]:
    """Return the bucket of each date as of a day; words where its scheme is not known.

    Args:
        dates: the days that ages count from.
        as_of: the day of each.
        schemes: names as the setting Aging Scheme takes them, or last days; "" for 30.
    """
    ages = (as_of - dates).astype("int64")
    known = {name: _scheme_or_words(name) for name in set(schemes)}
    return [
        found if isinstance(found, str) else found.bucket(age)
        for age, found in zip(ages.tolist(), map(known.__getitem__, schemes), strict=True)
    ]


def _scheme_or_words(name: str) -> buckets.Scheme | str:
    try:
        return buckets.scheme_named(name) if name else buckets.STANDARD
    except RefusedError as trouble:
        return trouble.message


def owed(
    book: Snapshot, day: date, claims: Sequence[str], whom: Sequence[str]
) -> list[float | None]:
    """Return what insurers, the patient or one payer owe on each claim as of a day, in dollars.

    Args:
        book: with the tables of ``OWED``.
        day: the as-of day.
        claims: claim ids.
        whom: INSURANCE, PATIENT or a payer id for each.
    """
    moved = balances.movements(balances.as_of(book["ledger"], day))
    sums = moved.groupby(["claim_id", "owner"], sort=False)["cents"].sum()
    by_claim: dict[tuple[str, str], int] = {}
    for (claim, owner), cents in zip(sums.index.to_list(), sums.to_list(), strict=True):
        for who in {_side(owner), _payer(owner)}:
            by_claim[claim, who] = by_claim.get((claim, who), 0) + int(cents)
    there = {*book.frame("claims")["claim_id"], *moved["claim_id"]}
    payers = {*map(str.upper, book.frame("payers")["payer_id"]), *(who for _, who in by_claim)}
    asked = zip(claims, map(str.upper, whom), strict=True)
    return [
        money.to_cell(by_claim.get((claim, who), 0))
        if claim in there and (who in payers or who in {INSURANCE, PATIENT_OWNER})
        else None
        for claim, who in asked
    ]


def _side(owner: str) -> str:
    return PATIENT_OWNER if owner == PATIENT_OWNER else INSURANCE


def _payer(owner: str) -> str:
    return owner.rpartition(":")[2].upper()


def claim_ages(book: Snapshot, day: date, claims: Iterable[str]) -> list[tuple[Any, ...]]:
    """Return age in days, bucket and open dollars of each claim's oldest open balance.

    Ages count as on the Aging sheet. Words where nothing is open; None for a claim that is not in
    the workbook.

    Raises:
        RefusedError: a setting of the aging or a ledger row cannot be read.
    """
    aged = aged_for(book, Request(day))
    open_ = aged.lines[aged.lines["cents"] > 0].groupby("claim_id")
    oldest, cents = open_["age_days"].max().to_dict(), open_["cents"].sum().to_dict()
    there = {*book.frame("claims")["claim_id"], *book.frame("ledger")["claim_id"]}
    return [
        (int(oldest[one]), aged.scheme.bucket(oldest[one]), money.to_cell(int(cents[one])))
        if one in oldest
        else (SETTLED if one in there else None,)
        for one in claims
    ]


def account_sums(book: Snapshot, day: date, accounts: Iterable[str]) -> list[tuple[Any, ...]]:
    """Return what insurers and patients owe on each account, and what is held for it, in dollars.

    An id of a patient stands for the account that gets the patient's bill; None for an id that is
    nobody's.

    Raises:
        RefusedError: a ledger row cannot be read.
    """
    rows = balances.as_of(book["ledger"], day)
    moved, patients = balances.movements(rows), book.frame("patients")
    held = balances.unapplied(rows)
    held = held[held["payer_id"] == ""]
    is_patient = moved["owner"] == PATIENT_OWNER
    billed_to = aging.account_ids(moved, patients)
    sums = [
        _by_account(moved[~is_patient], billed_to),
        _by_account(moved[is_patient], billed_to),
        _by_account(held, aging.account_ids(held, patients)),
    ]
    known = accounts_known(book) | {one: one for by_account in sums for one in by_account}
    return [
        tuple(money.to_cell(each.get(known[one], 0)) for each in sums) if one in known else (None,)
        for one in accounts
    ]


def _by_account(rows: pd.DataFrame, billed_to: pd.Series[Any]) -> dict[str, int]:
    sums = rows["cents"].groupby(billed_to.reindex(rows.index).to_numpy()).sum()
    return {str(name): int(cents) for name, cents in sums.items()}


def accounts_known(book: Snapshot) -> dict[str, str]:
    """Return the account of each id of a patient or guarantor: a guarantor's id is its own."""
    patients = book.frame("patients")
    known = {
        str(patient): str(guarantor or patient)
        for patient, guarantor in zip(patients["patient_id"], patients["guarantor_id"], strict=True)
    }
    own = {*book.frame("guarantors")["guarantor_id"], *patients["guarantor_id"]} - {""}
    return {**known, **{one: one for one in own}}
