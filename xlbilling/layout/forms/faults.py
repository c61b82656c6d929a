"""What is wrong with a template: names that no page would show, or two of them in one place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from xlbilling.layout.forms.paging import CONTINUED, CONTINUES, SPACE
from xlbilling.layout.forms.template import Area, Template, shown_by
from xlbilling.layout.frames import column_letter
from xlbilling.model.plan import Form

SECTION: Final = "Statement_Section_"
"""How the names of rows begin that a page without anything to show there leaves out."""


class Fault(NamedTuple):
    """What is wrong, and what a person does about it."""

    what: str
    fix: str


def faults(template: Template, form: Form) -> Iterator[Fault]:
    """Give what is wrong with a template that has all the names that a form needs."""
    yield from _two_on_a_row(template, form)
    yield from _two_on_a_cell(template, form)
    yield from _unseen(template, form)
    yield from _seen_at_times(template, form)


def _two_on_a_row(template: Template, form: Form) -> Iterator[Fault]:
    """Give the rows that repeat, or take up space, and on which something else stands."""
    taken: dict[int, str] = dict.fromkeys(template.rows_of(SPACE), SPACE)
    blocks = {beginning: template.block(beginning) for beginning in form.rows}
    lines = {name: template.rows_of(name) for name in (*form.words, *form.below.values())}
    own = {below: beginning for beginning, below in form.below.items()}
    for what, rows in {**blocks, **lines}.items():
        for row in rows:
            other = taken.setdefault(row, what)
            if other not in {what, own.get(what)}:
                yield Fault(
                    f"{template.sheet}, row {row}: the cells {other}... and {what}... stand on "
                    "one row, and each repeats it",
                    f"move the cells of {what}... to a row of their own",
                )
    for name, area in _fixed(template, form):
        for row in range(area.top, area.bottom + 1):
            if row in taken:
                yield Fault(
                    f"{template.sheet}, row {row}: the cell {name} stands on the row of "
                    f"{taken[row]}, on which it would not be shown",
                    f"move the cell {name} to a row of its own",
                )


def _fixed(template: Template, form: Form) -> Iterator[tuple[str, Area]]:
    """Give the cells that are filled once."""
    for name in (*form.cells, *form.lines):
        for area in template.areas_of(name):
            yield name, area
    for name in form.across:
        for area in template.areas_of(name):
            yield name, area._replace(bottom=area.top)


def _two_on_a_cell(template: Template, form: Form) -> Iterator[Fault]:
    taken: dict[tuple[int, int], str] = {}
    fixed = {*form.cells, *form.lines, *form.across, *form.words, *form.below.values()}
    for name, area in template.areas.items():
        if shown_by(name) not in fixed and not name.startswith(tuple(form.rows)):
            continue
        other = taken.setdefault((area.top, area.left), name)
        if other != name:
            yield Fault(
                f"{template.sheet}, cell {column_letter(area.left)}{area.top}: it has the names "
                f"{other} and {name}, and shows but one",
                f"give {name} a cell of its own, or delete that name",
            )


def _unseen(template: Template, form: Form) -> Iterator[Fault]:
    """Give the needed names that stand where nothing is printed, or nobody sees it."""
    for name in form.needs:
        area = template.areas[name]
        if area.bottom > template.rows or area.left > template.columns:
            yield Fault(
                f"{template.sheet}: the cell {name} stands outside of what is printed",
                f"move the cell {name} into the page, or set the print area around it",
            )
        elif not template.height(area.top) or not template.widths[area.left - 1]:
            yield Fault(
                f"{template.sheet}: the cell {name} stands in a hidden row or column",
                "show that row and column again, or move the cell",
            )


def _seen_at_times(template: Template, form: Form) -> Iterator[Fault]:
    """Give the needed names on rows that not every page has."""
    for rows in template.areas:
        if not rows.startswith(SECTION) and rows not in {CONTINUES, CONTINUED}:
            continue
        for name in form.needs:
            if template.areas[name].top in template.rows_of(rows) and not _is_in_its_own(
                name, rows
            ):
                yield Fault(
                    f"{template.sheet}: the cell {name} stands on rows of {rows}, which not every "
                    "page has",
                    f"let {rows} stand for fewer rows, or move the cell {name}",
                )


def _is_in_its_own(name: str, section: str) -> bool:
    """Tell whether a repeating cell stands in the section that is left out with it."""
    own = section.removeprefix(SECTION).removesuffix("s")
    return section.startswith(SECTION) and name.startswith(f"Statement_{own}_")
