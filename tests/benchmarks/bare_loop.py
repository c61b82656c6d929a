"""The least work that reads an 835's money in plain Python: the yardstick for read-remittance.

Every segment is split, every CLP, SVC, CAS, AMT and PLB amount becomes a Decimal, and
every segment becomes a tuple. No model, no balances, no findings.
Run: ``python tests/benchmarks/bare_loop.py FILE``.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path


def read(path: Path) -> tuple[int, Decimal]:
    """Return the number of segments and the sum of all amounts of a ``*`` and ``~`` file."""
    segments: list[tuple[str, ...]] = []
    total = Decimal(0)
    for text in path.read_text(encoding="ascii").replace("\n", "").split("~"):
        elements = text.split("*")
        tag = elements[0]
        if tag == "CLP":
            total += Decimal(elements[3]) + Decimal(elements[4])
        elif tag == "SVC":
            total += Decimal(elements[2]) + Decimal(elements[3])
        elif tag == "CAS":
            for place in range(3, len(elements), 3):
                total += Decimal(elements[place])
        elif tag == "AMT":
            total += Decimal(elements[2])
        elif tag == "PLB":
            for place in range(4, len(elements), 2):
                total += Decimal(elements[place])
        segments.append(tuple(elements))
    return len(segments), total


if __name__ == "__main__":
    count, money = read(Path(sys.argv[1]))
    sys.stdout.write(f"{count} segments, {money}\n")
