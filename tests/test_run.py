"""The conductor: dry run, prompt, fingerprint, audit; a file is as it was unless all went well."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import xlwings as xw

from xlbilling import run
from xlbilling.book import reading
from xlbilling.hosts import files
from xlbilling.model.errors import BookChangedError, RefusedError
from xlbilling.model.tables import InputFile, Request
from xlbilling.template import workbook

CSV = b"Claim ID,Line,DOS From,Charge,Code,Units\nC1,1,2026-01-05,120.50,00100,1\n"
LOAD = Request(date(2026, 3, 31), "ann", (InputFile("in.csv", CSV),), {"table": "claims"})


@pytest.fixture
def book(tmp_path: Path) -> Iterator[xw.Book]:
    """A fresh billing workbook, open."""
    path = tmp_path / "office.xlsx"
    path.write_bytes(workbook.workbook_bytes())
    with files.open_book(path) as opened:
        yield opened


def rows(book: xw.Book, table: str) -> int:
    return len(reading.read(book, [table]).frame(table))


def test_a_task_is_applied_and_leaves_one_row_in_the_audit_trail(book: xw.Book) -> None:
    outcome = run.run(book, "load", LOAD)

    audit = reading.read(book, ["audit"]).frame("audit").iloc[0]
    assert outcome.was_applied
    assert (audit["user"], audit["command"], audit["counts"]) == ("ann", "load", "claims +1")
    assert audit["plan_digest"] == run.digest(outcome.plan)
    assert outcome.exit_code == run.DONE


def test_a_dry_run_plans_and_writes_nothing(book: xw.Book) -> None:
    outcome = run.run(book, "load", LOAD, run.Manner(is_dry_run=True))

    assert outcome.plan.result["loaded"] == 1
    assert not outcome.was_applied
    assert (rows(book, "claims"), rows(book, "audit")) == (0, 0)


def test_a_no_at_the_prompt_writes_nothing(book: xw.Book) -> None:
    asked = []

    def say_no(outcome: run.Outcome) -> bool:
        asked.append(outcome.plan.lines)
        return False

    outcome = run.run(book, "load", LOAD, run.Manner(confirm=say_no))

    assert asked == [("Claims: 1 rows loaded, 0 skipped",)]
    assert not outcome.was_applied
    assert rows(book, "claims") == 0


def test_a_book_that_changed_while_it_was_planned_is_refused(book: xw.Book) -> None:
    def change_meanwhile(_: run.Outcome) -> bool:
        book.sheets["Claims"].range("A2").value = "C9"
        return True

    with pytest.raises(BookChangedError, match="Claims changed"):
        run.run(book, "load", LOAD, run.Manner(confirm=change_meanwhile))

    assert reading.read(book, ["claims"]).frame("claims")["claim_id"].tolist() == ["C9"]
    assert rows(book, "audit") == 0


def test_an_unknown_task_is_refused(book: xw.Book) -> None:
    with pytest.raises(RefusedError, match="no task 'fly'"):
        run.run(book, "fly", LOAD)


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2200, 1, 1), date.max])
def test_a_day_that_no_sheet_holds_is_refused(book: xw.Book, day: date) -> None:
    with pytest.raises(RefusedError, match=f"the day {day.isoformat()} is not one of 1900-01-01"):
        run.run(book, "report-productivity", Request(day, "kim"))

    assert rows(book, "audit") == 0


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2199, 12, 31)])
@pytest.mark.parametrize("name", ["report-productivity", "age-receivables", "refresh-dashboard"])
def test_the_first_and_the_last_day_are_worked_on(book: xw.Book, name: str, day: date) -> None:
    run.run(book, name, Request(day, "kim"))

    assert rows(book, "audit") == 1


def test_a_ledger_with_a_cell_that_cannot_be_read_is_not_built_on(book: xw.Book) -> None:
    ledger = book.sheets["Ledger"]
    ledger.range("A2").value = 1
    ledger.range("U2").value = "twelve"

    with pytest.raises(RefusedError, match="changed by hand"):
        run.run(book, "post-charges", LOAD)


def test_what_a_person_typed_and_nothing_can_read_is_not_written_over(book: xw.Book) -> None:
    sheet = book.sheets["Worklist"]
    heads = sheet.range("A1:AA1").value
    sheet.range("A2").value = "C1|1:AET"
    sheet.range((2, heads.index("Next Date") + 1)).value = "next week"
    request = Request(date(2026, 3, 31), "ann")

    with pytest.raises(RefusedError, match=r"Worklist!Z2: Next Date is text.*would be lost"):
        run.run(book, "refresh-worklist", request)
    assert (sheet.range("A2").value, sheet.range("Z2").value) == ("C1|1:AET", "next week")
    assert rows(book, "audit") == 0

    sheet.range("Z2").value = None
    assert run.run(book, "refresh-worklist", request).was_applied


def test_progress_counts_every_change(book: xw.Book) -> None:
    seen: list[tuple[int, int]] = []

    run.run(book, "load", LOAD, run.Manner(advance=lambda done, whole: seen.append((done, whole))))

    assert seen == [(1, 2), (2, 2)]
