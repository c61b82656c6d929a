"""Who owes, on the Dashboard: the largest payers, the patients, and what is expected to be lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlbilling.layout.pages import dashboard_tables, key_figures_page
from xlbilling.layout.pages.aging_page import AgingRow
from xlbilling.layout.pages.dashboard_tables import Owing, PayerLine
from xlbilling.model.tables import Snapshot
from xlbilling.tasks import settings
from xlbilling.tasks.kpis import allowance
from xlbilling.tasks.receivables import aging, buckets
from xlbilling.tasks.receivables.aging import Aging
from xlbilling.tasks.receivables.buckets import STANDARD

LEADS_TO: Final = "#'Aging Detail'!A1"
_OTHERS: Final = "All other payers"


def owing(book: Snapshot, aged: Aging) -> Owing:
    """Return who owes by age, and the allowance where the office's buckets are the standard ones.

    Raises:
        RefusedError: the setting Allowance Rates or Aging Scheme cannot be read.
    """
    rates = settings.rates(book.settings, "Allowance Rates")
    scheme = buckets.scheme_named(settings.text(book.settings, "Aging Scheme"))
    fits = scheme.tops == STANDARD.tops and len(rates) == len(STANDARD.buckets)
    sums = aged.bucket_sums(aged.aged)
    lost = allowance.shares(STANDARD.buckets, sums, rates) if fits else ()
    return Owing(
        _lines(book, aged),
        sum(cents for _, cents in aged.reconciling),
        rates if fits else (),
        [one.cents for one in lost],
        LEADS_TO,
        key_figures_page.SHEET,
    )


def _lines(book: Snapshot, aged: Aging) -> list[PayerLine]:
    """Return the payers, the largest first, then the patients; what is apart is left out."""
    payers = book.frame("payers")
    names = {one: name or one for one, name in zip(payers["payer_id"], payers["name"], strict=True)}
    inside = aged.lines[aged.lines["apart"] == ""]
    is_patient = inside["is_patient"]
    rows = aging.rows_by(aged, inside[~is_patient], "payer_id", names)
    most = dashboard_tables.PAYERS
    if len(rows) > most:
        rows = [*rows[: most - 1], _together(rows[most - 1 :])]
    patients = inside[is_patient]
    rows += aging.rows_by(aged, patients, "is_patient", {"True": "Patients"})
    return [PayerLine(row.label, row.buckets, row.credits) for row in rows]


def _together(rows: Sequence[AgingRow]) -> AgingRow:
    width = len(STANDARD.buckets)
    sums = tuple(sum(row.buckets[n] for row in rows) for n in range(width))
    return AgingRow(_OTHERS, sums, sum(row.credits for row in rows))
