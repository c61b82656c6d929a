"""What a balance's age is counted from: service, bill, responsibility or last activity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import narwhals.stable.v2 as nw

from xlbilling.model.errors import RefusedError
from xlbilling.tasks.receivables.line_balances import Frame, midnight


@dataclass(frozen=True, slots=True)
class Basis:
    """One way to date a balance.

    Attributes:
        name: as settings and options say it.
        words: as a report says it, after "aged from".
        for_insurance: whether it can date what an insurer owes.
        for_patient: whether it can date what a patient owes.
    """

    name: str
    words: str
    for_insurance: bool = True
    for_patient: bool = True


BILL: Final = Basis("BILL", "first bill to the payer", for_patient=False)
LAST_BILL: Final = Basis("LAST BILL", "last bill to the payer", for_patient=False)
RESPONSIBILITY: Final = Basis(
    "RESPONSIBILITY", "the day it became the patient's", for_insurance=False
)
DOS: Final = Basis("DOS", "date of service")
ACTIVITY: Final = Basis("ACTIVITY", "last activity")
BASES: Final[dict[str, Basis]] = {
    basis.name: basis for basis in (BILL, LAST_BILL, RESPONSIBILITY, DOS, ACTIVITY)
}
"""Every age basis that rules AG-1 names, but the due date, which needs a plan or a statement."""


@dataclass(frozen=True, slots=True)
class Bases:
    """The two bases of one aging: insurers and patients are dated apart."""

    insurance: Basis = BILL
    patient: Basis = RESPONSIBILITY

    @property
    def name(self) -> str:
        """Both names, as the command's JSON gives them."""
        return f"insurance {self.insurance.name}, patient {self.patient.name}"


def bases_named(insurance: str, patient: str) -> Bases:
    """Return the bases of two names.

    Raises:
        RefusedError: a name is not known, or cannot date that side.
    """
    return Bases(
        _named(insurance, "insurance", {b.name: b for b in BASES.values() if b.for_insurance}),
        _named(patient, "patient", {b.name: b for b in BASES.values() if b.for_patient}),
    )


def _named(name: str, side: str, known: dict[str, Basis]) -> Basis:
    wanted = " ".join(name.replace("-", " ").upper().split())
    if wanted not in known:
        raise RefusedError(
            f"aging basis '{name[:30]}' is not known for {side} balances",
            id="BASIS-UNKNOWN",
            fix=f"choose one of {', '.join(known)}",
        )
    return known[wanted]


def age_days(day: date) -> nw.Expr:
    """Return the days from ``dated`` to a day, negative for a date in the future.

    Days are numbered as ``date.toordinal`` numbers them: no two engines subtract dates alike.
    """
    then = nw.col("dated").dt
    before = then.year().cast(nw.Int64) - 1
    leap_days = before // 4 - before // 100 + before // 400
    number = before * 365 + leap_days + then.ordinal_day().cast(nw.Int64)
    return (day.toordinal() - number).cast(nw.Int64)


def dated(lines: Frame, submissions: Frame, bases: Bases, day: date) -> Frame:
    """Add ``dated``, the day that each line balance is aged from.

    Args:
        lines: with ``is_patient``, as ``aged_lines.with_owner_parts`` gives them.
        submissions: the Submissions table; a claim sent after ``day`` counts as not sent.
        bases: how insurers' and patients' balances are dated.
        day: the as-of day.
    """
    found = lines.join(_sent(submissions, day), on=["claim_id", "payer_id"], how="left")
    dated = (
        nw.when(nw.col("is_patient"))
        .then(_day(bases.patient))
        .otherwise(_day(bases.insurance))
    )  # fmt: skip
    return found.with_columns(dated=dated).drop("first_sent", "last_sent")


def _day(basis: Basis) -> nw.Expr:
    served = nw.coalesce("dos", "given")
    if basis is ACTIVITY:
        return nw.coalesce(nw.col("last_activity"), served)
    if basis is RESPONSIBILITY:
        return nw.col("given")
    if basis is DOS:
        return served
    sent = "last_sent" if basis is LAST_BILL else "first_sent"
    return nw.coalesce(nw.col(sent), served)


def _sent(submissions: Frame, day: date) -> Frame:
    """Return when each claim was first and last sent to each payer."""
    sent = nw.col("sent")
    by_payer = submissions.filter(sent <= midnight(day)).group_by("claim_id", "payer_id")
    return by_payer.agg(first_sent=sent.min(), last_sent=sent.max())
