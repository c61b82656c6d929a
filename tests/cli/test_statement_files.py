"""Statements as PDFs and as a mail house's file, from the command to the disk."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.shell import done, run
from tests.ledgers import Visit
from tests.macros.big_office import append, patient
from tests.office import Office
from xlbilling.book import names, writing
from xlbilling.hosts import calc, files, pdf
from xlbilling.macros import asking, press
from xlbilling.model import ledger
from xlbilling.model.ledger import Entry
from xlbilling.model.plan import Append
from xlbilling.template import workbook

DAY = "2026-03-31"
PEOPLE = ("P1", "A/1", "CON")
VISITS = {"P1": 1, "A/1": 40, "CON": 2}
"""How many visits each was billed: one page, more than one, one."""


def _entries() -> Iterator[Entry]:
    paid_on = date(2026, 2, 10)
    for who, count in VISITS.items():
        for n in range(count):
            visit = Visit(f"C{who}{n}".replace("/", ""), patient=who)
            yield visit.charge(150_00)
            yield visit.paid(80_00, paid_on)
            yield visit.contractual(50_00 - n, paid_on)
            yield visit.to_patient(20_00 + n, paid_on, "3")


@pytest.fixture(scope="module")
def owing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose three patients owe."""
    path = tmp_path_factory.mktemp("owing") / "office.xlsx"
    path.write_bytes(workbook.workbook_bytes())
    rows, head = ledger.chain(list(_entries()), "")
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        append(book, "patients", [{**patient(1), "patient_id": each} for each in PEOPLE])
        writing.append(book, Append("ledger", ledger.to_frame(rows)))
        names.set_constant(book, names.LEDGER_HEAD, head)
        names.set_constant(book, asking.AS_OF, DAY)
        book.save()
    return path


