"""The workbook as it was when statements were made, as far as its tables can tell.

The Ledger tells exactly: the register keeps its last row. The register itself tells what was on
each bill, whose it was, when it was due and at which level. Holds, plans and coverage carry dates;
remittances the day they were opened. What is kept without dates is as it is now: names, addresses,
Settings, the texts of Statement Messages and CARC Map, codes on Claims, and rows that somebody
changed or dated back; where these differ, the hash of a copy says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from xlbilling.tasks.plans.bill import PlanBill
from xlbilling.tasks.statements.reasons import LineReason

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.statements.accounts import Account

Row = Mapping[Any, Any]

NOT_BILLED = "NOT BILLED THEN"
"""Why a line is left out of a copy: the register says that its visit was not on the bill."""


def as_it_was(book: Snapshot, day: date, ledger_row: int | None, rows: Sequence[Row]) -> Snapshot:
    """Return the workbook as it was before the statements of one run were made.

    Args:
        book: as read now.
        day: the run's date.
        ledger_row: the Ledger's last Seq at that time; None where the register does not tell.
        rows: the register's rows of that run.
    """
    ledger, then = book.frame("ledger"), pd.Timestamp(day)
    if ledger_row is not None:
        ledger = ledger[ledger["seq"] <= ledger_row]
    register = book.frame("statements")
    made_later = register["ledger_row"] > (math.inf if ledger_row is None else ledger_row)
    batches = book.frame("batches")
    opened_later = set(batches.loc[batches["opened"] > then, "batch"])
    remits = book.frame("remit_lines")
    frames = {
        "ledger": ledger,
        "statements": register[(register["date"] < then) & ~made_later],
        "remit_lines": remits[~remits["batch"].isin(opened_later)],
        "patients": _billed_to(book.frame("patients"), ledger, rows),
    }
    tables = {name: replace(book[name], frame=frame) for name, frame in frames.items()}
    return replace(book, tables={**book.tables, **tables})


def _billed_to(patients: pd.DataFrame, ledger: pd.DataFrame, rows: Sequence[Row]) -> pd.DataFrame:
    """Return the patients with the guarantors to whom their visits were billed then."""
    account_of = {c: str(row["guarantor_id"]) for row in rows for c in billed_visits(row)}
    own = ledger[["claim_id", "patient_id"]].drop_duplicates()
    own = own[own["claim_id"].isin(account_of)]
    payer_of = dict(zip(own["patient_id"], own["claim_id"].map(account_of), strict=True))
    then = [
        payer_of[patient] if payer_of.get(patient, billed) != billed else guarantor
        for patient, guarantor in zip(patients["patient_id"], patients["guarantor_id"], strict=True)
        for billed in (guarantor or patient,)
    ]
    return patients.assign(guarantor_id=pd.Series(then, patients.index, dtype=object))


def billed_visits(row: Row) -> list[str]:
    """Return the claims that a statement of the register billed."""
    return str(row["billed_visits"]).split()


def as_billed(account: Account, row: Row) -> Account:
    """Return an account with the visits on its bill that the register says were on it.

    What keeps a line off a bill may have been typed since, or taken away. Insurance that is
    pending is the Ledger's own word, and stays.
    """
    billed, open_now = set(billed_visits(row)), set(account.visits)
    again = billed - open_now
    lines = []
    for line in account.lines:
        if line.claim_id not in billed and not line.reason:
            lines.append(line._replace(reason=NOT_BILLED))
        elif line.claim_id in again and line.reason != LineReason.INSURANCE_PENDING:
            lines.append(line._replace(reason=""))
        else:
            lines.append(line)
    on_plan = LineReason.PAYMENT_PLAN
    was = any(line.reason == on_plan and line.claim_id in again for line in account.lines)
    plan = PlanBill() if was else account.plan
    return replace(account, lines=tuple(lines), plan=plan, reason="", detail="")
