"""Laying a form out on a template: repeated rows, sentences broken into rows, pages, formulas."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from xlbilling.layout.forms import paging
from xlbilling.layout.forms.looks import Filled, Look
from xlbilling.layout.forms.paging import Line, Unit
from xlbilling.layout.forms.template import Template
from xlbilling.layout.frames import column_letter
from xlbilling.model.cells import LONGEST_FORMULA, MOST_ARGUMENTS, CellValue
from xlbilling.model.plan import Form, Named

_NAMES: Final = re.compile(r"\{(\w+)\}")
_AGAIN: Final = ""
"""What a cell that shows the same once more is called: formulas look for the first one."""
_LOST_COMMAS: Final = re.compile(r"(?<=\(),+|,+(?=[,)])")


def lay_out(template: Template, form: Form, sheet: str) -> Filled:
    """Return the copy of a template that a form fills."""
    lines = paging.paged(template, list(_units(template, form)))
    shown = _Shown()
    for row, line in enumerate(lines, start=1):
        for name, column, cell in line.cells:
            shown.put(name, (row, column), cell, repeats=bool(line.kind))
    look = Look(
        tuple(line.row for line in lines),
        tuple(line.height for line in lines),
        tuple(place for place, _, _ in shown.cells),
        tuple(_is_text(cell) for _, cell, _ in shown.cells),
        tuple(row for row, line in enumerate(lines, start=1) if line.is_last),
        template.columns,
    )
    kinds = [line.kind for line in lines]
    return Filled(
        sheet,
        look,
        tuple(cell.value for _, cell, _ in shown.cells),
        tuple(shown.formula(cell.formula, kinds) for _, cell, _ in shown.cells),
    )


def _is_text(cell: Named) -> bool:
    return not cell.formula and (cell.value is None or isinstance(cell.value, str))


@dataclass
class _Shown:
    """What stands where, by place and by name."""

    cells: list[tuple[tuple[int, int], Named, str]] = field(default_factory=list)
    places: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def put(self, name: str, place: tuple[int, int], cell: Named, *, repeats: bool) -> None:
        """Show a cell; what a page shows once more, or overleaf again, no formula counts twice."""
        self.cells.append((place, cell, name))
        places = self.places.setdefault(name, [])
        if repeats or not places:
            places.append(place)

    def formula(self, text: str, kinds: Sequence[str]) -> str:
        """Return a formula with the cells of the names that it speaks of.

        Over more pages than a formula has room for it is "": the cell then holds the value alone.
        """
        if not text:
            return ""
        filled = _NAMES.sub(lambda found: self._cells_of(found[1], kinds), text)
        whole = _LOST_COMMAS.sub("", filled).replace("SUM()", "0")
        fits = len(whole) <= LONGEST_FORMULA and whole.count(",") < MOST_ARGUMENTS
        return whole if fits else ""

    def _cells_of(self, name: str, kinds: Sequence[str]) -> str:
        return ",".join(
            f"{column_letter(column)}{top}"
            + (f":{column_letter(column)}{bottom}" if bottom > top else "")
            for column, top, bottom in self._runs(self.places.get(name, []), kinds)
        )

    def _runs(
        self, places: Sequence[tuple[int, int]], kinds: Sequence[str]
    ) -> Iterator[tuple[int, int, int]]:
        """Give the first and last row of cells with nothing but repeats of their rows between."""
        if not places:
            return
        first = places[0]
        for (row, column), (following, other) in pairwise([*places, (0, 0)]):
            kind = kinds[row - 1]
            if (
                other == column
                and kind
                and all(each == kind for each in kinds[row - 1 : following])
                and following > row
            ):
                continue
            yield column, first[0], row
            first = (following, other)


def _units(template: Template, form: Form) -> Iterator[Unit]:
    """Give what stands together, from the top of the template to its coupon and beyond."""
    blocks = {beginning: template.block(beginning) for beginning in form.rows}
    begins = {rows[0]: beginning for beginning, rows in blocks.items() if rows}
    words = {template.areas[name].top: name for name in form.words if name in template.areas}
    gone = _gone(template, form) | {row for rows in blocks.values() for row in rows[1:]}
    fixed = _fixed(template, form)
    apart = (row for row in template.rows_of(paging.CONTINUED) if row > template.rows)
    for row in (*range(1, template.rows + 1), *apart):
        if row in gone:
            continue
        if row in begins:
            yield from _repeats(template, form, begins[row], blocks[begins[row]])
        elif row in words:
            name = words[row]
            for text in _wrapped(template, name, form.words[name]):
                yield Unit((_line(template, row, name, text, kind=name),), name)
        else:
            yield Unit((Line(row, template.height(row), tuple(fixed.get(row, ()))),))


def _gone(template: Template, form: Form) -> set[int]:
    """Return the rows that stand nowhere of themselves: sections left out, words below others."""
    names = [*form.sections, *form.below.values()]
    rows = {row for name in names for row in template.rows_of(name)}
    within = {row for beginning in form.rows for row in template.block(beginning)}
    kept = {row for name in form.below.values() for row in template.rows_of(name)} & within
    return rows - kept | {row for name in form.sections for row in template.rows_of(name)}


def _fixed(template: Template, form: Form) -> dict[int, list[tuple[str, int, Named]]]:
    """Return the cells that are filled once, by row."""
    found: dict[int, list[tuple[str, int, Named]]] = {}
    for name, cell in form.cells.items():
        for n, area in enumerate(template.areas_of(name)):
            found.setdefault(area.top, []).append((_AGAIN if n else name, area.left, cell))
    for name, texts in form.lines.items():
        for area in template.areas_of(name):
            fitted = _fitted(texts, area.bottom - area.top + 1)
            for row, text in enumerate(fitted, start=area.top):
                found.setdefault(row, []).append((name, area.left, Named(text)))
    for name, values in form.across.items():
        for area in template.areas_of(name):
            for column, value in zip(range(area.left, area.right + 1), values, strict=False):
                found.setdefault(area.top, []).append((name, column, Named(value)))
    return found


def _fitted(texts: Sequence[str], count: int) -> list[str]:
    """Return texts for so many cells: the last one takes what is left, others stay blank."""
    shown = [text for text in texts if text]
    if len(shown) > count:
        shown = [*shown[: count - 1], ", ".join(shown[count - 1 :])]
    return [*shown, *[""] * (count - len(shown))]


def _repeats(template: Template, form: Form, beginning: str, block: range) -> Iterator[Unit]:
    """Give a repeating row's repeats, each with its plain words below it."""
    below = form.below.get(beginning, "")
    is_apart = below in template.areas and template.areas[below].top not in block
    for values in form.rows[beginning]:
        shown = _by_row(template, values)
        lines = [
            Line(row, template.height(row), tuple(shown.get(row, ())), beginning) for row in block
        ]
        if is_apart:
            row = template.areas[below].top
            texts = _wrapped(template, below, (str(values.get(below) or ""),))
            lines += [_line(template, row, below, text, kind=beginning) for text in texts]
        yield Unit(tuple(lines), beginning)


def _by_row(
    template: Template, values: Mapping[str, CellValue]
) -> dict[int, list[tuple[str, int, Named]]]:
    found: dict[int, list[tuple[str, int, Named]]] = {}
    for name, value in values.items():
        for n, area in enumerate(template.areas_of(name)):
            found.setdefault(area.top, []).append((_AGAIN if n else name, area.left, Named(value)))
    return found


def _line(template: Template, row: int, name: str, text: str, *, kind: str) -> Line:
    cell = (name, template.areas[name].left, Named(text))
    return Line(row, template.height(row), (cell,), kind)


def _wrapped(template: Template, name: str, sentences: Sequence[str]) -> Iterator[str]:
    """Give sentences in lines that fit; merged cells do not grow, so they are broken by words."""
    room = template.room(name)
    for sentence in sentences:
        yield from textwrap.wrap(sentence, room)
