"""Make the manager's Dashboard anew: what is owed, how fast it comes in, what is denied.

Beside the one printed page it keeps the sheet of all key figures, and takes the month ends that
have passed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from xlbilling.layout.pages.dashboard_page import Dashboard, dashboard_page
from xlbilling.layout.pages.key_figures_page import key_figures_page
from xlbilling.model import money
from xlbilling.model.ledger import period_of
from xlbilling.model.plan import Append, Change, Plan
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.dashboard import denied, figures, owed, tiles, trend
from xlbilling.tasks.kpi import Kpi, Unit
from xlbilling.tasks.receivables import aging, key_figures, month_ends
from xlbilling.tasks.receivables.aging import Aging
from xlbilling.tasks.receivables.basis import bases_named
from xlbilling.tasks.receivables.buckets import STANDARD
from xlbilling.tasks.receivables.month_ends import MonthEnds

READS: Final[tuple[str, ...]] = tuple(
    dict.fromkeys((
        *aging.READS,
        "payers",
        *key_figures.READS,
        *key_figures.reads(key_figures.FIGURES),
        "month_ends",
    ))
)


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the Dashboard and Key Figures as of a day, and the month ends that have none yet.

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    own, day = book.settings, request.as_of
    bases = bases_named(
        settings.text(own, "Aging Basis Insurance"), settings.text(own, "Aging Basis Patient")
    )
    aged = aging.age(book, day, bases, STANDARD)
    ground = key_figures.of_aging(book, aged)
    every = key_figures.every(ground)
    ends = month_ends.up_to(book, day, ground)
    now = month_ends.of_ground(aged, ground, period_of(day))
    stamp = _stamp(request, len(ground.rows))
    practice = settings.text(own, "Practice Name")
    page = dashboard_page(
        Dashboard(
            practice=practice,
            as_of=day,
            stamp=stamp,
            tiles=tiles.tiles(every, now, trend.last_end(ends, now)),
            months=trend.months(ends, now, day),
            owing=owed.owing(book, aged),
            figures=figures.more(every),
            denials=denied.by_reason(book),
            denials_sheet=book["denials"].sheet,
            notes=_notes(aged, every),
        )
    )
    return Plan(
        changes=(
            page,
            key_figures_page(practice, day, stamp, figures.rows(every)),
            *_new(book, ends, request),
        ),
        result=_result(aged, every, ends),
        lines=_lines(aged, every, ends),
        findings=tuple(ends.findings),
        totals={"receivable": aged.total_cents},
    )


def _new(book: Snapshot, ends: MonthEnds, request: Request) -> Iterator[Change]:
    if ends.new:
        yield Append("month_ends", ends.frame(request.as_of, book.ledger_head))


def _stamp(request: Request, rows: int) -> str:
    """Return when and by whom the page was made and what it rests on, in one line."""
    when = request.stamp[:16].replace("T", " ") or request.as_of.isoformat()
    by = f" by {request.user}" if request.user else ""
    return f"Refreshed {when}{by}; rests on {rows:,} ledger rows."


def _notes(aged: Aging, every: dict[str, Kpi]) -> list[str]:
    """Return what stands at the foot of the page."""
    held = int(aged.unapplied["cents"].sum())
    expense = every["BAD DEBT EXPENSE"]
    notes = [f"Unapplied cash, not taken off above: {money.show(held)}"]
    notes += [f"{name}, in no bucket: {money.show(cents)}" for name, cents in aged.reconciling]
    if expense.value is not None:
        notes.append(f"Bad-debt expense: {money.show(int(expense.value * 100))}")
    return [*notes, "All figures with their formulas: sheet Key Figures"]


def _result(aged: Aging, every: dict[str, Kpi], ends: MonthEnds) -> dict[str, Any]:
    patient = int(aged.lines.loc[aged.lines["is_patient"], "cents"].sum())
    return {
        "receivable": money.to_text(aged.total_cents),
        "insurance": money.to_text(aged.total_cents - patient),
        "patient": money.to_text(patient),
        "unapplied": money.to_text(int(aged.unapplied["cents"].sum())),
        "figures": [
            {
                "figure": asked,
                "name": one.name,
                "value": None if one.value is None else str(one.value),
                "formula": one.formula,
                "reason": one.reason,
                "benchmark": one.benchmark,
            }
            for asked, one in every.items()
        ],
        "month_ends": [one.period for one in ends.new],
    }


_TOLD: Final = (
    "DAYS IN AR", "NET COLLECTION", "GROSS COLLECTION", "DENIAL RATE", "CLEAN CLAIMS", "AR OVER 90",
)  # fmt: skip
"""What a person is told at once; all of them stand in the JSON and on Key Figures."""
_UNITS: Final = {Unit.DAYS: " days", Unit.PERCENT: " %", Unit.DOLLARS: " dollars"}


def _lines(aged: Aging, every: dict[str, Kpi], ends: MonthEnds) -> tuple[str, ...]:
    taken: Sequence[str] = [one.period for one in ends.new]
    more = (f"  Month ends taken: {', '.join(taken)}",) if taken else ()
    return (
        f"Receivables as of {aged.as_of.isoformat()}: {money.show(aged.total_cents)}",
        *(f"  {every[name].name}: {_value(every[name])}" for name in _TOLD),
        *more,
    )


def _value(one: Kpi) -> str:
    if one.value is None:
        return f"none, {one.reason}"
    return f"{one.value:,.2f}{_UNITS[one.unit]}"
