"""Payers' CSV and XLSX rows become the same remittances as an 835, and nothing is guessed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.remit.made import ids
from xlbilling.model.errors import InputFileError
from xlbilling.model.remittance import RemittanceFile
from xlbilling.remit import columns
from xlbilling.remit.columns import ColumnMap
from xlbilling.remit.headers import match_of
from xlbilling.remit.tabular import read_rows, rows_of_csv

LINES = """\
Sample Health Plan
Printed 02/05/2024

Check Number,Check Date,Check Amount,Payer Name,Account Number,Claim Number,Member ID,Patient Name,Date of Service,CPT,Mods,Units,Billed,Allowed,Deduct,Coins,Paid,Reason Code,Remarks
000123,02/01/2024,"$1,000.00",SAMPLE PLAN,C1,ICN1,W1,"ROE, ALEX",01/05/2024,99213,25 59,1,$150.00,$100.00,20.00,,80.00,CO-45,N130 M15
000123,02/01/2024,"$1,000.00",SAMPLE PLAN,C1,ICN1,W1,"ROE, ALEX",01/05/2024,85003,,1,100.00,,,,,CO-204,
000123,02/01/2024,"$1,000.00",SAMPLE PLAN,C2,ICN2,W2,"DOE, DANA",01/06/2024,36415,,1,(150.00),,,,(80.00),CO-45 -70.00,
000123,02/01/2024,"$1,000.00",SAMPLE PLAN,C3,ICN3,W3,"POE, PAT",01/06/2024,99215,,1,1000.00,1000.00,,,1000.00,,

