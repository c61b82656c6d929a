"""Bad input: exit code 2, one clear line and its mend, and the book byte for byte what it was."""

import os
import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.cli.shell import Answer, run
from xlbilling.hosts.files.package.locking import BookLock

NOBODY = 65534
DAY = ("--as-of", "2025-12-31", "--no-backup")


def refused(answer: Answer, *words: str) -> None:
    """Assert exit code 2 with one line that says these words, and one line with the mend."""
    message, fix = answer.err.splitlines()

    assert answer.code == 2
    assert answer.out == ""
    assert message.startswith("xlbilling: ")
    assert fix.startswith("  Fix: ")
    for word in words:
        assert word in message
    assert "Traceback" not in answer.err


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


def truncated(book: Path) -> None:
    book.write_bytes(book.read_bytes()[:20_000])


def no_tables(book: Path) -> None:
    fresh = Workbook()
    fresh.save(book)


def renamed_column(book: Path) -> None:
    """Rename Charge as a person does in Excel: the cell and the table's own column name."""
    replaced(book, re.compile(rb">Charge<"), b">Charge Amount<")
    replaced(book, re.compile(rb'name="Charge"'), b'name="Charge Amount"')


def replaced(book: Path, pattern: re.Pattern[bytes], by: bytes) -> None:
    parts = {}
    with zipfile.ZipFile(book) as source:
        for name in source.namelist():
            content = source.read(name)
            is_claims = b">Claim ID<" in content and b">Rendering NPI<" in content
            is_ours = is_claims or "sharedStrings" in name or b'displayName="Claims"' in content
            parts[name] = pattern.sub(by, content) if is_ours else content
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)


def empty_file(book: Path) -> None:
    book.write_bytes(b"")


def a_pdf(book: Path) -> None:
    book.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")


BOOKS: dict[Callable[[Path], None], tuple[str, ...]] = {
    truncated: ("office.xlsx",),
    no_tables: ("office.xlsx", "not a billing workbook"),
    renamed_column: ("Claims", "'Charge'", "'Charge Amount'"),
    empty_file: ("office.xlsx",),
    a_pdf: ("office.xlsx",),
}


@pytest.mark.parametrize("damage", BOOKS, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("command", ["validate-claims", "post-charges"])
def test_a_damaged_book_is_refused(
    charged: Path, damage: Callable[[Path], None], command: str
) -> None:
    damage(charged)
    before = files_of(charged.parent)

    answer = run(command, charged, *DAY)

    refused(answer, *BOOKS[damage])
    assert files_of(charged.parent) == before


INPUTS = {
    "really-a-pdf.835": (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "PDF"),
    "empty.835": (b"", "empty"),
    "empty.csv": (b"", "empty"),
    "cut.835": (b"ISA*00*          *00*   ", ""),
    "words.txt": (b"Dear biller, the payment follows.\n", ""),
}


@pytest.mark.parametrize("name", INPUTS)
def test_a_file_that_is_no_remittance_is_refused(charged: Path, name: str) -> None:
    content, word = INPUTS[name]
    (charged.parent / name).write_bytes(content)
    before = files_of(charged.parent)

    answer = run("import-remittance", charged, charged.parent / name, *DAY)

    refused(answer, name, word)
    assert files_of(charged.parent) == before


def test_an_835_of_no_transactions_is_a_finding_and_writes_nothing(
    charged: Path, december: tuple[Path, ...]
) -> None:
    segments = december[0].read_text("ascii").split("~\n")
    kept = [s for s in segments if s[:3] in {"ISA", "GS*"}] + ["GE*0*1", "IEA*1*000000001"]
    empty = charged.parent / "no-payments.835"
    empty.write_text("".join(f"{segment}~\n" for segment in kept), "ascii")
    before = files_of(charged.parent)

    answer = run("import-remittance", charged, empty, *DAY, "--json")

    assert answer.code in {1, 2}
    assert "no-payments.835" in answer.out
    assert files_of(charged.parent) == before


def test_an_error_in_an_amount_is_a_finding_with_its_cell(charged: Path) -> None:
    book = load_workbook(charged)
    sheet = book["Claims"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Charge")
    sheet.cell(5, column).value = "#REF!"
    sheet.cell(5, column).data_type = "e"
    where = f"Claims!{sheet.cell(5, column).coordinate}"
    book.save(charged)

    answer = run("validate-claims", charged, *DAY, "--json")

    told = [f for f in answer.json["findings"] if f["where"] == where]
    assert answer.code == 1
    assert told
    assert "#REF!" in told[0]["message"]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no permission to write on folders")
def test_a_folder_that_may_not_be_written_to_is_refused(charged: Path, read_only: Path) -> None:
    run("validate-claims", charged, *DAY)  # imports what the plain user may not be able to read
    before = files_of(read_only)

    with as_plain_user():
        answer = run("validate-claims", read_only / "office.xlsx", *DAY)

    refused(answer, read_only.name, "nothing may be written")
    assert files_of(read_only) == before


@pytest.fixture
def read_only(charged: Path) -> Iterator[Path]:
    """A folder with the book that everybody may read and nobody but root may write to."""
    folder = Path(tempfile.mkdtemp(prefix="xlbilling-"))
    shutil.copy(charged, folder / "office.xlsx")
    (folder / "office.xlsx").chmod(0o644)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def as_plain_user() -> Iterator[None]:
    """Lay root's rights down for a while, where the tests run as root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_book_that_another_program_works_on_is_refused(charged: Path) -> None:
    before = charged.read_bytes()
    with BookLock(charged):
        answer = run("validate-claims", charged, *DAY)

    refused(answer, charged.name)
    assert charged.read_bytes() == before


def test_a_book_that_is_open_in_excel_is_refused(charged: Path) -> None:
    (charged.parent / f"~${charged.name}").write_bytes(b"\x04Dana")
    before = files_of(charged.parent)

    answer = run("validate-claims", charged, *DAY)

    refused(answer, charged.name)
    assert files_of(charged.parent) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("load", "BOOK", "patiens", "FILE"), "patients"),
        (("load", "BOOK", "ledger", "FILE"), "Ledger"),
        (("undo-batch", "BOOK", "ERA-NONE"), "ERA-NONE"),
        (("age-receivables", "BOOK", "--basis", "MOON"), "MOON"),
        (("validate-claims", "BOOK", "--as-of", "31.12.2025"), "31.12.2025"),
        (("validate-claims", "NOBOOK"), "nowhere.xlsx"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_request_that_cannot_be_met_is_refused(
    charged: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("Patient ID\nP1\n")
    places = {"BOOK": charged, "FILE": file, "NOBOOK": tmp_path / "nowhere.xlsx"}
    before = files_of(tmp_path)

    answer = run(*(places.get(word, word) for word in words))

    refused(answer, said)
    assert files_of(tmp_path) == before


def test_with_json_a_refusal_is_one_object_on_stdout(charged: Path) -> None:
    truncated(charged)

    answer = run("validate-claims", charged, "--json")

    assert answer.code == 2
    assert set(answer.json["error"]) == {"id", "message", "fix"}
    assert answer.err == ""
