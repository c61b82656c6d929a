"""Made-up code files in the layouts in which CMS and offices have them; codes are bare numbers."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

NOTICE = "Notice of a licensor who does not exist. All rights reserved."
PTP_HEAD: list[list[Any]] = [
    [NOTICE],
    ["Column1/Column2 Edits"],
    [
        "Column 1",
        "Column 2",
        "*=in existence",
        "Effective",
        "Deletion",
        "Modifier",
        "PTP Edit Rationale",
    ],
    [None, None, "prior to 1996", "Date", "Date", "0=not allowed"],
    [None, None, None, None, "*=no data", "1=allowed"],
    [None, None, None, None, None, "9=not applicable"],
]
PTP_ROWS: list[list[Any]] = [
    ["00100", "99213", None, 20200101, "*", 0, "Made-up reason one"],
    ["G0101", "99213", "*", 19960101, 20251231, 1, "Made-up reason two"],
    ["G0101", "99213", None, 20260101, "*", 0, "Made-up reason two"],
    ["99213", "00100", None, 20000101, 20000101, 9, "Made-up reason three"],
]
MUE_HEAD = [
    "HCPCS/\nCPT Code",
    "Practitioner Services MUE Values",
    "MUE Adjudication Indicator",
    "MUE Rationale",
]
MUE_ROWS: list[list[Any]] = [
    ["00100", 1, "1 Line Edit", "Made-up: Data"],
    ["99213", 2, "2 Date of Service Edit: Policy", "Made-up: Policy"],
    ["G0101", 3, "3 Date of Service Edit: Clinical", "Made-up: Clinical"],
]
AOC_HEAD = [
    "AOC_Edit_Type", "Add-On_Code", "AOC_Del_DT (Julian)", "Primary_Code", "Primary_Code_Del_DT (Julian)",
    "AOC_Edit_Eff_DT (Julian)", "AOC_Edit_Del_DT (Julian)", "Special_Instruction_Notes",
]  # fmt: skip
AOC_ROWS: list[list[Any]] = [
    [1, "99417", None, "99215", None, 2021001, None, None],
    [1, "99417", None, "99205", None, 2021001, 2025365, None],
    [2, "G2211", None, "CCCCC", None, 2024001, None, "Contractor Defined Primary Codes"],
    [3, "00101", None, "00100", None, 2022091, None, None],
]
RVU_HEAD: list[list[Any]] = [
    ["National Physician Fee Schedule Relative Value File", *[None] * 11],
    [NOTICE, *[None] * 11],
    [None, None, None, None, None, None, None, None, None, "DIAGNOSTIC", None, None],
    [None, None, None, "STATUS", "WORK", "NON-FAC", "PCTC", "GLOB", "MULT", "BILAT", "ASST", "CONV"],
    ["HCPCS", "MOD", "DESCRIPTION", "CODE", "RVU", "PE RVU", "IND", "DAYS", "PROC", "SURG", "SURG", "FACTOR"],
]  # fmt: skip
RVU_ROWS: list[list[Any]] = [
    ["00100", None, "made up", "A", 1.5, 2.25, 0, "010", 2, 1, 0, 33.4],
    ["71045", None, "made up", "A", 0.18, 0.5, 1, "XXX", 0, 3, 0, 33.4],
    ["71045", "26", "made up", "A", 0.18, 0.1, 1, "XXX", 0, 3, 0, 33.4],
    ["71045", "TC", "made up", "A", 0, 0.4, 1, "XXX", 0, 3, 0, 33.4],
]
HCPCS_HEAD = [
    "HCPC",
    "SEQNUM",
    "RECID",
    "LONG DESCRIPTION",
    "SHORT DESCRIPTION",
    "ADD DT",
    "ACT EFF DT",
    "TERM DT",
    "ACTION CD",
]


def csv_of(rows: Sequence[Sequence[Any]], delimiter: str = ",") -> bytes:
    """Return rows as a text table, quoted where need be."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows([
        ["" if cell is None else cell for cell in row] for row in rows
    ])
    return out.getvalue().encode("latin-1")


def xlsx_of(rows: Sequence[Sequence[Any]]) -> bytes:
    """Return rows as a workbook of one sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                elif cell is not None:
                    sheet.write_number(row, column, cell)
    return out.getvalue()


def zip_of(members: Mapping[str, bytes]) -> bytes:
    """Return a zip file as CMS gives them for download."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def hcpcs_line(code: str, record: str, words: str, added: str = "", last: str = "") -> str:
    """Return a line of the contractor record: columns of HCPC2024_recordlayout.txt."""
    line = f"{code:>5}00100{record}{words:<80}{'':<28}"
    if record in "37":
        line = f"{line:<268}{added:<8}{added:<8}{last:<8}N"
    return f"{line:<320}"


def hcpcs_text(*lines: str) -> bytes:
    """Return the text file of HCPCS."""
    return "".join(f"{line}\r\n" for line in lines).encode("latin-1")


HCPCS_TEXT = hcpcs_text(
    hcpcs_line("A0021", "3", "Made-up ride, per mile", "19820101", "20051231"),
    hcpcs_line("G0101", "3", "Made-up visit of which the description", "19980101"),
    hcpcs_line("G0101", "4", "goes on in a second line"),
    hcpcs_line("J3490", "3", "Made-up drug,", "19820101"),
    hcpcs_line("J3490", "4", "not otherwise classified"),
    hcpcs_line("A1", "7", "Made-up modifier", "19900101"),
)


PTP_TEXT = csv_of([*PTP_HEAD, *PTP_ROWS], "\t")
MUE_TEXT = csv_of([[NOTICE], MUE_HEAD, *MUE_ROWS])
AOC_TEXT = csv_of([[NOTICE], AOC_HEAD, *AOC_ROWS], "\t")
RVU_TEXT = csv_of([*RVU_HEAD, *RVU_ROWS])
PTP_NAME = "ccipra-v320r0-f1.TXT"
MUE_NAME = "MCR_MUE_PractitionerServices_Eff_01-01-2026.csv"
AOC_NAME = "AOC_V2026Q1-MCR.txt"
RVU_NAME = "PPRRVU26_JAN.csv"
HCPCS_NAME = "HCPC2026_JAN_ANWEB_12292025.txt"
