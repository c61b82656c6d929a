"""The preview: rows, the effect on receivables and what stays open, before anything is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.posting.desk import Desk
from tests.posting.make835 import Claim, Payment, Service, file_of
from tests.support import request
from xlbilling.model import money
from xlbilling.model.ledger import Account
from xlbilling.model.plan import Plan
from xlbilling.tasks import post_payments

DOS = "2026-02-01"


def desk() -> Desk:
    """C1 and C2 of 150.00 each are charged; the payment answers C1 and one that is not ours."""
    office = Desk.of(
        claims=[
            {"claim_id": claim, "line": "1", "patient_id": "P1", "dos_from": DOS, "code": "99213",
             "units": 1, "charge": 150.0}
            for claim in ("C1", "C2")
        ],
        patients=[{"patient_id": "P1", "last": "Rivers", "first": "Ana"}],
        coverage=[{"patient_id": "P1", "level": "1", "payer_id": "ACME"}],
    )  # fmt: skip
    office.charge()
    one = Service(
        "99213", 15000, 7840, [("CO", "45", 5000), ("CO", "253", 160), ("PR", "2", 2000)], DOS
    )
    lost = Service("80053", 5000, 5000, (), DOS)
    office.take(
        file_of(
            Payment(
                [
                    Claim("C1", 15000, 7840, services=[one]),
                    Claim("LOST", 5000, 5000, services=[lost]),
                ],
                plb=[("L6", "I", -100)],
            )
        )
    )
    return office


def dry(office: Desk) -> Plan:
    return post_payments.plan(office.book, replace(request(), is_dry_run=True))


def cents(text: str) -> int:
    return money.from_text(text)


def test_a_dry_run_tells_receivables_cash_and_write_offs() -> None:
    seen = dry(desk()).result["preview"]

    assert seen["receivables"] == {
        "insurance": {"before": "300.00", "after": "150.00"},
        "patient": {"before": "0.00", "after": "20.00"},
    }
    told = {name: seen[name] for name in ("cash", "write_offs", "unapplied", "interest")}
    assert told == {
        "cash": "129.40", "write_offs": "51.60", "unapplied": "50.00", "interest": "1.00"
    }  # fmt: skip


def test_what_moves_balances() -> None:
    seen = dry(desk()).result["preview"]
    pairs = seen["receivables"].values()
    owed = sum(cents(one["after"]) - cents(one["before"]) for one in pairs)
    up = sum(cents(seen[name]) for name in ("cash", "write_offs", "withheld"))
    held = sum(cents(seen[name]) for name in ("suspense", "unapplied", "recoupment", "interest"))

    assert owed + up - held == 0


def test_what_stays_open_is_told_with_its_next_step() -> None:
    seen = dry(desk()).result["preview"]

    assert seen["left"] == [{"claim": "C1", "insurance": "0.00", "patient": "20.00"}]
    [waiting] = seen["waiting"]
    assert (waiting["pcn"], waiting["reason"], waiting["cash"]) == ("LOST", "NO CLAIM", "50.00")
    assert waiting["next_step"].startswith("type the claim into Our Claim")


def test_the_preview_is_what_posting_then_does() -> None:
    office = desk()
    before = {account: office.account(account) for account in Account}
    seen = dry(office).result["preview"]

    office.post()

    rows: list[dict[str, Any]] = seen["rows"]
    posted = office.frame("ledger")[office.frame("ledger")["type"] != "CHG"]
    assert [one["entry"] for one in rows] == posted["entry"].tolist()
    assert [cents(one["amount"]) for one in rows] == posted["amount_cents"].tolist()
    assert cents(seen["cash"]) == office.account(Account.CASH) - before[Account.CASH]
    after = seen["receivables"]["insurance"]["after"]
    assert cents(after) == office.account(Account.INSURANCE_AR)


def test_a_person_reads_it_in_lines() -> None:
    lines = dry(desk()).lines

    assert "insurance receivable: $300.00 before, $150.00 after" in lines
    assert "  C1: insurance $0.00, patient $20.00" in lines
    assert any(line.startswith("  ERA-T1 LOST: NO CLAIM, $50.00; ") for line in lines)


def test_posting_itself_tells_no_preview() -> None:
    assert "preview" not in desk().post().result
