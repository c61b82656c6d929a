"""Import remittance files: one batch a payment, balanced, matched, with what posting would do.

Nothing reaches the ledger here. A payment that is in the book already adds no row; the same trace
number with another amount or date is refused. Source: rules.md sections 2 and 3 (P-0 to P-5).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money
from xlbilling.model.errors import InputFileError
from xlbilling.model.findings import ERROR, INFO, WARNING, Finding
from xlbilling.model.plan import Append, Change, Plan
from xlbilling.tasks.posting import exceptions, imported_rows, name_check, told, work_sheets
from xlbilling.tasks.posting.engine import match_all
from xlbilling.tasks.posting.from_remittance import answer_of, batch_id, key_of
from xlbilling.tasks.posting.from_sheet import payment_facts, payment_keys
from xlbilling.tasks.posting.payers import payer_of
from xlbilling.tasks.posting.propose import Moment
from xlbilling.tasks.posting.sheet_values import append, row_by, set_columns, sheet_rows

if TYPE_CHECKING:
    from xlbilling.model.remittance import Remittance, RemittanceFile
    from xlbilling.model.tables import InputFile, Request, Snapshot
    from xlbilling.tasks.posting.answers import Answer
    from xlbilling.tasks.posting.judge import Judged
    from xlbilling.tasks.posting.our_claims import Office

READS: Final[tuple[str, ...]] = (
    "claims", "submissions", "patients", "coverage", "payers", "remits", "remit_lines",
    "batches", "carc_map",
)  # fmt: skip


_UNDONE: Final = "UNDONE"


@dataclass
class _Import:
    """What the files of one command bring, payment by payment."""

    book: Snapshot
    moment: Moment
    known: dict[str, tuple[str, str, int, str]] = field(default_factory=dict)
    by_facts: dict[tuple[Any, ...], tuple[str, str, int, str]] = field(default_factory=dict)
    traces: dict[tuple[str, str], str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    answers: list[tuple[Answer, Remittance, str, str]] = field(default_factory=list)
    reopened: dict[int, str] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        remits = self.book.frame("remits")
        keys, facts = payment_keys(self.book), payment_facts(self.book)
        for batch, status, file_hash, trace, payer_trace, row in zip(
            *(remits[n] for n in ("batch", "status", "file_hash", "trace", "payer_trace_id")),
            sheet_rows(remits), strict=True,
        ):  # fmt: skip
            before = self.known.get(keys[batch])
            if before is None or before[1] == _UNDONE:
                self.known[keys[batch]] = (batch, status, row, file_hash)
            if status != _UNDONE:
                self.traces[trace, payer_trace] = batch
                self.by_facts[facts[batch]] = (batch, status, row, file_hash)
        self.taken = set(remits["batch"]) | set(self.book.frame("batches")["batch"])


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the rows that the files add, and what is wrong with them.

    Raises:
        InputFileError: a file is no remittance that can be read here; no file is imported.
    """
    moment = Moment(request.as_of, request.user)
    files = [(file, read_file(file)) for file in request.files]
    state = _Import(book, moment)
    for file, read in files:
        _take_file(state, file, read)
    answers = [answer for answer, *_ in state.answers]
    judged, office = match_all(book, answers)
    people = name_check.names(book.frame("patients"), office.covers)
    for answer, remittance, name, _ in state.answers:
        mine = judged.get(answer.batch, [])
        state.findings += _findings(answer, remittance, mine, name)
        for one, said in zip(mine, remittance.claims, strict=True):
            state.findings += told.level_differs(one, one.claim.where)
            state.findings += name_check.findings(one, said, people)
        state.told.append(_told(answer, mine, balanced=remittance.totals.balanced))
    return Plan(
        changes=(*_rows(state, judged, office), *_reopened(state)),
        result={"batches": state.told},
        lines=tuple(_line(one) for one in state.told),
        findings=tuple(state.findings),
        batch=answers[0].batch if len(answers) == 1 else "",
        totals={"payments": sum(answer.cents for answer in answers)},
    )


def read_file(file: InputFile) -> RemittanceFile:
    """Return a file's remittances, by its content: an 835, or the rows of a CSV.

    Raises:
        InputFileError: it is neither.
    """
    from xlbilling.remit import era835, identify, tabular

    kind = identify.kind_of(file.content, file.name)
    if kind == "835":
        return era835.read_835(file.content, file.name)
    if kind == "csv":
        return tabular.read_rows(tabular.rows_of_csv(file.content), file.name)
    raise InputFileError(
        f"{file.name}: an Excel workbook, which is not read here",
        id="INPUT-XLSX",
        fix="save the sheet as 'CSV UTF-8' and import that file",
    )


def _take_file(state: _Import, file: InputFile, read: RemittanceFile) -> None:
    digest = hashlib.sha256(file.content).hexdigest()
    state.findings += read.findings
    if not read.remittances:
        state.findings.append(
            Finding("IMPORT-EMPTY", WARNING, "no payment in the file", file.name, "ask the payer")
        )
    for remittance in read.remittances:
        _take(state, remittance, file.name, digest)


