"""The list of an application's open books."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, TypeVar

from xlwings import base_classes

_Book = TypeVar("_Book", bound=base_classes.Book)


class Books(base_classes.Books):
    """The books of an application, in the order they were opened.

    Args:
        app: the application.
    """

    def __init__(self, app: Any) -> None:
        self.app = app
        self._books: list[Any] = []
        self._numbers = itertools.count(1)  # of fresh books

    @property
    def active(self) -> Any:
        """The book in front.

        Raises:
            KeyError: no book is open.
        """
        if not self._books:
            raise KeyError("no book is open")
        return max(self._books, key=lambda one: one.last_active)

    def take(self, book: _Book) -> _Book:
        """Put an open book on the list, and in front."""
        self._books.append(book)
        book.activate()  # type: ignore[no-untyped-call]  # in xlwings' own class
        return book

    def drop(self, book: Any) -> None:
        """Take a closed book off the list."""
        if book in self._books:
            self._books.remove(book)

    def __call__(self, name_or_index: int | str) -> Any:
        """Return a book by its name or by its place from 1.

        Raises:
            KeyError: no book of that name is open.
        """
        if isinstance(name_or_index, str):
            for one in self._books:
                if one.name.lower() == name_or_index.lower():
                    return one
            raise KeyError(f"no book {name_or_index!r} is open")
        return self._books[int(name_or_index) - 1]

    def __contains__(self, name: object) -> bool:
        return any(one.name == name for one in self._books)

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._books))

    def __len__(self) -> int:
        return len(self._books)
