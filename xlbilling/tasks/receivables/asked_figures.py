"""Key figures as cells: value, name with its variant, formula, benchmark; as of any day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from xlbilling.model.errors import RefusedError
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.kpi import Kpi
from xlbilling.tasks.receivables import key_figures
from xlbilling.tasks.receivables.ground import Ground, ground


def days_in_ar(
    book: Snapshot, days: Iterable[date | None], variants: Iterable[str], look_back: int | None
) -> list[tuple[Any, ...]]:
    """Return days in AR as of each day, in the variant of each; "" for the usual one.

    Words where there is no such variant.

    Args:
        book: with the tables of ``key_figures.DAYS_READ``.
        days: as-of days.
        variants: as ``key_figures.DAYS_IN_AR`` names them.
        look_back: the days of charges to look back over; None for the office's setting.

    Raises:
        RefusedError: a ledger row or the setting Days In AR Days cannot be read.
    """
    grounds = _grounds(book, look_back)
    asked = zip(days, variants, strict=True)
    return [_cells(grounds, day, one, key_figures.days_in_ar) for day, one in asked]


def named_figures(
    book: Snapshot, days: Iterable[date | None], names: Iterable[str], look_back: int | None
) -> list[tuple[Any, ...]]:
    """Return the figure of each name as of each day; words where there is no such figure.

    Args:
        book: with the tables of ``key_figures.reads`` of these names.
        days: as-of days.
        names: as ``key_figures.FIGURES`` has them, with FOR and a payer id where that can be.
        look_back: the days that rates look back over; None for the office's setting.

    Raises:
        RefusedError: a ledger row or the setting Days In AR Days cannot be read.
    """
    grounds = _grounds(book, look_back)
    asked = zip(days, names, strict=True)
    return [_cells(grounds, day, one, key_figures.named) for day, one in asked]


def _grounds(book: Snapshot, look_back: int | None) -> Callable[[date], Ground]:
    """Return what gives a day's ground, worked out once a day."""
    known: dict[date, Ground] = {}

    def ground_of(day: date) -> Ground:
        if day not in known:
            known[day] = ground(book, day, look_back)
        return known[day]

    return ground_of


def _cells(
    grounds: Callable[[date], Ground],
    day: date | None,
    asked: str,
    figure: Callable[[str, Ground], Kpi],
) -> tuple[Any, ...]:
    """Return value, name, formula and benchmark; "" and why for no value, words for trouble."""
    if day is None:
        return ("",)
    on = grounds(day)
    try:
        one = figure(asked, on)
    except RefusedError as trouble:
        return (f"{trouble.message}; {trouble.fix}",)
    if one.value is None:
        return "", one.name, f"no value: {one.reason}", ""
    return float(one.value), one.name, one.formula, one.benchmark  # float: shown, not reckoned with
