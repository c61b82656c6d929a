"""The main job by buttons: every macro on an open workbook, as a biller would press them."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import xlwings as xw

from tests.live_books import OpenBook
from xlbilling.book import reading
from xlbilling.book.binding import bind
from xlbilling.layout.tables import BY_NAME
from xlbilling.macros.age_receivables import age_receivables
from xlbilling.macros.import_remittance import import_remittance
from xlbilling.macros.load import load
from xlbilling.macros.make_statements import make_statements
from xlbilling.macros.post_charges import post_charges
from xlbilling.macros.post_payments import post_payments
from xlbilling.macros.refresh_dashboard import refresh_dashboard
from xlbilling.macros.undo_batch import undo_batch
from xlbilling.macros.validate_claims import validate_claims
from xlbilling.macros.verify_ledger import verify_ledger
from xlbilling.template import workbook

TABLES = {
    "payers": "Payer ID,Name,Filing Indicator\nNORTH,Northlight Health Plan,CI\n",
    "patients": (
        "Patient ID,Last,First,DOB,Sex,Address,City,State,ZIP,Release Of Info,Benefits Assigned,"
        "Signature On File\n"
        "P1,Fennel,Milo,1980-05-01,M,16 Orchard Way,Birch Hollow,OH,43999,Y,Y,Y\n"
    ),
    "coverage": (
        "Patient ID,Level,Payer ID,Member ID,Relationship,From,Verified On\n"
        "P1,1,NORTH,M100200,18,2025-01-01,2026-01-02\n"
    ),
    "claims": (
        "Claim ID,Line,Patient ID,DOS From,POS,Rendering NPI,Billing NPI,Dx1,Code,Pointers,"
        "Units,Charge,Assignment\n"
        "C1,1,P1,2026-01-05,11,1234567893,1558598797,E119,99213,1,1,150.00,Y\n"
    ),
}
REMITTANCE = (
    "ISA*00*          *00*          *ZZ*NORTH          *ZZ*OFFICE         *260120*1200*^*00501*"
    "000000001*0*P*:~GS*HP*NORTH*OFFICE*20260120*1200*1*X*005010X221A1~ST*835*0001~"
    "BPR*I*80*C*ACH*CCP*01*999999999*DA*1*1999999999**01*999999999*DA*2*20260120~"
    "TRN*1*EFT100*1999999999~DTM*405*20260120~N1*PR*NORTHLIGHT HEALTH PLAN*XV*NORTH~"
    "N1*PE*BIRCH HOLLOW*XX*1558598797~LX*1~CLP*C1*1*150*80*20*12*ICN1*11*1~"
    "NM1*QC*1*FENNEL*MILO****MI*M100200~SVC*HC:99213*150*80**1~DTM*472*20260105~"
    "CAS*CO*45*50~CAS*PR*3*20~REF*6R*1~SE*15*0001~GE*1*1~IEA*1*000000001~"
)


@pytest.fixture
def book(tmp_path: Path, open_book: OpenBook) -> Iterator[xw.Book]:
    """A small office's workbook, open, its tables loaded by the Load button."""
    path = tmp_path / "office.xlsx"
    path.write_bytes(workbook.workbook_bytes())
    with open_book(path) as opened:
        for table, text in TABLES.items():
            file = tmp_path / f"{table}.csv"
            file.write_text(text, "utf-8")
            assert load(opened, table, [file]) is not None
        yield opened


@pytest.fixture
def remittance(tmp_path: Path) -> Path:
    """The payer's answer to the one claim: 80.00 paid, 50.00 contractual, 20.00 copay."""
    file = tmp_path / "north.835"
    file.write_text(REMITTANCE, "ascii")
    return file


def balance(book: xw.Book) -> int:
    return int(reading.read(book, ["claims"]).frame("claims")["balance_cents"].iloc[0])


def test_the_buttons_do_the_main_job_from_claim_to_statement(
    book: xw.Book, remittance: Path
) -> None:
    """
    charge   C1/1  150.00
    era      C1/1  paid 80.00  CO-45 50.00  PR-3 20.00

    C1/1 owes 20.00, by the patient
    """
    checked = validate_claims(book)
    assert checked is not None
    assert [(one.id, one.message) for one in checked.findings] == []
    post_charges(book)
    assert balance(book) == 15000
    import_remittance(book, [remittance])
    posted = post_payments(book)
    assert posted is not None

    assert posted.plan.result["batches"][0]["posted"] == "80.00"
    assert balance(book) == 2000
    assert reading.read(book, ["claims"]).frame("claims")["owed_by"].tolist() == ["PATIENT"]
    for press in (age_receivables, refresh_dashboard, make_statements, verify_ledger):
        assert press(book) is not None
    assert [sheet.name for sheet in book.sheets if "P1" in sheet.name]


def test_undo_takes_the_batch_of_the_selected_row(book: xw.Book, remittance: Path) -> None:
    post_charges(book)
    import_remittance(book, [remittance])
    post_payments(book)
    batches = bind(book, BY_NAME["batches"])
    kinds = reading.read_table(batches).frame["kind"]
    row = int(kinds.index[kinds == "REMITTANCE"][0])
    batches.sheet.range((row, 1)).select()

    assert undo_batch(book) is not None

    assert balance(book) == 15000


def test_a_task_that_cannot_go_on_says_why_in_the_status_bar(book: xw.Book) -> None:
    before = reading.read(book, ["ledger"])["ledger"].digest

    assert undo_batch(book, "ERA-NONE") is None

    assert "ERA-NONE" in str(book.app.status_bar)
    assert reading.read(book, ["ledger"])["ledger"].digest == before


def test_a_button_works_as_of_today(book: xw.Book) -> None:
    outcome = validate_claims(book)

    assert outcome is not None
    assert date.fromisoformat(outcome.as_of) == datetime.now().astimezone().date()
