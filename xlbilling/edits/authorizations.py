"""The edit on prior authorizations: there, for this patient, in force, with units left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from xlbilling.edits.auth_units import auth_use, claim_auth
from xlbilling.edits.code_needs import AUTH, needed
from xlbilling.edits.columns import Mask, Positions
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.filing import SETTLED, at_rows
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import ERROR, WARNING


@edit(
    "CV-085",
    severity=ERROR,
    basis="payers deny services without their authorization (CO-197, CO-15, CO-198); common "
    "practice",
    fix="ask the payer for an authorization, key it on the Authorizations sheet and its number "
    "on the line",
    examples=Examples(
        good={"auth": "A100"},
        bad={},
        office={
            "authorizations": (
                {
                    "auth": "A100",
                    "patient_id": "P1",
                    "payer_id": "PAY1",
                    "from": "2025-01-01",
                    "to": "2025-12-31",
                    "units": 6.0,
                },
            ),
            "code_needs": ({"need": "AUTH", "code_from": "99213", "payer_id": "PAY1"},),
        },
    ),
)
def service_is_authorized(lines: Lines) -> Iterator[Failing]:
    """A code that the payer wants authorized carries an authorization that holds for the line.

    Where the payer does not ask for it, an authorization that does not hold is a warning; so is
    a number that the Authorizations sheet does not have. An office that keeps no such sheet is
    asked only for the numbers.
    """
    needs = needed(lines, AUTH).mask
    table = lines.tables["authorizations"]
    if not needs.any() and not table.size:
        return
    open_ = lines.billable & ~lines.holds("status", SETTLED.__contains__)
    typed_at = lines.once(claim_auth)
    yield lines.says(
        open_ & needs & (typed_at == NOWHERE),
        "auth",
        "authorization is blank for code {code}, for which the payer wants one; expected its"
        " number",
        code=lines.procedures_shown(),
    )
    yield from _not_holding(lines, open_, needs, typed_at == np.arange(lines.size))


def _not_holding(lines: Lines, open_: Mask, needs: Mask, own: Mask) -> Iterator[Failing]:
    """Yield lines whose authorization is unknown, or does not hold for them."""
    row = lines.once(auth_use).row
    table = lines.tables["authorizations"]
    yield lines.says(
        open_ & own & (row == NOWHERE) & bool(table.size),
        "auth",
        "authorization is not on the Authorizations sheet; expected a row there",
        severity=WARNING,
    )
    for trouble in (_of_others(lines, row), _out_of_dates(lines, row), _used_up(lines, row)):
        wrong = open_ & trouble.lines & (row != NOWHERE)
        yield lines.says(wrong & needs, "auth", trouble.text, **trouble.values)
        yield lines.says(
            wrong & ~needs & own, "auth", trouble.text, severity=WARNING, **trouble.values
        )


class _Trouble(NamedTuple):
    """What is wrong with the authorization of some lines, in which words."""

    lines: Mask
    text: str
    values: dict[str, Any]


def _of_others(lines: Lines, row: Positions) -> _Trouble:
    table = lines.tables["authorizations"]
    at = np.flatnonzero(row != NOWHERE)
    patient = table.text("patient_id")[row[at]]
    other = np.zeros(lines.size, dtype=bool)
    other[at] = (patient != "") & (patient != lines.text("patient_id")[at])
    insures = np.ones(lines.size, dtype=bool)
    insures[at] = table.blank("payer_id")[row[at]]
    held = lines.coverage.keep(~insures[lines.coverage.lines])
    payer = table.text("payer_id")[row[held.lines]]
    insures[held.lines[held.text("payer_id") == payer]] = True
    return _Trouble(
        other | ~insures,
        "authorization is of another {whose}; expected one for this patient and payer",
        {"whose": np.where(other, "patient", "payer").astype(object)},
    )


def _out_of_dates(lines: Lines, row: Positions) -> _Trouble:
    table = lines.tables["authorizations"]
    begins, ends = (at_rows(table.days(name), row, "NaT") for name in ("from", "to"))
    return _Trouble(
        (lines.first_day < begins) | (lines.last_day > ends),
        "authorization holds {span}, the service is of {day}; expected a day within it",
        {
            "span": lambda at: [_span(*days) for days in zip(begins[at], ends[at], strict=True)],
            "day": lines.days_shown("dos_from"),
        },
    )


def _used_up(lines: Lines, row: Positions) -> _Trouble:
    use = lines.once(auth_use)
    units = at_rows(lines.tables["authorizations"].numbers("units"), row, np.nan)
    return _Trouble(
        use.counts & (use.up_to > units),
        "authorization has {units} units, our lines up to this one use {used}; expected no more",
        {
            "units": lambda at: [f"{number:.12g}" for number in units[at]],
            "used": lambda at: [f"{number:.12g}" for number in use.up_to[at]],
        },
    )


def _span(begins: np.datetime64, ends: np.datetime64) -> str:
    first = "" if np.isnat(begins) else f"from {begins}"
    last = "" if np.isnat(ends) else f"to {ends}"
    return f"{first} {last}".strip()
