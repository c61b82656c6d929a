"""The settings file of the add-in, as xlwings' macros read it: lines of ``"KEY","value"``."""

from __future__ import annotations

import csv
from collections.abc import Mapping


def read(content: bytes) -> dict[str, str]:
    """Return the settings by key in capitals; the first line of a key counts, as in xlwings."""
    found: dict[str, str] = {}
    for line in content.splitlines():  # one by one: a quote that is not closed ends with its line
        row = next(csv.reader([line.decode("utf-8", "replace")]), [])
        if len(row) >= 2:
            found.setdefault(row[0].strip().upper(), row[1])
    return found


def with_settings(content: bytes, wanted: Mapping[str, str]) -> bytes:
    """Return a file's content with settings put in; all other lines stay as they are.

    They come first: xlwings' macros read pair by pair, not line by line, so that a line with one
    value, or with a quote that is not closed, would spoil all that follow it.
    """
    keys = {key.upper() for key in wanted}
    kept = [line for line in content.splitlines(keepends=True) if _key(line) not in keys]
    new = [f'"{key}","{value}"\r\n'.encode() for key, value in wanted.items()]
    return b"".join([*new, *kept])


def reaches(content: bytes, key: str) -> bool:
    """Tell whether xlwings' macros get as far as a setting: no line before it spoils the pairs."""
    for line in content.splitlines():
        if _key(line) == key.upper():
            return True
        row = next(csv.reader([line.decode("utf-8", "replace")]), [])
        if len(row) != 2 or line.count(b'"') % 2:
            return False
    return False


def _key(line: bytes) -> str:
    return next(iter(read(line)), "")
