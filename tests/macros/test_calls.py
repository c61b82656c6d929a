"""A click's cost in calls to the application: few, and as many for a large office as for a small.

`tests/macros/counting.py` says what counts as a call, `tests/macros/pressing.py` which buttons are
pressed and how. `--lines` gives the large office's lines; the nightly job takes 100,000.

A page takes calls by what it looks like, not by its rows. A new sheet is an object of its own: to
add it, name it and fill it takes calls for each one. So a click that makes sheets, as statements
and letters do, takes SHEET calls more for each new one, and PAINTED more for each that looks like
none before it; a sheet that looks in all places like one made in the same click is a copy of it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest

from tests.macros import big_office, pressing
from tests.macros.counting import counted
from tests.macros.pressing import Click
from xlbilling.hosts import files
from xlbilling.macros import press

MOST: Final = 60
SHEET: Final = 4
"""Copied, named, filled, and named with a link on the list of them."""
PAINTED: Final = 30
"""Fonts, fills, formats, widths, merges and the print area, each once."""
ALONE: Final = 4
"""What a click takes more where no VBA lets the spreadsheet stand still, as on a Mac."""
TOUCHES: Final = 1_200
"""So many accesses of any kind are allowed, those that only find an object taken in."""
MAKES: Final = {"apply of make_statements": 2}
"""Clicks that make sheets in the office of one patient: so many, each with a look of its own."""
SMALL: Final = 1_000
WRITE: Final = frozenset({
    "apply of load", "apply of load_codes", "apply of import_remittance", "apply of post_payments",
    "apply of post_receipts", "apply of record_recoupment", "apply of undo_batch",
    "apply of make_statements",
})  # fmt: skip
"""Clicks that have something to write in this office; what only looks would prove nothing."""


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> list[Click]:
    """What the buttons cost in an office of 1,000 lines."""
    path = big_office.made(tmp_path_factory.mktemp("small"), SMALL)
    return pressing.clicks(path, tmp_path_factory.mktemp("pressed"), SMALL)


def test_every_task_that_takes_a_file_or_a_row_is_pressed_with_one() -> None:
    assert pressing.without_file_or_row() == []


def test_a_click_takes_few_calls(small: list[Click]) -> None:
    over = [
        click
        for click in small
        if click.calls > MOST + MAKES.get(click.button, 0) * (SHEET + PAINTED)
    ]

    assert over == []
    assert max(click.touches for click in small) <= TOUCHES


def test_the_buttons_did_what_they_are_counted_for(small: list[Click]) -> None:
    assert {click.button for click in small} >= WRITE
    assert [click for click in small if "error of the program" in click.said] == []


def test_a_large_office_takes_as_many_calls_as_a_small_one(
    small: list[Click], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    lines = int(request.config.getoption("--lines"))
    pressed = tmp_path / "pressed"
    pressed.mkdir()

    large = pressing.clicks(big_office.made(tmp_path, lines), pressed, lines)

    assert [(one.button, one.calls) for one in large] == [(one.button, one.calls) for one in small]


def test_without_the_add_in_python_lets_the_spreadsheet_stand_still_and_go_on(
    small: list[Click], tmp_path: Path
) -> None:
    with files.open_book(big_office.made(tmp_path, SMALL)) as book:
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


def test_many_statements_take_few_calls_for_each_sheet(tmp_path: Path) -> None:
    """Of 60 patients 15 owe for two visits and 45 for one: two looks, and that of the list."""
    patients, lines, looks = 60, 300, 3
    path = big_office.made(tmp_path, lines, patients)
    with files.open_book(Path(shutil.copy(path, tmp_path / "pressed.xlsx"))) as book:
        book.impl.backup_dir = None
        before = len(book.sheets)
        live, counts = counted(book)
        live.set_mock_caller()
        press.button("make_statements")
        counts.calls.clear()
        press.button("apply")
        made = len(book.sheets) + 1 - before  # the preview is gone

    assert made > patients / 2
    assert counts.calls.total() <= MOST + SHEET * made + PAINTED * looks
