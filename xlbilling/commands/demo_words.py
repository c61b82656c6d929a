"""What the demo tells of each step, in a biller's words: one line a task, with its totals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money

if TYPE_CHECKING:
    from xlbilling.commands.sample_office import Done


_STEPS_SHOWN: Final = 4
_TABLES_SHOWN: Final = 5


@dataclass(frozen=True)
class Step:
    """One line of what was done: the day, the command, and what came of it."""

    day: str
    command: str
    words: str


def steps(done: Sequence[Done]) -> Iterator[Step]:
    """Yield a line for each task; loads that follow one another share a line."""
    loads: list[tuple[str, int]] = []
    for one, after in zip(done, (*done[1:], None), strict=True):
        name, result = one.outcome.command, one.outcome.plan.result
        if name != "load":
            yield Step(one.outcome.as_of, name, _words(one))
            continue
        loads.append((result["table"], result["loaded"]))
        if after is None or after.outcome.command != "load":
            yield Step(one.outcome.as_of, name, f"rows into {_listed(loads)}")
            loads = []


def _listed(loads: Sequence[tuple[str, int]]) -> str:
    """Return the tables with most rows, and how many more there are."""
    most = sorted(loads, key=lambda one: -one[1])[:_TABLES_SHOWN]
    shown = ", ".join(f"{table} {rows}" for table, rows in most)
    more = len(loads) - len(most)
    return f"{shown} and {more} tables more" if more else shown


def left_for_people(done: Sequence[Done]) -> Iterator[str]:
    """Yield what the last month's work leaves: what is wrong, and what waits for a name."""
    last = {one.outcome.command: one.outcome.plan.result for one in done}
    findings = last["validate-claims"]["findings_total"]
    imported = last["import-remittance"]["batches"]
    exceptions = sum(batch["exceptions"] for batch in imported)
    blocked = sum(batch["status"] == "BLOCKED" for batch in last["post-payments"]["batches"])
    yield (
        f"Left for a person: {findings} findings on Findings, {exceptions} claims on Exceptions, "
        f"{blocked} payment on Remits that does not add up."
    )
    discounts = last["screen-finances"]["proposals"]
    accounts = last["work-collections"]["steps"].get("PLACE", 0)
    yield (
        f"Waits for a name under Approver: {discounts} discounts on Adjustments, "
        f"{accounts} account on Placements."
    )


def _words(one: Done) -> str:
    own = _OWN_WORDS.get(one.outcome.command)
    if own is not None:
        return own(one.outcome.plan.result)
    first = next(iter(one.outcome.plan.lines), "nothing to do").partition("; type ")[0]
    if one.outcome.command == "work-collections":
        return f"{first}: {_steps(one.outcome.plan.result['steps'])}"
    return first


def _placed(result: Mapping[str, Any]) -> str:
    amount = money.show(money.from_text(result["amount"]))
    return f"{result['placed']} account of {amount} for the agency, in {result['file']}"


def _received(result: Mapping[str, Any]) -> str:
    cash, applied, held = (
        money.show(money.from_text(result[key])) for key in ("cash", "to_claims", "unapplied")
    )
    return f"{result['posted']} receipts of {cash}: {applied} to claims, {held} unapplied"


def _steps(steps: Mapping[str, int]) -> str:
    """Return the commonest next steps, the one of most accounts first."""
    order = sorted(steps.items(), key=lambda one: -one[1])
    shown = ", ".join(f"{name.lower()} {count}" for name, count in order[:_STEPS_SHOWN])
    return f"{shown}, ..." if len(order) > _STEPS_SHOWN else shown


def _imported(result: Mapping[str, Any]) -> str:
    batches = result["batches"]
    claims, matched, exceptions = (
        sum(batch[key] for batch in batches) for key in ("claims", "matched", "exceptions")
    )
    return (
        f"{len(batches)} payments of {_sum(batches, 'payment')} for {claims} claims: "
        f"{matched} matched, {exceptions} exceptions"
    )


def _posted(result: Mapping[str, Any]) -> str:
    batches = result["batches"]
    statuses = [str(batch["status"]) for batch in batches]
    counts = ", ".join(f"{statuses.count(one)} {one}" for one in dict.fromkeys(statuses))
    return f"{counts}: {_sum(batches, 'posted')} posted to claims"


def _sum(batches: Sequence[Mapping[str, Any]], key: str) -> str:
    return money.show(sum(money.from_text(batch[key]) for batch in batches))


_OWN_WORDS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "import-remittance": _imported,
    "post-payments": _posted,
    "post-receipts": _received,
    "place-accounts": _placed,
}
"""Tasks whose first line is not what the demo tells of them."""
