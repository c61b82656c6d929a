"""Collections: who is past due, how far each has come, what holds it, and the next step."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.posting.collector import (
    BILLED,
    GUARANTOR,
    LETTER_DAY,
    PATIENT,
    PLACE_DAY,
    SERVED,
    Collector,
    statements,
)
from tests.posting.till import line
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.errors import RefusedError
from xlbilling.tasks.statements import hold_effects, lines

HOLD = {"hold": "H", "guarantor_id": "G1", "from": "2025-10-01"}


def worked(day: date = LETTER_DAY, **tables: Any) -> Collector:
    desk = Collector.owed(**tables)
    desk.as_of = day
    desk.work()
    return desk


def test_a_row_tells_how_far_an_account_has_come() -> None:
    desk = worked()

    row = desk.frame("collections").iloc[0]
    assert (row["balance_cents"], row["past_due_cents"], row["age_days"]) == (12345, 12345, 157)
    assert str(row["owed_since"])[:10] == SERVED
    assert (row["statement_level"], row["statements"], row["level"]) == (5, 5, 7)
    assert (str(row["first_billed"])[:10], str(row["last_statement"])[:10]) == (
        BILLED[0],
        BILLED[-1],
    )
    assert row["step"] == "PRE-COLLECTION LETTER"


@pytest.mark.parametrize(
    ("count", "day", "step"),
    [
        (0, date(2025, 6, 22), None),
        (0, date(2025, 6, 23), "STATEMENT"),
        (1, date(2025, 7, 1), "WAIT"),
        (4, date(2025, 10, 30), "STATEMENT"),
        (5, date(2025, 10, 29), "WAIT"),
        (5, date(2025, 10, 30), "PRE-COLLECTION LETTER"),
    ],
)
def test_the_next_step_follows_statements_and_days(count: int, day: date, step: str | None) -> None:
    """Owed since June 1; 21 days are not past due yet; the final notice of October 15 has 15."""
    desk = worked(day, statements=statements("G1", "C1", BILLED[:count]))

    assert desk.steps() == ({"G1": step} if step else {})


def test_after_the_letters_days_the_account_is_proposed_for_the_agency() -> None:
    desk = Collector.owed()
    desk.letters()
    desk.as_of = date(2025, 12, 5)
    desk.work()
    assert desk.steps() == {"G1": "WAIT"}

    desk.as_of = date(2025, 12, 6)
    desk.work()
    assert desk.steps() == {"G1": "PLACE"}
    assert desk.cells("placements", "placement", "lines", "principal_cents", "state") == [
        ("PL20251206-G1", "C1/1", 12345, "PROPOSED")
    ]


def test_what_one_placement_cannot_name_is_placed_with_the_next() -> None:
    """Ids as long as nobody's do for thousands of visits: all is placed in the end, and once."""
    ids = [f"C{'9' * 12_000}{n}" for n in range(3)]
    claims = [line(one, "1", 50.0, dos_from=SERVED, patient_id="P1") for one in ids]
    register = [
        {"statement": f"S{day}-{n}", "guarantor_id": "G1", "date": day, "level": level,
         "billed_visits": one, "sent": day}
        for level, day in enumerate(BILLED, start=1) for n, one in enumerate(ids)
    ]  # fmt: skip
    desk = Collector.owed(claims=claims, statements=register)
    desk.letters()
    desk.as_of = PLACE_DAY

    desk.work()
    ((step, why),) = desk.cells("collections", "step", "why")
    desk.approve("placements")
    desk.place()
    desk.work()
    desk.approve("placements")
    desk.place()

    assert (step, why.rpartition("; ")[2]) == (
        "PLACE", "the first 2 of 3 visits, as many as one placement can name",
    )  # fmt: skip
    assert desk.cells("placements", "lines", "principal_cents", "state") == [
        (f"{ids[0]}/1 {ids[1]}/1", 10000, "PLACED"),
        (f"{ids[2]}/1", 5000, "PLACED"),
    ]


