"""Find the references in a formula's text, and write it again with other ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from xlbilling.model.columns import (
    LAST_COLUMN,
    LAST_ROW,
    column_letters,
    column_number,
)

_CORNER: Final = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_REFERENCE: Final = (
    rf"(?:{_CORNER}(?::{_CORNER})?|\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}|\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}})"
    r"(?![\w.(!\[])"
)
_BRACKETS: Final = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"

# What stands in a formula, most special first, so that nothing is found inside something else:
# texts, errors (with the address that follows a lost sheet), references with and without a sheet,
# brackets of structured references, words and numbers.
_TOKEN: Final = re.compile(
    rf"""
    (?P<skip>"(?:[^"]|"")*" | \#[A-Z][A-Z0-9/_]*[!?]?(?:{_REFERENCE})?)
  | (?P<prefix>'(?:[^']|'')+'! | (?:\[[^\]]*\])?[^\W\d][\w.]*(?::[^\W\d][\w.]*)?!)
    (?:(?P<far>{_REFERENCE}) | (?P<word>[\w.\\?]+))?
  | (?P<near>{_REFERENCE})
  | (?P<rest>{_BRACKETS} | [\w.\\?]+)
    """,
    re.VERBOSE,
)
_PARTS: Final = re.compile(r"(\$?)([A-Z]*)(\$?)([0-9]*)")
_PLAIN_SHEET: Final = re.compile(r"[^\W\d][\w.]*")
_LOOKS_LIKE_CELL: Final = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|[Rr]|[Cc]")


@dataclass(frozen=True, slots=True)
class Corner:
    """One end of a reference; row 0 means the whole column, column 0 the whole row."""

    row: int
    column: int
    row_fixed: bool = False
    column_fixed: bool = False

    @property
    def text(self) -> str:
        """The corner as a formula writes it."""
        letters = column_letters(self.column) if self.column else ""
        number = str(self.row) if self.row else ""
        column_mark = "$" if self.column_fixed and letters else ""
        row_mark = "$" if self.row_fixed and number else ""
        return f"{column_mark}{letters}{row_mark}{number}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference in a formula.

    Attributes:
        prefix: the sheet part as written, ``'My sheet'!`` or empty.
        first: the upper left corner (as written).
        last: the other corner; None for a single cell.
    """

    prefix: str
    first: Corner
    last: Corner | None

    @property
    def text(self) -> str:
        """The reference as a formula writes it."""
        tail = "" if self.last is None else f":{self.last.text}"
        return f"{self.prefix}{self.first.text}{tail}"

    def moved(self, rows: int, columns: int) -> str:
        """Return the text of the reference moved as a copied formula moves it."""
        first = _moved(self.first, rows, columns)
        last = None if self.last is None else _moved(self.last, rows, columns)
        if first is None or (self.last is not None and last is None):
            return f"{self.prefix}#REF!"
        return replace(self, first=first, last=last).text


def rewrite(formula: str, change: Callable[[Reference], str]) -> str:
    """Return the formula with every reference replaced by what `change` returns for it.

    Names, functions, structured references and texts stay. References into other workbooks
    (``[1]Sheet!A1``) are left alone too.
    """

    def one(found: re.Match[str]) -> str:
        text = found["far"] or found["near"]
        prefix = found["prefix"] or ""
        if text is None or prefix.startswith(("[", "'[")):
            return found[0]
        reference = _reference(prefix, text)
        return found[0] if reference is None else change(reference)

    return _TOKEN.sub(one, formula)


def rewrite_far(formula: str, change: Callable[[str, str], str]) -> str:
    """Return the formula with everything that names a sheet replaced.

    Args:
        formula: without its equals sign.
        change: gets the ``sheet!`` and the address or name after it.
    """

    def one(found: re.Match[str]) -> str:
        prefix = found["prefix"]
        if prefix is None:
            return found[0]
        return change(prefix, found[0][len(prefix) :])

    return _TOKEN.sub(one, formula)


