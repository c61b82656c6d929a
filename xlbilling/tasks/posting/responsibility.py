"""Who answers a claim at which level, and who owes what the payer left: rules.md P-9."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlbilling.model.ledger import PATIENT_OWNER, insurance_owner
from xlbilling.tasks.posting.answers import AnswerClaim
from xlbilling.tasks.posting.our_claims import Cover


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the answering payer stands on the claim.

    Attributes:
        cover: its coverage.
        covers: every coverage in force, primary first.
        is_secondary: whether the non-primary rules of 2c hold for its answer.
    """

    cover: Cover
    covers: tuple[Cover, ...]
    is_secondary: bool

    @property
    def owner(self) -> str:
        """The owner name of its receivable."""
        return insurance_owner(self.cover.level, self.cover.payer_id)

    @property
    def earlier(self) -> tuple[Cover, ...]:
        """The coverages that answer before it."""
        return tuple(one for one in self.covers if one.level < self.cover.level)

    @property
    def next_owner(self) -> str:
        """Who owes the patient's share: the next payer in force, else the patient."""
        later = [one for one in self.covers if one.level > self.cover.level]
        return insurance_owner(later[0].level, later[0].payer_id) if later else PATIENT_OWNER

    @property
    def is_protected(self) -> bool:
        """Whether the patient must not be billed: a qualified Medicare beneficiary (ST-14)."""
        return any(one.is_qmb for one in self.covers)


def standing(claim: AnswerClaim, payer_id: str, covers: Sequence[Cover]) -> Standing | None:
    """Return where a payer stands on a claim, None where it does not insure it.

    A payer that insures the patient twice answers at the level CLP02 states, else at its first.
    """
    own = [one for one in covers if one.payer_id == payer_id]
    if not own:
        return None
    stated = claim.stated_level
    cover = next((one for one in own if one.level == stated), own[0])
    is_secondary = (stated or cover.level) > "1"
    return Standing(cover, tuple(covers), is_secondary)
