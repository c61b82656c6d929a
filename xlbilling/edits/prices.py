"""Edits that compare a charge with what the office charges and what its contracts allow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits import services
from xlbilling.edits.columns import Columns, Mask, Positions, Words, numbers_shown
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing, positions
from xlbilling.edits.joins import Joined, alike, join_all
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model import money
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import WARNING

CHANGE_THE_PRICE: Final = (
    "22", "23", "26", "50", "51", "52", "53", "54", "55", "56", "62", "63", "66", "73", "74",
    "80", "81", "82", "AS", "TC", "CO", "CQ", "NU", "RR", "UE",
)  # fmt: skip
"""Modifiers with a price of their own: a line that has one is compared only with a row for it."""
_FIRST: Final = "1"
_MOST_UNITS: Final = 9999.999
_TOO_MUCH: Final = 10**11
"""Cents from which on an amount is no price, and would overflow when it is multiplied."""


class Price(NamedTuple):
    """What each line should cost by a table.

    Attributes:
        row: the table's row for each line; NOWHERE where none holds.
        cents: the row's amount times the units.
    """

    row: Positions
    cents: NDArray[np.int64]


@edit(
    "CV-073",
    severity=WARNING,
    basis="the office's Fees and Rates sheets; a payer pays the lesser of charge and contract; "
    "common practice",
    fix="charge the office's fee, or mend the row of Fees or Rates; a fee below the contract gives "
    "money away",
    examples=Examples(
        good={"charge": 250.0, "units": 2.0},
        bad={"charge": 125.0, "units": 2.0},
        office={"fees": ({"code": "99213", "fee": 125.0, "from": "2025-01-01"},)},
    ),
)
def charge_is_the_fee_and_not_below_contract(lines: Lines) -> Iterator[Failing]:
    """A charge is the office's fee times the units, and no less than the contract allows.

    Rows are those of the code, of a modifier on the line (or none), of the place of service (or
    any), and of the day; one for the modifier goes before one for none. The contract is that with
    the first payer. A charge that is blank, zero or below is CV-059's; anesthesia in minutes and
    lines with a modifier that changes the price, without a row for it, are compared with nothing.
    """
    cents, _ = lines.cents("charge")
    units = lines.numbers("units")
    comparable = (cents > 0) & (units > 0) & (lines.text("unit_type") != "MJ") & lines.billable
    charge = lines.amounts("charge")
    fee = _price(lines, _holding(lines, _rows(lines, "fees")), "fee", comparable)
    differs = (fee.row != NOWHERE) & (cents != fee.cents)
    yield lines.says(
        differs,
        "charge",
        "charge is {charge}; expected {fee}, the fee in {row} for {units} units ({gap})",
        charge=charge,
        fee=_shown(fee.cents),
        row=lines.tables["fees"].addresses("fee", fee.row),
        units=numbers_shown(units),
        gap=lambda at: [_gap(int(gap)) for gap in (cents - fee.cents)[at]],
    )
    contract = _holding(lines, _of_first_payer(lines))
    rate = _price(lines, contract, "rate", comparable)
    yield lines.says(
        (rate.row != NOWHERE) & (cents < rate.cents),
        "charge",
        "charge is {charge}; expected {rate} or more, which the contract in {row} allows ({gap})",
        charge=charge,
        rate=_shown(rate.cents),
        row=lines.tables["rates"].addresses("rate", rate.row),
        gap=lambda at: [_gap(int(gap)) for gap in (cents - rate.cents)[at]],
    )


def _rows(lines: Lines, name: str) -> Joined:
    """Return the lines with every row of a price table for their code."""
    return join_all(lines, "code", lines.tables[name], lines.claim)


def _of_first_payer(lines: Lines) -> Joined:
    """Return the lines with every row of the Rates table for their code and first payer."""
    table, codes = lines.tables["rates"], lines.distinct("code")
    code_number = {code: n for n, code in enumerate(codes.values) if code}
    payer_number: dict[str, int] = {}
    payer = table.each(
        "payer_id", lambda one: payer_number.setdefault(one, len(payer_number)), np.intp
    )
    code = table.each("code", lambda one: code_number.get(one, NOWHERE), np.intp)
    payer_number.pop("", None)
    held = lines.coverage
    wanted = held.each("payer_id", lambda one: payer_number.get(one, NOWHERE), np.intp)
    first = held.holds("level", lambda level: level == _FIRST) & (wanted != NOWHERE)
    own = np.full(lines.size, NOWHERE, dtype=np.intp)
    own[held.lines[first]] = wanted[first]
    insured, known = positions(own != NOWHERE), positions(code != NOWHERE)
    count = len(codes.values)
    at, row = alike(own[insured] * count + codes.codes[insured], payer[known] * count + code[known])
    return Joined(table, lines.claim, insured[at], known[row])


def _holding(lines: Lines, rows: Joined) -> Joined:
    """Return only the rows that hold for a line's day, modifiers and place of service."""
    if not len(rows.lines):
        return rows
    day = rows.of_line(lines.first_day)
    starts, ends = rows.days("from"), rows.days("to")
    holds = (np.isnat(starts) | (starts <= day)) & (np.isnat(ends) | (day <= ends)) & ~np.isnat(day)
    modifier = rows.columns.distinct("modifier").codes[rows.rows]
    holds &= _carried(lines, rows.columns)[modifier, rows.lines]
    if rows.columns.distinct("pos").values.size > 1:
        holds &= rows.blank("pos") | (rows.text("pos") == rows.of_line(lines.text("pos")))
    return rows.keep(holds)


