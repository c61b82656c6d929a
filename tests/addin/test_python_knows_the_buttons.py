"""What the ribbon sends is what Python understands: an id of one is a name of the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from tests.addin.ribbon import controls
from xlbilling.book import names
from xlbilling.hosts import files
from xlbilling.macros import press, telling
from xlbilling.tasks.registry import TASKS
from xlbilling.template import workbook

UNKNOWN = "this program has no button"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[xw.Book]:
    """An empty billing workbook, open, in which the buttons are pressed."""
    path = tmp_path / "office.xlsx"
    path.write_bytes(workbook.workbook_bytes())
    with files.open_book(path) as opened:
        opened.set_mock_caller()
        yield opened


def test_every_button_of_the_ribbon_is_known(book: xw.Book) -> None:
    tasks = {task.function for task in TASKS}
    pressed = [one for one in controls("button") if one.get("onAction") == "xlbilling_press"]
    buttons = [str(one.get("id")).removeprefix("xlb_") for one in pressed]

    for button in buttons:
        if button not in tasks:
            press.button(button)
            status = names.constant(book, telling.STATUS)
            assert status
            assert not status.startswith(UNKNOWN), button
    assert {*buttons} >= tasks


def test_a_button_of_another_version_is_told_in_one_sentence(book: xw.Book) -> None:
    press.button("of_next_year")

    assert names.constant(book, telling.STATUS).startswith(f"{UNKNOWN} 'of_next_year'")
