"""X12 segments out of text: delimiters found by counting, any number of interchanges.

Serves every X12 kind (835, 277CA, 999, 271, 837). Line ends, zero bytes and
blanks before a terminator are no part of X12 data: they are taken out, also from files
that were wrapped or padded to a fixed width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from xlbilling.model.errors import InputFileError

_BLOCK: Final = 1 << 18
_ISA_ELEMENTS: Final = 16
_PADDED: Final = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)
END_MARKS: Final = " \t\r\n\x00\x1a"
_BARE_START: Final = re.compile(r"(?:GS([^\w\s])(?:[^~\r\n]*?\1){7}|ST([^\w\s])\d{3}\2)[\w .-]*")


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The characters that part segments, elements and components.

    ``is_declared`` is False where no ISA stated them and they were read off the first segment.
    """

    element: str
    component: str
    terminator: str
    is_declared: bool = True


@dataclass(frozen=True, slots=True)
class Interchange:
    """One stretch of text under one set of delimiters, usually ISA to IEA."""

    delimiters: Delimiters
    start: int
    end: int


def _wide_encoding(start: bytes) -> str:
    """Return which UTF-16 a file is in by its first four bytes, empty when in none."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    zeros = "".join("0" if one == 0 else "x" for one in start)
    by_zeros = {"x0x0": "utf-16-le", "0x0x": "utf-16-be"}
    return by_zeros.get(zeros, "")


def text_of(data: bytes) -> str:
    """Return the text of a file: UTF-8 or UTF-16 by their marks, UTF-8, else Windows-1252.

    UTF-16 is also told by every other one of the first four bytes being zero.
    A byte that Windows-1252 leaves undefined is kept as the Latin-1 character.
    """
    wide = _wide_encoding(data[:4])
    if wide:
        return data.decode(wide, errors="replace")
    if data.isascii():
        return data.decode("ascii")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _refuse(source: str, why: str) -> InputFileError:
    return InputFileError(
        f"{source}: {why}",
        id="X12-UNREADABLE",
        fix="ask the sender for the file again, as it was made",
    )


def _line_end_or(mark: str, following: str) -> str:
    """Return the terminator; CR LF counts as LF, since the CR is taken out."""
    return "\n" if mark == "\r" and following == "\n" else mark


def declared_delimiters(text: str, start: int, source: str) -> Delimiters:
    """Return the delimiters of the ISA segment at ``start`` by counting its 16 elements.

    Fixed positions fail on the many files whose ISA is not padded to 106 characters. They
    are trusted where all 16 hold the separator, since an element may be the separator too.
    Where ISA16 was left out, its place holds the terminator and ``:`` is assumed.

    Raises:
        InputFileError: the text ends inside the ISA, or its delimiters are not three characters.
    """
    separator = text[start + 3 : start + 4]
    place = start + _PADDED[-1]
    if any(text[start + one : start + one + 1] != separator for one in _PADDED):
        place = start + 3
        for _ in range(_ISA_ELEMENTS - 1):
            place = text.find(separator, place + 1)
            if place < 0:
                raise _refuse(source, "the ISA segment does not have its 16 elements")
    component = text[place + 1 : place + 2]
    after = place + 2
    while text[after : after + 1] == " ":  # a record padded to one width
        after += 1
    mark, following = text[after : after + 1], text[after + 1 : after + 2]
    left_out = component == "~" and mark in {"\r", "\n"}
    if left_out or text[place + 2 : place + 5] == f"GS{separator}":
        return Delimiters(separator, ":", component)
    three = separator + component + mark
    if not mark or any(one.isalnum() for one in three) or len(set(three)) < len("*:~"):
        raise _refuse(source, "the ISA segment does not say what ends a segment")
    return Delimiters(separator, component, _line_end_or(mark, following))


def _bare_delimiters(text: str, start: int, source: str) -> Delimiters:
    """Return the delimiters of a file without ISA, read off its first GS or ST segment."""
    match = _BARE_START.match(text, start)
    if match is None:
        raise _refuse(source, "it does not start with an ISA, GS or ST segment")
    separator, place = match[1] or match[2], match.end()
    if text[place : place + 1] == separator:  # ST03, the guide's name
        tail = re.compile(r"[\w .-]*").match(text, place + 1)
        place = tail.end() if tail else place
    mark = text[place : place + 1]
    if not mark or mark == separator:
        raise _refuse(source, "its first segment does not end")
    return Delimiters(
        separator, ":", _line_end_or(mark, text[place + 1 : place + 2]), is_declared=False
    )


def _next_isa(text: str, start: int, terminator: str) -> int:
    """Return where the next ISA segment starts, or the end of the text."""
    place = text.find("ISA", start)
    while place >= 0:
        before = text[max(start, place - 8) : place].rstrip(END_MARKS.replace(terminator, ""))
        mark = text[place + 3 : place + 4]
        if before.endswith(terminator) and mark and not mark.isalnum() and not mark.isspace():
            return place
        place = text.find("ISA", place + 3)
    return len(text)


def interchanges(text: str, source: str) -> Iterator[Interchange]:
    """Give each interchange with its own delimiters; they may differ within one file.

    Raises:
        InputFileError: the text is empty, has no readable first segment, or a later ISA is cut.
    """
    start = len(text) - len(text.lstrip("\ufeff" + END_MARKS))
    if start == len(text):
        raise _refuse(source, "the file is empty")
    while start < len(text):
        if text.startswith("ISA", start):
            delimiters = declared_delimiters(text, start, source)
        else:
            delimiters = _bare_delimiters(text, start, source)
        end = _next_isa(text, start + 2, delimiters.terminator)
        yield Interchange(delimiters, start, end)
        start = end


def _without_line_ends(block: str, terminator: str) -> str:
    for mark in "\r\n\x00":
        if mark != terminator and mark in block:
            block = block.replace(mark, "")
    return block


def blocks(text: str, interchange: Interchange) -> Iterator[list[str]]:
    """Give the segments of an interchange, terminators taken off, a list at a time.

    Only one block (a quarter of a million characters) is split at once, so that memory
    does not grow with the file. Blank segments are left out. A last segment that
    nothing ends is left to ``remainder``.
    """
    terminator, at = interchange.delimiters.terminator, interchange.start
    while at < interchange.end:
        stop = text.rfind(terminator, at, min(at + _BLOCK, interchange.end))
        if stop < 0:
            stop = text.find(terminator, at, interchange.end)
        if stop < 0:
            return
        texts = _without_line_ends(text[at:stop], terminator).split(terminator)
        if text.find(f" {terminator}", at, stop + 1) >= 0:
            texts = [one.rstrip(" ") for one in texts]  # records padded to one width
        yield [one for one in texts if one.strip()] if "" in texts or " " in texts else texts
        at = stop + 1


def remainder(text: str, interchange: Interchange) -> str:
    """Return what follows the last terminator, empty when it is only blanks or end marks."""
    terminator = interchange.delimiters.terminator
    last = text.rfind(terminator, interchange.start, interchange.end)
    start = last + 1 if last >= 0 else interchange.start
    return _without_line_ends(text[start : interchange.end].strip(END_MARKS), terminator)
