"""Key figures as cells: value, name with its variant, formula; as of any day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from xlbilling.model.errors import RefusedError
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.receivables import key_figures


def days_in_ar(
    book: Snapshot, days: Iterable[date | None], variants: Iterable[str], look_back: int | None
) -> list[tuple[Any, ...]]:
    """Return days in AR as of each day, in the variant of each; "" for the usual one.

    Words where there is no such variant.

    Args:
        book: with the tables of ``key_figures.READS``.
        days: as-of days.
        variants: as ``key_figures.DAYS_IN_AR`` names them.
        look_back: the days of charges to look back over; None for the office's setting.

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    grounds = _grounds(book, look_back)
    asked = zip(days, variants, strict=True)
    return [_cells(grounds, day, key_figures.days_in_ar_name, one) for day, one in asked]


def named_figures(
    book: Snapshot, days: Iterable[date | None], names: Iterable[str], look_back: int | None
) -> list[tuple[Any, ...]]:
    """Return the figure of each name as of each day; words where there is no such figure.

    Args:
        book: with the tables of ``key_figures.READS``.
        days: as-of days.
        names: as ``key_figures.FIGURES`` has them.
        look_back: the days that rates look back over; None for the office's setting.

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    grounds = _grounds(book, look_back)
    asked = zip(days, names, strict=True)
    return [_cells(grounds, day, key_figures.figure_name, one) for day, one in asked]


def _grounds(book: Snapshot, look_back: int | None) -> Callable[[date], key_figures.Ground]:
    """Return what gives a day's ground, worked out once a day."""
    known: dict[date, key_figures.Ground] = {}

    def ground(day: date) -> key_figures.Ground:
        if day not in known:
            known[day] = key_figures.ground(book, day, look_back)
        return known[day]

    return ground


def _cells(
    grounds: Callable[[date], key_figures.Ground],
    day: date | None,
    figure_name: Callable[[str], str],
    asked: str,
) -> tuple[Any, ...]:
    """Return value, name and formula; "" and why for no value, words for a wrong name."""
    if day is None:
        return ("",)
    try:
        figure = key_figures.FIGURES[figure_name(asked)]
    except RefusedError as trouble:
        return (f"{trouble.message}; {trouble.fix}",)
    one = figure(grounds(day))
    if one.value is None:
        return "", one.name, f"no value: {one.reason}"
    return float(one.value), one.name, one.formula  # float: a ratio, not money
