"""Prices by code: the office's fee schedule, or what a payer's contract allows; CSV or workbook.

Columns by their usual names: code, modifier, POS, fee or rate, from, to. A price is dollars and
cents, with or without a dollar sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xlbilling.codesets import sheets
from xlbilling.codesets.cells import bad_row, code, day, text
from xlbilling.model import money
from xlbilling.model.cells import CellValue
from xlbilling.model.codes import NOWHERE, code_number
from xlbilling.model.tables import InputFile

FEES: Final = "fees"
RATES: Final = "rates"
"""What --set calls the two kinds of price files; the one with a payer is RATES."""

PRICE_HEADERS: Final = {
    "fee", "fees", "charge", "price", "amount", "rate", "allowed", "allowed amount",
    "allowable", "contract rate", "contracted rate", "standard fee", "fee amount", "unit fee",
}  # fmt: skip
_HEADERS: Final = {
    "code": {
        "code", "cpt", "cpt code", "cpt hcpcs", "hcpcs", "hcpcs code", "hcpcs cpt code",
        "cpt hcpcs code", "procedure code", "procedure", "proc code",
    },
    "modifier": {"modifier", "mod", "modifiers"},
    "pos": {"pos", "place of service"},
    "price": PRICE_HEADERS,
    "from": {
        "from", "start", "start date", "effective", "effective date", "eff date", "from date",
        "valid from", "begin date",
    },
    "to": {"to", "end", "end date", "to date", "valid to", "termination date", "term date"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Price:
    """One row of a price file.

    Attributes:
        where: the file's name and row.
        code: the procedure code.
        modifier: two characters; "" for none.
        pos: a place of service; "" for any.
        cents: the price.
        first_day: the first day, ISO; None where the file does not say.
        last_day: the last day, ISO; None for open.
    """

    where: str
    code: str
    modifier: str
    pos: str
    cents: int
    first_day: str | None
    last_day: str | None


def looks_like(file: InputFile) -> bool:
    """Tell whether a file holds prices by code; members of a zip file are publishers' files."""
    return "/" not in file.name and _found(file.name, sheets.heads(file)) is not None


def read(file: InputFile) -> list[Price]:
    """Return the prices in the file's order.

    Raises:
        InputFileError: a row has another shape, or a code has two prices for one first day.
    """
    table = _found(file.name, sheets.rows_of(file))
    prices = [_row(table, n) for n in table.body()] if table else []
    seen: dict[tuple[str, ...], Price] = {}
    for one in prices:
        key = (one.code, one.modifier, one.pos, one.first_day or "")
        other = seen.setdefault(key, one)
        if other.cents != one.cents:
            row = int(one.where.rpartition(" ")[2])
            what = f"{one.code} has another price for the same day than {other.where}"
            raise bad_row(file.name, row, what)
    return list(seen.values())


def _found(source: str, tables: list[sheets.Rows]) -> sheets.Table | None:
    return sheets.find(source, tables, _HEADERS, "code price")


def _row(table: sheets.Table, n: int) -> Price:
    found = code(table.cell(n, "code"), 5)
    if code_number(found) == NOWHERE:
        raise bad_row(table.source, n + 1, f"{found[:20]!r} is no code of five characters")
    return Price(
        f"{table.source} row {n + 1}",
        found,
        _pair(table, n, "modifier"),
        _pair(table, n, "pos"),
        _cents(table, n),
        _day(table, n, "from"),
        _day(table, n, "to"),
    )


def _pair(table: sheets.Table, n: int, field: str) -> str:
    cell = table.cell(n, field)
    found = code(cell, 2) if text(cell) else ""
    if found and (len(found) != 2 or not found.isalnum()):
        raise bad_row(table.source, n + 1, f"{field} is {found[:20]!r}; expected two characters")
    return found


def _cents(table: sheets.Table, n: int) -> int:
    cell = table.cell(n, "price")
    try:
        cents = _amount(cell)
    except money.NotMoneyError as why:
        raise bad_row(table.source, n + 1, f"price {why}") from None
    if cents < 0:
        raise bad_row(table.source, n + 1, f"price is {money.show(cents)}, less than nothing")
    return cents


def _amount(cell: CellValue) -> int:
    if isinstance(cell, str):
        words = cell.strip().removeprefix("$").replace(",", "").strip()
        return money.from_text(words)
    return money.from_cell(cell)


def _day(table: sheets.Table, n: int, field: str) -> str | None:
    cell = table.cell(n, field)
    try:
        return day(cell)
    except ValueError:
        what = f"{text(cell)[:20]!r} is no date; expected YYYY-MM-DD or MM/DD/YYYY"
        raise bad_row(table.source, n + 1, what) from None
