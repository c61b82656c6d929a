"""What a balance's age is counted from: service, bill, responsibility or last activity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.model.errors import RefusedError


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


def ages(dated: pd.Series[Any], day: date) -> Any:
    """Return each balance's age in days as of a day, negative for a date in the future (int64)."""
    days = dated.to_numpy().astype("datetime64[D]")
    assert not np.isnat(days).any(), "every ledger row has an effective day"
    return (np.datetime64(day, "D") - days).astype("int64")


def dates(
    balances: pd.DataFrame, submissions: pd.DataFrame, bases: Bases, day: date
) -> pd.Series[Any]:
    """Return the day that each line balance is aged from.

    Args:
        balances: as ``balances.line_balances`` gives them.
        submissions: the Submissions table; a claim sent after ``day`` counts as not sent.
        bases: how insurers' and patients' balances are dated.
        day: the as-of day.
    """
    insurance = _dates(balances, submissions, bases.insurance, day)
    patient = _dates(balances, submissions, bases.patient, day)
    return patient.where(balances["is_patient"], insurance)


def _dates(
    balances: pd.DataFrame, submissions: pd.DataFrame, basis: Basis, day: date
) -> pd.Series[Any]:
    served = balances["dos"].fillna(balances["given"])
    if basis is ACTIVITY:
        return balances["last_activity"].fillna(served)
    if basis is RESPONSIBILITY:
        return balances["given"]
    if basis is DOS:
        return served
    return _billed(balances, submissions, day, last=basis is LAST_BILL).fillna(served)


def _billed(
    balances: pd.DataFrame, submissions: pd.DataFrame, day: date, *, last: bool
) -> pd.Series[Any]:
    """Return when each claim was first (or last) sent to the payer that owes it; NaT for never."""
    sent = submissions[submissions["sent"] <= pd.Timestamp(day)]
    billed_to = sent["claim_id"] + "\x1f" + sent["payer_id"]
    by_claim = sent["sent"].groupby(billed_to.to_numpy())
    days = by_claim.max() if last else by_claim.min()
    wanted = (balances["claim_id"] + "\x1f" + balances["payer_id"]).to_numpy()
    return pd.Series(days.reindex(wanted).to_numpy("datetime64[s]"), index=balances.index)
