"""What no cell can hold is refused before anything is noted: no workbook is stuck with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
import xlwings as xw

from tests.book.dying import Writes, opened
from tests.cli.shell import done, run
from xlbilling import run as conductor
from xlbilling.book import journal, names, obstacles, reading, sheets, writing
from xlbilling.hosts import files
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.cells import LONGEST_FORMULA, LONGEST_TEXT
from xlbilling.model.errors import BookError
from xlbilling.model.plan import Append, Change, Form, Named, Page, PageCell, Rewrite, SetColumn
from xlbilling.model.tables import InputFile, Request

TOO_LONG: Final = "x" * (LONGEST_TEXT + 1)
DAY: Final = date(2026, 4, 30)


def rows(table: str, *records: dict[str, Any]) -> pd.DataFrame:
    return frames.from_records(BY_NAME[table], records).frame.reset_index(drop=True)


def people(note: str) -> pd.DataFrame:
    return rows("patients", {"patient_id": "P1"}, {"patient_id": "P2", "note": note})


def audit(user: str) -> pd.DataFrame:
    return rows("audit", {"stamp": "S1", "user": user})


def units(value: float) -> Append:
    return Append("claims", rows("claims", {"claim_id": "C1"}).assign(units=[value]))


def page(*cells: PageCell) -> Page:
    return Page("Told", cells)


def filled(**fields: Any) -> Page:
    return Page("Told", (), form=Form(**fields))


MISFITS: Final[dict[str, tuple[Change, str]]] = {
    "a new row's text": (
        Append("patients", people(TOO_LONG)),
        "Patients!T3: Note of P2 would be a text of 32,768 characters",
    ),
    "a cell's text": (
        SetColumn("patients", "note", pd.Series(["", TOO_LONG], [7, 9], dtype=object)),
        "Patients!T9: Note would be a text of 32,768 characters",
    ),
    "a table's text": (
        Rewrite("audit", audit(TOO_LONG)),
        "Audit!B2: User of S1 would be a text of 32,768 characters",
    ),
    "a blank that is none": (
        Append("patients", people(TOO_LONG).assign(zip=pd.Series([None, None], dtype=object))),
        "Note of P2 would be a text of 32,768 characters",
    ),
    "a table's formula": (
        Rewrite("audit", audit("me"), {"user": ["=" + "1+" * LONGEST_FORMULA]}),
        "Audit!B2: User of S1 would be a formula of 16,385 characters",
    ),
    "a number without end": (units(float("inf")), "Units of C1 would be the number inf"),
    "a day before all days": (
        Append("patients", people("").assign(dob=pd.to_datetime(["1899-12-31", ""]))),
        "DOB of P1 would be the day 1899-12-31",
    ),
    "a page's text": (
        page(PageCell(1, 1, "Told"), PageCell(4, 28, TOO_LONG)),
        "sheet 'Told', AB4 would be a text of 32,768 characters",
    ),
    "a page's number": (
        page(PageCell(2, 3, float("nan"))),
        "sheet 'Told', C2 would be the number nan",
    ),
    "a page's formula": (
        page(PageCell(2, 3, 1.0, formula="=" + "1+" * LONGEST_FORMULA)),
        "sheet 'Told', C2 would be a formula of 16,385 characters",
    ),
    "a form's text": (
        filled(cells={"Statement_Title": Named(TOO_LONG)}),
        "Statement_Title would be",
    ),
    "a form's lines": (
        filled(lines={"Statement_To": ("a" * 20_000,) * 2}),
        "Statement_To would be",
    ),
    "a form's values": (
        filled(across={"Statement_Age": (1.0, TOO_LONG)}),
        "Statement_Age would be",
    ),
    "a form's rows": (
        filled(rows={"Statement_Visit_": ({"Statement_Visit_What": TOO_LONG},)}),
        "Statement_Visit_What would be",
    ),
}


@pytest.mark.parametrize(("change", "words"), MISFITS.values(), ids=MISFITS)
def test_what_no_cell_can_hold_is_refused_by_its_place(
    book: xw.Book, change: Change, words: str
) -> None:
    why = refusal(book, change)

    assert why is not None
    assert words in why.message
    assert why.id == "BOOK-CELL"
    assert "at most 32,767 characters" in why.fix


@pytest.mark.parametrize(
    "change",
    [
        Append("patients", people("x" * LONGEST_TEXT)),
        Append("patients", people("").assign(zip=pd.Series([None, "12345"], dtype=object))),
        units(float("nan")),
        filled(words={"Statement_Message": (f"{TOO_LONG} {TOO_LONG}",)}),
    ],
    ids=["the longest text", "a blank text", "a blank number", "sentences broken into rows"],
)
def test_what_cells_can_hold_is_in_nobodys_way(book: xw.Book, change: Change) -> None:
    assert refusal(book, change) is None


def refusal(book: xw.Book, change: Change) -> BookError | None:
    """Return why a change is refused; None for one that is in nobody's way."""
    try:
        obstacles.demand_none(book, [(change, 0)])
    except BookError as why:
        return why
    return None


