"""Raw cells into a table's typed frame through the gates, and frames back into cells."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.layout import coded
from xlbilling.layout.columns import Column, Kind, Table
from xlbilling.model import gates, money
from xlbilling.model.cells import CellValue
from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.model.tables import TableData

_GATES: Final[dict[Kind, Callable[[Sequence[Any]], gates.Gated]]] = {
    Kind.ID: gates.id_column,
    Kind.TEXT: gates.text_column,
    Kind.LIST: gates.id_column,
    Kind.YES_NO: gates.text_column,
    Kind.DATE: gates.date_column,
    Kind.MONEY: gates.money_column,
    Kind.NUMBER: gates.number_column,
}
_FIXES: Final[dict[str, str]] = {
    "CELL-MONEY": "type the amount as a number with at most two decimals",
    "CELL-NUMBER": "type a number",
    "CELL-DATE": "type a real date, such as 1/31/2026, into a cell that is not text",
    "CELL-TEXT": "mend the formula or type the text",
    "CELL-ID": "format the cell as text and type it again, leading zeros included",
}
_CODED_FIX: Final = "type the amount, or group, reason and amount, as CO-253 2.00"


def gate(
    table: Table,
    raw: Mapping[str, Sequence[Any]],
    *,
    rows: Sequence[int],
    letters: Mapping[str, str] | None = None,
) -> TableData:
    """Return a table's raw columns as typed frame, with findings for the cells refused.

    Args:
        table: the declared table.
        raw: raw cells by code name; every column has as many as there are ``rows``.
        rows: the sheet row of each.
        letters: the sheet's column letter of each code name, for addresses.
    """
    places = letters or {}
    if not rows:
        blank = _without_rows(table, tuple(raw)).copy(deep=False)
        return TableData(table.name, table.sheet, blank, dict(places), ())
    frame, findings = _gated(table, raw, rows, places)
    return TableData(table.name, table.sheet, frame, dict(places), tuple(findings))


@lru_cache(maxsize=256)
def _without_rows(table: Table, names: tuple[str, ...]) -> pd.DataFrame:
    """Return a table's columns without rows: an office has many such, as slow to make as others."""
    frame, _ = _gated(table, dict.fromkeys(names, ()), (), {})
    return frame


def _gated(
    table: Table,
    raw: Mapping[str, Sequence[Any]],
    rows: Sequence[int],
    places: Mapping[str, str],
) -> tuple[pd.DataFrame, list[Finding]]:
    texts: dict[str, Any] = {}
    others: dict[str, Any] = {}
    order: list[str] = []
    findings: list[Finding] = []
    for name, cells in raw.items():
        column = table.column(name)
        if column.is_coded:
            cells, texts[column.code_name] = coded.parted(cells)  # noqa: PLW2901  kept beside
            order.append(column.code_name)
        gated = _GATES[column.kind](cells)
        (texts if column.is_text else others)[column.frame_name] = gated.values
        order.append(column.frame_name)
        for refusal in gated.refusals:
            where = f"{table.sheet}!{places.get(name, '')}{rows[refusal.position]}"
            findings.append(_finding(column, refusal, where))
    index = pd.Index(np.asarray(rows, dtype="int64"), name="sheet_row")
    return framed(texts, others, index, order), findings


def framed(
    texts: Mapping[str, Any], others: Mapping[str, Any], index: pd.Index[Any], order: Sequence[str]
) -> pd.DataFrame:
    """Return typed columns as a frame: texts as one block, then put in order by their places.

    A column at a time, or in order by name, takes pandas three times as long.

    Args:
        texts: columns of text by frame name; they are kept as objects.
        others: all other columns.
        index: the rows'.
        order: the names of all of them, as they are to stand.
    """
    block = np.empty((len(texts), len(index)), dtype=object)
    for place, values in enumerate(texts.values()):
        block[place] = values
    frame = pd.DataFrame(block.T, index, list(texts), dtype=object, copy=False)
    if not others:
        return frame
    places = {name: place for place, name in enumerate((*texts, *others))}
    halves = pd.concat((frame, pd.DataFrame(others, index)), axis="columns")
    return halves.take([places[name] for name in order], axis="columns")


