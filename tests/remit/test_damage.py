"""Damaged input: one clear error or finding each, never another exception."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.remit.made import file_of
from tests.remit.test_era835 import RICH
from xlbilling.model.errors import InputFileError
from xlbilling.remit.era835 import Reader, read_835
from xlbilling.remit.identify import kind_of
from xlbilling.remit.tabular import read_rows, rows_of_csv

WHOLE = file_of("80", *RICH)
SHEET = (
    b"Check Number,Check Date,Check Amount,Account Number,DOS,CPT,Units,Billed,Allowed,Paid,Deduct,Reason Code,Remarks\r\n"
    b'0012,02/01/2024,"$1,080.00",C1,01/05/2024,99213-25,1,150.00,80.00,80.00,,CO-45,N130\r\n'
    b'0012,02/01/2024,"$1,080.00",C2,01/06/2024,99215,1,"1,000.00",,1000.00,,,\r\n'
)

_edit = st.tuples(st.integers(0, 5000), st.integers(0, 4), st.binary(min_size=0, max_size=4))


def _mutated(whole: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """Replace up to four bytes at each place by up to four others."""
    for place, length, put in edits:
        at = place % (len(whole) + 1)
        whole = whole[:at] + put + whole[at + length :]
    return whole


@settings(max_examples=2000)
@given(st.lists(_edit, min_size=1, max_size=6))
def test_a_mutated_835_gives_findings_or_an_input_error(
    edits: list[tuple[int, int, bytes]],
) -> None:
    content = _mutated(WHOLE, edits)
    with contextlib.suppress(InputFileError):
        whole = read_835(content, "mutated.835").remittances
        alone = list(Reader(content, "mutated.835").totals_only())

        assert [(one.totals, one.findings) for one in alone] == [
            (one.totals, one.findings) for one in whole
        ]


@settings(max_examples=500)
@given(
    st.sampled_from("*:~\n^|SVCLPABT0"),
    st.sampled_from(["*", ":", "~", "\n", "SVC", "CAS", "80", "835", "0001"]),
)
def test_an_835_with_one_mark_replaced_everywhere_is_survived(put: str, taken: str) -> None:
    with contextlib.suppress(InputFileError):
        read = read_835(WHOLE.replace(taken.encode(), put.encode()), "mutated.835")

        assert all(one.totals.balanced or one.findings for one in read.remittances)


@settings(max_examples=300)
@given(st.integers(0, len(WHOLE)))
def test_an_835_cut_anywhere_never_passes_for_whole(length: int) -> None:
    content = WHOLE[:length]
    if WHOLE[length:].strip(b"~\n") == b"":
        return
    with contextlib.suppress(InputFileError):
        read = read_835(content, "cut.835")

        assert read.findings or any(one.is_refused for one in read.remittances)


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_are_identified_or_refused(content: bytes) -> None:
    with contextlib.suppress(InputFileError):
        assert kind_of(content, "any") in {"835", "csv", "xlsx"}


@settings(max_examples=1000)
@given(st.lists(_edit, min_size=1, max_size=6))
def test_a_mutated_sheet_gives_findings_or_an_input_error(
    edits: list[tuple[int, int, bytes]],
) -> None:
    with contextlib.suppress(InputFileError):
        read = read_rows(rows_of_csv(_mutated(SHEET, edits)), "mutated.csv")

        assert all(one.totals.balanced or one.findings for one in read.remittances)


@pytest.mark.parametrize("content", [WHOLE, SHEET])
def test_the_undamaged_files_have_no_errors(content: bytes) -> None:
    read = read_835(content, "x") if content is WHOLE else read_rows(rows_of_csv(content), "x")

    assert [one.totals.balanced for one in read.remittances] == [True]
    assert not [one for one in read.remittances[0].findings if one.severity == "E"]
