"""Charts on a sheet of Calc, through its own chart documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from xlbilling.hosts.calc import bridge
from xlbilling.hosts.calc.areas import area_at, range_address
from xlbilling.hosts.calc.chart_axes import ChartAxis, ChartLegend
from xlbilling.hosts.calc.chart_series import SeriesCollection
from xlbilling.hosts.calc.refusals import told
from xlbilling.hosts.common import chart_kinds
from xlbilling.hosts.common.chart_kinds import Kind
from xlbilling.hosts.common.chart_source import COLUMNS, ROWS, source_of
from xlbilling.hosts.common.drawn import DrawnCharts
from xlbilling.hosts.files.package.addresses import Area

if TYPE_CHECKING:
    from xlbilling.hosts.calc.ranges import Range
    from xlbilling.hosts.calc.sheets import Sheet

_CHART: Final = "com.sun.star.chart."
_OLE: Final = "com.sun.star.drawing.OLE2Shape"
_CHART_ID: Final = "12dcae26-281f-416f-a234-c3086127382e"
_UNIT: Final = 2540 / 72
"""Hundredths of a millimetre in a point."""
_DIAGRAMS: Final = {
    "bar": "BarDiagram", "line": "LineDiagram", "area": "AreaDiagram", "pie": "PieDiagram",
    "doughnut": "DonutDiagram",
}  # fmt: skip
_NO_SYMBOL: Final = -3
_AUTO_SYMBOL: Final = -2
_TITLE_SIZE: Final = 11.0


@told
class Charts(DrawnCharts):
    """The charts of a sheet, in the order in which they were drawn."""

    @property
    def api(self) -> Any:
        """Calc's own collection."""
        return self._sheet.api.Charts

    def _all(self) -> list[Chart]:
        page = self._sheet.api.DrawPage
        shapes = [page.getByIndex(place) for place in range(page.Count)]
        return [Chart(self._sheet, one) for one in shapes if _is_chart(one)]

    def add(  # noqa: PLR0917  xlwings' signature
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        chart_type: str | None = None,
        source: Range | None = None,
        plot_by: str | None = None,
        name: str | None = None,
        anchor: Any = None,
        style: int | None = None,
    ) -> Chart:
        """Draw a chart; a place is given in points, or as the range where it begins.

        Calc has no numbered styles: ``style`` means nothing here.
        """
        if anchor is not None:
            left, top = anchor.left, anchor.top
        chart_kinds.kind_of(chart_type or chart_kinds.USUAL)
        wanted = name or self._free_name()
        place = bridge.struct(
            "com.sun.star.awt.Rectangle",
            X=round(left * _UNIT), Y=round(top * _UNIT),
            Width=round(width * _UNIT), Height=round(height * _UNIT),
        )  # fmt: skip
        own = self._free_own()
        first = range_address(self._sheet.index - 1, Area(1, 1, 1, 1))
        self.api.addNewByName(own, place, (first,), False, False)
        made = next(one for one in self._all() if one.own_name == own)
        made.name = wanted
        made.chart_type = chart_type or chart_kinds.USUAL
        made.legend.position = "bottom"
        if source is not None:
            made.set_source_data(source, plot_by)
        return made

    def _free_own(self) -> str:
        """Return a name that none of the document's charts is kept under."""
        taken = {
            name for sheet in self._sheet.book.own_sheets for name in sheet.Charts.ElementNames
        }
        number = len(taken) + 1
        while f"Object {number}" in taken:
            number += 1
        return f"Object {number}"


def _is_chart(shape: Any) -> bool:
    return bool(shape.ShapeType == _OLE and shape.CLSID.casefold() == _CHART_ID)


