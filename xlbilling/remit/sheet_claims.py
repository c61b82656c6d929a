"""Rows of one check in a payer's sheet, put together to claims and a remittance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from xlbilling.model import money
from xlbilling.model.findings import ERROR, INFO, WARNING, Finding
from xlbilling.model.remittance import (
    ClaimPayment,
    Payment,
    Remittance,
    ServicePayment,
    Totals,
)
from xlbilling.model.segments import Adjustment, Amount, Loop, Organization, Procedure
from xlbilling.remit import balance
from xlbilling.remit import sheet_provider_level as provider_level
from xlbilling.remit.cells import id_trouble
from xlbilling.remit.claim_rows import ClaimRows, by_claim
from xlbilling.remit.sheet_provider_level import ProviderRow
from xlbilling.remit.sheet_row import SheetRow
from xlbilling.remit.sheet_status import status_of
from xlbilling.x12 import quoting
from xlbilling.x12.numbers import NotANumberError, units_of

_MARK: Final = "\x1f"
_PROCEDURE: Final = re.compile(
    r"(?:([A-Z]{2}):)?([A-Z0-9]{3,5})((?:[-:,\s]+[A-Z0-9]{2})*)", re.IGNORECASE
)


def _procedure(row: SheetRow) -> Procedure:
    text = row.text("procedure")
    match = _PROCEDURE.fullmatch(text)
    modifiers = [
        one for cell in row.texts("modifiers") for one in re.split(r"[\s,;:/-]+", cell) if one
    ]
    if match is None:
        return Procedure("HC", text, tuple(modifiers), text)
    inside = [one.upper() for one in re.split(r"[-:,\s]+", match[3]) if one]
    kept = tuple(dict.fromkeys(one.upper() for one in inside + modifiers))
    return Procedure((match[1] or "HC").upper(), match[2].upper(), kept, text)


def _units(row: SheetRow) -> Decimal:
    try:
        return units_of(row.text("units"))
    except NotANumberError as error:
        what = f"{row.name('units')}{quoting.amount(row.text('units'))} {error}; counted as 0 units"
        row.tell(("SHEET-UNITS", WARNING), what, "check the units of the line before posting")
        return Decimal(0)


def _loop(row: SheetRow, segments: Sequence[tuple[str, ...]]) -> Loop:
    """Return cells as segments of that row: dates, ids and remarks are found as in an 835."""
    return Loop(row.number, tuple(_MARK.join(one) for one in segments), _MARK, ":", step=0)


def _days(row: SheetRow) -> tuple[date | None, date | None]:
    days = row.days("service_from") if row.has("service_from") else None
    last = row.days("service_to") if row.has("service_to") else None
    first = days[0] if days else None
    return first, last[1] if last else days[1] if days else None


def _service(row: SheetRow) -> ServicePayment:
    first, last = _days(row)
    segments: list[tuple[str, ...]] = [("SVC",)]
    if first and last and first != last:
        segments += [("DTM", "150", f"{first:%Y%m%d}"), ("DTM", "151", f"{last:%Y%m%d}")]
    elif first:
        segments.append(("DTM", "472", f"{first:%Y%m%d}"))
    if row.text("line_control"):
        segments.append(("REF", "6R", row.text("line_control")))
    segments += [("LQ", "HE", code) for code in row.remarks()]
    units = _units(row)
    return ServicePayment(
        procedure=_procedure(row),
        charge_cents=row.cents.get("billed", 0),
        paid_cents=row.cents.get("paid", 0),
        units_paid=units,
        units_billed=units,
        original=None,
        revenue_code="",
        adjustments=row.adjustments(),
        amounts=_allowed(row),
        loop=_loop(row, segments),
    )


def _allowed(row: SheetRow) -> tuple[Amount, ...]:
    return (Amount("B6", row.cents["allowed"], row.number),) if "allowed" in row.cents else ()


def _patient(row: SheetRow) -> tuple[str, ...]:
    last, first = row.text("patient_last"), row.text("patient_first")
    if not last:
        last, _, first = (part.strip() for part in row.text("patient_name").partition(","))
    return ("NM1", "QC", "1", last, first, "", "", "", "MI", row.text("member_id"))


def _claim(gathered: ClaimRows) -> ClaimPayment:
    """Return one claim: its service lines where the sheet has codes, else its one row."""
    rows, head = gathered.rows, gathered.rows[0]
    has_lines = bool(head.text("procedure"))
    services = tuple(map(_service, rows)) if has_lines else ()
    segments: list[tuple[str, ...]] = [("CLP",), _patient(head)]
    if not has_lines:
        first, last = _days(head)
        segments += [
            ("DTM", code, f"{day:%Y%m%d}") for code, day in (("232", first), ("233", last)) if day
        ]
        segments += [("MOA", "", "", code) for code in head.remarks()]
    paid, adjustments = _of_whole(gathered, services)
    stating = (gathered.total or head, *rows)
    patient = _patient_share(gathered)
    if patient is None:
        everything = adjustments + tuple(one for line in services for one in line.adjustments)
        patient = sum(one.cents for one in everything if one.group == "PR")
    claim = ClaimPayment(
        pcn=next((text for row in stating if (text := row.text("claim_id"))), ""),
        status=status_of(stating[0]),
        charge_cents=sum(row.cents.get("billed", 0) for row in rows),
        paid_cents=paid,
        patient_responsibility_cents=patient,
        filing_indicator="",
        payer_claim_no=next((text for row in stating if (text := row.text("payer_claim_no"))), ""),
        facility_code=head.text("pos"),
        frequency_code="",
        adjustments=adjustments,
        amounts=() if has_lines else _allowed(head),
        services=services,
        loop=_loop(head, segments),
    )
    found = [one for row in (*rows, *_total_rows(gathered)) for one in row.findings]
    found += balance.claim_findings(claim, f"{head.source} row")
    return replace(claim, findings=tuple(found))


def _total_rows(gathered: ClaimRows) -> tuple[SheetRow, ...]:
    return (gathered.total,) if gathered.total else ()


def _of_whole(
    gathered: ClaimRows, services: Sequence[ServicePayment]
) -> tuple[int, tuple[Adjustment, ...]]:
    """Return what the claim was paid, and its adjustments outside of its lines.

    Where a row states the claim beside its lines, its adjustments are the lines' again, save where
    it was paid another amount than they were: then they make up the difference.
    """
    paid = sum(row.cents.get("paid", 0) for row in gathered.rows)
    total = gathered.total
    if total is None:
        return paid, () if services else gathered.rows[0].adjustments()
    stated = total.cents.get("paid", paid)
    if stated == paid:
        return paid, ()
    total.cents["billed"] = paid  # what its lines leave for it to adjust
    return stated, total.adjustments()


def _patient_share(gathered: ClaimRows) -> int | None:
    """Return the patient's share as stated, None where the sheet has no column of it."""
    if "patient_resp" not in gathered.rows[0].columns.places:
        return None
    if gathered.total and "patient_resp" in gathered.total.cents:
        return gathered.total.cents["patient_resp"]
    return sum(row.cents.get("patient_resp", 0) for row in gathered.rows)


