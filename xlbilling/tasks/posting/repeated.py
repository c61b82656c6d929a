"""An answer that comes a second time, in whatever payment: posted, the patient would owe twice.

Source: rules.md P-6 (without a reversal, the first answer still stands), RFI-1082.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlbilling.model import money
from xlbilling.tasks.posting.classify import MOVED, WRITTEN_OFF, classify
from xlbilling.tasks.posting.exceptions import Reason, Trouble
from xlbilling.tasks.posting.posted_answers import of_judged

if TYPE_CHECKING:
    from xlbilling.tasks.posting.judge import Judged
    from xlbilling.tasks.posting.our_claims import Office
    from xlbilling.tasks.posting.posted_answers import PostedAnswer, PostedAnswers
    from xlbilling.tasks.posting.reversals import Reversals


def repeats(
    one: Judged, there: PostedAnswers, reversals: Reversals, office: Office
) -> Trouble | None:
    """Return the trouble of an answer that stands already: payer, level and amounts alike.

    Args:
        one: an answer that takes nothing back.
        there: the posted answers.
        reversals: an answer that one of them takes back may be posted all the same.
        office: our side of it.
    """
    if one.ours is None or one.claim.is_accepted or reversals.is_taken_back(one):
        return None
    others = [
        each
        for each in there.on_claim(one.ours.claim_id, one.answer.payer_id)
        if each.paid_cents == one.claim.paid_cents
    ]
    if not others or not _adjusts(one, office):
        return None
    own = of_judged(one)
    first = next((each for each in others if _is_alike(own, each)), None)
    if first is None:
        return None
    return Trouble(
        Reason.TWICE,
        f"{one.answer.payer_id} answered claim {one.ours.claim_id} alike in batch {first.batch}: "
        f"charge {money.show(own.charge_cents)}, paid {money.show(own.paid_cents)}, and took "
        f"nothing back",
    )


def _is_alike(one: PostedAnswer, other: PostedAnswer) -> bool:
    facts = (one.level, one.charge_cents, one.paid_cents, one.said)
    return facts == (other.level, other.charge_cents, other.paid_cents, other.said)


def _adjusts(one: Judged, office: Office) -> bool:
    """Tell whether the answer writes off or moves anything, which would then be done twice.

    A plain denial may come as often as it likes; money alone that comes twice is a credit.
    """
    terms = office.terms(one.answer.payer_id)
    return any(
        each.class_ in WRITTEN_OFF | MOVED
        for row in one.claim.rows
        for each in classify(one.claim, row, office.carcs, is_capitated=terms.is_capitated)
    )
