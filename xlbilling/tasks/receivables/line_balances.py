"""Open balances by claim line and owner: one expression for every engine that Narwhals knows.

A frame here is lazy: over pandas in a workbook, over polars, DuckDB or Spark where the ledgers of
many workbooks are kept together. Dates may be days or moments at midnight; text is never null.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

import narwhals.stable.v2 as nw

from xlbilling.model import ledger
from xlbilling.model.ledger import EntryType

Frame = nw.LazyFrame[Any]

KEY: Final = ("claim_id", "line", "owner")
FACTS: Final = ("patient_id", "guarantor_id", "provider", "location", "class")
"""What the ledger says of a line, taken from its first movement."""

_GIVING: Final = (EntryType.CHARGE.value, EntryType.TRANSFER.value)
_CARRIED: Final = ("claim_id", "line", "effective", "acted", "dos", "gave", "order")
_READ: Final = (
    "claim_id", "line", "effective", "dos", "order", "entry", "reverses", "type", "debit", "credit",
    "to_owner", "from_owner", "amount_cents", "posted",
)  # fmt: skip
_LOWERED_AFTER: Final = 10**12  # what raises a receivable stands before all that lowers one


def midnight(day: date) -> nw.Expr:
    """Return a day as an expression that compares with days and moments alike."""
    return nw.lit(datetime(day.year, day.month, day.day))


def is_known_empty(frame: Frame) -> bool:
    """Tell whether a frame has no row, where its engine knows that without working it out.

    Only pandas does, and there a step that has nothing to do takes as long as one that has: it may
    be left out. Every other engine is never asked and takes the step.
    """
    return frame.implementation.is_pandas() and not len(frame.to_native())


def line_balances(entries: Frame, day: date) -> Frame:
    """Return what each owner owes on each claim line as of a day, in no order.

    Args:
        entries: the Ledger table's rows, ``seq`` a whole number that rises with them.
        day: only rows posted on or before it count (rules AG-4).

    Returns:
        The columns of ``balances_of`` and ``FACTS``; ``order`` is the number of the ledger row that
        the balance began with.
    """
    numbered = entries.with_columns(order=nw.col("seq").cast(nw.Int64))
    lines = balances_of(movements(numbered, day)).with_columns(
        order=nw.col("order") % _LOWERED_AFTER
    )
    return with_facts(lines, numbered.select("order", *FACTS))


def movements(rows: Frame, day: date) -> Frame:
    """Return every movement of a receivable: owner, cents, order, and what ``marked`` gives.

    Args:
        rows: of the ledger, numbered by ``order``; a transfer between two owners gives two
            movements.
        day: only rows posted on or before it count.
    """
    posted = nw.col("posted") <= midnight(day)
    known = marked(rows.select(*_READ), rows.select("posted", "reverses").filter(posted))
    after = nw.col("is_lowered").cast(nw.Int64) * _LOWERED_AFTER
    moved = ledger.movements(known, _CARRIED, posted)
    return moved.select(*_CARRIED[:-1], "owner", "cents", order=nw.col("order") + after)


def marked(rows: Frame, contras: Frame) -> Frame:
    """Add two effective days that not every row has.

    ``gave`` is that of a charge or transfer that was not taken back, ``acted`` that of all but a
    finance charge: the office's own charge for waiting is no activity on the balance.

    What was taken back is found among the few columns it takes and carried over by ``order``:
    pandas is slow to join, split or put together whole rows of text.

    Args:
        rows: with ``order``, a number of each row's own.
        contras: whose ``reverses`` name what was taken back.
    """
    gives = nw.col("type").is_in(_GIVING) & (nw.col("reverses") == "")
    effective = nw.col("effective")
    acted = nw.when(nw.col("type") != EntryType.INTEREST.value).then(effective)
    taken_back = contras.select("reverses").filter(nw.col("reverses") != "")
    if is_known_empty(taken_back):
        return rows.with_columns(acted=acted, gave=nw.when(gives).then(effective))
    known = rows.with_columns(gives=gives, acted=acted)
    given = known.select("entry", "order", "gives").filter(nw.col("gives"))
    undone = taken_back.unique().join(given, left_on="reverses", right_on="entry", how="inner")
    found = known.join(undone.select("order", undone="gives"), on="order", how="left")
    stands = nw.col("gives") & nw.col("undone").is_null()
    return found.with_columns(gave=nw.when(stands).then(effective)).drop("gives", "undone")


def balances_of(moved: Frame) -> Frame:
    """Return what movements leave on each claim line and owner, but what is nil.

    Args:
        moved: as ``movements`` gives them.

    Returns:
        ``KEY``, ``cents`` (negative for a credit), ``dos``, ``given`` (the day this owner came to
        owe it: its first charge or transfer that still stands), ``last_activity``, and the
        ``order`` of the first movement. Movements of a whole claim (line "") are netted against
        its lines: rules 2d.
    """
    gave = nw.when(nw.col("cents") > 0).then(nw.col("gave"))
    sums = (
        moved
        .with_columns(gave=gave)
        .group_by(*KEY)
        .agg(
            nw.col("cents").sum(),
            nw.col("dos", "order", "gave", "effective").min(),
            last_activity=nw.col("acted").max(),
        )
        .filter(nw.col("cents") != 0)
    )
    cents, given = nw.col("cents").cast(nw.Int64), nw.coalesce("gave", "effective", "dos")
    kept = sums.select(*KEY, cents, "dos", "order", "last_activity", given=given)
    return _whole_claims_netted(kept)


def with_facts(lines: Frame, facts: Frame) -> Frame:
    """Add what the first movement of each line says: the columns of ``facts`` by ``order``."""
    return lines.join(facts, on="order", how="left")


def _whole_claims_netted(lines: Frame) -> Frame:
    """Net what stands on a whole claim against that owner's lines of the other sign, oldest first.

    A payer that lowers a claim as a whole leaves its lines too high by as much; no line is then
    shown as owed that the claim does not owe. The sum for claim and owner stays what it was.
    """
    pair = ["claim_id", "owner"]
    whole = lines.filter((nw.col("line") == "") & (nw.col("claim_id") != ""))
    if is_known_empty(whole):
        return lines
    offered = lines.join(whole.select(*pair, offer="cents"), on=pair, how="left")
    untouched = offered.filter(nw.col("offer").is_null()).drop("offer")
    met = _met(offered.filter(~nw.col("offer").is_null()), pair)
    return nw.concat([untouched, met], how="vertical")


def _met(offered: Frame, pair: list[str]) -> Frame:
    cents, offer, size = nw.col("cents"), nw.col("offer").cast(nw.Int64), nw.col("size")
    is_whole = nw.col("line") == ""
    meets = ~is_whole & (((cents > 0) & (offer < 0)) | ((cents < 0) & (offer > 0)))
    sized = offered.with_columns(size=nw.when(meets).then(cents.abs()).otherwise(0))
    up_to = size.cum_sum().over(*pair, order_by=["given", "line"]).cast(nw.Int64)
    left = nw.col("left")
    used = nw.when(left <= 0).then(0).when(left < size).then(left).otherwise(size)
    signed = sized.with_columns(left=offer.abs() - up_to + size).with_columns(
        used=nw.when(cents > 0).then(used).otherwise(-used)
    )
    back = nw.when(is_whole).then(nw.col("used").sum().over(*pair)).otherwise(0)
    return (
        signed
        .with_columns(cents=(cents - nw.col("used") + back).cast(nw.Int64))
        .filter(cents != 0)
        .drop("offer", "size", "left", "used")
    )
