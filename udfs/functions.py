"""All worksheet functions in one module: what xlwings' setting UDF_MODULES names."""

from xlbilling.udfs.accounts import XLB_ACCOUNT, XLB_ACCOUNT_OWES, XLB_STATEMENT_DUE
from xlbilling.udfs.claims import XLB_CLAIM_FINDINGS
from xlbilling.udfs.codes import (
    XLB_ICD10_STATUS,
    XLB_MBI_VALID,
    XLB_MODIFIERS_VALID,
    XLB_NPI_VALID,
    XLB_PROC_VALID,
)
from xlbilling.udfs.coverage import XLB_COVERAGE, XLB_VERIFIED
from xlbilling.udfs.deadlines import XLB_DAYS_LEFT, XLB_FILE_BY
from xlbilling.udfs.posting import (
    XLB_ALLOWED,
    XLB_BALANCE,
    XLB_CARC,
    XLB_LINE_HISTORY,
    XLB_UNDERPAID,
)
from xlbilling.udfs.receivables import (
    XLB_AGE_BUCKET,
    XLB_CLAIM_AGE,
    XLB_DAYS_IN_AR,
    XLB_KPI,
    XLB_OWED,
)

__all__ = [
    "XLB_ACCOUNT",
    "XLB_ACCOUNT_OWES",
    "XLB_AGE_BUCKET",
    "XLB_ALLOWED",
    "XLB_BALANCE",
    "XLB_CARC",
    "XLB_CLAIM_AGE",
    "XLB_CLAIM_FINDINGS",
    "XLB_COVERAGE",
    "XLB_DAYS_IN_AR",
    "XLB_DAYS_LEFT",
    "XLB_FILE_BY",
    "XLB_ICD10_STATUS",
    "XLB_KPI",
    "XLB_LINE_HISTORY",
    "XLB_MBI_VALID",
    "XLB_MODIFIERS_VALID",
    "XLB_NPI_VALID",
    "XLB_OWED",
    "XLB_PROC_VALID",
    "XLB_STATEMENT_DUE",
    "XLB_UNDERPAID",
    "XLB_VERIFIED",
]
