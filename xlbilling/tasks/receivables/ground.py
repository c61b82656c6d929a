"""What the key figures of one day are worked out from: the ledger's movements, the aging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

import pandas as pd

from xlbilling.model.ledger import Account, EntryType
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.posting.open_balances import rows_that_stand
from xlbilling.tasks.receivables import aging, balances, buckets
from xlbilling.tasks.receivables.aging import Aging
from xlbilling.tasks.receivables.basis import bases_named

LONGEST: Final = 36_525
"""A look-back of a hundred years is all of any ledger; more days would leave the calendar."""


@dataclass(frozen=True)
class Window:
    """What moved in the days that the rates look back over, in cents."""

    days: int
    charges: int
    payments: int
    refunds: int
    contractual: int


@dataclass(frozen=True)
class Ground:
    """What key figures of one day are worked out from.

    Attributes:
        book: with the tables that the figures read.
        day: the as-of day.
        rows: the ledger rows posted up to it, as ``balances.as_of`` gives them.
        moved: the receivable's movements among them, as ``balances.movements`` gives them.
        owed: the open balances in cents, credits negative.
        most_days: how far rates look back, no further than the ledger has charges.
        look_back: the days that somebody asked for; None where the office's settings hold.
        aging_done: an aging of the day, where there is one already.
        kept: what figures worked out that others need too, by name.
    """

    book: Snapshot
    day: date
    rows: pd.DataFrame
    moved: pd.DataFrame
    owed: pd.Series[Any]
    most_days: int
    look_back: int | None = None
    aging_done: Aging | None = None
    kept: dict[str, pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def window(self) -> Window:
        """The look-back's sums."""
        return self.window_of(self.most_days)

    def window_of(self, days: int) -> Window:
        """Return the sums of so many days, no further back than the ledger has charges."""
        length = max(1, min(days, self.age, LONGEST))
        return _window(length, self.moved[self.moved["posted"] > self.since(length)])

    @cached_property
    def by_service(self) -> Window:
        """The sums of the lines that were served in the look-back, whenever they moved."""
        served = self.moved["dos"]
        first, last = self.since(self.window.days), pd.Timestamp(self.day)
        return _window(self.window.days, self.moved[(served > first) & (served <= last)])

    @cached_property
    def age(self) -> int:
        """The days since the first charge; the longest look-back where there is none."""
        charged = self.moved.loc[self.moved["type"] == EntryType.CHARGE.value, "posted"]
        return (self.last - charged.min()).days + 1 if len(charged) else LONGEST

    @property
    def last(self) -> pd.Timestamp:
        """The as-of day as a frame has it."""
        return pd.Timestamp(self.day)

    def since(self, days: int) -> pd.Timestamp:
        """Return the day before a look-back of so many days."""
        return pd.Timestamp(self.day - timedelta(days))

    def is_recent(self, dates: pd.Series[Any]) -> pd.Series[Any]:
        """Tell which days are in the look-back."""
        return (dates > self.since(self.window.days)) & (dates <= self.last)

    @property
    def open_cents(self) -> int:
        """What is owed, credits left out."""
        return int(self.owed[self.owed > 0].sum())

    @property
    def credit_cents(self) -> int:
        """Credit balances, as a positive amount."""
        return -int(self.owed[self.owed < 0].sum())

    @property
    def net_cents(self) -> int:
        """What is owed less credit balances."""
        return int(self.owed.sum())

    @cached_property
    def charges(self) -> pd.DataFrame:
        """The charges that nobody took back, with their days of service."""
        rows = self.rows[["entry", "reverses", "type", "posted", "dos", "claim_id"]]
        numbers = self.book.frame("ledger").loc[rows.index, "seq"]
        standing = rows_that_stand(rows.assign(seq=numbers))
        return standing[standing["type"] == EntryType.CHARGE.value]

    @cached_property
    def aged(self) -> Aging:
        """The aging of the day, as the Settings sheet asks for it."""
        own = self.book.settings
        insurance, patient = (
            settings.text(own, f"Aging Basis {who}") for who in ("Insurance", "Patient")
        )
        scheme = buckets.scheme_named(settings.text(own, "Aging Scheme"))
        bases, done = bases_named(insurance, patient), self.aging_done
        if done is not None and (done.bases, done.scheme) == (bases, scheme):
            return done
        return aging.age(self.book, self.day, bases, scheme)

    def written_off(self, account: Account) -> int:
        """Return what went from receivables to an account in the look-back, less what came back."""
        recent = self.moved[self.moved["posted"] > self.since(self.window.days)]
        there = (recent["debit"] == account.value) | (recent["credit"] == account.value)
        return -int(recent.loc[there, "cents"].sum())


def ground(book: Snapshot, day: date, days: int | None = None) -> Ground:
    """Return what key figures of a day are worked out from.

    Args:
        book: with the ledger and what else the figures read.
        day: the as-of day.
        days: how far rates look back; None for the setting Days In AR Days.

    Raises:
        RefusedError: the setting or a ledger row cannot be read.
    """
    rows = balances.as_of(book["ledger"], day)
    moved = balances.movements(rows)
    most = settings.count(book.settings, "Days In AR Days") if days is None else days
    return Ground(book, day, rows, moved, balances.line_balances(moved)["cents"], most, days)


def sums_by_type(moved: pd.DataFrame) -> Mapping[str, int]:
    """Return the cents by which each type of entry moved the receivable."""
    sums = moved["cents"].groupby(moved["type"]).sum()
    return {str(kind): int(cents) for kind, cents in sums.items()}


def _window(days: int, recent: pd.DataFrame) -> Window:
    sums = sums_by_type(recent)
    return Window(
        days,
        sums.get(EntryType.CHARGE.value, 0),
        -sums.get(EntryType.PAYMENT.value, 0),
        sums.get(EntryType.REFUND.value, 0),
        -sums.get(EntryType.CONTRACTUAL.value, 0),
    )
