"""Every credit balance on one list: claims paid too much, and patients' money that is held.

Source: rules.md OV-1, OV-2; capability D14. Claims follow ``posting.credit_balances``; what no
claim took yet is one row an account, found on the day it is first listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from xlbilling.layout.tables import BY_NAME
from xlbilling.model import ledger
from xlbilling.model.ledger import Account, EntryType
from xlbilling.model.plan import Append, Change, SetColumn
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.posting import credit_balances
from xlbilling.tasks.posting.credit_balances import CLAIM, OPEN
from xlbilling.tasks.posting.open_balances import OpenBalances, rows_that_stand
from xlbilling.tasks.posting.our_claims import OurClaim, read_office
from xlbilling.tasks.posting.sheet_values import typed
from xlbilling.tasks.receivables import balances
from xlbilling.tasks.receivables.aging import account_ids

HELD: Final = "HELD"
_HELD_CAUSE: Final = "money that no claim took yet"


def listed(book: Snapshot, day: date) -> pd.DataFrame:
    """Return the Credits table as of a day; what a biller wrote beside a row stays with its key.

    Args:
        book: with Credits, the ledger, claims, people and payers.
        day: only rows posted by then count.

    Raises:
        RefusedError: a setting of days is not a whole number.
    """
    rows = _posted(book, day)
    frame = book.frame("credits").reset_index(drop=True)
    frame.loc[frame["kind"] == "", "kind"] = CLAIM
    frame = _applied(frame, _of_claims(book, rows, frame, day))
    return _dated(_with_held(book, rows, frame, day), day)


def claim_credits(rows: pd.DataFrame) -> dict[str, int]:
    """Return the claims that owe less than nothing, and by how much, in cents above zero."""
    moved = ledger.receivables(rows)
    sums = moved.groupby("claim_id")["cents"].sum()
    return {str(claim): -int(cents) for claim, cents in sums[sums < 0].items() if claim != ""}


def held_by_account(rows: pd.DataFrame, patients: pd.DataFrame) -> dict[str, int]:
    """Return the patients' money held unapplied by account, in cents."""
    held = balances.unapplied(rows)
    held = held[held["payer_id"] == ""]
    sums = held["cents"].groupby(account_ids(held, patients).to_numpy()).sum()
    return {str(account): int(cents) for account, cents in sums.items() if cents}


def _posted(book: Snapshot, day: date) -> pd.DataFrame:
    """Return the ledger's rows of the day and before; refused where one cannot be read."""
    known = balances.as_of(book["ledger"], day)
    return book.frame("ledger").loc[known.index]


def _of_claims(book: Snapshot, rows: pd.DataFrame, frame: pd.DataFrame, day: date) -> list[Change]:
    sheet = _seen(frame[frame["kind"] == CLAIM], book.frame("ledger"), day)
    before = sheet["claim_id"]
    wanted = {*claim_credits(rows), *before} - {""}
    office = read_office(book, wanted)
    claims = [office.claims.get(one) or _unlisted(one, rows) for one in sorted(wanted)]
    open_ = OpenBalances(rows, wanted)
    return credit_balances.changes(sheet, claims, open_, office, day)


