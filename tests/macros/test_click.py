"""How a click feels: the screen comes back as it was, and one sentence says what came of it."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from tests.book.older import of_schema
from tests.live_books import OpenBook, elsewhere
from tests.macros.office_book import balance, click, digests
from xlbilling import SCHEMA_VERSION
from xlbilling.book import names
from xlbilling.hosts import log
from xlbilling.macros import press, telling
from xlbilling.tasks import registry
from xlbilling.udfs import excel

PATIENT = "Fennel"


@pytest.fixture
def book(office: Path, open_book: OpenBook, tmp_path: Path) -> Iterator[xw.Book]:
    """The office's workbook, open."""
    with open_book(Path(shutil.copy(office, tmp_path / "office.xlsx"))) as opened:
        yield opened


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log, in a folder of the test's own."""
    path = tmp_path / "logs" / "xlbilling.log"
    monkeypatch.setattr(log, "place", lambda: path)
    return path


@pytest.fixture
def broken_task(monkeypatch: pytest.MonkeyPatch) -> str:
    """A task that fails as no task should, with a patient's name in its error."""
    module = importlib.import_module("xlbilling.tasks.post_payments")

    def plan(*_: object) -> None:
        raise ZeroDivisionError(PATIENT)

    monkeypatch.setattr(module, "plan", plan)
    return "post_payments"


@pytest.mark.parametrize("button", ["age_receivables", "post_payments", "undo_batch", "nonsense"])
def test_the_screen_comes_back_as_it_was(book: xw.Book, button: str) -> None:
    app = book.app
    app.screen_updating = True
    calculation = app.calculation
    book.sheets["Patients"].range("A2:B2").select()

    click(book, button)

    assert app.screen_updating
    assert app.calculation == calculation
    book.sheets["Patients"].impl.activate()
    assert book.selection is not None
    assert book.selection.address == "$A$2:$B$2"


def test_an_error_of_the_program_is_one_sentence_and_a_log_without_patients(
    book: xw.Book, logs: Path, broken_task: str
) -> None:
    book.sheets["Claims"].range("C2").select()
    before = digests(book)

    said = click(book, broken_task)

    assert said.startswith("'post_payments' stopped at an error of the program itself")
    assert "\n" not in said
    written = logs.read_text("utf-8")
    assert "button post_payments: ZeroDivisionError" in written
    assert "test_click.py" in written
    assert PATIENT not in written
    assert book.app.screen_updating
    assert book.sheets.active.name == "Claims"
    assert digests(book) == before


def test_a_function_that_fails_says_so_in_the_log_once(logs: Path) -> None:
    def XLB_FAILS(cells: object) -> list[list[object]]:  # noqa: N802  as worksheet functions are called
        raise LookupError(PATIENT)

    answers = [excel.answer(XLB_FAILS, ([[1]],)) for _ in range(3)]

    assert answers == [excel.VALUE] * 3
    assert logs.read_text("utf-8").count("XLB_FAILS: LookupError") == 1
    assert PATIENT not in logs.read_text("utf-8")


def test_a_workbook_that_is_not_ours_gets_a_sentence_and_no_name_of_ours(
    open_book: OpenBook, tmp_path: Path
) -> None:
    path = tmp_path / "own.xlsx"
    openpyxl.Workbook().save(path)
    with open_book(path) as own:
        own.sheets[0].range("A1").raw_value = "groceries"

        said = click(own, "post_payments")

        assert said.startswith("own.xlsx: not a billing workbook")
        assert [name.name for name in own.names] == []


def test_what_a_button_says_fits_a_status_bar() -> None:
    words = telling.shortened("too\nlong " * 100)

    assert len(words) == telling.LONGEST
    assert "\n" not in words
    assert words.endswith("…")


@pytest.mark.parametrize("task", registry.TASKS, ids=lambda task: task.name)
def test_every_task_has_a_button_that_ends_in_a_sentence(
    book: xw.Book, task: registry.TaskInfo
) -> None:
    """Pressed with nothing chosen: it previews, reports, or says what is missing; nothing posts."""
    before = digests(book, ("ledger", "batches", "remits"))

    said = click(book, task.function)

    assert 0 < len(said) <= telling.LONGEST
    assert "error of the program" not in said
    assert names.constant(book, telling.STATUS) == said
    assert digests(book, ("ledger", "batches", "remits")) == before


def test_a_quotation_mark_in_a_sentence_survives_in_its_name(book: xw.Book) -> None:
    telling.say(book, 'the sheet "March" is empty')

    assert names.constant(book, telling.STATUS) == 'the sheet "March" is empty'


def test_apply_works_in_another_python_than_the_preview(
    office: Path, host_name: str, open_book: OpenBook, tmp_path: Path
) -> None:
    """Excel may start a new Python for each click; only the workbook is common to both."""
    path = Path(shutil.copy(office, tmp_path / "office.xlsx"))
    with elsewhere(host_name, path) as press_there:
        for name in ("post_payments", "apply"):
            press_there(name)

    with open_book(path) as opened:
        assert balance(opened) == 2000


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ("post_payments", "Post payments: nothing to write. 0 new ledger rows"),
        (
            "undo_last",
            (
                "the ledger holds no batch that could be taken back - see the Batches sheet for "
                "what was posted and undone"
            ),
        ),
    ],
)
def test_an_older_workbook_is_brought_up_before_the_button_works(
    button: str, words: str, open_book: OpenBook, tmp_path: Path
) -> None:
    path = tmp_path / "older.xlsx"
    path.write_bytes(of_schema(1))
    with open_book(path) as older:
        older.impl.backup_dir = None
        said = click(older, button)

        assert said == words
        assert names.schema(older) == SCHEMA_VERSION
        assert older.app.screen_updating


def test_a_button_that_is_none_says_so(book: xw.Book) -> None:
    assert click(book, "nonsense").startswith("this program has no button 'nonsense'")
    assert callable(press.button)
