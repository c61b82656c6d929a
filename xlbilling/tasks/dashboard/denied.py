"""The open denials by reason, on the Dashboard."""

from __future__ import annotations

from typing import Any, Final

from xlbilling.layout.pages import dashboard_tables
from xlbilling.layout.pages.dashboard_tables import DenialLine
from xlbilling.model.tables import Snapshot

_SETTLED: Final = ("PAID", "CLOSED")


def by_reason(book: Snapshot) -> list[DenialLine]:
    """Return the open denials by reason code, the largest amount first, the last for all others."""
    rows = book.frame("denials")
    waiting = rows[~rows["state"].isin(_SETTLED)]
    groups: list[Any] = list(waiting.groupby(["group", "carc"]))
    lines = [
        DenialLine(
            f"{group}-{carc}",
            str(part["category"].iloc[0]),
            len(part),
            int(part["amount_cents"].fillna(0).sum()),
        )
        for (group, carc), part in groups
    ]
    lines.sort(key=lambda line: (-line.cents, line.code))
    most = dashboard_tables.REASONS
    if len(lines) <= most:
        return lines
    rest = lines[most - 1 :]
    others = DenialLine(
        "", "all others", sum(one.count for one in rest), sum(one.cents for one in rest)
    )
    return [*lines[: most - 1], others]
