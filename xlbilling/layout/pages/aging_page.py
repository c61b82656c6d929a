"""The Aging sheet: who owes how much since when, with live totals and the proof to the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from xlbilling.layout.frames import column_letter
from xlbilling.layout.pages.grid import Grid, long_date
from xlbilling.model.plan import Page, Style

SHEET: Final = "Aging"
LABEL: Final = 1


@dataclass(frozen=True, slots=True)
class AgingRow:
    """What one payer, class or provider owes, in cents.

    Attributes:
        label: as the sheet shows it.
        buckets: open balances, youngest first.
        credits: balances below zero, so never positive.
        unapplied: cash held for it that no claim took yet; outside of the total.
    """

    label: str
    buckets: tuple[int, ...]
    credits: int
    unapplied: int = 0

    @property
    def total(self) -> int:
        """What is owed, credits taken off."""
        return sum(self.buckets) + self.credits


@dataclass(frozen=True)
class AgingReport:
    """All that the Aging sheet shows.

    Attributes:
        practice: the office's name.
        as_of: the day.
        basis: what the ages count from, in words.
        scheme: the buckets' names, youngest first.
        older: from which bucket (0-based) on a balance is over so many days: {90: 3, 120: 4};
            only where the scheme has that boundary.
        insurance: a row a payer.
        patient: a row a financial class of the patients' own share.
        reconciling: balances outside of the buckets, by name, such as those at an agency.
        ledger_cents: the receivable that the ledger gives by itself.
        apart: money beside the receivable, by name.
        classes: everything owed, by financial class.
        providers: everything owed, by provider.
        notes: what the reader should know.
    """

    practice: str
    as_of: date
    basis: str
    scheme: tuple[str, ...]
    older: dict[int, int]
    insurance: Sequence[AgingRow]
    patient: Sequence[AgingRow]
    reconciling: Sequence[tuple[str, int]]
    ledger_cents: int
    apart: Sequence[tuple[str, int]]
    classes: Sequence[AgingRow]
    providers: Sequence[AgingRow]
    notes: Sequence[str] = ()

    @property
    def aged(self) -> AgingRow:
        """The sum of all payers and patients."""
        return total_of("All receivables", [*self.insurance, *self.patient], len(self.scheme))

    @property
    def total_cents(self) -> int:
        """The whole receivable as the page shows it: buckets, credits and reconciling items."""
        return self.aged.total + sum(cents for _, cents in self.reconciling)


def total_of(label: str, rows: Sequence[AgingRow], width: int) -> AgingRow:
    """Return the sum of rows, bucket by bucket."""
    return AgingRow(
        label,
        tuple(sum(row.buckets[n] for row in rows) for n in range(width)),
        sum(row.credits for row in rows),
        sum(row.unapplied for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand on the sheet, 1-based; ``unapplied`` is 0 where a block has none."""

    buckets: range
    credits: int
    total: int
    shares: dict[int, int]
    unapplied: int

    @classmethod
    def of(cls, report: AgingReport) -> Columns:
        """Return the columns that a report needs."""
        end = LABEL + 1 + len(report.scheme)
        shares = {days: end + 2 + n for n, days in enumerate(sorted(report.older))}
        return cls(range(LABEL + 1, end), end, end + 1, shares, end + 2 + len(shares))

    @property
    def sums(self) -> tuple[int, ...]:
        """The columns that are added down: buckets, credits and, where shown, unapplied cash."""
        return (*self.buckets, self.credits, *([self.unapplied] if self.unapplied else []))


def aging_page(report: AgingReport) -> Page:
    """Return the Aging sheet: title, payers, patients, proof, then classes and providers."""
    grid, columns = Grid(), Columns.of(report)
    _title(grid, report)
    _header(grid, report, columns, "Owed by")
    freeze = grid.row - 1
    total_row = _main_block(grid, report, columns)
    _proof(grid, report, columns, total_row)
    for title, rows in (("By financial class", report.classes), ("By provider", report.providers)):
        if rows:
            grid.next()
            grid.line(title, "section")
            owed = replace(columns, unapplied=0)
            _header(grid, report, owed, title.removeprefix("By ").capitalize())
            _block(grid, report, owed, rows, "Total")
    return Page(
        SHEET,
        tuple(grid.cells),
        widths=_widths(columns),
        freeze_row=freeze,
        print_columns=columns.unapplied,
    )


def _title(grid: Grid, report: AgingReport) -> None:
    grid.line("Receivables aging", "title")
    grid.line(f"{report.practice} as of {long_date(report.as_of)}", "subtitle")
    grid.line(report.basis, "note")
    for note in report.notes:
        grid.line(note, "note")
    grid.next()


def _header(grid: Grid, report: AgingReport, columns: Columns, label: str) -> None:
    grid.put(LABEL, label, "header_left")
    for column, name in zip(columns.buckets, report.scheme, strict=True):
        grid.put(column, f"{name} days", "header")
    grid.put(columns.credits, "Credits", "header")
    grid.put(columns.total, "Total", "header")
    for days, column in columns.shares.items():
        grid.put(column, f"Over {days}", "header")
    if columns.unapplied:
        grid.put(columns.unapplied, "Unapplied cash", "header")
    grid.next()


def _main_block(grid: Grid, report: AgingReport, columns: Columns) -> int:
    """Write insurers, patients and the sum of both; return the row of the sum."""
    insurance = _block(grid, report, columns, report.insurance, "Insurance")
    patient = _block(grid, report, columns, report.patient, "Patients")
    _total_row(grid, report, columns, report.aged, f"{{0}}{insurance}+{{0}}{patient}")
    total_row = grid.row - 1
    _share_row(grid, report, columns, total_row)
    return total_row


