"""The rows that a person typed into an entry book: a workbook of the same layout, kept apart.

Only what people type is read: columns of the program's own, and payments that the entry book
imported from a file, stay behind. A file with a cell of the wrong kind is refused whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from xlbilling.layout import frames
from xlbilling.layout.columns import Kind, Table, Writer, code_name
from xlbilling.layout.tables import BY_NAME
from xlbilling.model.errors import InputFileError, RefusedError
from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.model.gates import is_blank

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.cells import CellValue
    from xlbilling.model.tables import InputFile

ALL: Final = "all"
COMES_FILLED: Final = frozenset({
    "settings", "carc_map", "statement_messages", "adjustment_types", "code_limits", "code_needs",
    "agency_layout", "delinquency_levels", "letter_texts", "rate_rules",
})  # fmt: skip
"""Tables that a fresh workbook has rows in: the office's own set-up, merged only by name."""

_OF_BATCH: Final = frozenset({"remits", "remit_lines", "provider_adjustments", "batches"})
_HEADER_ROWS: Final = 10
_FIX: Final = "mend the cell in the entry book and load it again; no row of it was loaded"

Rows = Sequence[Sequence["CellValue"]]


@dataclass(frozen=True)
class Entered:
    """One table of an entry book.

    Attributes:
        table: its declaration.
        source: the entry book's name.
        sheet: the sheet it stands on.
        frame: the rows, by frame names; the index is the sheet's row number.
        letters: code name to the letter of the sheet's column.
        unnumbered: the sheet rows that were typed without a number.
    """

    table: Table
    source: str
    sheet: str
    frame: pd.DataFrame
    letters: Mapping[str, str]
    unnumbered: frozenset[int] = frozenset()

    def where(self, name: str, row: int) -> str:
        """Return the address of a cell with the entry book's name."""
        return f"{self.source} {self.sheet}!{self.letters.get(name, '')}{row}"


def is_mergeable(table: Table) -> bool:
    """Tell whether people keep a table: the program's own are made anew, never merged."""
    is_typed = any(column.writer is not Writer.PROGRAM for column in table.columns)
    return is_typed and table.owner != "program"


def demand_mergeable(table: Table) -> None:
    """Refuse a table that no entry book can add to.

    Raises:
        RefusedError: the program keeps it, or its rows have no key to tell them apart.
    """
    if not is_mergeable(table):
        raise RefusedError(
            f"table '{table.title}' is kept by the program and is not merged",
            id="LOAD-TABLE",
            fix="load the tables that people type into, or 'all'",
        )
    if not table.key:
        raise RefusedError(
            f"table '{table.title}' has no key, so its rows cannot be told apart",
            id="LOAD-NO-KEY",
            fix="copy its rows over by hand",
        )


def tables_with_rows(files: Sequence[InputFile]) -> tuple[str, ...]:
    """Return the tables that ``all`` takes from entry books, in the workbook's order."""
    found = {
        table.name
        for file in files
        for table, _, rows, header in _tables(file)
        if any(_typed_rows(table, rows, header))
    }
    return tuple(name for name in BY_NAME if name in found - COMES_FILLED)


def read(file: InputFile, wanted: Sequence[str]) -> list[Entered]:
    """Return the tables of an entry book that are asked for and have rows.

    Raises:
        InputFileError: it has none of the sheets, or a cell or a key of the wrong kind.
    """
    there = [one for one in _tables(file) if one[0].name in wanted]
    if not there:
        titles = ", ".join(BY_NAME[name].title for name in wanted) or "a billing workbook"
        raise InputFileError(
            f"{file.name}: no sheet with the headers of {titles}",
            id="LOAD-ENTRY-BOOK",
            fix="give a workbook made by 'xlbilling new', or a CSV file of the table",
        )
    read_ = [_entered(file.name, *one) for one in there]
    return [one for one in read_ if len(one.frame)]


def _tables(file: InputFile) -> Iterator[tuple[Table, str, Rows, int]]:
    """Give the tables of people in a workbook, by the sheet's name or else by its headers."""
    names = file.sheet_names or ("",) * len(file.sheets)
    by_sheet = {table.sheet.casefold(): table for table in BY_NAME.values()}
    for name, rows in zip(names, file.sheets, strict=True):
        named = by_sheet.get(name.casefold())
        for table in [named] if named else BY_NAME.values():
            header = _header_row(table, rows)
            if header is None or not is_mergeable(table):
                continue
            if named or _is_whole(table, rows[header]):
                yield table, name or table.sheet, rows, header
                break


