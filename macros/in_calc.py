"""The menu in LibreOffice: its items do what the ribbon's buttons do, in the same process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlbilling.hosts import calc
from xlbilling.macros import asking, press, telling

if TYPE_CHECKING:
    import xlwings as xw

ASKS_FOR_FILES: Final = {
    "import_remittance": ("Remittances", "*.835;*.edi;*.era;*.x12;*.txt;*.csv;*.xlsx;*.xlsm"),
    "load": ("Tables and entry books", "*.csv;*.xlsx;*.xlsm"),
    "load_codes": ("Code files", "*.txt;*.csv;*.xlsx;*.xml;*.zip"),
}
"""Buttons that read files: what these are called, and how their names end, as in Excel."""
_READ_ONLY: Final = (
    "{} is open for reading only, so that nothing was done - close it wherever else it is open, or "
    "choose Edit > Edit Mode, then choose the item again"
)
_READS_A_SHEET: Final = "import_remittance"
_PICKER: Final = "com.sun.star.ui.dialogs.FilePicker"
_CHOSEN: Final = 1  # com.sun.star.ui.dialogs.ExecutableDialogResults.OK
_TOOLKIT: Final = "com.sun.star.awt.Toolkit"
_YES_OR_NO: Final = 3 | 0x50000  # com.sun.star.awt.MessageBoxButtons: YES_NO, No beforehand
_YES: Final = 2  # com.sun.star.awt.MessageBoxResults.YES


def press_button(context: Any, name: str) -> None:
    """Do what an item of the menu does, on the book in front; nothing where no file is chosen.

    In a book that is open for reading only, Calc lets nothing be written, not even in memory.

    Args:
        context: LibreOffice's component context.
        name: as `press.button` takes it.
    """
    book = calc.inside(context).books.active
    if book.impl.read_only:
        telling.say(book, _READ_ONLY.format(book.name))
    elif _has_its_files(context, book, name):
        book.set_mock_caller()
        press.button(name)


def _has_its_files(context: Any, book: xw.Book, name: str) -> bool:
    """Ask for files where a button reads some; a pasted remittance has none but the open sheet."""
    from xlbilling.book import names

    if name not in ASKS_FOR_FILES or names.constant(book, asking.PICK):
        return True
    paths = _picked(context, *ASKS_FOR_FILES[name])
    if paths:
        names.set_constant(book, asking.PICK, "|".join(paths))
        return True
    open_sheet = book.sheets.active.name
    question = f"No file was chosen. Read the remittance from the sheet '{open_sheet}' instead?"
    return name == _READS_A_SHEET and _confirms(context, book, question)


def _picked(context: Any, kind: str, pattern: str) -> list[str]:
    """Let the user choose files."""
    picker = context.ServiceManager.createInstanceWithContext(_PICKER, context)
    picker.setMultiSelectionMode(True)
    picker.setTitle(kind)
    picker.appendFilter(kind, pattern)
    picker.appendFilter("All files", "*.*")
    if picker.execute() != _CHOSEN:
        return []
    return [calc.path_of(url) for url in picker.getSelectedFiles()]


def _confirms(context: Any, book: xw.Book, question: str) -> bool:
    """Tell whether the user says yes."""
    from xlbilling.hosts.calc import bridge

    window = book.impl.controller.Frame.getContainerWindow()
    toolkit = context.ServiceManager.createInstanceWithContext(_TOOLKIT, context)
    kind = bridge.uno().Enum("com.sun.star.awt.MessageBoxType", "QUERYBOX")
    box = toolkit.createMessageBox(window, kind, _YES_OR_NO, "xlbilling", question)
    return bool(box.execute() == _YES)
