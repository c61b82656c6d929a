"""List every credit balance with owner, cause and due day, and prove it against the ledger.

Nothing is given back here: a refund is a row of Refunds. Source: rules.md OV-1 (60 days for
government payers), OV-2 (listed every quarter).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import pandas as pd

from xlbilling.layout.pages.credits_page import BackRow, CreditReport, CreditRow, credits_page
from xlbilling.model import money
from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.model.plan import Plan, Rewrite
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.money import credit_list, credit_proof
from xlbilling.tasks.money.credit_list import HELD
from xlbilling.tasks.money.credit_proof import Tie
from xlbilling.tasks.money.receipt_money import POSTED
from xlbilling.tasks.posting.credit_balances import OPEN
from xlbilling.tasks.posting.sheet_values import counts, days
from xlbilling.tasks.validating import table_rows

READS: Final[tuple[str, ...]] = (
    "credits", "refunds", "ledger", "claims", "patients", "guarantors", "coverage", "payers",
    "carc_map",
)  # fmt: skip
SOON_DAYS: Final = 14
"""A credit that is due back within so many days is told."""


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the Credits table and the Credit Balances sheet as of a day.

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    day = request.as_of
    before, after = book.frame("credits"), credit_list.listed(book, day)
    proved = credit_proof.ties(book, after, day)
    open_ = after[after["state"] == OPEN].sort_values(
        ["due", "found", "key"], kind="stable", na_position="last"
    )
    changes = [] if table_rows.is_same(after, before) else [Rewrite("credits", after)]
    return Plan(
        changes=(*changes, credits_page(_report(book, open_, proved, day))),
        result=_result(open_, proved, day),
        lines=tuple(_lines(open_, proved)),
        findings=(*credit_proof.findings(proved), *_overdue(open_)),
        totals={"credits": int(open_["amount_cents"].sum())},
    )


def _report(
    book: Snapshot, open_: pd.DataFrame, proved: tuple[Tie, ...], day: date
) -> CreditReport:
    held = open_["kind"] == HELD
    return CreditReport(
        settings.text(book.settings, "Practice Name"),
        day,
        f"quarter {_quarter(day)} of {day.year}",
        _rows(open_[~held], "claim_id"),
        _rows(open_[held], "kind"),
        _given_back(book, day),
        [(one.name, one.ledger_cents) for one in proved],
        proved[-1].listed_cents,
    )


def _quarter(day: date) -> int:
    return (day.month + 2) // 3


def _rows(frame: pd.DataFrame, shown: str) -> list[CreditRow]:
    return [
        CreditRow(key, account, owner, cause, found, due, left, int(cents))
        for key, account, owner, cause, found, due, left, cents in zip(
            frame[shown], frame["guarantor_id"], frame["owned_by"], frame["cause"],
            days(frame["found"]), days(frame["due"]), counts(frame["days_left"]),
            frame["amount_cents"], strict=True,
        )
    ]  # fmt: skip


def _given_back(book: Snapshot, day: date) -> list[BackRow]:
    """Return the refunds posted in the day's quarter, by the ledger's day."""
    ledger = book.frame("ledger")
    posted = dict(zip(ledger["entry"], days(ledger["posted"]), strict=True))
    found = []
    for row in book.frame("refunds").to_dict("records"):
        on = next((posted[one] for one in row["entry"].split() if posted.get(one)), None)
        is_of = (
            on is not None and on <= day and (on.year, _quarter(on)) == (day.year, _quarter(day))
        )
        if row["state"] == POSTED and is_of:
            why = " ".join(text for text in (row["claim_id"], row["reason"]) if text)
            who = row["guarantor_id"] or row["payer_id"]
            cents = int(row["amount_cents"])
            found.append(BackRow(row["refund"], who, row["to"], why, on, cents))
    return found


def _result(open_: pd.DataFrame, proved: tuple[Tie, ...], day: date) -> dict[str, Any]:
    held = open_["kind"] == HELD
    return {
        "as_of": day.isoformat(),
        "credits": int((~held).sum()),
        "held": int(held.sum()),
        "amount": money.to_text(int(open_["amount_cents"].sum())),
        "overdue": int((open_["days_left"] < 0).sum()),
        "proof": {
            one.name: {
                "listed": money.to_text(one.listed_cents),
                "ledger": money.to_text(one.ledger_cents),
                "difference": money.to_text(one.listed_cents - one.ledger_cents),
            }
            for one in proved
        },
    }


def _lines(open_: pd.DataFrame, proved: tuple[Tie, ...]) -> Iterator[str]:
    total = money.show(int(open_["amount_cents"].sum()))
    yield f"{len(open_)} open credits of {total}"
    for one in proved:
        shown = (
            f"{money.show(one.listed_cents)} listed, {money.show(one.ledger_cents)} in the ledger"
        )
        yield f"Proof: {one.name}: {shown}, {money.difference(one.listed_cents, one.ledger_cents)}"


def _overdue(open_: pd.DataFrame) -> Iterator[Finding]:
    """Give the credits that are overdue, or due back soon."""
    for row in open_[open_["days_left"] <= SOON_DAYS].to_dict("records"):
        left, due = int(row["days_left"]), row["due"].date().isoformat()
        amount = money.show(int(row["amount_cents"]))
        is_late = left < 0
        when = f"{-left} days ago" if is_late else f"in {left} days"
        yield Finding(
            "CREDIT-OVERDUE" if is_late else "CREDIT-DUE",
            ERROR if is_late else WARNING,
            f"credit {row['key']} of {amount} is to be given back by {due}, {when}",
            "Credits",
            "find out whose money it is, then give it back with a row of Refunds",
        )
