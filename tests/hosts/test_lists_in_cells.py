"""A list that cells offer is in the file as Excel writes it, beside those that were there."""

from pathlib import Path

from openpyxl import load_workbook

from xlbilling.hosts import files


def test_a_list_is_offered_in_every_cell_of_a_range(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = files.new_book()
    sheet = book.sheets[0]
    for area, source in (("A2:A9", "'Lists'!$A$1:$A$3"), ("C2:C9", "Other & More!$B$1:$B$2")):
        sheet.range(area).impl.offer_list(source, "State", "Not on the list. Keep it?")
    book.save(path)
    book.close()
    rules = load_workbook(path).worksheets[0].data_validations.dataValidation

    assert [(str(one.sqref), one.type, one.formula1, one.errorStyle) for one in rules] == [
        ("A2:A9", "list", "'Lists'!$A$1:$A$3", "warning"),
        ("C2:C9", "list", "Other & More!$B$1:$B$2", "warning"),
    ]
    assert rules[0].error == "Not on the list. Keep it?"
    assert rules[0].allow_blank
