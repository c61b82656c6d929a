"""The agency's file from a click or a command to the disk, with the workbook that tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import xlwings as xw

from tests.posting.collector import PLACE_DAY, Collector
from xlbilling import run
from xlbilling.book import names, reading, writing
from xlbilling.hosts import files
from xlbilling.macros import asking, press
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Append, Rewrite
from xlbilling.model.tables import Request
from xlbilling.template.default_rows import default_rows
from xlbilling.template.workbook import workbook_bytes

FILE = "agency-20251208-1.txt"
REQUEST = Request(PLACE_DAY, "tester")


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a workbook in which one placement is approved."""
    desk = Collector.owed()
    desk.letters()
    desk.as_of = PLACE_DAY
    desk.work()
    desk.approve("placements")
    path = tmp_path_factory.mktemp("agency") / "office.xlsx"
    path.write_bytes(workbook_bytes())
    with files.open_book(path) as book:
        for name, table in desk.book.tables.items():
            if table.frame.empty:
                continue
            rows = table.frame.reset_index(drop=True)
            if default_rows(name):
                writing.rewrite(book, Rewrite(name, rows))
            else:
                writing.append(book, Append(name, rows))
        names.set_constant(book, names.LEDGER_HEAD, desk.book.ledger_head)
        book.save()
    return path.read_bytes()


@pytest.fixture
def path(ready: bytes, tmp_path: Path) -> Path:
    """Return a copy of it in a folder of its own."""
    path = tmp_path / "office.xlsx"
    path.write_bytes(ready)
    return path


@pytest.fixture
def book(path: Path) -> Iterator[xw.Book]:
    """Return it open."""
    with files.open_book(path) as opened:
        yield opened


def audit(path: Path) -> pd.DataFrame:
    with files.open_book(path, read_only=True) as opened:
        return reading.read(opened, ["audit"]).frame("audit")


def test_a_dry_run_writes_no_file(book: xw.Book, path: Path) -> None:
    outcome = run.run(book, "place-accounts", REQUEST, run.Manner(is_dry_run=True))

    assert outcome.plan.result["placed"] == 1
    assert [one.name for one in path.parent.iterdir() if FILE in one.name] == []


def test_the_file_is_there_once_the_workbook_is_saved_and_the_audit_row_names_it(
    book: xw.Book, path: Path
) -> None:
    outcome = run.run(book, "place-accounts", REQUEST)
    assert not (path.parent / FILE).exists()

    book.save()
    outcome.settle()

    assert len((path.parent / FILE).read_bytes()) == 172
    counts = audit(path)["counts"].iloc[-1]
    assert f"file {FILE} SHA-256 {outcome.plan.result['sha256']}" in counts


def test_a_workbook_that_is_not_saved_has_no_file(book: xw.Book, path: Path) -> None:
    outcome = run.run(book, "place-accounts", REQUEST)

    outcome.take_back()

    assert [one.name for one in path.parent.iterdir() if "agency" in one.name] == []


def test_a_persons_file_of_that_name_stops_it_before_anything_is_written(
    book: xw.Book, path: Path
) -> None:
    (path.parent / FILE).write_bytes(b"mine")

    with pytest.raises(RefusedError, match="there is such a file already"):
        run.run(book, "place-accounts", REQUEST)

    assert (path.parent / FILE).read_bytes() == b"mine"
    states = reading.read(book, ["placements"]).frame("placements")["state"].tolist()
    assert states == ["PROPOSED"]


def test_a_click_saves_the_workbook_for_its_file(book: xw.Book, path: Path) -> None:
    names.set_constant(book, asking.AS_OF, PLACE_DAY.isoformat())

    outcome = press.press(book, "place-accounts")

    assert outcome is not None
    assert (path.parent / FILE).exists()
    assert len(audit(path)) == 1
