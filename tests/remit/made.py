"""Makes 835 text for tests: envelope and counts are right unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from xlbilling.model.findings import Finding
from xlbilling.model.remittance import Remittance
from xlbilling.remit.era835 import read_835

ISA = (
    "ISA*00*          *00*          *ZZ*SAMPLEPAYER    *ZZ*SAMPLECLINIC   "
    "*240201*1200*^*00501*000000001*0*P*:"
)
GS = "GS*HP*SAMPLEPAYER*SAMPLECLINIC*20240201*1200*1*X*005010X221A1"


def transaction(
    payment: str, body: Sequence[str], *, st02: str = "0001", date: str = "20240201"
) -> list[str]:
    """Return ST to SE around the segments of LX, CLP, PLB and so on."""
    head = [
        f"ST*835*{st02}",
        f"BPR*I*{payment}*C*ACH*CCP*01*999999992*DA*123456*1512345678**01*999988880*DA*98765*{date}",
        f"TRN*1*EFT{st02}*1512345678",
        "DTM*405*20240131",
        "N1*PR*SAMPLE HEALTH PLAN*XV*12345",
        "N3*1 MAIN STREET",
        "N4*ANYTOWN*OH*45201",
        "REF*2U*999",
        "PER*BL*PROVIDER SERVICE*TE*8005550100",
        "N1*PE*SAMPLE CLINIC*XX*1234567893",
        "REF*TJ*123456789",
    ]
    return [*head, *body, f"SE*{len(head) + len(body) + 1}*{st02}"]


def interchange(*transactions: Sequence[str]) -> list[str]:
    """Return ISA to IEA around transactions."""
    inside = [text for one in transactions for text in one]
    return [ISA, GS, *inside, f"GE*{len(transactions)}*1", "IEA*1*000000001"]


def data(segments: Sequence[str], *, terminator: str = "~\n") -> bytes:
    """Return the bytes of a file with these segments."""
    return "".join(f"{text}{terminator}" for text in segments).encode()


def file_of(payment: str, *body: str) -> bytes:
    """Return a whole file of one transaction."""
    return data(interchange(transaction(payment, body)))


def remittance_of(payment: str, *body: str) -> Remittance:
    """Return the one remittance of a file with these segments between head and SE."""
    read = read_835(file_of(payment, *body), "made.835")
    assert len(read.remittances) == 1
    return read.remittances[0]


def ids(findings: Sequence[Finding]) -> list[str]:
    """Return the ids of findings in order."""
    return [one.id for one in findings]
