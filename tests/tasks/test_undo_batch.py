"""Undo: contra rows only, every balance as before, what rests on the batch is named."""

from __future__ import annotations

import pytest

from tests.posting.desk import Desk
from tests.posting.make835 import Payment, file_of
from tests.tasks.test_import_remittance import claim, desk, lines, service
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account


def posted() -> Desk:
    """A desk at which 100.00 of a 150.00 claim is paid, 30.00 denied and 20.00 on hold."""
    office = desk(*lines("1"))
    answer = claim("C1", service(cas=[("CO", "16", 3000), ("PR", "96", 2000)]))
    office.take(file_of(Payment([answer])))
    office.post()
    return office


def test_contra_rows_take_a_batch_back_and_original_rows_stay() -> None:
    office = posted()
    before = office.cells("ledger", "entry", "amount_cents", "hash")

    plan = office.undo("ERA-T1")

    assert plan.result == {"batch": "ERA-T1", "undo": "ERA-T1U", "rows": 2, "receivable": "100.00"}
    assert office.cells("ledger", "entry", "amount_cents", "hash")[: len(before)] == before
    assert office.owed() == {("C1", "1", "1:ACME"): 15000}
    assert office.account(Account.CASH) == 0
    contras = office.cells("ledger", "entry", "reverses", "batch")[-2:]
    assert all(entry == f"{of}U" and batch == "ERA-T1U" for entry, of, batch in contras)
    assert office.verify().findings == ()


def test_the_sheets_show_that_it_is_undone() -> None:
    office = posted()
    office.undo("ERA-T1")

    assert office.cells("remits", "status") == [("UNDONE",)]
    assert office.cells("batches", "batch", "status", "undo_of")[1:] == [
        ("ERA-T1", "UNDONE", ""),
        ("ERA-T1U", "POSTED", "ERA-T1"),
    ]
    assert {state for (state,) in office.cells("denials", "state")} == {"CLOSED"}
    assert office.frame("holds")["to"].notna().all()
    assert office.cells("claims", "status", "owed_by", "balance_cents") == [
        ("SENT", "INSURANCE", 15000)
    ]
    assert {state for (state,) in office.cells("remit_lines", "state")} == {""}


def test_a_payment_undone_twice_is_posted_a_third_time() -> None:
    office = posted()
    file = file_of(Payment([claim("C1", service(cas=[("CO", "16", 3000), ("PR", "96", 2000)]))]))
    owed = office.owed()
    for undo in ("ERA-T1U", "ERA-T1U2"):
        assert office.undo("ERA-T1").result["undo"] == undo
        office.take(file)
        office.post()
        assert office.owed() == owed

    assert len(set(office.cells("ledger", "entry"))) == len(office.frame("ledger"))
    assert {state for (state,) in office.cells("denials", "state")} == {"OPEN"}
    assert office.frame("holds")["to"].isna().sum() == 1


def test_a_file_with_other_content_comes_in_as_a_new_batch() -> None:
    office = posted()
    office.undo("ERA-T1")
    plan = office.take(file_of(Payment([claim()])))
    office.post()

    assert [one["batch"] for one in plan.result["batches"]] == ["ERA-T1-2"]
    assert office.owed() == {}
    assert office.account(Account.CASH) == 10000


def test_what_rests_on_the_batch_is_named_first() -> None:
    office = posted()

    plan = office.undo("CHG-20260331-1")

    assert [(one.id, one.severity) for one in plan.findings] == [("UNDO-RESTS", "W")]
    assert "ERA-T1" in plan.findings[0].message


def test_an_import_that_was_not_posted_can_be_undone() -> None:
    office = desk(*lines("1"))
    office.take(file_of(Payment([claim()])))
    plan = office.undo("ERA-T1")

    assert plan.appended("ledger") == []
    assert office.cells("remits", "status") == [("UNDONE",)]


@pytest.mark.parametrize(
    ("batch", "id_"),
    [
        ("", "BATCH-UNKNOWN"),
        ("X", "BATCH-UNKNOWN"),
        ("ERA-T1", "BATCH-UNDONE"),
        ("ERA-T1U", "BATCH-IS-UNDO"),
    ],
)
def test_what_cannot_be_undone_is_refused_and_changes_nothing(batch: str, id_: str) -> None:
    office = posted()
    office.undo("ERA-T1")
    before = office.book

    with pytest.raises(RefusedError) as refused:
        office.undo(batch)

    assert refused.value.id == id_
    assert office.book is before


def test_nothing_is_undone_in_a_closed_month() -> None:
    office = posted()
    periods = Desk.of(periods=[{"period": "2026-03"}]).book["periods"]
    office.book = type(office.book)(
        {**office.book.tables, "periods": periods}, ledger_head=office.book.ledger_head
    )

    with pytest.raises(RefusedError, match="2026-03 is closed"):
        office.undo("ERA-T1")


def charged_anew(charge: int) -> Desk:
    """A desk at which a line of 150.00 was charged, then changed to another charge."""
    office = desk(*lines("1"))
    office.type_in("claims", 2, charge=charge)
    office.charge()
    return office


@pytest.mark.parametrize("charge", [18000, 0])
def test_the_charge_that_a_batch_replaced_stands_again(charge: int) -> None:
    """Charged 150.00, changed; the change undone: 150.00 is owed, and the change can come again."""
    office = charged_anew(charge)
    assert office.receivable() == charge

    office.undo("CHG-20260331-2")

    assert office.owed() == {("C1", "1", "1:ACME"): 15000}
    assert office.cells("claims", "balance_cents") == [(15000,)]
    office.charge()
    assert office.receivable() == charge
    assert office.verify().findings == ()


def test_a_charge_changed_twice_is_not_charged_again_by_undoing_the_first_change() -> None:
    """Charged 150.00, 180.00, 200.00: the batch of 180.00 has nothing left that stands."""
    office = charged_anew(18000)
    office.type_in("claims", 2, charge=20000)
    office.charge()

    office.undo("CHG-20260331-2")

    assert office.owed() == {("C1", "1", "1:ACME"): 20000}
    office.undo("CHG-20260331-3")
    assert office.owed() == {("C1", "1", "1:ACME"): 18000}
    assert office.verify().findings == ()
