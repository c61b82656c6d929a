"""What happened to each visit's money, as its statement row and its level need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from xlbilling.model.ledger import PATIENT_OWNER, EntryType
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.plans.finance_charges import is_finance
from xlbilling.tasks.statements import words
from xlbilling.tasks.statements.accounts import History
from xlbilling.tasks.statements.levels import Billed
from xlbilling.tasks.statements.lines import pairs
from xlbilling.tasks.statements.open_lines import Move

CASH: Final = (EntryType.PAYMENT.value, EntryType.REFUND.value)
"""Types of rows that move money to or from whoever owes."""

_ADJUSTED: Final = (
    EntryType.CONTRACTUAL.value,
    EntryType.ADJUSTMENT.value,
    EntryType.WRITE_OFF.value,
)


@dataclass(frozen=True)
class Money:
    """What happened to a visit's billed lines, in cents.

    Attributes:
        charge: the charges.
        insurance_paid: what insurers paid.
        adjusted: what was written off.
        patient_paid: what the patient paid.
        finance: finance charges on them.
        paid_by: what each insurer paid, by its name.
        shares: what became the patient's, by plain words.
    """

    charge: int = 0
    insurance_paid: int = 0
    adjusted: int = 0
    patient_paid: int = 0
    finance: int = 0
    paid_by: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, int] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """What is left of the charges by all of these."""
        return self.charge + self.finance - self.insurance_paid - self.adjusted - self.patient_paid


def amounts(moved: pd.DataFrame, left_out: set[str], book: Snapshot) -> dict[str, Money]:
    """Return what happened to each claim, its left-out lines not counted.

    Args:
        moved: the receivable's movements of the claims billed in this run.
        left_out: claim and line of lines that are not billed, as ``lines.pairs`` names them.
        book: for the names of payers and the office's plain words.
    """
    rows = moved[~pairs(moved).isin(left_out)]
    is_patient = rows["owner"] == PATIENT_OWNER
    cash, adjusted = rows["type"].isin(CASH), rows["type"].isin(_ADJUSTED)
    sums = {
        "charge": _by_claim(rows[rows["type"] == EntryType.CHARGE.value]),
        "insurance_paid": _by_claim(rows[cash & ~is_patient], -1),
        "adjusted": _by_claim(rows[adjusted], -1),
        "patient_paid": _by_claim(rows[cash & is_patient], -1),
        "finance": _by_claim(rows[is_finance(rows)]),
    }
    paid_by = _paid_by(rows[cash & ~is_patient], book)
    shares = _shares(rows[is_patient & (rows["type"] == EntryType.TRANSFER.value)], book)
    return {
        claim: Money(
            **{name: by_claim.get(claim, 0) for name, by_claim in sums.items()},
            paid_by=paid_by.get(claim, {}),
            shares=shares.get(claim, {}),
        )
        for claim in set(rows["claim_id"])
    }


def _by_claim(rows: pd.DataFrame, sign: int = 1) -> dict[str, int]:
    return {
        str(c): sign * int(cents) for c, cents in rows.groupby("claim_id")["cents"].sum().items()
    }


def _nested(rows: pd.DataFrame, by: pd.Series[Any], sign: int) -> dict[str, dict[str, int]]:
    """Return sums by claim and then by name, in the order of the ledger; nothing that is nil."""
    found: dict[str, dict[str, int]] = {}
    sums = rows.assign(by=by).groupby(["claim_id", "by"], sort=False)["cents"].sum().reset_index()
    for claim, name, cents in zip(sums["claim_id"], sums["by"], sums["cents"], strict=True):
        if cents:
            found.setdefault(str(claim), {})[str(name)] = sign * int(cents)
    return found


def _share_words(group_and_carc: str, own: Mapping[tuple[str, str], str]) -> str:
    group, _, carc = group_and_carc.partition("\x1f")
    return words.share(group, carc, own)


def _paid_by(rows: pd.DataFrame, book: Snapshot) -> dict[str, dict[str, int]]:
    payers = book.frame("payers")
    names = dict(zip(payers["payer_id"], payers["name"], strict=True))
    shown = {o: str(o).partition(":")[2] for o in rows["owner"].unique()}
    by = rows["owner"].map({o: names.get(payer) or payer for o, payer in shown.items()})
    return _nested(rows, by, -1)


def _shares(rows: pd.DataFrame, book: Snapshot) -> dict[str, dict[str, int]]:
    carcs = book.frame("carc_map")
    own = {(row["group"], row["code"]): row["plain_words"] for row in carcs.to_dict("records")}
    code = rows["group"] + "\x1f" + rows["carc"]
    told = {each: _share_words(str(each), own) for each in code.unique()}
    return _nested(rows, code.map(told), 1)


def billed_before(moves: Sequence[Move], history: History, claim: str, day: date) -> list[Billed]:
    """Return the statements that billed a visit, with what the patient owed and paid since.

    Args:
        moves: the patient's movements of that claim.
        history: of the account's statements.
        claim: the visit.
        day: the new statement's date.
    """
    dates, back = history.billed.get(claim, ()), history.back.get(claim)
    first = []
    if back is not None:
        dates, first = (back.on, *(one for one in dates if one >= back.on)), [back.first]
    return [*first, *(_billed(moves, start, end) for start, end in pairwise((*dates, day)))]


def _billed(moves: Sequence[Move], start: date, end: date) -> Billed:
    owed = sum(move.cents for move in moves if move.posted <= start)
    paid = sum(move.cents for move in moves if move.is_cash and start < move.posted <= end)
    return Billed(start, owed, -paid)
