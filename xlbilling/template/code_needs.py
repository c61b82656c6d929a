"""The Code Needs rows that a fresh workbook begins with: laboratory tests need a CLIA number."""

from __future__ import annotations

from typing import Any, Final

from xlbilling.edits.code_needs import CLIA

_SOURCE: Final = "Laboratory codes of CPT's 80000 series; compare CMS's yearly CLIA lists"
_LABORATORY: Final = (
    ("80047", "80081"),
    ("81000", "81025"),
    ("82009", "82074"),
    ("82076", "83012"),
    ("83015", "83986"),
    ("83988", "84999"),
    ("85002", "85049"),
    ("86592", "86804"),
    ("87003", "87999"),
)
"""Panels, urinalysis, chemistry, blood counts, serology, microbiology.

CMS edits the codes of the 80000 series for a CLIA number, except for those on a list of its own,
which it changes every year (Medicare change requests such as 6812 and 9502). Ranges in which it
is known to list exceptions are left out, such as skin tests, blood banking and autopsies: a claim
must not be stopped for want of a number that nobody asks for.
"""


def default_rows() -> list[dict[str, Any]]:
    """Return the first rows of the Code Needs table, by code name."""
    return [
        {"need": CLIA, "code_from": first, "code_to": last, "source": _SOURCE}
        for first, last in _LABORATORY
    ]
