"""What a Plan would do, told for the sheet Preview: sums by table, receivables, what stays open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from xlbilling.layout.pages import preview_page
from xlbilling.layout.pages.grid import long_date
from xlbilling.layout.pages.preview_page import Moved, Open, Waits, Written
from xlbilling.layout.tables import BY_NAME
from xlbilling.macros import preview_samples, telling
from xlbilling.model import ledger, money
from xlbilling.model.ledger import PATIENT_OWNER, Account
from xlbilling.model.plan import (
    Append,
    Page,
    RemoveSheet,
    Rewrite,
    SaveFile,
    SetColumn,
    StoreCodes,
)
from xlbilling.tasks import registry

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.macros.asking import Asked
    from xlbilling.model.plan import Change, Plan
    from xlbilling.run import Outcome

_SUMMED: Final = ("amount_cents", "paid_cents", "charge_cents", "balance_cents")
"""What rows come to: the first of these columns that they have."""
_SHEETS_NAMED: Final = 3
_OWED_TO_OTHERS: Final = (
    Account.UNAPPLIED, Account.SUSPENSE, Account.RECOUPMENT, Account.CHARGES, Account.INTEREST,
)  # fmt: skip
"""Accounts of which more is a credit; shown as positive."""
_SHOWN_AS: Final = {Account.INSURANCE_AR: "Insurance owes", Account.PATIENT_AR: "Patients owe"}


def preview(outcome: Outcome, asked: Asked, notice: str = "") -> preview_page.Preview:
    """Return all that the page shows of an outcome that is not written yet."""
    label = registry.BY_NAME[asked.task].label
    day = long_date(date.fromisoformat(asked.as_of))
    new = _new_ledger_rows(outcome.plan)
    return preview_page.Preview(
        sheet=asked.sheet or preview_page.SHEET,
        title=f"Preview: {label}",
        subtitle=f"As of {day}. {_what_next(outcome.plan)}",
        notice=notice,
        lines=telling.own_lines(outcome),
        written=written(outcome),
        receivables=_receivables(outcome, new),
        moved=_moved(outcome, new),
        findings=outcome.findings,
        waits=_waits(outcome.plan),
        open=_open(outcome, new),
        samples=preview_samples.samples(outcome),
    )


def _what_next(plan: Plan) -> str:
    if plan.is_empty:
        return "There is nothing to write; Cancel takes this sheet away."
    return "Nothing is written yet: Apply writes what stands here, Cancel takes this sheet away."


# Table by table


def written(outcome: Outcome) -> list[Written]:
    """Return what becomes of each table and sheet, in the Plan's order."""
    changes = outcome.plan.changes
    by_key: dict[tuple[str, str], Written] = {}
    for change in changes:
        if isinstance(change, Append | Rewrite) and (one := _rows(change)):
            old = by_key.get((one.sheet, one.what))
            by_key[one.sheet, one.what] = _together(old, one) if old else one
    cells = [change for change in changes if isinstance(change, SetColumn)]
    pages = [change.sheet for change in changes if isinstance(change, Page)]
    there = {sheet.casefold() for sheet in outcome.before.sheets} if outcome.before else set()
    return [
        *by_key.values(),
        *_cells(cells),
        *_sheets([name for name in pages if name.casefold() not in there], "new"),
        *_sheets([name for name in pages if name.casefold() in there], "made anew"),
        *_sheets([each.sheet for each in changes if isinstance(each, RemoveSheet)], "removed"),
        *_outside(changes),
    ]


def _outside(changes: Sequence[Change]) -> Iterator[Written]:
    """Give what is written beside the workbook."""
    for each in changes:
        if isinstance(each, StoreCodes):
            yield Written(each.name, "codes stored beside the workbook", 1)
        elif isinstance(each, SaveFile):
            yield Written(each.name, "file beside the workbook, which is saved for it", 1)


