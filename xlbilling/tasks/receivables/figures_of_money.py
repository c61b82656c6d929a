"""The key figures that the ledger gives: days in AR, collections, cost, bad debt, allowance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import pandas as pd

from xlbilling.model.ledger import Account, EntryType
from xlbilling.tasks import kpi, settings
from xlbilling.tasks.kpi import Kpi, Unit, shown
from xlbilling.tasks.kpis import allowance, collected, days_owed
from xlbilling.tasks.kpis.allowance import RollForward, Share
from xlbilling.tasks.money.sources import Source
from xlbilling.tasks.receivables.ground import LONGEST, Ground, sums_by_type

_MOST_MONTHS: Final = 1_200
_PARTS: Final = "\x1f"
"""Stands between a claim and its line in a key; no id has it."""
_ALLOWANCE: Final = "Bad-debt allowance (by aging)"
_EXPENSE: Final = "Bad-debt expense (allowance needed less allowance left)"


def of_days(one: Kpi, on: Ground) -> Kpi:
    """Return a rate with the days it looks back over in its name."""
    return replace(one, name=f"{one.name}, last {on.window.days} days")


def days_in_ar(on: Ground) -> Kpi:
    """Return K-1, credits taken off once."""
    seen = on.window
    return days_owed.days_in_ar(on.open_cents, on.credit_cents, seen.charges, seen.days)


def days_in_ar_not_netted(on: Ground) -> Kpi:
    """Return K-1, credits left out."""
    return days_owed.days_in_ar_not_netted(on.open_cents, on.window.charges, on.window.days)


def days_in_ar_by_months(on: Ground) -> Kpi:
    """Return K-1b by the settings' months; fewer where the ledger is younger."""
    own = on.book.settings
    most = min(settings.count(own, "Days In AR Months"), _MOST_MONTHS)
    charges = on.moved[on.moved["type"] == EntryType.CHARGE.value]
    months, first = most, charges["posted"].min()
    while months > 1 and len(charges) and _months_before(on.day, months - 1) < first:
        months -= 1
    recent = charges.loc[charges["posted"] > _months_before(on.day, months), "cents"]
    month_days = settings.count(own, "Days In AR Month Days")
    return days_owed.days_in_ar_by_months(on.net_cents, int(recent.sum()), months, month_days)


def _months_before(day: date, months: int) -> pd.Timestamp:
    """Return the day so many months before; the end of a month leads to the end of a month."""
    then = pd.Timestamp(day)
    if then.is_month_end:
        return then - pd.offsets.MonthEnd(months)
    return then - pd.DateOffset(months=months)


def days_in_ar_of_a_year(on: Ground) -> Kpi:
    """Return K-1c on gross charges of 365 days; fewer where the ledger is younger."""
    year = on.window_of(days_owed.DAYS_IN_YEAR)
    return days_owed.days_in_ar_of_a_year(on.net_cents, year.charges, year.days)


def days_in_ar_adjusted(on: Ground) -> Kpi:
    """Return K-1c on charges less contractual adjustments of 365 days, or of the ledger's."""
    year = on.window_of(days_owed.DAYS_IN_YEAR)
    return days_owed.days_in_ar_adjusted(on.net_cents, year.charges, year.contractual, year.days)


def days_in_ar_net(on: Ground) -> Kpi:
    """Return K-1d: net of the allowance and of the contractual adjustments still to come.

    An insurer that has not answered a line will take off it what insurers took off charges in the
    look-back, on the average.
    """
    own = settings.count(on.book.settings, "Net Days In AR Days")
    seen = on.window_of(own if on.look_back is None else on.look_back)
    parts = _shares(on)
    if isinstance(parts, str):
        name = f"Days in AR (HFMA net, last {seen.days} days)"
        return kpi.blank(name, "net AR / average daily net revenue", parts, Unit.DAYS)
    lost, waits = allowance.allowance_cents(parts), _unanswered_cents(on)
    to_come = waits * max(0, seen.contractual) // seen.charges if seen.charges > 0 else 0
    receivables = (
        f"{shown(on.open_cents)} owed - {shown(lost)} allowance "
        f"- {shown(to_come)} contractual to come"
    )
    revenue = f"{shown(seen.charges)} charges - {shown(seen.contractual)} contractual"
    return days_owed.days_in_ar_net(
        on.open_cents - lost - to_come,
        seen.charges - seen.contractual,
        seen.days,
        (receivables, revenue),
    )


def _unanswered_cents(on: Ground) -> int:
    """Return what primary insurers owe on lines of which nothing contractual was taken yet."""
    lines = on.aged.lines
    lines = lines[(lines["level"] == "1") & (lines["cents"] > 0)]
    taken = on.moved[on.moved["type"] == EntryType.CONTRACTUAL.value]
    answered = (taken["claim_id"] + _PARTS + taken["line"]).unique()
    waits = ~(lines["claim_id"] + _PARTS + lines["line"]).isin(answered)
    return int(lines.loc[waits, "cents"].sum())


def net_collection(on: Ground) -> Kpi:
    """Return K-2 of what moved in the look-back."""
    seen = on.window
    return of_days(
        collected.net_collection(seen.payments, seen.refunds, seen.charges, seen.contractual), on
    )


def net_collection_by_service(on: Ground) -> Kpi:
    """Return K-2 of the lines served in the look-back: money matched to its own charges."""
    seen = on.by_service
    one = collected.net_collection(seen.payments, seen.refunds, seen.charges, seen.contractual)
    return replace(one, name=f"{one.name}, served in the last {seen.days} days")


