"""The sample office of the edits with the changes that one row of examples.csv describes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tests.codes import icd10
from tests.support import AS_OF, day
from xlbilling.edits import catalogue, examples
from xlbilling.edits.catalogue import ClaimFinding
from xlbilling.edits.examples import Examples
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import Edit
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
    "guarantors": {"guarantor_id": "G1", "last": "Sample", "first": "Avery"},
    "receipts": {"receipt": "R1", "date": "2025-03-04", "patient_id": "P1", "amount": 20.0},
    "remits": {"batch": "B1", "payer": "PAY1", "date": "2025-03-20"},
    "remit_lines": {
        "batch": "B1",
        "row": 1.0,
        "claim_no": 1.0,
        "clp02": "1",
        "our_claim": "C1001",
        "our_line": "1",
        "paid": 80.0,
    },
    "remit_adjustments": {"batch": "B1", "row": 1.0, "position": 1.0, "amount": 45.0},
    "code_limits": {"kind": "PROC", "code_from": "99213"},
    "medical_policies": {"code_from": "99213"},
    "fees": {"code": "99213"},
    "rates": {"payer_id": "PAY1", "code": "99213"},
}
"""The row that the first change to a table starts where the sample office has none."""
VALUES: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("modifier", "units", "mai", "type"), int),
    **dict.fromkeys(("noc", "billable", "seventh", "manifestation", "unspecified"), "1".__eq__),
}
"""What the values of code sets are; all others are text."""


@dataclass
class Described:
    """What rows of examples.csv describe: claim lines, other tables, settings, code sets' rows."""

    claims: list[dict[str, Any]]
    tables: dict[str, list[dict[str, Any]]]
    settings: dict[str, str]
    sets: dict[str, list[dict[str, Any]]]

    def book(self) -> Snapshot:
        """Return the workbook of it, with ICD-10-CM as it is shipped."""
        tables = {"claims": self.claims, **self.tables}
        return book_of(tables, self.settings, {**icd10(), **_code_sets(self.sets)})


def office(changes: str) -> Snapshot:
    """Return the sample office with changes such as ``units=2; & line=2; patients.sex=X``.

    A bare field is the claim line's; ``&`` starts another line,
    ``copies=51`` makes so many with codes of their own; ``patients.``, ``coverage.``,
    ``payers.``, ``billing.``, ``rendering.`` and ``locations.`` change the sample row there;
    ``coverage2.``, ``submissions.``, ``verifications.``, ``code_needs.`` and
    ``authorizations.`` and the price, limit and policy sheets add a row, ``fees2.`` a second one;
    ``settings.`` sets a setting; ``codes.ncci-ptp=11055 11720 modifier:1 start:2020-01-01`` adds
    a row to a code set, ``codes.hcpcs.last_day=2025-12-31`` says what its release speaks for;
    ICD-10-CM is there as it is shipped.
    """
    return _described(changes).book()


def offices(every: Iterable[str]) -> Snapshot:
    """Return the offices of several rows as one, in which each has its own claims and patients."""
    whole = Described([], {}, {}, {})
    for number, changes in enumerate(every):
        one = _described(changes)
        whole.claims += _own(one.claims, number)
        for name, rows in one.tables.items():
            whole.tables.setdefault(name, []).extend(_own(rows, number))
        whole.settings |= one.settings
        for name, rows in one.sets.items():
            whole.sets.setdefault(name, []).extend(rows)
    return whole.book()


def _own(rows: Sequence[Mapping[str, Any]], number: int) -> list[dict[str, Any]]:
    """Return rows with the ids of claims and patients numbered; an odd cell stays as it is."""
    ids = ("claim_id", "patient_id", "our_claim")
    return [
        {
            name: f"{cell}-{number}" if name in ids and isinstance(cell, str) and cell else cell
            for name, cell in row.items()
        }
        for row in rows
    ]


def _described(changes: str) -> Described:
    claims: list[dict[str, Any]] = [dict(examples.CLAIM)]
    tables = {name: [dict(row) for row in rows] for name, rows in examples.OFFICE.items()}
    settings: dict[str, str] = {}
    sets: dict[str, list[dict[str, Any]]] = {}
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
        if place.startswith("codes."):
            sets.setdefault(place.split(".")[1], []).append(_code_row(place, text))
        elif holder == "settings":
            settings[field] = text
        elif holder:
            table = TABLES.get(holder, holder.rstrip("2"))
            _row(tables, holder)[field] = _cell(table, field, text)
        else:
            claims[-1][field] = _cell("claims", field, text)
    return Described(claims, tables, settings, sets)


def _code_row(place: str, text: str) -> dict[str, Any]:
    """Return a code set's row as examples have it, or what is said about the whole set."""
    _, _, about = place.partition(".")[2].partition(".")
    if about:
        return {about: text}
    words = text.split()
    codes = [word for word in words if ":" not in word]
    values = dict(word.split(":") for word in words if ":" in word)
    named = {"code": codes[0]} if len(codes) == 1 else {"column1": codes[0], "column2": codes[1]}
    return named | {name: VALUES.get(name, str)(value) for name, value in values.items()}


def _code_sets(sets: Mapping[str, Sequence[Mapping[str, Any]]]) -> CodeSets:
    made = {}
    for name, rows in sets.items():
        listed = [row for row in rows if "code" in row or "column1" in row]
        about = {key: value for row in rows if row not in listed for key, value in row.items()}
        example = Examples(good={}, bad={}, codes={name: listed}).code_sets()[name]
        made[name] = replace(example, about=replace(example.about, **about))
    return made


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


def findings(book: Snapshot, edits: Iterable[Edit] | None = None) -> list[ClaimFinding]:
    """Return what all edits find (or those that are given), as of the suite's day."""
    return catalogue.check(Lines(book, AS_OF), edits)


def fired(book: Snapshot, edits: Iterable[Edit] | None = None) -> set[str]:
    """Return the ids of the edits (of all, unless some are given) that find something."""
    return {one.edit.id for one in findings(book, edits)}


def _row(tables: dict[str, list[dict[str, Any]]], holder: str) -> dict[str, Any]:
    name = TABLES.get(holder, holder.rstrip("2"))
    rows = tables.setdefault(name, [])
    if holder == "coverage2" and len(rows) == 1:
        rows.append(dict(examples.COVERAGE))
    if name in STARTED and len(rows) == holder.endswith("2"):
        rows.append(dict(STARTED[name]))
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
