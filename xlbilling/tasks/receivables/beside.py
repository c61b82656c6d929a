"""What an aging needs beside the ledger: whose account, bills, due dates, plans, the agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from xlbilling.tasks import settings
from xlbilling.tasks.plans.kept_up import kept_up
from xlbilling.tasks.receivables import instalments
from xlbilling.tasks.receivables.line_balances import Frame

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot

READS: Final = ("submissions", "holds", "payment_plans", "patients", "statements", "payers")
"""The tables that an aging is worked out from beside the ledger."""


@dataclass(frozen=True, slots=True)
class Agency:
    """What the agency's holds name: the ids that each kind of hold gives."""

    accounts: tuple[str, ...] = ()
    patients: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no hold names anything."""
        return not (self.accounts or self.patients or self.claims or self.lines)

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


@dataclass(frozen=True, slots=True)
class DueDays:
    """How many days after the bill something is due.

    Attributes:
        bill: after a payer's bill, where its own row says nothing.
        statement: after the day a balance became the patient's, where no statement billed it.
    """

    bill: int = 30
    statement: int = 21


@dataclass(frozen=True)
class Beside:
    """What an aging needs beside the ledger; the frames are the ledger's engine's own.

    Attributes:
        billed_to: ``patient_id`` and ``billed_to``, the account that gets the bill; each patient
            once, and only where the Patients sheet names an account.
        submissions: ``claim_id``, ``payer_id`` and ``sent``.
        statements: ``claim_id`` and ``statement_due``, of the first statement that billed a claim;
            each claim once.
        payers: ``payer_id`` and ``payment_days``, each payer once, only where its row says them.
        plans: ``billed_to``, ``since`` (null for always) and ``has_plan`` (1), each account once.
        instalments: as ``instalments.schedule`` gives them.
        agency: what is at the agency.
        due: the days to a due date that no row names.
    """

    billed_to: Frame
    submissions: Frame
    statements: Frame
    payers: Frame
    plans: Frame
    instalments: Frame
    agency: Agency = Agency()
    due: DueDays = DueDays()


def beside(book: Snapshot, day: date, *, with_agency: bool = False) -> Beside:
    """Return what the sheets beside the ledger say as of a day, as an aging needs it.

    Args:
        book: with the tables of ``READS``.
        day: the as-of day, which plans have started, holds are in force and statements are made by.
        with_agency: what is at an agency is aged like everything else.

    Raises:
        RefusedError: a setting of days cannot be read.
    """
    current = kept_up(book.frame("payment_plans"), day)
    own = book.settings
    return Beside(
        billed_to=lazy(billed_to(book.frame("patients"))),
        submissions=lazy(book.frame("submissions")[["claim_id", "payer_id", "sent"]]),
        statements=lazy(_first_statements(book.frame("statements"), day)),
        payers=lazy(_payment_days(book.frame("payers"))),
        plans=lazy(_plans(current)),
        instalments=lazy(instalments.schedule(current)),
        agency=Agency() if with_agency else _agency(book.frame("holds"), day),
        due=DueDays(
            settings.count(own, "Bill Due Days"), settings.count(own, "Statement Due Days")
        ),
    )


def lazy(frame: pd.DataFrame) -> Frame:
    """Return a frame of pandas as expressions take it."""
    return nw.from_native(frame).lazy()


def billed_to(patients: pd.DataFrame) -> pd.DataFrame:
    """Return the account that the Patients sheet names for each patient (its first row counts)."""
    named: dict[str, str] = {}
    for patient, guarantor in zip(patients["patient_id"], patients["guarantor_id"], strict=True):
        named.setdefault(patient, guarantor)
    known = [(patient, guarantor) for patient, guarantor in named.items() if guarantor]
    return pd.DataFrame(known, columns=["patient_id", "billed_to"], dtype=object)


def in_force(holds: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the holds that stand on a day: begun, and not ended before it."""
    now = pd.Timestamp(day)
    begun = holds["from"].isna() | (holds["from"] <= now)
    return holds[begun & (holds["to"].isna() | (holds["to"] >= now))]


def _first_statements(statements: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the due date of the first statement that billed each claim by a day."""
    made = statements[statements["date"] <= pd.Timestamp(day)]
    dated = made[made["due"].notna()].sort_values("date", kind="stable")
    first: dict[str, Any] = {}
    for visits, due in zip(dated["billed_visits"], dated["due"], strict=True):
        for claim in visits.split():
            first.setdefault(claim, due)
    return pd.DataFrame({
        "claim_id": pd.Series([*first], dtype=object),
        "statement_due": pd.Series([*first.values()], dtype=dated["due"].dtype),
    })


def _payment_days(payers: pd.DataFrame) -> pd.DataFrame:
    known = payers[payers["payment_days"].notna()].drop_duplicates("payer_id")
    return pd.DataFrame({
        "payer_id": known["payer_id"].astype(object),
        "payment_days": known["payment_days"].astype("int64"),
    })


def _plans(current: pd.DataFrame) -> pd.DataFrame:
    started = current.groupby("guarantor_id")["started"].max()
    return pd.DataFrame({
        "billed_to": pd.Series(started.index, dtype=object),
        "since": started.to_numpy(),
        "has_plan": np.ones(len(started), "int64"),
    })


def _agency(holds: pd.DataFrame, day: date) -> Agency:
    now = in_force(holds, day)
    agency = now[now["type"] == "AGENCY"]
    of_claims = agency[agency["claim_id"] != ""]
    wider = agency[agency["claim_id"] == ""]
    single = of_claims[of_claims["line"] != ""]
    return Agency(
        accounts=_ids(wider["guarantor_id"]),
        patients=_ids(wider["patient_id"]),
        claims=_ids(of_claims.loc[of_claims["line"] == "", "claim_id"]),
        lines=tuple(zip(single["claim_id"], single["line"], strict=True)),
    )


def _ids(column: pd.Series[Any]) -> tuple[str, ...]:
    return tuple(sorted({*column} - {""}))
