"""The rows of an account card that tell of money: what is owed, what each insurer did, payments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from xlbilling.model.ledger import PATIENT_OWNER, EntryType
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.posting.asked import reasons
from xlbilling.tasks.statements.visits import CASH


@dataclass(frozen=True, slots=True)
class CardRow:
    """One row of a card.

    Attributes:
        part: what kind of row it is, such as ``Owed`` or ``Insurer``.
        day: the day it tells of; None for none.
        what: one line in plain words.
        cents: the amount; None for none.
    """

    part: str
    day: date | None
    what: str
    cents: int | None = None


def day_of(value: Any) -> date | None:
    """Return a date of a frame's cell; None for a blank one."""
    return None if pd.isna(value) else pd.Timestamp(value).date()


def payer_names(book: Snapshot) -> dict[str, str]:
    """Return the payers' names by id."""
    payers = book.frame("payers")
    pairs = zip(payers["payer_id"], payers["name"], strict=True)
    return {payer: name for payer, name in pairs if name}


def owed(lines: pd.DataFrame, names: Mapping[str, str]) -> Iterator[CardRow]:
    """Give a row for each insurer that owes and one for the patient, since when and on how much.

    Args:
        lines: the account's line balances.
        names: payers' names by id.
    """
    for payer, part in lines[~lines["is_patient"]].groupby("payer_id"):
        yield _owed(part, names.get(str(payer), str(payer)))
    own = lines[lines["is_patient"]]
    if len(own):
        yield _owed(own, "the patient")


def _owed(part: pd.DataFrame, who: str) -> CardRow:
    count = len(part)
    words = f"by {who} on {count} line{'s' if count > 1 else ''}"
    return CardRow("Owed", day_of(part["given"].min()), words, int(part["cents"].sum()))


def visits(moved: pd.DataFrame, book: Snapshot, names: Mapping[str, str]) -> list[CardRow]:
    """Return line by line what was charged and what each insurer did, the newest visit first.

    Args:
        moved: the account's movements; those taken back are left out with what took them back.
        book: for the words of adjustment reasons.
        names: payers' names by id.
    """
    rows = _standing(moved)
    is_insurers = (rows["owner"] != PATIENT_OWNER) & (~_transfers(rows) | _given_up(rows))
    shown = rows[is_insurers | _charged(rows)]
    newest = shown.sort_values("dos", ascending=False, kind="stable")
    order = {claim: n for n, claim in enumerate(dict.fromkeys(newest["claim_id"]))}
    ordered = shown.assign(at=shown["claim_id"].map(order)).sort_values(
        ["at", "line", "effective"], kind="stable"
    )
    told = _reason_words(ordered, book)
    return [_visit_row(row, told, names) for row in ordered.to_dict("records")]


def _standing(moved: pd.DataFrame) -> pd.DataFrame:
    back = set(moved["reverses"]) - {""}
    return moved[(moved["reverses"] == "") & ~moved["entry"].isin(back)]


def _charged(rows: pd.DataFrame) -> Any:
    return rows["type"] == EntryType.CHARGE.value


def _transfers(rows: pd.DataFrame) -> Any:
    return rows["type"] == EntryType.TRANSFER.value


def _given_up(rows: pd.DataFrame) -> Any:
    """Tell which rows are the side of the owner who owes less, so that a transfer shows once."""
    return rows["owner"] == rows["from_owner"]


def _reason_words(rows: pd.DataFrame, book: Snapshot) -> dict[str, str]:
    codes = {f"{g}-{c}" for g, c in zip(rows["group"], rows["carc"], strict=True) if g and c}
    ordered = sorted(codes)
    return {
        code: words or code for code, words in zip(ordered, reasons(book, ordered), strict=True)
    }


_DID: Final = {
    EntryType.PAYMENT.value: "paid",
    EntryType.REFUND.value: "got money back",
    EntryType.CONTRACTUAL.value: "contractual",
    EntryType.ADJUSTMENT.value: "adjusted",
    EntryType.WRITE_OFF.value: "written off",
    EntryType.INTEREST.value: "interest",
    EntryType.TRANSFER.value: "passed on",
}


def _visit_row(
    row: Mapping[Any, Any], told: Mapping[str, str], names: Mapping[str, str]
) -> CardRow:
    line = f" line {row['line']}" if row["line"] else ""
    where, day, cents = f"{row['claim_id']}{line}", day_of(row["effective"]), int(row["cents"])
    if row["type"] == EntryType.CHARGE.value:
        return CardRow("Charge", day_of(row["dos"]) or day, where, cents)
    reason = told.get(f"{row['group']}-{row['carc']}", "")
    payer = str(row["owner"]).rpartition(":")[2]
    did = f"{names.get(payer, payer)} {_DID[row['type']]}{_to(row, names)}"
    return CardRow("Insurer", day, f"{where}: {did}{', ' + reason if reason else ''}", -cents)


def _to(row: Mapping[Any, Any], names: Mapping[str, str]) -> str:
    if row["type"] != EntryType.TRANSFER.value:
        return ""
    other = str(row["to_owner"]).rpartition(":")[2]
    return " to the patient" if other == PATIENT_OWNER else f" to {names.get(other, other)}"


def payments(moved: pd.DataFrame) -> list[CardRow]:
    """Return what the patient paid, got back or was let off, in order of the days.

    Args:
        moved: the account's movements.
    """
    rows = _standing(moved)
    own = rows[(rows["owner"] == PATIENT_OWNER) & ~_charged(rows)]
    own = own[~_transfers(own) | _given_up(own)].sort_values("effective", kind="stable")
    return [_payment(row) for row in own.to_dict("records")]


def _payment(row: Mapping[Any, Any]) -> CardRow:
    day, cents = day_of(row["effective"]), int(row["cents"])
    if row["type"] == EntryType.INTEREST.value:
        return CardRow("Finance charge", day, f"{row['claim_id']}: added", cents)
    part = "Payment" if row["type"] in CASH else "Adjustment"
    return CardRow(part, day, f"{row['claim_id']}: {_DID[row['type']]}", -cents)
