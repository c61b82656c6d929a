"""What the Aging sheet shows of an aging: every sum that its formulas give, worked out here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from xlbilling.layout.pages.aging_report import (
    AgingReport,
    AgingRow,
    Beside,
    Breakdown,
)
from xlbilling.layout.pages.grid import long_date
from xlbilling.tasks import settings
from xlbilling.tasks.receivables import aging_words
from xlbilling.tasks.receivables.aging import APART_ACCOUNTS, Aging
from xlbilling.tasks.receivables.aging_labels import labels_for
from xlbilling.tasks.receivables.labelled import (
    AGED,
    APART,
    FUTURE,
    INSURANCE,
    NOT_DUE,
    PATIENTS,
    UNAPPLIED,
    labelled,
)

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot

OVER: Final = (90, 120)
FLAGS: Final = {NOT_DUE: "Of these not due yet", FUTURE: "Of these dated after today"}
_BREAKDOWNS: Final = (
    ("By financial class", "Class", "class_name"),
    ("By provider", "Provider", "provider_name"),
    ("By location", "Location", "location_name"),
)


@dataclass(frozen=True)
class Compared:
    """An aging and the one of the month end before, called alike.

    Attributes:
        aged: the aging.
        before: that of the last month end.
        lines: the aging's lines as ``labelled.labelled`` gives them.
        before_lines: the same of the month end.
    """

    aged: Aging
    before: Aging
    lines: pd.DataFrame
    before_lines: pd.DataFrame

    def rows(self, by: str, kinds: Sequence[str], second: str = "") -> list[AgingRow]:
        """Return a row for each label of a column, with its total then; the largest comes first.

        Args:
            by: the column of the labels.
            kinds: what the lines that count are shown as.
            second: ``dos_`` for ages and buckets by the date of service.
        """
        then = self.before_lines.loc[self.before_lines["shown_as"].isin(kinds), "cents"]
        labels = self.before_lines[by]
        before = {str(k): int(v) for k, v in then.groupby(labels).sum().items()}
        now = _sums(self.aged, self.lines[self.lines["shown_as"].isin(kinds)], by, second)
        gone = {label: _nothing(self.aged, label) for label, cents in before.items() if cents}
        rows = [replace(row, before=before.get(label, 0)) for label, row in (gone | now).items()]
        return sorted(rows, key=lambda row: (-row.total, row.label))


def compared(book: Snapshot, aged: Aging, before: Aging) -> Compared:
    """Return two agings with their lines labelled alike."""
    called = labels_for(book, (aged, before))
    return Compared(aged, before, labelled(aged, called), labelled(before, called))


def report(book: Snapshot, both: Compared) -> AgingReport:
    """Return what the Aging sheet shows."""
    aged, lines = both.aged, both.lines
    shown = lines[lines["shown_as"] == AGED]
    owners = both.rows("owed_by", (AGED, UNAPPLIED))
    sides = pd.concat([both.before_lines, lines]).groupby("owed_by")["side"].first()
    served = {row.label: row for row in both.rows("side", (AGED,), "dos_")}
    first, second = (served.get(side, _nothing(aged, side)) for side in (INSURANCE, PATIENTS))
    return AgingReport(
        practice=settings.text(book.settings, "Practice Name"),
        as_of=aged.as_of,
        words=(
            aging_words.bases(aged.bases),
            aging_words.terms(aged.terms),
            f"Change is since the last month end, {long_date(both.before.as_of)}, by the ledger.",
        ),
        scheme=aged.scheme.buckets,
        older={days: aged.scheme.position_over(days) for days in OVER},
        insurance=[row for row in owners if sides[row.label] == INSURANCE],
        patient=[row for row in owners if sides[row.label] == PATIENTS],
        apart=_apart(both),
        flagged=_flagged(shown),
        served=(first, second),
        breakdowns=[
            *(
                Breakdown(title, header, header, both.rows(column, (AGED,)))
                for title, header, column in _BREAKDOWNS
            ),
            _accounts(both, settings.count(book.settings, "Aging Accounts")),
        ],
        before=_before(both),
        ledger_cents=aged.ledger_cents,
        beside=[
            Beside(name, account.value, sign, cents)
            for (name, account, sign), (_, cents) in zip(APART_ACCOUNTS, aged.apart, strict=True)
        ],
    )


def _sums(aged: Aging, lines: pd.DataFrame, by: str, second: str = "") -> dict[str, AgingRow]:
    """Return a row for each label of a column.

    Args:
        aged: the aging that the lines are of.
        lines: what to sum.
        by: the column of the labels.
        second: ``dos_`` for ages and buckets by the date of service.
    """
    width, cents = len(aged.scheme.buckets), lines["cents"].to_numpy("int64")
    place, age = (lines[f"{second}{name}"].to_numpy() for name in ("place", "age_days"))
    parts = [np.where(place == n, cents, 0) for n in range(width + 1)]
    parts.append(lines["unapplied_cents"].to_numpy("int64"))
    parts += [np.where((age > days) & (cents > 0), cents, 0) for days in OVER]
    # A frame of the parts as whole numbers side by side is one block, which pandas sums at once.
    sums = pd.DataFrame(np.stack(parts, axis=1)).groupby(lines[by].to_numpy()).sum()
    return {
        str(label): AgingRow(
            str(label), tuple(row[:width]), row[width], row[width + 1], tuple(row[width + 2 :])
        )
        for label, row in zip(sums.index, sums.to_numpy().tolist(), strict=True)
    }


def _apart(both: Compared) -> dict[str, AgingRow]:
    """Return what stands in no bucket, by what the detail shows it as."""
    return {APART[row.label]: row for row in both.rows("apart", (*APART.values(),))}


def _flagged(shown: pd.DataFrame) -> dict[str, tuple[str, int]]:
    sums = shown[shown["cents"] > 0].groupby("flag")["cents"].sum()
    return {flag: (label, int(sums[flag])) for flag, label in FLAGS.items() if flag in sums.index}


def _nothing(aged: Aging, label: str) -> AgingRow:
    return AgingRow(label, (0,) * len(aged.scheme.buckets), 0, 0, (0,) * len(OVER))


def _accounts(both: Compared, most: int) -> Breakdown:
    """Return the accounts that owe most, and all others as one row."""
    rows = both.rows("account_name", (AGED,))
    listed, rest = rows[:most], rows[most:]
    others = _sum(both.aged, "All other accounts", rest) if rest and listed else None
    return Breakdown("By account", "Account", "Account", listed, others)


def _before(both: Compared) -> AgingRow:
    """Return all that was aged on the last month end."""
    lines = both.before_lines
    rows = _sums(both.before, lines[lines["shown_as"] == AGED], "side").values()
    return _sum(both.before, "Last month end", [*rows])


def _sum(aged: Aging, label: str, rows: Sequence[AgingRow]) -> AgingRow:
    return AgingRow(
        label,
        tuple(sum(row.buckets[n] for row in rows) for n in range(len(aged.scheme.buckets))),
        sum(row.credits for row in rows),
        sum(row.unapplied for row in rows),
        tuple(sum(row.older[n] for row in rows) for n in range(len(OVER))),
        sum(row.before for row in rows),
    )
