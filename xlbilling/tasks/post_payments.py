"""Post the imported payments: cash, write-offs, patients' shares; what cannot be posted waits.

The rows on the sheets are what is posted, as the biller has completed them: a claim picked under
Our Claim, a class changed on the CARC Map, a difference accepted by name on Remits. Each claim is
judged anew. The cash of a claim that waits stands in Unapplied, once, and moves from there when
the claim is posted. Source: rules.md sections 2 and 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import ledger
from xlbilling.model.plan import Append, Change, Plan
from xlbilling.tasks.posting import (
    beside,
    claim_status,
    control,
    credit_balances,
    denials,
    from_sheet,
    patient_holds,
    preview,
    proof,
    provider_items,
    reversal_review,
    told,
    work_sheets,
)
from xlbilling.tasks.posting.choose import Chosen, choose
from xlbilling.tasks.posting.engine import Posted, Run
from xlbilling.tasks.posting.periods import refuse_to_post
from xlbilling.tasks.posting.posted_answers import PostedAnswers, answers_on
from xlbilling.tasks.posting.proof import Sums
from xlbilling.tasks.posting.propose import Moment
from xlbilling.tasks.posting.sheet_values import only_changed, set_columns

if TYPE_CHECKING:
    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = (
    "claims", "submissions", "patients", "coverage", "payers", "remits", "remit_lines",
    "remit_adjustments", "provider_adjustments", "batches", "exceptions", "denials", "credits",
    "carc_map", "holds", "ledger", "periods", "rates", "rate_rules", "providers", "recoupments",
    "users",
)  # fmt: skip


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the ledger rows of the payments, and what the sheets then show.

    Raises:
        RefusedError: the month is closed, the ledger was changed, or there is no such batch.
    """
    refuse_to_post(book, request)
    batch = request.option("batch")
    chosen = choose(book, batch)
    run, sums = _proved(book, chosen, Moment(request.as_of, request.user))
    posted = [mine for mine in run.posted.values() if not mine.difference]
    entries = [entry for mine in posted for entry in mine.entries]
    rows, head = ledger.chain(entries, book.ledger_head)
    payments = _payments(run, chosen, sums, batch)
    begun = provider_items.posted_batches(book) | {mine.answer.batch for mine in posted}
    items = provider_items.read(book, begun, book.frame("ledger"), reversal_review.taken_back(run))
    judged = beside.looked_at(posted)
    shown = beside.beside(book, judged, run.office)
    seen = preview.of_run(run, posted, book.frame("ledger")) if request.is_dry_run else None
    return Plan(
        changes=(
            *((Append("ledger", ledger.to_frame(rows)),) if rows else ()),
            *only_changed(
                book,
                [
                    *_changes(book, run, posted, sums),
                    *_not_posted(chosen),
                    *provider_items.changes(items),
                    *beside.line_cells(judged, shown),
                    *beside.proof_cells(book),
                ],
            ),
        ),
        result={"batches": payments} | ({"preview": seen.as_json()} if seen else {}),
        lines=(
            *(told.line(one) for one in payments),
            f"{len(rows)} new ledger rows",
            *(seen.lines() if seen else ()),
        ),
        findings=(
            *told.findings(book, run, chosen),
            *reversal_review.findings(book, run),
            *provider_items.findings(book, items, [mine.answer.batch for mine in posted]),
            *shown.contracts.only(beside.not_compared(book)).findings(),
        ),
        batch=chosen.answers[0].batch if len(chosen.answers) == 1 else "",
        ledger_head=head if rows else "",
        keys=f"{entries[0].entry}..{entries[-1].entry}" if entries else "",
        totals={"posted": sum(one.posted for one in sums.values())},
    )


def _proved(book: Snapshot, chosen: Chosen, moment: Moment) -> tuple[Run, dict[str, Sums]]:
    """Return a run in which every payment that is posted passes its proof (P-8).

    A payment that fails is taken out whole, and the others are worked out anew without it.
    """
    stopped: dict[str, str] = {}
    while True:
        run = Run(book, chosen.open, moment, stopped)
        run.post()
        sums = {}
        for mine in run.posted.values():
            if mine.difference:
                continue
            sums[mine.answer.batch] = _sums(mine)
            why = proof.failure(mine.answer, sums[mine.answer.batch], _cash(book, mine))
            if why:
                stopped[mine.answer.batch] = why
        if not stopped.keys() & sums.keys():
            return run, sums


