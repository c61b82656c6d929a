"""The loops of one 837P transaction as a tree: who bills, who is insured, claims, lines.

Built from the segments in the order of the guide. Where a file leaves out its HL or LX
segments, the loop starts at the name or the service that it would hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

FILE: Final = "transaction"
BILLING: Final = "billing provider"
SUBSCRIBER: Final = "subscriber"
PATIENT: Final = "patient"
CLAIM: Final = "claim"
PAYER: Final = "other payer"
LINE: Final = "service line"
ANSWER: Final = "payer's answer to a line"
PARTY: Final = "party"

_OF_LEVEL: Final = {"20": BILLING, "22": SUBSCRIBER, "23": PATIENT}
_STARTS: Final = {"CLM": CLAIM, "LX": LINE, "SVD": ANSWER}
_ABOVE: Final = {
    BILLING: (FILE,),
    SUBSCRIBER: (BILLING, FILE),
    PATIENT: (SUBSCRIBER, BILLING, FILE),
    CLAIM: (PATIENT, SUBSCRIBER, BILLING, FILE),
    PAYER: (CLAIM,),
    LINE: (CLAIM,),
    ANSWER: (LINE,),
}
"""For each loop, the loops that it can stand in, the nearest first."""
_OF_PARTY: Final = frozenset({"N2", "N3", "N4", "PER", "REF", "DMG", "PRV"})
_OF_ANSWER: Final = frozenset({"CAS", "DTP", "AMT"})
_OF_NEW_LEVEL: Final = {"85": BILLING, "IL": SUBSCRIBER, "QC": PATIENT}
"""Whose name starts a loop where no HL segment does."""


class Segment:
    """One segment; ``is_used`` says whether anything was taken from it.

    Args:
        number: counted from 1 at the start of the file.
        elements: the tag and the elements, as sent.
    """

    __slots__ = ("elements", "is_used", "number")

    def __init__(self, number: int, elements: list[str]) -> None:
        self.number = number
        self.elements = elements
        self.is_used = False

    @property
    def tag(self) -> str:
        """The segment's id, such as ``CLM``."""
        return self.elements[0]

    def at(self, place: int) -> str:
        """Return an element without blanks around it, "" where it was not sent."""
        return self.elements[place].strip() if place < len(self.elements) else ""


NONE: Final = Segment(0, [""])
"""What is read of a segment that is not there: every element is empty."""


class Node:
    """One loop: its own segments and the loops in it.

    Args:
        kind: one of this module's names.
        parent: the loop around it.
    """

    __slots__ = ("kind", "nodes", "parent", "segments")

    def __init__(self, kind: str, parent: Node | None = None) -> None:
        self.kind = kind
        self.parent = parent
        self.segments: list[Segment] = []
        self.nodes: list[Node] = []

    def every(self, tag: str, *qualifiers: str) -> list[Segment]:
        """Return the loop's own segments of a tag, with one of these first elements if any."""
        found = [
            one
            for one in self.segments
            if one.tag == tag and (not qualifiers or one.at(1) in qualifiers)
        ]
        for one in found:
            one.is_used = True
        return found

    def first(self, tag: str, *qualifiers: str) -> Segment:
        """Return the first such segment, NONE where there is none; the others stay unused."""
        for one in self.segments:
            if one.tag == tag and (not qualifiers or one.at(1) in qualifiers):
                one.is_used = True
                return one
        return NONE

    def party(self, *entities: str) -> Node | None:
        """Return the first party named in this loop in one of these roles."""
        for node in self.nodes:
            if node.kind == PARTY and node.segments[0].at(1) in entities:
                node.segments[0].is_used = True
                return node
        return None

    def loops(self, kind: str) -> Iterator[Node]:
        """Give the loops of a kind that stand right in this one."""
        return (node for node in self.nodes if node.kind == kind)

    def below(self) -> Iterator[Node]:
        """Give this loop and every loop in it, in order."""
        yield self
        for node in self.nodes:
            yield from node.below()

    def up(self, *kinds: str) -> Node | None:
        """Return this loop or the nearest around it that is of one of these kinds."""
        node: Node | None = self
        while node is not None and node.kind not in kinds:
            node = node.parent
        return node


class Tree:
    """Grows the tree of one transaction, a segment at a time."""

    def __init__(self) -> None:
        """Start with an empty transaction."""
        self.root = Node(FILE)
        self._place = self.root

    def take(self, segment: Segment) -> bool:
        """Put a segment where it belongs; False where the loop it needs is not open."""
        place = self._loop_for(segment)
        if place is None:
            return False
        place.segments.append(segment)
        self._place = place
        return True

    def _loop_for(self, segment: Segment) -> Node | None:
        """Return the loop of a segment, opened if it starts one."""
        tag = segment.tag
        if tag in _STARTS:
            return self._open(_STARTS[tag])
        if tag in {"HL", "NM1"}:
            return self._level(segment) if tag == "HL" else self._name(segment.at(1))
        if tag in {"SBR", "SV1"}:
            return self._insurance() if tag == "SBR" else self._service()
        return self._inside(tag)

    def _level(self, hl: Segment) -> Node | None:
        """Return the loop of a hierarchy level, by its code; the numbers of HL are often wrong."""
        kind = _OF_LEVEL.get(hl.at(3))
        return self._open(kind) if kind else self.root

    def _open(self, kind: str) -> Node | None:
        parent = self._place.up(*_ABOVE[kind])
        if parent is None:
            return None
        node = Node(kind, parent)
        parent.nodes.append(node)
        return node

    def _insurance(self) -> Node | None:
        """Return the loop of an SBR segment: another payer's within a claim."""
        if self._place.up(CLAIM):
            return self._open(PAYER)
        subscriber = self._place.up(SUBSCRIBER)
        if subscriber is not None and not any(one.tag == "SBR" for one in subscriber.segments):
            return subscriber
        return self._open(SUBSCRIBER)

    def _service(self) -> Node | None:
        """Return the line of a service; one that stands without LX starts a line."""
        line = self._place.up(LINE)
        if line is None or any(one.tag == "SV1" for one in line.segments):
            return self._open(LINE)
        return line

    def _name(self, entity: str) -> Node | None:
        """Return the loop of a name; outside of any HL it may be a new biller or patient."""
        kind = _OF_NEW_LEVEL.get(entity)
        place: Node | None = self._place
        if kind and not self._place.up(PAYER):
            level = self._place.up(CLAIM, PATIENT, SUBSCRIBER, BILLING)
            is_taken = level is None or level.kind != kind or level.party(entity) is not None
            place = self._open(kind) if is_taken else level
        holder = place.up(PAYER, LINE, CLAIM, *_ABOVE[CLAIM]) if place else None
        if holder is None:
            return None
        node = Node(PARTY, holder)
        holder.nodes.append(node)
        return node

    def _inside(self, tag: str) -> Node:
        """Return the open loop that has such segments."""
        place = self._place
        if place.kind == PARTY and place.parent is not None:
            holds = tag in _OF_PARTY or (tag == "DTP" and place.parent.kind == PAYER)
            return place if holds else place.parent
        if place.kind == ANSWER and tag not in _OF_ANSWER and place.parent is not None:
            return place.parent
        return place
