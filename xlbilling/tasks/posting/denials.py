"""The Denials sheet: a row for each amount a payer would not pay, kept by key with its notes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from xlbilling.model.plan import Change
from xlbilling.tasks.posting.judge import Judged
from xlbilling.tasks.posting.our_claims import Office
from xlbilling.tasks.posting.propose import PostedAdjustment, Proposal
from xlbilling.tasks.posting.sheet_values import append, set_columns

if TYPE_CHECKING:
    import pandas as pd

OPEN, CLOSED = "OPEN", "CLOSED"


@dataclass(frozen=True)
class Denials:
    """The Denials sheet as it stands.

    Attributes:
        rows: sheet row by key.
        states: state by key.
        places: (claim, line) by key.
        batches: batch by key.
    """

    rows: Mapping[str, int]
    states: Mapping[str, str]
    places: Mapping[str, tuple[str, str]]
    batches: Mapping[str, str]

    def open_places(self) -> set[tuple[str, str]]:
        """Return the (claim, line) with a denial that is still open."""
        return {
            place for key, place in self.places.items() if self.states[key] not in {CLOSED, "PAID"}
        }

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
    days = one.classed.days or office.terms(answer.payer_id).appeal_days
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
        "due": denied_on + timedelta(days=days) if days else None,
        "state": OPEN,
    }


def changes(there: Denials, new: Iterable[Mapping[str, Any]]) -> list[Change]:
    """Return what adds the new rows and opens those again that an undo had closed."""
    fresh = [one for one in new if one["key"] not in there.rows]
    again = [one["key"] for one in new if there.states.get(one["key"]) == CLOSED]
    return [*append("denials", fresh), *_set_state(there, again, OPEN)]


def closing(there: Denials, keys: Collection[str]) -> list[Change]:
    """Return what closes rows of a batch that is taken back."""
    return _set_state(there, keys, CLOSED)


def _set_state(there: Denials, keys: Collection[str], state: str) -> list[Change]:
    return set_columns("denials", {there.rows[key]: {"state": state} for key in keys})
