"""Defined names of a book or of one sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from xlbilling.hosts.common import names
from xlbilling.hosts.files.area_text import unquoted
from xlbilling.hosts.files.package.workbook_xml import DefinedName

if TYPE_CHECKING:
    from xlbilling.hosts.files.books import Book

_BUILT_IN: Final = "_xlnm."
_UNSHOWN: Final = f"{_BUILT_IN}_FilterDatabase"  # Excel's own note of a filtered area


class Names(names.Names):
    """The names of a book (those of its sheets included) or of one sheet."""

    @property
    def api(self) -> Names:
        """The collection itself."""
        return self

    def _each(self) -> Iterator[Name]:
        wanted = self._sheet.name if self._sheet is not None else None
        for one in self._book.state.package.workbook.defined_names:
            if one.name != _UNSHOWN and (wanted is None or one.sheet == wanted):
                yield Name(self._book, one.name, one.sheet)

    def __call__(self, name_or_index: int | str) -> Name:
        """Return a name by its text or by its place from 1.

        Raises:
            KeyError: there is no such name.
        """
        if not isinstance(name_or_index, str):
            return list(self._each())[int(name_or_index) - 1]
        for one in self._each():
            if name_or_index.casefold() in {one.name.casefold(), one.bare.casefold()}:
                return one
        raise KeyError(f"there is no name {name_or_index!r}")

    def add(self, name: str, refers_to: str) -> Name:
        """Add a name, or give an old one its new meaning.

        Args:
            name: ``rate``, or ``Sheet1!rate`` for one that belongs to a sheet.
            refers_to: such as ``=Sheet1!$A$1:$B$3``.
        """
        owner, bang, bare = name.rpartition("!")
        sheet = self._sheet.name if self._sheet is not None else None
        if bang:
            sheet = self._book.state.sheet(unquoted(owner)).name
        self._book.state.package.workbook.set_name(bare, refers_to.removeprefix("="), sheet=sheet)
        return Name(self._book, bare, sheet)


class Name(names.Name):
    """A defined name.

    Args:
        book: the book.
        bare: the name without a sheet before it, as the file has it.
        sheet: the sheet it belongs to, None for the book.
    """

    def __init__(self, book: Book, bare: str, sheet: str | None) -> None:
        self._book: Book = book
        self._file_name = bare
        self.bare = bare.removeprefix(_BUILT_IN)
        self.owner = sheet

    @property
    def api(self) -> Name:
        """The name itself; `hidden` is asked of it."""
        return self

    @property
    def name(self) -> str:
        """The name, with its sheet before it if it belongs to one."""
        return self._full()

    @name.setter
    def name(self, value: str) -> None:
        entry = self._entry()
        workbook = self._book.state.package.workbook
        bare = value.rpartition("!")[2]
        workbook.delete_name(self._file_name, self.owner)
        workbook.set_name(bare, entry.refers_to, sheet=self.owner, hidden=entry.hidden)
        self._file_name = self.bare = bare

    @property
    def refers_to(self) -> str:
        """What it stands for, with an equals sign."""
        return "=" + self._entry().refers_to

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self._set(value.removeprefix("="), hidden=self._entry().hidden)

    @property
    def hidden(self) -> bool:
        """Whether Excel's name manager hides it."""
        return self._entry().hidden

    @hidden.setter
    def hidden(self, value: bool) -> None:
        self._set(self._entry().refers_to, hidden=value)

    def delete(self) -> None:
        """Take the name away; formulas that use it will show an error."""
        self._book.state.package.workbook.delete_name(self._file_name, self.owner)

    def _set(self, refers_to: str, *, hidden: bool) -> None:
        workbook = self._book.state.package.workbook
        if hidden != self._entry().hidden:
            workbook.delete_name(self._file_name, self.owner)
        workbook.set_name(self._file_name, refers_to, sheet=self.owner, hidden=hidden)

    def _entry(self) -> DefinedName:
        for one in self._book.state.package.workbook.defined_names:
            if (one.name, one.sheet) == (self._file_name, self.owner):
                return one
        raise KeyError(f"the name {self._file_name} was deleted")
