"""Open balances by claim line and owner, as of any day, from the ledger alone."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.model import ledger
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import PATIENT_OWNER, Account, EntryType
from xlbilling.model.tables import TableData

READ: Final = (
    "entry", "posted", "effective", "patient_id", "guarantor_id", "claim_id", "line", "payer_id",
    "dos", "provider", "location", "class", "type", "debit", "credit", "amount_cents",
    "group", "carc", "from_owner", "to_owner", "reverses", "period",
)  # fmt: skip
"""The ledger's columns that a report needs; fewer columns are copied faster."""

KEY: Final = ("claim_id", "line", "owner")
_KEPT: Final = ("patient_id", "guarantor_id", "provider", "location", "class")
_GIVING: Final = frozenset({EntryType.CHARGE.value, EntryType.TRANSFER.value})


def as_of(table: TableData, day: date) -> pd.DataFrame:
    """Return the ledger rows posted on or before a day (rules AG-4).

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
    return frame.loc[frame["posted"] <= pd.Timestamp(day), list(READ)]


def movements(rows: pd.DataFrame) -> pd.DataFrame:
    """Return every movement of a receivable with its owner; see ``model.ledger.receivables``."""
    return ledger.receivables(rows).reset_index(drop=True)


def line_balances(moved: pd.DataFrame) -> pd.DataFrame:
    """Return what each owner owes on each claim line, nothing left out but what is nil.

    Args:
        moved: movements as of the day.

    Returns:
        One row for each claim, line and owner that is not settled: ``cents`` (negative for a
        credit), ``level`` and ``payer_id`` of an insurer, ``is_patient``, ``dos``, ``given`` (the
        day this owner came to owe it), ``last_activity``, and what the ledger says of the line.
        Movements of a whole claim (line "") are first netted against its lines: rules 2d.
    """
    keys = _key_codes(moved)
    order, first = np.unique(keys, return_index=True)
    grouped = moved["cents"].groupby(keys)
    table = moved.iloc[first][[*KEY, *_KEPT]].set_axis(pd.Index(order)).copy()
    table["cents"] = grouped.sum()
    table["dos"] = moved["dos"].groupby(keys).min()
    table["last_activity"] = moved["effective"].groupby(keys).max()
    table["given"] = _given(moved, keys, table["dos"])
    table = _whole_claims_netted(table.reset_index(drop=True))
    return _with_owner_parts(table[table["cents"] != 0].reset_index(drop=True))


def _key_codes(moved: pd.DataFrame) -> Any:  # an int64 array; numpy's type adds nothing here
    """Return one number for each claim, line and owner; the same for the same three."""
    total = np.zeros(len(moved), dtype="int64")
    for name in KEY:
        codes, values = pd.factorize(moved[name])
        total = total * (len(values) + 1) + codes
    return total


def _given(moved: pd.DataFrame, keys: Any, dos: pd.Series[Any]) -> pd.Series[Any]:
    """Return the day each owner came to owe: its first charge or transfer that still stands."""
    taken_back = moved.loc[moved["reverses"] != "", "reverses"].unique()
    gives = (
        (moved["cents"] > 0)
        & (moved["reverses"] == "")
        & moved["type"].isin(_GIVING)
        & ~moved["entry"].isin(taken_back)
    )
    standing = moved.loc[gives, "effective"].groupby(keys[gives.to_numpy()]).min()
    first = moved["effective"].groupby(keys).min()
    return standing.reindex(first.index).fillna(first).fillna(dos)


def _whole_claims_netted(table: pd.DataFrame) -> pd.DataFrame:
    """Net what stands on a whole claim against that owner's lines of the other sign, oldest first.

    A payer that lowers a claim as a whole leaves its lines too high by as much; no line is then
    shown as owed that the claim does not owe. The sum for claim and owner stays what it was.
    """
    whole = table[(table["line"] == "") & (table["claim_id"] != "") & (table["cents"] != 0)]
    if whole.empty:
        return table
    pair = table["claim_id"] + "\x1f" + table["owner"]
    offer = pair.map(whole.set_index(pair[whole.index])["cents"]).fillna(0).astype("int64")
    table = table.assign(pair=pair, offer=offer).sort_values(["given", "line"], kind="stable")
    meets = (table["line"] != "") & (np.sign(table["cents"]) == -np.sign(table["offer"]))
    size = table["cents"].abs().where(meets, 0)
    before = size.groupby(table["pair"]).cumsum() - size
    left = (table["offer"].abs() - before).clip(lower=0)
    used = pd.concat([size, left], axis=1).min(axis=1) * np.sign(table["cents"])
    by_pair = used.groupby(table["pair"]).sum()
    back = table["pair"].map(by_pair).where((table["line"] == "") & (table["offer"] != 0), 0)
    table["cents"] = table["cents"] - used + back.astype("int64")
    return table.drop(columns=["pair", "offer"]).sort_index()


def _with_owner_parts(table: pd.DataFrame) -> pd.DataFrame:
    owner = table["owner"].astype(str)
    parts = {name: name.partition(":") for name in owner.unique()}
    table["is_patient"] = owner == PATIENT_OWNER
    table["level"] = owner.map({o: p[0] if p[1] else "" for o, p in parts.items()}).astype(object)
    table["payer_id"] = owner.map({o: p[2] for o, p in parts.items()}).astype(object)
    return table


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
