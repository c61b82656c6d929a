"""A desk that may ask finance charges: one household past due, a state's rule, a notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Final

from tests.posting.collector import Collector, statements
from tests.posting.till import line
from tests.support import Rows
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Request
from xlbilling.tasks import post_finance_charges, review_plans

ON: Final = {"Finance Charges": "Y"}
RULE: Final = {
    "state": "NY", "allowed": "Y", "monthly_percent": 1.5, "source": "the office's adviser",
}  # fmt: skip
NOTICE: Final = {"notice": "N1", "guarantor_id": "G1", "given_on": "2025-06-10", "how": "LETTER"}
BILLED: Final = "2025-06-10"
MONTH_END: Final = date(2025, 8, 31)
TWO: Final = (
    line("C1", "1", 100.0, dos_from="2025-06-01"),
    line("C1", "2", 33.33, dos_from="2025-06-01"),
)
"""A visit of two lines, the patient's own."""


@dataclass(repr=False)
class Lender(Collector):
    """The desk on the last day of August."""

    @classmethod
    def lends(
        cls, claims: Rows = TWO, own: Mapping[str, str] | None = None, **tables: Any
    ) -> Lender:
        """Return a desk with the claims charged and billed once in June, and a rule for NY."""
        desk = _base().copied() if claims is TWO else _charged(claims)
        assert isinstance(desk, Lender)
        desk.book = replace(desk.book, settings={**ON, **(own or {})})
        if tables:
            desk.lay(**tables)
        return desk

    def finance(self, user: str = "tester", **options: str) -> Plan:
        """Post the finance charges."""
        asked = Request(self.as_of, user, (), options)
        return self._do(post_finance_charges.plan(self.book, asked))

    def reviewed(self) -> Plan:
        """Return what a review of the plans says; nothing is written."""
        return review_plans.plan(self.book, self._request())

    def on(self, day: date) -> Lender:
        """Return the same desk on another day."""
        return replace(self, as_of=day)


@cache
def _base() -> Lender:
    return _charged(TWO)


def _charged(claims: Rows) -> Lender:
    names = " ".join(dict.fromkeys(str(one["claim_id"]) for one in claims))
    desk = Lender._owed(  # noqa: SLF001  the desk that every other begins from
        claims,
        statements=statements("G1", names, (BILLED,)),
        finance_rules=[RULE],
        finance_notices=[NOTICE],
    )
    assert isinstance(desk, Lender)
    desk.as_of = MONTH_END
    return desk