def test_an_office_without_a_letter_row_goes_to_the_agency_at_once() -> None:
    levels = [{"level": 1, "from_days": 0, "statements": 0, "words": "New", "step": "STATEMENT"},
              {"level": 2, "from_days": 120, "statements": 5, "words": "Late", "step": "PLACE"}]  # fmt: skip

    assert worked(delinquency_levels=levels).steps() == {"G1": "PLACE"}


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"Agency Minimum": "123.46"}, "$123.45 is less than the $123.46 that the agency takes"),
        ({"Agency Days": "182"}, "first billed 2025-06-10; may be placed 2025-12-09"),
    ],
)
def test_what_is_too_little_or_too_young_waits(settings: dict[str, str], why: str) -> None:
    desk = Collector.owed(settings={"Practice Phone": "1", **settings})
    desk.letters()
    desk.as_of = PLACE_DAY
    desk.work()

    assert desk.cells("collections", "step", "why") == [("WAIT", why)]
    assert desk.cells("placements", "placement") == []


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        ("DISPUTE", "HOLD"), ("ATTORNEY", "HOLD"), ("COMPLAINT", "HOLD"), ("BANKRUPTCY", "HOLD"),
        ("DECEASED", "ESTATE"), ("PRE-COLLECTION", "PRE-COLLECTION LETTER"), ("AGENCY", "AT AGENCY"),
    ],
)  # fmt: skip
def test_a_hold_decides_the_step(kind: str, step: str) -> None:
    desk = worked(holds=[{**HOLD, "type": kind}])

    assert desk.steps() == {"G1": step}
    assert desk.cells("collections", "holds") == [(kind,)]


def test_a_hold_that_is_over_decides_nothing() -> None:
    desk = worked(holds=[{**HOLD, "type": "DISPUTE", "to": "2025-11-04"}])

    assert desk.steps() == {"G1": "PRE-COLLECTION LETTER"}


def test_every_type_of_hold_has_its_effects_and_keeps_its_lines_off_statements() -> None:
    types = set(BY_NAME["holds"].column("type").values)

    assert types == set(hold_effects.EFFECTS) == set(lines._HOLD_REASONS)  # noqa: SLF001  one list of types
    assert all(hold_effects.Effect.STATEMENTS in e for e in hold_effects.EFFECTS.values())


def test_one_disputed_visit_stops_letters_of_the_household_but_not_its_statements() -> None:
    claims = (line("C1", "1", 100.0, dos_from=SERVED), line("C2", "1", 60.0, dos_from="2025-10-20",
              patient_id="P1"))  # fmt: skip
    desk = worked(
        claims=claims,
        holds=[{"hold": "H", "claim_id": "C1", "type": "DISPUTE", "from": "2025-10-01"}],
        statements=statements("G1", "C1"),
    )

    assert desk.stated() == {"C2/1"}
    assert desk.cells("collections", "holds", "stops") == [
        ("DISPUTE (C1)", "statements, dunning, letters, placement, write-off")
    ]


def test_money_that_waits_is_applied_before_anybody_is_dunned_further() -> None:
    desk = Collector.owed()
    desk.key(receipts=[{"receipt": "R1", "date": "2025-11-05", "guarantor_id": "G1", "amount": 50.0,
                        "method": "CHECK", "apply_to": "NONE"}])  # fmt: skip
    desk.receive(desk.as_of)
    desk.work()

    assert desk.cells("collections", "step", "why", "last_paid_cents") == [
        ("APPLY CREDIT", "$50.00 of the household's money is not applied yet", 5000)
    ]


def test_a_billers_own_columns_follow_their_account() -> None:
    patients = [PATIENT, {**PATIENT, "patient_id": "P2", "guarantor_id": "G2"}]
    claims = (line("C1", "1", 100.0, dos_from=SERVED), line("C2", "1", 300.0, dos_from=SERVED))
    guarantors = [GUARANTOR, {**GUARANTOR, "guarantor_id": "G2"}]
    desk = worked(claims=claims, patients=patients, guarantors=guarantors,
                  statements=[*statements("G1", "C1"), *statements("G2", "C2")])  # fmt: skip
    assert [row[0] for row in desk.cells("collections", "guarantor_id")] == ["G2", "G1"]
    desk.type_in("collections", 3, owner="Kim", note="promised for Friday")
    desk.key(receipts=[{"receipt": "R1", "date": "2025-11-05", "guarantor_id": "G2",
                        "amount": 300.0, "method": "CHECK"}])  # fmt: skip
    desk.receive(desk.as_of)

    desk.work()

    assert desk.cells("collections", "guarantor_id", "owner", "note") == [
        ("G1", "Kim", "promised for Friday")
    ]


def test_what_somebody_wrote_beside_a_settled_account_stays() -> None:
    desk = worked()
    desk.type_in("collections", 2, note="called twice")
    desk.key(receipts=[{"receipt": "R1", "date": "2025-11-05", "guarantor_id": "G1",
                        "amount": 123.45, "method": "CHECK"}])  # fmt: skip
    desk.receive(desk.as_of)

    desk.work()

    assert desk.cells("collections", "guarantor_id", "step", "note") == [("G1", "", "called twice")]


