"""Good-faith estimates: what was billed against them, and the days in which it may be disputed.

Source: rules.md ST-16: a self-pay bill of 400.00 or more above its estimate may be disputed within
120 days of the first bill; nothing is collected while a dispute is open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from xlbilling.layout.pages.grid import short_date
from xlbilling.model import money
from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.model.ledger import PATIENT_OWNER, EntryType
from xlbilling.model.tables import Snapshot, TableData
from xlbilling.tasks import settings
from xlbilling.tasks.receivables import balances
from xlbilling.tasks.receivables.aging import in_force

READS: Final = ("estimates", "patients", "ledger", "statements", "holds")
"""The tables that estimates are checked against."""

WAITING, WITHIN, OVER = "WAITING", "WITHIN", "OVER"
DISPUTED, CLOSED, INSURED = "DISPUTED", "WINDOW CLOSED", "NOT SELF-PAY"


@dataclass(frozen=True)
class Estimate:
    """One row of Estimates as of a day.

    Attributes:
        row: its row on the sheet.
        id: the estimate's id.
        problem: why it cannot be checked; "" where it can.
        column: the column that is wrong.
        billed_cents: charges of that day that the patient owed first; None for no check.
        over_cents: billed less estimated.
        first_bill: the first statement that billed it.
        dispute_until: the last day on which it may be disputed.
        state: what it is; "" for one that cannot be checked.
        claims: the claims of that day.
    """

    row: int
    id: str
    problem: str = ""
    column: str = "amount"
    billed_cents: int | None = None
    over_cents: int | None = None
    first_bill: date | None = None
    dispute_until: date | None = None
    state: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Ground:
    """What estimates are checked against, as of a day."""

    day: date
    excess_cents: int
    window_days: int
    charges: pd.DataFrame
    bills: Mapping[str, date]
    disputed: frozenset[str]
    people: frozenset[str]


def checked(book: Snapshot, day: date) -> list[Estimate]:
    """Return every estimate as of a day, in the order of the sheet.

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    frame = book.frame("estimates")
    if frame.empty:
        return []
    ground = _ground(book, day)
    ids = frame["estimate"].tolist()
    return [
        _checked(int(row), one, ids.count(one["estimate"]), ground)
        for row, one in zip(frame.index, frame.to_dict("records"), strict=True)
        if one["estimate"] or one["patient_id"]
    ]


def _ground(book: Snapshot, day: date) -> _Ground:
    rows = balances.as_of(book["ledger"], day)
    holds = in_force(book.frame("holds"), day)
    disputes = holds[holds["type"] == "DISPUTE"]
    wider = disputes[disputes["claim_id"] == ""]
    patients = book.frame("patients")
    own = patients.loc[patients["guarantor_id"].isin({*wider["guarantor_id"]} - {""}), "patient_id"]
    named = {*disputes["claim_id"], *wider["patient_id"], *wider["guarantor_id"], *own}
    return _Ground(
        day,
        settings.cents(book.settings, "Estimate Excess"),
        settings.count(book.settings, "Estimate Dispute Days"),
        rows[rows["type"] == EntryType.CHARGE.value],
        _first_bills(book.frame("statements"), day),
        frozenset(named - {""}),
        frozenset(patients["patient_id"]),
    )


def _first_bills(register: pd.DataFrame, day: date) -> dict[str, date]:
    """Return the date of the first statement that billed each claim, on the day or before."""
    found: dict[str, date] = {}
    for row in register[register["date"] <= pd.Timestamp(day)].to_dict("records"):
        for claim in row["billed_visits"].split():
            on = row["date"].date()
            found[claim] = min(on, found.get(claim, on))
    return found


def _checked(row: int, one: Mapping[Any, Any], count: int, ground: _Ground) -> Estimate:
    problem, column = _problem(one, count, ground)
    if problem:
        return Estimate(row, one["estimate"], problem, column)
    own = _charges(one, ground.charges)
    if own.empty:
        return Estimate(row, one["estimate"], state=WAITING)
    claims = tuple(sorted(set(own["claim_id"])))
    if not (own["to_owner"] == PATIENT_OWNER).all():
        return Estimate(row, one["estimate"], state=INSURED, claims=claims)
    billed = int(own["amount_cents"].sum())
    over = billed - int(one["amount_cents"])
    first = min((ground.bills[claim] for claim in claims if claim in ground.bills), default=None)
    until = first + timedelta(ground.window_days) if first else None
    is_disputed = bool(ground.disputed & {*claims, one["patient_id"]})
    is_closed = until is not None and until < ground.day
    state = WITHIN
    if over >= ground.excess_cents:
        state = DISPUTED if is_disputed else CLOSED if is_closed else OVER
    return Estimate(
        row,
        one["estimate"],
        billed_cents=billed,
        over_cents=over,
        first_bill=first,
        dispute_until=until,
        state=state,
        claims=claims,
    )


