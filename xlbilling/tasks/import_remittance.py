"""Import remittance files: one batch a payment, balanced, matched, with what posting would do.

Nothing reaches the ledger here. A payment that is in the book already adds no row; the same trace
number with another amount or date is refused. Source: rules.md sections 2 and 3 (P-0 to P-5).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money
from xlbilling.model.findings import WARNING, Finding
from xlbilling.model.plan import Append, Change, Plan
from xlbilling.tasks.posting import (
    beside,
    claim_status,
    control,
    exceptions,
    imported_rows,
    name_check,
    reading_files,
    told,
    work_sheets,
)
from xlbilling.tasks.posting.engine import match_all
from xlbilling.tasks.posting.intake import Intake, Source, Taken
from xlbilling.tasks.posting.payers import insurer_of
from xlbilling.tasks.posting.propose import Moment
from xlbilling.tasks.posting.sheet_values import append, only_changed, row_by, set_columns

if TYPE_CHECKING:
    from xlbilling.model.remittance import RemittanceFile
    from xlbilling.model.tables import InputFile, Request, Snapshot
    from xlbilling.tasks.posting.beside import Beside
    from xlbilling.tasks.posting.judge import Judged
    from xlbilling.tasks.posting.our_claims import Office

READS: Final[tuple[str, ...]] = (
    "claims", "submissions", "patients", "coverage", "payers", "remits", "remit_lines",
    "provider_adjustments", "batches", "carc_map", "column_maps", "rates", "rate_rules",
    "providers",
)  # fmt: skip

_TABLES: Final = (
    "remits", "remit_lines", "remit_adjustments", "provider_adjustments", "batches", "exceptions",
)  # fmt: skip

_SHEET_PAYER: Final = "SHEET-PAYER"
"""What a sheet by itself says of its payer; here the person or its claims may say who it is."""

ByBatch = dict[str, list["Judged"]]


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the rows that the files add, and what is wrong with them.

    Raises:
        InputFileError: a file is no remittance that can be read here; no file is imported.
        RefusedError: no file was given, or the payer named is not on the Payers sheet.
    """
    given = reading_files.read_files(book, request)
    intake = Intake(book, given.payer_id)
    intake.findings += given.findings
    for file, read in given.files:
        _take(intake, file, read)
    taken, judged, office = _matched(book, intake.taken)
    every = [each for one in taken for each in judged.get(one.answer.batch, ())]
    shown = beside.beside(book, every, office)
    contracts = shown.contracts
    for one in taken:
        intake.told[one.place] = _told(one, judged.get(one.answer.batch, []))
    moment = Moment(request.as_of, request.user)
    return Plan(
        changes=(
            *_rows(taken, judged, office, moment, shown),
            *_reopened(book, intake),
            *given.map_rows({one.source.name: one.answer.payer_id for one in taken}),
            *control.changes(book),
            *only_changed(book, claim_status.sending(book, request.as_of)),
        ),
        result={
            "batches": intake.told,
            "column_maps": given.told,
            "claimable": contracts.as_json(),
        },
        lines=(*given.lines, *(_line(one) for one in intake.told), *contracts.told()),
        findings=(*intake.findings, *_findings(book, taken, judged, office), *contracts.findings()),
        batch=taken[0].answer.batch if len(taken) == 1 else "",
        totals={"payments": sum(one.answer.cents for one in taken)},
    )


def _take(intake: Intake, file: InputFile, read: RemittanceFile) -> None:
    source = Source(file.name, hashlib.sha256(file.content).hexdigest())
    intake.findings += read.findings
    if not read.remittances:
        intake.findings.append(reading_files.empty(file))
    for remittance in read.remittances:
        intake.take(remittance, source)


def _matched(book: Snapshot, taken: list[Taken]) -> tuple[list[Taken], ByBatch, Office]:
    """Return the payments matched and judged, unknown payers named by who insures their claims."""
    judged, office = match_all(book, [one.answer for one in taken])
    named = [_with_payer(one, judged.get(one.answer.batch, []), office) for one in taken]
    if named != taken:
        judged, office = match_all(book, [one.answer for one in named])
    return named, judged, office


