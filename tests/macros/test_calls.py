"""A click's cost in calls to the application: few, and as many for a large office as for a small.

`tests/macros/counting.py` says what counts as a call. `--lines` gives the large office's lines;
the nightly job takes 100,000.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest

from tests.live_books import OpenBook
from tests.macros import big_office
from tests.macros.counting import counted
from xlbilling.macros import press

MOST: Final = 60
MORE: Final = {"validate_claims": 68, "age_receivables": 62, "refresh_dashboard": 61, "apply": 63}
"""Clicks that need more: before texts are written their cells are asked whether they take them as
texts, and below a table that grows whether cells are merged; the first check of claims reads 26
tables and fills five of them."""
TOUCHES: Final = 1_700
"""So many accesses of any kind are allowed, those that only find an object taken in."""
BUTTONS: Final = (
    "validate_claims", "age_receivables", "refresh_dashboard", "missing_charges", "verify_ledger",
    "post_payments", "apply", "undo_last", "apply", "post_receipts", "make_statements", "cancel",
)  # fmt: skip
SMALL: Final = 1_000

Cost = tuple[str, int, int]


def costs(open_book: OpenBook, path: Path, folder: Path) -> list[Cost]:
    """Press the buttons one after the other; return each with its calls and its touches."""
    found = []
    with open_book(Path(shutil.copy(path, folder / path.name))) as book:
        book.impl.backup_dir = None
        before = book.app.calculation
        book.app.calculation = "automatic"
        for name in BUTTONS:
            live, counts = counted(book)
            live.set_mock_caller()
            press.button(name)
            found.append((name, counts.calls.total(), counts.touches.total()))
        assert book.app.calculation == "automatic"
        book.app.calculation = before
    return found


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, open_book: OpenBook) -> list[Cost]:
    """What the buttons cost in an office of 1,000 lines."""
    folder = tmp_path_factory.mktemp("small")
    pressed = tmp_path_factory.mktemp("pressed")
    return costs(open_book, big_office.made(folder, SMALL), pressed)


def test_a_click_takes_few_calls(small: list[Cost]) -> None:
    over = [(name, calls) for name, calls, _ in small if calls > MORE.get(name, MOST)]

    assert over == []
    assert max(touches for _, _, touches in small) <= TOUCHES


def test_a_large_office_takes_as_many_calls_as_a_small_one(
    small: list[Cost], open_book: OpenBook, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    lines = int(request.config.getoption("--lines"))
    pressed = tmp_path / "pressed"
    pressed.mkdir()

    large = costs(open_book, big_office.made(tmp_path, lines), pressed)

    assert large == small
