"""XLB_CLAIM_FINDINGS tells of claim rows what validate-claims tells of them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import pytest
import xlwings as xw

from tests.support import request as asked
from tests.udfs.conftest import TODAY
from tests.udfs.server import call, structured
from xlbilling import run
from xlbilling.book import reading
from xlbilling.model.findings import GRAVITY

AS_OF = datetime(2026, 3, 31)


def written(book: xw.Book) -> list[tuple[str, ...]]:
    """Check the claims with the command, and return what its Findings sheet says.

    Its messages end in the claim and line, which the function has in cells of their own.
    """
    run.run(book, "validate-claims", asked(TODAY))
    frame = reading.read(book, ["findings"]).frame("findings")
    names = ["claim_id", "line", "edit", "severity", "message", "fix"]
    claims = frame.loc[frame["edit"].str.startswith("CV-"), names]
    claims["message"] = claims["message"].str.rpartition(" (claim ")[0]
    return [tuple(row) for row in claims.itertuples(index=False)]


def shown(rows: Any, cell: xw.Range, as_of: object = AS_OF) -> list[tuple[str, ...]]:
    found = call("XLB_CLAIM_FINDINGS", rows, as_of, caller=cell)
    return [tuple(one or "" for one in row) for row in found]


@pytest.mark.usefixtures("hcpcs")
def test_all_claims_have_the_findings_of_a_check(office_book: xw.Book, cell: xw.Range) -> None:
    """Payer Rules of this office switch CV-014 off; code sets and other tables are looked at."""
    found = shown(structured(office_book, "Claims"), cell)

    expected = written(office_book)
    assert Counter(found) == Counter(expected)
    assert len(expected) > 5
    assert "CV-014" not in {edit for _, _, edit, *_ in found}


def test_rows_with_their_header_or_as_bare_values_give_the_same(
    office_book: xw.Book, cell: xw.Range
) -> None:
    body = structured(office_book, "Claims")
    header = body.sheet.range(body.offset(-1, 0).resize(1).address)
    whole = body.sheet.range(header[0, 0], body[-1, -1])
    found = shown(body, cell)

    assert shown(whole, cell) == found
    assert shown(tuple(map(tuple, body.options(ndim=2).value)), cell) == found
    assert shown(_as_numbers(body.options(ndim=2).value), cell) == found


def _as_numbers(rows: list[list[Any]]) -> tuple[tuple[Any, ...], ...]:
    """Return rows as FILTER hands them over: dates as numbers."""
    zero = datetime(1899, 12, 30)
    return tuple(
        tuple(float((c - zero).days) if isinstance(c, datetime) else c for c in row) for row in rows
    )


def test_one_line_has_its_own_findings_and_those_of_its_claim(
    office_book: xw.Book, cell: xw.Range
) -> None:
    """Other lines of the claim stay on the sheet, so nothing else changes."""
    body = structured(office_book, "Claims")
    every = shown(body, cell)
    lines = body.options(ndim=2).value

    for n, row in enumerate(lines):
        own = [one for one in every if one[0] == row[0] and one[1] in {row[1], ""}]
        if own:
            assert Counter(shown(body[n, :], cell)) == Counter(own)


def test_findings_stand_in_the_order_of_the_rows_the_gravest_first(
    office_book: xw.Book, cell: xw.Range
) -> None:
    body = structured(office_book, "Claims")
    found = shown(body, cell)

    order = {row[0]: n for n, row in reversed([*enumerate(body.options(ndim=2).value)])}
    claims = [order[one[0]] for one in found]
    assert claims == sorted(claims)
    for claim, line in {one[:2] for one in found if one[1]}:
        grades = [GRAVITY[one[3]] for one in found if one[:2] == (claim, line)]
        assert grades == sorted(grades)


def test_what_was_typed_since_the_last_command_counts(office_book: xw.Book, cell: xw.Range) -> None:
    body = structured(office_book, "Claims")
    clean = _clean_row(body, cell)
    assert shown(body[clean, :], cell) == [("no findings",)]

    structured(office_book, "Claims", "Units")[clean, 0].value = 0
    found = shown(body[clean, :], cell)

    assert [one[2] for one in found] == ["CV-058"]


def _clean_row(body: xw.Range, cell: xw.Range) -> int:
    faulty = {one[0] for one in shown(body, cell)}
    ids = [row[0] for row in body.options(ndim=2).value]
    return next(n for n, own in enumerate(ids) if own not in faulty)


def test_a_payer_rule_makes_an_error_a_warning(office_book: xw.Book, cell: xw.Range) -> None:
    """Payer Rules of this office make CV-059 (a negative charge) a warning."""
    body = structured(office_book, "Claims")
    clean = _clean_row(body, cell)
    structured(office_book, "Claims", "Charge")[clean, 0].value = -75

    found = {one[2]: one[3] for one in shown(body[clean, :], cell)}

    assert found["CV-059"] == "W"


def test_rows_that_are_not_on_the_sheet_are_checked_among_its_claims(
    office_book: xw.Book, cell: xw.Range
) -> None:
    """A copy under another claim id is a duplicate of what stands on the sheet."""
    body = structured(office_book, "Claims")
    row = list(body.options(ndim=2).value[_clean_row(body, cell)])
    row[0] = "DRAFT-1"

    found = shown((tuple(row),), cell)

    assert {one[0] for one in found} == {"DRAFT-1"}
    assert any("duplicate" in one[4] or "same" in one[4] or "repeats" in one[4] for one in found)


def test_an_error_cell_in_a_row_is_a_finding_of_that_row(
    office_book: xw.Book, cell: xw.Range
) -> None:
    body = structured(office_book, "Claims")
    rows = [list(row) for row in body.options(ndim=2).value]
    clean = _clean_row(body, cell)
    headers = [str(text) for text in body.offset(-1, 0).resize(1).value]
    rows[clean][headers.index("Charge")] = "#REF!"

    found = shown((tuple(rows[clean]),), cell)

    assert [one[:4] for one in found] == [(rows[clean][0], rows[clean][1], "CV-059", "W")]
    assert "#REF!" in found[0][4]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((("C1", "1"),), "2 columns; expected the "),
        ((("Claim ID", "Line"), ("C1", "1")), "no column 'Patient ID'"),
    ],
)
def test_rows_that_cannot_be_read_are_told_in_words(cell: xw.Range, rows: Any, words: str) -> None:
    ((told,),) = call("XLB_CLAIM_FINDINGS", rows, AS_OF, caller=cell)

    assert told.startswith(words)


def test_no_rows_have_no_findings(office_book: xw.Book, cell: xw.Range) -> None:
    width = structured(office_book, "Claims").columns.count

    assert call("XLB_CLAIM_FINDINGS", ((None,) * width,), AS_OF, caller=cell) == [["no findings"]]


def test_today_is_one_date_or_left_out(office_book: xw.Book, cell: xw.Range) -> None:
    row = structured(office_book, "Claims")[0, :]

    assert call("XLB_CLAIM_FINDINGS", row, "soon", caller=cell) == [["#VALUE!"]]
    assert call("XLB_CLAIM_FINDINGS", row, ((46112.0, 46113.0),), caller=cell) == [["#VALUE!"]]
    assert call("XLB_CLAIM_FINDINGS", row, None, caller=cell) != [["#VALUE!"]]
