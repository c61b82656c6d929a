"""835 files of our own making: a payment from plain Python, envelope and control numbers right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Triplet = tuple[str, str, int]


def money(cents: int) -> str:
    """Return an amount as X12 writes it: no trailing zeros, no leading ones."""
    sign, rest = ("-" if cents < 0 else ""), abs(cents)
    text = f"{rest // 100}.{rest % 100:02d}".rstrip("0").rstrip(".")
    return sign + (text or "0")


@dataclass(frozen=True)
class Service:
    """One SVC with its CAS; ``paid`` is in cents, as everything here."""

    code: str
    charge: int
    paid: int
    cas: Sequence[Triplet] = ()
    dos: str = ""
    mods: Sequence[str] = ()
    control: str = ""
    original: str = ""
    remarks: Sequence[str] = ()
    allowed: int | None = None

    def segments(self) -> Iterable[str]:
        """Give the segments of the loop."""
        original = f"HC:{self.original}" if self.original else ""
        composite = ":".join(("HC", self.code, *self.mods))
        tail = f"**1*{original}" if original else "**1"
        yield f"SVC*{composite}*{money(self.charge)}*{money(self.paid)}{tail}"
        if self.dos:
            yield f"DTM*472*{self.dos.replace('-', '')}"
        yield from cas_segments(self.cas)
        if self.control:
            yield f"REF*6R*{self.control}"
        if self.allowed is not None:
            yield f"AMT*B6*{money(self.allowed)}"
        yield from (f"LQ*HE*{code}" for code in self.remarks)


@dataclass(frozen=True)
class Claim:
    """One CLP with its services."""

    pcn: str
    charge: int
    paid: int
    status: str = "1"
    icn: str = ""
    cas: Sequence[Triplet] = ()
    services: Sequence[Service] = ()
    patient: tuple[str, str, str] = ("", "", "")
    dos: str = ""
    crossover: str = ""

    def segments(self) -> Iterable[str]:
        """Give the segments of the loop."""
        every = [*self.cas, *(one for service in self.services for one in service.cas)]
        share = sum(cents for group, _, cents in every if group == "PR")
        stated = money(share) if share else ""
        head = f"CLP*{self.pcn}*{self.status}*{money(self.charge)}*{money(self.paid)}*{stated}"
        yield f"{head}*12*{self.icn or 'ICN' + self.pcn}*11*1"
        yield from cas_segments(self.cas)
        last, first, member = self.patient
        if last or member:
            yield f"NM1*QC*1*{last}*{first}****MI*{member}"
        if self.crossover:
            yield f"NM1*TT*2*{self.crossover}"
        if self.dos:
            yield f"DTM*232*{self.dos.replace('-', '')}"
        for service in self.services:
            yield from service.segments()


@dataclass(frozen=True)
class Payment:
    """One ST*835; the amount is what the claims and PLB come to unless another is given."""

    claims: Sequence[Claim]
    trace: str = "T1"
    trace_id: str = "1ACME"
    date: str = "2026-03-20"
    plb: Sequence[tuple[str, str, int]] = ()
    amount: int | None = None
    payer: str = "ACME HEALTH"

    @property
    def cents(self) -> int:
        """The payment in cents."""
        if self.amount is not None:
            return self.amount
        return sum(one.paid for one in self.claims) - sum(cents for *_, cents in self.plb)

    def segments(self) -> Iterable[str]:
        """Give the segments from BPR to the last PLB."""
        method = "ACH" if self.cents else "NON"
        handling = "I" if self.cents else "H"
        day = self.date.replace("-", "")
        yield f"BPR*{handling}*{money(self.cents)}*C*{method}************{day}"
        yield f"TRN*1*{self.trace}*{self.trace_id}"
        yield f"DTM*405*{day}"
        yield f"N1*PR*{self.payer}"
        yield "N1*PE*OAK STREET CLINIC*XX*1234567893"
        if self.claims:
            yield "LX*1"
        for claim in self.claims:
            yield from claim.segments()
        for code, reference, cents in self.plb:
            yield f"PLB*1234567893*20261231*{code}:{reference}*{money(cents)}"


def cas_segments(triplets: Sequence[Triplet]) -> Iterable[str]:
    """Give CAS segments, up to six triplets of one group in each."""
    groups: dict[str, list[Triplet]] = {}
    for one in triplets:
        groups.setdefault(one[0], []).append(one)
    for group, ones in groups.items():
        for start in range(0, len(ones), 6):
            parts = [f"{reason}*{money(cents)}" for _, reason, cents in ones[start : start + 6]]
            yield f"CAS*{group}*" + "**".join(parts)


@dataclass
class File:
    """A whole file of payments."""

    payments: Sequence[Payment] = field(default_factory=list)

    def content(self) -> bytes:
        """Return the file's bytes."""
        isa = (
            "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
            "*260320*1200*^*00501*000000001*0*T*:"
        )
        segments = [isa, "GS*HP*SENDER*RECEIVER*20260320*1200*1*X*005010X221A1"]
        for n, payment in enumerate(self.payments, start=1):
            body = list(payment.segments())
            segments += [f"ST*835*{n:04d}", *body, f"SE*{len(body) + 2}*{n:04d}"]
        segments += [f"GE*{len(self.payments)}*1", "IEA*1*000000001"]
        return ("~\n".join(segments) + "~\n").encode()


def file_of(*payments: Payment) -> bytes:
    """Return a file of these payments."""
    return File(payments).content()
