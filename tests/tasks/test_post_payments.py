"""Posting: each answer does to the receivable what its reasons say, once, to the cent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.posting.desk import Desk
from tests.posting.make835 import Claim, Payment, Service, Triplet, file_of
from tests.support import day
from tests.tasks.test_import_remittance import claim, desk, lines, service
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account
from xlbilling.model.plan import Plan

DOS = "2026-02-01"


def one_line(paid: int, *cas: Triplet, **more: Any) -> Claim:
    """An answer to claim C1's line of 150.00."""
    return replace(claim("C1", Service("99213", 15000, paid, cas, DOS)), **more)


def posted(answer: Claim, **tables: Any) -> Desk:
    """A desk at which one answer was posted."""
    office = desk(*lines("1"), **tables)
    office.take(file_of(Payment([answer])))
    office.post()
    return office


def told(plan: Plan) -> dict[str, Any]:
    """The one payment of a run."""
    (one,) = plan.result["batches"]
    return dict(one)


def classes(office: Desk) -> list[str]:
    """The class of each adjustment."""
    return [one for (one,) in office.cells("remit_adjustments", "class")]


def test_the_json_says_where_the_money_stands() -> None:
    office = desk(*lines("1"))
    office.take(file_of(Payment([one_line(8000, ("CO", "45", 5000), ("PR", "3", 2000))])))

    plan = office.post()

    assert told(plan) == {
        "batch": "ERA-T1", "payer": "ACME", "trace": "T1", "payment": "80.00", "posted": "80.00",
        "exceptions": "0.00", "unapplied": "0.00", "suspense": "0.00",
        "provider_adjustments": "0.00", "duplicates": 0, "status": "POSTED",
    }  # fmt: skip
    assert plan.findings == ()
    assert office.cells("remits", "status", "left_to_post_cents") == [("POSTED", 0)]
    assert office.cells("claims", "status", "owed_by", "balance_cents") == [
        ("PATIENT", "PATIENT", 2000)
    ]


@pytest.mark.parametrize(
    ("paid", "cas", "account", "moved"),
    [
        (14700, ("CO", "253", 300), Account.SEQUESTRATION, 300),
        (14000, ("CO", "237", 1000), Account.PENALTY, 1000),
        (13000, ("CO", "104", 2000), Account.WITHHOLD, 2000),
        (13000, ("CO", "45", 2000), Account.CONTRACTUAL, 2000),
        (15500, ("CO", "144", -500), Account.CONTRACTUAL, -500),
        (15500, ("CO", "94", -500), Account.CONTRACTUAL, -500),
        (15500, ("OA", "94", -500), Account.CONTRACTUAL, -500),
    ],
)
def test_each_kind_of_write_off_has_its_own_account(
    paid: int, cas: Triplet, account: Account, moved: int
) -> None:
    office = posted(one_line(paid, cas))

    assert office.account(account) == moved
    assert office.owed() == {}


@pytest.mark.parametrize(
    ("cas", "class_"),
    [
        (("CO", "16", 15000), "DENIAL"),
        (("CO", "24", 15000), "DENIAL"),
        (("CO", "45", 15000), "DENIAL"),
        (("OA", "18", 15000), "INFO"),
        (("OA", "209", 15000), "HOLD"),
        (("PI", "45", 15000), "DISPUTE"),
        (("CR", "45", 15000), "CORRECTION"),
        (("CO", "9999", 15000), "DENIAL"),
    ],
)
def test_what_is_not_paid_and_not_agreed_stays_owed_and_is_worked(
    cas: Triplet, class_: str
) -> None:
    office = posted(one_line(0, cas))

    assert classes(office) == [class_]
    assert office.owed() == {("C1", "1", "1:ACME"): 15000}
    assert office.cells("denials", "claim_id", "line", "carc", "amount_cents", "state") == [
        ("C1", "1", cas[1], 15000, "OPEN")
    ]
    assert office.cells("claims", "status") == [("DENIED",)]


