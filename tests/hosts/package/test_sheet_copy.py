"""A copied sheet has everything of its own and shares nothing that belongs to one sheet."""

import warnings
from pathlib import Path

import openpyxl
import pytest

from tests.hosts.package.books import THREAD, changed_parts, parts_of, saved
from tests.hosts.package.reading import by_openpyxl, by_wolfxl
from tests.office import Office
from xlbilling.hosts.files.package.notes import notes_of
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.sheet_copy import copy_sheet
from xlbilling.hosts.files.package.sheet_layout import read_layout
from xlbilling.hosts.files.package.sheet_xml import CellOut, formulas, splice
from xlbilling.hosts.files.package.tables import all_tables, find_table
from xlbilling.model.errors import BookError


@pytest.fixture
def copyable(rich: Path) -> Path:
    """The rich book without its slicer, which cannot be copied."""
    package = Package.open(rich)
    xml = package.sheet_xml("Claims")
    start = xml.index(b'<ext uri="{3A4CF648')
    package.set_sheet_xml("Claims", xml[:start] + xml[xml.index(b"</extLst></worksheet>") :])
    part = package.sheet_part("Claims")
    for one in package.relations_of_kind(part, "slicer"):
        package.unrelate(part, one.id)
        package.remove(one.target)
    rich.write_bytes(package.to_bytes())
    return rich


def test_the_copy_reads_like_the_original(copyable: Path, tmp_path: Path) -> None:
    package = Package.open(copyable)

    entry = copy_sheet(package, "Claims", "Claims March", 1)

    path = saved(package, tmp_path / "c.xlsx")
    assert [one.name for one in Package.open(path).workbook.sheets] == [
        "Claims",
        "Claims March",
        "Sums",
        "Lists",
    ]
    assert entry.part == "xl/worksheets/sheet4.xml"
    values = by_wolfxl(path)
    assert values["Claims March"] == values["Claims"]
    assert values["Sums"] == by_wolfxl(copyable)["Sums"]
    assert by_openpyxl(path)["Claims March"] == by_openpyxl(path)["Claims"]


def test_the_copy_s_parts_are_its_own(copyable: Path) -> None:
    before = copyable.read_bytes()
    package = Package.open(copyable)
    package.set_sheet_xml(
        "Claims",
        b"".join(
            splice(
                package.sheet_xml("Claims"),
                {9: {1: CellOut(value=1, formula="SUM(tblClaims[Charge])")}},
            )
        ),
    )

    copy_sheet(package, "Claims", "Copy")

    names = [one.name for one in all_tables(package)]
    assert names == ["tblClaims", "tblClaims_2"]
    assert formulas(package.sheet_xml("Copy"))[9, 1] == "SUM(tblClaims_2[Charge])"
    assert formulas(package.sheet_xml("Claims"))[9, 1] == "SUM(tblClaims[Charge])"
    table = package.tree(find_table(package, "tblClaims_2").part)
    assert table.get("id") == "2"
    assert notes_of(package, "Copy").keys() == notes_of(package, "Claims").keys()
    new = changed_parts(before, package.to_bytes()) - set(parts_of(before))
    for kind in (
        "tables/table",
        "comments",
        "drawings/drawing",
        "drawings/vmlDrawing",
        "charts/chart",
        "threadedComments/threadedComment",
    ):
        assert sum(one.startswith(f"xl/{kind}") for one in new) == 1, kind
    chart = next(one for one in new if one.startswith("xl/charts/chart"))
    assert "Copy!$C$2:$C$4" in package.read(chart).decode()
    local = {(one.name, one.sheet): one.refers_to for one in package.workbook.defined_names}
    assert local["_xlnm.Print_Area", "Copy"] == "Copy!$A$1:$E$8"
    assert local["_xlnm.Print_Area", "Claims"] == "Claims!$A$1:$E$8"
    assert not read_layout(package.sheet_xml("Copy")).tab_selected


def test_a_copied_thread_has_an_id_of_its_own(copyable: Path) -> None:
    package = Package.open(copyable)

    copy_sheet(package, "Claims", "Copy")

    part = package.sheet_part("Copy")
    (thread,) = package.relations_of_kind(part, "threadedComment")
    text = package.read(thread.target).decode()
    assert THREAD not in text
    authors = {one.author for one in notes_of(package, "Copy").values() if one.threaded}
    assert all(one.removeprefix("tc=") in text for one in authors)


def test_two_copies_do_not_meet(copyable: Path, tmp_path: Path) -> None:
    package = Package.open(copyable)

    copy_sheet(package, "Claims", "One")
    copy_sheet(package, "One", "Two")

    names = [one.name for one in all_tables(package)]
    assert len(names) == len({one.casefold() for one in names}) == 3
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it would lose
        book = openpyxl.load_workbook(saved(package, tmp_path / "c.xlsx"))
    assert set(book["Two"].tables) == {names[-1]}


def test_what_cannot_be_copied_is_named(rich: Path) -> None:
    package = Package.open(rich)

    with pytest.raises(BookError, match="slicer") as caught:
        copy_sheet(package, "Claims", "Copy")

    assert caught.value.id == "BOOK-COPY"
    assert changed_parts(rich.read_bytes(), package.to_bytes()) == set()


def test_libreoffice_opens_the_copy(copyable: Path, soffice: Office, tmp_path: Path) -> None:
    package = Package.open(copyable)
    copy_sheet(package, "Claims", "Copy")
    path = saved(package, tmp_path / "c.xlsx")

    values = by_openpyxl(soffice.recalculated(path, tmp_path / "office"))

    assert values["Copy"] == values["Claims"]
    assert values["Copy"]["E3"] == 245.5