def _block(
    grid: Grid, report: AgingReport, columns: Columns, rows: Sequence[AgingRow], label: str
) -> int:
    """Write rows and their total; return the total's row."""
    first = grid.row
    for row in rows:
        _amounts(grid, report, columns, row)
    total = total_of(label, rows, len(report.scheme))
    area = f"SUM({{0}}{first}:{{0}}{grid.row - 1})" if rows else ""
    _total_row(grid, report, columns, total, area)
    return grid.row - 1


def _amounts(grid: Grid, report: AgingReport, columns: Columns, row: AgingRow) -> None:
    grid.put(LABEL, row.label, "label")
    for column, cents in zip(columns.buckets, row.buckets, strict=True):
        grid.money(column, cents)
    grid.money(columns.credits, row.credits)
    if columns.unapplied:
        grid.money(columns.unapplied, row.unapplied)
    _across(grid, report, columns, row, ("money", "percent"))


def _total_row(grid: Grid, report: AgingReport, columns: Columns, row: AgingRow, down: str) -> None:
    """Write a row of totals; ``down`` is the formula with {0} for the column's letter."""
    grid.put(LABEL, row.label, "label_total")
    amounts = (*row.buckets, row.credits, row.unapplied)
    for column, cents in zip(columns.sums, amounts[: len(columns.sums)], strict=True):
        if down:
            grid.money_formula(column, "=" + down.format(column_letter(column)), cents)
        else:
            grid.money(column, cents, "money_total")
    _across(grid, report, columns, row, ("money_total", "percent_total"))


def _across(
    grid: Grid,
    report: AgingReport,
    columns: Columns,
    row: AgingRow,
    styles: tuple[Style, Style],
) -> None:
    """Write a row's own total and its shares over 90 and 120 days, as live formulas."""
    here = grid.row
    first, last = column_letter(columns.buckets[0]), column_letter(columns.buckets[-1])
    credits_at = column_letter(columns.credits)
    grid.money_formula(
        columns.total, f"=SUM({first}{here}:{credits_at}{here})", row.total, styles[0]
    )
    open_cells = f"SUM({first}{here}:{last}{here})"
    for days, column in columns.shares.items():
        start = report.older[days]
        old = f"SUM({column_letter(columns.buckets[start])}{here}:{last}{here})"
        share = ratio(sum(row.buckets[start:]), sum(row.buckets))
        grid.formula(column, f'=IF({open_cells}=0,"",{old}/{open_cells})', share, styles[1])
    grid.next()


def ratio(part: int, whole: int) -> float | str:
    """Return a share as a cell holds it; blank text where there is nothing to divide by."""
    return part / whole if whole else ""


def _share_row(grid: Grid, report: AgingReport, columns: Columns, total_row: int) -> None:
    """Write each bucket's share of all open balances."""
    aged = report.aged
    first, last = column_letter(columns.buckets[0]), column_letter(columns.buckets[-1])
    whole = f"SUM(${first}${total_row}:${last}${total_row})"
    grid.put(LABEL, "Share of open balances", "label")
    for column, cents in zip(columns.buckets, aged.buckets, strict=True):
        here = f"{column_letter(column)}{total_row}"
        grid.formula(
            column, f'=IF({whole}=0,"",{here}/{whole})', ratio(cents, sum(aged.buckets)), "percent"
        )
    grid.next(2)


def _proof(grid: Grid, report: AgingReport, columns: Columns, total_row: int) -> None:
    """Write what leads from the aged balances to the ledger, and the difference, which is 0.00."""
    at = columns.buckets[0]
    letter, total = column_letter(at), column_letter(columns.total)
    grid.line("Proof", "section")
    first = grid.row
    _pair(grid, at, "Aged above", f"={total}{total_row}", report.aged.total)
    for name, cents in report.reconciling:
        grid.put(LABEL, name, "label")
        grid.money(at, cents)
        grid.next()
    _pair(grid, at, "Receivable on this page", f"=SUM({letter}{first}:{letter}{grid.row - 1})",
          report.total_cents)  # fmt: skip
    grid.put(LABEL, "Receivable in the ledger", "label")
    grid.money(at, report.ledger_cents)
    grid.next()
    off = report.total_cents - report.ledger_cents
    grid.put(LABEL, "Difference", "label_total")
    formula = f"=ROUND({letter}{grid.row - 2}-{letter}{grid.row - 1},2)"
    grid.money_formula(at, formula, off, "bad" if off else "good")
    _apart(grid, report, columns, first)
    grid.row = max(grid.row + 1, first + len(report.apart))


def _pair(grid: Grid, column: int, label: str, formula: str, cents: int) -> None:
    grid.put(LABEL, label, "label")
    grid.money_formula(column, formula, cents, "money")
    grid.next()


def _apart(grid: Grid, report: AgingReport, columns: Columns, first: int) -> None:
    """Write, to the right of the proof, the money that stands beside the receivable."""
    back, grid.row = grid.row, first - 1
    label_at, money_at = columns.buckets[2], columns.credits
    grid.line("Beside the receivable", "section", label_at)
    for name, cents in report.apart:
        grid.put(label_at, name, "label")
        grid.money(money_at, cents)
        grid.next()
    grid.row = back


def _widths(columns: Columns) -> dict[int, float]:
    wide: dict[int, float] = {LABEL: 30.0, columns.total: 14.5, columns.unapplied: 15.0}
    wide.update(dict.fromkeys((*columns.buckets, columns.credits), 13.0))
    wide.update(dict.fromkeys(columns.shares.values(), 9.0))
    return wide
