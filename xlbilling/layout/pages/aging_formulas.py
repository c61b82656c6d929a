"""The Aging sheet's live formulas: sums over the Aging Detail table and the Ledger.

Columns are named with their header, which no condition meets: IronCalc takes a column of a single
row for a cell. Every sum is rounded to cents, so that it equals Python's to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from xlbilling.layout.tables.aging import AGING_DETAIL
from xlbilling.layout.tables.ledger import LEDGER
from xlbilling.model.ledger import RECEIVABLES

Where = tuple[tuple[str, str], ...]
"""Conditions: a header of Aging Detail, and the criterion as a formula has it."""

_WILD: Final = "*?"


def is_text(value: str) -> str:
    """Return the criterion of a text that holds no wildcard, such as ``AGED``."""
    return f'"{value}"'


def is_cell(cell: str, label: str) -> str:
    """Return the criterion that a text is that of a cell, whatever it holds.

    Args:
        cell: its address.
        label: what it holds, without a tilde; its wildcards are taken as they are.
    """
    for character in _WILD:
        if character in label:
            cell = f'SUBSTITUTE({cell},"{character}","~{character}")'
    return f'"="&{cell}'


def added(header: str, where: Where) -> str:
    """Return the sum of an Aging Detail column's rows that meet all conditions."""
    conditions = (f"{_column(name)},{criterion}" for name, criterion in where)
    return f"ROUND(SUMIFS({','.join((_column(header), *conditions))}),2)"


def whole(header: str) -> str:
    """Return the sum of an Aging Detail column."""
    return f"ROUND(SUM({_column(header)}),2)"


def receivable(day: date) -> str:
    """Return the receivable that the Ledger gives as of a day."""
    return _balance([account.value for account in RECEIVABLES], day, 1)


def balance(account: str, day: date, sign: int) -> str:
    """Return an account's balance in the Ledger as of a day.

    Args:
        account: its name.
        day: only rows posted on or before it count.
        sign: 1 where debits count up, -1 where credits do.
    """
    return _balance([account], day, sign)


def _balance(accounts: Iterable[str], day: date, sign: int) -> str:
    posted = f'{_ledger("Posted")},"<="&DATE({day.year},{day.month},{day.day})'
    plus, minus = ("+", "-") if sign > 0 else ("-", "+")
    terms = [
        f'{by}SUMIFS({_ledger("Amount")},{_ledger(side)},"{account}",{posted})'
        for account in accounts
        for side, by in (("Debit", plus), ("Credit", minus))
    ]
    return f"ROUND({''.join(terms).removeprefix('+')},2)"


def _column(header: str) -> str:
    return f"{AGING_DETAIL.list_object}[[#All],[{header}]]"


def _ledger(header: str) -> str:
    return f"{LEDGER.list_object}[[#All],[{header}]]"
