"""Days in AR in all its variants: how many days of charges, or of net revenue, are still owed."""

from __future__ import annotations

from typing import Final

from xlbilling.tasks import kpi
from xlbilling.tasks.kpi import Kpi, shown

DAYS_IN_YEAR: Final = 365


def days_in_ar(receivable_cents: int, credits_cents: int, charges_cents: int, days: int) -> Kpi:
    """Return K-1: how many days of charges are still owed.

    Args:
        receivable_cents: open balances before credits are taken off.
        credits_cents: credit balances, as a positive amount; they are taken off once.
        charges_cents: gross charges of the period.
        days: how long the period is.

    Source: AAFP, practice finances; its sample gives 39.54 days.
    """
    owed = receivable_cents - credits_cents
    return kpi.days(
        "Days in AR (gross, credits taken off)",
        (owed * days, charges_cents),
        f"({shown(receivable_cents)} owed - {shown(credits_cents)} credits) "
        f"/ ({shown(charges_cents)} charges / {days} days)",
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
    return kpi.days(
        "Days in AR (gross, credits left out)",
        (receivable_cents * days, charges_cents),
        f"{shown(receivable_cents)} owed / ({shown(charges_cents)} charges / {days} days)",
        f"no charges in the last {days} days",
    )


def days_in_ar_by_months(owed_cents: int, charges_cents: int, months: int, month_days: int) -> Kpi:
    """Return K-1b: what is owed by the average daily charges of some months.

    Args:
        owed_cents: open balances less credits.
        charges_cents: gross charges of those months.
        months: how many are looked back over.
        month_days: the days that count as a month.

    Source: rules K-1b: PMH lets the office set the months and the days a month has.
    """
    days = months * month_days
    name = f"Days in AR (PMH, last {months} months of {month_days} days)"
    formula = (
        f"{shown(owed_cents)} owed less credits "
        f"/ ({shown(charges_cents)} charges / ({months} months x {month_days} days))"
    )
    if days == 0:
        return kpi.blank(name, formula, "Settings give it no months or no days", kpi.Unit.DAYS)
    return kpi.days(
        name, (owed_cents * days, charges_cents), formula, f"no charges in the last {months} months"
    )


def days_in_ar_of_a_year(owed_cents: int, charges_cents: int, days: int = DAYS_IN_YEAR) -> Kpi:
    """Return K-1c: what is owed by a 365th of a year's gross fee-for-service charges.

    Args:
        owed_cents: open balances less credits.
        charges_cents: gross charges of the year.
        days: fewer than 365 where there are no charges from before.

    Source: MGMA, cost and revenue formulas.
    """
    return kpi.days(
        "Days in AR (MGMA, gross charges)",
        (owed_cents * days, charges_cents),
        f"{shown(owed_cents)} owed less credits "
        f"/ ({shown(charges_cents)} gross fee-for-service charges x 1/{days})",
        f"no charges in the last {days} days",
    )


def days_in_ar_adjusted(
    owed_cents: int, charges_cents: int, contractual_cents: int, days: int = DAYS_IN_YEAR
) -> Kpi:
    """Return K-1c on adjusted charges: a year's gross charges less contractual adjustments.

    Source: MGMA, cost and revenue formulas; the variant on adjusted charges.
    """
    return kpi.days(
        "Days in AR (MGMA, adjusted charges)",
        (owed_cents * days, charges_cents - contractual_cents),
        f"{shown(owed_cents)} owed less credits / (({shown(charges_cents)} charges "
        f"- {shown(contractual_cents)} contractual) x 1/{days})",
        f"charges less contractual adjustments of the last {days} days are nothing or less",
    )


def days_in_ar_net(net_cents: int, revenue_cents: int, days: int, made_of: tuple[str, str]) -> Kpi:
    """Return K-1d: net receivables by the average daily net patient service revenue.

    Args:
        net_cents: open balances less what is expected to be written off of them.
        revenue_cents: gross charges of the period less what was written off of charges.
        days: how long the period is, usually three months.
        made_of: in words and numbers, what the receivables and the revenue are made of.

    Source: HFMA MAP Keys, net days in AR.
    """
    receivables, revenue = made_of
    return kpi.days(
        f"Days in AR (HFMA net, last {days} days)",
        (net_cents * days, revenue_cents),
        f"({receivables}) / (({revenue}) / {days} days)",
        f"no net revenue in the last {days} days",
    )
