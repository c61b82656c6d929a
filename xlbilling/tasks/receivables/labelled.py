"""The lines of an aging as a manager calls them: labels, places and what each row is shown as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from xlbilling.tasks.receivables import basis
from xlbilling.tasks.receivables.aged_lines import AGENCY, PLANS
from xlbilling.tasks.receivables.aging_labels import HELD, AgingLabels

if TYPE_CHECKING:
    from xlbilling.tasks.receivables.aging import Aging

INSURANCE: Final = "Insurance"
PATIENTS: Final = "Patients"
AGED: Final = "AGED"
PLAN: Final = "PLAN"
AT_AGENCY: Final = "AGENCY"
UNAPPLIED: Final = "UNAPPLIED"
NOT_OPEN: Final = "NOT OPEN"
CREDITS: Final = "Credits"
FUTURE: Final = "FUTURE"
NOT_DUE: Final = "NOT DUE"
APART: Final = {PLANS: PLAN, AGENCY: AT_AGENCY}
"""What a reconciling item's rows are shown as."""


def labelled(aged: Aging, called: AgingLabels) -> pd.DataFrame:
    """Return an aging's lines and the cash held beside them, one frame for every sum.

    Returns:
        The lines' own columns with ``side``, ``owed_by``, ``provider_name``, ``location_name``,
        ``class_name``, ``account_name``, ``shown_as``, ``place`` and ``dos_place`` (the bucket, or
        one past the last for credits), ``flag``, ``balance_cents`` (what the ledger says; ``cents``
        is what is shown) and ``unapplied_cents``.
    """
    lines = aged.lines
    is_patient = lines["is_patient"].to_numpy(dtype=bool)
    balance = lines["cents"] - lines["used_cents"]
    past = len(aged.scheme.buckets)
    of_payer, of_class = lines["payer_id"].map(called.payers), lines["class"].map(called.patients)
    owed = lines.assign(
        side=np.where(is_patient, PATIENTS, INSURANCE),
        owed_by=np.where(is_patient, of_class, of_payer),
        provider_name=lines["provider"].map(called.providers),
        location_name=lines["location"].map(called.locations),
        class_name=lines["class"].map(called.classes),
        account_name=lines["account"].map(called.accounts),
        shown_as=lines["apart"].map({"": AGED, **APART}),
        place=lines["bucket"].where(balance > 0, past),
        dos_place=lines["dos_bucket"].where(balance > 0, past),
        flag=_flags(aged, is_patient),
        balance_cents=balance,
        unapplied_cents=0,
    )
    held = _held(aged, called)
    return pd.concat([owed, held], ignore_index=True) if len(held) else owed


def _flags(aged: Aging, is_patient: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return why a balance's age is below zero: not due yet is usual, a day to come is not."""
    lines, bases = aged.lines, aged.bases
    by_due = np.where(is_patient, bases.patient is basis.DUE, bases.insurance is basis.DUE)
    is_due = by_due | (lines["instalment"] > 0)
    return np.where(lines["age_days"] >= 0, "", np.where(is_due, NOT_DUE, FUTURE))


def _held(aged: Aging, called: AgingLabels) -> pd.DataFrame:
    """Return the cash held unapplied as rows that owe nothing."""
    cash = aged.unapplied
    of_payer = cash["payer_id"] != ""
    account = cash["guarantor_id"].where(cash["guarantor_id"] != "", cash["patient_id"])
    return pd.DataFrame({
        "side": np.where(of_payer, INSURANCE, PATIENTS),
        "owed_by": cash["payer_id"].map(called.payers).where(of_payer, HELD),
        "account": account, "account_name": account, "patient_id": cash["patient_id"],
        "payer_id": cash["payer_id"], "shown_as": UNAPPLIED, "unapplied_cents": cash["cents"],
        "cents": 0, "used_cents": 0, "balance_cents": 0, "place": -1, "dos_place": -1, "flag": "",
        "guarantor_id": cash["guarantor_id"], "age_days": 0, "dos_age_days": 0, "instalment": 0,
        "claim_id": "", "line": "", "owner": "", "level": "", "provider_name": "",
        "location_name": "", "class_name": "", "apart": "", "is_patient": ~of_payer,
        "dos": pd.Series(pd.NaT, cash.index, dtype="datetime64[s]"),
    })  # fmt: skip
