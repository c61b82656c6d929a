"""One block of the Aging sheet: a header, rows of buckets as live sums, and their total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xlbilling.layout.frames import column_letter
from xlbilling.layout.pages import aging_formulas as formulas
from xlbilling.layout.pages.aging_formulas import Where, is_cell
from xlbilling.layout.pages.aging_report import AgingReport, AgingRow
from xlbilling.layout.pages.grid import Grid
from xlbilling.model.plan import Style

LABEL: Final = 1


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand on the sheet, 1-based."""

    buckets: range
    credits: int
    total: int
    change: int
    shares: dict[int, int]
    unapplied: int

    @classmethod
    def of(cls, report: AgingReport) -> Columns:
        """Return the columns that a report needs."""
        end = LABEL + 1 + len(report.scheme)
        shares = {days: end + 3 + n for n, days in enumerate(sorted(report.older))}
        return cls(range(LABEL + 1, end), end, end + 1, end + 2, shares, end + 3 + len(shares))


@dataclass
class Block:
    """A block being written.

    Attributes:
        grid: the page.
        report: what the page shows.
        columns: where it shows it.
        column: the Aging Detail column that holds the labels of the rows.
        bucket: the Aging Detail column of the buckets.
        age: the Aging Detail column of the ages in days.
        has_unapplied: whether cash that no claim took stands beside its rows.
    """

    grid: Grid
    report: AgingReport
    columns: Columns
    column: str
    bucket: str = "Bucket"
    age: str = "Age Days"
    has_unapplied: bool = False
    _header_row: int = 0

    def header(self, label: str) -> None:
        """Write the block's own header; its bucket names are what the sums ask for."""
        grid, columns = self.grid, self.columns
        self._header_row = grid.row
        grid.put(LABEL, label, "header_left")
        for column, name in zip(columns.buckets, self.report.scheme, strict=True):
            grid.put(column, f"{name} days", "header")
        grid.put(columns.credits, "Credits", "header")
        grid.put(columns.total, "Total", "header")
        grid.put(columns.change, "Change", "header")
        for days, column in columns.shares.items():
            grid.put(column, f"Over {days}", "header")
        if self.has_unapplied:
            grid.put(columns.unapplied, "Unapplied cash", "header")
        grid.next()

    def rows(
        self,
        rows: Sequence[AgingRow],
        where: Where,
        label: str,
        *,
        others: AgingRow | None = None,
        whole_row: int = 0,
    ) -> int:
        """Write rows and their total; return the total's row.

        Args:
            rows: a row each; the detail's rows of its label count.
            where: what else the detail's rows must meet.
            label: the total's.
            others: what no row lists.
            whole_row: the row of the sheet that holds everything, which others are the rest of.
        """
        first = self.grid.row
        for row in rows:
            named = is_cell(f"$A{self.grid.row}", row.label)
            self.amounts(row, ((self.column, named), *where))
        if others is not None:
            self._others(others, first, whole_row)
        whole = self.report.total_of(label, [*rows, *([others] if others else [])])
        area = f"SUM({{0}}{first}:{{0}}{self.grid.row - 1})" if self.grid.row > first else ""
        self.total(whole, area, where)
        return self.grid.row - 1

    def amounts(self, row: AgingRow, where: Where) -> None:
        """Write one row: each bucket a sum over the detail."""
        grid, columns = self.grid, self.columns
        grid.put(LABEL, row.label, "label")
        sums = zip((*columns.buckets, columns.credits), (*row.buckets, row.credits), strict=True)
        for column, cents in sums:
            header = f"{column_letter(column)}${self._header_row}"
            text = formulas.added("Amount", (*where, (self.bucket, header)))
            grid.money_formula(column, f"={text}", cents, "money")
        if self.has_unapplied:
            text = formulas.added("Unapplied", where[:1])
            grid.money_formula(columns.unapplied, f"={text}", row.unapplied, "money")
        total = f"{column_letter(columns.total)}{grid.row}"
        text = f"=ROUND({total}{_less(row.before)},2)"
        grid.money_formula(columns.change, text, row.total - row.before, "money")
        self._across(row, where, ("money", "percent"))

    def total(self, row: AgingRow, down: str, where: Where) -> None:
        """Write a row of totals.

        Args:
            row: the sums.
            down: the formula with {0} for the column's letter; "" where there is nothing to add.
            where: what its rows of the detail meet; () where older shares cannot be asked for.
        """
        grid, columns = self.grid, self.columns
        grid.put(LABEL, row.label, "label_total")
        places = (*columns.buckets, columns.credits, columns.change)
        change = row.total - row.before
        amounts = [*zip(places, (*row.buckets, row.credits, change), strict=True)]
        if self.has_unapplied:
            amounts.append((columns.unapplied, row.unapplied))
        for column, cents in amounts:
            if down:
                text = f"={down.format(column_letter(column))}"
                grid.money_formula(column, text, cents)
            else:
                grid.money(column, cents, "money_total")
        self._across(row, where, ("money_total", "percent_total"))

    def _others(self, row: AgingRow, first: int, whole_row: int) -> None:
        """Write what no row lists: everything but the rows above."""
        grid, columns = self.grid, self.columns
        grid.put(LABEL, row.label, "label")
        last = grid.row - 1
        change = row.total - row.before
        places = (*columns.buckets, columns.credits, columns.change)
        for column, cents in zip(places, (*row.buckets, row.credits, change), strict=True):
            letter = column_letter(column)
            text = f"=ROUND({letter}${whole_row}-SUM({letter}{first}:{letter}{last}),2)"
            grid.money_formula(column, text, cents, "money")
        self._across(row, (), ("money", "percent"))

    def _across(self, row: AgingRow, where: Where, styles: tuple[Style, Style]) -> None:
        """Write a row's own total and what of its open balances is over 90 and 120 days old."""
        grid, columns, here = self.grid, self.columns, self.grid.row
        first, last = column_letter(columns.buckets[0]), column_letter(columns.buckets[-1])
        credits_at = column_letter(columns.credits)
        text = f"=SUM({first}{here}:{credits_at}{here})"
        grid.money_formula(columns.total, text, row.total, styles[0])
        whole = f"SUM({first}{here}:{last}{here})"
        for (days, column), cents in zip(columns.shares.items(), row.older, strict=True):
            old = self._older(days, where)
            if old:
                share = ratio(cents, sum(row.buckets))
                grid.formula(column, f'=IF({whole}=0,"",{old}/{whole})', share, styles[1])
            elif styles[1] == "percent_total":
                grid.put(column, None, styles[1])
        grid.next()

    def _older(self, days: int, where: Where) -> str:
        """Return the sum of what is older than so many days; "" where it cannot be told."""
        columns, here = self.columns, self.grid.row
        start = self.report.older[days]
        if start is not None:
            letters = (column_letter(columns.buckets[n]) for n in (start, -1))
            return f"SUM({':'.join(f'{letter}{here}' for letter in letters)})"
        if not where:
            return ""
        return formulas.added("Amount", (*where, ("Amount", '">0"'), (self.age, f'">{days}"')))


def _less(cents: int) -> str:
    """Return what takes an amount off in a formula, as short as a spreadsheet writes it."""
    dollars, rest = divmod(abs(cents), 100)
    number = f"{dollars}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(dollars)
    return f"{'+' if cents < 0 else '-'}{number}"


def ratio(part: int, whole: int) -> float | str:
    """Return a share as a cell holds it; blank text where there is nothing to divide by."""
    return part / whole if whole else ""
