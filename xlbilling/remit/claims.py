"""A claim while its segments arrive, with the running sums that tell whether it balances.

Model objects cost more than the sums: they are built only for a claim that is kept or
that something is wrong with, so that totals of a large file stay cheap.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from xlbilling.model.findings import Finding
from xlbilling.model.remittance import ClaimPayment, ServicePayment
from xlbilling.model.segments import Adjustment, Amount, Loop
from xlbilling.x12.composites import procedure_of
from xlbilling.x12.segments import Delimiters

CLP_ELEMENTS: Final = 10
SVC_ELEMENTS: Final = 8

Triplet = tuple[str, str, int, str, int, int]


class OpenLoop:
    """A claim (CLP) or a service line (SVC) that is still being read; cents are int.

    Attributes:
        elements: the first segment, split and padded.
        number: its segment number.
        charge, paid: what the first segment says, in cents.
        adjustments, amounts: the fields of each Adjustment and Amount, in order.
        adjusted, patient: sums of all adjustments, and of those in group PR.
        texts: every segment of the loop, once it is closed.
    """

    __slots__ = (
        "adjusted",
        "adjustments",
        "amounts",
        "charge",
        "elements",
        "number",
        "paid",
        "patient",
        "texts",
    )

    def __init__(self, elements: list[str], number: int) -> None:
        """Start with the first segment of the loop."""
        self.elements = elements
        self.number = number
        self.charge = self.paid = self.adjusted = self.patient = 0
        self.adjustments: list[Triplet] = []
        self.amounts: list[tuple[str, int, int]] = []
        self.texts: tuple[str, ...] = ()


class OpenClaim(OpenLoop):
    """A claim that is still being read, with its lines and what is wrong so far."""

    __slots__ = ("findings", "patient_responsibility", "services")

    def __init__(self, elements: list[str], number: int) -> None:
        """Start with the CLP segment."""
        super().__init__(elements, number)
        self.patient_responsibility = 0
        self.services: list[OpenLoop] = []
        self.findings: list[Finding] = []

    def is_in_order(self) -> bool:
        """Tell whether every balance of the claim holds; balance.claim_findings says which not."""
        adjusted, patient, charged = self.adjusted, self.patient, 0
        for line in self.services:
            if line.charge - line.adjusted != line.paid:
                return False
            adjusted += line.adjusted
            patient += line.patient
            charged += line.charge
        return (
            self.charge - adjusted == self.paid
            and (charged == self.charge or not self.services)
            and patient == self.patient_responsibility
        )

    def build(
        self, delimiters: Delimiters, component: str, units: dict[str, Decimal]
    ) -> ClaimPayment:
        """Return the claim as it stands, without findings.

        ``units`` has the quantities by their text; one that is not in it is 0.
        """

        def loop_of(one: OpenLoop) -> Loop:
            return Loop(one.number, one.texts, delimiters.element, component)

        def service_of(line: OpenLoop) -> ServicePayment:
            said = line.elements
            return ServicePayment(
                procedure=procedure_of(said[1], component),
                charge_cents=line.charge,
                paid_cents=line.paid,
                units_paid=units.get(said[5], Decimal(0)),
                units_billed=units.get(said[7] or said[5], Decimal(0)),
                original=procedure_of(said[6], component) if said[6] else None,
                revenue_code=said[4],
                adjustments=tuple(Adjustment(*fields) for fields in line.adjustments),
                amounts=tuple(Amount(*fields) for fields in line.amounts),
                loop=loop_of(line),
            )

        said = self.elements
        return ClaimPayment(
            pcn=said[1],
            status=said[2],
            charge_cents=self.charge,
            paid_cents=self.paid,
            patient_responsibility_cents=self.patient_responsibility,
            filing_indicator=said[6],
            payer_claim_no=said[7],
            facility_code=said[8],
            frequency_code=said[9],
            adjustments=tuple(Adjustment(*fields) for fields in self.adjustments),
            amounts=tuple(Amount(*fields) for fields in self.amounts),
            services=tuple(map(service_of, self.services)),
            loop=loop_of(self),
        )
