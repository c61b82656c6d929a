"""Room that the add-in's VBA looks at and makes: what is a person's stays, as it does without it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, cast

import pandas as pd
import pytest
import xlwings as xw

from tests.book.dying import Writes, copy_of
from tests.book.halfway import commanded, digests, request, stopped
from tests.macros import played_vba
from tests.macros.counting import Counts, counted
from xlbilling import run as conductor
from xlbilling.book import journal, known, making_room, obstacles, reading, resuming, writing
from xlbilling.book.binding import bind
from xlbilling.book.vba import FIELD, RECORD
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


@contextmanager
def as_excel(path: Path, *, has_vba: bool) -> Iterator[xw.Book]:
    """A live workbook that takes values as Excel does, with the add-in's VBA or without."""
    writes = Writes()
    with commanded(path, writes, has_vba=has_vba) as shown:
        writes.takes_as_typed = True
        yield shown


ODD: Final = [(7.0, "General"), ("0012", "General"), ("=1+1", "General"), (True, "@")]
"""What a person has in cells of a text column: a number, texts after an apostrophe, a tick."""


@pytest.mark.parametrize("has_vba", [True, False])
def test_cells_between_those_that_are_set_stay_as_they_are(path: Path, *, has_vba: bool) -> None:
    """Written back as they were read, Excel would take each for something else.

    Cells with texts are made ones of text before; those with anything else are not touched, nor
    those with what looks like a formula.
    """
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        writing.append(book, claims("C1", "C2", "C3", "C4", "C5", "C6"))
        places = bind(book, BY_NAME["claims"]).places
        sheet = book.sheets["Claims"]
        for row, (content, code) in enumerate(ODD, start=3):
            sheet.range((row, places["status"])).number_format = code
            sheet.range((row, places["status"])).raw_value = content
        sheet.range((4, places["balance"])).raw_value = "=1+1"
        book.save()

    balances = SetColumn("claims", "balance", pd.Series({2: 100, 7: 200}, dtype="Int64"))
    with as_excel(path, has_vba=has_vba) as shown:
        write(shown, status({2: "0012", 7: "BILLED"}), balances)

    with files.open_book(path, read_only=True) as book:
        sheet = book.sheets["Claims"]
        cells = [sheet.range((row, places["status"])) for row in range(2, 8)]
        found = [(cell.raw_value, cell.number_format) for cell in cells]
        money = [sheet.range((row, places["balance"])).raw_value for row in (2, 4, 7)]
        assert sheet.range((5, places["status"])).formula == "=1+1"
    (number, zeros, sum_, tick) = ODD
    assert found == [("0012", "@"), number, (zeros[0], "@"), sum_, tick, ("BILLED", "@")]
    assert money == [1.0, "=1+1", 2.0]


def test_what_excel_fills_into_our_columns_goes_before_anything_is_written(book: xw.Book) -> None:
    """A person made a column of ours one formula; rows that were stopped half-way are blank then."""
    place = bind(book, BY_NAME["claims"]).places["line_note"]
    sheet = three(book)

    with live(book) as (shown, counts):
        answer = counts.vba
        assert answer is not None

        def run(macro: str, arguments: Sequence[object]) -> str:
            if not macro.endswith("Room.Make"):
                return answer(macro, arguments)
            name, orders = arguments
            first, _, rest = str(orders).partition(RECORD)
            answer(macro, [name, first])
            sheet.range((5, place), (6, place)).formula = '="mine"'
            answer(macro, [name, rest])
            assert [row[0] for row in sheet.range((5, place), (6, place)).formula] == ["", ""]
            return FIELD.join(("of", str(rest.count(RECORD) + 2)))

        counts.vba = run
        write(shown, claims("C4", "C5"))

    assert counts.calls["Table.resize"] == 0
    rows = reading.read(book, ["claims"]).frame("claims")
    assert rows["line_note"].tolist() == [""] * 5


@pytest.mark.parametrize("has_vba", [True, False])
def test_a_note_below_a_table_is_seen_by_the_second_command_of_a_click(
    path: Path, *, has_vba: bool
) -> None:
    """Nobody has read the row below a table that grew since."""
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        three(book)["B6"].raw_value = "a note"
        book.save()

    with as_excel(path, has_vba=has_vba) as shown:
        write(shown, claims("C4"))
        with pytest.raises(BookError, match="Claims!B6"):
            write(shown, claims("C5"))

    with files.open_book(path, read_only=True) as book:
        assert book.sheets["Claims"]["B6"].raw_value == "a note"
        assert bind(book, BY_NAME["claims"]).last_row == 5


def refusing(answer: Run, procedure: str, told: object, *, is_begun: bool) -> Run:
    """VBA that fails in a procedure, before it began or after a part was done."""

    def run(macro: str, arguments: Sequence[object]) -> str:
        if not macro.endswith(procedure):
            return answer(macro, arguments)
        if is_begun:
            name, orders = arguments
            first, *_ = str(orders).split(RECORD)
            answer(macro, [name, first])
        return cast("str", told)

    return run


@pytest.mark.parametrize("procedure", ["Room.Free", "Room.Make"])
@pytest.mark.parametrize(
    "told", ["!Out of memory", "0", "-1", "99\nof\x1f2", "of\x1f0", "", None, -2146826273]
)
@pytest.mark.parametrize("is_begun", [False, True], ids=["at once", "half-way"])
def test_vba_that_fails_is_done_without(
    book: xw.Book, procedure: str, told: object, *, is_begun: bool
) -> None:
    """So is an answer that is none: a click that was interrupted, or a text that got lost."""
    sheet = three(book)
    sheet["A5"].number_format = "General"

    with live(book) as (shown, counts):
        assert counts.vba is not None
        counts.vba = refusing(counts.vba, procedure, told, is_begun=is_begun)
        write(shown, claims("0012", "C5"), status({2: "HOLD", 4: "BILLED"}))
        kept = known.of(shown)
        assert kept is not None
        assert len(kept.failed) == 1

    rows = reading.read(book, ["claims"]).frame("claims")
    assert rows["claim_id"].tolist() == ["C1", "C2", "C3", "0012", "C5"]
    assert rows["status"].tolist() == ["HOLD", "", "BILLED", "", ""]
    assert bind(book, BY_NAME["claims"]).last_row == 6
    assert sheet["A5"].number_format == "@"
    assert not journal.is_kept(book)


def test_a_whole_command_does_without_vba_that_fails(
    stages: dict[str, Path], tmp_path: Path
) -> None:
    whole = copy_of(stages[COMMAND], tmp_path)
    stopped(whole, COMMAND, None)
    book = Path(shutil.copy(stages[COMMAND], tmp_path / "failing.xlsx"))
    writes = Writes()

    with commanded(book, writes, has_vba=True) as shown:
        assert writes.vba is not None
        writes.vba = refusing(writes.vba, "Room.Make", "!Out of memory", is_begun=True)
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
