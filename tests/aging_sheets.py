"""The Aging sheet as a file of its own, with the tables that its formulas add up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.worksheet.table import Table as SheetTable

from xlbilling.layout import frames
from xlbilling.layout.frames import column_letter
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.plan import Page, Plan, Rewrite
from xlbilling.model.tables import Snapshot


def page_of(plan: Plan) -> Page:
    """Return the Aging sheet that a plan makes."""
    return next(change for change in plan.changes if isinstance(change, Page))


def detail_of(plan: Plan) -> pd.DataFrame:
    """Return the Aging Detail table that a plan writes."""
    found = [change.rows for change in plan.changes if isinstance(change, Rewrite)]
    return found[0] if found else frames.empty(BY_NAME["aging_detail"]).frame


def fill_tables(made: Workbook, book: Snapshot, plan: Plan) -> None:
    """Add the Ledger and the Aging Detail to a workbook, each as a table on its sheet."""
    for name, rows in (("ledger", book.frame("ledger")), ("aging_detail", detail_of(plan))):
        table = BY_NAME[name]
        sheet = made.create_sheet(table.sheet)
        sheet.append([column.header for column in table.columns])
        for row in frames.to_cells(table, rows, [column.name for column in table.columns]):
            sheet.append(row)
        for cells in sheet.iter_rows(min_row=2):
            for cell, column in zip(cells, table.columns, strict=True):
                if column.is_text:
                    cell.data_type = "s" if cell.value is not None else cell.data_type
        last = max(sheet.max_row, 2)
        area = f"A1:{column_letter(len(table.columns))}{last}"
        sheet.add_table(SheetTable(displayName=table.list_object, ref=area))


def saved(book: Snapshot, plan: Plan, path: Path) -> Path:
    """Write the Aging sheet of a plan, without Python's values in it, and its tables."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    page = page_of(plan)
    sheet.title = page.sheet
    for cell in page.cells:
        sheet.cell(cell.row, cell.column, cell.formula or cell.value)
    fill_tables(made, book, plan)
    made.save(path)
    return path


def differing(page: Page, values: list[list[Any]]) -> list[tuple[str, str, Any, Any]]:
    """Return the page's formulas whose value is another one than Python's: place, text, both."""
    found = []
    for cell in page.cells:
        if not cell.formula:
            continue
        got, want = values[cell.row - 1][cell.column - 1], cell.value
        if isinstance(want, int | float):
            is_same = isinstance(got, int | float) and abs(got - want) < 1e-9
        else:
            is_same = (got or "") == want
        if not is_same:
            place = f"{column_letter(cell.column)}{cell.row}"
            found.append((place, cell.formula, got, want))
    return found
