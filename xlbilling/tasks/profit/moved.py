"""What each ledger row did to a receivable, by what it was: charge, payment, adjustment, refund."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from xlbilling.model.ledger import PATIENT_OWNER, RECEIVABLES, Account, EntryType

CHARGES, CONTRACTUAL, OTHER, WRITE_OFFS = "charges", "contractual", "other", "write_offs"
PAYER_PAID, PATIENT_PAID, REFUNDS = "payer_paid", "patient_paid", "refunds"
KINDS: Final = (CHARGES, CONTRACTUAL, OTHER, WRITE_OFFS, PAYER_PAID, PATIENT_PAID, REFUNDS)
"""All that changes a receivable; a transfer changes only who owes it."""
WRITE_OFF_ACCOUNTS: Final = (Account.BAD_DEBT, Account.SMALL_BALANCE, Account.CHARITY)

_RAISES: Final = frozenset({CHARGES, REFUNDS})
_CASH: Final = (Account.CASH, Account.UNAPPLIED, Account.SUSPENSE, Account.RECOUPMENT)


def by_kind(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that change a receivable, with ``kind`` and ``cents``.

    Args:
        rows: of the ledger.

    Returns:
        The ledger's columns, ``kind`` of ``KINDS``, and ``cents`` as its kind counts them: a
        payment is above 0 and lowers the receivable. What is no charge, cash, refund, contractual
        or write-off is an other adjustment, so that the kinds come to the receivable by any row.
    """
    accounts = [account.value for account in RECEIVABLES]
    up, down = rows["debit"].isin(accounts), rows["credit"].isin(accounts)
    own = rows[up != down]
    raised = up[up != down].to_numpy(dtype=bool)
    other = np.where(raised, own["credit"], own["debit"])
    owner = np.where(raised, own["to_owner"], own["from_owner"])
    is_cash = np.isin(other, [account.value for account in _CASH])
    is_refund = (own["type"] == EntryType.REFUND.value) | (other == Account.REFUNDS.value)
    tests = {
        REFUNDS: is_refund.to_numpy(dtype=bool),
        CHARGES: other == Account.CHARGES.value,
        CONTRACTUAL: other == Account.CONTRACTUAL.value,
        WRITE_OFFS: np.isin(other, [account.value for account in WRITE_OFF_ACCOUNTS]),
        PATIENT_PAID: is_cash & (owner == PATIENT_OWNER),
        PAYER_PAID: is_cash,
    }
    kind = np.select([*tests.values()], [*tests], OTHER).astype(object)
    signed = own["amount_cents"].to_numpy(dtype="int64") * np.where(raised, 1, -1)
    return own.assign(kind=kind, cents=np.where(np.isin(kind, [*_RAISES]), signed, -signed))


def sums(moved: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the cents of each kind by some columns, a column for each of ``KINDS``."""
    parts = {one: moved["cents"].where(moved["kind"] == one, 0) for one in KINDS}
    table = moved[keys].assign(**parts)
    return table.groupby(keys, sort=True)[[*KINDS]].sum().astype("int64").reset_index()


def open_cents(table: pd.DataFrame) -> pd.Series[int]:
    """Return what is still owed by rows of ``sums``: raised less lowered."""
    raised = table[[*_RAISES]].sum(axis=1)
    lowered = table[[one for one in KINDS if one not in _RAISES]].sum(axis=1)
    return raised - lowered
