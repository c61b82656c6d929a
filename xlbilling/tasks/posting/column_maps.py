"""How the columns of payers' sheets are read: proposed, confirmed once on Column Maps, remembered.

A layout is known by its headers. Its rows on the sheet are the map once one of them is Confirmed;
rows with a payer count for that payer alone, rows without one for every other payer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model.findings import ERROR, Finding
from xlbilling.remit import columns
from xlbilling.remit.cells import words_of
from xlbilling.remit.field_names import field_of, shown
from xlbilling.remit.headers import plain
from xlbilling.tasks.posting.payers import payer_called
from xlbilling.tasks.posting.sheet_values import sheet_rows

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.tables import Snapshot
    from xlbilling.remit.columns import ColumnMap, Rows

PROPOSED: Final = "proposed"
_YES: Final = "Y"
_PERSONS: Final = frozenset({"patient_name", "patient_last", "patient_first", "member_id"})

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Row:
    header: str
    field: str
    is_confirmed: bool
    sheet_row: int


@dataclass
class Placed:
    """A sheet with the map by which it is read.

    Attributes:
        columns: where each field stands.
        payer_id: our payer as the sheet names it, "" where it does not.
        troubles: why the sheet may not be read until a person confirms its map.
        records: the rows that Column Maps gets, where it has none for this layout and payer.
    """

    columns: ColumnMap
    payer_id: str
    troubles: tuple[str, ...]
    records: list[Record] = field(default_factory=list)

    def told(self, source: str) -> Record:
        """Return what the command's JSON says of the map."""
        status = "CONFIRMED" if self.columns.is_saved else "PROPOSED"
        return {
            "file": source,
            "layout": self.columns.layout,
            "payer": self.payer_id,
            "status": "TO CONFIRM" if self.troubles else status,
        }

    def finding(self, source: str) -> Finding:
        """Return why nothing of the file was imported."""
        return Finding(
            "MAP-UNSURE",
            ERROR,
            f"nothing of it was imported: {'; '.join(self.troubles)}",
            source,
            f"on Column Maps correct Field for layout {self.columns.layout}, set Confirmed to Y, "
            f"then import the file again",
        )


class ColumnMaps:
    """The maps of the Column Maps sheet, and those proposed in this command."""

    def __init__(self, book: Snapshot) -> None:
        """Take up the sheet's rows by layout and payer."""
        self._book = book
        self._groups: dict[tuple[str, str], list[_Row]] = {}
        frame = book.frame("column_maps")
        names = ("layout", "payer_id", "header", "field", "confirmed")
        cells = zip(*(frame[name] for name in names), sheet_rows(frame), strict=True)
        for layout, payer, header, name, confirmed, row in cells:
            one = _Row(header, name, confirmed.upper() == _YES, row)
            self._groups.setdefault((layout.upper(), payer), []).append(one)

    @property
    def layouts(self) -> set[str]:
        """The ids of the layouts that have rows."""
        return {layout for layout, _ in self._groups}

    def place(self, rows: Rows, source: str, payer_id: str = "") -> Placed:
        """Return the map by which a sheet is read.

        Args:
            rows: its cells.
            source: the file's name as messages show it.
            payer_id: our payer where the person said it.

        Raises:
            InputFileError: no row looks like a header.
        """
        header_row = columns.header_row_of(rows, self.layouts)
        if header_row is None:
            raise columns.refusal(source, "no row looks like a header of a remittance sheet")
        proposal = columns.proposed(rows, source, header_row)
        payer = payer_id or _payer_named(rows, proposal, self._book.frame("payers"))
        key, group = self._group(proposal.layout, payer)
        if not group:
            self._groups[key] = _rows_of(proposal)
            records = _records(proposal, key, rows)
            return Placed(proposal, payer, (*proposal.lacks, *proposal.doubts), records)
        if any(one.is_confirmed for one in group):
            return self._saved(rows, header_row, group, payer)
        troubles = (*proposal.lacks, *proposal.doubts, *self._changed(group, proposal))
        return Placed(proposal, payer, troubles)

    def _group(self, layout: str, payer: str) -> tuple[tuple[str, str], list[_Row]]:
        """Return the rows of a layout for a payer: its own, any payer's, or the only ones."""
        for key in ((layout, payer), (layout, "")):
            if key in self._groups:
                return key, self._groups[key]
        others = [key for key in self._groups if key[0] == layout]
        if not payer and len(others) == 1:
            return others[0], self._groups[others[0]]
        return (layout, payer), []

    def _saved(self, rows: Rows, header_row: int, group: Sequence[_Row], payer: str) -> Placed:
        fields = {plain(one.header): field_of(one.field) for one in group}
        placed = columns.saved(
            rows, header_row, {header: name or "" for header, name in fields.items()}
        )
        unknown = tuple(
            f"{self._where(one)} names a field that is not known, {one.field[:30]!r}"
            for one in group
            if field_of(one.field) is None
        )
        missing = tuple(
            words for words, names in columns.MUST_SAY.items() if not any(map(placed.has, names))
        )
        return Placed(placed, payer, (*unknown, *placed.doubts, *missing))

    def _changed(self, group: Sequence[_Row], proposal: ColumnMap) -> Iterable[str]:
        """Give the rows whose field somebody changed without confirming the map."""
        own = {plain(label): name for label, name in _pairs(proposal)}
        for one in group:
            if field_of(one.field) != own.get(plain(one.header), field_of(one.field)):
                yield f"{self._where(one)} was changed, but is not confirmed"

    def _where(self, row: _Row) -> str:
        return self._book["column_maps"].where("field", row.sheet_row)


def _pairs(placed: ColumnMap) -> list[tuple[str, str]]:
    return [
        (label, name) for label, name in zip(placed.labels, placed.fields, strict=True) if label
    ]


def _rows_of(placed: ColumnMap) -> list[_Row]:
    return [
        _Row(label, shown(name), is_confirmed=False, sheet_row=0) for label, name in _pairs(placed)
    ]


def _records(placed: ColumnMap, key: tuple[str, str], rows: Rows) -> list[Record]:
    body = rows[placed.header_row + 1 :]
    return [
        {
            "layout": key[0],
            "payer_id": key[1],
            "header": label,
            "field": shown(name),
            "confirmed": "",
            "example": "" if name in _PERSONS else _example(body, column),
            "source": PROPOSED,
        }
        for column, (label, name) in enumerate(zip(placed.labels, placed.fields, strict=True))
        if label
    ]


def _example(body: Rows, column: int) -> str:
    cells = (words_of(row[column]) for row in body if column < len(row))
    return next((text[:60] for text in cells if text), "")


def _payer_named(rows: Rows, placed: ColumnMap, payers: pd.DataFrame) -> str:
    """Return the one payer of ours that the sheet names; "" for none or several."""
    said: dict[str, list[str]] = {}
    for name in ("payer_name", "payer_id"):
        column = placed.place(name)
        cells = (
            [placed.above.get(name)]
            if column is None
            else [row[column] for row in rows[placed.header_row + 1 :] if column < len(row)]
        )
        said[name] = list(dict.fromkeys(text for one in cells if (text := words_of(one))))
    return payer_called(said["payer_id"], said["payer_name"], payers)


def with_payer(records: Iterable[Record], payer_id: str) -> list[Record]:
    """Return map rows with their payer, where the claims told it."""
    return [{**one, "payer_id": one["payer_id"] or payer_id} for one in records]
