"""The button "Missing charges" on an open workbook does what the command does."""

from pathlib import Path

from tests.live_books import OpenBook
from xlbilling.book import reading
from xlbilling.macros.load import load
from xlbilling.macros.missing_charges import missing_charges
from xlbilling.template import workbook

VISITS = "Encounter,Patient ID,DOS,Visit Status\nV1,P1,2026-01-05,KEPT\n"


def test_a_visit_without_charge_is_on_the_sheet_whether_from_the_sheet_or_a_file(
    tmp_path: Path, open_book: OpenBook
) -> None:
    path, file = tmp_path / "office.xlsx", tmp_path / "visits.csv"
    path.write_bytes(workbook.workbook_bytes())
    file.write_text(VISITS, "utf-8")
    with open_book(path) as book:
        from_file = missing_charges(book, [file])
        load(book, "encounters", [file])
        again = missing_charges(book)
        shown = reading.read(book, ["missing_charges"]).frame("missing_charges")

    assert from_file is not None
    assert again is not None
    assert from_file.was_applied
    assert not again.was_applied
    assert shown["key"].tolist() == ["NO CHARGE|V1|2026-01-05"]
