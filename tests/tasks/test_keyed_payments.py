"""EOBs keyed by hand pass the same checks as an 835, in batches with a control total."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posting.desk import Desk
from tests.posting.make835 import Payment, file_of
from tests.tasks.test_import_remittance import DOS, claim, desk, exceptions, lines, told
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.ledger import Account
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Snapshot

CHECK = {"batch": "B1", "payer": "ACME", "trace": "7001", "date": "2026-03-20", "amount": 80.0}
EOB = {
    "batch": "B1", "row": 1, "pcn": "C1", "dos": DOS, "code": "99213", "billed": 150.0,
    "paid": 80.0, "contractual": 50.0, "deductible": 20.0,
}  # fmt: skip


def key(office: Desk, **rows: list[dict[str, Any]]) -> None:
    """Type rows onto sheets below what is there."""
    for name, new in rows.items():
        table = BY_NAME[name]
        old = frames.to_cells(table, office.frame(name), [c.name for c in table.columns])
        kept = [dict(zip((c.name for c in table.columns), row, strict=True)) for row in old]
        typed = Desk.of(**{name: new}).book[name]
        cells = frames.to_cells(table, typed.frame, [c.name for c in table.columns])
        kept += [dict(zip((c.name for c in table.columns), row, strict=True)) for row in cells]
        data = frames.from_records(table, kept)
        book = office.book
        office.book = Snapshot(
            {**book.tables, name: data}, book.settings, book.ledger_head, book.sheets
        )


def keyed(*eobs: dict[str, Any], **check: Any) -> Desk:
    """A desk with one line of 150.00 charged on C1 and C2 each, and one keyed check."""
    office = desk(*lines("1"), *lines("1", claim="C2"))
    key(office, remits=[CHECK | check], remit_lines=list(eobs) or [EOB])
    return office


def ids(plan: Plan) -> list[str]:
    return [one.id for one in plan.findings if one.severity != "I"]


def test_a_keyed_eob_is_posted_like_an_835() -> None:
    office = keyed()

    plan = office.post()

    assert told(plan) == [("B1", "POSTED")]
    assert office.owed() == {("C1", "1", "PATIENT"): 2000, ("C2", "1", "1:ACME"): 15000}
    assert office.account(Account.CASH) == 8000
    assert office.cells("batches", "batch", "entered_cents", "left_cents", "status")[-1] == (
        "B1", 8000, 0, "POSTED"
    )  # fmt: skip
    assert told(office.post()) == []


@pytest.mark.parametrize("column", ["contractual", "coinsurance", "copay", "denied", "other_adj", "prior", "other_pr"])  # fmt: skip
def test_every_amount_column_of_a_keyed_line_counts(column: str) -> None:
    eob = {k: v for k, v in EOB.items() if k not in {"contractual", "deductible"}}
    office = keyed(eob | {column: 70.0})

    plan = office.post()

    assert told(plan) == [("B1", "POSTED")]
    assert office.account(Account.CASH) == 8000


def test_an_other_adjustment_stays_open_for_a_person() -> None:
    office = keyed(EOB | {"deductible": None, "other_adj": 20.0})

    office.post()

    assert office.owed()["C1", "1", "1:ACME"] == 2000
    assert office.cells("denials", "group", "amount_cents") == [("OA", 2000)]


def test_a_keyed_line_that_does_not_add_up_waits_alone() -> None:
    second = EOB | {"row": 2, "pcn": "C2", "paid": 100.0, "deductible": None}
    office = keyed(EOB | {"paid": 90.0}, second, amount=190.0)

    plan = office.post()

    assert told(plan) == [("B1", "PARTIAL")]
    assert exceptions(office) == ["OUT OF BALANCE", ""]
    assert office.account(Account.CASH) == 19000
    assert office.account(Account.UNAPPLIED) == -9000


def test_rows_keyed_without_level_row_and_claim_number_get_them_once_posted() -> None:
    bare = {k: v for k, v in EOB.items() if k != "row"}
    other = bare | {"pcn": "C2"}
    office = keyed(bare, other, amount=160.0)

    plan = office.post()

    assert told(plan) == [("B1", "POSTED")]
    assert office.cells("remit_lines", "row", "claim_no", "level", "our_claim") == [
        (2.0, 1.0, "LINE", "C1"), (3.0, 2.0, "LINE", "C2")
    ]  # fmt: skip


def test_rows_that_name_only_our_claim_are_claims_of_their_own() -> None:
    bare = {k: v for k, v in EOB.items() if k not in {"row", "pcn"}}
    office = keyed(bare | {"our_claim": "C1"}, bare | {"our_claim": "C2"}, amount=160.0)

    plan = office.post()

    assert told(plan) == [("B1", "POSTED")]
    assert office.owed() == {("C1", "1", "PATIENT"): 2000, ("C2", "1", "PATIENT"): 2000}


def test_provider_level_rows_are_keyed_beside_a_check() -> None:
    """80.00 of claims less 30.00 interest taken back: a check of 50.00."""
    office = keyed(amount=50.0)
    key(office, provider_adjustments=[{"batch": "B1", "code": "L6", "amount": 30.0}])

    plan = office.post()

    assert told(plan) == [("B1", "POSTED")]
    assert plan.result["batches"][0]["provider_adjustments"] == "30.00"
    assert office.account(Account.CASH) == 5000


def test_several_checks_go_into_one_deposit() -> None:
    office = keyed(deposit_id="D1")
    second = CHECK | {"batch": "B2", "trace": "7002", "deposit_id": "D1"}
    key(office, remits=[second], remit_lines=[EOB | {"batch": "B2", "pcn": "C2"}])

    plan = office.post()

    assert told(plan) == [("B1", "POSTED"), ("B2", "POSTED")]
    deposits = [one for one in office.cells("batches", "batch", "deposit_id") if one[1]]
    assert deposits == [("B1", "D1"), ("B2", "D1")]


CONTROL = {"batch": "B1", "kind": "REMITTANCE", "control_count": 2, "control_total": 160.0}


def test_a_half_entered_batch_is_kept_and_posts_nothing() -> None:
    office = keyed(amount=160.0)
    key(office, batches=[CONTROL])

    plan = office.post()

    assert [(one.id, one.severity) for one in plan.findings] == [("BATCH-CONTROL", "E")]
    assert "$80.00 of $160.00 and 1 of 2 claims entered, $80.00 left" in plan.findings[0].message
    assert plan.appended("ledger") == []
    shown = office.cells("batches", "batch", "entered_cents", "left_cents", "status")
    assert shown[-1] == ("B1", 8000, 8000, "OPEN")

    key(office, remit_lines=[EOB | {"row": 2, "pcn": "C2"}])
    assert told(office.post()) == [("B1", "POSTED")]
    shown = office.cells("batches", "batch", "entered_cents", "left_cents", "status")
    assert shown[-1] == ("B1", 16000, 0, "POSTED")


def test_a_batch_with_the_right_total_and_a_wrong_count_waits() -> None:
    office = keyed()
    key(office, batches=[CONTROL | {"control_total": 80.0}])

    assert ids(office.post()) == ["BATCH-CONTROL"]

    office.type_in("remits", 2, variance_reason="the second EOB paid nothing", accepted_by="Dana")
    assert told(office.post()) == [("B1", "POSTED")]


def test_an_accepted_difference_goes_to_suspense() -> None:
    office = keyed(amount=90.0, variance_reason="bank fee", accepted_by="Dana")
    key(office, batches=[CONTROL | {"control_total": 90.0, "control_count": None}])

    plan = office.post()

    assert told(plan) == [("B1", "POSTED")]
    assert plan.result["batches"][0]["suspense"] == "10.00"
    assert office.cells("batches", "entered_cents", "left_cents")[-1] == (8000, 1000)


def test_any_import_shows_what_is_entered_of_a_batch() -> None:
    office = desk(*lines("1"), *lines("1", claim="C2"))
    key(office, batches=[CONTROL], remit_lines=[EOB])

    office.take(file_of(Payment([claim("C2")])))

    shown = office.cells("batches", "batch", "entered_cents", "left_cents", "status")
    assert ("B1", 8000, 8000, "OPEN") in shown


def test_lines_without_a_payment_and_a_payment_without_a_batch_are_told() -> None:
    office = desk(*lines("1"))
    key(office, remits=[CHECK | {"batch": ""}], remit_lines=[EOB, EOB | {"batch": "", "row": 2}])

    plan = office.post()

    assert [(one.id, one.where) for one in plan.findings] == [
        ("BATCH-MISSING", "Remits!A2"), ("BATCH-MISSING", "Remit Lines!A2"),
        ("BATCH-MISSING", "Remit Lines!A3"),
    ]  # fmt: skip
    assert plan.appended("ledger") == []


def test_a_check_that_is_keyed_and_comes_as_a_file_is_posted_once() -> None:
    office = keyed(trace="T1", amount=100.0)
    office.type_in("remit_lines", 2, paid=10000, deductible=0)
    office.take(file_of(Payment([claim()])))

    office.post()

    assert office.account(Account.CASH) == 10000


@pytest.mark.parametrize(
    ("cell", "owed", "denials"),
    [
        ("CO-253 20.00", {}, []),
        ("CO45 20", {}, []),
        ("PR-3: $20.00", {("C1", "1", "PATIENT"): 2000}, []),
        ("CO-204 20.00", {("C1", "1", "1:ACME"): 2000}, [("CO", "204", 2000)]),
        ("oa-209 20.00", {("C1", "1", "1:ACME"): 2000}, [("OA", "209", 2000)]),
    ],
)
def test_group_and_reason_before_an_other_adjustment_say_what_it_does(
    cell: str, owed: dict[tuple[str, str, str], int], denials: list[tuple[str, str, int]]
) -> None:
    office = keyed(EOB | {"deductible": None, "other_adj": cell})

    plan = office.post()

    assert told(plan) == [("B1", "POSTED")]
    assert {key: cents for key, cents in office.owed().items() if key[0] == "C1"} == owed
    assert office.cells("denials", "group", "carc", "amount_cents") == denials
    assert "OTHER-ADJ" not in ids(plan)
    assert office.cells("remit_lines", "other_adj_cents", "out_by_cents") == [(2000, 0)]


def test_an_other_adjustment_without_a_reason_is_told_with_its_cell() -> None:
    office = keyed(EOB | {"deductible": None, "other_adj": 20.0})

    plan = office.post()

    (finding,) = [one for one in plan.findings if one.id == "OTHER-ADJ"]
    assert (finding.severity, finding.where) == ("W", "Remit Lines!Z2")
    assert "CO-253 2.00" in finding.fix
    assert "OTHER-ADJ" not in ids(office.post())


@pytest.mark.parametrize("cell", ["XX-45 20.00", "CO-45", "20.00 CO-45", "CO-45 2O.00", "soon"])
def test_another_text_in_other_adj_is_refused_and_the_line_waits(cell: str) -> None:
    table = BY_NAME["remit_lines"]
    data = frames.from_records(table, [{"batch": "B1", "row": 1, "other_adj": cell}])

    assert [one.id for one in data.findings] == ["CELL-MONEY"]
    assert data.frame["other_adj_code"].tolist() == [""]
    assert "CO-253 2.00" in data.findings[0].fix


def test_an_other_adjustment_keeps_its_code_when_its_row_is_written_again() -> None:
    table = BY_NAME["remit_lines"]
    data = frames.from_records(table, [EOB | {"other_adj": "co-45 1,020.5"}, EOB])

    assert frames.to_cells(table, data.frame, ["other_adj"]) == [["CO-45 1020.50"], [None]]


def test_provider_level_rows_of_no_payment_are_told_and_wait() -> None:
    office = keyed()
    key(
        office,
        provider_adjustments=[
            {"batch": "B9", "code": "WO", "amount": 5.0}, {"batch": "", "code": "WO", "amount": 5.0}
        ],
    )  # fmt: skip

    plan = office.post()

    assert told(plan) == [("B1", "POSTED")]
    missing = [(one.id, one.where) for one in plan.findings if one.id == "BATCH-MISSING"]
    assert missing == [
        ("BATCH-MISSING", "Provider Adjustments!A2"), ("BATCH-MISSING", "Provider Adjustments!A3")
    ]  # fmt: skip
    assert office.account(Account.RECOUPMENT) == 0


@pytest.mark.parametrize("table", ["remit_lines", "provider_adjustments"])
def test_rows_typed_for_a_posted_batch_are_told_and_not_posted(table: str) -> None:
    office = keyed()
    office.post()
    late = {
        "remit_lines": EOB | {"row": 9, "pcn": "C2"},
        "provider_adjustments": {"batch": "B1", "code": "WO", "amount": 5.0},
    }[table]
    key(office, **{table: [late]})

    plan = office.post()

    assert ids(plan) == ["BATCH-CHANGED"]
    assert plan.appended("ledger") == []
    assert office.account(Account.CASH) == 8000


def test_a_forwarded_balance_that_is_keyed_is_closed_by_the_check_that_takes_it() -> None:
    office = keyed(amount=110.0)
    forwarded = {"batch": "B1", "code": "fb", "reference": "7001", "amount": -30.0}
    key(office, provider_adjustments=[forwarded])
    office.post()
    assert office.cells("provider_adjustments", "balance_cents", "state") == [(-3000, "OPEN")]

    key(
        office,
        remits=[CHECK | {"batch": "B2", "trace": "7002", "amount": 50.0}],
        remit_lines=[EOB | {"batch": "B2", "pcn": "C2"}],
        provider_adjustments=[forwarded | {"batch": "B2", "code": "FB", "amount": 30.0}],
    )
    plan = office.post()

    assert (told(plan), ids(plan)) == ([("B2", "POSTED")], [])
    assert office.cells("provider_adjustments", "balance_cents", "state") == [(0, "CLOSED")] * 2
    assert office.account(Account.CASH) == 16000
    assert office.account(Account.RECOUPMENT) == 0


def test_a_control_total_that_is_typed_first_shows_all_of_it_left() -> None:
    office = desk(*lines("1"), *lines("1", claim="C2"))
    key(office, batches=[CONTROL])

    office.post()

    shown = office.cells("batches", "batch", "entered_cents", "left_cents", "status")
    assert shown[-1] == ("B1", 0, 16000, "OPEN")


def test_one_check_over_many_paper_eobs_is_posted_once_its_total_and_count_are_there() -> None:
    """Forty EOBs of 80.00 on one check of 3,195.00, less 5.00 that the payer takes back."""
    claims = [f"K{n}" for n in range(40)]
    office = desk(*(one for claim in claims for one in lines("1", claim=claim)))
    rows = [EOB | {"row": n, "pcn": claim} for n, claim in enumerate(claims, start=1)]
    control = CONTROL | {"control_count": 40, "control_total": 3195.0}
    key(office, batches=[control], remits=[CHECK | {"amount": 3195.0}], remit_lines=rows[:25])
    key(office, provider_adjustments=[{"batch": "B1", "code": "L6", "amount": 5.0}])

    first = office.post()
    assert ids(first) == ["BATCH-CONTROL"]
    assert "25 of 40 claims entered, $1,200.00 left" in first.findings[0].message
    assert office.account(Account.CASH) == 0

    key(office, remit_lines=rows[25:])
    assert told(office.post()) == [("B1", "POSTED")]
    assert office.account(Account.CASH) == 319500
    assert office.receivable() == 40 * 2000
