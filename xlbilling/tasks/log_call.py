"""Log a call: a new row of Calls, filled in as far as the row it is about tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks.followup import about
from xlbilling.tasks.posting.sheet_values import append

if TYPE_CHECKING:
    from datetime import date

READS: Final[tuple[str, ...]] = ("calls", *about.READS)


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the new row of Calls: day, user, claim, payer and account, and what was said.

    Raises:
        RefusedError: nothing is named, an id is on no sheet, or ``promised-for`` is no date or a
            day before the call.
    """
    on = about.about(book, request)
    promised_for = _promised_for(request)
    record = {
        "call": about.next_id("CALL", request.as_of, book.frame("calls")["call"]),
        "date": request.as_of,
        "user": request.user,
        "claim_id": on.claim_id,
        "guarantor_id": on.account,
        "payer_id": on.payer_id,
        "representative": request.option("representative"),
        "reference": request.option("reference"),
        "promise": request.option("promise"),
        "promised_for": promised_for,
        "note": request.option("note"),
    }
    ids = {"claim": on.claim_id, "payer": on.payer_id, "account": on.account}
    named = ", ".join(f"{what} {one}" for what, one in ids.items() if one)
    return Plan(
        changes=tuple(append("calls", [record])),
        result={"call": record["call"], **ids},
        lines=(f"Calls: {record['call']} about {named}; type who said what into its row",),
        keys=on.claim_id or on.account or on.payer_id,
    )


def _promised_for(request: Request) -> date | None:
    """Return the day that was promised; a day that was past already would be a broken promise.

    Raises:
        RefusedError: it is no date, or lies before the call.
    """
    day = about.day_of(request, "promised_for")
    if day is not None and day < request.as_of:
        raise RefusedError(
            f"the promised day {day.isoformat()} lies before the call of "
            f"{request.as_of.isoformat()}",
            id="DATE",
            fix="give a later --promised-for, or the day of the call as --as-of",
        )
    return day
