"""The payers' payments: which claims each one answers, and what it takes or gives besides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final

from xlbilling.sample import cases, office
from xlbilling.sample.answers import ClaimAnswer, answered, first_answer, second_answer
from xlbilling.sample.cases import Beside
from xlbilling.sample.claims import Claim, claims
from xlbilling.sample.office import Payer

_FIRST_TRACE: Final = 704100


@dataclass(frozen=True)
class Payment:
    """One payment of a payer with its account of it.

    Attributes:
        trace: the number that ties it to the bank's line (TRN02).
        answers: claim by claim.
        besides: amounts outside of any claim (PLB); a positive one lowers the payment.
        error_cents: by how much the payer's own total is wrong.
    """

    payer: Payer
    day: date
    trace: str
    answers: tuple[ClaimAnswer, ...]
    besides: tuple[Beside, ...] = ()
    error_cents: int = 0

    @property
    def cents(self) -> int:
        """What the payer says it pays (BPR02)."""
        claims_paid = sum(one.paid_cents for one in self.answers)
        return claims_paid - sum(one.cents for one in self.besides) + self.error_cents


@cache
def payments() -> tuple[Payment, ...]:
    """Return all payments in the order of their days."""
    by_day = _answers_by_day()
    order = sorted(by_day, key=lambda key: (key[1], key[0]))
    payers = {payer.payer_id: payer for payer in office.PAYERS}
    made = []
    for number, (payer_id, day) in enumerate(order):
        trace = f"{payers[payer_id].indicator}{_FIRST_TRACE + number * 17}"
        made.append(Payment(payers[payer_id], day, trace, tuple(by_day[payer_id, day])))
    return tuple(_with_cases(made))


def _answers_by_day() -> dict[tuple[str, date], list[ClaimAnswer]]:
    by_day: dict[tuple[str, date], list[ClaimAnswer]] = defaultdict(list)
    for claim in claims():
        for day, answer in _answers(claim):
            by_day[answer.cover.payer.payer_id, day].append(answer)
    return by_day


def _answers(claim: Claim) -> Iterator[tuple[date, ClaimAnswer]]:
    """Yield what each of a claim's payers answers, and when."""
    covers = claim.patient.covers
    if not covers:
        return
    day = answered(claim, covers[0], sent=claim.sent)
    if day is None:
        return
    first = first_answer(claim, covers[0])
    yield day, first
    if len(covers) == 1 or first.status == "4" or not first.patient_cents:
        return
    later = answered(claim, covers[1], sent=day)
    if later is not None:
        yield later, second_answer(claim, covers[1], first)


def _with_cases(made: list[Payment]) -> Iterator[Payment]:
    """Yield the payments, some with what happens now and then in every office."""
    for payment in made:
        answers = cases.answers(payment.payer, payment.day, payment.answers, _earlier(made))
        besides = cases.besides(payment.payer, payment.day)
        wrong = cases.error_cents(payment.payer, payment.day)
        yield replace(payment, answers=answers, besides=besides, error_cents=wrong)


def _earlier(made: list[Payment]) -> tuple[ClaimAnswer, ...]:
    """Return what Northlight answered on the day whose claim it takes back later."""
    return tuple(
        answer
        for payment in made
        if payment.payer is office.NORTHLIGHT and payment.day == cases.TAKEN_BACK_FROM
        for answer in payment.answers
    )
