"""A Plan: all that a task wants written, as data. Only the conductor applies it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from xlbilling.model.cells import CellValue
from xlbilling.model.charts import PageChart
from xlbilling.model.findings import Finding

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Append:
    """Rows to add below a table; columns by frame name, missing ones stay blank."""

    table: str
    rows: pd.DataFrame


@dataclass(frozen=True)
class SetColumn:
    """New values for one column, by sheet row; rows not named keep theirs."""

    table: str
    column: str
    values: pd.Series[Any]


@dataclass(frozen=True)
class Rewrite:
    """A program-owned table's whole new content; the task has merged in people's own columns.

    Attributes:
        table: its code name.
        rows: by frame names.
        formulas: by code name of a column, a live formula for each row, "" for none; the row's
            value is then Python's own result, cached in the cell.
    """

    table: str
    rows: pd.DataFrame
    formulas: Mapping[str, Sequence[str]] = field(default_factory=dict)


Style = Literal[
    "text", "title", "subtitle", "header", "money", "money_total", "number", "percent", "date",
    "label", "label_total", "note", "good", "bad", "center", "big_money", "wrap",
    "section", "header_left", "right", "box", "percent_total", "number_total", "decimal", "cut",
    "link", "link_total", "tile", "tile_money", "tile_days", "tile_percent", "tile_words",
    "tile_good", "tile_average", "tile_poor", "tile_note", "whole", "whole_total", "day_count",
    "chart_label", "small", "figure_name", "top", "top_wrap", "top_days", "top_percent",
    "top_money", "word_none", "word_good", "word_average", "word_poor",
    "banner", "box_right", "box_big", "box_label", "header_small",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageCell:
    """One cell of a page.

    Attributes:
        row: 1-based.
        column: 1-based.
        value: plain Python; money already in dollars (money.to_cell).
        style: how it looks; book/styles.py knows the formats.
        formula: a live formula; ``value`` is then Python's own result, cached in the cell.
    """

    row: int
    column: int
    value: CellValue
    style: Style = "text"
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """What stands in a named cell.

    Attributes:
        value: plain Python; money already in dollars.
        formula: a live formula in which names in braces stand for all their cells, as in
            ``=SUM({Statement_Visit_You_Owe})``; ``value`` is then Python's own result.
    """

    value: CellValue
    formula: str = ""


@dataclass(frozen=True)
class Form:
    """What fills a copy of a template by the template's own named cells, wherever they stand.

    Attributes:
        cells: by name, what stands in it; a name that the template lacks is not shown.
        lines: by name of a range, texts that fill its cells from the top down.
        across: by name of a range, values that fill its cells from the left.
        rows: by the beginning of the names of a repeating row's cells, what stands in each of its
            repeats, by name; the rows on which these cells stand are repeated.
        below: by the same, the name of the cell whose row of plain words comes below a repeat.
        words: by name of a cell, sentences that are broken into as many rows as they take.
        sections: names of ranges whose rows are left out.
        needs: names without which no page is made.
    """

    cells: Mapping[str, Named] = field(default_factory=dict)
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    across: Mapping[str, tuple[CellValue, ...]] = field(default_factory=dict)
    rows: Mapping[str, tuple[Mapping[str, CellValue], ...]] = field(default_factory=dict)
    below: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sections: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A sheet that the program makes and owns.

    Attributes:
        sheet: its name, at most 31 characters.
        cells: what stands on it.
        widths: column widths in characters, by 1-based column.
        freeze_row: rows kept in sight.
        print_columns: the last column of the print area; 0 for no print area.
        template: a sheet to copy first, so that its page setup comes along; "" for none.
        merges: ranges such as ``A1:D1``.
        after: the sheet to stand behind; "" for the end.
        links: where a cell leads to, by row and column.
        heights: row heights in points, by row.
        charts: what is drawn on it when it is first laid out.
        layout: the name of a layout that never changes its places: a sheet that has it gets new
            values alone, so that formats, widths and charts stay as a person left them; "" for a
            page that is laid out anew each time.
        cards: blocks of which each row is one cell, parted from their neighbours by white lines.
        pages_high: it lies on its side and prints one page wide and at most so many high, 0 for as
            many as it takes; None leaves the sheet's own page setup.
        title_rows: so many rows from the top are printed on every page.
        beside: the header of the program's last column: what a person wrote to the right of it, or
            below the last row, stays when the page is made anew, beside the row of that label.
        form: what fills the copy of a template whose look is the office's own; ``cells`` are then
            none, for the template says where everything stands.
    """

    sheet: str
    cells: tuple[PageCell, ...]
    widths: Mapping[int, float] = field(default_factory=dict)
    freeze_row: int = 0
    print_columns: int = 0
    template: str = ""
    merges: tuple[str, ...] = ()
    after: str = ""
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    heights: Mapping[int, float] = field(default_factory=dict)
    charts: tuple[PageChart, ...] = ()
    layout: str = ""
    cards: tuple[str, ...] = ()
    pages_high: int | None = None
    title_rows: int = 0
    beside: str = ""
    form: Form | None = None


@dataclass(frozen=True)
class RemoveSheet:
    """A program-owned sheet that goes, such as an unsent statement made anew."""

    sheet: str


@dataclass(frozen=True)
class StoreCodes:
    """A code set to keep in the folder of code sets beside the workbook, as its packed bytes."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class SaveFile:
    """A file for others, such as an agency's: beside the workbook, or where the command says.

    It gets its name once the workbook that tells of it is saved, and never that of another file.
    """

    name: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """The SHA-256 of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class PrintSheets:
    """Sheets of the workbook to print into PDF files, once all else is written.

    The files get their names as those of `SaveFile` do: when the workbook is saved, never that of
    another file, and only whole.

    Attributes:
        files: by file name, the sheets on its pages.
    """

    files: Mapping[str, tuple[str, ...]]


Change = Append | SetColumn | Rewrite | Page | RemoveSheet | StoreCodes | SaveFile | PrintSheets


@dataclass(frozen=True)
class Plan:
    """What a task wants written, and what it tells.

    Attributes:
        changes: in the order in which they are applied.
        result: the task's own keys of the command's JSON; money as text with two places.
        lines: the same for a person, one line each.
        findings: what needs a person or is worth knowing.
        batch: the batch it makes, for the audit row; "" for none.
        ledger_head: ``seq:hash`` after the Plan's ledger rows; "" where it appends none.
        keys: claim or entry id ranges touched, for the audit row.
        totals: sums for the audit row, by name, in cents.
    """

    changes: tuple[Change, ...] = ()
    result: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    batch: str = ""
    ledger_head: str = ""
    keys: str = ""
    totals: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether applying it would change nothing."""
        return not self.changes

    def appended(self, table: str) -> list[Append]:
        """Return the appends to one table."""
        return [c for c in self.changes if isinstance(c, Append) and c.table == table]
