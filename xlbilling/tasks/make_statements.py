"""Make the patients' statements of a day: a sheet each, an index, who got none and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import pandas as pd

from xlbilling.layout.pages.statement_index_page import IndexRow, StatementIndex, index_page
from xlbilling.layout.pages.statement_page import Statement, statement_page
from xlbilling.model import ledger, money
from xlbilling.model.findings import ERROR, Finding
from xlbilling.model.ledger import Account as LedgerAccount
from xlbilling.model.plan import Page, Plan, PrintSheets, RemoveSheet, Rewrite
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.plans import warnings
from xlbilling.tasks.plans.standing import Plans
from xlbilling.tasks.statements import composing, estimates, messages, printing, register
from xlbilling.tasks.statements.accounts import Account, History
from xlbilling.tasks.statements.fingerprint import fingerprint
from xlbilling.tasks.statements.standing import Standing, standing

READS: Final[tuple[str, ...]] = (
    "ledger", "claims", "patients", "guarantors", "coverage", "payers", "holds", "payment_plans",
    "carc_map", "remit_lines", "statement_messages", "statements", "exclusions", "estimates",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One statement of the run: new, or sent earlier the same day and so left alone."""

    account: Account
    row: dict[str, Any]
    page: Page | None


@dataclass(frozen=True)
class Run:
    """A run of one day.

    Attributes:
        day: the run's date.
        made: the accounts with a statement, by account.
        excluded: the accounts without, each with its reason.
        patient_ar_cents: what the ledger says that patients owe.
        plans: all payment plans as of that day.
    """

    day: date
    made: Sequence[Made]
    excluded: Sequence[Account]
    patient_ar_cents: int
    plans: Plans = field(default_factory=lambda: Plans(date.min))

    @property
    def stated_cents(self) -> int:
        """The balances of the accounts with a statement."""
        return sum(made.account.balance_cents for made in self.made)

    @property
    def excluded_cents(self) -> int:
        """The balances of the accounts without one, credits included."""
        return sum(account.balance_cents for account in self.excluded)

    @property
    def amount_cents(self) -> int:
        """What all statements ask for."""
        return sum(int(made.row["amount_cents"]) for made in self.made)

    @property
    def reasons(self) -> dict[str, tuple[int, int]]:
        """By reason the number of accounts and their balance in cents, by name."""
        found: dict[str, tuple[int, int]] = {}
        for account in sorted(self.excluded, key=lambda one: one.reason):
            count, cents = found.get(account.reason, (0, 0))
            found[account.reason] = (count + 1, cents + account.balance_cents)
        return found


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the statements of a day, the index, the register and the exclusions (ST-1 to ST-9).

    A second run of the day replaces what was not sent and leaves what was; with nothing changed
    in the book its Plan is the same.

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    run = statement_run(book, request.as_of)
    kept = book.frame("statements")
    gone = _gone(kept, run)
    fresh = [made for made in run.made if made.page is not None]
    rewritten = register.rewritten(kept, [made.row for made in fresh], gone["statement"])
    return Plan(
        changes=(
            index_page(_index(book, run)),
            *(made.page for made in fresh if made.page is not None),
            *_removed(book, gone, rewritten),
            Rewrite("statements", rewritten),
            Rewrite("exclusions", _exclusions(book, run)),
            *_printed(fresh, request),
        ),
        result=_result(run),
        lines=_lines(run),
        findings=(
            *_findings(run),
            *warnings.unreviewed(run.plans, book["payment_plans"]),
            *estimates.findings(book["estimates"], estimates.checked(book, request.as_of)),
            *messages.messages(book).findings,
        ),
        totals={"amount": run.amount_cents, "patient receivable": run.patient_ar_cents},
    )


