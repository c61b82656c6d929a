"""From an account to its statement: rows, words, level and message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from xlbilling.layout.pages.statement_page import PendingRow, Practice, Statement, VisitRow
from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.receivables.buckets import STANDARD
from xlbilling.tasks.statements import levels, visits, words
from xlbilling.tasks.statements.accounts import Account, History
from xlbilling.tasks.statements.lines import pairs


@dataclass(frozen=True)
class Sources:
    """What all statements of a run are written from.

    Attributes:
        book: the workbook as read.
        day: the run's date.
        money: per claim what happened to its billed lines.
        patient_moves: per claim the movements of what the patient owes.
        pending: insurers' open lines with ``account``.
        what: per claim its services in plain words.
        first_names: patients' first names by id.
        payers: payers' names by id.
        level_days: how many days each level needs.
        messages: title and message by level.
    """

    book: Snapshot
    day: date
    money: Mapping[str, visits.Money]
    patient_moves: Mapping[str, pd.DataFrame]
    pending: Mapping[str, pd.DataFrame]
    what: Mapping[str, str]
    first_names: Mapping[str, str]
    payers: Mapping[str, str]
    level_days: Sequence[int]
    messages: Mapping[int, tuple[str, str]]


def sources(
    book: Snapshot, day: date, moved: pd.DataFrame, lines: pd.DataFrame, stated: Sequence[Account]
) -> Sources:
    """Return what the statements of the accounts given are written from.

    Args:
        book: the workbook as read.
        day: the run's date.
        moved: all movements of the receivable.
        lines: all line balances, insurers' too, with ``account``.
        stated: the accounts that get a statement.
    """
    billed = {claim for account in stated for claim in account.visits}
    of_visits = moved[moved["claim_id"].isin(billed)]
    waits = lines[~lines["is_patient"] & (lines["cents"] > 0)]
    out = set(pairs(waits[waits["claim_id"].isin(billed)]))
    for account in stated:
        out |= set(pairs(account.lines[account.lines["reason"] != ""]))
    owed = of_visits[of_visits["owner"] == PATIENT_OWNER]
    patients, payers = book.frame("patients"), book.frame("payers")
    level_days, messages = _messages(book)
    return Sources(
        book, day, visits.amounts(of_visits, out, book),
        {str(claim): part for claim, part in owed.groupby("claim_id")},
        {str(account): part for account, part in waits.groupby("account")},
        _services(book),
        dict(zip(patients["patient_id"], patients["first"], strict=True)),
        dict(zip(payers["payer_id"], payers["name"], strict=True)),
        level_days, messages,
    )  # fmt: skip


def _messages(book: Snapshot) -> tuple[Sequence[int], Mapping[int, tuple[str, str]]]:
    """Return the days and the texts of the levels: the office's own, where it has any."""
    rows = book.frame("statement_messages").dropna(subset=["level"]).to_dict("records")
    own = {int(row["level"]): (row["title"], row["message"]) for row in rows if row["message"]}
    days = {int(row["level"]): int(row["days"]) for row in rows if row["days"] == row["days"]}
    needed = [days.get(n, least) for n, least in enumerate(levels.LEVEL_DAYS, start=1)]
    return needed, {**words.MESSAGES, **own}


def _services(book: Snapshot) -> dict[str, str]:
    claims = book.frame("claims")
    codes: dict[str, list[str]] = {}
    for claim, code in zip(claims["claim_id"], claims["code"], strict=True):
        codes.setdefault(claim, []).append(code)
    return {claim: words.services(listed) for claim, listed in codes.items()}


def compose(
    source: Sources, account: Account, history: History, *, number: str, sheet: str
) -> tuple[Statement, int]:
    """Return an account's statement and its level, the highest of its visits (ST-4)."""
    own = source.book.settings
    percent = settings.count(own, "Level Payment Percent")
    level = max((_level(source, history, claim, percent) for claim in account.visits), default=1)
    title, message = source.messages.get(level, words.MESSAGES[levels.HIGHEST])
    statement = Statement(
        number=number,
        sheet=sheet,
        day=source.day,
        due=source.day + timedelta(settings.count(own, "Statement Due Days")),
        account=account.id,
        addressee=(account.person.name, account.person.address, account.person.city_line),
        practice=practice_of(own),
        visits=[_visit(source, account, claim) for claim in _by_date(account)],
        plan_cents=account.plan_due_cents,
        unapplied_cents=account.unapplied_cents,
        aging=_aging(account, source.day),
        pending=_pending(source, account),
        title=title,
        message=message,
        ways=settings.text(own, "Statement Payment Ways"),
        help=settings.text(own, "Statement Help"),
    )
    return statement, level


def practice_of(own: Mapping[str, str]) -> Practice:
    """Return the practice as the Settings sheet describes it."""
    name = settings.text(own, "Practice Name")
    address, city = settings.text(own, "Practice Address"), settings.text(own, "Practice City")
    remit = (
        settings.text(own, "Remit To Name") or name,
        settings.text(own, "Remit To Address") or address,
        settings.text(own, "Remit To City") or city,
    )
    phone, hours = settings.text(own, "Practice Phone"), settings.text(own, "Practice Hours")
    return Practice(name, address, city, phone, hours, tuple(line for line in remit if line))


def _level(source: Sources, history: History, claim: str, percent: int) -> int:
    moves = source.patient_moves[claim]
    billed = visits.billed_before(moves, history.billed, claim, source.day)
    return levels.level(billed, source.day, percent, source.level_days)


def _by_date(account: Account) -> list[str]:
    """Return the account's visits with the oldest first."""
    return list(dict.fromkeys(account.billable["claim_id"]))


def _visit(source: Sources, account: Account, claim: str) -> VisitRow:
    lines = account.billable[account.billable["claim_id"] == claim]
    happened = source.money[claim]
    owed = int(lines["cents"].sum())
    explained = words.insurance_did(happened.paid_by, happened.shares, happened.left - owed)
    return VisitRow(
        _first_day(lines),
        _what(source, account, lines, claim),
        happened.charge,
        happened.insurance_paid,
        happened.adjusted,
        happened.patient_paid,
        owed,
        explained,
    )


def _what(source: Sources, account: Account, lines: pd.DataFrame, claim: str) -> str:
    """Return what was done, and for whom where the bill goes to somebody else."""
    patient = str(lines["patient_id"].iloc[0])
    name = source.first_names.get(patient, "")
    done = source.what.get(claim) or "Medical service"
    return f"{done} for {name}" if name and patient != account.id else done


def _first_day(lines: pd.DataFrame) -> date | None:
    served: Any = lines["dos"].min()
    return None if served is pd.NaT else served.date()


def _aging(account: Account, day: date) -> list[tuple[str, int]]:
    """Return what is billed by the days since it became the patient's."""
    lines = account.billable
    days = (pd.Timestamp(day) - lines["given"]).dt.days.to_numpy().astype("int64")
    sums = lines["cents"].groupby(STANDARD.positions(days)).sum()
    return [(name, int(sums.get(n, 0))) for n, name in enumerate(STANDARD.buckets)]


def _pending(source: Sources, account: Account) -> list[PendingRow]:
    """Return the visits that wait for insurance, shown without asking for money (ST-2)."""
    waits = source.pending.get(account.id)
    if waits is None:
        return []
    return [
        PendingRow(
            _first_day(lines),
            _what(source, account, lines, str(claim)),
            source.payers.get(str(payer)) or str(payer),
            int(lines["cents"].sum()),
        )
        for (claim, payer), lines in waits.groupby(["claim_id", "payer_id"])
    ]
