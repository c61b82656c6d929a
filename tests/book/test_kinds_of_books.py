"""Whether a book is a file's, which saving replaces whole, or lives in a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from tests.macros.counting import counted
from xlbilling.book import known, reading
from xlbilling.hosts import files
from xlbilling.template import workbook


def test_a_live_book_that_vba_watches_has_a_mark_and_is_no_file(tmp_path: Path) -> None:
    """So its changes are noted before they are written, and a protected sheet is refused."""
    path = tmp_path / "office.xlsx"
    path.write_bytes(workbook.workbook_bytes())
    with files.open_book(path) as book:
        live, _ = counted(book)
        with known.kept(live, "office.xlsx"):
            kept = known.of(live)
            assert kept is not None
            kept.state = "as it was told"

            assert reading.mark(live) is not None
            assert not reading.is_file(live)
        assert reading.is_file(book)
