"""NCCI's medically unlikely edits for practitioners: MCR_MUE_PractitionerServices_Eff_01-01-2026.

A notice stands first, then ``HCPCS/CPT Code``, ``Practitioner Services MUE Values``, ``MUE
Adjudication Indicator`` (``3 Date of Service Edit: Clinical``) and the rationale.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from xlbilling.codesets import quarters, sheets
from xlbilling.codesets.cells import bad_row, code, text
from xlbilling.model.codes import MUE, NOWHERE, CodeList, code_list, code_number
from xlbilling.model.errors import InputFileError
from xlbilling.model.tables import InputFile

_ANYBODYS: Final = {
    "code": {"hcpcs cpt code"},
    "units": {"practitioner services mue values", "practitioner mue values"},
    "other": {"outpatient hospital services mue values", "dme supplier services mue values"},
    "mai": {"mue adjudication indicator"},
}
_INDICATORS: Final = "123"
_UNITS_MAX: Final = 1_000_000


def looks_like(file: InputFile) -> bool:
    """Tell whether a file holds such edits, whoever they are for."""
    return _found(file.name, sheets.heads(file)) is not None


def read(file: InputFile) -> CodeList:
    """Return each code with its units and adjudication indicator, from the quarter's first day.

    Raises:
        InputFileError: a row has another shape, or the file is that for hospitals or suppliers.
    """
    table = _found(file.name, sheets.rows_of(file))
    if table is None or "units" not in table.places:
        raise InputFileError(
            f"{file.name}: these unit limits are for hospitals or suppliers",
            id="CODES-KIND",
            fix="download the practitioner services MUE table, and load that",
        )
    release = quarters.of_name(file.name)
    rows = [_row(table, n) for n in table.body()]
    return code_list(
        release.about(MUE, file.name),
        [found for found, _, _ in rows],
        [None] * len(rows),
        [None] * len(rows),
        {
            "units": np.array([units for _, units, _ in rows], dtype=np.int32),
            "mai": np.array([mai for _, _, mai in rows], dtype=np.int8),
        },
    )


def _found(source: str, tables: list[sheets.Rows]) -> sheets.Table | None:
    practitioner = sheets.find(source, tables, _ANYBODYS, "code units mai")
    return practitioner or sheets.find(source, tables, _ANYBODYS, "code other")


def _row(table: sheets.Table, n: int) -> tuple[str, int, int]:
    found, units = code(table.cell(n, "code"), 5), text(table.cell(n, "units"))
    mai = text(table.cell(n, "mai"))
    if code_number(found) == NOWHERE:
        raise bad_row(table.source, n + 1, f"{found[:20]!r} is no code of five characters")
    if not units.isdigit() or int(units) > _UNITS_MAX:
        raise bad_row(table.source, n + 1, f"units are {units[:20]!r}; expected a whole number")
    if mai[:1] not in set(_INDICATORS):
        raise bad_row(table.source, n + 1, f"indicator is {mai[:30]!r}; expected 1, 2 or 3")
    return found, int(units), int(mai[0])
