"""What a balance's age is counted from: service, bill, due date, responsibility, last activity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import narwhals.stable.v2 as nw

from xlbilling.model.errors import RefusedError
from xlbilling.tasks.receivables.line_balances import Frame, midnight

if TYPE_CHECKING:
    from xlbilling.tasks.receivables.beside import Beside


@dataclass(frozen=True, slots=True)
class Basis:
    """One way to date a balance.

    Attributes:
        name: as settings and options say it.
        words: as a report says it of what a patient owes, after "from the".
        insurance_words: the same of what an insurer owes; "" for no other ones.
        for_insurance: whether it can date what an insurer owes.
        for_patient: whether it can date what a patient owes.
    """

    name: str
    words: str
    for_insurance: bool = True
    for_patient: bool = True
    insurance_words: str = ""

    def said(self, *, of_insurance: bool) -> str:
        """Return the words for one side."""
        return self.insurance_words if of_insurance and self.insurance_words else self.words


BILL: Final = Basis("BILL", "first bill to the payer", for_patient=False)
LAST_BILL: Final = Basis("LAST BILL", "last bill to the payer", for_patient=False)
RESPONSIBILITY: Final = Basis("RESPONSIBILITY", "day it became the patient's", for_insurance=False)
DOS: Final = Basis("DOS", "date of service")
ACTIVITY: Final = Basis("ACTIVITY", "last activity")
DUE: Final = Basis(
    "DUE", "due date of the first statement", insurance_words="due date of the first bill"
)
BASES: Final[dict[str, Basis]] = {
    basis.name: basis for basis in (BILL, LAST_BILL, RESPONSIBILITY, DOS, ACTIVITY, DUE)
}
"""Every age basis that rules AG-1 names."""


@dataclass(frozen=True, slots=True)
class Bases:
    """The two bases of one aging: insurers and patients are dated apart."""

    insurance: Basis = BILL
    patient: Basis = RESPONSIBILITY

    @property
    def name(self) -> str:
        """Both names, as the command's JSON gives them."""
        return f"insurance {self.insurance.name}, patient {self.patient.name}"


STANDARD_BASES: Final = Bases()


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
    wanted = _plain(name)
    if wanted not in known:
        raise RefusedError(
            f"aging basis '{name[:30]}' is not known for {side} balances",
            id="BASIS-UNKNOWN",
            fix=f"choose one of {', '.join(known)}",
        )
    return known[wanted]


def _plain(name: str) -> str:
    return " ".join(name.replace("-", " ").upper().split())


def dates_both(name: str) -> bool:
    """Tell whether a basis is one that dates what insurers and what patients owe."""
    known = BASES.get(_plain(name))
    return known is not None and known.for_insurance and known.for_patient


def aged(lines: Frame, beside: Beside, bases: Bases, day: date) -> Frame:
    """Add ``age_days`` by the bases and ``dos_age_days`` by the date of service.

    Days are negative for a date to come. A due date (basis DUE) is for an insurer the first bill
    and the payer's Payment Days, for a patient that of the first statement that billed the claim,
    and else the day it became the patient's and the setting Statement Due Days.

    Args:
        lines: with ``is_patient``, as ``aged_lines.with_owner_parts`` gives them.
        beside: bills, statements and payers; a claim sent after ``day`` counts as not sent.
        bases: how insurers' and patients' balances are dated.
        day: the as-of day.
    """
    pair = ["claim_id", "payer_id"]
    found = lines
    if bases.insurance in (BILL, LAST_BILL, DUE):
        found = found.join(_sent(beside.submissions, day), on=pair, how="left")
    is_by_due = DUE in (bases.insurance, bases.patient)
    if is_by_due:
        found = found.join(beside.statements, on="claim_id", how="left")
        found = found.join(beside.payers, on="payer_id", how="left")
    is_patient = nw.col("is_patient")
    dated = nw.when(is_patient).then(_day(bases.patient, of_patient=True))
    known = found.with_columns(
        dated=dated.otherwise(_day(bases.insurance, of_patient=False)), served=_SERVED
    )
    since = _days_in_pandas if lines.implementation.is_pandas() else _days_since
    age = since("dated", day)
    if is_by_due:
        grace = nw.when(is_patient).then(_grace(bases.patient, beside, of_patient=True))
        age -= grace.otherwise(_grace(bases.insurance, beside, of_patient=False)).cast(nw.Int64)
    names = lines.collect_schema().names()
    return known.select(*names, age_days=age, dos_age_days=since("served", day))


_DAY_MS: Final = 86_400_000
_EPOCH: Final = date(1970, 1, 1).toordinal()
_SERVED: Final = nw.coalesce("dos", "given")


def _days_since(column: str, day: date) -> nw.Expr:
    """Return the days from a date to a day, negative for a date in the future.

    Days are numbered as ``date.toordinal`` numbers them: no two engines subtract dates alike.
    """
    then = nw.col(column).dt
    before = then.year().cast(nw.Int64) - 1
    leap_days = before // 4 - before // 100 + before // 400
    number = before * 365 + leap_days + then.ordinal_day().cast(nw.Int64)
    return (day.toordinal() - number).cast(nw.Int64)


def _days_in_pandas(column: str, day: date) -> nw.Expr:
    """Return the same for pandas, where each of the twelve steps above takes as long as this."""
    number = nw.col(column).dt.timestamp("ms") // _DAY_MS + _EPOCH
    return (day.toordinal() - number).cast(nw.Int64)


def _day(basis: Basis, *, of_patient: bool) -> nw.Expr:
    if basis is ACTIVITY:
        return nw.coalesce(nw.col("last_activity"), _SERVED)
    if basis is RESPONSIBILITY:
        return nw.col("given")
    if basis is DOS:
        return _SERVED
    if of_patient:
        return nw.coalesce("statement_due", "given")
    sent = "last_sent" if basis is LAST_BILL else "first_sent"
    return nw.coalesce(nw.col(sent), _SERVED)


def _grace(basis: Basis, beside: Beside, *, of_patient: bool) -> nw.Expr:
    """Return the days from the day of a balance to its due date; 0 where it is that."""
    if basis is not DUE:
        return nw.lit(0)
    if of_patient:
        return nw.when(nw.col("statement_due").is_null()).then(beside.due.statement).otherwise(0)
    return nw.coalesce(nw.col("payment_days"), nw.lit(beside.due.bill))


def _sent(submissions: Frame, day: date) -> Frame:
    """Return when each claim was first and last sent to each payer."""
    sent = nw.col("sent")
    by_payer = submissions.filter(sent <= midnight(day)).group_by("claim_id", "payer_id")
    return by_payer.agg(first_sent=sent.min(), last_sent=sent.max())
