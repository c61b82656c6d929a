"""From an account to its statement: rows, words, level and message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from xlbilling.layout.pages.statement_page import PendingRow, Practice, Statement, VisitRow
from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.receivables.buckets import STANDARD
from xlbilling.tasks.statements import estimates, levels, messages, open_lines, visits, words
from xlbilling.tasks.statements.accounts import Account, History
from xlbilling.tasks.statements.lines import pairs
from xlbilling.tasks.statements.open_lines import Move, OpenLine


@dataclass(frozen=True)
class Sources:
    """What all statements of a run are written from.

    Attributes:
        book: the workbook as read.
        day: the run's date.
        money: per claim what happened to its billed lines.
        patient_moves: per claim the movements of what the patient owes.
        pending: insurers' open lines by account.
        what: per claim its services in plain words.
        first_names: patients' first names by id.
        payers: payers' names by id.
        level_days: how many days each level needs.
        messages: title and message by level.
        notices: what is told of claims that may be disputed.
    """

    book: Snapshot
    day: date
    money: Mapping[str, visits.Money]
    patient_moves: Mapping[str, Sequence[Move]]
    pending: Mapping[str, Sequence[OpenLine]]
    what: Mapping[str, str]
    first_names: Mapping[str, str]
    payers: Mapping[str, str]
    level_days: Sequence[int]
    messages: Mapping[int, tuple[str, str]]
    notices: Mapping[str, str]


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
    out |= {
        f"{line.claim_id}\x1f{line.line}"
        for account in stated
        for line in account.lines
        if line.reason
    }
    owed = of_visits[of_visits["owner"] == PATIENT_OWNER]
    patients, payers = book.frame("patients"), book.frame("payers")
    said = messages.messages(book)
    return Sources(
        book, day, visits.amounts(of_visits, out, book),
        open_lines.by_claim(owed, visits.CASH),
        open_lines.by_account(waits),
        _services(book),
        dict(zip(patients["patient_id"], patients["first"], strict=True)),
        dict(zip(payers["payer_id"], payers["name"], strict=True)),
        said.days, said.texts, estimates.notices(book, day),
    )  # fmt: skip


def _services(book: Snapshot) -> dict[str, str]:
    """Return each claim's services in the order of its lines, however Claims is sorted."""
    claims = book.frame("claims")
    codes: dict[str, list[tuple[int, str, str]]] = {}
    for claim, line, code in zip(claims["claim_id"], claims["line"], claims["code"], strict=True):
        codes.setdefault(claim, []).append((len(line), line, code))
    return {
        claim: words.services([code for *_, code in sorted(listed)])
        for claim, listed in codes.items()
    }


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
        due=_due(account, source.day, settings.count(own, "Statement Due Days")),
        account=account.id,
        addressee=(account.person.name, account.person.address, account.person.city_line),
        practice=practice_of(own),
        visits=[row for lines in _by_visit(account) for row in _visit(source, lines)],
        plan=[(one.words, one.cents) for one in account.plan.asked],
        plan_left=account.plan.later_words,
        unapplied_cents=account.unapplied_cents,
        aging=_aging(account, source.day),
        pending=_pending(source, account),
        title=title,
        message=message,
        ways=settings.text(own, "Statement Payment Ways"),
        help=settings.text(own, "Statement Help"),
        past_due_cents=max(0, account.plan.past_due_cents(source.day) - account.unapplied_cents),
    )
    return statement, level


def _due(account: Account, day: date, days: int) -> date:
    """Return the day to pay by: of instalments alone their own, never a later one.

    Args:
        account: with what it is asked for.
        day: the statement's date.
        days: from then to the due date of a bill for visits.
    """
    if account.visits:
        return day + timedelta(days)
    own = account.plan.next_due(day)
    if own is None and account.plan.past_due_cents(day) == account.plan.due_cents:
        return day
    return own or day + timedelta(days)


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
    billed = visits.billed_before(moves, history, claim, source.day)
    return levels.level(billed, source.day, percent, source.level_days)


def _by_visit(account: Account) -> Iterable[list[OpenLine]]:
    """Return the lines that a bill asks for, visit by visit, in the order of their first lines."""
    found: dict[str, list[OpenLine]] = {}
    for line in account.billable:
        found.setdefault(line.claim_id, []).append(line)
    return found.values()


def _visit(source: Sources, lines: Sequence[OpenLine]) -> Iterator[VisitRow]:
    """Give the row of a visit's lines, and one of its own for the finance charges on them."""
    claim = lines[0].claim_id
    happened = source.money[claim]
    owed = sum(line.cents for line in lines)
    finance = sum(line.finance for line in lines)
    did = words.insurance_did(happened.paid_by, happened.shares, happened.left - owed)
    explained = " ".join(text for text in (did, source.notices.get(claim, "")) if text)
    gone = max(0, happened.finance - finance)
    paid = min(gone, max(0, happened.patient_paid))
    yield VisitRow(
        lines[0].dos,
        _what(source, lines[0]),
        happened.charge,
        happened.insurance_paid,
        happened.adjusted - (gone - paid),
        happened.patient_paid - paid,
        owed - finance,
        explained,
    )
    if happened.finance > 0:
        yield VisitRow(
            None, words.FINANCE_CHARGE, happened.finance, 0, gone - paid, paid, finance, ""
        )


def _what(source: Sources, line: OpenLine) -> str:
    """Return what was done, and for whom where the bill goes to somebody else."""
    name = source.first_names.get(line.patient_id, "")
    done = source.what.get(line.claim_id) or "Medical service"
    return f"{done} for {name}" if name and line.patient_id != line.account else done


def _aging(account: Account, day: date) -> list[tuple[str, int]]:
    """Return what is billed by the days since it became the patient's."""
    sums = dict.fromkeys(STANDARD.buckets, 0)
    for line in account.billable:
        sums[STANDARD.bucket((day - line.given).days)] += line.cents
    return list(sums.items())


def _pending(source: Sources, account: Account) -> list[PendingRow]:
    """Return the visits that wait for insurance, shown without asking for money (ST-2)."""
    waits: dict[tuple[str, str], list[OpenLine]] = {}
    for line in source.pending.get(account.id, ()):
        waits.setdefault((line.claim_id, line.payer_id), []).append(line)
    return [
        PendingRow(
            lines[0].dos,
            _what(source, lines[0]),
            source.payers.get(payer) or payer,
            sum(line.cents for line in lines),
        )
        for (_, payer), lines in waits.items()
    ]
