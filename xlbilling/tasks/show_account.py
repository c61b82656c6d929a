"""Show an account on the sheet Account Card: what is owed, done, sent, agreed, noted, and next.

The same rows as ``=XLB_ACCOUNT()`` spills, for one account. Source: capability G8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlbilling.layout.pages.account_page import account_page
from xlbilling.model import money
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Plan
from xlbilling.tasks.followup.about import NOBODY_FIX
from xlbilling.tasks.receivables.asked import accounts_known
from xlbilling.tasks.statements import account_card
from xlbilling.tasks.statements.standing import standing

if TYPE_CHECKING:
    from xlbilling.model.tables import Request, Snapshot
    from xlbilling.tasks.statements.standing import Standing

READS: Final[tuple[str, ...]] = tuple(dict.fromkeys((*account_card.READS, "claims")))


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the card of the account that the options name, or whose claim they name.

    Raises:
        RefusedError: neither is named, or nobody has that id; a setting or a ledger row cannot be
            read.
    """
    now = standing(book, request.as_of)
    account = _account(book, request, now)
    rows = account_card.card(account_card.Account(account, book, now, request.as_of))
    told = [(row.part, row.day, row.what, row.cents) for row in rows]
    return Plan(
        changes=(account_page(account, request.as_of, told),),
        result={
            "account": account,
            "rows": [
                {"part": part, "day": day.isoformat() if day else "", "what": what,
                 "amount": "" if cents is None else money.to_text(cents)}
                for part, day, what, cents in told
            ],
        },
        lines=tuple(_line(*row) for row in told),
    )  # fmt: skip


def _line(part: str, day: object, what: str, cents: int | None) -> str:
    amount = "" if cents is None else f", {money.show(cents)}"
    return f"{part}: {f'{day} ' if day else ''}{what}{amount}"


def _account(book: Snapshot, request: Request, now: Standing) -> str:
    """Return who gets the bill of the account, patient or claim that is named."""
    asked, claim = request.option("account"), request.option("claim")
    if not asked and claim:
        frame = book.frame("claims")
        asked = next(iter(frame.loc[frame["claim_id"] == claim, "patient_id"]), "")
    known = accounts_known(book)
    known |= {one: one for one in now.moved_accounts}
    if asked in known:
        return known[asked]
    named = asked or claim
    raise RefusedError(
        f"no account, patient or claim '{named}'" if named else "no account named",
        id="ACCOUNT-UNKNOWN",
        fix=NOBODY_FIX,
    )
