"""Rows of a CSV file or an entry book into a table: all, or none where one has the wrong shape.

An entry book is a workbook of the same layout, made by ``new``, in which somebody types apart from
the office's own; ``all`` takes every table that people keep out of it, each row once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from xlbilling.layout import frames
from xlbilling.layout.columns import Column, Kind, Table, code_name
from xlbilling.layout.tables import BY_NAME, table_named
from xlbilling.model import money
from xlbilling.model.errors import InputFileError, RefusedError
from xlbilling.model.findings import INFO, WARNING, Finding
from xlbilling.model.plan import Append, Plan
from xlbilling.tasks.merging import entry_books
from xlbilling.tasks.merging.merge import merge

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.cells import CellValue
    from xlbilling.model.tables import Request, Snapshot
    from xlbilling.tasks.merging.entry_books import Entered

READS: Final[tuple[str, ...]] = ()
CLOSED_TO_LOADING: Final = frozenset({"ledger", "audit"})
FIX_SHAPE: Final = "mend the row in the file and load it again; no row of it was loaded"


def reads(request: Request) -> tuple[str, ...]:
    """Return the table that the request names, by code name, title or table name.

    For ``all`` these are the tables with rows in the entry books.

    Raises:
        RefusedError: there is no such table, or only the program may write it.
    """
    wanted = request.option("table")
    if wanted.lower() == entry_books.ALL:
        return _all_tables(request)
    try:
        table = table_named(wanted)
    except KeyError:
        near = frames.nearest(wanted, [each.name for each in BY_NAME.values()])
        hint = f" (is '{near}' meant?)" if near else ""
        raise RefusedError(
            f"no table '{wanted}'{hint}",
            id="LOAD-TABLE",
            fix="see 'xlbilling describe' for the tables",
        ) from None
    if table.name in CLOSED_TO_LOADING:
        raise RefusedError(
            f"table '{table.title}' is written by the program only",
            id="LOAD-TABLE",
            fix="charges come in with 'post-charges', payments with 'post-payments'",
        )
    return (table.name,)


def _all_tables(request: Request) -> tuple[str, ...]:
    for file in request.files:
        if not file.sheets:
            raise RefusedError(
                f"{file.name} is no entry book",
                id="LOAD-TABLE",
                fix="name the table that the CSV file holds rows of",
            )
    names = entry_books.tables_with_rows(request.files)
    for name in names:
        entry_books.demand_mergeable(BY_NAME[name])
    return names


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the rows to append; rows that stand there already are skipped by key.

    Raises:
        InputFileError: a row has the wrong shape; names file, line and column.
        RefusedError: an entry book and a CSV file are given together, or a table has no key.
    """
    names = reads(request)
    if any(file.sheets for file in request.files):
        return _merged(book, request, names)
    table = BY_NAME[names[0]]
    there = book.frame(table.name)
    loaded = skipped = 0
    changes, findings = [], []
    for file in request.files:
        incoming = read_csv(table, file.content, file.name)
        fresh, told = _without_known(table, there, incoming, file.name)
        findings += told
        loaded += len(fresh)
        skipped += len(incoming) - len(fresh)
        if len(fresh):
            changes.append(Append(table.name, fresh))
    lines = (f"{table.title}: {loaded} rows loaded, {skipped} skipped",)
    result = {"table": table.name, "loaded": loaded, "skipped": skipped}
    return Plan(tuple(changes), result, lines, tuple(findings))


def _merged(book: Snapshot, request: Request, names: Sequence[str]) -> Plan:
    """Return the rows of entry books that are new, table by table."""
    entered: dict[str, list[Entered]] = {name: [] for name in names}
    findings: list[Finding] = []
    for name in names:
        entry_books.demand_mergeable(BY_NAME[name])
    for file in request.files:
        if not file.sheets:
            raise RefusedError(
                f"{file.name} is no entry book, though others are",
                id="LOAD-TABLE",
                fix="load CSV files and entry books one after the other",
            )
        tables = entry_books.read(file, names) if names else []
        kept, told = entry_books.without_imported(tables, file)
        findings += told
        for one in kept:
            entered[one.table.name].append(one)
    merged = [merge(book[name], tables) for name, tables in entered.items()]
    return Plan(
        changes=tuple(change for one in merged for change in one.changes),
        result={"tables": [one.as_json() for one in merged]},
        lines=tuple(one.line for one in merged) or ("no rows in the entry book",),
        findings=(*findings, *(finding for one in merged for finding in one.findings)),
    )


