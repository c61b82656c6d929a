"""Open balances with account, age, bucket and what takes them out of the buckets, on any engine."""

from __future__ import annotations

from datetime import date
from typing import Final

import narwhals.stable.v2 as nw

from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.tasks.receivables import basis, credit_rule, instalments, line_balances
from xlbilling.tasks.receivables.beside import Beside
from xlbilling.tasks.receivables.line_balances import Frame
from xlbilling.tasks.receivables.terms import Terms

AGENCY: Final = "At collection agency"
PLANS: Final = "On payment plans"


def aged_lines(ledger: Frame, beside: Beside, day: date, terms: Terms) -> Frame:
    """Return the open balances aged as of a day, in no order.

    Returns:
        ``line_balances``'s columns with ``is_patient``, ``level`` and ``payer_id`` of an insurer,
        ``account``, ``age_days`` and ``bucket`` (0-based), ``dos_age_days`` and ``dos_bucket``,
        ``apart`` (the reconciling item that takes it out of the buckets, or ""), ``instalment``
        (0 for what is on no plan) and ``used_cents``, what ``credit_rule.used`` took into
        ``cents``.
    """
    lines = with_owner_parts(line_balances.line_balances(ledger, day))
    placed = with_account(basis.aged(lines, beside, terms.bases, day), beside.billed_to)
    apart = _with_apart(placed, beside)
    on_plan = nw.col("apart") == PLANS
    parted = instalments.by_instalment(apart, on_plan, beside.instalments, day)
    met = credit_rule.used(parted, terms.credit_rule)
    position = terms.scheme.position
    return met.with_columns(
        bucket=position(nw.col("age_days")), dos_bucket=position(nw.col("dos_age_days"))
    ).drop("order")


def with_owner_parts(lines: Frame) -> Frame:
    """Add ``is_patient``, and ``level`` and ``payer_id`` of an insurer ("" for the patient)."""
    owner = nw.col("owner")
    owners = lines.select("owner").unique().with_columns(
        is_patient=owner == PATIENT_OWNER,
        level=owner.str.replace_all("(?s)^[^:]*$|:.*", ""),
        payer_id=owner.str.replace_all("^[^:]*:?", ""),
    )  # fmt: skip
    return lines.join(owners, on="owner", how="left")


def with_account(lines: Frame, billed_to: Frame) -> Frame:
    """Add ``account``, who gets the bill: the patient's guarantor, or the patient (rules ST-15).

    The Patients sheet speaks first, then the guarantor that the ledger row names.
    """
    guarantor, patient = nw.col("guarantor_id"), nw.col("patient_id")
    named = nw.when(guarantor != "").then(guarantor).otherwise(patient)
    if line_balances.is_known_empty(billed_to):
        return lines.with_columns(account=named)
    found = lines.join(billed_to, on="patient_id", how="left")
    return found.with_columns(account=nw.coalesce(nw.col("billed_to"), named)).drop("billed_to")


def _with_apart(lines: Frame, beside: Beside) -> Frame:
    """Add the reconciling item of each balance: agency first, then plans; "" for the buckets.

    Rules AG-6: agency balances are no receivable of ours to age; plans age by instalment.
    """
    is_patient, apart = nw.col("is_patient"), nw.lit("")
    has_plans = not line_balances.is_known_empty(beside.plans)
    if has_plans:
        lines = lines.join(beside.plans, left_on="account", right_on="billed_to", how="left")
        covered = nw.col("since").is_null() | (nw.col("given") <= nw.col("since"))
        on_plan = (nw.col("has_plan") == 1) & covered & (nw.col("cents") > 0)
        apart = nw.when(is_patient & on_plan).then(nw.lit(PLANS)).otherwise(apart)
    if not beside.agency.is_empty:
        apart = nw.when(is_patient & beside.agency.places).then(nw.lit(AGENCY)).otherwise(apart)
    found = lines.with_columns(apart=apart)
    return found.drop("since", "has_plan") if has_plans else found


def sums_by(lines: Frame, by: str, buckets: int) -> Frame:
    """Return what is owed by a column of the lines, in cents, in no order.

    Returns:
        ``by``, ``bucket_0`` … of open balances, and ``credits``; nothing that stands apart.
    """
    cents = nw.col("cents")
    parts = {
        f"bucket_{n}": nw.when((cents > 0) & (nw.col("bucket") == n)).then(cents).otherwise(0)
        for n in range(buckets)
    }
    parts["credits"] = nw.when(cents < 0).then(cents).otherwise(0)
    kept = lines.filter(nw.col("apart") == "").select(by, **parts)
    sums = kept.group_by(by).agg(nw.col(*parts).sum())
    return sums.with_columns(nw.col(*parts).cast(nw.Int64))
