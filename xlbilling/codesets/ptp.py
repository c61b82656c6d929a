"""NCCI's procedure-to-procedure edits for practitioners: ccipra-v320r0-f1, text or workbook.

Notices and a header of several lines stand first. Then seven columns: column 1, column 2, ``*``
for edits from before 1996, first day, last day (``*`` for none), modifier indicator (0 not allowed,
1 allowed, 9 not applicable), rationale. A quarter has four such files, with deleted edits in them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.codesets import ordering, quarters, sheets
from xlbilling.codesets.cells import bad_row, code, day, text
from xlbilling.model.cells import CellValue
from xlbilling.model.codes import (
    FOR_EVER,
    NOWHERE,
    PTP,
    PairList,
    code_number,
    pair_keys,
)
from xlbilling.model.errors import InputFileError
from xlbilling.model.tables import InputFile
from xlbilling.x12.segments import text_of

if TYPE_CHECKING:
    import pandas as pd

_FIELDS: Final = {"column 1": 0, "column 2": 1, "first day": 3, "last day": 4, "modifier": 5}
_WIDTH_MIN: Final = 6
_CODE: Final = re.compile(r"[0-9A-Z]\d{3}[0-9A-Z]")
_DAY: Final = re.compile(r"\d{8}")
_HEAD_BYTES: Final = 1 << 16
_HOSPITAL: Final = re.compile(r"ccioph|hospital")
_INDICATORS: Final = {"0": 0, "1": 1, "9": 9}


@dataclass(frozen=True, slots=True)
class _Columns:
    """The five columns that count, and the file's row of the first of their cells, from 1."""

    source: str
    first_row: int
    cells: Mapping[str, Sequence[Any] | NDArray[Any]]


def looks_like(file: InputFile) -> bool:
    """Tell whether a file holds such edits, whoever they are for."""
    return any(_first_data_row(rows) >= 0 for rows in sheets.heads(file))


def read(file: InputFile) -> PairList:
    """Return the pairs, deleted ones included, since claims are looked up by their day.

    Raises:
        InputFileError: a row has another shape, or the file is that for hospitals.
    """
    if _HOSPITAL.search(file.name.lower()):
        raise InputFileError(
            f"{file.name}: these edits are for outpatient hospitals",
            id="CODES-KIND",
            fix="download the practitioner edits, ccipra-v…, and load those",
        )
    columns = _sheet_columns(file) if file.sheets else _text_columns(file)
    first, second = (_codes(columns, name) for name in ("column 1", "column 2"))
    starts, ends = _days(columns, "first day"), _days(columns, "last day")
    modifier = _each(columns, "modifier", lambda cell: _INDICATORS[text(cell)], "0, 1 or 9")
    release = quarters.of_name(file.name)
    if not release.version and len(starts):
        release = quarters.of_day(str(np.datetime64(int(starts.max()), "D")))
    return ordering.pairs(
        release.about(PTP, file.name),
        pair_keys(first, second),
        starts.astype(np.int32),
        ends.astype(np.int32),
        {"modifier": modifier.astype(np.int8)},
    )


def _first_data_row(rows: sheets.Rows) -> int:
    """Return the index of the first row that has the shape of an edit, -1 for none."""
    return next((n for n, row in enumerate(rows) if _is_edit([text(cell) for cell in row])), -1)


def _is_edit(cells: Sequence[str]) -> bool:
    return (
        len(cells) >= _WIDTH_MIN
        and all(_CODE.fullmatch(code(cell, 5)) for cell in cells[:2])
        and cells[2] in {"", "*"}
        and bool(_DAY.fullmatch(cells[3]))
        and (cells[4] in {"", "*"} or bool(_DAY.fullmatch(cells[4])))
        and cells[5] in _INDICATORS
    )


def _sheet_columns(file: InputFile) -> _Columns:
    rows = next(rows for rows in file.sheets if _first_data_row(rows[: sheets.HEAD_ROWS]) >= 0)
    start = _first_data_row(rows[: sheets.HEAD_ROWS])
    cells = {name: [row[place] for row in rows[start:]] for name, place in _FIELDS.items()}
    return _without_blank_rows(_Columns(file.name, start + 1, cells))


def _text_columns(file: InputFile) -> _Columns:
    import pandas as pd

    lines = text_of(file.content[:_HEAD_BYTES]).splitlines()
    delimiter = sheets.delimiter_of("\n".join(lines))
    start = next(n for n, line in enumerate(lines) if _is_edit(_cells(line, delimiter)))
    try:
        frame: pd.DataFrame = pd.read_csv(
            io.BytesIO(file.content),
            sep=delimiter,
            header=None,
            names=range(len(_cells(lines[start], delimiter))),
            usecols=list(_FIELDS.values()),
            skiprows=start,
            dtype=str,
            na_filter=False,
            encoding="latin-1",
            quoting=csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL,
            skip_blank_lines=False,
        )
    except ValueError as why:
        raise InputFileError(
            f"{file.name}: its rows cannot be told apart; a quote is not closed",
            id="CODES-ROW",
            fix="download the file again; nothing was loaded",
        ) from why
    cells = {name: frame[place].to_numpy(dtype=object) for name, place in _FIELDS.items()}
    return _without_blank_rows(_Columns(file.name, start + 1, cells))


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip(' "') for cell in line.split(delimiter)]


def _without_blank_rows(columns: _Columns) -> _Columns:
    """Leave out blank rows at the end of the table."""
    ones = columns.cells["column 1"]
    last = len(ones)
    while last and all(not text(column[last - 1]) for column in columns.cells.values()):
        last -= 1
    kept = {name: column[:last] for name, column in columns.cells.items()}
    return _Columns(columns.source, columns.first_row, kept)


def _codes(columns: _Columns, name: str) -> NDArray[np.int64]:
    def number(cell: CellValue) -> int:
        found = code_number(code(cell, 5))
        if found == NOWHERE:
            raise ValueError(cell)
        return found

    return _each(columns, name, number, "a code of five characters")


def _days(columns: _Columns, name: str) -> NDArray[np.int64]:
    open_end = FOR_EVER if name == "last day" else None

    def number(cell: CellValue) -> int:
        iso = day(cell)
        if iso is None and open_end is None:
            raise ValueError(cell)
        return FOR_EVER if iso is None else int(np.datetime64(iso, "D").astype(np.int64))

    return _each(columns, name, number, "a date as YYYYMMDD")


def _each(
    columns: _Columns, name: str, number: Callable[[CellValue], int], expected: str
) -> NDArray[np.int64]:
    """Return a column as numbers, each distinct cell read once.

    Raises:
        InputFileError: a cell is not what it should be; names the first such row.
    """
    import pandas as pd

    cells = np.asarray(columns.cells[name], dtype=object)
    labels, distinct = pd.factorize(cells, use_na_sentinel=False)
    numbers = np.zeros(len(distinct), dtype=np.int64)
    for n, cell in enumerate(distinct):
        try:
            numbers[n] = number(None if cell is None or cell != cell else cell)  # noqa: PLR0124  NaN
        except (ValueError, KeyError):
            row = columns.first_row + int(np.argmax(labels == n))
            shown = text(cell)[:20]
            raise bad_row(
                columns.source, row, f"{name} is {shown!r}; expected {expected}"
            ) from None
    return numbers[labels]
