"""Defined names of a book or of one sheet, in Calc."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from xlbilling.hosts.calc.areas import cell_address
from xlbilling.hosts.calc.formula_text import to_calc, to_excel
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.common import names
from xlbilling.hosts.files.area_text import unquoted

if TYPE_CHECKING:
    from xlbilling.hosts.calc.books import Book
    from xlbilling.hosts.calc.sheets import Sheet

_HIDDEN: Final = 16  # com.sun.star.sheet.NamedRangeFlag.HIDDEN


@told
class Names(names.Names):
    """The names of a book (those of its sheets included) or of one sheet."""

    @property
    def api(self) -> Any:
        """Calc's own collection."""
        return self._book.named if self._sheet is None else self._sheet.named

    def _each(self) -> Iterator[Name]:
        """Give the names, those of the book first; sheets are asked only when it comes to them."""
        if self._sheet is None:
            for text in self._book.named.ElementNames:
                yield Name(self._book, text, None)
        for sheet in self._book.sheets if self._sheet is None else (self._sheet,):
            for text in sheet.named.ElementNames:
                yield Name(self._book, text, sheet)

    def __call__(self, name_or_index: int | str) -> Name:
        """Return a name by its text or by its place from 1.

        Raises:
            KeyError: there is no such name.
        """
        if not isinstance(name_or_index, str):
            return list(self._each())[int(name_or_index) - 1]
        found = self._called_so(name_or_index)
        if found is None:
            raise KeyError(f"there is no name {name_or_index!r}")
        return found

    def _called_so(self, text: str) -> Name | None:
        """Return a name by its text: ``rate`` means the book's, ``Sheet1!rate`` the sheet's."""
        owner, bang, bare = text.rpartition("!")
        sheet = self._sheet
        if bang:
            if unquoted(owner) not in self._book.sheets:
                return None
            sheet = self._book.sheets(unquoted(owner))
        made = Name(self._book, bare, sheet)
        return made if made.is_there else None

    def add(self, name: str, refers_to: str) -> Name:
        """Add a name, or give an old one its new meaning.

        Args:
            name: ``rate``, or ``Sheet1!rate`` for one that belongs to a sheet.
            refers_to: such as ``=Sheet1!$A$1:$B$3``.
        """
        owner, bang, bare = name.rpartition("!")
        sheet = self._book.sheets(unquoted(owner)) if bang else self._sheet
        made = Name(self._book, bare, sheet)
        made.put(refers_to)
        return made


@told
class Name(names.Name):
    """A defined name.

    Args:
        book: the book.
        bare: the name without a sheet before it.
        sheet: the sheet it belongs to, None for the book.
    """

    def __init__(self, book: Book, bare: str, sheet: Sheet | None) -> None:
        self._book = book
        self.bare = bare
        self._sheet = sheet
        self.owner = None if sheet is None else sheet.name

    @property
    def api(self) -> Any:
        """Calc's own name."""
        if not self.is_there:
            raise KeyError(f"the name {self.bare} was deleted")
        return self._home.getByName(self.bare)

    @property
    def _home(self) -> Any:
        return self._book.named if self._sheet is None else self._sheet.named

    @property
    def is_there(self) -> bool:
        """Whether there is such a name."""
        return bool(self._home.hasByName(self.bare))

    @property
    def name(self) -> str:
        """The name, with its sheet before it if it belongs to one."""
        return self._full()

    @name.setter
    def name(self, value: str) -> None:
        bare = value.rpartition("!")[2]
        self.api.setName(bare)
        self.bare = bare

    @property
    def refers_to(self) -> str:
        """What it stands for, with an equals sign."""
        return "=" + to_excel(f"={self.api.Content}").removeprefix("=")

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.Content = to_calc(value).removeprefix("=")

    def put(self, refers_to: str) -> None:
        """Give the name a meaning, be it new or there already."""
        if self.is_there:
            self.refers_to = refers_to
        else:
            self._add(refers_to, 0)

    def _add(self, refers_to: str, flags: int) -> None:
        content = to_calc(refers_to).removeprefix("=")
        self._home.addNewByName(self.bare, content, cell_address(0, 1, 1), flags)

    @property
    def hidden(self) -> bool:
        """Whether lists of names leave it out."""
        return bool(self.api.Type & _HIDDEN)

    @hidden.setter
    def hidden(self, value: bool) -> None:
        own = self.api
        own.Type = own.Type | _HIDDEN if value else own.Type & ~_HIDDEN

    def delete(self) -> None:
        """Take the name away; formulas that use it will show an error."""
        self._home.removeByName(self.bare)
