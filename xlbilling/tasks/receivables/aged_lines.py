"""Open balances with account, age, bucket and what takes them out of the buckets, on any engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import narwhals.stable.v2 as nw

from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.tasks.receivables import basis, line_balances
from xlbilling.tasks.receivables.basis import Bases
from xlbilling.tasks.receivables.buckets import Scheme
from xlbilling.tasks.receivables.line_balances import Frame

AGENCY: Final = "At collection agency"
PLANS: Final = "On payment plans"


@dataclass(frozen=True, slots=True)
class Agency:
    """What the agency's holds name: the ids that each kind of hold gives."""

    accounts: tuple[str, ...] = ()
    patients: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()

    @property
    def places(self) -> nw.Expr:
        """Tell which balances a hold names: a claim's, or else a whole account's or patient's."""
        named = _one_of("account", self.accounts) | _one_of("patient_id", self.patients)
        found = named | _one_of("claim_id", self.claims)
        for claim, line in self.lines:
            found |= (nw.col("claim_id") == claim) & (nw.col("line") == line)
        return found


def _one_of(column: str, names: tuple[str, ...]) -> nw.Expr:
    return nw.col(column).is_in(list(names))


@dataclass(frozen=True)
class Beside:
    """What an aging needs beside the ledger; the frames are the ledger's engine's own.

    Attributes:
        billed_to: ``patient_id`` and ``billed_to``, the account that gets the bill; each patient
            once, and only where the Patients sheet names an account.
        submissions: ``claim_id``, ``payer_id`` and ``sent``.
        plans: ``billed_to``, ``since`` (null for always) and ``has_plan`` (1), each account once.
        agency: what is at the agency.
    """

    billed_to: Frame
    submissions: Frame
    plans: Frame
    agency: Agency = Agency()


def aged_lines(ledger: Frame, beside: Beside, day: date, bases: Bases, scheme: Scheme) -> Frame:
    """Return the open balances aged as of a day, in no order.

    Returns:
        ``line_balances``'s columns with ``is_patient``, ``level`` and ``payer_id`` of an insurer,
        ``account``, ``age_days``, ``bucket`` (0-based) and ``apart`` (the reconciling item that
        takes it out of the buckets, or "").
    """
    lines = with_owner_parts(line_balances.line_balances(ledger, day))
    dated = basis.dated(lines, beside.submissions, bases, day)
    aged = dated.with_columns(age_days=basis.age_days(day)).drop("dated")
    placed = aged.with_columns(bucket=scheme.position(nw.col("age_days")))
    return _with_apart(with_account(placed, beside.billed_to), beside)


def with_owner_parts(lines: Frame) -> Frame:
    """Add ``is_patient``, and ``level`` and ``payer_id`` of an insurer ("" for the patient)."""
    owner = nw.col("owner")
    insurer = owner.str.contains(":", literal=True)
    level = nw.when(insurer).then(owner.str.replace_all("(?s):.*", "")).otherwise(nw.lit(""))
    owners = lines.select("owner").unique().with_columns(
        is_patient=owner == PATIENT_OWNER,
        level=level,
        payer_id=owner.str.replace_all("^[^:]*:?", ""),
    )  # fmt: skip
    return lines.join(owners, on="owner", how="left")


def with_account(lines: Frame, billed_to: Frame) -> Frame:
    """Add ``account``, who gets the bill: the patient's guarantor, or the patient (rules ST-15).

    The Patients sheet speaks first, then the guarantor that the ledger row names.
    """
    guarantor, patient = nw.col("guarantor_id"), nw.col("patient_id")
    named = nw.when(guarantor != "").then(guarantor).otherwise(patient)
    found = lines.join(billed_to, on="patient_id", how="left")
    return found.with_columns(account=nw.coalesce(nw.col("billed_to"), named)).drop("billed_to")


def _with_apart(lines: Frame, beside: Beside) -> Frame:
    """Add the reconciling item of each balance: agency first, then plans; "" for the buckets.

    Rules AG-6: agency balances are no receivable of ours to age; plans age by instalment.
    """
    found = lines.join(beside.plans, left_on="account", right_on="billed_to", how="left")
    covered = nw.col("since").is_null() | (nw.col("given") <= nw.col("since"))
    on_plan = (nw.col("has_plan") == 1) & covered & (nw.col("cents") > 0)
    apart = (
        nw.when(nw.col("is_patient") & beside.agency.places).then(nw.lit(AGENCY))
        .when(nw.col("is_patient") & on_plan).then(nw.lit(PLANS))
        .otherwise(nw.lit(""))
    )  # fmt: skip
    return found.with_columns(apart=apart).drop("since", "has_plan")


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
