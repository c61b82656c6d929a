"""What a cell is to hold, and the bytes that say so."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from typing import Final, Literal

from xlbilling.hosts.files.package.formula_text import to_file
from xlbilling.hosts.files.package.markup import needs_space_kept, text_escape
from xlbilling.model.cells import LONGEST_FORMULA, LONGEST_TEXT, CellError, CellValue, length
from xlbilling.model.errors import BookError

# What plain text has not: then it can be written as it is, which is the usual case.
_SPECIAL: Final = re.compile("[\x00-\x1f&<>\ud800-\udfff\ufffe\uffff]|_x|^\\s|\\s$|  ")

_DAY: Final = timedelta(days=1)
_EPOCH_1900: Final = datetime(1899, 12, 30)
_EPOCH_1904: Final = datetime(1904, 1, 1)
# Lotus believed in a 29 February 1900, and Excel kept it: serials up to 60 are one too low.
_AFTER_LOTUS: Final = 61


class _Keep(Enum):
    KEEP = "keep"


KEEP: Final = _Keep.KEEP
"""Leave the cell's content as it is; only its style changes."""


@dataclass(slots=True)
class CellOut:
    """A cell as it is to be written.

    Attributes:
        value: None makes it blank, `KEEP` leaves value and formula as they are. Beside a formula it
            is the result that is shown until a spreadsheet calculates.
        formula: in Excel's words, with or without the equals sign.
        style: number of the format in styles.xml; None keeps the cell's, or takes the row's or the
            column's for a new cell.
        array: the area that an array formula fills.
        dynamic: number of the dynamic-array mark in the book's metadata; 0 for none.
    """

    value: CellValue | Literal[_Keep.KEEP] = KEEP
    formula: str | None = None
    style: int | None = None
    array: str | None = None
    dynamic: int = 0

    @property
    def keeps_content(self) -> bool:
        """Whether only the style changes."""
        return self.value is KEEP and self.formula is None

    @property
    def is_blank(self) -> bool:
        """Whether the cell ends up without content."""
        return self.value is None and self.formula is None


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A run of cells for a new row.

    Attributes:
        left: the column of the first.
        values: plain values; None is a blank.
        styles: the number of each cell's format; None for the row's or column's own.
        formulas: the cells with a formula, by column.
    """

    left: int
    values: Sequence[CellValue]
    styles: Sequence[int | None]
    formulas: Mapping[int, CellOut]


def cell_xml(
    name: str, out: CellOut, style: int, prefix: str = "", *, date1904: bool = False
) -> str:
    """Return the XML of a cell.

    Args:
        name: its address.
        out: what it is to hold, `KEEP` excluded.
        style: number of its format.
        prefix: the sheet's namespace prefix.
        date1904: whether the book counts days from 1904.

    Raises:
        BookError: ``BOOK-CELL``, Excel cannot hold the value.
    """
    value = out.value
    if out.formula is None:
        return value_xml(name, None if value is KEEP else value, style, prefix, date1904=date1904)
    shown = None if value is KEEP else value
    content = _formula_xml(name, out, shown, prefix, date1904=date1904)
    return f"{_opening(name, style, prefix)}{content}</{prefix}c>"


def _opening(name: str, style: int, prefix: str) -> str:
    return f'<{prefix}c r="{name}" s="{style}"' if style else f'<{prefix}c r="{name}"'


def value_xml(
    name: str, value: CellValue, style: int, prefix: str = "", *, date1904: bool = False
) -> str:
    """Return the XML of a cell that holds a value and no formula.

    Args:
        name: its address.
        value: what it holds; None for a blank with a format.
        style: number of its format.
        prefix: the sheet's namespace prefix.
        date1904: whether the book counts days from 1904.

    Raises:
        BookError: ``BOOK-CELL``, Excel cannot hold the value.
    """
    opening = _opening(name, style, prefix)
    if value is None:
        return f"{opening}/>"
    if isinstance(value, str) and not isinstance(value, CellError):
        text = _text(name, value, f"{prefix}t")
        return f'{opening} t="inlineStr"><{prefix}is>{text}</{prefix}is></{prefix}c>'
    mark, number = _scalar(name, value, date1904=date1904)
    return f"{opening}{mark}><{prefix}v>{number}</{prefix}v></{prefix}c>"


def _formula_xml(name: str, out: CellOut, value: CellValue, prefix: str, *, date1904: bool) -> str:
    assert out.formula is not None, "asked for formulas only"
    formula = to_file(out.formula)
    if len(formula) > LONGEST_FORMULA:
        raise _refused(name, f"a formula of {len(formula)} characters", f"{LONGEST_FORMULA}")
    array = f' t="array" ref="{out.array}"' if out.array else ""
    mark = f' cm="{out.dynamic}"' if out.dynamic else ""
    element = f"<{prefix}f{array}>{text_escape(formula)}</{prefix}f>"
    if value is None:
        return f"{mark}>{element}"
    if isinstance(value, str) and not isinstance(value, CellError):
        return f'{mark} t="str">{element}{_text(name, value, prefix + "v")}'
    kind, text = _scalar(name, value, date1904=date1904)
    return f"{mark}{kind}>{element}<{prefix}v>{text}</{prefix}v>"


def _text(name: str, text: str, tag: str) -> str:
    # Most texts are ids, codes and amounts in letters and digits, which needs no search.
    is_short = len(text) <= LONGEST_TEXT // 2  # however its characters are counted
    if is_short and (text.isalnum() or _SPECIAL.search(text) is None):
        return f"<{tag}>{text}</{tag}>"
    if not is_short and length(text) > LONGEST_TEXT:
        raise _refused(name, f"a text of {length(text)} characters", f"{LONGEST_TEXT}")
    space = ' xml:space="preserve"' if needs_space_kept(text) else ""
    return f"<{tag}{space}>{text_escape(text)}</{tag}>"


def _scalar(name: str, value: object, *, date1904: bool) -> tuple[str, str]:
    """Return the type attribute and the text of anything but plain text."""
    if isinstance(value, CellError):
        return ' t="e"', text_escape(value)
    if isinstance(value, bool):
        return ' t="b"', "1" if value else "0"
    if isinstance(value, (int, float)):
        return "", _digits(name, value)
    if isinstance(value, date):
        return "", _day_number(value, date1904=date1904)
    if isinstance(value, time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
        return "", _number(seconds / 86400)
    raise TypeError(f"{name}: a cell cannot hold a {type(value).__name__}")


def _digits(name: str, value: float) -> str:
    if isinstance(value, int):
        return str(int(value))
    if not math.isfinite(value):
        raise _refused(name, f"the number {value}", "finite numbers")
    return repr(float(value))  # numpy's floats show themselves otherwise


def serial(moment: date, *, date1904: bool = False) -> float:
    """Return a date or date and time as the number of days a book counts.

    Raises:
        BookError: ``BOOK-CELL``, the date lies before the first day a book knows.
    """
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    gone = moment.replace(tzinfo=None) - (_EPOCH_1904 if date1904 else _EPOCH_1900)
    days = gone / _DAY
    if not date1904 and days < _AFTER_LOTUS:
        days -= 1
    if days < 0:
        first = "1904-01-01" if date1904 else "1900-01-01"
        raise BookError(
            f"the date {moment:%Y-%m-%d} cannot stand in a workbook; its days begin on {first}",
            id="BOOK-CELL",
            fix="correct the year, or write the date as text",
        )
    return days


@lru_cache(maxsize=4096)
def _day_number(moment: date, *, date1904: bool) -> str:
    """Return a day's number as text; a sheet has few days and writes each many times."""
    return _number(serial(moment, date1904=date1904))


def _number(days: float) -> str:
    return str(int(days)) if days == int(days) else repr(days)


def _refused(name: str, what: str, limit: str) -> BookError:
    return BookError(
        f"{name}: {what} cannot stand in a cell; Excel takes {limit}",
        id="BOOK-CELL",
        fix="shorten or correct what is to be written there",
    )