def _sums(mine: Posted) -> Sums:
    done = [judged.claim for judged, _ in mine.claims] + mine.before
    return Sums(
        posted=sum(claim.paid_cents for claim in done),
        exceptions=sum(judged.claim.paid_cents for judged in mine.waiting),
        provider_level=mine.answer.provider_level_cents,
        suspense=mine.answer.variance_cents,
    )


def _cash(book: Snapshot, mine: Posted) -> int:
    """Return what a payment's ledger rows bring into Cash, those of earlier attempts left out."""
    batches, rows = book.frame("batches"), book.frame("ledger")
    undo_batches = batches.loc[batches["undo_of"] == mine.answer.batch, "batch"]
    undone = proof.undone_entries(rows, undo_batches)
    there = proof.standing_cash(rows, mine.answer.batch, undone)
    return there + proof.cash_of(mine.entries)


def _changes(
    book: Snapshot, run: Run, posted: Sequence[Posted], sums: dict[str, Sums]
) -> list[Change]:
    as_of = run.moment.as_of
    done = [one for mine in posted for one in mine.claims]
    there = denials.read(book.frame("denials"))
    denied = [
        record
        for one, proposal in done
        for record in denials.records(one, proposal, run.office, as_of)
    ]
    touched = {one.ours.claim_id: one.ours for one, _ in done if one.ours}
    settled, places = denials.after_run(there, denied, *_standing(book, run, there, denied))
    credits_ = book.frame("credits")
    before = claim_status.billed(book, as_of)
    return [
        *work_sheets.payment_rows(book, sums, posted, run.moment),
        *control.changes(book, run.posted),
        *from_sheet.numbers(book, [mine.answer for mine in posted]),
        *work_sheets.remit_lines(posted),
        *work_sheets.remit_adjustments(proposal for _, proposal in done),
        *work_sheets.exception_rows(book.frame("exceptions"), posted),
        *settled,
        *patient_holds.changes(book.frame("holds"), posted, as_of),
        *credit_balances.changes(credits_, touched.values(), run.balances, run.office, as_of),
        *claim_status.changes(
            touched.values(), run.balances, places, before, reversal_review.awaiting(run)
        ),
    ]


def _standing(
    book: Snapshot, run: Run, there: denials.Denials, denied: Sequence[Mapping[str, Any]]
) -> tuple[denials.Standing, denials.Standing]:
    """Return the answers on the run's claims with denials, before it and with those it posts."""
    claims = {claim_id for claim_id, _ in there.places.values()}
    claims |= {one["claim_id"] for one in denied}
    now = [one for one in run.now.values() if one.claim_id in claims]
    claims = {one.claim_id for one in now}
    before = answers_on(book, claims)
    payments = set(book.frame("remits")["batch"])
    return (
        denials.Standing(claims, before, payments),
        denials.Standing(claims, PostedAnswers((*before.all, *now)), payments),
    )


def _payments(run: Run, chosen: Chosen, sums: dict[str, Sums], batch: str) -> list[dict[str, Any]]:
    """Return the JSON of the payments asked for, and of others of which something was posted."""
    found = []
    for answer in chosen.answers:
        mine = run.posted.get(answer.batch)
        if not batch or answer.batch == batch or (mine and mine.claims):
            status = told.status_of(answer, mine, chosen)
            found.append(told.payment(answer, mine, sums.get(answer.batch), status))
    return found


def _not_posted(chosen: Chosen) -> list[Change]:
    """Return the cells of Remits for payments that are blocked or there twice."""
    cells: dict[int, dict[str, Any]] = {}
    for answer in chosen.blocked:
        nothing = Sums(0, 0, answer.provider_level_cents, 0)
        cells[answer.sheet_row] = work_sheets.totals(answer, nothing) | {"status": "BLOCKED"}
    for answer in chosen.answers:
        if answer.batch in chosen.duplicates:
            cells[answer.sheet_row] = {"status": "DUPLICATE"}
    return set_columns("remits", cells)
