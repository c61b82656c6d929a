"""The Code Limits rows that a fresh workbook begins with: codes that fit one sex or some ages."""

from __future__ import annotations

from typing import Any, Final

_NAMES: Final = ("kind", "code_from", "code_to", "sex", "age_from", "age_to", "source")
_CPT: Final = "Age or sex named in CPT; common practice"

_PROCEDURES: Final = (
    ("99381", "", "", None, 0, _CPT),
    ("99382", "", "", 1, 4, _CPT),
    ("99383", "", "", 5, 11, _CPT),
    ("99384", "", "", 12, 17, _CPT),
    ("99385", "", "", 18, 39, _CPT),
    ("99386", "", "", 40, 64, _CPT),
    ("99387", "", "", 65, None, _CPT),
    ("99391", "", "", None, 0, _CPT),
    ("99392", "", "", 1, 4, _CPT),
    ("99393", "", "", 5, 11, _CPT),
    ("99394", "", "", 12, 17, _CPT),
    ("99395", "", "", 18, 39, _CPT),
    ("99396", "", "", 40, 64, _CPT),
    ("99397", "", "", 65, None, _CPT),
    ("59000", "59899", "F", None, None, _CPT),
    ("90460", "90461", "", None, 18, _CPT),
)
"""Preventive visits by age, maternity care, vaccination with counseling up to 18 years of age."""

_ICD: Final = "Sex or age of the chapter in ICD-10-CM; common practice"

_DIAGNOSES: Final = (
    ("N40", "N53", "M", None, None, _ICD),
    ("O00", "O9A", "F", None, None, _ICD),
    ("P00", "P96", "", 0, 0, _ICD),
    ("Z37", "", "F", None, None, _ICD),
)
"""Male genital organs, pregnancy, newborns and outcome of delivery; each takes in all below it.

A newborn's condition may last beyond the first year: the edit only warns.
"""


def default_rows() -> list[dict[str, Any]]:
    """Return the first rows of the Code Limits table."""
    kinds = (("DX", _DIAGNOSES), ("PROC", _PROCEDURES))
    rows = (
        dict(zip(_NAMES, (kind, *row), strict=True)) for kind, of_kind in kinds for row in of_kind
    )
    return [{name: value for name, value in row.items() if value not in {"", None}} for row in rows]
