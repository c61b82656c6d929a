"""Post the finance charges of a month on what patients owe past due, where the office may.

Off by default. A charge is asked only where Finance Rules allow it, of whom Finance Notices say
that they were told in advance, on lines that a statement would bill, once for a line and month.
Source: rules.md ST-10; L-7 for limits and the second name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money
from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.model.ledger import PATIENT_OWNER, EntryType
from xlbilling.model.ledger import Account as LedgerAccount
from xlbilling.model.plan import Plan
from xlbilling.tasks import settings
from xlbilling.tasks.money import after
from xlbilling.tasks.money.acts import Act, Move
from xlbilling.tasks.money.approvals import POST, Asks, read_users
from xlbilling.tasks.money.open_places import OpenPlaces, Place
from xlbilling.tasks.money.previewing import with_preview
from xlbilling.tasks.money.run_batch import BatchTotals, batch_id, batch_row
from xlbilling.tasks.plans import finance_charges, finance_rules
from xlbilling.tasks.plans.warnings import EXTENSIONS
from xlbilling.tasks.posting.periods import refuse_to_post
from xlbilling.tasks.posting.sheet_values import append, only_changed
from xlbilling.tasks.statements import finance, standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlbilling.model.ledger import Entry
    from xlbilling.model.tables import Request, Snapshot
    from xlbilling.tasks.statements.finance import Due
    from xlbilling.tasks.statements.standing import Standing

READS: Final[tuple[str, ...]] = tuple(dict.fromkeys((
    *standing.READS, *finance.READS, *after.READS, "users",
)))  # fmt: skip
REFUSED: Final = "REFUSED"


@dataclass(frozen=True)
class _Asked:
    """What accounts are charged, those left out by reason, and what a person must see to."""

    due: Mapping[str, Sequence[Due]]
    left_out: Mapping[str, int]
    findings: Sequence[Finding] = ()

    @property
    def every(self) -> list[Due]:
        """The charges of all accounts."""
        return [one for charges in self.due.values() for one in charges]


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the ledger rows of the month's finance charges; none where they are off.

    Raises:
        RefusedError: the month is closed, the ledger was changed, or a setting cannot be read.
    """
    if not settings.is_yes(book.settings, "Finance Charges"):
        return _told(_Asked({}, {}), "finance charges are off; Settings says N for Finance Charges")
    refuse_to_post(book, request)
    now = standing.standing(book, request.as_of)
    asked = _asked(book, request, now)
    entries = _entries(book, request, asked.every)
    if not entries:
        return _told(asked, "0 finance charges posted")
    batch, amount = entries[0].batch, sum(one.amount_cents for one in entries)
    appended, head = after.ledger_append(entries, book.ledger_head)
    totals = BatchTotals("FINANCE CHARGES", len(entries), amount)
    made = Plan(
        changes=(
            *appended,
            *append("batches", [batch_row(batch, request, totals)]),
            *only_changed(book, after.changes(book, entries, request.as_of)),
        ),
        result=_result(asked, batch),
        lines=tuple(_lines(asked, f"{batch}: {_words(len(entries), amount)}")),
        findings=(*asked.findings, _reg_z(book, request, now, asked)),
        batch=batch,
        ledger_head=head,
        keys=f"{entries[0].entry}..{entries[-1].entry}",
        totals={"amount": amount},
    )
    return with_preview(made, book, request, entries)


def _asked(book: Snapshot, request: Request, now: Standing) -> _Asked:
    """Return what every account is charged, or why it is not."""
    day = request.as_of
    rules = finance_rules.rules(book[finance_rules.RULES], day)
    known = finance.ground(book, now, day, rules.values)
    users, asks = read_users(book), Asks(request.user, request.option("approver"))
    due: dict[str, Sequence[Due]] = {}
    left_out: Counter[str] = Counter()
    told = [*rules.findings, *finance_rules.notices(book, day).findings]
    everyone = sorted((*now.decided, *now.left_alone), key=lambda one: one.id)
    for account in everyone:
        charges, why = finance.of_account(account, known)
        refusal = users.refusal(asks, sum(one.cents for one in charges), POST)
        if why or refusal:
            left_out[why or REFUSED] += 1
        else:
            due[account.id] = charges
        if refusal and not why:
            told.append(_refused(account.id, refusal))
    return _Asked(due, dict(sorted(left_out.items())), told)


