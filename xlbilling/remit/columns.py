"""Which column of a payer's sheet is what: header row, synonyms, the office's own map.

Headers were seen in real exports; see the remittance column notes in the documentation.
A column feeds one field only, and a field is fed by one column, save those that repeat.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from xlbilling.model.cells import CellValue
from xlbilling.model.errors import InputFileError
from xlbilling.remit.cells import words_of
from xlbilling.remit.synonyms import SYNONYMS

REPEATED: Final = frozenset({"modifiers", "adj_codes", "adj_amounts", "remarks"})
_NUMBERED: Final = re.compile(
    r"(adj) (\d+) (group|code|amount)|(rem) (\d+) (code)|(mod|modifier) ?(\d)"
)
_HEADER_ROWS: Final = 15
_COLUMNS_MIN: Final = 3


def plain(header: str) -> str:
    """Return a header as headers are compared: lower case, without punctuation, single blanks."""
    return " ".join(re.sub(r"[._\-#/():$*,&]", " ", header.lower()).split())


_FIELD_BY_HEADER: Final = {field.replace("_", " "): field for field in SYNONYMS} | {
    plain(one): field for field, all_ in SYNONYMS.items() for one in all_.split("|")
}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Where each field stands in the sheet.

    Attributes:
        header_row: index of the header row, from 0.
        places: field name to column indexes, from 0; only repeated fields have several.
        headers: field name to the header text of its first column.
        unused: header texts that feed nothing.
        doubles: pairs of field and header text where another column feeds the field already.
        numbered: adjustment number to the columns of its ``group``, ``code`` and ``amount``.
    """

    header_row: int
    places: Mapping[str, tuple[int, ...]]
    headers: Mapping[str, str]
    unused: tuple[str, ...]
    doubles: tuple[tuple[str, str], ...]
    numbered: Mapping[str, Mapping[str, int]]

    def place(self, field: str) -> int | None:
        """Return the column of a field, None when the sheet has none."""
        return next(iter(self.places.get(field, ())), None)


def _field_of(header: str) -> str | None:
    """Return the field that a header names, whole words only."""
    name = plain(header)
    if name in _FIELD_BY_HEADER:
        return _FIELD_BY_HEADER[name]
    numbered = _NUMBERED.fullmatch(name)
    if numbered:
        return "modifiers" if numbered[7] else "remarks" if numbered[4] else None
    return None


def _score(row: Sequence[CellValue]) -> int:
    return len({
        field for cell in row if isinstance(cell, str) and (field := _field_of(words_of(cell)))
    })


def header_row_of(rows: Sequence[Sequence[CellValue]]) -> int | None:
    """Return the index of the header row among the first rows, None when none looks like one.

    The row with the most known headers counts; it needs three, one of them about money.
    """
    best, best_score = None, _COLUMNS_MIN - 1
    for place, row in enumerate(rows[:_HEADER_ROWS]):
        score = _score(row)
        if score > best_score and _has_money(row):
            best, best_score = place, score
    return best


def _has_money(row: Sequence[CellValue]) -> bool:
    fields = {_field_of(words_of(cell)) for cell in row}
    return not fields.isdisjoint({"paid", "billed", "payment_total"})


def columns_of(
    rows: Sequence[Sequence[CellValue]], source: str, saved: Mapping[str, str] | None = None
) -> ColumnMap:
    """Return where each field stands.

    Args:
        rows: the sheet.
        source: the file's name as messages show it.
        saved: the office's own map, field name to header text; it wins over the synonyms.

    Raises:
        InputFileError: there is no header row, no paid column, or nothing names the claim.
    """
    chosen = {plain(header): field for field, header in (saved or {}).items()}
    header_row = header_row_of(rows)
    for place, row in enumerate(rows[:_HEADER_ROWS]):
        if chosen and all(one in {plain(words_of(cell)) for cell in row} for one in chosen):
            header_row = place
            break
    if header_row is None:
        raise _refuse(source, "no row looks like a header of a remittance sheet")
    found = _mapped(rows[header_row], header_row, chosen)
    if "paid" not in found.places:
        raise _refuse(source, "no column says what was paid")
    if not {"claim_id", "payer_claim_no", "member_id"} & set(found.places):
        raise _refuse(source, "no column names the claim or the member")
    return found


def _refuse(source: str, why: str) -> InputFileError:
    fix = "import the payer's 835 instead, or save a column map for this payer"
    return InputFileError(f"{source}: {why}", id="SHEET-COLUMNS", fix=fix)


def _mapped(row: Sequence[CellValue], header_row: int, chosen: Mapping[str, str]) -> ColumnMap:
    names = [words_of(cell) for cell in row]
    places: dict[str, list[int]] = {}
    headers: dict[str, str] = {}
    unused, doubles = [], []
    numbered: dict[str, dict[str, int]] = {}
    for column, header in enumerate(names):
        match = _NUMBERED.fullmatch(plain(header))
        if match and match[1]:
            numbered.setdefault(match[2], {})[match[3]] = column
            continue
        field = chosen.get(plain(header)) or _field_of(header)
        if field in chosen.values() and plain(header) not in chosen:
            field = None
        if field is None:
            unused += [header] if header else []
        elif field in places and field not in REPEATED:
            doubles.append((field, header))
        else:
            places.setdefault(field, []).append(column)
            headers.setdefault(field, header)
    if "paid" not in places and plain(headers.get("payment_total", "")) == "payment amount":
        # In a file with one row a claim, "payment amount" is the claim's, not the check's.
        places["paid"], headers["paid"] = places.pop("payment_total"), headers.pop("payment_total")
    frozen = {field: tuple(columns) for field, columns in places.items()}
    return ColumnMap(header_row, frozen, headers, tuple(unused), tuple(doubles), numbered)
