"""Prove that no ledger row was changed, lost or added from outside, whatever order they are in.

The chain is followed by Seq, so that a sorted or filtered sheet raises no alarm. Nothing is
written. Source: design.md (the ledger), rules.md L-1 to L-4.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from xlbilling.model import ledger, money
from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.model.ledger import PATIENT_OWNER, Account, EntryType
from xlbilling.model.plan import Plan
from xlbilling.tasks.posting.chain import chain_hashes
from xlbilling.tasks.posting.periods import period_hash

if TYPE_CHECKING:
    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = ("claims", "ledger", "periods")

_FIX: Final = "put the backup's rows back; the ledger is only ever added to by the program"
_MOST_SHOWN: Final = 20


def plan(book: Snapshot, request: Request) -> Plan:
    """Return what was proved and what was not; no change to the book in any case."""
    del request  # the proof hangs on no day
    rows = book.frame("ledger").sort_values("seq", kind="stable")
    wrong = _bad_places(rows)
    findings = [*_sequence(book, rows), *_chain(book, rows, wrong), *_head(book, rows)]
    findings += [*_entries(book, rows), *_accounts(book, rows), *_periods(book, rows)]
    bad = _first_bad(book, rows, wrong)
    findings += _balances(book, rows)
    is_whole = not any(one.id.startswith("TAMPER") for one in findings)
    return Plan(
        result={
            "rows": len(rows),
            "verified": is_whole,
            "head": book.ledger_head,
            "first_bad_seq": bad,
        },
        lines=(f"{len(rows)} ledger rows: {'all as posted' if is_whole else 'NOT as posted'}",),
        findings=tuple(findings),
    )


def _first_bad(book: Snapshot, rows: pd.DataFrame, wrong: Sequence[int]) -> int | None:
    """Return the Seq of the first row that is not what was posted, None where all are."""
    places = [*wrong, *_gap_places(rows)]
    if places:
        return int(rows["seq"].fillna(0).iloc[min(places)])
    seq, digest = ledger.split_head(book.ledger_head)
    last = (len(rows), rows["hash"].iloc[-1]) if len(rows) else (0, ledger.GENESIS_HASH)
    return None if last == (seq, digest) else min(seq, last[0]) or 1


def _bad_places(rows: pd.DataFrame) -> list[int]:
    """Return the place of the first row whose hash is wrong; all hashes are worked out for it."""
    wanted = chain_hashes(rows)
    wrong = rows["hash"].to_numpy(dtype=object) != np.array(wanted, dtype=object)
    return [int(np.argmax(wrong))] if len(rows) and wrong.any() else []


def _gap_places(rows: pd.DataFrame) -> list[int]:
    expected = np.arange(1, len(rows) + 1)
    wrong = rows["seq"].fillna(0).to_numpy() != expected
    return [int(np.argmax(wrong))] if wrong.any() else []


def _at(book: Snapshot, rows: pd.DataFrame, place: int, column: str) -> str:
    return book["ledger"].where(column, int(rows.index[place]))


def _sequence(book: Snapshot, rows: pd.DataFrame) -> list[Finding]:
    return [
        Finding(
            "TAMPER-SEQ",
            ERROR,
            f"Seq is {rows['seq'].iloc[place]:.0f}; expected {place + 1}: a row was lost or added",
            _at(book, rows, place, "seq"),
            _FIX,
        )
        for place in _gap_places(rows)
    ]


def _chain(book: Snapshot, rows: pd.DataFrame, wrong: Sequence[int]) -> list[Finding]:
    return [
        Finding(
            "TAMPER-HASH",
            ERROR,
            f"row {rows['seq'].iloc[place]:.0f} ({rows['entry'].iloc[place]}) is not what was "
            f"posted: its hash does not follow from its cells and the row before",
            _at(book, rows, place, "hash"),
            _FIX,
        )
        for place in wrong
    ]


def _head(book: Snapshot, rows: pd.DataFrame) -> list[Finding]:
    seq, digest = ledger.split_head(book.ledger_head)
    last = rows["hash"].iloc[-1] if len(rows) else ledger.GENESIS_HASH
    if (len(rows), last) == (seq, digest):
        return []
    return [
        Finding(
            "TAMPER-HEAD",
            ERROR,
            f"the ledger has {len(rows)} rows, the book's own note says {seq}"
            + ("" if len(rows) != seq else ", and another last hash"),
            "Ledger",
            _FIX,
        )
    ]


def _entries(book: Snapshot, rows: pd.DataFrame) -> list[Finding]:
    twice = rows.index[rows["entry"].duplicated()][:_MOST_SHOWN]
    return [
        Finding(
            "TAMPER-ENTRY",
            ERROR,
            f"entry {rows.loc[row, 'entry']} stands twice",
            book["ledger"].where("entry", int(row)),
            _FIX,
        )
        for row in twice
    ]


def _accounts(book: Snapshot, rows: pd.DataFrame) -> list[Finding]:
    """Return rows whose accounts, type, amount or owners no posting could have made."""
    accounts = {each.value for each in Account}
    receivable = [each.value for each in ledger.RECEIVABLES]
    patient = Account.PATIENT_AR.value
    owed_by_patient = (rows["to_owner"] == PATIENT_OWNER) | (rows["from_owner"] == PATIENT_OWNER)
    on_patient = (rows["debit"] == patient) | (rows["credit"] == patient)
    wrong = (
        ~rows["debit"].isin(accounts)
        | ~rows["credit"].isin(accounts)
        | ~rows["type"].isin([each.value for each in EntryType])
        | rows["amount_cents"].isna()
        | (rows["debit"].isin(receivable) != (rows["to_owner"] != ""))
        | (rows["credit"].isin(receivable) != (rows["from_owner"] != ""))
        | (owed_by_patient != on_patient)
    )
    return [
        Finding(
            "TAMPER-ACCOUNT",
            ERROR,
            f"row {rows.loc[row, 'seq']:.0f}: accounts, type, amount and owners do not go together",
            book["ledger"].where("debit", int(row)),
            _FIX,
        )
        for row in rows.index[wrong.to_numpy(dtype=bool)][:_MOST_SHOWN]
    ]


def _periods(book: Snapshot, rows: pd.DataFrame) -> list[Finding]:
    periods = book["periods"]
    stated = zip(periods.frame["period"], periods.frame["ledger_hash"], strict=True)
    return [
        Finding(
            "TAMPER-PERIOD",
            ERROR,
            f"the rows of closed month {period} are not those it was closed with",
            periods.where("ledger_hash", int(row)),
            _FIX,
        )
        for row, (period, digest) in zip(periods.frame.index, stated, strict=True)
        if digest and period_hash(rows, period) != digest
    ]


def _balances(book: Snapshot, rows: pd.DataFrame) -> list[Finding]:
    """Return where the Claims sheet's balances are not the ledger's (three-way proof, L-3)."""
    if rows["amount_cents"].isna().any():
        return []
    moved = ledger.receivables(rows)
    in_ledger = moved.groupby("claim_id")["cents"].sum()
    claims = book.frame("claims")
    shown = claims["balance_cents"].fillna(0).groupby(claims["claim_id"]).sum()
    both = pd.concat([in_ledger, shown], axis=1, keys=["ledger", "sheet"]).fillna(0).astype("int64")
    off = both[both["ledger"] != both["sheet"]]
    return [
        Finding(
            "BALANCE-DIFFERS",
            WARNING,
            f"claim {claim_id or '(none)'}: Balance shows {money.show(int(sheet))}, the ledger has "
            f"{money.show(int(there))}: {money.difference(int(sheet), int(there))}",
            "Claims",
            "the ledger counts; the next posting on the claim sets Balance right",
        )
        for claim_id, there, sheet in zip(
            off.index[:_MOST_SHOWN], off["ledger"], off["sheet"], strict=False
        )
    ]
