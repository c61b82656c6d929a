"""Transfers: from whom to whom, and what never becomes the patient's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posting.make835 import Claim, Payment, Service, file_of
from tests.posting.till import Till, rows_of

SHOWN = ("state", "answer")


def row(to: str, amount: float | None = None, **more: Any) -> dict[str, Any]:
    """A transfer of claim C3, which ACME owes."""
    return {"transfer": "T1", "claim_id": "C3", "to_owner": to, "amount": amount, **more}


def moved(*rows: dict[str, Any], **tables: Any) -> Till:
    till = Till.opened(transfers=rows, **tables)
    till.transfer()
    return till


def test_all_that_is_open_goes_to_the_next_payer() -> None:
    till = moved(row("2"))

    assert till.owed()["C3", "1", "2:BETA"] == 8000
    assert ("C3", "1", "1:ACME") not in till.owed()
    assert till.cells("transfers", *SHOWN) == [("POSTED", "")]
    assert till.cells("claims", "owed_by", "payer_now")[-1] == ("INSURANCE", "BETA")
    assert till.cells("batches", "batch")[-1] == ("TRF-20260331-1",)
    till.proved()


def test_a_part_goes_to_the_patient_and_running_again_moves_nothing() -> None:
    till = moved(row("PATIENT", 30.0))

    assert till.owed()["C3", "1", "PATIENT"] == 3000
    assert till.owed()["C3", "1", "1:ACME"] == 5000
    assert till.transfer().is_empty


def test_what_a_patient_owes_goes_to_an_insurer_found_later() -> None:
    cover = {"patient_id": "P1", "level": "1", "payer_id": "ACME", "member_id": "M1"}
    till = Till.opened()
    till.key(coverage=[cover], transfers=[row("1", claim_id="C1", line="2", from_owner="PATIENT")])

    till.transfer()

    assert till.owed()["C1", "2", "1:ACME"] == 5000
    assert till.owed()["C1", "1", "PATIENT"] == 10000


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (row("PATIENT", 80.01), "$80.01 is more than the $80.00 that is open"),
        (row("PATIENT", 0.0), "expected more than $0.00"),
        (row("3"), "no coverage of level 3 is in force"),
        (row("1"), "nothing is open to move to 1:ACME"),
        (row("1", from_owner="1"), "are the same"),
        (row("PAYER"), "To Owner is 'PAYER'"),
        (row("2", claim_id="C33"), "no charge of claim C33 is posted (is C3 meant?)"),
        (row("2", from_owner="PATIENT"), "nothing is open"),
    ],
)
def test_what_cannot_be_moved_is_refused_with_the_reason(wanted: Any, why: str) -> None:
    till = Till.opened(transfers=[wanted])
    before = till.owed()

    plan = till.transfer()

    assert (till.owed(), rows_of(plan)) == (before, [])
    ((state, answer),) = till.cells("transfers", *SHOWN)
    assert state == "REFUSED"
    assert why in answer
    assert [one.id for one in plan.findings] == ["TRANSFER-REFUSED"]


def denied(**tables: Any) -> Till:
    """ACME paid 30.00 of C3's 80.00 and denied 50.00 to the office with CO-97."""
    till = Till.opened(**tables)
    service = Service("99213", 8000, 3000, [("CO", "97", 5000)], "2026-03-05", control="1")
    answer = Claim("C3", 8000, 3000, services=[service], dos="2026-03-05")
    till.take(file_of(Payment([answer], trace_id="1ACME")))
    till.post()
    assert till.owed()["C3", "1", "1:ACME"] == 5000
    return till


def test_what_was_denied_to_the_office_does_not_become_the_patients() -> None:
    till = denied(transfers=[row("PATIENT")])

    till.transfer()

    ((state, answer),) = till.cells("transfers", *SHOWN)
    assert state == "REFUSED"
    assert "$50.00 of it was denied to the office" in answer
    assert ("C3", "1", "PATIENT") not in till.owed()


@pytest.mark.parametrize(("user", "state"), [("boss", "POSTED"), ("desk", "REFUSED")])
def test_who_may_write_off_may_decide_otherwise_with_a_reason(user: str, state: str) -> None:
    users = ({"user": "boss", "may_write_off": "Y"}, {"user": "desk"})
    till = denied(transfers=[row("PATIENT", reason="signed waiver on file")], users=users)

    till.transfer(user)

    assert till.cells("transfers", "state") == [(state,)]


def test_a_qualified_medicare_beneficiary_is_never_billed() -> None:
    """ST-14: not even with a reason."""
    cover = {"patient_id": "P3", "level": "1", "payer_id": "ACME", "member_id": "M3", "qmb": "Y"}
    till = moved(row("PATIENT", reason="asked for it"), coverage=[cover])

    ((state, answer),) = till.cells("transfers", *SHOWN)
    assert state == "REFUSED"
    assert "ST-14" in answer


def test_undo_moves_everything_back() -> None:
    till = Till.opened(transfers=[row("PATIENT", 30.0)])
    before, shown = till.owed(), till.shown()
    till.transfer()

    till.undo("TRF-20260331-1")

    assert (till.owed(), till.shown()) == (before, shown)
    assert till.cells("transfers", "state", "entry", "answer") == [("OPEN", "", "")]
    till.proved()
