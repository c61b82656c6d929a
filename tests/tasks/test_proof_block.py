"""The proof block: live formulas on Remits and Remit Lines, with Python's values in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest
import xlwings as xw

from tests.office import Office
from tests.posting.make835 import Claim, Payment, Service, file_of
from tests.support import AS_OF
from xlbilling.book import reading, writing
from xlbilling.book.binding import bind, two_d
from xlbilling.hosts import files
from xlbilling.layout import frames, live
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.plan import Append, SetColumn
from xlbilling.model.tables import InputFile, Request
from xlbilling.run import run
from xlbilling.template.workbook import workbook_bytes

DOS = "2026-02-01"
PROOFS = (("remits", "out_by"), ("remits", "lines_out"), ("remit_lines", "out_by"))


def remittance() -> bytes:
    """Two payments: one with a line out of balance, one 5.00 more than its claims less PLB."""
    good = Service("99213", 15000, 9804, [("CO", "45", 5000), ("CO", "253", 196)], DOS)
    out = Service("99213", 15000, 10000, [("CO", "45", 4900)], DOS)
    whole = Claim("C3", 15000, 0, status="4", cas=[("CO", "16", 15000)])
    return file_of(
        Payment([
            Claim("C1", 30000, 19804, services=[good, out]),
            Claim("C2", 15000, 9804, services=[good]),
            whole,
        ]),
        Payment(
            [Claim("C4", 15000, 9804, services=[good])],
            trace="T2", amount=9304, plb=[("WO", "X", 1000)],
        ),
    )  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of a fresh workbook with a payer."""
    book = tmp_path / "office.xlsx"
    book.write_bytes(workbook_bytes())
    return book


@pytest.fixture
def book(path: Path) -> Iterator[xw.Book]:
    """The workbook, open."""
    with files.open_book(path) as opened:
        add(opened, "payers", {"payer_id": "ACME", "name": "Acme", "payer_trace_ids": "1ACME"})
        yield opened


def add(book: xw.Book, table: str, *records: dict[str, Any]) -> None:
    """Type rows in, as far as they are filled."""
    rows = frames.from_records(BY_NAME[table], records).frame
    named = [
        c.frame_name for c in BY_NAME[table].columns if any(c.frame_name in r for r in records)
    ]
    writing.append(book, Append(table, rows[named]))


def key_by_hand(book: xw.Book) -> None:
    """A check whose batch is a number and one in small letters, each with a line 1.00 out."""
    for batch in ("1001", "a-1"):
        add(
            book, "remits", {"batch": batch, "payer": "ACME", "trace": batch, "amount_cents": 10001}
        )
        add(
            book, "remit_lines",
            {"batch": batch, "row": 1.0, "pcn": "C9", "billed_cents": 15010, "paid_cents": 9910,
             "contractual_cents": 5000},
            {"batch": batch, "row": 2.0, "pcn": "C9", "billed_cents": 20, "denied_cents": 20},
        )  # fmt: skip
        add(
            book, "provider_adjustments",
            {"batch": batch.upper(), "code": "L6", "reference": "R", "amount_cents": -90},
        )  # fmt: skip


def do(book: xw.Book, task: str, *contents: bytes) -> None:
    given = tuple(InputFile(f"{n}.835", each) for n, each in enumerate(contents))
    run(book, task, Request(AS_OF, "tester", given))


def shown(book: xw.Book) -> dict[tuple[str, str], list[Any]]:
    """The values of the proof columns."""
    read = reading.read(book, ("remits", "remit_lines"))
    return {
        (table, name): frames.column_cells(
            BY_NAME[table].column(name),
            read.frame(table)[BY_NAME[table].column(name).frame_name],
        )
        for table, name in PROOFS
    }


def formulas(book: xw.Book, table: str, name: str) -> list[str]:
    bound = bind(book, BY_NAME[table])
    place = bound.places[name]
    texts = bound.sheet.range((bound.first_row, place), (bound.last_row, place)).formula
    return [str(row[0]) for row in two_d(texts, rows=bound.last_row - bound.header_row)]


def test_an_import_writes_the_proofs_as_live_formulas(book: xw.Book) -> None:
    do(book, "import-remittance", remittance())

    assert shown(book) == {
        ("remits", "out_by"): [0.0, 5.0],
        ("remits", "lines_out"): [1.0, 0.0],
        ("remit_lines", "out_by"): [0.0, 1.0, 0.0, 0.0, 0.0],
    }
    for table, name in PROOFS:
        texts = formulas(book, table, name)
        assert all(text.startswith("=IF(") for text in texts), (table, name, texts)


def test_sequestration_stands_apart_from_the_contractual_amount(book: xw.Book) -> None:
    do(book, "import-remittance", remittance())

    lines = reading.read(book, ("remit_lines",)).frame("remit_lines")

    assert lines["contractual_cents"].tolist()[0] == 5000
    assert lines["other_adj_cents"].tolist()[0] == 196


