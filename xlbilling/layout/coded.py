"""Amounts that may carry their adjustment's group and reason in the same cell: ``CO-253 2.00``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from xlbilling.model import money
from xlbilling.model.cells import CellError, CellValue

_CODED: Final = re.compile(
    r"(CO|PR|OA|PI|CR)[\s*-]*([A-Z]{0,2}\d{1,3})[\s:=]+\$?(-?[\d,]+(?:\.\d*)?)", re.IGNORECASE
)


def parted(cells: Sequence[CellValue]) -> tuple[Sequence[CellValue], list[str]]:
    """Return the amounts of a column and the codes typed before them, "" for none.

    A cell that is neither an amount nor a code with its amount stays as it is, so that its gate
    refuses it.
    """
    codes = [""] * len(cells)
    if not any(isinstance(cell, str) for cell in cells):
        return cells, codes
    amounts = list(cells)
    for place, cell in enumerate(cells):
        is_text = isinstance(cell, str) and not isinstance(cell, CellError)
        match = _CODED.fullmatch(str(cell).strip()) if is_text else None
        cents = _cents(match[3]) if match else None
        if match and cents is not None:
            codes[place] = f"{match[1]}-{match[2]}".upper()
            amounts[place] = money.to_cell(cents)
    return amounts, codes


def shown(cells: Sequence[CellValue], codes: Sequence[object]) -> list[CellValue]:
    """Return cells with their codes before the amounts again, as they were typed."""
    return [
        f"{code} {money.to_text(money.from_cell(cell))}" if code and cell is not None else cell
        for cell, code in zip(cells, codes, strict=True)
    ]


def _cents(text: str) -> int | None:
    try:
        return money.from_text(text.replace(",", ""))
    except money.NotMoneyError:
        return None
