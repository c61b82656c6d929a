"""Worksheet functions on contracts and the ledger: allowed amounts, balances, reasons, history."""

from __future__ import annotations

from collections.abc import Iterator

from xlbilling.tasks.posting import asked as answers
from xlbilling.udfs.cells import Asked, joined
from xlbilling.udfs.excel import REV, Caller, Cells, Given, function
from xlbilling.udfs.office import office


@function(
    "=XLB_ALLOWED(Rates[Payer ID], Rates[Code], Rates[Modifier], TODAY(), xlb_rev)",
    payer="payer ids, one a cell",
    code="procedure codes",
    mods="their modifiers, in one cell or up to four; may be blank",
    dos="the day of service of each, or one for all",
    rev=REV,
)
def XLB_ALLOWED(  # noqa: PLR0913, PLR0917  Excel hands arguments over by place
    payer: Cells, code: Cells, mods: Cells, dos: Cells, rev: Given = None, caller: Caller = None
) -> Cells:
    """What each payer has agreed to allow for one unit of a code in the office on a day.

    By Rates and Rate Rules; #N/A where the contract has no row.
    """
    asked = Asked(payer, code, joined(mods), dos)
    book = office(caller, rev, answers.CONTRACTS)
    payers, codes = asked.texts(0), asked.texts(1)
    days = asked.days(3).tolist()
    return asked.column(answers.allowed(book, payers, codes, asked.texts_or_blank(2), days))


@function(
    "=XLB_UNDERPAID(Rates[Payer ID], Rates[Code], Rates[Modifier], TODAY(), 1, 1000, 50, xlb_rev)",
    payer="payer ids, in one column",
    code="procedure codes",
    mods="their modifiers, in one cell or up to four; may be blank",
    dos="the day of service of each, or one for all",
    units="how many",
    charge="what was charged for all units",
    allowed="what the payer allows: paid and the patient's share together",
    rev=REV,
)
def XLB_UNDERPAID(  # noqa: PLR0913, PLR0917  Excel hands arguments over by place
    payer: Cells, code: Cells, mods: Cells, dos: Cells, units: Cells, charge: Cells,
    allowed: Cells, rev: Given = None, caller: Caller = None,
) -> Cells:  # fmt: skip
    """What each payer allows less than its contract says, with a word beside; more is negative.

    AS AGREED up to 0.05 or 1 percent; #N/A without a contract row. The charge is the most that can
    be expected.
    """
    asked = Asked(payer, code, joined(mods), dos, units, charge, allowed)
    book = office(caller, rev, answers.CONTRACTS)
    return asked.spilled(answers.against_contract(book, _answers(asked)), width=2)


def _answers(asked: Asked) -> Iterator[answers.Answer]:
    named = asked.texts(0), asked.texts(1), asked.texts_or_blank(2)
    amounts = asked.numbers(4), asked.cents(5), asked.cents(6)
    return map(answers.Answer, *named, asked.days(3).tolist(), *amounts)


@function("=XLB_BALANCE(Claims[Claim ID], xlb_rev)", claim="claim ids, one a cell", rev=REV)
def XLB_BALANCE(claim: Cells, rev: Given = None, caller: Caller = None) -> Cells:
    """What is owed on each claim by insurers and patient together, by the ledger.

    0.00 before its charge is posted; #N/A for a claim that is not in the workbook.
    """
    asked = Asked(claim)
    book = office(caller, rev, answers.BALANCES)
    return asked.column(answers.balances(book, asked.texts(0)))


@function(
    "=XLB_CARC(CARCMap[Code], xlb_rev)",
    code="adjustment reasons such as CO-45 or 45, one a cell",
    rev=REV,
)
def XLB_CARC(code: Cells, rev: Given = None, caller: Caller = None) -> Cells:
    """What a payer's adjustment reason means, in plain words, and what to do about it.

    The office's words on CARC Map first; #N/A for a bare code that no row names.
    """
    asked = Asked(code)
    book = office(caller, rev, answers.REASONS)
    return asked.column(answers.reasons(book, asked.texts(0)))


@function("=XLB_LINE_HISTORY(Claims[Claim ID], xlb_rev)", claim="a claim id, or several", rev=REV)
def XLB_LINE_HISTORY(claim: Cells, rev: Given = None, caller: Caller = None) -> Cells:
    """All that the ledger has of a claim, one row an entry: day, what, amount, who.

    Format the first column as dates; what was taken back is negative.
    """
    asked = Asked(claim)
    book = office(caller, rev, answers.HISTORY)
    rows = answers.history(book, asked.texts(0).tolist())
    return [[*row] for row in rows] or [[answers.NO_ENTRIES, "", "", ""]]
