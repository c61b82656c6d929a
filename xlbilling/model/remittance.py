"""A remittance: one payment, the claims it pays, and what it took or added besides.

One ``ST*835`` transaction, or the rows of one check in a CSV or XLSX file, is one
Remittance. Money is integer cents; dates are dates; identifiers are text as sent.
Source: ASC X12 835 005010X221A1; rules.md section 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from xlbilling.model.findings import Finding
from xlbilling.model.segments import (
    Adjustment,
    Amount,
    DatedEvent,
    Envelope,
    Loop,
    Organization,
    Party,
    Procedure,
    ProviderAdjustment,
    Reference,
    Remark,
    day_of,
)

REVERSAL: Final = "22"
NOT_OUR_CLAIM: Final = "23"
PREDETERMINATION: Final = "25"
_FORWARDED: Final = frozenset({"19", "20", "21"})
_REMARKS: Final = {"MIA": (5, 20, 21, 22, 23), "MOA": (3, 4, 5, 6, 7)}
_NO_LOOP: Final = Loop(0, ())
_NO_ENVELOPE: Final = Envelope()


def _references(loop: Loop) -> tuple[Reference, ...]:
    return tuple(Reference(row[1], row[2], number) for number, row in loop.rows("REF"))


def _dates(loop: Loop) -> tuple[DatedEvent, ...]:
    return tuple(DatedEvent(row[1], row[2], number) for number, row in loop.rows("DTM"))


def _day(loop: Loop, *qualifiers: str) -> date | None:
    """Return the first real day under the first of the qualifiers that has one."""
    found = {row[1]: row[2] for _, row in reversed(tuple(loop.rows("DTM")))}
    days = (day_of(found[one]) for one in qualifiers if one in found)
    return next((day for day in days if day), None)


def _amount(amounts: tuple[Amount, ...], qualifier: str) -> int | None:
    return next((one.cents for one in amounts if one.qualifier == qualifier), None)


@dataclass(frozen=True, slots=True)
class ServicePayment:
    """What the payer decided about one service line (SVC, loop 2110).

    Attributes:
        procedure: the code that was adjudicated (SVC01).
        charge_cents: SVC02; 0 when empty.
        paid_cents: SVC03; 0 when empty; negative on a reversal.
        units_paid: SVC05; 1 when empty; may be 0.
        units_billed: SVC07, or ``units_paid`` when empty.
        original: the code we billed (SVC06) when the payer changed it.
        revenue_code: SVC04.
        adjustments: every CAS triplet of the line.
        amounts: every AMT of the line.
        loop: all segments of the line, as sent.
    """

    procedure: Procedure
    charge_cents: int
    paid_cents: int
    units_paid: Decimal
    units_billed: Decimal
    original: Procedure | None
    revenue_code: str
    adjustments: tuple[Adjustment, ...]
    amounts: tuple[Amount, ...]
    loop: Loop

    @property
    def segment(self) -> int:
        """Number of the SVC segment (or sheet row)."""
        return self.loop.first

    @property
    def adjusted_cents(self) -> int:
        """Sum of the line's adjustments."""
        return sum([one.cents for one in self.adjustments])

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every REF of the line."""
        return _references(self.loop)

    @property
    def line_control_number(self) -> str:
        """Our own number of the line (REF*6R), empty when it was not returned."""
        return next((one.value for one in self.references if one.qualifier == "6R"), "")

    @property
    def dates(self) -> tuple[DatedEvent, ...]:
        """Every DTM of the line."""
        return _dates(self.loop)

    @property
    def service_from(self) -> date | None:
        """First day of service (DTM 472 or 150); None when only the claim has one."""
        return _day(self.loop, "472", "150")

    @property
    def service_to(self) -> date | None:
        """Last day of service (DTM 151, else 472)."""
        return _day(self.loop, "151", "472", "150")

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Every remark code of the line (LQ*HE)."""
        rows = self.loop.rows("LQ")
        return tuple(Remark(row[2], "LQ", number) for number, row in rows if row[1] == "HE")

    @property
    def allowed_cents(self) -> int | None:
        """The allowed amount as the payer stated it (AMT*B6), None when it did not."""
        return _amount(self.amounts, "B6")


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """What the payer decided about one claim (CLP, loop 2100), with its service lines.

    Attributes:
        pcn: patient control number, our claim id as returned (CLP01).
        status: CLP02, such as ``1`` primary, ``4`` denied, ``22`` reversal.
        charge_cents: CLP03.
        paid_cents: CLP04.
        patient_responsibility_cents: CLP05; 0 when empty.
        filing_indicator: CLP06.
        payer_claim_no: the payer's own number, ICN (CLP07).
        facility_code: CLP08, the place of service.
        frequency_code: CLP09, ``1`` original, ``7`` replacement, ``8`` void.
        adjustments: claim-level CAS triplets only; the lines have their own.
        amounts: claim-level AMT.
        services: the service lines, empty when the payer sent none.
        loop: all claim-level segments, as sent.
        findings: what is wrong with this claim; an error keeps it from being posted.
    """

    pcn: str
    status: str
    charge_cents: int
    paid_cents: int
    patient_responsibility_cents: int
    filing_indicator: str
    payer_claim_no: str
    facility_code: str
    frequency_code: str
    adjustments: tuple[Adjustment, ...]
    amounts: tuple[Amount, ...]
    services: tuple[ServicePayment, ...]
    loop: Loop
    findings: tuple[Finding, ...] = ()

    @property
    def segment(self) -> int:
        """Number of the CLP segment (or sheet row)."""
        return self.loop.first

    @property
    def all_adjustments(self) -> tuple[Adjustment, ...]:
        """The claim's own adjustments, then those of its lines, in order."""
        return self.adjustments + tuple(a for line in self.services for a in line.adjustments)

    @property
    def parties(self) -> tuple[Party, ...]:
        """Everybody named on the claim (NM1)."""
        rows = self.loop.rows("NM1")
        return tuple(Party(r[1], r[3], r[4], r[5], r[8], r[9], number) for number, r in rows)

    def party(self, entity: str) -> Party | None:
        """Return the one named under ``entity``, such as ``82`` for the rendering provider."""
        return next((one for one in self.parties if one.entity == entity), None)

    @property
    def patient(self) -> Party | None:
        """The patient (NM1*QC)."""
        return self.party("QC")

    @property
    def subscriber(self) -> Party | None:
        """The insured person when another than the patient (NM1*IL)."""
        return self.party("IL")

    @property
    def corrected(self) -> Party | None:
        """Name or member id as the payer has it (NM1*74)."""
        return self.party("74")

    @property
    def crossover(self) -> Party | None:
        """The payer the claim was forwarded to (NM1*TT)."""
        return self.party("TT")

    @property
    def is_crossed_over(self) -> bool:
        """Whether the payer sent the claim on itself (CLP02 19, 20, 21, or NM1*TT)."""
        return self.status in _FORWARDED or self.crossover is not None

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every claim-level REF, such as 1L group number, EA record number, F8, CE."""
        return _references(self.loop)

    @property
    def dates(self) -> tuple[DatedEvent, ...]:
        """Every claim-level DTM."""
        return _dates(self.loop)

    @property
    def statement_from(self) -> date | None:
        """First day of the claim (DTM 232)."""
        return _day(self.loop, "232")

    @property
    def statement_to(self) -> date | None:
        """Last day of the claim (DTM 233)."""
        return _day(self.loop, "233")

    @property
    def received_on(self) -> date | None:
        """Day the payer received the claim (DTM 050)."""
        return _day(self.loop, "050")

    @property
    def first_service_on(self) -> date | None:
        """Earliest day of service of the lines, else of the claim."""
        days = [line.service_from for line in self.services]
        return min((day for day in days if day), default=self.statement_from)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Claim-level remark codes (MIA05, 20 to 23; MOA03 to 07)."""
        return tuple(
            Remark(row[place], tag, number)
            for tag, places in _REMARKS.items()
            for number, row in self.loop.rows(tag)
            for place in places
            if row[place]
        )


