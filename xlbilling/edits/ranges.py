"""Ranges of procedure codes, Code From to Code To: which rows of a table speak for which code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits.columns import Columns, Positions, Texts

AT_ONCE: Final = 1 << 22
"""How many codes times rows are compared at once: the memory this takes, in bytes."""

_CODE_LENGTH: Final = 5


def taken_in(codes: Texts, table: Columns, rows: Positions) -> tuple[Positions, Positions]:
    """Return pairs of a code, by its position, and a row whose range takes it in.

    Args:
        codes: procedure codes, each once.
        table: a table with the columns Code From and Code To; a blank Code To ends its range at
            once.
        rows: the table's rows to look at.
    """
    begin = [code.upper() for code in table.text_at("code_from", rows)]
    end = [to.upper() or own for own, to in zip(begin, table.text_at("code_to", rows), strict=True)]
    own = [code.upper() for code in codes.tolist()]
    place = {code: n for n, code in enumerate(sorted({*begin, *end, *own}))}
    ranks, first, last = (_numbers(place, texts) for texts in (own, begin, end))
    kinds = {kind: n for n, kind in enumerate(sorted({_kind(c) for c in (*begin, *own)}))}
    kind_of_code = np.array([kinds[_kind(code)] for code in own], dtype=np.intp)
    kind_of_row = np.array([kinds[_kind(code)] for code in begin], dtype=np.intp)
    step = max(1, AT_ONCE // max(1, len(rows)))
    code: list[Positions] = []
    row: list[Positions] = []
    for start in range(0, len(own), step):
        some = slice(start, start + step)
        here = ranks[some, None]
        inside = (first <= here) & (here <= last) & (kind_of_code[some, None] == kind_of_row)
        at, which = np.nonzero(inside)
        code.append(at + start)
        row.append(rows[which])
    return np.concatenate(code), np.concatenate(row)


def between(first: str, last: str) -> Callable[[str], bool]:
    """Return a test whether a code is one of a range, both ends included, built as its ends are.

    Raises:
        ValueError: an end is no code, or they are built differently or the wrong way round.
    """
    begin, end = first.upper(), last.upper()
    kind = _kind(begin)
    if not (begin + end).isalnum() or kind != _kind(end) or end < begin:
        raise ValueError(f"{first} to {last} is no range of codes")
    return lambda code: begin <= code.upper() <= end and _kind(code.upper()) == kind


def _numbers(place: dict[str, int], texts: list[str]) -> NDArray[np.intp]:
    return np.array([place[text] for text in texts], dtype=np.intp)


def _kind(code: str) -> str:
    """Return how a code is built: two codes of one range are built alike.

    ``HCPCS`` for a letter and digits, the last letter of 0001U and its like, the length of others.
    """
    if len(code) != _CODE_LENGTH:
        return str(len(code))
    if code[0].isalpha():
        return "HCPCS"
    return code[-1] if code[-1].isalpha() else "CPT"
