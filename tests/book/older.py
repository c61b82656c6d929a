"""Workbooks of earlier schemas: a fresh one without what came later."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName

from xlbilling.book import names
from xlbilling.layout.frames import column_letter
from xlbilling.layout.tables import TABLES
from xlbilling.template import workbook


@cache
def headers(version: int = 1) -> dict[str, list[str]]:
    """Return the headers that each table of a schema had, by the table's title."""
    text = Path(__file__).with_name(f"schema_{version}.csv").read_text("utf-8")
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["table"], []).append(row["header"])
    return found


@cache
def of_schema(version: int) -> bytes:
    """Return the bytes of a workbook of an earlier schema, made once."""
    book = load_workbook(io.BytesIO(workbook.workbook_bytes()))
    for table in TABLES:
        if table.title in headers(version):
            had = headers(version)[table.title]
            _narrow(book, table.title, had, [column.header for column in table.columns])
        else:
            del book[table.sheet]
    _plain_reports(book)
    number = DefinedName(names.SCHEMA, attr_text=f'"{version}"', hidden=True)
    book.defined_names[names.SCHEMA] = number
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain_reports(book: Workbook) -> None:
    """Leave the report sheets as they were: a title each, no charts, no sheet of key figures."""
    del book["Key Figures"]
    place = book.sheetnames.index("Dashboard")
    del book["Dashboard"]
    sheet = book.create_sheet("Dashboard", place)
    sheet["A1"] = "Dashboard"
    sheet.defined_names[names.PAGE] = DefinedName(names.PAGE, attr_text='"1"', hidden=True)


def _narrow(book: Workbook, title: str, had: list[str], now: list[str]) -> None:
    """Leave a table only the columns that it had, in their order then; rows move along."""
    sheet = book[title]
    places = [now.index(header) + 1 for header in had]
    [table] = sheet.tables.values()
    rows = range(1, sheet.max_row + 1)
    block = [[sheet.cell(row, place).value for place in places] for row in rows]
    for row, values in zip(rows, block, strict=True):
        for place in range(1, len(now) + 1):
            cell = sheet.cell(row, place)
            cell.comment = None
            cell.value = values[place - 1] if place <= len(had) else None
    table.ref = f"A1:{column_letter(len(had))}{sheet.max_row}"
    del table.tableColumns[len(had) :]
    for column, header in zip(table.tableColumns, had, strict=True):
        column.name = header
