"""Age the receivables as of a day: who owes how much since when, proved against the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from xlbilling.layout.pages import aging_page
from xlbilling.layout.pages.aging_page import AgingReport, AgingRow
from xlbilling.model import money
from xlbilling.model.findings import ERROR, INFO, Finding
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.receivables import aging, basis, buckets
from xlbilling.tasks.receivables.aging import Aging

READS: Final[tuple[str, ...]] = (*aging.READS, "payers", "providers")
SHARES_OVER: Final = (90, 120)


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the Aging sheet as of a day, any past day included.

    The ledger's rows posted up to then decide the balances; the request's options ``basis`` and
    ``scheme`` stand above the Settings sheet.

    Raises:
        RefusedError: the basis or the scheme is not known.
    """
    aged = aged_for(book, request)
    report = _report(book, aged)
    return Plan(
        changes=(aging_page.aging_page(report),),
        result=_result(aged),
        lines=_lines(aged),
        findings=tuple(_findings(aged)),
        totals={"receivable": aged.total_cents, "ledger": aged.ledger_cents},
    )


def aged_for(book: Snapshot, request: Request) -> Aging:
    """Return the aging that a request and the Settings sheet ask for.

    Raises:
        RefusedError: the basis or the scheme is not known.
    """
    own = book.settings
    asked = request.option("basis")
    patient = request.option("patient_basis") or settings.text(own, "Aging Basis Patient")
    if asked.upper() in {basis.DOS.name, basis.ACTIVITY.name}:
        patient = request.option("patient_basis") or asked
    bases = basis.bases_named(asked or settings.text(own, "Aging Basis Insurance"), patient)
    scheme = buckets.scheme_named(request.option("scheme") or settings.text(own, "Aging Scheme"))
    return aging.age(book, request.as_of, bases, scheme)


def _report(book: Snapshot, aged: Aging) -> AgingReport:
    lines = aged.lines
    payers = _names(book, "payers", "payer_id")
    providers = _names(book, "providers", "npi")
    starts = {days: aged.scheme.position_over(days) for days in SHARES_OVER}
    return AgingReport(
        practice=settings.text(book.settings, "Practice Name"),
        as_of=aged.as_of,
        basis=_basis_words(aged),
        scheme=aged.scheme.buckets,
        older={days: start for days, start in starts.items() if start is not None},
        insurance=_payer_rows(aged, payers),
        patient=_patient_rows(aged),
        reconciling=aged.reconciling,
        ledger_cents=aged.ledger_cents,
        apart=aged.apart,
        classes=[
            replace(row, label=row.label.capitalize())
            for row in aging.rows_by(aged, lines, "class", {"": "(no class)"})
        ],
        providers=aging.rows_by(aged, lines, "provider", {"": "(no provider)", **providers}),
        notes=_notes(aged),
    )


def _names(book: Snapshot, table: str, key: str) -> dict[str, str]:
    """Return names by id; two ids of one name are told apart by the id."""
    frame = book.frame(table)
    known = dict(zip(frame[key], frame["name"], strict=True))
    shown = list(known.values())
    return {
        one: f"{name} ({one})" if shown.count(name) > 1 else name
        for one, name in known.items()
        if name
    }


def _payer_rows(aged: Aging, names: Mapping[str, str]) -> list[AgingRow]:
    """Return a row for each payer that owes or whose cash is held unapplied."""
    owed = aged.lines[~aged.lines["is_patient"]]
    held = aged.unapplied[aged.unapplied["payer_id"] != ""].groupby("payer_id")["cents"].sum()
    cash = {names.get(str(payer), str(payer)): int(cents) for payer, cents in held.items()}
    rows = aging.rows_by(aged, owed, "payer_id", {"": "(no payer)", **names})
    shown = [replace(row, unapplied=cash.pop(row.label, 0)) for row in rows]
    nothing = (0,) * len(aged.scheme.buckets)
    return shown + [AgingRow(label, nothing, 0, cents) for label, cents in sorted(cash.items())]


def _patient_rows(aged: Aging) -> list[AgingRow]:
    """Return the patients' share by financial class, and a row for cash no claim took yet."""
    owed = aged.lines[aged.lines["is_patient"]]
    rows = aging.rows_by(aged, owed, "class", {"": "(no class)"})
    shown = [replace(row, label=_class_words(row.label)) for row in rows]
    cash = int(aged.unapplied.loc[aged.unapplied["payer_id"] == "", "cents"].sum())
    if cash:
        shown.append(AgingRow("Not applied yet", (0,) * len(aged.scheme.buckets), 0, cash))
    return shown


def _class_words(label: str) -> str:
    if label.startswith("("):
        return "Patients' share, no class"
    return f"Patients' share, {label.lower()}"


def _basis_words(aged: Aging) -> str:
    return (
        f"Insurance ages from the {aged.bases.insurance.words.removeprefix('the ')}, "
        f"patients from {_with_article(aged.bases.patient.words)}. "
        f"Bucket scheme {aged.scheme.name}. Credits and unapplied cash stand apart."
    )


def _with_article(words: str) -> str:
    return words if words.startswith("the ") else f"the {words}"


def _notes(aged: Aging) -> tuple[str, ...]:
    future = aged.future
    if future.empty:
        return ()
    owed = money.show(int(future["cents"].sum()))
    return (f"{owed} on {len(future)} lines count from a day to come; they stand in the first.",)


def _result(aged: Aging) -> dict[str, Any]:
    open_lines = aged.aged
    insurance = aged.bucket_sums(open_lines[~open_lines["is_patient"]])
    patient = aged.bucket_sums(open_lines[open_lines["is_patient"]])
    return {
        "as_of": aged.as_of.isoformat(),
        "basis": aged.bases.name,
        "scheme": aged.scheme.name,
        "buckets": {
            name: {"insurance": money.to_text(ours), "patient": money.to_text(theirs)}
            for name, ours, theirs in zip(aged.scheme.buckets, insurance, patient, strict=True)
        },
        "credits": money.to_text(int(aged.credits["cents"].sum())),
        "unapplied": money.to_text(int(aged.unapplied["cents"].sum())),
        "reconciling": [
            {"name": name, "amount": money.to_text(cents)} for name, cents in aged.reconciling
        ],
        "total": money.to_text(aged.total_cents),
        "ledger_total": money.to_text(aged.ledger_cents),
    }


def _lines(aged: Aging) -> tuple[str, ...]:
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
        (
            f"Ledger: {money.show(aged.ledger_cents)}, "
            f"{money.difference(aged.total_cents, aged.ledger_cents)}"
        ),
    )


def _findings(aged: Aging) -> list[Finding]:
    found = []
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
    if not aged.future.empty:
        claims = ", ".join(sorted(set(aged.future["claim_id"]))[:5])
        found.append(
            Finding(
                "AGE-FUTURE",
                INFO,
                f"{len(aged.future)} lines age from a day after {aged.as_of.isoformat()} and "
                f"stand in the first bucket (claims {claims})",
                "Ledger",
                "check the date of service and the Sent date of these claims",
            )
        )
    return found
