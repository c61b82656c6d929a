"""A sheet whose rows are copies of a template sheet's rows, in another order and number.

The template is read once; each look is put together once, as text with gaps; a sheet is that text
with its gaps filled. A thousand sheets of 400 cells take half a second.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from string import ascii_uppercase
from typing import Final, Protocol
from xml.sax.saxutils import unescape

from xlbilling.hosts.files.package import sheet_xml
from xlbilling.hosts.files.package.addresses import Area, column_letters, column_number, parse_area
from xlbilling.hosts.files.package.cell_text import CellOut, cell_xml, value_xml
from xlbilling.hosts.files.package.layout_types import Rule, SheetLayout
from xlbilling.hosts.files.package.markup import text_escape
from xlbilling.hosts.files.package.sheet_layout import read_layout, with_layout
from xlbilling.hosts.files.package.sheet_scan import SheetBytes, attributes_of
from xlbilling.model.cells import CellValue
from xlbilling.model.formula_scan import Reference, rewrite

_CELL: Final = re.compile(r"([A-Z]+)(\d+)")
_FORMULA: Final = re.compile(r"(<(?:\w+:)?formula[12]?>)([^<]*)(</)")
"""A formula of a rule for cells."""
_LOST: Final = "#REF!"


class Look(Protocol):
    """How a copy looks; see xlbilling/layout/forms/looks.py."""

    @property
    def rows(self) -> tuple[int, ...]:
        """The template's row that each row is a copy of."""

    @property
    def heights(self) -> tuple[float, ...]:
        """Each row's height in points."""

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Row and column of the cells that are filled."""

    @property
    def texts(self) -> tuple[bool, ...]:
        """Whether each of them shows a text."""

    @property
    def breaks(self) -> tuple[int, ...]:
        """Rows after which a new page begins."""

    @property
    def columns(self) -> int:
        """The last column that is printed."""

    def moved(self, formula: str, place: tuple[int, int]) -> str:
        """Return a formula of the office's with its references where their rows went."""


@dataclass(frozen=True)
class _Row:
    """A template row: its attributes but number and height, its style, its cells by column."""

    attributes: str
    style: int
    cells: dict[int, tuple[int, str]]
    height: str = ""

    def with_height(self, points: float) -> str:
        """Return the attributes with a height; a hidden row keeps its own for when it is shown."""
        height = f'ht="{points:g}" customHeight="1"' if points else self.height
        return f"{self.attributes} {height}".rstrip()


_NO_ROW: Final = _Row("", 0, {})


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in attributes.items())


class Source:
    """A template sheet, read for copying.

    Args:
        xml: its part, without what only one sheet of a book may have.
        text_style: gives the number of a style with its number format that of texts.
    """

    def __init__(self, xml: bytes, text_style: Callable[[int], int]) -> None:
        self._sheet = SheetBytes.of(xml)
        self.layout = read_layout(xml)
        self._text_style = text_style
        self._formulas = sheet_xml.formulas(xml)
        self._rows = {
            number: self._row(opening, end) for number, opening, end in self._sheet.rows()
        }
        self._bare = _without_rows(self._sheet)

    def _row(self, opening: re.Match[bytes], end: int) -> _Row:
        cells = {}
        for found in self._sheet.tags.cell.finditer(self._sheet.xml, opening.end(), end):
            given = attributes_of(found[1])
            place = _CELL.fullmatch(given.pop("r"))
            assert place is not None, "a scanned sheet has addresses"
            style = int(given.pop("s", "0"))
            rest = "".join(f' {key}="{value}"' for key, value in given.items())
            content = f"{rest}>{found[2].decode()}" if found[2] is not None else ""
            cells[column_number(place[1])] = (style, content)
        given = attributes_of(opening[1])
        style = int(given.pop("s", "0"))
        sized = {k: v for k, v in given.items() if k in {"ht", "customHeight"}}
        kept = {k: v for k, v in given.items() if k not in {"r", "spans", *sized}}
        return _Row(_written(kept), style, cells, _written(sized).strip())

    def look(self, look: Look) -> Pattern:
        """Return the pattern of the sheets that look so."""
        pieces, gaps = self._cells(look)
        return Pattern(self._around(look), pieces, gaps)

    def _around(self, look: Look) -> tuple[bytes, bytes]:
        """Return what stands before and after the rows."""
        xml = with_layout(self._bare, _moved(self.layout, look))
        sheet = SheetBytes.of(xml)
        last = f"A1:{column_letters(max(look.columns, 1))}{len(look.rows)}"
        head = re.sub(
            rb'(<(?:\w+:)?dimension ref=")[^"]*', rb"\g<1>" + last.encode(), xml[: sheet.head_end]
        )
        return head, xml[sheet.tail_start :]

    def _cells(self, look: Look) -> tuple[list[str], list[Gap]]:
        """Return the text of the rows between the gaps, and the gaps."""
        p = self._sheet.tags.prefix
        filled: dict[int, dict[int, int]] = {}
        for at, (number, column) in enumerate(look.places):
            filled.setdefault(number, {})[column] = at
        pieces, gaps = [f"<{p}sheetData>"], list[Gap]()
        for number, origin in enumerate(look.rows, start=1):
            row = self._rows.get(origin, _NO_ROW)
            mark = f' s="{row.style}"' if row.style else ""
            pieces[-1] += f'<{p}row r="{number}"{mark}{row.with_height(look.heights[number - 1])}>'
            here = filled.get(number, {})
            for column in sorted({*row.cells, *here}):
                name = f"{column_letters(column)}{number}"
                style, content = row.cells.get(column, (row.style or self._column(column), ""))
                if column in here:
                    at = here[column]
                    gaps.append(Gap(name, self._text_style(style) if look.texts[at] else style, at))
                    pieces.append("")
                else:
                    pieces[-1] += self._cell(look, (origin, column), (name, style), content)
            pieces[-1] += f"</{p}row>"
        pieces[-1] += f"</{p}sheetData>"
        return pieces, gaps

    def _column(self, column: int) -> int:
        found = (one.style for one in self.layout.columns if one.first <= column <= one.last)
        return next(found, 0)

    def _cell(self, look: Look, origin: tuple[int, int], new: tuple[str, int], content: str) -> str:
        """Return a cell of the office's own: its words, or its formula moved with its rows."""
        p = self._sheet.tags.prefix
        opening = f'<{p}c r="{new[0]}" s="{new[1]}"'
        if not content:
            return f"{opening}/>"
        formula = self._formulas.get(origin)
        if formula is None:
            return f"{opening}{content}</{p}c>"
        number = int(new[0].lstrip(ascii_uppercase))
        text = text_escape(look.moved(formula, (origin[0], number)))
        return f"{opening}><{p}f>{text}</{p}f></{p}c>"


