"""The Denials sheet: a row for each amount a payer would not pay, kept by key with its notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model.plan import Change
from xlbilling.tasks.posting.judge import Judged
from xlbilling.tasks.posting.our_claims import Office
from xlbilling.tasks.posting.posted_answers import batches_taken_back
from xlbilling.tasks.posting.propose import PostedAdjustment, Proposal
from xlbilling.tasks.posting.sheet_values import append, days, set_columns

if TYPE_CHECKING:
    import pandas as pd

OPEN, CLOSED, PAID = "OPEN", "CLOSED", "PAID"
_SETTLED: Final = frozenset({CLOSED, PAID})


@dataclass(frozen=True)
class Denials:
    """The Denials sheet as it stands.

    Attributes:
        rows: sheet row by key.
        states: state by key.
        places: (claim, line) by key.
        batches: batch by key.
        dates: day of the denial by key.
    """

    rows: Mapping[str, int]
    states: Mapping[str, str]
    places: Mapping[str, tuple[str, str]]
    batches: Mapping[str, str]
    dates: Mapping[str, date | None]

    def open_places(self) -> set[tuple[str, str]]:
        """Return the (claim, line) with a denial that is still open."""
        return {place for key, place in self.places.items() if self.states[key] not in _SETTLED}

    def after(self, states: Mapping[str, str]) -> Denials:
        """Return the sheet with other states of some rows."""
        return replace(self, states={**self.states, **states})

    def of_batch(self, batch: str) -> set[str]:
        """Return the keys that came in with a batch."""
        return {key for key, name in self.batches.items() if name == batch}


def read(frame: pd.DataFrame) -> Denials:
    """Return the sheet by key."""
    keys = frame["key"].tolist()
    places = zip(frame["claim_id"], frame["line"], strict=True)
    return Denials(
        dict(zip(keys, (int(row) for row in frame.index), strict=True)),
        dict(zip(keys, frame["state"], strict=True)),
        dict(zip(keys, places, strict=True)),
        dict(zip(keys, frame["batch"], strict=True)),
        dict(zip(keys, days(frame["denied_on"]), strict=True)),
    )


def records(
    judged: Judged, proposal: Proposal, office: Office, as_of: date
) -> list[dict[str, Any]]:
    """Return the rows of a claim's denied amounts, by frame names."""
    worked = [one for one in proposal.adjustments if one.classed.is_worked]
    return [_record(judged, one, office, as_of) for one in worked]


def _record(judged: Judged, one: PostedAdjustment, office: Office, as_of: date) -> dict[str, Any]:
    assert judged.ours is not None
    answer, adjustment = judged.answer, one.classed.adjustment
    denied_on = answer.paid_on or as_of
    limit = one.classed.days or office.terms(answer.payer_id).appeal_days
    return {
        "key": f"{answer.batch}/{one.row.row}/{adjustment.position}",
        "claim_id": judged.ours.claim_id,
        "line": one.line,
        "payer_id": answer.payer_id,
        "batch": answer.batch,
        "denied_on": denied_on,
        "group": adjustment.group,
        "carc": adjustment.carc,
        "remarks": " ".join(one.row.remarks),
        "amount_cents": adjustment.cents,
        "category": one.classed.category,
        "action": one.classed.action,
        "due": denied_on + timedelta(days=limit) if limit else None,
        "state": OPEN,
    }


def after_run(
    there: Denials, new: Sequence[Mapping[str, Any]], done: Iterable[Judged]
) -> tuple[list[Change], set[tuple[str, str]]]:
    """Return what a run changes on the sheet, and the (claim, line) with an open denial then.

    New rows are added, those that an undo had closed are opened again, and what the run's answers
    settle is marked so.

    Args:
        there: the sheet as it stands.
        new: rows of the run's own denials.
        done: the answers that the run posts.
    """
    fresh = [one for one in new if one["key"] not in there.rows]
    again = {one["key"]: OPEN for one in new if there.states.get(one["key"]) == CLOSED}
    both = _with(there.after(again), fresh)
    states = {**again, **settled(both, done)}
    changes = [
        *append("denials", [{**one, "state": states.get(one["key"], OPEN)} for one in fresh]),
        *with_states(there, {key: one for key, one in states.items() if key in there.rows}),
    ]
    return changes, both.after(states).open_places()


def _with(there: Denials, fresh: Iterable[Mapping[str, Any]]) -> Denials:
    by_key = {one["key"]: one for one in fresh}
    return replace(
        there,
        states={**there.states, **dict.fromkeys(by_key, OPEN)},
        places={**there.places, **{k: (r["claim_id"], r["line"]) for k, r in by_key.items()}},
        batches={**there.batches, **{k: r["batch"] for k, r in by_key.items()}},
        dates={**there.dates, **{k: r["denied_on"] for k, r in by_key.items()}},
    )


def settled(there: Denials, done: Iterable[Judged]) -> dict[str, str]:
    """Return the new states of the rows that answers settle, by key.

    A later answer that pays a line makes its denials PAID, one that denies nothing of it any more
    CLOSED; the denials of an answer that is taken back are CLOSED.
    """
    open_: dict[str, list[str]] = {}
    for key, (claim_id, _) in there.places.items():
        if there.states[key] not in _SETTLED:
            open_.setdefault(claim_id, []).append(key)
    states: dict[str, str] = {}
    for one in done:
        assert one.ours is not None
        for key in open_.get(one.ours.claim_id, ()):
            state = _settled_by(one, key, there)
            if state and states.get(key) != PAID:
                states[key] = state
    return states


def _settled_by(one: Judged, key: str, there: Denials) -> str:
    """Return the state that an answer gives a row of its claim; "" where it says nothing of it."""
    batch, denied_on = there.batches[key], there.dates[key]
    if one.claim.is_reversal:
        return CLOSED if batch in batches_taken_back(one.match) else ""
    is_earlier = denied_on and one.answer.paid_on and one.answer.paid_on < denied_on
    if batch == one.answer.batch or is_earlier:
        return ""
    line = there.places[key][1]
    own = [row for row in one.claim.rows if not line or one.our_line(row) in {line, ""}]
    if any(row.paid_cents > 0 for row in own):
        return PAID
    is_line = any(one.our_line(row) == line for row in own)
    is_left = any(each.cents > 0 and each.group != "PR" for row in own for each in row.adjustments)
    return CLOSED if is_line and not is_left else ""


def reopened(there: Denials, lines: pd.DataFrame, batch: str) -> dict[str, str]:
    """Return the new states of the rows that a batch had settled, for when it is taken back.

    Args:
        there: the Denials sheet.
        lines: the Remit Lines sheet.
        batch: the batch that is undone.
    """
    posted = lines[lines["state"] == "POSTED"]
    own = posted[posted["batch"] == batch]
    claims = set(own["our_claim"]) - {""}
    back = {name for match in own["match"] for name in batches_taken_back(match)}
    paid = posted[(posted["batch"] != batch) & (posted["paid_cents"].fillna(0) > 0).astype(bool)]
    still = set(zip(paid["our_claim"], paid["our_line"], strict=True))
    states = {}
    for key, (claim_id, line) in there.places.items():
        if claim_id not in claims or there.batches[key] == batch:
            continue
        was_back = there.states[key] == CLOSED and there.batches[key] in back
        was_paid = there.states[key] == PAID and (claim_id, line) not in still
        if was_back or was_paid:
            states[key] = OPEN
    return states


def with_states(there: Denials, states: Mapping[str, str]) -> list[Change]:
    """Return what gives rows other states."""
    return set_columns("denials", {there.rows[key]: {"state": one} for key, one in states.items()})
