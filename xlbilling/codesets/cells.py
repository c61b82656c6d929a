"""What a cell of a code file says: a code, a day, a number; the same for text and for Excel."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from xlbilling.model.cells import CellValue
from xlbilling.model.errors import InputFileError

_SPELLINGS: Final = ("%Y%m%d", "%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y")
_OPEN: Final = frozenset({"", "*", "99991231", "12/31/9999", "9999-12-31"})
_PUNCTUATION: Final = re.compile(r"[\s._\-#/():$*,&=]+")
MEND_ROW: Final = "download the file again, or mend the row in a copy; nothing was loaded"


def text(cell: CellValue) -> str:
    """Return a cell as text without blanks around it; 80053.0 is ``80053``."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def code(cell: CellValue, length: int) -> str:
    """Return a code in capitals; Excel's lost leading zeros are put back up to its length."""
    found = text(cell).upper()
    return found.zfill(length) if found.isdigit() else found


def plain(header: CellValue) -> str:
    """Return a header as headers are compared: small letters, single blanks, no punctuation."""
    return _PUNCTUATION.sub(" ", text(header).lower()).strip()


def day(cell: CellValue) -> str | None:
    """Return a day as ISO text; None for a blank, ``*`` and the year 9999.

    Raises:
        ValueError: it is no day.
    """
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    words = text(cell)
    if words in _OPEN:
        return None
    for spelling in _SPELLINGS:
        try:
            found = datetime.strptime(words, spelling).date()
        except ValueError:
            continue
        return found.isoformat()
    raise ValueError(words)


def day_of_year(cell: CellValue) -> str | None:
    """Return a day written as year and day of the year: ``2026091`` is April 1, 2026.

    Raises:
        ValueError: it is no such day.
    """
    words = text(cell)
    if words.isdigit() and len(words) == 7 and words[4:] != "000":
        found = date(int(words[:4]), 1, 1) + timedelta(days=int(words[4:]) - 1)
        if found.year == int(words[:4]):
            return found.isoformat()
    return day(cell)


def bad_row(source: str, row: int, what: str) -> InputFileError:
    """Return the refusal of a file with a row that cannot be read.

    Args:
        source: the file's name.
        row: its row, from 1.
        what: what stands there, and what was expected.
    """
    return InputFileError(f"{source} row {row}: {what}", id="CODES-ROW", fix=MEND_ROW)