def test_capitation_is_written_off_where_the_payer_pays_by_head() -> None:
    payers = [{"payer_id": "ACME", "name": "Acme Health", "capitated": "Y"}]
    office = posted(one_line(0, ("CO", "24", 15000)), payers=payers)

    assert office.owed() == {}
    assert office.cells("denials", "key") == []


def test_paid_nothing_by_deductible_is_no_denial() -> None:
    office = posted(one_line(0, ("CO", "45", 5000), ("PR", "1", 10000)))

    assert office.owed() == {("C1", "1", "PATIENT"): 10000}
    assert office.cells("denials", "key") == []


@pytest.mark.parametrize("cas", [("PR", "45", 5000), ("PR", "96", 5000), ("OA", "100", 5000)])
def test_a_patients_share_that_needs_a_look_is_on_hold_and_worked(cas: Triplet) -> None:
    office = posted(one_line(10000, cas))

    assert office.owed() == {("C1", "1", "PATIENT"): 5000}
    assert office.cells("holds", "claim_id", "line", "type") == [("C1", "1", "PATIENT-HOLD")]
    assert len(office.frame("denials")) == 1


def test_no_surprises_act_keeps_all_but_cost_sharing_from_the_patient() -> None:
    answer = claim(
        "C1",
        Service(
            "99213", 15000, 9000, [("PR", "1", 5000), ("PR", "66", 1000)], DOS, remarks=["N830"]
        ),
    )
    office = posted(answer)

    assert classes(office) == ["PATIENT", "PATIENT-HOLD"]


def test_a_qualified_medicare_beneficiary_is_not_billed() -> None:
    office = posted(
        claim("C1", Service("99213", 15000, 12000, [("PR", "2", 3000)], DOS, remarks=["N781"]))
    )

    assert [one for (one,) in office.cells("holds", "type")] == ["PATIENT-HOLD"]


def test_a_negative_patient_share_nets_inside() -> None:
    office = posted(one_line(8000, ("CO", "45", 5000), ("PR", "1", 2500), ("PR", "23", -500)))

    assert office.owed() == {("C1", "1", "PATIENT"): 2000}


def test_the_share_goes_to_the_next_payer_in_force() -> None:
    covers = [
        {"patient_id": "P-C1", "level": level, "payer_id": payer, "member_id": "M"}
        for level, payer in (("1", "ACME"), ("2", "BETA"))
    ]
    office = posted(
        one_line(8000, ("CO", "45", 5000), ("PR", "96", 2000), status="19"), coverage=covers
    )

    assert office.owed() == {("C1", "1", "2:BETA"): 2000}
    assert office.cells("holds", "hold") == []
    assert ("TRF", "crossed over") in office.cells("ledger", "type", "note")


def test_a_denial_by_the_primary_releases_the_secondary() -> None:
    covers = [
        {"patient_id": "P-C1", "level": level, "payer_id": payer, "member_id": "M"}
        for level, payer in (("1", "ACME"), ("2", "BETA"))
    ]
    office = desk(*lines("1"), coverage=covers)
    second = Payment(
        [one_line(6000, ("OA", "23", 5000), ("CO", "45", 4000), status="2")],
        trace="S1", trace_id="1BETA", payer="BETA LIFE",
    )  # fmt: skip
    office.take(file_of(second), file_of(Payment([one_line(0, ("CO", "50", 15000))])))
    plan = office.post()

    assert {one["batch"]: one["status"] for one in plan.result["batches"]} == {
        "ERA-S1": "POSTED", "ERA-T1": "POSTED",
    }  # fmt: skip
    assert office.owed() == {("C1", "1", "1:ACME"): 5000}
    assert office.account(Account.CASH) == 6000


