"""The series of a chart in a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes
from xlwings.base_classes import _UNSET as NOT_GIVEN

from xlbilling.hosts.common import chart_kinds
from xlbilling.hosts.files import chart_xml as xml
from xlbilling.hosts.files.area_text import reference
from xlbilling.hosts.files.colors import Rgb, from_hex, to_hex

if TYPE_CHECKING:
    from xlbilling.hosts.files.charts import Chart
    from xlbilling.hosts.files.package.markup import Element

_SETTABLE: Final = (
    "chart_type", "axis_group", "name", "marker_style", "marker_size", "line_color", "fill_color",
)  # fmt: skip
_SECOND: Final = "secondary"


class SeriesCollection(base_classes.ChartSeriesCollection):
    """The series, in the order in which they are named."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    @property
    def api(self) -> SeriesCollection:
        """The collection itself."""
        return self

    @property
    def parent(self) -> Chart:
        """The chart."""
        return self._chart

    def __call__(self, place: int) -> ChartSeries:
        """Return a series by its place from 1.

        Raises:
            KeyError: there is no such series.
        """
        if not 1 <= place <= len(self):
            raise KeyError(f"there is no series {place}; there are {len(self)}")
        return ChartSeries(self._chart, place - 1)

    def __len__(self) -> int:
        return len(xml.series_of(self._chart.plot))

    def __iter__(self) -> Iterator[ChartSeries]:
        return iter([ChartSeries(self._chart, place) for place in range(len(self))])


class ChartSeries(base_classes.ChartSeries):
    """One series, by its place from 0."""

    def __init__(self, chart: Chart, place: int) -> None:
        self._chart = chart
        self._place = place

    @property
    def api(self) -> ChartSeries:
        """The series itself."""
        return self

    def _own(self) -> tuple[xml.Series, Element]:
        return xml.series_of(self._chart.plot)[self._place]

    def _change(self, **changes: Any) -> None:
        drawn = [series for series, _ in xml.series_of(self._chart.plot)]
        for name, value in changes.items():
            setattr(drawn[self._place], name, value)
        self._chart.redraw(drawn)

    def set(self, **changes: Any) -> None:
        """Change what is given; how it is drawn goes first."""
        for name in _SETTABLE:
            if changes.get(name, NOT_GIVEN) is not NOT_GIVEN:
                setattr(self, name, changes[name])

    @property
    def values(self) -> str:
        """The formula of its cells."""
        return self._own()[0].values

    @property
    def labels(self) -> str:
        """The formula of the cells along the axis."""
        return self._own()[0].labels

    @property
    def name(self) -> str:
        """What the legend calls it: a cell's text, or its own."""
        text = self._own()[0].name
        if text.startswith('"'):
            return text.strip('"')
        found = reference(text) if text else None
        if found is None:
            return f"Series{self._place + 1}"
        owner, area = found
        book = self._chart.parent.book
        sheet = self._chart.parent if owner is None else book.sheets(owner)
        cell = sheet.range((area.top, area.left)).raw_value
        return "" if cell is None else str(cell)

    @name.setter
    def name(self, value: str) -> None:
        xml.put_name(self._own()[1], f'"{value}"')
        self._chart.touched()

    @property
    def chart_type(self) -> str:
        """How it is drawn."""
        return self._own()[0].kind or chart_kinds.COMBINED

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        chart_kinds.kind_of(value)
        self._change(kind=value)

    @property
    def axis_group(self) -> str:
        """``primary``, or ``secondary`` where it has axes of its own."""
        return _SECOND if self._own()[0].is_second else "primary"

    @axis_group.setter
    def axis_group(self, value: str) -> None:
        self._change(is_second=value == _SECOND)

    @property
    def fill_color(self) -> Rgb | None:
        """The colour of its area; None for the theme's."""
        return from_hex(self._own()[0].color or None)

    @fill_color.setter
    def fill_color(self, value: Any) -> None:
        self._put_color(value)

    @property
    def line_color(self) -> Rgb | None:
        """The colour of its line; None for the theme's."""
        return from_hex(self._own()[0].color or None)

    @line_color.setter
    def line_color(self, value: Any) -> None:
        self._put_color(value)

    def _put_color(self, value: Any) -> None:
        self._change(color=to_hex(value) or "")

    @property
    def marker_style(self) -> str:
        """How its points are marked: ``none``, ``circle``, ``automatic`` and so on."""
        return xml.value_of(self._own()[1], "marker/c:symbol", "automatic")

    @marker_style.setter
    def marker_style(self, value: str) -> None:
        marker = xml.child(self._own()[1], "marker", "ser")
        if value == "automatic":
            xml.drop(marker, "symbol")
        else:
            xml.child(marker, "symbol", "marker", val=value)
        self._chart.touched()

    @property
    def marker_size(self) -> int:
        """How large its points' marks are, in points."""
        return int(xml.value_of(self._own()[1], "marker/c:size", "5"))

    @marker_size.setter
    def marker_size(self, value: int) -> None:
        marker = xml.child(self._own()[1], "marker", "ser")
        xml.child(marker, "size", "marker", val=str(value))
        self._chart.touched()
