"""What a payer should allow: the closest rate, units, factors, never more than the charge."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import Rows, snapshot
from xlbilling.tasks.contracts import reading, rules

DAY = "2026-02-01"
PAYERS = ({"payer_id": "ACME", "type": "COMMERCIAL"}, {"payer_id": "MCARE", "type": "MEDICARE"})
NURSE = {"npi": "1234567893", "name": "N", "type": "1", "taxonomy": "363LF0000X"}


def rate(code: str = "99213", cents: int = 10000, /, **more: Any) -> dict[str, Any]:
    return {"payer_id": "ACME", "code": code, "rate_cents": cents, **more}


def line(number: str = "1", code: str = "99213", **more: Any) -> dict[str, Any]:
    return {
        "claim_id": "C1", "line": number, "code": code, "units": 1, "charge_cents": 90000,
        "dos_from": DAY, **more,
    }  # fmt: skip


def expected(
    *lines: dict[str, Any], rates: Rows, rate_rules: Rows | None = None, payer: str = "ACME"
) -> list[int | None]:
    """The cents expected of each line; the rules are those of a fresh book."""
    given = rules.default_rows() if rate_rules is None else rate_rules
    book = snapshot(claims=lines, rates=rates, rate_rules=given, payers=PAYERS, providers=[NURSE])
    claim = reading.services(book, {"C1"})["C1"]
    found = [reading.contracts(book).expected(payer, one, claim) for one in claim]
    return [one.cents if one else None for one in found]


def test_the_rate_is_for_one_unit() -> None:
    assert expected(line(units=3), rates=[rate()]) == [30000]


def test_half_a_cent_is_rounded_up() -> None:
    assert expected(line(units=1.5), rates=[rate("99213", 3333)]) == [5000]  # 49.995


def test_a_charge_below_the_contract_is_what_can_be_expected() -> None:
    assert expected(line(charge_cents=8000), rates=[rate()]) == [8000]


def test_the_version_of_the_day_of_service_holds() -> None:
    rates = [
        rate("99213", 9000, to="2026-01-31"),
        {**rate(), "from": DAY, "to": DAY},
        {**rate("99213", 11000), "from": "2026-02-02"},
    ]

    assert expected(line(), rates=rates) == [10000]
    assert expected(line(dos_from="2026-01-31"), rates=rates) == [9000]
    assert expected(line(dos_from="2026-02-02"), rates=rates) == [11000]


def test_a_day_between_two_versions_has_no_row() -> None:
    rates = [rate(to="2026-01-31"), {**rate(), "from": "2026-03-01"}]

    assert expected(line(), rates=rates) == [None]


def test_a_row_for_the_modifier_goes_before_a_row_for_the_place() -> None:
    rates = [rate(), rate("99213", 8000, pos="22"), rate("99213", 4000, modifier="26")]

    assert expected(line(pos="11"), rates=rates) == [10000]
    assert expected(line(pos="22"), rates=rates) == [8000]
    assert expected(line(pos="22", mod1="26"), rates=rates) == [4000]


def test_the_professional_part_without_its_own_rate_has_no_row() -> None:
    assert expected(line(mod1="26"), rates=[rate()]) == [None]


@pytest.mark.parametrize(("mod", "want"), [("25", 10000), ("LT", 10000), ("50", 15000)])
def test_only_a_modifier_that_changes_the_price_changes_it(mod: str, want: int) -> None:
    assert expected(line(mod1=mod), rates=[rate()]) == [want]


def test_a_reduced_service_is_expected_only_where_the_payer_has_a_rule() -> None:
    own = {"payer_id": "ACME", "modifier": "52", "factor": 0.6}

    assert expected(line(mod1="52"), rates=[rate()]) == [None]
    assert expected(line(mod1="52"), rates=[rate()], rate_rules=[own]) == [6000]


def test_a_payer_s_own_rule_goes_before_the_rule_for_all() -> None:
    rules_ = [
        {"modifier": "50", "factor": 1.5},
        {"payer_id": "ACME", "modifier": "50", "factor": 2},
    ]

    assert expected(line(mod1="50"), rates=[rate()], rate_rules=rules_) == [20000]


def test_the_dearest_of_several_procedures_is_paid_in_full() -> None:
    """11403 carries the 51 but has the higher rate; the visit is not ranked."""
    lines = (line("1", "99213", mod1="25"), line("2", "11402"), line("3", "11403", mod1="51"))
    rates = [rate(), rate("11402", 15000), rate("11403", 20000)]

    assert expected(*lines, rates=rates) == [10000, 7500, 20000]


def test_every_further_procedure_is_paid_by_the_last_rank() -> None:
    codes = ("11400", "11401", "11402", "11403")
    lines = [line(str(n), code, mod1="51" if n else "") for n, code in enumerate(codes)]
    rates = [rate(code, 40000 - 10000 * n) for n, code in enumerate(codes)]

    assert expected(*lines, rates=rates) == [40000, 15000, 10000, 5000]


def test_procedures_of_another_day_do_not_rank_together() -> None:
    lines = (line("1", "11402", dos_from="2026-02-03"), line("2", "11403", mod1="51"))

    assert expected(*lines, rates=[rate("11402"), rate("11403")]) == [10000, 10000]


def test_a_payer_that_ranks_by_itself_shuts_out_the_rule_for_all() -> None:
    own = [
        {"payer_id": "ACME", "modifier": "51", "code_from": "10004", "code_to": "69990",
         "rank": rank, "factor": factor}
        for rank, factor in ((1, 1.0), (2, 0.5), (3, 0.25))
    ]  # fmt: skip
    codes = ("11400", "11401", "11402")
    lines = [line(str(n), code, mod1="51") for n, code in enumerate(codes)]

    got = expected(
        *lines,
        rates=[rate(code) for code in codes],
        rate_rules=[*rules.default_rows(), *own],
    )

    assert got == [10000, 5000, 2500]


def test_medicare_pays_a_nurse_practitioner_85_percent() -> None:
    rates = [rate(), rate("99213", 9999) | {"payer_id": "MCARE"}]
    by_nurse = line(rendering_npi=NURSE["npi"])

    assert expected(by_nurse, rates=rates, payer="MCARE") == [8499]  # 84.9915
    assert expected(by_nurse, rates=rates) == [10000]


def test_anesthesia_in_minutes_has_no_row() -> None:
    assert expected(line(unit_type="MJ", units=60), rates=[rate()]) == [None]


@pytest.mark.parametrize("units", [0, -1, 10000, 1e300])
def test_a_count_of_units_that_no_claim_carries_has_no_row(units: float) -> None:
    assert expected(line(units=units), rates=[rate()]) == [None]


def test_a_rule_may_say_that_nothing_is_paid() -> None:
    none = [{"modifier": "52", "factor": 0.0}]

    assert expected(line(mod1="52"), rates=[rate()], rate_rules=none) == [0]
