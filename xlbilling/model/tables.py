"""What a task is given: the workbook's tables as frames, with the way back to their cells."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

from xlbilling.model.cells import CellValue
from xlbilling.model.findings import Finding

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.codes import CodeSets


@dataclass(frozen=True)
class TableData:
    """One table as read.

    Attributes:
        name: the table's code name, such as ``claims``.
        sheet: the sheet it stands on.
        frame: its rows, by frame names (money in ``*_cents``); the index is the sheet's row
            number. Text and ids are str with "" for a blank; money is Int64 with NA for a blank;
            dates are datetime64 with NaT; numbers are float64 with NaN.
        letters: code name to the letter of the sheet's column.
        findings: what the gates refused (a blank stands in the frame instead).
    """

    name: str
    sheet: str
    frame: pd.DataFrame
    letters: Mapping[str, str]
    findings: tuple[Finding, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the gated values and row numbers: the fingerprint of what was read."""
        return frame_digest(self.frame)

    def where(self, column: str, row: int) -> str:
        """Return the address of a cell, such as ``Claims!F14``."""
        letter = self.letters.get(column.removesuffix("_cents"), "")
        return f"{self.sheet}!{letter}{row}" if letter else f"{self.sheet}!{row}:{row}"


_FEW: Final = 1_000
"""Rows."""


def frame_digest(frame: pd.DataFrame) -> str:
    """Return the SHA-256 of a frame's columns by name, its values and its row numbers."""
    import numpy as np
    import pandas as pd

    total = hashlib.sha256(repr((list(frame.columns), len(frame))).encode())
    total.update(np.asarray(frame.index, dtype="int64").tobytes())
    if not len(frame):
        return total.hexdigest()
    for name in frame.columns:
        column = frame[name]
        is_plain = isinstance(column.dtype, np.dtype) and column.dtype.kind not in "mM"
        values = column.to_numpy() if is_plain else column.array
        # Of a few texts each is hashed by itself: to find the distinct ones first, which gives the
        # same hashes where none is missing, takes pandas five times as long.
        is_few = len(values) < _FEW and is_plain and set(map(type, values)) == {str}
        total.update(pd.util.hash_array(values, categorize=not is_few).tobytes())
    return total.hexdigest()


@dataclass(frozen=True)
class Snapshot:
    """What was read of the workbook for one task.

    Attributes:
        tables: the tables that the task names.
        settings: the Settings sheet, text by setting name.
        ledger_head: ``seq:hash`` of the ledger's last row as the book's hidden name says;
            "" for a book without a ledger row.
        sheets: the names of all sheets in the book.
        codes: the code sets that the task names and that somebody loaded, or that are shipped.
    """

    tables: Mapping[str, TableData]
    settings: Mapping[str, str] = field(default_factory=dict)
    ledger_head: str = ""
    sheets: Sequence[str] = ()
    codes: CodeSets = field(default_factory=dict)

    def __getitem__(self, name: str) -> TableData:
        """Return a table as read; KeyError where the task did not name it."""
        return self.tables[name]

    def frame(self, name: str) -> pd.DataFrame:
        """Return a table's frame."""
        return self.tables[name].frame

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the gates found while reading."""
        return tuple(one for table in self.tables.values() for one in table.findings)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file given to a command, already read.

    Attributes:
        name: its own name, without the folder.
        content: its bytes.
        sheets: of an Excel workbook, the cells of every worksheet.
        sheet_names: their names, in the same order.
    """

    name: str
    content: bytes
    sheets: tuple[Sequence[Sequence[CellValue]], ...] = ()
    sheet_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Request:
    """What the task is asked to do.

    Attributes:
        as_of: "today" for everything the task writes or compares.
        user: who asks, for the ledger and the audit trail.
        files: the input files, in the order given.
        options: the command's own options, by name with underscores.
        stamp: when it is asked, for the audit trail; "" for the real time of writing it.
        is_dry_run: a person looks at the Plan before any of it is written, so it tells more of what
            it would do.
    """

    as_of: date
    user: str = ""
    files: tuple[InputFile, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    stamp: str = ""
    is_dry_run: bool = False

    def option(self, name: str, default: str = "") -> str:
        """Return an option's text, or the default."""
        return self.options.get(name) or default
