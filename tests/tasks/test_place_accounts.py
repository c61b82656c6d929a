"""The collection agency: approval, its file to the character, holds, recalls and what it pays."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from tests.posting.collector import GUARANTOR, PATIENT, PLACE_DAY, Collector, statements
from tests.posting.till import line
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account
from xlbilling.model.plan import Plan, SaveFile
from xlbilling.tasks.collecting.agency_file import layout

FILE = "agency-20251208-1.txt"


def ready(**more: Any) -> Collector:
    """A desk whose one account may be placed, the letter and its days behind it."""
    desk = Collector.owed(**more)
    desk.letters()
    desk.as_of = PLACE_DAY
    desk.work()
    return desk


def told(plan: Plan) -> list[str]:
    return [finding.id for finding in plan.findings]


def test_the_record_of_librehealth_is_170_characters_with_the_balance_in_cents() -> None:
    """Examples section 4: one account, length 170, balance 123.45 as 00012345."""
    desk = Collector.placed()

    (record, end) = desk.files[FILE].decode("ascii").split("\r\n")
    assert (len(record), end) == (170, "")
    assert record[153:161] == "00012345"
    names = f"{'Zoe Doe':60}{'1 Elm St':30}{'Albany':15}NY12201"
    assert record == f"{'':8}{names} 00000000G1 {'':15}06012500012345{'':9}"


def test_two_runs_give_the_same_bytes_and_the_second_places_nothing() -> None:
    desk = Collector.placed()
    other = Collector.placed()

    assert desk.files == other.files
    assert desk.place().is_empty


def test_nothing_is_placed_without_an_approver() -> None:
    desk = ready()

    assert desk.place().is_empty
    assert desk.files == {}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nobody", "approver nobody is not on Users"),
        ("clerk", "approver clerk may not write off"),
        ("small", "the limit of small is $20.00"),
    ],
)
def test_an_approver_must_be_somebody_who_may(name: str, why: str) -> None:
    desk = ready()
    desk.approve("placements", name)

    plan = desk.place()

    assert told(plan) == ["PLACE-REFUSED"]
    assert why in plan.findings[0].message
    assert desk.files == {}
    assert desk.cells("placements", "state", "answer") == [("PROPOSED", why)]


def test_what_changed_since_the_approval_is_not_placed() -> None:
    """A payment came in after the manager's yes."""
    desk = ready()
    desk.approve("placements")
    desk.key(receipts=[{"receipt": "R1", "date": "2025-12-08", "guarantor_id": "G1",
                        "amount": 20.0, "method": "CHECK"}])  # fmt: skip
    desk.receive(desk.as_of)

    plan = desk.place()

    assert told(plan) == ["PLACE-REFUSED"]
    assert desk.files == {}


def test_a_hold_that_came_in_since_stops_it() -> None:
    desk = ready()
    desk.approve("placements")
    desk.key(holds=[{"hold": "H", "claim_id": "C1", "type": "DISPUTE", "from": "2025-12-08"}])

    assert told(desk.place()) == ["PLACE-REFUSED"]
    assert desk.files == {}


def test_an_account_without_a_name_is_left_out_and_told() -> None:
    desk = ready(guarantors=[{**GUARANTOR, "last": ""}])
    desk.approve("placements")

    assert "no last on Guarantors or Patients" in desk.place().findings[0].message
    assert desk.files == {}


def test_an_account_without_an_address_is_left_out_and_told() -> None:
    desk = ready()
    desk.lay(guarantors=[{**GUARANTOR, "city": ""}])
    desk.approve("placements")

    plan = desk.place()

    assert told(plan) == ["PLACE-REFUSED"]
    assert "no city on Guarantors or Patients" in plan.findings[0].message
    assert desk.files == {}


def test_placed_lines_are_held_apart_and_never_stated() -> None:
    desk = Collector.placed()
    held = desk.cells("holds", "type", "claim_id", "line", "to")

    assert [row[:3] for row in held] == [("PRE-COLLECTION", "", ""), ("AGENCY", "C1", "1")]
    assert str(held[0][3])[:10] == "2025-12-07"
    assert desk.aged()["reconciling"][0]["amount"] == "123.45"
    assert desk.stated() == set()
    desk.proved_balanced()


def test_a_new_visit_of_the_household_is_stated_while_the_old_one_is_at_the_agency() -> None:
    desk = Collector.placed()
    desk.key(claims=[{**line("C1", "1", 80.0, dos_from="2025-12-01"), "claim_id": "C9"}])
    desk.charge()

    assert desk.stated() == {"C9/1"}


def test_a_recalled_placement_is_stated_again_and_no_more_apart() -> None:
    desk = Collector.placed()
    desk.as_of = desk.as_of.replace(month=12, day=20)
    desk.approve("placements", "Y", "recall")

    plan = desk.place()

    assert plan.result["recalled"] == 1
    assert desk.cells("placements", "state") == [("RECALLED",)]
    assert desk.stated() == {"C1/1"}
    assert desk.aged()["reconciling"] == []
    assert desk.place().is_empty


