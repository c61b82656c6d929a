"""Colors of cells by what they say, as conditional formats that the template ships."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle

from xlbilling.book.binding import LAST_ROW_OF_SHEET
from xlbilling.layout import frames

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from xlbilling.layout.columns import Table

Looks = tuple[tuple[str, DifferentialStyle], ...]

_RED: Final = DifferentialStyle(fill=PatternFill("solid", bgColor="FDE2E1"))
_AMBER: Final = DifferentialStyle(fill=PatternFill("solid", bgColor="FFF3D6"))
_GREEN: Final = DifferentialStyle(fill=PatternFill("solid", bgColor="E3F4E4"))
_FADED: Final = DifferentialStyle(font=Font(color="9CA3AF"))
_LINK: Final = DifferentialStyle(font=Font(color="0563C1", underline="single"))


def _words(**looks: DifferentialStyle) -> Looks:
    """Return a look for each word; an underscore stands for a space."""
    return tuple((f'{{0}}="{word.replace("_", " ")}"', look) for word, look in looks.items())


_LOOKS: Final[Mapping[str, Looks]] = {
    "status": _words(
        ERROR=_RED, DENIED=_RED, BLOCKED=_RED, READY=_GREEN, PAID=_GREEN, POSTED=_GREEN,
        PARTIAL=_AMBER,
    ),
    "severity": _words(E=_RED, W=_AMBER),
    "state": _words(
        EXPIRED=_RED, USED_UP=_RED, NOT_LOADED=_RED, EXPIRING=_AMBER, OLD=_AMBER, CURRENT=_GREEN,
        FIXED=_FADED, HELD=_FADED, DONE=_FADED,
    ),
    "clean": _words(N=_AMBER, Y=_GREEN),
    "first_finding": (
        ('ISNUMBER(SEARCH(" E: ",LEFT({0},20)))', _RED),
        ('ISNUMBER(SEARCH(" W: ",LEFT({0},20)))', _AMBER),
    ),
    "days_left": (
        ("AND(ISNUMBER({0}),{0}<0)", _RED),
        ("AND(ISNUMBER({0}),{0}>=0,{0}<=14)", _AMBER),
    ),
    "why": (('LEFT({0},6)="broken"', _AMBER),),
    "go_to": (('LEFT({0},6)="Go to "', _LINK),),
}  # fmt: skip
"""Colors by a column's code name: formulas over its own cell, the first that holds counts."""


def color_by_words(sheet: Worksheet, table: Table) -> None:
    """Color whole cells by what they say; the template ships it, so no cell is painted."""
    for place, column in enumerate(table.columns, start=1):
        letter = frames.column_letter(place)
        for formula, look in _LOOKS.get(column.name, ()):
            own = [formula.format(f"${letter}2")]
            rule = Rule(type="expression", formula=own, dxf=look, stopIfTrue=True)
            sheet.conditional_formatting.add(f"{letter}2:{letter}{LAST_ROW_OF_SHEET}", rule)
