"""The command build-addin, and what becomes of the built workbook when commands write into it."""

import json
from pathlib import Path

import pytest
from pyopenvba import ExcelFile

from tests.test_workbooks_current import parts
from xlbilling import cli
from xlbilling.commands import build_addin, build_workbooks

MACRO_PARTS = ("xl/vbaProject.bin", "customUI/customUI14.xml")


def test_it_says_where_the_files_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "made"

    assert cli.main(["build-addin", str(folder), "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told == {
        "addin": str(folder / "xlbilling.xlam"),
        "workbook": str(folder / "xlbilling.xlsm"),
        "extension": str(folder / "xlbilling.oxt"),
    }
    assert {path.name for path in folder.iterdir()} == {*build_addin.files()}


def test_a_folder_that_cannot_be_written_to_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "taken"
    place.write_text("a file of this name", encoding="utf-8")

    assert cli.main(["build-addin", str(place), "--json"]) == 2

    error = json.loads(capsys.readouterr().out)["error"]
    assert error["id"] == "ADDIN-FOLDER"
    assert place.read_text("utf-8") == "a file of this name"


def test_the_workbooks_folders_command_makes_them_too(built: Path, tmp_path: Path) -> None:
    made = build_workbooks.build_macros(tmp_path)

    assert [path.name for path in made] == [*build_addin.files()]
    assert [path.read_bytes() for path in made] == [(built / p.name).read_bytes() for p in made]


def test_a_command_that_writes_into_the_macro_workbook_keeps_its_macros(
    built: Path, tmp_path: Path
) -> None:
    book, payers = tmp_path / "office.xlsm", tmp_path / "payers.csv"
    book.write_bytes((built / build_addin.MACRO_WORKBOOK).read_bytes())
    payers.write_text("Payer ID,Name,Filing Indicator\nNORTH,Northlight,CI\n", encoding="utf-8")
    before = parts(book)

    assert cli.main(["load", str(book), "payers", str(payers), "--yes"]) == 0

    after = parts(book)
    assert before != after
    assert {name: after[name] for name in MACRO_PARTS} == {n: before[n] for n in MACRO_PARTS}
    with ExcelFile(book) as file:
        assert file.validate() == []
