"""Month ends: the figures of a month's last day, taken once it has passed and never changed.

The ledger is append-only, so what a month end was can be worked out again on any later day; where
it comes out otherwise, rows were posted into the month afterwards (rules AG-8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from xlbilling.layout.tables.month_ends import MONTH_ENDS
from xlbilling.model import money
from xlbilling.model.findings import WARNING, Finding
from xlbilling.model.ledger import PATIENT_OWNER, EntryType, period_of
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.kpi import Kpi
from xlbilling.tasks.receivables import aging, balances, key_figures
from xlbilling.tasks.receivables.aged_lines import AGENCY, PLANS
from xlbilling.tasks.receivables.aging import Aging
from xlbilling.tasks.receivables.basis import bases_named
from xlbilling.tasks.receivables.buckets import STANDARD
from xlbilling.tasks.receivables.ground import Ground
from xlbilling.tasks.receivables.terms import Terms

MONTHS: Final = 12
"""How far back month ends are taken that nobody took in time."""

BUCKETS: Final = ("age_0_30", "age_31_60", "age_61_90", "age_91_120", "age_121")
MOVED: Final = ("charges", "payments", "adjustments", "refunds")
RATES: Final = ("days_in_ar", "net_collection", "gross_collection", "denial_rate", "clean_claims")
_OVER_90: Final = 3
_FROM_LEDGER: Final = ("total", "insurance", "patients", *MOVED)
_ALL_AMOUNTS: Final = (
    "total", "insurance", "patients", *BUCKETS, "credits", "agency", "plans", "unapplied", *MOVED,
)  # fmt: skip
_KINDS: Final[Mapping[str, tuple[str, int]]] = {
    EntryType.CHARGE.value: ("charges", 1),
    EntryType.PAYMENT.value: ("payments", -1),
    EntryType.CONTRACTUAL.value: ("adjustments", -1),
    EntryType.ADJUSTMENT.value: ("adjustments", -1),
    EntryType.WRITE_OFF.value: ("adjustments", -1),
    EntryType.INTEREST.value: ("adjustments", -1),  # a finance charge adds to what is owed
    EntryType.REFUND.value: ("refunds", 1),
}


@dataclass(frozen=True)
class MonthEnd:
    """What a month's last day showed.

    Attributes:
        period: the month, such as 2026-03.
        as_of: its last day, or the day that it is looked at on while it lasts.
        basis: what the ages counted from.
        cents: amounts by the table's code names.
        rates: days and percentages by the table's code names; None where there was no base.
        over_90: percent of the buckets that is over 90 days old; None without open balances.
        rows: how many ledger rows were posted by then.
    """

    period: str
    as_of: date
    basis: str
    cents: Mapping[str, int]
    rates: Mapping[str, float | None]
    over_90: float | None
    rows: int

    def row(self, taken_on: date, head: str) -> dict[str, Any]:
        """Return the row of the table Month Ends."""
        return {
            "period": self.period,
            "as_of": pd.Timestamp(self.as_of),
            "basis": self.basis,
            **{f"{name}_cents": cents for name, cents in self.cents.items()},
            **self.rates,
            "over_90": self.over_90,
            "taken_on": pd.Timestamp(taken_on),
            "ledger_rows": float(self.rows),  # float: a cell's number, a count
            "ledger_head": head,
        }


@dataclass(frozen=True)
class MonthEnds:
    """All month ends up to a day.

    Attributes:
        known: those of the table and those taken now, by period.
        new: the rows to append, in order.
        findings: rows of the table that the ledger does not give any more.
    """

    known: Mapping[str, MonthEnd]
    new: Sequence[MonthEnd]
    findings: Sequence[Finding]

    def frame(self, taken_on: date, head: str) -> pd.DataFrame:
        """Return the rows to append."""
        return pd.DataFrame([one.row(taken_on, head) for one in self.new])


def up_to(book: Snapshot, day: date, now: Ground) -> MonthEnds:
    """Return the month ends before a day: those of the table, and those that are taken now.

    Args:
        book: with the tables of the aging, of the Dashboard's figures and Month Ends.
        day: the as-of day; a month has passed on the day after its last.
        now: what the figures of the day are worked out from.
    """
    known = recorded(book)
    new = []
    for period in _passed(now.moved, day):
        if period not in known:
            new.append(taken(book, last_day(period), period))
            known[period] = new[-1]
    return MonthEnds(known, new, tuple(_changed(book, day, now.moved)))


def taken(book: Snapshot, day: date, period: str) -> MonthEnd:
    """Return what a day shows, worked out from the ledger as of then."""
    own = book.settings
    bases = bases_named(
        settings.text(own, "Aging Basis Insurance"), settings.text(own, "Aging Basis Patient")
    )
    aged = aging.age(book, day, bases, STANDARD)
    return of_ground(aged, key_figures.of_aging(book, aged), period)


def of_ground(aged: Aging, on: Ground, period: str) -> MonthEnd:
    """Return what an aging and the figures of its day show."""
    figures = dict(zip(RATES, key_figures.dashboard(on), strict=True))
    open_cents = aged.bucket_sums(aged.aged)
    return MonthEnd(
        period,
        aged.as_of,
        aged.bases.name,
        {**amounts(aged), **moved_in(on.moved, period)},
        {name: _value(one) for name, one in figures.items()},
        percent(sum(open_cents[_OVER_90:]), sum(open_cents)),
        len(on.rows),
    )


def amounts(aged: Aging) -> dict[str, int]:
    """Return an aging's amounts by the table's code names, in cents."""
    beside = dict(aged.reconciling)
    patients = int(aged.lines.loc[aged.lines["is_patient"], "cents"].sum())
    return {
        **dict(zip(BUCKETS, aged.bucket_sums(aged.aged), strict=True)),
        "credits": int(aged.credits["cents"].sum()),
        "agency": beside.get(AGENCY, 0),
        "plans": beside.get(PLANS, 0),
        "insurance": aged.total_cents - patients,
        "patients": patients,
        "total": aged.total_cents,
        "unapplied": int(aged.unapplied["cents"].sum()),
    }


def moved_in(moved: pd.DataFrame, period: str) -> dict[str, int]:
    """Return what moved receivables in a month: each positive where it goes its usual way."""
    sums = dict.fromkeys(MOVED, 0)
    here = moved[moved["period"] == period]
    for kind, cents in here["cents"].groupby(here["type"]).sum().items():
        name, sign = _KINDS.get(str(kind), ("", 0))
        if name:
            sums[name] += sign * int(cents)
    return sums


def percent(part: int, whole: int) -> float | None:
    """Return a share in percent, to four places; None where there is nothing to divide by."""
    share = round(Decimal(part * 100) / Decimal(whole), 4) if whole > 0 else None
    return None if share is None else float(share)  # float: a ratio, not money


def last_day(period: str) -> date:
    """Return the last day of a month such as 2026-03."""
    year, _, month = period.partition("-")
    number = int(year) * 12 + int(month)
    return date(number // 12, number % 12 + 1, 1) - timedelta(1)


def months_before(day: date, count: int) -> list[str]:
    """Return so many periods up to a day's own, oldest first."""
    number = day.year * 12 + day.month - 1
    firsts = range(max(number - count + 1, 12), number + 1)
    return [period_of(date(one // 12, one % 12 + 1, 1)) for one in firsts]


def _passed(moved: pd.DataFrame, day: date) -> list[str]:
    """Return the months that have ended, from the ledger's first to its last, at most twelve.

    A day that was typed too late would else take months of which nothing is posted yet, for good.
    """
    if moved.empty:
        return []
    first, last = str(moved["period"].min()), str(moved["period"].max())
    return [one for one in months_before(day, MONTHS + 1)[:-1] if first <= one <= last]


def _value(one: Kpi) -> float | None:
    return None if one.value is None else float(one.value)  # float: a ratio or days


# The rows of the table


def recorded(book: Snapshot) -> dict[str, MonthEnd]:
    """Return the rows of Month Ends by period; of two rows of a month the first counts."""
    frame = book.frame("month_ends")
    found: dict[str, MonthEnd] = {}
    for row in frame[frame["period"] != ""].to_dict("records"):
        one = _read({str(name): cell for name, cell in row.items()})
        found.setdefault(one.period, one)
    return found


def _read(row: Mapping[str, Any]) -> MonthEnd:
    period = str(row["period"])
    names = [each.name for each in MONTH_ENDS.columns if f"{each.name}_cents" in row]
    day = row["as_of"]
    return MonthEnd(
        period,
        last_day(period) if pd.isna(day) else day.date(),
        str(row["basis"]),
        {name: 0 if pd.isna(row[f"{name}_cents"]) else int(row[f"{name}_cents"]) for name in names},
        {name: _number(row[name]) for name in RATES},
        _number(row["over_90"]),
        int(_number(row["ledger_rows"]) or 0),
    )


def _number(cell: Any) -> float | None:
    return None if pd.isna(cell) else float(cell)  # float: a ratio or days


# Whether the ledger still gives them (rules AG-8)


def differs(book: Snapshot, aged: Aging) -> list[Finding]:
    """Return the finding that an aging of a month's last day is not what was taken of it.

    Args:
        book: with the ledger and Month Ends.
        aged: on the terms on which month ends are taken; on others it is not compared.
    """
    period = period_of(aged.as_of)
    was = recorded(book).get(period)
    if was is None or was.as_of != aged.as_of:
        return []
    if aged.terms != Terms(aged.bases) or aged.bases.name != was.basis:
        return []
    moved = balances.movements(aged.rows)
    now = {**amounts(aged), **moved_in(moved, period)}
    return _findings(book, was, now, _ALL_AMOUNTS)


def _changed(book: Snapshot, day: date, moved: pd.DataFrame) -> Iterator[Finding]:
    """Give the months of which the ledger gives other sums than were taken: all in one pass."""
    known = [one for one in recorded(book).values() if one.as_of < day]
    if not known:
        return
    ends = _month_sums(moved, moved["owner"] == PATIENT_OWNER)
    for was in known:
        before = ends.index <= was.period
        patients, total = (int(ends.loc[before, name].sum()) for name in ("patients", "total"))
        now = {
            "total": total,
            "insurance": total - patients,
            "patients": patients,
            **moved_in(moved, was.period),
        }
        yield from _findings(book, was, now, _FROM_LEDGER)


def _month_sums(moved: pd.DataFrame, is_patient: pd.Series[Any]) -> pd.DataFrame:
    parts = pd.DataFrame({"total": moved["cents"], "patients": moved["cents"].where(is_patient, 0)})
    return parts.groupby(moved["period"].to_numpy()).sum()


def _findings(
    book: Snapshot, was: MonthEnd, now: Mapping[str, int], names: Sequence[str]
) -> list[Finding]:
    other = [name for name in names if was.cents.get(name, 0) != now[name]]
    if not other:
        return []
    table, first = book["month_ends"], other[0]
    row = int(table.frame.index[table.frame["period"] == was.period][0])
    words = (
        f"month end {was.period}: {_header(first)} was {money.show(was.cents.get(first, 0))} when "
        f"it was taken, the ledger now gives {money.show(now[first])}: "
        f"{_more(now[first] - was.cents.get(first, 0))}"
    )
    if len(other) > 1:
        words += f"; so do {', '.join(map(_header, other[1:]))}"
    return [
        Finding(
            "AG-8",
            WARNING,
            words,
            table.where(first, row),
            "something was posted or noted into that month after it was taken; the row stays as "
            "it was taken, so say in its Note what came later",
        )
    ]


def _header(name: str) -> str:
    return MONTH_ENDS.column(name).header


def _more(cents: int) -> str:
    return f"{money.show(abs(cents))} {'more' if cents > 0 else 'less'}"