@told
class Chart(base_classes.Chart):
    """A chart.

    Args:
        sheet: the sheet it is on.
        shape: Calc's own shape that holds it.
    """

    def __init__(self, sheet: Sheet, shape: Any) -> None:
        self._sheet = sheet
        self._shape = shape

    @property
    def api(self) -> Any:
        """Calc's own chart document."""
        return self._shape.Model

    @property
    def parent(self) -> Sheet:
        """The sheet it is on."""
        return self._sheet

    @property
    def own_name(self) -> str:
        """The name that Calc keeps it under."""
        return str(self._shape.PersistName)

    @property
    def _table(self) -> Any:
        """Calc's own entry of the chart among those of the sheet, which knows its cells."""
        return self._sheet.api.Charts.getByName(self.own_name)

    @property
    def name(self) -> str:
        """What the navigator calls it."""
        return str(self._shape.Name or self.own_name)

    @name.setter
    def name(self, value: str) -> None:
        self._shape.Name = value

    # where it lies

    def _place(self, name: str, value: float | None = None) -> float:
        kind = "Position" if name in {"X", "Y"} else "Size"
        now = getattr(self._shape, kind)
        if value is not None:
            setattr(now, name, round(value * _UNIT))
            if kind == "Position":
                self._shape.setPosition(now)
            else:
                self._shape.setSize(now)
        return round(float(getattr(now, name)) / _UNIT, 1)

    @property
    def left(self) -> float:
        """How far its left edge is from the sheet's, in points."""
        return self._place("X")

    @left.setter
    def left(self, value: float) -> None:
        self._place("X", value)

    @property
    def top(self) -> float:
        """How far its upper edge is from the sheet's, in points."""
        return self._place("Y")

    @top.setter
    def top(self, value: float) -> None:
        self._place("Y", value)

    @property
    def width(self) -> float:
        """How wide it is, in points."""
        return self._place("Width")

    @width.setter
    def width(self, value: float) -> None:
        self._place("Width", value)

    @property
    def height(self) -> float:
        """How high it is, in points."""
        return self._place("Height")

    @height.setter
    def height(self, value: float) -> None:
        self._place("Height", value)

    def delete(self) -> None:
        """Take the chart away."""
        self._sheet.api.Charts.removeByName(self.own_name)

    # what it draws

    def set_source_data(self, rng: Range, plot_by: str | None = None) -> None:
        """Draw a block of cells; see ``common.chart_source``."""
        area = rng.own
        block = rng.sheet.range((area.top, area.left), (area.bottom, area.right))
        raw = block.raw_value
        cells = raw if isinstance(raw, list) else [[raw]]
        if not isinstance(cells[0], list):
            cells = [cells] if area.top == area.bottom else [[one] for one in cells]
        source = source_of(area, cells, plot_by)
        has_names, has_labels = source.names[0] is not None, source.labels is not None
        by_columns = source.plot_by == COLUMNS
        index = rng.sheet.index - 1
        top, left = (has_names, has_labels) if by_columns else (has_labels, has_names)
        self._redraw((range_address(index, area),), top=top, left=left, plot_by=source.plot_by)

    def _redraw(self, ranges: tuple[Any, ...], *, top: bool, left: bool, plot_by: str) -> None:
        """Draw ranges; ``top`` and ``left`` tell whether names or labels stand there.

        Calc guesses anew at each step, so that the later ones say again what it forgot.
        """
        kind, table = self.chart_type, self._table
        table.setRanges(ranges)
        self.plot_by = plot_by
        table.HasColumnHeaders, table.HasRowHeaders = top, left
        if kind in chart_kinds.KINDS:
            self._draw_as(chart_kinds.KINDS[kind])

    def set_x_axis_values(self, rng: Range) -> None:
        """Put a range's cells along the axis, for every series."""
        table, labels, by = self._table, rng.own, self.plot_by
        top, left = bool(table.HasColumnHeaders), bool(table.HasRowHeaders)
        ranges = [one for one in table.getRanges() if not self._is_labels(one)]
        if by == COLUMNS:
            labels, left = (
                Area(labels.top - int(top), labels.left, labels.bottom, labels.right),
                True,
            )
        else:
            labels, top = (
                Area(labels.top, labels.left - int(left), labels.bottom, labels.right),
                True,
            )
        address = range_address(rng.sheet.index - 1, labels)
        self._redraw((address, *ranges), top=top, left=left, plot_by=by)

    def _is_labels(self, address: Any) -> bool:
        """Tell whether a range holds what stands along the axis and nothing else."""
        area = area_at(address)
        table = self._table
        if self.plot_by == COLUMNS:
            return bool(table.HasRowHeaders) and area.left == area.right
        return bool(table.HasColumnHeaders) and area.top == area.bottom

    @property
    def diagram(self) -> Any:
        """Calc's own diagram: how the series are drawn."""
        return self.api.Diagram

    @property
    def chart_type(self) -> str:
        """Its type in xlwings' words; ``combination`` where Calc draws it another way."""
        own = self.diagram
        shapes = {f"{_CHART}{name}": shape for shape, name in _DIAGRAMS.items()}
        shape = shapes.get(own.DiagramType, "")
        stacking = ""
        if shape in {"bar", "line", "area"}:
            stacking = "percent" if own.Percent else "stacked" if own.Stacked else ""
        lies = shape == "bar" and bool(own.Vertical)
        marked = shape == "line" and own.SymbolType != _NO_SYMBOL
        found = Kind(shape, stacking, lies, marked)
        return chart_kinds.NAMES.get(found, chart_kinds.COMBINED)

    @chart_type.setter
    def chart_type(self, chart_type: str) -> None:
        kind = chart_kinds.kind_of(chart_type)
        own = self.api.createInstance(f"{_CHART}{_DIAGRAMS[kind.shape]}")
        self.api.setDiagram(own)
        self._draw_as(kind)

    def _draw_as(self, kind: Kind) -> None:
        own = self.diagram
        if kind.has_axes:
            own.Stacked = bool(kind.stacking)
            own.Percent = kind.stacking == "percent"  # last, for Stacked takes it back
        if kind.shape == "bar":
            own.Vertical = kind.is_sideways
        if kind.shape == "line":
            own.SymbolType = _AUTO_SYMBOL if kind.has_markers else _NO_SYMBOL

    @property
    def plot_by(self) -> str:
        """What a series is: ``columns`` or ``rows``."""
        return COLUMNS if self.diagram.DataRowSource.value == "COLUMNS" else ROWS

    @plot_by.setter
    def plot_by(self, value: str) -> None:
        way = "COLUMNS" if value == COLUMNS else "ROWS"
        self.diagram.DataRowSource = bridge.enum(f"{_CHART}ChartDataRowSource", way)

    @property
    def style(self) -> int:
        """The number of Excel's usual style: Calc has none of its own, and takes none."""
        return 2

    @style.setter
    def style(self, value: int) -> None:
        if value != self.style:
            raise ValueError(f"Calc has no chart styles, so none of number {value}")

    @property
    def title(self) -> str | None:
        """What stands above it; None for nothing."""
        return str(self.api.Title.String) if self.api.HasMainTitle else None

    @title.setter
    def title(self, value: str | None) -> None:
        self.api.HasMainTitle = value is not None
        if value is not None:
            self.api.Title.String = value
            self.api.Title.CharHeight = _TITLE_SIZE

    @property
    def legend(self) -> ChartLegend:
        """What names the series."""
        return ChartLegend(self)

    @property
    def series(self) -> SeriesCollection:
        """The series."""
        return SeriesCollection(self)

    @property
    def category_axis(self) -> ChartAxis:
        """The axis with the labels."""
        return ChartAxis(self, "XAxis")

    @property
    def value_axis(self) -> ChartAxis:
        """The axis with the numbers."""
        return ChartAxis(self, "YAxis")

    @property
    def secondary_category_axis(self) -> ChartAxis:
        """The labels' axis of series with axes of their own."""
        return ChartAxis(self, "SecondaryXAxis")

    @property
    def secondary_value_axis(self) -> ChartAxis:
        """The numbers' axis of series with axes of their own."""
        return ChartAxis(self, "SecondaryYAxis")