def _rows(change: Append | Rewrite) -> Written | None:
    if isinstance(change, Append) and change.rows.empty:
        return None
    sums = [name for name in _SUMMED if name in change.rows]
    cents = int(change.rows[sums[0]].fillna(0).sum()) if sums else None
    what = "rows added" if isinstance(change, Append) else "rows, all written anew"
    return Written(BY_NAME[change.table].sheet, what, len(change.rows), cents)


def _together(one: Written, other: Written) -> Written:
    cents = None if one.cents is None else one.cents + (other.cents or 0)
    return Written(one.sheet, one.what, one.count + other.count, cents)


def _cells(changes: Sequence[SetColumn]) -> Iterator[Written]:
    for name in dict.fromkeys(change.table for change in changes):
        mine = [one for one in changes if one.table == name and not one.values.empty]
        table = BY_NAME[name]
        headers = dict.fromkeys(table.column(one.column).header for one in mine)
        count = sum(len(one.values) for one in mine)
        if count:
            yield Written(table.sheet, f"cells set in {', '.join(headers)}", count)


def _sheets(names: Sequence[str], what: str) -> Iterator[Written]:
    if names:
        more = len(names) - _SHEETS_NAMED
        shown = ", ".join(names[:_SHEETS_NAMED]) + (f" and {more} more" if more > 0 else "")
        yield Written(f"Sheets {what}", shown, len(names))


# Money


def _new_ledger_rows(plan: Plan) -> pd.DataFrame | None:
    import pandas as pd

    rows = [change.rows for change in plan.appended("ledger")]
    return pd.concat(rows) if rows else None


def _ledger(outcome: Outcome) -> pd.DataFrame | None:
    before = outcome.before
    return before.frame("ledger") if before is not None and "ledger" in before.tables else None


def _receivables(outcome: Outcome, new: pd.DataFrame | None) -> list[Moved]:
    old = _ledger(outcome)
    if new is None or old is None:
        return []
    both = [_account(old, new, account) for account in _SHOWN_AS]
    before, after = sum(one.before for one in both), sum(one.after for one in both)
    return [*both, Moved("Together", before, after)]


def _moved(outcome: Outcome, new: pd.DataFrame | None) -> list[Moved]:
    """Return the accounts other than receivables that the new rows change."""
    old = _ledger(outcome)
    if new is None or old is None:
        return []
    others = (_account(old, new, each) for each in Account if each not in _SHOWN_AS)
    return [one for one in others if one.before != one.after]


def _account(old: pd.DataFrame, new: pd.DataFrame, account: Account) -> Moved:
    sign = -1 if account in _OWED_TO_OTHERS else 1
    before = sign * ledger.account_balance(old, account)
    after = before + sign * ledger.account_balance(new, account)
    return Moved(_SHOWN_AS.get(account, account.value), before, after)


# Claims


def _open(outcome: Outcome, new: pd.DataFrame | None) -> list[Open]:
    """Return what the touched claims owe once the new rows stand; settled ones are left out."""
    import pandas as pd

    old = _ledger(outcome)
    if new is None or old is None:
        return []
    touched = [claim for claim in dict.fromkeys(new["claim_id"]) if claim]
    columns = ["claim_id", "debit", "credit", "from_owner", "to_owner", "amount_cents"]
    rows = pd.concat([old[columns], new[columns]])
    moved = ledger.receivables(rows[rows["claim_id"].isin(touched)])
    is_patient = moved["owner"] == PATIENT_OWNER
    patient = moved[is_patient].groupby("claim_id")["cents"].sum()
    insurance = moved[~is_patient].groupby("claim_id")["cents"].sum()
    open_ = (
        Open(claim, int(insurance.get(claim, 0)), int(patient.get(claim, 0))) for claim in touched
    )
    return [one for one in open_ if one.insurance_cents or one.patient_cents]


def _waits(plan: Plan) -> list[Waits]:
    told: dict[str, Any] = plan.result.get("preview") or {}
    return [
        Waits(
            one["pcn"],
            one["batch"],
            money.from_text(one["cash"]),
            f"{one['reason']}: {one['next_step']}",
        )
        for one in told.get("waiting", ())
    ]
