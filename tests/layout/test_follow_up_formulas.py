"""Today and Days Open, live: LibreOffice and IronCalc work out what a refresh would write."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import ironcalc
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.table import Table

from tests.hosts.calc.test_formulas_as_python_works_them_out import for_ironcalc
from tests.office import Office
from xlbilling.layout import live
from xlbilling.tasks.followup.worklist_table import TODAY

DAY: Final = datetime(2026, 3, 31)
WORKLIST: Final = (
    ("OPEN", None, DAY, "Y"),
    ("OPEN", datetime(2026, 3, 31), DAY, "Y"),
    ("OPEN", datetime(2026, 4, 1), DAY, "N"),
    ("OPEN", "some day", DAY, "Y"),
    ("DONE", None, DAY, "N"),
    ("HELD", datetime(2026, 3, 1), DAY, "N"),
)
INQUIRIES: Final = (
    (datetime(2026, 3, 1), None, DAY, 30),
    (datetime(2026, 3, 1), datetime(2026, 3, 5), DAY, 4),
    (datetime(2026, 3, 1), datetime(2026, 3, 5), None, 4),
    (datetime(2026, 3, 1), None, None, ""),
    (None, None, DAY, ""),
    ("some day", None, DAY, ""),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook with the two tables' columns that the formulas look at."""
    book = Workbook()
    book.remove(book.worksheets[0])
    days_open = live.formulas_of("inquiries")["days_open"]
    _fill(book, "Worklist", ("State", "Next Date", "As Of", "Today"), WORKLIST, TODAY)
    headers = ("Opened", "Resolved On", "As Of", "Days Open")
    _fill(book, "Inquiries", headers, INQUIRIES, days_open)
    made = tmp_path / "made.xlsx"
    book.save(made)
    return made


def _fill(book: Workbook, title: str, headers: Any, rows: Any, formula: str) -> None:
    sheet = book.create_sheet(title)
    sheet.append(headers)
    for row in rows:
        sheet.append((*row[:3], formula))
        sheet.cell(sheet.max_row, 4).number_format = "0"
    sheet.add_table(Table(displayName=title, ref=f"A1:D{len(rows) + 1}"))


@pytest.mark.parametrize(("sheet", "rows"), [(0, WORKLIST), (1, INQUIRIES)])
def test_ironcalc_works_them_out_alike(path: Path, sheet: int, rows: Any) -> None:
    plain = for_ironcalc(path, path.with_name("plain.xlsx"))
    model = ironcalc.load_from_xlsx(str(plain), "en", "UTC", "en")
    model.evaluate()

    got = [model.get_cell_value(sheet, n, 4) for n in range(2, len(rows) + 2)]
    assert got == [row[3] for row in rows]


def test_libreoffice_works_them_out_alike(path: Path, soffice: Office) -> None:
    theirs = soffice.values(path)

    for name, rows in (("Worklist", WORKLIST), ("Inquiries", INQUIRIES)):
        got = ["" if row[3] is None else row[3] for row in theirs[name][1:]]
        assert got == [row[3] for row in rows]
