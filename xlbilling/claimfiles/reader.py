"""Reads 837P claim files into rows of the billing workbook, keyed by code name.

The workbook has no place for all that a claim can carry. What is not carried over is counted
and told, segment kind by segment kind; nothing is dropped in silence. Read are 005010X222 with
its addenda, and 004010X098, as far as the segments are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlbilling.claimfiles.claims import add_claims
from xlbilling.claimfiles.office import Office
from xlbilling.claimfiles.transactions import Reader, Transaction
from xlbilling.claimfiles.tree import PARTY, Node
from xlbilling.claimfiles.values import Row, Values
from xlbilling.model.findings import ERROR, INFO, Finding
from xlbilling.model.segments import day_of
from xlbilling.x12 import quoting

_STRUCTURE: Final = frozenset({"HL", "LX", "BHT", "CUR", "PER"})
"""What tells the order of things, or whom to call about the file: no part of a claim."""
_QUALIFIED: Final = frozenset({"NM1", "REF", "DTP", "AMT"})
"""Segments whose first element says what they are."""
_NO_COLUMN: Final = {
    "NM1": {5: "middle names", 7: "name suffixes"},
    "CLM": {12: "special programs (CLM12)", 20: "delay reasons (CLM20)"},
    "SV1": {9: "emergency marks (SV109)", 11: "EPSDT marks (SV111)", 15: "copay marks (SV115)"},
}
"""Elements without a column, of segments that are read otherwise."""


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """A claim file as rows of the workbook.

    Attributes:
        source: the file's name.
        tables: rows by table and column code name; amounts are cents under ``…_cents``.
        file_date: the day the file was made, the latest of what its headers say (ISA09, GS04,
            BHT04), as they are often copied from an older file; None without any.
        findings: what is wrong with the file, could not be read, or is not carried over.
    """

    source: str
    tables: Mapping[str, Sequence[Row]]
    file_date: date | None
    findings: tuple[Finding, ...]


def read_claims(data: bytes, source: str, *, component: str | None = None) -> ClaimFile:
    """Return the claims of a file as rows of the workbook, and what is wrong with the file.

    Args:
        data: the bytes of the file.
        source: the file's name as findings show it.
        component: the component separator to use instead of the declared one, for a file that
            declares one and uses another (rules.md R-4).

    Raises:
        InputFileError: the bytes are no X12 text with a readable envelope.
    """
    reader = Reader(data, source, component=component)
    office, found, left_out = Office(), list[Finding](), Counter[str]()
    days = []
    for one in reader.walk():
        days.append(_made_on(one))
        values = Values(one.context)
        add_claims(one.root, office, values)
        found += [*one.findings, *values.findings]
        left_out += _left_out(one.root)
    found += [*_file_findings(reader, office, len(days)), *_told(left_out, source)]
    latest = max((day for day in days if day), default=None)
    return ClaimFile(source, office.tables(), latest, tuple(found))


def _made_on(transaction: Transaction) -> date | None:
    """Return the latest day that the headers name; ISA09 has no century but this one."""
    envelope = transaction.envelope
    stated = transaction.root.first("BHT").at(4)
    isa = f"20{envelope.interchange_date.strip()}"
    days = (day_of(text.strip()) for text in (isa, envelope.group_date, stated))
    return max((day for day in days if day), default=None)


def _left_out(root: Node) -> Counter[str]:
    """Count what nothing was taken from."""
    counts: Counter[str] = Counter()
    for node in root.below():
        if node.parent is root and node.kind == PARTY:
            continue  # who sends and receives the file
        for segment in node.segments:
            if segment.tag in _STRUCTURE:
                continue
            if not segment.is_used:
                said = quoting.code(segment.at(1)).strip() if segment.tag in _QUALIFIED else ""
                counts[f"{segment.tag}*{said}" if said else segment.tag] += 1
                continue
            for place, words in _NO_COLUMN.get(segment.tag, {}).items():
                counts[words] += bool(segment.at(place))
    return +counts


def _told(counts: Counter[str], source: str) -> list[Finding]:
    if not counts:
        return []
    listed = ", ".join(f"{count} x {name}" for name, count in sorted(counts.items()))
    what = f"the workbook has no column for {listed}; they are not carried over"
    fix = "look at the file itself where they matter"
    return [Finding("837-NOT-CARRIED", INFO, what, source, fix)]


def _file_findings(reader: Reader, office: Office, transactions: int) -> list[Finding]:
    """Return what is wrong with a file read to its end: one without a claim is an error."""
    kinds = reader.other_kinds_shown()
    found = []
    if not transactions:
        what = "the file holds no 837 transaction" + (f", but {kinds}" if kinds else "")
        fix = "choose a claim file; an 835, 999 or 277CA goes elsewhere"
        found.append(Finding("X12-EMPTY", ERROR, what, reader.source, fix))
    elif not office.count("claims"):
        what, fix = "the file holds no claim with a service line", "choose another file"
        found.append(Finding("X12-EMPTY", ERROR, what, reader.source, fix))
    if transactions and kinds:
        what = f"besides the claims the file holds {kinds}, which were not read"
        found.append(Finding("X12-OTHER", INFO, what, reader.source, "nothing to do"))
    return [*found, *reader.findings]
