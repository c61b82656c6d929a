"""Post the imported payments: cash, write-offs, patients' shares; what cannot be posted waits.

The rows on the sheets are what is posted, as the biller has completed them: a claim picked under
Our Claim, a class changed on the CARC Map, a difference accepted by name on Remits. Each claim is
judged anew. The cash of a claim that waits stands in Unapplied, once, and moves from there when
the claim is posted. Source: rules.md sections 2 and 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import ledger, money
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import ERROR, INFO, Finding
from xlbilling.model.plan import Append, Change, Plan
from xlbilling.tasks.posting import (
    claim_status,
    credit_balances,
    denials,
    exceptions,
    proof,
    work_sheets,
)
from xlbilling.tasks.posting.engine import Posted, Run
from xlbilling.tasks.posting.from_sheet import read_answers
from xlbilling.tasks.posting.periods import refuse_closed
from xlbilling.tasks.posting.propose import Moment
from xlbilling.tasks.posting.sheet_values import set_columns, texts

if TYPE_CHECKING:
    from xlbilling.model.tables import Request, Snapshot
    from xlbilling.tasks.posting.answers import Answer
    from xlbilling.tasks.posting.proof import Sums

READS: Final[tuple[str, ...]] = (
    "claims", "submissions", "patients", "coverage", "payers", "remits", "remit_lines",
    "remit_adjustments", "provider_adjustments", "batches", "exceptions", "denials", "credits",
    "carc_map", "holds", "ledger", "periods",
)  # fmt: skip

UNPOSTED: Final = frozenset({"", "IMPORTED", "READY", "BLOCKED", "PARTIAL"})
"""Statuses of payments that a run without a batch takes up."""


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the ledger rows of the payments, and what the sheets then show.

    Raises:
        RefusedError: the month is closed, the batch is unknown, or a payment fails its proof.
    """
    refuse_closed(book, request.as_of)
    answers = _chosen(book, request.option("batch"))
    blocked = [answer for answer in answers if answer.is_blocked]
    moment = Moment(request.as_of, request.user)
    run = Run(book, [answer for answer in answers if not answer.is_blocked], moment)
    run.post()
    posted = [mine for mine in run.posted.values() if not mine.difference]
    sums = {mine.answer.batch: _proved(book, mine) for mine in posted}
    entries = [entry for mine in posted for entry in mine.entries]
    rows, head = ledger.chain(entries, book.ledger_head)
    told = _told(run, [a for a in answers if _is_told(run, a, request.option("batch"))], sums)
    return Plan(
        changes=(
            *((Append("ledger", ledger.to_frame(rows)),) if rows else ()),
            *_changes(book, run, posted, sums),
            *_blocked_changes(blocked),
        ),
        result={"batches": told},
        lines=(*(_line(one) for one in told), f"{len(rows)} new ledger rows"),
        findings=(*_findings(book, run), *_blocked_findings(book, blocked)),
        batch=answers[0].batch if len(answers) == 1 else "",
        ledger_head=head if rows else "",
        keys=f"{entries[0].entry}..{entries[-1].entry}" if entries else "",
        totals={"posted": sum(one.posted for one in sums.values())},
    )


def _chosen(book: Snapshot, batch: str) -> list[Answer]:
    """Return the payments to post: the one named and those that may wait for it, or all open."""
    remits = book.frame("remits")
    if batch and batch not in set(remits["batch"]):
        raise RefusedError(
            f"no batch '{batch}' on the Remits sheet",
            id="BATCH-UNKNOWN",
            fix="see the Batch column of the Remits sheet for the ids",
        )
    is_open = remits["status"].isin(list(UNPOSTED))
    if batch:
        is_open = (remits["batch"] == batch) | (is_open & remits["batch"].isin(_waiting(book)))
    return read_answers(book, [one for one in remits.loc[is_open, "batch"] if one])


def _waiting(book: Snapshot) -> list[str]:
    """Return the batches that wait for another answer and are posted in part already."""
    lines, remits = book.frame("remit_lines"), book.frame("remits")
    partial = remits.loc[remits["status"] == "PARTIAL", "batch"]
    waits = lines.loc[lines["exception"] == exceptions.Reason.WAITS_FOR_PRIMARY.value, "batch"]
    return sorted(set(partial) & set(waits))


def _proved(book: Snapshot, mine: Posted) -> Sums:
    """Return where a payment's money stands, proved against its cash rows (P-8)."""
    answer = mine.answer
    done = [judged.claim for judged, _ in mine.claims] + mine.before
    sums = proof.Sums(
        posted=sum(claim.paid_cents for claim in done),
        exceptions=sum(judged.claim.paid_cents for judged in mine.waiting),
        provider_level=answer.provider_level_cents,
        suspense=answer.variance_cents,
    )
    batches, rows = book.frame("batches"), book.frame("ledger")
    undo_batches = batches.loc[batches["undo_of"] == answer.batch, "batch"]
    undone = proof.undone_entries(rows, undo_batches)
    cash = proof.standing_cash(rows, answer.batch, undone) + proof.cash_of(mine.entries)
    proof.demand(answer, sums, cash)
    return sums


