"""Defined names of a book or of one sheet, in Calc."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from xlbilling.hosts.calc.areas import cell_address
from xlbilling.hosts.calc.formula_text import to_calc, to_excel
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.files.area_text import name_in_formula, reference, unquoted

if TYPE_CHECKING:
    from xlbilling.hosts.calc.books import Book
    from xlbilling.hosts.calc.ranges import Range
    from xlbilling.hosts.calc.sheets import Sheet
    from xlbilling.hosts.files.package.addresses import Area

_HIDDEN: Final = 16  # com.sun.star.sheet.NamedRangeFlag.HIDDEN


@told
class Names(base_classes.Names):
    """The names of a book (those of its sheets included) or of one sheet.

    Args:
        book: the book.
        sheet: the sheet whose names are meant, None for all.
    """

    def __init__(self, book: Book, sheet: Sheet | None = None) -> None:
        self._book = book
        self._sheet = sheet

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

    def called(self, bare: str, sheet: str) -> Iterator[Name]:
        """Give the names of this text that count on a sheet, its own before the book's."""
        for scope in (sheet, None):
            for one in self._each():
                owner = one.owner
                if one.bare.casefold() == bare.casefold() and owner == scope:
                    yield one

    def snapshot(self) -> list[tuple[str, Name]]:
        """Return every name with its text, in one go."""
        return [(one.name, one) for one in self._each()]

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

    def contains(self, name_or_index: int | str) -> bool:
        """Tell whether there is such a name."""
        try:
            self(name_or_index)
        except (KeyError, IndexError):
            return False
        return True

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

    def __iter__(self) -> Iterator[Name]:
        return self._each()

    def __len__(self) -> int:
        return sum(1 for _ in self._each())


@told
class Name(base_classes.Name):
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
    def owner(self) -> str | None:
        """The name of the sheet it belongs to, None for the book."""
        return None if self._sheet is None else self._sheet.name

    @property
    def name(self) -> str:
        """The name, with its sheet before it if it belongs to one."""
        owner = self.owner
        return self.bare if owner is None else f"{name_in_formula(owner)}!{self.bare}"

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

    @property
    def refers_to_range(self) -> Range:
        """The range it stands for.

        Raises:
            ValueError: it stands for something else, such as a number.
        """
        refers_to = self.refers_to
        place = reference(refers_to)
        if place is None or (place[0] or self.owner) is None:
            raise ValueError(f"{self.name} stands for {refers_to}, which is no range")
        return self._book.sheets(place[0] or str(self.owner)).cells.other(place[1])

    def delete(self) -> None:
        """Take the name away; formulas that use it will show an error."""
        self._home.removeByName(self.bare)


def name_of(sheet: Sheet, area: Area) -> Name | None:
    """Return the name that stands for exactly this area, None without one."""
    for one in sheet.book.names:
        if reference(one.refers_to) == (sheet.name, area):
            return one
    return None
