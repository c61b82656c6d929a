"""Take a batch back with contra rows: nothing is deleted, every balance is as it was before.

A payment whose file is imported again after that is posted anew, as the next attempt.
Source: rules.md section 3 (Undo).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import ledger, money
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import WARNING, Finding
from xlbilling.model.ledger import CONTRA_SUFFIX, RECEIVABLES, EntryType
from xlbilling.model.plan import Append, Change, Plan
from xlbilling.tasks.money import payment_rows, resting, sheet_states
from xlbilling.tasks.money.after import with_rows
from xlbilling.tasks.posting import (
    claim_status,
    credit_balances,
    denials,
    patient_holds,
    provider_items,
)
from xlbilling.tasks.posting.charged_again import charged_again
from xlbilling.tasks.posting.open_balances import OpenBalances, rows_that_stand, taken_back
from xlbilling.tasks.posting.our_claims import read_office
from xlbilling.tasks.posting.periods import refuse_to_post
from xlbilling.tasks.posting.posted_answers import (
    POSTED,
    REVERSES,
    answers_on,
    batches_taken_back,
    reversed_,
)
from xlbilling.tasks.posting.sheet_values import append, only_changed, set_columns

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.ledger import Entry
    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = (
    "claims", "submissions", "patients", "coverage", "payers", "carc_map", "remits",
    "remit_lines", "remit_adjustments", "batches", "exceptions", "denials", "credits", "holds",
    "ledger", "periods", "provider_adjustments", "users", *sheet_states.READS,
)  # fmt: skip

UNDONE: Final = "UNDONE"


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the contra rows of a batch, dated as of the request, and what rests on the batch.

    Raises:
        RefusedError: the month is closed, the ledger was changed, or the batch is unknown,
            undone, or itself an undo; money that it brought in was refunded since.
    """
    refuse_to_post(book, request)
    batch = request.option("batch")
    _demand_undoable(book, batch)
    frame = book.frame("ledger")
    own = _standing(frame, batch)
    undo = _undo_id(book, batch)
    taken = ledger.entries_of(own)
    resting.refuse_restoring(book, taken)
    taken += resting.dependents(frame, taken)
    ids = set(frame["entry"])
    contras = [
        ledger.contra(one, posted=request.as_of, batch=undo, user=request.user, taken=ids)
        for one in taken
    ]
    contras += charged_again(frame, batch, undo, request)
    rows, head = ledger.chain(contras, book.ledger_head)
    amount = sum(entry.amount_cents for entry in contras)
    return Plan(
        changes=(
            *((Append("ledger", ledger.to_frame(rows)),) if rows else ()),
            *_batch_rows(book, request, undo),
            *only_changed(book, _sheets(book, request, contras)),
        ),
        result={
            "batch": batch,
            "undo": undo,
            "rows": len(rows),
            "receivable": money.to_text(_receivable(contras)),
        },
        lines=(f"{batch} undone by {undo}: {len(rows)} contra rows",),
        findings=tuple(_resting(frame, own, batch)),
        batch=undo,
        ledger_head=head if rows else "",
        totals={"amount": amount},
    )


def _demand_undoable(book: Snapshot, batch: str) -> None:
    batches, remits = book.frame("batches"), book.frame("remits")
    known = {*batches["batch"], *remits["batch"], *book.frame("ledger")["batch"]} - {""}
    if batch not in known:
        raise RefusedError(
            f"no batch '{batch}'" if batch else "no batch named",
            id="BATCH-UNKNOWN",
            fix="choose its row on Batches, or name an id of the Batch column there",
        )
    if batch in set(book.frame("receipts")["batch"]) - set(book.frame("ledger")["batch"]):
        raise RefusedError(
            f"batch {batch} was keyed at the front desk; no ledger row carries it",
            id="BATCH-OF-RECEIPTS",
            fix="undo the batch that posted it, such as RCP-20260331-1; see the Ledger sheet",
        )
    undo_of = dict(zip(batches["batch"], batches["undo_of"], strict=True))
    if undo_of.get(batch):
        raise RefusedError(
            f"batch {batch} is an undo; it is not taken back",
            id="BATCH-IS-UNDO",
            fix=f"import or post {undo_of[batch]} again instead",
        )
    _demand_not_reversed(book, batch)
    statuses = set(batches.loc[batches["batch"] == batch, "status"])
    statuses |= set(remits.loc[remits["batch"] == batch, "status"])
    if UNDONE in statuses:
        raise RefusedError(
            f"batch {batch} is undone already",
            id="BATCH-UNDONE",
            fix="nothing is left to undo; see its undo batch on the Batches sheet",
        )


def _demand_not_reversed(book: Snapshot, batch: str) -> None:
    """Refuse to take answers back that a payer's reversal took back already."""
    lines = book.frame("remit_lines")
    posted = lines[(lines["state"] == POSTED) & (lines["batch"] != batch)]
    later = [
        each
        for each, match in zip(posted["batch"], posted["match"], strict=True)
        if REVERSES in match and batch in batches_taken_back(match)
    ]
    if later:
        names = ", ".join(dict.fromkeys(later))
        raise RefusedError(
            f"answers of batch {batch} are taken back by the payer's reversal in {names}",
            id="BATCH-REVERSED",
            fix=f"undo {names} first",
        )