def rewrite_words(formula: str, change: Callable[[str, str], str]) -> str:
    """Return the formula with every word (name, function, table) replaced.

    Args:
        formula: without its equals sign.
        change: gets the word and the character after it (empty at the end).
    """

    def one(found: re.Match[str]) -> str:
        word = found["rest"]
        if word is None or word.startswith("["):
            return found[0]
        return change(word, formula[found.end() : found.end() + 1])

    return _TOKEN.sub(one, formula)


def rewrite_brackets(formula: str, change: Callable[[str], str]) -> str:
    """Return the formula with every ``[...]`` of a structured reference replaced."""

    def one(found: re.Match[str]) -> str:
        part = found["rest"]
        return change(part) if part is not None and part.startswith("[") else found[0]

    return _TOKEN.sub(one, formula)


class Pattern:
    """A formula that many cells share, each with its own references.

    Args:
        formula: as the first cell has it.
        row: that cell's row.
        column: that cell's column.
    """

    def __init__(self, formula: str, row: int, column: int) -> None:
        self._row = row
        self._column = column
        self._pieces: list[str | Reference] = []
        end = 0
        for found in _TOKEN.finditer(formula):
            text = found["far"] or found["near"]
            reference = _reference(found["prefix"] or "", text) if text else None
            if reference is not None:
                self._pieces += [formula[end : found.start()], reference]
                end = found.end()
        self._pieces.append(formula[end:])

    def at(self, row: int, column: int) -> str:
        """Return the formula as the cell there has it."""
        rows, columns = row - self._row, column - self._column
        return "".join(
            one if isinstance(one, str) else one.moved(rows, columns) for one in self._pieces
        )


@lru_cache(maxsize=4096)
def sheets_of(prefix: str) -> tuple[str, str]:
    """Return the first and the last sheet that a prefix names; ("", "") for other workbooks."""
    text = prefix.removesuffix("!")
    if text.startswith("'"):
        text = text[1:-1].replace("''", "'")
    if "[" in text:
        return "", ""
    first, _, last = text.partition(":")
    return first, last or first


def prefix_for(sheet: str, last: str | None = None) -> str:
    """Return what a formula writes before an address on the sheet: ``'My sheet'!``."""
    names = [sheet] if last is None or last == sheet else [sheet, last]
    plain = all(_PLAIN_SHEET.fullmatch(one) for one in names)
    if plain and not any(_LOOKS_LIKE_CELL.fullmatch(one) for one in names):
        return ":".join(names) + "!"
    return "'" + ":".join(names).replace("'", "''") + "'!"


@lru_cache(maxsize=65536)
def _reference(prefix: str, text: str) -> Reference | None:
    start, colon, end = text.partition(":")
    first = _corner(start)
    last = _corner(end) if colon else None
    if first is None or (colon and last is None):
        return None
    return Reference(prefix, first, last)


def _corner(text: str) -> Corner | None:
    found = _PARTS.fullmatch(text)
    assert found is not None, "the scanner gives addresses only"
    one, letters, two, digits = found.groups()
    column = column_number(letters) if letters else 0
    row = int(digits) if digits else 0
    if column > LAST_COLUMN or row > LAST_ROW or (digits and not row):
        return None
    if letters:
        return Corner(row, column, row_fixed=bool(two), column_fixed=bool(one))
    return Corner(row, 0, row_fixed=bool(one or two))


def _moved(corner: Corner, rows: int, columns: int) -> Corner | None:
    row, column = corner.row, corner.column
    if row and not corner.row_fixed:
        row += rows
        if not 1 <= row <= LAST_ROW:
            return None
    if column and not corner.column_fixed:
        column += columns
        if not 1 <= column <= LAST_COLUMN:
            return None
    return Corner(row, column, corner.row_fixed, corner.column_fixed)
