"""An engine that counts: the file host behind an object that notes each call to the application.

It shows itself as a live spreadsheet does: without the mark by which a file tells that nothing
changed, and without the call that writes formulas together with their values, and it waits for
the macro unless told otherwise, so that a click goes the way it goes in Excel.

Two figures are kept. `calls` are those that carry anything: cells read or written (values,
formulas, formats, fonts, fills, widths, merges, links, notes), names read, set, added or deleted,
sheets added, copied, cleared, opened or deleted, tables made or resized, used ranges, the status
bar and the other settings of the application. `touches` are all accesses, so also those that only
find an object or tell where it lies: a sheet by its name, a table's header row, a range's address.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from inspect import isroutine
from typing import Any, Final

import xlwings as xw

EXCEL_LACKS: Final = frozenset({"mark", "set_formulas", "fill_copies", "describe_template"})
"""What our own hosts have and Excel has not."""
_FINDING: Final = frozenset({
    # of books, sheets, tables and names: which there are, and what they are called
    "name", "fullname", "app", "book", "books", "sheet", "sheets", "names", "tables", "api", "pid",
    "engine", "type", "active", "parent", "contains", "snapshot", "selection", "index", "options",
    # of ranges and tables: where they lie
    "range", "cells", "row", "column", "shape", "address", "coords", "header_row_range",
    "data_body_range", "totals_row_range", "refers_to_range", "font", "page_setup",
    "freeze_panes", "max_cells_per_read", "max_cells_per_write", "arg1", "arg1_input",
    # what our own hosts say of themselves
    "takes_areas", "backup_dir", "hidden", "own", "show_totals", "show_headers", "protected",
})  # fmt: skip
"""What finds an object, or tells where it lies: a touch, not a call."""


class Counts:
    """The accesses so far, by what they were.

    Attributes:
        touches: every access.
        calls: those that carry anything.
        vba: what runs a macro of the add-in, which is one call; None where there is none.
        lacks: what the host is shown not to have.
        waits: whether it stands still until the macro is done, as Excel on Windows does.
    """

    def __init__(self, lacks: frozenset[str], *, waits: bool) -> None:
        """Count from nought."""
        self.lacks, self.waits = lacks, waits
        self.vba: Callable[[str, Sequence[object]], str] | None = None
        self.touches: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()

    def one(self, owner: object, name: str, *, is_set: bool = False) -> None:
        """Note an access."""
        what = f"{type(owner).__name__}.{name}{' =' if is_set else ''}"
        self.touches[what] += 1
        if is_set or name not in _FINDING:
            self.calls[what] += 1


class Counting:
    """An engine's object that notes each access to it."""

    def __init__(self, inner: Any, counts: Counts) -> None:
        """Stand before an engine's object."""
        object.__setattr__(self, "inner", inner)
        object.__setattr__(self, "counts", counts)

    def __getattr__(self, name: str) -> Any:
        """Return what the object has, itself counting."""
        if name in self.counts.lacks:
            raise AttributeError(name)
        if name == "waits":
            return self.counts.waits
        if name == "counts_formats":
            return True
        found = getattr(self.inner, name)
        if isroutine(found):
            return self._method(name, found)
        self.counts.one(self.inner, name)
        return _counting(found, self.counts)

    def _method(self, name: str, method: Any) -> Any:
        if name == "run" and self.counts.vba is not None:
            method = self.counts.vba

        def called(*args: Any, **more: Any) -> Any:
            self.counts.one(self.inner, name)
            plain = [_inner(each) for each in args]
            found = method(*plain, **{key: _inner(each) for key, each in more.items()})
            return _counting(found, self.counts)

        return called

    def __setattr__(self, name: str, value: Any) -> None:
        """Set what the object has; what xlwings notes on a range of its own making is no access."""
        if name != "options":
            self.counts.one(self.inner, name, is_set=True)
        setattr(self.inner, name, _inner(value))

    def __call__(self, *args: Any) -> Any:
        """Return a member of a collection."""
        self.counts.touches["member"] += 1
        return _counting(self.inner(*map(_inner, args)), self.counts)

    def __iter__(self) -> Iterator[Any]:
        """Give the members, one access each."""
        for each in self.inner:
            self.counts.touches["member"] += 1
            yield _counting(each, self.counts)

    def __bool__(self) -> bool:
        """Tell that there is an object, however many members it has."""
        return True

    def __len__(self) -> int:
        """Return how many members there are."""
        self.counts.touches["member"] += 1
        return len(self.inner)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a member of that name."""
        self.counts.touches["member"] += 1
        return name in self.inner


def _counting(found: Any, counts: Counts) -> Any:
    engines = {each.__module__ for each in type(found).__mro__}
    if "xlwings.base_classes" in engines:
        return Counting(found, counts)
    if isinstance(found, list) and found and isinstance(found[0], tuple):
        # a collection's snapshot: its objects by name
        return [(name, _counting(each, counts)) for name, each in found]
    return found


def _inner(value: Any) -> Any:
    return value.inner if isinstance(value, Counting) else value


def counted(
    book: xw.Book, *, lacks: frozenset[str] = EXCEL_LACKS, waits: bool = True
) -> tuple[xw.Book, Counts]:
    """Return a book whose engine counts, and its counts.

    Args:
        book: the book, on any host.
        lacks: what its host is to be shown not to have; Excel's lacks, unless told otherwise.
        waits: whether it waits for the macro; Excel on a Mac does not.
    """
    counts = Counts(lacks, waits=waits)
    return xw.Book(impl=Counting(book.impl, counts)), counts