@dataclass(frozen=True, slots=True)
class Gap:
    """A cell that is filled.

    Attributes:
        name: its address.
        style: the number of its format.
        at: which of a sheet's values fills it.
    """

    name: str
    style: int
    at: int


class Pattern:
    """The sheets of one look: text with gaps.

    Args:
        around: what stands before and after the rows.
        pieces: the text between the gaps.
        gaps: the cells between the pieces.
    """

    def __init__(
        self, around: tuple[bytes, bytes], pieces: Sequence[str], gaps: Sequence[Gap]
    ) -> None:
        self._around, self._pieces, self._gaps = around, pieces, gaps

    def xml(self, values: Sequence[CellValue], formulas: Sequence[str], prefix: str = "") -> bytes:
        """Return a sheet with its gaps filled.

        Args:
            values: what stands in each place of the look.
            formulas: the live formula of each, "" for none.
            prefix: the sheets' namespace prefix.

        Raises:
            BookError: Excel cannot hold a value.
        """
        out = [self._pieces[0]]
        for gap, piece in zip(self._gaps, self._pieces[1:], strict=True):
            value, formula = values[gap.at], formulas[gap.at]
            if formula:
                cell = cell_xml(gap.name, CellOut(value, formula=formula), gap.style, prefix)
            else:
                shown = None if value == "" else value
                cell = value_xml(gap.name, shown, gap.style, prefix)
            out += (cell, piece)
        head, tail = self._around
        return b"".join((head, "".join(out).encode(), tail))


def _without_rows(sheet: SheetBytes) -> bytes:
    p = sheet.tags.prefix
    empty = f"<{p}sheetData></{p}sheetData>".encode()
    return sheet.xml[: sheet.head_end] + empty + sheet.xml[sheet.tail_start :]


# What moves with its rows


def _moved(layout: SheetLayout, look: Look) -> SheetLayout:
    """Return a layout with all that belongs to rows where these rows went."""
    links = [
        replace(one, area=area)
        for one in layout.hyperlinks
        for area in _areas(parse_area(one.area), look)
    ]
    return replace(
        layout,
        merges=tuple(area for one in layout.merges for area in _areas(parse_area(one), look)),
        row_breaks=look.breaks,
        hyperlinks=tuple(links),
        conditional=_rules(layout.conditional, look),
        validations=_rules(layout.validations, look),
        tab_selected=False,
    )


def _rules(rules: Sequence[Rule], look: Look) -> tuple[Rule, ...]:
    """Return rules for cells on the rows that went elsewhere, however these stand by now.

    A rule that speaks of a row which is gone goes with it.
    """
    found = []
    for rule in rules:
        old = [parse_area(one) for one in rule.areas.split()]
        tops = [top for one in old for top, _ in runs(one, look)]
        areas = [
            replace(one, top=top, bottom=end).name for one in old for top, end in runs(one, look)
        ]
        if not areas:
            continue
        xml = _FORMULA.sub(partial(_moved_in, look=look, old=old[0].top, new=tops[0]), rule.xml)
        if _LOST not in xml or _LOST in rule.xml:
            found.append(replace(rule, areas=" ".join(areas), xml=xml))
    return tuple(found)


def runs(area: Area, look: Look) -> Iterator[tuple[int, int]]:
    """Give the first and last of the rows that are copies of an area's, those in one piece."""
    rows = [n for n, row in enumerate(look.rows, 1) if area.top <= row <= area.bottom]
    for _, run in groupby(enumerate(rows), lambda each: each[1] - each[0]):
        members = [row for _, row in run]
        yield members[0], members[-1]


def _moved_in(found: re.Match[str], look: Look, old: int, new: int) -> str:
    """Return a rule's formula as the first row of its cells has it, which stood elsewhere."""
    origin = look.rows[new - 1]
    formula = rewrite(unescape(found[2]), lambda one: _relative(one, origin - old))
    return found[1] + text_escape(look.moved(formula, (origin, new))) + found[3]


def _relative(reference: Reference, rows: int) -> str:
    return reference.text if reference.prefix else reference.moved(rows, 0)


def _areas(area: Area, look: Look) -> list[str]:
    """Return where an area went: wherever its rows stand one below the other."""
    wanted = tuple(range(area.top, area.bottom + 1))
    count = len(wanted)
    return [
        replace(area, top=at + 1, bottom=at + count).name
        for at, row in enumerate(look.rows)
        if row == area.top and look.rows[at : at + count] == wanted
    ]
