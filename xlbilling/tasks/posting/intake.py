"""Which payments of a file come in, and which are there already: rules.md P-0."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money
from xlbilling.model.findings import ERROR, INFO, WARNING, Finding
from xlbilling.tasks.posting.from_remittance import answer_of, batch_id, key_of
from xlbilling.tasks.posting.from_sheet import payment_facts, payment_keys
from xlbilling.tasks.posting.payers import payer_of
from xlbilling.tasks.posting.sheet_values import sheet_rows

if TYPE_CHECKING:
    from xlbilling.model.remittance import Payment, Remittance
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.posting.answers import Answer

UNDONE: Final = "UNDONE"

Told = dict[str, Any]
_Facts = tuple[str, str, date | None, int | None]


@dataclass(frozen=True, slots=True)
class Source:
    """The file a payment came in: its name and the SHA-256 of its bytes."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A payment that comes in as a new batch.

    Attributes:
        answer: its rows.
        remittance: as it was read.
        source: the file.
        place: the n-th payment of the command, from 0.
        is_inferred: its payer was named by who insures its claims.
    """

    answer: Answer
    remittance: Remittance
    source: Source
    place: int
    is_inferred: bool = False


@dataclass(frozen=True, slots=True)
class _There:
    """A payment that is in the book, or came in earlier in the same command."""

    batch: str
    status: str
    row: int
    digest: str


@dataclass
class Intake:
    """The payments of one command, each taken in, opened again, or told why not.

    Attributes:
        payer_id: the payer that the person said, for payments that name none of ours.
        taken: what comes in anew.
        reopened: undone batches whose own file came in once more, by sheet row of Remits.
        told: the JSON of each payment in file order; empty for those taken in.
        findings: what stands against the others.
    """

    book: Snapshot
    payer_id: str = ""
    taken: list[Taken] = field(default_factory=list)
    reopened: dict[int, str] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Note what is in the book: by key, by payer, trace, date and amount, and by trace."""
        self._by_key: dict[str, _There] = {}
        self._by_facts: dict[_Facts, _There] = {}
        self._traces: dict[tuple[str, str], dict[str, str]] = {}
        remits = self.book.frame("remits")
        self._batches = {*remits["batch"], *self.book.frame("batches")["batch"]}
        keys, facts = payment_keys(self.book), payment_facts(self.book)
        names = ("batch", "status", "file_hash", "trace", "payer_trace_id", "payer")
        columns = zip(*(remits[name] for name in names), sheet_rows(remits), strict=True)
        for batch, status, digest, trace, payer_trace, payer, row in columns:
            there = _There(batch, status, row, digest)
            before = self._by_key.get(keys[batch])
            if before is None or before.status == UNDONE:
                self._by_key[keys[batch]] = there
            if status != UNDONE:
                self._traces.setdefault((trace, payer_trace), {})[payer] = batch
                self._by_facts[facts[batch]] = there

    def take(self, remittance: Remittance, source: Source) -> None:
        """Take a payment in as a new batch, or tell why it is not."""
        payment = remittance.payment
        payer = payer_of(remittance, self.book.frame("payers")) or self.payer_id
        told = _not_taken(remittance, payer)
        self.told.append(told)
        if remittance.is_refused or payment.cents is None:
            told["status"] = "REFUSED"
            self.findings += remittance.findings
            return
        facts = (payer, payment.trace, payment.date, payment.cents)
        there = self._by_key.get(key_of(remittance))
        there = there or (self._by_facts.get(facts) if all(facts) else None)
        if there is not None and self._is_there(remittance, there, source, told):
            return
        other = self._with_trace(payment, payer)
        if other is not None and payment.trace:
            self.findings.append(_reused(remittance, other, source))
            if payment.cents:
                told["status"] = "BLOCKED"
                return
        batch = batch_id(remittance, self._batches)
        self._note(remittance, facts, _There(batch, "IMPORTED", 0, source.digest))
        answer = answer_of(remittance, batch, payer, source.name)
        self.taken.append(Taken(answer, remittance, source, len(self.told) - 1))

    def _is_there(self, remittance: Remittance, there: _There, source: Source, told: Told) -> bool:
        """Deal with a payment that is in the book; False where it comes in anew after an undo."""
        told["batch"] = there.batch
        if there.status != UNDONE:
            told["status"] = "DUPLICATE"
            self.findings.append(_duplicate(remittance, there, source))
            return True
        if there.digest != source.digest:
            told["batch"] = ""
            return False
        told["status"] = "IMPORTED"
        self.reopened[there.row] = there.batch
        payment = remittance.payment
        facts = (told["payer"], payment.trace, payment.date, payment.cents)
        self._note(remittance, facts, _There(there.batch, "IMPORTED", there.row, there.digest))
        return True

    def _note(self, remittance: Remittance, facts: _Facts, there: _There) -> None:
        payment = remittance.payment
        self._batches.add(there.batch)
        self._by_key[key_of(remittance)] = there
        self._by_facts[facts] = there
        sent = self._traces.setdefault((payment.trace, payment.payer_trace_id), {})
        sent[facts[0]] = there.batch

    def _with_trace(self, payment: Payment, payer: str) -> str | None:
        """Return the batch that has a payment's trace number from the same payer, if any.

        Without a payer's trace id, as in sheets, two payers may well have the same check number.
        """
        sent = self._traces.get((payment.trace, payment.payer_trace_id), {})
        if payment.payer_trace_id or not payer:
            return next(iter(sent.values()), None)
        return sent.get(payer) or sent.get("")


def _not_taken(remittance: Remittance, payer: str) -> Told:
    payment = remittance.payment
    return {
        "batch": "",
        "payer": payer,
        "trace": payment.trace,
        "payment": money.to_text(payment.cents or 0),
        "claims": remittance.totals.claims,
        "matched": 0,
        "exceptions": 0,
        "balanced": remittance.totals.balanced,
        "status": "",
    }


def _place(remittance: Remittance, source: Source) -> str:
    word = "row" if remittance.is_sheet else "segment"
    return f"{source.name} {word} {remittance.segment}"


def _duplicate(remittance: Remittance, there: _There, source: Source) -> Finding:
    return Finding(
        "PAYMENT-DUPLICATE",
        INFO,
        f"payment {remittance.payment.trace} is batch {there.batch} already; nothing was added",
        _place(remittance, source),
    )


def _reused(remittance: Remittance, other: str, source: Source) -> Finding:
    payment = remittance.payment
    cents = payment.cents or 0
    outcome = "it was not imported" if cents else "it pays nothing and was imported"
    return Finding(
        "TRACE-REUSED",
        ERROR if cents else WARNING,
        f"trace number {payment.trace} of batch {other} comes again with {money.show(cents)} "
        f"dated {payment.date_text or 'without date'}; {outcome}",
        _place(remittance, source),
        "ask the payer which of the two payments stands",
    )
