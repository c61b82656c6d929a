"""The key figures of claims: denials, first checks, remittances, age, underpayment, lags."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.tasks.kpi import Kpi
from xlbilling.tasks.kpis import claims, lags
from xlbilling.tasks.receivables.figures_of_money import of_days
from xlbilling.tasks.receivables.ground import Ground

_NOT_RECEIVED: Final = ("DUPLICATE", "UNDONE")
_NO_ANSWER: Final = ("22", "23", "25")
"""CLP02 of a reversal, of a claim that is not ours, of a predetermination."""

_DENIED: Final = "4"
_SHARES: Final = (
    "deductible_cents", "coinsurance_cents", "copay_cents", "other_pr_cents",
)  # fmt: skip
_OLD: Final = 90


def denial_rate(on: Ground) -> Kpi:
    """Return K-4 by amount: Denials against what was charged in the look-back.

    The denials of a payment that was undone stay on the sheet, and are none.
    """
    rows, remits = on.book.frame("denials"), on.book.frame("remits")
    undone = remits.loc[remits["status"].isin(_NOT_RECEIVED), "batch"]
    rows = rows[~rows["batch"].isin(undone)]
    denied = int(rows.loc[on.is_recent(rows["denied_on"]), "amount_cents"].fillna(0).sum())
    return of_days(claims.denial_rate(denied, on.window.charges), on)


def remittance_denials(on: Ground) -> Kpi:
    """Return K-4 by claim, of what payers answered in the look-back."""
    seen = _answers(on)
    seen = seen[on.is_recent(seen["date"])]
    return of_days(claims.remittance_denials(int(seen["is_denied"].sum()), len(seen)), on)


def clean_claims(on: Ground) -> Kpi:
    """Return K-5: claims whose first check found no error (a mended one is not clean)."""
    first = on.book.frame("claim_checks")
    first = first[~(first["first_checked"] > on.last)]
    return claims.clean_claims(int((first["clean"] == "Y").sum()), len(first))


def accepted_claims(on: Ground) -> Kpi:
    """Return K-5 by what payers said to Submissions; one that was adjudicated was accepted."""
    rows = on.book.frame("submissions")
    said = rows["answered"].fillna(rows["sent"])
    answers = rows.loc[on.is_recent(said) & (rows["answer"] != ""), "answer"]
    rejected = int((answers == "REJECTED").sum())
    return of_days(claims.accepted_claims(len(answers) - rejected, rejected), on)


def first_pass_pay(on: Ground) -> Kpi:
    """Return K-6 of claims first answered in the look-back."""
    first = _first_answers(on)
    return of_days(claims.first_pass_pay(int(first["is_paid"].sum()), len(first)), on)


def first_pass_resolution(on: Ground) -> Kpi:
    """Return K-6 with claims left to the patient counted as settled."""
    first = _first_answers(on)
    settled = first["is_paid"] | (first["is_patients"] & ~first["is_denied"])
    return of_days(claims.first_pass_resolution(int(settled.sum()), len(first)), on)


def over_90(on: Ground, who: str = "") -> Kpi:
    """Return K-7, of all or of one payer id or PATIENT; ages count as on the Aging sheet.

    An insurer's balance is billed once the claim was sent to anybody, as payers pass claims on.
    """
    sent = on.book.frame("submissions")
    billed = set(sent.loc[sent["sent"] <= on.last, "claim_id"])
    lines = on.aged.aged
    lines = lines[lines["is_patient"] | lines["claim_id"].isin(billed)]
    if who:
        ids = lines["payer_id"].str.upper().where(~lines["is_patient"], PATIENT_OWNER)
        lines = lines[ids == who.upper()]
    old = int(lines.loc[lines["age_days"] > _OLD, "cents"].sum())
    return claims.over_90(old, int(lines["cents"].sum()), who)


def underpaid(on: Ground, who: str = "") -> Kpi:
    """Return K-12 from Expected and Variance of Remit Lines, of all or of one payer id."""
    rows = _remit_lines(on)
    rows = rows[on.is_recent(rows["date"]) & rows["expected_cents"].notna()]
    if who:
        rows = rows[rows["payer"].str.upper() == who.upper()]
    short = int(rows["variance_cents"].fillna(0).clip(lower=0).sum())
    return of_days(claims.underpaid(short, int(rows["expected_cents"].sum()), who), on)


def charge_lag(on: Ground) -> Kpi:
    """Return K-11 of charges posted in the look-back that stand."""
    charged = on.charges
    charged = charged[on.is_recent(charged["posted"])]
    return of_days(lags.charge_lag(_days(charged["posted"] - charged["dos"])), on)


def bill_lag(on: Ground) -> Kpi:
    """Return K-11 of claims first sent in the look-back; a claim counts from its first service."""
    served = on.charges.groupby("claim_id")["dos"].min()
    sent = _first_sent(on)
    sent = sent[on.is_recent(sent)]
    return of_days(lags.bill_lag(_days(sent - served.reindex(sent.index))), on)


def payment_lag(on: Ground) -> Kpi:
    """Return K-11 of claims that a payer first paid in the look-back, by the payment's date."""
    seen = _answers(on)
    paid = seen[seen["is_paid"]].groupby("claim")["date"].min()
    paid = paid[on.is_recent(paid)]
    return of_days(lags.payment_lag(_days(paid - _first_sent(on).reindex(paid.index))), on)