def statement_run(book: Snapshot, day: date) -> Run:
    """Return the run of a day: every account with an open patient line, stated or excluded.

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    now = standing(book, day)
    stated = [one for one in now.decided if not one.reason]
    left_alone = [Made(one, now.sent[one.id], None) for one in now.left_alone]
    return Run(
        day,
        sorted((*_made(book, day, now, stated), *left_alone), key=lambda each: each.account.id),
        [one for one in now.decided if one.reason],
        ledger.account_balance(now.rows, LedgerAccount.PATIENT_AR),
        now.plans,
    )


def _made(book: Snapshot, day: date, now: Standing, stated: Sequence[Account]) -> list[Made]:
    source = composing.sources(book, day, now.moved, now.lines, stated)
    old = book.frame("statements")
    names = register.sheet_names([one.id for one in stated], old, day, book.sheets)
    ledger_row = book.frame("ledger")["seq"].max()
    made = []
    for account in stated:
        statement, level = composing.compose(
            source,
            account,
            now.histories.get(account.id, History()),
            number=register.number(account.id, day),
            sheet=names[account.id],
        )
        row = _register_row(account, statement, level) | {"ledger_row": ledger_row}
        made.append(Made(account, row, statement_page(statement)))
    return made


def _register_row(account: Account, statement: Statement, level: int) -> dict[str, Any]:
    """Return the register's row (ST-9); a person's columns Sent and Note are not in it."""
    known = fingerprint(statement)
    return {
        "statement": statement.number,
        "guarantor_id": account.id,
        "date": pd.Timestamp(statement.day),
        "due": pd.Timestamp(statement.due),
        "level": level,
        "amount_cents": statement.due_cents,
        "account_balance_cents": account.balance_cents,
        "visits": len(account.visits),
        "billed_visits": account.billed_visits,
        "sheet": statement.sheet,
        "hash": known.whole,
        "parts": known.text,
    }


def _gone(old: pd.DataFrame, run: Run) -> pd.DataFrame:
    """Return the unsent statements of the day whose account gets none any more."""
    unsent = register.unsent_that_day(old, run.day)
    return unsent[~unsent["guarantor_id"].isin({made.account.id for made in run.made})]


def _removed(book: Snapshot, gone: pd.DataFrame, left: pd.DataFrame) -> list[RemoveSheet]:
    """Return the sheets of statements that are gone, where no other statement stands on them."""
    there = {sheet.casefold() for sheet in book.sheets}
    used = {str(sheet).casefold() for sheet in left["sheet"]}
    names = [str(sheet) for sheet in gone["sheet"]]
    return [RemoveSheet(n) for n in names if n.casefold() in there and n.casefold() not in used]


def _index(book: Snapshot, run: Run) -> StatementIndex:
    there = {sheet.casefold() for sheet in book.sheets}
    rows = [
        IndexRow(
            made.account.id,
            str(made.row["statement"]),
            _link(made, there),
            int(made.row["level"]),
            int(made.row["amount_cents"]),
            made.account.balance_cents,
            is_sent=made.page is None,
        )
        for made in run.made
    ]
    excluded = [(reason, count, cents) for reason, (count, cents) in run.reasons.items()]
    practice = settings.text(book.settings, "Practice Name")
    return StatementIndex(practice, run.day, rows, excluded, run.patient_ar_cents)


def _link(made: Made, there: set[str]) -> str:
    sheet = str(made.row["sheet"])
    return sheet if made.page is not None or sheet.casefold() in there else ""


def _exclusions(book: Snapshot, run: Run) -> pd.DataFrame:
    """Return the Exclusions table: every account without a statement, one reason each (ST-3)."""
    rows = [
        {
            "guarantor_id": account.id,
            "date": pd.Timestamp(run.day),
            "balance_cents": account.balance_cents,
            "reason": account.reason,
            "detail": account.detail,
        }
        for account in run.excluded
    ]
    return register.shaped(rows, book.frame("exclusions"))


def _printed(fresh: Sequence[Made], request: Request) -> list[PrintSheets]:
    """Return the PDFs that are asked for: of the statements that this run makes, of no others."""
    sheets = {str(made.row["statement"]): str(made.row["sheet"]) for made in fresh}
    if not (request.option("pdf") and sheets):
        return []
    if request.option("one_file"):
        return [printing.all_in_one(list(sheets.values()), request.as_of)]
    return [printing.one_each(sheets)]


def _result(run: Run) -> dict[str, Any]:
    return {
        "statements": len(run.made),
        "amount": money.to_text(run.amount_cents),
        "excluded": {reason: count for reason, (count, _) in run.reasons.items()},
        "stated_balance": money.to_text(run.stated_cents),
        "excluded_balance": money.to_text(run.excluded_cents),
        "patient_ar": money.to_text(run.patient_ar_cents),
    }


def _lines(run: Run) -> tuple[str, ...]:
    return (
        (
            f"{len(run.made)} statements of {run.day.isoformat()} ask for "
            f"{money.show(run.amount_cents)}"
        ),
        *(
            f"  without a statement: {count} {reason.lower()}, {money.show(cents)}"
            for reason, (count, cents) in run.reasons.items()
        ),
        (
            f"Proof: {money.show(run.stated_cents)} stated + {money.show(run.excluded_cents)} "
            f"excluded = {money.show(run.patient_ar_cents)} patient receivable"
        ),
    )


def _findings(run: Run) -> list[Finding]:
    got = run.stated_cents + run.excluded_cents
    if got == run.patient_ar_cents:
        return []
    return [
        Finding(
            "ST-PROOF",
            ERROR,
            f"accounts with and without a statement owe {money.show(got)}, the ledger says "
            f"{money.show(run.patient_ar_cents)}: "
            f"{money.difference(got, run.patient_ar_cents)}",
            "Ledger",
            "run 'xlbilling verify-ledger' before you send the statements",
        )
    ]
