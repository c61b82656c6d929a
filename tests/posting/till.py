"""A desk that takes patients' money: charges, keyed rows and the five tasks on them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from tests.posting.desk import Desk, applied
from tests.support import AS_OF, Rows
from xlbilling.model import ledger
from xlbilling.model.ledger import PATIENT_OWNER, Account
from xlbilling.model.plan import Append, Plan
from xlbilling.model.tables import Request
from xlbilling.tasks import adjust, post_receipts, refund, reverse_entry, transfer

TYPES: Final = (
    {"adjustment_type": "CONTRACTUAL", "account": "Contractual", "contractual": "Y"},
    {"adjustment_type": "BAD DEBT", "account": "Bad debt", "approval_limit": 100.0},
    {"adjustment_type": "SMALL", "account": "Small balance"},
    {"adjustment_type": "MIXED", "account": "Bad debt", "contractual": "Y"},
    {"adjustment_type": "CASH", "account": "Cash"},
)
PATIENTS: Final = tuple({"patient_id": p, "guarantor_id": "G1"} for p in ("P1", "P2", "P3"))
COVERAGE: Final = (
    {"patient_id": "P3", "level": "1", "payer_id": "ACME", "member_id": "M3"},
    {"patient_id": "P3", "level": "2", "payer_id": "BETA", "member_id": "M4"},
)


def line(claim: str, number: str, charge: float, **more: Any) -> dict[str, Any]:
    """A line of a claim; claim C1 is of patient P1, and so on."""
    told = {"patient_id": f"P{claim[1:2]}", "dos_from": "2026-02-01", "code": "99213", "units": 1}
    return {"claim_id": claim, "line": number, "charge": charge, **told, **more}


def receipt(name: str, amount: float | None, apply_to: str = "", **more: Any) -> dict[str, Any]:
    """A receipt of guarantor G1, of March 1."""
    told = {"date": "2026-03-01", "guarantor_id": "G1", "method": "CHECK", "apply_to": apply_to}
    return {"receipt": name, "amount": amount, **told, **more}


FAMILY: Final = (
    line("C1", "1", 100.0),
    line("C1", "2", 50.0),
    line("C2", "1", 30.0, dos_from="2026-01-10"),
    line("C3", "1", 80.0, dos_from="2026-03-05"),
)
"""A household: P1 and P2 pay themselves, P3 is insured by ACME and BETA."""


@dataclass(repr=False)
class Till(Desk):
    """The desk with patients' money."""

    @classmethod
    def opened(cls, claims: Rows = FAMILY, **tables: Rows) -> Till:
        """Return a desk with the household's charges posted."""
        tables.setdefault("patients", PATIENTS)
        tables.setdefault("coverage", COVERAGE)
        tables.setdefault("adjustment_types", TYPES)
        till = cls.of(claims=claims, **tables)
        assert isinstance(till, Till)
        till.charge()
        return till

    def receive(self, as_of: date = AS_OF) -> Plan:
        """Post the receipts."""
        return self._do(post_receipts.plan(self.book, Request(as_of, "tester")))

    def adjust(self, user: str = "tester", **options: str) -> Plan:
        """Post the adjustments, or one given."""
        return self._do(adjust.plan(self.book, Request(self.as_of, user, (), options)))

    def transfer(self, user: str = "tester") -> Plan:
        """Post the transfers."""
        return self._do(transfer.plan(self.book, Request(self.as_of, user)))

    def refund(self, user: str = "tester") -> Plan:
        """Post the refunds."""
        return self._do(refund.plan(self.book, Request(self.as_of, user)))

    def reverse(self, entry: str) -> Plan:
        """Take an entry back."""
        asked = Request(self.as_of, "tester", (), {"entry": entry})
        return self._do(reverse_entry.plan(self.book, asked))

    def key(self, **tables: Rows) -> None:
        """Type rows below those that a sheet has."""
        given = Desk.of(**tables).book
        self.book = applied(
            self.book, Plan(tuple(Append(name, given.frame(name)) for name in tables))
        )

    def lay(self, **tables: Rows) -> None:
        """Put rows in place of a sheet's; cells that cannot be read stay so until it is written."""
        given = Desk.of(**tables).book
        self.book = replace(
            self.book, tables={**self.book.tables, **{name: given[name] for name in tables}}
        )

    def entry(self, **facts: Any) -> str:
        """Return the one standing entry with these facts."""
        rows = self.frame("ledger")
        rows = rows[~rows["entry"].isin(set(rows["reverses"])) & (rows["reverses"] == "")]
        for name, value in facts.items():
            rows = rows[rows[name] == value]
        (found,) = rows["entry"]
        return str(found)

    def shown(self) -> list[tuple[Any, ...]]:
        """Return what Claims shows of balances."""
        return self.cells("claims", "claim_id", "line", "balance_cents", "owed_by", "payer_now")

    def proved(self) -> None:
        """Check the ledger: balanced, chained, balances shown are its own."""
        assert self.verify().findings == ()
        assert sum(self.account(one) for one in Account) == 0
        assert sum(int(b) for (b,) in self.cells("claims", "balance_cents")) == self.receivable()


def patients_owe(till: Till) -> dict[str, int]:
    """Return what patients owe by claim and line: ``C1/1``."""
    return {
        f"{claim}/{number}" if number else claim: cents
        for (claim, number, owner), cents in till.owed().items()
        if owner == PATIENT_OWNER
    }


def rows_of(plan: Plan) -> list[ledger.Entry]:
    """The ledger rows that a plan appends."""
    return [entry for one in plan.appended("ledger") for entry in ledger.entries_of(one.rows)]
