"""Refund letters: the payment goes back to open, and what the payer takes later is explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest

from tests.posting.desk import Desk
from tests.posting.make835 import Claim, Payment, Service, file_of
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Request
from xlbilling.tasks import record_recoupment

DOS = "2026-02-01"
LETTER = {
    "letter": "L1",
    "date": "2026-03-10",
    "payer_id": "ACME",
    "reference": "FCN7",
    "claim_id": "C1",
    "amount": 60.0,
}
HAS_PAID = "has paid on claim C1 and not taken back"
SHOWN = ("state", "taken_cents", "left_cents", "answer")


@dataclass
class Office(Desk):
    """The desk with refund letters."""

    def record(self) -> Plan:
        """Record the letters."""
        return self._do(record_recoupment.plan(self.book, Request(self.as_of, "tester")))

    def letters(self) -> list[tuple[Any, ...]]:
        """What Recoupments shows."""
        rows = self.cells("recoupments", *SHOWN)
        return [tuple(None if one is pd.NA else one for one in row) for row in rows]


def paid(*letters: dict[str, Any], **tables: Any) -> Office:
    """An office where ACME paid claim C1 of 100.00 with 60.00, and its letters."""
    claim = {
        "claim_id": "C1",
        "line": "1",
        "patient_id": "P1",
        "dos_from": DOS,
        "code": "99213",
        "units": 1,
        "charge": 100.0,
    }
    cover = {"patient_id": "P1", "level": "1", "payer_id": "ACME", "member_id": "M"}
    office = Office.of(
        claims=[claim, {**claim, "claim_id": "C2"}],
        patients=[{"patient_id": "P1", "guarantor_id": "G1"}],
        coverage=[cover],
        recoupments=letters,
        **tables,
    )
    assert isinstance(office, Office)
    office.charge()
    office.take(file_of(Payment([answer(6000)], trace="T1", date="2026-03-01")))
    office.post()
    return office


def answer(cents: int, status: str = "1", pcn: str = "C1") -> Claim:
    """An answer to a claim of 100.00 under the payer's number FCN7; the rest is contractual."""
    sign = -1 if status == "22" else 1
    cas = [("CO", "45", sign * (10000 - cents))]
    service = Service("99213", sign * 10000, sign * cents, cas, DOS)
    return Claim(
        pcn, sign * 10000, sign * cents, status, "FCN7" if pcn == "C1" else "F8", services=[service]
    )


def test_a_letter_opens_the_claim_again_and_a_debt_to_the_payer() -> None:
    office = paid(LETTER)

    plan = office.record()

    assert plan.result == {
        "batch": "REC-20260331-1",
        "posted": 1,
        "refused": 0,
        "amount": "60.00",
        "recoupments": [
            {
                "letter": "L1",
                "claim": "C1",
                "amount": "60.00",
                "state": "POSTED",
                "entries": [
                    {
                        "entry": office.cells("recoupments", "entry")[0][0],
                        "line": "",
                        "debit": "Payer recoupment",
                        "credit": "AR-Insurance",
                        "amount": "-60.00",
                    }
                ],
                "answer": "",
            }
        ],
    }
    assert office.owed() == {("C1", "", "1:ACME"): 6000, ("C2", "1", "1:ACME"): 10000}
    assert office.account(Account.RECOUPMENT) == -6000
    assert office.account(Account.CASH) == 6000
    assert office.letters() == [("POSTED", 0, 6000, "")]
    assert office.cells("batches", "batch", "kind", "control_total_cents")[-1] == (
        "REC-20260331-1", "RECOUPMENTS", 6000,
    )  # fmt: skip
    assert office.verify().findings == ()


def test_recording_again_posts_nothing() -> None:
    office = paid(LETTER)
    office.record()

    again = office.record()

    assert again.is_empty
    assert again.result["posted"] == 0


