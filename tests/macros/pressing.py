"""Every button of the program pressed one after the other, and the calls that each click takes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import xlwings as xw

from tests.codesets import made
from tests.macros import big_office, played_vba
from tests.macros.big_office import Office
from tests.macros.counting import counted
from xlbilling.book import names
from xlbilling.book.binding import Bound, bind
from xlbilling.hosts import files
from xlbilling.layout.tables import BY_NAME
from xlbilling.macros import asking, press
from xlbilling.tasks import registry

Ready = Callable[[xw.Book, Path, Office], None]
"""Makes a workbook ready for a button: the book, a folder for files, the office."""


@dataclass(frozen=True)
class Click:
    """What a click took.

    Attributes:
        button: its name; "apply of adjust" for Apply after that task's preview.
        calls: the calls that carry anything.
        touches: all accesses.
        said: the sentence at its end.
    """

    button: str
    calls: int
    touches: int
    said: str


def _row_of(table: str, row: int = 1) -> Ready:
    """Select a row of a table; a negative one counts from its end."""

    def ready(book: xw.Book, _: Path, __: Office) -> None:
        bound = bind(book, BY_NAME[table])
        _select(bound, bound.header_row + row if row > 0 else bound.last_row + 1 + row)

    return ready


def _row_with(table: str, column: str, text: str) -> Ready:
    """Select the row of a table that holds a text in a column."""

    def ready(book: xw.Book, _: Path, __: Office) -> None:
        bound = bind(book, BY_NAME[table])
        place = bound.places[column]
        rows = range(bound.first_row, bound.last_row + 1)
        _select(bound, next(r for r in rows if bound.sheet.range((r, place)).raw_value == text))

    return ready


def _select(bound: Bound, row: int) -> None:
    bound.sheet.impl.activate()
    bound.sheet.range((row, bound.first_column)).select()


def _file(name: str, content: Callable[[Office], bytes]) -> Ready:
    """Choose a file as the ribbon does."""

    def ready(book: xw.Book, folder: Path, office: Office) -> None:
        (folder / name).write_bytes(content(office))
        names.set_constant(book, asking.PICK, str(folder / name))

    return ready


def _own_formula(book: xw.Book, _: Path, __: Office) -> None:
    """Type a formula beside a column on a sheet of one's own, and select it."""
    sheet = book.sheets.add("Mine")
    sheet.range("A1:A3").raw_value = [["1234567893"], ["1234567890"], ["1558598797"]]
    sheet.range("B1").formula = "=XLB_NPI_VALID(A1:A3)"
    sheet.range("B1").select()


_PATIENTS: Final = b"Patient ID,Last,First,DOB,Sex\nQ1,Rowan,Ada,1990-01-02,F\n"
OTHERS: Final = ("undo_last", "cancel", "undo_last", "apply", "open_denials", "values")
"""The buttons that are no task's, in the order in which they are pressed."""
READY: Final[dict[str, Ready]] = {
    "load": _file("patients.csv", lambda _: _PATIENTS),
    "load-codes": _file("mue.zip", lambda _: made.zip_of({made.MUE_NAME: made.MUE_TEXT})),
    "explain-row": _row_of("claims"),
    "import-remittance": _file("more.835", lambda office: big_office.answer(office, 2)),
    "undo-batch": _row_with("batches", "batch", "ERA-T1"),
    "reverse-entry": _row_of("ledger", -1),
    "log-call": _row_of("claims"),
    "log-inquiry": _row_of("claims"),
    "reprint-statement": _row_of("statements"),
    "values": _own_formula,
}
"""How a button gets its file or its row; a task that takes either has to stand here."""
_NEEDS: Final = ("table files", "files", "batch", "entry", "statement")


def without_file_or_row() -> list[str]:
    """Return the tasks that need a file or a selected row and are given none here."""
    tasks = (task for task in registry.TASKS if task.arguments.startswith(_NEEDS))
    return [task.name for task in tasks if task.name not in READY]


def clicks(
    office: Office,
    folder: Path,
    *,
    waits: bool = True,
    vba: str = played_vba.ADDIN,
    only: Collection[str] = (),
) -> list[Click]:
    """Press the button of every task, Apply where it shows a preview, and the others.

    Args:
        office: a copy of its workbook is pressed.
        folder: where the copy and the files go.
        waits: whether Excel stands still for a click, as on Windows; on a Mac it goes on.
        vba: the add-in whose VBA is at hand; "" for none, as for a script from outside.
        only: the tasks to press and no other button; all for none.
    """
    found: list[Click] = []
    with files.open_book(Path(shutil.copy(office.path, folder / office.path.name))) as book:
        book.impl.backup_dir = None
        for task in (one for one in registry.TASKS if not only or one.name in only):
            _ready(book, task.name, folder, office)
            found.append(_click(book, task.function, waits=waits, vba=vba))
            if names.previewed(book):
                found.append(
                    _click(book, "apply", f"apply of {task.function}", waits=waits, vba=vba)
                )
        for name in () if only else OTHERS:
            _ready(book, name, folder, office)
            found.append(_click(book, name, waits=waits, vba=vba))
    return found


def _ready(book: xw.Book, name: str, folder: Path, office: Office) -> None:
    if name in READY:
        READY[name](book, folder, office)


def _click(book: xw.Book, name: str, label: str = "", *, waits: bool, vba: str) -> Click:
    """Press a button as Clicks.bas does: where Excel waits it stands still when Python begins."""
    stands = waits and bool(vba)
    book.app.screen_updating = not stands
    book.app.calculation = "manual" if stands else "automatic"
    live, counts = counted(book, waits=waits)
    counts.vba = played_vba.runner(book) if vba else None
    live.set_mock_caller()
    press.button(name, vba)
    calls, touches = counts.calls.total(), counts.touches.total()
    return Click(label or name, calls, touches, str(book.app.status_bar))
