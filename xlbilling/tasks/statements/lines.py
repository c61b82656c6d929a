"""The patients' open lines, each billable or left out for one reason (rules ST-1, ST-2, ST-14)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.model.tables import Snapshot
from xlbilling.tasks.plans import finance_charges
from xlbilling.tasks.plans.kept_up import kept_up
from xlbilling.tasks.receivables.aging import in_force
from xlbilling.tasks.statements.reasons import LineReason

ACCOUNT_HOLDS: Final = frozenset({"BANKRUPTCY", "AGENCY", "PRE-COLLECTION", "DECEASED"})
"""Holds that silence the whole account when they name a guarantor and no claim."""

NOT_THE_PATIENTS: Final = frozenset({"N781", "N782", "N783"})
"""Remarks by which Medicare says that a QMB owes nothing (ST-14)."""

_HOLD_REASONS: Final = {
    "DISPUTE": LineReason.DISPUTE,
    "ATTORNEY": LineReason.ATTORNEY,
    "BANKRUPTCY": LineReason.BANKRUPTCY,
    "COMPLAINT": LineReason.COMPLAINT,
    "AGENCY": LineReason.AGENCY,
    "PRE-COLLECTION": LineReason.AGENCY,
    "DECEASED": LineReason.DECEASED,
    "PATIENT-HOLD": LineReason.PATIENT_HOLD,
}

HOLDS: Final = frozenset(each.value for each in _HOLD_REASONS.values())
"""The reasons that come from a row of Holds."""


def with_reasons(
    lines: pd.DataFrame, moved: pd.DataFrame, book: Snapshot, day: date
) -> pd.DataFrame:
    """Return the patients' balances with ``reason`` and ``finance``.

    The reason is a LineReason's text, or "" for billable; ``finance`` is how much of the balance,
    in cents, is finance charges.

    Args:
        lines: all line balances, insurers' too, with ``account``.
        moved: the movements they come from.
        book: for holds, coverage, payers and plans.
        day: the statement's date.
    """
    owed = lines[lines["is_patient"]].reset_index(drop=True)
    held = _holds(owed, in_force(book.frame("holds"), day))
    cases = _cases(owed, moved, book)
    tests: list[tuple[Any, LineReason]] = [
        *((held[reason], reason) for reason in dict.fromkeys(_HOLD_REASONS.values())),
        (_pending(owed, lines), LineReason.INSURANCE_PENDING),
        *((cases[reason], reason) for reason in cases),
        (_on_plan(owed, book, day), LineReason.PAYMENT_PLAN),
    ]
    found = np.select([test for test, _ in tests], [reason.value for _, reason in tests], "")
    parts = finance_charges.parts(owed, moved)
    return owed.assign(reason=found.astype(object), finance=parts)


def holds_on_lines(holds: pd.DataFrame) -> list[dict[Any, Any]]:
    """Return the rows of Holds that keep a line off bills, whenever they are in force."""
    return holds[holds["type"].isin(list(_HOLD_REASONS))].to_dict("records")


def pairs(frame: pd.DataFrame) -> pd.Series[Any]:
    """Return claim and line as one text, to look lines up by."""
    return frame["claim_id"] + "\x1f" + frame["line"]


def _pending(owed: pd.DataFrame, lines: pd.DataFrame) -> pd.Series[Any]:
    """Tell which lines an insurer still owes on: nothing of them is due from the patient (ST-2)."""
    waits = lines[~lines["is_patient"] & (lines["cents"] > 0)]
    whole = set(waits.loc[waits["line"] == "", "claim_id"])
    return pairs(owed).isin(set(pairs(waits))) | owed["claim_id"].isin(whole)


def _holds(owed: pd.DataFrame, holds: pd.DataFrame) -> dict[LineReason, Any]:
    found = {
        reason: np.zeros(len(owed), dtype=bool) for reason in dict.fromkeys(_HOLD_REASONS.values())
    }
    for hold in holds.to_dict("records"):
        kind = str(hold["type"])
        if kind in _HOLD_REASONS:
            found[_HOLD_REASONS[kind]] |= _names(owed, hold)
    return found


def _names(owed: pd.DataFrame, hold: dict[Any, Any]) -> Any:
    """Tell which lines a hold names: a claim's line, a claim, a patient's, or an account's."""
    if hold["claim_id"]:
        named = owed["claim_id"] == hold["claim_id"]
        return (named & (owed["line"] == hold["line"]) if hold["line"] else named).to_numpy()
    if hold["patient_id"]:
        return (owed["patient_id"] == hold["patient_id"]).to_numpy()
    if hold["type"] in ACCOUNT_HOLDS or not hold["guarantor_id"]:
        return np.zeros(len(owed), dtype=bool)
    return (owed["account"] == hold["guarantor_id"]).to_numpy()


