"""Why a claim of a payment cannot be posted: a fixed list, each reason with its next step.

The cash of such a claim stands in Unapplied until somebody takes the step and posts again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from xlbilling.model.findings import INFO, WARNING, Finding
from xlbilling.tasks.posting.answers import Answer, AnswerClaim


class Reason(StrEnum):
    """The reasons, in the order in which they are looked for."""

    REFUSED = "REFUSED"
    OUT_OF_BALANCE = "OUT OF BALANCE"
    PREDETERMINATION = "PREDETERMINATION"
    NOT_OUR_CLAIM = "NOT OUR CLAIM"
    NO_CLAIM = "NO CLAIM"
    SEVERAL_CLAIMS = "SEVERAL CLAIMS"
    PAYER_NOT_ON_CLAIM = "PAYER NOT ON CLAIM"
    NO_LINE = "NO LINE"
    CHARGE_DIFFERS = "CHARGE DIFFERS"
    DOS_DIFFERS = "DOS DIFFERS"
    PRIOR_MISSING = "PRIOR MISSING"
    WAITS_FOR_PRIMARY = "WAITS FOR PRIMARY"
    WAITS_FOR_REVERSAL = "WAITS FOR REVERSAL"
    NO_CHARGE = "NO CHARGE"
    NO_ORIGINAL = "NO ORIGINAL"
    REVERSAL_DIFFERS = "REVERSAL DIFFERS"
    TWICE = "TWICE"


ACCEPTABLE: Final = frozenset({
    Reason.CHARGE_DIFFERS,
    Reason.DOS_DIFFERS,
    Reason.PRIOR_MISSING,
    Reason.WAITS_FOR_PRIMARY,
    Reason.WAITS_FOR_REVERSAL,
    Reason.TWICE,
})
"""What a person may overrule with Y in Remit Lines' Accept column."""

_INFORMS: Final = frozenset({Reason.WAITS_FOR_PRIMARY, Reason.PREDETERMINATION})

WAITING: Final = frozenset({
    Reason.WAITS_FOR_PRIMARY,
    Reason.WAITS_FOR_REVERSAL,
    Reason.NO_ORIGINAL,
})
"""What another answer may settle: every run looks at such claims again."""

NEXT_STEPS: Final[dict[Reason, str]] = {
    Reason.REFUSED: "ask the payer for the file again; the amounts cannot be read",
    Reason.OUT_OF_BALANCE: "ask the payer for a corrected remittance of this claim",
    Reason.PREDETERMINATION: "note the estimate; nothing is paid and nothing is posted",
    Reason.NOT_OUR_CLAIM: "the payer sent it to another payer: correct the coverage, bill that one",
    Reason.NO_CLAIM: "type the claim into Our Claim on Remit Lines, then post again",
    Reason.SEVERAL_CLAIMS: "choose one of the claims for Our Claim on Remit Lines, then post again",
    Reason.PAYER_NOT_ON_CLAIM: "correct Payer on Remits or the patient's Coverage, then post again",
    Reason.NO_LINE: "type the line into Our Line on Remit Lines, then post again",
    Reason.CHARGE_DIFFERS: "check the line; Y under Accept on Remit Lines posts it all the same",
    Reason.DOS_DIFFERS: "check the day; Y under Accept on Remit Lines posts it all the same",
    Reason.PRIOR_MISSING: "check the proposal; Y under Accept on Remit Lines posts it",
    Reason.WAITS_FOR_PRIMARY: "nothing: it is posted on its own once the primary's answer is",
    Reason.WAITS_FOR_REVERSAL: "nothing: it is posted on its own once the reversal is, or with Y "
    "under Accept on Remit Lines",
    Reason.NO_CHARGE: "run post-charges, then post again",
    Reason.NO_ORIGINAL: "post the answer that it takes back; it is posted on its own then",
    Reason.REVERSAL_DIFFERS: "ask the payer which answer it takes back; reverse ours by hand",
    Reason.TWICE: "ask the payer if it paid twice; Y under Accept on Remit Lines posts it too",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a claim waits, with both numbers where there are two; no patient data."""

    reason: Reason
    message: str


def is_estimate(claim: AnswerClaim, trouble: Trouble | None) -> bool:
    """Tell whether a claim only informs: a predetermination that pays nothing (CLP02 25)."""
    is_said = trouble is not None and trouble.reason is Reason.PREDETERMINATION
    return is_said and claim.paid_cents == 0


def key_of(answer: Answer, claim: AnswerClaim) -> str:
    """Return the key of a claim's row on the Exceptions sheet."""
    return f"{answer.batch}/{claim.claim_no}"


def record(answer: Answer, claim: AnswerClaim, trouble: Trouble) -> dict[str, Any]:
    """Return a claim's row of the Exceptions sheet, by frame names."""
    return {
        "key": key_of(answer, claim),
        "batch": answer.batch,
        "row": claim.rows[0].row,
        "pcn": claim.pcn,
        "icn": claim.icn,
        "reason": trouble.reason.value,
        "message": trouble.message,
        "next_step": NEXT_STEPS[trouble.reason],
        "cash_cents": claim.paid_cents,
        "state": "CLOSED" if is_estimate(claim, trouble) else "OPEN",
    }


def finding(claim: AnswerClaim, trouble: Trouble, where: str) -> Finding:
    """Return what tells a person that a claim waits; one that asks for nothing only informs."""
    own = trouble.reason in _INFORMS
    return Finding(
        f"POST-{trouble.reason.value.replace(' ', '-')}",
        INFO if own else WARNING,
        f"claim {claim.pcn}: {trouble.message}",
        where,
        NEXT_STEPS[trouble.reason],
    )
