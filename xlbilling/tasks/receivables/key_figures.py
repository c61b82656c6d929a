"""The key figures of a book as of a day, by name: what the Dashboard and a cell show alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

import pandas as pd

from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import EntryType
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import kpi, settings
from xlbilling.tasks.kpi import Kpi
from xlbilling.tasks.receivables import balances

READS: Final = ("ledger", "denials", "claim_checks")
"""The tables that key figures are worked out from."""

DAYS_IN_AR: Final[Mapping[str, str]] = {
    "NETTED": "DAYS IN AR",
    "NOT NETTED": "DAYS IN AR NOT NETTED",
}
"""Variants of days in AR by their own name: credit balances taken off once, or left out."""


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
        book: with the tables of ``READS``.
        day: the as-of day.
        moved: the receivable's movements up to it, as ``balances.movements`` gives them.
        owed: the open balances in cents, credits negative.
        most_days: how far rates look back, no further than the ledger has charges.
    """

    book: Snapshot
    day: date
    moved: pd.DataFrame
    owed: pd.Series[Any]
    most_days: int

    @cached_property
    def window(self) -> Window:
        """The look-back's sums."""
        charged = self.moved.loc[self.moved["type"] == EntryType.CHARGE.value, "posted"]
        age = (pd.Timestamp(self.day) - charged.min()).days + 1 if len(charged) else self.most_days
        days = max(1, min(self.most_days, age))
        recent = self.moved[self.moved["posted"] > pd.Timestamp(self.day - timedelta(days))]
        sums = recent.groupby("type")["cents"].sum()
        return Window(
            days,
            int(sums.get(EntryType.CHARGE.value, 0)),
            -int(sums.get(EntryType.PAYMENT.value, 0)),
            int(sums.get(EntryType.REFUND.value, 0)),
            -int(sums.get(EntryType.CONTRACTUAL.value, 0)),
        )


def ground(book: Snapshot, day: date, days: int | None = None) -> Ground:
    """Return what key figures of a day are worked out from.

    Args:
        book: with the tables of ``READS``.
        day: the as-of day.
        days: how far rates look back; None for the setting Days In AR Days.

    Raises:
        RefusedError: the setting or a ledger row cannot be read.
    """
    moved = balances.movements(balances.as_of(book["ledger"], day))
    most = settings.count(book.settings, "Days In AR Days") if days is None else days
    return Ground(book, day, moved, balances.line_balances(moved)["cents"], most)


def dashboard(on: Ground) -> list[Kpi]:
    """Return the figures that the Dashboard shows, in its order."""
    return [FIGURES[name](on) for name in _ON_DASHBOARD]


def figure_name(asked: str) -> str:
    """Return the name of a figure as ``FIGURES`` has it; lower case and dashes will do.

    Raises:
        RefusedError: there is no such figure.
    """
    wanted = _plain(asked)
    if wanted not in FIGURES:
        raise RefusedError(
            f"there is no key figure '{asked[:30]}'",
            id="KPI-UNKNOWN",
            fix=f"choose one of {', '.join(FIGURES)}",
        )
    return wanted


def days_in_ar_name(variant: str) -> str:
    """Return the name of the figure for a variant of days in AR; "" for the usual one.

    Raises:
        RefusedError: there is no such variant.
    """
    wanted = _plain(variant) or "NETTED"
    if wanted not in DAYS_IN_AR:
        raise RefusedError(
            f"days in AR has no variant '{variant[:30]}'",
            id="KPI-UNKNOWN",
            fix=f"choose one of {', '.join(DAYS_IN_AR)}",
        )
    return DAYS_IN_AR[wanted]


def _plain(name: str) -> str:
    return " ".join(name.replace("-", " ").upper().split())


def _days_in_ar(on: Ground) -> Kpi:
    raised, credit = int(on.owed[on.owed > 0].sum()), -int(on.owed[on.owed < 0].sum())
    return kpi.days_in_ar(raised, credit, on.window.charges, on.window.days)


def _days_in_ar_not_netted(on: Ground) -> Kpi:
    raised = int(on.owed[on.owed > 0].sum())
    return kpi.days_in_ar_not_netted(raised, on.window.charges, on.window.days)


def _net_collection(on: Ground) -> Kpi:
    seen = on.window
    return _of_days(
        kpi.net_collection(seen.payments, seen.refunds, seen.charges, seen.contractual), on
    )


def _gross_collection(on: Ground) -> Kpi:
    return _of_days(kpi.gross_collection(on.window.payments, on.window.charges), on)


def _denial_rate(on: Ground) -> Kpi:
    rows = on.book.frame("denials")
    since = pd.Timestamp(on.day - timedelta(on.window.days))
    recent = (rows["denied_on"] > since) & (rows["denied_on"] <= pd.Timestamp(on.day))
    denied = int(rows.loc[recent, "amount_cents"].fillna(0).sum())
    return _of_days(kpi.denial_rate(denied, on.window.charges), on)


def _clean_claims(on: Ground) -> Kpi:
    """Return the share of claims whose first check found no error (a mended one is not clean)."""
    first = on.book.frame("claim_checks")
    return kpi.clean_claims(int((first["clean"] == "Y").sum()), len(first))


def _of_days(one: Kpi, on: Ground) -> Kpi:
    return replace(one, name=f"{one.name}, last {on.window.days} days")


FIGURES: Final[dict[str, Callable[[Ground], Kpi]]] = {
    "DAYS IN AR": _days_in_ar,
    "DAYS IN AR NOT NETTED": _days_in_ar_not_netted,
    "NET COLLECTION": _net_collection,
    "GROSS COLLECTION": _gross_collection,
    "DENIAL RATE": _denial_rate,
    "CLEAN CLAIMS": _clean_claims,
}
"""Every key figure that can be asked for, by name."""

_ON_DASHBOARD: Final = (
    "DAYS IN AR", "NET COLLECTION", "GROSS COLLECTION", "DENIAL RATE", "CLEAN CLAIMS",
)  # fmt: skip