def notes(text: str) -> Request:
    """A list of patients to load, one with a note."""
    content = f"patient_id,last,first,note\nP9,Fox,Ann,{text}\n".encode()
    return Request(DAY, "tester", (InputFile("patients.csv", content),), {"table": "patients"})


def loaded(book: xw.Book) -> list[str]:
    return reading.read(book, ["patients"]).frame("patients")["patient_id"].tolist()


def test_a_file_is_byte_for_byte_what_it_was_and_the_next_command_works(
    path: Path, tmp_path: Path
) -> None:
    before, csv = path.read_bytes(), tmp_path / "patients.csv"
    csv.write_bytes(notes(TOO_LONG).files[0].content)

    refused = run("load", path, "patients", csv, "--json")

    assert (refused.code, refused.json["error"]["id"]) == (2, "BOOK-CELL")
    assert path.read_bytes() == before
    csv.write_bytes(notes("short").files[0].content)
    assert done("load", path, "patients", csv, "--no-backup")["applied"]


def test_a_live_workbook_is_told_nothing_and_the_next_command_works(path: Path) -> None:
    """Not one call writes, so that there are no notes which nothing could ever finish."""
    writes = Writes()
    with opened(path, writes) as live:
        with pytest.raises(BookError, match="Note of P9 would be a text of 32,768 characters"):
            conductor.run(live, "load", notes(TOO_LONG))

        assert writes.count == 0
        assert not journal.is_kept(live)
        assert loaded(live) == []
        assert conductor.run(live, "load", notes("short")).was_applied
        assert loaded(live) == ["P9"]


def test_notes_that_no_cell_could_hold_are_told_with_the_way_out_of_them(path: Path) -> None:
    """An earlier program noted such a text: every command says which, and where the copies are."""
    change = Append("patients", people(TOO_LONG))
    writes = Writes()
    with opened(path, writes) as live:
        there = tuple(sheets.names_of(live))
        head = names.constant(live, names.LEDGER_HEAD)
        entry = journal.Entry("load", "2026-04-30", (change,), (2,), head, head, there, {}, {}, {})
        journal.keep(live, entry)
        kept = writes.count

        with pytest.raises(BookError) as caught:
            conductor.run(live, "verify-ledger", Request(DAY, "tester"))

        assert writes.count == kept
        assert loaded(live) == []
    assert caught.value.id == "BOOK-HALF-WRITTEN"
    assert "Note of P2 would be a text of 32,768 characters" in caught.value.message
    assert "its last copy in 'backups'" in caught.value.fix


# An account with more visits than one statement can name


@pytest.fixture
def crowded(path: Path) -> Path:
    """A file with two patients who owe: one on a visit, one on more than a cell can name.

    Twenty visits with ids as long as nobody's do for the thousands that an office would need.
    """
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        many = [visit(f"{n:02}{'9' * 1_800}", "P1") for n in range(20)]
        writing.append(book, Append("patients", rows("patients", *map(patient, ("P1", "P2")))))
        writing.append(book, Append("claims", rows("claims", *many, visit("C1", "P2"))))
        conductor.run(book, "post-charges", Request(date(2026, 3, 31), "tester"))
        book.save()
    return path


def patient(who: str) -> dict[str, object]:
    return {"patient_id": who, "last": "Fennel", "first": who, "address": "1 Orchard Way",
            "city": "Birch Hollow", "state": "OH", "zip": "43999"}  # fmt: skip


def visit(claim: str, who: str) -> dict[str, object]:
    day = datetime(2026, 3, 2)
    return {"claim_id": claim, "line": "1", "patient_id": who, "dos_from": day, "dos_to": day,
            "code": "99213", "units": 1.0, "charge": 150.0}  # fmt: skip


@contextmanager
def as_file(path: Path) -> Iterator[xw.Book]:
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        yield book
        book.save()


@contextmanager
def as_live(path: Path) -> Iterator[xw.Book]:
    with opened(path, Writes()) as book:
        yield book


@pytest.mark.parametrize("opens", [as_file, as_live])
def test_an_account_of_too_many_visits_keeps_nobody_from_a_statement(
    crowded: Path, opens: Any
) -> None:
    with opens(crowded) as book:
        outcome = conductor.run(book, "make-statements", Request(DAY, "tester"))

        assert outcome.was_applied
        assert outcome.plan.result["excluded"] == {"TOO MANY VISITS": 1}
        assert not journal.is_kept(book)
        assert conductor.run(book, "verify-ledger", Request(DAY, "tester")).findings == []

    with files.open_book(crowded, read_only=True) as book:
        read = reading.read(book, ["statements", "exclusions"])
    assert read.frame("statements")["guarantor_id"].tolist() == ["P2"]
    (left_out,) = read.frame("exclusions").to_dict("records")
    assert (left_out["guarantor_id"], left_out["balance_cents"]) == ("P1", 3_000_00)
    assert left_out["detail"].startswith("20 visits, of which one statement can name 18: ")
