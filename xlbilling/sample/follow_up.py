"""What was followed up in the sample: calls, complaints, disputes, and the holds of those."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, Final

from xlbilling.sample import office
from xlbilling.sample.answers import answered
from xlbilling.sample.claims import Claim, claims
from xlbilling.sample.staff import BILLER, FRONT_DESK, MANAGER


def _day(text: str) -> date:
    return date.fromisoformat(text)


DISPUTED_CLAIM: Final = "C1041"
DECEASED: Final = "G1040"
DECEASED_PATIENT: Final = "P1157"
DIED: Final = _day("2026-03-14")

HOLDS: Final[tuple[dict[str, Any], ...]] = (
    {"hold": "H1", "guarantor_id": "G1020", "type": "BANKRUPTCY", "from": _day("2026-02-18"),
     "note": "chapter 7 notice of the court; claim filed"},
    {"hold": "H2", "guarantor_id": "G1029", "type": "ATTORNEY", "from": _day("2026-02-24"),
     "note": "letter of representation; write to the attorney only"},
    {"hold": "H3", "guarantor_id": "G1061", "claim_id": DISPUTED_CLAIM, "type": "DISPUTE",
     "from": _day("2026-02-26"), "note": "says that another price was named"},
    {"hold": "H4", "guarantor_id": "G1010", "type": "COMPLAINT", "from": _day("2026-03-09"),
     "note": "says that the insurer should pay; see Inquiries"},
    {"hold": "H5", "guarantor_id": DECEASED, "type": "DECEASED", "from": DIED,
     "note": "the family called; see Estates"},
)  # fmt: skip
"""What people put on hold; the program itself adds PATIENT-HOLD, PRE-COLLECTION and AGENCY."""

_INQUIRIES: Final[tuple[dict[str, Any], ...]] = (
    {"opened": _day("2026-01-20"), "from_whom": "PATIENT", "kind": "INQUIRY",
     "guarantor_id": "G1066", "subject": "which part is the deductible", "owner": FRONT_DESK,
     "resolved_on": _day("2026-01-20"), "resolution": "explained on the phone"},
    {"opened": _day("2026-02-10"), "from_whom": "PAYER", "kind": "INQUIRY", "claim_id": "C1094",
     "guarantor_id": "G1029", "subject": "asks for the record of the visit", "owner": BILLER,
     "resolved_on": _day("2026-02-16"), "resolution": "record sent, fax page kept"},
    {"opened": _day("2026-02-24"), "from_whom": "ATTORNEY", "kind": "INQUIRY",
     "guarantor_id": "G1029", "subject": "asks for an itemized bill", "owner": MANAGER,
     "resolved_on": _day("2026-03-03"), "resolution": "bill sent to the attorney"},
    {"opened": _day("2026-02-26"), "from_whom": "PATIENT", "kind": "DISPUTE",
     "claim_id": DISPUTED_CLAIM, "guarantor_id": "G1061",
     "subject": "another price was named at the desk", "owner": MANAGER},
    {"opened": _day("2026-03-09"), "from_whom": "PATIENT", "kind": "COMPLAINT",
     "guarantor_id": "G1010", "subject": "says that the insurer should pay", "owner": BILLER},
)  # fmt: skip

NOTED: Final = 5
"""So many of the oldest unanswered claims have a note."""
_CALL_AGAIN: Final = _day("2026-04-03")
_LATE_SINCE: Final = _day("2026-02-20")


def unanswered() -> tuple[Claim, ...]:
    """Return the claims that their first payer has left unanswered for long, the oldest first."""
    return tuple(
        claim
        for claim in claims()
        if claim.day < _LATE_SINCE
        and claim.patient.covers
        and answered(claim, claim.patient.covers[0], sent=claim.sent) is None
    )


def note_rows() -> list[dict[str, Any]]:
    """Return the biller's notes to the Worklist: which of its claims to call about again, when."""
    return [
        {
            "key": f"{claim.claim_id}|1:{claim.patient.covers[0].payer.payer_id}",
            "owner": BILLER,
            "next_action": "call again",
            "next_date": _CALL_AGAIN,
        }
        for claim in unanswered()[:NOTED]
    ]


def call_rows() -> list[dict[str, Any]]:
    """Return the rows of the Calls table, to payers and to guarantors, in the order of days."""
    every = sorted((*_to_payers(), *_to_guarantors()), key=lambda row: row["date"])
    numbers = Counter[date]()
    rows = []
    for row in every:
        numbers[row["date"]] += 1
        call = f"CALL-{row['date']:%Y%m%d}-{numbers[row['date']]}"
        rows.append({"call": call, "user": BILLER, **row})
    return rows


def _to_payers() -> list[dict[str, Any]]:
    """Return calls on the oldest unanswered claims: one promise broken, one that may yet hold."""
    said: tuple[tuple[str, str, str, str, str], ...] = (
        ("2026-02-17", "Siskin", "payment with the next run", "2026-03-09", "in process"),
        ("2026-02-17", "Avocet", "answer within ten days", "2026-02-27", "waits for a nurse"),
        ("2026-03-10", "Avocet", "payment", "2026-04-08", "was held for the member's form"),
        ("2026-03-10", "Vireo", "", "", "not on file; sent again by the clearinghouse"),
        ("2026-03-24", "Vireo", "", "", "in process, no date given"),
    )
    rows = []
    for number, ((day, name, promise, by, note), claim) in enumerate(
        zip(said, unanswered(), strict=False), start=1
    ):
        rows.append({
            "date": _day(day),
            "claim_id": claim.claim_id,
            "guarantor_id": claim.patient.guarantor_id,
            "payer_id": claim.patient.covers[0].payer.payer_id,
            "representative": name,
            "reference": f"EX{40_000 + number * 137}",
            "promise": promise,
            "promised_for": _day(by) if by else None,
            "note": note,
        })  # fmt: skip
    return rows


def _to_guarantors() -> list[dict[str, Any]]:
    return [
        {"date": _day("2026-03-02"), "guarantor_id": "G1034", "note": "no answer, message left"},
        {"date": _day("2026-03-12"), "guarantor_id": "G1034", "note": "no answer, message left"},
        {"date": _day("2026-03-24"), "guarantor_id": "G1015", "promise": "100.00 on the plan",
         "promised_for": _day("2026-04-03"), "note": "lost work in January; screening offered"},
    ]  # fmt: skip


def hold_rows(month: tuple[int, int]) -> list[dict[str, Any]]:
    """Return the holds that people put on in a month."""
    return [row for row in HOLDS if _is_of(row["from"], month)]


def inquiry_rows() -> list[dict[str, Any]]:
    """Return the complaints, disputes and questions that came in."""
    return [
        {"inquiry": f"INQ-{row['opened']:%Y%m%d}-1", "user": FRONT_DESK, **row}
        for row in _INQUIRIES
    ]


def _is_of(day: date, month: tuple[int, int]) -> bool:
    return (day.year, day.month) == month


def deadline_rows() -> list[dict[str, Any]]:
    """Return the rows of the Estate Deadlines table."""
    note = f"six months; Sample office of {office.AS_OF.year}: ask your attorney"
    return [{"state": "OH", "days_from_death": 180, "source": note}]