def _refused(account: str, why: str) -> Finding:
    return Finding(
        "FINANCE-REFUSED",
        ERROR,
        f"account {account}: {why}; nothing was charged",
        "Users",
        "run it again with --approver, by somebody whose limit is high enough",
    )


def _entries(book: Snapshot, request: Request, charges: Sequence[Due]) -> list[Entry]:
    """Return a ledger row for each charge, on the line that bears it."""
    if not charges:
        return []
    rows, claims = book.frame("ledger"), {one.line.claim_id for one in charges}
    open_ = OpenPlaces(rows[rows["claim_id"].isin(list(claims))])
    places = {(one.claim_id, one.line): one for one in open_ if one.owner == PATIENT_OWNER}
    act = Act.of(request, batch_id(book, "FCH", request.as_of), rows["entry"])
    return [_entry(act, one, places[one.line.claim_id, one.line.line]) for one in charges]


def _entry(act: Act, due: Due, place: Place) -> Entry:
    month = f"{act.request.as_of:%Y-%m}"
    move = Move(
        f"Finance Charges {month} {place.name}",
        "finance charge",
        EntryType.INTEREST,
        LedgerAccount.PATIENT_AR,
        LedgerAccount.INTEREST,
        reason=finance_charges.REASON,
    )
    return act.entry(
        move,
        place,
        due.cents,
        to_owner=PATIENT_OWNER,
        approver=act.request.option("approver"),
        note=f"{_rate(due)} percent of {money.to_text(due.base_cents)}",
    )


def _rate(due: Due) -> str:
    return f"{float(due.rule.percent):g}"  # float: a percentage in words, not money


def _told(asked: _Asked, words: str) -> Plan:
    """Return a Plan that writes nothing, with what a person should know."""
    return Plan(
        result=_result(asked, ""),
        lines=tuple(_lines(asked, words)),
        findings=tuple(asked.findings),
    )


def _result(asked: _Asked, batch: str) -> dict[str, Any]:
    return {
        "batch": batch,
        "posted": len(asked.every),
        "amount": money.to_text(sum(one.cents for one in asked.every)),
        "accounts": {
            account: money.to_text(sum(one.cents for one in charges))
            for account, charges in asked.due.items()
        },
        "left_out": dict(asked.left_out),
    }


def _lines(asked: _Asked, first: str) -> Iterable[str]:
    yield first
    for account, charges in asked.due.items():
        for one in charges:
            place = f"{one.line.claim_id}/{one.line.line}"
            yield (
                f"  {account}: {money.show(one.cents)} on {place}, "
                f"{_rate(one)} percent of {money.show(one.base_cents)}"
            )
    for reason, count in asked.left_out.items():
        yield f"  nothing charged: {count} {reason.lower()}"


def _words(count: int, amount: int) -> str:
    return f"{count} finance charge{'s' * (count != 1)} posted, {money.show(amount)}"


def _reg_z(book: Snapshot, request: Request, now: Standing, asked: _Asked) -> Finding:
    """Return the reminder that a finance charge is credit under Reg Z, with how many there are."""
    year = now.moved[now.moved["effective"].dt.year == request.as_of.year]
    accounts = {*finance_charges.by_account(year, book.frame("patients")), *asked.due}
    return Finding(
        "FINANCE-REG-Z",
        WARNING,
        f"{len(accounts)} accounts bear finance charges in {request.as_of.year}: consumer credit "
        f"under Reg Z where the office gives more than {EXTENSIONS} such credits a year",
        "Finance Rules",
        "have an adviser see whether disclosures are owed before you go on",
    )
