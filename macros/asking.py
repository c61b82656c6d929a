"""What a button asks for, and how it is kept in the workbook until Apply or Cancel is pressed.

Excel starts another Python for the next click, so that nothing of the first is left but the
workbook. What is asked in the ribbon stands in hidden names, what is previewed on the hidden sheet.
"""

from __future__ import annotations

import getpass
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from xlbilling.hosts import inputs
from xlbilling.model.errors import RefusedError
from xlbilling.model.tables import Request

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.run import Outcome

AS_OF: Final = "xlb_as_of"
"""The ribbon's field "as of": an ISO date, blank for today."""
PICK: Final = "xlb_pick"
"""The files that somebody chose for the button, divided by a bar."""
_TEXT_MARK: Final = "x"
"""Stands before a request, so that no cell takes it for anything but a text."""


class Do(Protocol):
    """How a macro's task is done: at once, or with a preview first."""

    def __call__(
        self, book: xw.Book, task: str, /, *, files: Sequence[Path] = (), **options: str
    ) -> Outcome | None:
        """Do a task; None where it could not proceed."""


@dataclass(frozen=True)
class Asked:
    """A task as somebody asked for it.

    Attributes:
        task: its name.
        as_of: the day it counts as, ISO.
        files: what to read.
        options: the task's own options.
        digest: what the previewed Plan would write; "" before the preview.
        sums: its counts and cents by table, to say what changed.
        sheet: the preview's sheet.
        back: the sheet that was open when the button was pressed.
        cells: what was selected there.
    """

    task: str
    as_of: str
    files: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    sums: Mapping[str, list[int]] = field(default_factory=dict)
    sheet: str = ""
    back: str = ""
    cells: str = ""

    def request(self) -> Request:
        """Return it with its files read.

        Raises:
            BillingError: a file is gone, or cannot be read.
        """
        given = tuple(file for path in self.files for file in inputs.read_inputs(Path(path)))
        return Request(date.fromisoformat(self.as_of), user_name(), given, self.options)


def user_name() -> str:
    """Return who is logged in; "unknown" where the machine does not say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


def today(book: xw.Book) -> date:
    """Return the ribbon's "as of" day; where it is blank, this machine's own.

    Raises:
        RefusedError: it is no date.
    """
    from xlbilling.book import names

    text = names.constant(book, AS_OF).strip()
    if not text:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedError(
            f"'{text}' in the field 'as of' is no date",
            id="AS-OF",
            fix="type a day such as 2026-03-31 there, or leave it blank for today",
        ) from None


def picked(book: xw.Book) -> list[Path]:
    """Return the files that were chosen for this click, which are then no more.

    VBA cuts a long choice into pieces, as a name holds only so many characters; those after the
    first stand in ``xlb_pick_2`` and so on.
    """
    from xlbilling.book import names

    pieces: list[str] = []
    while text := names.constant(book, name := _piece(PICK, len(pieces) + 1)):
        names.remove(book, name)
        pieces.append(text)
    return [Path(each.strip()) for each in "".join(pieces).split("|") if each.strip()]


def _piece(name: str, place: int) -> str:
    return name if place == 1 else f"{name}_{place}"


def keep(book: xw.Book, asked: Asked) -> None:
    """Keep a previewed request in the workbook.

    Raises:
        BookError: the hidden sheet is gone.
    """
    from xlbilling.book import names

    names.set_previewed(book, _TEXT_MARK + json.dumps(asdict(asked), separators=(",", ":")))


def kept(book: xw.Book) -> Asked | None:
    """Return the request that is previewed, None where there is none.

    Raises:
        RefusedError: it was changed.
    """
    from xlbilling.book import names

    text = names.previewed(book)
    if not text:
        return None
    try:
        fields: dict[str, Any] = json.loads(text.removeprefix(_TEXT_MARK))
        return Asked(**{**fields, "files": tuple(fields["files"])})
    except (ValueError, TypeError, KeyError):
        names.set_previewed(book, "")
        raise RefusedError(
            "what the preview was asked for is gone from the workbook",
            id="PREVIEW-GONE",
            fix="press the task's own button again",
        ) from None


def drop(book: xw.Book) -> None:
    """Forget the request that is previewed, where there is one."""
    from xlbilling.book import names

    if names.previewed(book):
        names.set_previewed(book, "")
