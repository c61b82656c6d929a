"""The small parts of X12 files: names, dates, references, amounts, adjustments, envelopes.

Money is integer cents, identifiers are text, and each part knows the number of the
segment (or of the sheet row) it came from, counted from 1 at the start of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


def day_of(text: str) -> date | None:
    """Return the day that a CCYYMMDD text names, None when it names no real day."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Loop:
    """Segments that follow one another, as they came: what is not read now is still here.

    Attributes:
        first: segment number of the first one.
        texts: the segments without their terminators.
        separator: what stands between two elements.
        component: what stands between the parts of one element.
        step: 1 for segments; 0 for the cells of one sheet row, which share its number.
    """

    first: int
    texts: tuple[str, ...]
    separator: str = "*"
    component: str = ":"
    step: int = 1

    def rows(self, tag: str) -> Iterator[tuple[int, list[str]]]:
        """Give each segment called ``tag`` with its number, padded to 25 elements."""
        start = tag + self.separator
        for place, text in enumerate(self.texts):
            if text.startswith(start):
                elements = text.split(self.separator)
                yield self.first + place * self.step, elements + [""] * (25 - len(elements))


@dataclass(frozen=True, slots=True)
class Amount:
    """Supplemental money (AMT): qualifier such as ``B6`` (allowed) and cents."""

    qualifier: str
    cents: int
    segment: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference number (REF): qualifier such as ``6R`` (our line control number) and value."""

    qualifier: str
    value: str
    segment: int


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """A date (DTM): qualifier such as ``472`` (service), and the text as sent."""

    qualifier: str
    text: str
    segment: int

    @property
    def day(self) -> date | None:
        """The day named, None when the text names no real day."""
        return day_of(self.text)


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark code (RARC) with the segment kind it came in: LQ, MIA or MOA."""

    code: str
    source: str
    segment: int


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody named (NM1).

    Entity ``QC`` is the patient, ``IL`` the subscriber, ``74`` who the payer says it is,
    ``TT`` the next payer. Names and ids are patient data: never in a message or a log.
    """

    entity: str
    last: str
    first: str
    middle: str
    id_qualifier: str
    id: str
    segment: int


@dataclass(frozen=True, slots=True)
class Organization:
    """The payer (N1*PR) or the payee (N1*PE) with what follows its name.

    Attributes:
        name: N102.
        id_qualifier: N103, such as ``XX`` for an NPI.
        id: N104.
        loop: the N1 segment and the N3, N4, REF and PER segments that follow it.
    """

    name: str
    id_qualifier: str
    id: str
    loop: Loop

    @property
    def references(self) -> tuple[Reference, ...]:
        """Further ids (REF), such as ``2U`` for the payer id or ``TJ`` for the tax id."""
        return tuple(Reference(row[1], row[2], number) for number, row in self.loop.rows("REF"))

    @property
    def contacts(self) -> tuple[tuple[str, ...], ...]:
        """Contacts (PER): function, name, then pairs of kind and number, blanks left out."""
        return tuple(tuple(filter(None, row[1:])) for _, row in self.loop.rows("PER"))


@dataclass(frozen=True, slots=True)
class Procedure:
    """A service's code (SVC01 or SVC06) with its qualifier and modifiers.

    ``text`` is the element as it was sent. Any qualifier is taken (rules.md R-3).
    """

    qualifier: str
    code: str
    modifiers: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One triplet of a CAS segment: why part of a charge was not paid.

    Attributes:
        group: CO, PR, OA, PI, or CR in older files.
        reason: the CARC, such as ``45``.
        cents: positive lowers the payment, negative raises it.
        quantity: units as sent, empty when none.
        segment: number of the CAS segment.
        position: 1 for the first triplet of the segment, up to 6.
    """

    group: str
    reason: str
    cents: int
    quantity: str
    segment: int
    position: int


@dataclass(frozen=True, slots=True)
class ProviderAdjustment:
    """One pair of a PLB segment: money moved outside of any claim.

    Attributes:
        code: PLB03-1, such as ``WO`` recovery, ``FB`` balance forward, ``L6`` interest.
        reference: PLB03-2 whole, empty when none was sent.
        cents: positive lowers the payment, negative raises it.
        provider_id: PLB01.
        fiscal_date: PLB02 as sent, CCYYMMDD.
        segment: number of the PLB segment.
        position: 1 for the first pair of the segment, up to 6.
    """

    code: str
    reference: str
    cents: int
    provider_id: str
    fiscal_date: str
    segment: int
    position: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the transaction came in: who sent it, and the numbers around it.

    Every field is empty where the file has no such envelope (an ST-only file). The dates are
    as sent: ISA09 is YYMMDD, GS04 is CCYYMMDD.
    """

    sender: str = ""
    receiver: str = ""
    interchange_control: str = ""
    usage: str = ""
    group_control: str = ""
    version: str = ""
    interchange_date: str = ""
    group_date: str = ""
