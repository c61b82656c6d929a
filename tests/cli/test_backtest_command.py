"""validate-claims --backtest and missing-charges on a real book, as a person types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import done, run
from xlbilling.commands.sample_office import SampleFiles

AS_OF = ("--as-of", "2026-01-15", "--no-backup")
RULES = """Rule,Field,Operator,Value,Payer ID,Severity,From,Message
HIGH,Charge,ABOVE,100,,W,2030-01-01,ask the manager
WRONG,Chrage,ABOVE,100,,W,,
"""


@pytest.fixture
def ruled(charged: Path, tmp_path: Path) -> Path:
    """The office's book with two rules, one of them wrong."""
    file = tmp_path / "rules.csv"
    file.write_text(RULES, "utf-8")
    done("load", charged, "office_rules", file, *AS_OF)
    return charged


def test_a_backtest_shows_what_a_rule_would_have_caught_and_leaves_the_book_as_it_was(
    ruled: Path,
) -> None:
    before = ruled.read_bytes()
    answer = done("validate-claims", ruled, "--backtest", "--rule", "high", *AS_OF)
    (one,) = answer["backtest"]

    assert (answer["from"], answer["to"]) == ("2025-12-01", "2025-12-31")
    assert (one["rule"], one["lines"] >= one["claims"] > 0) == ("HIGH", True)
    assert len(one["examples"]) == 5
    assert answer["applied"] is False
    assert ruled.read_bytes() == before


def test_all_rules_are_tested_and_a_bad_row_is_told(ruled: Path) -> None:
    answer = run("validate-claims", ruled, "--backtest", *AS_OF)

    assert answer.code == 1
    assert "  HIGH: 0 lines of 0 claims" in answer.out
    assert "Office Rules!B3: RULE-FIELD W: 'Chrage' is no field; is 'Charge' meant?" in answer.err


@pytest.mark.parametrize("rule", ["NONE", "WRONG"])
def test_a_rule_that_cannot_be_tested_is_one_clear_line(ruled: Path, rule: str) -> None:
    before = ruled.read_bytes()
    answer = run("validate-claims", ruled, "--backtest", "--rule", rule, *AS_OF)

    assert answer.code == 2
    assert answer.out == ""
    assert len(answer.err.splitlines()) == 2
    assert ruled.read_bytes() == before


def test_missing_charges_come_from_the_sheet_or_from_a_file(
    charged: Path, sample: SampleFiles, tmp_path: Path
) -> None:
    nobody = tmp_path / "week.csv"
    nobody.write_text("Encounter,Patient ID,DOS\nV99,P99,2025-12-10\n", "utf-8")
    from_sheet = done("missing-charges", charged, *AS_OF)
    from_file = done("missing-charges", charged, nobody, *AS_OF)

    assert (from_sheet["no_charge"], from_sheet["no_encounter"], from_sheet["open"]) == (0, 0, 0)
    assert from_sheet["kept"] > 100
    assert from_file["visits"] == from_file["no_charge"] == 1
    assert {one["id"] for one in from_file["findings"]} == {"MC-1", "MC-2"}
    assert done("missing-charges", charged, *AS_OF)["visits"] == from_sheet["visits"]


def test_a_file_that_is_no_list_of_visits_is_one_clear_line(charged: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.csv"
    letter.write_text("Dear office,\n", "utf-8")
    before = charged.read_bytes()
    answer = run("missing-charges", charged, letter, *AS_OF)

    assert answer.code == 2
    assert answer.err.startswith("xlbilling: letter.csv line 1: table 'Encounters' has no column")
    assert charged.read_bytes() == before
