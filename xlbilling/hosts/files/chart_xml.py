"""A chart's part as Excel writes it: chart space, groups of series, axes, in the schema's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from xlbilling.hosts.common.chart_kinds import KINDS, NAMES, Kind
from xlbilling.hosts.files.package.markup import OFFICE_RELATIONS, Element

CHART: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SPACES: Final = {"c": CHART, "a": DRAWING, "r": OFFICE_RELATIONS}
_GROUPS: Final = {"bar": "barChart", "line": "lineChart", "area": "areaChart", "pie": "pieChart",
                  "doughnut": "doughnutChart"}  # fmt: skip
_STACKINGS: Final = {"": "standard", "stacked": "stacked", "percent": "percentStacked"}
_AXES: Final = {"catAx", "valAx", "dateAx", "serAx"}
PALE: Final = "D9D9D9"
INK: Final = "404040"

ORDERS: Final[dict[str, tuple[str, ...]]] = {
    "chart": ("title", "autoTitleDeleted", "pivotFmts", "view3D", "floor", "sideWall", "backWall",
              "plotArea", "legend", "plotVisOnly", "dispBlanksAs", "extLst"),
    "scaling": ("logBase", "orientation", "max", "min", "extLst"),
    "axis": ("axId", "scaling", "delete", "axPos", "majorGridlines", "minorGridlines", "title",
             "numFmt", "majorTickMark", "minorTickMark", "tickLblPos", "spPr", "txPr", "crossAx",
             "crosses", "crossesAt", "crossBetween", "auto", "lblAlgn", "lblOffset",
             "tickLblSkip", "tickMarkSkip", "noMultiLvlLbl", "majorUnit", "minorUnit", "dispUnits",
             "extLst"),
    "ser": ("idx", "order", "tx", "spPr", "invertIfNegative", "marker", "explosion", "dPt", "dLbls",
            "trendline", "errBars", "cat", "val", "smooth", "extLst"),
    "marker": ("symbol", "size", "spPr", "extLst"),
    "legend": ("legendPos", "legendEntry", "layout", "overlay", "spPr", "txPr", "extLst"),
}  # fmt: skip
"""The order of an element's children, which the schema wants."""


@dataclass
class Series:
    """One series.

    Attributes:
        name: the formula of the cell with its name, or the name itself in double quotes; "" for
            none.
        labels: the formula of the cells along the axis; "" for none.
        values: the formula of its cells.
        kind: its chart type.
        is_second: whether it has axes of its own.
        color: RRGGBB; "" for the theme's.
    """

    name: str
    labels: str
    values: str
    kind: str
    is_second: bool = False
    color: str = ""


def c(tag: str) -> str:
    """Return a tag of the chart namespace as lxml names it."""
    return f"{{{CHART}}}{tag}"


def a(tag: str) -> str:
    """Return a tag of the drawing namespace as lxml names it."""
    return f"{{{DRAWING}}}{tag}"


def child(parent: Element, tag: str, order: str, **attributes: str) -> Element:
    """Return the child of a tag, made in its place where there is none; attributes are set."""
    found = parent.find(c(tag))
    if found is None:
        found = parent.makeelement(c(tag))
        names = ORDERS[order]
        later = {c(each) for each in names[names.index(tag) + 1 :]}
        place = next((n for n, each in enumerate(parent) if each.tag in later), len(parent))
        parent.insert(place, found)
    for name, value in attributes.items():
        found.set(name, value)
    return found


def drop(parent: Element, *tags: str) -> None:
    """Take children away."""
    for tag in tags:
        for one in parent.findall(c(tag)):
            parent.remove(one)


def value_of(parent: Element, path: str, default: str = "") -> str:
    """Return the ``val`` of an element below, such as ``scaling/c:max``."""
    found = parent.find(f"c:{path}", {"c": CHART})
    return default if found is None else str(found.get("val", default))


def new_chart() -> bytes:
    """Return the part of a chart without series: small letters, a legend below, gaps for blanks."""
    text = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}" xmlns:r="{OFFICE_RELATIONS}">\
<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>\
</c:plotArea><c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>\
<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:solidFill>\
<a:srgbClr val="FFFFFF"/></a:solidFill><a:ln w="9525"><a:solidFill><a:srgbClr val="{PALE}"/>\
</a:solidFill></a:ln></c:spPr><c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>\
<a:defRPr sz="900"><a:solidFill><a:srgbClr val="{INK}"/></a:solidFill></a:defRPr></a:pPr>\
<a:endParaRPr lang="en-US"/></a:p></c:txPr></c:chartSpace>"""
    return text.encode()


def words_of(holder: Element) -> str | None:
    """Return the text of a chart's or an axis' title; None where there is none."""
    found = holder.find(c("title"))
    if found is None:
        return None
    return "".join(one.text or "" for one in found.iter(a("t"))) or None


