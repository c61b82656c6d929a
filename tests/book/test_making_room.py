"""Room that the add-in's VBA looks at and makes: what is a person's stays, as it does without it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pandas as pd
import pytest
import xlwings as xw

from tests.book.dying import Writes, copy_of, opened
from tests.book.halfway import digests, request, stopped
from tests.macros import played_vba
from tests.macros.counting import Counts, counted
from xlbilling import run as conductor
from xlbilling.book import journal, known, making_room, obstacles, reading, resuming, writing
from xlbilling.book.binding import bind
from xlbilling.hosts import files
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.errors import BookError
from xlbilling.model.plan import Append, Change, Plan, Rewrite, SetColumn

Run = Callable[[str, Sequence[object]], str]
COMMAND: Final = "post-payments"
OWN: Final = '=IF([@[Claim ID]]="","","mine")'


def claims(*ids: str) -> Append:
    records = [{"claim_id": each, "line": "1"} for each in ids]
    frame = frames.from_records(BY_NAME["claims"], records).frame
    return Append("claims", frame.reset_index(drop=True))


def status(texts: dict[int, str]) -> SetColumn:
    return SetColumn("claims", "status", pd.Series(texts, dtype=object))


@contextmanager
def live(book: xw.Book) -> Iterator[tuple[xw.Book, Counts]]:
    """A workbook as Excel shows it to a click, and what it is asked."""
    shown, counts = counted(book)
    counts.vba = played_vba.runner(book)
    with known.kept(shown, played_vba.ADDIN):
        yield shown, counts


def write(shown: xw.Book, *changes: Change) -> None:
    """Write changes as a click does: looked at, noted, written."""
    reading.read(shown, ["claims"])
    obstacles.demand_none(shown, [(each, 0) for each in changes])
    plan = Plan(changes, result={}, lines=())
    resuming.write(shown, plan, lambda: None, command="test", stamp="now")


def three(book: xw.Book) -> xw.Sheet:
    """The Claims sheet with three rows in its table: 2 to 4."""
    writing.append(book, claims("C1", "C2", "C3"))
    return book.sheets["Claims"]


def test_rows_and_cells_are_written_as_without_it_and_asked_for_once(book: xw.Book) -> None:
    sheet = three(book)

    with live(book) as (shown, counts):
        write(shown, claims("C4", "C5"), status({2: "HOLD", 4: "BILLED"}))

    rows = reading.read(book, ["claims"]).frame("claims")
    assert rows["claim_id"].tolist() == ["C1", "C2", "C3", "C4", "C5"]
    assert rows["status"].tolist() == ["HOLD", "", "BILLED", "", ""]
    assert bind(book, BY_NAME["claims"]).last_row == 6
    assert sheet["A6"].number_format == "@"
    asked = {"Table.resize", "Range.merge_cells", "Sheet.used_range", "Range.formula"}
    assert not asked & set(counts.calls)
    assert counts.calls["App.run"] == 2


@pytest.mark.parametrize("what", ["a note", 0.0, "=COUNTA(A2:A3)"])
def test_what_stands_below_a_table_is_in_the_way(book: xw.Book, what: object) -> None:
    sheet = three(book)
    sheet["B6"].value = what

    with live(book) as (shown, _), pytest.raises(BookError, match="Claims!B6") as caught:
        write(shown, claims("C4", "C5"))

    assert caught.value.id == "BOOK-ROOM"
    assert not journal.is_kept(book)
    assert bind(book, BY_NAME["claims"]).last_row == 4
    assert sheet["A5"].raw_value is None


def test_merged_cells_below_a_table_are_in_the_way(book: xw.Book) -> None:
    three(book)["B5:C6"].merge()

    with live(book) as (shown, _), pytest.raises(BookError, match="merged"):
        write(shown, claims("C4"))

    assert bind(book, BY_NAME["claims"]).last_row == 4


def test_a_totals_row_is_in_the_way(book: xw.Book) -> None:
    three(book)
    bind(book, BY_NAME["claims"]).list_object.show_totals = True

    with live(book) as (shown, _), pytest.raises(BookError, match="totals row"):
        write(shown, claims("C4"))


def test_a_persons_formula_between_cells_that_are_set_stays(book: xw.Book) -> None:
    place = bind(book, BY_NAME["claims"]).places["status"]
    sheet = three(book)
    sheet.range((3, place)).number_format = "General"
    sheet.range((3, place)).formula = '=IF(A3="","","READY")'

    with live(book) as (shown, _):
        write(shown, claims("C4"), status({2: "HOLD", 4: "BILLED"}))

    block = sheet.range((2, place), (4, place))
    assert [row[0] for row in block.formula] == ["HOLD", '=IF(A3="","","READY")', "BILLED"]
    assert sheet.range((3, place)).number_format == "General"


def with_own_column(path: Path) -> int:
    """Add a person's column to the table of claims; return its place on the sheet."""
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        sheet = three(book)
        bound = bind(book, BY_NAME["claims"])
        place = bound.last_column + 1
        bound.list_object.resize(sheet.range((1, 1), (4, place)))
        sheet.range((1, place)).raw_value = "Mine"
        for row in range(2, 5):
            sheet.range((row, place)).formula = OWN
        book.save()
    return place


