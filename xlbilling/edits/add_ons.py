"""Add-on codes, which are paid only beside the procedure they add to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits import services
from xlbilling.edits.code_rows import outside
from xlbilling.edits.columns import Days, Mask, Positions, Words
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing, positions
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import ADD_ONS, NOWHERE, PairList, code_number, number_code, pair_keys
from xlbilling.model.findings import WARNING

_ANY: Final = 0
"""The number of 00000, which stands for primary codes that a payer chooses itself."""
_CODES: Final = 36**5
_MOST_SHOWN: Final = 4


@edit(
    "CV-069",
    severity=WARNING,
    basis="CMS NCCI add-on code edits: an add-on billed alone is denied",
    fix="bill the primary procedure of the same day too, or the code that stands alone",
    examples=Examples(
        good=({"code": "11102"}, {"line": "2", "code": "11103"}),
        bad=({}, {"line": "2", "code": "11103"}),
        codes={"ncci-addons": ({"column1": "11103", "column2": "11102", "type": 1},)},
    ),
)
def add_on_has_its_primary(lines: Lines) -> Iterator[Failing]:
    """An add-on code stands beside a primary code of the same patient, biller and day.

    The primary may be on another claim and given by another provider of the group. Where CMS
    leaves the primary codes to the payer, any code that is no add-on itself will do.
    """
    known = lines.codes.get(ADD_ONS)
    if not isinstance(known, PairList) or not len(known):
        return
    number = lines.each("code", lambda code: code_number(code.upper()), np.int64)
    add_on = _add_ons(lines, known, number)
    alone = np.zeros(lines.size, dtype=bool)
    group = lines.once(services.of_one_day_and_group)
    for code in np.unique(number[add_on]):
        own = positions(add_on & (number == code))
        beside = positions(np.isin(group, group[own]) & (number != code))
        serves = _serves(known, int(code), number[beside], lines.first_day[beside], add_on[beside])
        served = group[beside[serves]]
        alone[own[~np.isin(group[own], served)]] = True
    yield lines.says(
        alone,
        "code",
        "code {code} is an add-on, and none of its primary codes stands beside it on {day}; "
        "expected {which}",
        code=lines.procedures_shown(),
        day=lines.days_shown("dos_from"),
        which=_primaries_of(known, number),
    )


def _add_ons(lines: Lines, known: PairList, number: NDArray[np.int64]) -> Mask:
    """Return the lines whose code is an add-on on its day of service."""
    values = lines.distinct("code")
    mine = np.array([code_number(code.upper()) for code in values.values], dtype=np.int64)
    listed = np.isin(mine, np.unique(known.keys // _CODES)) & (mine != NOWHERE)
    day = lines.first_day
    add_on: Mask = listed[values.codes] & (lines.once(services.of_one_day_and_group) != NOWHERE)
    add_on &= ~outside(known.about, day)
    for code in np.unique(number[add_on]):
        own = positions(add_on & (number == code))
        days, which = np.unique(day[own].astype(np.int64), return_inverse=True)
        rows = _rows(known, int(code))
        holds = (known.starts[rows] <= days[:, None]) & (days[:, None] <= known.ends[rows])
        add_on[own] = np.any(holds, axis=1)[which]
    return add_on


def _serves(known: PairList, code: int, number: NDArray[np.int64], day: Days, add_on: Mask) -> Mask:
    """Return which codes beside an add-on are its primary; any other one where CMS names none."""
    owner = np.full(len(number), code, dtype=np.int64)
    named = known.on(pair_keys(owner, number), day) != NOWHERE
    open_to_any = known.on(pair_keys(owner, np.full_like(owner, _ANY)), day) != NOWHERE
    serves: Mask = named | (open_to_any & ~add_on & (number != NOWHERE))
    return serves


def _rows(known: PairList, code: int) -> slice:
    start, end = np.searchsorted(known.keys, [code * _CODES, (code + 1) * _CODES])
    return slice(int(start), int(end))


def _primaries_of(known: PairList, number: NDArray[np.int64]) -> Words:
    """Return words for the primary codes of each line's add-on, worded once for each code."""

    def words(at: Positions) -> list[str]:
        said = {code: _primaries(known, code) for code in np.unique(number[at]).tolist()}
        return [said[code] for code in number[at].tolist()]

    return words


def _primaries(known: PairList, code: int) -> str:
    """Return words for the codes that an add-on adds to."""
    primaries = np.unique(known.keys[_rows(known, code)] % _CODES)
    named = [number_code(int(one)) for one in primaries[primaries != _ANY]]
    if not named:
        return "a code that is no add-on"
    more = f" or one of {len(named) - _MOST_SHOWN} more" if len(named) > _MOST_SHOWN else ""
    return ", ".join(named[:_MOST_SHOWN]) + more
