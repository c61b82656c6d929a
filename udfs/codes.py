"""Worksheet functions on ids and codes: NPI, Medicare id, diagnosis, procedure, modifiers."""

from __future__ import annotations

from xlbilling.edits import icd10, icd10_status
from xlbilling.edits import npi as npis
from xlbilling.edits.coverage import is_mbi
from xlbilling.model.codes import ICD10CM
from xlbilling.tasks.validating import verdicts
from xlbilling.udfs.cells import Asked, each, joined
from xlbilling.udfs.excel import NOT_HERE, REV, Caller, Cells, Given, function
from xlbilling.udfs.office import code_sets, office


@function("=XLB_NPI_VALID(Claims[Rendering NPI])", npi="NPIs, one a cell")
def XLB_NPI_VALID(npi: Cells) -> Cells:
    """Whether each NPI has ten digits, begins with 1 or 2 and ends in its check digit."""
    asked = Asked(npi)
    return asked.column(each(npis.is_valid, asked.texts(0)))


@function("=XLB_MBI_VALID(Coverage[Member ID])", member_id="member ids, one a cell")
def XLB_MBI_VALID(member_id: Cells) -> Cells:
    """Whether each id has the format of a Medicare Beneficiary Identifier, without dashes."""
    asked = Asked(member_id)
    return asked.column(each(is_mbi, asked.texts(0)))


@function(
    "=XLB_ICD10_STATUS(Claims[Dx1], Claims[DOS From], xlb_rev)",
    code="ICD-10-CM codes, with the dot or without",
    dos="the day of service of each, or one for all",
    rev=REV,
)
def XLB_ICD10_STATUS(code: Cells, dos: Cells, rev: Given = None, caller: Caller = None) -> Cells:
    """How each diagnosis stands in ICD-10-CM on its day.

    In words: billable; header, with how many characters are missing; unknown; valid from or ended
    on a day; what its 7th character lacks.
    """
    asked = Asked(code, dos)
    known = icd10.loaded(code_sets(caller, rev, (ICD10CM,)))
    codes, days = asked.texts(0), asked.days(1)
    return asked.column(icd10_status.statuses(known, codes, days)) if known else [[NOT_HERE]]


@function(
    "=XLB_PROC_VALID(Claims[Code], Claims[DOS From], xlb_rev)",
    code="CPT or HCPCS codes, one a cell",
    dos="the day of service of each, or one for all",
    rev=REV,
)
def XLB_PROC_VALID(code: Cells, dos: Cells, rev: Given = None, caller: Caller = None) -> Cells:
    """Whether each procedure code has its shape and is in use on its day.

    In use is judged where the office has loaded CPT or HCPCS; words where that list is not of the
    day. In-House Codes pass.
    """
    asked = Asked(code, dos)
    book = office(caller, rev, codes=verdicts.PROCEDURE_CODES)
    return asked.column(verdicts.procedure_verdicts(book, asked.texts(0), asked.days(1)))


@function(
    "=XLB_MODIFIERS_VALID(Claims[Code], Claims[[Mod1]:[Mod4]], Claims[DOS From], xlb_rev)",
    code="CPT or HCPCS codes, in one column",
    modifiers="the modifiers of each: one cell such as 25 LT, or up to four cells side by side",
    dos="the day of service of each, or one for all; may be left out for any day",
    rev=REV,
)
def XLB_MODIFIERS_VALID(
    code: Cells, modifiers: Cells, dos: Given = None, rev: Given = None, caller: Caller = None
) -> Cells:
    """Whether the modifiers of each code have their shape, differ, are in use, four at most.

    Words where one does not go with the code; none at all is fine. What hangs on other lines, such
    as 59 or 79, is left to XLB_CLAIM_FINDINGS.
    """
    asked = Asked(code, joined(modifiers), dos)
    book = office(caller, rev, codes=verdicts.MODIFIER_CODES)
    codes, told, days = asked.texts(0), asked.texts_or_blank(1), asked.days_or_blank(2)
    return asked.column(verdicts.modifier_verdicts(book, codes, told, days))
