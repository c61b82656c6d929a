"""Pre-collection letters: who gets one, what it says, and that statements stop."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.posting.collector import GUARANTOR, Collector
from tests.posting.till import line
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Page, Plan, RemoveSheet

REGISTER = ("letter", "guarantor_id", "balance_cents", "sheet")


def words(page: Page) -> list[str]:
    return [cell.value for cell in page.cells if isinstance(cell.value, str)]


def told(plan: Plan) -> list[str]:
    return [finding.id for finding in plan.findings]


def test_the_letter_names_the_guarantor_and_asks_for_the_balance_by_a_day() -> None:
    desk = Collector.owed()

    plan = desk.letters()

    assert plan.result == {
        "letters": 1, "amount": "123.45", "sheets": ["Letter G1"], "withdrawn": 0,
    }  # fmt: skip
    shown = words(desk.pages["Letter G1"])
    assert {"Zoë Doe", "1 Elm St", "Albany, NY 12201-1234", "12/05/2025"} <= set(shown)
    assert any("$123.45" in text for text in shown)
    assert desk.cells("letters", *REGISTER) == [("L20251105-G1", "G1", 12345, "Letter G1")]


def test_a_letter_says_nothing_of_what_was_treated() -> None:
    desk = Collector.owed(claims=[line("C1", "1", 123.45, dos_from="2025-06-01", dx1="F1020")])
    desk.letters()

    shown = " ".join(words(desk.pages["Letter G1"]))
    assert not {"99213", "F1020", "visit for", "Office visit"} & set(shown.split())
    assert "F1020" not in shown


def test_the_total_is_a_live_sum_of_the_visits() -> None:
    claims = (
        line("C1", "1", 100.0, dos_from="2025-06-01"),
        line("C2", "1", 23.45, dos_from="2025-06-02", patient_id="P1"),
    )
    desk = Collector.owed(claims=claims)
    desk.letters()

    (total,) = [cell for cell in desk.pages["Letter G1"].cells if cell.formula]
    assert total.value == 123.45
    assert total.formula.startswith("=SUM(G")


def test_a_letter_stops_statements_and_nothing_else() -> None:
    desk = Collector.owed()
    desk.letters()
    desk.work()

    assert desk.cells("holds", "hold", "guarantor_id", "claim_id", "type") == [
        ("PC-L20251105-G1", "G1", "", "PRE-COLLECTION")
    ]
    assert desk.stated() == set()
    assert desk.cells("collections", "step", "holds", "stops") == [
        ("WAIT", "PRE-COLLECTION", "statements, dunning")
    ]


def test_a_second_run_of_the_day_writes_nothing() -> None:
    desk = Collector.owed()
    desk.letters()

    assert desk.letters().is_empty


def test_a_payment_of_the_same_day_makes_the_letter_anew_under_its_number() -> None:
    desk = Collector.owed()
    desk.letters()
    desk.key(receipts=[{"receipt": "R1", "date": "2025-11-05", "guarantor_id": "G1",
                        "amount": 20.0, "method": "CHECK"}])  # fmt: skip
    desk.receive(desk.as_of)

    desk.letters()

    assert desk.cells("letters", *REGISTER) == [("L20251105-G1", "G1", 10345, "Letter G1")]
    assert len(desk.frame("holds")) == 1


def test_a_letter_of_the_day_is_withdrawn_when_all_is_paid() -> None:
    desk = Collector.owed()
    desk.letters()
    desk.key(receipts=[{"receipt": "R1", "date": "2025-11-05", "guarantor_id": "G1",
                        "amount": 123.45, "method": "CHECK"}])  # fmt: skip
    desk.receive(desk.as_of)

    plan = desk.letters()

    assert RemoveSheet("Letter G1") in plan.changes
    assert desk.cells("letters", *REGISTER) == []
    assert str(desk.frame("holds")["to"].iloc[0])[:10] == "2025-11-04"
    assert desk.letters().is_empty


def test_a_sent_letter_is_never_made_anew() -> None:
    desk = Collector.owed()
    desk.letters()
    desk.type_in("letters", 2, sent=desk.frame("letters")["date"].iloc[0])
    desk.key(receipts=[{"receipt": "R1", "date": "2025-11-05", "guarantor_id": "G1",
                        "amount": 20.0, "method": "CHECK"}])  # fmt: skip
    desk.receive(desk.as_of)

    assert desk.letters().is_empty
    assert desk.cells("letters", *REGISTER) == [("L20251105-G1", "G1", 12345, "Letter G1")]


@pytest.mark.parametrize("kind", ["DISPUTE", "ATTORNEY", "BANKRUPTCY", "COMPLAINT", "DECEASED"])
def test_no_letter_goes_to_an_account_on_hold(kind: str) -> None:
    hold: dict[str, Any] = {"hold": "H", "type": kind, "guarantor_id": "G1", "from": "2025-10-01"}
    desk = Collector.owed(holds=[hold])

    assert desk.letters().result["letters"] == 0


def test_no_letter_goes_out_before_the_final_notice_has_had_its_days() -> None:
    desk = Collector.owed()
    desk.as_of = date(2025, 10, 29)
    assert desk.letters().result["letters"] == 0

    desk.as_of = date(2025, 10, 30)
    assert desk.letters().result["letters"] == 1


def test_a_guarantor_who_reads_spanish_gets_the_spanish_text() -> None:
    desk = Collector.owed(guarantors=[{**GUARANTOR, "language": "ES"}])
    desk.letters()

    assert "Antes de enviar su cuenta a cobranza" in words(desk.pages["Letter G1"])


def test_the_offices_own_text_is_filled_in_and_what_nobody_knows_is_told() -> None:
    texts = [{"language": "EN", "position": 0, "text": "Pay {balance} {soon}"}]
    desk = Collector.owed(letter_texts=texts)

    plan = desk.letters()

    assert told(plan) == ["LETTER-FIELD"]
    assert "Pay $123.45 {soon}" in words(desk.pages["Letter G1"])


def test_a_letter_without_a_phone_number_is_told() -> None:
    assert told(Collector.owed(settings={}).letters()) == ["LETTER-PHONE"]


def test_without_a_text_nothing_is_written() -> None:
    desk = Collector.owed(letter_texts=[])
    with pytest.raises(RefusedError, match="Letter Texts has no text"):
        desk.letters()

    assert desk.pages == {}


def test_a_sheet_of_a_person_is_left_alone() -> None:
    desk = Collector.owed()
    desk.book = type(desk.book)(
        desk.book.tables,
        desk.book.settings,
        desk.book.ledger_head,
        [*desk.book.sheets, "Letter G1"],
    )

    assert desk.letters().result["sheets"] == ["Letter G1 (2)"]
