"""Parting what a copy shows into pages, the coupon at the foot of the first.

The template as the office has drawn it is one full page: the coupon stays at its height there, the
row of the name SPACE takes up what is left above it, and what has no room goes on overleaf.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

from xlbilling.layout.forms.template import Template
from xlbilling.model.plan import Named

SPACE: Final = "Statement_Space"
COUPON: Final = "Statement_Coupon"
TITLES: Final = "Statement_Titles"
CONTINUES: Final = "Statement_Continues"
CONTINUED: Final = "Statement_Continued"

_TALLEST: Final = 400.0
"""Points; Excel's rows are at most 409 high."""
_NOTHING: Final = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a copy.

    Attributes:
        row: the template's row that it is a copy of.
        height: in points.
        cells: name, column and content of what is filled.
        kind: what its row repeats, "" for one that stands once.
        is_last: a page ends with it.
    """

    row: int
    height: float
    cells: tuple[tuple[str, int, Named], ...] = ()
    kind: str = ""
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """Rows that stay on one page."""

    lines: tuple[Line, ...]
    kind: str = ""

    @property
    def height(self) -> float:
        """In points."""
        return sum(line.height for line in self.lines)

    @property
    def row(self) -> int:
        """The template's row of its first line."""
        return self.lines[0].row


def paged(template: Template, units: Sequence[Unit]) -> list[Line]:
    """Return all rows of a copy in order."""
    coupon = template.areas.get(COUPON)
    apart = {row for name in (SPACE, CONTINUES, CONTINUED) for row in template.rows_of(name)}
    shown = [unit for unit in units if unit.row not in apart]
    if coupon is None or coupon.top > template.rows:
        return [line for unit in shown for line in unit.lines]
    above = [unit for unit in shown if unit.row < coupon.top]
    foot = [line for unit in shown if unit.row >= coupon.top for line in unit.lines]
    room = sum(map(template.height, range(1, coupon.top)))
    if sum(unit.height for unit in above) <= room:
        lines = [line for unit in above for line in unit.lines]
        return [*lines, *_space(template, room - _height(lines)), *foot]
    lines = list(_rows(template, units, CONTINUES))
    first, rest = _taken(above, room - _height(lines))
    lines = [*(line for unit in first for line in unit.lines), *lines]
    whole = [*lines, *_space(template, room - _height(lines)), *foot]
    return [*whole[:-1], replace(whole[-1], is_last=True), *_overleaf(template, units, rest)]


def _overleaf(template: Template, units: Sequence[Unit], rest: Sequence[Unit]) -> Iterator[Line]:
    """Give the rows of the further pages, each with a line that says whose it is, and titles."""
    full = sum(map(template.height, range(1, template.rows + 1)))
    full -= sum(map(template.height, template.titles))  # they print once more on each of the pages
    while rest:
        head = list(_rows(template, units, CONTINUED))
        if rest[0].kind and rest[0].kind == _titled(template, units):
            head += _rows(template, units, TITLES)
        page, rest = _taken(rest, full - _height(head))
        lines = [*head, *(line for unit in page for line in unit.lines)]
        yield from lines[:-1]
        yield replace(lines[-1], is_last=bool(rest))


def _titled(template: Template, units: Sequence[Unit]) -> str:
    """Return what repeats below the titles."""
    below = template.rows_of(TITLES)
    after = [unit for unit in units if below and unit.row > below[-1] and unit.kind]
    return after[0].kind if after else ""


def _rows(template: Template, units: Sequence[Unit], name: str) -> Iterator[Line]:
    """Give the rows of a name as they stand among the units, else bare."""
    there = {line.row: line for unit in units for line in unit.lines if not line.kind}
    for row in template.rows_of(name):
        yield there.get(row) or Line(row, template.height(row))


def _taken(units: Sequence[Unit], room: float) -> tuple[Sequence[Unit], Sequence[Unit]]:
    """Part units into those that have room on a page, at least one of them, and the others."""
    used = 0.0
    for count, unit in enumerate(units):
        used += unit.height
        if used > room + _NOTHING and count:
            is_title = count > 1 and unit.kind and not units[count - 1].kind
            end = count - 1 if is_title else count  # a title goes on with what it stands above
            return units[:end], units[end:]
    return units, ()


def _space(template: Template, height: float) -> Iterator[Line]:
    rows = template.rows_of(SPACE)
    if not rows or height < _NOTHING:
        return
    count = ceil(height / _TALLEST)
    for _ in range(count):
        yield Line(rows[0], height / count)


def _height(lines: Sequence[Line]) -> float:
    return sum(line.height for line in lines)