def put_words(holder: Element, order: str, words: str | None, size: int) -> None:
    """Set or take away the title of a chart or an axis; the size is in points."""
    drop(holder, "title")
    if words is None:
        return
    title = child(holder, "title", order)
    rich = etree.SubElement(etree.SubElement(title, c("tx")), c("rich"))
    etree.SubElement(rich, a("bodyPr"))
    etree.SubElement(rich, a("lstStyle"))
    paragraph = etree.SubElement(rich, a("p"))
    look = etree.SubElement(paragraph, a("pPr"))
    etree.SubElement(look, a("defRPr"), sz=str(size * 100), b="1")
    run = etree.SubElement(paragraph, a("r"))
    etree.SubElement(run, a("rPr"), lang="en-US", sz=str(size * 100), b="1")
    etree.SubElement(run, a("t")).text = words
    etree.SubElement(title, c("overlay"), val="0")


# Series


def series_of(plot: Element) -> list[tuple[Series, Element]]:
    """Return the series of a plot area in their order, each with its element."""
    first = _first_axes(plot)
    found = []
    for group in plot:
        kind = _kind_name(group)
        axes = [one.get("val", "") for one in group.findall(c("axId"))]
        for one in group.findall(c("ser")):
            series = Series(
                _name(one), _formula(one, "cat"), _formula(one, "val"), kind,
                bool(axes) and axes[0] not in first, _color(one, kind),
            )  # fmt: skip
            found.append((int(value_of(one, "order", "0")), series, one))
    found.sort(key=lambda each: each[0])
    return [(series, one) for _, series, one in found]


def _first_axes(plot: Element) -> set[str]:
    """Return the ids of the axes that the first group is drawn between."""
    for group in plot:
        if group.findall(c("ser")):
            return {one.get("val", "") for one in group.findall(c("axId"))}
    return set()


def _kind_name(group: Element) -> str:
    shapes = {c(tag): shape for shape, tag in _GROUPS.items()}
    shape = shapes.get(str(group.tag), "")
    stackings = {word: how for how, word in _STACKINGS.items()}
    stacking = stackings.get(value_of(group, "grouping", "standard"), "")
    lies = value_of(group, "barDir") == "bar"
    marked = shape == "line" and value_of(group, "marker") == "1"
    return NAMES.get(Kind(shape, stacking, lies, marked), "")


def _formula(one: Element, tag: str) -> str:
    return str(one.findtext(f"{c(tag)}//{c('f')}", ""))


def _name(one: Element) -> str:
    formula = one.findtext(f"{c('tx')}//{c('f')}")
    if formula:
        return str(formula)
    plain = one.findtext(f"{c('tx')}/{c('v')}")
    return f'"{plain}"' if plain else ""


def _color(one: Element, kind: str) -> str:
    is_line = kind in KINDS and KINDS[kind].shape == "line"
    path = f"{a('ln')}/{a('solidFill')}" if is_line else a("solidFill")
    found = one.find(f"{c('spPr')}/{path}/{a('srgbClr')}")
    return "" if found is None else str(found.get("val", ""))


def draw(plot: Element, every: Sequence[Series]) -> None:
    """Draw series anew; axes that are there already keep their looks."""
    axes = {one.findtext(c("axId")) or value_of(one, "axId"): one for one in plot
            if etree.QName(one).localname in _AXES}  # fmt: skip
    old = list(axes.values())
    for one in [*plot]:
        if etree.QName(one).localname not in {"layout", "spPr", "dTable", "extLst"}:
            plot.remove(one)
    place = 1 if plot.find(c("layout")) is not None else 0
    made: list[Element] = []
    needs: list[tuple[Kind, bool]] = []
    groups: dict[tuple[str, bool], list[int]] = {}
    for number, one in enumerate(every):
        groups.setdefault((one.kind, one.is_second), []).append(number)
    for (kind_name, is_second), numbers in sorted(groups.items(), key=lambda each: each[0][1]):
        kind = KINDS[kind_name]
        made.append(_group(kind, [(n, every[n]) for n in numbers], is_second=is_second))
        if kind.has_axes and (is_second not in {each[1] for each in needs}):
            needs.append((kind, is_second))
    for kind, is_second in needs:
        kept = old[2:4] if is_second else old[:2]
        made += _axes(kind, kept, is_second=is_second)
    for number, one in enumerate(made):
        plot.insert(place + number, one)


def _element(tag: str, **attributes: str) -> Element:
    made: Element = etree.Element(c(tag), attributes, nsmap=_SPACES)
    return made


def _sub(parent: Element, tag: str, **attributes: str) -> Element:
    return etree.SubElement(parent, c(tag), attributes)


def _group(kind: Kind, numbered: Sequence[tuple[int, Series]], *, is_second: bool) -> Element:
    group = _element(_GROUPS[kind.shape])
    if kind.shape == "bar":
        _sub(group, "barDir", val="bar" if kind.is_sideways else "col")
    if kind.has_axes:
        usual = "clustered" if kind.shape == "bar" and not kind.stacking else ""
        _sub(group, "grouping", val=usual or _STACKINGS[kind.stacking])
    _sub(group, "varyColors", val="0" if kind.has_axes else "1")
    for number, one in numbered:
        _series(group, kind, number, one)
    for tag, value in _after_series(kind):
        _sub(group, tag, val=value)
    if kind.has_axes:
        for axis in _ids(is_second=is_second):
            _sub(group, "axId", val=axis)
    return group


