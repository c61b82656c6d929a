"""Worksheet functions on receivables: ages and buckets, who owes what, the office's key figures."""

from __future__ import annotations

from xlbilling.tasks.receivables import asked as answers
from xlbilling.tasks.receivables import asked_figures as figures
from xlbilling.tasks.receivables import key_figures
from xlbilling.udfs.cells import Asked, day_or_today, today_for_blank, whole_or_none
from xlbilling.udfs.excel import REV, Caller, Cells, Given, function
from xlbilling.udfs.office import office

AS_OF = "the day to look at: TODAY() or a date, past days included; left out, today"
LOOK_BACK = "days of charges to look back over; left out, the setting Days In AR Days"


@function(
    '=XLB_AGE_BUCKET(Claims[DOS From], TODAY(), "30")',
    date="the days that ages count from, one a cell",
    as_of="the day of the aging: TODAY(), or a date for each",
    scheme="30, 30-90, 30-180 or last days such as 15,45,90; left out or blank, 30",
)
def XLB_AGE_BUCKET(date: Cells, as_of: Cells, scheme: Given = None) -> Cells:
    """The aging bucket of each date, such as 0-30, 31-60 or 121+.

    Day 30 is in 0-30, day 31 in 31-60; a date still to come is in the first bucket.
    """
    asked = Asked(date, as_of, scheme)
    dates, days = asked.days(0), asked.days(1)
    return asked.column(answers.bucket_names(dates, days, asked.texts_or_blank(2).tolist()))


@function(
    "=XLB_CLAIM_AGE(Claims[Claim ID], TODAY(), xlb_rev)",
    claim="claim ids, in one column",
    as_of=AS_OF,
    rev=REV,
)
def XLB_CLAIM_AGE(
    claim: Cells, as_of: Given = None, rev: Given = None, caller: Caller = None
) -> Cells:
    """Days, bucket and open dollars of each claim's oldest open balance, as the Aging sheet counts.

    Words where nothing is open; #N/A for a claim that is not in the workbook.
    """
    asked = Asked(claim)
    book = office(caller, rev, answers.AGES)
    found = answers.claim_ages(book, day_or_today(as_of), asked.texts(0).tolist())
    return asked.spilled(found, width=3)


@function(
    '=XLB_OWED(Claims[Claim ID], "PATIENT", TODAY(), xlb_rev)',
    claim="claim ids, one a cell",
    who="INSURANCE, PATIENT or a payer id; one for all or for each",
    as_of=AS_OF,
    rev=REV,
)
def XLB_OWED(
    claim: Cells, who: Cells, as_of: Given = None, rev: Given = None, caller: Caller = None
) -> Cells:
    """What insurers, the patient or one payer owe on each claim as of a day, by the ledger.

    Less than 0 for a credit; #N/A for a claim or payer that is not in the workbook.
    """
    asked = Asked(claim, who)
    book, day = office(caller, rev, answers.OWED), day_or_today(as_of)
    return asked.column(answers.owed(book, day, asked.texts(0).tolist(), asked.texts(1).tolist()))


@function(
    '=XLB_DAYS_IN_AR(TODAY(), "NETTED", 365, xlb_rev)',
    as_of="the days to look at, such as month ends, in one column; left out or blank, today",
    variant="NETTED (or left out): less credit balances; NOT NETTED; PMH: by months; MGMA or "
    "MGMA ADJUSTED: by a year's charges; HFMA: net AR by net revenue",
    days=LOOK_BACK,
    rev=REV,
)
def XLB_DAYS_IN_AR(
    as_of: Given = None, variant: Given = None, days: Given = None,
    rev: Given = None, caller: Caller = None,
) -> Cells:  # fmt: skip
    """Days in AR as of each day: number, variant's name, formula with its amounts, benchmark.

    Open balances by charges a day; blank with the reason where there were no charges.
    INDEX(..., 1, 1) is the number alone.
    """
    asked = Asked(today_for_blank(as_of), variant)
    book, variants = office(caller, rev, key_figures.DAYS_READ), asked.texts_or_blank(1)
    found = figures.days_in_ar(book, asked.days(0).tolist(), variants, whole_or_none(days))
    return asked.spilled(found, width=4)


@function(
    '=XLB_KPI("NET COLLECTION", TODAY(), 90, xlb_rev)',
    figure="a name of the list of key figures below, such as DENIAL RATE; AR OVER 90 and "
    "UNDERPAYMENT RATE may name a payer: AR OVER 90 FOR MEDICARE; a column",
    as_of="the day of each, or one for all; left out or blank, today",
    days=LOOK_BACK,
    rev=REV,
)
def XLB_KPI(
    figure: Cells, as_of: Given = None, days: Given = None,
    rev: Given = None, caller: Caller = None,
) -> Cells:  # fmt: skip
    """A key figure as of each day: number, variant's name, formula with its amounts, benchmark.

    As on the Dashboard; 97.2 for 97.2 percent. Blank with the reason where there is nothing to
    divide by.
    """
    asked = Asked(figure, today_for_blank(as_of))
    book, names = office(caller, rev, key_figures.reads(asked.texts(0))), asked.texts(0)
    found = figures.named_figures(book, asked.days(1).tolist(), names, whole_or_none(days))
    return asked.spilled(found, width=4)
