"""The office's own lists of CPT codes, modifiers and places: CSV or workbook with a header row.

Columns by their usual names: code, description, from, to. Which list it is, its codes tell by their
shape, or the header of the code column. CPT belongs to the American Medical Association: the office
loads the file that its licence gives it, and only codes and days are kept, no description: of it
remains whether it calls the code unlisted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.codesets import sheets
from xlbilling.codesets.cells import bad_row, code, day, plain, text
from xlbilling.codesets.prices import PRICE_HEADERS
from xlbilling.codesets.unlisted import unlisted
from xlbilling.model.codes import CPT, MODIFIERS, PLACES, About, CodeList, code_list
from xlbilling.model.tables import InputFile

_HEADERS: Final = {
    "code": {
        "code", "cpt", "cpt code", "cpt codes", "procedure code", "procedure", "proc code",
        "modifier", "modifier code", "mod", "pos", "pos code", "place of service",
        "place of service code", "place of service codes",
    },
    "description": {
        "description", "descriptor", "long description", "short description", "medium description",
        "long descriptor", "short descriptor", "medium descriptor", "name", "title",
        "place of service name",
    },
    "from": {
        "from", "start", "start date", "effective", "effective date", "eff date", "begin",
        "begin date", "valid from", "from date", "added", "add date",
    },
    "to": {
        "to", "end", "end date", "termination date", "term date", "expiration date", "valid to",
        "to date", "deleted", "deletion date", "delete date",
    },
    "publishers": {"column 1", "hcpcs", "hcpc", "add on code", "primary code", "icd 10 cm"},
    "price": PRICE_HEADERS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the office's lists.

    Attributes:
        name: the set's name.
        length: how long its codes are.
        shape: what its codes look like.
        expected: the same in words.
        headers: headers of the code column that say it is this list.
    """

    name: str
    length: int
    shape: re.Pattern[str]
    expected: str
    headers: frozenset[str]

    def looks_like(self, file: InputFile) -> bool:
        """Tell whether a file is this list; members of a zip file are publishers' files."""
        table = _found(file.name, sheets.heads(file))
        if table is None or "/" in file.name:
            return False
        header = plain(table.rows[table.header][table.places["code"]])
        if any(header in other.headers for other in KINDS):
            return header in self.headers
        found = [code(table.cell(n, "code"), self.length) for n in table.body()]
        return bool(found) and all(self.shape.fullmatch(one) for one in found)

    def read(self, file: InputFile) -> CodeList:
        """Return the list's codes with the days they hold for.

        Raises:
            InputFileError: a row has another shape.
        """
        table = _found(file.name, sheets.rows_of(file))
        rows = [self._row(table, n) for n in table.body()] if table else []
        return code_list(
            About(self.name, "", file.name),
            [one for one, _, _ in rows],
            [first for _, first, _ in rows],
            [last for _, _, last in rows],
            self._values(table),
        )

    def _values(self, table: sheets.Table | None) -> dict[str, NDArray[np.bool_]]:
        if self.name != CPT or table is None or "description" not in table.places:
            return {}
        return {"noc": unlisted(text(table.cell(n, "description")) for n in table.body())}

    def _row(self, table: sheets.Table, n: int) -> tuple[str, str | None, str | None]:
        found = code(table.cell(n, "code"), self.length)
        if not self.shape.fullmatch(found):
            shown = found if len(found) <= self.length else f"{found[: self.length]}…"
            raise bad_row(table.source, n + 1, f"{shown!r} is no {self.expected}")
        first, last = _day(table, n, "from"), _day(table, n, "to")
        if first and last and last < first:
            raise bad_row(table.source, n + 1, f"{found} ends on {last}, before it begins")
        return found, first, last


def _found(source: str, tables: list[sheets.Rows]) -> sheets.Table | None:
    """Return the table with a column of codes and one beside it, unless it is more than a list."""
    for beside in ("description", "from", "to"):
        table = sheets.find(source, tables, _HEADERS, f"code {beside}")
        if table is not None:
            return None if {"price", "publishers"} & set(table.places) else table
    return None


def _day(table: sheets.Table, n: int, field: str) -> str | None:
    cell = table.cell(n, field)
    try:
        return day(cell)
    except ValueError:
        what = f"{text(cell)[:20]!r} is no date; expected YYYY-MM-DD or MM/DD/YYYY"
        raise bad_row(table.source, n + 1, what) from None


_FIVE: Final = re.compile(r"\d{4}[0-9AFTUM]")
_TWO: Final = re.compile(r"[0-9A-Z]{2}")
_DIGITS: Final = re.compile(r"\d{2}")

KINDS: Final = (
    Kind(CPT, 5, _FIVE, "CPT code", frozenset({"cpt", "cpt code", "cpt codes"})),
    Kind(MODIFIERS, 2, _TWO, "modifier", frozenset({"modifier", "modifier code", "mod"})),
    Kind(
        PLACES,
        2,
        _DIGITS,
        "place of service",
        frozenset({
            "pos", "pos code", "place of service", "place of service code",
            "place of service codes",
        }),
    ),
)  # fmt: skip
BY_NAME: Final[dict[str, Kind]] = {kind.name: kind for kind in KINDS}