def _after_series(kind: Kind) -> list[tuple[str, str]]:
    """Return what stands behind the series of a group."""
    match kind.shape:
        case "bar":
            return [("gapWidth", "60"), *([("overlap", "100")] if kind.stacking else [])]
        case "line":
            return [("marker", str(int(kind.has_markers)))]
        case "pie":
            return [("firstSliceAng", "0")]
        case "doughnut":
            return [("firstSliceAng", "0"), ("holeSize", "60")]
    return []


def _ids(*, is_second: bool) -> tuple[str, str]:
    return ("50030", "50040") if is_second else ("50010", "50020")


def _series(group: Element, kind: Kind, number: int, one: Series) -> None:
    made = _sub(group, "ser")
    _sub(made, "idx", val=str(number))
    _sub(made, "order", val=str(number))
    if one.name:
        put_name(made, one.name)
    if one.color:
        put_color(made, one.color, is_line=kind.shape == "line")
    if kind.shape == "bar":
        _sub(made, "invertIfNegative", val="0")
    if kind.shape == "line":
        marker = _sub(made, "marker")
        _sub(marker, "symbol", val="circle" if kind.has_markers else "none")
        if kind.has_markers:
            _sub(marker, "size", val="5")
            if one.color:
                _fill(_sub(marker, "spPr"), one.color)
    if one.labels:
        _sub(_sub(_sub(made, "cat"), "strRef"), "f").text = one.labels
    _sub(_sub(_sub(made, "val"), "numRef"), "f").text = one.values
    if kind.shape == "line":
        _sub(made, "smooth", val="0")


def put_name(series: Element, name: str) -> None:
    """Give a series a name: a formula, or a text in double quotes."""
    holder = child(series, "tx", "ser")
    for old in [*holder]:
        holder.remove(old)
    if name.startswith('"'):
        _sub(holder, "v").text = name.strip('"')
    else:
        _sub(_sub(holder, "strRef"), "f").text = name


def put_color(series: Element, color: str, *, is_line: bool) -> None:
    """Give a series a colour: its line's, or its area's."""
    drop(series, "spPr")
    look = child(series, "spPr", "ser")
    if is_line:
        _fill(etree.SubElement(look, a("ln"), w="28575", cap="rnd"), color)
    else:
        _fill(look, color)


def _fill(look: Element, color: str) -> None:
    etree.SubElement(etree.SubElement(look, a("solidFill")), a("srgbClr"), val=color)


# Axes


def _axes(kind: Kind, kept: Sequence[Element], *, is_second: bool) -> list[Element]:
    """Return the two axes of a kind; old ones keep all but where they stand."""
    labels, values = _ids(is_second=is_second)
    places = ("l", "b") if kind.is_sideways else ("b", "l")
    if is_second:
        places = ("b", "r")
    if len(kept) == 2:
        first, second = kept
        for one, place in zip(kept, places, strict=True):
            child(one, "axPos", "axis", val=place)
        return [first, second]
    category = _axis("catAx", labels, places[0], values)
    child(category, "delete", "axis", val=str(int(is_second)))
    skip = (("tickLblSkip", "1"),) if kind.is_sideways else ()
    for tag, value in (("auto", "1"), ("lblAlgn", "ctr"), ("lblOffset", "100"), *skip,
                       ("noMultiLvlLbl", "0")):  # fmt: skip
        _sub(category, tag, val=value)
    value_axis = _axis("valAx", values, places[1], labels)
    if is_second:
        child(value_axis, "crosses", "axis", val="max")
    else:
        grid = etree.SubElement(child(value_axis, "majorGridlines", "axis"), c("spPr"))
        _fill(etree.SubElement(grid, a("ln"), w="9525"), PALE)
    child(value_axis, "crossBetween", "axis", val="midCat" if kind.shape == "area" else "between")
    return [category, value_axis]


def _axis(tag: str, own: str, place: str, other: str) -> Element:
    axis = _element(tag)
    _sub(axis, "axId", val=own)
    _sub(_sub(axis, "scaling"), "orientation", val="minMax")
    _sub(axis, "delete", val="0")
    _sub(axis, "axPos", val=place)
    _sub(axis, "numFmt", formatCode="General", sourceLinked="1")
    _sub(axis, "majorTickMark", val="none")
    _sub(axis, "minorTickMark", val="none")
    _sub(axis, "tickLblPos", val="low" if tag == "catAx" else "nextTo")
    look = etree.SubElement(_sub(axis, "spPr"), a("ln"), w="9525")
    if tag == "catAx":
        _fill(look, "A6A6A6")
    else:
        etree.SubElement(look, a("noFill"))
    _sub(axis, "crossAx", val=other)
    _sub(axis, "crosses", val="autoZero")
    return axis
