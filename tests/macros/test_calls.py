"""A click's cost in calls to the application: few, and as many for a large office as for a small.

`tests/macros/counting.py` says what counts as a call, `tests/macros/pressing.py` which buttons are
pressed and how. `--lines` gives the lines of an office beside the large one; the nightly job takes
100,000.

A click of the ribbon has the add-in's VBA at hand: it paints a page in one call, and makes all of a
run's statements in one. On a Mac, where Excel does not wait for a click, it also tells whether
somebody changed the workbook meanwhile, so that it is read once. It looks at the room for all new
rows in one call, and makes it in another. A script that presses a button from outside has none:
there a page takes calls by what it looks like, and a statement SHEET calls more, LOOK more for each
that looks like none before it, and TEMPLATE more to read the template; where a remittance of every
kind adds rows to many tables and sets cells among others, their ROOM takes calls for each.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.macros import big_office, played_vba, pressing
from tests.macros.big_office import Office
from tests.macros.counting import counted
from tests.macros.pressing import Click
from xlbilling import run
from xlbilling.hosts import files
from xlbilling.macros import press
from xlbilling.model.plan import Append, SetColumn
from xlbilling.model.tables import InputFile, Request

MOST: Final = 60
SHEET: Final = 3
"""Copied, named and filled."""
LOOK: Final = 40
"""Rows made and copied, heights, texts, the print area, what stands on it: each once."""
TEMPLATE: Final = 230
"""Names, heights and widths of the template, which only VBA can tell all at once."""
ROOM: Final = 20
"""Of up to six tables that grow, each used range, merged cells, new end and texts, but one of them
whose row below was read; and the formulas of three in which cells are set."""
ALONE: Final = 5
"""What a click takes more where no VBA lets the spreadsheet stand still."""
TOUCHES: Final = 1_200
"""So many accesses of any kind are allowed, those that only find an object taken in."""
SMALL: Final = 200
LARGE: Final = 1_000
LINES_OF_ONE: Final = 100
"""So many claim lines has a patient of the offices that are compared, large or small."""
OF_A_REMITTANCE: Final = frozenset({"apply of post_payments", "apply of undo_batch"})
"""Clicks that write what a whole remittance tells."""
OF_A_TEMPLATE: Final = frozenset({"apply of make_statements", "reprint_statement"})
"""Clicks that read the template of statements."""
WRITE: Final = frozenset({
    "apply of load", "apply of load_codes", "apply of import_remittance", "apply of post_payments",
    "apply of post_receipts", "apply of record_recoupment", "apply of undo_batch",
    "apply of make_statements", "apply of adjust", "apply of transfer", "apply of refund",
})  # fmt: skip
"""Clicks that have something to write in this office; what only looks would prove nothing."""


Made = Callable[..., Office]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """What gives an office of so many lines and patients, to be copied; each is made once.

    Where nobody says how many patients, there are as many as the lines ask for.
    """
    folder = tmp_path_factory.mktemp("offices")

    @cache
    def office(lines: int, patients: int = 0, *, is_alike: bool = False) -> Office:
        how_many = patients or lines // LINES_OF_ONE
        return big_office.made(folder, lines, how_many, is_alike=is_alike)

    return office


@pytest.fixture(scope="session")
def small(made: Made, tmp_path_factory: pytest.TempPathFactory) -> list[Click]:
    """What the buttons cost in a small office."""
    return pressing.clicks(made(SMALL), tmp_path_factory.mktemp("pressed"))


def test_every_task_that_takes_a_file_or_a_row_is_pressed_with_one() -> None:
    assert pressing.without_file_or_row() == []


def test_a_click_takes_few_calls(small: list[Click]) -> None:
    assert [click for click in small if click.calls > MOST] == []
    others = [click for click in small if click.button != "apply of make_statements"]
    assert [click for click in others if click.calls > MOST - ALONE] == []
    assert max(click.touches for click in small) <= TOUCHES


def test_a_button_that_a_script_presses_takes_few_calls(
    small: list[Click], made: Made, tmp_path: Path
) -> None:
    """No VBA is at hand then; what reads the template of statements has its own bound below."""
    clicks = pressing.clicks(made(SMALL), tmp_path, vba="")

    others = [click for click in clicks if click.button not in OF_A_TEMPLATE | OF_A_REMITTANCE]
    assert [click for click in others if click.calls > MOST] == []
    assert len(clicks) - len(others) == len(OF_A_TEMPLATE | OF_A_REMITTANCE)
    posted = [click for click in clicks if click.button in OF_A_REMITTANCE]
    assert [click for click in posted if click.calls > MOST + ROOM] == []
    assert [(one.button, one.said) for one in clicks] == [(one.button, one.said) for one in small]


def test_a_script_that_posts_what_a_payer_answered_alike_takes_few_calls(
    made: Made, tmp_path: Path
) -> None:
    """No denial, credit or hold: fewer tables grow, and even without VBA that stays a click."""
    office = made(SMALL, is_alike=True)

    clicks = pressing.clicks(office, tmp_path, vba="", only=("post-payments", "undo-batch"))

    assert {click.button for click in clicks} > OF_A_REMITTANCE
    assert [click for click in clicks if click.calls > MOST] == []
    assert [click for click in clicks if "POSTED" in click.said]


def test_a_click_on_a_mac_takes_few_calls_and_does_the_same(
    small: list[Click], made: Made, tmp_path: Path
) -> None:
    """Excel goes on there, so that each click also asks whether anything was changed."""
    clicks = pressing.clicks(made(SMALL), tmp_path, waits=False)

    assert [click for click in clicks if click.calls > MOST] == []
    assert [(one.button, one.said) for one in clicks] == [(one.button, one.said) for one in small]


def test_the_buttons_did_what_they_are_counted_for(small: list[Click]) -> None:
    assert {click.button for click in small} >= WRITE
    assert [click for click in small if "error of the program" in click.said] == []


def test_a_payer_answers_in_every_way(made: Made, tmp_path: Path) -> None:
    """Else the click that takes most calls would be counted where it has little to write."""
    office = made(100, 2)
    path = Path(shutil.copy(office.path, tmp_path))
    with files.open_book(path) as book:
        more = InputFile("more.835", big_office.answer(office, 2))
        run.run(book, "import-remittance", Request(big_office.DAY, "tester", (more,)))
        outcome = run.run(book, "post-payments", Request(big_office.DAY, "tester"))

    changes = outcome.plan.changes
    added = {each.table for each in changes if isinstance(each, Append)}
    assert added == {"ledger", "exceptions", "denials", "holds", "credits"}
    cells = {each.table for each in changes if isinstance(each, SetColumn)}
    assert cells == {
        "batches", "remits", "remit_lines", "remit_adjustments", "claims", "provider_adjustments",
        "recoupments",
    }  # fmt: skip


def test_a_large_office_takes_as_many_calls_as_a_small_one(
    small: list[Click], made: Made, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    for lines in sorted({LARGE, int(request.config.getoption("--lines"))}):
        folder = tmp_path / str(
            lines
        )  # where one office has printed, another's files are in the way
        folder.mkdir()
        large = pressing.clicks(made(lines), folder)

        assert [(one.button, one.calls) for one in large] == [
            (one.button, one.calls) for one in small
        ]


def test_without_the_add_in_python_lets_the_spreadsheet_stand_still_and_go_on(
    small: list[Click], made: Made, tmp_path: Path
) -> None:
    with files.open_book(Path(shutil.copy(made(SMALL).path, tmp_path))) as book:
        book.impl.backup_dir = None
        before = book.app.calculation
        book.app.screen_updating, book.app.calculation = True, "automatic"
        live, counts = counted(book)
        live.set_mock_caller()
        press.button("verify_ledger")
        shown = (book.app.screen_updating, book.app.calculation)
        book.app.calculation = before

    assert shown == (True, "automatic")
    held = next(click for click in small if click.button == "verify_ledger")
    assert counts.calls.total() == held.calls + ALONE


@pytest.mark.parametrize("waits", [True, False], ids=["Windows", "Mac"])
def test_statements_take_as_many_calls_for_many_as_for_few_where_the_add_in_is(
    made: Made, tmp_path: Path, waits: bool
) -> None:
    """The first time, and again over the sheets of that day that nobody sent."""
    found = []
    for patients in (20, 60):
        path = Path(shutil.copy(made(5 * patients, patients).path, tmp_path))
        first, new = statements(path, played_vba.ADDIN, waits=waits)
        again, none = statements(path, played_vba.ADDIN, waits=waits)
        found.append((first, again))

        assert new > patients / 2
        assert none == 0

    assert found[0] == found[1]
    assert max(found[0]) <= MOST


def test_without_the_add_in_statements_take_few_calls_for_each_sheet(
    made: Made, tmp_path: Path
) -> None:
    """Of 60 patients 15 owe for two visits and 45 for one: two looks of statements."""
    patients, looks = 60, 2
    path = Path(shutil.copy(made(300, patients).path, tmp_path))
    calls, new = statements(path, "")

    assert new > patients / 2
    assert calls <= MOST + TEMPLATE + SHEET * new + LOOK * looks


def statements(path: Path, vba: str, *, waits: bool = True) -> tuple[int, int]:
    """Make the statements of an office; return the calls of Apply, and the sheets it made."""
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        book.app.screen_updating, book.app.calculation = False, "manual"
        before = len(book.sheets)
        live, counts = counted(book, waits=waits)
        counts.vba = played_vba.runner(book) if vba else None
        live.set_mock_caller()
        press.button("make_statements", vba)
        counts.calls.clear()
        press.button("apply", vba)
        book.save()
        return counts.calls.total(), max(len(book.sheets) - before, 0)
