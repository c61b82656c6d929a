"""A code file of the wrong kind, or with a wrong row: one line that says what, where and the mend."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.codesets import made
from tests.codesets.reading import files_of, read
from xlbilling.codesets import readers
from xlbilling.model.errors import BillingError, InputFileError


def ptp(row: list[object]) -> bytes:
    return made.csv_of([*made.PTP_HEAD, *made.PTP_ROWS, row], "\t")


def with_row(head: Sequence[Sequence[object]], *body: Sequence[object]) -> bytes:
    return made.csv_of([*head, *body])


AOC = [[made.NOTICE], made.AOC_HEAD]
MUE = [[made.NOTICE], made.MUE_HEAD]

WRONG_ROWS = [
    ("f1.txt", ptp(["99213 ", "9921-", "", 20200101, "*", 1, "x"]), r"f1\.txt row 11: column 2 is '9921-'; expected a code"),
    ("f1.txt", ptp(["99213", "00100", "", 20201301, "*", 1, "x"]), "row 11: first day is '20201301'; expected a date as YYYYMMDD"),
    ("f1.txt", ptp(["99213", "00100", "", "*", "*", 1, "x"]), r"row 11: first day is '\*'"),
    ("f1.txt", ptp(["99213", "00100", "", 20200101, "soon", 1, "x"]), "row 11: last day is 'soon'"),
    ("f1.txt", ptp(["99213", "00100", "", 20200101, "*", 2, "x"]), "row 11: modifier is '2'; expected 0, 1 or 9"),
    ("f1.txt", ptp(["99213", "00100", "", 20200101]), "row 11: last day is ''|row 11: modifier is ''"),
    ("f1.csv", made.csv_of(made.PTP_ROWS) + b'99213,"00100,,20200101,*,1,x\r\n', "a quote is not closed"),
    ("f1.xlsx", made.xlsx_of([*made.PTP_HEAD, *made.PTP_ROWS, ["x", "y"]]), "f1.xlsx row 11: column 1 is 'x'"),
    ("mue.csv", with_row(MUE, ["99213", "two", "1 Line Edit", ""]), "row 3: units are 'two'; expected a whole number"),
    ("mue.csv", with_row(MUE, ["99213", 2, "4 Line Edit", ""]), "row 3: indicator is '4 Line Edit'"),
    ("mue.csv", with_row(MUE, ["9921A3", 2, "1 Line Edit", ""]), "row 3: '9921A3' is no code"),
    ("aoc.csv", with_row(AOC, [4, "99417", "", "99215", "", 2021001, "", ""]), "row 3: type is '4'"),
    ("aoc.csv", with_row(AOC, [1, "99417", "", "9921X5", "", 2021001, "", ""]), "row 3: '9921X5' is no code"),
    ("aoc.csv", with_row(AOC, [1, "99417", "", "99215", "", 2021366, "", ""]), "row 3: '2021366' is no day"),
    ("rvu.csv", with_row(made.RVU_HEAD, ["00100", "", "x", "A", 1, 1, 0, "011", 2, 1, 0, 33]), "row 6: global days are '011'"),
    ("rvu.csv", with_row(made.RVU_HEAD, ["0010-", "", "x", "A", 1, 1, 0, "010", 2, 1, 0, 33]), "row 6: '0010-' is no code"),
    ("h.txt", made.hcpcs_text(made.hcpcs_line("G0101", "3", "x", "19981301")), "row 1: '19981301' is no date"),
    ("h.txt", made.hcpcs_text(made.hcpcs_line("99213", "3", "x", "19980101")), "row 1: '99213' is no HCPCS"),
    ("cpt.csv", b"CPT Code,Description\n99213,a\nABCDE,b\n", "row 3: 'ABCDE' is no CPT code"),
    ("cpt.csv", b"CPT Code,Description,From\n99213,a,someday\n", "row 2: 'someday' is no date"),
    ("cpt.csv", b"CPT Code,From,To\n99213,2026-01-01,2025-01-01\n", "row 2: 99213 ends on 2025-01-01"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "words"), WRONG_ROWS)
def test_a_wrong_row_is_named_with_what_was_expected(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(InputFileError, match=words) as told:
        read(tmp_path, name, content)

    assert told.value.fix


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("blank.txt", b"\r\n \r\n"),
        ("letter.txt", b"Dear office,\nplease find attached the codes.\n"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
        ("era.835", b"ISA*00*          *00*          *ZZ*A              *ZZ*B              *260120~"),
        ("claims.csv", b"Claim ID,Line,DOS From,Charge\nC1,1,2026-01-05,100\n"),
        ("nothing.xlsx", made.xlsx_of([])),
        ("noc.xlsx", made.xlsx_of([["HCPCS Code", "Long Description", "Add Date", "Term Date"], ["J3490", "x", 19820101, None]])),
        ("null.csv", b"\x00" * 4000),
    ],
)  # fmt: skip
def test_a_file_of_no_kind_is_refused_with_the_kinds_there_are(
    tmp_path: Path, name: str, content: bytes
) -> None:
    with pytest.raises(InputFileError, match=f"{name}: no code file that is known") as told:
        read(tmp_path, name, content)

    assert "NCCI PTP" in told.value.fix


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("ccioph-v320r0-f1.txt", made.PTP_TEXT, "outpatient hospitals"),
        ("mue.csv", made.MUE_TEXT.replace(b"Practitioner", b"Outpatient Hospital"), "hospitals or suppliers"),
        ("mue.csv", made.MUE_TEXT.replace(b"Practitioner", b"DME Supplier"), "hospitals or suppliers"),
    ],
)  # fmt: skip
def test_ncci_files_for_others_than_practitioners_are_refused_by_name(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(InputFileError, match=words):
        read(tmp_path, name, content)


def test_a_file_that_two_readers_claim_is_refused_with_both_their_names(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="a list of modifiers or a list of places") as told:
        read(tmp_path, "codes.csv", b"Code,Description\n25,a\n11,b\n")

    assert "--set modifiers or --set pos" in told.value.fix


@pytest.mark.parametrize(
    "header",
    ["Code,Description,Standard Fee", "CPT,Description,Mod,Allowed", "CPT/HCPCS,Mod,Fee,From"],
)
def test_a_list_with_prices_is_claimed_as_prices_alone(tmp_path: Path, header: str) -> None:
    (file,) = files_of(tmp_path, "fees.csv", f"{header}\n99213,,,5\n".encode())

    assert [one.name for one in readers.READERS if one.looks_like(file)] == ["fees"]


def test_a_set_that_the_file_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="it is an NCCI MUE file, not what --set cpt says"):
        read(tmp_path, made.MUE_NAME, made.MUE_TEXT, "cpt")


@pytest.mark.parametrize("name", ["HCPC", "ccipra", "MCR_MUE", "AOC", "PPRRVU"])
def test_every_published_file_is_claimed_by_one_reader_alone(tmp_path: Path, name: str) -> None:
    contents = {
        made.HCPCS_NAME: made.HCPCS_TEXT,
        made.PTP_NAME: made.PTP_TEXT,
        made.MUE_NAME: made.MUE_TEXT,
        made.AOC_NAME: made.AOC_TEXT,
        made.RVU_NAME: made.RVU_TEXT,
    }
    (whole,) = [key for key in contents if key.startswith(name)]
    (file,) = files_of(tmp_path, whole, contents[whole])

    assert sum(one.looks_like(file) for one in readers.READERS) == 1


LOCKED = bytearray(made.zip_of({"f1.txt": made.PTP_TEXT}))
LOCKED[6] |= 1  # the flag "encrypted" of the member's own header and of the directory's
LOCKED[LOCKED.index(b"PK\x01\x02") + 8] |= 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (bytes(LOCKED), "locked with a password, or damaged"),
        (
            made.zip_of({"f1.txt": made.PTP_TEXT}).replace(b"\x08\x00", b"\x63\x00"),
            "locked|damaged",
        ),
        (made.zip_of({"__MACOSX/a": b""}), "empty zip file"),
        (made.zip_of({"f1.txt": made.PTP_TEXT})[:-30], "damaged|cut off"),
    ],
    ids=["locked", "odd method", "empty", "cut off"],
)
def test_a_zip_that_cannot_be_unpacked_is_one_clear_line(
    tmp_path: Path, content: bytes, words: str
) -> None:
    with pytest.raises(BillingError, match=words) as told:
        files_of(tmp_path, "f1.zip", content)

    assert told.value.fix


def test_a_download_that_was_cut_off_is_to_be_downloaded_again(tmp_path: Path) -> None:
    """There is no backup of a download, and Excel repairs no zip file of CMS."""
    whole = made.zip_of({"f1.txt": made.PTP_TEXT})

    with pytest.raises(InputFileError, match=r"f1\.zip: is cut off or damaged") as told:
        files_of(tmp_path, "f1.zip", whole[: len(whole) // 2])

    assert told.value.fix.startswith("download the file again")