Totals,,,,,,,,,,,,"1,100.00",,,,1000.00,,
"""


def _read(text: str, placed: ColumnMap | None = None) -> RemittanceFile:
    return read_rows(rows_of_csv(text.encode()), "portal.csv", placed=placed)


def test_a_line_level_sheet_becomes_claims_with_lines() -> None:
    read = _read(LINES)

    (remit,) = read.remittances
    assert remit.totals.balanced
    assert (remit.totals.payment_cents, remit.totals.claims, remit.totals.services) == (
        100_000,
        3,
        4,
    )
    assert (remit.payment.trace, remit.payment.date) == ("000123", date(2024, 2, 1))
    assert remit.payer is not None
    assert remit.payer.name == "SAMPLE PLAN"
    first = remit.claims[0]
    assert (first.pcn, first.payer_claim_no, first.segment) == ("C1", "ICN1", 5)
    assert first.patient is not None
    assert (first.patient.last, first.patient.first, first.patient.id) == ("ROE", "ALEX", "W1")
    assert [(a.group, a.reason, a.cents, a.segment) for a in first.all_adjustments] == [
        ("PR", "1", 2_000, 5), ("CO", "45", 5_000, 5), ("CO", "204", 10_000, 6),
    ]  # fmt: skip
    line = first.services[0]
    assert (line.procedure.code, line.procedure.modifiers) == ("99213", ("25", "59"))
    assert (line.service_from, line.allowed_cents) == (date(2024, 1, 5), 10_000)
    assert [(one.code, one.segment) for one in line.remarks] == [("N130", 5), ("M15", 5)]
    assert [one.status for one in remit.claims] == ["1", "22", "1"]


def test_the_totals_row_is_told_and_not_counted() -> None:
    read = _read(LINES)

    assert [(one.id, one.severity, one.where) for one in read.findings] == [
        ("SHEET-TOTALS", "I", "portal.csv row 10")
    ]


def test_a_totals_row_that_differs_from_the_rows_is_told() -> None:
    read = _read(
        LINES
        .replace("1000.00,,\n\nTotals", "1000.00,,\n\nGrand Total")
        .replace(',,,,1000.00,,\n"', "")
        .replace('"1,100.00",,,,1000.00', '"1,100.00",,,,990.00')
    )

    assert (
        "the totals row says $990.00 paid, but the rows add up to $1,000.00"
        in read.findings[1].message
    )


@pytest.mark.parametrize(
    "content",
    [
        LINES.encode("utf-8-sig"),
        LINES.replace("ROE", "PEÑA").encode("cp1252"),
        LINES.encode().replace(b"\n", b"\r\n"),
        LINES.encode().replace(b"\n", b"\r"),
        LINES.replace('"$1,000.00"', "$1000.00").replace('"1,100.00"', "1100.00").replace(", ", " ").replace('"', "").replace(",", "\t").encode(),
        LINES.replace('"$1,000.00"', "$1000.00").replace('"1,100.00"', "1100.00").replace(", ", " ").replace('"', "").replace(",", "|").encode(),
        LINES.encode("utf-16"),
    ],
    ids=["BOM", "Windows-1252", "CR LF", "CR", "tabs", "pipes", "UTF-16"],
)  # fmt: skip
def test_the_same_totals_come_from_every_encoding_and_delimiter(content: bytes) -> None:
    read = read_rows(rows_of_csv(content), "portal.csv")

    assert [one.totals for one in read.remittances] == [
        one.totals for one in _read(LINES).remittances
    ]


def test_the_check_total_is_taken_once_and_each_check_is_a_payment() -> None:
    read = _read(
        "Check No,Check Amount,Account,Billed,Paid\n"
        "1,150.00,C1,100.00,100.00\n2,70.00,C2,70.00,70.00\n1,150.00,C3,50.00,50.00\n"
    )

    assert [(one.payment.trace, one.totals.payment_cents, one.totals.claims) for one in read.remittances] == [
        ("1", 15_000, 2), ("2", 7_000, 1),
    ]  # fmt: skip
    assert all(one.totals.balanced for one in read.remittances)


def test_two_totals_for_one_check_are_refused() -> None:
    read = _read(
        "Check No,Check Amount,Account,Billed,Paid\n1,150.00,C1,100.00,100.00\n1,160.00,C2,50.00,50.00\n"
    )

    (remit,) = read.remittances
    assert "SHEET-TOTAL" in ids(remit.findings)
    assert remit.payment.cents is None
    assert not remit.totals.balanced


def test_a_sheet_without_check_total_takes_the_sum_and_says_so() -> None:
    read = _read("Account,Billed,Paid\nC1,100.00,100.00\nC2,50.00,50.00\n")

    (remit,) = read.remittances
    assert remit.totals.balanced
    assert ids(remit.findings) == ["SHEET-TOTAL", "SHEET-TRACE", "SHEET-PAYER", "SHEET-STATUS"]
    assert "the paid column's sum $150.00 is taken" in remit.findings[0].message


@pytest.mark.parametrize(
    ("header", "cells", "want"),
    [
        ("Reason Code", '"CO-45, PR-2",30.00', [("PR", "2", 3_000), ("CO", "45", 5_000)]),
        ("Reason Code", "CO45;PR1,30.00", [("PR", "1", 3_000), ("CO", "45", 5_000)]),
        ("Reason Code", '"CO-45 50.00, PR-1 20.00, PR-2 10.00",30.00', [("CO", "45", 5_000), ("PR", "1", 2_000), ("PR", "2", 1_000)]),
        ("GRP/RC", "CO-45 50.00 | PR-3 30.00,30.00", [("CO", "45", 5_000), ("PR", "3", 3_000)]),
        ("Adjustment Amount", "50.00,30.00", [("PR", "", 3_000), ("CO", "45", 5_000)]),
        ("Adjustment Amount", "80.00,30.00", [("PR", "", 3_000), ("CO", "45", 5_000)]),
        ("Contractual Adjustment", "50.00,30.00", [("PR", "", 3_000), ("CO", "45", 5_000)]),
        ("Allowed", "150.00,30.00", [("PR", "", 3_000), ("CO", "45", 5_000)]),
    ],
)  # fmt: skip
def test_adjustments_are_taken_where_the_sheet_proves_them(
    header: str, cells: str, want: list[tuple[str, str, int]]
) -> None:
    """Charge 200.00, paid 120.00, so 80.00 of adjustments."""
    read = _read(f"Account,Billed,Paid,{header},Patient Responsibility\nC1,200.00,120.00,{cells}\n")

    claim = read.remittances[0].claims[0]
    assert [(a.group, a.reason, a.cents) for a in claim.adjustments] == want
    assert "B-CLAIM" not in ids(claim.findings)


@pytest.mark.parametrize(
    ("header", "cell", "rule"),
    [
        ("Adjustment Amount", "60.00", "SHEET-ADJUSTMENT"),
        ("Reason Code", '"CO-45, OA-23"', "SHEET-CODE"),
        ("Reason Code", "CO45;PR1", "SHEET-CODE"),
        ("Reason Code,Allowed", "CO-45,150.00", "SHEET-CODE"),
        ("Reason Code,Allowed", "PR-1,190.00", "SHEET-CODE"),
        ("Reason Code", "see letter", "SHEET-CODE"),
    ],
)
def test_adjustments_that_cannot_be_told_apart_are_refused(
    header: str, cell: str, rule: str
) -> None:
    read = _read(f"Account,Billed,Paid,{header}\nC1,200.00,120.00,{cell}\n")

    claim = read.remittances[0].claims[0]
    assert claim.adjustments == ()
    assert ids(claim.findings) == [rule, "B-CLAIM"]


def test_numbered_adjustment_columns_are_read_in_full() -> None:
    read = _read(
        "claim_id,charge_amount,paid_amount,adj_0_group,adj_0_code,adj_0_amount,adj_1_group,adj_1_code,adj_1_amount,rem_0_code\n"
        "C1,200.00,120.00,CO,45,50.00,PR,1,30.00,N130\n"
    )

    claim = read.remittances[0].claims[0]
    assert [(a.group, a.reason, a.cents) for a in claim.adjustments] == [
        ("CO", "45", 5_000),
        ("PR", "1", 3_000),
    ]
    assert [one.code for one in claim.remarks] == ["N130"]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("C1,1O0.00,100.00,1", "SHEET-MONEY"),
        ("C1,100.00,#REF!,1", "SHEET-MONEY"),
        ("1.23E+15,100.00,100.00,1", "SHEET-ID"),
        ("C1,100.00,100.00,two", "SHEET-UNITS"),
    ],
)
def test_cells_that_cannot_be_read_are_findings_of_the_claim(row: str, rule: str) -> None:
    read = _read(f"Account,Billed,Paid,Units,CPT\n{row},99213\n")

    finding = next(one for one in read.remittances[0].claims[0].findings if one.id == rule)
    assert finding.where == "portal.csv row 2"


def test_a_lone_claim_number_is_told_to_be_either_the_payers_or_ours() -> None:
    read = _read(
        "Claim Number,Member Name,Billed,Claim Amount Paid\nX1,SECRET PERSON,100.00,100.00\n"
    )

    claim = read.remittances[0].claims[0]
    assert (claim.pcn, claim.payer_claim_no) == ("", "X1")
    assert ids(read.findings) == ["SHEET-CLAIM"]


def test_columns_not_used_and_columns_that_look_alike_are_told() -> None:
    read = _read("Account,Billed,Paid,Amount Paid,Row Color\nC1,100.00,100.00,7.00,red\n")

    assert [(one.id, one.severity) for one in read.findings] == [
        ("SHEET-COLUMN", "W"),
        ("SHEET-COLUMN", "I"),
    ]
    assert read.findings[0].message == "'Paid' and 'Amount Paid' both look like paid"
    assert "'Row Color'" in read.findings[1].message


def test_the_offices_own_map_wins_over_the_synonyms() -> None:
    text = "Konto,Soll,Haben,Paid\nC1,100.00,90.00,1.00\n"
    own = {"konto": "claim_id", "soll": "billed", "haben": "paid", "paid": ""}
    read = _read(text, columns.saved(rows_of_csv(text.encode()), 0, own))

    assert read.remittances[0].claims[0].paid_cents == 9_000


def test_payment_amount_is_the_claims_own_where_nothing_else_says_paid() -> None:
    read = _read(
        'Claim_Control_Number,Member_ID,DOS,Payment_Amount,Remark_Codes\nX1,W1,01/05/2024,80.00,"N130, M15"\n'
    )

    claim = read.remittances[0].claims[0]
    assert (claim.paid_cents, claim.statement_from) == (8_000, date(2024, 1, 5))
    assert [one.code for one in claim.remarks] == ["N130", "M15"]


@pytest.mark.parametrize(
    "text",
    ["", "a,b,c\n1,2,3\n", "Account,Billed,Color\nC1,1,red\n", "Color,Billed,Paid,Units\nred,1,1,1\n", "Account,Check Amount,Billed\nC1,5,5\n"],
)  # fmt: skip
def test_a_sheet_without_header_paid_or_claim_is_refused(text: str) -> None:
    with pytest.raises(InputFileError) as caught:
        _read(text)

    assert caught.value.id == "SHEET-COLUMNS"


def test_a_header_without_rows_is_an_error_finding() -> None:
    read = _read("Account,Billed,Paid\n")

    assert read.remittances == ()
    assert [(one.id, one.severity) for one in read.findings] == [("SHEET-EMPTY", "E")]


def test_no_finding_names_the_patient() -> None:
    read = _read(LINES.replace("80.00,CO-45", "79.00,CO-45").replace("01/06/2024", "someday"))

    said = " ".join(
        one.as_line() for remit in read.remittances for one in [*remit.findings, *read.findings]
    )
    assert "B-LINE" in said
    assert not any(word in said for word in ("ROE", "ALEX", "DANA", "W1", "W2"))


def test_a_name_in_a_cell_of_another_kind_is_not_quoted() -> None:
    """Each cell of a row in turn holds a name; the claim's and the payer's own cells apart."""
    header = "Check Number,Check Date,Check Amount,Account,DOS,CPT,Units,Billed,Paid,Reason Code"
    cells = [
        "1",
        "01/05/2024",
        "80.00",
        "C1",
        "01/05/2024",
        "99213",
        "1",
        "100.00",
        "80.00",
        "CO-45",
    ]
    for place in range(len(cells)):
        if place == header.split(",").index("Account"):
            continue
        row = ",".join([*cells[:place], "DOE JANE", *cells[place + 1 :]])
        read = _read(f"{header}\n{row}\n")
        findings = [*read.findings, *(one for remit in read.remittances for one in remit.findings)]
        assert findings
        assert not any("JANE" in one.message for one in findings), row


@pytest.mark.parametrize(
    "row",
    ["Total Health Plan,ROE,C1,99213,100.00,80.00,20.00", ",NET,C1,99213,100.00,80.00,20.00"],
    ids=["payer", "patient"],
)
def test_a_payer_or_patient_called_total_is_no_totals_row(row: str) -> None:
    read = _read(f"Payer,Patient Name,Account,CPT,Billed,Paid,Contractual\n{row}\n")

    assert [one.totals.claim_paid_cents for one in read.remittances] == [8_000]
    assert read.findings == ()


def test_cells_that_no_header_names_are_told() -> None:
    read = _read("Account,,Billed,Paid\nC1,note,100.00,100.00\nC2,,50.00,50.00,7.00\n")

    assert [(one.id, one.severity) for one in read.findings] == [
        ("SHEET-WIDTH", "W"),
        ("SHEET-COLUMN", "I"),
    ]
    assert "row 3 first" in read.findings[0].message
    assert read.findings[1].message == "columns without a header are not used: 2"


def test_a_quote_that_swallows_the_rows_after_it_is_told() -> None:
    read = _read(
        "Account,Patient Name,Billed,Paid\n"
        'C1,"ROE ALEX,100.00,100.00\nC2,DOE DANA,50.00,50.00\nC3,"POE, PAT",70.00,70.00\n'
    )

    assert ("SHEET-QUOTE", "E", "portal.csv row 2") in [
        (one.id, one.severity, one.where) for one in read.findings
    ]


def test_amounts_in_a_column_beside_the_codes_belong_to_them() -> None:
    """A printed Medicare remittance repeats GRP/RC and GRP/RC-AMT."""
    read = _read(
        "ACNT,PROC,BILLED,PROV PD,GRP/RC,GRP/RC-AMT,GRP/RC,GRP/RC-AMT\n"
        "C1,99213,200.00,120.00,CO-45,50,PR-2,30.00\nC2,99213,100.00,80.00,CO-45,15.00,PR-2,\n"
    )

    first, second = read.remittances[0].claims
    assert [(a.group, a.reason, a.cents) for a in first.all_adjustments] == [
        ("CO", "45", 5_000),
        ("PR", "2", 3_000),
    ]
    assert "SHEET-CODE" in ids(second.findings)
    assert second.all_adjustments == ()


def test_what_the_contractual_column_leaves_goes_to_the_one_other_code() -> None:
    read = _read(
        'Account,Billed,Paid,Contractual,Reason Code\nC1,200.00,120.00,50.00,"CO-45, PR-2"\n'
    )

    claim = read.remittances[0].claims[0]
    assert [(a.group, a.reason, a.cents) for a in claim.adjustments] == [
        ("CO", "45", 5_000),
        ("PR", "2", 3_000),
    ]


def test_a_finding_names_a_claim_of_the_payers_number_only() -> None:
    read = _read("Claim ID,Billed,Paid\nX1,100.00,80.00\n")

    claim = read.remittances[0].claims[0]
    assert (claim.pcn, claim.payer_claim_no) == ("", "X1")
    assert claim.findings[0].message.startswith("claim X1: ")


def test_cells_stated_once_for_several_rows_belong_to_the_rows_below() -> None:
    """Merged cells: check, claim and total stand in the first row of their block only."""
    read = _read(
        "Check No,Check Amount,Account,CPT,Billed,Paid\n"
        "1,150.00,C1,99213,100.00,100.00\n,,,85025,20.00,20.00\n,,C2,99213,30.00,30.00\n"
    )

    (remit,) = read.remittances
    assert remit.totals.balanced
    assert [(one.pcn, one.paid_cents) for one in remit.claims] == [("C1", 12_000), ("C2", 3_000)]
    assert [(one.id, one.severity) for one in read.findings] == [("SHEET-MERGED", "I")] * 2


def test_a_row_without_check_number_is_no_other_checks_where_no_total_proves_it() -> None:
    read = _read("Check No,Account,Billed,Paid\n1,C1,100.00,100.00\n,C2,30.00,30.00\n")

    assert [one.payment.trace for one in read.remittances] == ["1", ""]


def test_totals_of_each_check_and_a_repeated_header_are_no_claims() -> None:
    head = "Check No,Check Amount,Account,CPT,Billed,Paid"
    read = _read(
        f"{head}\n1,100.00,C1,99213,100.00,100.00\nCheck Total,,,,100.00,100.00\n{head}\n"
        "2,30.00,C2,99213,30.00,30.00\n2,,TOTAL,,30.00,30.00\nGrand Total,,,,130.00,130.00\n"
    )

    assert [one.totals.claim_paid_cents for one in read.remittances] == [10_000, 3_000]
    assert [(one.id, one.severity) for one in read.findings] == [("SHEET-TOTALS", "I")] * 3


@pytest.mark.parametrize(
    "cell",
    ["CO-45 50.00\nPR-2 30.00", "CO45 50.00 PR2 30.00", "CO*45*50.00;PR*2*30.00", "CO-45=$50.00|PR-2=$30.00", "CO 45: 50.00 / PR 2: 30.00", "CO-45 50.00, PR-2 30.00, N130"],
)  # fmt: skip
def test_codes_with_amounts_in_one_cell_are_read_however_they_are_parted(cell: str) -> None:
    read = _read(f'Account,Billed,Paid,Reason Code\nC1,200.00,120.00,"{cell}"\n')

    claim = read.remittances[0].claims[0]
    assert [(a.group, a.reason, a.cents) for a in claim.adjustments] == [
        ("CO", "45", 5_000), ("PR", "2", 3_000)
    ]  # fmt: skip
    assert claim.findings == ()


def test_words_after_a_code_are_no_amount() -> None:
    read = _read(
        "Account,Billed,Paid,Reason Code\nC1,200.00,120.00,CO-45 - Charge exceeds fee schedule\n"
    )

    claim = read.remittances[0].claims[0]
    assert [(a.group, a.reason, a.cents) for a in claim.adjustments] == [("CO", "45", 8_000)]


def test_what_was_denied_belongs_to_the_code_beside_it() -> None:
    read = _read(
        "Account,Billed,Paid,Contractual,Sequestration,Denied Amount,Reason Code\n"
        "C1,200.00,120.00,20.00,2.00,58.00,CO-204\n"
    )

    claim = read.remittances[0].claims[0]
    assert sorted((a.group, a.reason, a.cents) for a in claim.adjustments) == [
        ("CO", "204", 5_800), ("CO", "253", 200), ("CO", "45", 2_000)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("CHK/EFT #", "payment_ref"), ("Check/EFT Date", "payment_date"), ("PERF PROV", "provider"),
        ("Check/EFT amount", "payment_total"), ("SERV DATE", "service_from"), ("NOS", "units"),
        ("GRP/RC-AMT", "adj_amounts"), ("PROV PD", "paid"), ("Amt Allowed", "allowed"),
        ("Claim amount billed", "billed"), ("Patient Ctrl No.", "claim_id"), ("ACNT", "claim_id"),
        ("Payer Name & ID", "payer_name"), ("Member ID / Subscriber ID", "member_id"),
        ("Claim_Control_Number", "payer_claim_no"), ("Total Adj Amt", "adjustment"),
        ("Remark_Codes", "remarks"), ("Pt Resp", "patient_resp"), ("Co-insurance amount", "coinsurance"),
        ("adj_2_code", "adj_2_code"), ("rem_0_code", "remarks"), ("Mod 2", "modifiers"),
        ("Patient Paid", ""), ("Other Insurance Balance", ""), ("Ref Date", ""),
    ],
)  # fmt: skip
def test_headers_seen_in_exports_name_their_field(header: str, field: str) -> None:
    match = match_of(header)

    assert (match.field if match else "") == field


def test_a_claim_number_beside_an_icn_is_ours() -> None:
    rows = rows_of_csv(b"Claim Number,ICN,Check No,Billed,Paid\nC1,X1,7,10.00,10.00\n")

    placed = columns.proposed(rows, "portal.csv")

    assert placed.fields[:2] == ("claim_id", "payer_claim_no")
    assert placed.doubts == ()


def test_two_columns_that_say_the_same_are_no_doubt() -> None:
    rows = rows_of_csv(b"Account,Check No,EFT Number,Billed,Paid\nC1,7,7,10.00,10.00\n")

    assert columns.proposed(rows, "portal.csv").doubts == ()
