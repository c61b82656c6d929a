"""The Dashboard's charts: which of its cells they draw, and how they look at first."""

from __future__ import annotations

from typing import Final

from xlbilling.layout.pages import dashboard_tables as tables
from xlbilling.model.charts import PageChart

_FIRST: Final = tables.FIRST
_LAST_MONTH: Final = _FIRST + tables.MONTHS - 1
_LAST_PAYER: Final = _FIRST + tables.PAYERS
_REASON: Final = tables.BELOW + 2
_LAST_REASON: Final = _REASON + tables.REASONS - 1
_INK: Final = "0F4C75"
_AGES: Final = ("BBD7E8", "7FB3D3", "2E75A8", "E59B3A", "B91C1C")
"""From young to old: the last two buckets are what a manager asks about."""
_SHORT: Final = '[>=1000000]0.0,,"M";[>=1000]0,"K";0'

CHARTS: Final = (
    PageChart(
        "Charges and payments",
        "column_clustered",
        f"B{_FIRST - 1}:C{_LAST_MONTH}",
        f"A{_FIRST}:A{_LAST_MONTH}",
        "A11:F22",
        "Charges and payments by month",
        (_INK, "7FB3D3"),
        number_format=_SHORT,
    ),
    PageChart(
        "Receivables and days",
        "line_markers",
        f"F{_FIRST - 1}:G{_LAST_MONTH}",
        f"A{_FIRST}:A{_LAST_MONTH}",
        "G11:L22",
        "Receivables (left) and days in AR (right)",
        (_INK, "E59B3A"),
        number_format=_SHORT,
        second=(1,),
    ),
    PageChart(
        "Who owes by age",
        "bar_stacked",
        f"K{_FIRST - 1}:O{_LAST_PAYER}",
        f"J{_FIRST}:J{_LAST_PAYER}",
        "M11:R22",
        "Who owes, by age in days",
        _AGES,
        number_format=_SHORT,
        first_on_top=True,
    ),
    PageChart(
        "Open denials",
        "bar_clustered",
        f"M{_REASON - 1}:M{_LAST_REASON}",
        f"K{_REASON}:K{_LAST_REASON}",
        f"N{tables.BELOW}:R{tables.BELOW + 8}",
        "Open denials in dollars",
        ("B91C1C",),
        number_format=_SHORT,
        first_on_top=True,
        has_legend=False,
    ),
)
