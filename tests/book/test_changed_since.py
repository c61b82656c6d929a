"""What a person does to a half-written book before the next start: it is finished all the same.

Sorted, deleted, added rows, own columns, notes below a table: each row is written once, wherever it
stands by then; where it cannot be, nothing is written and one line says so.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlwings as xw

from tests.book.dying import EngineDied, Writes, copy_of, opened
from tests.book.halfway import request, stopped
from tests.cli.shell import done, run
from xlbilling import run as conductor
from xlbilling.book import journal, names, reading, resuming, writing
from xlbilling.book.binding import Bound, bind, two_d
from xlbilling.hosts import files
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.errors import BookError
from xlbilling.model.plan import Append, Plan, Rewrite

COMMAND = "post-payments"
Rows = dict[str, list[Any]]


def rows(book: Path) -> Rows:
    """Return all tables' rows, in the order of their first columns; the audit trail by its count."""
    with files.open_book(book, read_only=True) as read:
        assert not journal.is_kept(read)
        tables = reading.read(read, BY_NAME)
    found: Rows = {}
    for name, table in BY_NAME.items():
        frame = tables.frame(name).astype(str)
        keys = [table.column(key).frame_name for key in table.key]
        found[name] = frame.sort_values([*keys, *frame.columns]).to_dict("records")
    found["audit"] = [{"rows": len(found["audit"])}]
    return found


def by_hand(book: Path, change: Callable[[xw.Book], None]) -> None:
    """Do something in a saved book as a person does, and save it."""
    with files.open_book(book) as read:
        read.impl.backup_dir = None
        change(read)
        read.save()


def body(bound: Bound) -> xw.Range:
    corner = (bound.first_row, bound.first_column)
    return bound.sheet.range(corner, (bound.last_row, bound.last_column))


def turned(table: str) -> Callable[[xw.Book], None]:
    """Return what sorts a table the other way round."""

    def turn(book: xw.Book) -> None:
        bound = bind(book, BY_NAME[table])
        height = bound.last_row - bound.header_row
        cells = two_d(body(bound).raw_value, rows=height)
        filled = [row for row in cells if any(cell is not None for cell in row)]
        body(bound).raw_value = [*filled[::-1], *cells[len(filled) :]]

    return turn


def without_first_row(table: str) -> Callable[[xw.Book], None]:
    """Return what deletes a table's first row, so that all below it move up."""

    def delete(book: xw.Book) -> None:
        bound = bind(book, BY_NAME[table])
        cells = two_d(body(bound).raw_value, rows=bound.last_row - bound.header_row)
        body(bound).raw_value = [*cells[1:], [None] * len(cells[0])]

    return delete


@pytest.mark.parametrize("table", ["ledger", "remit_lines", "claims"])
def test_a_sheet_sorted_since_is_finished_row_by_row(
    stages: dict[str, Path], table: str, tmp_path: Path
) -> None:
    """At moments from the first write that changes a table to the last."""
    whole = copy_of(stages[COMMAND], tmp_path)
    count = stopped(whole, COMMAND, None)
    after = rows(whole)

    for at in range(9, count, 8):
        book = Path(shutil.copy(stages[COMMAND], tmp_path / "half.xlsx"))
        stopped(book, COMMAND, at)
        by_hand(book, turned(table))
        told = done("verify-ledger", book, "--no-backup")["findings"]

        assert [one["id"] for one in told] == ["HALF-WRITTEN"], at
        assert rows(book) == after, at


def test_a_row_added_below_meanwhile_stays_and_the_noted_ones_go_under_it(
    stages: dict[str, Path], tmp_path: Path
) -> None:
    book, whole = copy_of(stages[COMMAND], tmp_path), tmp_path / "whole.xlsx"
    shutil.copy(book, whole)
    stopped(whole, COMMAND, None)
    stopped(book, COMMAND, 8)
    mine = frames.from_records(BY_NAME["batches"], [{"batch": "MINE", "note": "mine"}]).frame
    by_hand(book, lambda read: writing.append(read, Append("batches", mine)))

    done("verify-ledger", book, "--no-backup")

    after = rows(whole)
    now = rows(book)
    assert [row for row in now["batches"] if row["batch"] != "MINE"] == after["batches"]
    assert now | {"batches": after["batches"]} == after
    assert "MINE" in {row["batch"] for row in now["batches"]}


def test_a_row_deleted_above_doubles_nothing(stages: dict[str, Path], tmp_path: Path) -> None:
    """The batch's one row moves up, and its noted place is blank: it is known by its key."""
    start = stages["import-remittance"]
    whole, book = copy_of(start, tmp_path), Path(shutil.copy(start, tmp_path / "half.xlsx"))
    count = stopped(whole, "import-remittance", None)
    stopped(book, "import-remittance", count - 2)
    by_hand(book, without_first_row("batches"))

    done("verify-ledger", book, "--no-backup")

    now, after = rows(book)["batches"], rows(whole)["batches"]
    assert [row["batch"] for row in now].count("ERA-T1") == 1
    assert len(now) == len(after) - 1


