"""What other programs read in a book."""

import warnings
from pathlib import Path
from typing import Any

import openpyxl
import wolfxl

Values = dict[str, dict[str, object]]


def by_openpyxl(path: Path, *, formulas: bool = False) -> Values:
    """Return what openpyxl reads: per sheet the values (or formulas) by address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of every part that it would lose
        book = openpyxl.load_workbook(path, data_only=not formulas)
    return {sheet.title: cells_of(sheet.iter_rows()) for sheet in book.worksheets}


def by_wolfxl(path: Path) -> Values:
    """Return what wolfxl reads: per sheet the values by address."""
    book = wolfxl.load_workbook(str(path), data_only=True)
    return {name: cells_of(book[name].iter_rows()) for name in book.sheetnames}


def cells_of(rows: Any) -> dict[str, object]:
    """Return the cells that hold something by address."""
    return {
        cell.coordinate: getattr(cell.value, "text", cell.value)
        for row in rows
        for cell in row
        if cell.value is not None
    }
