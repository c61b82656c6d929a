"""The words for what a cell looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

HORIZONTAL: Final = frozenset({
    "general",
    "left",
    "center",
    "right",
    "fill",
    "justify",
    "centerContinuous",
    "distributed",
})
VERTICAL: Final = frozenset({"top", "center", "bottom", "justify", "distributed"})


@dataclass(frozen=True, slots=True)
class Edge:
    """A border line.

    Attributes:
        style: thin, medium, thick, dashed, dotted, double, hair and so on.
        color: ``RRGGBB``; None for the automatic colour.
    """

    style: str
    color: str | None = None


@dataclass(frozen=True, slots=True)
class Borders:
    """The lines around a cell; None for no line."""

    left: Edge | None = None
    right: Edge | None = None
    top: Edge | None = None
    bottom: Edge | None = None
    diagonal: Edge | None = None


@dataclass(frozen=True, slots=True)
class CellFormat:
    """What a cell looks like. Colours are ``RRGGBB``, None is the automatic one.

    Attributes:
        number_format: Excel's code, such as ``#,##0.00`` or ``@``.
        font_name: name of the font.
        font_size: points.
        bold: thick letters.
        italic: slanted letters.
        underline: ``single``, ``double``, … or None.
        strike: struck through.
        font_color: colour of the letters.
        fill_color: colour behind them; None for no fill.
        horizontal: left, center, right, … or None for the usual.
        vertical: top, center, bottom, … or None for the usual.
        wrap: whether long text runs over several lines.
        indent: steps of indentation.
        rotation: degrees.
        shrink: whether text is made smaller to fit.
        borders: the lines around the cell.
        locked: whether a protected sheet locks the cell.
        formula_hidden: whether a protected sheet hides the formula.
    """

    number_format: str = "General"
    font_name: str | None = None
    font_size: float | None = None
    bold: bool = False
    italic: bool = False
    underline: str | None = None
    strike: bool = False
    font_color: str | None = None
    fill_color: str | None = None
    horizontal: str | None = None
    vertical: str | None = None
    wrap: bool = False
    indent: int = 0
    rotation: int = 0
    shrink: bool = False
    borders: Borders = Borders()
    locked: bool = True
    formula_hidden: bool = False


# Number formats that files name by number only. Source: ECMA-376 part 1, 18.8.30.
BUILT_IN_FORMATS: Final = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "m/d/yy h:mm", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0",
    49: "@",
}  # fmt: skip
