"""A set comes back from its file as it went in; a file that is not as it was left is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.codesets.reading import rows
from xlbilling.codesets import packing
from xlbilling.model.codes import About, CodeList, PairList, code_list, pair_list
from xlbilling.model.errors import InputFileError

CODES = code_list(
    About("rvu", "2026 Q1", "made up; Ä", "2026-02-01", "2026-01-01", "2026-03-31"),
    ["99213", "00100", "0001F"],
    [None, "2026-01-01", None],
    ["2025-12-31", None, None],
    {
        "global_days": np.array(["010", "XXX", ""], dtype=object),
        "noc": np.array([True, False, True]),
    },
)
PAIRS = pair_list(
    About("ncci-ptp", "2026 Q1", "made up"),
    [("99213", "00100"), ("00100", "99213")],
    ["1996-01-01", None],
    [None, "2025-12-31"],
    {"modifier": np.array([0, 9], dtype=np.int8)},
)
EMPTY = code_list(About("cpt", "", "made up"), [], [], [], {})


@pytest.mark.parametrize("codes", [CODES, PAIRS, EMPTY], ids=["codes", "pairs", "none"])
def test_a_set_comes_back_as_it_went_in(codes: CodeList | PairList) -> None:
    back = packing.unpack(packing.pack(codes), "x.codes")

    assert type(back) is type(codes)
    assert back.about == codes.about
    assert rows(back) == rows(codes)
    assert {n: c.dtype for n, c in back.values.items()} == {
        n: c.dtype for n, c in codes.values.items()
    }


def test_the_same_set_always_gives_the_same_bytes() -> None:
    assert packing.pack(CODES) == packing.pack(packing.unpack(packing.pack(CODES), "x.codes"))


@given(st.integers(0, len(packing.pack(CODES)) - 1), st.integers(1, 255))
def test_any_byte_that_changed_is_told(place: int, change: int) -> None:
    content = bytearray(packing.pack(CODES))
    content[place] ^= change

    with pytest.raises(InputFileError, match=r"x\.codes: this file of codes is damaged"):
        packing.unpack(bytes(content), "x.codes")


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"PK\x03\x04", b"xlbilling codes 1 00000000\n", packing.pack(PAIRS)[:-1]],
)
def test_a_file_that_is_cut_off_or_another_programs_is_told_with_its_mend(content: bytes) -> None:
    with pytest.raises(InputFileError, match="damaged") as told:
        packing.unpack(content, "x.codes")

    assert told.value.id == "CODES-DAMAGED"
    assert "load-codes" in told.value.fix
