"""pyx12's segment reader over a file, every element read: the rival of read-remittance.

Run: ``python tests/benchmarks/pyx12_segments.py FILE``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pyx12.x12file import X12Reader


def read(path: Path) -> tuple[int, int]:
    """Return the number of segments and of elements that pyx12 reads."""
    segments = elements = 0
    with path.open(encoding="ascii") as stream:
        for segment in X12Reader(stream):
            segments += 1
            for place in range(1, len(segment) + 1):
                elements += segment.get_value(f"{segment.get_seg_id()}{place:02d}") is not None
    return segments, elements


if __name__ == "__main__":
    sys.stdout.write("{} segments, {} elements\n".format(*read(Path(sys.argv[1]))))
