"""The Aging sheet: who owes how much since when, live over Aging Detail, proved to the ledger."""

from __future__ import annotations

from typing import Final

from xlbilling.layout.frames import column_letter
from xlbilling.layout.pages import aging_formulas as formulas
from xlbilling.layout.pages.aging_block import Block, Columns, ratio
from xlbilling.layout.pages.aging_formulas import Where, is_text
from xlbilling.layout.pages.aging_report import AgingReport, AgingRow
from xlbilling.layout.pages.grid import Grid, long_date
from xlbilling.model.plan import Page

__all__ = ["HEADER_ROW", "SHEET", "AgingReport", "AgingRow", "aging_page", "ratio"]

SHEET: Final = "Aging"
HEADER_ROW: Final = 7
LABEL: Final = 1
LAST_HEADER: Final = "Unapplied cash"
"""The program's last column; what stands to the right of it is a person's."""
LAST_LINE: Final = "What you write to the right of the table, or below this line, stays."
_AGED: Final = (("Shown As", is_text("AGED")),)


def aging_page(report: AgingReport) -> Page:
    """Return the Aging sheet: owed by whom, apart, proof, by service, breakdowns."""
    grid, columns = Grid(), Columns.of(report)
    _title(grid, report)
    total_row = _main(grid, report, columns)
    apart_row = _apart(grid, report, columns)
    _proof(grid, report, columns, total_row, apart_row)
    _by_service(grid, report, columns)
    for each in report.breakdowns:
        if each.rows:
            grid.line(each.title, "section")
            block = Block(grid, report, columns, each.column)
            block.header(each.header)
            block.rows(each.rows, _AGED, "Total", others=each.others, whole_row=total_row)
            grid.next()
    grid.line(LAST_LINE, "note")
    return Page(
        SHEET,
        tuple(grid.cells),
        widths=_widths(columns),
        freeze_row=HEADER_ROW,
        print_columns=columns.unapplied,
        pages_high=0,
        title_rows=HEADER_ROW,
        beside=LAST_HEADER,
    )


def _title(grid: Grid, report: AgingReport) -> None:
    grid.line("Receivables aging", "title")
    grid.line(f"{report.practice} as of {long_date(report.as_of)}", "subtitle")
    for words in report.words:
        grid.line(words, "note")
    grid.row = HEADER_ROW


def _main(grid: Grid, report: AgingReport, columns: Columns) -> int:
    """Write insurers, patients and the sum of both; return the row of the sum."""
    block = Block(grid, report, columns, "Owed By", has_unapplied=True)
    block.header("Owed by")
    insurance = block.rows(report.insurance, _side("Insurance"), "Insurance")
    patient = block.rows(report.patient, _side("Patients"), "Patients")
    block.total(report.aged, f"{{0}}{insurance}+{{0}}{patient}", _AGED)
    total_row = grid.row - 1
    _share_row(grid, report, columns, total_row)
    for flag, (label, cents) in report.flagged.items():
        grid.put(LABEL, label, "label")
        where = (*_AGED, ("Flag", is_text(flag)), ("Amount", '">0"'))
        text = f"={formulas.added('Amount', where)}"
        grid.money_formula(columns.buckets[0], text, cents, "money")
        grid.next()
    _month_rows(grid, report, columns, total_row)
    return total_row


def _side(name: str) -> Where:
    return (("Side", is_text(name)), *_AGED)


def _share_row(grid: Grid, report: AgingReport, columns: Columns, total_row: int) -> None:
    """Write each bucket's share of all open balances."""
    aged = report.aged
    first, last = column_letter(columns.buckets[0]), column_letter(columns.buckets[-1])
    whole = f"SUM(${first}${total_row}:${last}${total_row})"
    grid.put(LABEL, "Share of open balances", "label")
    for column, cents in zip(columns.buckets, aged.buckets, strict=True):
        here = f"{column_letter(column)}{total_row}"
        share = ratio(cents, sum(aged.buckets))
        grid.formula(column, f'=IF({whole}=0,"",{here}/{whole})', share, "percent")
    grid.next()


