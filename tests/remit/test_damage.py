"""Damaged input: one clear error or finding each, never another exception."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.remit.made import file_of
from tests.remit.mutating import Edits, amounts, edits, mutated
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

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "835"
SEEDS = [
    WHOLE,
    *(path.read_bytes() for path in (sorted(CORPUS.iterdir()) if CORPUS.exists() else ())),
]


def test_a_mutated_835_gives_findings_or_an_input_error(mutations: int) -> None:
    """Ours and the public files', as many as ``--mutations`` says; totals alone say the same."""

    @settings(max_examples=mutations)
    @given(st.sampled_from(SEEDS), edits() | amounts())
    def holds(seed: bytes, changes: Edits) -> None:
        content = mutated(seed, changes)
        with contextlib.suppress(InputFileError):
            whole = read_835(content, "mutated.835").remittances
            alone = list(Reader(content, "mutated.835").totals_only())

            assert [(one.totals, one.findings) for one in alone] == [
                (one.totals, one.findings) for one in whole
            ]

    holds()


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
@given(edits())
def test_a_mutated_sheet_gives_findings_or_an_input_error(changes: Edits) -> None:
    with contextlib.suppress(InputFileError):
        read = read_rows(rows_of_csv(mutated(SHEET, changes)), "mutated.csv")

        assert all(one.totals.balanced or one.findings for one in read.remittances)


@pytest.mark.parametrize("content", [WHOLE, SHEET])
def test_the_undamaged_files_have_no_errors(content: bytes) -> None:
    read = read_835(content, "x") if content is WHOLE else read_rows(rows_of_csv(content), "x")

    assert [one.totals.balanced for one in read.remittances] == [True]
    assert not [one for one in read.remittances[0].findings if one.severity == "E"]
