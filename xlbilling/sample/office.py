"""The practice: who works there, where, who pays it, what it charges and what payers allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from xlbilling.edits.npi import check_digit

FIRST_DAY: Final = date(2025, 11, 10)
LAST_DAY: Final = date(2026, 3, 27)
AS_OF: Final = date(2026, 3, 31)
CLOSED_DAYS: Final = frozenset({date(2025, 11, 27), date(2025, 12, 25), date(2026, 1, 1)})

SETTINGS: Final[dict[str, str]] = {
    "Practice Name": "Birch Hollow Family Practice",
    "Practice Address": "100 Sample Street",
    "Practice City": "Birch Hollow, OH 43999-0100",
    "Practice Phone": "(614) 555-0100",
    "Practice Hours": "Monday to Friday, 8 am to 4:30 pm",
    "Statement Cycle Days": "20",
    "Letter Days": "14",
    "Agency Name": "Harrier Recovery",
    "Agency Client": "BHFP",
    "Cost Per Visit": "92.00",
    "Revenue Cycle Cost": "1150.00",
    "Credit Days": "60",
}

GROUP_NAME: Final = "BIRCH HOLLOW FAMILY PRACTICE"
TIN: Final = "070000001"


def npi(number: int) -> str:
    """Return an NPI with a right check digit, out of a range that was never given out."""
    digits = f"1000000{number:02d}"
    return digits + check_digit(digits)


GROUP_NPI: Final = npi(10)
PHYSICIANS: Final[dict[str, str]] = {
    npi(11): "Avery Finch MD",
    npi(12): "Rowan Heron MD",
    npi(13): "Marlow Wren DO",
}
_CITY: Final = {"city": "Birch Hollow", "state": "OH"}
PROVIDERS: Final[tuple[dict[str, Any], ...]] = (
    {
        "npi": GROUP_NPI,
        "name": "Birch Hollow Family Practice",
        "type": "2",
        "taxonomy": "261QP2300X",
        "tin": TIN,
        "address": "100 Sample Street",
        **_CITY,
        "zip": "439990100",
        "clia": "36D0000000",
    },
    *(
        {
            "npi": number,
            "name": name,
            "type": "1",
            "taxonomy": "207Q00000X",
            "tin": TIN,
            "address": "100 Sample Street",
            **_CITY,
            "zip": "439990100",
        }
        for number, name in PHYSICIANS.items()
    ),
)
LOCATIONS: Final[tuple[dict[str, Any], ...]] = (
    {
        "location": "MAIN",
        "name": "Birch Hollow, main office",
        "pos": "11",
        "facility_npi": GROUP_NPI,
        "address": "100 Sample Street",
        **_CITY,
        "zip": "439990100",
    },
    {
        "location": "NORTH",
        "name": "Birch Hollow, north office",
        "pos": "11",
        "facility_npi": GROUP_NPI,
        "address": "2200 Example Road",
        **_CITY,
        "zip": "439990220",
    },
)


@dataclass(frozen=True)
class Payer:
    """An insurer of the sample.

    Attributes:
        payer_id: as the office calls it.
        name: as it calls itself on a remittance.
        electronic_id: its number with the clearinghouse.
        trace_id: what it puts into TRN03.
        indicator: claim filing indicator (SBR09, CLP06).
        percent: how much of the office's fee it allows.
        pays_on: the days on which it pays.
    """

    payer_id: str
    name: str
    electronic_id: str
    trace_id: str
    indicator: str
    percent: int
    pays_on: tuple[date, ...]


def _days(text: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for day in text.split())


NORTHLIGHT: Final = Payer(
    "NORTHLIGHT",
    "NORTHLIGHT HEALTH PLAN",
    "X0001",
    "1070000011",
    "CI",
    68,
    _days(
        "2025-12-03 2025-12-17 2026-01-07 2026-01-21 2026-02-04 2026-02-18 2026-03-04 2026-03-18 "
        "2026-03-27"
    ),
)
MEDICARE: Final = Payer(
    "MEDICARE",
    "MEDICARE PART B SAMPLE CONTRACTOR",
    "X0002",
    "1070000022",
    "MB",
    52,
    _days(
        "2025-12-08 2025-12-22 2026-01-12 2026-01-26 2026-02-09 2026-02-23 2026-03-09 2026-03-23"
    ),
)
MEDICAID: Final = Payer(
    "MEDICAID",
    "STATE MEDICAID SAMPLE PROGRAM",
    "X0003",
    "1070000033",
    "MC",
    41,
    _days("2025-12-12 2026-01-16 2026-02-13 2026-03-13 2026-03-27"),
)
PAYERS: Final = (NORTHLIGHT, MEDICARE, MEDICAID)
PORTAL_DAY: Final = date(2026, 3, 27)
"""The day for which Northlight's account comes from its portal, as a CSV file."""

