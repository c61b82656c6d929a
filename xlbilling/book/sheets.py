"""A workbook's sheets by name: asked for once, found whatever the case, made, copied and deleted.

Excel gives the sheets one by one, and the name of each is a call of its own; on a Mac such a call
takes about as long as reading a whole table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlbilling.book import known

if TYPE_CHECKING:
    import xlwings as xw

_NAME_CHARS: Final = 31


def names_of(book: xw.Book) -> list[str]:
    """Return the names of all sheets in the order of their tabs."""
    kept = known.of(book)
    if kept is None:
        return [sheet.name for sheet in book.sheets]
    if not kept.sheets:
        kept.sheets[:] = [sheet.name for sheet in book.sheets]
    return list(kept.sheets)


def find(book: xw.Book, name: str) -> xw.Sheet | None:
    """Return the sheet of a name, whatever its capitals; None where there is none."""
    folded = name.casefold()
    found = next((each for each in names_of(book) if each.casefold() == folded), None)
    return book.sheets[found] if found is not None else None


def add(book: xw.Book, name: str, after: str = "") -> xw.Sheet:
    """Add a sheet behind another one, without a name for that at the end."""
    names = names_of(book)
    behind = after or names[-1]
    # the host's own: xlwings' asks for the name of every sheet once more
    made = book.sheets.impl.add(None, book.sheets[behind].impl, name)
    _note(book, names, name, behind)
    return book.sheets[made.name]


def copy(book: xw.Book, name: str, to: str, after: str = "") -> xw.Sheet:
    """Copy a sheet behind another one, without a name for that to the end, and show the copy."""
    names = names_of(book)
    behind = after or names[-1]
    # the host's own: xlwings' asks for the name of every sheet three times
    book.sheets[name].impl.copy(None, book.sheets[behind].impl)
    made = _copied(book, name, names)
    made.name = to
    _note(book, names, to, behind)
    return made


def copy_of(book: xw.Book, name: str) -> xw.Sheet:
    """Copy a sheet to the end under the name that the spreadsheet gives the copy."""
    names = names_of(book)
    book.sheets[name].impl.copy(None, book.sheets[names[-1]].impl)
    made = _copied(book, name, names)
    _note(book, names, made.name, names[-1])
    return made


def rename(book: xw.Book, sheet: xw.Sheet, name: str) -> None:
    """Give a sheet another name."""
    kept, before = known.of(book), sheet.name
    sheet.name = name
    if kept is not None:
        kept.sheets[:] = [name if each == before else each for each in kept.sheets]


def forget(book: xw.Book) -> None:
    """Let the sheets' names be asked for anew, since others made some."""
    kept = known.of(book)
    if kept is not None:
        kept.sheets.clear()


def delete(book: xw.Book, name: str) -> None:
    """Delete the sheet of exactly this name."""
    book.sheets[name].delete()
    kept = known.of(book)
    if kept is not None:
        kept.sheets[:] = [each for each in kept.sheets if each != name]
        kept.painted = {look: each for look, each in kept.painted.items() if each != name}


def is_protected(sheet: xw.Sheet) -> bool:
    """Tell whether the spreadsheet would refuse to let its locked cells be written."""
    own: bool | None = getattr(sheet.impl, "protected", None)  # a host of ours says it itself
    if own is not None:
        return own
    api: Any = sheet.api
    if hasattr(api, "protect_contents"):  # a Mac's
        return bool(api.protect_contents.get())
    return getattr(api, "ProtectContents", False) is True


def _copied(book: xw.Book, name: str, before: list[str]) -> xw.Sheet:
    """Return the copy: Excel calls it as its original with a number behind."""
    ending = " (2)"
    likely = name[: _NAME_CHARS - len(ending)] + ending
    if likely not in before and likely in book.sheets:
        return book.sheets[likely]
    return next(sheet for sheet in book.sheets if sheet.name not in before)


def _note(book: xw.Book, names: list[str], name: str, behind: str) -> None:
    kept = known.of(book)
    if kept is not None:
        at = names.index(behind) + 1
        kept.sheets[:] = [*names[:at], name, *names[at:]]
