"""A price file into the Fees or Rates sheet: new prices as rows, the ones before them ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from xlbilling.codesets.prices import FEES, RATES, Price
from xlbilling.model import money
from xlbilling.model.findings import INFO, WARNING, Finding
from xlbilling.model.plan import Append, Change, SetColumn

if TYPE_CHECKING:
    import pandas as pd

_PRICE: Final = {FEES: "fee_cents", RATES: "rate_cents"}
_NAMES: Final = {FEES: "Fees", RATES: "Rates"}
_KEY: Final = {FEES: ("code", "modifier"), RATES: ("payer_id", "code", "modifier", "pos")}
_A_DAY: Final = timedelta(days=1)
Key = tuple[str, ...]


@dataclass(slots=True)
class _Row:
    """A price with its days, on the sheet or new.

    Attributes:
        sheet_row: where it stands; 0 for a new one.
        cents: the price.
        first: its first day; None from ever.
        last: its last day; None for open.
        source: the file a new one comes from.
        is_ended: whether its last day is to be written anew.
    """

    sheet_row: int
    cents: int
    first: date | None
    last: date | None
    source: str = ""
    is_ended: bool = False

    def holds_on(self, day: date | None) -> bool:
        """Tell whether it holds on a day; None is the day before all days."""
        if day is None:
            return self.first is None
        return (self.first or day) <= day <= (self.last or day)


@dataclass(frozen=True)
class PriceRows:
    """What a price file changes on a sheet.

    Attributes:
        changes: rows to append, and last days of those before them.
        added: how many prices are new.
        ended: how many on the sheet ended by that.
        findings: what was not loaded, and why.
    """

    changes: tuple[Change, ...]
    added: int
    ended: int
    findings: tuple[Finding, ...]


def load(
    table: str, before: pd.DataFrame, prices: Sequence[Price], payer: str, as_of: date
) -> PriceRows:
    """Return the new prices as rows; a price that holds already adds none.

    Args:
        table: ``fees`` or ``rates``.
        before: the sheet as read.
        prices: what the file says; one without a first day holds from ever where the code has no
            price yet, else from ``as_of``.
        payer: whose rates they are; "" for fees.
        as_of: today.
    """
    held = _held(table, before)
    findings: list[Finding] = []
    ordered = sorted(prices, key=lambda one: one.first_day or "")
    for one in ordered:
        key = (
            (one.code, one.modifier) if table == FEES else (payer, one.code, one.modifier, one.pos)
        )
        told = _put(held[key], one, as_of)
        if told is not None:
            where = f"{_NAMES[table]} {' '.join(filter(None, key))}"
            findings.append(
                Finding(
                    "PRICE-CLASH",
                    WARNING,
                    f"{where} is {told} in the book from that day, {money.show(one.cents)} in the"
                    " file; the row was not loaded",
                    one.where,
                    f"change the row on the sheet {_NAMES[table]}",
                )
            )
    every = [(key, row) for key, rows in held.items() for row in rows]
    new = [(key, row) for key, row in every if not row.sheet_row]
    ended = [row for _, row in every if row.sheet_row and row.is_ended]
    if not new and not findings and ordered:
        source = ordered[0].where.rpartition(" row ")[0]
        what = f"every price of it is on the sheet {_NAMES[table]}"
        findings.append(Finding("PRICE-KNOWN", INFO, what, source))
    changes = (*_endings(table, ended), *_appended(table, new))
    return PriceRows(changes, len(new), len(ended), tuple(findings))


def _held(table: str, before: pd.DataFrame) -> defaultdict[Key, list[_Row]]:
    held: defaultdict[Key, list[_Row]] = defaultdict(list)
    names = (*_KEY[table], _PRICE[table], "from", "to")
    columns = [before[name].tolist() for name in names]
    for sheet_row, values in zip(before.index, zip(*columns, strict=True), strict=True):
        *key, cents, first, last = values
        if isinstance(cents, int):
            held[tuple(key)].append(_Row(int(sheet_row), cents, _date(first), _date(last)))
    return held


def _date(cell: Any) -> date | None:
    return None if cell != cell or cell is None else cell.date()  # noqa: PLR0124  NaT


def _put(rows: list[_Row], price: Price, as_of: date) -> str | None:
    """Put a price among those of its code; return the price that stands against it, else None."""
    first = _first_day(rows, price, as_of)
    last = date.fromisoformat(price.last_day) if price.last_day else None
    current = next((row for row in rows if row.holds_on(first)), None)
    if current is not None and current.cents == price.cents:
        return None
    if current is not None and current.first == first:
        return money.show(current.cents)
    if last is None:
        later = min(
            (row.first for row in rows if row.first and row.first > (first or row.first)),
            default=None,
        )
        last = current.last if current else None
        last = last or (later - _A_DAY if later else None)
    if current is not None and first is not None:
        current.last, current.is_ended = first - _A_DAY, True
    rows.append(_Row(0, price.cents, first, last, price.where.rpartition(" row ")[0]))
    return None


def _first_day(rows: Sequence[_Row], price: Price, as_of: date) -> date | None:
    if price.first_day:
        return date.fromisoformat(price.first_day)
    return as_of if rows else None


def _endings(table: str, rows: Sequence[_Row]) -> tuple[Change, ...]:
    import pandas as pd

    if not rows:
        return ()
    days = {row.sheet_row: pd.Timestamp(row.last) for row in rows if row.last}
    return (SetColumn(table, "to", pd.Series(days, dtype="datetime64[s]").sort_index()),)


def _appended(table: str, rows: Sequence[tuple[Key, _Row]]) -> tuple[Change, ...]:
    import pandas as pd

    if not rows:
        return ()
    frame = pd.DataFrame([key for key, _ in rows], columns=list(_KEY[table]), dtype=object)
    frame[_PRICE[table]] = pd.array([row.cents for _, row in rows], dtype="Int64")
    frame["from"] = pd.Series([row.first for _, row in rows], dtype="datetime64[s]")
    frame["to"] = pd.Series([row.last for _, row in rows], dtype="datetime64[s]")
    frame["source"] = pd.Series([row.source for _, row in rows], dtype=object)
    return (Append(table, frame),)
