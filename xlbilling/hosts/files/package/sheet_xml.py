"""A sheet's cells: read what files know of them, and splice changes into the bytes as a stream."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Final

from xlbilling.hosts.files.package.addresses import (
    Area,
    column_letters,
    parse_area,
)
from xlbilling.hosts.files.package.cell_text import (
    KEEP,
    CellOut,
    PlainRow,
    cell_xml,
    value_xml,
)
from xlbilling.hosts.files.package.layout_types import SheetLayout
from xlbilling.hosts.files.package.markup import text_escape
from xlbilling.hosts.files.package.sheet_formulas import (
    Cells,
    Change,
    OwnFormula,
    array_areas,
    formulas,
    with_groups_respected,
)
from xlbilling.hosts.files.package.sheet_layout import read_layout, with_layout
from xlbilling.hosts.files.package.sheet_reading import (
    RowFormat,
    StyleGrid,
    row_formats,
    styles_grid,
    used_area,
)
from xlbilling.hosts.files.package.sheet_scan import SheetBytes, attributes_of

__all__ = [
    "KEEP",
    "CellOut",
    "RowFormat",
    "SheetLayout",
    "StyleGrid",
    "array_areas",
    "formulas",
    "read_layout",
    "row_formats",
    "splice",
    "styles_grid",
    "used_area",
    "with_dimension_over",
    "with_layout",
]

_PIECE: Final = 1 << 20
_STYLE: Final = re.compile(rb'\ss="(\d+)"')
_DIMENSION: Final = re.compile(rb'(<(?:[\w.-]+:)?dimension\b[^>]*?\sref=")([^"]*)(")')
_COLUMN: Final = re.compile(rb"<(?:[\w.-]+:)?col\b([^>]*)>")
_SPANS: Final = re.compile(rb'\sspans="[^"]*"')


def splice(
    xml: bytes,
    cells: Cells,
    *,
    rows: Mapping[int, RowFormat] | None = None,
    date1904: bool = False,
    written: Area | None = None,
    plain_row: Callable[[int], PlainRow | None] = lambda _: None,
) -> Iterator[bytes]:
    """Give the sheet's bytes with some cells and rows changed, piece after piece.

    What lies between the changes is copied as it is. New cells take the style of their row or
    column unless they bring one. The sheet's dimension grows with what is written.

    Args:
        xml: the sheet's part, UTF-8.
        cells: the changes by row and column, both from 1.
        rows: changes of whole rows.
        date1904: whether the book counts days from 1904.
        written: the area around all values and formulas in ``cells``; None to look for it there.
        plain_row: gives a row of ``cells`` as one run of values where it is that: 60,000 new rows
            of 32 columns are written in 3 s so, and took 20 s cell by cell.

    Raises:
        BookError: ``BOOK-CELL`` or ``BOOK-ARRAY``, a change that Excel would not allow.
    """
    sheet = SheetBytes.of(xml)
    changes = with_groups_respected(sheet, cells)
    writer = _Writer(sheet, changes, rows or {}, plain_row, date1904=date1904)
    yield writer.head(written)
    yield from writer.data()
    yield from _pieces(sheet.xml, sheet.tail_start, len(sheet.xml))


class _Writer:
    """Writes one sheet anew."""

    def __init__(
        self,
        sheet: SheetBytes,
        changes: Mapping[int, Mapping[int, Change]],
        rows: Mapping[int, RowFormat],
        plain_row: Callable[[int], PlainRow | None],
        *,
        date1904: bool,
    ) -> None:
        self._sheet = sheet
        self._changes = changes
        self._rows = rows
        self._plain_row = plain_row
        self._date1904 = date1904
        self._prefix = sheet.tags.prefix
        self._column_styles = _column_styles(sheet.xml[: sheet.head_end])

    def head(self, written: Area | None) -> bytes:
        """Return what stands before the rows, its dimension grown where needed."""
        head = self._sheet.xml[: self._sheet.head_end] + f"<{self._prefix}sheetData>".encode()
        around = written or self._around_changes()
        return head if around is None else _with_dimension(head, around)

    def _around_changes(self) -> Area | None:
        written = [
            (row, column)
            for row, columns in self._changes.items()
            for column, out in columns.items()
            if isinstance(out, OwnFormula) or out.value is not None or out.formula is not None
        ]
        return _around(written) if written else None

    def data(self) -> Iterator[bytes]:
        """Give the rows and the end of the data."""
        at = self._sheet.start
        for number, opening, end in self._sheet.places(sorted({*self._changes, *self._rows})):
            yield from _pieces(self._sheet.xml, at, end if opening is None else opening.start())
            at = end
            if opening is None:
                yield self._new_row(number)
            else:
                yield self._changed_row(number, opening, end)
        yield from _pieces(self._sheet.xml, at, self._sheet.end)
        yield f"</{self._prefix}sheetData>".encode()

    def _new_row(self, number: int) -> bytes:
        attributes = _row_attributes(b"", self._rows.get(number))
        style = self._rows[number].style if number in self._rows else None
        plain = self._plain_row(number)
        content = (
            self._new_cells(number, style) if plain is None else self._run(plain, number, style)
        )
        if not content and not attributes:
            return b""
        p = self._prefix
        opening = f'<{p}row r="{number}"'.encode() + attributes
        return opening + f">{content}</{p}row>".encode() if content else opening + b"/>"

    def _new_cells(self, number: int, row_style: int | None) -> str:
        changes = self._changes.get(number, {})
        return "".join(
            self._new_cell(number, column, out, row_style)
            for column, out in sorted(changes.items())
            if isinstance(out, CellOut)
        )

    def _run(self, plain: PlainRow, number: int, row_style: int | None) -> str:
        """Return the cells of a run in a new row."""
        texts = []
        for column, value, own in zip(count(plain.left), plain.values, plain.styles, strict=False):
            style = own
            if style is None:
                if value is None and column not in plain.formulas:
                    continue
                style = self._column_styles.get(column, 0) if row_style is None else row_style
            name = f"{column_letters(column)}{number}"
            if column in plain.formulas:
                out = plain.formulas[column]
                texts.append(cell_xml(name, out, style, self._prefix, date1904=self._date1904))
                continue
            texts.append(value_xml(name, value, style, self._prefix, date1904=self._date1904))
        return "".join(texts)

    def _new_cell(self, row: int, column: int, out: CellOut, row_style: int | None) -> str:
        style = out.style
        if style is None:
            style = self._column_styles.get(column, 0) if row_style is None else row_style
            if out.formula is None and (out.value is None or out.value is KEEP):
                return ""
        name = f"{column_letters(column)}{row}"
        return cell_xml(name, out, style, self._prefix, date1904=self._date1904)

    def _changed_row(self, number: int, opening: re.Match[bytes], end: int) -> bytes:
        close = end if opening[2] else end - len(self._sheet.tags.row_end)
        pieces, is_wider = self._changed_cells(number, opening.end(), close)
        attributes = _row_attributes(opening[1], self._rows.get(number))
        if is_wider:
            attributes = _SPANS.sub(b"", attributes)
        content = b"".join(pieces)
        tag = f"<{self._prefix}row".encode() + attributes.rstrip()
        return tag + b">" + content + self._sheet.tags.row_end if content else tag + b"/>"

    def _changed_cells(self, number: int, at: int, close: int) -> tuple[list[bytes], bool]:
        """Return the row's content with its changes, and whether cells were added."""
        sheet = self._sheet
        pieces: list[bytes] = []
        is_wider = False
        row_style = self._row_style(number, at)
        for column, out in sorted(self._changes.get(number, {}).items()):
            name = f"{column_letters(column)}{number}"
            found = sheet.find_cell(at, close, name)
            if found is not None:
                pieces += [sheet.xml[at : found[0]], self._changed_cell(name, out, found)]
                at = found[1]
            elif isinstance(out, CellOut):
                place = sheet.place_for(at, close, column)
                new = self._new_cell(number, column, out, row_style)
                pieces += [sheet.xml[at:place], new.encode()]
                at = place
                is_wider = is_wider or bool(new)
        pieces.append(sheet.xml[at:close])
        return pieces, is_wider

    def _row_style(self, number: int, content_start: int) -> int | None:
        given = self._rows.get(number)
        if given is not None and given.style is not None:
            return given.style
        start = self._sheet.xml.rfind(b"<", self._sheet.start, content_start)
        opening = self._sheet.xml[start:content_start]
        if b"customFormat" not in opening:
            return None
        attributes = attributes_of(opening)
        return int(attributes.get("s") or 0) if _is_true(attributes.get("customFormat")) else None

    def _changed_cell(self, name: str, out: Change, place: tuple[int, int]) -> bytes:
        old = self._sheet.xml[place[0] : place[1]]
        if isinstance(out, OwnFormula):
            return self._with_own_formula(old, out)
        style = _style_of(old) if out.style is None else out.style
        if out.keeps_content:
            return _restyled(old, style)
        if out.is_blank and style == 0:
            return b""
        return cell_xml(name, out, style, self._prefix, date1904=self._date1904).encode()

    def _with_own_formula(self, old: bytes, own: OwnFormula) -> bytes:
        p = self._prefix
        new = f"<{p}f>{text_escape(own.formula)}</{p}f>".encode()
        if own.style is not None:
            old = _restyled(old, own.style)
        return self._sheet.tags.formula.sub(lambda _: new, old, count=1)


