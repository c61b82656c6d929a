"""Age the receivables as of a day: who owes how much since when, proved against the ledger."""

from __future__ import annotations

from typing import Any, Final

from xlbilling.layout import frames
from xlbilling.layout.pages import aging_page
from xlbilling.layout.tables import BY_NAME
from xlbilling.model import money
from xlbilling.model.findings import ERROR, INFO, Finding
from xlbilling.model.plan import Change, Plan, Rewrite
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks.receivables import aging, aging_detail, aging_sheet, month_ends, terms
from xlbilling.tasks.receivables.aging import Aging
from xlbilling.tasks.receivables.aging_sheet import OVER, Compared
from xlbilling.tasks.receivables.labelled import FUTURE, NOT_DUE
from xlbilling.tasks.validating import table_rows

READS: Final[tuple[str, ...]] = (
    *aging.READS, "providers", "locations", aging_detail.TABLE, "month_ends",
)  # fmt: skip


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the Aging sheet as of a day, any past day included, and the table it adds up.

    The ledger's rows posted up to then decide the balances; the request's options ``basis``,
    ``patient_basis``, ``scheme``, ``credits`` and ``with_agency`` stand above the Settings sheet.

    Raises:
        RefusedError: a basis, the scheme or another option or setting is not known.
    """
    aged = aged_for(book, request)
    before = aging.aged_on(book, aging_detail.month_end_before(request.as_of), aged.terms)
    both = aging_sheet.compared(book, aged, before)
    report = aging_sheet.report(book, both)
    return Plan(
        changes=(*_detail(book, both), aging_page.aging_page(report)),
        result=_result(both),
        lines=_lines(both),
        findings=(
            *_findings(both),
            *month_ends.differs(book, aged),
            *month_ends.differs(book, before),
        ),
        totals={"receivable": aged.total_cents, "ledger": aged.ledger_cents},
    )


def aged_for(book: Snapshot, request: Request) -> Aging:
    """Return the aging that a request and the Settings sheet ask for.

    Raises:
        RefusedError: a basis, the scheme or another option or setting is not known.
    """
    return aging.aged_on(book, request.as_of, terms.asked(book.settings, request))


def _detail(book: Snapshot, both: Compared) -> tuple[Change, ...]:
    """Return the Aging Detail table anew, but where it holds just that already."""
    name = aging_detail.TABLE
    before = book.tables.get(name, frames.empty(BY_NAME[name])).frame
    table = aging_detail.table(both.aged, both.lines, before)
    return () if table_rows.is_same(table, before) else (Rewrite(name, table),)


def _result(both: Compared) -> dict[str, Any]:
    aged = both.aged
    return {
        "as_of": aged.as_of.isoformat(),
        "basis": aged.bases.name,
        "scheme": aged.scheme.name,
        "buckets": _by_side(aged, "bucket"),
        "credits": money.to_text(int(aged.credits["cents"].sum())),
        "unapplied": money.to_text(int(aged.unapplied["cents"].sum())),
        "reconciling": [
            {"name": name, "amount": money.to_text(cents)} for name, cents in aged.reconciling
        ],
        "total": money.to_text(aged.total_cents),
        "ledger_total": money.to_text(aged.ledger_cents),
        "credit_rule": aged.terms.credit_rule,
        "with_agency": aged.terms.with_agency,
        "by_service": _by_side(aged, "dos_bucket"),
        "older": {str(days): money.to_text(_older(aged, days)) for days in OVER},
        "flagged": {flag: money.to_text(int(cents)) for flag, cents in _flagged(both).items()},
        "change": {
            "since": both.before.as_of.isoformat(),
            "before": money.to_text(both.before.total_cents),
            "change": money.to_text(aged.total_cents - both.before.total_cents),
        },
    }


def _by_side(aged: Aging, place: str) -> dict[str, dict[str, str]]:
    """Return what insurers and patients owe in each bucket, by its name."""
    lines = aged.aged
    of_patients = lines["is_patient"].astype(bool)
    ours, theirs = (aged.bucket_sums(lines[side], place) for side in (~of_patients, of_patients))
    return {
        name: {"insurance": money.to_text(one), "patient": money.to_text(other)}
        for name, one, other in zip(aged.scheme.buckets, ours, theirs, strict=True)
    }


def _older(aged: Aging, days: int) -> int:
    lines = aged.aged
    return int(lines.loc[lines["age_days"] > days, "cents"].sum())


def _flagged(both: Compared) -> dict[str, int]:
    """Return the cents that count from a day to come, by flag."""
    lines = both.lines[(both.lines["cents"] > 0) & (both.lines["apart"] == "")]
    sums = lines[lines["flag"] != ""].groupby("flag")["cents"].sum()
    return {flag: int(sums.get(flag, 0)) for flag in (FUTURE, NOT_DUE)}


def _lines(both: Compared) -> tuple[str, ...]:
    aged = both.aged
    open_lines = aged.aged
    sums = aged.bucket_sums(open_lines)
    return (
        f"Receivables as of {aged.as_of.isoformat()}: {money.show(aged.total_cents)}",
        *(
            f"  {name:>8} days  {money.show(cents):>16}"
            for name, cents in zip(aged.scheme.buckets, sums, strict=True)
        ),
        f"  {'credits':>13}  {money.show(int(aged.credits['cents'].sum())):>16}",
        *(f"  {name}: {money.show(cents)}" for name, cents in aged.reconciling),
        f"Since {both.before.as_of.isoformat()}: {_moved(both)}",
        (
            f"Ledger: {money.show(aged.ledger_cents)}, "
            f"{money.difference(aged.total_cents, aged.ledger_cents)}"
        ),
    )


def _moved(both: Compared) -> str:
    cents = both.aged.total_cents - both.before.total_cents
    return f"{'up' if cents > 0 else 'down'} {money.show(abs(cents))}" if cents else "no change"


def _findings(both: Compared) -> list[Finding]:
    aged, found = both.aged, []
    if aged.total_cents != aged.ledger_cents:
        found.append(
            Finding(
                "AGE-PROOF",
                ERROR,
                f"aging shows {money.show(aged.total_cents)}, the ledger "
                f"{money.show(aged.ledger_cents)}: "
                f"{money.difference(aged.total_cents, aged.ledger_cents)}",
                "Ledger",
                "run 'xlbilling verify-ledger'; a receivable row without an owner is the likely "
                "cause",
            )
        )
    future = both.lines[(both.lines["flag"] == FUTURE) & (both.lines["cents"] > 0)]
    if not future.empty:
        claims = ", ".join(sorted(set(future["claim_id"]))[:5])
        found.append(
            Finding(
                "AGE-FUTURE",
                INFO,
                f"{len(future)} lines age from a day after {aged.as_of.isoformat()} and "
                f"stand in the first bucket (claims {claims})",
                "Ledger",
                "check the date of service and the Sent date of these claims",
            )
        )
    return found
