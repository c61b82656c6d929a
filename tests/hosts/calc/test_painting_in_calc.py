"""A page's looks are given in one call, and are those that single calls give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.every_look import PAGE
from tests.live_books import OpenBook
from tests.macros.counting import counted
from tests.template_book import template_book_bytes
from xlbilling.book import painting, styles


def looks(sheet: xw.Sheet) -> list[tuple[Any, ...]]:
    """How the page's cells look."""
    cells = (sheet.range((each.row, each.column)) for each in PAGE.cells)
    return [
        (
            cell.number_format, cell.color, cell.wrap_text,
            cell.impl.horizontal_alignment, cell.impl.vertical_alignment,
            cell.font.bold, cell.font.italic, cell.font.size, cell.font.color,
        )
        for cell in cells
    ]  # fmt: skip


def test_one_call_paints_what_single_calls_paint(tmp_path: Path, in_calc: OpenBook) -> None:
    path = tmp_path / "new.xlsx"
    path.write_bytes(template_book_bytes())
    strokes = painting.strokes(PAGE)
    with in_calc(path) as book:
        found = []
        for lacks in (frozenset({"paint_by_orders"}), frozenset[str]()):
            sheet = book.sheets.add(f"Looks {len(lacks)}", after=book.sheets[len(book.sheets) - 1])
            live, counts = counted(book, lacks=lacks)
            painting.paint(live, live.sheets[sheet.name], strokes)
            found.append((counts.calls.total(), looks(sheet)))

    (many, singly), (one, together) = found
    assert one == 1
    assert many > len(strokes) / 2
    assert together == singly
    assert len({str(look) for look in singly}) == pytest.approx(len(styles.LOOKS), rel=0.3)
