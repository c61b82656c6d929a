"""Makes 837P text for tests, of invented people; envelope and counts are right unless a test says."""

from __future__ import annotations

from collections.abc import Sequence

from xlbilling.claimfiles.reader import ClaimFile, read_claims
from xlbilling.model.findings import Finding

ISA = (
    "ISA*00*          *00*          *ZZ*SAMPLECLINIC   *ZZ*SAMPLEPAYER    "
    "*250310*0900*^*00501*000000007*0*T*:"
)
GS = "GS*HC*SAMPLECLINIC*SAMPLEPAYER*20250310*0900*7*X*005010X222A1"
HEAD = (
    "BHT*0019*00*B7*20250310*0900*CH",
    "NM1*41*2*SAMPLE CLINIC*****46*S1",
    "PER*IC*PAT CONTACT*TE*2175550100",
    "NM1*40*2*SAMPLE CLEARINGHOUSE*****46*R1",
)
BILLING = (
    "HL*1**20*1",
    "PRV*BI*PXC*207Q00000X",
    "NM1*85*2*EXAMPLE FAMILY CLINIC*****XX*1558598797",
    "N3*400 CLINIC RD*SUITE 2",
    "N4*SPRINGFIELD*IL*627010001",
    "REF*EI*123456789",
)
SELF = (
    "HL*2*1*22*0",
    "SBR*P*18*GRP7******CI",
    "NM1*IL*1*SAMPLE*AVERY*Q***MI*XB10020030",
    "N3*12 MAIN ST",
    "N4*SPRINGFIELD*IL*62701",
    "DMG*D8*19800517*F",
    "NM1*PR*2*PRAIRIE HEALTH PLAN*****PI*90001",
)
SUBSCRIBER = (
    "HL*2*1*22*1",
    "SBR*P********CI",
    "NM1*IL*1*SAMPLE*MORGAN****MI*XB10020031",
    "N3*9 OAK ST",
    "N4*PEORIA*IL*61601",
    "DMG*D8*19790203*M",
    "NM1*PR*2*PRAIRIE HEALTH PLAN*****PI*90001",
)
CHILD = (
    "HL*3*2*23*0",
    "PAT*19",
    "NM1*QC*1*SAMPLE*RILEY",
    "N3*9 OAK ST",
    "N4*PEORIA*IL*61601",
    "DMG*D8*20150809*U",
)
CLAIM = ("CLM*C1001*125***11:B:1*Y*A*Y*Y", "HI*ABK:E119*ABF:I10")
LINE = ("LX*1", "SV1*HC:99213:25*125*UN*1***1:2", "DTP*472*D8*20250304")


def data(*body: str, terminator: str = "~\n", head: Sequence[str] = HEAD) -> bytes:
    """Return a file of one transaction with these segments after the header's."""
    inside = ["ST*837*0007*005010X222A1", *head, *body]
    inside.append(f"SE*{len(inside) + 1}*0007")
    segments = [ISA, GS, *inside, "GE*1*7", "IEA*1*000000007"]
    return "".join(f"{text}{terminator}" for text in segments).encode()


def read(*body: str) -> ClaimFile:
    """Return what is read of a file with these segments after the biller's."""
    return read_claims(data(*BILLING, *body), "made.837")


def ids(findings: Sequence[Finding]) -> list[str]:
    """Return the ids of findings that are more than information."""
    return [one.id for one in findings if one.severity != "I"]
