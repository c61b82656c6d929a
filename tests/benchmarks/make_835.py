"""A made-up 835 of any size, the same for the same seed: input for the benchmarks.

Run: ``python tests/benchmarks/make_835.py CLAIMS FILE``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}".removesuffix(".00")


def _line(rng: random.Random, claim: int, line: int) -> tuple[list[str], int, int, int]:
    """Return the segments of a service line and its charge, paid and patient cents."""
    charge = rng.randrange(4_000, 60_000)
    contractual, patient = (
        charge * rng.randrange(10, 40) // 100,
        charge * rng.randrange(0, 20) // 100,
    )
    paid = charge - contractual - patient
    code = rng.choice(("99213", "99214", "93000", "36415", "85025", "80053"))
    day = f"202401{rng.randrange(1, 29):02d}"
    segments = [
        f"SVC*HC:{code}*{_money(charge)}*{_money(paid)}**1",
        f"DTM*472*{day}",
        f"CAS*CO*45*{_money(contractual)}",
        *(
            [f"CAS*PR*1*{_money(patient // 2)}**2*{_money(patient - patient // 2)}"]
            if patient
            else []
        ),
        f"REF*6R*C{claim}L{line}",
        f"AMT*B6*{_money(paid + patient)}",
        *(["LQ*HE*N130"] if rng.random() < 0.1 else []),
    ]
    return segments, charge, paid, patient


def _claim(rng: random.Random, number: int) -> tuple[list[str], int]:
    """Return the segments of a claim and its paid cents."""
    lines = [_line(rng, number, line) for line in range(1, rng.randrange(1, 5) + 1)]
    charge = sum(one[1] for one in lines)
    paid = sum(one[2] for one in lines)
    patient = sum(one[3] for one in lines)
    head = [
        f"CLP*C{number:07d}*1*{_money(charge)}*{_money(paid)}*{_money(patient)}*MB*2024{number:09d}*11*1",
        f"NM1*QC*1*SAMPLE*PERSON{number}****MI*W{number:09d}",
        "NM1*82*1*DOCTOR*DANA****XX*1234567893",
        "MOA***MA01",
        "DTM*232*20240105",
        "DTM*233*20240105",
        f"DTM*050*202401{number % 28 + 1:02d}",
    ]
    return head + [text for one in lines for text in one[0]], paid


def segments(claims: int, *, seed: int = 835) -> Iterator[str]:
    """Give the segments of a balanced one-transaction file with so many claims."""
    rng = random.Random(seed)
    body: list[str] = []
    paid = 0
    for number in range(1, claims + 1):
        claim, claim_paid = _claim(rng, number)
        body += claim
        paid += claim_paid
    yield "ISA*00*          *00*          *ZZ*SAMPLEPAYER    *ZZ*SAMPLECLINIC   *240201*1200*^*00501*000000001*0*T*:"
    yield "GS*HP*SAMPLEPAYER*SAMPLECLINIC*20240201*1200*1*X*005010X221A1"
    head = [
        "ST*835*0001",
        f"BPR*I*{_money(paid - 1_250)}*C*ACH*CCP*01*999999992*DA*123456*1512345678**01*999988880*DA*98765*20240201",
        "TRN*1*EFT0001*1512345678",
        "DTM*405*20240201",
        "N1*PR*SAMPLE HEALTH PLAN",
        "N3*1 MAIN STREET",
        "N4*ANYTOWN*OH*45201",
        "PER*BL*PROVIDER SERVICE*TE*8005550100",
        "N1*PE*SAMPLE CLINIC*XX*1234567893",
        "LX*1",
    ]
    tail = ["PLB*1234567893*20241231*WO:RECOVERY1*12.5"]
    yield from head
    yield from body
    yield from tail
    yield f"SE*{len(head) + len(body) + len(tail) + 1}*0001"
    yield "GE*1*1"
    yield "IEA*1*000000001"


def write(claims: int, path: Path) -> None:
    """Write the file, one segment a line as many payers do."""
    path.write_text("".join(f"{text}~\n" for text in segments(claims)), encoding="ascii")


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
