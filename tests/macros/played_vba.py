"""The add-in's VBA as a live Excel would run it for Python, so that its calls can be counted.

What the VBA itself does is proven elsewhere, where LibreOffice and pyOpenVBA run it
(tests/addin/test_copies.py): here a sheet is made for each that is ordered, with its mark.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pytest
import xlwings as xw

from xlbilling.book import form_orders, making_room, names, template_sheet
from xlbilling.book.binding import two_d
from xlbilling.book.vba import FIELD, RECORD

ADDIN: Final = "xlbilling.xlam"
AUTOMATIC: Final = "-4105"
"""Excel's own number of calculating by itself."""


def runner(book: xw.Book) -> Callable[[str, Sequence[object]], str]:
    """Return what answers Application.Run for a workbook of the file host."""
    procedures: Mapping[str, Callable[..., str]] = {
        "Copies.Describe": _describe,
        "Copies.Marked": _marked,
        "Copies.Fill": _fill,
        "Looks.Paint": _paint,
        "Meanwhile.Pause": _pause,
        "Meanwhile.Proceed": _proceed,
        "Meanwhile.State": _state,
        "Room.Free": _free,
        "Room.Make": _make,
    }

    def run(macro: str, arguments: Sequence[object]) -> str:
        owner, _, procedure = macro.partition("!")
        assert owner == f"'{ADDIN}'", macro
        if procedure != "Meanwhile.Proceed":
            name, *arguments = arguments
            assert name == book.name
        try:
            return procedures[procedure](book, *arguments)
        except AssertionError as wrong:  # a click would do without what fails
            pytest.fail(f"{procedure}: {wrong}")

    return run


def _describe(book: xw.Book, name: str, beginning: str) -> str:
    sheet = book.sheets[name]
    lines = [
        FIELD.join(("name", each.name.rpartition("!")[2], str(each.refers_to), "11"))
        for each in sheet.names
        if each.name.rpartition("!")[2].startswith((beginning, "Print_Area"))
    ]
    template = template_sheet.read(book, name)
    lines.append(FIELD.join(("widths", *map(str, template.widths))))
    lines.append(FIELD.join(("heights", *map(str, template.heights))))
    return "\n".join(lines)


def _marked(book: xw.Book, mark: str) -> str:
    return "\n".join(each.name for each in book.sheets if names.is_our_page(each) and mark)


def _paint(book: xw.Book, name: str, orders: str) -> str:
    for what, _, address in (order.split(FIELD) for order in orders.split(RECORD)):
        assert what
        assert book.sheets[name].range(address).size
    return ""


def _pause(book: xw.Book, beginning: str) -> str:
    lines = [FIELD.join(("calculation", AUTOMATIC)), FIELD.join(("state", _state(book)))]
    lines += [
        FIELD.join(("name", each.name, str(each.refers_to)))
        for each in book.names
        if each.name.startswith(beginning)
    ]
    book.app.calculation = "manual"
    return "\n".join(lines)


def _proceed(book: xw.Book, calculation: str) -> str:
    assert calculation in {AUTOMATIC, ""}
    book.app.calculation, book.app.screen_updating = "automatic", True
    return ""


def _state(book: xw.Book) -> str:
    """As Excel's events tell it: any change of the file's cells, tables and sheets."""
    return str(book.impl.mark)


def _fill(book: xw.Book, orders: str) -> str:
    there = [each.name for each in book.sheets]
    for kind, *rest in (order.split(FIELD) for order in orders.split(RECORD)):
        if kind == form_orders.SHEET and rest[0] not in there:
            made = book.sheets.add(rest[0], after=book.sheets[len(book.sheets) - 1])
            names.mark_page(made)
    return ""


def _free(book: xw.Book, orders: str) -> str:
    free = []
    for place, (what, sheet, address) in enumerate(map(_order, orders.split(RECORD))):
        areas = [book.sheets[sheet].range(area) for area in address.split(",")]
        asked = _ASKED[what]
        free += [str(place)] if all(map(asked, areas)) else []
    return "\n".join([*free, _of(orders)])


def _is_blank(cells: xw.Range) -> bool:
    return cells.merge_cells is False and not any(map(any, _texts(cells)))


def _has_values(cells: xw.Range) -> bool:
    return not any(text.startswith("=") for row in _texts(cells) for text in row)


def _are_texts(cells: xw.Range) -> bool:
    return bool(cells.number_format == "@")


_ASKED: Final = {
    making_room.BLANK: _is_blank,
    making_room.VALUES: _has_values,
    making_room.TEXTS: _are_texts,
}


def _texts(cells: xw.Range) -> list[list[str]]:
    return [
        [str(text or "") for text in row] for row in two_d(cells.formula, rows=cells.rows.count)
    ]


def _make(book: xw.Book, orders: str) -> str:
    for what, name, *rest in map(_order, orders.split(RECORD)):
        sheet = book.sheets[name]
        if what == making_room.TABLE:
            table, address = rest
            sheet.tables[table].resize(sheet.range(address))
            continue
        for cells in (sheet.range(area) for area in rest[0].split(",")):
            if what == making_room.CLEAR:
                cells.clear_contents()
            elif not _are_texts(cells):
                assert what == making_room.TEXTS
                cells.number_format = "@"
    return _of(orders)


def _of(orders: str) -> str:
    """How many they were, by which Python knows that all were done."""
    return FIELD.join(("of", str(orders.count(RECORD) + 1)))


def _order(text: str) -> list[str]:
    return text.split(FIELD)
