"""The axes and the legend of a chart in Calc."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes
from xlwings.base_classes import _UNSET as NOT_GIVEN

from xlbilling.hosts.calc import bridge
from xlbilling.hosts.calc.formats import Formats
from xlbilling.hosts.calc.refusals import told

if TYPE_CHECKING:
    from xlbilling.hosts.calc.charts import Chart

_LEGEND: Final = "com.sun.star.chart.ChartLegendPosition"
_POSITION: Final = "com.sun.star.chart.ChartAxisPosition"
_PLACES: Final = ("bottom", "top", "left", "right")
_CROSSES: Final = {"automatic": "ZERO", "minimum": "START", "maximum": "END"}
_OTHERS: Final = {
    "XAxis": "YAxis", "YAxis": "XAxis", "SecondaryXAxis": "SecondaryYAxis",
    "SecondaryYAxis": "SecondaryXAxis",
}  # fmt: skip
_SETTABLE: Final = (
    "title", "minimum_scale", "maximum_scale", "major_unit", "number_format", "reverse_order",
    "crosses", "visible",
)  # fmt: skip


@told
class ChartAxis(base_classes.ChartAxis):
    """One axis.

    Args:
        chart: the chart.
        name: Calc's own name of it: ``XAxis`` has the labels, ``YAxis`` the numbers.
    """

    def __init__(self, chart: Chart, name: str) -> None:
        self._chart = chart
        self._name = name

    @property
    def api(self) -> Any:
        """Calc's own axis."""
        return getattr(self._chart.diagram, self._name)

    def set(self, **changes: Any) -> None:
        """Change what is given; see the properties."""
        for name in _SETTABLE:
            if changes.get(name, NOT_GIVEN) is not NOT_GIVEN:
                setattr(self, name, changes[name])

    def _put(self, name: str, auto: str, value: float | None) -> None:
        setattr(self.api, auto, value is None)
        if value is not None:
            setattr(self.api, name, float(value))

    @property
    def title(self) -> str | None:
        """What stands beside it; None for nothing."""
        own = self._chart.diagram
        has_one = getattr(own, f"Has{self._name}Title")
        return str(getattr(own, f"{self._name}Title").String) if has_one else None

    @title.setter
    def title(self, value: str | None) -> None:
        own = self._chart.diagram
        setattr(own, f"Has{self._name}Title", value is not None)
        if value is not None:
            getattr(own, f"{self._name}Title").String = value

    @property
    def minimum_scale(self) -> float:
        """Where it begins."""
        return float(self.api.Min)

    @minimum_scale.setter
    def minimum_scale(self, value: float | None) -> None:
        self._put("Min", "AutoMin", value)

    @property
    def maximum_scale(self) -> float:
        """Where it ends."""
        return float(self.api.Max)

    @maximum_scale.setter
    def maximum_scale(self, value: float | None) -> None:
        self._put("Max", "AutoMax", value)

    @property
    def major_unit(self) -> float:
        """The numbers' distance."""
        return float(self.api.StepMain)

    @major_unit.setter
    def major_unit(self, value: float | None) -> None:
        self._put("StepMain", "AutoStepMain", value)

    @property
    def number_format(self) -> str:
        """How its numbers look."""
        return Formats(self._chart.api).code(self.api.NumberFormat)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.api.LinkNumberFormatToSource = False
        self.api.NumberFormat = Formats(self._chart.api).key(value)

    @property
    def visible(self) -> bool:
        """Whether it is shown."""
        return bool(getattr(self._chart.diagram, f"Has{self._name}"))

    @visible.setter
    def visible(self, value: bool) -> None:
        setattr(self._chart.diagram, f"Has{self._name}", bool(value))

    @property
    def reverse_order(self) -> bool:
        """Whether it runs from its end to its begin."""
        return bool(self.api.ReverseDirection)

    @reverse_order.setter
    def reverse_order(self, value: bool) -> None:
        self.api.ReverseDirection = bool(value)

    @property
    def crosses(self) -> str:
        """Where the other axis meets it: ``automatic``, ``minimum``, ``maximum`` or ``custom``."""
        found = getattr(self._chart.diagram, _OTHERS[self._name]).CrossoverPosition.value
        return next((word for word, own in _CROSSES.items() if own == found), "custom")

    @crosses.setter
    def crosses(self, value: str) -> None:
        other = getattr(self._chart.diagram, _OTHERS[self._name])
        other.CrossoverPosition = bridge.enum(_POSITION, _CROSSES[value])


@told
class ChartLegend(base_classes.ChartLegend):
    """What names the series of a chart."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    @property
    def api(self) -> Any:
        """Calc's own legend."""
        return self._chart.api.Legend

    @property
    def visible(self) -> bool:
        """Whether it is shown."""
        return bool(self._chart.api.HasLegend)

    @visible.setter
    def visible(self, value: bool) -> None:
        self._chart.api.HasLegend = bool(value)

    @property
    def position(self) -> str | None:
        """Where it stands: bottom, top, left or right; None where it is not shown."""
        return str(self.api.Alignment.value).casefold() if self.visible else None

    @position.setter
    def position(self, value: str) -> None:
        if value not in _PLACES:
            raise ValueError(f"Calc puts a legend {', '.join(_PLACES)}, not {value}")
        self.visible = True
        self.api.Alignment = bridge.enum(_LEGEND, value.upper())
