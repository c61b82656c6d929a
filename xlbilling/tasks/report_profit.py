"""Report profit by month, provider, location, class, payer and procedure, for a PivotTable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from xlbilling.model import money
from xlbilling.model.findings import ERROR, INFO, Finding
from xlbilling.model.ledger import Account, account_balance
from xlbilling.model.plan import Plan, Rewrite
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.followup.frames import table_of
from xlbilling.tasks.profit import expecting, lines, moved
from xlbilling.tasks.receivables import balances
from xlbilling.tasks.validating import table_rows

READS: Final[tuple[str, ...]] = tuple(dict.fromkeys(("ledger", *expecting.READS, "profit")))

_TABLE: Final = "profit"
_COUNTS: Final = ("lines", "visits", "units")
_SHOWN: Final = {
    "charges": "charges_cents",
    "contractual": "contractual_cents",
    "other": "other_adjustments_cents",
    "write_offs": "write_offs_cents",
    "payer_paid": "payer_paid_cents",
    "patient_paid": "patient_paid_cents",
    "refunds": "refunds_cents",
}


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the Profit table as of a day, and a finding for a sum that is not the ledger's.

    Only rows posted up to the day count. Net revenue is charges less contractual and other
    adjustments and write-offs, paid or still owed; cost is visits by the setting Cost Per Visit.

    Raises:
        RefusedError: a ledger row or a setting cannot be read.
    """
    rows = balances.as_of(book["ledger"], request.as_of)
    own = lines.lines(book, rows)
    own = own.assign(expected=expecting.expected_cents(book, own))
    per_visit = settings.cents(book.settings, "Cost Per Visit")
    table = _table(own, per_visit, request)
    is_same = table_rows.is_same(table, book.frame(_TABLE))
    result = _result(table)
    return Plan(
        changes=() if is_same else (Rewrite(_TABLE, table),),
        result={"as_of": request.as_of.isoformat(), **result},
        lines=(_words(table),),
        findings=(*_unproved(table, rows), *_not_on_claims(table)),
        totals={"net revenue": _sum(table, "net_revenue"), "open": _sum(table, "open_balance")},
    )


def _words(table: pd.DataFrame) -> str:
    shown = ("charges", "net_revenue", "open_balance")
    charges, net, still_open = (money.show(_sum(table, name)) for name in shown)
    sums = f"charges {charges}, net revenue {net}, still open {still_open}"
    return f"Profit: {len(table):,} rows; {sums}"


def _table(own: pd.DataFrame, per_visit: int, request: Request) -> pd.DataFrame:
    keys = list(lines.DIMENSIONS)
    sums = own.groupby(keys, sort=True, dropna=False)[[*_COUNTS, *moved.KINDS]].sum().reset_index()
    expected = own.groupby(keys, sort=True, dropna=False)["expected"].sum(min_count=1)
    net = sums["charges"] - sums[["contractual", "other", "write_offs"]].sum(axis=1)
    cost = sums["visits"] * per_visit if per_visit else None
    columns = {
        "key": sums[keys].agg("|".join, axis=1) if len(sums) else sums["month"],
        **{name: sums[name] for name in (*keys, *_COUNTS)},
        **{shown: sums[name] for name, shown in _SHOWN.items()},
        "net_revenue_cents": net,
        "open_balance_cents": moved.open_cents(sums),
        "expected_cents": expected.reset_index(drop=True),
        "cost_cents": cost,
        "margin_cents": None if cost is None else net - cost,
        "as_of": pd.Timestamp(request.as_of),
    }
    return table_of(_TABLE, columns, len(sums))


def _sum(table: pd.DataFrame, name: str) -> int:
    return int(table[f"{name}_cents"].fillna(0).sum())


def _result(table: pd.DataFrame) -> dict[str, Any]:
    amounts = {name: _SHOWN[name].removesuffix("_cents") for name in moved.KINDS}
    amounts |= {"net_revenue": "net_revenue", "open": "open_balance"}
    blank = {name: table[f"{name}_cents"].isna().all() for name in ("expected", "cost", "margin")}
    return {
        "rows": len(table),
        **{name: money.to_text(_sum(table, column)) for name, column in amounts.items()},
        **{
            name: None if is_blank else money.to_text(_sum(table, name))
            for name, is_blank in blank.items()
        },
    }


def _unproved(table: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Finding]:
    """Give a finding for each sum that differs from its account of the ledger."""
    wrote_off = sum(account_balance(rows, account) for account in moved.WRITE_OFF_ACCOUNTS)
    proofs = {
        "charges": (_sum(table, "charges"), -account_balance(rows, Account.CHARGES)),
        "contractual": (_sum(table, "contractual"), account_balance(rows, Account.CONTRACTUAL)),
        "write-offs": (_sum(table, "write_offs"), wrote_off),
        "the open balance": (_sum(table, "open_balance"), balances.receivable(rows)),
    }
    for what, (ours, theirs) in proofs.items():
        if ours != theirs:
            yield Finding(
                "PROFIT-PROOF",
                ERROR,
                f"{what} on Profit come to {money.show(ours)}, in the ledger to "
                f"{money.show(theirs)}: {money.difference(ours, theirs)}",
                "Ledger",
                "run 'xlbilling verify-ledger'; a row whose accounts are not as posted is the "
                "likely cause",
            )


def _not_on_claims(table: pd.DataFrame) -> Iterator[Finding]:
    """Give a finding where charged lines are not on the Claims sheet any more."""
    gone = table[(table["procedure"] == lines.UNKNOWN) & (table["lines"] > 0)]
    if len(gone):
        yield Finding(
            "PROFIT-UNKNOWN",
            INFO,
            f"{gone['lines'].sum():.0f} charged lines of {money.show(_sum(gone, 'charges'))} are "
            "not on Claims, so that their procedure and units are not known",
            "Claims",
            "put the rows back, or leave them under UNKNOWN",
        )