def gross_collection(on: Ground) -> Kpi:
    """Return K-3 of what moved in the look-back."""
    return of_days(collected.gross_collection(on.window.payments, on.window.charges), on)


def gross_collection_by_service(on: Ground) -> Kpi:
    """Return K-3 of the lines served in the look-back."""
    seen = on.by_service
    one = collected.gross_collection(seen.payments, seen.charges)
    return replace(one, name=f"{one.name}, served in the last {seen.days} days")


def cost_to_collect(on: Ground) -> Kpi:
    """Return K-8: the setting Revenue Cycle Cost by the cash that came in, refunds taken off."""
    recent = on.rows[on.rows["posted"] > on.since(on.window.days)]
    sign = (recent["debit"] == Account.CASH.value).astype("int64") - (
        recent["credit"] == Account.CASH.value
    ).astype("int64")
    cash = int((recent["amount_cents"].astype("int64") * sign).sum())
    month = settings.cents(on.book.settings, "Revenue Cycle Cost")
    return of_days(collected.cost_to_collect(month, on.window.days, cash), on)


def pos_cash(on: Ground) -> Kpi:
    """Return K-9 from Receipts: what the ledger applied of them to services of their day."""
    after = min(settings.count(on.book.settings, "Point Of Service Days"), LONGEST)
    receipts = on.book.frame("receipts")
    returned = receipts["returned_nsf"] <= on.last
    paid = receipts[on.is_recent(receipts["date"]) & ~returned]
    return of_days(
        collected.pos_cash(
            _at_service_cents(on, paid, after), int(paid["amount_cents"].fillna(0).sum()), after
        ),
        on,
    )


def _at_service_cents(on: Ground, paid: pd.DataFrame, after: int) -> int:
    """Return what receipts paid on services of their own day, later ones, or so many days ago."""
    rows = on.rows[on.rows["credit"] == Account.PATIENT_AR.value]
    source = on.book.frame("ledger").loc[rows.index, "source_row"]
    given = paid.drop_duplicates("receipt").set_index("receipt")["date"]
    paid_on = given.reindex(Source.RECEIPT.keys(source)).to_numpy()
    at_service = paid_on - rows["dos"] <= pd.Timedelta(days=after)
    return int(rows.loc[at_service, "amount_cents"].sum())


def bad_debt(on: Ground) -> Kpi:
    """Return K-10 for bad debt."""
    return of_days(collected.bad_debt(on.written_off(Account.BAD_DEBT), on.window.charges), on)


def charity(on: Ground) -> Kpi:
    """Return K-10 for charity care."""
    return of_days(collected.charity(on.written_off(Account.CHARITY), on.window.charges), on)


def bad_debt_allowance(on: Ground) -> Kpi:
    """Return AG-7: each aging bucket times its rate, in dollars."""
    parts = _shares(on)
    if isinstance(parts, str):
        return kpi.blank(_ALLOWANCE, "each aging bucket x its rate", parts, Unit.DOLLARS)
    words = " + ".join(map(str, parts))
    return kpi.dollars(_ALLOWANCE, allowance.allowance_cents(parts), words)


def bad_debt_expense(on: Ground) -> Kpi:
    """Return the look-back's bad-debt expense, in dollars."""
    name, parts = f"{_EXPENSE}, last {on.window.days} days", _shares(on)
    if isinstance(parts, str):
        return kpi.blank(name, "allowance needed less allowance left", parts, Unit.DOLLARS)
    needed = allowance.allowance_cents(parts)
    held = settings.cents(on.book.settings, "Allowance On Books")
    off = on.written_off(Account.BAD_DEBT)
    words = f"{shown(needed)} needed - ({shown(held)} on the books - {shown(off)} written off)"
    return kpi.dollars(name, allowance.expense_cents(needed, held, off), words)


def _shares(on: Ground) -> tuple[Share, ...] | str:
    """Return what is lost of each bucket, or why that cannot be told."""
    rates = settings.rates(on.book.settings, "Allowance Rates")
    names = on.aged.scheme.buckets
    if len(rates) != len(names):
        return f"Allowance Rates has {len(rates)} rates, the aging {len(names)} buckets"
    return allowance.shares(names, on.aged.bucket_sums(on.aged.aged), rates)


def roll_forward(on: Ground) -> Kpi:
    """Return the receivable at the end of the look-back by its movements, beside the aging's."""
    since = on.since(on.window.days)
    sums = sums_by_type(on.moved[on.moved["posted"] > since])
    before = int(on.moved.loc[on.moved["posted"] <= since, "cents"].sum())
    rolled = RollForward(
        before,
        sums.get(EntryType.CHARGE.value, 0),
        -sums.get(EntryType.PAYMENT.value, 0),
        -sums.get(EntryType.CONTRACTUAL.value, 0),
        -sums.get(EntryType.ADJUSTMENT.value, 0),
        -sums.get(EntryType.WRITE_OFF.value, 0),
        sums.get(EntryType.REFUND.value, 0),
        sums.get(EntryType.TRANSFER.value, 0) + sums.get(EntryType.INTEREST.value, 0),
    )
    words = f"{rolled} = {shown(rolled.end)}; {rolled.proof(on.aged.total_cents)}"
    return kpi.dollars(f"AR by roll-forward, last {on.window.days} days", rolled.end, words)
