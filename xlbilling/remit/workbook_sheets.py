"""The remittance in an Excel workbook: its first sheet that looks like one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    rows, findings = chosen(sheets, source)
    read = tabular.read_rows(rows, source, kind="xlsx")
    return replace(read, findings=(*read.findings, *findings))


def chosen(
    sheets: Sequence[Sheet], source: str, layouts: Collection[str] = ()
) -> tuple[Sheet, tuple[Finding, ...]]:
    """Return the first sheet with a remittance's header, and what is told of the others.

    Args:
        sheets: the cells of every worksheet.
        source: the workbook's name.
        layouts: the ids of the layouts whose maps are saved.
    """
    filled = [rows for rows in sheets if any(map(any, rows))]
    alike = [rows for rows in filled if columns.header_row_of(rows, layouts) is not None]
    first = next(iter(alike or filled), [])
    if len(filled) <= 1:
        return first, ()
    return first, (_others(len(filled), len(alike), source),)


def _others(filled: int, alike: int, source: str) -> Finding:
    what = f"{filled - 1} other sheets of the workbook are not read"
    if alike > 1:
        words = f"{what}, though {alike - 1} look like a remittance"
        return Finding("SHEET-OTHER", WARNING, words, source, "save each as a file of its own")
    return Finding("SHEET-OTHER", INFO, what, source, "nothing, unless one of them holds payments")
