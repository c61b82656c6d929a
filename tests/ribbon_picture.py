"""The ribbon drawn from its definition: the tab as it lies in Excel, and below it the open menus.

Excel's own icons are not ours to copy, so each control shows the first letter of its label.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
FONT = 'font-family="Carlito, Calibri, Segoe UI, sans-serif"'
INK, FAINT, LINE, BLUE, PALE = "#242424", "#6b6b6b", "#d5d5d5", "#0f4c75", "#e8f1f8"
CHAR, ROW, LARGE, MARGIN = 6.3, 22, 66, 10
TAB, BAND = 34, 104  # where the groups begin, and how high they are
SMALL_PER_COLUMN = 3
MIDDLE = ' text-anchor="middle"'


@dataclass(frozen=True)
class Menu:
    """A menu of the tab, to be drawn open.

    Attributes:
        control: its definition.
        group: the group that it is in.
        left: where it stands in the tab.
    """

    control: ET.Element
    group: str
    left: float


def ribbon_picture(ribbon: str) -> str:
    """Return the tab as a picture in SVG."""
    tab = next(ET.fromstring(ribbon).iter(f"{UI}tab"))
    shapes: list[str] = []
    menus: list[Menu] = []
    left = float(MARGIN)
    for group in tab.iter(f"{UI}group"):
        left = _group(group, left, shapes, menus)
    free, lowest = 0.0, 0.0
    for menu in menus:
        free, bottom = _open_menu(menu, max(menu.left, free), shapes)
        lowest = max(lowest, bottom)
    width, height = max(left, free) + MARGIN, lowest + MARGIN
    title = _text(MARGIN + 12, 23, str(tab.get("label")), BLUE, ' font-weight="bold"')
    mark = _box(MARGIN + 8, 29, (_width(str(tab.get("label"))) + 8, 3), BLUE, BLUE)
    band = _box(MARGIN, TAB, (width - 2 * MARGIN, BAND), "#fbfbfb", LINE)
    body = "\n".join([title, mark, band, *shapes])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"'
        f' width="{width:.0f}" height="{height:.0f}" {FONT} font-size="12">\n'
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _group(group: ET.Element, start: float, shapes: list[str], menus: list[Menu]) -> float:
    """Draw a group, and note its menus; return where the next group begins."""
    left, column, widest = start + 8, 0, 0.0
    name = str(group.get("label"))
    for control in group:
        kind, label = control.tag.removeprefix(UI), control.get("label", "")
        if kind == "separator":
            continue
        if control.get("size") == "large":
            left, column, widest = left + widest, 0, 0.0
            shapes += _large(control, left)
            if kind == "menu":
                menus.append(Menu(control, name, left))
            left += _large_width(label) + 4
            continue
        if column == SMALL_PER_COLUMN:
            left, column, widest = left + widest, 0, 0.0
        top = TAB + 8 + column * ROW
        shapes += _small(control, left, top)
        if kind == "menu":
            menus.append(Menu(control, name, left))
        widest = max(widest, _small_width(control) + 6)
        column += 1
    end = max(left + widest, start + _width(name) + 16) + 4
    below = _text((start + end) / 2, TAB + BAND - 8, name, FAINT, MIDDLE)
    edge = f'<line x1="{end:.0f}" x2="{end:.0f}" y1="{TAB + 6}" y2="{TAB + BAND - 6}" stroke="{LINE}"/>'
    shapes += [below, edge]
    return end


def _large(control: ET.Element, left: float) -> Iterator[str]:
    label = str(control.get("label"))
    middle = left + _large_width(label) / 2
    yield _icon(middle - 14, TAB + 8, 28, label)
    first, _, rest = label.partition(" ")
    if control.tag == f"{UI}menu":
        rest = f"{rest} ▾".strip()
    for n, words in enumerate((first, rest)):
        yield _text(middle, TAB + 52 + 14 * n, words, INK, MIDDLE)


def _small(control: ET.Element, left: float, top: float) -> Iterator[str]:
    kind, label = control.tag.removeprefix(UI), control.get("label", "")
    if kind == "labelControl":
        yield _text(left, top + 14, "what the last click did", FAINT)
        return
    if kind == "editBox":
        yield _text(left, top + 14, label)
        yield _box(left + _width(label) + 6, top + 1, (76, 18), "#ffffff", LINE)
        yield _text(left + _width(label) + 11, top + 14, "12/31/2026", FAINT)
        return
    yield _icon(left, top + 1, 16, label)
    yield _text(left + 21, top + 14, f"{label} ▾" if kind == "menu" else label)


def _open_menu(menu: Menu, left: float, shapes: list[str]) -> tuple[float, float]:
    """Draw a menu's items below the tab; return where the next may begin, and where it ends."""
    items = [one for one in menu.control if one.get("label")]
    label = str(menu.control.get("label"))
    title = menu.group if label == menu.group else f"{menu.group}, {label}"
    width = max(_width(title), *(_width(str(one.get("label"))) + 24 for one in items)) + 16
    shapes.append(_text(left + 2, TAB + BAND + 18, title, FAINT))
    top = TAB + BAND + 24.0
    height = len(items) * ROW + 8
    shapes.append(_box(left, top, (width, height), "#ffffff", LINE))
    for n, item in enumerate(items):
        label = str(item.get("label"))
        shapes.append(_icon(left + 7, top + 6 + n * ROW, 16, label))
        shapes.append(_text(left + 29, top + 19 + n * ROW, label))
    return left + width + 8, top + height


def _icon(left: float, top: float, size: int, label: str) -> str:
    bold = f'{MIDDLE} font-weight="bold" font-size="{size * 0.62:.1f}"'
    letter = _text(left + size / 2, top + size * 0.72, label[:1], BLUE, bold)
    return _box(left, top, (size, size), PALE, "#b9d3e6") + letter


def _box(left: float, top: float, size: tuple[float, float], fill: str, line: str) -> str:
    place = f'x="{left:.1f}" y="{top:.1f}" width="{size[0]:.1f}" height="{size[1]:.1f}"'
    return f'<rect {place} rx="3" fill="{fill}" stroke="{line}"/>'


def _text(left: float, base: float, words: str, ink: str = INK, style: str = "") -> str:
    place = f'x="{left:.1f}" y="{base:.1f}" fill="{ink}"'
    return f"<text {place}{style}>{escape(words)}</text>"


def _width(words: str) -> float:
    return len(words) * CHAR


def _large_width(label: str) -> float:
    return max(LARGE, max(map(_width, label.split())) + 10)


def _small_width(control: ET.Element) -> float:
    label = control.get("label", "")
    if control.tag == f"{UI}labelControl":
        return 130
    return _width(label) + (90 if control.tag == f"{UI}editBox" else 38)
