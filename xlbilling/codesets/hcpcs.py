"""HCPCS Level II as CMS publishes it each quarter: HCPC2026_JAN_ANWEB, text or workbook.

The text has fixed columns (HCPC2024_recordlayout.txt): 1-5 code, 6-10 sequence number, 11 record,
12-91 long description, 269-276 added, 277-284 action effective, 285-292 last day. Record 3 is a
code's first line, 4 goes on with its description; 7 and 8 are modifiers. The file holds what CMS
maintains alone, no CPT.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from xlbilling.codesets import quarters, sheets
from xlbilling.codesets.cells import bad_row, code, day, text
from xlbilling.codesets.unlisted import unlisted
from xlbilling.model.cells import CellValue
from xlbilling.model.codes import HCPCS, CodeList, code_list
from xlbilling.model.tables import InputFile
from xlbilling.x12.segments import text_of

_HEAD_BYTES: Final = 20_000
_FIRST: Final = "3"
_MORE: Final = "4"
_LINE: Final = re.compile(r"(?:[A-Z0-9]{5}|   [A-Z0-9]{2})\d{5}[3478]")
_CODE: Final = re.compile(r"[A-Z]\d{4}")
_HEADERS: Final = {
    "code": {"hcpc", "hcpcs"},
    "record": {"recid"},
    "long": {"long description"},
    "from": {"add dt"},
    "to": {"term dt"},
}
_NEEDED: Final = "code record long from to"


@dataclass(slots=True)
class _Record:
    """One line of the file."""

    row: int
    code: str
    record: str
    words: str
    first: CellValue
    last: CellValue


def looks_like(file: InputFile) -> bool:
    """Tell whether a file is CMS' HCPCS file."""
    if sheets.find(file.name, sheets.heads(file), _HEADERS, _NEEDED):
        return True
    lines = text_of(file.content[:_HEAD_BYTES]).splitlines()[:20]
    filled = [line for line in lines if line.strip()]
    return not file.sheets and bool(filled) and all(_LINE.match(line) for line in filled)


def read(file: InputFile) -> CodeList:
    """Return the codes; ``noc`` tells those whose description says "not otherwise classified".

    Raises:
        InputFileError: a row has another shape.
    """
    codes: list[_Record] = []
    for one in _records(file):
        if one.record == _FIRST:
            codes.append(one)
        elif one.record == _MORE and codes and codes[-1].code == one.code:
            codes[-1].words += f" {one.words}"
    for one in codes:
        if not _CODE.fullmatch(one.code):
            raise bad_row(file.name, one.row, f"{one.code!r} is no HCPCS Level II code")
    starts = [_day(file.name, one.row, one.first) for one in codes]
    release = quarters.of_name(file.name)
    if not release.version:  # a renamed file: its newest codes came with its release
        release = quarters.of_day(max(filter(None, starts), default=""))
    return code_list(
        release.about(HCPCS, file.name),
        [one.code for one in codes],
        starts,
        [_day(file.name, one.row, one.last) for one in codes],
        {"noc": unlisted(one.words for one in codes)},
    )


def _records(file: InputFile) -> Iterator[_Record]:
    table = sheets.find(file.name, sheets.rows_of(file), _HEADERS, _NEEDED)
    if table is None:
        for row, line in enumerate(text_of(file.content).splitlines(), start=1):
            if line.strip():
                yield _of_line(row, line)
        return
    for n in table.body():
        yield _Record(
            n + 1,
            code(table.cell(n, "code"), 5),
            text(table.cell(n, "record")),
            text(table.cell(n, "long")),
            table.cell(n, "from"),
            table.cell(n, "to"),
        )


def _of_line(row: int, line: str) -> _Record:
    words = line[11:91].strip()
    return _Record(row, line[:5].strip(), line[10:11], words, line[268:276], line[284:292])


def _day(source: str, row: int, cell: CellValue) -> str | None:
    try:
        return day(cell)
    except ValueError:
        raise bad_row(source, row, f"{text(cell)!r} is no date; expected YYYYMMDD") from None
