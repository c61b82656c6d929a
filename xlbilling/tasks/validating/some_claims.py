"""Some claim lines checked among all of the office's: the findings on them, as a check finds them.

The lines given take the place of the same lines of the Claims sheet, so that sheets of other
claims, duplicates and earlier services are seen, and what was just typed counts.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

import pandas as pd

from xlbilling.edits.catalogue import ClaimFinding
from xlbilling.edits.lines import Lines
from xlbilling.layout import frames
from xlbilling.layout.columns import Kind
from xlbilling.layout.tables.claims import CLAIMS
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import Severity
from xlbilling.model.gates import is_blank, shown
from xlbilling.model.tables import Snapshot, TableData
from xlbilling.tasks.validating.checking import checked
from xlbilling.tasks.validating.statuses import gravity

DATES: Final = tuple(column.name for column in CLAIMS.columns if column.kind is Kind.DATE)
"""The columns of Claims that hold dates."""

_ROW: Final = re.compile(r"!\D*(\d+)$")


class Found(NamedTuple):
    """One finding as a worksheet function shows it."""

    claim: str
    line: str
    edit: str
    severity: Severity
    message: str
    fix: str


def by_column(rows: Sequence[Sequence[Any]], headers: Sequence[str]) -> dict[str, list[Any]]:
    """Return rows of claims as columns by code name; blank rows are none.

    Args:
        rows: with or without a header row; with one, its columns may be fewer, in any order.
        headers: those of the Claims sheet, by which rows without a header row are read.

    Raises:
        RefusedError: a needed column is missing, or rows without headers are not as wide as the
            Claims sheet.
    """
    own = [_plain(cell) for cell in rows[0]]
    has_headers = all(_plain(CLAIMS.column(name).header) in own for name in CLAIMS.key)
    if not has_headers and len(own) != len(headers):
        raise RefusedError(
            f"{len(own)} columns; expected the {len(headers)} of the Claims sheet, or a header row",
            id="ROWS-WIDTH",
            fix="give whole rows of Claims, or the header row with them",
        )
    places = {name: n for n, name in enumerate(own if has_headers else map(_plain, headers))}
    _demand(places)
    kept = [row for row in rows[int(has_headers) :] if not all(map(is_blank, row))]
    found = {column.name: places.get(_plain(column.header)) for column in CLAIMS.columns}
    return {
        name: [None] * len(kept) if n is None else [row[n] for row in kept]
        for name, n in found.items()
    }


def _demand(places: Mapping[str, int]) -> None:
    """Refuse to go on where a column that every line needs is missing."""
    needed = [column.header for column in CLAIMS.columns if column.required]
    missing = [header for header in needed if _plain(header) not in places]
    if missing:
        raise RefusedError(
            f"no column '{missing[0]}'", id="ROWS-COLUMN", fix="give its column with the others"
        )


def _plain(header: object) -> str:
    return " ".join(str(header or "").split()).casefold()


def findings(book: Snapshot, raw: Mapping[str, Sequence[Any]], as_of: date) -> list[Found]:
    """Return the findings on some claim lines, in the lines' order, the gravest first.

    Args:
        book: the tables and code sets of a check.
        raw: raw cells of the lines by code name, every column of Claims.
        as_of: today.
    """
    before = book.tables.get(CLAIMS.name) or frames.empty(CLAIMS)
    rows = _sheet_rows(before, raw)
    given = frames.gate(CLAIMS, raw, rows=rows, letters=before.letters)
    merged = _merged(before, given)
    done = checked(replace(book, tables={**book.tables, CLAIMS.name: merged}), as_of)
    places = _Places(given, rows)
    mine = [(places.of(one, done.lines), one) for one in done.found]
    told = [(place, one) for place, one in mine if place is not None]
    return [_shown(one) for _, one in sorted(told, key=lambda pair: (pair[0], gravity(pair[1])))]


class _Places:
    """Where the given lines stand among each other, by sheet row and by claim."""

    def __init__(self, given: TableData, rows: Sequence[int]) -> None:
        self._by_row = {row: n for n, row in enumerate(rows)}
        claims = given.frame["claim_id"].tolist()
        self._by_claim = {claim: n for n, claim in reversed([*enumerate(claims)]) if claim}

    def of(self, one: ClaimFinding, lines: Lines) -> int | None:
        """Return the place of a finding's line, or of its claim; None for that of another."""
        place = self._by_row.get(int(lines.sheet_rows[one.position]))
        return self._by_claim.get(one.claim_id) if place is None and one.whole_claim else place


def _shown(one: ClaimFinding) -> Found:
    return Found(one.claim_id, one.line, one.edit.id, one.severity, one.words, one.edit.fix)


def _merged(before: TableData, given: TableData) -> TableData:
    """Return the table with the given lines in place of the same ones, the others behind."""
    others = before.frame.drop(index=before.frame.index.intersection(given.frame.index))
    parts = [part for part in (others, given.frame) if len(part)]
    frame = pd.concat(parts).sort_index() if parts else given.frame
    replaced = set(given.frame.index.tolist())
    kept = (told for told in before.findings if _row_of(told.where) not in replaced)
    return replace(before, frame=frame, findings=(*kept, *given.findings))


def _row_of(where: str) -> int:
    found = _ROW.search(where)
    return int(found[1]) if found else 0


def _sheet_rows(before: TableData, raw: Mapping[str, Sequence[Any]]) -> list[int]:
    """Return for each line the sheet row of the same line on the sheet, else one below all."""
    keys = zip(*(before.frame[name] for name in CLAIMS.key), strict=True)
    there: dict[tuple[Any, ...], deque[int]] = defaultdict(deque)
    for key, row in zip(keys, before.frame.index.tolist(), strict=True):
        there[key].append(row)
    below = int(before.frame.index.max()) + 1 if len(before.frame) else 2
    rows = []
    for key in zip(*(map(shown, raw[name]) for name in CLAIMS.key), strict=True):
        if there.get(key):
            rows.append(there[key].popleft())
        else:
            rows.append(below)
            below += 1
    return rows
