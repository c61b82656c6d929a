"""Worksheet functions on coverage: who insures a patient on a day, and whether that was checked."""

from __future__ import annotations

from xlbilling.tasks.validating import coverage_on_day
from xlbilling.udfs.cells import Asked
from xlbilling.udfs.excel import REV, Caller, Cells, Given, function
from xlbilling.udfs.office import office


@function(
    "=XLB_COVERAGE(Claims[Patient ID], Claims[DOS From], 1, xlb_rev)",
    patient="patient ids, in one column",
    dos="the day of service of each, or one for all",
    level="1 primary, 2 secondary, 3 tertiary; left out or blank, 1",
    rev=REV,
)
def XLB_COVERAGE(
    patient: Cells, dos: Cells, level: Given = None, rev: Given = None, caller: Caller = None
) -> Cells:
    """Payer id, member id, first and last day of the coverage that holds on each day.

    Four cells a row; words where there is none at the level, or where rows of Coverage overlap.
    """
    asked = Asked(patient, dos, level)
    book = office(caller, rev, coverage_on_day.READS)
    patients, days, levels = asked.texts(0), asked.days(1), asked.texts_or_blank(2)
    return asked.spilled(coverage_on_day.coverages(book, patients, days, levels), width=4)


@function(
    "=XLB_VERIFIED(Claims[Patient ID], Claims[DOS From], xlb_rev)",
    patient="patient ids, one a cell",
    dos="the day of service of each, or one for all",
    rev=REV,
)
def XLB_VERIFIED(patient: Cells, dos: Cells, rev: Given = None, caller: Caller = None) -> Cells:
    """Whether all coverage that each patient has on the day was verified in time for it.

    By Verified On or a row of Verifications, and the setting Eligibility Days; words where there
    is no coverage.
    """
    asked = Asked(patient, dos)
    book = office(caller, rev, coverage_on_day.READS)
    return asked.column(coverage_on_day.verified(book, asked.texts(0), asked.days(1)))
