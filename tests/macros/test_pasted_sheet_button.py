"""The Import remittance button on a sheet that the biller pasted: the active sheet is read."""

import xlwings as xw

from tests.macros.test_main_job import book
from xlbilling.book import reading
from xlbilling.macros.import_remittance import import_remittance
from xlbilling.macros.post_charges import post_charges

__all__ = ["book"]

ROWS = [
    ["Northlight Health Plan", None, None, None, None, None, None, None, None],
    ["Check Number", "Check Date", "Check Amount", "Payer", "Account", "CPT", "Billed", "Paid",
     "Reason Code"],
    ["EFT7", "1/20/2026", 100.0, "Northlight Health Plan", "C1", "99213", 150.0, 100.0, "CO-45"],
]  # fmt: skip


def pasted(book: xw.Book) -> xw.Sheet:
    """Add a sheet with a payer's rows and open it."""
    sheet = book.sheets.add("March", after=book.sheets[-1])
    sheet.range("A1").raw_value = ROWS
    sheet.range("A1").select()
    return sheet


def test_the_active_sheet_is_imported_and_left_as_it_is(book: xw.Book) -> None:
    post_charges(book)
    sheet = pasted(book)
    before = sheet.used_range.raw_value

    outcome = import_remittance(book)
    again = import_remittance(book)

    assert outcome is not None
    assert again is not None
    assert [one["status"] for one in outcome.plan.result["batches"]] == ["READY"]
    assert [one["status"] for one in again.plan.result["batches"]] == ["DUPLICATE"]
    assert sheet.used_range.raw_value == before
    remits = reading.read(book, ["remits"]).frame("remits")
    assert remits["source_file"].tolist() == ["sheet March"]


def test_a_sheet_of_the_program_is_no_remittance(book: xw.Book) -> None:
    book.sheets["Claims"].range("A2").select()

    assert import_remittance(book) is None

    assert "is a table of this program" in str(book.app.status_bar)
