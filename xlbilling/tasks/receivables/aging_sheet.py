"""What the Aging sheet shows of an aging: every sum that its formulas give, worked out here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from xlbilling.layout.pages.aging_report import (
    AgingReport,
    AgingRow,
    Beside,
    Breakdown,
    Change,
    Moved,
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


def compared(book: Snapshot, aged: Aging, before: Aging) -> Compared:
    """Return two agings with their lines labelled alike."""
    called = labels_for(book, (aged, before))
    return Compared(aged, before, labelled(aged, called), labelled(before, called))


def report(book: Snapshot, both: Compared) -> AgingReport:
    """Return what the Aging sheet shows."""
    aged, lines = both.aged, both.lines
    shown = lines[lines["shown_as"] == AGED]
    by_owner = _rows(aged, lines[~lines["shown_as"].isin(APART.values())], "owed_by")
    sides = lines.groupby("owed_by")["side"].first()
    return AgingReport(
        practice=settings.text(book.settings, "Practice Name"),
        as_of=aged.as_of,
        words=(
            aging_words.bases(aged.bases),
            aging_words.terms(aged.terms),
            f"Last month end: {long_date(both.before.as_of)}, worked out from the ledger.",
        ),
        scheme=aged.scheme.buckets,
        older={days: aged.scheme.position_over(days) for days in OVER},
        insurance=[row for row in by_owner if sides[row.label] == INSURANCE],
        patient=[row for row in by_owner if sides[row.label] == PATIENTS],
        apart=_apart(aged, lines),
        flagged=_flagged(shown),
        served=_served(aged, shown),
        breakdowns=[
            *(
                Breakdown(title, header, header, _rows(aged, shown, column))
                for title, header, column in _BREAKDOWNS
            ),
            _accounts(aged, shown, settings.count(book.settings, "Aging Accounts")),
        ],
        change=_change(both),
        ledger_cents=aged.ledger_cents,
        beside=[
            Beside(name, account.value, sign, cents)
            for (name, account, sign), (_, cents) in zip(APART_ACCOUNTS, aged.apart, strict=True)
        ],
    )


def _rows(
    aged: Aging, lines: pd.DataFrame, by: str, place: str = "place", age: str = "age_days"
) -> list[AgingRow]:
    """Return one row for each label of a column, the largest total first."""
    width = len(aged.scheme.buckets)
    cents = lines["cents"]
    parts = {f"b{n}": cents.where(lines[place] == n, 0) for n in range(width)}
    parts["credits"] = cents.where(lines[place] == width, 0)
    parts["unapplied"] = lines["unapplied_cents"]
    for days in OVER:
        parts[f"o{days}"] = cents.where((lines[age] > days) & (cents > 0), 0)
    sums = pd.DataFrame(parts).groupby(lines[by]).sum().astype("int64")
    rows = [
        AgingRow(
            str(label), tuple(row[:width]), row[width], row[width + 1], tuple(row[width + 2 :])
        )
        for label, row in zip(sums.index, sums.to_numpy().tolist(), strict=True)
    ]
    return sorted(rows, key=lambda row: (-row.total, row.label))


def _apart(aged: Aging, lines: pd.DataFrame) -> dict[str, AgingRow]:
    """Return what stands in no bucket, by what the detail shows it as."""
    named = {shown_as: name for name, shown_as in APART.items()}
    rows = _rows(aged, lines[lines["shown_as"].isin(named)], "apart")
    return {APART[row.label]: row for row in rows}


def _flagged(shown: pd.DataFrame) -> dict[str, tuple[str, int]]:
    sums = shown[shown["cents"] > 0].groupby("flag")["cents"].sum()
    return {flag: (label, int(sums[flag])) for flag, label in FLAGS.items() if flag in sums.index}


def _served(aged: Aging, shown: pd.DataFrame) -> tuple[AgingRow, AgingRow]:
    found = _rows(aged, shown, "side", "dos_place", "dos_age_days")
    rows = {row.label: row for row in found}
    first, second = (rows.get(side, _nothing(aged, side)) for side in (INSURANCE, PATIENTS))
    return first, second


def _nothing(aged: Aging, label: str) -> AgingRow:
    return AgingRow(label, (0,) * len(aged.scheme.buckets), 0, 0, (0,) * len(OVER))


def _accounts(aged: Aging, shown: pd.DataFrame, most: int) -> Breakdown:
    """Return the accounts that owe most, and all others as one row."""
    rows = _rows(aged, shown, "account_name")
    listed, rest = rows[:most], rows[most:]
    others = _sum(aged, "All other accounts", rest) if rest and listed else None
    return Breakdown("By account", "Account", "Account", listed, others)


def _sum(aged: Aging, label: str, rows: Sequence[AgingRow]) -> AgingRow:
    return AgingRow(
        label,
        tuple(sum(row.buckets[n] for row in rows) for n in range(len(aged.scheme.buckets))),
        sum(row.credits for row in rows),
        0,
        tuple(sum(row.older[n] for row in rows) for n in range(len(OVER))),
    )


def _change(both: Compared) -> Change:
    """Return what each payer, class and reconciling item owed on the month end and owes now."""
    now, then = _owed(both.lines), _owed(both.before_lines)
    sides = pd.concat([both.before_lines, both.lines]).groupby("owed_by")["side"].first()
    labels = sorted(
        {*now, *then},
        key=lambda key: (key[0] != "", sides.get(key[1], ""), -now.get(key, 0), key[1]),
    )
    rows = [
        Moved(label, "Shown As" if code else "Owed By", code, then.get((code, label), 0),
              now.get((code, label), 0))
        for code, label in labels
    ]  # fmt: skip
    before = both.before_lines[both.before_lines["shown_as"] == AGED]
    total = _sum(both.before, "Last month end", _rows(both.before, before, "side"))
    return Change(both.before.as_of, total, rows)


def _owed(lines: pd.DataFrame) -> Mapping[tuple[str, str], int]:
    """Return what is owed by what it is apart for ("" for the buckets) and by whom, in cents."""
    aged = lines[lines["shown_as"] == AGED].groupby("owed_by")["cents"].sum()
    apart = lines[lines["shown_as"].isin(APART.values())].groupby("apart")["cents"].sum()
    found = {("", str(label)): int(cents) for label, cents in aged.items()}
    return found | {(APART[str(name)], str(name)): int(cents) for name, cents in apart.items()}
