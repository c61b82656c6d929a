"""Code files into rows, as tests compare them: read, then laid out in plain Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from xlbilling.codesets import readers
from xlbilling.hosts import inputs
from xlbilling.model.codes import FOR_EVER, FROM_EVER, CodeList, PairList, number_code
from xlbilling.model.tables import InputFile

CODES_OF_FIVE = 36**5


def files_of(folder: Path, name: str, content: bytes) -> tuple[InputFile, ...]:
    """Return what a file on the disk holds, as the shells read it."""
    path = folder / name
    path.write_bytes(content)
    return inputs.read_inputs(path)


def read(folder: Path, name: str, content: bytes, wanted: str = "") -> CodeList | PairList:
    """Return the set of a file that one reader claims."""
    (file,) = files_of(folder, name, content)
    reader = readers.reader_of(file, wanted)
    assert reader is not None
    assert reader.read is not None
    return reader.read(file)


def rows(codes: CodeList | PairList) -> list[tuple[Any, ...]]:
    """Return the rows of a set: code or pair, first day, last day, values by name's order."""
    if isinstance(codes, PairList):
        names: list[Any] = [
            (number_code(key // CODES_OF_FIVE), number_code(key % CODES_OF_FIVE))
            for key in codes.keys.tolist()
        ]
        starts = [_iso(day, FROM_EVER) for day in codes.starts.tolist()]
        ends = [_iso(day, FOR_EVER) for day in codes.ends.tolist()]
    else:
        names = codes.codes.tolist()
        starts, ends = (
            [None if day is None else day.isoformat() for day in days.tolist()]
            for days in (codes.starts, codes.ends)
        )
    values = [codes.values[name].tolist() for name in sorted(codes.values)]
    return list(zip(names, starts, ends, *values, strict=True))


def _iso(day: int, none: int) -> str | None:
    return None if day == none else str(np.datetime64(day, "D"))