def test_the_agencys_net_and_fee_lower_what_is_owed_by_the_gross() -> None:
    desk = Collector.placed()

    desk.take_in(receipt="R1", amount=70.0, fee=30.0)

    assert desk.patient_ar() == {"C1/1": 2345}
    assert desk.account(Account.CASH) == 7000
    assert desk.account(Account.COLLECTION_FEES) == 3000
    assert desk.cells("placements", "state", "paid_cents", "balance_cents") == [
        ("PLACED", 10000, 2345)
    ]
    assert desk.receive(desk.as_of).is_empty
    desk.take_in(receipt="R2", amount=15.0, fee=8.45)
    assert desk.cells("placements", "state", "balance_cents") == [("PAID", 0)]
    desk.proved_balanced()


def test_a_fee_above_the_money_is_posted_and_told() -> None:
    """Amount and Fee are easily keyed the wrong way round."""
    desk = Collector.placed()

    plan = desk.take_in(receipt="R1", method="agency", amount=30.0, fee=70.0)

    assert told(plan) == ["AGENCY-FEE"]
    assert "its fee of $70.00 is more than the $30.00 it sent" in plan.findings[0].message
    assert desk.patient_ar() == {"C1/1": 2345}
    desk.proved_balanced()


def test_an_undone_payment_puts_the_placement_back() -> None:
    desk = Collector.placed()
    plan = desk.take_in(receipt="R1", amount=93.45, fee=30.0)
    assert desk.cells("placements", "state") == [("PAID",)]

    desk.undo(plan.batch)

    assert desk.cells("placements", "state", "paid_cents", "balance_cents") == [
        ("PLACED", 0, 12345)
    ]
    assert desk.account(Account.COLLECTION_FEES) == 0
    desk.proved_balanced()


def test_more_than_was_placed_is_the_patients_and_told() -> None:
    """The patient paid 150.00 on 123.45: the agency keeps 40.00, and 26.55 is the patient's."""
    desk = Collector.placed()

    plan = desk.take_in(receipt="R1", amount=110.0, fee=40.0)

    assert told(plan) == ["AGENCY-OVERPAID"]
    assert "$26.55 is the patient's" in plan.findings[0].message
    assert desk.patient_ar() == {}
    assert desk.account(Account.UNAPPLIED) == -2655
    desk.proved_balanced()


def test_money_on_a_recalled_placement_is_applied_and_told() -> None:
    desk = Collector.placed()
    desk.approve("placements", "Y", "recall")
    desk.place()

    plan = desk.take_in(receipt="R1", amount=20.0, fee=5.0)

    assert told(plan) == ["AGENCY-RECALLED"]
    assert desk.patient_ar() == {"C1/1": 9845}


def test_an_agencys_money_for_what_was_never_placed_waits() -> None:
    desk = Collector.owed()

    plan = desk.take_in(receipt="R1", amount=20.0, fee=5.0)

    assert told(plan) == ["AGENCY-NOT-PLACED"]
    assert desk.patient_ar() == {"C1/1": 12345}
    assert desk.account(Account.UNAPPLIED) == -2500


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"fee": 5.0, "method": "CHECK"}, "RECEIPT-FEE"),
        ({"fee": -5.0}, "RECEIPT-FEE"),
    ],
)
def test_a_fee_that_cannot_be_posts_nothing(row: dict[str, Any], rule: str) -> None:
    desk = Collector.placed()
    before = len(desk.frame("ledger"))

    assert told(desk.take_in(receipt="R1", amount=20.0, **row)) == [rule]
    assert len(desk.frame("ledger")) == before


def test_a_fee_typed_over_after_posting_is_told() -> None:
    desk = Collector.placed()
    desk.take_in(receipt="R1", amount=20.0, fee=5.0)
    desk.type_in("receipts", 2, fee=600)

    plan = desk.receive(desk.as_of)

    assert told(plan) == ["RECEIPT-CHANGED"]
    assert desk.account(Account.COLLECTION_FEES) == 500


def csv_desk(*fields: dict[str, Any], **more: Any) -> Collector:
    rows = [{"position": n, **row} for n, row in enumerate(fields, start=1)]
    settings = {"Agency File": "CSV", "Practice Phone": "555-0199"}
    return Collector.placed(agency_layout=rows, settings=settings, **more)


def test_a_csv_file_has_headers_dollars_and_days_and_no_formulas() -> None:
    evil = {**GUARANTOR, "last": "=HYPERLINK(1)", "first": "", "address": '@1 "Elm", St'}
    desk = csv_desk(
        {"field": "text", "text": "+A1", "header": "=Kind"},
        {"field": "name", "header": "Name"},
        {"field": "address"},
        {"field": "first_dos"},
        {"field": "balance"},
        {"field": "placed_on", "format": "MM/DD/YYYY"},
        guarantors=[evil],
    )

    assert desk.files["agency-20251208-1.csv"].decode("ascii") == (
        "'=Kind,Name,address,first_dos,balance,placed_on\r\n"
        '\'+A1,\'=HYPERLINK(1),"\'@1 ""Elm"", St",2025-06-01,123.45,12/08/2025\r\n'
    )


