"""Payers' sheets in the shapes that exports have: no line is counted twice, no amount is lost."""

from __future__ import annotations

import pytest

from tests.remit.made import ids
from xlbilling.model.remittance import ClaimPayment, RemittanceFile
from xlbilling.remit import columns
from xlbilling.remit.identify import kind_of
from xlbilling.remit.tabular import read_rows, rows_of_csv

HEAD = "Check No,Check Amount,Account,CPT,Billed,Paid,Reason Code,Adjustment Amount"
BOTH = [("CO", "45", 5_000), ("PR", "2", 3_000)]


def _read(text: str) -> RemittanceFile:
    return read_rows(rows_of_csv(text.encode()), "portal.csv")


def _claims(text: str) -> tuple[ClaimPayment, ...]:
    (remit,) = _read(text).remittances
    return remit.claims


def _adjustments(claim: ClaimPayment) -> list[tuple[str, str, int]]:
    return [(one.group, one.reason, one.cents) for one in claim.all_adjustments]


@pytest.mark.parametrize(
    "second",
    [
        "1,180.00,C1,99213,200.00,120.00,PR-2,30.00",
        "1,180.00,C1,99213,,,PR-2,30.00",
        "1,180.00,C1,99213,0.00,0.00,PR-2,30.00",
        ",,,,,,PR-2,30.00",
    ],
    ids=["amounts repeated", "amounts blank", "amounts zero", "only the adjustment"],
)
def test_one_row_for_each_adjustment_is_one_line(second: str) -> None:
    """The first row alone would make the patient's 30.00 a write-off."""
    read = _read(
        f"{HEAD}\n1,180.00,C1,99213,200.00,120.00,CO-45,50.00\n{second}\n"
        "1,180.00,C2,85025,60.00,60.00,,\n"
    )

    (remit,) = read.remittances
    assert remit.totals.balanced
    assert [len(one.services) for one in remit.claims] == [1, 1]
    assert _adjustments(remit.claims[0]) == BOTH
    assert ("SHEET-JOINED", "I") in [(one.id, one.severity) for one in read.findings]


def test_two_equal_lines_that_each_balance_stay_two() -> None:
    row = "1,200.00,C1,99213,150.00,100.00,CO-45,50.00"
    (claim,) = _claims(f"{HEAD}\n{row}\n{row}\n")

    assert (len(claim.services), claim.paid_cents) == (2, 20_000)


def test_an_amount_beside_a_code_is_never_stretched_to_the_rest_of_the_charge() -> None:
    (claim,) = _claims(f"{HEAD}\n1,120.00,C1,99213,200.00,120.00,CO-45,50.00\n")

    assert claim.all_adjustments == ()
    assert ids(claim.findings) == ["SHEET-ADJUSTMENT", "B-LINE", "B-CLAIM"]


def test_an_adjustment_of_a_reversal_may_have_either_sign() -> None:
    (claim,) = _claims(f"{HEAD}\n1,-120.00,C1,99213,-200.00,-120.00,CO-45,80.00\n")

    assert _adjustments(claim) == [("CO", "45", -8_000)]


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Group Code,Reason Code,Adjustment Amount,Group Code,Reason Code,Adjustment Amount", "CO,45,50,PR,2,30"),
        ("Reason Code,Adjustment Amount,Reason Code,Adjustment Amount", "CO45,50,PR-2,30"),
        ("Adj Code 1,Adj Amt 1,Adj Code 2,Adj Amt 2", "CO45,50,PR2,30"),
        ("CARC1,CARC1 Amount,CARC2,CARC2 Amount", "CO 45,50,PR 2,30"),
        ("Adj Group 1,Adj Reason 1,Adj Amount 1,Adj Group 2,Adj Reason 2,Adj Amount 2", "CO,45,50,PR,2,30"),
        ("CO-45,PR-2,OA-23", "50,30,0"),
        ("Reason Codes", "CO*45*50.00*1~PR*2*30"),
        ("CAS", ""),
    ],
)  # fmt: skip
def test_adjustments_in_several_columns_are_read_in_full(head: str, cells: str) -> None:
    if not cells:
        head, cells = "Reason Codes", "CAS*CO*45*50.00;CAS*PR*2*30.00"
    text = f"Check No,Account,Billed,Paid,{head}\n1,C1,200,120,{cells}\n"
    (claim,) = _claims(text)

    assert _adjustments(claim) == BOTH
    assert claim.findings == ()
    assert columns.proposed(rows_of_csv(text.encode()), "portal.csv").doubts == ()


def test_a_numbered_code_without_its_amount_is_not_guessed() -> None:
    (claim,) = _claims(
        "Account,Billed,Paid,CARC 1,CARC 1 Amount,CARC 2,CARC 2 Amount\nC1,200,120,CO45,50,PR2,\n"
    )

    assert _adjustments(claim) == [("CO", "45", 5_000)]
    assert ids(claim.findings) == ["SHEET-CODE", "B-CLAIM"]


