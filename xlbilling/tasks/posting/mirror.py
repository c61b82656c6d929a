"""The ledger rows of a reversal: our own rows of the answer that is taken back, negated.

What the reversal's adjustments say is never posted: a contractual amount that was cut to what was
open never reached the ledger. Source: rules.md P-6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xlbilling.model import ledger
from xlbilling.model.ledger import Account, Entry, EntryType
from xlbilling.tasks.posting.open_balances import ANSWERED_BY, taken_back
from xlbilling.tasks.posting.propose import Moment, id_of
from xlbilling.tasks.posting.reversals import differs

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.tasks.posting.exceptions import Trouble
    from xlbilling.tasks.posting.judge import Judged
    from xlbilling.tasks.posting.posted_answers import PostedAnswer


class PostedRows:
    """The ledger rows of posted answers that may be taken back, kept up while a run posts."""

    def __init__(self, rows: pd.DataFrame, answers: Iterable[PostedAnswer]) -> None:
        """Read the rows of the answers named that stand; the move to a new payer is no part."""
        self._by_source: dict[str, list[Entry]] = {}
        sources = {source for answer in answers for source in answer.source_rows}
        if not sources:
            return
        own = rows[rows["source_row"].isin(sources) & (rows["claim_id"] != "")]
        own = own[(own["reverses"] == "") & (own["reason"] != ANSWERED_BY)]
        standing = own[~own["entry"].isin(taken_back(rows))]
        self.add(ledger.entries_of(standing.sort_values("seq", kind="stable")))

    def add(self, entries: Iterable[Entry]) -> None:
        """Keep up with rows that are being posted."""
        for entry in entries:
            if entry.claim_id and not entry.reverses and entry.reason != ANSWERED_BY:
                self._by_source.setdefault(entry.source_row, []).append(entry)

    def of(self, answer: PostedAnswer) -> list[Entry]:
        """Return the rows of an answer."""
        return [
            entry
            for source in answer.source_rows
            for entry in self._by_source.get(source, ())
            if entry.batch == answer.batch
        ]


@dataclass(frozen=True, slots=True)
class Back:
    """What a reversal takes back, as far as it is posted.

    Attributes:
        originals: the answers.
        rows: their ledger rows.
        trouble: why nothing is taken back; None where it is.
    """

    originals: tuple[PostedAnswer, ...] = ()
    rows: tuple[Entry, ...] = ()
    trouble: Trouble | None = None


def back_of(
    one: Judged,
    originals: tuple[PostedAnswer, ...],
    rows: Sequence[Entry],
    trouble: Trouble | None,
) -> Back:
    """Return what a reversal takes back; in trouble where our cash rows are not its payment."""
    there = paid_cents(rows)
    if trouble is None and there != -one.claim.paid_cents:
        batches = ", ".join(dict.fromkeys(each.batch for each in originals))
        trouble = differs(one, there, batches)
    return Back(originals, tuple(rows), trouble)


def paid_cents(entries: Iterable[Entry]) -> int:
    """Return the payer's money in the rows of an answer."""
    return sum(entry.amount_cents for entry in entries if entry.type is EntryType.PAYMENT)


def mirrored(
    one: Judged, originals: Sequence[Entry], moment: Moment, source: Account
) -> list[Entry]:
    """Return the rows of a reversal: the originals negated, its own cash against ``source``.

    Args:
        one: the reversal.
        originals: the rows that it takes back.
        moment: when and by whom.
        source: Cash, or Unapplied where the reversal's money was held there.
    """
    answer = one.answer
    row = f"{answer.batch}/{one.claim.rows[0].row}"
    return [
        replace(
            entry,
            entry=id_of(one, "0", f"BACK-{entry.entry}"),
            posted=moment.as_of,
            effective=answer.paid_on or moment.as_of,
            batch=answer.batch,
            deposit_date=answer.deposit_date,
            amount_cents=-entry.amount_cents,
            debit=source if entry.type is EntryType.PAYMENT else entry.debit,
            reverses=entry.entry,
            source_row=row,
            user=moment.user,
            approver="",
            note=one.claim.icn,
        )
        for entry in originals
    ]
