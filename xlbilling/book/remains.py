"""What a stopped command leaves of sheets that it was making: taken away and made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.book import names, sheets
from xlbilling.model.plan import Page, RemoveSheet

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.book.journal import Entry


def remove(book: xw.Book, entry: Entry) -> None:
    """Delete the sheets that were half made when a command stopped.

    A sheet gets its name, or is copied and then named, before it is marked as the program's. What
    holds anything that its template does not is a person's, and stays.
    """
    before = {name.casefold() for name in entry.sheets}
    removed = {c.sheet.casefold() for c in entry.changes if isinstance(c, RemoveSheet)}
    pages = {c.sheet.casefold(): c for c in entry.changes if isinstance(c, Page)}
    copied = {page.template.casefold() for page in pages.values() if page.template}
    copied |= {name for name, page in pages.items() if page.template}  # a page is copied too
    for own_name in sheets.names_of(book):
        name = own_name.casefold()
        if name in before - removed:
            continue
        sheet = book.sheets[own_name]  # by name: on a Mac a deleted one moves the others' places
        if name in pages:
            is_left = not names.is_our_page(sheet) and _is_blank(sheet)
        else:
            is_left = any(map(name.startswith, copied)) and names.is_our_page(sheet)
        if is_left:
            sheets.delete(book, own_name)


def _is_blank(sheet: xw.Sheet) -> bool:
    used = sheet.used_range
    return used.count == 1 and used.raw_value is None and not used.formula
