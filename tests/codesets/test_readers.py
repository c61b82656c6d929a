"""Published files of codes: each is read as its publisher lays it out, text and workbook alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.codesets import made
from tests.codesets.reading import files_of, read, rows

HCPCS_BOOK = made.xlsx_of([
    made.HCPCS_HEAD,
    ["A0021", 100, 3, "Made-up ride, per mile", "x", 19820101, 20060101, 20051231, "D"],
    ["G0101", 100, 3, "Made-up visit of which the description", "x", 19980101, 19980101, None, "N"],
    ["G0101", 200, 4, "goes on in a second line", None, None, None, None, None],
    ["J3490", 100, 3, "Made-up drug, not otherwise classified", "x", 19820101, 19820101, None, "N"],
    ["A1", 100, 7, "Made-up modifier", "x", 19900101, 19900101, None, "N"],
])


@pytest.mark.parametrize(
    ("name", "content"),
    [(made.HCPCS_NAME, made.HCPCS_TEXT), ("HCPC2026_JAN_ANWEB.xlsx", HCPCS_BOOK)],
    ids=["text", "xlsx"],
)
def test_hcpcs_has_each_code_once_with_its_days_and_whether_it_is_not_otherwise_classified(
    tmp_path: Path, name: str, content: bytes
) -> None:
    codes = read(tmp_path, name, content)

    assert rows(codes) == [
        ("A0021", "1982-01-01", "2005-12-31", False),
        ("G0101", "1998-01-01", None, False),
        ("J3490", "1982-01-01", None, True),
    ]
    assert (codes.about.name, codes.about.version) == ("hcpcs", "2026 Q1")
    assert (codes.about.first_day, codes.about.last_day) == ("2026-01-01", "2026-03-31")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (made.PTP_NAME, made.PTP_TEXT),
        (made.PTP_NAME, made.csv_of(made.PTP_ROWS, "\t")),
        ("ccipra-v320r0-f1.csv", made.csv_of([*made.PTP_HEAD, *made.PTP_ROWS])),
        ("ccipra-v320r0-f1.xlsx", made.xlsx_of([*made.PTP_HEAD, *made.PTP_ROWS, [], [None]])),
    ],
    ids=["text", "without header", "csv", "xlsx"],
)
def test_ptp_has_every_pair_with_its_days_and_indicator_deleted_ones_too(
    tmp_path: Path, name: str, content: bytes
) -> None:
    pairs = read(tmp_path, name, content)

    assert rows(pairs) == [
        (("00100", "99213"), "2020-01-01", None, 0),
        (("99213", "00100"), "2000-01-01", "2000-01-01", 9),
        (("G0101", "99213"), "1996-01-01", "2025-12-31", 1),
        (("G0101", "99213"), "2026-01-01", None, 0),
    ]
    assert pairs.values["modifier"].dtype == "int8"
    assert (pairs.about.version, pairs.about.first_day) == ("2026 Q1", "2026-01-01")


def test_codes_that_excel_made_numbers_of_get_their_zeros_back(tmp_path: Path) -> None:
    book = made.xlsx_of([*made.PTP_HEAD, [100, 99213, None, 20200101, "*", 1, "x"]])

    assert rows(read(tmp_path, "f1.xlsx", book))[0][0] == ("00100", "99213")


def test_a_renamed_ptp_file_is_of_the_quarter_of_its_newest_edit(tmp_path: Path) -> None:
    assert read(tmp_path, "edits.txt", made.PTP_TEXT).about.version == "2026 Q1"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (made.MUE_NAME, made.MUE_TEXT),
        ("MCR_MUE_PractitionerServices_Eff_01-01-2026.xlsx", made.xlsx_of([[made.NOTICE], made.MUE_HEAD, *made.MUE_ROWS])),
        ("MCR_MUE_PractitionerServices_Eff_01-01-2026.txt", made.csv_of([made.MUE_HEAD, *made.MUE_ROWS], "\t")),
    ],
    ids=["csv", "xlsx", "text"],
)  # fmt: skip
def test_mue_has_units_and_adjudication_indicator(
    tmp_path: Path, name: str, content: bytes
) -> None:
    codes = read(tmp_path, name, content)

    assert rows(codes) == [
        ("00100", None, None, 1, 1),
        ("99213", None, None, 2, 2),
        ("G0101", None, None, 3, 3),
    ]
    assert [str(codes.values[name].dtype) for name in ("units", "mai")] == ["int32", "int8"]
    assert codes.about.version == "2026 Q1"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (made.AOC_NAME, made.AOC_TEXT),
        ("AOC_V2026Q1-MCR.xlsx", made.xlsx_of([[made.NOTICE], made.AOC_HEAD, *made.AOC_ROWS])),
    ],
    ids=["text", "xlsx"],
)
def test_add_ons_have_their_primaries_and_any_primary_where_the_contractor_decides(
    tmp_path: Path, name: str, content: bytes
) -> None:
    pairs = read(tmp_path, name, content)

    assert rows(pairs) == [
        (("00101", "00000"), "2022-04-01", None, 3),
        (("00101", "00100"), "2022-04-01", None, 3),
        (("99417", "99205"), "2021-01-01", "2025-12-31", 1),
        (("99417", "99215"), "2021-01-01", None, 1),
        (("G2211", "00000"), "2024-01-01", None, 2),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (made.RVU_NAME, made.RVU_TEXT),
        ("PPRRVU2026_Jan_nonQPP.xlsx", made.xlsx_of([*made.RVU_HEAD, *made.RVU_ROWS])),
    ],
    ids=["csv", "xlsx"],
)
def test_the_fee_schedule_has_one_row_a_code_with_global_days_pctc_and_bilateral(
    tmp_path: Path, name: str, content: bytes
) -> None:
    codes = read(tmp_path, name, content)

    assert sorted(codes.values) == ["bilateral", "global_days", "pctc"]
    assert rows(codes) == [
        ("00100", None, None, "1", "010", "0"),
        ("71045", None, None, "3", "XXX", "1"),
    ]
    assert codes.about.version == "2026 Q1"


OFFICE = {
    "cpt": b"\xef\xbb\xbfCode,Descriptor,Effective Date,Termination Date\r\n99213,a,1/1/2020,\r\n100,b,,2025-12-31\r\n",
    "modifiers": b"Modifier;Description;From;To\n25;a;;\nxs;b;2015-01-01;\n",
    "pos": b"Place of Service Code(s),Place of Service Name\n1,a\n11,b\n",
}
EXPECTED = {
    "cpt": [("00100", None, "2025-12-31", False), ("99213", "2020-01-01", None, False)],
    "modifiers": [("25", None, None), ("XS", "2015-01-01", None)],
    "pos": [("01", None, None), ("11", None, None)],
}


@pytest.mark.parametrize("name", OFFICE)
def test_the_offices_own_lists_are_told_by_their_codes_or_headers(
    tmp_path: Path, name: str
) -> None:
    codes = read(tmp_path, "list.csv", OFFICE[name].replace(b"(s)", b"s"))

    assert codes.about.name == name
    assert rows(codes) == EXPECTED[name]


def test_only_codes_and_days_of_cpt_are_kept_no_description(tmp_path: Path) -> None:
    values = read(tmp_path, "list.csv", OFFICE["cpt"]).values

    assert {name: kept.tolist() for name, kept in values.items()} == {"noc": [False, False]}


def test_two_digits_under_code_may_be_two_things_so_that_set_decides(tmp_path: Path) -> None:
    both = b"Code,Description\n25,a\n11,b\n"

    assert read(tmp_path, "list.csv", both, "modifiers").about.name == "modifiers"
    assert read(tmp_path, "list.csv", both, "pos").about.name == "pos"


def test_a_zip_gives_its_members_and_of_the_same_table_twice_the_text(tmp_path: Path) -> None:
    archive = made.zip_of({
        "ccipra-v320r0-f1/ccipra-v320r0-f1.xlsx": made.xlsx_of([[1]]),
        "ccipra-v320r0-f1/ccipra-v320r0-f1.TXT": made.PTP_TEXT,
        "__MACOSX/._x": b"",
        "license.pdf": b"%PDF-1.7",
    })

    assert [file.name for file in files_of(tmp_path, "f1.zip", archive)] == [
        "f1.zip/ccipra-v320r0-f1.TXT",
        "f1.zip/license.pdf",
    ]
