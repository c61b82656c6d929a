"""Open balances by claim line and owner, as of any day, from the ledger alone."""

from __future__ import annotations

from datetime import date
from typing import Final

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from xlbilling.model import ledger
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account
from xlbilling.model.tables import TableData
from xlbilling.tasks.receivables import aged_lines
from xlbilling.tasks.receivables.line_balances import (
    FACTS,
    KEY,
    Frame,
    balances_of,
    marked,
    with_facts,
)

READ: Final = (
    "entry", "posted", "effective", "patient_id", "guarantor_id", "claim_id", "line", "payer_id",
    "dos", "provider", "location", "class", "type", "debit", "credit", "amount_cents",
    "group", "carc", "from_owner", "to_owner", "reverses", "period",
)  # fmt: skip
"""The ledger's columns that a report needs; fewer columns are copied faster."""

_MOVED: Final = (*KEY, "cents", "effective", "dos", "entry", "reverses", "type")


def as_of(table: TableData, day: date) -> pd.DataFrame:
    """Return the ledger rows posted on or before a day (rules AG-4), in the order they were posted.

    A person may have sorted the table; which of two like balances a plan or credit meets first is
    not to hang on that.

    Raises:
        RefusedError: a row has no amount or no day, so that nothing summed of it can be trusted.
    """
    frame = table.frame
    for column in ("amount_cents", "posted", "effective"):
        bad = frame.index[frame[column].isna()]
        if len(bad):
            raise RefusedError(
                f"{table.where(column, int(bad[0]))}: a ledger row cannot be read "
                f"({len(bad)} in this column)",
                id="LEDGER-DAMAGED",
                fix="restore the last backup of the book, or run 'xlbilling verify-ledger' to see "
                "which rows were touched",
            )
    if not frame["seq"].is_monotonic_increasing:
        frame = frame.sort_values("seq", kind="stable")
    return frame.loc[frame["posted"] <= pd.Timestamp(day), list(READ)]


def movements(rows: pd.DataFrame) -> pd.DataFrame:
    """Return every movement of a receivable with its owner; see ``model.ledger.receivables``."""
    return ledger.receivables(rows).reset_index(drop=True)


def line_balances(moved: pd.DataFrame) -> pd.DataFrame:
    """Return what each owner owes on each claim line, nothing left out but what is nil.

    Args:
        moved: movements as of the day.

    Returns:
        One row for each claim, line and owner that is not settled, in their order: the columns of
        ``balances_of``, what the ledger says of the line, and ``level`` and
        ``payer_id`` of an insurer, ``is_patient``.
    """
    order = np.arange(len(moved))
    rows, facts = (
        nw.from_native(moved[[*names]].assign(order=order)).lazy() for names in (_MOVED, FACTS)
    )
    lines = with_facts(balances_of(marked(rows, rows)), facts).drop("order")
    return collected(aged_lines.with_owner_parts(lines))


def collected(lines: Frame) -> pd.DataFrame:
    """Return line balances as a frame of pandas: sorted by claim, line and owner, text as objects.

    The one step that is pandas' own: an engine gives rows in no order.
    """
    table = lines.collect().to_pandas()
    text = [name for name, kind in table.dtypes.items() if isinstance(kind, pd.StringDtype)]
    order = [*KEY, *(["instalment"] if "instalment" in table else [])]
    return table.astype(dict.fromkeys(text, object)).sort_values(order, ignore_index=True)


def receivable(rows: pd.DataFrame) -> int:
    """Return the ledger's receivable in cents: AR-Insurance and AR-Patient, debits less credits."""
    return sum(ledger.account_balance(rows, account) for account in ledger.RECEIVABLES)


def unapplied(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the money held unapplied: ``cents`` (positive) by payer, guarantor and patient.

    Money of a payer carries its ``payer_id``; money of patients carries none.
    """
    name = Account.UNAPPLIED.value
    held = rows[(rows["credit"] == name) | (rows["debit"] == name)]
    sign = (held["credit"] == name).astype("int64") - (held["debit"] == name).astype("int64")
    table = held.assign(cents=held["amount_cents"].astype("int64") * sign)
    sums = table.groupby(["payer_id", "guarantor_id", "patient_id"], sort=True)["cents"].sum()
    left = sums.reset_index()
    return left[left["cents"] != 0].reset_index(drop=True)
