"""The Worklist: late claims in the order in which to call, with what billers wrote beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.model.tables import Snapshot
from xlbilling.tasks.followup import billed, contacts, last_days, pay_times, priority, unpaid
from xlbilling.tasks.followup.pay_times import PayTimes
from xlbilling.tasks.posting.open_balances import rows_that_stand
from xlbilling.tasks.receivables import balances

READS: Final = tuple(
    dict.fromkeys((*unpaid.READS, *billed.READS, *pay_times.READS, *contacts.READS))
)
NOT_LATE: Final = "NOT LATE"


@dataclass(frozen=True)
class Unpaid:
    """What insurers owe as of a day, with all that a worklist says of it.

    Attributes:
        times: the payers' normal payment times.
        claims: a row for each claim and insurer: what ``unpaid.by_claim`` gives, ``key``,
            ``billed_on``, ``normal_days``, ``expected_on``, ``late_days``, ``deadline``,
            ``deadline_of``, ``days_left``, the contacts' columns, ``weight``; ``reason`` is
            ``NOT LATE`` where the payer has time yet.
    """

    times: PayTimes
    claims: pd.DataFrame

    @property
    def late(self) -> pd.DataFrame:
        """The claims to call about, the first one first; claims of one weight by their keys."""
        listed = self.claims[self.claims["reason"] == ""]
        return listed.sort_values(["weight", "key"], ascending=[False, True])

    @property
    def excluded(self) -> dict[str, int]:
        """How many claims are not to be called about, by the reason."""
        counts = self.claims["reason"].value_counts()
        return {one: int(counts.get(one, 0)) for one in (*unpaid.REASONS, NOT_LATE)}


def unpaid_claims(book: Snapshot, day: date) -> Unpaid:
    """Return what insurers owe as of a day, and how late each of it is.

    A claim is late once more days have passed since it was first billed than is normal for its
    payer; one whose payer has broken a promise is called late all the same.

    Args:
        book: with the tables of ``READS``.
        day: the as-of day; ledger rows posted later do not count.

    Raises:
        RefusedError: a ledger row or a setting cannot be read.
    """
    rows = balances.as_of(book["ledger"], day)
    open_claims = unpaid.by_claim(book, day, balances.movements(rows))
    standing = rows_that_stand(book.frame("ledger").loc[rows.index])
    begun = billed.begun(standing)
    times = pay_times.pay_times(book, standing, begun, day)
    return Unpaid(times, _judged(_with_contacts(book, open_claims, standing, day), times, day))


def _with_contacts(
    book: Snapshot, claims: pd.DataFrame, standing: pd.DataFrame, day: date
) -> pd.DataFrame:
    submissions = book.frame("submissions")
    said = last_days.answered(standing)
    claims = claims.merge(said, on=["claim_id", "owner"], how="left")
    claims = claims.assign(
        key=claims["claim_id"] + "|" + claims["owner"],
        billed_on=billed.first_billed(claims, submissions, day),
        paid_on=contacts.last_paid(standing, claims),
    )
    parts = (
        last_days.deadlines(claims, book["payers"]),
        contacts.last_answers(claims, submissions, day),
        contacts.last_calls(claims, book.frame("calls"), day),
    )
    return pd.concat([claims, *parts], axis=1)


def _judged(claims: pd.DataFrame, times: PayTimes, day: date) -> pd.DataFrame:
    """Add how late each claim is and what it weighs."""
    today = pd.Timestamp(day)
    normal = times.normal(claims["payer_id"])
    expected = claims["billed_on"] + pd.to_timedelta(normal, unit="D")
    late = (today - expected).dt.days
    left = last_days.days_left(claims["deadline"], day)
    broken = claims["is_broken"].to_numpy(dtype=bool)
    weight = priority.weights(claims["cents"].to_numpy(), late.to_numpy(), left.to_numpy(), broken)
    is_early = (claims["reason"] == "") & (late <= 0) & ~broken
    return claims.assign(
        age_days=(today - claims["billed_on"]).dt.days,
        normal_days=normal,
        expected_on=expected,
        late_days=late,
        days_left=left,
        weight=weight,
        reason=np.where(is_early, NOT_LATE, claims["reason"]),
    )


def why(claims: pd.DataFrame) -> pd.Series[Any]:
    """Return what is special about each late claim."""
    days = claims["promised_for"].dt.strftime("%Y-%m-%d").fillna("")
    promise = np.where(claims["is_broken"], "broken promise of " + days, "")
    past = np.where(
        claims["days_left"] < 0, "past the deadline to " + _verb(claims["deadline_of"]), ""
    )
    both = np.where((promise != "") & (past != ""), "; ", "")
    return pd.Series(promise + both + past, index=claims.index, dtype=object)


def _verb(kinds: pd.Series[Any]) -> pd.Series[Any]:
    return kinds.map({last_days.FILING: "file", last_days.APPEAL: "appeal"}).fillna("")
