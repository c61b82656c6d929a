"""Whom a call or an inquiry is about: the claim, payer and account that a row or option names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from xlbilling.layout.frames import nearest
from xlbilling.model.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from xlbilling.model.tables import Request, Snapshot

READS: Final = ("claims", "patients", "guarantors", "payers")
NOBODY_FIX: Final = (
    "choose a row of Claims, Worklist, Denials, Patients or Guarantors, or name --claim or "
    "--account"
)
_MOST_COMPARED: Final = 5_000


@dataclass(frozen=True)
class About:
    """What is named: ids, "" for none."""

    claim_id: str = ""
    payer_id: str = ""
    account: str = ""


def about(book: Snapshot, request: Request) -> About:
    """Return the claim, payer and account that the options name, each filled in from the others.

    An account is a guarantor, or a patient who has none; a patient's id stands for the guarantor.
    A claim brings the account of its patient. Without ``payer`` a claim brings who owes it now.

    Raises:
        RefusedError: nothing is named, or an id is on no sheet.
    """
    claim, payer = request.option("claim"), request.option("payer")
    account = request.option("account") or request.option("patient")
    if not (claim or account or payer):
        raise RefusedError("no claim and no account is named", id="ROW-NONE", fix=NOBODY_FIX)
    _demand(payer, book.frame("payers")["payer_id"], "payer", "Payers")
    own = About(claim, payer, _account(book, account) if account else "")
    return _of_claim(book, own) if claim else own


def _of_claim(book: Snapshot, own: About) -> About:
    lines = book.frame("claims")
    mine = lines[lines["claim_id"] == own.claim_id]
    if mine.empty:
        _demand(own.claim_id, lines["claim_id"], "claim", "Claims")
    patient = str(mine["patient_id"].iloc[0])
    owing = [one for one in mine["payer_now"] if one]
    account = own.account or (_account_of(book, patient) if patient else "")
    return About(own.claim_id, own.payer_id or (owing[0] if owing else ""), account)


def _account(book: Snapshot, named: str) -> str:
    """Return the account of a guarantor's or a patient's id."""
    guarantors, patients = book.frame("guarantors")["guarantor_id"], book.frame("patients")
    known = [*guarantors, *patients["guarantor_id"]]
    if named in known:
        return named
    _demand(named, [*known, *patients["patient_id"]], "account", "Guarantors or Patients")
    return _account_of(book, named)


def _account_of(book: Snapshot, patient: str) -> str:
    rows = book.frame("patients")
    own = [one for one in rows.loc[rows["patient_id"] == patient, "guarantor_id"] if one]
    return own[0] if own else patient


def _demand(named: str, known: Iterable[str], what: str, sheet: str) -> None:
    ids = {*known}
    if named and named not in ids:
        near = nearest(named, sorted(ids - {""})[:_MOST_COMPARED])
        hint = f" (is '{near}' meant?)" if near else ""
        raise RefusedError(
            f"no {what} '{named[:30]}' on {sheet}{hint}",
            id=f"{what.upper()}-UNKNOWN",
            fix=f"see the ids on {sheet}; capitals count",
        )


def day_of(request: Request, option: str) -> date | None:
    """Return an option that is a day, None where it is not given.

    Raises:
        RefusedError: it is no date.
    """
    text = request.option(option)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedError(
            f"'{text[:30]}' is no date",
            id="DATE",
            fix=f"give --{option.replace('_', '-')} as 2026-03-31",
        ) from None


def next_id(prefix: str, day: date, taken: pd.Series[str]) -> str:
    """Return the next free id of a day, such as ``CALL-20260331-1``."""
    stem = f"{prefix}-{day:%Y%m%d}-"
    numbers = [one.removeprefix(stem) for one in taken if one.startswith(stem)]
    return f"{stem}{max((int(one) for one in numbers if one.isdecimal()), default=0) + 1}"
