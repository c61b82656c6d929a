"""Functions on ids and codes: one verdict a cell, the same as the edits give."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import xlwings as xw

from tests.udfs.server import call, column, down, structured
from xlbilling.edits import icd10
from xlbilling.udfs.office import code_sets

DAY = datetime(2026, 3, 4)


@pytest.mark.parametrize(
    ("npi", "verdict"),
    [
        ("1234567893", True),
        ("1558598797", True),
        (1234567893.0, True),
        (" 1234567893 ", True),
        ("1999996666", False),
        ("1581234567", False),
        ("6543210903", False),
        ("9999999995", False),
        ("123456789", False),
        ("12345678٩3", False),
        (True, False),
        (None, None),
        ("", None),
        ("  ", None),
        ("#N/A", "#N/A"),
    ],
)
def test_a_cell_says_whether_an_npi_is_valid(npi: object, verdict: object) -> None:
    """None is how the file host shows the "" that a blank is answered by."""
    assert call("XLB_NPI_VALID", npi) == [[verdict]]


def test_an_answer_has_the_shape_of_what_was_asked() -> None:
    one, other = "1234567893", "1234567890"

    assert call("XLB_NPI_VALID", down(one, other)) == [[True], [False]]
    assert call("XLB_NPI_VALID", ((one, other),)) == [[True, False]]
    assert call("XLB_NPI_VALID", ((one, other), (None, one))) == [[True, False], [None, True]]


@pytest.mark.parametrize(
    ("member_id", "verdict"),
    [
        ("1EG4TE5MK73", True),
        ("1SG4TE5MK73", False),
        ("1EG4-TE5-MK73", False),
        ("1eg4te5mk73", False),
        ("1EG4TE5MK7", False),
        (12345678901.0, False),
        (None, None),
    ],
)
def test_a_cell_says_whether_a_medicare_id_has_its_format(
    member_id: object, verdict: object
) -> None:
    assert call("XLB_MBI_VALID", member_id) == [[verdict]]


@pytest.mark.parametrize(
    ("code", "day", "words"),
    [
        ("E119", DAY, "billable"),
        ("e11.9", DAY, "billable"),
        ("E11", DAY, "header: 1 to 4 more characters"),
        ("E116", DAY, "header: 1 to 2 more characters"),
        ("S52.5", DAY, "header: 3 more characters"),
        ("XYZ", DAY, "unknown"),
        (250.0, DAY, "unknown"),
        (
            "S52501",
            DAY,
            "lacks the 7th character: one of A, B, C, D, E, F, G, H, J, K, M, N, P, Q, R, S",
        ),
        ("T510X1", DAY, "lacks the 7th character: one of A, D, S"),
        ("T5192", DAY, "lacks the 7th character: X, then one of A, D, S"),
        ("T5192A", DAY, "lacks X before the 7th character: T5192XA"),
        ("E119", datetime(2015, 9, 30), "no ICD-10-CM before 2015-10-01"),
        ("E119", datetime(2015, 10, 1), "billable"),
        ("E119", 46085.0, "billable"),
        ("E119", None, None),
        (None, DAY, None),
        ("E119", "3/4/2026", "#VALUE!"),
        ("E119", "#REF!", "#REF!"),
        ("#N/A", "3/4/2026", "#N/A"),
    ],
)
def test_a_cell_says_how_a_diagnosis_stands(
    cell: xw.Range, code: object, day: object, words: object
) -> None:
    assert call("XLB_ICD10_STATUS", code, day, caller=cell) == [[words]]


def test_a_diagnosis_that_came_or_went_tells_the_day(cell: xw.Range) -> None:
    """Codes of the shipped list with a first or last day, found in it, not known by heart."""
    known: Any = icd10.loaded(code_sets(cell, None, ("icd10cm",)))
    alone = [
        n for n in range(1, len(known) - 1) if known.codes[n] not in known.codes[[n - 1, n + 1]]
    ]
    came = next(
        n for n in alone if known.starts[n] == known.starts[n] and known.values["billable"][n]
    )
    went = next(n for n in alone if known.ends[n] == known.ends[n] and known.values["billable"][n])
    before = (known.starts[came] - 1).item()
    after = (known.ends[went] + 1).item()
    days = [datetime(day.year, day.month, day.day) for day in (before, after)]
    asked = down(known.codes[came], known.codes[went])

    assert column("XLB_ICD10_STATUS", asked, down(*days), caller=cell) == [
        f"valid from {known.starts[came]}",
        f"ended {known.ends[went]}",
    ]


def test_one_wrong_day_in_a_column_spoils_its_own_row_only(cell: xw.Range) -> None:
    days = down(DAY, "soon", 46085.0, None, -1.0, 1e9)

    assert column("XLB_ICD10_STATUS", "E119", days, caller=cell) == [
        "billable", "#VALUE!", "billable", None, "#VALUE!", "#VALUE!",
    ]  # fmt: skip


def test_ranges_of_different_shapes_are_refused_whole(cell: xw.Range) -> None:
    assert call("XLB_ICD10_STATUS", down("E119", "I10"), down(DAY, DAY, DAY), caller=cell) == [
        ["#VALUE!"]
    ]


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("99213", True),
        (99213.0, True),
        ("0001U", True),
        ("9921E", False),
        ("9921325", False),
        ("100", False),
        ("noshow", True),
        (None, None),
    ],
)
def test_a_procedure_code_has_its_shape_or_is_the_offices_own(
    cell: xw.Range, code: object, verdict: object
) -> None:
    assert call("XLB_PROC_VALID", code, DAY, caller=cell) == [[verdict]]


@pytest.mark.usefixtures("hcpcs")
def test_a_procedure_code_is_looked_up_in_the_lists_that_the_office_has(cell: xw.Range) -> None:
    """A CPT code is not judged by the HCPCS list; A0021 ended with 2005."""
    asked = down("G0101", "A0021", "A0021", "J9999", "99213")
    days = down(DAY, DAY, datetime(2005, 3, 4), DAY, DAY)

    assert column("XLB_PROC_VALID", asked, days, caller=cell) == [True, False, True, False, True]


@pytest.mark.usefixtures("hcpcs")
def test_a_code_that_a_list_of_another_day_lacks_is_told_in_words(cell: xw.Range) -> None:
    (told,) = column("XLB_PROC_VALID", "J9999", datetime(2031, 3, 4), caller=cell)

    assert told.startswith(
        'code "J9999" is not in the HCPCS list 2026 Q1, which is not of 2031-03-04'
    )


@pytest.mark.parametrize(
    ("modifiers", "verdict"),
    [
        ("25", True),
        (25.0, True),
        ("25 57", True),
        ("25,57", True),
        ("25, 57", True),
        (("25", 57.0, None, None), True),
        (("25", "25", None, None), False),
        (None, True),
        ((None, None, None, None), True),
        ("25 25", False),
        ("lt", False),
        ("2", False),
        ("25.5", False),
        ("25 57 24 LT RT", False),
        (("25", "#N/A"), "#N/A"),
    ],
)
def test_modifiers_stand_in_one_cell_or_in_up_to_four(
    cell: xw.Range, modifiers: object, verdict: object
) -> None:
    side_by_side = (modifiers,) if isinstance(modifiers, tuple) else modifiers

    assert call("XLB_MODIFIERS_VALID", "99213", side_by_side, None, caller=cell) == [[verdict]]


def test_a_modifier_that_does_not_go_with_the_code_is_told_in_words(cell: xw.Range) -> None:
    asked = down("85025", "99213", None, "20610", "20610")
    told = down("25", "25", "25", "50 LT", "79")

    assert column("XLB_MODIFIERS_VALID", asked, told, caller=cell) == [
        'modifier "25" goes with visits only; expected it on a visit, not on "85025"',
        True,
        None,
        'modifier "50" stands beside LT or RT on "20610"; expected 50 for both sides, or the one side',
        True,
    ]


def test_five_columns_of_modifiers_are_refused(cell: xw.Range) -> None:
    assert call("XLB_MODIFIERS_VALID", "99213", (("25",) * 5,), caller=cell) == [["#VALUE!"]]


def test_ranges_of_a_workbook_are_read_as_bare_values_are(cell: xw.Range) -> None:
    book = cell.sheet.book
    npis, claims = structured(book, "Claims", "Rendering NPI"), structured(book, "Claims", "Code")
    days = structured(book, "Claims", "DOS From")

    assert call("XLB_NPI_VALID", npis) == call("XLB_NPI_VALID", down(*npis.value))
    assert False in column("XLB_NPI_VALID", npis)
    assert column("XLB_PROC_VALID", claims, days, caller=cell).count(False) == 1


def test_a_function_that_needs_a_workbook_says_so_without_one() -> None:
    assert call("XLB_PROC_VALID", "99213", DAY) == [["no calling cell"]]