def _days(waits: pd.Series[Any]) -> list[int]:
    return [int(one) for one in waits.dropna().dt.days]


def _first_sent(on: Ground) -> pd.Series[Any]:
    """Return the day on which each claim was first sent, up to the as-of day."""
    rows = on.book.frame("submissions")
    first: pd.Series[Any] = rows[rows["sent"] <= on.last].groupby("claim_id")["sent"].min()
    return first


def _remit_lines(on: Ground) -> pd.DataFrame:
    """Return the rows that payers answered up to the day, with ``date`` and ``payer`` of each."""
    remits = on.book.frame("remits").drop_duplicates("batch").set_index("batch")
    kept = remits[(remits["date"] <= on.last) & ~remits["status"].isin(_NOT_RECEIVED)]
    rows = on.book.frame("remit_lines")
    rows = rows[rows["batch"].isin(kept.index) & ~rows["clp02"].isin(_NO_ANSWER)]
    number = rows["claim_no"].fillna(0)
    nameless = rows["batch"] + "/" + number.astype(str)
    claim = rows["our_claim"].where(rows["our_claim"] != "", rows["pcn"])
    return rows.assign(
        date=kept["date"].reindex(rows["batch"]).to_numpy(),
        payer=kept["payer"].reindex(rows["batch"]).to_numpy(),
        number=number,
        claim=claim.where(claim != "", nameless),
    )


def _answers(on: Ground) -> pd.DataFrame:
    """Return each claim that a payment answered: ``claim``, ``date``, and how it was answered."""
    if "answers" not in on.kept:
        on.kept["answers"] = _answered(_remit_lines(on))
    return on.kept["answers"]


def _answered(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the claims of answered rows, each payment's answer to one in a row."""
    cents = rows[[*_SHARES, "paid_cents", "denied_cents"]].fillna(0).astype("int64")
    rows = rows.assign(
        paid=cents["paid_cents"],
        denied=cents["denied_cents"],
        share=cents[list(_SHARES)].sum(axis=1),
        said_no=rows["clp02"] == _DENIED,
    )
    seen = (
        rows
        .groupby(["batch", "number", "claim"], sort=False)
        .agg(
            date=("date", "min"),
            paid=("paid", "sum"),
            denied=("denied", "sum"),
            share=("share", "sum"),
            said_no=("said_no", "any"),
        )
        .reset_index()
    )
    nothing = seen["paid"] <= 0
    return seen.assign(
        is_paid=~nothing,
        is_denied=seen["said_no"] | (nothing & (seen["denied"] > 0)),
        is_patients=nothing & (seen["share"] > 0),
    )


def _first_answers(on: Ground) -> pd.DataFrame:
    """Return how each claim was answered on its first day, for those first answered lately."""
    seen = _answers(on)
    first = seen[seen["date"] == seen.groupby("claim")["date"].transform("min")]
    first = first[on.is_recent(first["date"])]
    kinds = ["is_paid", "is_denied", "is_patients"]
    return first.groupby("claim", sort=False)[kinds].any()
