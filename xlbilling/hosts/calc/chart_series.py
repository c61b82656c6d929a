"""The series of a chart in Calc."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes
from xlwings.base_classes import _UNSET as NOT_GIVEN

from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.files.colors import Rgb, from_hex, to_hex

if TYPE_CHECKING:
    from xlbilling.hosts.calc.charts import Chart

_SECOND: Final = "secondary"
_AXES: Final = {"primary": 2, _SECOND: 4}  # com.sun.star.chart.ChartAxisAssign
_SETTABLE: Final = (
    "chart_type", "axis_group", "name", "line_color", "fill_color", "marker_style",
)  # fmt: skip
_SYMBOLS: Final = {"none": -3, "automatic": -2, "square": 0, "diamond": 1, "circle": 8}


@told
class SeriesCollection(base_classes.ChartSeriesCollection):
    """The series, in the order in which they are named."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    @property
    def api(self) -> Any:
        """Calc's own diagram, which has them."""
        return self._chart.diagram

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
        return len(_sources(self._chart))

    def __iter__(self) -> Iterator[ChartSeries]:
        return iter([ChartSeries(self._chart, place) for place in range(len(self))])


def _sources(chart: Chart) -> list[Any]:
    """Return Calc's newer objects of the series, which know their cells."""
    return [
        series
        for system in chart.api.getFirstDiagram().getCoordinateSystems()
        for kind in system.getChartTypes()
        for series in kind.getDataSeries()
    ]


@told
class ChartSeries(base_classes.ChartSeries):
    """One series, by its place from 0."""

    def __init__(self, chart: Chart, place: int) -> None:
        self._chart = chart
        self._place = place

    @property
    def api(self) -> Any:
        """Calc's own properties of it."""
        return self._chart.diagram.getDataRowProperties(self._place)

    def set(self, **changes: Any) -> None:
        """Change what is given; how it is drawn goes first."""
        for name in _SETTABLE:
            if changes.get(name, NOT_GIVEN) is not NOT_GIVEN:
                setattr(self, name, changes[name])

    def _source(self) -> Any:
        return _sources(self._chart)[self._place]

    def _sequence(self) -> Any:
        return self._source().getDataSequences()[0]

    @property
    def values(self) -> str:
        """Its cells as Excel's formulas name them."""
        return _formula(self._sequence().getValues())

    @property
    def labels(self) -> str:
        """The cells along the axis as Excel's formulas name them; "" for none."""
        system = self._chart.api.getFirstDiagram().getCoordinateSystems()[0]
        found = system.getAxisByDimension(0, 0).getScaleData().Categories
        return "" if found is None else _formula(found.getValues())

    @property
    def name(self) -> str:
        """What the legend calls it: a cell's text."""
        label = self._sequence().getLabel()
        shown = "" if label is None else " ".join(map(str, label.getTextualData()))
        return shown or f"Series{self._place + 1}"

    @name.setter
    def name(self, value: str) -> None:
        raise ValueError(f"Calc names a series by its cell; write {value!r} there")

    @property
    def chart_type(self) -> str:
        """How it is drawn: as the whole chart."""
        return self._chart.chart_type

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        """Draw it as the chart is drawn.

        Raises:
            ValueError: another way: Calc draws all series of a chart alike.
        """
        if value != self._chart.chart_type:
            raise ValueError(f"Calc draws all series as {self._chart.chart_type}, none as {value}")

    @property
    def axis_group(self) -> str:
        """``primary``, or ``secondary`` where it has axes of its own."""
        return _SECOND if self.api.Axis == _AXES[_SECOND] else "primary"

    @axis_group.setter
    def axis_group(self, value: str) -> None:
        self.api.Axis = _AXES[value]
        if value == _SECOND:
            self._chart.diagram.HasSecondaryYAxis = True

    @property
    def fill_color(self) -> Rgb | None:
        """The colour of its area."""
        return from_hex(f"{int(self._source().Color):06X}")

    @fill_color.setter
    def fill_color(self, value: Any) -> None:
        self._source().setPropertyValue("Color", int(to_hex(value) or "0", 16))

    @property
    def line_color(self) -> Rgb | None:
        """The colour of its line."""
        return self.fill_color

    @line_color.setter
    def line_color(self, value: Any) -> None:
        self.fill_color = value

    @property
    def marker_style(self) -> str:
        """How its points are marked."""
        found = int(self.api.SymbolType)
        return next((word for word, number in _SYMBOLS.items() if number == found), "automatic")

    @marker_style.setter
    def marker_style(self, value: str) -> None:
        self.api.SymbolType = _SYMBOLS.get(value, _SYMBOLS["automatic"])


def _formula(sequence: Any) -> str:
    """Return the cells of a sequence as ``Sheet1!$A$1:$A$3``; Calc writes ``$Sheet1.$A$1``."""
    sheet, _, cells = str(sequence.getSourceRangeRepresentation()).removeprefix("$").rpartition(".")
    return f"{sheet}!{cells}"