def _is_whole(table: Table, header: Sequence[CellValue]) -> bool:
    """Tell whether a header row has all columns of a table: the sheet was renamed then."""
    own = {code_name(str(cell)) for cell in header if not is_blank(cell)}
    return own >= {column.name for column in table.columns}


def _header_row(table: Table, rows: Rows) -> int | None:
    for place, row in enumerate(rows[:_HEADER_ROWS]):
        names = {code_name(str(cell)) for cell in row if not is_blank(cell)}
        if names and set(table.key) <= names:
            return place
    return None


def _places(table: Table, header: Sequence[CellValue]) -> dict[str, int]:
    """Return where the columns that people type stand, by code name."""
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        column = None if is_blank(cell) else table.by_name.get(code_name(str(cell)))
        if column is not None and column.writer is not Writer.PROGRAM:
            found.setdefault(column.name, place)
    return found


def _typed_rows(table: Table, rows: Rows, header: int) -> Iterator[tuple[int, Sequence[CellValue]]]:
    """Give the rows in which somebody typed anything, with their row numbers."""
    places = _places(table, rows[header]).values()
    for number, row in enumerate(rows[header + 1 :], start=header + 2):
        if any(place < len(row) and not is_blank(row[place]) for place in places):
            yield number, row


def _entered(source: str, table: Table, sheet: str, rows: Rows, header: int) -> Entered:
    places = _places(table, rows[header])
    numbered = list(_typed_rows(table, rows, header))
    raw: dict[str, list[Any]] = {
        name: [row[place] if place < len(row) else None for _, row in numbered]
        for name, place in places.items()
    }
    letters = {name: frames.column_letter(place + 1) for name, place in places.items()}
    data = frames.gate(table, raw, rows=[number for number, _ in numbered], letters=letters)
    for finding in data.findings:
        if finding.severity != ERROR:
            continue
        cell = finding.where.rpartition("!")[2]
        raise InputFileError(f"{source} {sheet}!{cell}: {finding.message}", id="LOAD-ROW", fix=_FIX)
    bare = _number(table, data.frame)
    entered = Entered(table, source, sheet, data.frame, letters, bare)
    _demand_keys(entered)
    return entered


def _number(table: Table, frame: pd.DataFrame) -> frozenset[int]:
    """Number rows that were typed without a number by the row they stand in; return those rows."""
    bare: set[int] = set()
    for name in table.key:
        if table.column(name).kind is Kind.NUMBER and name in frame:
            rows = frame.index.to_series().astype("float64")
            bare |= {int(row) for row in frame.index[frame[name].isna()]}
            frame[name] = frame[name].where(frame[name].notna(), rows)
    return frozenset(bare)


def _demand_keys(entered: Entered) -> None:
    for name in entered.table.key:
        column = entered.table.column(name)
        if not column.required or column.frame_name not in entered.frame:
            continue
        values = entered.frame[column.frame_name]
        blank = values.index[values.isna() | (values.astype(str) == "")]
        if len(blank):
            raise InputFileError(
                f"{entered.where(name, int(blank[0]))}: a row without {column.header}",
                id="LOAD-ROW",
                fix=_FIX,
            )


def without_imported(
    tables: Sequence[Entered], file: InputFile
) -> tuple[list[Entered], list[Finding]]:
    """Leave out payments that the entry book imported from files, and tell of them."""
    imported = _imported(file)
    if not imported:
        return list(tables), []
    kept = []
    for one in tables:
        is_ours = one.frame["batch"].isin(list(imported)) if one.table.name in _OF_BATCH else None
        frame = one.frame if is_ours is None else one.frame[~is_ours]
        kept.append(replace(one, frame=frame))
    return kept, [
        Finding(
            "LOAD-IMPORTED",
            WARNING,
            f"batch {batch} was imported from a file there; it was not loaded",
            file.name,
            "import the payer's file into this book",
        )
        for batch in sorted(imported)
    ]


def _imported(file: InputFile) -> set[str]:
    for table, _, rows, header in _tables(file):
        if table.name == "remits":
            names = [code_name(str(cell)) if not is_blank(cell) else "" for cell in rows[header]]
            batch = names.index("batch")
            marks = [names.index(one) for one in ("file_hash", "payment_key") if one in names]
            return {
                str(row[batch])
                for row in rows[header + 1 :]
                if any(place < len(row) and not is_blank(row[place]) for place in marks)
            }
    return set()