def _take(state: _Import, remittance: Remittance, name: str, digest: str) -> None:
    """Take a payment in as a new batch, or tell why it is not."""
    payment = remittance.payment
    if remittance.is_refused or payment.cents is None:
        state.findings += remittance.findings
        state.told.append(_not_taken(remittance, "", "REFUSED"))
        return
    key = key_of(remittance)
    payer = payer_of(remittance, state.book.frame("payers"))
    facts = (payer, payment.trace, payment.date, payment.cents)
    there = state.known.get(key) or (state.by_facts.get(facts) if all(facts) else None)
    if there is not None and _known(state, remittance, there, name, digest):
        return
    other = state.traces.get((payment.trace, payment.payer_trace_id))
    if other is not None and payment.trace:
        state.findings.append(_reused(remittance, other, name))
        if payment.cents:
            state.told.append(_not_taken(remittance, "", "BLOCKED"))
            return
    batch = batch_id(remittance, state.taken)
    state.taken.add(batch)
    state.known[key] = (batch, "IMPORTED", 0, digest)
    state.traces[payment.trace, payment.payer_trace_id] = batch
    state.by_facts[facts] = state.known[key]
    answer = answer_of(remittance, batch, payer, name)
    state.answers.append((answer, remittance, name, digest))


def _known(
    state: _Import,
    remittance: Remittance,
    there: tuple[str, str, int, str],
    name: str,
    digest: str,
) -> bool:
    """Deal with a payment that is in the book; False where it comes in anew after an undo."""
    batch, status, row, file_hash = there
    if status != _UNDONE:
        state.told.append(_not_taken(remittance, batch, "DUPLICATE"))
        state.findings.append(
            Finding(
                "PAYMENT-DUPLICATE",
                INFO,
                f"payment {remittance.payment.trace} is batch {batch} already; nothing was added",
                f"{name} segment {remittance.segment}",
            )
        )
        return True
    if file_hash != digest:
        return False
    payment = remittance.payment
    state.reopened[row] = batch
    state.known[key_of(remittance)] = (batch, "IMPORTED", row, digest)
    state.traces[payment.trace, payment.payer_trace_id] = batch
    state.told.append(_not_taken(remittance, batch, "IMPORTED"))
    return True


def _reused(remittance: Remittance, other: str, name: str) -> Finding:
    payment = remittance.payment
    cents = payment.cents or 0
    outcome = "it was not imported" if cents else "it pays nothing and was imported"
    return Finding(
        "TRACE-REUSED",
        ERROR if cents else WARNING,
        f"trace number {payment.trace} of batch {other} comes again with {money.show(cents)} "
        f"dated {payment.date_text or 'without date'}; {outcome}",
        f"{name} segment {remittance.segment}",
        "ask the payer which of the two payments stands",
    )


def _not_taken(remittance: Remittance, batch: str, status: str) -> dict[str, Any]:
    payment = remittance.payment
    return {
        "batch": batch,
        "payer": remittance.payer.name if remittance.payer else "",
        "trace": payment.trace,
        "payment": money.to_text(payment.cents or 0),
        "claims": remittance.totals.claims,
        "matched": 0,
        "exceptions": 0,
        "balanced": remittance.totals.balanced,
        "status": status,
    }


def _told(answer: Answer, judged: Sequence[Judged], *, balanced: bool) -> dict[str, Any]:
    return {
        "batch": answer.batch,
        "payer": answer.payer_id,
        "trace": answer.trace,
        "payment": money.to_text(answer.cents),
        "claims": len(answer.claims),
        "matched": sum(one.ours is not None for one in judged),
        "exceptions": sum(one.trouble is not None for one in judged),
        "balanced": balanced,
        "status": imported_rows.status(answer, judged),
    }


def _line(told: dict[str, Any]) -> str:
    name = told["batch"] or f"payment {told['trace']}"
    return (
        f"{name}: {told['status']}, payment {told['payment']}, {told['claims']} claims, "
        f"{told['matched']} matched, {told['exceptions']} exceptions"
    )


def _findings(
    answer: Answer, remittance: Remittance, judged: Sequence[Judged], name: str
) -> Iterator[Finding]:
    yield from remittance.findings
    if not answer.payer_id:
        yield Finding(
            "PAYER-UNKNOWN",
            WARNING,
            f"batch {answer.batch}: the payer is not on the Payers sheet (trace id "
            f"{answer.payer_trace_id or 'none'})",
            name,
            "add the trace id to the payer on Payers, or choose Payer on Remits",
        )
    for one in judged:
        if one.trouble is not None:
            yield exceptions.finding(one.claim, one.trouble, one.claim.where)


def _rows(state: _Import, judged: dict[str, list[Judged]], office: Office) -> list[Change]:
    records: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in ("remits", "remit_lines", "remit_adjustments", "provider_adjustments",
                     "batches", "exceptions")
    }  # fmt: skip
    for answer, _, name, digest in state.answers:
        mine = judged.get(answer.batch, [])
        records["remits"].append(imported_rows.remit(answer, mine, name, digest))
        records["remit_lines"] += imported_rows.remit_lines(mine, office)
        records["remit_adjustments"] += imported_rows.remit_adjustments(mine, office)
        records["provider_adjustments"] += imported_rows.provider_adjustments(answer)
        records["batches"].append(work_sheets.new_batch(answer, state.moment))
        records["exceptions"] += imported_rows.exception_rows(mine)
    appends: list[Append] = []
    for table, rows in records.items():
        appends += append(table, rows)
    return [*appends]


def _reopened(state: _Import) -> list[Change]:
    """Return what opens undone payments again whose own file came in once more."""
    batches = state.book.frame("batches")
    row_of = row_by(batches, "batch")
    rows = {row_of[batch]: {"status": "OPEN"} for batch in state.reopened.values()
            if batch in row_of}  # fmt: skip
    return [
        *set_columns("remits", {row: {"status": "IMPORTED"} for row in state.reopened}),
        *set_columns("batches", rows),
    ]
