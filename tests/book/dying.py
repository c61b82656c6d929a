"""A live workbook whose engine stops at its n-th write: the file host with its mark taken away."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from inspect import isroutine
from pathlib import Path
from typing import Any, Final

import xlwings as xw

from xlbilling.hosts import files
from xlbilling.hosts.files.package.addresses import Area

_CHANGES: Final = frozenset({
    "add", "delete", "resize", "clear", "clear_contents", "clear_formats", "copy", "merge",
    "unmerge", "add_hyperlink", "freeze_at", "insert", "autofit",
})  # fmt: skip
"""What changes a workbook when it is called; all else does when it is set."""


class EngineDied(Exception):  # noqa: N818  an event of the test, not an error of the program
    """The spreadsheet is gone in the middle of a command."""


class Writes:
    """Counts the calls that write, and stops all of them from one on.

    Attributes:
        count: how many were made.
        stops_at: the first that fails; None for none.
        vba: what runs a macro of the add-in, write by write; None where there is none.
        takes_as_typed: whether values become what Excel makes of them: a text in a cell that is
            none of text is taken as if it were typed, and a number in one that is becomes a text.
    """

    def __init__(self, stops_at: int | None = None) -> None:
        """Count from nought."""
        self.count = 0
        self.stops_at = stops_at
        self.vba: Callable[[str, Sequence[object]], str] | None = None
        self.takes_as_typed = False

    def one(self) -> None:
        """Count a write, or die instead."""
        if self.stops_at is not None and self.count + 1 >= self.stops_at:
            raise EngineDied
        self.count += 1


class Live:
    """An object of the file host, seen as one of a live spreadsheet: no mark, and it may die."""

    def __init__(self, inner: Any, writes: Writes) -> None:
        """Stand before an engine's object."""
        object.__setattr__(self, "inner", inner)
        object.__setattr__(self, "writes", writes)

    def __getattr__(self, name: str) -> Any:
        """Return what the object has, itself seen as live."""
        if name == "mark":
            raise AttributeError(name)
        found = getattr(self.inner, name)
        if name == "run" and self.writes.vba is not None:
            return self.writes.vba
        return self._call(name, found) if isroutine(found) else _live(found, self.writes)

    def _call(self, name: str, method: Any) -> Any:
        def called(*args: Any, **more: Any) -> Any:
            if name in _CHANGES:
                self.writes.one()
            plain = [_inner(each) for each in args]
            found = method(*plain, **{key: _inner(each) for key, each in more.items()})
            return _live(found, self.writes)

        return called

    def __setattr__(self, name: str, value: Any) -> None:
        """Set what the object has: one write, but for what xlwings notes on a range it makes."""
        if name != "options":
            self.writes.one()
        if name == "raw_value" and self.writes.takes_as_typed:
            _type(self.inner, value)
        else:
            setattr(self.inner, name, _inner(value))

    def __call__(self, *args: Any) -> Any:
        """Return a member of a collection."""
        return _live(self.inner(*map(_inner, args)), self.writes)

    def __iter__(self) -> Iterator[Any]:
        """Give the members."""
        return (_live(each, self.writes) for each in self.inner)

    def __bool__(self) -> bool:
        """Tell that there is an object, however many members it has."""
        return True

    def __len__(self) -> int:
        """Return how many members there are."""
        return len(self.inner)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a member of that name."""
        return name in self.inner


def _live(found: Any, writes: Writes) -> Any:
    """Return an engine's object as live; areas, colors and plain values are what they are."""
    engines = {each.__module__ for each in type(found).__mro__}
    return Live(found, writes) if "xlwings.base_classes" in engines else found


def _type(cells: Any, value: Any) -> None:
    """Write values into cells of the file host as Excel takes them."""
    rows = value if isinstance(value, list) else [[value]]
    for row, line in enumerate(rows, cells.row):
        for column, one in enumerate(line, cells.column):
            cell = cells.other(Area(row, column, row, column))
            is_text = cell.number_format == "@"
            if isinstance(one, str) and not is_text:
                cell.formula = one
            elif isinstance(one, float) and is_text:
                cell.raw_value = f"{one:g}"
            else:
                cell.raw_value = one


def _inner(value: Any) -> Any:
    return value.inner if isinstance(value, Live) else value


@contextmanager
def opened(path: Path, writes: Writes) -> Iterator[xw.Book]:
    """Open a book as a live one; what happened to it is kept as a person's save keeps it."""
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        yield xw.Book(impl=Live(book.impl, writes))
        book.save()


def copy_of(path: Path, folder: Path) -> Path:
    """Return a copy of a book in another folder."""
    return Path(shutil.copy(path, folder / path.name))
