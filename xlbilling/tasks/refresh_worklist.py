"""Refresh the Worklist: late claims in the order in which to call, and how long payers take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from xlbilling.model import money
from xlbilling.model.findings import WARNING, Finding
from xlbilling.model.plan import Plan, Rewrite
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks.followup import inquiries, worklist, worklist_table
from xlbilling.tasks.followup.worklist import Unpaid
from xlbilling.tasks.followup.worklist_table import DONE, HELD, OPEN
from xlbilling.tasks.validating import table_rows

READS: Final[tuple[str, ...]] = tuple(
    dict.fromkeys((*worklist.READS, *inquiries.READS, "worklist", "payer_timing"))
)


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the Worklist and Payer Timing tables as of a day, notes kept by claim and payer.

    Listed is what insurers owe past their own normal payment time, and what they promised and did
    not pay. Left out, with counts in the result: claims on hold, denied lines, capitated payers,
    claims at an agency, and what is not late yet.

    Raises:
        RefusedError: a ledger row or a setting cannot be read.
    """
    found = worklist.unpaid_claims(book, request.as_of)
    table = worklist_table.merged(found, book.frame("worklist"), request.as_of)
    timing = found.times.table()
    formulas = {"today": [worklist_table.TODAY] * len(table)}
    changes = (
        *_anew(book, "worklist", table, formulas),
        *_anew(book, "payer_timing", timing, {}),
        *inquiries.counted_anew(book, request.as_of),
    )
    result = _result(found, table)
    return Plan(
        changes=changes,
        result={"as_of": request.as_of.isoformat(), **result},
        lines=_lines(result),
        findings=(*_unknown_payers(book, found), *inquiries.wanting_holds(book, request.as_of)),
        totals={"late": int(found.late["cents"].sum())},
    )


def _anew(
    book: Snapshot, name: str, table: pd.DataFrame, formulas: dict[str, list[str]]
) -> Iterator[Rewrite]:
    if not table_rows.is_same(table, book.frame(name)):
        yield Rewrite(name, table, formulas)


def _result(found: Unpaid, table: pd.DataFrame) -> dict[str, Any]:
    states = table["state"].value_counts()
    late = found.late
    return {
        "claims": int(states.get(OPEN, 0)),
        "today": int((table["today"] == "Y").sum()),
        "amount": money.to_text(int(late["cents"].sum())),
        "broken_promises": int(late["is_broken"].sum()),
        "held": int(states.get(HELD, 0)),
        "done": int(states.get(DONE, 0)),
        "excluded": found.excluded,
        "payers": {
            one["payer_id"]: {"days": int(one["normal"]), "basis": one["basis"]}
            for one in found.times.rows.to_dict("records")
        },
    }


def _lines(result: dict[str, Any]) -> tuple[str, ...]:
    excluded = ", ".join(
        f"{count:,} {reason.lower()}" for reason, count in result["excluded"].items() if count
    )
    broken = result["broken_promises"]
    owed = money.show(money.from_text(result["amount"]))
    listed = f"{result['claims']:,} late claims of {owed}"
    words = [f"Worklist: {listed}, {result['today']:,} of them for today"]
    if broken:
        words.append(f"{broken:,} broken promise{'s' if broken != 1 else ''}")
    return (*words, f"Not listed: {excluded or 'nothing'}")


def _unknown_payers(book: Snapshot, found: Unpaid) -> Iterator[Finding]:
    """Give a finding for each payer that owes and is not on the Payers sheet."""
    known = set(book.frame("payers")["payer_id"])
    claims = found.claims
    for payer, own in claims[~claims["payer_id"].isin(known)].groupby("payer_id"):
        named = ", ".join(sorted(own["claim_id"])[:5])
        yield Finding(
            "PAYER-UNKNOWN",
            WARNING,
            f"payer '{str(payer)[:30]}' owes {money.show(int(own['owed'].sum()))} and is not on "
            f"Payers, so that no deadline is known (claims {named})",
            "Payers",
            "add the payer with its Filing Days and Appeal Days, or transfer the balance",
        )
