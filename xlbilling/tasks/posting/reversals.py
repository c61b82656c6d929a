"""A claim that a payer takes back and answers anew: the new answer waits with the reversal.

Posted alone, the correction would stand on top of the answer that it replaces and leave a false
credit. Source: rules.md P-6: the order in the file does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from xlbilling.model.remittance import REVERSAL
from xlbilling.tasks.posting.exceptions import Reason, Trouble
from xlbilling.tasks.posting.match_claims import normalised
from xlbilling.tasks.posting.sheet_values import days

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.posting.answers import AnswerClaim
    from xlbilling.tasks.posting.judge import Judged

_POSTED: Final = "POSTED"
_GONE: Final = frozenset({"UNDONE", "DUPLICATE"})


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A reversal that waits: in which payment, of whom and when it came."""

    batch: str
    payer_id: str
    paid_on: date | None


_ByName = dict[str, list[_Waiting]]


def is_reversal(claim: AnswerClaim) -> bool:
    """Tell whether a payer takes an answer back: CLP02 22, or an amount below nothing."""
    return claim.status == REVERSAL or claim.charge_cents < 0 or claim.paid_cents < 0


def with_corrections(book: Snapshot, judged: dict[str, list[Judged]]) -> dict[str, list[Judged]]:
    """Return the claims judged, those that correct what a waiting reversal takes back as waiting.

    Args:
        book: the workbook; reversals of payments that are not judged now are found in it.
        judged: claims judged each by itself, by batch.
    """
    waiting: _ByName = {}
    for name, one in (*_of_run(judged), *_of_sheet(book, set(judged))):
        waiting.setdefault(name, []).append(one)
    if not waiting:
        return judged
    return {
        batch: [_with_reversal(one, waiting) for one in claims] for batch, claims in judged.items()
    }


def _of_run(judged: dict[str, list[Judged]]) -> Iterator[tuple[str, _Waiting]]:
    for claims in judged.values():
        for one in claims:
            if is_reversal(one.claim) and one.claim.state != _POSTED:
                answer = one.answer
                waiting = _Waiting(answer.batch, answer.payer_id, answer.paid_on)
                yield from ((name, waiting) for name in _names(one))


def _of_sheet(book: Snapshot, judged: set[str]) -> Iterator[tuple[str, _Waiting]]:
    remits, lines = book.frame("remits"), book.frame("remit_lines")
    open_ = remits[~remits["status"].isin(list(_GONE))]
    paid = zip(open_["batch"], open_["payer"], days(open_["date"]), strict=True)
    payments = {batch: _Waiting(batch, payer, day) for batch, payer, day in paid}
    below = (lines["claim_charge_cents"].fillna(0) < 0) | (lines["claim_paid_cents"].fillna(0) < 0)
    chosen = lines[
        ((lines["clp02"].str.lstrip("0") == REVERSAL) | below.to_numpy(dtype=bool))
        & (lines["state"] != _POSTED)
        & lines["batch"].isin(payments.keys() - judged)
    ]
    for batch, pcn, ours in zip(chosen["batch"], chosen["pcn"], chosen["our_claim"], strict=True):
        yield from ((name, payments[batch]) for name in _plain((pcn, ours)))


def _names(one: Judged) -> set[str]:
    """Return what the claim is called, by the payer and by us."""
    return _plain((one.claim.pcn, one.ours.claim_id if one.ours else one.claim.our_claim))


def _plain(names: Iterable[str]) -> set[str]:
    return {normalised(name) for name in names} - {""}


def _with_reversal(one: Judged, waiting: _ByName) -> Judged:
    claim = one.claim
    if one.trouble or is_reversal(claim) or claim.is_accepted or claim.state == _POSTED:
        return one
    for reversal in (each for name in sorted(_names(one)) for each in waiting.get(name, ())):
        if _corrects(one, reversal):
            said = f"batch {reversal.batch} takes an answer on claim {claim.pcn} back"
            return replace(one, trouble=Trouble(Reason.WAITS_FOR_REVERSAL, said))
    return one


def _corrects(one: Judged, reversal: _Waiting) -> bool:
    """Tell whether an answer comes with or after a reversal; one dated before is the original."""
    answer = one.answer
    if reversal.payer_id and reversal.payer_id != answer.payer_id:
        return False
    if answer.batch == reversal.batch or not (answer.paid_on and reversal.paid_on):
        return True
    return answer.paid_on >= reversal.paid_on