def read_csv(table: Table, content: bytes, source: str) -> pd.DataFrame:
    """Return a CSV file's rows as the table's frame.

    Raises:
        InputFileError: not UTF-8, an unknown column, or a row of the wrong shape.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        line = content[: why.start].count(b"\n") + 1
        raise InputFileError(
            f"{source} line {line}: not UTF-8 text",
            id="LOAD-ENCODING",
            fix="save it as 'CSV UTF-8' from Excel",
        ) from None
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise InputFileError(
            f"{source}: no header row", id="LOAD-EMPTY", fix="put the headers into the first line"
        )
    columns = _columns(table, rows[0], source)
    records = [
        _record(columns, row, f"{source} line {number}")
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]
    data = frames.from_records(table, records)
    if data.findings:
        first = data.findings[0]
        raise InputFileError(f"{source}: {first.message}", id="LOAD-ROW", fix=FIX_SHAPE)
    return data.frame


def _columns(table: Table, headers: Sequence[str], source: str) -> list[Column]:
    columns = []
    for header in headers:
        column = table.by_name.get(code_name(header))
        if column is None:
            near = frames.nearest(header, [each.header for each in table.columns])
            hint = f" (is '{near}' meant?)" if near else ""
            raise InputFileError(
                f"{source} line 1: table '{table.title}' has no column '{header}'{hint}",
                id="LOAD-COLUMN",
                fix=f"use the headers that 'xlbilling describe' shows for {table.name}",
            )
        columns.append(column)
    twice = {c.header for c in columns if columns.count(c) > 1}
    missing = [name for name in table.key if table.column(name) not in columns]
    if twice or missing:
        what = f"column '{min(twice)}' stands twice" if twice else ""
        what = what or f"no column '{table.column(missing[0]).header}'"
        raise InputFileError(f"{source} line 1: {what}", id="LOAD-COLUMN", fix=FIX_SHAPE)
    return columns


def _record(columns: Sequence[Column], row: Sequence[str], where: str) -> dict[str, CellValue]:
    if len(row) != len(columns):
        raise InputFileError(
            f"{where}: {len(row)} fields; expected {len(columns)}", id="LOAD-ROW", fix=FIX_SHAPE
        )
    return {c.name: _cell(c, text, where) for c, text in zip(columns, row, strict=True)}


def _cell(column: Column, text: str, where: str) -> CellValue:
    stripped = text.strip()
    if not stripped:
        return None
    try:
        return _typed(column, stripped)
    except ValueError as why:
        reason = str(why) if isinstance(why, money.NotMoneyError) else _expected(column)
        raise InputFileError(
            f"{where}: {column.header} {reason}", id="LOAD-ROW", fix=FIX_SHAPE
        ) from None


def _typed(column: Column, text: str) -> CellValue:
    match column.kind:
        case Kind.DATE:
            return datetime.strptime(text, "%Y-%m-%d")
        case Kind.MONEY:
            return money.to_cell(money.from_text(text))
        case Kind.NUMBER:
            return _number(text)
        case _:
            return text


def _number(text: str) -> float:
    if not set(text) <= set("+-.0123456789"):
        raise ValueError(text)
    return float(text)  # a count, never money


def _expected(column: Column) -> str:
    if column.kind is Kind.DATE:
        return "is no date; expected YYYY-MM-DD"
    return "is no number; expected a plain decimal"


def _without_known(
    table: Table, there: pd.DataFrame, incoming: pd.DataFrame, source: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Leave out rows whose key is in the book: the same row is told, another one is a clash."""
    known = {key: place for place, key in enumerate(_keys(table, there))}
    if not table.key or not known:
        return incoming, []
    keys = _keys(table, incoming)
    met = [place for place, key in enumerate(keys) if key in known]
    old = there.take([known[keys[place]] for place in met]).to_dict("records")
    new = incoming.take(met).to_dict("records")
    findings = [
        _known(table, keys[place], _same(one, other), f"{source} row {place + 2}")
        for place, one, other in zip(met, old, new, strict=True)
    ]
    return incoming[[key not in known for key in keys]], findings


def _keys(table: Table, frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    names = [table.column(name).frame_name for name in table.key]
    columns = (frame[name].astype(str).tolist() for name in names)
    return list(zip(*columns, strict=True))


def _same(old: Mapping[Hashable, Any], new: Mapping[Hashable, Any]) -> bool:
    """Tell whether an incoming row says nothing else than the book; its blanks say nothing."""
    return all(str(old[name]) == str(value) for name, value in new.items() if _says(value))


def _says(value: object) -> bool:
    return str(value) not in {"", "nan", "NaT", "<NA>"}


def _known(table: Table, key: tuple[Any, ...], is_same: bool, where: str) -> Finding:  # noqa: FBT001  a private step
    row = " ".join(str(part) for part in key)
    if is_same:
        return Finding("LOAD-KNOWN", INFO, f"{table.title} {row} is in the book already", where)
    return Finding(
        "LOAD-CLASH",
        WARNING,
        f"{table.title} {row} is in the book with other values; the row was not loaded",
        where,
        f"change the row on the sheet {table.sheet}, or give the new one a key of its own",
    )
