"""Excel on a Mac goes on while Python works: what is typed meanwhile is noticed, and nothing lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings as xw

from tests.macros import big_office, played_vba
from tests.macros.counting import Counts, counted
from xlbilling.book import journal, known, names, vba, writing
from xlbilling.book.binding import bind
from xlbilling.hosts import files, log
from xlbilling.layout.tables import BY_NAME
from xlbilling.macros import press

BUTTON = "validate_claims"
Run = Callable[[str, Sequence[object]], str]


@pytest.fixture(scope="module")
def of_four(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office of 20 claim lines of four patients, to be copied."""
    return big_office.made(tmp_path_factory.mktemp("office"), 20, 4).path


@pytest.fixture
def book(of_four: Path, tmp_path: Path) -> Iterator[xw.Book]:
    """A small office's workbook."""
    with files.open_book(Path(shutil.copy(of_four, tmp_path))) as opened:
        opened.impl.backup_dir = None
        yield opened


@dataclass
class Pressed:
    """What a click on a Mac left.

    Attributes:
        said: the sentence at its end.
        counts: the calls that it took.
    """

    said: str
    counts: Counts


def on_a_mac(book: xw.Book, run: Run) -> Pressed:
    """Press a button of the add-in whose VBA answers so."""
    book.app.screen_updating, book.app.calculation = True, "automatic"
    live, counts = counted(book, waits=False)
    counts.vba = run
    live.set_mock_caller()
    press.button(BUTTON, played_vba.ADDIN)
    return Pressed(str(book.app.status_bar), counts)


def reads(pressed: Pressed) -> int:
    """How often cells were read."""
    return pressed.counts.calls["Range.raw_value"]


def findings(book: xw.Book) -> int:
    """How many rows the sheet Findings has."""
    bound = bind(book, BY_NAME["findings"])
    return bound.last_row - bound.header_row


def test_what_a_person_types_while_python_works_stops_the_click(book: xw.Book) -> None:
    """Nothing is written over what was not read."""
    answer = played_vba.runner(book)

    def run(macro: str, arguments: Sequence[object]) -> str:
        if macro.endswith("State"):
            book.sheets["Claims"].range("C2").raw_value = "typed"
        return answer(macro, arguments)

    before = findings(book)
    pressed = on_a_mac(book, run)

    assert "changed" in pressed.said
    assert findings(book) == before
    assert book.sheets["Claims"].range("C2").raw_value == "typed"


def test_a_workbook_that_nobody_changed_is_read_once(book: xw.Book) -> None:
    watched = on_a_mac(book, played_vba.runner(book))

    assert "checked" in watched.said
    assert findings(book) > 0
    assert watched.counts.calls["App.calculation ="] == 0
    assert book.app.screen_updating


def test_where_the_add_in_does_not_watch_all_is_read_again(book: xw.Book) -> None:
    """As after its VBA was reset, or where another add-in turned Excel's events off."""
    answer = played_vba.runner(book)
    watched = on_a_mac(book, answer)

    def run(macro: str, arguments: Sequence[object]) -> str:
        told = "" if macro.endswith("State") else answer(macro, arguments)
        lines = [line for line in told.split("\n") if not line.startswith("state")]
        return "\n".join(lines)

    pressed = on_a_mac(book, run)

    assert pressed.said == watched.said
    assert reads(pressed) > 1.5 * reads(watched)


