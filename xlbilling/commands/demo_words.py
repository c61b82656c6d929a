"""What the demo tells of each step, in a biller's words: one line a task, with its totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlbilling.model import money

if TYPE_CHECKING:
    from xlbilling.commands.sample_office import Done


@dataclass(frozen=True)
class Step:
    """One line of what was done: the day, the command, and what came of it."""

    day: str
    command: str
    words: str


def steps(done: Sequence[Done]) -> Iterator[Step]:
    """Yield a line for each task; loads that follow one another share a line."""
    loads: list[str] = []
    for one, after in zip(done, (*done[1:], None), strict=True):
        name, result = one.outcome.command, one.outcome.plan.result
        if name != "load":
            yield Step(one.outcome.as_of, name, _words(one))
            continue
        loads.append(f"{result['table']} {result['loaded']}")
        if after is None or after.outcome.command != "load":
            yield Step(one.outcome.as_of, name, f"rows into {', '.join(loads)}")
            loads = []


def left_for_people(done: Sequence[Done]) -> str:
    """Return what the last month's work leaves for a person: findings, exceptions, blocked."""
    last = {one.outcome.command: one.outcome.plan.result for one in done}
    findings = last["validate-claims"]["findings_total"]
    imported = last["import-remittance"]["batches"]
    exceptions = sum(batch["exceptions"] for batch in imported)
    blocked = sum(batch["status"] == "BLOCKED" for batch in last["post-payments"]["batches"])
    return (
        f"Left for a person: {findings} findings on Findings, {exceptions} claims on Exceptions, "
        f"{blocked} payment on Remits that does not add up."
    )


def _words(one: Done) -> str:
    result = one.outcome.plan.result
    match one.outcome.command:
        case "import-remittance":
            return _imported(result["batches"])
        case "post-payments":
            return _posted(result["batches"])
        case _:
            lines = one.outcome.plan.lines
            return lines[0] if lines else "nothing to do"


def _imported(batches: Sequence[Mapping[str, Any]]) -> str:
    claims, matched, exceptions = (
        sum(batch[key] for batch in batches) for key in ("claims", "matched", "exceptions")
    )
    return (
        f"{len(batches)} payments of {_sum(batches, 'payment')} for {claims} claims: "
        f"{matched} matched, {exceptions} exceptions"
    )


def _posted(batches: Sequence[Mapping[str, Any]]) -> str:
    statuses = [str(batch["status"]) for batch in batches]
    counts = ", ".join(f"{statuses.count(one)} {one}" for one in dict.fromkeys(statuses))
    return f"{counts}: {_sum(batches, 'posted')} posted to claims"


def _sum(batches: Sequence[Mapping[str, Any]], key: str) -> str:
    return money.show(sum(money.from_text(batch[key]) for batch in batches))