def test_posting_the_primary_alone_releases_who_waits_for_it() -> None:
    covers = [
        {"patient_id": "P-C1", "level": level, "payer_id": payer, "member_id": "M"}
        for level, payer in (("1", "ACME"), ("2", "BETA"))
    ]
    office = desk(*lines("1"), coverage=covers)
    second = one_line(2000, ("OA", "23", 13000), status="2")
    office.take(file_of(Payment([second], trace="S1", trace_id="1BETA", payer="BETA LIFE")))
    waiting = office.post()
    office.take(file_of(Payment([one_line(8000, ("CO", "45", 5000), ("PR", "2", 2000))])))

    plan = office.post("ERA-T1")

    assert [(one.id, one.severity) for one in waiting.findings] == [("POST-WAITS-FOR-PRIMARY", "I")]
    assert [(one["batch"], one["status"]) for one in plan.result["batches"]] == [
        ("ERA-S1", "POSTED"), ("ERA-T1", "POSTED"),
    ]  # fmt: skip
    assert office.owed() == {}
    assert office.account(Account.UNAPPLIED) == 0
    assert office.cells("exceptions", "state") == [("POSTED",)]


def test_a_primary_that_was_keyed_late_takes_over_what_it_answers() -> None:
    """
    The charge was posted to BETA; the coverage was corrected to ACME and BETA's denial is known.
    ACME pays 80.00, writes off 50.00, leaves 20.00 to the patient: nobody else owes anything.
    """
    office = desk(
        *lines("1"),
        coverage=[{"patient_id": "P-C1", "level": "1", "payer_id": "BETA", "member_id": "M"}],
    )
    office.type_in("coverage", 2, payer_id="ACME")
    office.take(file_of(Payment([one_line(8000, ("CO", "45", 5000), ("PR", "3", 2000))])))
    office.post()

    assert office.owed() == {("C1", "1", "PATIENT"): 2000}


def test_paid_more_than_is_open_leaves_a_credit_that_is_listed() -> None:
    """Charge 150.00; the payer pays 150.00 twice under two trace numbers: 150.00 is not ours."""
    office = posted(one_line(15000))
    office.take(file_of(Payment([one_line(15000, icn="B")], trace="T2")))
    office.post()

    assert office.owed() == {("C1", "1", "1:ACME"): -15000}
    assert office.cells("credits", "claim_id", "amount_cents", "payer_share_cents", "state") == [
        ("C1", 15000, 15000, "OPEN")
    ]
    office.undo("ERA-T2")
    assert office.cells("credits", "state") == [("APPLIED",)]


def test_cash_of_an_exception_is_unapplied_until_somebody_picks_the_claim() -> None:
    office = desk(*lines("1"))
    office.take(file_of(Payment([one_line(10000, ("CO", "45", 5000), pcn="LOST")])))
    first = office.post()
    assert told(first)["status"] == "PARTIAL"
    assert (told(first)["exceptions"], told(first)["unapplied"]) == ("100.00", "100.00")
    assert office.account(Account.UNAPPLIED) == -10000

    office.type_in("remit_lines", 2, our_claim="C1")
    second = office.post()

    assert (told(second)["posted"], told(second)["exceptions"]) == ("100.00", "0.00")
    assert office.account(Account.UNAPPLIED) == 0
    assert office.account(Account.CASH) == 10000
    assert office.owed() == {}
    assert office.cells("remit_lines", "match", "exception", "state") == [
        ("PICKED / CODE+MODS+DOS+CHARGE", "", "POSTED")
    ]


def test_a_line_that_somebody_picks_is_posted_to_that_line() -> None:
    office = desk(*lines("1"), *lines("2", charge=70.0))
    office.take(
        file_of(Payment([claim("C1", service(code="71046", charge=7000, paid=7000, cas=[]))]))
    )
    office.post()
    office.type_in("remit_lines", 2, our_line="2")
    office.post()

    assert office.owed() == {("C1", "1", "1:ACME"): 15000}


def test_a_difference_accepted_by_name_goes_to_suspense() -> None:
    office = desk(*lines("1"))
    office.take(file_of(Payment([one_line(10000, ("CO", "45", 5000))], amount=10025)))
    blocked = office.post()
    assert told(blocked)["status"] == "BLOCKED"
    assert [one.id for one in blocked.findings] == ["B-TRAN"]
    assert office.account(Account.CASH) == 0

    office.type_in("remits", 2, variance_reason="payer rounds", accepted_by="manager")
    plan = office.post()

    assert (told(plan)["suspense"], told(plan)["status"]) == ("0.25", "POSTED")
    assert office.account(Account.SUSPENSE) == -25
    assert ("PAYER-VARIANCE", "manager", "payer rounds") in office.cells(
        "ledger", "reason", "approver", "note"
    )


