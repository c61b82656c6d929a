"""A claim file becomes the rows that the office would have keyed."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.claimfiles.made import BILLING, CHILD, CLAIM, LINE, SELF, SUBSCRIBER, data, ids, read
from xlbilling.claimfiles.reader import read_claims
from xlbilling.model.errors import InputFileError

BIRTHDAY = datetime(1980, 5, 17)


def test_a_service_line_is_a_row_with_all_that_is_its_claims() -> None:
    got = read(*SELF, *CLAIM, *LINE)

    assert got.tables["claims"] == [
        {
            "claim_id": "C1001", "line": "1", "patient_id": "P1", "pos": "11", "billing_npi": "1558598797",
            "dos_from": datetime(2025, 3, 4), "dx1": "E119", "dx2": "I10", "code": "99213", "mod1": "25",
            "pointers": "1,2", "units": 1.0, "unit_type": "UN", "charge_cents": 12500, "assignment": "Y", "signed": "Y",
        }
    ]  # fmt: skip
    assert ids(got.findings) == []


def test_the_patient_who_is_the_subscriber_is_one_person() -> None:
    got = read(*SELF, *CLAIM, *LINE)

    assert got.tables["patients"] == [
        {
            "patient_id": "P1", "last": "SAMPLE", "first": "AVERY", "dob": BIRTHDAY, "sex": "F",
            "address": "12 MAIN ST", "city": "SPRINGFIELD", "state": "IL", "zip": "62701",
            "release_of_info": "Y", "benefits_assigned": "Y", "signature_on_file": "Y",
        }
    ]  # fmt: skip
    assert got.tables["coverage"] == [
        {
            "patient_id": "P1", "level": "1", "payer_id": "90001", "member_id": "XB10020030", "group": "GRP7",
            "relationship": "18", "subscriber_last": "SAMPLE", "subscriber_first": "AVERY",
            "subscriber_dob": BIRTHDAY, "subscriber_sex": "F", "subscriber_address": "12 MAIN ST",
            "subscriber_city": "SPRINGFIELD", "subscriber_state": "IL", "subscriber_zip": "62701",
        }
    ]  # fmt: skip


def test_a_child_is_insured_through_the_subscriber() -> None:
    got = read(*SUBSCRIBER, *CHILD, *CLAIM, *LINE)
    patient, coverage = got.tables["patients"][0], got.tables["coverage"][0]

    assert (patient["first"], patient["sex"], patient["dob"]) == (
        "RILEY",
        "U",
        datetime(2015, 8, 9),
    )
    assert (coverage["relationship"], coverage["subscriber_first"]) == ("19", "MORGAN")
    assert (coverage["member_id"], coverage["subscriber_city"]) == ("XB10020031", "PEORIA")


def test_payer_and_biller_are_rows_of_their_own() -> None:
    got = read(*SELF, *CLAIM, *LINE)

    assert got.tables["payers"] == [
        {"payer_id": "90001", "name": "PRAIRIE HEALTH PLAN", "electronic_id": "90001", "filing_indicator": "CI", "type": "COMMERCIAL"}
    ]  # fmt: skip
    assert got.tables["providers"] == [
        {
            "npi": "1558598797", "name": "EXAMPLE FAMILY CLINIC", "type": "2", "taxonomy": "207Q00000X", "tin": "123456789",
            "address": "400 CLINIC RD SUITE 2", "city": "SPRINGFIELD", "state": "IL", "zip": "627010001",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "kind", "government"),
    [("MB", "MEDICARE", "Y"), ("MC", "MEDICAID", "Y"), ("WC", "WORK COMP", ""), ("AM", "AUTO", ""), ("VA", "OTHER", "Y"), ("16", "COMMERCIAL", "")],
)  # fmt: skip
def test_the_filing_indicator_tells_the_type_of_payer(
    indicator: str, kind: str, government: str
) -> None:
    insured = [
        one.replace("*CI", f"*{indicator}") if one.startswith("SBR") else one for one in SELF
    ]
    payer = read(*insured, *CLAIM, *LINE).tables["payers"][0]

    assert (payer["type"], payer.get("government", "")) == (kind, government)


def test_people_and_payers_of_several_claims_stand_once() -> None:
    other = (
        "CLM*C1002*80***11:B:1*Y*A*Y*Y",
        "HI*ABK:I10",
        "LX*1",
        "SV1*HC:99212*80*UN*1***1",
        "DTP*472*D8*20250305",
    )
    got = read(*SELF, *CLAIM, *LINE, *other, *SUBSCRIBER, *CHILD, *CLAIM, *LINE)

    assert {name: len(rows) for name, rows in got.tables.items() if rows} == {
        "claims": 3, "patients": 2, "coverage": 2, "payers": 1, "providers": 1,
    }  # fmt: skip
    assert [row["patient_id"] for row in got.tables["claims"]] == ["P1", "P1", "P2"]


def test_what_differs_of_a_person_named_twice_is_told() -> None:
    moved = [one.replace("12 MAIN ST", "7 ELM ST") for one in SELF]
    got = read(*SELF, *CLAIM, *LINE, *moved, *CLAIM, *LINE)
    told = [one.message for one in got.findings if "differ from before" in one.message]

    assert got.tables["patients"][0]["address"] == "12 MAIN ST"
    assert told == [
        "claim C1001: address of the same row of patients differ from before; the first is kept",
        "claim C1001: subscriber address of the same row of coverage differ from before; the first is kept",
    ]


def test_everything_said_of_a_claim_finds_its_column() -> None:
    claim = (
        "CLM*C1001*125***21:B:1*Y*C*W*I*P*AA:OA::IL",
        "DTP*439*D8*20250301", "DTP*435*D8*202503030800", "DTP*096*D8*20250306", "DTP*304*D8*20250210",
        "AMT*F5*20.5", "REF*G1*AUTH7", "REF*X4*14D0000001", "NTE*ADD*SEEN BY THE ROADSIDE", "HI*ABK:S8001XA",
        "NM1*DN*1*GIVER*ROBIN****XX*1992999866", "NM1*82*1*EXAMPLE*ROBIN****XX*1234567893", "PRV*PE*PXC*207R00000X",
        "NM1*77*2*COUNTY HOSPITAL*****XX*1003000126", "N3*1 HOSPITAL WAY", "N4*SPRINGFIELD*IL*627020001",
        "NM1*DQ*1*BOSS*TERRY****XX*1679576722", "NM1*PW*2", "N3*5 ROAD", "N4*DECATUR*IL*62521", "NM1*45*2", "N4*SPRINGFIELD*IL*62702",
    )  # fmt: skip
    got = read(*SELF, *claim, "LX*1", "SV1*HC:99223*125*UN*1***1", "DTP*472*RD8*20250303-20250304")
    row = got.tables["claims"][0]

    assert row.items() >= {
        "accident": "AUTO", "accident_date": datetime(2025, 3, 1), "accident_state": "IL",
        "admission_date": datetime(2025, 3, 3), "discharge_date": datetime(2025, 3, 6), "last_seen": datetime(2025, 2, 10),
        "patient_paid_cents": 2050, "auth": "AUTH7", "note": "SEEN BY THE ROADSIDE", "assignment": "N",
        "referring_npi": "1992999866", "referring_role": "DN", "rendering_npi": "1234567893", "supervising_npi": "1679576722",
        "location": "L1", "pickup": "5 ROAD, DECATUR, IL 62521", "dropoff": "SPRINGFIELD, IL 62702",
        "dos_from": datetime(2025, 3, 3), "dos_to": datetime(2025, 3, 4),
    }.items()  # fmt: skip
    assert got.tables["locations"] == [
        {
            "location": "L1", "name": "COUNTY HOSPITAL", "pos": "21", "facility_npi": "1003000126", "address": "1 HOSPITAL WAY",
            "city": "SPRINGFIELD", "state": "IL", "zip": "627020001", "clia": "14D0000001",
        }
    ]  # fmt: skip
    assert [one["npi"] for one in got.tables["providers"]] == [
        "1992999866",
        "1234567893",
        "1558598797",
        "1679576722",
    ]
    assert (
        got.tables["patients"][0].items()
        >= {"benefits_assigned": "W", "release_of_info": "I"}.items()
    )


def test_a_line_says_it_where_it_differs_from_its_claim() -> None:
    claim = (*CLAIM, "REF*G1*AUTH7", "NM1*82*1*EXAMPLE*ROBIN****XX*1234567893")
    line = (
        "LX*2", "SV1*HC:J1100*30.5*UN*2.5*22**2", "DTP*472*D8*20250305", "REF*G1*AUTH8", "NTE*ADD*GIVEN SLOWLY",
        "LIN**N4*00641036725", "CTP****2.5*ML", "NM1*82*1*OTHER*JO****XX*1679576722", "NM1*DK*1*ORDERER*LEE****XX*1003000126",
    )  # fmt: skip
    first, second = read(*SELF, *claim, *LINE, *line).tables["claims"]

    assert second.items() >= {
        "line": "2", "pos": "22", "auth": "AUTH8", "rendering_npi": "1679576722", "referring_npi": "1003000126", "referring_role": "DK",
        "ndc": "00641036725", "ndc_qty": 2.5, "ndc_unit": "ML", "line_note": "GIVEN SLOWLY", "units": 2.5, "charge_cents": 3050, "pointers": "2",
    }.items()  # fmt: skip
    assert (first["pos"], first["auth"], first["rendering_npi"]) == ("11", "AUTH7", "1234567893")
    assert "referring_npi" not in first


@pytest.mark.parametrize(
    ("sv107", "pointers"), [("1:2:3:4", "1,2,3,4"), ("3", "3"), ("12", "L"), ("10", "J"), ("11:12", "11,12"), ("", None)]
)  # fmt: skip
def test_pointers_are_written_as_a_biller_writes_them(sv107: str, pointers: str | None) -> None:
    """A twelve that stands alone would read as one and two."""
    sv1 = f"SV1*HC:99213*125*UN*1***{sv107}"

    assert read(*SELF, *CLAIM, "LX*1", sv1).tables["claims"][0].get("pointers") == pointers


def test_the_description_of_an_unlisted_code_is_the_lines_note() -> None:
    row = read(*SELF, *CLAIM, "LX*1", "SV1*HC:99199:::::WOUND PHOTOS*125*UN*1***1").tables[
        "claims"
    ][0]

    assert (row["code"], row["line_note"]) == ("99199", "WOUND PHOTOS")


def test_a_corrected_claim_is_a_row_of_submissions() -> None:
    claim = ("CLM*C1001*125***11:B:7*Y*A*Y*Y", "REF*F8*ICN77", "HI*ABK:E119*ABF:I10")
    got = read(*SELF, *claim, *LINE)

    assert got.tables["submissions"] == [
        {"claim_id": "C1001", "level": "1", "payer_id": "90001", "frequency": "7", "payer_claim_no": "ICN77"}
    ]  # fmt: skip
    assert read(*SELF, *CLAIM, *LINE).tables["submissions"] == []


def test_a_number_of_the_time_before_npis_stands_in_their_place() -> None:
    billing = [
        one.replace("XX*1558598797", "24*587654321") for one in BILLING if not one.startswith("REF")
    ]
    got = read_claims(data(*billing, *SELF, *CLAIM, *LINE), "old.837")

    assert got.tables["claims"][0]["billing_npi"] == "587654321"
    assert got.tables["providers"][0]["tin"] == "587654321"


def test_the_day_of_the_file_is_the_latest_that_its_headers_name() -> None:
    assert read(*SELF, *CLAIM, *LINE).file_date == date(2025, 3, 10)
    older = (
        data(*BILLING, *SELF, *CLAIM, *LINE)
        .replace(b"*250310*", b"*240101*")
        .replace(b"*20250310*0900*7*", b"*20240202*0900*7*")
    )
    assert read_claims(older, "old.837").file_date == date(2025, 3, 10)
    assert read_claims(
        older.replace(b"*B7*20250310", b"*B7*20240101"), "old.837"
    ).file_date == date(2024, 2, 2)


@pytest.mark.parametrize("terminator", ["~", "\n", "~\r\n", "\r\n", "~\n  "])
def test_line_ends_and_indents_are_no_part_of_a_claim(terminator: str) -> None:
    body = (*BILLING, *SELF, *CLAIM, *LINE)
    plain = read_claims(data(*body), "x.837")

    assert read_claims(data(*body, terminator=terminator), "x.837") == plain


def test_text_that_is_no_x12_is_refused() -> None:
    with pytest.raises(InputFileError, match="does not start with an ISA"):
        read_claims(b"claim,charge\nC1,5\n", "claims.csv")
