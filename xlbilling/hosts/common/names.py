"""The defined names of a book or of one sheet, as a collection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from xlbilling.hosts.files.area_text import name_in_formula, reference
from xlbilling.hosts.files.package.addresses import Area


class Names(base_classes.Names):
    """The names of a book (those of its sheets included) or of one sheet.

    Args:
        book: the book.
        sheet: the sheet whose names are meant, None for all.
    """

    def __init__(self, book: Any, sheet: Any = None) -> None:
        self._book = book
        self._sheet = sheet

    def _each(self) -> Iterator[Any]:
        """Give the names; each host has them in its own way."""
        raise AssertionError(type(self))

    def called(self, bare: str, sheet: str) -> Iterator[Any]:
        """Give the names of this text that count on a sheet, its own before the book's."""
        for scope in (sheet.casefold(), ""):
            for one in self._each():
                owner = (one.owner or "").casefold()
                if one.bare.casefold() == bare.casefold() and owner == scope:
                    yield one

    def snapshot(self) -> list[tuple[str, Any]]:
        """Return every name with its text, in one go."""
        return [(one.name, one) for one in self._each()]

    def contains(self, name_or_index: int | str) -> bool:
        """Tell whether there is such a name."""
        try:
            self(name_or_index)
        except (KeyError, IndexError):
            return False
        return True

    def __iter__(self) -> Iterator[Any]:
        return iter(self._each())

    def __len__(self) -> int:
        return sum(1 for _ in self._each())


class Name(base_classes.Name):
    """A defined name.

    Attributes:
        owner: the name of the sheet it belongs to, None for the book.
        bare: the name without its sheet: ``Print_Area`` rather than ``Sheet1!Print_Area``.
    """

    _book: Any
    owner: str | None
    bare: str

    def _full(self) -> str:
        """Return the name, with its sheet before it if it belongs to one."""
        return self.bare if self.owner is None else f"{name_in_formula(self.owner)}!{self.bare}"

    @property
    def refers_to_range(self) -> Any:
        """The range it stands for.

        Raises:
            ValueError: it stands for something else, such as a number.
        """
        refers_to = str(self.refers_to)
        place = reference(refers_to)
        if place is None or (place[0] or self.owner) is None:
            raise ValueError(f"{self._full()} stands for {refers_to}, which is no range")
        return self._book.sheets(place[0] or str(self.owner)).cells.other(place[1])


def name_of(sheet: Any, area: Area) -> Any:
    """Return the name that stands for exactly this area, None without one."""
    for one in sheet.book.names:
        if reference(one.refers_to) == (sheet.name, area):
            return one
    return None
