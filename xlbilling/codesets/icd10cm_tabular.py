"""The tabular list of ICD-10-CM as NCHS publishes it (XML): titles, and notes for the edits."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_CODE: Final = r"[A-Z](?:\d[0-9A-Z]|A\d)(?:\.[0-9A-Z]{1,4})?"
_REFERENCE: Final = re.compile(
    rf"(?<![0-9A-Za-z])({_CODE})(?![0-9A-Za-z])\.?(?:(?:-?\s*to\s+|-)({_CODE})(?![0-9A-Za-z]))?"
)
_IN_BRACKETS: Final = re.compile(r"\(([^()]*)\)?")
_UNDERLYING: Final = re.compile(r"(the )?underlying\b")
_WIDEST: Final = 100
"""Heads in a range; what is wider means any other disease (T88.7: A00-R94), which no pair tells."""
_ON_CONDITION: Final = re.compile(r"\bif (known|applicable|any|present)\b|\bwhen\b")


@dataclass
class Tabular:
    """What one release of the tabular list says.

    Attributes:
        year: its fiscal year, as it says itself.
        titles: the title of every code, without the dot, in the order of the list.
        code_first: the codes whose note has the underlying condition coded first.
        excludes1: pairs of the code that has an Excludes1 note, and a code excluded.
    """

    year: int
    titles: dict[str, str] = field(default_factory=dict)
    code_first: set[str] = field(default_factory=set)
    excludes1: set[tuple[str, str]] = field(default_factory=set)


def parse(content: bytes, codes: set[str]) -> Tabular:
    """Return what a release's XML says.

    Args:
        content: the XML.
        codes: every code of the release: what a note names beside them is no code.
    """
    root = ET.fromstring(content)  # noqa: S314 - a build tool reads the publisher's own file
    found = Tabular(int(root.findtext("version", "")))
    for code in root.iter("diag"):
        found.titles[_plain(code.findtext("name", ""))] = code.findtext("desc", "").strip()
    order = Order(list(found.titles))
    for chapter in root.iter("chapter"):
        _read_notes(chapter, found)
        heads = [_plain(one.findtext("name", "")) for one in chapter.iterfind("section/diag")]
        found.excludes1 |= _excluded(chapter, heads, order, codes)
        for section in chapter.iterfind("section"):
            heads = [_plain(one.findtext("name", "")) for one in section.iterfind("diag")]
            found.excludes1 |= _excluded(section, heads, order, codes)
            for code in section.iter("diag"):
                heads = [_plain(code.findtext("name", ""))]
                found.excludes1 |= _excluded(code, heads, order, codes)
    return found


def _plain(code: str) -> str:
    return code.strip().replace(".", "")


def _notes(holder: ET.Element, kind: str) -> Iterator[ET.Element]:
    """Give the notes of a kind; most codes have none, and a path takes Python thrice as long."""
    for block in holder.findall(kind):
        yield from block.findall("note")


def _read_notes(chapter: ET.Element, found: Tabular) -> None:
    for code in chapter.iter("diag"):
        text = " ".join(note.text or "" for note in _notes(code, "codeFirst")).strip()
        if _UNDERLYING.match(text) and not _ON_CONDITION.search(text):
            found.code_first.add(_plain(code.findtext("name", "")))


def _excluded(
    holder: ET.Element, heads: list[str], order: Order, codes: set[str]
) -> set[tuple[str, str]]:
    """Return the pairs that the Excludes1 notes of a chapter, a section or a code make.

    A code excluded that stands above or below the one with the note is no pair: such a note
    splits a family in a way that a list of codes cannot tell.
    """
    excluded = {
        code
        for note in _notes(holder, "excludes1")
        for first, last in _references(note.text or "")
        for code in order.between(first, last or first)
    }
    return {
        (head, code)
        for head in heads
        for code in excluded
        if code in codes and not code.startswith(head) and not head.startswith(code)
    }


def _references(note: str) -> Iterator[tuple[str, str]]:
    """Return the codes that a note names, as (first, last) of a range; "" for one code alone.

    What holds only "with" some character is left out: it cannot be told by heads of codes.
    """
    parts = [part for part in _IN_BRACKETS.findall(note) if _REFERENCE.search(part)] or [note]
    for part in parts:
        if re.search(r"\bwith\b", part[_first_code(part) :]):
            continue
        for first, last in _REFERENCE.findall(part):
            yield _plain(first), _plain(last)


def _first_code(text: str) -> int:
    found = _REFERENCE.search(text)
    return found.start() if found else 0


class Order:
    """The codes in the order of the list, in which ranges are meant (C43, C4A, C44).

    Args:
        codes: all of them.
    """

    def __init__(self, codes: list[str]) -> None:
        self.codes = codes
        self.place = {code: n for n, code in enumerate(codes)}
        self.last = self._last_below()

    def _last_below(self) -> dict[str, int]:
        last = {}
        for n, code in enumerate(self.codes):
            for length in range(3, len(code) + 1):
                last[code[:length]] = n
        return last

    def between(self, first: str, last: str) -> list[str]:
        """Return the fewest heads of codes that take in a range; a code unlisted stands alone."""
        if first == last or first not in self.place or last not in self.place:
            return [first] if first == last else []
        end = self.last[last]
        heads: list[str] = []
        for code in self.codes[self.place[first] : end + 1]:
            inside = self.last[code] <= end
            if inside and not (heads and code.startswith(heads[-1])):
                heads.append(code)
        return heads if len(heads) <= _WIDEST else []
