"""A payment as a payer's portal exports it: a CSV file with words above and a total below."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from xlbilling.sample.answers import ClaimAnswer, LineAnswer, Reduction
from xlbilling.sample.payments import Payment

HEADERS: Final = (
    "Check/EFT Number",
    "Check Date",
    "Check Amount",
    "Payer Name",
    "Patient Account Number",
    "Claim Number",
    "Claim Status Code",
    "Patient Name",
    "Member ID",
    "Date of Service",
    "Line Control Number",
    "CPT/HCPCS",
    "Modifiers",
    "Units",
    "Billed Amount",
    "Allowed Amount",
    "Patient Responsibility",
    "Deductible",
    "Coinsurance",
    "Copay",
    "Contractual Adjustment",
    "Reason Code",
    "Remark Codes",
    "Paid Amount",
)
_PLAIN: Final = {("CO", "45"), ("PR", "1"), ("PR", "2"), ("PR", "3")}


def portal_csv(payment: Payment) -> bytes:
    """Return the export of one payment."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["Northlight Health Plan provider portal"])
    writer.writerow([f"Payment detail for {payment.day:%m/%d/%Y}"])
    writer.writerow([])
    writer.writerow(HEADERS)
    for answer in payment.answers:
        for line in answer.lines:
            writer.writerow(_row(payment, answer, line))
    writer.writerow(_totals(payment))
    return out.getvalue().encode()


def _dollars(cents: int) -> str:
    """Return an amount as portals show it: ``$1,234.50``."""
    return f"${cents // 100:,}.{cents % 100:02d}"


def _row(payment: Payment, answer: ClaimAnswer, line: LineAnswer) -> Iterator[str]:
    claim = answer.claim
    yield payment.trace
    yield f"{payment.day:%m/%d/%Y}"
    yield _dollars(payment.cents)
    yield "Northlight Health Plan"
    yield answer.pcn
    yield answer.payer_claim_no
    yield answer.status
    yield f"{claim.patient.last}, {claim.patient.first}"
    yield answer.cover.member_id
    yield f"{claim.day:%m/%d/%Y}"
    yield line.line.number
    yield line.line.code
    yield " ".join(line.line.mods)
    yield str(line.line.units)
    yield _dollars(line.line.charge_cents)
    yield _dollars(line.allowed_cents or 0)
    yield _dollars(line.patient_cents)
    for group, carc in (("PR", "1"), ("PR", "2"), ("PR", "3"), ("CO", "45")):
        yield _dollars(_sum(line, group, carc))
    yield ", ".join(f"{one.group}-{one.carc}" for one in _others(line))
    yield ", ".join(line.remarks)
    yield _dollars(line.paid_cents)


def _sum(line: LineAnswer, group: str, carc: str) -> int:
    return sum(one.cents for one in line.reductions if (one.group, one.carc) == (group, carc))


def _others(line: LineAnswer) -> list[Reduction]:
    return [one for one in line.reductions if (one.group, one.carc) not in _PLAIN]


def _totals(payment: Payment) -> list[str]:
    lines = [line for answer in payment.answers for line in answer.lines]
    row = [""] * len(HEADERS)
    row[0] = "Totals"
    row[HEADERS.index("Billed Amount")] = _dollars(sum(one.line.charge_cents for one in lines))
    row[HEADERS.index("Paid Amount")] = _dollars(sum(one.paid_cents for one in lines))
    return row
