"""A sheet that the biller pasted or moved into the workbook, given to a task like a file."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlbilling.book.binding import two_d
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.cells import CellError, CellValue
from xlbilling.model.errors import RefusedError
from xlbilling.model.gates import is_blank
from xlbilling.model.tables import InputFile

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.tables import Request

OPTION: Final = "sheet"
_EXCEL_ERRORS: Final = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
}
"""What Excel on Windows gives for an error cell."""


def with_sheet(book: xw.Book, request: Request) -> Request:
    """Return the request with the sheet that it names among its files; the sheet stays untouched.

    Raises:
        RefusedError: there is no such sheet, it is one of the program's own, or it is empty.
    """
    name = request.option(OPTION)
    if not name:
        return request
    return replace(request, files=(*request.files, sheet_file(book, name)))


def sheet_file(book: xw.Book, name: str) -> InputFile:
    """Return a sheet as a file whose content is the digest of its cells.

    Raises:
        RefusedError: there is no such sheet, it is one of the program's own, or it is empty.
    """
    found = next((one for one in book.sheets if one.name.casefold() == name.casefold()), None)
    if found is None:
        raise _refused(f"the workbook has no sheet '{name}'")
    if found.name.casefold() in {table.sheet.casefold() for table in BY_NAME.values()}:
        raise _refused(f"sheet '{found.name}' is a table of this program, no remittance")
    rows = _cells(found)
    if not rows:
        raise _refused(f"sheet '{found.name}' is empty")
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    return InputFile(f"sheet {found.name}", digest.encode(), (rows,), (found.name,))


def _refused(message: str) -> RefusedError:
    fix = "name the sheet with the payer's rows as its tab shows it"
    return RefusedError(message, id="SHEET-NAME", fix=fix)


def _cells(sheet: xw.Sheet) -> list[list[CellValue]]:
    """Return all cells from A1 on, in one read, without blank rows at the end."""
    last = sheet.used_range.last_cell
    block = sheet.range((1, 1), (last.row, last.column))
    rows = [[_plain(cell) for cell in row] for row in two_d(block.raw_value, rows=last.row)]
    while rows and all(map(is_blank, rows[-1])):
        rows.pop()
    return rows


def _plain(cell: Any) -> CellValue:
    """Return a raw cell of any host in plain Python."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, Decimal):
        return float(cell)  # a currency cell of four places: its cents are read exactly
    if isinstance(cell, int) and cell in _EXCEL_ERRORS:
        return CellError(_EXCEL_ERRORS[cell])
    plain: CellValue = cell
    return plain
