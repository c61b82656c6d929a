"""The claim status (CLP02) that a row of a payer's sheet says."""

from __future__ import annotations

import re
from typing import Final

from xlbilling.model.remittance import REVERSAL
from xlbilling.remit.sheet_row import SheetRow

_NUMBER: Final = re.compile(r"0*(\d{1,2})\b(?!\s*/)")
_FORWARDED: Final = re.compile(r"forwarded|crossed over|cross-?over", re.IGNORECASE)
_FORWARDED_AS: Final = {"1": "19", "2": "20", "3": "21"}
_STATUS_WORDS: Final = (
    ("not our claim", "23"),
    ("reversal", REVERSAL),
    ("reversed", REVERSAL),
    ("void", REVERSAL),
    ("predetermin", "25"),
    ("denied", "4"),
    ("denial", "4"),
    ("secondary", "2"),
    ("tertiary", "3"),
    ("primary", "1"),
    ("paid", "1"),
    ("processed", "1"),
    ("finalized", "1"),
    ("complete", "1"),
)


def status_of(row: SheetRow) -> str:
    """Return CLP02 for what the sheet says.

    A negative charge or payment is a reversal; where the sheet is silent, the primary paid.
    """
    said = row.text("claim_status")
    number = _NUMBER.match(said)
    if number:
        return number[1]
    if row.cents.get("billed", 0) < 0 or (
        row.cents.get("paid", 0) < 0 and row.cents.get("billed", 0) <= 0
    ):
        return REVERSAL
    status = next((code for word, code in _STATUS_WORDS if word in said.lower()), "1")
    return _FORWARDED_AS.get(status, status) if _FORWARDED.search(said) else status
