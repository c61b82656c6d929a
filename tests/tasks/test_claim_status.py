"""Status and First Billed of lines: what Submissions says was sent is SENT until it is answered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.posting.desk import Desk
from tests.posting.make835 import Payment, file_of
from tests.tasks.test_import_remittance import claim, desk, lines, service


def sent(day: str = "2026-02-05", **more: Any) -> dict[str, Any]:
    """A row of Submissions: claim C1 to its primary."""
    told = {"claim_id": "C1", "level": "1", "payer_id": "ACME", "frequency": "1", "sent": day}
    return told | more


def shown(office: Desk) -> list[tuple[str, date | None]]:
    """Status and First Billed of each line."""
    cells = office.cells("claims", "status", "first_billed")
    return [(status, None if day != day else day.date()) for status, day in cells]  # noqa: PLR0124  NaT


BILLED = date(2026, 2, 5)


@pytest.mark.parametrize("before", ["", "NEW", "READY", "ERROR"])
def test_a_line_that_was_sent_shows_it_once_charges_are_posted(before: str) -> None:
    office = desk(*lines("1", "2", status=before), submissions=[sent("2026-02-20"), sent()])

    assert shown(office) == [("SENT", BILLED), ("SENT", BILLED)]
    assert office.charge().is_empty


def test_what_was_sent_after_the_charge_shows_at_the_next_import() -> None:
    office = desk(*lines("1", status="READY"), submissions=[sent("2026-02-05", claim_id="C9")])
    assert shown(office) == [("READY", None)]
    office.type_in("submissions", 2, claim_id="C1")

    office.take(file_of(Payment([claim("LOST", service())])))

    assert shown(office) == [("SENT", BILLED)]


def test_an_answered_line_keeps_its_answer_and_shows_when_it_was_billed() -> None:
    office = desk(*lines("1"), submissions=[sent()])
    office.take(file_of(Payment([claim("C1", service())])))
    office.post()

    assert shown(office) == [("PAID", BILLED)]
    office.charge()
    assert shown(office) == [("PAID", BILLED)]


@pytest.mark.parametrize("row", [sent(answer="REJECTED"), sent("2026-04-02"), sent(claim_id="C2")])
def test_a_line_that_no_payer_has_is_not_sent(row: dict[str, Any]) -> None:
    """Rejected since, sent only in April, or another claim."""
    office = desk(*lines("1", status="READY"), submissions=[row])

    assert shown(office)[0][0] == "READY"


def test_a_rejected_claim_that_was_sent_again_is_sent() -> None:
    office = desk(
        *lines("1", status="READY"), submissions=[sent(answer="REJECTED"), sent("2026-02-09")]
    )

    assert shown(office) == [("SENT", BILLED)]
