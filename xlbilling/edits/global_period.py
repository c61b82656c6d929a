"""The global period of a surgery: the days whose visits its fee pays for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from xlbilling.edits import services
from xlbilling.edits.code_rows import fee_schedule
from xlbilling.edits.columns import Mask, Positions
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing, positions
from xlbilling.edits.lines import Lines, procedure_shown
from xlbilling.edits.registry import edit
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import WARNING

_DAYS: Final = 1 << 23
"""More days than any two dates lie apart."""


class Relation(NamedTuple):
    """How a visit lies to a surgery.

    Attributes:
        global_days: the surgery's kind in the fee schedule.
        first: the surgery's day at the earliest, in days after the visit's (so mostly minus).
        last: the surgery's day at the latest.
        modifiers: those with which the visit is paid all the same.
        words: what is, and which modifier would be right.
    """

    global_days: str
    first: int
    last: int
    modifiers: tuple[str, ...]
    words: str


_RELATIONS: Final = (
    Relation("000", 0, 0, ("25", "FT"), "{visit} is on the day of {surgery}, whose fee includes "
             "the visit (0 days); expected 25 if it was significant and apart"),
    Relation("010", 0, 0, ("25", "FT"), "{visit} is on the day of {surgery}, whose fee includes "
             "the visit (10 days); expected 25 if it was significant and apart"),
    Relation("010", -10, -1, ("24", "58", "78", "79", "FT"), "{visit} is {days} after {surgery} "
             "on {on}, within its 10 days; expected 24 if it has nothing to do with it"),
    Relation("090", 1, 1, ("57", "FT"), "{visit} is the day before {surgery} on {on}, which its "
             "90 days take in; expected 57 if it led to the decision"),
    Relation("090", 0, 0, ("57", "25", "FT"), "{visit} is on the day of {surgery}, whose fee "
             "includes the visit (90 days); expected 57 if it led to the decision"),
    Relation("090", -90, -1, ("24", "58", "78", "79", "FT"), "{visit} is {days} after {surgery} "
             "on {on}, within its 90 days; expected 24 if it has nothing to do with it"),
)  # fmt: skip


@edit(
    "CV-072",
    severity=WARNING,
    basis="CMS physician fee schedule, global days 000, 010 and 090 (the day before too); "
    "Claims Processing Manual ch. 12, 40.1",
    fix="add the modifier that the record supports (24, 25, 57, 58, 78 or 79), or take the visit "
    "off: the surgery's fee pays for it",
    examples=Examples(
        good=({"mod1": "25"}, {"line": "2", "code": "20610", "mod1": "RT"}),
        bad=({}, {"line": "2", "code": "20610", "mod1": "RT"}),
        codes={"rvu": ({"code": "20610", "global_days": "000", "pctc": "0", "bilateral": "1"},)},
    ),
)
def visit_is_not_part_of_a_surgery(lines: Lines) -> Iterator[Failing]:
    """No visit lies in the global period of a surgery of the same group and specialty, unmarked.

    The period is the day of the surgery (000), that and 10 days more (010), or the day before, the
    day and 90 days more (090). Where the taxonomy of who gave a service is not known, it is
    compared with the same provider's only.
    """
    if lines.once(fee_schedule) is None:
        return
    at = positions(services.visits(lines) & lines.once(services.counted))
    for relation in _RELATIONS:
        yield _told(lines, at, relation)


def _told(lines: Lines, at: Positions, relation: Relation) -> Failing:
    """Return the visits, among these lines, that lie so to a surgery and are not marked."""
    surgery = np.full(lines.size, NOWHERE, dtype=np.intp)
    surgery[at] = _latest(lines, at, relation)
    day = lines.days_shown("dos_from")
    return lines.says(
        (surgery != NOWHERE) & ~services.modified(lines, relation.modifiers),
        "mod1",
        relation.words,
        visit=lambda rows: [f"visit {procedure_shown(c)}" for c in lines.text_at("code", rows)],
        surgery=services.places_shown(lines, surgery),
        days=lambda rows: [
            services.days_counted(int(n))
            for n in (lines.first_day[rows] - lines.first_day[surgery[rows]]).astype(np.int64)
        ],
        on=lambda rows: day(surgery[rows]),
    )


def after_a_surgery(lines: Lines) -> Mask:
    """Return the lines that lie in the 10 or 90 days after a surgery of the group and specialty."""
    at = positions(lines.once(services.counted))
    after = np.zeros(lines.size, dtype=bool)
    for relation in _RELATIONS:
        if relation.last < 0:
            after[at] |= _latest(lines, at, relation) != NOWHERE
    return after


def _latest(lines: Lines, at: Positions, relation: Relation) -> Positions:
    """Return for each of some lines the latest surgery that lies to it as a relation says."""
    keys, surgeries = lines.once(_surgeries)[relation.global_days]
    if not len(keys):
        return np.full(len(at), NOWHERE, dtype=np.intp)
    key = lines.once(_keys)[at]
    place = np.searchsorted(keys, key + relation.last, side="right") - 1
    found = (place >= 0) & (keys[np.maximum(place, 0)] >= key + relation.first)
    return np.where(found, surgeries[place], NOWHERE)


def _keys(lines: Lines) -> Positions:
    """Return each line's patient, group and specialty, and day as one number, day last."""
    who = services.together(lines.distinct("patient_id").codes, lines.once(services.specialty))
    day = np.where(np.isnat(lines.first_day), np.datetime64(0, "D"), lines.first_day)
    return who.astype(np.int64) * _DAYS + day.astype(np.int64)


def _surgeries(lines: Lines) -> dict[str, tuple[Positions, Positions]]:
    """Return the keys, sorted, and the lines of the surgeries of each kind that counts."""
    schedule = lines.once(fee_schedule)
    found: dict[str, tuple[Positions, Positions]] = {}
    for kind in ("000", "010", "090"):
        at = np.zeros(0, dtype=np.intp)
        if schedule is not None:
            surgical = schedule.has("global_days", kind)
            at = positions(surgical & lines.once(services.counted) & ~services.visits(lines))
        key = lines.once(_keys)[at]
        order = np.argsort(key, kind="stable")
        found[kind] = (key[order], at[order])
    return found
