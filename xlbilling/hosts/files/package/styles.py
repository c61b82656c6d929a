"""The styles part: what formats there are; new ones are added, old ones never altered."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Final, Self

from lxml import etree

from xlbilling.hosts.files.package.colors import rgb_of, theme_colors
from xlbilling.hosts.files.package.markup import (
    MAIN,
    Element,
    drop,
    local_name,
    main,
    parse,
    serialise,
    set_attribute,
)
from xlbilling.hosts.files.package.style_types import (
    BUILT_IN_FORMATS,
    Borders,
    CellFormat,
    Edge,
)

_FIRST_OWN_FORMAT: Final = 164
_EDGES: Final = ("left", "right", "top", "bottom", "diagonal")
_FONT_FIELDS: Final = frozenset({
    "font_name",
    "font_size",
    "bold",
    "italic",
    "underline",
    "strike",
    "font_color",
})
_ALIGNMENT: Final = {
    "horizontal": "horizontal", "vertical": "vertical", "wrap": "wrapText", "indent": "indent",
    "rotation": "textRotation", "shrink": "shrinkToFit",
}  # fmt: skip
_PROTECTION: Final = {"locked": "locked", "formula_hidden": "hidden"}

# The order the schema demands of a font's children (CT_Font, 18.8.22).
_FONT_ORDER: Final = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color",
    "name", "family", "charset", "scheme",
)  # fmt: skip
_PART_ORDER: Final = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs",
    "tableStyles", "colors", "extLst",
)  # fmt: skip


_NEEDED: Final = ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles")


class Styles:
    """A book's formats by number, as its cells name them.

    Args:
        root: the styles part's root.
        xml: the bytes it was read from.
        theme: the theme part's bytes, for colours that name the theme.
    """

    EMPTY: ClassVar[bytes] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/>'
        '<family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/>'
        '</fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1">'
        "<border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
        ' xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0"'
        ' builtinId="0"/></cellStyles></styleSheet>'
    ).encode()

    def __init__(self, root: Element, xml: bytes, theme: bytes | None) -> None:
        self._root = root
        self._xml = xml
        self._theme_part = theme
        self._formats: dict[int, CellFormat] = {}
        self._made: dict[tuple[Any, ...], int] = {}
        self._known: dict[tuple[str, bytes], int] = {}
        self.changed = False

    @classmethod
    def parse(cls, xml: bytes, theme: bytes | None = None) -> Self:
        """Return the styles of a styles part; what a format must have is there afterwards."""
        made = cls(parse(xml, "styles"), xml, theme)
        made._complete()
        return made

    def _complete(self) -> None:
        """Add the plain format, font, fills and borders where a program wrote none."""
        for tag in _NEEDED:
            if len(self._holder(tag)) == 0:
                for one in parse(self.EMPTY, "styles").iterfind(f"{main(tag)}/*"):
                    self._holder(tag).append(one)
                self._holder(tag).set("count", str(len(self._holder(tag))))

    def to_xml(self) -> bytes:
        """Return the part's bytes; those it was read from when nothing was added."""
        return serialise(self._root) if self.changed else self._xml

    def __len__(self) -> int:
        return len(self._holder("cellXfs"))

    @cached_property
    def _theme(self) -> tuple[str, ...]:
        return theme_colors(self._theme_part)

    # Reading

    def format_of(self, xf: int) -> CellFormat:
        """Return the format with that number; an unknown number gives the plain format."""
        if xf not in self._formats:
            holder = self._holder("cellXfs")
            element = holder[xf] if 0 <= xf < len(holder) else holder[0]
            self._formats[xf] = self._format(element)
        return self._formats[xf]

    def _format(self, xf: Element) -> CellFormat:
        alignment = xf.find(main("alignment"))
        given = {} if alignment is None else {str(k): str(v) for k, v in alignment.attrib.items()}
        protection = xf.find(main("protection"))
        return replace(
            self._font(self._item("fonts", xf.get("fontId"))),
            number_format=self._number_format(int(xf.get("numFmtId", "0"))),
            fill_color=self._fill(self._item("fills", xf.get("fillId"))),
            borders=self._borders(self._item("borders", xf.get("borderId"))),
            horizontal=given.get("horizontal"),
            vertical=given.get("vertical"),
            wrap=given.get("wrapText") in {"1", "true"},
            indent=int(given.get("indent", "0")),
            rotation=int(given.get("textRotation", "0")),
            shrink=given.get("shrinkToFit") in {"1", "true"},
            locked=protection is None or protection.get("locked", "1") in {"1", "true"},
            formula_hidden=protection is not None and protection.get("hidden") in {"1", "true"},
        )

    def _number_format(self, number: int) -> str:
        for one in self._root.iterfind(f"{main('numFmts')}/{main('numFmt')}"):
            if one.get("numFmtId") == str(number):
                return one.get("formatCode", "General")
        return BUILT_IN_FORMATS.get(number, "General")

    def _font(self, font: Element | None) -> CellFormat:
        if font is None:
            return CellFormat()

        def value(tag: str) -> str | None:
            found = font.find(main(tag))
            return None if found is None else found.get("val", "1")

        size = value("sz")
        underline = value("u")
        return CellFormat(
            font_name=value("name"),
            font_size=None if size is None else float(size),
            bold=value("b") in {"1", "true"},
            italic=value("i") in {"1", "true"},
            underline="single" if underline == "1" else None if underline == "none" else underline,
            strike=value("strike") in {"1", "true"},
            font_color=rgb_of(font.find(main("color")), self._theme),
        )

    def _fill(self, fill: Element | None) -> str | None:
        pattern = None if fill is None else fill.find(main("patternFill"))
        if pattern is None or pattern.get("patternType", "none") in {"none", "gray125"}:
            return None
        return rgb_of(pattern.find(main("fgColor")), self._theme)

    def _borders(self, border: Element | None) -> Borders:
        edges: dict[str, Edge | None] = {}
        for name in _EDGES:
            edge = None if border is None else border.find(main(name))
            if edge is None and border is not None and name in {"left", "right"}:
                edge = border.find(main({"left": "start", "right": "end"}[name]))
            style = None if edge is None else edge.get("style")
            if edge is not None and style not in {None, "none"}:
                edges[name] = Edge(str(style), rgb_of(edge.find(main("color")), self._theme))
        return Borders(**edges)

    def _item(self, holder: str, number: str | None) -> Element | None:
        items = self._root.find(main(holder))
        index = int(number or "0")
        return items[index] if items is not None and index < len(items) else None

    def _copy_of(self, holder: str, number: str | None) -> Element:
        """Return a copy of what a format names; of the first where it names none there is."""
        found = self._item(holder, number)
        return deepcopy(self._holder(holder)[0] if found is None else found)

    # Adding

    def with_format(self, base_xf: int, **changes: Any) -> int:
        """Return the number of a format like the base but for the changes; made when needed.

        What is not known here of the base (patterns, named style, reading order) is kept.

        Args:
            base_xf: number of the format to start from.
            **changes: fields of `CellFormat`.

        Raises:
            TypeError: a change names no field of `CellFormat`.
        """
        old = self.format_of(base_xf)
        new = replace(old, **changes)
        if new == old:
            return base_xf
        key = (base_xf, *sorted(changes.items()))
        if key not in self._made:
            changed = {name for name in changes if getattr(old, name) != getattr(new, name)}
            self._made[key] = self._add_xf(base_xf, new, changed)
        return self._made[key]

    def _add_xf(self, base_xf: int, new: CellFormat, changed: set[str]) -> int:
        holder = self._holder("cellXfs")
        xf = deepcopy(holder[base_xf] if base_xf < len(holder) else holder[0])
        if "number_format" in changed:
            xf.set("numFmtId", str(self._number_format_id(new.number_format)))
            xf.set("applyNumberFormat", "1")
        if changed & _FONT_FIELDS:
            font = self._copy_of("fonts", xf.get("fontId"))
            _change_font(font, new, changed)
            xf.set("fontId", str(self._number_of("fonts", font)))
            xf.set("applyFont", "1")
        if "fill_color" in changed:
            xf.set("fillId", str(self._number_of("fills", _fill_element(new.fill_color))))
            xf.set("applyFill", "1")
        if "borders" in changed:
            border = self._copy_of("borders", xf.get("borderId"))
            _change_borders(border, new.borders)
            xf.set("borderId", str(self._number_of("borders", border)))
            xf.set("applyBorder", "1")
        _change_child(xf, "alignment", {key: getattr(new, key) for key in changed & {*_ALIGNMENT}})
        _change_child(
            xf, "protection", {key: getattr(new, key) for key in changed & {*_PROTECTION}}
        )
        return self._number_of("cellXfs", xf)

    def _number_format_id(self, code: str) -> int:
        for number, built_in in BUILT_IN_FORMATS.items():
            if built_in == code:
                return number
        holder = self._holder("numFmts")
        taken = {int(one.get("numFmtId", "0")): one.get("formatCode") for one in holder}
        for number, known in taken.items():
            if known == code:
                return number
        number = max({_FIRST_OWN_FORMAT - 1, *taken}) + 1
        etree.SubElement(holder, main("numFmt"), numFmtId=str(number), formatCode=code)
        holder.set("count", str(len(holder)))
        self.changed = True
        return number

    def add_dxf(self, **changes: Any) -> int:
        """Return the number of a new differential format, for conditional formats and tables.

        Args:
            **changes: the fields of `CellFormat` it sets.
        """
        new = CellFormat(**changes)
        dxf = etree.Element(main("dxf"))
        if {*changes} & _FONT_FIELDS:
            _change_font(etree.SubElement(dxf, main("font")), new, {*changes})
        if "number_format" in changes:
            number = self._number_format_id(new.number_format)
            etree.SubElement(
                dxf, main("numFmt"), numFmtId=str(number), formatCode=new.number_format
            )
        if new.fill_color is not None:
            fill = etree.SubElement(etree.SubElement(dxf, main("fill")), main("patternFill"))
            etree.SubElement(fill, main("bgColor"), rgb=f"FF{new.fill_color}")
        if "borders" in changes:
            _change_borders(etree.SubElement(dxf, main("border")), new.borders)
        return self._number_of("dxfs", dxf)

    def _holder(self, tag: str) -> Element:
        found = self._root.find(main(tag))
        if found is not None:
            return found
        made = self._root.makeelement(main(tag), {"count": "0"})
        rank = _PART_ORDER.index(tag)
        before = [
            one
            for one in self._root
            if local_name(one) in _PART_ORDER and _PART_ORDER.index(local_name(one)) < rank
        ]
        self._root.insert(len(before), made)
        return made

    def _number_of(self, tag: str, element: Element) -> int:
        """Return the element's place among its kind; it is added when none equals it."""
        holder = self._holder(tag)
        if not any(key[0] == tag for key in self._known):
            for number, one in enumerate(holder):
                self._known.setdefault((tag, _bytes_of(one)), number)
        key = (tag, _bytes_of(element))
        if key not in self._known:
            element.tail = None
            holder.append(element)
            holder.set("count", str(len(holder)))
            self._known[key] = len(holder) - 1
            self.changed = True
        return self._known[key]


