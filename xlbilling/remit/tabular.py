"""Reads a payer's CSV or XLSX rows into the same remittances as an 835.

The check total stands on every row of such files: it is taken once per check, never
summed. Nothing is guessed: what the sheet does not say stays empty and is told.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Final

from xlbilling.model.cells import CellValue
from xlbilling.model.errors import InputFileError
from xlbilling.model.findings import ERROR, INFO, WARNING, Finding
from xlbilling.model.remittance import RemittanceFile
from xlbilling.remit import columns, filled_down
from xlbilling.remit import sheet_provider_level as provider_level
from xlbilling.remit.above_header import WordsBetween
from xlbilling.remit.cells import words_of
from xlbilling.remit.columns import ColumnMap
from xlbilling.remit.parting import by_check, part, totals_findings
from xlbilling.remit.sheet_claims import remittance_of
from xlbilling.remit.sheet_row import SheetRow
from xlbilling.x12.segments import text_of

_DELIMITERS: Final = ",\t|;"
_SNIFFED_LINES: Final = 20
_SWALLOWED: Final = re.compile(r"[\r\n][^\r\n]*(?:[,\t|;][^\r\n]*){3}")


def rows_of_csv(data: bytes) -> list[list[str]]:
    """Return the cells of a CSV.

    Comma, tab, pipe or semicolon; UTF-8, UTF-16 or Windows-1252; any line end.

    Raises:
        InputFileError: a field is longer than any remittance has, or the text is damaged.
    """
    text = text_of(data).removeprefix("\ufeff")
    lines = text.splitlines()[:_SNIFFED_LINES]
    delimiter = max(_DELIMITERS, key=lambda one: sum(min(line.count(one), 50) for line in lines))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        message = f"the file is no readable CSV ({error})"
        raise InputFileError(message, id="SHEET-CSV", fix="export it again as CSV") from error


def read_rows(
    rows: Sequence[Sequence[CellValue]],
    source: str,
    *,
    kind: str = "csv",
    placed: ColumnMap | None = None,
) -> RemittanceFile:
    """Return the remittances of a sheet, one for each check.

    Args:
        rows: the cells, header row somewhere among the first 30.
        source: the file's name as findings show it.
        kind: ``csv``, ``xlsx`` or ``sheet``, for the report.
        placed: where each field stands; as the headers propose it where none is given.

    Raises:
        InputFileError: no header row, or no column for the paid amount or the claim.
    """
    sections = provider_level.sections(rows, source)
    rows = provider_level.without(columns.with_one_header(rows), sections)
    placed = placed or columns.proposed(rows, source)
    columns.demand_claim_and_paid(placed, source)
    findings = _column_findings(placed, source)
    kept = list(_filled_rows(rows, placed, source))
    parted = part(kept)
    findings += parted.findings
    findings += filled_down.fill(parted.answers)
    for row in parted.answers:
        row.check_ids()
    findings += _shape_findings(rows[placed.header_row], kept, source)
    checks, strays = by_check(parted, sections, source)
    findings += strays
    remittances = tuple(
        remittance_of(one.rows, str(place), one.provider)
        for place, one in enumerate(checks, start=1)
    )
    findings += totals_findings(parted)
    if not remittances:
        what = "the sheet has a header but no row of a claim"
        findings.append(
            Finding("SHEET-EMPTY", ERROR, what, source, "export it again with its rows")
        )
    return RemittanceFile(source, kind, remittances, tuple(findings))


def _filled_rows(
    rows: Sequence[Sequence[CellValue]], placed: ColumnMap, source: str
) -> Iterator[SheetRow]:
    """Give the rows below the header that hold anything, their amounts read."""
    heading = [words_of(cell) for cell in rows[placed.header_row]]
    first = placed.header_row + 1
    if first < len(rows) and _is_second_header(rows[first]):
        first += 1
    words = WordsBetween(placed)
    for place in range(first, len(rows)):
        if words.take(rows[place], rows[place + 1] if place + 1 < len(rows) else ()):
            continue
        row = SheetRow(source, place + 1, rows[place], placed, above=words.above)
        texts = [words_of(cell) for cell in row.cells]
        if any(texts) and texts != heading:  # a printed page repeats its header
            row.read_money()
            yield row


def _is_second_header(row: Sequence[CellValue]) -> bool:
    """Tell the row below a header that says the units: ``($)``, ``(MM/DD/YYYY)``, ``text``."""
    texts = [words_of(cell) for cell in row if words_of(cell)]
    return bool(texts) and not any(char.isdigit() or char == "#" for char in "".join(texts))


def _shape_findings(
    header: Sequence[CellValue], rows: Sequence[SheetRow], source: str
) -> list[Finding]:
    """Tell of cells that no header names, and of a quote that swallowed the rows after it."""
    findings = [
        Finding(
            "SHEET-QUOTE",
            ERROR,
            "a quote in this row is not closed, so later rows were read as part of it",
            row.where,
            "close the quote in a copy of the file, or export it again",
        )
        for row in rows
        if any(isinstance(cell, str) and _SWALLOWED.search(cell) for cell in row.cells)
    ]
    wide = [row for row in rows if any(map(words_of, row.cells[len(header) :]))]
    if wide:
        what = (
            f"{len(wide)} rows have more cells than there are headers, row {wide[0].number} first"
        )
        fix = "look whether a comma in a name shifted the row's cells; export it again with quotes"
        findings.append(Finding("SHEET-WIDTH", WARNING, what, source, fix))
    unnamed = [place for place, cell in enumerate(header) if not words_of(cell)]
    used = [
        place
        for place in unnamed
        if any(place < len(row.cells) and words_of(row.cells[place]) for row in rows)
    ]
    if used:
        places = ", ".join(str(place + 1) for place in used[:12])
        what = f"columns without a header are not used: {places}"
        fix = "give them a header in a copy of the file if one of them matters"
        findings.append(Finding("SHEET-COLUMN", INFO, what, source, fix))
    return findings


def _column_findings(placed: ColumnMap, source: str) -> list[Finding]:
    """Tell of columns that are not used, since nothing is dropped silently."""
    fix = "choose its Field on the Column Maps sheet, and set Confirmed to Y"
    findings = [Finding("SHEET-COLUMN", WARNING, doubt, source, fix) for doubt in placed.doubts]
    if placed.unused_money:
        names = ", ".join(repr(one[:30]) for one in placed.unused_money[:12])
        what = f"columns with amounts are not used: {names}"
        findings.append(Finding("SHEET-COLUMN", WARNING, what, source, fix))
    if placed.unused:
        names = ", ".join(repr(one[:30]) for one in placed.unused[:12])
        what = f"columns not used: {names}{' and more' if len(placed.unused) > 12 else ''}"
        findings.append(
            Finding("SHEET-COLUMN", INFO, what, source, "nothing, unless one of them matters")
        )
    if "claim_id" not in placed.places and "payer_claim_no" in placed.places:
        header = placed.headers["payer_claim_no"]
        what = f"{header!r} may be the payer's number or ours; it is matched as both"
        findings.append(Finding("SHEET-CLAIM", INFO, what, source, "nothing to do"))
    return findings
