"""A thousand statement sheets into a workbook: our file host beside openpyxl, in one run.

Both make the same sheets of the same template: every cell with its value, formula and format,
merges, widths, heights and page setup, and save. openpyxl copies the template with copy_worksheet,
puts its rows where they belong and fills them. Run: python -m tests.benchmarks.bench_statements
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from openpyxl import load_workbook

from tests.layout.test_pages import bill
from xlbilling.book import forms, known
from xlbilling.hosts import files
from xlbilling.layout.forms.laying_out import lay_out
from xlbilling.layout.pages.statement_page import TEMPLATE
from xlbilling.layout.pages.statement_template import standard
from xlbilling.template import workbook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from xlbilling.layout.forms.looks import Filled
    from xlbilling.model.plan import Page

SHARE: Final = 5
"""Ours must take at most a fifth of openpyxl's time."""
MEGABYTES: Final = 1_500


def pages(count: int) -> list[Page]:
    """Return bills of one to six visits."""
    made = [bill(n) for n in range(1, 7)]
    return [replace(made[n % 6], sheet=f"P{n + 1}") for n in range(count)]


def ours(path: Path, wanted: list[Page]) -> float:
    """Return the seconds that our file host takes, saving included."""
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        book.sheets[TEMPLATE].range("A1").value  # noqa: B018  both have the template read
        begin = time.perf_counter()
        with known.kept(book):
            forms.put(book, wanted)
        book.save()
        return time.perf_counter() - begin


def theirs(path: Path, wanted: list[Page]) -> float:
    """Return the seconds that openpyxl takes for the same sheets, saving included."""
    template = standard().template()
    copies = [lay_out(template, page.form, page.sheet) for page in wanted if page.form]
    book = load_workbook(path)
    begin = time.perf_counter()
    for each in copies:
        _copied(book[TEMPLATE], book.copy_worksheet(book[TEMPLATE]), each)
    book.save(path)
    return time.perf_counter() - begin


def _copied(template: Worksheet, sheet: Worksheet, filled: Filled) -> None:
    """Put the rows of a copy where they belong, and fill them."""
    sheet.title, look = filled.sheet, filled.look
    sheet.sheet_state = "visible"
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    merges = {one.min_row: one for one in template.merged_cells.ranges}
    for row, origin in enumerate(look.rows, start=1):
        sheet.row_dimensions[row].height = look.heights[row - 1]
        if row == origin:
            continue
        for column in range(1, 10):
            old: Any = template.cell(origin, column)
            new: Any = sheet.cell(row, column)
            new.value, new._style = old.value, copy(old._style)  # noqa: SLF001  no other way
    for row, origin in enumerate(look.rows, start=1):
        if origin in merges:
            one = merges[origin]
            sheet.merge_cells(None, row, one.min_col, row, one.max_col)
    for (row, column), value, formula in zip(
        look.places, filled.values, filled.formulas, strict=True
    ):
        sheet.cell(row, column).value = formula or value
    sheet.print_area = f"A1:G{len(look.rows)}"


def main() -> int:
    """Print both times, their ratio and our memory; 1 where ours is too slow or too large."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=1_000)
    count = parser.parse_args().sheets
    wanted = pages(count)
    with tempfile.TemporaryDirectory() as folder:
        both = [Path(folder) / name for name in ("ours.xlsx", "theirs.xlsx")]
        for path in both:
            path.write_bytes(workbook.workbook_bytes())
        own = ours(both[0], wanted)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        rival = theirs(both[1], wanted)
    print(f"{count} sheets: ours {own:.2f} s, {peak} MB; openpyxl {rival:.2f} s")  # noqa: T201
    print(f"ours takes {own / rival:.3f} of openpyxl's time")  # noqa: T201
    return int(own * SHARE > rival or peak > MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