def test_a_code_that_is_not_read_leaves_its_share_open() -> None:
    (claim,) = _claims('Account,Billed,Paid,Reason Code\nC1,200,120,"CO-45; C0-97"\n')

    assert claim.all_adjustments == ()
    assert "SHEET-CODE" in ids([one for one in claim.findings if one.severity == "E"])


def test_a_row_that_states_the_claim_beside_its_lines_is_counted_once() -> None:
    head = "Check No,Check Amount,Account,CPT,Billed,Paid,Reason Code"
    (claim,) = _claims(
        f"{head}\n1,120.00,C1,,200.00,120.00,\n"
        "1,120.00,C1,99213,150.00,100.00,CO-45\n1,120.00,C1,85025,50.00,20.00,CO-45\n"
    )

    assert (claim.charge_cents, claim.paid_cents, len(claim.services)) == (20_000, 12_000, 2)
    assert claim.findings == ()


def test_a_claims_own_adjustment_stands_beside_its_lines() -> None:
    """The lines pay 1,050.00, the claim 945.00."""
    (claim,) = _claims(
        f"{HEAD}\n1,945.00,C1,,1200.00,945.00,CO-94,105.00\n"
        "1,945.00,C1,A4550,1000.00,900.00,CO-45,100.00\n1,945.00,C1,A4556,200.00,150.00,CO-45,50.00\n"
    )

    assert [(one.group, one.reason, one.cents) for one in claim.adjustments] == [
        ("CO", "94", 10_500)
    ]
    assert (claim.paid_cents, claim.findings) == (94_500, ())


def test_a_row_that_may_be_a_claims_total_or_a_line_waits() -> None:
    (remit,) = _read(
        f"{HEAD}\n1,120.00,C1,,250.00,120.00,,\n1,120.00,C1,99213,150.00,120.00,CO-45,30.00\n"
    ).remittances  # fmt: skip

    assert "SHEET-LEVEL" in ids(remit.findings)
    assert not remit.totals.balanced


def test_a_printed_claim_with_its_lines_below_gives_them_its_number_and_status() -> None:
    claims = _claims(
        "Check No,Check Amount,Account,Status,CPT,Billed,Paid,Reason Code\n"
        "1,70,C1,19 - Processed as primary,,,,\n,,,,99213,100,50,CO-45\n,,,,99214,40,20,CO-45\n"
        "1,70,C2,Secondary,,,,\n,,,,99213,10,0,CO-45\n"
    )

    told = [(one.pcn, one.status, one.charge_cents, len(one.services)) for one in claims]
    assert told == [("C1", "19", 14_000, 2), ("C2", "2", 1_000, 1)]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("1", "1"), ("02", "2"), ("22 - Reversal of previous payment", "22"), ("Denied", "4"),
        ("Processed as Primary, Forwarded to Additional Payer(s)", "19"), ("Not our claim", "23"),
        ("Paid as secondary - crossed over", "20"), ("Finalized", "1"), ("", "1"),
    ],
)  # fmt: skip
def test_a_claim_status_is_read_from_its_number_or_its_words(said: str, status: str) -> None:
    (claim,) = _claims(f'Check No,Account,Claim Status,Billed,Paid\n1,C1,"{said}",10,10\n')

    assert claim.status == status


def test_subtotals_of_claims_and_checks_are_no_claims_and_proven() -> None:
    read = _read(
        "Check No,Check Amount,Account,CPT,Billed,Paid\n1,180.00,C1,99213,100.00,100.00\n"
        "1,180.00,C1,85025,20.00,20.00\n,,C1 Total,,120.00,120.00\n1,180.00,C2,99213,60.00,60.00\n"
        ",,C2 Total,,60.00,60.00\n1 Total,,,,180.00,180.00\nGrand Total,,,,180.00,180.00\n"
    )

    assert [(one.totals.balanced, one.totals.claims) for one in read.remittances] == [(True, 2)]
    assert [(one.id, one.severity) for one in read.findings] == [("SHEET-TOTALS", "I")] * 4


def test_an_amount_in_a_row_that_names_no_claim_is_an_error_and_notes_are_told() -> None:
    read = _read(
        "Check No,Check Amount,Account,CPT,Billed,Paid\n1,180.00,C1,99213,100.00,100.00\n"
        "1,,,,,80.00\n\nPage 1 of 1\n* paid per contract\n"
    )

    assert [(one.id, one.severity, one.where) for one in read.findings] == [
        ("SHEET-NOTES", "I", "portal.csv"), ("SHEET-UNNAMED", "E", "portal.csv row 3"),
    ]  # fmt: skip
    assert not read.remittances[0].totals.balanced


