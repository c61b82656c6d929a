"""Charts on a sheet: drawn from cells, and read as somebody drew them in Excel.

What Excel offers beyond xlwings' words stays in the part as it is. Drawing the series anew, as
`set_source_data` and `chart_type` do, keeps the title, the legend and the axes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree
from xlwings import base_classes

from xlbilling.hosts.common import chart_kinds
from xlbilling.hosts.common.chart_source import COLUMNS, ROWS, source_of
from xlbilling.hosts.common.drawn import DrawnCharts
from xlbilling.hosts.files import chart_places as places
from xlbilling.hosts.files import chart_xml as xml
from xlbilling.hosts.files.area_text import address, reference
from xlbilling.hosts.files.chart_axes import ChartAxis, ChartLegend
from xlbilling.hosts.files.chart_series import SeriesCollection
from xlbilling.hosts.files.package.markup import OFFICE_RELATIONS, R_ID

if TYPE_CHECKING:
    from xlbilling.hosts.files.package.addresses import Area
    from xlbilling.hosts.files.package.markup import Element
    from xlbilling.hosts.files.ranges import Range
    from xlbilling.hosts.files.sheets import Sheet

_CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawing+xml"
_TITLE_SIZE: Final = 11
_OLD_STYLES: Final = 48


class Charts(DrawnCharts):
    """The charts of a sheet, in the order in which they were drawn."""

    @property
    def api(self) -> Charts:
        """The collection itself."""
        return self

    def _all(self) -> list[Chart]:
        package = self._sheet.book.state.package
        return [
            Chart(self._sheet, drawing.target, anchor)
            for drawing in package.relations_of_kind(self._sheet.state.part, "drawing")
            for anchor in package.tree(drawing.target)
            if anchor.find(f".//{xml.c('chart')}") is not None
        ]

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
        """Draw a chart; a place is given in points, or as the range where it begins."""
        if anchor is not None:
            left, top = anchor.left, anchor.top
        kind = chart_kinds.kind_of(chart_type or chart_kinds.USUAL)
        package, sheet = self._sheet.book.state.package, self._sheet
        part = package.add_part(
            package.free_name("xl/charts/chart{}.xml"), _CHART_TYPE, xml.new_chart()
        )
        drawing = self._drawing()
        rel_id = package.relate(drawing, f"{OFFICE_RELATIONS}/chart", part)
        root = package.tree(drawing)
        holder = places.new_anchor(sheet, (left, top, width, height))
        holder.append(_frame(name or self._free_name(), rel_id, _next_id(root)))
        etree.SubElement(holder, places.xdr("clientData"))
        root.append(holder)
        package.touched(drawing)
        made = Chart(sheet, drawing, holder, chart_kinds.NAMES[kind])
        if style is not None:
            made.style = style
        if source is not None:
            made.set_source_data(source, plot_by)
        return made

    def _drawing(self) -> str:
        """Return the sheet's drawing part, made where it has none."""
        package, state = self._sheet.book.state.package, self._sheet.state
        found = package.relations_of_kind(state.part, "drawing")
        if found:
            return str(found[0].target)
        root = f'<xdr:wsDr xmlns:xdr="{places.SHEET_DRAWING}" xmlns:a="{xml.DRAWING}"/>'
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        part = package.add_part(
            package.free_name("xl/drawings/drawing{}.xml"), _DRAWING_TYPE, (head + root).encode()
        )
        rel_id = package.relate(state.part, f"{OFFICE_RELATIONS}/drawing", part)
        state.change_layout(drawing_rel_id=rel_id)
        return str(part)


def _next_id(root: Element) -> int:
    used = [int(one.get("id", "0")) for one in root.iter(places.xdr("cNvPr"))]
    return max(used, default=1) + 1


def _frame(name: str, rel_id: str, number: int) -> Element:
    """Return the frame on the sheet that holds a chart."""
    frame: Element = etree.Element(
        places.xdr("graphicFrame"),
        {"macro": ""},
        nsmap={"xdr": places.SHEET_DRAWING, "a": xml.DRAWING},
    )
    non_visual = etree.SubElement(frame, places.xdr("nvGraphicFramePr"))
    etree.SubElement(non_visual, places.xdr("cNvPr"), id=str(number), name=name)
    etree.SubElement(non_visual, places.xdr("cNvGraphicFramePr"))
    place = etree.SubElement(frame, places.xdr("xfrm"))
    etree.SubElement(place, xml.a("off"), x="0", y="0")
    etree.SubElement(place, xml.a("ext"), cx="0", cy="0")
    graphic = etree.SubElement(frame, xml.a("graphic"))
    data = etree.SubElement(graphic, xml.a("graphicData"), uri=xml.CHART)
    spaces = {"c": xml.CHART, "r": OFFICE_RELATIONS}
    etree.SubElement(data, xml.c("chart"), {R_ID: rel_id}, nsmap=spaces)
    return frame


