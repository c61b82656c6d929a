"""A statement made again is the one that was made, whatever happened since; else it says what not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledgers import PAYERS, Office, Visit, book_with, offices
from tests.support import examples, request
from xlbilling.layout.frames import from_records
from xlbilling.layout.tables import BY_NAME
from xlbilling.model import ledger
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import PATIENT_OWNER, Entry
from xlbilling.model.plan import Page, Plan, Rewrite
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import make_statements, reprint_statement
from xlbilling.tasks.statements import reprinting
from xlbilling.tasks.statements.reprinting import Likeness

FIRST = date(2026, 2, 28)
MONTHS = (FIRST, date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31))
HOME = {"address": "1 Elm St", "city": "Albany", "state": "NY", "zip": "12201"}
ANN: dict[str, Any] = {"patient_id": "P1", "last": "Example", "first": "Ann", **HOME}
NUMBER = "S20260228-P1"


def owed(claim: str = "C1", cents: int = 20_00, on: date = date(2026, 2, 10)) -> list[Entry]:
    visit = Visit(claim)
    rest = visit.contractual(70_00 - cents, on)
    return [visit.charge(150_00), visit.paid(80_00, on), rest, visit.to_patient(cents, on, "3")]


def office(entries: Sequence[Entry], register: pd.DataFrame | None = None, **more: Any) -> Snapshot:
    """Return a workbook with these ledger rows, and a register that was made before."""
    book = book_with(entries, **{"patients": [ANN], "payers": PAYERS, **more})
    return book if register is None else with_register(book, register)


def with_register(book: Snapshot, register: pd.DataFrame) -> Snapshot:
    frame = register.set_axis(pd.RangeIndex(2, len(register) + 2), axis=0)
    read = replace(book["statements"], frame=frame)
    return replace(book, tables={**book.tables, "statements": read})


def register_of(plan: Plan) -> pd.DataFrame:
    changes = [each for each in plan.changes if isinstance(each, Rewrite)]
    return next(each.rows for each in changes if each.table == "statements")


def made(book: Snapshot, day: date = FIRST) -> pd.DataFrame:
    """Return the register after the statements of a day were made."""
    return register_of(make_statements.plan(book, request(day)))


def again(book: Snapshot, statement: str = NUMBER) -> Plan:
    return reprint_statement.plan(book, request(statement=statement))


def likeness(plan: Plan) -> list[str]:
    return [each["likeness"] for each in plan.result["statements"]]


def said(plan: Plan) -> str:
    return " ".join(each.message for each in plan.findings)


def test_a_copy_stands_on_a_sheet_of_its_own_and_says_that_it_is_one() -> None:
    plan = again(office(owed(), made(office(owed()))))

    assert likeness(plan) == ["EQUAL"]
    assert plan.findings == ()
    assert plan.result["sheets"] == ["Copy S20260228-P1"]
    page = plan.changes[0]
    assert isinstance(page, Page)
    assert f"{NUMBER} (copy)" in repr(page)
    assert "Copy of the statement of 02/28/2026. Thank you" in repr(page)


def test_what_was_posted_later_is_not_on_a_copy_even_where_it_was_dated_back() -> None:
    entries = owed()
    register = made(office(entries))
    paid_later = Visit().paid(20_00, date(2026, 2, 20), PATIENT_OWNER)

    plan = again(office([*entries, paid_later], register))

    assert likeness(plan) == ["EQUAL"]
    assert plan.result["statements"][0]["amount"] == "20.00"


def test_every_statement_of_months_is_equal_after_payments_undo_transfers_and_new_bills() -> None:
    """Each month a new visit and a bill; in between part payments, contra rows and transfers."""
    entries: list[Entry] = []
    register = None
    for n, day in enumerate(MONTHS):
        entries += owed(f"C{n}", 20_00 + n, day - timedelta(18))
        register = made(office(entries, register), day)
        paid = Visit(f"C{n}").paid(5_00 + n, day + timedelta(3), PATIENT_OWNER)
        entries.append(paid)
        if n == 1:
            entries.append(ledger.contra(paid, posted=day + timedelta(5), batch="B1U", user="t"))
            entries.append(Visit("C0").to_patient(-4_00, day + timedelta(6), "1"))
        register = made(office(entries, register), day + timedelta(10)) if n == 2 else register
    assert register is not None
    book = office(entries, register)

    found = reprinting.reprints(book, book.frame("statements"))

    assert [one.likeness for one in found] == [Likeness.EQUAL] * len(register)
    assert len(register) >= len(MONTHS)


def test_a_hold_or_coverage_typed_since_changes_no_copy() -> None:
    register = made(office(owed()))
    later = {
        "holds": [{"hold": "H1", "claim_id": "C1", "type": "DISPUTE", "from": "2026-01-01"}],
        "coverage": [
            {"patient_id": "P1", "level": "1", "payer_id": "MCR", "member_id": "M", "qmb": "Y"}
        ],
        "remit_lines": [{"batch": "B9", "our_claim": "C1", "our_line": "1", "remarks": "N781"}],
        "batches": [{"batch": "B9", "opened": "2026-03-03"}],
    }

    assert likeness(again(office(owed(), register, **later))) == ["EQUAL"]


def test_a_hold_that_was_taken_off_does_not_put_its_visit_on_a_copy() -> None:
    entries = [*owed(), *owed("C2", 30_00)]
    hold = {"hold": "H1", "claim_id": "C2", "type": "DISPUTE", "from": "2026-02-01"}
    register = made(office(entries, holds=[hold]))

    assert likeness(again(office(entries, register))) == ["EQUAL"]


def test_a_patient_who_has_another_guarantor_now_is_billed_as_then() -> None:
    register = made(office(owed()))
    lou = {"guarantor_id": "G2", "last": "Other", "first": "Lou", **HOME}
    moved = {**ANN, "guarantor_id": "G2"}

    plan = again(office(owed(), register, patients=[moved], guarantors=[lou]))

    assert likeness(plan) == ["EQUAL"]


def test_the_level_and_the_day_to_pay_by_are_the_registers() -> None:
    entries = owed()
    register = made(office(entries, made(office(entries))), MONTHS[1])
    settings = {"Statement Due Days": "7", "Level Payment Percent": "10"}

    book = replace(office(entries, register), settings=settings)

    assert likeness(again(book, "S20260331-P1")) == ["EQUAL"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"patients": [{**ANN, "address": "9 Oak Ave"}]}, "the name or address"),
        ({"payers": [{**PAYERS[0], "name": "Aetnova Two"}]}, "the words about visits"),
        (
            {"statement_messages": [{"level": 1, "title": "Thank you", "message": "Pay."}]},
            "the message",
        ),
    ],
)
def test_words_that_changed_since_are_named_and_the_amounts_are_said_to_be_equal(
    changed: dict[str, Any], told: str
) -> None:
    plan = again(office(owed(), made(office(owed())), **changed))

    assert likeness(plan) == ["WORDS DIFFER"]
    assert plan.result["statements"][0]["differs"] == [told]
    assert "all amounts are the same" in said(plan)
    assert "Oak" not in said(plan)


def test_another_amount_is_told_with_both_figures() -> None:
    """A row of the register that somebody changed by hand."""
    register = made(office(owed())).assign(amount_cents=pd.array([25_00], dtype="Int64"), hash="x")

    plan = again(office(owed(), register))

    assert likeness(plan) == ["FIGURES DIFFER"]
    assert "$20.00 where $25.00 was asked for ($5.00 too little)" in said(plan)


def test_a_ledger_that_lost_rows_is_told() -> None:
    register = made(office(owed()))

    plan = again(office([], register))

    assert likeness(plan) == ["NOT KNOWN ANY MORE"]
    assert plan.is_empty


def test_a_statement_of_an_older_version_is_compared_by_its_amount() -> None:
    register = made(office(owed())).assign(hash="0" * 64, parts="", ledger_row=float("nan"))

    plan = again(office(owed(), register))

    assert likeness(plan) == ["NOT KNOWN"]
    assert "asks for the same amount" in said(plan)


def test_a_day_gives_all_its_statements() -> None:
    people = [{**ANN, "patient_id": one} for one in ("P1", "P2")]
    entries = [*owed(), *(replace(each, patient_id="P2", claim_id="C2") for each in owed("C2"))]
    register = made(office(entries, patients=people))

    plan = again(office(entries, register, patients=people), "2026-02-28")

    assert plan.result["sheets"] == ["Copy S20260228-P1", "Copy S20260228-P2"]
    assert plan.lines == ("2 statements made again: 2 equal to what was made",)


@pytest.mark.parametrize(
    ("named", "id_"),
    [
        ("", "STATEMENT-MISSING"),
        ("S20260228-P9", "STATEMENT-UNKNOWN"),
        ("2026-03-01", "STATEMENT-UNKNOWN"),
        ("=1+1", "STATEMENT-UNKNOWN"),
        ("x" * 400, "STATEMENT-UNKNOWN"),
    ],
)
def test_a_number_that_is_not_in_the_register_is_refused(named: str, id_: str) -> None:
    with pytest.raises(RefusedError) as caught:
        again(office(owed(), made(office(owed()))), named)

    assert caught.value.id == id_
    assert len(caught.value.message) < 120


def test_two_rows_of_one_number_are_refused_by_name() -> None:
    register = made(office(owed()))

    with pytest.raises(RefusedError, match=r"Statements!A2, Statements!A3: 2 rows") as caught:
        again(office(owed(), pd.concat([register, register])))
    assert caught.value.id == "STATEMENT-TWICE"


def test_a_row_without_its_day_is_refused_by_its_cell() -> None:
    register = made(office(owed())).assign(date=pd.Series([pd.NaT], dtype="datetime64[ns]"))

    with pytest.raises(RefusedError, match=r"Statements!C2") as caught:
        again(office(owed(), register))
    assert caught.value.id == "STATEMENT-ROW"


@pytest.mark.parametrize("account", ["A/1", "CON", "מטופל", "x" * 200, "'quoted'", "[1]:2*?"])
def test_odd_account_ids_have_sheets_of_their_own(account: str) -> None:
    patient = {**ANN, "patient_id": account}
    entries = [replace(each, patient_id=account) for each in owed()]
    register = made(office(entries, patients=[patient]))

    plan = again(office(entries, register, patients=[patient]), f"S20260228-{account}")

    sheet = plan.result["sheets"][0]
    assert likeness(plan) == ["EQUAL"]
    assert len(sheet) <= 31
    assert not set(sheet) & set(":\\/?*[]")


def test_two_long_numbers_have_two_sheets() -> None:
    long = "S20260228-" + "x" * 100

    assert reprint_statement.copy_sheet(long) != reprint_statement.copy_sheet(long + "y")


def test_the_same_statement_under_another_template_has_the_same_hash() -> None:
    """The sheet's name is where it stands, not what it says."""
    register = made(office(owed()))
    taken = replace(office(owed()), sheets=["P1"])

    other = register_of(make_statements.plan(taken, request(FIRST)))

    assert other["sheet"].tolist() != register["sheet"].tolist()
    assert other["hash"].tolist() == register["hash"].tolist()


