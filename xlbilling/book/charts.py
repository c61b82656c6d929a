"""Drawing a page's charts when its sheet is laid out; afterwards they are the person's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.charts import PageChart

_GAP: Final = 4.0
"""Points between a chart and its neighbour."""


def draw(sheet: xw.Sheet, charts: Sequence[PageChart]) -> None:
    """Draw charts over the cells they cover; one of that name that is there gets its cells anew."""
    for chart in charts:
        if chart.name in sheet.charts:
            _link(sheet, sheet.charts[chart.name], chart)
        else:
            _draw(sheet, chart)


def _draw(sheet: xw.Sheet, chart: PageChart) -> None:
    place = sheet.range(chart.place)
    drawn = sheet.charts.add(
        place.left + _GAP / 2,
        place.top,
        place.width - _GAP,
        place.height - _GAP,
        chart_type=chart.kind,
        source=sheet.range(chart.source),
        plot_by="columns",
        name=chart.name,
        style=None,
    )
    _link(sheet, drawn, chart)
    drawn.title = chart.title
    if chart.has_legend:
        drawn.legend.position = "bottom"
    else:
        drawn.legend.visible = False
    _color(drawn, chart)
    drawn.value_axis.set(number_format=chart.number_format)
    if chart.second:
        drawn.secondary_value_axis.set(number_format=chart.second_format)
    if chart.first_on_top:
        drawn.category_axis.set(reverse_order=True, crosses="maximum")


def _link(sheet: xw.Sheet, drawn: xw.Chart, chart: PageChart) -> None:
    drawn.set_source_data(sheet.range(chart.source), plot_by="columns")
    drawn.set_x_axis_values(sheet.range(chart.labels))


def _color(drawn: xw.Chart, chart: PageChart) -> None:
    for place, color in enumerate(chart.colors):
        series = drawn.series[place]
        if place in chart.second:
            series.set(chart_type=chart.kind, axis_group="secondary")
        if chart.kind.startswith("line"):
            series.set(line_color=f"#{color}")
        else:
            series.set(fill_color=f"#{color}")
