"""Check good-faith estimates against what self-pay patients were billed (rules ST-16)."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from xlbilling.model.plan import Plan
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks.posting.sheet_values import only_changed, set_columns
from xlbilling.tasks.statements import estimates
from xlbilling.tasks.statements.estimates import CLOSED, DISPUTED, INSURED, OVER, Estimate

READS: Final[tuple[str, ...]] = estimates.READS
_ANSWERS: Final = {
    OVER: "tell the patient that the bill may be disputed",
    DISPUTED: "no collections while the dispute is open",
    CLOSED: "the days to dispute it are over",
    INSURED: "an insurer was billed; no estimate is owed",
}


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the program's columns of Estimates as of a day.

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    found = estimates.checked(book, request.as_of)
    cells = {one.row: _cells(one) for one in found}
    states = Counter(one.state or "WRONG" for one in found)
    told = ", ".join(f"{count} {state.lower()}" for state, count in sorted(states.items()))
    return Plan(
        changes=only_changed(book, set_columns("estimates", cells)),
        result={
            "as_of": request.as_of.isoformat(),
            "estimates": len(found),
            "states": dict(sorted(states.items())),
            "over": [one.id for one in found if one.state in {OVER, DISPUTED}],
        },
        lines=(f"{len(found)} estimates: {told}" if found else "There are no estimates.",),
        findings=tuple(estimates.findings(book["estimates"], found)),
    )


def _cells(one: Estimate) -> dict[str, Any]:
    return {
        "billed": one.billed_cents,
        "over": one.over_cents,
        "first_bill": one.first_bill,
        "dispute_until": one.dispute_until,
        "state": one.state,
        "answer": one.problem or _ANSWERS.get(one.state, ""),
    }
