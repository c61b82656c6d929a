"""Importing: one batch a payment, matched and judged, nothing in the ledger, nothing twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.posting.desk import Desk
from tests.posting.make835 import Claim, Payment, Service, file_of
from xlbilling.model.errors import InputFileError
from xlbilling.model.plan import Plan

DOS = "2026-02-01"


def lines(*numbers: str, claim: str = "C1", **more: Any) -> list[dict[str, Any]]:
    """Lines of a claim of 150.00 each."""
    return [
        {"claim_id": claim, "line": n, "patient_id": f"P-{claim}", "dos_from": DOS,
         "code": "99213", "units": 1, "charge": 150.0, **more}
        for n in numbers
    ]  # fmt: skip


def desk(*claims: dict[str, Any], **tables: Any) -> Desk:
    """A desk where Acme insures everybody."""
    patients = sorted({str(one["patient_id"]) for one in claims})
    people = [{"patient_id": p, "last": "Rivers", "first": "Ana"} for p in patients]
    covers = [
        {"patient_id": p, "level": "1", "payer_id": "ACME", "member_id": f"M0{p}"} for p in patients
    ]
    office = Desk.of(claims=list(claims), **({"patients": people, "coverage": covers} | tables))
    office.charge()
    return office


def service(**more: Any) -> Service:
    """An answer to one line: paid 100.00, 50.00 written off."""
    return replace(Service("99213", 15000, 10000, [("CO", "45", 5000)], DOS), **more)


def claim(pcn: str = "C1", *services: Service, **more: Any) -> Claim:
    """An answer to one claim."""
    own = services or (service(),)
    paid, charge = sum(one.paid for one in own), sum(one.charge for one in own)
    return replace(Claim(pcn, charge, paid, services=own), **more)


def told(plan: Plan) -> list[tuple[Any, ...]]:
    """Batch and status of each payment."""
    return [(one["batch"], one["status"]) for one in plan.result["batches"]]


def exceptions(office: Desk) -> list[str]:
    """The exception of each remit line."""
    return [one for (one,) in office.cells("remit_lines", "exception")]


def test_a_payment_becomes_a_batch_and_the_ledger_stays_as_it_was() -> None:
    office = desk(*lines("1"))
    head = office.book.ledger_head

    plan = office.take(file_of(Payment([claim()])))

    assert plan.result["batches"] == [
        {"batch": "ERA-T1", "payer": "ACME", "trace": "T1", "payment": "100.00", "claims": 1,
         "matched": 1, "exceptions": 0, "balanced": True, "status": "READY"}
    ]  # fmt: skip
    assert office.book.ledger_head == head
    assert office.cells("remit_lines", "our_claim", "our_line", "match", "state") == [
        ("C1", "1", "PCN / CODE+MODS+DOS+CHARGE", "READY")
    ]
    assert office.cells("remit_adjustments", "group", "carc", "amount_cents", "class") == [
        ("CO", "45", 5000, "CONTRACT")
    ]
    assert office.cells("batches", "batch", "control_total_cents", "left_cents", "status")[-1] == (
        "ERA-T1", 10000, 0, "OPEN"
    )  # fmt: skip


def test_the_same_file_twice_in_one_command_is_imported_once() -> None:
    office = desk(*lines("1"))
    file = file_of(Payment([claim()]))

    plan = office.take(file, file)

    assert told(plan) == [("ERA-T1", "READY"), ("ERA-T1", "DUPLICATE")]
    assert len(office.frame("remits")) == 1


def test_a_trace_number_with_another_amount_is_refused() -> None:
    office = desk(*lines("1", "2"))
    office.take(file_of(Payment([claim()])))

    plan = office.take(
        file_of(Payment([claim("C1", service(paid=12000, cas=[("CO", "45", 3000)]))]))
    )

    assert told(plan) == [("", "BLOCKED")]
    assert [(one.id, one.severity) for one in plan.findings] == [("TRACE-REUSED", "E")]
    assert len(office.frame("remits")) == 1


def test_payments_of_nothing_may_reuse_a_trace_number() -> None:
    office = desk(*lines("1"))
    denied = service(paid=0, cas=[("CO", "16", 15000)])
    office.take(file_of(Payment([claim("C1", denied)])))

    plan = office.take(file_of(Payment([claim("C1", denied, icn="OTHER")])))

    assert told(plan) == [("ERA-T1-2", "READY")]
    assert [(one.id, one.severity) for one in plan.findings] == [("TRACE-REUSED", "W")]


def test_a_transaction_with_a_wrong_segment_count_is_refused_whole() -> None:
    office = desk(*lines("1"))
    file = file_of(Payment([claim()])).replace(b"SE*", b"SE*9")

    plan = office.take(file)

    assert told(plan) == [("", "REFUSED")]
    assert "R-8" in {one.id for one in plan.findings}
    assert plan.is_empty


def test_a_file_that_is_no_remittance_is_refused() -> None:
    office = desk(*lines("1"))
    before = office.book

    with pytest.raises(InputFileError):
        office.take(b"%PDF-1.7 not a remittance")

    assert office.book is before


def test_a_payer_that_is_not_known_is_named_and_taken_as_who_insures_the_claims() -> None:
    office = desk(*lines("1"))

    plan = office.take(file_of(Payment([claim()], trace_id="1STRANGE", payer="STRANGE MUTUAL")))

    assert [(one.id, one.severity) for one in plan.findings] == [("PAYER-UNKNOWN", "W")]
    assert "taken as ACME" in plan.findings[0].message
    assert office.cells("remits", "payer", "status") == [("ACME", "READY")]


def test_nobody_guesses_a_payer_where_the_claims_have_two() -> None:
    other = {"patient_id": "P-C2", "level": "1", "payer_id": "BETA", "member_id": "M"}
    covers = [{"patient_id": "P-C1", "level": "1", "payer_id": "ACME", "member_id": "M"}, other]
    office = desk(*lines("1"), *lines("1", claim="C2"), coverage=covers)

    office.take(file_of(Payment([claim(), claim("C2")], trace_id="1STRANGE", payer="STRANGE")))

    assert office.cells("remits", "payer") == [("",)]
    assert exceptions(office) == ["PAYER NOT ON CLAIM"] * 2


@pytest.mark.parametrize(
    ("pcn", "more", "rule"),
    [
        ("c1 ", {}, "PCN"),
        ("OTHER", {"icn": "ICN777"}, "ICN"),
        ("0000C-1", {}, "PCN~"),
        ("OTHER", {"patient": ("X", "Y", "M0P-C1"), "dos": DOS}, "MEMBER"),
    ],
)
def test_a_claim_is_found_by_the_first_rule_that_fits(
    pcn: str, more: dict[str, Any], rule: str
) -> None:
    sent = [{"claim_id": "C1", "level": "1", "payer_id": "ACME", "payer_claim_no": "ICN777"}]
    office = desk(*lines("1"), submissions=sent)

    office.take(file_of(Payment([claim(pcn, **more)])))

    assert office.cells("remit_lines", "our_claim", "match") == [
        ("C1", f"{rule} / CODE+MODS+DOS+CHARGE")
    ]


def test_two_claims_that_fit_are_a_persons_choice() -> None:
    office = desk(*lines("1", claim="A-1"), *lines("1", claim="A1"))

    plan = office.take(file_of(Payment([claim("0A1")])))

    assert exceptions(office) == ["SEVERAL CLAIMS"]
    assert "A-1, A1" in plan.findings[0].message


def test_a_name_only_suggests_a_claim_and_the_message_names_nobody() -> None:
    office = desk(*lines("1"))

    plan = office.take(file_of(Payment([claim("LOST", patient=("RIVERS", "ANA", ""), dos=DOS)])))

    assert exceptions(office) == ["NO CLAIM"]
    (found,) = plan.findings
    assert "C1 has the same patient" in found.message
    assert "RIVERS" not in found.message.upper()


@pytest.mark.parametrize(
    ("answer", "exception"),
    [
        (claim("C1", service(charge=14000, cas=[("CO", "45", 4000)])), "CHARGE DIFFERS"),
        (claim("C1", service(dos="2026-02-02")), "DOS DIFFERS"),
        (claim("C1", service(code="71046")), "NO LINE"),
        (claim("C1", service(paid=10100)), "OUT OF BALANCE"),
        (claim("C1", paid=9900), "OUT OF BALANCE"),
        (claim("C1", status="22", charge=-15000, paid=-10000,
               services=[service(charge=-15000, paid=-10000, cas=[("CO", "45", -5000)])]), "NO ORIGINAL"),
        (claim("C1", status="25"), "PREDETERMINATION"),
        (claim("C1", status="23"), "NOT OUR CLAIM"),
        (claim("NOBODY"), "NO CLAIM"),
        (claim("C1", status="2"), "PRIOR MISSING"),
    ],
)  # fmt: skip
def test_what_stands_against_a_claim_is_named_with_its_next_step(
    answer: Claim, exception: str
) -> None:
    office = desk(*lines("1"))

    office.take(file_of(Payment([answer])))

    assert set(exceptions(office)) == {exception}
    ((reason, step, cash, state),) = office.cells(
        "exceptions", "reason", "next_step", "cash_cents", "state"
    )
    assert (reason, cash, state) == (exception, answer.paid, "OPEN")
    assert step


def test_modifiers_that_a_payer_dropped_do_not_hide_a_line() -> None:
    office = desk(*lines("1", mod1="25", mod2="GT"))

    office.take(file_of(Payment([claim("C1", service(mods=["25"]))])))

    assert office.cells("remit_lines", "our_line", "match") == [("1", "PCN / CODE+DOS+CHARGE")]


def test_a_bundled_line_is_found_by_the_code_we_billed() -> None:
    office = desk(*lines("1"))

    office.take(file_of(Payment([claim("C1", service(code="80050", original="99213"))])))

    assert office.cells("remit_lines", "code", "original_code", "our_line") == [
        ("80050", "99213", "1")
    ]


def test_parts_of_a_split_line_share_its_number() -> None:
    office = desk(*lines("1", "2"))
    parts = [
        service(charge=9000, paid=6000, cas=[("CO", "45", 3000)], control="2"),
        service(charge=6000, paid=4000, cas=[("CO", "45", 2000)], control="2"),
    ]

    office.take(file_of(Payment([claim("C1", *parts)])))
    office.post()

    assert [one for (one,) in office.cells("remit_lines", "our_line")] == ["2", "2"]
    assert office.owed() == {("C1", "1", "1:ACME"): 15000}


def test_two_lines_that_are_alike_are_matched_in_order() -> None:
    office = desk(*lines("1", "2"))

    office.take(file_of(Payment([claim("C1", service(), service())])))

    assert [one for (one,) in office.cells("remit_lines", "our_line")] == ["1", "2"]


def test_rows_of_a_csv_are_imported_like_an_835() -> None:
    office = desk(*lines("1"))
    rows = (
        "Payer,Check Number,Check Date,Patient Control Number,Claim Number,Service Date,CPT,"
        "Billed,Allowed,Paid,Deductible,Contractual\n"
        f"Acme Health,K1,2026-03-20,C1,ICN1,{DOS},99213,150.00,100.00,80.00,20.00,50.00\n"
    )

    plan = office.take(rows.encode())
    office.post()

    assert told(plan) == [("EOB-K1", "READY")]
    assert office.owed() == {("C1", "1", "PATIENT"): 2000}


def test_a_claim_that_cannot_be_read_says_what_of_it() -> None:
    """C1's 100.005 is no amount of money; C2 beside it is posted."""
    office = desk(*lines("1"), *lines("1", claim="C2"))
    said = file_of(Payment([claim(), claim("C2")]))
    broken = said.replace(b"*150*100*", b"*150*100.005*", 1)
    assert broken != said

    plan = office.take(broken)

    (waiting,) = [one for one in plan.findings if one.id == "POST-REFUSED"]
    assert waiting.message == "claim C1: CLP04 (paid) '100.005' has a fraction of a cent"


