"""The menu in LibreOffice: its items do what the ribbon's buttons do, in the same process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlbilling.hosts import calc
from xlbilling.macros import asking, press

if TYPE_CHECKING:
    import xlwings as xw

ASKS_FOR_FILES: Final = frozenset({"import_remittance", "load", "load_codes"})
_PICKER: Final = "com.sun.star.ui.dialogs.FilePicker"
_CHOSEN: Final = 1  # com.sun.star.ui.dialogs.ExecutableDialogResults.OK


def press_button(context: Any, name: str) -> None:
    """Do what an item of the menu does, on the book in front.

    Args:
        context: LibreOffice's component context.
        name: as `press.button` takes it.
    """
    book = calc.inside(context).books.active
    if name in ASKS_FOR_FILES:
        _pick(context, book)
    book.set_mock_caller()
    press.button(name)


def _pick(context: Any, book: xw.Book) -> None:
    """Let the user choose files, unless somebody has; none means the sheet that is open."""
    from xlbilling.book import names

    if names.constant(book, asking.PICK):
        return
    picker = context.ServiceManager.createInstanceWithContext(_PICKER, context)
    picker.setMultiSelectionMode(True)
    if picker.execute() == _CHOSEN:
        paths = (calc.path_of(url) for url in picker.getSelectedFiles())
        names.set_constant(book, asking.PICK, "|".join(paths))
