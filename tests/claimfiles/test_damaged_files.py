"""A damaged claim file is read as far as it goes; what is wrong is told, nobody named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.claimfiles.made import (
    BILLING,
    CHILD,
    CLAIM,
    GS,
    HEAD,
    ISA,
    LINE,
    SELF,
    SUBSCRIBER,
    data,
    ids,
    read,
)
from tests.claimfiles.test_prior_payers import LINES, PRIMARY, SECOND
from xlbilling.claimfiles.reader import ClaimFile, read_claims
from xlbilling.model.errors import InputFileError

NAME = "DOE JANE"
WHOLE = (*BILLING, *SUBSCRIBER, *CHILD, *CLAIM, *LINE, *SECOND, *CLAIM, *PRIMARY, *LINES)


def _messages(got: ClaimFile) -> str:
    return "\n".join(f"{one.message} {one.fix}" for one in got.findings)


@pytest.mark.parametrize(
    ("good", "bad", "told", "left_blank"),
    [
        ("SV1*HC:99213:25*125*", "SV1*HC:99213:25*12x5*", "X12-MONEY", "charge_cents"),
        ("SV1*HC:99213:25*125*", "SV1*HC:99213:25*1.255*", "X12-MONEY", "charge_cents"),
        ("*UN*1*", "*UN*one*", "X12-UNITS", "units"),
        ("DTP*472*D8*20250304", "DTP*472*D8*20250231", "X12-DATE", "dos_from"),
        ("HI*ABK:E119*ABF:I10", "HI*ABK*E119", "X12-CODE", "dx1"),
    ],
)
def test_what_cannot_be_read_is_told_and_left_blank(
    good: str, bad: str, told: str, left_blank: str
) -> None:
    content = data(*BILLING, *SELF, *CLAIM, *LINE).replace(good.encode(), bad.encode())
    got = read_claims(content, "bad.837")

    assert told in ids(got.findings)
    assert left_blank not in got.tables["claims"][0]
    assert got.tables["claims"][0]["code"] == "99213"


def test_lines_that_do_not_add_up_to_the_claim_are_told() -> None:
    got = read(*SELF, "CLM*C1001*130***11:B:1*Y*A*Y*Y", CLAIM[1], *LINE)

    assert [one.message for one in got.findings if one.id == "837-TOTAL"] == [
        "claim C1001: the claim's charge is $130.00, but its lines add up to $125.00: $5.00 too much"
    ]
    assert len(got.tables["claims"]) == 1


def test_a_claim_without_a_line_is_told() -> None:
    got = read(*SELF, "CLM*C1000*5***11:B:1*Y*A*Y*Y", *CLAIM, *LINE)

    assert ids(got.findings) == ["837-NO-LINES"]
    assert [row["claim_id"] for row in got.tables["claims"]] == ["C1001"]


def test_what_has_no_column_is_counted_by_kind() -> None:
    claim = (*CLAIM, "PWK*OZ*BM***AC*C1", "REF*D9*1", "REF*D9*2", "DTP*431*D8*20250301")
    got = read(*SELF, *claim, *LINE)

    assert [one.message for one in got.findings] == [
        "the workbook has no column for 1 x DTP*431, 1 x PWK, 2 x REF*D9, 1 x middle names; they are not carried over"
    ]


def test_a_separator_that_is_not_the_declared_one_is_told_and_may_be_given() -> None:
    content = data(*BILLING, *SELF, *(one.replace(":", ">") for one in (*CLAIM, *LINE)))

    assert "R-4" in ids(read_claims(content, "x.837").findings)
    again = read_claims(content, "x.837", component=">")
    assert (again.tables["claims"][0]["code"], again.tables["claims"][0]["dx2"]) == ("99213", "I10")


def test_a_transaction_with_a_wrong_count_is_read_and_told() -> None:
    content = data(*BILLING, *SELF, *CLAIM, *LINE).replace(b"SE*", b"SE*9")
    got = read_claims(content, "x.837")

    assert ids(got.findings) == ["R-8"]
    assert len(got.tables["claims"]) == 1


def test_a_file_without_hierarchy_is_read_by_its_names() -> None:
    bare = [
        one
        for one in (*BILLING, *SELF, *CLAIM, *LINE, *SUBSCRIBER, *CHILD, *CLAIM, *LINE)
        if not one.startswith(("HL", "LX", "SBR"))
    ]
    got = read_claims(data(*bare), "bare.837")

    assert [row["patient_id"] for row in got.tables["claims"]] == ["P1", "P2"]
    assert [row["billing_npi"] for row in got.tables["claims"]] == ["1558598797"] * 2


def test_a_file_of_another_kind_is_an_error() -> None:
    other = "".join(
        f"{one}~" for one in (ISA, GS, "ST*835*1", "BPR*I*5", "SE*3*1", "GE*1*7", "IEA*1*000000007")
    )
    got = read_claims(other.encode(), "x.835")

    assert [one.message for one in got.findings] == [
        "the file holds no 837 transaction, but 1 x 835"
    ]
    assert not any(got.tables.values())


def test_another_guide_is_told() -> None:
    content = data(*BILLING, *SELF, *CLAIM, *LINE).replace(b"005010X222A1", b"005010X223A2")

    assert ids(read_claims(content, "hospital.837").findings) == ["X12-GUIDE"]


def _places() -> list[tuple[int, int]]:
    return [(n, at) for n, text in enumerate(WHOLE) for at in range(text.count("*") + 1)]


def test_no_finding_names_anybody_wherever_a_name_strays() -> None:
    """Claim ids are no patient data; findings name the claim by them."""
    for place, element in _places():
        parts = WHOLE[place].split("*")
        if (parts[0], element) == ("CLM", 1):
            continue
        parts[element] = NAME
        body = [*WHOLE[:place], "*".join(parts), *WHOLE[place + 1 :]]

        assert NAME not in _messages(read_claims(data(*body), "x.837")), (parts, element)


@given(st.lists(st.integers(0, len(HEAD) + len(WHOLE) - 1), max_size=8), st.integers(0, 200))
def test_a_file_with_segments_lost_or_out_of_place_is_never_a_crash(
    lost: list[int], turned: int
) -> None:
    segments = [one for n, one in enumerate((*HEAD, *WHOLE)) if n not in lost]
    at = turned % len(segments)
    got = read_claims(data(*segments[at:], *segments[:at], head=()), "x.837")

    assert all(row["claim_id"] == "C1001" for row in got.tables["claims"])


@given(st.integers(0, 2000))
def test_a_file_cut_anywhere_is_read_up_to_there(length: int) -> None:
    content = data(*WHOLE)[: max(length, 110)]
    try:
        got = read_claims(content, "cut.837")
    except InputFileError:
        return

    assert "E" in {one.severity for one in got.findings} or length >= len(data(*WHOLE)) - 2
