"""What the front desk keeps: visits, calls to payers, and the approvals that payers gave."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from xlbilling.sample import mistakes, office
from xlbilling.sample.claims import Claim, Line, claim_rows, claims
from xlbilling.sample.draws import draw, happens, pick
from xlbilling.sample.staff import FRONT_DESK

LAST_WEEK: Final = date(2026, 3, 23)
_GOOD_FOR: Final = timedelta(days=60)


def of_last_week() -> tuple[Claim, ...]:
    """Return the claims of the last week, in which the slips are."""
    return tuple(claim for claim in claims() if claim.day >= LAST_WEEK)


def encounter_rows(month: tuple[int, int]) -> list[dict[str, Any]]:
    """Return a month's rows of the Encounters table: visits kept, and some that were not."""
    own = [claim for claim in claims() if (claim.day.year, claim.day.month) == month]
    rows = [_encounter(f"V{claim.claim_id[1:]}", claim, claim.day, "KEPT") for claim in own]
    missed = [claim for claim in own if happens(4, "missed", claim.claim_id)]
    for claim in missed:
        number = f"V{claim.claim_id[1:]}X"
        status = pick(("CANCELLED", "NO SHOW"), "why", claim.claim_id)
        rows.append(_encounter(number, claim, claim.day + timedelta(days=7), status))
    if month == (LAST_WEEK.year, LAST_WEEK.month):
        rows.append(_encounter("V1292", claims()[0], LAST_WEEK, "KEPT"))
    return rows


def _encounter(number: str, claim: Claim, day: date, status: str) -> dict[str, Any]:
    return {
        "encounter": number,
        "patient_id": claim.patient.patient_id,
        "dos": day,
        "rendering_npi": claim.rendering,
        "location": claim.location,
        "visit_status": status,
    }


def verification_rows(month: tuple[int, int]) -> list[dict[str, Any]]:
    """Return a month's rows of the Verifications table: each payer asked before each visit."""
    forgotten = of_last_week()[mistakes.NOT_VERIFIED]
    return [
        row
        for claim in claims()
        if (claim.day.year, claim.day.month) == month and claim is not forgotten
        for row in _verifications(claim)
    ]


def _verifications(claim: Claim) -> list[dict[str, Any]]:
    asked = claim.day - timedelta(days=draw(4, "asked", claim.claim_id))
    return [
        {
            "verification": f"{claim.claim_id}-{cover.level}",
            "patient_id": claim.patient.patient_id,
            "payer_id": cover.payer.payer_id,
            "verified_on": asked,
            "verified_by": FRONT_DESK,
            "reference": f"EX{draw(10**6, 'reference', claim.claim_id, cover.level):06d}",
        }
        for cover in claim.patient.covers
    ]


def keyed_rows(own: tuple[Claim, ...]) -> list[dict[str, Any]]:
    """Return claims as rows of the Claims table, with what the front desk knows of them."""
    by_id = {claim.claim_id: claim for claim in own}
    return [{**row, **_known(by_id[row["claim_id"]], row["code"])} for row in claim_rows(own)]


def _known(claim: Claim, code: str) -> dict[str, Any]:
    """Return the approval of a line that needs one, and who ordered the claim's tests."""
    known: dict[str, Any] = {}
    if code == office.APPROVED_CODE and _is_insured_by(claim, office.NORTHLIGHT):
        known["auth"] = _authorization_no(claim)
    if _is_insured_by(claim, office.MEDICARE) and any(map(_is_ordered, claim.lines)):
        known |= {"referring_npi": claim.rendering, "referring_role": "DK"}
    return known


def _is_insured_by(claim: Claim, payer: office.Payer) -> bool:
    return any(cover.payer is payer for cover in claim.patient.covers)


def _is_ordered(line: Line) -> bool:
    return any(first <= line.code <= last for first, last in office.ORDERED_CODES)


def _authorization_no(claim: Claim) -> str:
    return f"NLA{claim.claim_id[1:]}"


def authorization_rows() -> list[dict[str, Any]]:
    """Return the rows of the Authorizations table, one for each claim that needs one."""
    expired = of_last_week()[mistakes.EXPIRED]
    return [
        _authorization(claim, is_expired=claim is expired)
        for claim in claims()
        if _is_insured_by(claim, office.NORTHLIGHT)
        and any(line.code == office.APPROVED_CODE for line in claim.lines)
    ]


def _authorization(claim: Claim, *, is_expired: bool) -> dict[str, Any]:
    begins = claim.day - timedelta(days=5 + draw(5, "approved", claim.claim_id))
    ends = claim.day - timedelta(days=2) if is_expired else begins + _GOOD_FOR
    return {
        "auth": _authorization_no(claim),
        "patient_id": claim.patient.patient_id,
        "payer_id": office.NORTHLIGHT.payer_id,
        "code": office.APPROVED_CODE,
        "from": begins,
        "to": ends,
        "units": 2,
    }