def test_a_row_that_is_gone_is_told_and_nothing_is_written(
    stages: dict[str, Path], tmp_path: Path
) -> None:
    book = copy_of(stages[COMMAND], tmp_path)
    stopped(book, COMMAND, 12)
    by_hand(book, without_first_row("remit_lines"))
    content = book.read_bytes()

    answer = run("verify-ledger", book, "--json")

    assert answer.json["error"]["id"] == "BOOK-HALF-WRITTEN"
    assert "is no longer there" in answer.json["error"]["message"]
    assert book.read_bytes() == content


def test_without_its_notes_a_half_written_book_is_refused(
    stages: dict[str, Path], tmp_path: Path
) -> None:
    book = copy_of(stages[COMMAND], tmp_path)
    stopped(book, COMMAND, 12)
    by_hand(book, lambda read: read.sheets[names.INNER_SHEET].range("A4").clear_contents())
    content = book.read_bytes()

    assert run("verify-ledger", book, "--json").json["error"]["id"] == "BOOK-HALF-WRITTEN"
    assert book.read_bytes() == content


# A person's own columns and notes


def exclusions(*ids: str) -> pd.DataFrame:
    table = BY_NAME["exclusions"]
    return frames.from_records(table, [dict.fromkeys(table.key, each) for each in ids]).frame


@pytest.fixture
def own_column(path: Path) -> Path:
    """A book with a person's column of formulas on Exclusions."""

    def make(book: xw.Book) -> None:
        writing.rewrite(book, Rewrite("exclusions", exclusions("E1", "E2", "E3")))
        bound = bind(book, BY_NAME["exclusions"])
        mine = bound.last_column + 1
        bound.sheet.range((1, mine)).raw_value = "Mine"
        bound.list_object.resize(bound.sheet.range((1, 1), (4, mine)))
        bound.sheet.range((2, mine), (4, mine)).formula = [["=LEN(A2)"], ["keep"], ["=A4&1"]]

    by_hand(path, make)
    return path


def test_own_formulas_stay_wherever_a_rewrite_stops_even_twice(
    own_column: Path, tmp_path: Path
) -> None:
    plan = Plan((Rewrite("exclusions", exclusions("E3", "E2", "E0", "E1")),))

    def rewritten(book: Path, at: int | None) -> int:
        writes = Writes(at)
        with opened(book, writes) as live:
            if at is None:
                resuming.write(live, plan, lambda: None, command="x", stamp="y")
            else:
                with pytest.raises(EngineDied):
                    resuming.write(live, plan, lambda: None, command="x", stamp="y")
        return writes.count

    count = rewritten(copy_of(own_column, tmp_path / ".."), None)
    for at in range(5, count):
        book = Path(shutil.copy(own_column, tmp_path / "half.xlsx"))
        rewritten(book, at)
        with opened(book, Writes()) as live:
            was_kept = journal.is_kept(live)
        for again in (at - 4, None):
            with opened(book, Writes(again)) as live:
                try:
                    resuming.finish(live)
                except EngineDied:
                    continue
        with files.open_book(book, read_only=True) as read:
            bound = bind(read, BY_NAME["exclusions"])
            block = bound.sheet.range((2, bound.last_column), (bound.last_row, bound.last_column))
            texts = [row[0] for row in block.formula]

        moved, as_it_was = ["=A2&1", "keep", "", "=LEN(A5)"], ["=LEN(A2)", "keep", "=A4&1"]
        assert texts == (moved if was_kept else texts), at
        assert texts in (moved, as_it_was), at


@pytest.mark.parametrize("table", ["ledger", "audit"])
def test_a_table_without_room_stops_a_live_command_before_its_first_write(
    stages: dict[str, Path], table: str, tmp_path: Path
) -> None:
    book = copy_of(stages[COMMAND], tmp_path)

    def note(read: xw.Book) -> None:
        bound = bind(read, BY_NAME[table])
        bound.sheet.range((bound.last_row + 1, bound.first_column + 1)).raw_value = "my note"

    by_hand(book, note)
    writes = Writes()
    with opened(book, writes) as live, pytest.raises(BookError, match="has to grow over it"):
        conductor.run(live, COMMAND, request(COMMAND))

    assert writes.count == 0
    assert run(COMMAND, book, "--json").json["error"]["id"] == "BOOK-ROOM"


def test_half_made_sheets_are_made_anew_and_no_copy_of_a_template_is_left(
    stages: dict[str, Path], tmp_path: Path
) -> None:
    """A sheet is copied first and named then: a stop between leaves ``Statement Template (2)``."""
    start = stages["age-receivables"]
    whole = copy_of(start, tmp_path)
    stopped(whole, "make-statements", None)
    with files.open_book(whole, read_only=True) as read:
        after = {sheet.name for sheet in read.sheets}

    for at in range(5, 12):
        book = Path(shutil.copy(start, tmp_path / "half.xlsx"))
        stopped(book, "make-statements", at)
        told = done("verify-ledger", book, "--no-backup")["findings"]
        with files.open_book(book, read_only=True) as read:
            now = {sheet.name for sheet in read.sheets}

        assert now - {journal.SHEET} <= after, at
        assert now == after or not told, at
