"""load-codes on real files: a book and its store, both as they were unless all went well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from tests.cli.shell import Answer, done, run
from tests.codesets import made
from xlbilling import run as conductor
from xlbilling.hosts import code_loading, inputs
from xlbilling.hosts import files as file_host
from xlbilling.model.tables import Request

AS_OF = ("--as-of", "2026-02-01", "--no-backup")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """An empty office's book in a folder of its own."""
    path = tmp_path / "office" / "office.xlsx"
    path.parent.mkdir()
    done("new", path)
    return path


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Files as they are downloaded."""
    contents = {
        "january-2026-alpha-numeric-hcpcs-file.zip": made.zip_of({
            made.HCPCS_NAME: made.HCPCS_TEXT,
            "HCPC2026_recordlayout.txt": b"CMS RIF REPORT\n",
        }),
        "ccipra-v320r0-f1.zip": made.zip_of({made.PTP_NAME: made.PTP_TEXT}),
        made.MUE_NAME: made.MUE_TEXT,
        "AOC_V2026Q1-MCR.xlsx": made.xlsx_of([[made.NOTICE], made.AOC_HEAD, *made.AOC_ROWS]),
        "rvu26a.zip": made.zip_of({made.RVU_NAME: made.RVU_TEXT, "RVU26A.pdf": b"%PDF"}),
        "cpt.csv": b"Code,Description,From,To\n99213,a,,\n",
        "fees.csv": b"Code,Fee,From\n99213,150.00,2026-01-01\n",
    }
    return [write(tmp_path, name, content) for name, content in contents.items()]


def write(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def everything(book: Path) -> Mapping[str, bytes]:
    paths = sorted(path for path in book.parent.rglob("*") if path.is_file())
    return {path.relative_to(book.parent).as_posix(): path.read_bytes() for path in paths}


def test_files_as_downloaded_are_loaded_all_at_once(book: Path, files: list[Path]) -> None:
    answer = done("load-codes", book, *files, *AS_OF)

    assert [one["set"] for one in answer["loaded"]] == [
        "cpt", "hcpcs", "ncci-addons", "ncci-mue", "ncci-ptp", "rvu",
    ]  # fmt: skip
    assert answer["prices"] == {"table": "fees", "added": 1, "ended": 0}
    assert sorted(path.name for path in (book.parent / "xlbilling-codes").iterdir()) == [
        "cpt.codes", "hcpcs.codes", "ncci-addons.codes", "ncci-mue.codes", "ncci-ptp.codes",
        "rvu.codes",
    ]  # fmt: skip
    shown = states(book)
    assert (shown["ncci-ptp"], shown["modifiers"], shown["pos"]) == (
        "CURRENT", "NOT LOADED", "CURRENT",
    )  # fmt: skip


def states(book: Path) -> dict[str, str]:
    """Return the state of each set as the sheet Code Tables shows it."""
    (file,) = inputs.read_inputs(book)
    (rows,) = [rows for rows in file.sheets if rows[0][0] == "Set"]
    return {str(row[0]): str(row[9]) for row in rows[1:]}


def test_a_later_check_shows_that_a_set_has_become_old(book: Path, files: list[Path]) -> None:
    done("load-codes", book, *files, *AS_OF)
    done("validate-claims", book, "--as-of", "2026-04-01", "--no-backup")

    shown = states(book)
    assert (shown["ncci-ptp"], shown["cpt"]) == ("OLD", "CURRENT")


def test_a_dry_run_writes_nothing_at_all(book: Path, files: list[Path]) -> None:
    before = everything(book)
    answer = done("load-codes", book, *files, *AS_OF, "--dry-run")

    assert len(answer["loaded"]) == 6
    assert everything(book) == before


def test_the_same_files_again_change_nothing(book: Path, files: list[Path]) -> None:
    done("load-codes", book, *files, *AS_OF)
    before = everything(book)
    answer = run("load-codes", book, *files, *AS_OF)

    assert answer.code == 0
    assert "nothing new to load" in answer.out
    assert everything(book) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.txt", b"Dear office,\n"),
        ("empty.zip", made.zip_of({"a.pdf": b"%PDF"})),
        ("ccipra-v320r0-f2.txt", made.csv_of([*made.PTP_ROWS, ["99213", "0010", "", 1, "*", 1, "x"]], "\t")),
        ("damaged.xlsx", made.xlsx_of([*made.PTP_HEAD, *made.PTP_ROWS])[:-200]),
        ("codes.csv", b"Code,Description\n25,a\n11,b\n"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_one_line_and_book_and_store_stay_as_they_were(
    book: Path, files: list[Path], tmp_path: Path, name: str, content: bytes
) -> None:
    done("load-codes", book, files[0], *AS_OF)
    before = everything(book)
    answer = run("load-codes", book, *files, write(tmp_path, name, content), *AS_OF)

    assert_one_line(answer, name)
    assert everything(book) == before


def assert_one_line(answer: Answer, word: str) -> None:
    assert answer.code == 2
    assert answer.out == ""
    first, fix = answer.err.splitlines()
    assert word in first
    assert fix.startswith("  Fix: ")


def test_a_book_that_cannot_be_saved_leaves_the_store_as_it_was(
    book: Path, files: list[Path]
) -> None:
    done("load-codes", book, files[0], *AS_OF)
    before = everything(book)
    in_use = book.with_name(f"~${book.name}")
    in_use.write_bytes(b"\x03ann" + bytes(161))
    answer = run("load-codes", book, *files, *AS_OF)
    in_use.unlink()

    assert answer.code == 2
    assert "office.xlsx" in answer.err
    assert everything(book) == before


def test_a_load_killed_before_the_book_was_saved_is_taken_back_and_works_again(
    book: Path, files: list[Path]
) -> None:
    """The sets lie there already, the book knows nothing of them: no set without its audit row."""
    before = everything(book)
    code_loading.keep(book.parent / "xlbilling-codes", book.name, "killed", {"cpt": b"half"})

    refused = run("verify-ledger", book, "--dry-run", "--json")
    told = done("verify-ledger", book, "--no-backup")["findings"]

    assert refused.json["error"]["id"] == "BOOK-HALF-WRITTEN"
    assert [one["id"] for one in told] == ["HALF-LOADED"]
    assert set(everything(book)) == set(before)
    assert done("load-codes", book, *files, *AS_OF)["loaded"]


def test_a_load_killed_right_after_the_book_was_saved_stays(book: Path, files: list[Path]) -> None:
    folder = book.parent / "xlbilling-codes"
    with file_host.open_book(book) as opened:
        given = tuple(file for path in files for file in inputs.read_inputs(path))
        outcome = conductor.run(opened, "load-codes", Request(date(2026, 2, 1), "me", given))
        opened.save()
    assert outcome.was_applied
    assert code_loading.note_of(folder, book.name).exists()
    loaded = everything(folder / "cpt.codes")

    told = done("verify-ledger", book, "--no-backup")["findings"]

    assert told == []
    assert not code_loading.note_of(folder, book.name).exists()
    assert everything(folder / "cpt.codes") == {
        name: content for name, content in loaded.items() if name.endswith(".codes")
    }


def test_a_damaged_set_stops_a_check_by_name_and_is_mended_by_loading_it_again(
    book: Path, files: list[Path]
) -> None:
    done("load-codes", book, *files, *AS_OF)
    path = book.parent / "xlbilling-codes" / "hcpcs.codes"
    whole = path.read_bytes()
    path.write_bytes(whole[:-7])
    before = everything(book)
    answer = run("validate-claims", book, *AS_OF)
    assert_one_line(answer, f"{path}: this file of codes is damaged")
    assert everything(book) == before
    done("load-codes", book, files[0], *AS_OF)

    assert path.read_bytes() == whole
