"""Walks one X12 file: every interchange, group and transaction, one transaction at a time."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Final, Generic, Protocol, TypeVar

from xlbilling.model.errors import InputFileError
from xlbilling.model.findings import ERROR, Finding
from xlbilling.model.segments import Envelope
from xlbilling.x12 import quoting
from xlbilling.x12.context import Context
from xlbilling.x12.envelope import EnvelopeCheck, same_number
from xlbilling.x12.segments import END_MARKS, Interchange, blocks, interchanges, remainder, text_of

Handler = Callable[[int, str], None]
"""Takes a segment's number, counted from 1 at the start of the file, and its text."""

_KIND: Final = re.compile(r"\d{3}[A-Z]?", re.ASCII)
_ENDINGS: Final = frozenset({"SE", "GE", "IEA"})
_Read_co = TypeVar("_Read_co", covariant=True)
_Read = TypeVar("_Read")


class Builder(Protocol[_Read_co]):
    """Takes the segments from ST to SE in order, and makes one thing of them."""

    def handlers(self) -> dict[str, Handler | None]:
        """Return what to do by a segment's tag and separator; None keeps it as sent."""

    def on_unknown(self, number: int, text: str) -> None:
        """Take a segment that no handler is named for."""

    def close(self, refusals: list[Finding]) -> _Read_co:
        """Return what was read; ``refusals`` are the R-8 findings, why it is not whole."""