CHECK = "Check Number,Check Date,Patient Control Number,Service Date,CPT,Billed,Contractual,Paid\n"


def test_two_payers_may_have_the_same_check_number() -> None:
    """Acme's paper check 1001 pays C1 100.00; Beta's, whose number is 1001 too, pays C2 90.00."""
    office = desk(*lines("1"), *lines("1", claim="C2"))
    acme = f"{CHECK}1001,2026-03-20,C1,{DOS},99213,150.00,50.00,100.00\n"
    beta = f"{CHECK}1001,2026-03-20,C2,{DOS},99213,150.00,60.00,90.00\n"

    assert told(office.take(acme.encode(), payer="ACME")) == [("EOB-1001", "READY")]
    assert told(office.take(beta.encode(), payer="BETA")) == [("EOB-1001-2", "IMPORTED")]
    other = office.take(beta.replace("90.00", "80.00").encode(), payer="ACME")
    assert told(other) == [("", "BLOCKED")]


def test_a_payer_that_the_person_names_is_not_asked_for() -> None:
    rows = f"{CHECK}1001,2026-03-20,C1,{DOS},99213,150.00,50.00,100.00\n"

    plan = desk(*lines("1")).take(rows.encode(), payer="ACME")

    assert not [one for one in plan.findings if "PAYER" in one.id]


@pytest.mark.parametrize(
    ("patient", "ids"),
    [
        (("RIVERS", "ANA", ""), []),
        (("RIVE", "ANA", ""), []),
        (("STONE", "ANA", ""), ["NAME-DIFFERS"]),
    ],
)
def test_another_name_is_a_warning_that_shows_none(
    patient: tuple[str, str, str], ids: list[str]
) -> None:
    plan = desk(*lines("1")).take(file_of(Payment([claim(patient=patient)])))

    assert [one.id for one in plan.findings] == ids
    assert "STONE" not in str(plan.findings)
