"""The Help sheet: the working day in order, what the colors mean, where everything is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openpyxl.styles import Alignment, Font, PatternFill

from xlbilling.layout.tables import TABLES
from xlbilling.tasks.registry import TASKS
from xlbilling.template.page_setup import fit_to_width

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ACCENT: Final = "0F4C75"
_FIRST_STEPS: Final = (
    "Fill Payers, Providers and Locations once; then Patients and Coverage as people come.",
    "Key each service line on Claims, then run 'Validate claims' and work the Findings sheet.",
    "Run 'Post charges': from then on the Ledger knows what is owed.",
    "Run 'Import remittance' with the payer's 835 or CSV file, look at Remits and Exceptions.",
    "Run 'Post payments'. What could not be posted waits on Exceptions with its next step.",
    "Run 'Age receivables', 'Refresh dashboard' and 'Make statements' whenever you want them.",
)
_RULES: Final = (
    "Blue headers are yours; gray headers are the program's and are overwritten.",
    "Sort, filter, move and add columns as you like: columns are found by their header text.",
    "The Ledger is never edited. A mistake is taken back with 'Undo batch'.",
    (
        "To restyle statements, unhide the sheet 'Statement Template': change letters, colors, "
        "words and widths, move or delete its named cells. Delete the sheet to get the standard "
        "one back."
    ),
    "A cell that cannot be read is named with its address; it is never taken for zero.",
)


def fill_help(sheet: Worksheet) -> None:
    """Write the Help sheet."""
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 96
    row = _heading(sheet, 1, "Your billing workbook", size=18)
    row = _list(sheet, row + 1, "The working day", _FIRST_STEPS)
    row = _list(sheet, row + 1, "Good to know", _RULES)
    row = _heading(sheet, row + 1, "What the program does")
    for task in TASKS:
        row = _pair(sheet, row, task.label, task.summary)
    row = _heading(sheet, row + 1, "The sheets")
    for table in TABLES:
        sheet.cell(row, 1).hyperlink = f"#'{table.sheet}'!A1"
        row = _pair(sheet, row, table.sheet, f"{table.purpose} ({table.owner})")
    fit_to_width(sheet, "portrait")


def _heading(sheet: Worksheet, row: int, words: str, *, size: int = 13) -> int:
    cell = sheet.cell(row, 1, words)
    cell.font = Font(name="Calibri", size=size, bold=True, color=ACCENT)
    return row + 1


def _list(sheet: Worksheet, row: int, heading: str, lines: tuple[str, ...]) -> int:
    row = _heading(sheet, row, heading)
    for number, line in enumerate(lines, start=1):
        row = _pair(sheet, row, f"{number}.", line)
    return row


def _pair(sheet: Worksheet, row: int, left: str, right: str) -> int:
    first, second = sheet.cell(row, 1, left), sheet.cell(row, 2, right)
    first.font = Font(name="Calibri", bold=True, color="1F2937")
    first.alignment = Alignment(horizontal="left", vertical="top")
    second.alignment = Alignment(wrap_text=True, vertical="top")
    if row % 2:
        for cell in (first, second):
            cell.fill = PatternFill("solid", fgColor="F3F6F9")
    return row + 1
