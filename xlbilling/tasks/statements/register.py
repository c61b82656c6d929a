"""The statement register and the sheets: numbers, names, what a new run keeps and replaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from xlbilling.layout.frames import framed

LONGEST_NAME: Final = 31
_ILLEGAL: Final = re.compile(r"[\x00-\x1f:\\/?*\[\]]")
_RESERVED: Final = frozenset({"", "history"})


def number(account: str, day: date) -> str:
    """Return the number of an account's statement of a day: ``S20260331-P1``."""
    return f"S{day:%Y%m%d}-{account}"


def before(register: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the register's rows that stand when a run of a day begins.

    Those are of earlier days, and those of the day itself that were sent (rules ST-9).
    """
    today = pd.Timestamp(day)
    return register[(register["date"] < today) | ((register["date"] == today) & _sent(register))]


def sent_that_day(register: pd.DataFrame, day: date) -> dict[str, dict[Any, Any]]:
    """Return by account the statements of a day that were sent: they are never made anew."""
    rows = register[(register["date"] == pd.Timestamp(day)) & _sent(register)]
    return {str(row["guarantor_id"]): row for row in rows.to_dict("records")}


def unsent_that_day(register: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the statements of a day that no one sent: a new run replaces them."""
    return register[(register["date"] == pd.Timestamp(day)) & ~_sent(register)]


def _sent(register: pd.DataFrame) -> pd.Series[Any]:
    return register["sent"].notna()


def rewritten(
    register: pd.DataFrame, made: Sequence[dict[str, Any]], gone: Iterable[str]
) -> pd.DataFrame:
    """Return the register's new content: rows replaced in place, new ones below, notes kept.

    Args:
        register: the rows as read.
        made: the rows of this run.
        gone: numbers of unsent statements of the day that no account gets any more.
    """
    fresh = {row["statement"]: row for row in made}
    dropped = set(gone)
    rows: list[dict[Any, Any]] = []
    for row in register.to_dict("records"):
        if row["statement"] in dropped:
            continue
        rows.append({**row, **fresh.pop(row["statement"], {})})
    return shaped([*rows, *fresh.values()], register)


def shaped(rows: Sequence[dict[Any, Any]], like: pd.DataFrame) -> pd.DataFrame:
    """Return rows as a frame with another's columns and types; what a row lacks is blank."""
    texts: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name, dtype in like.dtypes.items():
        cells = [row.get(name) for row in rows]
        if pd.api.types.is_object_dtype(dtype):
            texts[str(name)] = [cell if isinstance(cell, str) else _text(cell) for cell in cells]
        else:
            others[str(name)] = pd.Series(cells, dtype=dtype)
    return framed(texts, others, pd.RangeIndex(len(rows)), list(map(str, like.columns)))


def _text(cell: Any) -> Any:
    return "" if pd.isna(cell) else cell


def sheet_names(
    accounts: Sequence[str], register: pd.DataFrame, day: date, sheets: Sequence[str]
) -> dict[str, str]:
    """Return the sheet of each account's statement: its id, made safe, and nobody else's sheet.

    A sheet is ours when the register names it for the account; one of a later statement is left
    alone. A name that is taken gets a number: ``P1 (2)``.

    Args:
        accounts: in order.
        register: all statements ever made.
        day: the run's date.
        sheets: the sheets of the book.
    """
    earlier = register[register["date"] <= pd.Timestamp(day)]
    later = {
        str(name).casefold() for name in register["sheet"][~register.index.isin(earlier.index)]
    }
    ours = {
        str(account): str(sheet)
        for account, sheet in zip(earlier["guarantor_id"], earlier["sheet"], strict=True)
        if sheet and str(sheet).casefold() not in later
    }
    names = {account: ours[account] for account in accounts if account in ours}
    taken = {*later, *(sheet.casefold() for sheet in (*sheets, *ours.values()))}
    for account in accounts:
        if account not in names:
            names[account] = _free(account, taken)
            taken.add(names[account].casefold())
    return names


def safe_name(text: str) -> str:
    """Return a text without what no sheet may be called; it may be too long yet, or taken."""
    return _ILLEGAL.sub("-", text).strip("' ")


def _free(account: str, taken: set[str]) -> str:
    safe = safe_name(account)
    if safe.casefold() in _RESERVED:
        safe = f"Account {safe}".strip()
    name, count = _cut(safe, LONGEST_NAME), 1
    while name.casefold() in taken:
        count += 1
        ending = f" ({count})"
        name = _cut(safe, LONGEST_NAME - len(ending)) + ending
    return name


def _cut(text: str, most: int) -> str:
    """Return the beginning of a text, at most so many characters as Excel counts them.

    Excel counts what lies beyond the first plane of Unicode twice, and a sheet's name may not end
    with an apostrophe.
    """
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore").rstrip("' ")
