"""The sheet Preview: what a button would write, shown before any of it is written."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from xlbilling.layout.pages.grid import Grid
from xlbilling.model import money
from xlbilling.model.cells import CellValue
from xlbilling.model.findings import SEVERITY_WORDS, Finding
from xlbilling.model.plan import Page, PageCell, Style

SHEET: Final = "Preview"
FIRST, SECOND, THIRD, FOURTH = range(1, 5)
FINDINGS_SHOWN: Final = 50
LINES_SHOWN: Final = 20
ROWS_SHOWN: Final = 10
"""Of each list the first so many are shown, and how many more there are."""

_WIDTH: Final = 20.0
_CELL_CHARS: Final = 17
_GAP: Final = "   "
"""Stands before text that follows a column of numbers, so that the two do not touch."""
_WORDS: Final = 120
"""Characters of a sentence that runs over the columns to its right; it is broken by words."""

_KIND_STYLES: Final[dict[str, tuple[Style, Style]]] = {
    "money": ("header", "money"),
    "number": ("header", "number"),
}
"""The styles of a column's header and of its cells, where it does not hold text."""

Kind = Literal["text", "money", "number"]


@dataclass(frozen=True, slots=True)
class Written:
    """What becomes of one table or sheet.

    Attributes:
        sheet: its sheet.
        what: in words, such as ``rows added``.
        count: how many rows or cells.
        cents: what they come to; None where a sum says nothing.
    """

    sheet: str
    what: str
    count: int
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """An account before and after, in cents."""

    account: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Open:
    """What stays open on a claim, in cents."""

    claim_id: str
    insurance_cents: int
    patient_cents: int


@dataclass(frozen=True, slots=True)
class Waits:
    """A claim of which nothing is posted, why, and what to do."""

    claim: str
    batch: str
    cents: int
    why: str


@dataclass(frozen=True)
class Sample:
    """The first rows that a table gets, all their filled columns.

    Attributes:
        title: the table and what happens to it.
        headers: the columns as (header, kind).
        rows: their cells.
        more: how many rows are not shown.
    """

    title: str
    headers: Sequence[tuple[str, Kind]]
    rows: Sequence[Sequence[CellValue]]
    more: int


@dataclass(frozen=True)
class Preview:
    """All that the page shows.

    Attributes:
        sheet: the name it stands under.
        title: the button's label.
        subtitle: the day, and what Apply and Cancel do.
        notice: what changed since the preview before; "" for the first one.
        lines: what the task says of itself.
        written: table by table.
        receivables: insurance, patients and both, before and after.
        moved: the other accounts, such as cash.
        findings: the gravest first.
        waits: what is not posted.
        open: what stays open on the claims that are touched.
        samples: the first rows.
    """

    sheet: str
    title: str
    subtitle: str
    notice: str
    lines: Sequence[str]
    written: Sequence[Written]
    receivables: Sequence[Moved]
    moved: Sequence[Moved]
    findings: Sequence[Finding]
    waits: Sequence[Waits]
    open: Sequence[Open]
    samples: Sequence[Sample]


def preview_page(preview: Preview) -> Page:
    """Return the page: the sums first, then what needs a person, then the rows."""
    grid = Grid()
    grid.line(preview.title, "title")
    grid.line(preview.subtitle, "subtitle")
    if preview.notice:
        _sentence(grid, preview.notice, "bad")
    grid.next()
    _told(grid, preview.lines)
    _written(grid, preview.written)
    _moved(grid, "Receivables", preview.receivables)
    _moved(grid, "Other accounts", preview.moved)
    _findings(grid, preview.findings)
    _waits(grid, preview.waits)
    _open(grid, preview.open)
    for sample in preview.samples:
        _sample(grid, sample)
    last = max(cell.column for cell in grid.cells)
    widths = dict.fromkeys(range(1, last + 1), _WIDTH)
    return Page(preview.sheet, tuple(grid.cells), widths=widths)


def _heading(grid: Grid, title: str, headers: Sequence[tuple[str, Kind]]) -> None:
    grid.line(title, "section")
    for column, (header, kind) in enumerate(headers, start=FIRST):
        grid.put(column, header, _KIND_STYLES.get(kind, ("header_left", "text"))[0])
    grid.next()


def _sentence(
    grid: Grid, words: str, style: Style = "text", column: int = FIRST, indent: str = ""
) -> None:
    for line in textwrap.wrap(words, _WORDS - 8 * (column - 1)):
        grid.line(indent + line, style, column)


def _more(grid: Grid, count: int, what: str) -> None:
    if count > 0:
        grid.line(f"and {count:,} more {what}", "subtitle")


def _told(grid: Grid, lines: Sequence[str]) -> None:
    for line in lines[:LINES_SHOWN]:
        _sentence(grid, line[:1].upper() + line[1:])
    _more(grid, len(lines) - LINES_SHOWN, "lines")
    if lines:
        grid.next()


def _written(grid: Grid, written: Sequence[Written]) -> None:
    if not written:
        grid.line("Nothing will be written.", "section")
        grid.next()
        return
    _heading(
        grid,
        "What will be written",
        (
            ("Sheet", "text"),
            ("Count", "number"),
            ("Total", "money"),
            (f"{_GAP}What", "text"),
            ("", "text"),
        ),
    )
    for one in written:
        grid.put(FIRST, one.sheet)
        grid.put(SECOND, one.count, "number")
        if one.cents is not None:
            grid.money(THIRD, one.cents)
        grid.put(FOURTH, _GAP + one.what)
        grid.next()
    grid.next()


