"""NCCI's procedure-to-procedure pairs: which two codes of one day are not paid together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xlbilling.edits import services
from xlbilling.edits.code_rows import outside
from xlbilling.edits.columns import Mask, Positions
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing, positions
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import NOWHERE, PTP, PairList, code_number, pair_keys
from xlbilling.model.findings import ERROR, INFO, WARNING, Severity

ALLOWED: Final = frozenset({
    "E1", "E2", "E3", "E4", "FA", *(f"F{n}" for n in range(1, 10)), "TA",
    *(f"T{n}" for n in range(1, 10)), "LT", "RT", "LC", "LD", "RC", "LM", "RI",
    "24", "25", "57", "58", "78", "79", "27", "59", "91", "XE", "XS", "XP", "XU",
})  # fmt: skip
"""The modifiers that part a pair: NCCI Policy Manual, chapter I, section E."""
APART: Final = frozenset({"59", "XE", "XS", "XP", "XU"})
"""Those that say nothing but: done apart."""

_NEVER: Final = 0
_WITH_MODIFIER: Final = 1
AT_ONCE: Final = 1 << 22
"""How many pairs of codes are looked up at once: bounds the memory."""


class Pairs(NamedTuple):
    """Lines of one patient, provider and day whose codes are a pair, one row for both.

    Attributes:
        first: the line of the column 1 code: one without an allowed modifier, if there is any.
        second: the line of the column 2 code, which the payer would deny.
        indicator: 0 never, 1 with a modifier.
        parted: one of the two carries an allowed modifier.
    """

    first: Positions
    second: Positions
    indicator: NDArray[np.int8]
    parted: Mask


class _Entries(NamedTuple):
    """The distinct codes of each group of lines, in the order of groups.

    Attributes:
        lines: the lines, those of one entry side by side, unmodified ones first.
        start: where each entry's lines begin.
        size: how many they are.
        group: the number of the patient, provider and day.
        code: the code, by its position among the distinct codes.
    """

    lines: Positions
    start: Positions
    size: Positions
    group: Positions
    code: Positions


def pairs(lines: Lines) -> Pairs | None:
    """Return the pairs that hold on the day of service; None where no pairs are loaded."""
    known = lines.codes.get(PTP)
    if not isinstance(known, PairList):
        return None
    entries = _entries(lines, lines.once(_carry_allowed))
    parts = [_of_block(lines, known, entries, *block) for block in _blocks(entries)]
    if not parts:
        none = np.zeros(0, dtype=np.intp)
        return Pairs(none, none, none.astype(np.int8), none.astype(bool))
    return Pairs(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _carry_allowed(lines: Lines) -> Mask:
    return services.modified(lines, ALLOWED)


def _entries(lines: Lines, allowed: Mask) -> _Entries:
    """Return the distinct codes of the groups that have at least two of them."""
    group = lines.once(services.of_one_day)
    at = positions(group != NOWHERE)
    at = at[np.bincount(group[at])[group[at]] > 1] if len(at) else at
    code = lines.distinct("code").codes
    key = (group[at].astype(np.int64) * len(lines.distinct("code").values)) + code[at]
    order = np.argsort(key * 2 + allowed[at], kind="stable")
    at, key = at[order], key[order]
    start = positions(np.diff(key, prepend=-1) != 0)
    size = np.diff(start, append=len(at))
    return _Entries(at, start, size, group[at[start]], code[at[start]])


def _blocks(entries: _Entries) -> Iterator[tuple[Positions, Positions]]:
    """Yield pairs of entries of one group, in both orders, some millions at a time."""
    if not len(entries.start):
        return
    first = np.flatnonzero(np.diff(entries.group, prepend=-1))
    size = np.diff(first, append=len(entries.group))
    partners, begin = np.repeat(size, size), np.repeat(first, size)
    block = np.cumsum(partners) // AT_ONCE
    for number in range(int(block[-1]) + 1):
        own = np.flatnonzero((block == number) & (partners > 1))
        many = partners[own]
        offset = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        one, other = np.repeat(own, many), np.repeat(begin[own], many) + offset
        apart = one != other
        yield one[apart], other[apart]


def _of_block(
    lines: Lines, known: PairList, entries: _Entries, one: Positions, other: Positions
) -> Pairs:
    """Return the pairs among these pairs of entries, a row for each line of column 2."""
    values = lines.distinct("code").values
    numbers = np.array([code_number(code.upper()) for code in values], dtype=np.int64)
    of_codes = entries.code[one] * len(values) + entries.code[other]
    which, found = pd.factorize(of_codes)
    keys = pair_keys(numbers[found // len(values)], numbers[found % len(values)])
    ever = _has(known, keys)
    hit = positions(ever[which])
    one, other, keys = one[hit], other[hit], keys[which[hit]]
    row = known.on(keys, lines.first_day[entries.lines[entries.start[one]]])
    indicator = np.append(known.values["modifier"], np.int8(9))[row]
    holds = (row != NOWHERE) & ((indicator == _NEVER) | (indicator == _WITH_MODIFIER))
    one, other, indicator = one[holds], other[holds], indicator[holds]
    many = entries.size[other]
    offset = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    first = np.repeat(entries.lines[entries.start[one]], many)
    second = entries.lines[np.repeat(entries.start[other], many) + offset]
    allowed = lines.once(_carry_allowed)
    parted = allowed[first] | allowed[second]
    return Pairs(first, second, np.repeat(indicator, many).astype(np.int8), parted)


def _has(known: PairList, keys: NDArray[np.int64]) -> Mask:
    """Return which pairs the list has on any day at all."""
    if not len(known):
        return np.zeros(len(keys), dtype=bool)
    at = np.searchsorted(known.keys, keys)
    found: Mask = known.keys[np.minimum(at, len(known) - 1)] == keys
    found &= keys != NOWHERE
    return found


def without_pair(lines: Lines) -> Mask:
    """Return the lines that are in no pair of their day; none where no pairs are loaded.

    Nor are lines whose code the patient got twice that day, or whose day lies outside what the
    loaded release speaks for.
    """
    known, found = lines.codes.get(PTP), lines.once(pairs)
    if not isinstance(known, PairList) or found is None:
        return np.zeros(lines.size, dtype=bool)
    group = lines.once(services.of_one_day)
    alone: Mask = (group != NOWHERE) & ~outside(known.about, lines.first_day)
    alone[found.first] = False
    alone[found.second] = False
    at = positions(group != NOWHERE)
    same = services.together(group[at], lines.distinct("code").codes[at])
    alone[at[np.bincount(same)[same] > 1]] = False
    return alone


@edit(
    "CV-070",
    severity=WARNING,
    basis="CMS National Correct Coding Initiative, PTP edits: column 1, column 2 and the modifier "
    "indicator; Policy Manual chapter I, section E",
    fix="drop the column 2 code, or put an NCCI modifier that the record supports on either code: "
    "E1-E4, FA, F1-F9, TA, T1-T9, LT, RT, LC, LD, RC, LM, RI, 24, 25, 57, 58, 78, 79, 27, 59, "
    "91, XE, XS, XP, XU",
    examples=Examples(
        good=({}, {"line": "2", "code": "85025"}),
        bad=({}, {"line": "2", "code": "36591"}),
        codes={"ncci-ptp": ({"column1": "99213", "column2": "36591", "modifier": 0},)},
    ),
)
def codes_of_a_day_are_paid_together(lines: Lines) -> Iterator[Failing]:
    """No two codes of one patient, provider and day are an NCCI pair, unless a modifier parts them.

    Told at the column 2 line, which payers deny; at the other one where only that can be changed
    still.
    """
    found = lines.once(pairs)
    if found is None or not len(found.first):
        return
    never = found.indicator == _NEVER
    yield from _told(
        lines,
        found,
        never,
        ERROR,
        "modifier indicator 0: no modifier parts them; expected one of the two codes",
    )
    yield from _told(
        lines,
        found,
        ~never & ~found.parted,
        ERROR,
        "modifier indicator 1: both are paid only when a modifier parts them; expected {which} on "
        "either code, or one code of the two",
    )
    yield from _told(
        lines,
        found,
        ~never & found.parted,
        INFO,
        "modifier indicator 1: a modifier parts them; expected a record that supports it",
    )


def _told(
    lines: Lines, found: Pairs, mask: Mask, severity: Severity, words: str
) -> Iterator[Failing]:
    """Yield the pairs of a mask: each line once for each code that it clashes with."""
    first, second = found.first[mask], found.second[mask]
    if not len(first):
        return
    sent = services.sent(lines)
    swap = sent[second] & ~sent[first]
    at, other = np.where(swap, first, second), np.where(swap, second, first)
    code = lines.distinct("code").codes
    _, once = np.unique(at.astype(np.int64) * lines.size + code[other], return_index=True)
    at, other, swap = at[once], other[once], swap[once]
    yield Failing(
        lines=at,
        whole_claim=False,
        table=lines,
        rows=at,
        field="code",
        text="code {code} is column {own} of an NCCI pair with column {others}, {other}, on {day}; "
        + words,
        values={
            "code": lines.procedures_shown()(at),
            "own": ["1" if one else "2" for one in swap],
            "others": ["2" if one else "1" for one in swap],
            "other": services.places_shown(lines, np.arange(lines.size))(other),
            "day": lines.days_shown("dos_from")(at),
            "which": _fitting(lines, at, other),
        },
        severity=severity,
    )


def _fitting(lines: Lines, at: Positions, other: Positions) -> list[str]:
    """Return for each pair the modifiers that part such a pair most often."""
    visit = services.visits(lines)
    test = lines.holds("code", lambda code: code.isdecimal() and "80000" <= code <= "89999")
    words = np.select(
        [visit[at] | visit[other], test[at] & test[other]],
        ["24, 25 or 57 on the visit", "59, 91, XE, XS, XP or XU"],
        "59, XE, XS, XP, XU, 58, 78, 79 or one of the place (LT, RT, F1-F9, T1-T9, E1-E4)",
    )
    fitting: list[str] = words.tolist()
    return fitting
