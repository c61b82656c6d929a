"""Reads X12 835 files: every interchange, group and transaction, one transaction at a time."""

from __future__ import annotations

from collections.abc import Iterator

from xlbilling.model.findings import ERROR, INFO, Finding
from xlbilling.model.remittance import ClaimPayment, Remittance, RemittanceFile
from xlbilling.model.segments import Envelope
from xlbilling.remit.transaction import TransactionBuilder
from xlbilling.x12.context import Context
from xlbilling.x12.walk import Walk


class Reader(Walk[Remittance]):
    """Walks the segments of one file; iterate ``remittances`` or ``totals_only`` once.

    The arguments and what it tells of the file itself are those of Walk.
    """

    kind = "835"
    refused_fix = "ask the payer for the file again; nothing of this transaction may be posted"
    _keeps_claims = True

    def remittances(self) -> Iterator[Remittance]:
        """Give each remittance whole, as soon as it ends.

        Raises:
            InputFileError: the bytes are no X12 text with a readable envelope.
        """
        self._keeps_claims = True
        yield from self.walk()

    def totals_only(self) -> Iterator[Remittance]:
        """Give each remittance with its totals and findings but without its claims.

        Raises:
            InputFileError: the bytes are no X12 text with a readable envelope.
        """
        self._keeps_claims = False
        yield from self.walk()

    def builder(
        self, context: Context, start: tuple[int, str], envelope: Envelope
    ) -> TransactionBuilder:
        """Return who takes the remittance that starts with the ST segment given."""
        claims: list[ClaimPayment] | None = [] if self._keeps_claims else None
        return TransactionBuilder(context, start, envelope, claims)


def read_835(data: bytes, source: str, *, component: str | None = None) -> RemittanceFile:
    """Return every remittance of an 835 file, claims and all, and what is wrong with the file.

    Args:
        data: the bytes of the file.
        source: the file's name as findings show it.
        component: see Reader.

    Raises:
        InputFileError: the bytes are no X12 text with a readable envelope.
    """
    reader = Reader(data, source, component=component)
    remittances = tuple(reader.remittances())
    return RemittanceFile(source, "835", remittances, file_findings(reader, len(remittances)))


def file_findings(reader: Reader, remittances: int) -> tuple[Finding, ...]:
    """Return what is wrong with a file read to its end: one with no 835 in it is an error."""
    kinds = reader.other_kinds_shown()
    found = []
    if not remittances:
        what = "the file holds no transaction"
        if kinds:
            what = f"the file holds no 835 transaction, but {kinds}"
        fix = "choose the payer's 835 file; a 999, 277CA or 837 goes elsewhere"
        found.append(Finding("X12-EMPTY", ERROR, what, reader.source, fix))
    elif kinds:
        what = f"besides the 835 the file holds {kinds}, which were not read"
        found.append(Finding("X12-OTHER", INFO, what, reader.source, "nothing to do"))
    return (*found, *reader.findings)