def _cases(owed: pd.DataFrame, moved: pd.DataFrame, book: Snapshot) -> dict[LineReason, Any]:
    """Tell which lines are of a programme that lets the patient owe nothing (ST-14, ST-1)."""
    payers = book.frame("payers")
    types = dict(zip(payers["payer_id"], payers["type"], strict=True))
    coverage = book.frame("coverage")
    covered_by = coverage["payer_id"].map(types).fillna("").astype(object)
    claim_types = _claim_types(moved, types)
    found: dict[LineReason, Any] = {}
    found[LineReason.QMB] = _covered(owed, coverage[coverage["qmb"].str.upper() == "Y"]) | pairs(
        owed
    ).isin(_told_not_to(book))
    for reason in (LineReason.MEDICAID, LineReason.WORK_COMP, LineReason.AUTO):
        of_class = owed["class"] == reason.value
        billed = owed["claim_id"].isin(claim_types.get(reason.value, set()))
        found[reason] = of_class | billed
    found[LineReason.MEDICAID] |= _covered(owed, coverage[covered_by == "MEDICAID"])
    return found


def _claim_types(moved: pd.DataFrame, types: dict[str, str]) -> dict[str, set[str]]:
    """Return, for each type of payer, the claims such a payer ever owed on."""
    payer = {owner: str(owner).partition(":")[2] for owner in moved["owner"].unique()}
    kinds = moved["owner"].map({owner: types.get(one, "") for owner, one in payer.items()})
    wanted = kinds.isin(["MEDICAID", "WORK COMP", "AUTO"])
    return {
        str(kind): set(part) for kind, part in moved.loc[wanted, "claim_id"].groupby(kinds[wanted])
    }


def _covered(owed: pd.DataFrame, coverage: pd.DataFrame) -> Any:
    """Tell which lines fall into the dates of one of the coverages given."""
    if coverage.empty:
        return np.zeros(len(owed), dtype=bool)
    served = owed["dos"].fillna(owed["given"])
    asked = pd.DataFrame({"patient_id": owed["patient_id"], "served": served, "at": owed.index})
    met = asked.merge(coverage[["patient_id", "from", "to"]], on="patient_id")
    inside = (met["from"].isna() | (met["from"] <= met["served"])) & (
        met["to"].isna() | (met["served"] <= met["to"])
    )
    return owed.index.isin(met.loc[inside, "at"])


def _told_not_to(book: Snapshot) -> set[str]:
    """Return the lines for which a payer's remark says that the patient owes nothing."""
    remits = book.frame("remit_lines")
    codes = {
        text: not NOT_THE_PATIENTS.isdisjoint(text.replace(",", " ").upper().split())
        for text in remits["remarks"].unique()
    }
    told = remits[remits["remarks"].map(codes).astype(bool)]
    return set(told["our_claim"] + "\x1f" + told["our_line"])


def _on_plan(owed: pd.DataFrame, book: Snapshot, day: date) -> pd.Series[Any]:
    """Tell which balances a current plan covers: what the patient owed when it was agreed."""
    plans = current_plans(book, day)
    since = plans.groupby("guarantor_id")["started"].max().reindex(owed["account"]).to_numpy()
    agreed = pd.Series(since, index=owed.index)
    covered = agreed.isna() | (owed["given"] <= agreed)
    return owed["account"].isin(plans["guarantor_id"]) & covered & (owed["cents"] > 0)


def current_plans(book: Snapshot, day: date) -> pd.DataFrame:
    """Return the payment plans that are kept up and have begun."""
    return kept_up(book.frame("payment_plans"), day)
