"""Balances at the collection agency: proposals, and what became of those that were placed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlbilling.model.ledger import PATIENT_OWNER
from xlbilling.tasks.collecting.kept import Row, is_noted, rows_of
from xlbilling.tasks.collecting.policy import PLACE
from xlbilling.tasks.collecting.steps import place
from xlbilling.tasks.money.after import with_rows
from xlbilling.tasks.money.agency_money import REASONS
from xlbilling.tasks.posting.open_balances import rows_that_stand
from xlbilling.tasks.posting.sheet_values import set_columns
from xlbilling.tasks.receivables import balances

if TYPE_CHECKING:
    from xlbilling.model.ledger import Entry
    from xlbilling.model.plan import Change
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.collecting.dues import Due
    from xlbilling.tasks.collecting.steps import Step

TABLE: Final = "placements"
PROPOSED: Final = "PROPOSED"
PLACED: Final = "PLACED"
RECALLED: Final = "RECALLED"
PAID: Final = "PAID"
CLOSED: Final = "CLOSED"
AT_AGENCY: Final = frozenset({PLACED, PAID, CLOSED})
"""States of what was placed and not recalled; the ledger says which of them it is."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A row that was placed.

    Attributes:
        lines: claim/line of what was placed.
        placed: the day.
        sheet_row: where it stands.
    """

    placement: str
    account: str
    lines: frozenset[str]
    principal_cents: int
    placed: date
    state: str
    sheet_row: int


def placed(book: Snapshot) -> list[Placement]:
    """Return all that was ever placed, the newest first."""
    frame = book.frame(TABLE)
    rows = frame[frame["placed_on"].notna() & (frame["state"] != PROPOSED)]
    names = ("placement", "guarantor_id", "lines", "principal_cents", "placed_on", "state")
    found = [
        Placement(
            number, account, frozenset(lines.split()), 0 if cents is pd.NA else int(cents),
            day.date(), state, int(row),
        )
        for number, account, lines, cents, day, state, row in zip(
            *(rows[name] for name in names), rows.index, strict=True
        )
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.placed, one.sheet_row), reverse=True)


def merged(book: Snapshot, found: Iterable[tuple[Due, Step]], day: date) -> list[Row]:
    """Return the whole table: what was placed stays, proposals are what may be placed today."""
    wanted = {due.id: step for due, step in found if step.name == PLACE}
    rows = []
    for old in rows_of(book, TABLE):
        if old["state"] not in {PROPOSED, None, ""}:
            rows.append(old)
            continue
        step = wanted.pop(old["guarantor_id"], None)
        if step is not None:
            rows.append(_kept_up(old, step))
        elif is_noted(TABLE, old):
            rows.append({**old, "answer": "may not be placed now; see Collections"})
    taken = {row["placement"] for row in rows}
    rows.extend(_proposal(account, step, day, taken) for account, step in wanted.items())
    return rows


def _facts(step: Step) -> dict[str, Any]:
    return {
        "lines": " ".join(map(place, step.lines)),
        "principal_cents": step.cents,
        "first_billed": step.first_billed,
    }


def _kept_up(old: Row, step: Step) -> Row:
    """Return a proposal as it is now; one that somebody approved keeps what was approved."""
    now = _facts(step)
    if not old["approver"]:
        return {**old, **now, "answer": None}
    is_same = (old["lines"], old["principal_cents"]) == (now["lines"], now["principal_cents"])
    return {**old, "answer": None if is_same else "is another balance now; clear Approver"}


def _proposal(account: str, step: Step, day: date, taken: set[str]) -> Row:
    n, number = 1, f"PL{day:%Y%m%d}-{account}"
    while number in taken:
        n += 1
        number = f"PL{day:%Y%m%d}-{account}-{n}"
    taken.add(number)
    return {
        "placement": number,
        "guarantor_id": account,
        "proposed": pd.Timestamp(day),
        "state": PROPOSED,
        **_facts(step),
    }


def shown(book: Snapshot, ledger: pd.DataFrame) -> dict[int, dict[str, Any]]:
    """Return what the sheet shows of each placement by sheet row: state, paid, balance.

    Args:
        book: the workbook as read.
        ledger: its rows as they will be.
    """
    every = placed(book)
    if not every:
        return {}
    paid = _paid(every, ledger)
    now = owed(ledger, {line for one in every for line in one.lines})
    return {
        one.sheet_row: _cells(
            one, paid.get(one.placement, 0), sum(now.get(line, 0) for line in one.lines)
        )
        for one in every
    }


def _cells(one: Placement, paid: int, balance: int) -> dict[str, Any]:
    state = one.state
    if state in AT_AGENCY:
        settled = PAID if paid > 0 else CLOSED
        state = PLACED if balance > 0 else settled
    return {"state": state, "paid": paid, "balance": balance}


def changes(book: Snapshot, entries: Sequence[Entry]) -> list[Change]:
    """Return the cells of Placements that follow from new ledger rows."""
    if not entries or not placed(book):
        return []
    return set_columns(TABLE, shown(book, with_rows(book.frame("ledger"), entries)))


def _paid(every: Iterable[Placement], ledger: pd.DataFrame) -> dict[str, int]:
    """Return what the agency paid on each placement: money counts for the newest one before it."""
    rows = rows_that_stand(ledger)
    rows = rows[rows["reason"].isin(REASONS) & (rows["from_owner"] == PATIENT_OWNER)]
    found: dict[str, int] = {}
    names = ("claim_id", "line", "posted", "amount_cents")
    for claim, line, day, cents in zip(*(rows[name] for name in names), strict=True):
        at = f"{claim}/{line}" if line else claim
        mine = (one for one in every if at in one.lines and one.placed <= day.date())
        one = next(mine, None)
        if one is not None:
            found[one.placement] = found.get(one.placement, 0) + int(cents)
    return found


def owed(ledger: pd.DataFrame, lines: set[str]) -> Mapping[str, int]:
    """Return what patients owe on some lines, by claim/line."""
    places = ledger["claim_id"].where(
        ledger["line"] == "", ledger["claim_id"] + "/" + ledger["line"]
    )
    own = ledger[ledger["claim_id"].isin(set(ledger.loc[places.isin(lines), "claim_id"]))]
    moved = balances.movements(own)
    if moved.empty:
        return {}
    table = balances.line_balances(moved)
    table = table[table["is_patient"]]
    names = ("claim_id", "line", "cents")
    return {
        (f"{claim}/{line}" if line else claim): int(cents)
        for claim, line, cents in zip(*(table[name] for name in names), strict=True)
    }
