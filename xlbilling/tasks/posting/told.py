"""What a run of posting tells: the JSON of each payment, a line for a person, and findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from xlbilling.model import money
from xlbilling.model.findings import ERROR, INFO, WARNING, Finding
from xlbilling.tasks.posting import control, exceptions, work_sheets
from xlbilling.tasks.posting.engine import Posted, Run
from xlbilling.tasks.posting.from_sheet import uncoded
from xlbilling.tasks.posting.proof import Sums

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.posting.answers import Answer
    from xlbilling.tasks.posting.choose import Chosen
    from xlbilling.tasks.posting.judge import Judged


def payment(answer: Answer, mine: Posted | None, sums: Sums | None, status: str) -> dict[str, Any]:
    """Return the JSON of a payment: where its money stands after the run.

    ``posted`` is all cash applied to its claims, by earlier runs too, so that posted + exceptions
    + suspense - provider_adjustments is always the payment (where it is not blocked). ``unapplied``
    is the cash of its exceptions in the ledger. ``duplicates`` counts the claims that were posted
    before this run and to which it added nothing: all of them for a payment that is there twice.

    Args:
        answer: the payment.
        mine: what the run did with it; None where it did nothing.
        sums: where its money stands; None where none of it is posted.
        status: of the payment after the run.
    """
    stands = sums or Sums(0, 0, answer.provider_level_cents, 0)
    before = len(mine.before) if mine else 0
    return {
        "batch": answer.batch,
        "payer": answer.payer_id,
        "trace": answer.trace,
        "payment": money.to_text(answer.cents),
        "posted": money.to_text(stands.posted),
        "exceptions": money.to_text(stands.exceptions),
        "unapplied": money.to_text(stands.exceptions),
        "suspense": money.to_text(stands.suspense),
        "provider_adjustments": money.to_text(stands.provider_level),
        "duplicates": len(answer.claims) if status == "DUPLICATE" else before,
        "status": status,
    }


def line(told: Mapping[str, Any]) -> str:
    """Return a payment's JSON as a person reads it."""
    return (
        f"{told['batch']}: {told['status']}, payment {told['payment']}, posted {told['posted']}, "
        f"waiting {told['exceptions']}, provider level {told['provider_adjustments']}, "
        f"suspense {told['suspense']}"
    )


def findings(book: Snapshot, run: Run, chosen: Chosen) -> Iterator[Finding]:
    """Give what a run found: payments not posted first, then claims that wait."""
    yield from (_twice(book, batch) for batch in chosen.twice)
    yield from control.findings(book, run.posted)
    yield from uncoded(book, [one.batch for one in chosen.open if one.is_keyed])
    for answer in chosen.blocked:
        is_off = answer.is_keyed and answer.is_off_control
        yield control.off_control(book, answer) if is_off else _blocked(book, answer)
    by_batch = {answer.batch: answer for answer in chosen.answers}
    for batch, original in chosen.duplicates.items():
        yield _duplicate(book, by_batch[batch], original)
    for mine in run.posted.values():
        if mine.difference:
            yield _difference(book, mine)
            continue
        for judged in mine.waiting:
            assert judged.trouble is not None
            where = book["remit_lines"].where("exception", judged.claim.rows[0].sheet_row)
            yield exceptions.finding(judged.claim, judged.trouble, where)
        for judged, proposal in mine.claims:
            where = book["remit_lines"].where("clp02", judged.claim.rows[0].sheet_row)
            yield from level_differs(judged, where)
            excess = sum(one.excess_cents for one in proposal.adjustments)
            if excess > 0:
                yield _excess(judged, excess, where)


def level_differs(judged: Judged, where: str) -> Iterator[Finding]:
    """Give a warning where the payer answers at another level than Coverage has it (P-3)."""
    stated = judged.claim.stated_level
    if judged.standing is None or stated in {"", judged.standing.cover.level}:
        return
    yield Finding(
        "LEVEL-DIFFERS",
        WARNING,
        f"claim {judged.claim.pcn}: {judged.answer.payer_id} answers as level {stated}, Coverage "
        f"has it as level {judged.standing.cover.level}",
        where,
        "correct the patient's Coverage, or ask the payer who is primary",
    )


def _twice(book: Snapshot, batch: str) -> Finding:
    remits = book.frame("remits")
    rows = [int(row) for row in remits.index[remits["batch"] == batch]]
    return Finding(
        "BATCH-TWICE",
        ERROR,
        f"batch {batch} stands on {len(rows)} rows of Remits; nothing of it was posted",
        book["remits"].where("batch", rows[1]),
        "give every payment a batch id of its own",
    )


def _duplicate(book: Snapshot, answer: Answer, original: str) -> Finding:
    return Finding(
        "PAYMENT-DUPLICATE",
        INFO,
        f"batch {answer.batch} is the same payment as {original}: trace {answer.trace}, "
        f"{money.show(answer.cents)}; nothing of it was posted",
        book["remits"].where("batch", answer.sheet_row),
    )


def _difference(book: Snapshot, mine: Posted) -> Finding:
    return Finding(
        "POST-ENTRY-DIFFERS" if mine.is_entry_different else "P-8",
        ERROR,
        f"batch {mine.answer.batch}: {mine.difference}; nothing of the batch was posted",
        book["remits"].where("batch", mine.answer.sheet_row),
        "correct the amount on the sheet, or undo the batch and post it anew",
    )


def _excess(judged: Judged, cents: int, where: str) -> Finding:
    return Finding(
        "EXCESS-CO",
        INFO,
        f"claim {judged.claim.pcn}: {money.show(cents)} of a later payer's adjustments is more "
        f"than what was open, and was not posted",
        where,
        "nothing; Posted on Remit Adjustments shows what was",
    )


def _blocked(book: Snapshot, answer: Answer) -> Finding:
    expected = answer.cents - answer.variance_cents
    return Finding(
        "B-TRAN",
        ERROR,
        f"batch {answer.batch}: claims {money.show(answer.claims_cents)} less provider adjustments "
        f"{money.show(answer.provider_level_cents)} is {money.show(expected)}, the payment is "
        f"{money.show(answer.cents)}: {money.difference(answer.cents, expected)}; nothing of it "
        f"was posted",
        book["remits"].where("amount", answer.sheet_row),
        "ask the payer, or fill Variance Reason and Accepted By; the rest goes to suspense",
    )


def status_of(answer: Answer, mine: Posted | None, chosen: Chosen) -> str:
    """Return a payment's status after the run."""
    if answer.batch in chosen.duplicates:
        return "DUPLICATE"
    if mine is None or mine.difference:
        return "BLOCKED"
    return work_sheets.status_of(mine)
