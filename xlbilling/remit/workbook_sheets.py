"""The remittance in an Excel workbook: its first sheet that looks like one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlbilling.model.cells import CellValue
from xlbilling.model.findings import INFO, WARNING, Finding
from xlbilling.model.remittance import RemittanceFile
from xlbilling.remit import columns, tabular

Sheet = Sequence[Sequence[CellValue]]


def read_sheets(sheets: Sequence[Sheet], source: str) -> RemittanceFile:
    """Return the first sheet with a remittance's header, and tell of the others.

    Args:
        sheets: the cells of every worksheet.
        source: the workbook's name.

    Raises:
        InputFileError: no sheet holds a remittance.
    """
    filled = [rows for rows in sheets if any(map(any, rows))]
    alike = [rows for rows in filled if columns.header_row_of(rows) is not None]
    chosen = next(iter(alike or filled), [])
    read = tabular.read_rows(chosen, source, kind="xlsx")
    if len(filled) <= 1:
        return read
    return replace(read, findings=(*read.findings, _others(len(filled), len(alike), source)))


def _others(filled: int, alike: int, source: str) -> Finding:
    what = f"{filled - 1} other sheets of the workbook are not read"
    if alike > 1:
        words = f"{what}, though {alike - 1} look like a remittance"
        return Finding("SHEET-OTHER", WARNING, words, source, "save each as a file of its own")
    return Finding("SHEET-OTHER", INFO, what, source, "nothing, unless one of them holds payments")
