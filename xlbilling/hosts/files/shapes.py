"""Shapes on a sheet: their names, text and letters. They are drawn in Excel, and filled here."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from lxml import etree
from xlwings import base_classes

from xlbilling.hosts.common import drawn
from xlbilling.hosts.common.alike import alike
from xlbilling.hosts.files.colors import Rgb, from_hex, to_hex
from xlbilling.hosts.files.fonts import BLACK
from xlbilling.hosts.files.package.colors import theme_colors
from xlbilling.hosts.files.package.markup import Element

if TYPE_CHECKING:
    from xlbilling.hosts.files.sheets import Sheet

_SHEET_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TYPES: Final = {
    f"{_SHEET_DRAWING}sp": "auto_shape",
    f"{_SHEET_DRAWING}pic": "picture",
    f"{_SHEET_DRAWING}graphicFrame": "chart",
    f"{_SHEET_DRAWING}cxnSp": "line",
    f"{_SHEET_DRAWING}grpSp": "group",
}
_THEME_PLACES: Final = {"lt1": 0, "bg1": 0, "dk1": 1, "tx1": 1, "lt2": 2, "bg2": 2, "dk2": 3}
_USUAL_SIZE: Final = 11.0  # points
_BEFORE_FILL: Final = f"{_DRAWING}ln"
_FILLS: Final = tuple(
    f"{_DRAWING}{name}"
    for name in ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill")
)


class Shapes(drawn.Drawn):
    """The shapes of a sheet, in the order in which they were drawn."""

    @property
    def api(self) -> Shapes:
        """The collection itself."""
        return self

    def _all(self) -> list[Shape]:
        package = self._sheet.book.state.package
        return [
            Shape(self._sheet, one.target, element)
            for one in package.relations_of_kind(self._sheet.state.part, "drawing")
            for anchor in package.tree(one.target)
            for element in anchor.iterchildren(*_TYPES)
        ]


class Shape(base_classes.Shape):
    """A shape.

    Args:
        sheet: the sheet it is on.
        part: the drawing's part.
        element: the shape in it.
    """

    def __init__(self, sheet: Sheet, part: str, element: Element) -> None:
        self._sheet = sheet
        self._part = part
        self.element = element

    @property
    def api(self) -> Shape:
        """The shape itself."""
        return self

    @property
    def parent(self) -> Sheet:
        """The sheet it is on."""
        return self._sheet

    @property
    def type(self) -> str:
        """What it is: ``auto_shape``, ``picture``, ``chart``, ``line`` or ``group``."""
        return _TYPES[str(self.element.tag)]

    def _properties(self) -> Element:
        found = self.element.find(f".//{_SHEET_DRAWING}cNvPr")
        assert found is not None, "every shape has a name"
        return found

    @property
    def name(self) -> str:
        """What the selection pane calls it."""
        return self._properties().get("name", "")

    @name.setter
    def name(self, value: str) -> None:
        self._properties().set("name", value)
        self.touched()

    def _body(self) -> Element:
        found = self.element.find(f"{_SHEET_DRAWING}txBody")
        if found is None:
            raise ValueError(f"{self.name} is no shape that holds text")
        return found

    @property
    def text(self) -> str:
        """What is written in it, a line a paragraph.

        Raises:
            ValueError: it holds no text, such as a picture.
        """
        return "\n".join(
            "".join(one.text or "" for one in paragraph.iter(f"{_DRAWING}t"))
            for paragraph in self._body().iterchildren(f"{_DRAWING}p")
        )

    @text.setter
    def text(self, value: str) -> None:
        body = self._body()
        old = body.findall(f"{_DRAWING}p")
        settings = old[0].find(f"{_DRAWING}pPr") if old else None
        look = next(body.iter(f"{_DRAWING}rPr"), None)
        for one in old:
            body.remove(one)
        for line in str(value).split("\n"):
            paragraph = etree.SubElement(body, f"{_DRAWING}p")
            if settings is not None:
                paragraph.append(deepcopy(settings))
            run = etree.SubElement(paragraph, f"{_DRAWING}r")
            run.append(etree.Element(f"{_DRAWING}rPr") if look is None else deepcopy(look))
            etree.SubElement(run, f"{_DRAWING}t").text = line
        self.touched()

    @property
    def font(self) -> ShapeFont:
        """The letters of the whole text."""
        return ShapeFont(self)

    def looks(self) -> list[Element]:
        """Return the properties of every piece of text, those of empty lines included."""
        return [
            *self._body().iter(f"{_DRAWING}rPr"),
            *self._body().iter(f"{_DRAWING}endParaRPr"),
        ]

    def usual_color(self) -> Rgb:
        """Return the colour that the shape's style gives to letters without one."""
        scheme = self.element.find(f"{_SHEET_DRAWING}style/{_DRAWING}fontRef/{_DRAWING}schemeClr")
        place = _THEME_PLACES.get(scheme.get("val", "")) if scheme is not None else None
        if place is None:
            return BLACK
        package = self._sheet.book.state.package
        themes = package.relations_of_kind(package.workbook_part, "theme")
        colors = theme_colors(package.read(themes[0].target) if themes else None)
        return from_hex(colors[place]) or BLACK

    def touched(self) -> None:
        """Note that the drawing is to be saved."""
        self._sheet.book.state.package.touched(self._part)