def _seen(sheet: pd.DataFrame, ledger_rows: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return credits as listed up to what was posted on their claims after a day looked back at."""
    last = ledger_rows.groupby("claim_id")["posted"].max().to_dict()
    posted = pd.to_datetime(sheet["claim_id"].map(last)).astype("datetime64[s]")
    is_later = posted > pd.Timestamp(day)
    return sheet.assign(listed_on=sheet["listed_on"].where(~is_later, posted))


def _unlisted(claim_id: str, rows: pd.DataFrame) -> OurClaim:
    """Return a claim that the ledger knows and the Claims sheet does not (any more)."""
    own = rows[rows["claim_id"] == claim_id]
    patient, guarantor = next(zip(own["patient_id"], own["guarantor_id"], strict=True), ("", ""))
    return OurClaim(claim_id, patient, guarantor, "", "", "", None, ())


def _applied(frame: pd.DataFrame, changes: list[Change]) -> pd.DataFrame:
    """Return the frame with a table's changes in it."""
    for change in changes:
        if isinstance(change, SetColumn):
            name = BY_NAME["credits"].column(change.column).frame_name
            frame.loc[change.values.index, name] = change.values
        elif isinstance(change, Append):
            frame = _with_rows(frame, change.rows.to_dict("records"))
    return frame


def _with_rows(frame: pd.DataFrame, records: list[dict[Any, Any]]) -> pd.DataFrame:
    """Return the frame with records below it; what a record does not say is blank."""
    if not records:
        return frame
    columns = {
        column.frame_name: typed(column, [one.get(column.frame_name) for one in records])
        for column in BY_NAME["credits"].columns
    }
    return pd.concat([frame, pd.DataFrame(columns)], ignore_index=True)


def _with_held(book: Snapshot, rows: pd.DataFrame, frame: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the frame with a row for each account whose money is held, open or gone."""
    held = {a: c for a, c in held_by_account(rows, book.frame("patients")).items() if c > 0}
    days = settings.count(book.settings, "Credit Days")
    new: dict[str, Any] = {"found": day, "due": day + timedelta(days) if days else None}
    own = frame["kind"] == HELD
    known = dict(zip(frame.loc[own, "guarantor_id"], frame.index[own].tolist(), strict=True))
    back = _given_back(rows, book.frame("patients"))
    for account, place in known.items():
        _follow(frame, place, held.get(account, 0), {**new, "back": back.get(account)})
    fresh = [
        {**_held_row(account, cents), **new}
        for account, cents in sorted(held.items())
        if account not in known
    ]
    return _with_rows(frame, fresh)


def _follow(frame: pd.DataFrame, place: int, cents: int, new: Mapping[str, Any]) -> None:
    """Bring a row of held money up to what is held now."""
    is_open = frame.loc[place, "state"] in {"", OPEN}
    found = _day(frame.loc[place, "found"])
    if cents:
        frame.loc[place, ["amount_cents", "patient_share_cents"]] = cents
        frame.loc[place, "state"] = OPEN
        seen = credit_balances.was_listed(found, _day(frame.loc[place, "listed_on"]), new["found"])
        if not is_open and not seen:
            frame.loc[place, "found"] = pd.Timestamp(new["found"])
            frame.loc[place, "due"] = pd.Timestamp(new["due"]) if new["due"] else pd.NaT
    elif is_open:
        frame.loc[place, "state"] = credit_balances.gone(found, _day(new["back"]), new["found"])


def _day(value: Any) -> date | None:
    return None if value is None or pd.isna(value) else value.date()


def _given_back(rows: pd.DataFrame, patients: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Return the day on which each account last got held money back."""
    own = rows[
        (rows["type"] == EntryType.REFUND.value) & (rows["debit"] == Account.UNAPPLIED.value)
    ]
    own = rows_that_stand(rows).loc[lambda kept: kept.index.isin(own.index)]
    days = own["posted"].groupby(account_ids(own, patients).to_numpy()).max()
    return {str(account): day for account, day in days.items()}


def _held_row(account: str, cents: int) -> dict[str, Any]:
    return {
        "key": f"{HELD} {account}",
        "guarantor_id": account,
        "amount_cents": cents,
        "patient_share_cents": cents,
        "payer_share_cents": 0,
        "owned_by": "PATIENT",
        "cause": _HELD_CAUSE,
        "state": OPEN,
        "kind": HELD,
    }


def _dated(frame: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the frame with the days that open credits have left."""
    is_open = frame["state"] == OPEN
    left = (frame["due"] - pd.Timestamp(day)).dt.days.astype("float64")
    listed_on = frame["listed_on"].where(~is_open, pd.Timestamp(day))
    return frame.assign(days_left=left.where(is_open), listed_on=listed_on.astype("datetime64[s]"))