def _changes(
    book: Snapshot, run: Run, posted: Sequence[Posted], sums: dict[str, Sums]
) -> list[Change]:
    as_of = run.moment.as_of
    done = [one for mine in posted for one in mine.claims]
    there = denials.read(book.frame("denials"))
    denied = [
        record for one, proposal in done
        for record in denials.records(one, proposal, run.office, as_of)
    ]  # fmt: skip
    places = there.open_places() | {(one["claim_id"], one["line"]) for one in denied}
    touched = {one.ours.claim_id: one.ours for one, _ in done if one.ours}
    statuses = texts(book.frame("claims"), "status")
    return [
        *work_sheets.payment_rows(book, sums, posted, run.moment),
        *work_sheets.remit_lines(posted),
        *work_sheets.remit_adjustments(proposal for _, proposal in done),
        *work_sheets.exception_rows(book.frame("exceptions"), posted),
        *denials.changes(there, denied),
        *work_sheets.hold_rows(posted, as_of),
        *credit_balances.changes(
            book.frame("credits"), touched.values(), run.balances, run.office, as_of
        ),
        *claim_status.changes(touched.values(), run.balances, places, statuses),
    ]


def _told(run: Run, answers: Sequence[Answer], sums: dict[str, Sums]) -> list[dict[str, Any]]:
    """Return the JSON of each payment: where its money stands after this run.

    ``posted`` is all cash applied to claims, of earlier runs too; ``duplicates`` counts the
    claims that were posted before this run and to which it added nothing.
    """
    told = []
    for answer in answers:
        mine = run.posted.get(answer.batch, Posted(answer))
        money_stands = sums.get(answer.batch, proof.Sums(0, 0, answer.provider_level_cents, 0))
        told.append({
            "batch": answer.batch,
            "payer": answer.payer_id,
            "trace": answer.trace,
            "payment": money.to_text(answer.cents),
            "posted": money.to_text(money_stands.posted),
            "exceptions": money.to_text(money_stands.exceptions),
            "unapplied": money.to_text(money_stands.exceptions),
            "suspense": money.to_text(money_stands.suspense),
            "provider_adjustments": money.to_text(money_stands.provider_level),
            "duplicates": len(mine.before),
            "status": "BLOCKED" if answer.batch not in sums else work_sheets.status_of(mine),
        })
    return told


def _is_told(run: Run, answer: Answer, batch: str) -> bool:
    """Tell whether a payment belongs into the answer: it was asked for, or something was posted."""
    mine = run.posted.get(answer.batch)
    return not batch or batch == answer.batch or bool(mine and mine.claims)


def _line(told: dict[str, Any]) -> str:
    return (
        f"{told['batch']}: {told['status']}, payment {told['payment']}, posted {told['posted']}, "
        f"waiting {told['exceptions']}, provider level {told['provider_adjustments']}, "
        f"suspense {told['suspense']}"
    )


def _findings(book: Snapshot, run: Run) -> list[Finding]:
    sheet = book["remit_lines"]
    found = []
    for mine in run.posted.values():
        if mine.difference:
            found.append(_difference(book, mine))
        for judged in mine.waiting:
            assert judged.trouble is not None
            where = sheet.where("exception", judged.claim.rows[0].sheet_row)
            found.append(exceptions.finding(judged.claim, judged.trouble, where))
        for judged, proposal in mine.claims:
            excess = sum(one.excess_cents for one in proposal.adjustments)
            if excess > 0:
                where = sheet.where("contractual", judged.claim.rows[0].sheet_row)
                found.append(_excess(judged.claim.pcn, excess, where))
    return found


def _difference(book: Snapshot, mine: Posted) -> Finding:
    return Finding(
        "POST-ENTRY-DIFFERS",
        ERROR,
        f"batch {mine.answer.batch}: {mine.difference}; nothing of the batch was posted",
        book["remits"].where("batch", mine.answer.sheet_row),
        "correct the amount on Remit Lines, or undo the batch first",
    )


def _excess(pcn: str, cents: int, where: str) -> Finding:
    return Finding(
        "EXCESS-CO",
        INFO,
        f"claim {pcn}: {money.show(cents)} of a later payer's adjustments is more than what was "
        f"open, and was not posted",
        where,
        "nothing; Posted on Remit Adjustments shows what was",
    )


def _blocked_changes(blocked: Sequence[Answer]) -> list[Change]:
    cells: dict[int, dict[str, Any]] = {}
    for answer in blocked:
        nothing = proof.Sums(0, 0, answer.provider_level_cents, 0)
        shown = work_sheets.totals(answer, nothing)
        cells[answer.sheet_row] = shown | {"status": "BLOCKED"}
    return set_columns("remits", cells)


def _blocked_findings(book: Snapshot, blocked: Sequence[Answer]) -> list[Finding]:
    return [
        Finding(
            "B-TRAN",
            ERROR,
            f"batch {answer.batch}: claims {money.show(answer.claims_cents)} less provider "
            f"adjustments {money.show(answer.provider_level_cents)} is "
            f"{money.show(answer.cents - answer.variance_cents)}, the payment is "
            f"{money.show(answer.cents)}: "
            f"{money.difference(answer.cents, answer.cents - answer.variance_cents)}; "
            f"nothing of it was posted",
            book["remits"].where("amount", answer.sheet_row),
            "ask the payer, or fill Variance Reason and Accepted By; the rest goes to suspense",
        )
        for answer in blocked
    ]
