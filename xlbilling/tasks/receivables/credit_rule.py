"""Credit balances of an aging: apart from what is owed, or against the oldest of it."""

from __future__ import annotations

from typing import Final

import narwhals.stable.v2 as nw

from xlbilling.model.errors import RefusedError
from xlbilling.tasks.receivables.line_balances import Frame

SEPARATE: Final = "SEPARATE"
OLDEST_FIRST: Final = "OLDEST FIRST"
RULES: Final = (SEPARATE, OLDEST_FIRST)

ORDER: Final = ("oldest", "order", "owner")
"""What is oldest stands first, then what the ledger has first."""
_POT: Final = ("account", "is_patient", "payer_id")


def rule_named(name: str) -> str:
    """Return one of ``RULES``.

    Raises:
        RefusedError: it is none of them.
    """
    wanted = " ".join(name.replace("-", " ").upper().split())
    if wanted not in RULES:
        raise RefusedError(
            f"aging credits '{name[:30]}' is not known",
            id="CREDITS-UNKNOWN",
            fix=f"choose one of {', '.join(RULES)}",
        )
    return wanted


def used(lines: Frame, rule: str) -> Frame:
    """Add ``used_cents``, what a credit met of each balance, and take it into ``cents``.

    Rules AG-3 (b): a credit goes to the oldest balances of the same account and side; that of a
    payer only to what this payer owes, so that no payer's total changes. What stands apart from
    the buckets gives and takes none.

    Args:
        lines: open balances with ``account``, ``age_days`` and ``apart``.
        rule: one of ``RULES``.

    Returns:
        ``lines`` in which ``used_cents`` sums to nothing in each account; balances that were met
        whole stay, with nothing left.
    """
    if rule == SEPARATE:
        return lines.with_columns(used_cents=nw.lit(0).cast(nw.Int64))
    cents = nw.col("cents")
    counts = nw.col("apart") == ""
    sized = lines.with_columns(
        oldest=-nw.col("age_days"),
        owed=nw.when(counts & (cents > 0)).then(cents).otherwise(0),
        held=nw.when(counts & (cents < 0)).then(-cents).otherwise(0),
    )
    meets = _met("owed", "held") - _met("held", "owed")
    met = sized.with_columns(used_cents=(-meets).cast(nw.Int64))
    taken = met.with_columns(cents=(cents + nw.col("used_cents")).cast(nw.Int64))
    return taken.drop("oldest", "owed", "held")


def _met(mine: str, theirs: str) -> nw.Expr:
    """Return how much of a row's own side the other side's sum meets, the oldest first."""
    size = nw.col(mine)
    before = size.cum_sum().over(*_POT, order_by=ORDER).cast(nw.Int64) - size
    left = nw.col(theirs).sum().over(*_POT).cast(nw.Int64) - before
    return nw.when(left <= 0).then(0).when(left < size).then(left).otherwise(size)
