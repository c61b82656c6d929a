"""NCCI's add-on codes: AOC_V2026Q1-MCR, text or workbook.

Columns ``AOC_Edit_Type`` (1, 2, 3), ``Add-On_Code``, ``AOC_Del_DT``, ``Primary_Code`` (``CCCCC``:
the contractor says which), ``Primary_Code_Del_DT``, ``AOC_Edit_Eff_DT``, ``AOC_Edit_Del_DT``; days
are written as year and day of the year. Type 1 lists all primaries, type 2 none, type 3 some.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from xlbilling.codesets import quarters, sheets
from xlbilling.codesets.cells import bad_row, code, day_of_year, text
from xlbilling.model.codes import ADD_ONS, NOWHERE, PairList, code_number, pair_list
from xlbilling.model.tables import InputFile

ANY_PRIMARY: Final = "00000"
"""Stands for whatever code: for types 2 and 3 the contractor says which primaries there are."""

_CONTRACTOR: Final = "CCCCC"
_TYPES: Final = frozenset({"1", "2", "3"})
_HEADERS: Final = {
    "type": {"aoc edit type", "aoc type", "edit type"},
    "addon": {"add on code"},
    "addon_last": {"aoc del*"},
    "primary": {"primary code"},
    "primary_last": {"primary code del*"},
    "from": {"aoc edit eff*"},
    "to": {"aoc edit del*"},
}
_NEEDED: Final = "type addon primary"


@dataclass(frozen=True, slots=True)
class _Row:
    """One add-on with a primary it may go with, and the days on which it may."""

    addon: str
    primary: str
    kind: int
    first_day: str | None
    last_day: str | None


def looks_like(file: InputFile) -> bool:
    """Tell whether a file is CMS' file of add-on codes."""
    return sheets.find(file.name, sheets.heads(file), _HEADERS, _NEEDED) is not None


def read(file: InputFile) -> PairList:
    """Return each add-on with its primaries; ``type`` says how closed their list is.

    Raises:
        InputFileError: a row has another shape.
    """
    table = sheets.find(file.name, sheets.rows_of(file), _HEADERS, _NEEDED)
    rows = [_row(table, n) for n in table.body()] if table else []
    rows += _open_lists(rows)
    return pair_list(
        quarters.of_name(file.name).about(ADD_ONS, file.name),
        [(one.addon, one.primary) for one in rows],
        [one.first_day for one in rows],
        [one.last_day for one in rows],
        {"type": np.array([one.kind for one in rows], dtype=np.int8)},
    )


def _open_lists(rows: list[_Row]) -> list[_Row]:
    """Return a row for any primary of each add-on of type 2 or 3 that has none yet."""
    have = {one.addon for one in rows if one.primary == ANY_PRIMARY}
    added: dict[str, _Row] = {}
    for one in rows:
        if one.kind != 1 and one.addon not in have:
            added.setdefault(one.addon, _Row(one.addon, ANY_PRIMARY, one.kind, one.first_day, None))
    return list(added.values())


def _row(table: sheets.Table, n: int) -> _Row:
    kind = text(table.cell(n, "type"))
    addon, primary = (code(table.cell(n, name), 5) for name in ("addon", "primary"))
    primary = ANY_PRIMARY if primary == _CONTRACTOR else primary
    if kind not in _TYPES:
        raise bad_row(table.source, n + 1, f"type is {kind[:20]!r}; expected 1, 2 or 3")
    for one in (addon, primary):
        if code_number(one) == NOWHERE:
            raise bad_row(table.source, n + 1, f"{one[:20]!r} is no code of five characters")
    last = [_day(table, n, name) for name in ("addon_last", "primary_last", "to")]
    ends = min((one for one in last if one), default=None)
    return _Row(addon, primary, int(kind), _day(table, n, "from"), ends)


def _day(table: sheets.Table, n: int, field: str) -> str | None:
    cell = table.cell(n, field)
    try:
        return day_of_year(cell)
    except ValueError:
        what = f"{text(cell)[:20]!r} is no day; expected year and day of the year, as 2026001"
        raise bad_row(table.source, n + 1, what) from None
