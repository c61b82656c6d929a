"""How a page's cells look: the vocabulary of model.plan.Style as fonts, fills and formats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xlbilling.layout.frames import column_letter

if TYPE_CHECKING:
    import xlwings as xw

INK: Final = (31, 41, 55)
QUIET: Final = (107, 114, 128)
ACCENT: Final = (15, 76, 117)
PALE: Final = (232, 240, 246)
GREEN: Final = (22, 101, 52)
RED: Final = (185, 28, 28)
AMBER: Final = (146, 84, 0)
WHITE: Final = (255, 255, 255)
MONEY: Final = "#,##0.00;[Red]-#,##0.00;0.00"
WHOLE: Final = "#,##0;[Red]-#,##0;0"
"""Dollars on a page that is read at a glance; the cells hold the cents."""


@dataclass(frozen=True)
class Look:
    """Font, fill and format of a style; None leaves the sheet's own."""

    number_format: str = "General"
    size: float | None = None
    bold: bool = False
    italic: bool = False
    color: tuple[int, int, int] = INK
    fill: tuple[int, int, int] | None = None
    align: str | None = None
    wrap: bool = False
    is_top: bool = False


LOOKS: Final[dict[str, Look]] = {
    "text": Look("@"),
    "title": Look("@", size=18, bold=True, color=ACCENT),
    "subtitle": Look("@", color=QUIET),
    "header": Look("@", bold=True, color=(255, 255, 255), fill=ACCENT, align="right", wrap=True),
    "money": Look(MONEY),
    "money_total": Look(MONEY, bold=True, fill=PALE),
    "number": Look("#,##0"),
    "percent": Look("0.0%"),
    "date": Look("mm/dd/yyyy", align="left"),
    "label": Look("@"),
    "label_total": Look("@", bold=True, fill=PALE),
    "note": Look("@", size=9, italic=True, color=QUIET),
    "good": Look(MONEY, bold=True, color=GREEN),
    "bad": Look(MONEY, bold=True, color=RED),
    "center": Look("@", align="center"),
    "big_money": Look('"$"#,##0.00', size=20, bold=True, color=ACCENT, align="right"),
    "wrap": Look("@", wrap=True),
    "section": Look("@", size=12, bold=True, color=ACCENT),
    "header_left": Look("@", bold=True, color=(255, 255, 255), fill=ACCENT),
    "right": Look("@", align="right"),
    "box": Look("@", bold=True, color=ACCENT, fill=PALE),
    "percent_total": Look("0.0%", bold=True, fill=PALE),
    "number_total": Look("#,##0", bold=True, fill=PALE),
    "decimal": Look("#,##0.00"),
    "link": Look("General", color=ACCENT),
    "cut": Look("@", size=9, color=QUIET, align="center"),
    "link_total": Look("General", color=ACCENT, bold=True, fill=PALE),
    "tile": Look("General", bold=True, color=ACCENT, fill=PALE, align="center"),
    "tile_money": Look('"$"#,##0;[Red]-"$"#,##0', 18, bold=True, fill=PALE, align="center"),
    "tile_days": Look("#,##0.0", 18, bold=True, fill=PALE, align="center"),
    "tile_percent": Look("0.0%;[Red]-0.0%", 18, bold=True, fill=PALE, align="center"),
    "tile_words": Look("@", size=9, color=QUIET, fill=PALE, align="center"),
    "tile_good": Look("@", size=9, color=GREEN, fill=PALE, align="center"),
    "tile_average": Look("@", size=9, color=AMBER, fill=PALE, align="center"),
    "tile_poor": Look("@", size=9, color=RED, fill=PALE, align="center"),
    "tile_note": Look("@", size=8, color=QUIET, fill=PALE, align="center", wrap=True, is_top=True),
    "whole": Look(WHOLE),
    "whole_total": Look(WHOLE, bold=True, fill=PALE),
    "day_count": Look("#,##0.0"),
    "chart_label": Look("General", align="left"),
    "small": Look("@", size=9, color=QUIET),
    "figure_name": Look("@", bold=True, is_top=True),
    "top": Look("@", is_top=True),
    "top_wrap": Look("@", size=10, wrap=True, is_top=True),
    "top_days": Look("#,##0.0", is_top=True),
    "top_percent": Look("0.0%;[Red]-0.0%", is_top=True),
    "top_money": Look(MONEY, is_top=True),
    "word_none": Look("@", is_top=True),
    "word_good": Look("@", color=GREEN, is_top=True),
    "word_average": Look("@", color=AMBER, is_top=True),
    "word_poor": Look("@", color=RED, is_top=True),
    "banner": Look("@", size=18, color=QUIET, align="right"),
    "box_label": Look("@", color=ACCENT, fill=PALE),
    "box_right": Look("@", bold=True, color=ACCENT, fill=PALE, align="right"),
    "box_big": Look('"$"#,##0.00', size=22, bold=True, color=ACCENT, fill=PALE, align="right"),
    "header_small": Look("@", size=9, color=QUIET, align="right"),
}
TURNS: Final[dict[str, tuple[int, int, int]]] = {
    name: LOOKS[name].color
    for name in (
        "tile_words", "tile_good", "tile_average", "tile_poor",
        "word_none", "word_good", "word_average", "word_poor",
    )
}  # fmt: skip
"""The looks of cells whose colour says how a figure stands, so that it changes with the figure."""


