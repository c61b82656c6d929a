"""What an answer that matched no claim may mean: up to three claims, the likeliest first."""

from __future__ import annotations

from tests.posting.desk import Desk
from tests.posting.make835 import Claim, Payment, Service, file_of
from tests.support import snapshot
from xlbilling.tasks.posting.answers import AnswerClaim
from xlbilling.tasks.posting.candidates import Candidates

DAY = "2026-02-01"


def answer(pcn: str = "LOST", **more: object) -> AnswerClaim:
    from datetime import date

    given: dict[str, object] = {
        "patient": "RIVERS, ANA", "member": "M-1", "dos": date(2026, 2, 1), "charge_cents": 15000,
    }  # fmt: skip
    given |= more
    return AnswerClaim(
        claim_no=1, pcn=pcn, icn="", status="1", paid_cents=0, rows=(), **given,  # type: ignore[arg-type]
    )  # fmt: skip


def index(*claims: tuple[str, str, str, float]) -> Candidates:
    """Claims as id, patient, day and charge; P1 is Ana Rivers with member id M1."""
    return Candidates(
        snapshot(
            claims=[
                {"claim_id": claim, "line": "1", "patient_id": patient, "dos_from": day,
                 "charge": charge}
                for claim, patient, day, charge in claims
            ],
            patients=[
                {"patient_id": "P1", "last": "Rivers", "first": "Ana"},
                {"patient_id": "P2", "last": "Rivers", "first": "Ana"},
                {"patient_id": "P3", "last": "Stone", "first": "Bo"},
            ],
            coverage=[
                {"patient_id": "P1", "level": "1", "payer_id": "ACME", "member_id": "M1"},
                {"patient_id": "P3", "level": "1", "payer_id": "ACME", "member_id": "M3"},
            ],
        )
    )  # fmt: skip


def test_the_claim_with_most_in_common_comes_first() -> None:
    claims = index(
        ("A1", "P2", DAY, 99.0),
        ("A2", "P1", "2026-01-05", 150.0),
        ("A3", "P1", DAY, 150.0),
        ("A4", "P3", DAY, 150.0),
    )

    assert claims.ranked(answer()) == [
        ("A3", ("member", "name", "day", "charge")),
        ("A2", ("member", "name", "charge")),
        ("A1", ("name", "day")),
    ]


def test_an_id_that_lost_a_character_or_changed_two_is_near() -> None:
    claims = index(("1000234", "P3", "2026-01-05", 10.0), ("1009999", "P3", "2026-01-05", 10.0))

    for pcn in ("100234", "10002345", "1000243", "1000294", "1000-234x"):
        assert claims.ranked(answer(pcn)) == [("1000234", ("nearly the id",))], pcn


def test_a_day_or_a_charge_alone_brings_no_claim_in() -> None:
    assert index(("A4", "P3", DAY, 150.0)).ranked(answer()) == []


def test_three_are_enough() -> None:
    claims = index(*((f"A{n}", "P1", DAY, 150.0) for n in range(5)))

    assert [claim for claim, _ in claims.ranked(answer())] == ["A0", "A1", "A2"]


def test_the_sheet_shows_them_where_the_biller_picks() -> None:
    office = Desk.of(
        claims=[
            {"claim_id": "1000234", "line": "1", "patient_id": "P1", "dos_from": DAY,
             "code": "99213", "units": 1, "charge": 150.0}
        ],
        patients=[{"patient_id": "P1", "last": "Rivers", "first": "Ana"}],
        coverage=[{"patient_id": "P1", "level": "1", "payer_id": "ACME", "member_id": "M1"}],
    )  # fmt: skip
    office.charge()
    service = Service("99213", 15000, 10000, [("CO", "45", 5000)], DAY)

    office.take(file_of(Payment([Claim("1000243", 15000, 10000, services=[service])])))

    assert office.cells("remit_lines", "our_claim", "exception", "candidates") == [
        ("", "NO CLAIM", "1000234 (day, charge, nearly the id)")
    ]
    office.type_in("remit_lines", 2, our_claim="1000234")
    office.post()
    assert office.cells("remit_lines", "state", "candidates") == [("POSTED", "")]
