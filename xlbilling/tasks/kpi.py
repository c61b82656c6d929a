"""Key figures of a billing office, each with its variant's formula in words and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from xlbilling.model import money

_PLACES: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Kpi:
    """One key figure.

    Attributes:
        name: with its variant, such as "Days in AR (gross, credits taken off)".
        value: days or percent, to four places; None where there is nothing to divide by.
        formula: how it comes about, with the numbers.
        reason: why there is no value; "" where there is one.
    """

    name: str
    value: Decimal | None
    formula: str
    reason: str = ""


def days_in_ar(receivable_cents: int, credits_cents: int, charges_cents: int, days: int) -> Kpi:
    """Return K-1: how many days of charges are still owed.

    Args:
        receivable_cents: open balances before credits are taken off.
        credits_cents: credit balances, as a positive amount; they are taken off once.
        charges_cents: gross charges of the period.
        days: how long the period is.

    Source: AAFP, practice finances; its sample gives 39.54 days.
    """
    formula = (
        f"({_shown(receivable_cents)} owed - {_shown(credits_cents)} credits) "
        f"/ ({_shown(charges_cents)} charges / {days} days)"
    )
    owed = receivable_cents - credits_cents
    return _figure(
        "Days in AR (gross, credits taken off)",
        (owed * days, charges_cents),
        formula,
        f"no charges in the last {days} days",
    )


def days_in_ar_not_netted(receivable_cents: int, charges_cents: int, days: int) -> Kpi:
    """Return K-1 with credit balances left out: days of charges owed, whatever is owed back.

    Args:
        receivable_cents: open balances; credits are not taken off.
        charges_cents: gross charges of the period.
        days: how long the period is.

    Source: rules K-1: HFMA's key leaves credit balances out.
    """
    return _figure(
        "Days in AR (gross, credits left out)",
        (receivable_cents * days, charges_cents),
        f"{_shown(receivable_cents)} owed / ({_shown(charges_cents)} charges / {days} days)",
        f"no charges in the last {days} days",
    )


def net_collection(
    payments_cents: int, refunds_cents: int, charges_cents: int, contractual_cents: int
) -> Kpi:
    """Return K-2 in percent: what was collected of what could be collected.

    Source: AAFP, adjusted collection rate; its sample gives 97.2 percent.
    """
    formula = (
        f"({_shown(payments_cents)} payments - {_shown(refunds_cents)} given back) "
        f"/ ({_shown(charges_cents)} charges - {_shown(contractual_cents)} contractual)"
    )
    return _figure(
        "Net collection (adjusted)",
        ((payments_cents - refunds_cents) * 100, charges_cents - contractual_cents),
        formula,
        "charges less contractual adjustments are nothing",
    )


def gross_collection(payments_cents: int, charges_cents: int) -> Kpi:
    """Return K-3 in percent: payments against charges. Source: MGMA."""
    return _figure(
        "Gross collection",
        (payments_cents * 100, charges_cents),
        f"{_shown(payments_cents)} payments / {_shown(charges_cents)} charges",
        "no charges",
    )


def denial_rate(denied_cents: int, submitted_cents: int) -> Kpi:
    """Return K-4 in percent of money: denied against submitted. Source: AAFP (sample: 10)."""
    return _figure(
        "Denial rate (by amount)",
        (denied_cents * 100, submitted_cents),
        f"{_shown(denied_cents)} denied / {_shown(submitted_cents)} charged",
        "nothing was submitted",
    )


def clean_claims(clean: int, checked: int) -> Kpi:
    """Return K-5 in percent: claims without an error at their first check, of those checked.

    Args:
        clean: claims without an error at the first check that nobody changed before sending.
        checked: claims that were ever checked.

    Source: HFMA MAP Keys, clean claim rate.
    """
    return _figure(
        "Clean claims",
        (clean * 100, checked),
        f"{clean:,} without an error at first, and unchanged / {checked:,} checked",
        "no claim was checked yet",
    )


def _figure(name: str, fraction: tuple[int, int], formula: str, reason: str) -> Kpi:
    above, below = fraction
    if below == 0:
        return Kpi(name, None, formula, reason)
    value = (Decimal(above) / Decimal(below)).quantize(_PLACES, ROUND_HALF_UP)
    return Kpi(name, value, formula)


def _shown(cents: int) -> str:
    return money.show(cents)
