"""CMS' national physician fee schedule: PPRRVU26_JAN, CSV or workbook.

Its header runs over several lines: ``GLOB`` above ``DAYS``, ``PCTC`` above ``IND``, ``BILAT`` above
``SURG``; the last of them begins with ``HCPCS``, ``MOD``. Rows with a modifier (26, TC, 53) repeat
what the code's own row says of these, so they are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from xlbilling.codesets import quarters, sheets
from xlbilling.codesets.cells import bad_row, code, plain, text
from xlbilling.model.codes import NOWHERE, RVU, CodeList, code_list, code_number
from xlbilling.model.tables import InputFile

_HEADER_LINES: Final = 5
_COLUMNS: Final = {
    "pctc": "pctc ind",
    "global_days": "glob days",
    "bilateral": "bilat surg",
}
_PERIODS: Final = frozenset({"000", "010", "090", "XXX", "ZZZ", "MMM", "YYY", ""})


def looks_like(file: InputFile) -> bool:
    """Tell whether a file is the fee schedule file."""
    return any(_found(file.name, rows) is not None for rows in sheets.heads(file))


def read(file: InputFile) -> CodeList:
    """Return each code with ``global_days``, ``pctc`` and ``bilateral``, from the release's day on.

    Raises:
        InputFileError: a row has another shape.
    """
    found = (_found(file.name, rows) for rows in sheets.rows_of(file))
    table = next(one for one in found if one is not None)
    rows = [_row(table, n) for n in table.body() if not text(table.cell(n, "mod"))]
    kept = [row for row in rows if row["code"]]
    release = quarters.of_name(file.name)
    return code_list(
        release.about(RVU, file.name),
        [row["code"] for row in kept],
        [None] * len(kept),
        [None] * len(kept),
        {name: np.array([row[name] for row in kept], dtype=object) for name in _COLUMNS},
    )


def _found(source: str, rows: sheets.Rows) -> sheets.Table | None:
    for index, row in enumerate(rows[: sheets.HEAD_ROWS]):
        if [plain(cell) for cell in row[:2]] == ["hcpcs", "mod"]:
            places = _places(rows[max(0, index - _HEADER_LINES) : index + 1])
            has_all = set(_COLUMNS) <= set(places)
            return sheets.Table(source, rows, index, places) if has_all else None
    return None


def _places(lines: sheets.Rows) -> dict[str, int]:
    """Return where the columns stand, each header read downwards over its lines."""
    places = {"code": 0, "mod": 1}
    for place in range(2, len(lines[-1])):
        words = " ".join(plain(line[place]) for line in lines if place < len(line)).strip()
        for name, ending in _COLUMNS.items():
            if " ".join(words.split()).endswith(ending):
                places.setdefault(name, place)
    return places


def _row(table: sheets.Table, n: int) -> Mapping[str, str]:
    found = code(table.cell(n, "code"), 5)
    if len(found) > 5:  # a notice below the table
        return {"code": ""}
    if code_number(found) == NOWHERE:
        raise bad_row(table.source, n + 1, f"{found[:20]!r} is no code of five characters")
    days = text(table.cell(n, "global_days")).upper()
    days = days.zfill(3) if days.isdigit() else days
    if days not in _PERIODS:
        what = f"global days are {days[:20]!r}; expected 000, 010, 090, XXX, ZZZ, MMM or YYY"
        raise bad_row(table.source, n + 1, what)
    return {
        "code": found,
        "global_days": days,
        "pctc": text(table.cell(n, "pctc")),
        "bilateral": text(table.cell(n, "bilateral")),
    }
