"""Which payments a run takes up, and which of them are there twice or out of balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlbilling.model.errors import RefusedError
from xlbilling.tasks.posting.exceptions import WAITING
from xlbilling.tasks.posting.from_sheet import read_answers

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.posting.answers import Answer

UNPOSTED: Final = frozenset({"", "IMPORTED", "READY", "BLOCKED", "PARTIAL"})
"""Statuses of payments that a run without a batch takes up."""

_BEGUN: Final = frozenset({"PARTIAL", "POSTED"})
_OUT: Final = frozenset({"UNDONE", "DUPLICATE"})


@dataclass(frozen=True)
class Chosen:
    """The payments of a run.

    Attributes:
        answers: all of them, in the order of the Remits sheet.
        open: those to post.
        blocked: out of balance and not accepted.
        duplicates: the batch that each second row of a payment repeats, by its own batch.
        twice: batch ids that stand on more than one row.
    """

    answers: tuple[Answer, ...]
    open: tuple[Answer, ...]
    blocked: tuple[Answer, ...]
    duplicates: dict[str, str]
    twice: tuple[str, ...]


def choose(book: Snapshot, batch: str) -> Chosen:
    """Return the payments to post: the one named and those that may wait for it, or all open.

    Raises:
        RefusedError: there is no such batch.
    """
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
    wanted = {one for one in remits.loc[is_open, "batch"] if one}
    count = Counter(remits["batch"])
    twice = tuple(sorted(one for one in wanted if count[one] > 1))
    wanted -= set(twice)
    known = read_answers(book, {one for one in remits["batch"] if one} - set(twice), wanted)
    duplicates = _duplicates(known, wanted)
    answers = tuple(one for one in known if one.batch in wanted)
    single = [one for one in answers if one.batch not in duplicates]
    return Chosen(
        answers=answers,
        open=tuple(one for one in single if not one.is_blocked),
        blocked=tuple(one for one in single if one.is_blocked),
        duplicates=duplicates,
        twice=twice,
    )


def _waiting(book: Snapshot) -> list[str]:
    """Return the batches that wait for another answer and are posted in part already."""
    lines, remits = book.frame("remit_lines"), book.frame("remits")
    partial = remits.loc[remits["status"] == "PARTIAL", "batch"]
    waits = lines.loc[lines["exception"].isin([one.value for one in WAITING]), "batch"]
    return sorted(set(partial) & set(waits))


def identities(answer: Answer) -> tuple[Hashable, ...]:
    """Return what tells that two rows are one payment: its key, or payer, trace, date and amount.

    The second finds a check that was keyed by hand and came as a file as well.
    """
    facts = (answer.payer_id, answer.trace, answer.paid_on, answer.cents)
    return (answer.key, facts) if all(facts) else (answer.key,)


def _duplicates(known: Iterable[Answer], wanted: set[str]) -> dict[str, str]:
    """Return the wanted batches that repeat a payment: begun ones come first, then upper rows."""
    first: dict[Hashable, str] = {}
    found: dict[str, str] = {}
    standing = [one for one in known if one.status not in _OUT or one.batch in wanted]
    for answer in sorted(standing, key=lambda one: (one.status not in _BEGUN, one.sheet_row)):
        original = next((first[one] for one in identities(answer) if one in first), "")
        if original and answer.batch in wanted and answer.status not in _BEGUN:
            found[answer.batch] = original
            continue
        for one in identities(answer):
            first.setdefault(one, answer.batch)
    return found