Corners = tuple[tuple[int, int], tuple[int, int]]

_ADDRESS_CHARS: Final = 250
"""Excel takes 255 characters of an address."""


def color_anew(sheet: xw.Sheet, blocks: Sequence[tuple[str, Corners]]) -> None:
    """Give cells their colour where it goes with what they say; all else stays as it is."""
    wanted: dict[tuple[int, int, int], list[Corners]] = {}
    for style, block in blocks:
        if style in TURNS:
            wanted.setdefault(TURNS[style], []).append(block)
    for color, corners in wanted.items():
        for cells in ranges(sheet, corners):
            cells.font.color = color


def part(cells: xw.Range) -> None:
    """Part a block from its neighbours by white lines."""
    cells.borders.set("outside", line_style="continuous", weight="thick", color=WHITE)


def changes(style: str) -> Iterator[tuple[str, Any]]:
    """Give what a style changes on a sheet of text in ink."""
    look = LOOKS[style]
    if look.number_format != "@":
        yield "number_format", look.number_format
    if look.color != INK:
        yield "font.color", look.color
    if look.bold:
        yield "font.bold", True
    if look.italic:
        yield "font.italic", True
    if look.size is not None:
        yield "font.size", look.size
    if look.fill is not None:
        yield "color", look.fill
    if look.wrap:
        yield "wrap_text", True
    if look.is_top:
        yield "vertical_alignment", "top"
    if look.align is not None:
        yield "horizontal_alignment", look.align


def ranges(sheet: xw.Sheet, corners: Sequence[Corners]) -> Iterator[xw.Range]:
    """Give ranges that cover the blocks: few ones of many areas where the host has such."""
    if not takes_areas(sheet):
        yield from (sheet.range(*block) for block in corners)
        return
    for address in addresses(corners):
        yield sheet.range(address)


def addresses(corners: Sequence[Corners]) -> Iterator[str]:
    """Give addresses of many areas that cover the blocks, none longer than Excel takes."""
    address = ""
    for block in corners:
        mine = ":".join(f"{column_letter(column)}{row}" for row, column in block)
        if address and len(address) + len(mine) >= _ADDRESS_CHARS:
            yield address
            address = ""
        address = f"{address},{mine}" if address else mine
    if address:
        yield address


def takes_areas(sheet: xw.Sheet) -> bool:
    """Tell whether an address may name several areas: to Excel it may, other hosts say so."""
    is_excel = type(sheet.impl).__module__.startswith("xlwings.")
    return is_excel or bool(getattr(sheet.impl, "takes_areas", False))


def give(cells: xw.Range, what: str, value: Any) -> None:
    """Set one font, fill or format of cells, such as ``font.size``."""
    if what.startswith("font."):
        setattr(cells.font, what.removeprefix("font."), value)
    else:
        setattr(cells, what, value)