def _carried(lines: Lines, table: Columns) -> Mask:
    """Return for each modifier of a table the lines that it prices: who carries it, or a plain one.

    The first axis is that of the table's distinct modifiers, the second that of the lines.
    """
    plain = ~services.modified(lines, CHANGE_THE_PRICE)
    values = table.distinct("modifier").values.tolist()
    return np.array([services.modified(lines, (one.upper(),)) if one else plain for one in values])


def _price(lines: Lines, rows: Joined, column: str, comparable: Mask) -> Price:
    """Return the closest row for each comparable line, and its amount for the units."""
    row = np.full(lines.size, NOWHERE, dtype=np.intp)
    line, at = _closest(rows)
    known = comparable[line]
    row[line[known]] = at[known]
    amounts, blank = rows.columns.cents(column)
    row[(row != NOWHERE) & np.append(blank, True)[row]] = NOWHERE
    amounts = np.where(amounts < _TOO_MUCH, amounts, 0)
    units = np.nan_to_num(lines.numbers("units"), posinf=0, neginf=0)
    thousandths = np.rint(np.clip(units, 0, _MOST_UNITS) * 1000).astype(np.int64)
    cents = (np.append(amounts, 0)[row] * thousandths + 500) // 1000
    return Price(row, cents)


def _closest(rows: Joined) -> tuple[Positions, Positions]:
    """Return each line once, with its row: one for a modifier or place first, then the newest."""
    line, row = rows.lines, rows.rows
    if not len(line) or int(np.bincount(line).max()) == 1:
        return line, row
    starts = rows.days("from")
    begun = np.where(np.isnat(starts), np.datetime64("0001-01-01", "D"), starts)
    closeness = 2 * ~rows.blank("modifier") + ~rows.blank("pos")
    order = np.lexsort((-begun.astype(np.int64), -closeness, line))
    line, first = np.unique(line[order], return_index=True)
    return line, row[order][first]


def _shown(cents: NDArray[np.int64]) -> Words:
    return lambda at: [money.show(int(amount)) for amount in cents[at]]


def _gap(cents: int) -> str:
    return f"{money.show(abs(cents))} too {'much' if cents > 0 else 'little'}"
