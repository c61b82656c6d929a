"""``read-remittance FILE…``: what remittance files say, without any workbook.

Nothing but the standard library is imported here for an 835, since a folder of
remittances is read in a loop by schedulers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlbilling.hosts import inputs
from xlbilling.model.errors import BookError, InputFileError
from xlbilling.model.findings import ERROR, Finding
from xlbilling.model.remittance import RemittanceFile
from xlbilling.remit import report
from xlbilling.remit.era835 import Reader, file_findings, read_835


def read_remittance(paths: Sequence[Path]) -> tuple[dict[str, object], list[Finding]]:
    """Return the command's JSON object and every finding in it.

    A file that is no remittance has its entry too, with an error finding and no
    transactions; the others are read all the same.

    Args:
        paths: the files; their names are shown as given.

    Raises:
        InputFileError: a file is missing or may not be read.
    """
    files: list[dict[str, object]] = []
    findings: list[Finding] = []
    for path in paths:
        entry, found = _read_file(path)
        files.append(entry)
        findings += found
    return {"files": files}, findings


def load_remittance(path: Path, *, component: str | None = None) -> RemittanceFile:
    """Return one file whole, claims and all: an 835, CSV or XLSX by its content.

    Args:
        path: the file.
        component: component separator of an 835 that declares another (rules.md R-4).

    Raises:
        InputFileError: the file is missing, may not be read, or is no remittance.
        BookError: it is an Excel workbook that cannot be read.
    """
    data = inputs.bytes_of(path)
    if _looks_x12(data):
        return read_835(data, path.name, component=component)
    return _load_sheet(path, data)


def _read_file(path: Path) -> tuple[dict[str, object], list[Finding]]:
    data = inputs.bytes_of(path)
    try:
        if _looks_x12(data):
            return _read_x12(path, data)
        sheet = _load_sheet(path, data)
    except (BookError, InputFileError) as error:
        finding = Finding(error.id, ERROR, error.message, path.name, error.fix)
        return report.of_file(str(path), "unknown", [], [finding]), [finding]
    transactions = [report.of_transaction(one) for one in sheet.remittances]
    findings = [*sheet.findings, *(found for one in sheet.remittances for found in one.findings)]
    return report.of_file(str(path), sheet.kind, transactions, sheet.findings), findings


def _read_x12(path: Path, data: bytes) -> tuple[dict[str, object], list[Finding]]:
    """Read one transaction at a time and keep only what is reported."""
    reader = Reader(data, path.name)
    transactions: list[dict[str, object]] = []
    findings: list[Finding] = []
    for remittance in reader.totals_only():
        transactions.append(report.of_transaction(remittance))
        findings += remittance.findings
    of_file = file_findings(reader, len(transactions))
    kind = "835" if transactions else next(iter(reader.other_kinds), "unknown")
    return report.of_file(str(path), kind, transactions, of_file), [*of_file, *findings]


def _looks_x12(data: bytes) -> bool:
    """Tell the common case without loading the sheet readers; identify.py has the last word."""
    return data.startswith((b"ISA", b"GS", b"ST")) and not data[2:4].isalnum()


def _load_sheet(path: Path, data: bytes) -> RemittanceFile:
    from xlbilling.remit import identify, tabular, workbook_sheets

    kind = identify.kind_of(data, path.name)
    if kind == "835":
        return read_835(data, path.name)
    if kind == "csv":
        return tabular.read_rows(tabular.rows_of_csv(data), path.name)
    return workbook_sheets.read_sheets(inputs.sheets_of(path), path.name)