def _stated_total(
    rows: Sequence[SheetRow], claims_cents: int, provider: Sequence[ProviderRow]
) -> tuple[int | None, list[Finding]]:
    """Return the check's total, stated on any or every row and never summed."""
    head = rows[0]
    stated: dict[int, SheetRow] = {}
    mark = {row.number: len(row.findings) for row in rows}
    for row in rows:
        cents = row.money(row.cell("payment_total"), row.name("payment_total"))
        if cents is not None:
            stated.setdefault(cents, row)
    bad = next(
        (row.findings[mark[row.number] :] for row in rows if len(row.findings) > mark[row.number]),
        [],
    )
    for row in rows:
        del row.findings[mark[row.number] :]  # one finding for the check, not one a row
    if len(stated) == 1:
        return next(iter(stated)), bad
    if not stated:
        if bad:
            return None, bad
        total = claims_cents - sum(one.cents for one in provider)
        less = " less the provider-level adjustments," if provider else ""
        what = (
            f"the sheet states no check total; the paid column's sum{less} {money.show(total)} "
            f"is taken"
        )
        return total, [
            Finding("SHEET-TOTAL", WARNING, what, head.where, "compare it with the deposit")
        ]
    first, other = list(stated)[:2]
    elsewhere = f"{money.show(other)} in row {stated[other].number}"
    what = f"the check total is {money.show(first)} here, but {elsewhere}"
    finding = Finding(
        "SHEET-TOTAL",
        ERROR,
        what,
        head.where,
        "part the rows by check, or correct the total in a copy",
    )
    return None, [*bad, finding]


def _organization(row: SheetRow, entity: str, name: str, number: str) -> Organization | None:
    if not (row.text(name) or row.text(number)):
        return None
    loop = _loop(row, [("N1", entity, row.text(name))])
    qualifier = "XX" if entity == "PE" else ""
    return Organization(
        row.text(name), qualifier if row.text(number) else "", row.text(number), loop
    )


def _payment_date(row: SheetRow) -> tuple[date | None, list[Finding]]:
    """Return the day of the check, and the finding when the cell names none."""
    mark = len(row.findings)
    days = row.days("payment_date") if row.has("payment_date") else None
    found = row.findings[mark:]
    del row.findings[mark:]  # the check's finding, not the claim's
    return days[0] if days else None, found