def _style_of(cell: bytes) -> int:
    found = _STYLE.search(cell, 0, cell.index(b">"))
    return int(found[1]) if found else 0


def _restyled(cell: bytes, style: int) -> bytes:
    tag_end = cell.index(b">")
    if cell[tag_end - 1 : tag_end] == b"/":
        tag_end -= 1
    opening = re.sub(rb'\ss="\d*"', b"", cell[:tag_end], count=1)
    if style:
        opening = re.sub(rb'(\sr="[A-Z]+\d+")', rb'\1 s="%d"' % style, opening, count=1)
    return opening + cell[tag_end:]


def _row_attributes(old: bytes, new: RowFormat | None) -> bytes:
    """Return a row's attributes with the changes worked in; what is not ours stays."""
    if new is None:
        return old
    set_to: dict[str, str | None] = {}
    if new.height is not None:
        set_to |= {"ht": f"{new.height:g}", "customHeight": "1"}
    elif new.auto_height:
        set_to |= {"ht": None, "customHeight": None}
    if new.hidden is not None:
        set_to["hidden"] = "1" if new.hidden else None
    if new.style is not None:
        set_to |= {"s": str(new.style) if new.style else None}
        set_to["customFormat"] = "1" if new.style else None
    for key, value in set_to.items():
        old = re.sub(rb"\s" + key.encode() + rb'="[^"]*"', b"", old)
        if value is not None:
            old = old.rstrip() + f' {key}="{value}"'.encode()
    return old


