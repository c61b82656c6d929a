"""Tells what a file is by its bytes, never by its name: exactly one reader must claim it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from xlbilling.model.errors import InputFileError
from xlbilling.remit.columns import header_row_of, with_one_header
from xlbilling.remit.tabular import rows_of_csv

_HEAD: Final = 4096
ZIP_START: Final = b"PK\x03\x04"
_X12: Final = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*(?:I\x00?S\x00?A|G\x00?S|S\x00?T)\x00?[^\w\s]"
)
_KNOWN: Final = (
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old .xls file or a workbook with a password"),
    (ZIP_START, "a zip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{", "JSON"),
    (b"<", "XML or a web page"),
)


@dataclass(frozen=True, slots=True)
class FileReader:
    """A kind of remittance file and how to tell it."""

    kind: str
    claims: Callable[[bytes], bool]


def _is_x12(data: bytes) -> bool:
    return _X12.match(data[:_HEAD]) is not None


def _is_xlsx(data: bytes) -> bool:
    return data.startswith(ZIP_START) and b"xl/" in data


def _is_csv(data: bytes) -> bool:
    if _is_x12(data) or any(data.startswith(mark) for mark, _ in _KNOWN):
        return False
    try:
        rows = rows_of_csv(data[: 16 * _HEAD])
    except InputFileError:
        return False
    return header_row_of(with_one_header(rows)) is not None


READERS: Final = (
    FileReader("835", _is_x12),
    FileReader("xlsx", _is_xlsx),
    FileReader("csv", _is_csv),
)


def kind_of(data: bytes, source: str, readers: Sequence[FileReader] = READERS) -> str:
    """Return the kind of the one reader that claims the file.

    Any X12 file is claimed as ``835``; what transactions it has is the reader's to say.

    Args:
        data: the bytes of the file.
        source: the file's name as messages show it.
        readers: who may claim it.

    Raises:
        InputFileError: no reader claims it (the message says what it looks like), or
            several do (the message names them).
    """
    claimants = [reader.kind for reader in readers if reader.claims(data)]
    if len(claimants) == 1:
        return claimants[0]
    if claimants:
        message = f"{source} could be read as {' or as '.join(claimants)}"
        raise InputFileError(message, id="REMIT-AMBIGUOUS", fix="give the payer's 835 file itself")
    message = f"{source} is {_looks_like(data)}, not an 835, CSV or XLSX remittance"
    raise InputFileError(
        message,
        id="REMIT-UNKNOWN",
        fix="choose the payer's 835 file, or the export with its headers",
    )


def _looks_like(data: bytes) -> str:
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\x1a"):
        return "empty"
    start = data.lstrip()
    found = next((name for mark, name in _KNOWN if start.startswith(mark)), None)
    if found:
        return found
    return "binary data" if b"\0" in data[:_HEAD] else "text of another kind"
