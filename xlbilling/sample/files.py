"""The sample office as the files that people load and import, month by month."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from xlbilling.layout.columns import Kind, Table
from xlbilling.layout.tables import BY_NAME
from xlbilling.model import money
from xlbilling.sample import (
    assistance,
    follow_up,
    front_desk,
    mistakes,
    office,
    patient_money,
    people,
    staff,
)
from xlbilling.sample.claims import Claim, claims
from xlbilling.sample.era import era
from xlbilling.sample.payments import Payment, payments
from xlbilling.sample.portal import portal_csv

LAST_WEEK: Final = front_desk.LAST_WEEK
MONTH_ENDS: Final = tuple(
    date.fromisoformat(day)
    for day in ("2025-11-30", "2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31")
)
"""The days on which the office does its month's work; the last is the sample's "today"."""


def office_tables() -> dict[str, bytes]:
    """Return the CSV file of each table that is filled once, by the table's code name."""
    rows: dict[str, Sequence[Mapping[str, Any]]] = {
        "providers": office.PROVIDERS,
        "locations": office.LOCATIONS,
        "payers": office.PAYER_ROWS,
        "rates": office.rate_rows(),
        "guarantors": people.guarantor_rows(),
        "patients": people.patient_rows(),
        "coverage": people.coverage_rows(),
        "code_needs": office.code_need_rows(),
        "authorizations": front_desk.authorization_rows(),
        "users": staff.user_rows(),
        "poverty_guidelines": assistance.guideline_rows(),
        "discount_tiers": assistance.tier_rows(),
        "estate_deadlines": follow_up.deadline_rows(),
    }
    return {name: csv_bytes(BY_NAME[name], each) for name, each in rows.items()}


def month_tables(month_end: date) -> dict[str, bytes]:
    """Return the CSV files of a month: visits, claims, money of patients, what was followed up."""
    own = tuple(claim for claim in claims() if _month(claim.day) == _month(month_end))
    month = _month(month_end)
    rows: dict[str, list[dict[str, Any]]] = {
        "encounters": front_desk.encounter_rows(month),
        "verifications": front_desk.verification_rows(month),
        "claims": mistakes.with_mistakes(front_desk.keyed_rows(own), LAST_WEEK),
        "submissions": _submissions(month_end),
        "receipts": patient_money.receipt_rows(month),
        "payment_plans": patient_money.plan_rows(month),
        "refunds": patient_money.refund_rows(month),
        "holds": follow_up.hold_rows(month),
    }
    if month_end == MONTH_ENDS[-1]:
        rows |= _of_the_quarter()
    return {name: csv_bytes(BY_NAME[name], each) for name, each in rows.items() if each}


def _of_the_quarter() -> dict[str, list[dict[str, Any]]]:
    """Return what people have written down elsewhere and bring in at the end."""
    return {
        "calls": follow_up.call_rows(),
        "inquiries": follow_up.inquiry_rows(),
        "financial_screenings": list(assistance.SCREENINGS),
        "estimates": list(assistance.ESTIMATES),
        "worklist": follow_up.note_rows(),
    }


def month_remittances(month_end: date) -> dict[str, bytes]:
    """Return a month's remittance files by name: 835 files, and one CSV file in March."""
    return {
        _file_name(payment): _content(payment, number)
        for number, payment in enumerate(payments(), start=1)
        if _month(payment.day) == _month(month_end)
    }


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _is_from_portal(payment: Payment) -> bool:
    return payment.payer is office.NORTHLIGHT and payment.day == office.PORTAL_DAY


def _file_name(payment: Payment) -> str:
    ending = "csv" if _is_from_portal(payment) else "835"
    return f"{payment.day.isoformat()}-{payment.payer.payer_id.lower()}.{ending}"


def _content(payment: Payment, number: int) -> bytes:
    return portal_csv(payment) if _is_from_portal(payment) else era(payment, number)


def _submissions(month_end: date) -> list[dict[str, Any]]:
    """Return what the clearinghouse took in a month; claims with a slip were held back."""
    rows = []
    for claim in claims():
        sent = claim.sent
        is_due = _month(sent) == _month(month_end) and sent <= month_end and claim.day < LAST_WEEK
        if is_due and claim.patient.covers:
            rows.append(_submission(claim, sent))
    return rows


def _submission(claim: Claim, sent: date) -> dict[str, Any]:
    return {
        "claim_id": claim.claim_id,
        "level": "1",
        "payer_id": claim.patient.covers[0].payer.payer_id,
        "frequency": "1",
        "sent": sent,
        "batch": f"SUB-{sent:%Y%m%d}",
        "answer": "ACCEPTED",
        "answered": sent + timedelta(days=1),
    }


def csv_bytes(table: Table, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as ``load`` takes them: header text, ISO dates, plain decimals."""
    used = {name for row in rows for name, value in row.items() if value not in ("", None)}
    columns = [c for c in table.columns if {c.name, c.frame_name} & used or c.name in table.key]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.header for column in columns])
    for row in rows:
        writer.writerow([_text(column.kind, row.get(column.frame_name)) for column in columns])
    return out.getvalue().encode()


def _text(kind: Kind, value: Any) -> str:
    if value is None or value == "":
        return ""
    if kind is Kind.MONEY:
        return money.to_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)
