"""A generated remittance reads to the same amounts from a CSV of any layout as from its 835."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.posting.make835 import Claim, Payment, Service, file_of
from xlbilling.model.money import to_text
from xlbilling.model.remittance import Remittance
from xlbilling.remit.columns import proposed
from xlbilling.remit.era835 import read_835
from xlbilling.remit.tabular import read_rows, rows_of_csv

HEADERS: Final = {
    "ref": ("Check/EFT Number", "CHECK NO.", "Chk/EFT #", "EFT Trace", "payment_reference"),
    "day": ("Check Date", "Payment Date", "Remit Date", "Date Paid", "CHK DATE"),
    "total": ("Check Amount", "Check/EFT Amt", "Payment Total", "EFT Amount"),
    "payer": ("Payer", "Payor Name", "Insurance Company", "Carrier"),
    "claim": ("Patient Control Number", "Patient Account #", "ACNT", "Patient Acct", "Invoice #"),
    "icn": ("ICN", "Payer Claim Control Number", "Claim Number", "DCN"),
    "dos": ("DOS", "Date of Service", "Serv Date", "Svc Date", "Service Date"),
    "code": ("CPT", "CPT/HCPCS", "Proc Code", "Procedure", "PROC"),
    "billed": ("Billed", "Charge Amt", "Submitted Amount", "BILLED AMOUNT", "Line Charge"),
    "paid": ("Paid", "PROV PD", "Ins Paid", "Amount Paid", "Insurance Payment"),
    "1": ("Deductible", "DEDUCT", "Ded Amt"),
    "2": ("Coinsurance", "COINS", "Co-insurance Amount"),
    "3": ("Copay", "Co-pay", "Copayment"),
    "45": ("Contractual Adjustment", "Write-off", "Contractual", "Discount"),
}
DATES: Final = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%Y%m%d", "%d-%b-%Y", "%b %d, %Y", "%m-%d-%Y")
REASONS: Final = (("PR", "1"), ("PR", "2"), ("PR", "3"), ("CO", "45"))
cents = st.integers(0, 400_000)


def _minus(text: str) -> str:
    return f"({text[1:]})" if text.startswith("-") else text


def _after(text: str) -> str:
    return f"{text[1:]}-" if text.startswith("-") else text


def _grouped(amount: int) -> str:
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100:,}.{abs(amount) % 100:02d}"


STYLES: Final[tuple[Callable[[int], str], ...]] = (
    to_text,
    _grouped,
    lambda amount: _minus(_grouped(amount)),
    lambda amount: _after(_grouped(amount)),
    lambda amount: _minus(_grouped(amount)).replace("(", "($") if amount < 0 else f"${_grouped(amount)}",
    lambda amount: f" {to_text(amount)} ",
    lambda amount: f"{to_text(-amount)}CR" if amount < 0 else to_text(amount),
)  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """How a portal writes its export."""

    columns: tuple[tuple[str, str], ...]
    money: Callable[[int], str]
    day: str
    delimiter: str
    encoding: str
    ending: str
    above: int
    has_totals: bool


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """Draw headers in any order, styles of amounts and dates, and what stands around the rows."""
    named = [(field, draw(st.sampled_from(names))) for field, names in HEADERS.items()]
    return Layout(
        columns=tuple(draw(st.permutations(named))),
        money=draw(st.sampled_from(STYLES)),
        day=draw(st.sampled_from(DATES)),
        delimiter=draw(st.sampled_from(",\t|;")),
        encoding=draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])),
        ending=draw(st.sampled_from(["\n", "\r\n", "\r"])),
        above=draw(st.integers(0, 4)),
        has_totals=draw(st.booleans()),
    )


@st.composite
def payments(draw: st.DrawFn) -> Payment:
    """Draw a balanced payment of claims with lines and the adjustments that have a column."""
    claims = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        sign = draw(st.sampled_from([1, 1, 1, -1]))
        services = []
        for _ in range(draw(st.integers(1, 3))):
            parts = [draw(cents) for _ in REASONS]
            paid = draw(cents)
            charge = paid + sum(parts) + 1
            cas = [
                (*one, sign * amount) for one, amount in zip(REASONS, parts, strict=True) if amount
            ]
            services.append(Service("99213", sign * charge, sign * (paid + 1), cas, "2026-02-01"))
        charge, paid = sum(s.charge for s in services), sum(s.paid for s in services)
        status = "1" if sign > 0 else "22"
        claims.append(Claim(f"C{number}", charge, paid, status, f"ICN{number}", services=services))
    return Payment(claims)


def written(payment: Payment, layout: Layout) -> bytes:
    """Return the payment as the portal's CSV."""
    from datetime import date

    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=layout.delimiter, lineterminator=layout.ending)
    for _ in range(layout.above):
        writer.writerow(["Españo Health provider portal"])
    writer.writerow([header for _, header in layout.columns])
    rows = [(claim, line) for claim in payment.claims for line in claim.services]
    for claim, line in rows:
        amounts = {reason: amount for _, reason, amount in line.cas}
        facts = {
            "ref": payment.trace,
            "day": f"{date.fromisoformat(payment.date):{layout.day}}",
            "total": layout.money(payment.cents),
            "payer": "Acme Health",
            "claim": claim.pcn,
            "icn": claim.icn,
            "dos": f"{date.fromisoformat(line.dos):{layout.day}}",
            "code": line.code,
            "billed": layout.money(line.charge),
            "paid": layout.money(line.paid),
            **{reason: layout.money(amounts.get(reason, 0)) for _, reason in REASONS},
        }
        writer.writerow([facts[field] for field, _ in layout.columns])
    if layout.has_totals:
        paid = layout.money(sum(line.paid for _, line in rows))
        _, *others = layout.columns
        writer.writerow(["Total", *(paid if field == "paid" else "" for field, _ in others)])
    return out.getvalue().encode(layout.encoding)


def amounts_of(remittance: Remittance) -> object:
    """Return what a remittance says in cents, claim by claim and line by line."""
    return [
        (
            claim.pcn,
            claim.payer_claim_no,
            claim.status,
            claim.charge_cents,
            claim.paid_cents,
            [
                (
                    line.procedure.code,
                    line.service_from,
                    line.charge_cents,
                    line.paid_cents,
                    sorted((a.group, a.reason, a.cents) for a in line.adjustments),
                )
                for line in claim.services
            ],
        )
        for claim in remittance.claims
    ]


@settings(max_examples=150, deadline=None)
@given(payments(), layouts())
def test_a_csv_of_any_layout_reads_to_the_same_amounts_as_the_835(
    payment: Payment, layout: Layout
) -> None:
    (era,) = read_835(file_of(payment), "made.835").remittances
    rows = rows_of_csv(written(payment, layout))
    placed = proposed(rows, "made.csv")

    read = read_rows(rows, "made.csv", placed=placed)

    assert (placed.doubts, placed.lacks, placed.unused_money) == ((), (), ())
    (sheet,) = read.remittances
    assert amounts_of(sheet) == amounts_of(era)
    assert sheet.payment.cents == era.payment.cents
    assert (sheet.payment.trace, sheet.payment.date) == (era.payment.trace, era.payment.date)
    assert sheet.totals.balanced