def _with_payer(one: Taken, judged: Sequence[Judged], office: Office) -> Taken:
    payer = "" if one.answer.payer_id else insurer_of(judged, office)
    if not payer:
        return one
    return replace(one, answer=replace(one.answer, payer_id=payer), is_inferred=True)


def _told(one: Taken, judged: Sequence[Judged]) -> dict[str, Any]:
    answer = one.answer
    return {
        "batch": answer.batch,
        "payer": answer.payer_id,
        "trace": answer.trace,
        "payment": money.to_text(answer.cents),
        "claims": len(answer.claims),
        "matched": sum(each.ours is not None for each in judged),
        "exceptions": sum(each.trouble is not None for each in judged),
        "balanced": one.remittance.totals.balanced,
        "status": imported_rows.status(answer, judged),
    }


def _line(payment: dict[str, Any]) -> str:
    name = payment["batch"] or f"payment {payment['trace']}"
    return (
        f"{name}: {payment['status']}, payment {payment['payment']}, {payment['claims']} claims, "
        f"{payment['matched']} matched, {payment['exceptions']} exceptions"
    )


def _findings(
    book: Snapshot, taken: Sequence[Taken], judged: ByBatch, office: Office
) -> Iterator[Finding]:
    patients = {claim.patient_id for claim in office.claims.values()}
    names = name_check.names(book.frame("patients"), patients)
    for one in taken:
        yield from (each for each in one.remittance.findings if each.id != _SHEET_PAYER)
        yield from _of_payer(one)
        mine = judged.get(one.answer.batch, [])
        for each, said in zip(mine, one.remittance.claims, strict=True):
            where = each.claim.where
            if each.trouble is not None:
                yield exceptions.finding(each.claim, each.trouble, where)
            yield from told.level_differs(each, where)
            yield from name_check.findings(each, said, names)


def _of_payer(one: Taken) -> Iterator[Finding]:
    answer = one.answer
    if answer.payer_id and not one.is_inferred:
        return
    taken = f"; taken as {answer.payer_id}, who insures all its claims" if answer.payer_id else ""
    yield Finding(
        "PAYER-UNKNOWN",
        WARNING,
        f"batch {answer.batch}: no payer on the Payers sheet has the trace id "
        f"{answer.payer_trace_id or '(none)'}, the ids or the name it gives{taken}",
        one.source.name,
        "add the trace id to the payer on Payers, or choose Payer on Remits",
    )


def _rows(
    taken: Sequence[Taken], judged: ByBatch, office: Office, moment: Moment, shown: Beside
) -> Iterator[Append]:
    records: dict[str, list[dict[str, Any]]] = {name: [] for name in _TABLES}
    for one in taken:
        answer, source = one.answer, one.source
        mine = judged.get(answer.batch, [])
        lines = imported_rows.remit_lines(mine, office)
        shown.add_to(lines)
        records["remit_lines"] += lines
        payment = imported_rows.remit(answer, mine, source.name, source.digest)
        records["remits"].append(payment | beside.remit_proof(answer, lines))
        records["remit_adjustments"] += imported_rows.remit_adjustments(mine, office)
        records["provider_adjustments"] += imported_rows.provider_adjustments(answer)
        records["batches"].append(work_sheets.new_batch(answer, moment))
        records["exceptions"] += imported_rows.exception_rows(mine)
    for table, rows in records.items():
        yield from append(table, rows)


def _reopened(book: Snapshot, intake: Intake) -> list[Change]:
    """Return what opens undone payments again whose own file came in once more."""
    row_of = row_by(book.frame("batches"), "batch")
    rows = [row_of[batch] for batch in intake.reopened.values() if batch in row_of]
    return [
        *set_columns("remits", {row: {"status": "IMPORTED"} for row in intake.reopened}),
        *set_columns("batches", {row: {"status": "OPEN"} for row in rows}),
    ]
