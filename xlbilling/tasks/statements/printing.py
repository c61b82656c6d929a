"""The PDF files of statements: which sheets they show, and what they are called."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from xlbilling.model.plan import PrintSheets

_ILLEGAL: Final = re.compile(r'[<>:"/\\|?*]')
_MOST_BYTES: Final = 150
"""Of a name without its ending: file systems take 255 bytes, and a file that waits has more."""
_TOLD_APART: Final = 6


def one_each(sheets: Mapping[str, str]) -> PrintSheets:
    """Return one PDF for each statement, as e-mail and portals want them.

    Args:
        sheets: by the statement's number, its sheet.
    """
    names = file_names(list(sheets))
    return PrintSheets({names[number]: (sheet,) for number, sheet in sheets.items()})


def all_in_one(sheets: Sequence[str], day: date) -> PrintSheets:
    """Return one PDF of all statements of a day, as printing and mailing want it."""
    return PrintSheets({f"statements-{day:%Y%m%d}.pdf": tuple(sheets)})


def file_names(numbers: Sequence[str]) -> dict[str, str]:
    """Return what each statement's PDF is called: its number, without what no disk takes.

    Two that would be called alike, capitals not counted, are told apart by a few digits.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for number in numbers:
        name = _safe(number)
        if name != number or name.casefold() in taken:
            name = f"{name} {hashlib.sha256(number.encode()).hexdigest()[:_TOLD_APART]}"
        taken.add(name.casefold())
        found[number] = f"{name}.pdf"
    return found


def _safe(number: str) -> str:
    """Return a number as every disk takes it: no control, no character that turns the line."""
    plain = _ILLEGAL.sub("-", unicodedata.normalize("NFC", number))
    shown = "".join("-" if unicodedata.category(one)[0] == "C" else one for one in plain)
    return shown.encode()[:_MOST_BYTES].decode(errors="ignore").rstrip(" .")
