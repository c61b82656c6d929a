"""LibreOffice answers, and tells errors and its own results from the values in the file."""

from pathlib import Path

from openpyxl import Workbook

from tests.office import Office


def test_libreoffice_recalculates_and_names_error_cells(soffice: Office, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sums"
    sheet["A1"] = 40
    sheet["A2"] = "=A1+2"
    sheet["A3"] = "=1/0"
    sheet["A4"] = "=_xlfn.XLOOKUP(40,A1:A1,A2:A2)"
    book.save(tmp_path / "sums.xlsx")

    values = soffice.values(tmp_path / "sums.xlsx", tmp_path / "made")
    assert values == {"Sums": [[40], [42], ["#DIV/0!"], [42]]}
    errors = soffice.error_cells(tmp_path / "sums.xlsx", tmp_path / "made")
    assert errors == ["Sums!A3 #DIV/0!"]
    assert soffice.pdf(tmp_path / "sums.xlsx", tmp_path / "made").read_bytes().startswith(b"%PDF")