@st.composite
def histories(draw: st.DrawFn) -> tuple[Office, list[tuple[int, date]]]:
    """Give an office and its runs: how much of its ledger stood then, and the day.

    What comes after a run in the ledger may be dated before it.
    """
    drawn = draw(offices())
    runs = draw(
        st.lists(
            st.tuples(st.integers(0, len(drawn.entries)), st.integers(0, 300)),
            min_size=1, max_size=4,
        )
    )  # fmt: skip
    cuts, offsets = sorted(cut for cut, _ in runs), sorted(offset for _, offset in runs)
    days = [date(2025, 10, 1) + timedelta(each) for each in offsets]
    return drawn, list(zip(cuts, days, strict=True))


@given(histories(), st.booleans())
@examples(60)
def test_all_statements_of_any_office_are_equal_whenever_they_are_made_again(
    history: tuple[Office, list[tuple[int, date]]], is_sent: bool
) -> None:
    drawn, runs = history
    register: pd.DataFrame | None = None
    for cut, day in runs:
        then = replace(drawn, entries=drawn.entries[:cut]).book()
        register = made(then if register is None else with_register(then, register), day)
        if is_sent:
            register = register.assign(sent=pd.Timestamp(day))
    assert register is not None
    book = with_register(drawn.book(), register)

    found = reprinting.reprints(book, book.frame("statements"))

    wrong = [(one.number, one.likeness, one.differs) for one in found if one.likeness != "EQUAL"]
    assert wrong == []


def test_blank_cells_below_the_register_are_no_statements() -> None:
    blank = from_records(BY_NAME["statements"], [{"note": "mine"}]).frame
    register = made(office(owed()))
    both = pd.concat([register, blank.astype(register.dtypes.to_dict())])

    assert likeness(again(office(owed(), both))) == ["EQUAL"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_statement_is_the_same_however_claims_is_sorted(order: Sequence[int]) -> None:
    """
    C1/1   99213  office visit
    C1/2   80050  laboratory test
    C1/10  73030  imaging
    """
    lines = [("1", "99213"), ("2", "80050"), ("10", "73030")]
    claims = [
        {"claim_id": "C1", "line": line, "code": code, "patient_id": "P1"} for line, code in lines
    ]
    wanted = made(office(owed(), claims=claims))

    found = made(office(owed(), claims=[claims[place] for place in order]))
    assert found["parts"].tolist() == wanted["parts"].tolist()
    assert "visits.words" in wanted["parts"].iloc[0]
