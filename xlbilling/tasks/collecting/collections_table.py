"""The rows of Collections: one for each account, its owner's notes kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from xlbilling.tasks.collecting.kept import Row
from xlbilling.tasks.collecting.steps import level_of
from xlbilling.tasks.followup import own_words
from xlbilling.tasks.statements.hold_effects import stopped

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.collecting.dues import Due, Held
    from xlbilling.tasks.collecting.policy import Policy
    from xlbilling.tasks.collecting.steps import Step

TABLE = "collections"
_MOST_NAMED = 6
_ORDER = (
    "ESTATE", "PLACE", "PRE-COLLECTION LETTER", "WRITE OFF BAD DEBT", "WRITE OFF SMALL",
    "WRITE OFF QMB", "APPLY CREDIT", "REFUND", "FIND ADDRESS", "BILL MEDICAID", "STATEMENT",
)  # fmt: skip
"""Steps that somebody takes, before those that wait."""


def merged(book: Snapshot, found: Iterable[tuple[Due, Step]], policy: Policy) -> list[Row]:
    """Return the whole table: what somebody has to do first, then by what is past due.

    An account that is past due no more stays where somebody wrote beside it.
    """
    before = _written(book)
    rows = [{**_row(due, step, policy), **before.pop(due.id, {})} for due, step in found]
    rows.sort(key=_rank)
    settled = "nothing is past due any more"
    gone = [{"guarantor_id": name, "why": settled, **own} for name, own in before.items()]
    return [*rows, *gone]


def _written(book: Snapshot) -> dict[str, Row]:
    """Return a person's own cells by account."""
    frame = book.frame(TABLE).rename(columns={"guarantor_id": "key"})
    own = own_words.written(frame, frame["key"]).set_index("key").astype(object)
    cells = own.where(own.notna(), None).to_dict("index")
    return {str(name): {str(k): v for k, v in row.items()} for name, row in cells.items()}


def _rank(row: Row) -> tuple[int, int, str]:
    step = row["step"]
    place = _ORDER.index(step) if step in _ORDER else len(_ORDER)
    return place, -row["past_due_cents"], row["guarantor_id"]


def _row(due: Due, step: Step, policy: Policy) -> Row:
    level = level_of(due, policy)
    first = [one.first_billed for one in due.visits if one.first_billed]
    last = due.last_payment
    return {
        "guarantor_id": due.id,
        "balance_cents": due.account.balance_cents,
        "past_due_cents": due.past_due_cents,
        "owed_since": due.oldest,
        "age_days": due.age_days if due.oldest else None,
        "first_billed": min(first, default=None),
        "statement_level": max((one.level for one in due.visits), default=0) or None,
        "statements": max((one.statements for one in due.visits), default=0),
        "last_statement": due.last_statement,
        "last_payment": last[0] if last else None,
        "last_paid_cents": last[1] if last else None,
        "level": level.level if due.visits else None,
        "standing": level.words if due.visits else "",
        "holds": _holds(due.holds),
        "stops": ", ".join(stopped(due.hold_types)),
        "step": step.name,
        "why": step.why,
    }


def _holds(holds: Sequence[Held]) -> str:
    by_type: dict[str, list[str]] = {}
    for hold in holds:
        by_type.setdefault(hold.type, []).append(hold.place)
    return "; ".join(
        _words(kind, [one for one in places if one]) for kind, places in by_type.items()
    )


def _words(kind: str, places: Sequence[str]) -> str:
    more = f" and {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
    return f"{kind} ({', '.join(places[:_MOST_NAMED])}{more})" if places else kind
