"""Open lines as plain records: a household has a few, for which a frame is too slow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

import pandas as pd


class OpenLine(NamedTuple):
    """What one owner owes on one claim line.

    Attributes:
        payer_id: the insurer that owes it; "" for the patient.
        cents: negative for a credit.
        dos: the day of service; None where nobody keyed one.
        given: the day the owner came to owe it.
        reason: why it is not billed now, a LineReason's text; "" for billable.
        finance: how many of the cents are finance charges.
    """

    account: str
    claim_id: str
    line: str
    patient_id: str
    payer_id: str
    cents: int
    dos: date | None
    given: date
    reason: str
    finance: int

    @property
    def service_cents(self) -> int:
        """What is open of the service itself, finance charges left out."""
        return self.cents - self.finance


class Move(NamedTuple):
    """One movement of what the patient owes on a claim; ``is_cash`` for payments and refunds."""

    posted: date
    cents: int
    is_cash: bool


def by_account(frame: pd.DataFrame) -> dict[str, tuple[OpenLine, ...]]:
    """Return open lines by account in the order of its id, the oldest service first.

    Args:
        frame: line balances with ``account``; lines without ``reason`` and ``finance`` have none.
    """
    ordered = frame.sort_values(["account", "dos", "claim_id", "line"], kind="stable")
    whole = ordered if "reason" in ordered else ordered.assign(reason="", finance=0)
    found: dict[str, list[OpenLine]] = {}
    for line in map(OpenLine._make, _columns(whole, OpenLine._fields)):
        found.setdefault(line.account, []).append(line)
    return {account: tuple(lines) for account, lines in found.items()}


def by_claim(moved: pd.DataFrame, cash_types: Iterable[str]) -> dict[str, list[Move]]:
    """Return movements by claim, in the order of the ledger."""
    rows = moved.assign(is_cash=moved["type"].isin(list(cash_types)))
    found: dict[str, list[Move]] = {}
    for claim, *move in _columns(rows, ("claim_id", *Move._fields)):
        found.setdefault(claim, []).append(Move._make(move))
    return found


def _columns(frame: pd.DataFrame, names: tuple[str, ...]) -> Iterable[tuple[Any, ...]]:
    """Return rows of plain Python: dates without time, None for a blank one."""
    columns = []
    for name in names:
        series = frame[name]
        is_date = series.dtype.kind == "M"
        columns.append(series.to_numpy("datetime64[D]").tolist() if is_date else series.tolist())
    return zip(*columns, strict=True)