def test_posting_writes_the_proofs_of_keyed_rows_and_over_a_person_s_edit(
    book: xw.Book,
) -> None:
    do(book, "import-remittance", remittance())
    key_by_hand(book)
    bound = bind(book, BY_NAME["remits"])
    bound.sheet.range((bound.first_row, bound.places["out_by"])).raw_value = 77.0

    do(book, "post-payments")

    assert shown(book)["remits", "out_by"] == [0.0, 5.0, 0.01, 0.01]
    assert shown(book)["remits", "lines_out"] == [1.0, 0.0, 1.0, 1.0]
    assert formulas(book, "remits", "out_by")[0].startswith("=IF(")


def test_posting_again_writes_nothing(book: xw.Book) -> None:
    do(book, "import-remittance", remittance())
    key_by_hand(book)
    do(book, "post-payments")

    again = run(book, "post-payments", Request(AS_OF, "tester"))

    assert again.plan.changes == ()


def test_libreoffice_computes_what_python_cached(
    book: xw.Book, path: Path, soffice: Office
) -> None:
    do(book, "import-remittance", remittance())
    key_by_hand(book)
    do(book, "post-payments")
    ours = shown(book)
    book.save()

    theirs = soffice.values(path)

    for (table, name), values in ours.items():
        rows = theirs[BY_NAME[table].sheet]
        place = rows[0].index(BY_NAME[table].column(name).header)
        assert [row[place] for row in rows[1 : len(values) + 1]] == values, (table, name)


ODD_IDS = (
    "EOB*1", "EOB-1", "EOBX1", "A?B", "AxB", "T~1", "T~~1", ">5", "=A", "<>", "1001", "01001",
)  # fmt: skip
"""Batch ids that a condition of SUMIFS would take for a pattern or a comparison."""


def test_the_live_proof_of_a_batch_takes_in_no_other_whatever_its_id(
    book: xw.Book, path: Path, soffice: Office
) -> None:
    for number, batch in enumerate(ODD_IDS, start=1):
        add(
            book, "remits",
            {"batch": batch, "payer": "ACME", "trace": f"T{number}", "amount_cents": 100},
        )  # fmt: skip
        add(
            book, "remit_lines",
            {"batch": batch, "row": 1.0, "pcn": "C9", "billed_cents": 1, "paid_cents": 2**number},
        )  # fmt: skip
    do(book, "post-payments")
    ours = shown(book)
    book.save()

    rows = soffice.values(path)["Remits"]

    assert ours["remits", "out_by"] == [(100 - 2**n) / 100 for n in range(1, len(ODD_IDS) + 1)]
    for name in ("out_by", "lines_out"):
        place = rows[0].index(BY_NAME["remits"].column(name).header)
        assert [row[place] for row in rows[1 : len(ODD_IDS) + 1]] == ours["remits", name]


def test_an_amount_typed_with_its_code_counts_in_the_live_proof_too(
    book: xw.Book, path: Path, soffice: Office
) -> None:
    key_by_hand(book)
    bound = bind(book, BY_NAME["remit_lines"])
    for row, cell in enumerate(("CO-253 1.00", "CO 253 0.50", -0.75), start=bound.first_row):
        bound.sheet.range((row, bound.places["other_adj"])).raw_value = cell
    do(book, "post-payments")
    ours = shown(book)["remit_lines", "out_by"]
    book.save()

    rows = soffice.values(path)["Remit Lines"]

    assert ours == [0.0, -0.5, 1.75, 0.0]
    out_by = rows[0].index("Out By")
    assert [row[out_by] for row in rows[1:5]] == ours
    assert rows[1][rows[0].index("Other Adj")] == "CO-253 1.00"


def test_a_fresh_book_fills_the_formulas_into_rows_that_people_add(path: Path) -> None:
    with ZipFile(path) as package:
        parts = [package.read(name) for name in package.namelist() if "/tables/" in name]

    live_columns = sum(len(columns) for columns in live.FORMULAS.values())
    assert sum(part.count(b"<calculatedColumnFormula>") for part in parts) == live_columns
    with files.open_book(path, read_only=True) as fresh:
        assert reading.read(fresh, ("remits", "remit_lines")).frame("remits").empty
        for table, name in PROOFS:
            assert formulas(fresh, table, name)[0].startswith("=IF("), (table, name)


def test_rows_that_are_loaded_are_live_too(book: xw.Book) -> None:
    key_by_hand(book)

    assert set(formulas(book, "remit_lines", "out_by")) != {""}


def test_a_column_is_live_only_where_the_program_owns_it() -> None:
    for table, columns in live.FORMULAS.items():
        for name in columns:
            assert BY_NAME[table].column(name).writer == "program"


def test_half_a_column_written_by_row_keeps_the_rest(book: xw.Book) -> None:
    key_by_hand(book)
    rows = pd.Series([1, 2], index=[2, 5], dtype="Int64")

    writing.set_column(book, SetColumn("remit_lines", "out_by", rows))

    values = frames_of(book)
    assert values[0] == 1
    assert values[3] == 2
    assert all(text.startswith("=IF(") for text in formulas(book, "remit_lines", "out_by"))


def frames_of(book: xw.Book) -> list[Any]:
    frame = reading.read(book, ("remit_lines",)).frame("remit_lines")
    return frame["out_by_cents"].tolist()