def test_interest_is_income_and_a_recovery_is_not() -> None:
    office = desk(*lines("1"))
    plb = [("L6", "ICNC1", -120), ("WO", "F1", 3000)]
    office.take(file_of(Payment([one_line(10000, ("CO", "45", 5000))], plb=plb)))
    plan = office.post()

    assert told(plan)["provider_adjustments"] == "28.80"
    assert office.account(Account.INTEREST) == -120
    assert office.account(Account.RECOUPMENT) == 3000
    assert office.account(Account.CASH) == 10000 - 2880
    assert office.cells("provider_adjustments", "code", "balance_cents") == [
        ("L6", 0),
        ("WO", 3000),
    ]


def test_a_line_without_charge_in_the_ledger_waits_for_it() -> None:
    office = desk(*lines("1"))
    office.undo("CHG-20260331-1")
    office.take(file_of(Payment([one_line(10000, ("CO", "45", 5000))])))
    office.post()
    assert office.cells("remit_lines", "exception") == [("NO CHARGE",)]

    office.charge()
    office.post()

    assert office.owed() == {}
    assert office.account(Account.UNAPPLIED) == 0


def test_the_offices_own_class_counts() -> None:
    office = desk(*lines("1"), carc_map=[{"group": "CO", "code": "97", "class": "CONTRACT"}])
    office.take(file_of(Payment([one_line(10000, ("CO", "97", 5000))])))
    office.post()

    assert office.owed() == {}
    assert office.account(Account.CONTRACTUAL) == 5000


def test_keyed_rows_of_a_paper_eob_pass_the_same_checks() -> None:
    """
    remits       CHK9  ACME  80.00
    remit line   C1 99213  billed 150.00  paid 80.00  contractual 50.00  copay 20.00
    """
    remits = [
        {"batch": "M1", "payer": "ACME", "trace": "CHK9", "date": "2026-03-20", "amount": 80.0}
    ]
    row = {"batch": "M1", "row": 1, "pcn": "C1", "dos": DOS, "code": "99213", "billed": 150.0}
    good = row | {"paid": 80.0, "contractual": 50.0, "copay": 20.0}
    office = desk(*lines("1"), remits=remits, remit_lines=[good])

    assert told(office.post())["status"] == "POSTED"
    assert office.owed() == {("C1", "1", "PATIENT"): 2000}
    assert office.cells("batches", "batch", "kind", "status")[-1] == ("M1", "REMITTANCE", "POSTED")

    bad = desk(*lines("1"), remits=remits, remit_lines=[good | {"copay": 19.0}])
    bad.post()
    assert bad.cells("remit_lines", "exception") == [("OUT OF BALANCE",)]
    assert bad.account(Account.UNAPPLIED) == -8000


def test_an_amount_changed_after_posting_is_a_finding_and_posts_nothing() -> None:
    office = posted(one_line(10000, ("CO", "45", 5000)))
    head = office.book.ledger_head
    office.type_in("remit_lines", 2, state="", paid=10100, claim_paid=10100)
    office.type_in("remit_adjustments", 2, amount=4900)
    office.type_in("remits", 2, amount=10100)

    plan = office.post("ERA-T1")

    assert [one.id for one in plan.findings] == ["POST-ENTRY-DIFFERS"]
    assert "$1.00 too much" in plan.findings[0].message
    assert office.book.ledger_head == head


def test_a_state_that_was_lost_does_not_post_twice() -> None:
    office = posted(one_line(8000, ("CO", "45", 5000), ("PR", "3", 2000)))
    head = office.book.ledger_head
    office.type_in("remit_lines", 2, state="")
    office.type_in("remits", 2, status="READY")

    office.post()

    assert office.book.ledger_head == head
    assert office.cells("claims", "balance_cents") == [(2000,)]