@pytest.fixture
def book(owing: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(owing, tmp_path / "office.xlsx"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "pdf"
    folder.mkdir()
    return folder


def made(book: Path, out: Path, *words: str) -> None:
    done("make-statements", book, "--as-of", DAY, "--pdf", out, "--no-backup", *words)


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def pages(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def of(out: Path, number: str) -> list[str]:
    """Return the pages of the one PDF whose name begins so."""
    (path,) = out.glob(f"{number}*.pdf")
    return pages(path)


def test_each_statement_is_a_pdf_of_its_own_pages(soffice: Office, book: Path, out: Path) -> None:
    made(book, out)

    assert len(there(out)) == len(PEOPLE)
    (only,) = of(out, "S20260331-P1")
    assert "$20.00" in only
    assert "Account number P1" in only
    assert "Page 1 of 1" in only
    long = of(out, "S20260331-A-1")
    assert len(long) > 1
    assert [f"Page {n} of {len(long)}" in text for n, text in enumerate(long, 1)] == [True] * len(
        long
    )
    assert "$1,580.00" not in only
    assert f"${(40 * 2000 + sum(range(40))) / 100:,.2f}" in long[0]
    for text in (only, *long):
        assert "P1" in text or "A/1" in text or "S20260331" in text


def test_a_page_is_as_wide_as_the_statement(soffice: Office, book: Path, out: Path) -> None:
    """What is owed stands on the page of its visit, on letter paper held upright."""
    made(book, out)

    (page,) = PdfReader(out / "S20260331-P1.pdf").pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (612, 792)
    (only,) = of(out, "S20260331-P1")
    assert any("You owe" in line and "Visit" in line for line in only.splitlines())


def test_one_file_holds_all_and_counts_each_statements_pages(
    soffice: Office, book: Path, out: Path
) -> None:
    made(book, out, "--one-file")

    assert there(out) == {"statements-20260331.pdf"}
    texts = pages(out / "statements-20260331.pdf")
    assert sum("Page 1 of" in text for text in texts) == len(PEOPLE)
    assert len(texts) > len(PEOPLE)


def test_what_was_made_can_be_printed_and_copied_later(
    soffice: Office, book: Path, out: Path
) -> None:
    done("make-statements", book, "--as-of", DAY, "--no-backup")

    done("print-statements", book, "--as-of", DAY, "--to", out, "--no-backup")
    again = done("reprint-statement", book, "S20260331-P1", "--pdf", out, "--no-backup")

    assert len(there(out)) == len(PEOPLE) + 1
    assert again["statements"][0]["likeness"] == "EQUAL"
    (copy,) = of(out, "S20260331-P1 copy")
    assert "S20260331-P1 (copy)" in copy
    assert "Copy of the statement of 03/31/2026" in copy
    assert "$20.00" in copy


def test_a_pdf_of_that_name_stops_it_before_anything_is_written(
    soffice: Office, book: Path, out: Path
) -> None:
    (out / "S20260331-P1.pdf").write_bytes(b"mine")
    before = book.read_bytes()

    answer = run("make-statements", book, "--as-of", DAY, "--pdf", out, "--json")

    assert answer.code == 2
    assert answer.json["error"]["id"] == "FILE-EXISTS"
    assert book.read_bytes() == before
    assert there(out) == {"S20260331-P1.pdf"}
    assert (out / "S20260331-P1.pdf").read_bytes() == b"mine"


@pytest.mark.parametrize("folder", ["nowhere", "office.xlsx"])
def test_a_folder_that_is_none_stops_it(soffice: Office, book: Path, folder: str) -> None:
    before = book.read_bytes()

    answer = run("make-statements", book, "--as-of", DAY, "--pdf", book.parent / folder, "--json")

    assert (answer.code, answer.json["error"]["id"]) == (2, "FILE-FOLDER")
    assert book.read_bytes() == before


def test_without_libreoffice_nothing_is_written(
    book: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = book.read_bytes()
    monkeypatch.setenv("PATH", str(tmp_path))
    try:
        answer = run("make-statements", book, "--as-of", DAY, "--pdf", out, "--json")
    finally:
        monkeypatch.undo()
    if answer.code == 0:
        pytest.skip("LibreOffice lies in a usual place here, beside the path")

    assert (answer.code, answer.json["error"]["id"]) == (2, "CALC-MISSING")
    assert book.read_bytes() == before
    assert there(out) == set()
    assert there(book.parent) == {"office.xlsx", "pdf"}


def test_a_dry_run_prints_nothing(book: Path, out: Path) -> None:
    done("make-statements", book, "--as-of", DAY, "--pdf", out, "--dry-run")

    assert there(out) == set()


def test_a_mail_houses_file_lies_beside_the_book_once_it_is_saved(book: Path) -> None:
    done("make-statements", book, "--as-of", DAY, "--no-backup")

    told = done("mail-statements", book, "--as-of", DAY, "--no-backup")

    content = (book.parent / "statements-20260331.csv").read_text("utf-8").splitlines()
    assert told["statements"] == len(PEOPLE) == len(content) - 1
    assert "Visit 40 You Owe" in content[0]


def test_a_click_in_live_calc_prints_through_calc_itself(soffice: Office, book: Path) -> None:
    with calc.open_book(book) as live:
        live.set_mock_caller()
        press.button("make_statements")
        press.button("apply")
        press.button("print_statements")

        assert "statements-20260331.pdf" in str(live.app.status_bar)

    texts = pages(book.parent / "statements-20260331.pdf")
    assert sum("Page 1 of" in text for text in texts) == len(PEOPLE)


def test_what_a_killed_print_left_goes_a_day_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages of patients never stay on a disk for good; those of a print under way do."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name, age in (
        ("xlbilling-print-old", 90_000),
        ("xlbilling-print-now", 60),
        ("mine", 900_000),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "sheets.xlsx").write_bytes(b"pages")
        os.utime(tmp_path / name, (time.time() - age,) * 2)

    pdf._sweep()  # noqa: SLF001

    assert there(tmp_path) == {"xlbilling-print-now", "mine"}


def test_excel_is_asked_once_for_each_sheet(tmp_path: Path) -> None:
    """Excel is not on this machine: a stand-in takes the call that Excel's own VBA documents."""
    asked: list[tuple[int, str, bool]] = []

    class Worksheet:
        def ExportAsFixedFormat(self, kind: int, name: str, IgnorePrintAreas: bool) -> None:  # noqa: N802, N803
            asked.append((kind, name, IgnorePrintAreas))
            Path(name).write_bytes(b"%PDF-1.7\n%%EOF\n")

    class Sheet:
        api = Worksheet()

    pdf._by_excel(Sheet(), tmp_path / "1.pdf")  # type: ignore[arg-type]  # noqa: SLF001

    assert asked == [(0, str(tmp_path / "1.pdf"), False)]
