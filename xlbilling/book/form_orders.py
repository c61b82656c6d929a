"""What the add-in's VBA, or live Calc, is told of the sheets it makes: a line for each order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from xlbilling.book.vba import FIELD, RECORD
from xlbilling.layout.forms import steps
from xlbilling.layout.frames import column_letter

if TYPE_CHECKING:
    from xlbilling.layout.forms.looks import Filled, Look
    from xlbilling.layout.forms.template import Template
    from xlbilling.model.cells import CellValue

TEMPLATE: Final = "template"
"""Which sheet is copied, its last printed row, the name that marks a sheet as ours, and how the
names of its cells begin."""
SHEET: Final = "sheet"
"""A copy's name, and the sheet of this run that it is a copy of; "" for the template."""
PLACES: Final = "places"
"""The number of a look, and the cells that are filled in it."""
FILL: Final = "fill"
"""The number of a look, and what fills its cells: a text after t, a number after n, a formula after
f, nothing at all."""
DONE: Final = "done"


def orders(
    template: Template, copies: Sequence[Filled], mark: str, beginning: str
) -> Iterator[str]:
    """Give the orders for all copies; a sheet that is there is replaced where it stands.

    Args:
        template: what is copied.
        copies: the sheets to make.
        mark: the sheet's own name that marks it as ours.
        beginning: of the names of the template's cells, which the copies do not have.
    """
    yield _line(TEMPLATE, template.sheet, str(template.rows), mark, beginning)
    looks: dict[Look, tuple[str, str]] = {}
    for each in copies:
        number, source = looks.setdefault(each.look, (str(len(looks) + 1), ""))
        yield _line(SHEET, each.sheet, source)
        if not source:
            looks[each.look] = (number, each.sheet)
            yield from (_line(*step) for step in steps.steps(template, each.look))
            cells = (f"{column_letter(column)}{row}" for row, column in each.look.places)
            yield _line(PLACES, number, *cells)
        yield _line(FILL, number, *map(_cell, each.values, each.formulas))
    yield _line(DONE)


def _cell(value: CellValue, formula: str) -> str:
    """Return what a cell is to hold: nothing that VBA could take for something else."""
    if formula:
        return f"f{formula}"
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return f"t{value.replace(FIELD, ' ').replace(RECORD, ' ')}"
    return f"n{value!r}"


def _line(*fields: str) -> str:
    return FIELD.join(fields)