def _finding(column: Column, refusal: gates.Refusal, where: str) -> Finding:
    return Finding(
        refusal.kind,
        WARNING if refusal.kind == "CELL-ID" else ERROR,
        f"{column.header} {refusal.reason}",
        where,
        _CODED_FIX if column.is_coded else _FIXES[refusal.kind],
    )


def from_records(
    table: Table, records: Sequence[Mapping[str, Any]], *, first_row: int = 2
) -> TableData:
    """Return rows given by frame or code name as a whole table; what is not given is blank.

    Amounts are whole cents under ``charge_cents``, or dollars under ``charge``.
    """
    raw: dict[str, list[Any]] = {}
    for column in table.columns:
        raw[column.name] = [_raw(column, record) for record in records]
    letters = {c.name: column_letter(n) for n, c in enumerate(table.columns, start=1)}
    return gate(table, raw, rows=range(first_row, first_row + len(records)), letters=letters)


def _raw(column: Column, record: Mapping[str, Any]) -> CellValue:
    value: CellValue = record.get(column.frame_name, record.get(column.name))
    if column.kind is Kind.MONEY and column.frame_name in record and value is not None:
        return money.to_cell(int(value))  # type: ignore[arg-type]  # cents by their name
    return value


def empty(table: Table) -> TableData:
    """Return a table without rows."""
    return from_records(table, [])


def to_cells(table: Table, frame: pd.DataFrame, names: Sequence[str]) -> list[list[CellValue]]:
    """Return a frame's rows as plain cells for the columns named; missing ones are blank.

    Args:
        table: the declared table.
        frame: by frame names.
        names: the code names to give, in the order of the sheet; "" for a column not ours.
    """
    if not len(frame):
        return []
    columns = [_cells(table, frame, name) for name in names]
    return [list(row) for row in zip(*columns, strict=True)]


def _cells(table: Table, frame: pd.DataFrame, name: str) -> list[CellValue]:
    column = table.by_name.get(name)
    if column is None or column.frame_name not in frame:
        return [None] * len(frame)
    cells = column_cells(column, frame[column.frame_name])
    if column.is_coded and column.code_name in frame:
        return coded.shown(cells, frame[column.code_name].fillna("").tolist())
    return cells


def column_cells(column: Column, series: pd.Series[Any]) -> list[CellValue]:
    """Return a gated column as plain cells: dollars, datetimes, floats, text; None for a blank."""
    if column.kind is Kind.MONEY:
        return [None if cents is pd.NA else money.to_cell(int(cents)) for cents in series]
    if column.kind is Kind.DATE:
        return _datetimes(series)
    if column.kind is Kind.NUMBER:
        return [None if value is pd.NA or value != value else value for value in series.tolist()]  # noqa: PLR0124  NaN
    return [str(text) if text and text == text else None for text in series.tolist()]  # noqa: PLR0124  NaN


def _datetimes(series: pd.Series[Any]) -> list[CellValue]:
    days = np.asarray(series, dtype="datetime64[s]")
    return [*days.tolist()]  # NaT becomes None


def column_letter(number: int) -> str:
    """Return the letters of a 1-based column number: 28 is ``AB``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the 1-based number of a column's letters: AB is 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def nearest(word: str, among: Sequence[str]) -> str:
    """Return the entry most like a word, or "" where none is like it."""
    lowered = {_plain_words(each): each for each in among}
    found = difflib.get_close_matches(_plain_words(word), lowered, n=1, cutoff=0.4)
    return lowered[found[0]] if found else ""


def _plain_words(header: str) -> str:
    return " ".join(header.split()).casefold()