class Chart(base_classes.Chart):
    """A chart.

    Args:
        sheet: the sheet it is on.
        drawing: the part that holds its anchor.
        anchor: what holds it on the sheet.
        kind: its chart type as long as it has no series.
    """

    def __init__(
        self, sheet: Sheet, drawing: str, anchor: Element, kind: str = chart_kinds.USUAL
    ) -> None:
        self._sheet = sheet
        self._drawing = drawing
        self._anchor = anchor
        self._kind = kind

    @property
    def api(self) -> Chart:
        """The chart itself."""
        return self

    @property
    def parent(self) -> Sheet:
        """The sheet it is on."""
        return self._sheet

    @property
    def part(self) -> str:
        """The name of the part that says how it is drawn."""
        pointer = self._anchor.find(f".//{xml.c('chart')}")
        assert pointer is not None, "only anchors with a chart are taken"
        package = self._sheet.book.state.package
        wanted = pointer.get(R_ID)
        return str(next(e.target for e in package.relations(self._drawing) if e.id == wanted))

    def _root(self) -> Element:
        root: Element = self._sheet.book.state.package.tree(self.part)
        return root

    @property
    def space(self) -> Element:
        """The element ``c:chart`` of its part."""
        found = self._root().find(xml.c("chart"))
        assert found is not None, "a chart's part holds a chart"
        return found

    @property
    def plot(self) -> Element:
        """The element ``c:plotArea`` of its part."""
        found = self.space.find(xml.c("plotArea"))
        assert found is not None, "a chart has a plot area"
        return found

    def touched(self) -> None:
        """Note that the part is to be saved."""
        self._sheet.book.state.package.touched(self.part)

    # its name and place

    def _properties(self) -> Element:
        found = self._anchor.find(f".//{places.xdr('cNvPr')}")
        assert found is not None, "every chart has a name"
        return found

    @property
    def name(self) -> str:
        """What the selection pane calls it."""
        return str(self._properties().get("name", ""))

    @name.setter
    def name(self, value: str) -> None:
        self._properties().set("name", value)
        self._sheet.book.state.package.touched(self._drawing)

    def _box(self, place: int, value: float | None = None) -> float:
        box = list(places.box_of(self._sheet, self._anchor))
        if value is not None:
            box[place] = value
            places.put_box(self._sheet, self._anchor, (box[0], box[1], box[2], box[3]))
            self._sheet.book.state.package.touched(self._drawing)
        return box[place]

    @property
    def left(self) -> float:
        """How far its left edge is from the sheet's, in points."""
        return self._box(0)

    @left.setter
    def left(self, value: float) -> None:
        self._box(0, value)

    @property
    def top(self) -> float:
        """How far its upper edge is from the sheet's, in points."""
        return self._box(1)

    @top.setter
    def top(self, value: float) -> None:
        self._box(1, value)

    @property
    def width(self) -> float:
        """How wide it is, in points."""
        return self._box(2)

    @width.setter
    def width(self, value: float) -> None:
        self._box(2, value)

    @property
    def height(self) -> float:
        """How high it is, in points."""
        return self._box(3)

    @height.setter
    def height(self, value: float) -> None:
        self._box(3, value)

    def delete(self) -> None:
        """Take the chart and its part away."""
        package, part = self._sheet.book.state.package, self.part
        pointer = next(e for e in package.relations(self._drawing) if e.target == part)
        for one in package.relations(part):
            if not one.external and package.has(one.target):
                package.remove(one.target)
        package.unrelate(self._drawing, pointer.id)
        package.remove(part)
        package.tree(self._drawing).remove(self._anchor)
        package.touched(self._drawing)

    # what it draws

    def set_source_data(self, rng: Range, plot_by: str | None = None) -> None:
        """Draw a block of cells; see ``common.chart_source``."""
        area = rng.own
        raw = rng.raw_value
        cells = raw if isinstance(raw, list) else [[raw]]
        if not isinstance(cells[0], list):
            cells = [cells] if area.top == area.bottom else [[one] for one in cells]
        source = source_of(area, cells, plot_by)
        kind = self.chart_type if self.chart_type in chart_kinds.KINDS else chart_kinds.USUAL
        owner = rng.sheet
        labels = _reference(owner, source.labels) if source.labels else ""
        made = [
            xml.Series(_reference(owner, name) if name else "", labels, _reference(owner, at), kind)
            for name, at in zip(source.names, source.values, strict=True)
        ]
        self.redraw(made)

    def set_x_axis_values(self, rng: Range) -> None:
        """Put a range's cells along the axis, for every series."""
        labels = _reference(rng.sheet, rng.own)
        drawn = [series for series, _ in xml.series_of(self.plot)]
        for one in drawn:
            one.labels = labels
        self.redraw(drawn)

    def redraw(self, drawn: list[xml.Series]) -> None:
        """Draw these series instead of those there are."""
        xml.draw(self.plot, drawn)
        self.touched()

    @property
    def chart_type(self) -> str:
        """Its type in xlwings' words; ``combination`` where series are drawn in several ways."""
        kinds = {series.kind for series, _ in xml.series_of(self.plot)} or {self._kind}
        return (kinds.pop() or chart_kinds.COMBINED) if len(kinds) == 1 else chart_kinds.COMBINED

    @chart_type.setter
    def chart_type(self, chart_type: str) -> None:
        chart_kinds.kind_of(chart_type)
        self._kind = chart_type
        drawn = [series for series, _ in xml.series_of(self.plot)]
        for one in drawn:
            one.kind, one.is_second = chart_type, False
        self.redraw(drawn)

    @property
    def plot_by(self) -> str:
        """What a series is: ``columns`` or ``rows``."""
        for series, _ in xml.series_of(self.plot):
            found = reference(series.values)
            if found is not None and found[1].top == found[1].bottom < found[1].right:
                return ROWS
        return COLUMNS

    @plot_by.setter
    def plot_by(self, value: str) -> None:
        places_ = [reference(one.values) for one, _ in xml.series_of(self.plot)]
        found = [one for one in places_ if one is not None]
        if not found or value == self.plot_by:
            return
        drawn = xml.series_of(self.plot)[0][0]
        more = [reference(text) for text in (drawn.name, drawn.labels) if text]
        whole = found[0][1]
        for one in (*found, *(each for each in more if each is not None)):
            whole = _around(whole, one[1])
        name = found[0][0]
        sheet = self._sheet if name is None else self._sheet.book.sheets(name)
        self.set_source_data(sheet.range(address(whole)), value)

    @property
    def style(self) -> int:
        """The number of Excel's style; 2 is the usual one."""
        return int(xml.value_of(self._root(), "style", "2"))

    @style.setter
    def style(self, value: int) -> None:
        """Keep one of the styles 1 to 48; Excel alone knows how the later ones look."""
        if value <= _OLD_STYLES:
            root = self._root()
            xml.drop(root, "style")
            made = root.makeelement(xml.c("style"), {"val": str(value)})
            self.space.addprevious(made)
            self.touched()

    @property
    def title(self) -> str | None:
        """What stands above it; None for nothing."""
        return xml.words_of(self.space)

    @title.setter
    def title(self, value: str | None) -> None:
        xml.put_words(self.space, "chart", value, _TITLE_SIZE)
        xml.child(self.space, "autoTitleDeleted", "chart", val=str(int(value is None)))
        self.touched()

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
        return ChartAxis(self, 0)

    @property
    def value_axis(self) -> ChartAxis:
        """The axis with the numbers."""
        return ChartAxis(self, 1)

    @property
    def secondary_category_axis(self) -> ChartAxis:
        """The labels' axis of series with axes of their own."""
        return ChartAxis(self, 2)

    @property
    def secondary_value_axis(self) -> ChartAxis:
        """The numbers' axis of series with axes of their own."""
        return ChartAxis(self, 3)


def _reference(sheet: Sheet, area: Area) -> str:
    return f"{sheet.quoted()}!{address(area)}"


def _around(one: Area, other: Area) -> Area:
    return type(one)(
        min(one.top, other.top), min(one.left, other.left),
        max(one.bottom, other.bottom), max(one.right, other.right),
    )  # fmt: skip