def test_formulas_that_excel_fills_into_a_persons_column_stay(path: Path) -> None:
    """Where a table grows, Excel fills a column that is one formula down to its new end."""
    place = with_own_column(path)
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        with live(book) as (shown, counts):
            answer = counts.vba
            assert answer is not None

            def run(macro: str, arguments: Sequence[object]) -> str:
                told = answer(macro, arguments)
                if macro.endswith("Room.Make"):
                    book.sheets["Claims"].range((5, place), (6, place)).formula = OWN
                return told

            counts.vba = run
            write(shown, claims("C4", "C5"), status({2: "HOLD", 6: "BILLED"}))

        formulas = book.sheets["Claims"].range((2, place), (6, place)).formula
        ids = reading.read(book, ["claims"]).frame("claims")["claim_id"].tolist()

    assert ids == ["C1", "C2", "C3", "C4", "C5"]
    assert [row[0] for row in formulas] == [OWN] * 5


def refusing(answer: Run, procedure: str, *, is_begun: bool) -> Run:
    """VBA that fails in a procedure, before it began or after a part was done."""

    def run(macro: str, arguments: Sequence[object]) -> str:
        if not macro.endswith(procedure):
            return answer(macro, arguments)
        if is_begun:
            name, orders = arguments
            first, *_ = str(orders).split("\x1e")
            answer(macro, [name, first])
        return "!Out of memory"

    return run


@pytest.mark.parametrize("procedure", ["Room.Free", "Room.Make"])
@pytest.mark.parametrize("is_begun", [False, True], ids=["at once", "half-way"])
def test_vba_that_fails_is_done_without(
    stages: dict[str, Path], tmp_path: Path, procedure: str, *, is_begun: bool
) -> None:
    whole = copy_of(stages[COMMAND], tmp_path)
    stopped(whole, COMMAND, None)
    book = Path(shutil.copy(stages[COMMAND], tmp_path / "failing.xlsx"))
    writes = Writes()

    with opened(book, writes) as shown, known.kept(shown, played_vba.ADDIN):
        writes.vba = refusing(played_vba.runner(shown), procedure, is_begun=is_begun)
        outcome = conductor.run(shown, COMMAND, request(COMMAND))

    assert outcome.was_applied
    assert digests(book) == digests(whole)


def test_without_vba_nothing_is_looked_at_or_made(book: xw.Book) -> None:
    three(book)
    bounds = {"claims": bind(book, BY_NAME["claims"])}

    with known.kept(book):
        making_room.look(book, bounds, {"claims": 9}, [])
        making_room.make(book, [(claims("C4"), 5)])
        assert not known.has_room(bounds["claims"], 9)

    assert bind(book, BY_NAME["claims"]).last_row == 4


def test_a_table_that_is_rewritten_is_left_to_grow_by_itself(book: xw.Book) -> None:
    """What stands in a person's columns is read before it does."""
    three(book)
    more = claims("C1", "C2", "C3", "C4")

    with live(book) as (shown, counts):
        write(shown, Rewrite("claims", more.rows), claims("C5"))

    assert counts.calls["Table.resize"] == 2
    assert reading.read(book, ["claims"]).frame("claims")["claim_id"].tolist() == [
        "C1", "C2", "C3", "C4", "C5",
    ]  # fmt: skip
