"""The envelope around transactions: ISA to IEA and GS to GE, and whether they close (R-8)."""

from __future__ import annotations

from typing import Final

from xlbilling.model.findings import ERROR, INFO, WARNING, Finding, Severity
from xlbilling.model.segments import Envelope
from xlbilling.x12 import quoting

_ISA_ELEMENTS: Final = 17  # with the tag
_FIX: Final = "ask the sender for the file again; part of it may be missing"
_SEVERITIES: Final[dict[str, Severity]] = {
    "X12-OTHER": INFO,
    "X12-CUT": ERROR,
    "X12-ORDER": ERROR,
    "R-8": WARNING,
}


def same_number(one: str, other: str) -> bool:
    """Compare control numbers and counts as numbers when both are: zeros in front vary."""
    one, other = one.strip(), other.strip()
    both = one.isdecimal() and other.isdecimal()
    return one == other or (both and one.lstrip("0") == other.lstrip("0"))


class EnvelopeCheck:
    """Follows the envelopes of one file and tells of what does not close.

    Args:
        source: the file's name as findings show it.

    A wrong envelope does not refuse the transactions in it: each has its own count and
    control number.
    """

    def __init__(self, source: str) -> None:
        """Start outside of any envelope."""
        self.findings: list[Finding] = []
        self._source = source
        self._isa: list[str] | None = None
        self._gs: list[str] | None = None
        self._groups = self._sets = 0

    def tell(self, rule: str, message: str, number: int) -> None:
        """Add a finding about the file at a segment."""
        where = f"{self._source} segment {number}"
        self.findings.append(Finding(rule, _SEVERITIES[rule], message, where, _FIX))

    def current(self) -> Envelope:
        """Return the envelope that a transaction starts in."""
        isa, gs = self._isa or [""] * 17, self._gs or [""] * 9
        return Envelope(
            isa[6].strip(), isa[8].strip(), isa[13], isa[15], gs[6], gs[8], isa[9], gs[4]
        )

    def count_transaction(self) -> None:
        """Count a transaction of any kind in the open group."""
        self._sets += 1

    def on_isa(self, elements: list[str]) -> None:
        """Open an interchange; the elements are padded to 17."""
        if len(elements) > _ISA_ELEMENTS and not (elements[11] or elements[12]):
            del elements[11]  # ISA11 is the element separator itself, so it was split in two
        self._isa = elements
        self._groups = 0

    def on_gs(self, elements: list[str], number: int) -> None:
        """Open a group; the elements are padded to 9."""
        if self._gs is not None:
            what = "a functional group (GS) starts before the one before it ended (GE)"
            self.tell("R-8", what, number)
        self._gs = elements
        self._groups += 1
        self._sets = 0

    def on_ge(self, elements: list[str], number: int) -> None:
        """Close a group; the elements are padded to 3."""
        if self._gs is None:
            self.tell("R-8", "a group trailer (GE) without its header (GS)", number)
            return
        self._compare(("GE02", elements[2]), ("GS06", self._gs[6]), number)
        self._compare(("GE01 (transactions)", elements[1]), ("found", str(self._sets)), number)
        self._gs = None

    def on_iea(self, elements: list[str], number: int) -> None:
        """Close an interchange; the elements are padded to 3."""
        if self._isa is None:
            self.tell("R-8", "an interchange trailer (IEA) without its header (ISA)", number)
            return
        self._compare(("IEA02", elements[2]), ("ISA13", self._isa[13]), number)
        self._compare(("IEA01 (groups)", elements[1]), ("found", str(self._groups)), number)
        self._isa = None

    def close(self, number: int) -> None:
        """Tell of what is still open where the interchange's text ends."""
        if self._gs is not None:
            self.tell("R-8", "the functional group (GS) has no trailer (GE)", number)
        if self._isa is not None:
            self.tell("R-8", "the interchange (ISA) has no trailer (IEA)", number)
        self._gs = self._isa = None
        self._groups = 0

    def _compare(self, stated: tuple[str, str], expected: tuple[str, str], number: int) -> None:
        if not same_number(stated[1], expected[1]):
            what = (
                f"{stated[0]} is{quoting.control(stated[1])}, "
                f"but {expected[0]} is{quoting.control(expected[1])}"
            )
            self.tell("R-8", what, number)