def _bytes_of(element: Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)


def _change_font(font: Element, new: CellFormat, changed: Iterable[str]) -> None:
    texts = {
        "font_name": ("name", new.font_name),
        "font_size": ("sz", None if new.font_size is None else f"{new.font_size:g}"),
        "bold": ("b", "1" if new.bold else None),
        "italic": ("i", "1" if new.italic else None),
        "strike": ("strike", "1" if new.strike else None),
        "underline": ("u", new.underline),
        "font_color": ("color", new.font_color),
    }
    for field in changed:
        if field not in texts:
            continue
        tag, value = texts[field]
        for old in font.findall(main(tag)):
            drop(old)
        if field == "font_name":  # a theme's font would win over the name
            for old in font.findall(main("scheme")):
                drop(old)
        if value is not None:
            attribute = {"rgb": f"FF{value}"} if tag == "color" else {"val": value}
            if value == "1" and tag in {"b", "i", "strike"}:
                attribute = {}
            _insert(font, font.makeelement(main(tag), attribute))


def _insert(font: Element, made: Element) -> None:
    rank = _FONT_ORDER.index(local_name(made))
    position = 0
    for index, one in enumerate(font):
        if local_name(one) in _FONT_ORDER and _FONT_ORDER.index(local_name(one)) < rank:
            position = index + 1
    font.insert(position, made)


