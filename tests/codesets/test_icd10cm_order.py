"""CMS's yearly order file is told from others, read, and merged with what is shipped."""

from __future__ import annotations

import numpy as np
import pytest

from tests.codes import icd10cm
from xlbilling.codesets import icd10cm_order
from xlbilling.edits.icd10 import Standing, standings
from xlbilling.model.codes import CodeList
from xlbilling.model.errors import InputFileError
from xlbilling.model.tables import InputFile

ROWS = (
    ("A00", "0", "Cholera"),
    ("A000", "1", "Cholera due to Vibrio cholerae 01, biovar cholerae"),
    ("A009", "1", "Cholera, unspecified"),
    ("E08", "0", "Diabetes mellitus due to underlying condition"),
    ("E089", "1", "Diabetes mellitus due to underlying condition without complications"),
    ("G63", "1", "Polyneuropathy in diseases classified elsewhere"),
    ("H600", "0", "Abscess of external ear"),
    ("H6000", "1", "Abscess of external ear, unspecified ear"),
    ("H6001", "1", "Abscess of right external ear"),
    ("H6002", "1", "Abscess of left external ear"),
    ("O6981", "0", "Labor and delivery complicated by cord around neck, without compression"),
    ("O6981X0", "1", "Labor and delivery complicated by cord around neck, fetus 1"),
    ("QA0", "0", "Neurodevelopmental disorders"),
    ("QA00", "1", "A code with a letter second"),
)
"""Rows as in the file of CMS; the code Z9999 is new in it."""


def order_file(name: str, *more: tuple[str, str, str]) -> InputFile:
    """Return an order file in CMS's columns."""
    lines = [
        f"{n:05d} {code:<7} {billable} {title[:60]:<60} {title}"
        for n, (code, billable, title) in enumerate((*ROWS, *more), start=1)
    ]
    return InputFile(name, ("\r\n".join(lines) + "\r\n").encode("utf-8"))


NEXT_YEAR = order_file("icd10cm_order_2027.txt", ("Z9999", "1", "A new code"))


def flagged(known: CodeList, name: str) -> set[str]:
    """Return the codes that have a flag."""
    return set(known.codes[known.values[name]])


def stands(known: CodeList, code: str, day: str) -> Standing:
    """Return how a code stands on a day."""
    return Standing(standings(known, [code], np.array([day], dtype="datetime64[D]"))[0])


def test_an_order_file_is_told_by_its_first_row() -> None:
    assert icd10cm_order.looks_like(NEXT_YEAR)
    assert icd10cm_order.looks_like(InputFile("x.txt", b"\xef\xbb\xbf" + NEXT_YEAR.content))


@pytest.mark.parametrize("content", [b"", b"A00 Cholera\n", b"00001 A000    1 x", b"PK\x03\x04"])
def test_another_file_is_none(content: bytes) -> None:
    assert not icd10cm_order.looks_like(InputFile("icd10cm_order_2027.txt", content))


def test_codes_flags_and_titles_are_read() -> None:
    known = icd10cm_order.read(NEXT_YEAR)

    assert flagged(known, "billable") == {
        "A000", "A009", "E089", "G63", "H6000", "H6001", "H6002", "O6981X0", "QA00", "Z9999",
    }  # fmt: skip
    assert flagged(known, "seventh") == {"O6981"}
    assert flagged(known, "manifestation") == {"G63"}
    assert flagged(known, "unspecified") == {"H6000"}


@pytest.mark.parametrize(
    ("name", "first", "last", "version"),
    [
        ("icd10cm_order_2027.txt", "2026-10-01", "2027-09-30", "FY2027"),
        ("icd10cm-order-2027.txt", "2026-10-01", "2027-09-30", "FY2027"),
        ("icd10cm-order-April-2027.txt", "2027-04-01", "2027-09-30", "FY2027 April"),
        ("icd10cm-order-april-1-2027.txt", "2027-04-01", "2027-09-30", "FY2027 April"),
    ],
)
def test_the_file_s_name_tells_the_release(name: str, first: str, last: str, version: str) -> None:
    about = icd10cm_order.read(order_file(name)).about

    assert (about.first_day, about.last_day, about.version) == (first, last, version)
    assert about.source == name


def test_a_name_without_a_year_is_refused() -> None:
    with pytest.raises(InputFileError) as refused:
        icd10cm_order.read(order_file("order.txt"))

    assert refused.value.id == "CODES-YEAR"


def test_a_row_of_another_shape_is_refused_by_its_line() -> None:
    broken = NEXT_YEAR.content.replace(b"00003 A009    1", b"00003 A009    Y")

    with pytest.raises(InputFileError, match="line 3"):
        icd10cm_order.read(InputFile(NEXT_YEAR.name, broken))


def test_the_next_year_holds_from_its_first_day_and_the_last_until_the_day_before() -> None:
    merged = icd10cm_order.merge(icd10cm(), icd10cm_order.read(NEXT_YEAR))

    assert stands(merged, "I10", "2026-09-30") == Standing.VALID
    assert stands(merged, "I10", "2026-10-01") == Standing.DELETED
    assert stands(merged, "A000", "2026-10-01") == Standing.VALID
    assert stands(merged, "Z9999", "2026-09-30") == Standing.NOT_YET
    assert stands(merged, "Z9999", "2026-10-01") == Standing.VALID
    assert (merged.about.first_day, merged.about.last_day) == ("2024-10-01", "2027-09-30")


def test_a_release_of_april_leaves_the_months_before_it_alone() -> None:
    april = order_file("icd10cm-order-April-2026.txt", ("Z9999", "1", "A new code"))
    merged = icd10cm_order.merge(icd10cm(), icd10cm_order.read(april))

    assert stands(merged, "I10", "2026-03-31") == Standing.VALID
    assert stands(merged, "I10", "2026-04-01") == Standing.DELETED
    assert stands(merged, "Z9999", "2026-03-31") == Standing.NOT_YET
    assert stands(merged, "Z9999", "2026-04-01") == Standing.VALID


def test_an_older_release_holds_before_the_shipped_ones() -> None:
    older = order_file("icd10cm_order_2024.txt", ("Z9999", "1", "An old code"))
    merged = icd10cm_order.merge(icd10cm(), icd10cm_order.read(older))

    assert stands(merged, "Z9999", "2024-09-30") == Standing.VALID
    assert stands(merged, "Z9999", "2024-10-01") == Standing.DELETED
    assert stands(merged, "I10", "2024-09-30") == Standing.NOT_YET
    assert stands(merged, "I10", "2024-10-01") == Standing.VALID
    assert merged.about.version == "FY2026"


def test_notes_that_the_file_does_not_tell_are_kept() -> None:
    merged = icd10cm_order.merge(icd10cm(), icd10cm_order.read(NEXT_YEAR))
    row = merged.on(merged.first(["E089"]), np.array(["2027-01-01"], dtype="datetime64[D]"))[0]

    assert merged.values["code_first"][row]