def test_messages_name_no_patient() -> None:
    office = desk(*lines("1"))
    answer = one_line(10000, ("CO", "45", 5000), pcn="LOST", patient=("RIVERS", "ANA", "M0P-C1"))
    plans = [office.take(file_of(Payment([answer]))), office.post()]

    said = " ".join(
        str(one) for plan in plans for one in (*plan.findings, *plan.lines, plan.result)
    )
    assert "RIVERS" not in said.upper()
    assert "M0P" not in said


@pytest.mark.parametrize(("batch", "id_"), [("NOSUCH", "BATCH-UNKNOWN"), ("", "PERIOD-CLOSED")])
def test_what_cannot_be_done_is_refused_and_changes_nothing(batch: str, id_: str) -> None:
    periods = [] if batch else [{"period": "2026-03"}]
    office = Desk.of(periods=periods)
    before = office.book

    with pytest.raises(RefusedError) as refused:
        office.post(batch)

    assert refused.value.id == id_
    assert office.book is before


def two_payers(first: str = "ACME", second: str = "BETA") -> list[dict[str, Any]]:
    """Coverage of claim C1's patient by two payers."""
    return [
        {"patient_id": "P-C1", "level": level, "payer_id": payer, "member_id": "M"}
        for level, payer in (("1", first), ("2", second))
    ]


KEYED = {"batch": "M1", "payer": "ACME", "trace": "T1", "date": "2026-03-20", "amount": 100.0}
KEYED_LINE = {
    "batch": "M1", "row": 1, "pcn": "C1", "dos": DOS, "code": "99213", "billed": 150.0,
    "paid": 100.0, "contractual": 50.0,
}  # fmt: skip


def test_a_check_keyed_by_hand_and_sent_as_a_file_is_posted_once() -> None:
    office = desk(*lines("1"), remits=[KEYED], remit_lines=[KEYED_LINE])
    office.post()

    plan = office.take(file_of(Payment([one_line(10000, ("CO", "45", 5000))])))

    assert [one["status"] for one in plan.result["batches"]] == ["DUPLICATE"]
    assert office.post().result["batches"] == []
    assert office.account(Account.CASH) == 10000


def test_a_check_keyed_twice_is_a_duplicate_and_alone_needs_nobody() -> None:
    again = [KEYED, KEYED | {"batch": "M2"}]
    office = desk(*lines("1"), remits=again, remit_lines=[KEYED_LINE, KEYED_LINE | {"batch": "M2"}])

    plan = office.post()

    stands = [
        (one["batch"], one["posted"], one["duplicates"], one["status"])
        for one in plan.result["batches"]
    ]
    assert stands == [("M1", "100.00", 0, "POSTED"), ("M2", "0.00", 1, "DUPLICATE")]
    assert {one.severity for one in plan.findings} == {"I"}
    assert office.account(Account.CASH) == 10000
    assert office.post().result["batches"] == []


def test_a_batch_id_that_stands_twice_posts_nothing() -> None:
    office = desk(*lines("1"), remits=[KEYED, KEYED | {"trace": "T2"}], remit_lines=[KEYED_LINE])

    plan = office.post()

    assert [one.id for one in plan.findings] == ["BATCH-TWICE"]
    assert office.account(Account.CASH) == 0


def test_a_payment_that_fails_its_proof_does_not_stop_the_others() -> None:
    """A provider adjustment is keyed into a payment that is posted in part already."""
    office = desk(*lines("1"))
    office.take(file_of(Payment([one_line(5000, ("CO", "45", 10000), pcn="LOST")])))
    office.post()
    office.take(
        file_of(Payment([one_line(10000, ("CO", "45", 5000))], trace="T2", plb=[("WO", "F", 100)]))
    )
    office.type_in("provider_adjustments", 2, batch="ERA-T1")
    office.type_in("remits", 3, amount=10000)

    plan = office.post()

    assert [one.id for one in plan.findings] == ["P-8"]
    assert [(one["batch"], one["status"]) for one in plan.result["batches"]] == [
        ("ERA-T1", "BLOCKED"), ("ERA-T2", "POSTED"),
    ]  # fmt: skip
    assert office.account(Account.CASH) == 15000


