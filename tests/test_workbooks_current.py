"""What lies in workbooks/ is what the program makes now, and opens as it should."""

import zipfile
from pathlib import Path

from openpyxl import load_workbook

from tests.office import Office
from tests.tree import ROOT
from xlbilling.commands import demo
from xlbilling.sample import staff
from xlbilling.template import workbook

FOLDER = ROOT / "workbooks"
MEND = "run: python -m xlbilling.commands.build_workbooks"
LARGEST_BOOK = 2_000_000
LARGEST_PICTURE = 200_000


def parts(book: Path) -> dict[str, bytes]:
    """The parts of a workbook, inflated."""
    with zipfile.ZipFile(book) as package:
        return {name: package.read(name) for name in package.namelist()}


def different(one: Path, other: Path) -> list[str]:
    """The names of the parts that differ."""
    ours, theirs = parts(one), parts(other)
    return sorted(n for n in ours.keys() | theirs.keys() if ours.get(n) != theirs.get(n))


def test_the_empty_workbook_is_what_new_makes(tmp_path: Path) -> None:
    fresh = tmp_path / "billing.xlsx"
    fresh.write_bytes(workbook.workbook_bytes())

    assert different(FOLDER / "billing.xlsx", fresh) == [], MEND


def test_the_sample_office_is_what_the_demo_makes(tmp_path: Path) -> None:
    """The demo is run whole; its totals prove each other, and each bucket of the aging has money."""
    result, lines = demo.demo(tmp_path / "office")

    last = {step["command"]: step["result"] for step in result["steps"]}
    buckets = last["age-receivables"]["buckets"].values()
    assert last["age-receivables"]["total"] == last["age-receivables"]["ledger_total"]
    assert all("0.00" not in bucket.values() for bucket in buckets)
    assert last["verify-ledger"]["verified"] is True
    assert {b["status"] for b in last["post-payments"]["batches"]} == {
        "POSTED",
        "PARTIAL",
        "BLOCKED",
    }
    assert lines[0].startswith("Birch Hollow Family Practice, an invented office")
    assert str(tmp_path / "office" / "sample-office.xlsx") in "\n".join(lines)
    assert different(FOLDER / "sample-office.xlsx", Path(result["book"])) == [], MEND


def test_the_sample_office_opens_in_libreoffice_with_our_values_and_no_error(
    soffice: Office, tmp_path: Path
) -> None:
    book = FOLDER / "sample-office.xlsx"
    theirs = load_workbook(soffice.recalculated(book, tmp_path), data_only=True)
    ours = load_workbook(book, data_only=True)
    formulas = [
        (sheet.title, cell.coordinate)
        for sheet in load_workbook(book).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    errors = [
        f"{sheet.title}!{cell.coordinate} {cell.value}"
        for sheet in theirs.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e"
    ]
    differing = [
        f"{sheet}!{cell}: {ours[sheet][cell].value} here, {theirs[sheet][cell].value} there"
        for sheet, cell in formulas
        if not alike(ours[sheet][cell].value, theirs[sheet][cell].value)
    ]

    assert len(formulas) > 300
    assert errors == []
    assert differing == []


def alike(ours: object, theirs: object) -> bool:
    """Whether two values are the same: blank text is a blank, numbers agree to a billionth."""
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return abs(ours - theirs) < 1e-9
    return (ours or None) == (theirs or None)


def test_books_and_pictures_are_small() -> None:
    books = [path.stat().st_size for path in FOLDER.glob("*.xlsx")]
    pictures = [path.stat().st_size for path in FOLDER.glob("*.png")]

    assert len(books) >= 2
    assert len(pictures) >= 2
    assert max(books) < LARGEST_BOOK
    assert max(pictures) < LARGEST_PICTURE


def test_the_sample_office_names_nobody_who_made_it() -> None:
    book = load_workbook(FOLDER / "sample-office.xlsx", read_only=True)
    users = {
        row[column]
        for sheet, column in (("Audit", 1), ("Ledger", 28))
        for row in book[sheet].iter_rows(min_row=2, values_only=True)
    }
    book.close()

    assert users - {None} == set(staff.STAFF)
