"""Make the manager's Dashboard anew: what is owed, how fast it comes in, what is denied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from xlbilling.layout.pages.dashboard_page import (
    Dashboard,
    DenialLine,
    Figure,
    Month,
    PayerLine,
    dashboard_page,
)
from xlbilling.model import money
from xlbilling.model.ledger import EntryType, period_of
from xlbilling.model.plan import Plan, Style
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.kpi import Kpi
from xlbilling.tasks.receivables import aging, balances, key_figures
from xlbilling.tasks.receivables.aging import Aging
from xlbilling.tasks.receivables.basis import bases_named
from xlbilling.tasks.receivables.buckets import STANDARD

READS: Final[tuple[str, ...]] = (*dict.fromkeys((*aging.READS, "payers", *key_figures.READS)),)
MONTHS: Final = 12
MOST_LINES: Final = 12
"""Payers and denial reasons that a page shows by name; the rest is summed up."""

_OVER_90: Final = 3
_ADJUSTMENTS: Final = frozenset({EntryType.CONTRACTUAL, EntryType.ADJUSTMENT, EntryType.WRITE_OFF})


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the Dashboard sheet as of a day.

    Raises:
        RefusedError: a setting or a ledger row cannot be read.
    """
    own = book.settings
    bases = bases_named(
        settings.text(own, "Aging Basis Insurance"), settings.text(own, "Aging Basis Patient")
    )
    aged = aging.age(book, request.as_of, bases, STANDARD)
    moved = balances.movements(balances.as_of(book["ledger"], request.as_of))
    most = settings.count(own, "Days In AR Days")
    ground = key_figures.Ground(book, request.as_of, moved, aged.lines["cents"], most)
    figures = key_figures.dashboard(ground)
    page = dashboard_page(
        Dashboard(
            practice=settings.text(own, "Practice Name"),
            as_of=request.as_of,
            figures=[*_owed(aged), *(_figure(one) for one in figures)],
            months=_months(moved, request.as_of),
            payers=_payers(book, aged),
            denials=_denials(book),
            beside=[
                f"Beside these: {name.lower()} {money.show(c)}" for name, c in aged.reconciling
            ],
        )
    )
    return Plan(
        changes=(page,),
        result=_result(aged, figures),
        lines=_lines(aged, figures),
        totals={"receivable": aged.total_cents},
    )


def _owed(aged: Aging) -> list[Figure]:
    """Return what insurers and patients owe, as the ledger has it."""
    is_patient = aged.lines["is_patient"]
    patient = int(aged.lines.loc[is_patient, "cents"].sum())
    rows = (
        ("Receivables", aged.total_cents, "charges less payments and adjustments in the ledger"),
        ("Owed by insurance", aged.total_cents - patient, "lines that an insurer has to answer"),
        ("Owed by patients", patient, "lines that have become the patient's"),
        (
            "Unapplied cash",
            int(aged.unapplied["cents"].sum()),
            "held, on no claim yet; not taken off the receivables",
        ),
    )
    return [Figure(label, money.to_cell(cents), "money", words) for label, cents, words in rows]


def _figure(one: Kpi) -> Figure:
    """Return a key figure as the page shows it: days with two places, shares in percent."""
    if one.value is None:
        return Figure(one.name, None, "text", f"no value: {one.reason}")
    is_days = one.name.startswith("Days")
    style: Style = "decimal" if is_days else "percent"
    shown = one.value if is_days else one.value / 100
    return Figure(one.name, float(shown), style, one.formula)  # float: a ratio, not money


def _months(moved: pd.DataFrame, day: date) -> list[Month]:
    """Return the last twelve months; begin + charges - payments - adjustments + refunds = end."""
    kinds = {each.value: _kind(each) for each in EntryType}
    sums = moved["cents"].groupby([moved["period"], moved["type"].map(kinds)]).sum()
    table: dict[tuple[str, str], int] = {
        (str(period), str(kind)): int(cents) for (period, kind), cents in _pairs(sums)
    }
    ends = moved["cents"].groupby(moved["period"]).sum().sort_index().cumsum()
    return [
        Month(
            period,
            table.get((period, "charges"), 0),
            -table.get((period, "payments"), 0),
            -table.get((period, "adjustments"), 0),
            table.get((period, "refunds"), 0),
            _last(ends, period),
        )
        for period in _periods(day)
    ]


