"""How a page's cells look: the vocabulary of model.plan.Style as fonts, fills and formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import xlwings as xw

INK: Final = (31, 41, 55)
QUIET: Final = (107, 114, 128)
ACCENT: Final = (15, 76, 117)
PALE: Final = (232, 240, 246)
GREEN: Final = (22, 101, 52)
RED: Final = (185, 28, 28)
MONEY: Final = "#,##0.00;[Red]-#,##0.00;0.00"


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


LOOKS: Final[dict[str, Look]] = {
    "text": Look("@"),
    "title": Look("@", size=18, bold=True, color=ACCENT),
    "subtitle": Look("@", size=11, color=QUIET),
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
    "header_left": Look("@", bold=True, color=(255, 255, 255), fill=ACCENT, align="left"),
    "right": Look("@", align="right"),
    "box": Look("@", bold=True, color=ACCENT, fill=PALE),
    "percent_total": Look("0.0%", bold=True, fill=PALE),
    "number_total": Look("#,##0", bold=True, fill=PALE),
    "decimal": Look("#,##0.00"),
    "cut": Look("@", size=9, color=QUIET, align="center"),
}


def dress(block: xw.Range, style: str) -> None:
    """Give a block of cells the look of a style."""
    look = LOOKS[style]
    block.number_format = look.number_format
    font = block.font
    font.bold = look.bold
    font.italic = look.italic
    font.color = look.color
    if look.size is not None:
        font.size = look.size
    if look.fill is not None:
        block.color = look.fill
    if look.wrap:
        block.wrap_text = True
    if look.align is not None:
        _align(block, look.align)


def _align(block: xw.Range, where: str) -> None:
    """Set the horizontal alignment, which xlwings reaches through the host's own object."""
    if hasattr(type(block.impl), "horizontal_alignment"):
        block.impl.horizontal_alignment = where
        return
    block.api.HorizontalAlignment = {"left": -4131, "center": -4108, "right": -4152}[where]