def _moved(grid: Grid, title: str, moved: Sequence[Moved]) -> None:
    if not moved:
        return
    headers: tuple[tuple[str, Kind], ...] = (
        ("Account", "text"), ("Before", "money"), ("Change", "money"), ("After", "money"),
    )  # fmt: skip
    _heading(grid, title, headers)
    for one in moved:
        grid.put(FIRST, one.account)
        for column, cents in enumerate((one.before, one.after - one.before, one.after), SECOND):
            grid.money(column, cents)
        grid.next()
    grid.next()


def _findings(grid: Grid, findings: Sequence[Finding]) -> None:
    if not findings:
        return
    _heading(
        grid,
        f"Findings: {len(findings):,}",
        (("Where", "text"), ("Gravity", "text"), ("What is wrong, and the mend", "text"),
         ("", "text"), ("", "text"), ("", "text"), ("", "text"), ("", "text")),
    )  # fmt: skip
    for one in findings[:FINDINGS_SHOWN]:
        _where(grid, one.where)
        grid.put(SECOND, SEVERITY_WORDS[one.severity].capitalize())
        _sentence(grid, f"{one.message} ({one.id})", column=THIRD)
        if one.fix:
            _sentence(grid, f"Mend: {one.fix}", "subtitle", THIRD)
    _more(grid, len(findings) - FINDINGS_SHOWN, "findings")
    grid.next()


def _where(grid: Grid, where: str) -> None:
    """Put a place as a link, where it is one of the workbook's own."""
    sheet, bang, cell = where.rpartition("!")
    if not bang:
        grid.put(FIRST, where)
        return
    quoted = "'" + sheet.replace("'", "''") + "'" if not sheet.isalnum() else sheet
    target, shown = (text.replace('"', '""') for text in (f"#{quoted}!{cell}", where))
    formula = f'=HYPERLINK("{target}","{shown}")'
    grid.cells.append(PageCell(grid.row, FIRST, where, "link", formula))


def _waits(grid: Grid, waits: Sequence[Waits]) -> None:
    if not waits:
        return
    _heading(
        grid,
        f"Not posted, waits on Exceptions: {len(waits):,}",
        (("Claim", "text"), ("Batch", "text"), ("Cash", "money"),
         (f"{_GAP}Why, and what to do", "text"), ("", "text"), ("", "text"), ("", "text")),
    )  # fmt: skip
    for one in waits[:LINES_SHOWN]:
        grid.put(FIRST, one.claim)
        grid.put(SECOND, one.batch)
        grid.money(THIRD, one.cents)
        _sentence(grid, one.why, column=FOURTH, indent=_GAP)
    _more(grid, len(waits) - LINES_SHOWN, "claims")
    grid.next()


def _open(grid: Grid, left: Sequence[Open]) -> None:
    if not left:
        return
    headers: tuple[tuple[str, Kind], ...] = (
        ("Claim", "text"), ("Insurance", "money"), ("Patient", "money"), ("Together", "money"),
    )  # fmt: skip
    _heading(grid, f"What stays open on the claims touched: {len(left):,}", headers)
    for one in left[:LINES_SHOWN]:
        grid.put(FIRST, one.claim_id)
        both = one.insurance_cents + one.patient_cents
        for column, cents in enumerate((one.insurance_cents, one.patient_cents, both), SECOND):
            grid.money(column, cents)
        grid.next()
    _more(grid, len(left) - LINES_SHOWN, "claims")
    grid.put(FIRST, "All of them", "label_total")
    sums = (sum(one.insurance_cents for one in left), sum(one.patient_cents for one in left))
    for column, cents in enumerate((*sums, sum(sums)), SECOND):
        grid.money(column, cents, "money_total")
    grid.next(2)


def _sample(grid: Grid, sample: Sample) -> None:
    kinds = [kind for _, kind in sample.headers]
    gaps = [
        _GAP if n and kind == "text" and kinds[n - 1] in {"money", "number"} else ""
        for n, kind in enumerate(kinds)
    ]
    headers = [
        (gap + header, kind) for gap, (header, kind) in zip(gaps, sample.headers, strict=True)
    ]
    _heading(grid, sample.title, headers)
    for row in sample.rows:
        for column, (gap, kind, cell) in enumerate(zip(gaps, kinds, row, strict=True), FIRST):
            if cell is not None:
                shown = f"{gap}{_cut(cell)}" if isinstance(cell, str) else cell
                grid.put(column, shown, _KIND_STYLES.get(kind, ("header_left", "text"))[1])
        grid.next()
    _more(grid, sample.more, "rows")
    grid.next()


def _cut(text: str) -> str:
    """Return a text as its cell can show it, so that it does not run into the next."""
    return text if len(text) <= _CELL_CHARS else f"{text[: _CELL_CHARS - 1]}…"


def sums(preview: Preview) -> dict[str, list[int]]:
    """Return count and cents by sheet and deed, to tell two previews apart in one sentence."""
    return {f"{one.sheet}: {one.what}": [one.count, one.cents or 0] for one in preview.written}


def told_apart(before: dict[str, list[int]], now: dict[str, list[int]]) -> str:
    """Return in one sentence how a preview differs from the one before it."""
    for name in [*before, *(name for name in now if name not in before)]:
        had, has = before.get(name, [0, 0]), now.get(name, [0, 0])
        if had != has:
            money_words = f" of {money.show(has[1])} instead of {money.show(had[1])}"
            return (
                f"{name}: {has[0]:,} instead of {had[0]:,}{money_words if had[1] != has[1] else ''}"
            )
    return "the numbers are the same, but other cells or values are written"
