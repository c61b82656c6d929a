"""The button Undo last, where the batch that came last had stopped half-way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.book.dying import EngineDied, Writes, opened
from tests.live_books import OpenBook
from tests.macros.office_book import DAY, click, made
from xlbilling import run
from xlbilling.hosts import files
from xlbilling.macros import asking
from xlbilling.model.tables import Request


def test_a_batch_that_stopped_half_way_is_finished_and_then_the_one_to_undo(
    open_book: OpenBook, tmp_path: Path
) -> None:
    """Its ledger rows were not written yet, so that the batch before it would seem the last."""
    path = made(tmp_path, open_book)
    with opened(path, Writes(4)) as live, pytest.raises(EngineDied):
        run.run(live, "post-payments", Request(date.fromisoformat(DAY), "tester"))

    with files.open_book(path) as book:
        said = click(book, "undo_last")
        asked = asking.kept(book)

    assert said == "Undo batch: look at the sheet Preview, then press Apply or Cancel"
    assert asked is not None
    assert asked.options["batch"] == "ERA-EFT100"
