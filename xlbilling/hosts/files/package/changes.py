"""What can happen to a sheet that formulas elsewhere must follow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from xlbilling.hosts.files.package.addresses import (
    LAST_ROW,
    Area,
    parse_area,
)
from xlbilling.model.formula_scan import (
    Reference,
    prefix_for,
    rewrite,
    rewrite_far,
    rewrite_words,
    sheets_of,
)

LOST = "#REF!"
_PLAIN = re.compile("[A-Za-z0-9]+")


class Change(Protocol):
    """A change that references follow."""

    @property
    def sheet(self) -> str:
        """The sheet that changes; empty when no addresses move."""

    @property
    def word(self) -> str:
        """What every formula holds, capitals or not, that changes; "" when nothing is sure."""

    def formula(self, text: str, home: str) -> str:
        """Return a formula, written on the sheet `home`, as it must be afterwards."""

    def area(self, text: str) -> str | None:
        """Return an area of the changed sheet as it must be afterwards; None when it is gone."""


@dataclass(frozen=True, slots=True)
class RowShift:
    """Rows inserted (count above 0) or deleted (count below 0) from a row on.

    Attributes:
        sheet: the sheet's name.
        row: the first new or the first deleted row.
        count: how many; negative for deleted rows.
    """

    sheet: str
    row: int
    count: int
    word: str = ""

    @property
    def after(self) -> int:
        """The first row that moves without being new or deleted."""
        return self.row if self.count > 0 else self.row - self.count

    def row_of(self, row: int) -> int | None:
        """Return where a row goes; None when it is deleted."""
        if row < self.row:
            return row
        return None if row < self.after else row + self.count

    def span(self, first: int, last: int) -> tuple[int, int] | None:
        """Return where the rows from first to last go; None when all of them are gone."""
        if self.count > 0:
            top = first + self.count if first >= self.row else first
            bottom = last + self.count if last >= self.row else last
            return None if top > LAST_ROW else (top, min(bottom, LAST_ROW))
        gone = range(self.row, self.after)
        top = self.row if first in gone else first + self.count * (first >= self.after)
        bottom = self.row - 1 if last in gone else last + self.count * (last >= self.after)
        return (top, bottom) if top <= bottom else None

    def moved(self, area: Area) -> Area | None:
        """Return where an area goes; None when all of it is gone."""
        if area.top == 1 and area.bottom == LAST_ROW:
            return area
        span = self.span(area.top, area.bottom)
        return None if span is None else replace(area, top=span[0], bottom=span[1])

    def area(self, text: str) -> str | None:
        """Return an area of the sheet as it must be afterwards; see `Change`."""
        old = parse_area(text)
        new = self.moved(old)
        if new == old:
            return text
        return None if new is None else new.name

    def formula(self, text: str, home: str) -> str:
        """Return a formula as it must be afterwards; see `Change`."""
        is_home = home.casefold() == self.sheet.casefold()
        if not is_home and not _mentions(text, self.sheet):
            return text

        def one(reference: Reference) -> str:
            first, last = sheets_of(reference.prefix) if reference.prefix else (home, home)
            # A reference through several sheets keeps its addresses, as in Excel.
            if first.casefold() != self.sheet.casefold() or first != last:
                return reference.text
            return self._reference(reference)

        return rewrite(text, one)

    def _reference(self, reference: Reference) -> str:
        first, last = reference.first, reference.last
        if not first.row:
            return reference.text
        low, high = sorted((first.row, first.row if last is None else last.row))
        span = self.span(low, high)
        if span is None or (last is None and span[0] != span[1]):
            return reference.prefix + LOST
        turned = last is not None and last.row < first.row
        top, bottom = reversed(span) if turned else span
        return replace(
            reference,
            first=replace(first, row=top),
            last=None if last is None else replace(last, row=bottom),
        ).text


@dataclass(frozen=True, slots=True)
class SheetRename:
    """A sheet gets another name."""

    old: str
    new: str
    sheet: str = ""

    @property
    def word(self) -> str:
        """The longest part of the old name that no file writes in another way; see `Change`."""
        return max(_PLAIN.findall(self.old), key=len, default="")

    def area(self, text: str) -> str:
        """Return the area as it is."""
        return text

    def formula(self, text: str, home: str) -> str:
        """Return a formula with the new name; see `Change`."""
        if not _mentions(text, self.old):
            return text

        def one(prefix: str, rest: str) -> str:
            first, last = sheets_of(prefix)
            if self.old.casefold() not in {first.casefold(), last.casefold()}:
                return prefix + rest
            first = self.new if first.casefold() == self.old.casefold() else first
            last = self.new if last.casefold() == self.old.casefold() else last
            return prefix_for(first, last) + rest

        return rewrite_far(text, one)


@dataclass(frozen=True, slots=True)
class SheetRemoval:
    """A sheet is deleted: what pointed to it is lost."""

    old: str
    sheet: str = ""

    @property
    def word(self) -> str:
        """The longest part of the old name that no file writes in another way; see `Change`."""
        return max(_PLAIN.findall(self.old), key=len, default="")

    def area(self, text: str) -> str:
        """Return the area as it is."""
        return text

    def formula(self, text: str, home: str) -> str:
        """Return a formula with ``#REF!`` for what is lost; see `Change`."""
        if not _mentions(text, self.old):
            return text

        def one(prefix: str, rest: str) -> str:
            is_lost = self.old.casefold() in {name.casefold() for name in sheets_of(prefix)}
            return LOST if is_lost else prefix + rest

        return rewrite_far(text, one)


@dataclass(frozen=True, slots=True)
class TableRename:
    """Tables get other names.

    Attributes:
        names: new names by old name in small letters.
    """

    names: Mapping[str, str]
    sheet: str = ""
    word: str = ""

    def area(self, text: str) -> str:
        """Return the area as it is."""
        return text

    def formula(self, text: str, home: str) -> str:
        """Return a formula with the new names; see `Change`."""

        def one(word: str, following: str) -> str:
            return word if following == "(" else self.names.get(word.casefold(), word)

        return rewrite_words(text, one)


def _mentions(text: str, sheet: str) -> bool:
    if "!" not in text:
        return False
    return sheet.replace("'", "''").casefold() in text.casefold()