class Walk(ABC, Generic[_Read]):
    """Walks the segments of one file and hands those of one kind of transaction to builders.

    Args:
        data: the bytes of the file.
        source: the file's name as findings show it.
        component: the component separator to use instead of the declared one, for a file
            that declares one and uses another (rules.md R-4).

    ``findings`` holds what is wrong with the file itself once the walk is over, and
    ``other_kinds`` how many transactions of each other kind were passed over.
    """

    kind = ""
    """ST01 of the transactions that are read."""
    refused_fix = "ask the sender for the file again; this transaction cannot be used"
    """How to mend a transaction that is not whole."""

    def __init__(self, data: bytes, source: str, *, component: str | None = None) -> None:
        """Take the bytes; nothing is read before the walk."""
        self.other_kinds: dict[str, int] = {}
        self.source = source
        self._text = text_of(data)
        self._component = component
        self._envelope = EnvelopeCheck(source)
        self._number = 0
        self._loose = 0
        self._finished: list[_Read] = []
        self._open: Builder[_Read] | None = None
        self._st: tuple[int, str] = (0, "")
        self._is_skipping = False
        self._handlers: dict[str, Handler | None] = {}

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with the file itself, so far."""
        return self._envelope.findings

    def other_kinds_shown(self) -> str:
        """Return the transactions passed over in words, such as ``2 x 837``; "" for none."""
        return ", ".join(f"{count} x {kind}" for kind, count in sorted(self.other_kinds.items()))

    @abstractmethod
    def builder(
        self, context: Context, start: tuple[int, str], envelope: Envelope
    ) -> Builder[_Read]:
        """Return who takes the transaction that starts with the ST segment given."""

    def walk(self) -> Iterator[_Read]:
        """Give what each transaction holds, as soon as it ends.

        Raises:
            InputFileError: the bytes are no X12 text with a readable envelope.
        """
        for interchange in self._interchanges():
            delimiters = interchange.delimiters
            component = self._component or delimiters.component
            self._context = Context(self.source, delimiters, component)
            self._handlers = self._outside()
            for texts in blocks(self._text, interchange):
                self._take(texts)
                self._context.cents.forget_if_full()
                yield from self._finished
                self._finished.clear()
            self._end_of_interchange(remainder(self._text, interchange))
            yield from self._finished
            self._finished.clear()
        if self._loose:
            what = f"{self._loose} segments stand outside of any transaction and are not used"
            self._envelope.tell("X12-ORDER", what, self._number)

    def _interchanges(self) -> Iterator[Interchange]:
        """Give the interchanges; a later one that cannot be read ends the file with a finding."""
        walk = interchanges(self._text, self.source)
        while True:
            try:
                interchange = next(walk, None)
            except InputFileError as error:
                if not self._number:
                    raise
                self._envelope.tell("X12-CUT", error.message, self._number + 1)
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
        """Take a segment whose first four characters say nothing.

        It has two letters, blanks around it, or is unknown.
        """
        text = text.strip(END_MARKS)
        key = text.partition(self._context.delimiters.element)[0] + self._context.delimiters.element
        if key in self._handlers:
            handler = self._handlers[key]
            if handler is None:
                self._context.loop.append(text)
            else:
                handler(number, text)
        elif self._open is not None:
            self._open.on_unknown(number, text)
        elif not self._is_skipping:
            self._loose += 1

    def _outside(self) -> dict[str, Handler | None]:
        """Return the handlers of the segments around transactions."""
        element, envelope, split = self._context.delimiters.element, self._envelope, self._split
        return {
            f"ISA{element}": lambda _, text: envelope.on_isa(split(text, 17)),
            f"IEA{element}": lambda number, text: envelope.on_iea(split(text, 3), number),
            f"GS{element}": lambda number, text: envelope.on_gs(split(text, 9), number),
            f"GE{element}": lambda number, text: envelope.on_ge(split(text, 3), number),
            f"ST{element}": self._on_st,
            f"SE{element}": self._on_se,
        }

    def _split(self, text: str, count: int) -> list[str]:
        elements = text.split(self._context.delimiters.element)
        return elements + [""] * (count - len(elements))

    # Transactions

    def _on_st(self, number: int, text: str) -> None:
        missing = "another transaction starts before this one's SE segment"
        self._end_of_transaction(number, [missing])
        self._envelope.count_transaction()
        _, kind, st02, *_ = self._split(text, 3)
        kind = kind.strip()
        if kind != self.kind:
            kind = kind if _KIND.fullmatch(kind) else "unnamed"
            self.other_kinds[kind] = self.other_kinds.get(kind, 0) + 1
            self._is_skipping = True
            return
        self._st = (number, st02)
        self._open = self.builder(self._context, (number, text), self._envelope.current())
        self._handlers.update(self._open.handlers())

    def _on_se(self, number: int, text: str) -> None:
        if self._open is not None:
            self._context.loop.append(text)
            self._end_of_transaction(number, self._se_mismatches(number, self._split(text, 3)))
        elif self._is_skipping:
            self._is_skipping = False
        else:
            self._loose += 1

    def _end_of_transaction(self, number: int, wrong: list[str]) -> None:
        """Close the open transaction, if any; each thing wrong refuses it (R-8)."""
        self._is_skipping = False
        if self._open is None:
            return
        where = self._context.where(number)
        refusals = [
            Finding("R-8", ERROR, f"transaction refused: {one}", where, self.refused_fix)
            for one in wrong
        ]
        self._finished.append(self._open.close(refusals))
        for tag in self._open.handlers():
            del self._handlers[tag]
        self._open = None
        self._context.loop.clear()

    def _se_mismatches(self, number: int, se: list[str]) -> list[str]:
        first, st02 = self._st
        count = number - first + 1
        wrong = []
        if not same_number(se[1], str(count)):
            wrong.append(f"SE01 is{quoting.control(se[1])}, but there are {count} segments")
        if se[2].strip() != st02.strip():
            wrong.append(f"SE02 is{quoting.control(se[2])}, but ST02 is{quoting.control(st02)}")
        return wrong

    def _end_of_interchange(self, rest: str) -> None:
        """Take the last segment when only its terminator lacks; tell of what is not closed."""
        if rest.partition(self._context.delimiters.element)[0] in _ENDINGS:
            self._take([rest])
        elif rest:
            what = "the file ends in the middle of a segment, which is not counted"
            self._envelope.tell("X12-CUT", what, self._number + 1)
        self._end_of_transaction(self._number, ["the file ends before its SE segment"])
        self._envelope.close(self._number)