def test_text_too_long_is_cut_and_told_and_letters_without_a_likeness_too() -> None:
    desk = ready(guarantors=[{**GUARANTOR, "last": "Ω" * 3, "address": "A very long street" * 3}])
    desk.approve("placements")

    plan = desk.place()

    assert sorted(told(plan)) == ["AGENCY-CUT", "AGENCY-LETTERS"]
    record = desk.files[FILE].decode("ascii").split("\r\n")[0]
    assert len(record) == 170
    assert record[8:38].rstrip() == "Zoe ???"


def test_an_amount_that_does_not_fit_leaves_the_account_out() -> None:
    desk = ready(agency_layout=[{"position": 1, "field": "balance_cents", "length": 4}])
    desk.approve("placements")

    plan = desk.place()

    assert told(plan) == ["PLACE-REFUSED"]
    assert "balance_cents has 5 characters, 4 fit" in plan.findings[0].message
    assert desk.files == {}


def test_the_default_layout_is_170_wide() -> None:
    assert layout(Collector.owed().book).width == 170


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"length": -3}, "field 'name' has the length -3"),
        ({"length": 30.5}, "field 'name' has the length 30.5"),
        ({"length": 1e300}, "field 'name' has the length 1e"),
        ({"length": 30, "align": "CENTER"}, "align of field 'name' is 'CENTER'"),
        ({"length": 30, "format": "DD/MM/YYYY"}, "format of field 'name' is 'DD/MM/YYYY'"),
    ],
)
def test_a_layout_that_cannot_be_is_refused_before_anything_is_placed(
    row: dict[str, Any], why: str
) -> None:
    desk = ready(agency_layout=[{"position": 1, "field": "name", **row}])
    desk.approve("placements")

    with pytest.raises(RefusedError, match=re.escape(why)):
        desk.place()

    assert desk.files == {}
    assert desk.cells("placements", "state") == [("PROPOSED",)]


def test_two_rows_of_one_account_place_it_once() -> None:
    """Somebody copied the row, gave it a number, and both were approved."""
    desk = ready()
    ((claims, first),) = desk.cells("placements", "lines", "first_billed")
    copied = {"placement": "PL-COPY", "guarantor_id": "G1", "state": "PROPOSED", "lines": claims}
    desk.key(placements=[{**copied, "principal": 123.45, "first_billed": f"{first:%Y-%m-%d}"}])
    desk.approve("placements")

    plan = desk.place()

    assert plan.result["placed"] == 1
    assert told(plan) == ["PLACE-REFUSED"]
    assert "the account is at the agency already" in plan.findings[0].message
    assert desk.place().is_empty


def test_a_proposal_that_is_marked_for_recall_is_not_placed() -> None:
    desk = ready()
    desk.approve("placements")
    desk.approve("placements", "Y", "recall")

    assert "it is marked for recall" in desk.place().findings[0].message
    assert desk.files == {}


def test_a_day_of_the_past_places_nothing_that_was_paid_since() -> None:
    desk = ready()
    desk.approve("placements")
    desk.as_of = date(2025, 12, 10)
    desk.take_in(receipt="R1", amount=123.45, method="CHECK")
    desk.as_of = PLACE_DAY

    plan = desk.place()

    assert "$0.00 is owed by what was posted after 2025-12-08" in plan.findings[0].message
    assert desk.files == {}
    assert desk.place().is_empty


def test_an_account_whose_id_has_a_slash_is_recalled_whole() -> None:
    slashed = "G/1"
    desk = Collector.placed(
        patients=[{**PATIENT, "guarantor_id": slashed}],
        guarantors=[{**GUARANTOR, "guarantor_id": slashed}],
        statements=statements(slashed, "C1"),
    )
    assert desk.stated() == set()
    desk.approve("placements", "Y", "recall")

    desk.place()

    assert desk.stated() == {"C1/1"}


def test_a_household_of_two_is_placed_as_one_account_with_its_lines() -> None:
    claims = (
        line("C1", "1", 40.0, dos_from="2025-06-01"),
        line("C2", "1", 30.0, dos_from="2025-05-20"),
    )
    patients = [PATIENT, {**PATIENT, "patient_id": "P2"}]
    desk = Collector.placed(claims=claims, patients=patients, statements=statements("G1", "C1 C2"))

    assert desk.cells("placements", "lines", "principal_cents") == [("C2/1 C1/1", 7000)]
    assert desk.files[FILE].decode()[147:161] == "05202500007000"


def test_a_hold_that_somebody_ended_is_told() -> None:
    desk = Collector.placed()
    row = int(desk.frame("holds").index[-1])
    desk.type_in("holds", row, to=desk.frame("holds")["from"].iloc[-1])

    assert told(desk.place()) == ["PLACE-NO-HOLD"]


def test_the_plan_writes_the_file_before_all_else_so_that_the_audit_row_names_it() -> None:
    desk = ready()
    desk.approve("placements")

    plan = desk.place()

    assert isinstance(plan.changes[0], SaveFile)
    assert plan.result["sha256"] == plan.changes[0].sha256
