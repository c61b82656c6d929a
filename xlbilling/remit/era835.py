"""Reads X12 835 files: every interchange, group and transaction, one transaction at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlbilling.model.errors import InputFileError
from xlbilling.model.findings import ERROR, INFO, WARNING, Finding
from xlbilling.model.remittance import ClaimPayment, Envelope, Remittance, RemittanceFile
from xlbilling.remit.transaction import Context, Handler, TransactionBuilder
from xlbilling.remit.x12 import Delimiters, Interchange, blocks, interchanges, remainder, text_of

_FIX_ENVELOPE: Final = "ask the sender for the file again; part of it may be missing"
_ENDINGS: Final = frozenset({"SE", "GE", "IEA"})


class Reader:
    """Walks the segments of one file; iterate ``remittances`` or ``totals_only`` once.

    Args:
        data: the bytes of the file.
        source: the file's name as findings show it.
        component: the component separator to use instead of the declared one, for a file
            that declares one and uses another (rules.md R-4).

    ``findings`` holds what is wrong with the file itself once the iteration is over, and
    ``other_kinds`` how many transactions of each other kind (837, 999) were passed over.
    """

    def __init__(self, data: bytes, source: str, *, component: str | None = None) -> None:
        """Take the bytes; nothing is read before the iteration."""
        self.findings: list[Finding] = []
        self.other_kinds: dict[str, int] = {}
        self.source = source
        self._text = text_of(data)
        self._component = component
        self._number = 0
        self._finished: list[Remittance] = []
        self._keeps_claims = True
        self._open: TransactionBuilder | None = None
        self._handlers: dict[str, Handler | None] = {}
        self._is_skipping = False
        self._loose = 0
        self._groups = self._sets = 0
        self._isa: list[str] | None = None
        self._gs: list[str] | None = None

    def remittances(self) -> Iterator[Remittance]:
        """Give each remittance whole, as soon as it ends.

        Raises:
            InputFileError: the bytes are no X12 text with a readable envelope.
        """
        self._keeps_claims = True
        yield from self._walk()

    def totals_only(self) -> Iterator[Remittance]:
        """Give each remittance with its totals and findings but without its claims.

        Raises:
            InputFileError: the bytes are no X12 text with a readable envelope.
        """
        self._keeps_claims = False
        yield from self._walk()

    def _walk(self) -> Iterator[Remittance]:
        for interchange in self._interchanges():
            delimiters = interchange.delimiters
            self._context = Context(
                self.source, delimiters, self._component or delimiters.component
            )
            self._handlers = self._outside()
            for texts in blocks(self._text, interchange):
                self._take(texts)
                yield from self._finished
                self._finished.clear()
            self._end_of_interchange(remainder(self._text, interchange))
            yield from self._finished
            self._finished.clear()
        if self._loose:
            what = f"{self._loose} segments stand outside of any transaction and are not used"
            self._tell("X12-ORDER", what, self._number)

    def _interchanges(self) -> Iterator[Interchange]:
        """Give the interchanges; one that cannot be read ends the file with a finding, the first with an error."""
        walk = interchanges(self._text, self.source)
        while True:
            try:
                interchange = next(walk, None)
            except InputFileError as error:
                if not self._number:
                    raise
                self._tell("X12-CUT", error.message, self._number + 1)
                return
            if interchange is None:
                return
            yield interchange

    def _take(self, texts: list[str]) -> None:
        """Hand every segment to its handler; those kept as sent take the short way."""
        number = self._number
        handler_of, keep, rest = self._handlers.get, self._context.loop.append, self._rest
        for text in texts:
            number += 1
            handler = handler_of(text[:4], rest)
            if handler is None:
                keep(text)
            else:
                handler(number, text)
        self._number = number

    def _rest(self, number: int, text: str) -> None:
        """Take a segment whose first four characters say nothing: two-letter, with blanks before it, or unknown."""
        stripped = text.strip()
        if stripped != text:
            handler = self._handlers.get(stripped[:4], self._rest)
            if handler is not None:
                handler(number, stripped)
            else:
                self._context.loop.append(stripped)
            return
        tag = text.partition(self._context.delimiters.element)[0]
        key = tag + self._context.delimiters.element
        if key in self._handlers:
            handler = self._handlers[key]
            if handler is not None:
                handler(number, text)
            else:
                self._context.loop.append(text)
        elif self._open is not None:
            self._open.unknown(number, text)
        elif not self._is_skipping:
            self._loose += 1

    # ---- envelope -------------------------------------------------------------------

    def _outside(self) -> dict[str, Handler | None]:
        """Return the handlers of the segments around transactions."""
        element = self._context.delimiters.element
        named = {
            "ISA": self._on_isa,
            "IEA": self._on_iea,
            "GS": self._on_gs,
            "GE": self._on_ge,
            "ST": self._on_st,
            "SE": self._on_se,
        }
        return {tag + element: handler for tag, handler in named.items()}

    def _split(self, text: str, count: int) -> list[str]:
        elements = text.split(self._context.delimiters.element)
        return elements + [""] * (count - len(elements))

    def _tell(self, rule: str, message: str, number: int) -> None:
        severity = (
            INFO if rule == "X12-OTHER" else ERROR if rule in {"X12-CUT", "X12-ORDER"} else WARNING
        )
        where = f"{self.source} segment {number}"
        self.findings.append(Finding(rule, severity, message, where, _FIX_ENVELOPE))

    def _on_isa(self, _number: int, text: str) -> None:
        self._isa = self._split(text, 17)
        self._groups = 0

    def _on_gs(self, number: int, text: str) -> None:
        if self._gs is not None:
            self._tell(
                "R-8", "a functional group (GS) starts before the one before it ended (GE)", number
            )
        self._gs = self._split(text, 9)
        self._groups += 1
        self._sets = 0

    def _on_ge(self, number: int, text: str) -> None:
        elements = self._split(text, 3)
        if self._gs is None:
            self._tell("R-8", "a group trailer (GE) without its header (GS)", number)
            return
        self._compare(("GE02", elements[2]), ("GS06", self._gs[6]), number)
        self._compare(("GE01 (transactions)", elements[1]), ("found", str(self._sets)), number)
        self._gs = None

    def _on_iea(self, number: int, text: str) -> None:
        elements = self._split(text, 3)
        if self._isa is None:
            self._tell("R-8", "an interchange trailer (IEA) without its header (ISA)", number)
            return
        self._compare(("IEA02", elements[2]), ("ISA13", self._isa[13]), number)
        self._compare(("IEA01 (groups)", elements[1]), ("found", str(self._groups)), number)
        self._isa = None

    def _compare(self, stated: tuple[str, str], expected: tuple[str, str], number: int) -> None:
        if _same_number(stated[1], expected[1]):
            return
        what = f"{stated[0]} is {stated[1][:20]!r}, but {expected[0]} is {expected[1][:20]!r}"
        self._tell("R-8", what, number)

    # ---- transactions ---------------------------------------------------------------

    def _on_st(self, number: int, text: str) -> None:
        self._end_of_transaction(
            number, "", "another transaction starts before this one's SE segment"
        )
        kind = self._split(text, 3)[1]
        self._sets += 1
        if kind != "835":
            self.other_kinds[kind] = self.other_kinds.get(kind, 0) + 1
            self._is_skipping = True
            return
        claims: list[ClaimPayment] | None = [] if self._keeps_claims else None
        self._open = TransactionBuilder(self._context, (number, text), self._envelope(), claims)
        self._handlers.update(self._open.handlers)
        self._first = number
        self._st02 = self._split(text, 3)[2]

    def _envelope(self) -> Envelope:
        isa, gs = self._isa or [""] * 17, self._gs or [""] * 9
        return Envelope(isa[6].strip(), isa[8].strip(), isa[13], isa[15], gs[6], gs[8])

    def _on_se(self, number: int, text: str) -> None:
        if self._open is None and not self._is_skipping:
            self._loose += 1
        self._end_of_transaction(number, text, "")

    def _end_of_transaction(self, number: int, se: str, missing: str) -> None:
        """Close the open transaction, checking SE's count and control number (R-8)."""
        self._is_skipping = False
        if self._open is None:
            return
        wrong = [missing] if missing else self._se_mismatches(number, self._split(se, 3))
        fix = "ask the payer for the file again; nothing of this transaction may be posted"
        where = self._open.where(number)
        refusals = [
            Finding("R-8", ERROR, f"transaction refused: {one}", where, fix) for one in wrong
        ]
        self._finished.append(self._open.close(refusals))
        self._open = None
        self._context.loop.clear()
        for tag in self._handlers.keys() - self._outside().keys():
            del self._handlers[tag]

    def _se_mismatches(self, number: int, se: list[str]) -> list[str]:
        count = number - self._first + 1
        wrong = []
        if not _same_number(se[1], str(count)):
            wrong.append(f"SE01 says {se[1][:20] or 'nothing'} segments, but there are {count}")
        if se[2].strip() != self._st02.strip():
            wrong.append(f"SE02 is {se[2][:20]!r}, but ST02 is {self._st02[:20]!r}")
        return wrong

    def _end_of_interchange(self, rest: str) -> None:
        """Take the last segment when only its terminator lacks, and tell of what is not closed."""
        if rest.partition(self._context.delimiters.element)[0] in _ENDINGS:
            self._take([rest])
        elif rest:
            self._tell(
                "X12-CUT",
                "the file ends in the middle of a segment, which is not counted",
                self._number + 1,
            )
        if self._open is not None:
            self._end_of_transaction(self._number, "", "the file ends before its SE segment")
        for header, name in (
            (self._gs, "functional group (GS) has no trailer (GE)"),
            (self._isa, "interchange (ISA) has no trailer (IEA)"),
        ):
            if header is not None:
                self._tell("R-8", f"the {name}", self._number)
        self._gs = self._isa = None
        self._groups = 0


def _same_number(one: str, other: str) -> bool:
    """Compare control numbers and counts as numbers when both are, since zeros in front vary."""
    one, other = one.strip(), other.strip()
    return one == other or (
        one.isdecimal() and other.isdecimal() and one.lstrip("0") == other.lstrip("0")
    )


def delimiters_of(data: bytes, source: str) -> Delimiters:
    """Return the delimiters of the first interchange.

    Raises:
        InputFileError: the bytes are no X12 text with a readable envelope.
    """
    return next(interchanges(text_of(data), source)).delimiters


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
    kinds = ", ".join(
        f"{count} x {kind[:8] or 'unnamed'}" for kind, count in sorted(reader.other_kinds.items())
    )
    where = reader.source
    if not remittances:
        what = (
            f"the file holds no 835 transaction, but {kinds}"
            if kinds
            else "the file holds no transaction"
        )
        fix = "choose the payer's 835 file; a 999, 277CA or 837 goes elsewhere"
        return (Finding("X12-EMPTY", ERROR, what, where, fix), *reader.findings)
    if kinds:
        what = f"besides the 835 the file holds {kinds}, which were not read"
        return (Finding("X12-OTHER", INFO, what, where, "nothing to do"), *reader.findings)
    return tuple(reader.findings)
