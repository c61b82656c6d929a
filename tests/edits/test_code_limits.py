"""The Code Limits rows that a fresh workbook begins with, and age as they count it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.edits.office import book_of
from tests.support import AS_OF
from xlbilling.edits import examples
from xlbilling.edits.catalogue import all_edits, check
from xlbilling.edits.code_limits import years_old
from xlbilling.edits.lines import Lines
from xlbilling.template.default_rows import default_rows

ROWS = [row for row in default_rows("code_limits") if row["kind"] == "PROC"]


def fits(code: str, age: int, sex: str = "F") -> bool:
    """Tell whether a fresh workbook lets a code pass for a patient of an age and sex."""
    claim = {**examples.CLAIM, "code": code, "dos_from": "2025-05-17", "dos_to": "2025-05-17"}
    patient = {**examples.PATIENT, "dob": f"{2025 - age}-05-17", "sex": sex}
    limits = [{k: float(v) if k.startswith("age") else v for k, v in row.items()} for row in ROWS]
    tables = {**examples.OFFICE, "claims": [claim], "patients": [patient], "code_limits": limits}
    lines = Lines(book_of(tables), AS_OF)
    return not check(lines, [edit for edit in all_edits() if edit.id == "CV-067"])


@pytest.mark.parametrize("codes", [range(99381, 99388), range(99391, 99398)])
def test_each_age_has_one_preventive_code_for_new_and_one_for_known_patients(codes: range) -> None:
    for age in range(100):
        assert [fits(str(code), age) for code in codes].count(True) == 1, age


def test_maternity_is_for_women_and_counseled_vaccines_end_at_18() -> None:
    assert fits("59400", 30)
    assert not fits("59400", 30, "M")
    assert fits("90460", 18)
    assert not fits("90460", 19)


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        ("2000-03-04", "2025-03-03", 24),
        ("2000-03-04", "2025-03-04", 25),
        ("2000-12-31", "2025-01-01", 24),
        ("2004-02-29", "2025-02-28", 20),
        ("2004-02-29", "2025-03-01", 21),
        ("2004-02-29", "2024-02-29", 20),
        ("1960-01-01", "1961-01-01", 1),
        ("2025-03-04", "2025-03-04", 0),
    ],
)
def test_age_is_in_full_years_on_the_day_of_service(born: str, day: str, years: int) -> None:
    got = years_old(np.array([born], "datetime64[D]"), np.array([day], "datetime64[D]"))

    assert got.tolist() == [years]
