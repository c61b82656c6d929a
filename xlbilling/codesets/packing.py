"""A code set as the bytes of one file: a line that says what it is, then NumPy's own arrays."""

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

FORMAT: Final = "xlbilling codes 1"
"""What a file says it is; the number is raised when the layout changes."""

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
        "format": FORMAT,
        "about": asdict(codes.about),
        "is_pairs": isinstance(codes, PairList),
        "columns": list(columns),
        "crc32": zlib.crc32(body.getbuffer()),
    }
    return json.dumps(head).encode() + b"\n" + body.getvalue()


def unpack(content: bytes, where: str) -> CodeList | PairList:
    """Return the set that a file holds.

    Args:
        content: the file's bytes.
        where: how a message names the file.

    Raises:
        InputFileError: ``CODES-DAMAGED``, the file is not as the program left it.
    """
    start = content.find(b"\n") + 1
    try:
        head = json.loads(content[:start])
        body = memoryview(content)[start:]
        if head["format"] != FORMAT or head["crc32"] != zlib.crc32(body):
            raise damaged(where)
        return _set(head, body)
    except _DAMAGE as why:
        raise damaged(where) from why


def damaged(where: str) -> InputFileError:
    """Return the refusal of a file of the store that cannot be used."""
    return InputFileError(
        f"{where}: this file of codes is damaged",
        id="CODES-DAMAGED",
        fix="load the set again with 'load-codes', which replaces the file",
    )


def _set(head: Mapping[str, Any], body: memoryview) -> CodeList | PairList:
    arrays = BytesIO(body)
    columns = {name: np.load(arrays, allow_pickle=False) for name in head["columns"]}
    keys, starts, ends = (columns.pop(name) for name in _OWN)
    values = {name: _usable(column) for name, column in columns.items()}
    about = About(**head["about"])
    if head["is_pairs"]:
        return PairList(about, keys, starts, ends, values)
    return CodeList(about, _usable(keys), starts, ends, values)


def _usable(column: NDArray[Any]) -> NDArray[Any]:
    return column.astype(object) if column.dtype.kind == "U" else column
