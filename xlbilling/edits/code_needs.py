"""Which lines need something for their procedure code: the Code Needs sheet, looked up in bulk."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from xlbilling.edits import ranges
from xlbilling.edits.columns import Columns, Mask, Positions
from xlbilling.edits.failing import positions
from xlbilling.edits.joins import alike
from xlbilling.edits.lines import Lines
from xlbilling.model.codes import NOWHERE

REFERRING: Final = "REFERRING"
ORDERING: Final = "ORDERING"
SUPERVISING: Final = "SUPERVISING"
LAST_SEEN: Final = "LAST SEEN"
CLIA: Final = "CLIA"
LINE_NOTE: Final = "LINE NOTE"
NDC: Final = "NDC"
AUTH: Final = "AUTH"

_ANY_PAYER: Final = 0


class Needed(NamedTuple):
    """Which claim lines have a row of the Code Needs sheet.

    Attributes:
        mask: lines whose code, payer and day a row names.
        row: for each line the first such row of the sheet, by position; NOWHERE for none.
    """

    mask: Mask
    row: Positions


def needed(lines: Lines, need: str) -> Needed:
    """Return the lines that a row of the Code Needs sheet asks a need of, with that row.

    A row speaks for the codes from Code From to Code To that are built alike (0001U to 0999U take
    in no 00100), for one payer or, where it is blank, for every payer, and for first days of
    service within its dates. A line's payers are those of every coverage that holds on the day;
    rows for every payer hold for whoever has any coverage. Lines that go to no payer need nothing.

    Args:
        lines: the claim lines.
        need: one of this module's names, such as ``CLIA``.
    """
    table = lines.tables["code_needs"]
    row = np.full(lines.size, NOWHERE, dtype=np.intp)
    asked = _rows(table, need)
    if len(asked) and lines.size:
        line, found = _on_their_days(lines, *_candidates(lines, table, asked))
        order = np.lexsort((found, line))
        at, first = np.unique(line[order], return_index=True)
        row[at] = found[order][first]
    return Needed(row != NOWHERE, row)


def _rows(table: Columns, need: str) -> Positions:
    wanted = table.holds("need", lambda text: text.upper() == need)
    return positions(wanted & ~table.blank("code_from"))


def _candidates(lines: Lines, table: Columns, asked: Positions) -> tuple[Positions, Positions]:
    """Return pairs of a line and a row for its code and a payer of its patient, whatever the day.

    Lines find rows by code and payer at once, so that it does not matter how many payers have
    rows for a code.
    """
    codes = lines.distinct("code")
    code, row = ranges.taken_in(codes.values, table, asked)
    payer_number = {"": _ANY_PAYER}
    payer = table.each("payer_id", lambda p: payer_number.setdefault(p, len(payer_number)), np.intp)
    count = len(payer_number)
    line, wanted = _lines_by_payer(lines, payer_number)
    pair, at = alike(codes.codes[line] * count + wanted, code * count + payer[row])
    return line[pair], row[at]


def _lines_by_payer(lines: Lines, number: dict[str, int]) -> tuple[Positions, Positions]:
    """Return billable lines with the number of each payer that rows name, and of every payer."""
    any_payer = positions(lines.insured)
    held = lines.coverage
    payer = held.each("payer_id", lambda p: number.get(p, NOWHERE) if p else NOWHERE, np.intp)
    named = payer != NOWHERE
    line = np.concatenate([any_payer, held.lines[named]])
    everyone = np.full(len(any_payer), _ANY_PAYER, dtype=np.intp)
    return line, np.concatenate([everyone, payer[named]])


def _on_their_days(lines: Lines, line: Positions, row: Positions) -> tuple[Positions, Positions]:
    table = lines.tables["code_needs"]
    day, starts, ends = lines.first_day[line], table.days("from")[row], table.days("to")[row]
    undated = np.isnat(day)
    holds = (np.isnat(starts) | (starts <= day)) & (np.isnat(ends) | (day <= ends)) & ~undated
    return line[holds], row[holds]
