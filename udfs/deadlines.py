"""Worksheet functions on deadlines: the last day to file, and the days left until then."""

from __future__ import annotations

from xlbilling.tasks.validating import deadlines
from xlbilling.udfs.cells import Asked
from xlbilling.udfs.excel import REV, Caller, Cells, Given, function
from xlbilling.udfs.office import office


@function(
    "=XLB_FILE_BY(Claims[Payer Now], Claims[DOS From], xlb_rev)",
    payer="payer ids, one a cell",
    dos="the day of service of each, or one for all",
    rev=REV,
)
def XLB_FILE_BY(payer: Cells, dos: Cells, rev: Given = None, caller: Caller = None) -> Cells:
    """The last day on which each payer takes a first claim for a service.

    By its row of Payers, for Medicare a year; words where the payer has no limit. Give the cells a
    date format.
    """
    asked = Asked(payer, dos)
    book = office(caller, rev, deadlines.READS)
    return asked.column(deadlines.deadlines(book, asked.texts(0), asked.days(1)))


@function(
    "=XLB_DAYS_LEFT(Claims[Payer Now], Claims[DOS From], TODAY(), xlb_rev)",
    payer="payer ids, one a cell",
    dos="the day of service of each, or one for all",
    as_of="the day to count from: TODAY(), or a date for each",
    rev=REV,
)
def XLB_DAYS_LEFT(
    payer: Cells, dos: Cells, as_of: Cells, rev: Given = None, caller: Caller = None
) -> Cells:
    """The days left to file a first claim with each payer.

    0 on the last day, less than 0 after it; words where the payer has no limit.
    """
    asked = Asked(payer, dos, as_of)
    book = office(caller, rev, deadlines.READS)
    payers, days, today = asked.texts(0), asked.days(1), asked.days(2)
    return asked.column(deadlines.days_left(book, payers, days, today))
