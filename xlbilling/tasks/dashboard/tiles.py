"""The Dashboard's large figures, each with its formula, benchmark and change since a month end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xlbilling.layout.pages import dashboard_tables, key_figures_page
from xlbilling.layout.pages.dashboard_page import Tile
from xlbilling.layout.pages.grid import month_name
from xlbilling.model import money
from xlbilling.model.plan import Style
from xlbilling.tasks.kpi import Kpi, Unit
from xlbilling.tasks.receivables import key_figures
from xlbilling.tasks.receivables.month_ends import BUCKETS, MonthEnd

_AGING: Final = "#'Aging'!A1"
_RATES: Final = (
    ("Net collection", "NET COLLECTION", "net_collection"),
    ("Gross collection", "GROSS COLLECTION", "gross_collection"),
    ("Denial rate", "DENIAL RATE", "denial_rate"),
    ("Clean claims", "CLEAN CLAIMS", "clean_claims"),
)
_DAYS: Final = ("Days in AR", "DAYS IN AR", "days_in_ar")
_OLD: Final = 3
STYLES: Final[Mapping[Unit, Style]] = {
    Unit.DAYS: "tile_days", Unit.PERCENT: "tile_percent", Unit.DOLLARS: "tile_money",
}  # fmt: skip


def tiles(every: Mapping[str, Kpi], now: MonthEnd, before: MonthEnd | None) -> list[Tile]:
    """Return the nine tiles.

    Args:
        every: all key figures by name.
        now: the day as a month end shows it.
        before: the last month end; None where there is none.
    """
    return [
        *_amounts(now, before),
        _rate(every, _DAYS, now, before),
        _over_90(now, before),
        *(_rate(every, each, now, before) for each in _RATES),
    ]


def _amounts(now: MonthEnd, before: MonthEnd | None) -> list[Tile]:
    formula = f"{money.show(now.cents['insurance'])} insurance + "
    formula += f"{money.show(now.cents['patients'])} patients"
    rows = (
        ("Receivables", "total", formula, f"={dashboard_tables.TOTAL_CELL}"),
        ("Insurance owes", "insurance", "AR-Insurance in the ledger: insurers must answer", ""),
        ("Patients owe", "patients", "AR-Patient in the ledger: what became the patients'", ""),
    )
    return [
        Tile(
            label, _AGING, money.to_cell(now.cents[name]), "tile_money",
            _money_change(name, now, before), "", words, live,
        )
        for label, name, words, live in rows
    ]  # fmt: skip


def _rate(
    every: Mapping[str, Kpi],
    which: tuple[str, str, str],
    now: MonthEnd,
    before: MonthEnd | None,
) -> Tile:
    label, asked, name = which
    one = every[asked]
    place = key_figures_page.row_of(list(key_figures.FIGURES).index(asked))
    return Tile(
        label, place, cell_value(one), STYLES[one.unit],
        _rate_change(name, now, before, one.unit), one.benchmark, words_of(one),
    )  # fmt: skip


def _over_90(now: MonthEnd, before: MonthEnd | None) -> Tile:
    amounts = [now.cents[name] for name in BUCKETS]
    old, whole = sum(amounts[_OLD:]), sum(amounts)
    words = f"{money.show(old)} / {money.show(whole)} in the buckets"
    share: float | str = old / whole if whole else ""
    change = ""
    if before is not None and before.over_90 is not None and now.over_90 is not None:
        change = _points(now.over_90 - before.over_90, before)
    live = f"={dashboard_tables.SHARE_CELL}"
    return Tile(
        "Over 90 days", _AGING, share, "tile_percent", change, "",
        words if whole else "no value: nothing is open", live,
    )  # fmt: skip


def cell_value(one: Kpi) -> float | None:
    """Return a figure as its cell holds it: percentages as shares."""
    if one.value is None:
        return None
    return float(one.value / 100 if one.unit is Unit.PERCENT else one.value)  # a ratio, no money


def words_of(one: Kpi) -> str:
    """Return how a figure comes about, or why it has no value."""
    return f"No value: {one.reason}" if one.value is None else one.formula


def _money_change(name: str, now: MonthEnd, before: MonthEnd | None) -> str:
    if before is None:
        return ""
    moved = now.cents[name] - before.cents.get(name, 0)
    sign = "+" if moved >= 0 else "-"
    return f"{sign}${abs(moved) / 100:,.0f} since {month_name(before.period)}"


def _rate_change(name: str, now: MonthEnd, before: MonthEnd | None, unit: Unit) -> str:
    is_known = before is not None
    was = before.rates.get(name) if before is not None else None
    value = now.rates.get(name)
    if not is_known or was is None or value is None or before is None:
        return ""
    if unit is Unit.DAYS:
        return f"{value - was:+,.1f} since {month_name(before.period)}"
    return _points(value - was, before)


def _points(moved: float, before: MonthEnd) -> str:
    return f"{moved:+,.1f} pts since {month_name(before.period)}"
