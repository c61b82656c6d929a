"""ICD-10-CM as shipped: its codes and its Excludes1 notes, each a text file with a line a row.

A file begins with comment lines that name its releases, source and licence, then has one line of
JSON, then rows such as ``A000 A0``: the code, a letter for its flags, a digit for its days.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.model.codes import EXCLUDES1, ICD10CM, About, CodeList

FLAGS: Final = ("billable", "seventh", "manifestation", "code_first", "unspecified")
"""What is known of a code, beside the days it holds for:

- ``billable``: it may stand on a claim; a code that is only divided further may not;
- ``seventh``: nothing but its 7th character (and X in the empty places before) is missing;
- ``manifestation``: "in diseases classified elsewhere", never the first diagnosis;
- ``code_first``: its note has the underlying condition coded first;
- ``unspecified``: it leaves the side open where sibling codes name left and right.
"""

_NO_FLAG: Final = ord("@")
_FIRST_DIGIT: Final = ord("0")


@dataclass(frozen=True)
class Head:
    """The line of JSON that a file of codes begins with.

    Attributes:
        about: what the set is.
        periods: the first and the last day of each digit's rows, ISO; "" where they go on.
    """

    about: About
    periods: tuple[tuple[str, str], ...]

    @property
    def starts(self) -> NDArray[np.datetime64]:
        """The first days by digit, NaT for one that holds from ever."""
        return _days([first for first, _ in self.periods])

    @property
    def ends(self) -> NDArray[np.datetime64]:
        """The last days by digit, NaT for one that goes on."""
        return _days([last for _, last in self.periods])


def read(content: bytes) -> CodeList:
    """Return the codes of the shipped file, each with its FLAGS."""
    head, words = _opened(content, ICD10CM)
    marks = _marks(words[1::2])
    bits = marks[:, 0] - _NO_FLAG
    values = {name: (bits >> n & 1).astype(bool) for n, name in enumerate(FLAGS)}
    return _listed(head, words[0::2], marks[:, 1], values)


def read_excludes1(content: bytes) -> CodeList:
    """Return the Excludes1 notes: the code (or the head of codes) that has one, and ``excluded``.

    ``excluded`` is a code or the head of codes as well; neither goes with any below the other.
    """
    head, words = _opened(content, EXCLUDES1)
    excluded = texts(words[1::3])
    return _listed(head, words[0::3], _marks(words[2::3])[:, 0], {"excluded": excluded})


def _opened(content: bytes, name: str) -> tuple[Head, list[str]]:
    start = content.index(b"\n{") + 1
    end = content.index(b"\n", start)
    head = json.loads(content[start:end])
    periods = tuple((first, last) for first, last in head.pop("periods"))
    return Head(About(name, **head), periods), content[end:].decode("ascii").split()


def _marks(words: Sequence[str]) -> NDArray[np.uint8]:
    """Return the letters and digits behind each code as numbers, a row for each."""
    return np.frombuffer("".join(words).encode("ascii"), dtype=np.uint8).reshape(len(words), -1)


def _listed(
    head: Head, codes: Sequence[str], digits: NDArray[np.uint8], values: Mapping[str, NDArray[Any]]
) -> CodeList:
    period = digits - _FIRST_DIGIT
    return CodeList(head.about, texts(codes), head.starts[period], head.ends[period], values)


def texts(words: Sequence[str]) -> NDArray[np.object_]:
    """Return words as a column of texts."""
    texts = np.empty(len(words), dtype=object)
    texts[:] = words
    return texts


def _days(days: Sequence[str]) -> NDArray[np.datetime64]:
    return np.array([day or "NaT" for day in days], dtype="datetime64[D]")


def write(known: CodeList, comment: Sequence[str]) -> bytes:
    """Return the file that ``read`` reads.

    Args:
        known: the codes, with FLAGS.
        comment: lines for people, without the sign before them.
    """
    bits = sum(known.values[name].astype(np.uint8) << n for n, name in enumerate(FLAGS))
    marks = [chr(_NO_FLAG + one) for one in np.asarray(bits, dtype=np.uint8).tolist()]
    return _written(known, comment, [marks])


def write_excludes1(notes: CodeList, comment: Sequence[str]) -> bytes:
    """Return the file that ``read_excludes1`` reads.

    Args:
        notes: the notes, with ``excluded``.
        comment: lines for people, without the sign before them.
    """
    return _written(notes, comment, [[f"{one} " for one in notes.values["excluded"]]])


def _written(known: CodeList, comment: Sequence[str], marks: Sequence[Sequence[str]]) -> bytes:
    days = zip(_iso(known.starts), _iso(known.ends), strict=True)
    digit: dict[tuple[str, str], int] = {}
    digits = [digit.setdefault(period, len(digit)) for period in days]
    assert len(digit) < 10, "a digit tells one of ten periods; these are more"
    about = {name: text for name, text in asdict(known.about).items() if name != "name"}
    lines = [f"# {line}".rstrip() for line in comment]
    lines.append(json.dumps({**about, "periods": list(digit)}))
    rows = zip(known.codes, *marks, digits, strict=True)
    lines += [f"{code} {''.join(map(str, rest))}" for code, *rest in rows]
    return ("\n".join(lines) + "\n").encode("ascii")


def _iso(days: NDArray[np.datetime64]) -> list[str]:
    return ["" if day is None else day.isoformat() for day in days.tolist()]
