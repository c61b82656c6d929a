"""Columns that are live formulas, so that whoever keys a payment sees at once what is out.

Python's own result is cached in every cell that a command writes. All are made of functions that
Excel, LibreOffice and IronCalc compute alike. COUNTIFS takes a blank for other than zero, hence
the two of them. Source: rules.md 2b (B-LINE, B-TRAN).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LESS: Final = (
    "Paid", "Deductible", "Coinsurance", "Copay", "Other PR", "Contractual", "Prior", "Denied",
    "Other Adj",
)  # fmt: skip
"""Headers of Remit Lines that are taken off Billed; nothing is left of a row in balance."""

_OF_PAYMENT: Final = "Remits[[#This Row],[Batch]]"


def _of_line(header: str) -> str:
    return f"RemitLines[[#This Row],[{header}]]"


def _after_code(cell: str) -> str:
    """Return the amount of a cell such as ``CO-253 2.00``, which SUM leaves out; else nothing."""
    last = f'TRIM(RIGHT(SUBSTITUTE({cell}," ",REPT(" ",30)),30))'
    return f'IFERROR(IF(FIND(" ",{cell}),VALUE({last}),0),0)'


def _where_keyed(batch: str, result: str) -> str:
    """Return a formula that stays blank in a row without a batch: such a row is free."""
    return f'=IF({batch}="","",{result})'


def _column(table: str, header: str) -> str:
    """Return a column with its header, which no condition meets.

    IronCalc takes a column of a single row for a cell, and refuses it where it wants a range.
    """
    return f"{table}[[#All],[{header}]]"


def _same(cell: str) -> str:
    """Return the condition that a text is a cell's, whatever it holds.

    Without it ``EOB*1`` would count the rows of EOB-1 as well, and ``>5`` those of every batch.
    """
    for character in "~*?":
        cell = f'SUBSTITUTE({cell},"{character}","~{character}")'
    return f'"="&{cell}'


def _sum(table: str, header: str) -> str:
    return f"SUMIFS({_column(table, header)},{_column(table, 'Batch')},{_same(_OF_PAYMENT)})"


def _lines_where(condition: str) -> str:
    batch, out_by = _column("RemitLines", "Batch"), _column("RemitLines", "Out By")
    return f'COUNTIFS({batch},{_same(_OF_PAYMENT)},{out_by},"{condition}")'


def _days_open() -> str:
    opened, resolved, as_of = (
        f"Inquiries[[#This Row],[{header}]]" for header in ("Opened", "Resolved On", "As Of")
    )
    still = f'IF({as_of}="","",{as_of}-{opened})'
    counted = f'IF({resolved}="",{still},{resolved}-{opened})'
    return f'=IF({opened}="","",IFERROR({counted},""))'


FORMULAS: Final[Mapping[str, Mapping[str, str]]] = {
    "inquiries": {"days_open": _days_open()},
    "remits": {
        "out_by": _where_keyed(
            _OF_PAYMENT,
            f"ROUND(SUM(Remits[[#This Row],[Amount]])-{_sum('RemitLines', 'Paid')}"
            f"+{_sum('ProviderAdjustments', 'Amount')},2)",
        ),
        "lines_out": _where_keyed(_OF_PAYMENT, f"{_lines_where('>0')}+{_lines_where('<0')}"),
    },
    "remit_lines": {
        "out_by": _where_keyed(
            _of_line("Batch"),
            f"ROUND(SUM({_of_line('Billed')})-SUM({','.join(map(_of_line, LESS))})"
            f"-{_after_code(_of_line('Other Adj'))},2)",
        ),
    },
}
"""By table and column code name, the formula of all its rows."""


def formulas_of(table: str) -> Mapping[str, str]:
    """Return the formulas of a table's live columns; most tables have none."""
    return FORMULAS.get(table, {})