def _standing(frame: pd.DataFrame, batch: str) -> pd.DataFrame:
    """Return the batch's rows that nobody took back yet; its reversals are taken back as well.

    What one of its own reversals took back would stand again without it, so it goes too. A charge
    that the batch reversed is charged again instead (see charged_again).
    """
    own = frame[frame["batch"] == batch]
    is_charge = own["type"] == EntryType.CHARGE.value
    own = own[~(is_charge & (own["reverses"] != ""))]
    standing = own[~own["entry"].isin(taken_back(frame))]
    is_own_original = own["entry"].isin(set(standing["reverses"]) - {""})
    return own[own["entry"].isin(set(standing["entry"])) | is_own_original].sort_values(
        "seq", kind="stable"
    )


def _undo_id(book: Snapshot, batch: str) -> str:
    taken = {*book.frame("batches")["batch"], *book.frame("ledger")["batch"]}
    n, name = 1, f"{batch}{CONTRA_SUFFIX}"
    while name in taken:
        n += 1
        name = f"{batch}{CONTRA_SUFFIX}{n}"
    return name


def _receivable(contras: list[Entry]) -> int:
    """Return by how much the contra rows raise the receivable."""
    return sum(
        ((one.debit in RECEIVABLES) - (one.credit in RECEIVABLES)) * one.amount_cents
        for one in contras
    )


def _resting(frame: pd.DataFrame, own: pd.DataFrame, batch: str) -> list[Finding]:
    """Return what was posted later on the same claims: it rests on what is taken back."""
    if own.empty:
        return []
    rows = rows_that_stand(frame)
    later = rows[
        (rows["seq"] > own["seq"].min())
        & (rows["batch"] != batch)
        & (rows["claim_id"] != "")
        & rows["claim_id"].isin(own["claim_id"])
    ]
    pairs = later.groupby(["claim_id", "batch"], sort=True).size()
    return [
        Finding(
            "UNDO-RESTS",
            WARNING,
            f"claim {claim_id}: {count} rows of batch {name} rest on {batch}",
            "Ledger",
            f"look whether batch {name} still stands on that claim",
        )
        for (claim_id, name), count in pairs.items()
    ]


def _batch_rows(book: Snapshot, request: Request, undo: str) -> list[Change]:
    batch = request.option("batch")
    batches, remits = book.frame("batches"), book.frame("remits")
    own = {int(row): {"status": UNDONE} for row in batches.index[batches["batch"] == batch]}
    paid = {int(row): {"status": UNDONE} for row in remits.index[remits["batch"] == batch]}
    record: dict[str, Any] = {
        "batch": undo,
        "kind": "UNDO",
        "opened": request.as_of,
        "opened_by": request.user,
        "left_cents": 0,
        "status": "POSTED",
        "posted": request.as_of,
        "posted_by": request.user,
        "undo_of": batch,
    }
    return [
        *set_columns("batches", own),
        *set_columns("remits", paid),
        *append("batches", [record]),
    ]


def _sheets(book: Snapshot, request: Request, contras: list[Entry]) -> list[Change]:
    """Return what the sheets show once the batch is taken back."""
    batch = request.option("batch")
    lines = book.frame("remit_lines")
    answered = lines.loc[(lines["batch"] == batch) & (lines["state"] == POSTED), "our_claim"]
    claims = {entry.claim_id for entry in contras} | set(answered)
    office = read_office(book, claims - {""})
    touched = office.claims
    rows = book.frame("ledger")
    future = with_rows(rows, contras)
    balances = OpenBalances(future, set(touched))
    there = denials.read(book.frame("denials"))
    own = touched.keys() & {*(claim for claim, _ in there.places.values()), *reversed_(book)}
    payments, left = set(book.frame("remits")["batch"]), answers_on(book, own, but=batch)
    states = denials.anew(
        there,
        denials.Standing(own, answers_on(book, own), payments),
        denials.Standing(own, left, payments),
    )
    denied = there.after(states).open_places()
    begun = provider_items.posted_batches(book) - {batch}
    items = provider_items.read(book, begun, future)
    before = claim_status.billed(book, request.as_of).without_reversed()
    credits_ = book.frame("credits")
    return [
        *_remit_rows(book, batch),
        *sheet_states.undone(book, contras),
        *payment_rows.restored(book, contras, batch),
        *denials.with_states(there, states),
        *provider_items.changes(items),
        *patient_holds.after_undo(book.frame("holds"), batch, request.as_of),
        *credit_balances.changes(credits_, touched.values(), balances, office, request.as_of),
        *claim_status.changes(touched.values(), balances, denied, before, left.awaiting()),
    ]


def _remit_rows(book: Snapshot, batch: str) -> list[Change]:
    lines, adjustments = book.frame("remit_lines"), book.frame("remit_adjustments")
    exceptions = book.frame("exceptions")
    blank_line = {int(row): {"state": ""} for row in lines.index[lines["batch"] == batch]}
    own = adjustments.index[adjustments["batch"] == batch]
    closed = exceptions.index[exceptions["batch"] == batch]
    return [
        *set_columns("remit_lines", blank_line),
        *set_columns("remit_adjustments", {int(row): {"posted": None} for row in own}),
        *set_columns("exceptions", {int(row): {"state": "CLOSED"} for row in closed}),
    ]