def _problem(one: Mapping[Any, Any], count: int, ground: _Ground) -> tuple[str, str]:
    """Return why an estimate cannot be checked, and the column that is wrong; or blanks."""
    amount, served, given = one["amount_cents"], one["scheduled_dos"], one["given_on"]
    shown = "blank" if pd.isna(amount) else money.to_text(int(amount))
    tests: tuple[tuple[bool, str, str], ...] = (
        (not one["estimate"], "it has no id", "estimate"),
        (count > 1, f"its id stands on {count} rows", "estimate"),
        (
            one["patient_id"] not in ground.people,
            f"'{one['patient_id'][:30]}' is not on Patients",
            "patient_id",
        ),
        (
            pd.isna(amount) or amount < 0,
            f"its Amount is {shown}; expected 0.00 or more",
            "amount",
        ),
        (pd.isna(served), "its Scheduled DOS is blank", "scheduled_dos"),
        (
            not pd.isna(given) and given > served,
            "it was given after its Scheduled DOS",
            "given_on",
        ),
    )
    return next(((words, column) for is_wrong, words, column in tests if is_wrong), ("", ""))


def _charges(one: Mapping[Any, Any], charges: pd.DataFrame) -> pd.DataFrame:
    """Return the charges that an estimate is of: the patient's of that day, and its provider's.

    A charge of that day that the estimate does not name counts too: what was not foreseen is what
    a patient may dispute. Codes are what was estimated, and are not looked for.
    """
    own = charges[
        (charges["patient_id"] == one["patient_id"]) & (charges["dos"] == one["scheduled_dos"])
    ]
    npi = one["provider_npi"]
    found: pd.DataFrame = own[own["provider"] == npi] if npi else own
    return found


def notices(book: Snapshot, day: date) -> dict[str, str]:
    """Return what a bill of a day tells of each claim that may be disputed, by claim.

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    window = timedelta(settings.count(book.settings, "Estimate Dispute Days"))
    return {
        claim: (
            f"The bill for this visit is {money.show(one.over_cents)} above the estimate we gave "
            f"you. You may dispute it until {short_date(one.dispute_until or day + window)}; "
            "please call us."
        )
        for one in checked(book, day)
        if one.state == OVER and one.over_cents is not None
        for claim in one.claims
    }


def findings(table: TableData, estimates: Sequence[Estimate]) -> list[Finding]:
    """Return the estimates that cannot be checked, and those that the bill is too far above."""
    found = []
    for one in estimates:
        if one.problem:
            found.append(
                Finding(
                    "GFE-WRONG",
                    ERROR,
                    f"estimate {one.id or '(no id)'}: {one.problem}; it was not checked",
                    table.where(one.column, one.row),
                    "correct the row on Estimates",
                )
            )
        elif one.state in {OVER, DISPUTED}:
            found.append(_over(table, one))
    return found


def _over(table: TableData, one: Estimate) -> Finding:
    assert one.billed_cents is not None
    assert one.over_cents is not None
    estimated = money.show(one.billed_cents - one.over_cents)
    until = (
        f"until {one.dispute_until.isoformat()}" if one.dispute_until else "from the first bill on"
    )
    said = "is disputed: nothing may be collected" if one.state == DISPUTED else (
        f"the patient may dispute it {until}"
    )  # fmt: skip
    return Finding(
        "GFE-DISPUTED" if one.state == DISPUTED else "GFE-OVER",
        WARNING,
        f"estimate {one.id} of {estimated}: {money.show(one.billed_cents)} is billed on "
        f"{', '.join(one.claims)}, {money.show(one.over_cents)} more; {said}",
        table.where("over", one.row),
        "tell the patient of the right to dispute it; put a hold DISPUTE on the claim when it is",
    )
