"""How a copy of the template becomes a filled one, step by step: the same in Python and in VBA."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from xlbilling.layout.forms.looks import Look
from xlbilling.layout.forms.template import Template
from xlbilling.layout.frames import column_letter
from xlbilling.model.formula_scan import Reference, rewrite

Step = tuple[str, ...]
"""A word and what it is about, as text: rows such as ``17:18``, addresses, points."""

DELETE: Final = "delete"
INSERT: Final = "insert"
CLEAR: Final = "clear"
COPY: Final = "copy"
HEIGHT: Final = "height"
TEXT: Final = "text"
FORMULA: Final = "formula"
PRINT: Final = "print"
BREAK: Final = "break"

_ADDRESS_CHARS: Final = 250
"""Excel takes 255 characters of an address."""


def steps(template: Template, look: Look) -> Iterator[Step]:
    """Give what makes a look of a copy that still has all the template's printed rows.

    The rows down to the first that differs stay, and the coupon goes down or up with the rows
    above it, so that a picture in either stays where it was put.
    """
    same = look.same_rows
    foot = _foot(template, look)
    above = (foot[0] if foot else len(look.rows)) - same  # rows to make between top and foot
    had = template.rows - same - len(foot)
    if above > had:
        yield INSERT, _rows(same + had + 1, same + above)
    elif above < had:
        yield DELETE, _rows(same + above + 1, same + had)
    if above:
        yield CLEAR, _rows(same + 1, same + above)
        yield from _copies(look.rows[same : same + above], same + 1)
    end = same + above + len(foot)
    if end < len(look.rows):
        yield from _copies(look.rows[end:], end + 1)
    yield from _heights(look, same)
    texts = [place for place, is_text in zip(look.places, look.texts, strict=True) if is_text]
    cells = (f"{column_letter(column)}{row}" for row, column in _in_order(texts))
    yield from ((TEXT, address) for address in joined(cells))
    yield from _formulas(template, look)
    yield PRINT, f"$A$1:${column_letter(look.columns)}${len(look.rows)}"
    yield from ((BREAK, str(row)) for row in look.breaks)


def _foot(template: Template, look: Look) -> range:
    """Return where the template's last rows stand in a look, in one piece; nowhere: none.

    The piece is as long as the rows are the template's own, from its last printed one up.
    """
    if template.rows not in look.rows:
        return range(0)
    end = look.rows.index(template.rows)
    first, row = end, template.rows
    while first > look.same_rows and look.rows[first - 1] == row - 1:
        first, row = first - 1, row - 1
    if first < look.same_rows:
        return range(0)
    return range(first, end + 1)


def _rows(first: int, last: int) -> str:
    return f"{first}:{last}"


def _copies(rows: Sequence[int], to: int) -> Iterator[Step]:
    """Give the copying of template rows: runs of neighbours, and repeats of one run, at once."""
    at = 0
    while at < len(rows):
        length = 1
        while at + length < len(rows) and rows[at + length] == rows[at] + length:
            length += 1
        run = tuple(rows[at : at + length])
        count = 1
        while tuple(rows[at + count * length : at + (count + 1) * length]) == run:
            count += 1
        first = to + at
        yield COPY, _rows(run[0], run[-1]), _rows(first, first + count * length - 1)
        at += count * length


def _heights(look: Look, same: int) -> Iterator[Step]:
    by_height: dict[float, list[int]] = {}
    for row, height in enumerate(look.heights[same:], start=same + 1):
        by_height.setdefault(height, []).append(row)
    for height, rows in by_height.items():
        runs = [[*group] for _, group in groupby(enumerate(rows), lambda each: each[1] - each[0])]
        for address in joined(_rows(run[0][1], run[-1][1]) for run in runs):
            yield HEIGHT, address, f"{height:g}"


def _formulas(template: Template, look: Look) -> Iterator[Step]:
    """Give the office's own formulas that speak of other rows than theirs, each as it is to be.

    They are written after all rows stand where they belong, since no spreadsheet moves them so: a
    formula that was copied speaks of rows as far from it as before, and one that stayed of the rows
    that were there before. One that speaks of its own row alone is right wherever it went.
    """
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), formula in template.formulas.items():
        if _leaves_its_row(formula, row):
            by_row.setdefault(row, []).append((column, formula))
    filled = set(look.places)
    for row, origin in enumerate(look.rows if by_row else (), start=1):
        for column, formula in by_row.get(origin, ()):
            if (row, column) not in filled:
                yield FORMULA, f"{column_letter(column)}{row}", look.moved(formula, (origin, row))


def _leaves_its_row(formula: str, own: int) -> bool:
    """Tell whether a formula speaks of the sheet's other rows, or of its own one as a fixed one."""
    rows: list[int] = []

    def noted(reference: Reference) -> str:
        corners = (reference.first, reference.last or reference.first)
        if reference.first.row and not reference.prefix:
            rows.extend(0 if corner.row_fixed else corner.row for corner in corners)
        return reference.text

    rewrite(formula, noted)
    return any(row != own for row in rows)


def _in_order(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(set(places))


def joined(addresses: Iterable[str]) -> Iterator[str]:
    """Give addresses of several areas, each short enough for Excel."""
    address = ""
    for each in addresses:
        if address and len(address) + len(each) >= _ADDRESS_CHARS:
            yield address
            address = ""
        address = f"{address},{each}" if address else each
    if address:
        yield address
