"""Functions on accounts: the card spills, balances add up, statements are as the run decides."""

from __future__ import annotations

from datetime import datetime

import pytest
import xlwings as xw

from tests.support import request as asked
from tests.udfs.conftest import TODAY
from tests.udfs.server import call, down, structured
from xlbilling import run
from xlbilling.book import reading
from xlbilling.model import ledger, money
from xlbilling.tasks import make_statements

AS_OF = datetime(2026, 3, 31)


@pytest.fixture
def charged(office_book: xw.Book) -> xw.Book:
    """The charges are posted."""
    run.run(office_book, "post-charges", asked(TODAY))
    return office_book


def test_accounts_together_owe_what_the_ledger_says(charged: xw.Book, cell: xw.Range) -> None:
    people = reading.read(charged, ["patients"]).frame("patients")
    accounts = down(
        *dict.fromkeys(
            people["guarantor_id"].where(people["guarantor_id"] != "", people["patient_id"])
        )
    )
    shown = call("XLB_ACCOUNT_OWES", accounts, AS_OF, caller=cell)

    frame = reading.read(charged, ["ledger"]).frame("ledger")
    moved = ledger.receivables(frame)
    assert round(sum(a + b for a, b, _ in shown), 2) == money.to_cell(int(moved["cents"].sum()))
    assert call("XLB_ACCOUNT_OWES", "NOBODY", AS_OF, caller=cell) == [["#N/A", None, None]]


def test_a_card_begins_with_what_the_account_owes(charged: xw.Book, cell: xw.Range) -> None:
    patient = structured(charged, "Patients", "Patient ID")[0, 0].value
    rows = call("XLB_ACCOUNT", patient, AS_OF, caller=cell)
    ((insurers, own, _),) = call("XLB_ACCOUNT_OWES", patient, AS_OF, caller=cell)

    assert {len(row) for row in rows} == {4}
    assert rows[0][0] == "Account"
    assert rows[0][1] == AS_OF
    assert rows[0][3] == round(insurers + own, 2)
    assert rows[-1][0] == "Next step"


def test_a_card_of_nobody_is_an_excel_error(cell: xw.Range) -> None:
    assert call("XLB_ACCOUNT", "NOBODY", AS_OF, caller=cell) == [["NOBODY", None, "#N/A", None]]


def test_statements_due_are_those_of_a_run(charged: xw.Book, cell: xw.Range) -> None:
    read = reading.read(charged, make_statements.READS)
    made = make_statements.statement_run(read, TODAY)
    ids = [*(one.account.id for one in made.made), *(one.id for one in made.excluded)]
    shown = call("XLB_STATEMENT_DUE", down(*ids), AS_OF, caller=cell)

    amounts = [one.row["amount_cents"] for one in made.made]
    assert [round(due * 100) for due, _ in shown] == [*amounts, *(0 for _ in made.excluded)]
    assert [bool(why) for _, why in shown] == [
        *(False for _ in amounts),
        *(True for _ in made.excluded),
    ]
    assert ids
