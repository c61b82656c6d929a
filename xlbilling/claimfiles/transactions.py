"""The 837P transactions of a file, each as a tree of loops, one in memory at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xlbilling.claimfiles.tree import Node, Segment, Tree
from xlbilling.model.findings import ERROR, INFO, WARNING, Finding, Severity
from xlbilling.model.segments import Envelope
from xlbilling.x12 import quoting
from xlbilling.x12.context import Context
from xlbilling.x12.walk import Handler, Walk

TAGS: Final = (
    *("BHT", "REF", "NM1", "N2", "N3", "N4", "PER", "HL", "PRV", "CUR", "SBR", "PAT", "DMG"),
    *("CLM", "DTP", "PWK", "CN1", "AMT", "K3", "NTE", "CR1", "CR2", "CR3", "CR5", "CRC", "HI"),
    *("HCP", "CR7", "HSD", "CAS", "OI", "MIA", "MOA", "LX", "SV1", "SV5", "QTY", "MEA", "PS1"),
    *("LIN", "CTP", "SVD", "LQ", "FRM"),
)
"""Every segment that a professional claim has in 5010 or 4010."""

_GUIDES: Final = ("005010X222", "004010X098")
_ASK: Final = "ask the sender for a corrected file"


@dataclass(frozen=True, slots=True)
class Transaction:
    """One ST to SE as it was read.

    Attributes:
        root: its loops.
        context: its delimiters and source.
        envelope: what it came in.
        findings: what is wrong with its structure.
    """

    root: Node
    context: Context
    envelope: Envelope
    findings: tuple[Finding, ...]


class TransactionBuilder:
    """Takes the segments from ST to SE in order, and makes the tree of them."""

    def __init__(self, context: Context, start: tuple[int, str], envelope: Envelope) -> None:
        """Start at the ST segment, given as its number and text."""
        self._context = context
        self._separator = context.delimiters.element
        self._envelope = envelope
        self._tree = Tree()
        self._findings: list[Finding] = []
        st = [*start[1].split(self._separator), "", ""]
        self._check_guide(envelope.version or st[3], start[0])

    def _check_guide(self, guide: str, number: int) -> None:
        if guide and not guide.startswith(_GUIDES):
            what = f"the file follows another guide than the 837P's {_GUIDES[0]}"
            fix = "choose a file of professional claims; others are read as far as they are alike"
            self._tell(("X12-GUIDE", WARNING), number, what, fix)

    def handlers(self) -> dict[str, Handler | None]:
        """Return the same handler for every segment that a claim has."""
        return dict.fromkeys((tag + self._separator for tag in TAGS), self._take)

    def _take(self, number: int, text: str) -> None:
        segment = Segment(number, text.split(self._separator))
        if not self._tree.take(segment):
            what = f"{segment.tag} stands outside of any claim and is not used"
            self._tell(("X12-ORDER", ERROR), number, what, _ASK)

    def on_unknown(self, number: int, text: str) -> None:
        """Tell of a segment that no professional claim has."""
        tag = text.partition(self._separator)[0]
        what = f"a segment{quoting.segment(tag)}, a kind that no 837P has, is not used"
        fix = "nothing to do unless the sender says it matters"
        self._tell(("X12-UNKNOWN", INFO), number, what, fix)

    def _tell(self, trouble: tuple[str, Severity], number: int, what: str, fix: str) -> None:
        place = self._context.where(number)
        self._findings.append(Finding(trouble[0], trouble[1], what, place, fix))

    def close(self, refusals: list[Finding]) -> Transaction:
        """Return the tree; a transaction that is not whole is read all the same, and told of."""
        found = (*refusals, *self._findings)
        return Transaction(self._tree.root, self._context, self._envelope, found)


class Reader(Walk[Transaction]):
    """Walks the segments of one file; iterate ``walk`` once."""

    kind = "837"
    refused_fix = "ask the sender for the file again; part of these claims may be missing"

    def builder(
        self, context: Context, start: tuple[int, str], envelope: Envelope
    ) -> TransactionBuilder:
        """Return who takes the claims that start with the ST segment given."""
        return TransactionBuilder(context, start, envelope)
