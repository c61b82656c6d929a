"""What a person must look at after a payer took an answer back.

The patient's money and later payers' rows were posted on top of the answer; they stay as they are.
Source: rules.md P-6 (RFI-1147, 1733).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlbilling.model import money
from xlbilling.model.findings import WARNING, Finding
from xlbilling.model.ledger import PATIENT_OWNER, EntryType
from xlbilling.tasks.posting.open_balances import rows_that_stand
from xlbilling.tasks.posting.posted_answers import batches_taken_back

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.posting.engine import Run
    from xlbilling.tasks.posting.judge import Judged


def _taken_back(run: Run) -> list[Judged]:
    """Return the reversals that a run posts."""
    done = (one for mine in run.posted.values() for one, _ in mine.claims if not mine.difference)
    return [one for one in done if one.claim.is_reversal and one.ours is not None]


def awaiting(run: Run) -> set[str]:
    """Return the claims whose answer a run takes back and that have no other answer of the payer.

    That is legal (RFI-227): the correction may come in a later payment.
    """
    return {
        one.ours.claim_id
        for one in _taken_back(run)
        if one.ours and not run.there.on_claim(one.ours.claim_id, one.answer.payer_id)
    }


def taken_back(run: Run) -> dict[str, str]:
    """Return the batch of each reversal that a run posts, by payer claim number."""
    return {one.claim.icn: one.answer.batch for one in _taken_back(run)}


def findings(book: Snapshot, run: Run) -> Iterator[Finding]:
    """Give a warning for each claim that awaits its correction, and for what rests on the rest."""
    backs = _taken_back(run)
    if not backs:
        return
    rows = book.frame("ledger")
    claims = {one.ours.claim_id for one in backs if one.ours}
    standing = rows_that_stand(rows[rows["claim_id"].isin(claims)])
    waiting = awaiting(run)
    for one in backs:
        assert one.ours is not None
        where = book["remit_lines"].where("clp02", one.claim.rows[0].sheet_row)
        if one.ours.claim_id in waiting:
            yield _awaits(one, where)
        yield from _resting(one, standing[standing["claim_id"] == one.ours.claim_id], where)


def _awaits(one: Judged, where: str) -> Finding:
    assert one.ours is not None
    return Finding(
        "REVERSED",
        WARNING,
        f"claim {one.ours.claim_id}: {one.answer.payer_id} took its answer back; reversed, "
        f"awaiting correction",
        where,
        "ask the payer for the corrected answer; the balance stands with the payer again",
    )


def _resting(one: Judged, rows: pd.DataFrame, where: str) -> Iterator[Finding]:
    """Give what was posted on the claim after the answer that is taken back."""
    assert one.ours is not None
    batches = batches_taken_back(one.match)
    first = rows.loc[rows["batch"].isin(batches), "seq"].min()
    others = rows[
        (rows["seq"] > first)
        & (rows["type"] != EntryType.CHARGE.value)
        & ~rows["batch"].isin({*batches, one.answer.batch})
    ]
    is_patients = (others["from_owner"] == PATIENT_OWNER) & (
        others["type"] == EntryType.PAYMENT.value
    )
    paid = int(others.loc[is_patients, "amount_cents"].sum())
    if paid:
        yield Finding(
            "REVERSAL-CREDIT",
            WARNING,
            f"claim {one.ours.claim_id}: the patient paid {money.show(paid)} after the answer that "
            f"is taken back; it stays the patient's credit on the claim",
            where,
            "wait for the correction, then refund or apply what is left of it",
        )
    for batch, rows_of_batch in others[~is_patients].groupby("batch", sort=True):
        who = ", ".join(sorted(set(rows_of_batch["payer_id"]) - {""})) or "by hand"
        yield Finding(
            "REVERSAL-RESTS",
            WARNING,
            f"claim {one.ours.claim_id}: {len(rows_of_batch)} rows of batch {batch} ({who}) rest "
            f"on the answer that {one.answer.payer_id} takes back",
            where,
            "look whether they still stand once the correction is posted",
        )
