"""What a button asks for, and how it is kept in the workbook until Apply or Cancel is pressed.

Excel starts another Python for the next click, so that nothing of the first is left but the
workbook. Hidden names are kept rather than cells: a sort or a paste does not reach them.
"""

from __future__ import annotations

import base64
import getpass
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from itertools import count
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
PREVIEW: Final = "xlb_preview"
"""The request that is previewed; a long one goes on in ``xlb_preview_2`` and so on."""
_PART_CHARS: Final = 252
"""A constant name takes 255 characters."""
_END: Final = ","
"""The last piece where the text fills the others whole; no character of the text."""


_OFTEN: Final = (
    b"Statements: Exclusions: Exceptions: Denials: Credits: Receipts: Adjustments: Transfers: "
    b'Refunds: Recoupments: Submissions: rows written anew":[0, 0]Provider Adjustments: rows added"'
    b':[Findings: Claim Checks: sheets made":[code sets stored":["undo-batch","reverse-entry",'
    b'"record-recoupment","post-receipts","post-charges","import-remittance","make-statements",'
    b'{"task":"post-payments","as_of":"2026-0","files":[],"options":{"batch":"ERA-"},"options":{},'
    b'"digest":"","sums":{"Ledger: rows added":[0],"Batches: rows added":[1,0],'
    b'"Remits: cells set in Left To Post, Status":[2,0],'
    b'"Batches: cells set in Status, Posted, Posted By":[3,0],'
    b'"Remit Lines: cells set in State, Proposal":[0],"Remit Adjustments: cells set in Posted":[0],'
    b'"Claims: cells set in Balance, Owed By, Payer Now, Status":[0]},'
    b'"sheet":"Preview","back":"Claims","cells":"$A$1"}'
)
"""What stands in most requests, so that one name holds nearly all of them."""


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


def keep(book: xw.Book, asked: Asked, old: Asked | None) -> None:
    """Keep a previewed request in the workbook, in place of the one that `kept` gave."""
    from xlbilling.book import names

    parts = _parts(asked)
    for n, part in enumerate(parts, start=1):
        names.set_constant(book, _piece(PREVIEW, n), part)
    for n in range(len(parts) + 1, _count(old) + 1):
        names.remove(book, _piece(PREVIEW, n))


def kept(book: xw.Book) -> Asked | None:
    """Return the request that is previewed, None where there is none.

    Raises:
        RefusedError: a name was changed or deleted.
    """
    from xlbilling.book import names

    pieces: list[str] = []
    while piece := names.constant(book, _piece(PREVIEW, len(pieces) + 1)):
        pieces.append(piece)
        if len(piece) < _PART_CHARS:
            break
    if not pieces:
        return None
    try:
        packed = base64.b85decode("".join(pieces).rstrip(_END))
        fields: dict[str, Any] = json.loads(zlib.decompressobj(zdict=_OFTEN).decompress(packed))
        return Asked(**{**fields, "files": tuple(fields["files"])})
    except (ValueError, TypeError, KeyError, zlib.error):
        for n in count(1):
            if not names.constant(book, _piece(PREVIEW, n)):
                break
            names.remove(book, _piece(PREVIEW, n))
        raise RefusedError(
            "what the preview was asked for is gone from the workbook",
            id="PREVIEW-GONE",
            fix="press the task's own button again",
        ) from None


def drop(book: xw.Book, asked: Asked) -> None:
    """Forget the request that `kept` gave."""
    from xlbilling.book import names

    for n in range(1, _count(asked) + 1):
        names.remove(book, _piece(PREVIEW, n))


def _parts(asked: Asked) -> list[str]:
    """Return a request as texts that names can hold; the last is shorter than the others."""
    squeezer = zlib.compressobj(9, zdict=_OFTEN)
    plain = json.dumps(asdict(asked), separators=(",", ":")).encode()
    text = base64.b85encode(squeezer.compress(plain) + squeezer.flush()).decode()
    parts = [text[at : at + _PART_CHARS] for at in range(0, len(text), _PART_CHARS)]
    return parts if len(parts[-1]) < _PART_CHARS else [*parts, _END]


def _count(asked: Asked | None) -> int:
    return len(_parts(asked)) if asked is not None else 0
