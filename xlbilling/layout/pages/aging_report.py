"""What the Aging sheet shows, as data: rows of buckets, what is apart, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AgingRow:
    """What one payer, class or provider owes, in cents.

    Attributes:
        label: as the sheet shows it.
        buckets: open balances, youngest first.
        credits: balances below zero, so never positive.
        unapplied: cash held for it that no claim took yet; outside of the total.
        older: of the open balances what is older than each day of ``AgingReport.older``.
        before: its total on the last month end.
    """

    label: str
    buckets: tuple[int, ...]
    credits: int
    unapplied: int = 0
    older: tuple[int, ...] = ()
    before: int = 0

    @property
    def total(self) -> int:
        """What is owed, credits taken off."""
        return sum(self.buckets) + self.credits


@dataclass(frozen=True)
class Breakdown:
    """All that is aged, by one thing.

    Attributes:
        title: the section's title, such as ``By provider``.
        header: what its rows are, such as ``Provider``.
        column: the Aging Detail column that holds the labels.
        rows: a row each.
        others: the sum of what is not listed; None where everything is.
    """

    title: str
    header: str
    column: str
    rows: Sequence[AgingRow]
    others: AgingRow | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """Money that stands beside the receivable.

    Attributes:
        label: as the sheet shows it.
        account: the ledger's account.
        sign: 1 where its debits count up, -1 where its credits do.
        cents: its balance as of the day.
    """

    label: str
    account: str
    sign: int
    cents: int


@dataclass(frozen=True)
class AgingReport:
    """All that the Aging sheet shows.

    Attributes:
        practice: the office's name.
        as_of: the day.
        words: lines under the title: bases, credits, what is compared; each stands in a row.
        scheme: the buckets' names, youngest first.
        older: by days, from which bucket (0-based) on a balance is older; None where no bucket
            begins there, so that ages are asked instead.
        insurance: a row a payer.
        patient: a row a financial class of the patients' own share.
        apart: balances outside of the buckets, by what the detail shows them as.
        flagged: by flag of the detail, label and cents of what stands in the first bucket though
            its day is yet to come.
        served: the insurers' and the patients' sums by date of service.
        breakdowns: everything aged, by one thing each.
        before: all that was aged on the last month end.
        ledger_cents: the receivable that the ledger gives by itself.
        beside: money beside the receivable.
    """

    practice: str
    as_of: date
    words: tuple[str, ...]
    scheme: tuple[str, ...]
    older: Mapping[int, int | None]
    insurance: Sequence[AgingRow]
    patient: Sequence[AgingRow]
    apart: Mapping[str, AgingRow]
    flagged: Mapping[str, tuple[str, int]]
    served: tuple[AgingRow, AgingRow]
    breakdowns: Sequence[Breakdown]
    before: AgingRow
    ledger_cents: int
    beside: Sequence[Beside]

    @property
    def aged(self) -> AgingRow:
        """The sum of all payers and patients."""
        return self.total_of("All receivables", [*self.insurance, *self.patient])

    @property
    def total_cents(self) -> int:
        """The whole receivable as the page shows it: buckets, credits and what is apart."""
        return self.aged.total + sum(row.total for row in self.apart.values())

    def total_of(self, label: str, rows: Sequence[AgingRow]) -> AgingRow:
        """Return the sum of rows, bucket by bucket."""
        return AgingRow(
            label,
            tuple(sum(row.buckets[n] for row in rows) for n in range(len(self.scheme))),
            sum(row.credits for row in rows),
            sum(row.unapplied for row in rows),
            tuple(sum(row.older[n] for row in rows) for n in range(len(self.older))),
            sum(row.before for row in rows),
        )
