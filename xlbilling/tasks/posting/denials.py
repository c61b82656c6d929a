"""The Denials sheet: a row for each amount a payer would not pay, kept by key with its notes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlbilling.model.plan import Change
from xlbilling.tasks.posting.judge import Judged
from xlbilling.tasks.posting.our_claims import Office
from xlbilling.tasks.posting.posted_answers import PostedAnswer, PostedAnswers
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
    there: Denials, new: Sequence[Mapping[str, Any]], before: Standing, after: Standing
) -> tuple[list[Change], set[tuple[str, str]]]:
    """Return what a run changes on the sheet, and the (claim, line) with an open denial then.

    Args:
        there: the sheet as it stands.
        new: rows of the run's own denials.
        before: the answers on the run's claims before it.
        after: the same with those that it posts.
    """
    fresh = [one for one in new if one["key"] not in there.rows]
    both = _with(there, fresh)
    states = anew(both, before, after)
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


@dataclass(frozen=True)
class Standing:
    """The answers that stand on some claims, as they settle denials.

    Attributes:
        claims: the claims.
        answers: the answers on them.
        payments: the batches on Remits; a denial of any other one came in some other way.
    """

    claims: Collection[str]
    answers: PostedAnswers
    payments: Collection[str]

    def settled(self, there: Denials, key: str) -> str:
        """Return the state that the answers give a denial; "" where it is still open.

        A later answer that pays its line makes it PAID, one that leaves nothing of the line to any
        payer CLOSED; so are the denials of an answer that is taken back or undone.
        """
        claim_id, line = there.places[key]
        every = self.answers.answers(claim_id)
        own = [one for one in every if _is_of(key, one)]
        if not own and there.batches[key] in self.payments:
            return CLOSED
        is_gone = any(not self.answers.stands(one) for one in own)
        day = there.dates[key]
        later = [
            _rows_on(one, line) for one in every
            if one not in own and self.answers.stands(one) and _is_after(one, own, day)
        ]  # fmt: skip
        if any(row.paid_cents > 0 for rows in later for row in rows):
            return PAID
        is_closed = is_gone or any(_leaves_nothing(rows, line) for rows in later)
        return CLOSED if is_closed else ""


def _is_after(one: PostedAnswer, own: Sequence[PostedAnswer], day: date | None) -> bool:
    """Tell whether an answer may settle a denial: it is no earlier payer's and no earlier day's.

    A primary's payment of the same day or later leaves open what the secondary would not pay.

    Args:
        one: the answer.
        own: the denial's own answer, in a sequence; empty where it came in some other way.
        day: of the denial.
    """
    if day and one.paid_on and one.paid_on < day:
        return False
    others = [each for each in own if each.payer_id != one.payer_id]
    is_same_day = bool(day) and one.paid_on == day
    return all(
        each.level < one.level or (each.level == one.level and not is_same_day) for each in others
    )


class _Row(NamedTuple):
    """A row of an answer, amounts in cents."""

    line: str
    billed_cents: int
    paid_cents: int
    patient_cents: int


def _rows_on(answer: PostedAnswer, line: str) -> list[_Row]:
    """Return the rows of an answer that may be of a line; all of them for the claim as a whole."""
    rows = [_Row(*said) for said in answer.said]
    return [row for row in rows if not line or row.line in {line, ""}]


def _leaves_nothing(rows: Iterable[_Row], line: str) -> bool:
    """Tell whether an answer names a line and leaves all that it does not pay to the patient."""
    own = list(rows)
    left = [row.billed_cents - row.paid_cents - row.patient_cents for row in own]
    return any(row.line == line for row in own) and all(cents <= 0 for cents in left)


def _is_of(key: str, answer: PostedAnswer) -> bool:
    """Tell whether a denial is of an answer: its key names batch, row and adjustment."""
    return any(key.startswith(f"{answer.batch}/{row}/") for row in answer.rows)


def anew(there: Denials, before: Standing, after: Standing) -> dict[str, str]:
    """Return the new states of the denials on some claims, by key, once answers come or go.

    What a person decided stays: a row changes only where its state is what the answers told.

    Args:
        there: the Denials sheet, new rows included.
        before: the answers as they stood.
        after: the answers as they will stand.
    """
    states = {}
    for key, (claim_id, _) in there.places.items():
        if claim_id not in after.claims:
            continue
        now = there.states[key]
        if now in _SETTLED and now != before.settled(there, key):
            continue
        told = after.settled(there, key) or (OPEN if now in _SETTLED else now)
        if told != now:
            states[key] = told
    return states


def with_states(there: Denials, states: Mapping[str, str]) -> list[Change]:
    """Return what gives rows other states."""
    return set_columns("denials", {there.rows[key]: {"state": one} for key, one in states.items()})
