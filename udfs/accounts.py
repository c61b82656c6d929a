"""Worksheet functions on patients' accounts: the card, the balance, the next statement."""

from __future__ import annotations

from xlbilling.tasks.receivables import asked as answers
from xlbilling.tasks.statements import account_card, standing
from xlbilling.tasks.statements import asked as statements
from xlbilling.udfs.cells import Asked, day_or_today, spread
from xlbilling.udfs.excel import REV, Caller, Cells, Given, function
from xlbilling.udfs.office import office
from xlbilling.udfs.receivables import AS_OF

ACCOUNT = "ids of guarantors or patients, in one column; a patient's stands for who gets the bill"


@function(
    "=XLB_ACCOUNT(Patients[Patient ID], TODAY(), xlb_rev)",
    account="the id of a guarantor or a patient, or several",
    as_of=AS_OF,
    rev=REV,
)
def XLB_ACCOUNT(
    account: Cells, as_of: Given = None, rev: Given = None, caller: Caller = None
) -> Cells:
    """An account card, all for a patient's call: part, day, what, amount, one row each.

    Who owes what, what each insurer did line by line, payments, statements, plan, holds, notes,
    next steps. Format the second column as dates.
    """
    asked = Asked(account)
    book, day = office(caller, rev, account_card.READS), day_or_today(as_of)
    return spread(account_card.cells(book, day, asked.texts(0).tolist()), width=4)


@function(
    "=XLB_ACCOUNT_OWES(Patients[Patient ID], TODAY(), xlb_rev)",
    account=ACCOUNT,
    as_of=AS_OF,
    rev=REV,
)
def XLB_ACCOUNT_OWES(
    account: Cells, as_of: Given = None, rev: Given = None, caller: Caller = None
) -> Cells:
    """What insurers owe, what the patients owe and what is held on no claim, for each account.

    Three cells a row, from the ledger as of a day; #N/A for an id that is nobody's.
    """
    asked = Asked(account)
    book, day = office(caller, rev, answers.ACCOUNTS), day_or_today(as_of)
    return asked.spilled(answers.account_sums(book, day, asked.texts(0).tolist()), width=3)


@function(
    "=XLB_STATEMENT_DUE(Patients[Patient ID], TODAY(), xlb_rev)",
    account=ACCOUNT,
    as_of=AS_OF,
    rev=REV,
)
def XLB_STATEMENT_DUE(
    account: Cells, as_of: Given = None, rev: Given = None, caller: Caller = None
) -> Cells:
    """What a statement of the day would ask of each account, and beside it why there is none.

    As make-statements decides; the instalment of a plan counts, money held is taken off. #N/A for
    an id that is nobody's.
    """
    asked = Asked(account)
    book, day = office(caller, rev, standing.READS), day_or_today(as_of)
    return asked.spilled(statements.due(book, day, asked.texts(0).tolist()), width=2)