def _pairs(sums: pd.Series[Any]) -> Sequence[tuple[tuple[Any, Any], Any]]:
    return list(zip(sums.index.to_list(), sums.to_list(), strict=True))


def _kind(type_: EntryType) -> str:
    if type_ in _ADJUSTMENTS:
        return "adjustments"
    named = {
        EntryType.CHARGE: "charges",
        EntryType.PAYMENT: "payments",
        EntryType.REFUND: "refunds",
    }
    return named.get(type_, "transfers")


def _last(ends: pd.Series[Any], period: str) -> int:
    """Return the receivable at a month's end: the last sum up to it."""
    until = ends[ends.index <= period]
    return int(until.iloc[-1]) if len(until) else 0


def _periods(day: date) -> list[str]:
    """Return the periods of twelve months up to a day's own, oldest first."""
    number = day.year * 12 + day.month - 1
    firsts = range(number - MONTHS + 1, number + 1)
    return [period_of(date(one // 12, one % 12 + 1, 1)) for one in firsts]


def _payers(book: Snapshot, aged: Aging) -> list[PayerLine]:
    """Return the payers, the largest first, then the patients."""
    payers = book.frame("payers")
    names = dict(zip(payers["payer_id"], payers["name"], strict=True))
    is_patient = aged.lines["is_patient"]
    rows = aging.rows_by(aged, aged.lines[~is_patient], "payer_id", names)
    lines = [
        PayerLine(row.label, sum(row.buckets[:_OVER_90]), sum(row.buckets[_OVER_90:]), row.credits)
        for row in rows
    ]
    if len(lines) > MOST_LINES:
        rest = lines[MOST_LINES - 1 :]
        lines = [*lines[: MOST_LINES - 1], _together("All other payers", rest)]
    patients = aging.rows_by(aged, aged.lines[is_patient], "is_patient", {"True": "Patients"})
    lines += [
        PayerLine(row.label, sum(row.buckets[:_OVER_90]), sum(row.buckets[_OVER_90:]), row.credits)
        for row in patients
    ]
    return lines


def _together(label: str, lines: Sequence[PayerLine]) -> PayerLine:
    return PayerLine(
        label,
        sum(line.young for line in lines),
        sum(line.old for line in lines),
        sum(line.credits for line in lines),
    )


def _denials(book: Snapshot) -> list[DenialLine]:
    """Return the open denials by reason code, the largest amount first."""
    rows = book.frame("denials")
    waiting = rows[~rows["state"].isin(["PAID", "CLOSED"])]
    lines = [
        DenialLine(
            f"{group}-{carc}",
            str(part["category"].iloc[0]),
            len(part),
            int(part["amount_cents"].fillna(0).sum()),
        )
        for (group, carc), part in _groups(waiting)
    ]
    lines.sort(key=lambda line: (-line.cents, line.code))
    rest = lines[MOST_LINES - 1 :] if len(lines) > MOST_LINES else []
    if not rest:
        return lines
    others = DenialLine(
        "", "all others", sum(one.count for one in rest), sum(one.cents for one in rest)
    )
    return [*lines[: MOST_LINES - 1], others]


def _groups(waiting: pd.DataFrame) -> list[tuple[tuple[Any, Any], pd.DataFrame]]:
    found: list[Any] = list(waiting.groupby(["group", "carc"]))
    return found


def _result(aged: Aging, figures: Sequence[Kpi]) -> dict[str, Any]:
    patient = int(aged.lines.loc[aged.lines["is_patient"], "cents"].sum())
    return {
        "receivable": money.to_text(aged.total_cents),
        "insurance": money.to_text(aged.total_cents - patient),
        "patient": money.to_text(patient),
        "unapplied": money.to_text(int(aged.unapplied["cents"].sum())),
        "figures": [
            {
                "name": one.name,
                "value": None if one.value is None else str(one.value),
                "formula": one.formula,
                "reason": one.reason,
            }
            for one in figures
        ],
    }


def _lines(aged: Aging, figures: Sequence[Kpi]) -> tuple[str, ...]:
    return (
        f"Receivables as of {aged.as_of.isoformat()}: {money.show(aged.total_cents)}",
        *(
            f"  {one.name}: {'none, ' + one.reason if one.value is None else f'{one.value:.2f}'}"
            for one in figures
        ),
    )
