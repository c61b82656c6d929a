"""The sample office of the edits with the changes that one row of examples.csv describes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from tests.support import AS_OF, day
from xlbilling.edits import catalogue, examples
from xlbilling.edits.catalogue import ClaimFinding
from xlbilling.edits.examples import Examples
from xlbilling.edits.lines import Lines
from xlbilling.layout import frames
from xlbilling.layout.columns import Kind
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.cells import ERROR_TEXTS, CellError, CellValue
from xlbilling.model.codes import CodeSets
from xlbilling.model.tables import Snapshot, TableData

PLACES = {"patients": 0, "coverage": 0, "payers": 0, "rendering": 0, "billing": 1, "locations": 0}
TABLES = {"rendering": "providers", "billing": "providers", "coverage2": "coverage"}
STARTED: Mapping[str, Mapping[str, Any]] = {
    "submissions": {"claim_id": "C1001", "level": "1", "payer_id": "PAY1", "frequency": "1"},
    "verifications": {"verification": "V1", "patient_id": "P1", "payer_id": "PAY1"},
    "code_needs": {"code_from": "99213"},
    "authorizations": {"auth": "A1", "patient_id": "P1"},
}
"""The row that the first change to a table starts where the sample office has none."""


def office(changes: str) -> Snapshot:
    """Return the sample office with changes such as ``units=2; & line=2; patients.sex=X``.

    A bare field is the claim line's; ``&`` starts another line,
    ``copies=51`` makes so many with codes of their own; ``patients.``, ``coverage.``,
    ``payers.``, ``billing.``, ``rendering.`` and ``locations.`` change the sample row there;
    ``coverage2.``, ``submissions.``, ``verifications.``, ``code_needs.`` and
    ``authorizations.`` add a row; ``settings.`` sets a setting.
    """
    claims: list[dict[str, Any]] = [dict(examples.CLAIM)]
    tables = {name: [dict(row) for row in rows] for name, rows in examples.OFFICE.items()}
    settings: dict[str, str] = {}
    for change in (part.strip() for part in changes.split(";") if part.strip()):
        if change == "&":
            claims.append(dict(examples.CLAIM))
            continue
        place, _, text = change.partition("=")
        if place == "copies":
            claims = [
                {**claims[-1], "line": str(n), "code": f"{80000 + n}"} for n in range(int(text))
            ]
            continue
        holder, _, field = place.rpartition(".")
        if holder == "settings":
            settings[field] = text
        elif holder:
            table = TABLES.get(holder, holder)
            _row(tables, holder)[field] = _cell(table, field, text)
        else:
            claims[-1][field] = _cell("claims", field, text)
    return book_of({"claims": claims, **tables}, settings)


def book_of(
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    settings: Mapping[str, str] | None = None,
    codes: CodeSets | None = None,
) -> Snapshot:
    """Return a workbook of these tables and columns only, as read; dates may be ISO text."""
    read = {
        name: _table(name, tuple(tuple(row.items()) for row in rows))
        for name, rows in tables.items()
    }
    return Snapshot(read, settings or {}, codes=codes or {})


def whole(example: Examples, claims: Sequence[Mapping[str, Any]]) -> Snapshot:
    """Return claim rows of an edit's example with the tables and code sets that it needs."""
    return book_of({"claims": claims, **example.office_rows()}, codes=example.code_sets())


@cache
def _table(name: str, items: tuple[tuple[tuple[str, CellValue], ...], ...]) -> TableData:
    """Return one table as read, made only once: most examples leave most tables alone."""
    table = BY_NAME[name]
    rows = [dict(row) for row in items]
    names = [column.name for column in table.columns if any(column.name in row for row in rows)]
    dates = {column.name for column in table.columns if column.kind is Kind.DATE}
    raw = {
        column: [_date(row.get(column)) if column in dates else row.get(column) for row in rows]
        for column in names
    }
    letters = {c.name: frames.column_letter(n) for n, c in enumerate(table.columns, start=1)}
    return frames.gate(table, raw, rows=range(2, 2 + len(rows)), letters=letters)


def _date(value: CellValue) -> CellValue:
    """Return an ISO text as the date that a cell holds; other text stays text."""
    return day(value) if isinstance(value, str) and value[:4].isdigit() else value


def findings(book: Snapshot) -> list[ClaimFinding]:
    """Return what all edits find, as of the suite's day."""
    return catalogue.check(Lines(book, AS_OF))


def fired(book: Snapshot) -> set[str]:
    """Return the ids of the edits that find something."""
    return {one.edit.id for one in findings(book)}


def _row(tables: dict[str, list[dict[str, Any]]], holder: str) -> dict[str, Any]:
    rows = tables.setdefault(TABLES.get(holder, holder), [])
    if holder == "coverage2" and len(rows) == 1:
        rows.append(dict(examples.COVERAGE))
    if holder in STARTED and not rows:
        rows.append(dict(STARTED[holder]))
    return rows[PLACES.get(holder, -1)]


def _cell(table: str, field: str, text: str) -> CellValue:
    """Return what a person's cell would hold: a number after ``#``, an error, text or nothing."""
    kind = BY_NAME[table].column(field).kind
    if not text:
        return None
    if text in ERROR_TEXTS:
        return CellError(text)
    if text.startswith("#"):
        return float(text[1:])
    if kind in {Kind.MONEY, Kind.NUMBER} and text[0] in "-.0123456789":
        return float(text)
    return text.encode().decode("unicode_escape") if "\\" in text else text