def test_a_payer_that_answers_at_another_level_is_a_warning() -> None:
    office = desk(*lines("1"), coverage=two_payers("BETA", "ACME"))
    plan = office.take(file_of(Payment([one_line(10000, ("CO", "45", 5000))])))
    office.post()

    assert [one.id for one in plan.findings] == ["LEVEL-DIFFERS"]
    assert office.owed() == {}


def test_a_takeover_is_undone_and_done_again_alike() -> None:
    office = desk(*lines("1"), coverage=two_payers("BETA", "ACME"))
    file = file_of(Payment([one_line(9000, ("CO", "16", 6000))]))
    office.take(file)
    office.post()
    owed = office.owed()

    office.undo("ERA-T1")
    assert office.owed() == {("C1", "1", "1:BETA"): 15000}
    office.take(file)
    office.post()

    assert office.owed() == owed == {("C1", "1", "2:ACME"): 6000}


def test_a_payer_that_insures_twice_still_answers_one_after_the_other() -> None:
    office = desk(*lines("1"), coverage=two_payers("ACME", "ACME"))
    second = one_line(2000, ("OA", "23", 13000), status="2")
    office.take(file_of(Payment([second], trace="S1")))
    office.post()
    assert office.cells("remit_lines", "exception") == [("WAITS FOR PRIMARY",)]

    office.take(file_of(Payment([one_line(8000, ("CO", "45", 5000), ("PR", "2", 2000))])))
    office.post()

    assert office.owed() == {}
    assert office.account(Account.UNAPPLIED) == 0


def test_a_run_with_nothing_new_writes_nothing() -> None:
    office = desk(*lines("1"))
    office.take(file_of(Payment([one_line(10000, ("CO", "45", 5000), pcn="LOST")])))
    office.post()

    again = office.post()

    assert again.is_empty
    assert told(again)["status"] == "PARTIAL"


def test_nothing_is_added_to_a_ledger_that_was_changed() -> None:
    """The last row was deleted by hand: a new row would hide it for ever."""
    office = desk(*lines("1", "2"))
    office.take(file_of(Payment([one_line(10000, ("CO", "45", 5000))])))
    table = office.book["ledger"]
    tables = {**office.book.tables, "ledger": replace(table, frame=table.frame.iloc[:-1])}
    office.book = replace(office.book, tables=tables)

    with pytest.raises(RefusedError) as refused:
        office.post()

    assert refused.value.id == "LEDGER-CHANGED"


@pytest.mark.parametrize(
    ("column", "value"), [("amount_cents", 14999), ("note", "mine"), ("seq", 9.0)]
)
def test_nothing_is_added_where_a_row_before_the_last_was_changed(column: str, value: Any) -> None:
    """A cell in the middle of the ledger was overwritten; its end is as it was left."""
    office = desk(*lines("1", "2"))
    office.take(file_of(Payment([one_line(10000, ("CO", "45", 5000))])))
    table = office.book["ledger"]
    frame = table.frame.copy()
    frame.loc[frame.index[0], column] = value
    tables = {**office.book.tables, "ledger": replace(table, frame=frame)}
    office.book = replace(office.book, tables=tables)

    with pytest.raises(RefusedError) as refused:
        office.post()

    assert refused.value.id == "LEDGER-CHANGED"


def test_a_deposit_date_goes_onto_the_ledger() -> None:
    office = desk(*lines("1"))
    office.take(file_of(Payment([one_line(10000, ("CO", "45", 5000))])))
    office.type_in("batches", 3, deposit_date=day("2026-03-25"))
    office.post()

    deposits = [one for (one,) in office.cells("ledger", "deposit_date")]
    assert [str(one)[:10] for one in deposits[1:]] == ["2026-03-25", "2026-03-25"]
