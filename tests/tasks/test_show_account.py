"""The sheet Account Card shows what the function spills, for an account, a patient or a claim."""

from __future__ import annotations

import pytest

from tests.tasks.test_account_card import DAY, office
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Page
from xlbilling.model.tables import Request
from xlbilling.tasks import show_account
from xlbilling.tasks.statements import account_card

CLAIMS = [{"claim_id": "C2", "line": "1", "patient_id": "P2", "code": "99213"}]


@pytest.mark.parametrize("asked", [{"account": "G1"}, {"account": "P2"}, {"claim": "C2"}])
def test_the_sheet_says_what_the_function_says(asked: dict[str, str]) -> None:
    book = office(claims=CLAIMS)
    plan = show_account.plan(book, Request(DAY, "tester", (), asked))
    spilled = account_card.cells(book, DAY, ["G1"])

    (page,) = plan.changes
    assert isinstance(page, Page)
    words = [cell.value for cell in page.cells if cell.column == 3 and cell.row > page.freeze_row]
    amounts = {cell.value for cell in page.cells if cell.column == 4 and cell.style == "money"}
    assert words == [what for _, _, what, _ in spilled]
    assert amounts == {cents for *_, cents in spilled} - {""}
    assert plan.result["account"] == "G1"
    assert len(plan.lines) == len(spilled)


@pytest.mark.parametrize("asked", [{}, {"account": "NOBODY"}, {"claim": "C9"}])
def test_an_account_that_nobody_has_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(RefusedError) as refused:
        show_account.plan(office(), Request(DAY, "tester", (), asked))

    assert refused.value.id == "ACCOUNT-UNKNOWN"
