"""The key figures beside the tiles: some on the Dashboard, all of them on a sheet of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xlbilling.layout.pages import key_figures_page
from xlbilling.layout.pages.dashboard_tables import FigureLine
from xlbilling.layout.pages.key_figures_page import FigureRow
from xlbilling.model.plan import Style
from xlbilling.tasks.dashboard.tiles import cell_value, words_of
from xlbilling.tasks.kpi import Kpi, Unit
from xlbilling.tasks.receivables import key_figures

_MORE: Final = (
    ("First-pass pay", "FIRST PASS PAY"),
    ("Underpayment rate", "UNDERPAYMENT RATE"),
    ("Billed AR over 90", "AR OVER 90"),
    ("Point-of-service cash", "POS CASH"),
    ("Bill lag (median days)", "BILL LAG"),
    ("Payment lag (median)", "PAYMENT LAG"),
    ("Bad debt", "BAD DEBT"),
)
_LINE: Final[Mapping[Unit, Style]] = {
    Unit.DAYS: "day_count", Unit.PERCENT: "percent", Unit.DOLLARS: "whole",
}  # fmt: skip
_ROW: Final[Mapping[Unit, Style]] = {
    Unit.DAYS: "top_days", Unit.PERCENT: "top_percent", Unit.DOLLARS: "top_money",
}  # fmt: skip
_LONG: Final = {"AR ROLL FORWARD": 4, "DAYS IN AR HFMA": 3, "BAD DEBT ALLOWANCE": 3}
"""How many lines the longest formulas take; two for all others."""


def more(every: Mapping[str, Kpi]) -> list[FigureLine]:
    """Return the figures that stand in lines on the Dashboard."""
    places = list(key_figures.FIGURES)
    return [
        FigureLine(
            label,
            key_figures_page.row_of(places.index(asked)),
            cell_value(every[asked]),
            _LINE[every[asked].unit],
            words_of(every[asked]),
        )
        for label, asked in _MORE
    ]


def rows(every: Mapping[str, Kpi]) -> list[FigureRow]:
    """Return every figure in full."""
    return [
        FigureRow(
            asked,
            cell_value(one),
            _ROW[one.unit],
            one.benchmark,
            f"{one.name}: {words_of(one)}",
            key_figures.FIGURES[asked].what,
            _LONG.get(asked, 2),
        )
        for asked, one in every.items()
    ]
