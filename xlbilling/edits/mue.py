"""Medically unlikely units: how often a code may be billed on a line or a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits import services
from xlbilling.edits.code_rows import Listed, listed
from xlbilling.edits.columns import Mask, Positions, numbers_shown
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing, positions
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import MUE
from xlbilling.model.findings import ERROR, WARNING

_BY_LINE: Final = 1
_ABSOLUTE: Final = 2
_CLINICAL: Final = 3
_MOST_CELLS: Final = 5
_ROUNDING: Final = 1e-9


@edit(
    "CV-071",
    severity=ERROR,
    basis="CMS National Correct Coding Initiative, medically unlikely edits: value and "
    "adjudication indicator (MAI) 1, 2 or 3",
    fix="check the units; with MAI 1 more units go on a further line with a modifier such as 76 or "
    "59, with MAI 3 send the record that shows why, with MAI 2 no more are ever paid",
    examples=Examples(
        good={"code": "20610", "mod1": "50"},
        bad={"code": "20610", "mod1": "50", "units": 3.0},
        codes={"ncci-mue": ({"code": "20610", "units": 2, "mai": 2},)},
    ),
)
def units_are_not_unlikely(lines: Lines) -> Iterator[Failing]:
    """A code's units keep within CMS's medically unlikely units, by line or by day (MAI).

    Units by day are those of all lines of the patient, provider, code and day, across claims; on
    a line that spans days they count for each day. Units in minutes are not judged. Told at the
    last line that can be changed still.
    """
    limits = listed(lines, MUE)
    if limits is None or not limits.on_the_day.any():
        return
    judged = limits.on_the_day & lines.once(services.counted) & (lines.text("unit_type") != "MJ")
    units = _units_a_day(lines)
    mai, most = limits.value("mai", 0), limits.value("units", 0)
    yield lines.says(
        judged & (mai == _BY_LINE) & (units > most),
        "units",
        "units of code {code} are {units} on one line; expected at most {most}: MAI 1, "
        "a limit for each line",
        code=lines.procedures_shown(),
        units=numbers_shown(units),
        most=numbers_shown(most),
    )
    yield from _by_day(lines, limits, judged & np.isin(mai, [_ABSOLUTE, _CLINICAL]), units)


def _by_day(
    lines: Lines, limits: Listed, judged: Mask, units: NDArray[np.float64]
) -> Iterator[Failing]:
    at = positions(judged)
    group = services.together(lines.once(services.of_one_day)[at], lines.distinct("code").codes[at])
    total = np.zeros(lines.size)
    total[at] = np.bincount(group, weights=units[at])[group]
    most = limits.value("units", 0)
    over = total[at] > most[at] + _ROUNDING
    rows = at[over]
    told = _last_of_each(lines, rows, group[over])
    for mai, severity, why in (
        (_ABSOLUTE, ERROR, "MAI 2, a limit for the day that nothing lifts"),
        (_CLINICAL, WARNING, "MAI 3, a limit for the day that only the record can lift"),
    ):
        concerned = np.zeros(lines.size, dtype=bool)
        concerned[list(told)] = True
        yield lines.says(
            concerned & (limits.value("mai", 0) == mai),
            "units",
            "units of code {code} on {day} are {total} in all ({cells}); expected at most {most}: "
            + why,
            severity,
            code=lines.procedures_shown(),
            day=lines.days_shown("dos_from"),
            total=numbers_shown(total),
            most=numbers_shown(most),
            cells=lambda at: [told[int(n)] for n in at],
        )


def _last_of_each(lines: Lines, rows: Positions, group: Positions) -> dict[int, str]:
    """Return for each group the line to tell, the last one not yet sent, with all its cells."""
    told: dict[int, str] = {}
    if not len(rows):
        return told
    order = np.argsort(group, kind="stable")
    sent = services.sent(lines)
    for members in np.split(rows[order], positions(np.diff(group[order]) != 0) + 1):
        unsent = members[~sent[members]]
        told[int((unsent if len(unsent) else members)[-1])] = _cells(lines, members)
    return told


def _units_a_day(lines: Lines) -> NDArray[np.float64]:
    """Return each line's units for one day of its service; 0 where they are no number."""
    span = (lines.last_day - lines.first_day).astype("timedelta64[D]")
    days = np.where(np.isnat(span), np.timedelta64(0, "D"), span).astype(np.int64) + 1
    return np.nan_to_num(lines.numbers("units")) / np.maximum(days, 1)


def _cells(lines: Lines, rows: Positions) -> str:
    cells = [lines.where("units", int(n)) for n in rows[:_MOST_CELLS]]
    more = f" and {len(rows) - _MOST_CELLS} more" if len(rows) > _MOST_CELLS else ""
    return ", ".join(cells) + more