def test_an_add_in_that_cannot_be_called_is_done_without(
    book: xw.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The click does the same through xlwings, and the log says why it was slower."""
    path = tmp_path / "logs" / "xlbilling.log"
    monkeypatch.setattr(log, "place", lambda: path)
    want = on_a_mac(book, played_vba.runner(book)).said
    asked: list[str] = []

    def run(macro: str, _: Sequence[object]) -> str:
        asked.append(macro)
        raise OSError("Parameter error.")

    pressed = on_a_mac(book, run)

    assert pressed.said == want
    module = f"'{played_vba.ADDIN}'!Meanwhile"
    assert asked == [
        f"{module}.Pause",
        f"{module}.Proceed",
    ]  # the latter for an answer that is lost
    assert pressed.counts.calls["App.calculation ="] > 0
    assert (book.app.screen_updating, book.app.calculation) == (True, "automatic")
    assert "VBA" in path.read_text("utf-8")


def test_an_add_in_that_is_older_than_the_program_is_done_without(
    book: xw.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has no procedure of that name; the rows get their room call by call, and the log says so."""
    path = tmp_path / "logs" / "xlbilling.log"
    monkeypatch.setattr(log, "place", lambda: path)
    answer = played_vba.runner(book)

    def run(macro: str, arguments: Sequence[object]) -> str:
        if "!Room." in macro:
            raise OSError("Cannot run the macro.")
        return answer(macro, arguments)

    pressed = on_a_mac(book, run)

    assert "checked" in pressed.said
    assert findings(book) > 0
    assert pressed.counts.calls["Table.resize"] > 0
    assert path.read_text("utf-8").count("OSError") == 1


def test_excel_on_a_mac_is_given_arguments_by_name_and_any_time(book: xw.Book) -> None:
    """It gives an answer up after a minute, which a thousand statements may take."""
    given: list[tuple[str, dict[str, Any]]] = []

    class App:
        """A stand-in for xlwings' engine on a Mac."""

        __module__ = "xlwings._xlmac"

    def run_vb_macro(macro: str, **named: object) -> str:
        given.append((macro, named))
        return "one\x1ftwo\n"

    app = SimpleNamespace(impl=App(), api=SimpleNamespace(run_VB_macro=run_vb_macro))
    shown: Any = SimpleNamespace(app=app, name=book.name)
    with known.kept(shown, "it's.xlam"):
        lines = vba.lines(shown, "Looks.Paint", "Aging", "orders")

    assert lines == [["one", "two"]]
    assert given == [
        (
            "'it''s.xlam'!Looks.Paint",
            {"arg1": book.name, "arg2": "Aging", "arg3": "orders", "timeout": -1},
        )
    ]


def test_vba_is_told_which_workbook_it_is_about(book: xw.Book) -> None:
    """A person may have gone to another one meanwhile, which is then Excel's active one."""
    answer = played_vba.runner(book)
    first: dict[str, object] = {}

    def run(macro: str, arguments: Sequence[object]) -> str:
        first[macro.partition("!")[2]] = arguments[0]
        return answer(macro, arguments)

    on_a_mac(book, run)

    assert first.pop("Meanwhile.Proceed") == played_vba.AUTOMATIC
    asked = ["Meanwhile.Pause", "Meanwhile.State", "Room.Free", "Room.Make"]
    assert first == dict.fromkeys(asked, book.name)


@pytest.mark.parametrize("silent", ["Meanwhile.Pause", "Meanwhile.Proceed"])
def test_the_screen_comes_back_where_vba_does_its_part_and_its_answer_is_lost(
    book: xw.Book, silent: str
) -> None:
    answer = played_vba.runner(book)
    want = on_a_mac(book, answer).said

    def run(macro: str, arguments: Sequence[object]) -> str:
        told = answer(macro, arguments)
        return "" if macro.endswith(silent) else told

    pressed = on_a_mac(book, run)

    assert pressed.said == want
    assert (book.app.screen_updating, book.app.calculation) == (True, "automatic")


def test_the_screen_comes_back_where_vba_answers_no_more(
    book: xw.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a person closed the add-in meanwhile."""
    path = tmp_path / "logs" / "xlbilling.log"
    monkeypatch.setattr(log, "place", lambda: path)
    answer = played_vba.runner(book)
    want = on_a_mac(book, answer).said

    def run(macro: str, arguments: Sequence[object]) -> str:
        if macro.endswith("Proceed"):
            raise OSError("Parameter error.")
        return answer(macro, arguments)

    pressed = on_a_mac(book, run)

    assert pressed.said == want
    assert (book.app.screen_updating, book.app.calculation) == (True, "automatic")
    assert "VBA" in path.read_text("utf-8")


def test_a_revision_whose_cell_was_deleted_is_refused_before_anything_is_written(
    book: xw.Book,
) -> None:
    """What VBA tells of its name is where the cell is, not that it still stands."""
    book.names[names.REVISION].refers_to = "=#REF!"
    book.sheets[names.INNER_SHEET].range("A1").raw_value = None
    before = findings(book)

    pressed = on_a_mac(book, played_vba.runner(book))

    assert f"the cell of the name '{names.REVISION}' was deleted" in pressed.said
    assert findings(book) == before


def test_what_stops_between_two_calls_is_finished_by_the_next_click(
    book: xw.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The workbook is a live one also where VBA watches it: it is noted what is being written."""
    monkeypatch.setattr(log, "place", lambda: tmp_path / "xlbilling.log")
    answer = played_vba.runner(book)
    live, counts = counted(book, waits=False)
    counts.vba = answer
    live.set_mock_caller()
    monkeypatch.setattr(writing, "rewrite", stopping)
    press.button(BUTTON, played_vba.ADDIN)

    assert "stopped" in str(book.app.status_bar)
    assert journal.is_kept(book)

    monkeypatch.undo()
    on_a_mac(book, answer)

    assert not journal.is_kept(book)
    assert findings(book) > 1


def stopping(*_: object) -> None:
    """Stop as a program does that is ended."""
    raise OSError("ended")
