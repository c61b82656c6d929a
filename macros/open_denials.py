"""Button "Open denials": what payers refused and nobody has settled yet, the most urgent first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlbilling.model import money

if TYPE_CHECKING:
    from datetime import date

    from xlbilling.macros.screen import Screen

_SETTLED: Final = frozenset({"PAID", "CLOSED"})
_TABLE: Final = "denials"
_TO_TYPE: Final = "next_action"
"""The column in which a biller goes on."""


def show(screen: Screen, day: date) -> str:
    """Open the sheet of denials at the row whose deadline comes first; return what to say.

    Nothing is written; a row without a deadline comes after those that have one.

    Args:
        screen: what the click shows at its end.
        day: the ribbon's day, after which a deadline is not past yet.
    """
    from xlbilling.book import reading
    from xlbilling.book.binding import bind
    from xlbilling.layout.frames import column_letter
    from xlbilling.layout.tables import BY_NAME

    bound = bind(screen.book, BY_NAME[_TABLE])
    every = reading.read(screen.book, (_TABLE,)).frame(_TABLE)
    unsettled = every[~every["state"].isin(_SETTLED) & (every["key"] != "")]
    screen.shown = bound.sheet.name
    if unsettled.empty:
        return f"No denial waits; see the sheet {bound.sheet.name} for those that were settled"
    first = unsettled.sort_values("due", na_position="last", kind="stable").iloc[0]
    row = int(str(first.name))
    # Not as absolute as what was selected before, so that the same cell of two sheets differs.
    screen.selected = f"{column_letter(bound.places[_TO_TYPE])}{row}"
    return f"{_count(unsettled, day)}; first {_row(first)}, on {bound.sheet.name} row {row}"


def _count(unsettled: pd.DataFrame, day: date) -> str:
    amount = money.show(int(unsettled["amount_cents"].fillna(0).sum()))
    late = int((unsettled["due"] < pd.Timestamp(day)).sum())
    past = f", {late:,} past their last day" if late else ""
    one = "denial waits" if len(unsettled) == 1 else "denials wait"
    return f"{len(unsettled):,} {one}, {amount}{past}"


def _row(denial: Any) -> str:
    until = f" until {denial['due']:%m/%d/%Y}" if pd.notna(denial["due"]) else ""
    line = f" line {denial['line']}" if denial["line"] else ""
    return f"claim {denial['claim_id']}{line}{until}"
