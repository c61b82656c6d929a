"""A claim is checked by the rules of its own time: numbers and codes that came later are not asked."""

from __future__ import annotations

from datetime import date

import pytest

from tests.edits.office import office
from xlbilling.edits import catalogue
from xlbilling.edits.lines import Lines


@pytest.mark.parametrize(
    ("edit", "changes", "last_day"),
    [
        ("CV-020", "billing_npi=587654321", "2007-05-22"),
        ("CV-030", "dx1=; dx2=; pointers=", "2011-12-31"),
        ("CV-008", "coverage.payer_id=MCARE; coverage.member_id=123456789A", "2019-12-31"),
    ],
)
def test_what_came_later_is_not_asked_of_an_older_claim(
    edit: str, changes: str, last_day: str
) -> None:
    """The day counts on which the claim is sent, whenever the service was."""
    book = office(f"{changes}; dos_from=2007-05-01; dos_to=2007-05-01; coverage.from=")
    last = date.fromisoformat(last_day)

    assert edit not in _ids(catalogue.check(Lines(book, last)))
    assert edit in _ids(catalogue.check(Lines(book, date.fromordinal(last.toordinal() + 1))))


def _ids(found: list[catalogue.ClaimFinding]) -> set[str]:
    return {one.edit.id for one in found}
