"""The axes and the legend of a chart in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree
from xlwings import base_classes
from xlwings.base_classes import _UNSET as NOT_GIVEN

from xlbilling.hosts.files import chart_xml as xml

if TYPE_CHECKING:
    from xlbilling.hosts.files.charts import Chart
    from xlbilling.hosts.files.package.markup import Element

_LEGENDS: Final = {"b": "bottom", "t": "top", "l": "left", "r": "right", "tr": "corner"}
_CROSSES: Final = {"autoZero": "automatic", "min": "minimum", "max": "maximum"}
_SETTABLE: Final = (
    "title", "minimum_scale", "maximum_scale", "major_unit", "number_format", "reverse_order",
    "crosses", "visible",
)  # fmt: skip
_SIZE: Final = 9


class ChartAxis(base_classes.ChartAxis):
    """One axis.

    Args:
        chart: the chart.
        place: 0 labels, 1 numbers, 2 and 3 those of series with axes of their own.
    """

    def __init__(self, chart: Chart, place: int) -> None:
        self._chart = chart
        self._place = place

    @property
    def api(self) -> ChartAxis:
        """The axis itself."""
        return self

    def _axes(self) -> list[Element]:
        ends = ("catAx", "dateAx", "valAx")
        return [one for one in self._chart.plot if etree.QName(one).localname in ends]

    def _own(self) -> Element:
        axes = self._axes()
        if self._place >= len(axes):
            raise ValueError(f"{self._chart.name}: the chart has no such axis")
        return axes[self._place]

    def _other(self) -> Element:
        return self._axes()[self._place ^ 1]

    def set(self, **changes: Any) -> None:
        """Change what is given; see the properties."""
        for name in _SETTABLE:
            if changes.get(name, NOT_GIVEN) is not NOT_GIVEN:
                setattr(self, name, changes[name])

    def _number(self, path: str, default: float) -> float:
        return float(xml.value_of(self._own(), path, str(default)))

    def _put_number(self, tag: str, order: str, value: float | None) -> None:
        own = self._own()
        holder = xml.child(own, "scaling", "axis") if order == "scaling" else own
        if value is None:
            xml.drop(holder, tag)
        else:
            xml.child(holder, tag, order, val=f"{value:g}")
        self._chart.touched()

    @property
    def title(self) -> str | None:
        """What stands beside it; None for nothing."""
        return xml.words_of(self._own())

    @title.setter
    def title(self, value: str | None) -> None:
        xml.put_words(self._own(), "axis", value, _SIZE)
        self._chart.touched()

    @property
    def minimum_scale(self) -> float:
        """Where it begins; 0 where Excel chooses."""
        return self._number("scaling/c:min", 0)

    @minimum_scale.setter
    def minimum_scale(self, value: float | None) -> None:
        self._put_number("min", "scaling", value)

    @property
    def maximum_scale(self) -> float:
        """Where it ends; 0 where Excel chooses."""
        return self._number("scaling/c:max", 0)

    @maximum_scale.setter
    def maximum_scale(self, value: float | None) -> None:
        self._put_number("max", "scaling", value)

    @property
    def major_unit(self) -> float:
        """The numbers' distance; 0 where Excel chooses."""
        return self._number("majorUnit", 0)

    @major_unit.setter
    def major_unit(self, value: float | None) -> None:
        self._put_number("majorUnit", "axis", value)

    @property
    def number_format(self) -> str:
        """How its numbers look."""
        found = self._own().find(xml.c("numFmt"))
        return "General" if found is None else str(found.get("formatCode", "General"))

    @number_format.setter
    def number_format(self, value: str) -> None:
        xml.child(self._own(), "numFmt", "axis", formatCode=value, sourceLinked="0")
        self._chart.touched()

    @property
    def visible(self) -> bool:
        """Whether it is shown."""
        return xml.value_of(self._own(), "delete", "0") == "0"

    @visible.setter
    def visible(self, value: bool) -> None:
        xml.child(self._own(), "delete", "axis", val=str(int(not value)))
        self._chart.touched()

    @property
    def reverse_order(self) -> bool:
        """Whether it runs from its end to its begin."""
        return xml.value_of(self._own(), "scaling/c:orientation") == "maxMin"

    @reverse_order.setter
    def reverse_order(self, value: bool) -> None:
        holder = xml.child(self._own(), "scaling", "axis")
        xml.child(holder, "orientation", "scaling", val="maxMin" if value else "minMax")
        self._chart.touched()

    @property
    def crosses(self) -> str:
        """Where the other axis meets it: ``automatic``, ``minimum``, ``maximum`` or ``custom``."""
        return _CROSSES.get(xml.value_of(self._other(), "crosses"), "custom")

    @crosses.setter
    def crosses(self, value: str) -> None:
        words = {word: mark for mark, word in _CROSSES.items()}
        other = self._other()
        xml.drop(other, "crossesAt")
        xml.child(other, "crosses", "axis", val=words[value])
        self._chart.touched()


class ChartLegend(base_classes.ChartLegend):
    """What names the series of a chart."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    @property
    def api(self) -> ChartLegend:
        """The legend itself."""
        return self

    @property
    def visible(self) -> bool:
        """Whether it is shown."""
        return self._chart.space.find(xml.c("legend")) is not None

    @visible.setter
    def visible(self, value: bool) -> None:
        if value:
            self.position = self.position or "bottom"
        else:
            xml.drop(self._chart.space, "legend")
            self._chart.touched()

    @property
    def position(self) -> str | None:
        """Where it stands: bottom, top, left, right or corner; None where it is not shown."""
        if not self.visible:
            return None
        return _LEGENDS.get(xml.value_of(self._chart.space, "legend/c:legendPos", "r"))

    @position.setter
    def position(self, value: str) -> None:
        words = {word: mark for mark, word in _LEGENDS.items()}
        legend = xml.child(self._chart.space, "legend", "chart")
        xml.child(legend, "legendPos", "legend", val=words[value])
        xml.child(legend, "overlay", "legend", val="0")
        self._chart.touched()
