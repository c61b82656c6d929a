"""What lies in workbooks/ is what the program makes now, and opens as it should."""

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineWorkbook

from tests.office import Office, error_cells, values
from tests.tree import ROOT
from xlbilling.commands import demo
from xlbilling.sample import staff
from xlbilling.template import workbook

FOLDER = ROOT / "workbooks"
MEND = "run: python -m xlbilling.commands.build_workbooks"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ROOT_PART = PurePosixPath("/xl")
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


def worked_out(book: Path) -> Iterator[tuple[str, int, int, object]]:
    """Each formula's value as it lies in the file: sheet, row and column, counted from 0."""
    with zipfile.ZipFile(book) as package:
        for name, part in sheet_parts(package):
            for _, cell in etree.iterparse(package.open(part), tag=f"{MAIN}c"):
                if cell.find(f"{MAIN}f") is not None:
                    row, column = coordinate_to_tuple(cell.get("r"))
                    text = cell.findtext(f"{MAIN}v")
                    is_number = text and cell.get("t", "n") in {"n", "b"}
                    yield name, row - 1, column - 1, float(text) if is_number else text
                cell.clear()


def sheet_parts(package: zipfile.ZipFile) -> list[tuple[str, str]]:
    """The sheets of a workbook in their order, each with its part."""
    links = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {str(link.attrib["Id"]): str(link.attrib["Target"]) for link in links}
    sheets = etree.fromstring(package.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
    named = [(str(one.attrib["name"]), str(one.attrib[LINK])) for one in sheets]
    return [(name, str(ROOT_PART / targets[link])[1:]) for name, link in named]


def test_the_sample_office_opens_in_libreoffice_with_our_values_and_no_error(
    soffice: Office,
) -> None:
    ours = list(worked_out(FOLDER / "sample-office.xlsx"))
    with soffice.opened(FOLDER / "sample-office.xlsx") as document:
        errors, theirs = error_cells(document), values(document)
    differing = [
        f"{sheet}!{row + 1}:{column + 1}: {value} here, {theirs[sheet][row][column]} there"
        for sheet, row, column, value in ours
        if not alike(value, theirs[sheet][row][column])
    ]

    assert len(ours) > 300
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
    users = set()
    with CalamineWorkbook.from_path(FOLDER / "sample-office.xlsx") as book:
        for sheet, column in (("Audit", 1), ("Ledger", 28)):
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            users |= {row[column] for row in rows[1:]}

    assert users - {""} == set(staff.STAFF)
