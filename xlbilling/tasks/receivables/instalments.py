"""Payment plans by instalment: what is still open of a plan is due with its last instalments.

Source: rules AG-6; ``tasks/plans`` makes the schedule. What a plan no longer owes of its total was
paid since, and met the earliest instalments.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import narwhals.stable.v2 as nw
import pandas as pd

from xlbilling.tasks.plans.schedule import Terms, problems
from xlbilling.tasks.plans.schedule import schedule as of_terms
from xlbilling.tasks.receivables.credit_rule import ORDER
from xlbilling.tasks.receivables.line_balances import Frame, is_known_empty

ENDLESS: Final = 10**15
"""Up to here, in cents, reaches a plan's last instalment: it takes all that is left."""
_NONE: Final = 0
_TERMS: Final = ("started", "total_cents", "instalment_cents", "due_day")
_COLUMNS: Final = ("billed_to", "number", "due_day", "from_cents", "to_cents", "plan_cents")


def schedule(plans: pd.DataFrame) -> pd.DataFrame:
    """Return every instalment of the accounts with a plan, the earliest first.

    Args:
        plans: rows of Payment Plans that count; several of one account are taken together.

    Returns:
        ``billed_to``, ``number`` from 1 on, ``due_day`` (as ``date.toordinal`` counts; 0 where the
        plan names no start), ``from_cents`` and ``to_cents`` (which part of the plans' total it
        is) and ``plan_cents``, that total.
    """
    rows = []
    for account, own in plans[plans["guarantor_id"] != ""].groupby("guarantor_id", sort=True):
        parts = sorted(part for plan in own.to_dict("records") for part in _instalments(plan))
        total, so_far = sum(cents for _, cents in parts), 0
        for number, (due, cents) in enumerate(parts, start=1):
            end = ENDLESS if number == len(parts) else so_far + cents
            rows.append((account, number, due, so_far, end, total))
            so_far += cents
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    numbers = dict.fromkeys(_COLUMNS[1:], "int64")
    return frame.astype({"billed_to": object, **numbers})


def _instalments(plan: dict[Any, Any]) -> Iterator[tuple[int, int]]:
    """Give due day and cents of each instalment of a plan; 0 for a day that nothing says.

    A plan without a schedule is one sum, which ages as it would without a plan.
    """
    started, total, each, due_day = (plan[name] for name in _TERMS)
    known = [None if pd.isna(cell) else cell for cell in (total, each, due_day)]
    if pd.isna(started) or problems(*known):
        yield _NONE, 0 if known[0] is None else max(int(known[0]), 0)
        return
    terms = Terms(started.date(), int(total), int(each), int(due_day))
    for one in of_terms(terms):
        yield one.due.toordinal(), one.cents


def by_instalment(lines: Frame, on_plan: nw.Expr, instalments: Frame, day: date) -> Frame:
    """Part balances on plans by the instalment they are due with, and age them from its due date.

    Args:
        lines: open balances with ``account``, ``cents`` and ``age_days``.
        on_plan: tells which of them are on a plan; they are above zero.
        instalments: as ``schedule`` gives them.
        day: the as-of day.

    Returns:
        ``lines`` with ``instalment``, 0 for what is on no plan. A balance that several instalments
        pay has a row for each; together they are the balance. The oldest balances are paid first.
    """
    if is_known_empty(instalments):
        return lines.with_columns(instalment=nw.lit(_NONE).cast(nw.Int64))
    names = [*lines.collect_schema().names(), "instalment"]
    cents, size = nw.col("cents"), nw.col("size")
    keyed = lines.with_columns(
        plan_of=nw.when(on_plan).then(nw.col("account")).otherwise(nw.lit("")),
        size=nw.when(on_plan).then(cents).otherwise(0),
        oldest=-nw.col("age_days"),
    )
    placed = keyed.with_columns(
        end=size.cum_sum().over("plan_of", order_by=ORDER), open=size.sum().over("plan_of")
    )
    met = placed.join(instalments, left_on="plan_of", right_on="billed_to", how="left")
    known = met.with_columns(nw.col(*_COLUMNS[1:]).fill_null(0).cast(nw.Int64))
    paid = nw.col("plan_cents") - nw.col("open")
    shifted = known.with_columns(end=nw.col("end") + nw.when(paid > 0).then(paid).otherwise(0))
    is_due = nw.col("due_day") > 0
    age = nw.when(is_due).then(day.toordinal() - nw.col("due_day")).otherwise(nw.col("age_days"))
    part = nw.when(nw.col("number") > 0).then(_overlap(nw.col("end") - size, nw.col("end")))
    parts = shifted.with_columns(
        cents=part.otherwise(cents).cast(nw.Int64),
        instalment=nw.col("number"),
        age_days=age.cast(nw.Int64),
    )
    return parts.filter((nw.col("number") == 0) | (cents > 0)).select(*names)


def _overlap(start: nw.Expr, end: nw.Expr) -> nw.Expr:
    """Return how many cents from start to end are of the row's instalment."""
    first, last = nw.col("from_cents"), nw.col("to_cents")
    low = nw.when(start > first).then(start).otherwise(first)
    high = nw.when(end < last).then(end).otherwise(last)
    return high - low
