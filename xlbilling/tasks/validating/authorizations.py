"""Units Used, Units Left and State of the Authorizations sheet, as of the day of a check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits.auth_units import auth_use
from xlbilling.edits.lines import Lines
from xlbilling.model.plan import SetColumn
from xlbilling.tasks.validating.changed_cells import changed_cells

OPEN: Final = "OPEN"
EXPIRING: Final = "EXPIRING"
EXPIRED: Final = "EXPIRED"
USED_UP: Final = "USED UP"
SOON_DAYS: Final = 14
FEW_LEFT: Final = 0.1
"""An authorization with no more than this share of its units left is expiring."""


def columns(lines: Lines) -> Iterator[SetColumn]:
    """Yield the changed cells of the Authorizations sheet.

    EXPIRING means that the last day is at most 14 days off, or that at most 10 % of the units are
    left. Days go before units: what has expired is EXPIRED, though units are left or none are.
    """
    table = lines.tables["authorizations"]
    known = ~table.blank("auth")
    used = np.where(known, lines.once(auth_use).used, np.nan)
    units = table.numbers("units")
    left = np.round(units - used, 3)
    days = table.days("to") - lines.today
    dated, counted = ~np.isnat(days), ~np.isnan(left)
    soon = (days <= np.timedelta64(SOON_DAYS, "D")) | (counted & (left <= FEW_LEFT * units))
    state = np.select(
        [~known, dated & (days < np.timedelta64(0, "D")), counted & (left <= 0), soon],
        ["", EXPIRED, USED_UP, EXPIRING],
        OPEN,
    ).astype(object)
    yield from changed_cells(table, "units_used", used, table.numbers("units_used"))
    yield from changed_cells(table, "units_left", left, table.numbers("units_left"))
    yield from changed_cells(table, "state", state, table.text("state"))