def test_a_header_in_two_rows_is_read_as_one() -> None:
    text = (
        "Check,Check,Claim,Service,Service,Amount,Amount\n"
        "Number,Amount,Number,Date,Code,Billed,Paid\n1,70.00,C1,01/02/2024,99213,70.00,70.00\n"
    )
    read = _read(text)

    assert kind_of(text.encode(), "portal.csv") == "csv"
    assert [(one.payment.trace, one.totals.balanced) for one in read.remittances] == [("1", True)]
    assert read.remittances[0].claims[0].segment == 3


def test_words_above_the_header_do_not_join_it() -> None:
    (claim,) = _claims(
        "Payment,,Claim,,,Money,\nCheck No,Check Amount,Account,DOS,CPT,Billed,Paid\n"
        "1,70.00,C1,01/02/2024,99213,70.00,70.00\n"
    )

    assert (claim.pcn, claim.findings) == ("C1", ())


def test_a_row_of_units_below_the_header_is_no_claim() -> None:
    read = _read(
        "Check No,Check Amount,Account,DOS,Billed,Paid\n(EFT),($),,(mm/dd/yyyy),($),($)\n"
        "1,70.00,C1,01/02/2024,70.00,70.00\n"
    )

    assert [one.totals.balanced for one in read.remittances] == [True]


BLOCKS = (
    "Payer: Acme\nCheck Number: 1,,Check Amount: 80.00\nAccount,CPT,Billed,Paid\n"
    "C1,99213,80,80\n\nCheck Number: 2,,Check Amount,50.00\nCheck Date,01/05/2024\n\n"
    "Account,CPT,Billed,Paid\nC2,99213,50,50\n"
)


@pytest.mark.parametrize("totals", [True, False], ids=["with totals", "without totals"])
def test_a_printed_list_with_a_block_for_each_check_is_parted(totals: bool) -> None:
    """Without totals nothing but the words between the blocks tells the checks apart."""
    text = (
        BLOCKS
        if totals
        else BLOCKS.replace(",,Check Amount: 80.00", "").replace(",,Check Amount,50.00", "")
    )
    read = _read(text)

    assert [
        (one.payment.trace, one.payment.cents, one.totals.balanced) for one in read.remittances
    ] == [("1", 8_000, True), ("2", 5_000, True)]
    assert [one.payer.name for one in read.remittances if one.payer] == ["Acme", "Acme"]
    assert str(read.remittances[1].payment.date) == "2024-01-05"


def test_words_in_the_column_of_the_claim_are_no_claim() -> None:
    read = _read(
        "Check Number: 1\nCheck Amount: 77.00\nAccount,CPT,Billed,Paid\nC1,99213,80,80\n"
        "Interest taken back,,,-3\nThank you for your business\nCheck Total,,80,77\n"
    )

    (remit,) = read.remittances
    assert (remit.totals.balanced, remit.totals.claims) == (True, 1)
    assert [(one.code, one.reference, one.cents) for one in remit.provider_adjustments] == [
        ("L6", "", 300)
    ]
    assert "SHEET-NOTES" in [one.id for one in read.findings]


def test_headers_of_joined_words_are_read_as_words() -> None:
    """As converters of 835 files write them: one check of 70.00, one line, CO-45 30, PR-2 20."""
    (remit,) = _read(
        "CheckOrEFTNumber,CheckAmount,PatientControlNumber,PayerClaimControlNumber,DateOfService,"
        "ProcedureCode,ChargeAmount,PaidAmt,Adj1Group,Adj1ReasonCode,Adj1Amount,Adj2Group,"
        "Adj2ReasonCode,Adj2Amount\n"
        "1,70.00,C1,ICN1,01/02/2024,99213,120.00,70.00,CO,45,30.00,PR,2,20.00\n"
    ).remittances

    assert (remit.payment.trace, remit.payment.cents, remit.totals.balanced) == ("1", 7_000, True)
    (claim,) = remit.claims
    assert (claim.pcn, claim.payer_claim_no) == ("C1", "ICN1")
    assert _adjustments(claim) == [("CO", "45", 3_000), ("PR", "2", 2_000)]


PORTAL = (
    "Payment Number,Payment Amount,Patient Control Number,Claim amount billed,Claim amount paid\n"
)


def test_a_payment_amount_that_the_claims_add_up_to_is_the_checks() -> None:
    """Check 5501 of 250.00 stands beside both of its claims, which were paid 150.00 and 100.00."""
    rows = "5501,250.00,C1,150.00,150.00\n5501,250.00,C2,100.00,100.00\nTotal,,,250.00,250.00\n"
    (remit,) = _read(PORTAL + rows).remittances

    assert (remit.payment.cents, remit.totals.claims, remit.totals.balanced) == (25_000, 2, True)
    assert not columns.proposed(rows_of_csv((PORTAL + rows).encode()), "portal.csv").doubts


def test_a_payment_amount_that_nothing_adds_up_to_waits_for_a_person() -> None:
    rows = "5501,260.00,C1,150.00,150.00\n5501,260.00,C2,100.00,100.00\n"

    assert columns.proposed(rows_of_csv((PORTAL + rows).encode()), "portal.csv").doubts
