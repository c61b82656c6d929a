"""A code set as the bytes of one file.

A line names the format and the checksum of all that follows; a line of JSON says what the set is;
then come NumPy's own arrays.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from io import BytesIO
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.model.codes import About, CodeList, PairList
from xlbilling.model.errors import InputFileError

FORMAT: Final = b"xlbilling codes 1 "
"""What a file begins with; the number is raised when the layout changes."""

_OWN: Final = ("codes", "starts", "ends")
_DAMAGE: Final = (ValueError, KeyError, TypeError, OSError, EOFError)


def pack(codes: CodeList | PairList) -> bytes:
    """Return a set as the bytes of a file; the same set always gives the same bytes.

    Nothing is compressed: two million pairs are 34 MB and load in a tenth of a second.
    """
    keys = codes.keys if isinstance(codes, PairList) else codes.codes
    columns: dict[str, NDArray[Any]] = {"codes": keys, "starts": codes.starts, "ends": codes.ends}
    columns |= codes.values
    body = BytesIO()
    for column in columns.values():
        np.save(body, column.astype("U") if column.dtype == object else column, allow_pickle=False)
    head = {
        "about": asdict(codes.about),
        "is_pairs": isinstance(codes, PairList),
        "columns": list(columns),
    }
    rest = json.dumps(head).encode() + b"\n" + body.getvalue()
    return FORMAT + f"{zlib.crc32(rest):08x}\n".encode() + rest


def unpack(content: bytes, where: str) -> CodeList | PairList:
    """Return the set that a file holds.

    Args:
        content: the file's bytes.
        where: how a message names the file.

    Raises:
        InputFileError: ``CODES-DAMAGED``, the file is not as the program left it.
    """
    rest = memoryview(content)[len(FORMAT) + 9 :]
    if content[: len(FORMAT) + 9] != FORMAT + f"{zlib.crc32(rest):08x}\n".encode():
        raise damaged(where)
    try:
        arrays = BytesIO(rest)
        return _set(json.loads(arrays.readline()), arrays)
    except _DAMAGE as why:  # whole as it was written, but not by this program
        raise damaged(where) from why


def damaged(where: str) -> InputFileError:
    """Return the refusal of a file of the store that cannot be used."""
    return InputFileError(
        f"{where}: this file of codes is damaged",
        id="CODES-DAMAGED",
        fix="load the set again with 'load-codes', which replaces the file",
    )


def _set(head: Mapping[str, Any], arrays: BytesIO) -> CodeList | PairList:
    columns = {name: np.load(arrays, allow_pickle=False) for name in head["columns"]}
    keys, starts, ends = (columns.pop(name) for name in _OWN)
    values = {name: _usable(column) for name, column in columns.items()}
    about = About(**head["about"])
    if head["is_pairs"]:
        return PairList(about, keys, starts, ends, values)
    return CodeList(about, _usable(keys), starts, ends, values)


def _usable(column: NDArray[Any]) -> NDArray[Any]:
    return column.astype(object) if column.dtype.kind == "U" else column
