"""What a financial screening comes to: percent of the poverty line, tier, discount, until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from xlbilling.model import money
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.assistance import tables
from xlbilling.tasks.assistance.tables import Guideline, Tier
from xlbilling.tasks.receivables.asked import accounts_known

OPEN, EXPIRED, REPLACED = "OPEN", "EXPIRED", "REPLACED"
ELIGIBLE, NOT_ELIGIBLE = "ELIGIBLE", "NOT ELIGIBLE"
_ISLANDS: Final = frozenset({"AK", "HI"})
_LARGEST: Final = 99


@dataclass(frozen=True)
class Screening:
    """One row of Financial Screenings as of a day.

    Attributes:
        row: its row on the sheet.
        id: the screening's id.
        account: the guarantor.
        on: its date.
        problem: why nothing comes of it; "" where something does.
        column: the column that is wrong.
        rule: the id of the finding.
        line_cents: the household's poverty line.
        percent: the income in percent of it.
        tier: of Discount Tiers; None for none.
        valid_until: the last day on which it is good.
        state: what it is on the day.
    """

    row: int
    id: str
    account: str
    on: date | None
    problem: str = ""
    column: str = ""
    rule: str = "SCREEN-WRONG"
    line_cents: int | None = None
    percent: float | None = None
    tier: Tier | None = None
    valid_until: date | None = None
    state: str = OPEN


@dataclass(frozen=True)
class _Ground:
    """What screenings are seen against."""

    day: date
    good_days: int
    guidelines: Sequence[Guideline]
    tiers: Sequence[Tier]
    accounts: Mapping[str, str]
    states: Mapping[str, str]
    ids: Mapping[str, int]


def screened(book: Snapshot, day: date) -> list[Screening]:
    """Return every screening as of a day, in the order of the sheet.

    Raises:
        RefusedError: a setting is not a whole number.
    """
    frame = book.frame("financial_screenings")
    rows = [
        (int(row), one)
        for row, one in zip(frame.index, frame.to_dict("records"), strict=True)
        if one["screening"] or one["guarantor_id"]
    ]
    ground = _Ground(
        day,
        settings.count(book.settings, "Screening Days"),
        tables.guidelines(book),
        tables.tiers(book),
        accounts_known(book),
        _states(book),
        Counter(one["screening"] for _, one in rows),
    )
    found = [_screened(row, one, ground) for row, one in rows]
    return [_replaced(one, found) for one in found]


def _states(book: Snapshot) -> dict[str, str]:
    """Return the state that each guarantor or patient lives in."""
    patients, guarantors = book.frame("patients"), book.frame("guarantors")
    found = dict(zip(patients["patient_id"], patients["state"], strict=True))
    return found | dict(zip(guarantors["guarantor_id"], guarantors["state"], strict=True))


def _screened(row: int, one: Mapping[Any, Any], ground: _Ground) -> Screening:
    on = None if pd.isna(one["date"]) else one["date"].date()
    account = ground.accounts.get(one["guarantor_id"], one["guarantor_id"])
    known = Screening(row, one["screening"], account, on)
    problem, column = _problem(one, on, ground)
    if problem or on is None:
        return _with(known, problem=problem, column=column)
    region = one["region"] or _region(ground.states.get(one["guarantor_id"], ""))
    size, income = int(one["household_size"]), int(one["yearly_income_cents"])
    line = tables.line_of(ground.guidelines, on.year, region, size)
    if line is None:
        return _with(
            known,
            rule="SCREEN-GUIDELINE",
            column="household_size",
            problem=f"Poverty Guidelines have no amount of {on.year} for {size} in {region}",
        )
    if not ground.tiers:
        return _with(
            known, rule="SCREEN-TIERS", column="screening", problem="Discount Tiers are empty"
        )
    tier = tables.tier_of(ground.tiers, income, line)
    until = on + timedelta(ground.good_days)
    is_eligible = tier is not None and tier.percent > 0
    state = EXPIRED if until < ground.day else ELIGIBLE if is_eligible else NOT_ELIGIBLE
    percent = round(income * 100 / line, 1)
    return _with(known, line_cents=line, percent=percent, tier=tier, valid_until=until, state=state)


def _with(known: Screening, **more: Any) -> Screening:
    return replace(known, **more)


def _region(state: str) -> str:
    return state if state in _ISLANDS else tables.REGION


def _problem(one: Mapping[Any, Any], on: date | None, ground: _Ground) -> tuple[str, str]:
    """Return why a row gives nothing, and the column that is wrong; or blanks."""
    size, income = one["household_size"], one["yearly_income_cents"]
    whole = not pd.isna(size) and 1 <= size <= _LARGEST and size == int(size)
    earned = "blank" if pd.isna(income) else money.to_text(int(income))
    count = ground.ids[one["screening"]]
    who = one["guarantor_id"]
    tests: tuple[tuple[bool, str, str], ...] = (
        (not one["screening"], "it has no id", "screening"),
        (count > 1, f"its id stands on {count} rows", "screening"),
        (
            who not in ground.accounts,
            f"'{who[:30]}' is neither on Guarantors nor on Patients",
            "guarantor_id",
        ),
        (on is None, "its Date is blank", "date"),
        (on is not None and on > ground.day, "its Date is after today", "date"),
        (not whole, "its Household Size is not a whole number from 1 to 99", "household_size"),
        (
            pd.isna(income) or income < 0,
            f"its Yearly Income is {earned}; expected 0.00 or more",
            "yearly_income",
        ),
        (
            not one["documents_seen"],
            "its Documents Seen is blank; say what proves the income",
            "documents_seen",
        ),
    )
    return next(((words, column) for is_wrong, words, column in tests if is_wrong), ("", ""))


def _replaced(one: Screening, every: Sequence[Screening]) -> Screening:
    """Return a screening as replaced where a later one of the account came to something."""
    later = any(
        other.account == one.account
        and not other.problem
        and other.on is not None
        and one.on is not None
        and (other.on, other.row) > (one.on, one.row)
        for other in every
    )
    return _with(one, state=REPLACED) if later and not one.problem else one