def _column_styles(head: bytes) -> dict[int, int]:
    styles: dict[int, int] = {}
    for found in _COLUMN.finditer(head):
        attributes = attributes_of(found[1])
        style = int(attributes.get("style") or 0)
        if style:
            first, last = int(attributes["min"]), int(attributes["max"])
            styles |= dict.fromkeys(range(first, last + 1), style)
    return styles


def _around(places: list[tuple[int, int]]) -> Area:
    rows = [row for row, _ in places]
    columns = [column for _, column in places]
    return Area(min(rows), min(columns), max(rows), max(columns))


def _with_dimension(head: bytes, written: Area) -> bytes:
    found = _DIMENSION.search(head)
    if found is None:
        return head
    old = parse_area(found[2].decode())
    grown = Area(
        min(old.top, written.top),
        min(old.left, written.left),
        max(old.bottom, written.bottom),
        max(old.right, written.right),
    )
    return head[: found.start(2)] + grown.name.encode() + head[found.end(2) :]


def with_dimension_over(xml: bytes, area: Area) -> bytes:
    """Return the sheet's bytes with a dimension that covers the area too."""
    sheet = SheetBytes.of(xml)
    own = sheet.xml[: sheet.head_end]
    head = _with_dimension(own, area)
    return xml if head == own else sheet.around(head + sheet.xml[sheet.head_end :])


def _pieces(data: bytes, start: int, end: int) -> Iterator[bytes]:
    for at in range(start, end, _PIECE):
        yield data[at : min(at + _PIECE, end)]


def _is_true(text: str | None) -> bool:
    return text in {"1", "true"}