def _month_rows(grid: Grid, report: AgingReport, columns: Columns, total_row: int) -> None:
    """Write what was aged on the last month end, and by how much each bucket changed."""
    before, now = report.before, report.aged
    then = grid.row
    for label in ("Last month end", "Change since"):
        grid.put(LABEL, label, "label")
        amounts = zip((*before.buckets, before.credits), (*now.buckets, now.credits), strict=True)
        for column, (old, new) in zip((*columns.buckets, columns.credits), amounts, strict=True):
            letter = column_letter(column)
            if grid.row == then:
                grid.money(column, old)
            else:
                text = f"=ROUND({letter}{total_row}-{letter}{then},2)"
                grid.money_formula(column, text, new - old, "money")
        total = before.total if grid.row == then else now.total - before.total
        first, last = column_letter(columns.buckets[0]), column_letter(columns.credits)
        text = f"=SUM({first}{grid.row}:{last}{grid.row})"
        grid.money_formula(columns.total, text, total, "money")
        grid.next()
    grid.next()


def _apart(grid: Grid, report: AgingReport, columns: Columns) -> int:
    """Write what stands in no bucket above, aged by itself; return its total's row, 0 for none."""
    if not report.apart:
        return 0
    grid.line("Apart from the buckets", "section")
    block = Block(grid, report, columns, "Shown As")
    block.header("Shown apart")
    first = grid.row
    for shown_as, row in report.apart.items():
        block.amounts(row, (("Shown As", is_text(shown_as)),))
    total = report.total_of("Apart", list(report.apart.values()))
    block.total(total, f"SUM({{0}}{first}:{{0}}{grid.row - 1})", ())
    grid.next()
    return grid.row - 2


def _proof(
    grid: Grid, report: AgingReport, columns: Columns, total_row: int, apart_row: int
) -> None:
    """Write what leads from the aged balances to the ledger, and the differences, which are 0."""
    at, total = columns.buckets[0], column_letter(columns.total)
    letter = column_letter(at)
    grid.line("Proof", "section")
    first = grid.row
    apart = sum(row.total for row in report.apart.values())
    shown = report.total_cents
    pairs = [("Aged above", f"={total}{total_row}", report.aged.total)]
    if apart_row:
        pairs.append(("Apart from the buckets", f"={total}{apart_row}", apart))
    pairs.append((
        "Receivable on this page", f"=SUM({letter}{first}:{letter}{first + len(pairs) - 1})", shown,
    ))  # fmt: skip
    pairs.append(("All rows of Aging Detail", f"={formulas.whole('Amount')}", shown))
    ledger = f"={formulas.receivable(report.as_of)}"
    pairs.append(("Receivable in the ledger", ledger, report.ledger_cents))
    for label, text, cents in pairs:
        grid.put(LABEL, label, "label")
        grid.money_formula(at, text, cents, "money")
        grid.next()
    off = shown - report.ledger_cents
    grid.put(LABEL, "Difference", "label_total")
    page, detail, booked = (f"{letter}{grid.row - n}" for n in (3, 2, 1))
    text = f"=ROUND(MAX(ABS({page}-{booked}),ABS({detail}-{booked})),2)"
    grid.money_formula(at, text, abs(off), "bad" if off else "good")
    _beside(grid, report, columns, first)
    grid.row = max(grid.row, first + len(report.beside) - 1) + 2


def _beside(grid: Grid, report: AgingReport, columns: Columns, first: int) -> None:
    """Write, to the right of the proof, the money that stands beside the receivable."""
    back, grid.row = grid.row, first - 1
    label_at, money_at = columns.buckets[2], columns.total
    grid.line("Beside the receivable", "section", label_at)
    for each in report.beside:
        grid.put(label_at, each.label, "label")
        text = f"={formulas.balance(each.account, report.as_of, each.sign)}"
        grid.money_formula(money_at, text, each.cents, "money")
        grid.next()
    grid.row = back


def _by_service(grid: Grid, report: AgingReport, columns: Columns) -> None:
    """Write the same totals by the second basis, the date of service (rules AG-1)."""
    grid.line("Aged by date of service", "section")
    block = Block(grid, report, columns, "Side", bucket="DOS Bucket", age="DOS Age")
    block.header("Owed by")
    first = grid.row
    for row in report.served:
        block.amounts(row, _side(row.label))
    total = report.total_of("All receivables", report.served)
    block.total(total, f"SUM({{0}}{first}:{{0}}{grid.row - 1})", _AGED)
    grid.next()


def _widths(columns: Columns) -> dict[int, float]:
    wide: dict[int, float] = {LABEL: 34.0, columns.total: 14.0, columns.unapplied: 15.0}
    wide[columns.change] = 13.0
    wide.update(dict.fromkeys((*columns.buckets, columns.credits), 13.0))
    wide.update(dict.fromkeys(columns.shares.values(), 9.0))
    return wide