def _unsaid(row: SheetRow) -> list[Finding]:
    """Return findings for what the sheet does not say about the check."""
    found = []
    if not row.text("payment_ref"):
        what = "the sheet names no check or transfer"
        fix = "match the deposit by amount and date"
        found.append(Finding("SHEET-TRACE", WARNING, what, row.where, fix))
    if not (row.text("payer_name") or row.text("payer_id")):
        what = "the sheet does not say who the payer is"
        fix = "say it with --payer when importing, or choose Payer on Remits"
        found.append(Finding("SHEET-PAYER", WARNING, what, row.where, fix))
    if "claim_status" not in row.columns.places:
        what = "the sheet says no claim status; claims count as processed by the primary payer"
        fix = "nothing to do unless the payer is secondary"
        found.append(Finding("SHEET-STATUS", INFO, what, row.where, fix))
    return found


def remittance_of(
    rows: Sequence[SheetRow], st02: str, provider: Sequence[ProviderRow] = ()
) -> Remittance:
    """Return the remittance that the rows of one check make.

    Args:
        rows: the rows of the check, at least one.
        st02: the check's place in the sheet, from 1.
        provider: its provider-level adjustments.
    """
    head = rows[0]
    own = [row for row in rows if not row.is_provider_level]
    repeated, found = provider_level.beside_claims(own)
    claims = tuple(map(_claim, by_claim(own)))
    paid = sum(claim.paid_cents for claim in claims)
    total, of_total = _stated_total(rows, paid, (*provider, *repeated))
    has_total = not any(one.id == "SHEET-TOTAL" and one.severity == WARNING for one in of_total)
    signed, is_other = provider_level.signed((*provider, *repeated), paid, total)
    found += of_total
    found += provider_level.told(signed, head.where, is_other=is_other, has_total=has_total)
    paid_on, dated = _payment_date(head)
    found += dated + _unsaid(head)
    totals = _totals(claims, total, sum(one.cents for one in signed))
    found += balance.payment_findings(totals, total, head.where)
    return Remittance(
        st02=st02,
        payment=Payment(total, date=paid_on, trace=head.text("payment_ref")),
        payer=_organization(head, "PR", "payer_name", "payer_id"),
        payee=_organization(head, "PE", "provider", "npi"),
        claims=claims,
        provider_adjustments=provider_level.adjustments(signed),
        totals=totals,
        is_refused=bool(id_trouble(head.cell("payment_ref"))),
        findings=(*found, *(one for claim in claims for one in claim.findings)),
        segment=head.number,
        is_sheet=True,
    )


def with_provider_level(
    remittance: Remittance, rows: Sequence[ProviderRow], where: str
) -> Remittance:
    """Return a remittance with adjustments that stand on another sheet; its balances anew."""
    claims_cents = remittance.totals.claim_paid_cents
    own = sum(one.cents for one in remittance.provider_adjustments)
    cents = remittance.payment.cents
    has_total = not any(
        one.id == "SHEET-TOTAL" and one.severity == WARNING for one in remittance.findings
    )
    signed, is_other = provider_level.signed(rows, claims_cents - own, cents if has_total else None)
    if not has_total:
        cents = claims_cents - own - sum(one.cents for one in signed)
    told = provider_level.told(signed, where, is_other=is_other, has_total=has_total)
    return recounted(
        replace(
            remittance,
            payment=replace(remittance.payment, cents=cents),
            provider_adjustments=(
                *remittance.provider_adjustments, *provider_level.adjustments(signed)
            ),
            findings=(*remittance.findings, *told),
        )
    )  # fmt: skip


def recounted(remittance: Remittance) -> Remittance:
    """Return a remittance whose totals and balance are counted anew."""
    cents = remittance.payment.cents
    held = sum(one.cents for one in remittance.provider_adjustments)
    totals = _totals(remittance.claims, cents, held)
    kept = [one for one in remittance.findings if one.id != "B-TRAN"]
    where = next((one.where for one in remittance.findings), f"row {remittance.segment}")
    found = balance.payment_findings(totals, cents, where)
    return replace(remittance, totals=totals, findings=(*kept, *found))


def _totals(
    claims: Sequence[ClaimPayment], payment_cents: int | None, provider_cents: int
) -> Totals:
    paid = sum(claim.paid_cents for claim in claims)
    bad = any(one.id in {"B-LINE", "B-CLAIM"} for claim in claims for one in claim.findings)
    return Totals(
        claims=len(claims),
        services=sum(len(claim.services) for claim in claims),
        payment_cents=payment_cents or 0,
        claim_paid_cents=paid,
        service_paid_cents=sum(line.paid_cents for claim in claims for line in claim.services),
        adjustment_cents=sum(one.cents for claim in claims for one in claim.all_adjustments),
        provider_adjustment_cents=provider_cents,
        balanced=payment_cents == paid - provider_cents and not bad,
    )