def _fill_element(color: str | None) -> Element:
    fill = parse(f'<fill xmlns="{MAIN}"/>'.encode(), "styles")
    pattern = etree.SubElement(
        fill, main("patternFill"), patternType="none" if color is None else "solid"
    )
    if color is not None:
        etree.SubElement(pattern, main("fgColor"), rgb=f"FF{color}")
        etree.SubElement(pattern, main("bgColor"), indexed="64")
    return fill


def _change_borders(border: Element, borders: Borders) -> None:
    kept = {local_name(one): one for one in border}
    for one in list(border):
        if local_name(one) in {*_EDGES, "start", "end"}:
            drop(one)
    for index, name in enumerate(_EDGES):
        edge: Edge | None = getattr(borders, name)
        element = border.makeelement(main(name), {} if edge is None else {"style": edge.style})
        if edge is not None:
            same = kept.get(name)
            color = None if same is None else same.find(main("color"))
            if edge.color is not None:
                etree.SubElement(element, main("color"), rgb=f"FF{edge.color}")
            elif color is not None and color.get("rgb") is None:
                element.append(deepcopy(color))
            else:
                etree.SubElement(element, main("color"), auto="1")
        border.insert(index, element)


def _change_child(xf: Element, tag: str, changes: dict[str, Any]) -> None:
    if not changes:
        return
    child = xf.find(main(tag))
    if child is None:
        child = xf.makeelement(main(tag))
        xf.insert(0 if tag == "alignment" else int(xf.find(main("alignment")) is not None), child)
    for key, value in changes.items():
        name = _ALIGNMENT.get(key) or _PROTECTION[key]
        if value is None or (tag == "alignment" and not value):
            set_attribute(child, name, None)
        else:
            child.set(name, str(int(value)) if isinstance(value, (bool, int)) else str(value))
    xf.set("applyAlignment" if tag == "alignment" else "applyProtection", "1")