_SAMPLE_LIMIT: Final = "Sample office; ask your own payer"
PAYER_ROWS: Final[tuple[dict[str, Any], ...]] = (
    {
        "payer_id": NORTHLIGHT.payer_id,
        "name": "Northlight Health Plan",
        "electronic_id": NORTHLIGHT.electronic_id,
        "filing_indicator": "CI",
        "type": "COMMERCIAL",
        "government": "N",
        "contracted": "Y",
        "capitated": "N",
        "filing_days": 180,
        "counted_from": "DOS FROM",
        "secondary_days": 180,
        "secondary_from": "PRIMARY EOB",
        "corrected_days": 365,
        "corrected_from": "DOS FROM",
        "appeal_days": 180,
        "accepts_7_8": "Y",
        "crossover": "Y",
        "payer_trace_ids": NORTHLIGHT.trace_id,
        "source": _SAMPLE_LIMIT,
    },
    {
        "payer_id": MEDICARE.payer_id,
        "name": "Medicare Part B (sample contractor)",
        "electronic_id": MEDICARE.electronic_id,
        "filing_indicator": "MB",
        "type": "MEDICARE",
        "government": "Y",
        "contracted": "Y",
        "capitated": "N",
        "filing_days": 365,
        "counted_from": "DOS FROM",
        "appeal_days": 120,
        "accepts_7_8": "N",
        "crossover": "Y",
        "payer_trace_ids": MEDICARE.trace_id,
        "source": "42 CFR 424.44",
    },
    {
        "payer_id": MEDICAID.payer_id,
        "name": "State Medicaid (sample program)",
        "electronic_id": MEDICAID.electronic_id,
        "filing_indicator": "MC",
        "type": "MEDICAID",
        "government": "Y",
        "contracted": "Y",
        "capitated": "N",
        "filing_days": 365,
        "counted_from": "DOS FROM",
        "secondary_days": 180,
        "secondary_from": "PRIMARY EOB",
        "corrected_days": 365,
        "corrected_from": "DOS FROM",
        "appeal_days": 90,
        "accepts_7_8": "Y",
        "crossover": "N",
        "payer_trace_ids": MEDICAID.trace_id,
        "source": _SAMPLE_LIMIT,
    },
)

APPROVED_CODE: Final = "71046"
"""The code for which Northlight wants an authorization."""

ORDERED_CODES: Final = (("71045", "71048"), ("80047", "87999"))
"""The codes for which Medicare wants to know who ordered them: chest films and laboratory tests."""


def code_need_rows() -> list[dict[str, Any]]:
    """Return the rows that the office has added to Code Needs."""
    own = {"source": _SAMPLE_LIMIT}
    ordered = [
        {"need": "ORDERING", "code_from": first, "code_to": last, "payer_id": MEDICARE.payer_id}
        for first, last in ORDERED_CODES
    ]
    approved = {"need": "AUTH", "code_from": APPROVED_CODE, "payer_id": NORTHLIGHT.payer_id}
    return [{**row, **own} for row in (*ordered, approved)]


COPAY_CENTS: Final = 25_00
"""What Northlight leaves to the patient of a visit."""

FEES: Final[dict[str, int]] = {
    "11406": 560_00,
    "17110": 180_00,
    "20610": 165_00,
    "36415": 18_00,
    "71046": 98_00,
    "80053": 48_00,
    "81002": 15_00,
    "83036": 42_00,
    "85025": 36_00,
    "87880": 38_00,
    "90460": 35_00,
    "90471": 42_00,
    "90686": 40_00,
    "93000": 72_00,
    "99212": 98_00,
    "99213": 145_00,
    "99214": 210_00,
    "99215": 295_00,
    "99392": 175_00,
    "99393": 170_00,
    "99394": 190_00,
    "99395": 205_00,
    "99396": 225_00,
    "G0439": 190_00,
}
"""The office's fee of each code, in cents. Invented, as all amounts of the sample are."""


def allowed_cents(payer: Payer, charge_cents: int) -> int:
    """Return what a payer allows of a charge, in whole cents, rounded down."""
    return charge_cents * payer.percent // 100


def rate_rows() -> list[dict[str, Any]]:
    """Return the rows of the Rates table: what each payer has agreed to allow."""
    return [
        {
            "payer_id": payer.payer_id,
            "code": code,
            "rate_cents": allowed_cents(payer, fee),
            "from": date(2025, 1, 1),
            "source": "Sample contract",
        }
        for payer in PAYERS
        for code, fee in FEES.items()
    ]