@dataclass(frozen=True, slots=True)
class Payment:
    """The check or transfer (BPR) and its trace (TRN).

    Attributes:
        cents: BPR02; None when it is missing or no number.
        method: BPR04: ACH, CHK, FWT, BOP or NON.
        date: BPR16, None when it is no real day.
        credit_or_debit: BPR03: C or D.
        handling: BPR01, such as ``I`` payment with advice, ``H`` notice only.
        trace: TRN02, the check or EFT number.
        payer_trace_id: TRN03, the payer's id beside the trace.
        date_text: BPR16 as sent.
        elements: BPR01 to BPR21 as sent, accounts and routing numbers included.
    """

    cents: int | None
    method: str = ""
    date: date | None = None
    credit_or_debit: str = ""
    handling: str = ""
    trace: str = ""
    payer_trace_id: str = ""
    date_text: str = ""
    elements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of one remittance; money that is no number counts as nothing in them.

    ``balanced`` tells whether the three balances B-LINE, B-CLAIM and B-TRAN all hold.
    """

    claims: int
    services: int
    payment_cents: int
    claim_paid_cents: int
    service_paid_cents: int
    adjustment_cents: int
    provider_adjustment_cents: int
    balanced: bool


@dataclass(frozen=True, slots=True)
class Remittance:
    """One payment with everything the payer said about it.

    Attributes:
        st02: control number of the transaction; the check's row for a sheet.
        payment: the check or transfer.
        payer: N1*PR, None when missing.
        payee: N1*PE, None when missing.
        claims: the claims in file order; empty when only totals were asked for.
        provider_adjustments: every PLB pair.
        totals: sums and whether they balance.
        is_refused: segment count or control number wrong (R-8): nothing may be posted.
        findings: all that is wrong, the claims' findings included, in file order.
        header: the segments from ST to the first claim, as sent.
        provider_loops: LX, TS2 and TS3 segments, as sent.
        envelope: sender, receiver and control numbers.
        segment: number of the ST segment.
        is_sheet: whether it came from CSV or XLSX rows.
    """

    st02: str
    payment: Payment
    payer: Organization | None
    payee: Organization | None
    claims: tuple[ClaimPayment, ...]
    provider_adjustments: tuple[ProviderAdjustment, ...]
    totals: Totals
    is_refused: bool
    findings: tuple[Finding, ...]
    header: Loop = _NO_LOOP
    provider_loops: tuple[Loop, ...] = ()
    envelope: Envelope = _NO_ENVELOPE
    segment: int = 0
    is_sheet: bool = False

    @property
    def produced_on(self) -> date | None:
        """Day the payer made the file (DTM 405)."""
        return _day(self.header, "405")

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every REF before the first claim, such as EV receiver id and F2 version."""
        return _references(self.header)


@dataclass(frozen=True, slots=True)
class RemittanceFile:
    """Every remittance of one file, and what is wrong with the file itself."""

    source: str
    kind: str
    remittances: tuple[Remittance, ...]
    findings: tuple[Finding, ...]
