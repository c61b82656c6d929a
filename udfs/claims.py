"""The worksheet function that shows what a check finds on claim lines."""

from __future__ import annotations

from xlbilling.tasks.validating import checking, some_claims
from xlbilling.udfs.cells import day_or_today, with_dates, with_errors
from xlbilling.udfs.excel import REV, Caller, Cells, Given, function
from xlbilling.udfs.office import claim_headers, office

NO_FINDINGS = "no findings"


@function(
    "=XLB_CLAIM_FINDINGS(Claims, TODAY(), xlb_rev)",
    rows="whole rows of Claims, or claim rows with their header row",
    as_of="today: TODAY() or a date; left out, the day when the formula is worked out",
    rev=REV,
)
def XLB_CLAIM_FINDINGS(
    rows: Cells, as_of: Given = None, rev: Given = None, caller: Caller = None
) -> Cells:
    """What validate-claims finds on these lines, one row a finding.

    Claim, line, edit, severity (Payer Rules respected), what is wrong, how to mend it; "no
    findings" where there are none. One call for all rows is the fast way.
    """
    book = office(caller, rev, checking.READS, checking.CODES)
    raw = some_claims.by_column(with_errors(rows), claim_headers(caller))
    dated = with_dates(raw, some_claims.DATES)
    found = some_claims.findings(book, dated, day_or_today(as_of))
    return [[*one] for one in found] or [[NO_FINDINGS]]
