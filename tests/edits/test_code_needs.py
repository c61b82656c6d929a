"""A row of the Code Needs sheet asks something of the codes, payers and days it names."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from tests.edits.office import book_of
from tests.support import AS_OF
from xlbilling.edits import examples, ranges
from xlbilling.edits.code_needs import AUTH, CLIA, needed
from xlbilling.edits.lines import Lines
from xlbilling.model.codes import NOWHERE


def lines_of(claims: list[dict[str, Any]], needs: list[dict[str, Any]]) -> Lines:
    """Return claim rows of the sample office with these rows of the Code Needs sheet."""
    rows = [{**examples.CLAIM, **claim} for claim in claims]
    tables = {**examples.OFFICE, "claims": rows, "code_needs": needs}
    return Lines(book_of(tables), AS_OF)


@pytest.mark.parametrize(
    ("code", "row", "asked"),
    [
        ("80053", {"code_from": "80047", "code_to": "89398"}, True),
        ("80047", {"code_from": "80047", "code_to": "89398"}, True),
        ("89398", {"code_from": "80047", "code_to": "89398"}, True),
        ("80046", {"code_from": "80047", "code_to": "89398"}, False),
        ("89399", {"code_from": "80047", "code_to": "89398"}, False),
        ("80053", {"code_from": "80053"}, True),
        ("80054", {"code_from": "80053"}, False),
        ("0005U", {"code_from": "0001U", "code_to": "0999U"}, True),
        ("00100", {"code_from": "0001U", "code_to": "0999U"}, False),
        ("0005T", {"code_from": "0001U", "code_to": "0999U"}, False),
        ("j1885", {"code_from": "J0000", "code_to": "J9999"}, True),
        ("8005", {"code_from": "80047", "code_to": "89398"}, False),
        ("", {"code_from": "80047", "code_to": "89398"}, False),
        ("80053", {"code_from": None, "code_to": "89398"}, False),
        ("80053", {"code_from": "89398", "code_to": "80047"}, False),
    ],
)
def test_a_row_speaks_for_the_codes_of_its_range_that_are_built_alike(
    code: str, row: dict[str, Any], *, asked: bool
) -> None:
    lines = lines_of([{"code": code}], [{"need": "CLIA", **row}])

    assert needed(lines, CLIA).mask.tolist() == [asked]


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        ({"payer_id": "PAY1"}, True),
        ({"payer_id": "MCARE"}, False),
        ({"payer_id": None}, True),
        ({"from": "2025-03-04"}, True),
        ({"from": "2025-03-05"}, False),
        ({"to": "2025-03-04"}, True),
        ({"to": "2025-03-03"}, False),
        ({"need": "NDC"}, False),
    ],
)
def test_a_row_speaks_for_its_payer_need_and_days(row: dict[str, Any], *, asked: bool) -> None:
    lines = lines_of([{}], [{"need": "AUTH", "code_from": "99213", **row}])

    assert needed(lines, AUTH).mask.tolist() == [asked]


def test_the_second_payers_row_counts_too_and_the_first_row_of_the_sheet_is_told() -> None:
    needs = [
        {"need": "CLIA", "code_from": "99213"},
        {"need": "AUTH", "code_from": "99213", "payer_id": "MCAID"},
        {"need": "AUTH", "code_from": "99210", "code_to": "99219"},
    ]
    second = {**examples.COVERAGE, "level": "2", "payer_id": "MCAID"}
    rows = [{**examples.CLAIM}, {**examples.CLAIM, "line": "2", "code": "85025"}]
    tables = {
        **examples.OFFICE,
        "claims": rows,
        "code_needs": needs,
        "coverage": (examples.COVERAGE, second),
    }
    found = needed(Lines(book_of(tables), AS_OF), AUTH)

    assert found.row.tolist() == [1, NOWHERE]


@pytest.mark.parametrize("change", [{"code": "NOSHOW"}, {"patient_id": "P404"}, {"dos_from": None}])
def test_a_line_that_goes_to_no_payer_or_has_no_day_needs_nothing(change: dict[str, Any]) -> None:
    """An in-house code, a patient of whom no coverage is known, a day that is blank."""
    codes = [{"need": "AUTH", "code_from": code} for code in ("99213", "NOSHOW")]

    assert not needed(lines_of([change], codes), AUTH).mask.any()


def test_every_line_finds_what_a_slow_reading_of_the_sheet_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Random ranges, payers and dates, compared a few at a time."""
    monkeypatch.setattr(ranges, "AT_ONCE", 50)
    draw = np.random.default_rng(3)
    claims = [
        {"line": str(n), "code": f"{draw.integers(80000, 80040)}", "dos_from": f"2025-03-{d:02}"}
        for n, d in enumerate(draw.integers(1, 9, size=200))
    ]
    needs: list[dict[str, Any]] = []
    for first, width, payer, start in zip(
        draw.integers(80000, 80040, size=30),
        draw.integers(0, 9, size=30),
        draw.choice(["", "PAY1", "MCARE"], size=30),
        draw.integers(1, 9, size=30),
        strict=True,
    ):
        needs.append({
            "need": "AUTH",
            "code_from": str(first),
            "code_to": str(first + width),
            "payer_id": str(payer) or None,
            "from": f"2025-03-{start:02}",
        })
    expected = [
        next(
            (
                n
                for n, row in enumerate(needs)
                if row["code_from"] <= claim["code"] <= row["code_to"]
                and row["payer_id"] in {None, "PAY1"}
                and row["from"] <= claim["dos_from"]
            ),
            NOWHERE,
        )
        for claim in claims
    ]

    assert needed(lines_of(claims, needs), AUTH).row.tolist() == expected


def test_thousands_of_rows_are_looked_up_for_many_lines_in_no_time() -> None:
    """5,000 rows and 20,000 lines; a comparison of each with each would take minutes."""
    needs = [
        {"need": "AUTH", "code_from": f"{10000 + n}", "payer_id": f"PAY{n % 40}"}
        for n in range(5000)
    ]
    claims = [{"line": str(n), "code": f"{10000 + n % 2000}"} for n in range(20000)]
    lines = lines_of(claims, needs)
    assert lines.coverage.lines.size == len(claims)
    begun = time.perf_counter()
    found = needed(lines, AUTH)

    assert time.perf_counter() - begun < 2
    assert found.mask.sum() == sum(int(c["code"]) % 40 == 1 for c in claims)
