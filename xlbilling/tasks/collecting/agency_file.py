"""The file for the collection agency, laid out by the Agency Layout sheet: fixed width or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from xlbilling.model import money
from xlbilling.model.errors import RefusedError
from xlbilling.tasks import settings
from xlbilling.tasks.collecting.agency_record import FIELDS, UNCUT, Placed, Value
from xlbilling.tasks.collecting.plain_text import ascii_of, harmless, has_unknown

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot

FIXED: Final = "FIXED"
CSV: Final = "CSV"
_END: Final = "\r\n"
_TEXT: Final = "text"
_DATES: Final = {
    "MMDDYY": "{0.month:02d}{0.day:02d}{1:02d}",
    "MMDDYYYY": "{0.month:02d}{0.day:02d}{0.year:04d}",
    "YYYYMMDD": "{0.year:04d}{0.month:02d}{0.day:02d}",
    "MM/DD/YYYY": "{0.month:02d}/{0.day:02d}/{0.year:04d}",
    "YYYY-MM-DD": "{0.year:04d}-{0.month:02d}-{0.day:02d}",
}
_CENTURY: Final = 100
_LONGEST: Final = 999
"""Characters of a field; more is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Place:
    """One row of Agency Layout.

    Attributes:
        length: in characters; 0 for as long as it is, which only CSV takes.
        format: how a day or an amount is written; "" for MMDDYY and CENTS in fixed width,
            YYYY-MM-DD and DOLLARS in CSV.
    """

    field: str
    length: int
    is_right: bool
    pad: str
    format: str
    text: str
    header: str


@dataclass(frozen=True)
class Layout:
    """How the agency wants its file."""

    kind: str
    places: tuple[Place, ...]

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return "csv" if self.kind == CSV else "txt"

    @property
    def width(self) -> int:
        """The length of a record of fixed width."""
        return sum(place.length for place in self.places)


@dataclass
class Record:
    """One account laid out.

    Attributes:
        cells: its fields in order, padded in fixed width.
        cut: fields whose text was too long.
        unknown: fields with letters that ASCII has no likeness of.
        trouble: why the account cannot be in the file; "" where it can.
    """

    cells: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    trouble: str = ""


def layout(book: Snapshot) -> Layout:
    """Return the layout as the workbook says it.

    Raises:
        RefusedError: it is empty, lacks a length, or names a field or format that nobody knows.
    """
    kind = settings.text(book.settings, "Agency File").upper()
    if kind not in {FIXED, CSV}:
        raise _wrong(f"Agency File is '{kind[:30]}' on Settings", f"type {FIXED} or {CSV}")
    frame = book.frame("agency_layout").sort_values("position", kind="stable")
    names = ("field", "length", "align", "pad", "format", "text", "header")
    places = [
        Place(
            name.strip().lower(), _length(name, length), _is_right(name, align),
            (ascii_of(pad) or " ")[0], _format(name, format_), text, header,
        )
        for name, length, align, pad, format_, text, header in zip(
            *(frame[name] for name in names), strict=True
        )
        if name
    ]  # fmt: skip
    if not places:
        raise _wrong("Agency Layout is empty", "copy its rows from a fresh workbook")
    for one in places:
        if one.field not in {*FIELDS, _TEXT}:
            known = ", ".join([*FIELDS, _TEXT])
            raise _wrong(f"Agency Layout: no field '{one.field}'", f"one of {known}")
        if kind == FIXED and one.length < 1:
            raise _wrong(f"Agency Layout: field '{one.field}' has no length", "type its length")
    return Layout(kind, tuple(places))


def _length(name: str, length: float) -> int:
    if length != length:  # noqa: PLR0124  NaN
        return 0
    if not 0 <= length <= _LONGEST or length != int(length):
        message = f"Agency Layout: field '{name}' has the length {length:g}"
        raise _wrong(message, f"type a whole number up to {_LONGEST}")
    return int(length)


def _is_right(name: str, align: str) -> bool:
    return _one_of(("LEFT", "RIGHT"), align, f"align of field '{name}'") == "RIGHT"


def _format(name: str, said: str) -> str:
    return _one_of((*_DATES, "CENTS", "DOLLARS"), said, f"format of field '{name}'")


def _one_of(known: Sequence[str], said: str, what: str) -> str:
    if said.upper() not in {"", *known}:
        raise _wrong(f"Agency Layout: the {what} is '{said[:30]}'", f"one of {', '.join(known)}")
    return said.upper()


def _wrong(message: str, fix: str) -> RefusedError:
    return RefusedError(message, id="AGENCY-LAYOUT", fix=fix)


def laid_out(how: Layout, account: Placed) -> Record:
    """Return an account's record.

    Text that is too long is cut and told. An amount or a number of ours is never cut: the account
    is then left out.
    """
    record = Record()
    for place in how.places:
        value = place.text if place.field == _TEXT else FIELDS[place.field](account)
        _put(record, how, place, value)
    return record


def _put(record: Record, how: Layout, place: Place, value: Value) -> None:
    shown = _shown(value, place.format or _usual(how.kind, value))
    plain = ascii_of(shown)
    if has_unknown(shown):
        record.unknown.append(place.field)
    if place.length and len(plain) > place.length:
        if place.field == "zip":
            plain = plain.replace("-", "")
        elif isinstance(value, int | date) or place.field in UNCUT:
            record.trouble = f"{place.field} has {len(plain)} characters, {place.length} fit"
        else:
            record.cut.append(place.field)
        plain = plain[: place.length]
    if how.kind == FIXED:
        fill = str.rjust if place.is_right else str.ljust
        plain = fill(plain, place.length, place.pad)
    record.cells.append(plain)


def _usual(kind: str, value: Value) -> str:
    if isinstance(value, date):
        return "MMDDYY" if kind == FIXED else "YYYY-MM-DD"
    return "CENTS" if kind == FIXED else "DOLLARS"


def _shown(value: Value, format_: str) -> str:
    if isinstance(value, date):
        return _DATES.get(format_, _DATES["MMDDYY"]).format(value, value.year % _CENTURY)
    if isinstance(value, int):
        return str(value) if format_ == "CENTS" else money.to_text(value)
    return value or ""


def content(how: Layout, records: Iterable[Record]) -> bytes:
    """Return the file: ASCII, lines ended by CR and LF; a CSV file begins with its headers."""
    rows = [record.cells for record in records]
    if how.kind == FIXED:
        return "".join("".join(cells) + _END for cells in rows).encode("ascii")
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=_END)
    writer.writerow([harmless(ascii_of(one.header or one.field)) for one in how.places])
    writer.writerows(_harmless(cells) for cells in rows)
    return out.getvalue().encode("ascii")


def _harmless(cells: Sequence[str]) -> list[str]:
    return [harmless(cell) for cell in cells]
