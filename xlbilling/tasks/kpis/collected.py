"""What was collected of what was charged, at what cost, and what was given up."""

from __future__ import annotations

from typing import Final

from xlbilling.tasks import kpi
from xlbilling.tasks.kpi import Kpi, shown

_MONTHS_IN_YEAR: Final = 12
_DAYS_IN_YEAR: Final = 365


def net_collection(
    payments_cents: int, refunds_cents: int, charges_cents: int, contractual_cents: int
) -> Kpi:
    """Return K-2 in percent: what was collected of what could be collected.

    Source: AAFP, adjusted collection rate; its sample gives 97.2 percent.
    """
    return kpi.percent(
        "Net collection (adjusted)",
        (payments_cents - refunds_cents, charges_cents - contractual_cents),
        f"({shown(payments_cents)} payments - {shown(refunds_cents)} given back) "
        f"/ ({shown(charges_cents)} charges - {shown(contractual_cents)} contractual)",
        "charges less contractual adjustments are nothing or less",
    )


def gross_collection(payments_cents: int, charges_cents: int) -> Kpi:
    """Return K-3 in percent: payments against charges. Source: MGMA."""
    return kpi.percent(
        "Gross collection",
        (payments_cents, charges_cents),
        f"{shown(payments_cents)} payments / {shown(charges_cents)} charges",
        "no charges",
    )


def cost_to_collect(month_cents: int, days: int, cash_cents: int) -> Kpi:
    """Return K-8 in percent: what the revenue cycle costs of the cash that it collects.

    Args:
        month_cents: what it costs in a month, as only the office knows; 0 is not filled in.
        days: how long the period is.
        cash_cents: cash collected in the period, refunds taken off.

    Source: HFMA MAP Keys, cost to collect.
    """
    name = "Cost to collect"
    formula = (
        f"({shown(month_cents)} a month x {_MONTHS_IN_YEAR} / {_DAYS_IN_YEAR} x {days} days) "
        f"/ {shown(cash_cents)} cash"
    )
    if month_cents <= 0:
        return kpi.blank(name, formula, "the setting Revenue Cycle Cost is not filled in")
    fraction = (month_cents * _MONTHS_IN_YEAR * days, cash_cents * _DAYS_IN_YEAR)
    return kpi.percent(name, fraction, formula, "no cash was collected")


def pos_cash(at_service_cents: int, patient_cash_cents: int, after_days: int) -> Kpi:
    """Return K-9 in percent: what patients paid by the time of service of all they paid.

    Args:
        at_service_cents: paid before the service, on its day, or so many days after.
        patient_cash_cents: all cash of patients in the period.
        after_days: the days after the service that still count.

    Source: HFMA MAP Keys, point-of-service cash collections.
    """
    until = f"until {after_days} days after" if after_days else "by the day of"
    return kpi.percent(
        f"Point-of-service cash ({until} the service)",
        (at_service_cents, patient_cash_cents),
        f"{shown(at_service_cents)} paid {until} the service "
        f"/ {shown(patient_cash_cents)} patient cash",
        "no patient paid anything",
    )


def bad_debt(written_off_cents: int, charges_cents: int) -> Kpi:
    """Return K-10 in percent: bad debt, recoveries taken off, of gross revenue. Source: HFMA."""
    return _given_up("Bad debt", "bad debt", written_off_cents, charges_cents)


def charity(written_off_cents: int, charges_cents: int) -> Kpi:
    """Return K-10 in percent: charity care of gross revenue. Source: HFMA MAP Keys."""
    return _given_up("Charity", "charity", written_off_cents, charges_cents)


def _given_up(name: str, words: str, cents: int, charges_cents: int) -> Kpi:
    return kpi.percent(
        f"{name} (of gross revenue)",
        (cents, charges_cents),
        f"{shown(cents)} {words} / {shown(charges_cents)} charges",
        "no charges",
    )
