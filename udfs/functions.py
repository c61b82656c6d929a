"""All worksheet functions in one module: what xlwings' setting UDF_MODULES names."""

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
from xlbilling.udfs.posting import XLB_ALLOWED, XLB_BALANCE, XLB_CARC, XLB_LINE_HISTORY

__all__ = [
    "XLB_ALLOWED",
    "XLB_BALANCE",
    "XLB_CARC",
    "XLB_CLAIM_FINDINGS",
    "XLB_COVERAGE",
    "XLB_DAYS_LEFT",
    "XLB_FILE_BY",
    "XLB_ICD10_STATUS",
    "XLB_LINE_HISTORY",
    "XLB_MBI_VALID",
    "XLB_MODIFIERS_VALID",
    "XLB_NPI_VALID",
    "XLB_PROC_VALID",
    "XLB_VERIFIED",
]