class ShapeFont(base_classes.Font):
    """The letters of a shape; None stands for pieces of text that differ."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape

    @property
    def api(self) -> ShapeFont:
        """The font itself."""
        return self

    def _attributes(self, name: str) -> set[str | None]:
        return {one.get(name) for one in self._shape.looks()} or {None}

    def _set(self, name: str, value: str) -> None:
        for one in self._shape.looks():
            one.set(name, value)
        self._shape.touched()

    @property
    def bold(self) -> bool | None:
        """Whether the text is bold."""
        shared: bool | None = alike(one in {"1", "true"} for one in self._attributes("b"))
        return shared

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("b", str(int(value)))

    @property
    def italic(self) -> bool | None:
        """Whether the text is italic."""
        shared: bool | None = alike(one in {"1", "true"} for one in self._attributes("i"))
        return shared

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("i", str(int(value)))

    @property
    def size(self) -> float | None:
        """The size in points."""
        shared: float | None = alike(
            _USUAL_SIZE if one is None else int(one) / 100 for one in self._attributes("sz")
        )
        return shared

    @size.setter
    def size(self, value: float) -> None:
        self._set("sz", str(round(value * 100)))

    @property
    def color(self) -> Rgb | None:
        """The colour; the shape's own where none is set."""
        usual = self._shape.usual_color()
        found = [
            one.find(f"{_DRAWING}solidFill/{_DRAWING}srgbClr") for one in self._shape.looks()
        ] or [None]
        shared: Rgb | None = alike(
            usual if one is None else from_hex(one.get("val")) for one in found
        )
        return shared

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        for one in self._shape.looks():
            for old in [*one.iterchildren(*_FILLS)]:
                one.remove(old)
            fill = one.makeelement(f"{_DRAWING}solidFill")
            etree.SubElement(fill, f"{_DRAWING}srgbClr", val=to_hex(color_or_rgb) or "000000")
            after_line = len(one) > 0 and one[0].tag == _BEFORE_FILL
            one.insert(int(after_line), fill)
        self._shape.touched()

    @property
    def name(self) -> str | None:
        """The font's name; ``+mn-lt`` stands for the theme's usual one."""
        found = [one.find(f"{_DRAWING}latin") for one in self._shape.looks()] or [None]
        shared: str | None = alike(
            "+mn-lt" if one is None else one.get("typeface") for one in found
        )
        return shared

    @name.setter
    def name(self, value: str) -> None:
        for one in self._shape.looks():
            latin = one.find(f"{_DRAWING}latin")
            if latin is None:
                latin = one.makeelement(f"{_DRAWING}latin")
                one.insert(_place_of_latin(one), latin)
            latin.set("typeface", value)
        self._shape.touched()


def _place_of_latin(look: Element) -> int:
    """Return where the schema wants the font's name: after line, fill, effects and underline."""
    later = {"ea", "cs", "sym", "hlinkClick", "hlinkMouseOver", "rtl", "extLst"}
    for place, one in enumerate(look):
        if etree.QName(one).localname in later:
            return place
    return len(look)