def test_a_pre_collection_hold_on_a_claim_is_no_agency() -> None:
    desk = Collector.owed()
    desk.key(holds=[{"hold": "H", "claim_id": "C1", "type": "PRE-COLLECTION", "from": SERVED}])

    desk.work()

    assert desk.cells("collections", "step", "why") == [("HOLD", "on hold: pre-collection")]


def test_words_in_copied_rows_of_an_account_are_all_kept() -> None:
    desk = worked()
    desk.type_in("collections", 2, owner="Kim", note="called twice")
    desk.key(collections=[{"guarantor_id": "G1", "note": "will pay"}, {"guarantor_id": "G1"}])

    desk.work()

    assert desk.cells("collections", "guarantor_id", "owner", "note") == [
        ("G1", "Kim", "called twice / will pay")
    ]


def test_a_second_run_writes_nothing() -> None:
    assert worked().work().is_empty


def test_without_levels_nothing_is_written() -> None:
    desk = Collector.owed(delinquency_levels=[])

    with pytest.raises(RefusedError, match="Delinquency Levels has no row"):
        desk.work()


def test_a_payment_to_us_while_the_agency_collects_is_told() -> None:
    desk = Collector.placed()
    desk.key(receipts=[{"receipt": "R1", "date": "2025-12-08", "guarantor_id": "G1", "amount": 23.45,
                        "method": "CHECK"}])  # fmt: skip
    desk.receive(desk.as_of)

    plan = desk.work()

    assert [f.id for f in plan.findings] == ["PLACE-DIRECT"]
    assert (
        "$23.45 of it was settled without the agency; $100.00 is left" in plan.findings[0].message
    )


# Estates

DEAD = {**PATIENT, "patient_id": "G1", "guarantor_id": "", "deceased": "2025-10-01"}
DEADLINES = [{"state": "NY", "days_from_death": 210, "days_from_notice": 60}]


def estate(**tables: Any) -> Collector:
    return worked(patients=[PATIENT, DEAD], **tables)


def test_a_guarantor_who_has_died_is_an_estate_and_the_family_gets_nothing() -> None:
    desk = estate(estate_deadlines=DEADLINES)

    assert desk.steps() == {"G1": "ESTATE"}
    row = desk.frame("estates").iloc[0]
    assert (str(row["date_of_death"])[:10], row["state"]) == ("2025-10-01", "NY")
    assert (str(row["claim_by"])[:10], row["days_left"], row["balance_cents"]) == (
        "2026-04-29", 175, 12345,
    )  # fmt: skip
    assert desk.stated() == set()
    assert desk.letters().result["letters"] == 0


@pytest.mark.parametrize(
    ("tables", "asks"),
    [
        ({}, "add NY to Estate Deadlines"),
        ({"guarantors": [{**GUARANTOR, "state": ""}]}, "type the state whose law counts"),
        ({"estate_deadlines": [{"state": "NY", "days_from_notice": 60}]}, "type Date Of Death or Notice On"),
        ({"estate_deadlines": DEADLINES}, "find the executor and the court"),
    ],
)  # fmt: skip
def test_what_is_missing_for_the_claim_is_asked(tables: dict[str, Any], asks: str) -> None:
    assert estate(**tables).cells("estates", "asks") == [(asks,)]


def test_the_earlier_of_two_deadlines_counts_and_a_near_one_is_told() -> None:
    desk = estate(estate_deadlines=DEADLINES)
    desk.type_in("estates", 2, notice_on=desk.frame("estates")["date_of_death"].iloc[0])

    plan = desk.work()

    assert str(desk.frame("estates")["claim_by"].iloc[0])[:10] == "2025-11-30"
    assert "ESTATE-DUE" in [f.id for f in plan.findings]


def test_a_filed_claim_has_no_days_left_and_the_registers_words_stay() -> None:
    desk = estate(estate_deadlines=DEADLINES)
    desk.type_in(
        "estates", 2, executor="R. Roe", claim_filed_on=desk.frame("estates")["claim_by"].iloc[0]
    )

    desk.work()

    assert desk.cells("estates", "executor", "asks") == [("R. Roe", "")]
    assert desk.frame("estates")["days_left"].isna().all()
    assert desk.work().is_empty