def test_what_the_payer_takes_later_closes_the_letter() -> None:
    office = paid(LETTER)
    office.record()

    office.take(file_of(Payment([answer(10000, pcn="C2")], trace="T2", plb=[("WO", "FCN7", 4000)])))
    plan = office.post()

    assert plan.findings == ()
    assert office.letters() == [("POSTED", 4000, 2000, "")]
    assert office.cells(
        "provider_adjustments", "state", "closed_by", "claim_id", "balance_cents"
    ) == [("CLOSED", "L1", "C1", 0)]
    assert office.account(Account.RECOUPMENT) == -2000
    office.take(file_of(Payment([], trace="T3", plb=[("WO", "FCN7", 2000), ("L6", "I", -2000)])))
    office.post()
    assert office.letters() == [("POSTED", 6000, 0, "")]
    assert office.account(Account.RECOUPMENT) == 0
    assert office.account(Account.CASH) == 6000 + 10000 - 4000

    office.undo("ERA-T3")

    assert office.letters() == [("POSTED", 4000, 2000, "")]


def test_a_letter_keyed_late_explains_what_was_taken_before() -> None:
    office = paid(LETTER)
    office.take(file_of(Payment([answer(10000, pcn="C2")], trace="T2", plb=[("WO", "FCN7", 6000)])))
    plan = office.post()
    assert [one.id for one in plan.findings] == ["UNEXPLAINED-RECOUPMENT"]

    office.record()

    assert office.cells("provider_adjustments", "state", "closed_by") == [("CLOSED", "L1")]
    assert office.letters() == [("POSTED", 6000, 0, "")]


def test_undo_gives_every_balance_back_and_the_letter_may_be_recorded_anew() -> None:
    office = paid(LETTER)
    before = office.owed()
    office.record()

    office.undo("REC-20260331-1")

    assert office.owed() == before
    assert office.account(Account.RECOUPMENT) == 0
    assert office.letters() == [("OPEN", None, None, "")]
    office.record()
    assert office.account(Account.RECOUPMENT) == -6000
    assert office.verify().findings == ()


def test_a_letter_and_a_reversal_for_one_payment_are_told() -> None:
    """RFI-1082: a payer takes an overpayment back by one of the two, not by both."""
    office = paid(LETTER)
    office.record()

    office.take(file_of(Payment([answer(6000, "22"), answer(10000, pcn="C2")], trace="T2")))
    plan = office.post()

    assert "DOUBLE-TAKEBACK" in [one.id for one in plan.findings]
    assert office.account(Account.CASH) == 6000 + 4000


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"claim_id": "C9"}, "no charge of claim C9 is posted (is C2 meant?)"),
        ({"line": "7"}, "claim C1 has no line 7 in the ledger"),
        ({"amount": 60.01}, f"$60.01 is more than the $60.00 that ACME {HAS_PAID}"),
        ({"amount": -1.0}, "has no amount above $0.00"),
        ({"payer_id": "BETA"}, f"$60.00 is more than the $0.00 that BETA {HAS_PAID}"),
        ({"payer_id": "NOBODY"}, "no payer NOBODY on Payers"),
        ({"reference": ""}, "has no reference"),
        ({"letter": ""}, "has no id of its own"),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded_is_told_and_posts_nothing(
    changed: dict[str, Any], why: str
) -> None:
    office = paid({**LETTER, **changed})
    rows = len(office.frame("ledger"))

    plan = office.record()

    assert [one.id for one in plan.findings] == ["RECOUPMENT-REFUSED"]
    assert office.letters() == [("REFUSED", None, None, why)]
    assert len(office.frame("ledger")) == rows


def test_two_letters_cannot_take_more_than_was_paid() -> None:
    office = paid(LETTER, {**LETTER, "letter": "L2", "amount": 0.01})

    office.record()

    assert [row[0] for row in office.letters()] == ["POSTED", "REFUSED"]


def test_a_closed_month_takes_no_letter() -> None:
    office = paid(LETTER, periods=[{"period": "2026-04", "state": "CLOSED"}])
    office.as_of = office.as_of.replace(month=4, day=1)
    rows = len(office.frame("ledger"))

    with pytest.raises(RefusedError):
        office.record()

    assert len(office.frame("ledger")) == rows
