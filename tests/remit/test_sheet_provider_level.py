"""Provider-level adjustments in payers' sheets: whatever their shape, they prove the check."""

from __future__ import annotations

import pytest

from xlbilling.model.remittance import Remittance, RemittanceFile
from xlbilling.remit.tabular import read_rows, rows_of_csv

HEAD = "Check No,Check Amount,Account,CPT,Billed,Paid,Reason Code,Adjustment Amount"
LINE = "1,{total},C1,99213,200.00,120.00,CO-45,80.00"


def _read(text: str) -> RemittanceFile:
    return read_rows(rows_of_csv(text.encode()), "portal.csv")


def _plb(remit: Remittance) -> list[tuple[str, str, int]]:
    return [(one.code, one.reference, one.cents) for one in remit.provider_adjustments]


@pytest.mark.parametrize(
    ("row", "total", "want"),
    [
        ("1,,,,,,WO,50.00", "70.00", ("WO", "", 5_000)),
        ("1,,FCN7,,,-50.00,WO,", "70.00", ("WO", "FCN7", 5_000)),
        ("1,,FCN7,,,,WO,50.00", "70.00", ("WO", "FCN7", 5_000)),
        ("1,,,,,-50.00,WO - Overpayment recovery,", "70.00", ("WO", "", 5_000)),
        ("1,,,,,3.00,L6,", "123.00", ("L6", "", -300)),
        ("1,,,,,,L6,(3.00)", "123.00", ("L6", "", -300)),
        ("1,,,,,,L6 -3.00,", "123.00", ("L6", "", -300)),
        ("1,,,,,,PLB FB:-30.00,", "150.00", ("FB", "", -3_000)),
        (",,,,,-30.00,FB,", "90.00", ("FB", "", 3_000)),
        ("1,,,,,,72,-50.00", "170.00", ("72", "", -5_000)),
        ("1,,,,,,CS,12.00", "108.00", ("CS", "", 1_200)),
        ("1,,,,,,J1,-12.00", "132.00", ("J1", "", -1_200)),
        ("1,,,,,-2.00,Interest taken back,", "118.00", ("L6", "", 200)),
        ("1,,,,,-20.00,Forwarding balance,", "100.00", ("FB", "", 2_000)),
    ],
)
def test_a_row_among_the_claims_lowers_or_raises_the_check(
    row: str, total: str, want: tuple[str, str, int]
) -> None:
    (remit,) = _read(f"{HEAD}\n{LINE.format(total=total)}\n{row}\n").remittances

    assert _plb(remit) == [want]
    assert remit.totals.balanced
    assert [one.pcn for one in remit.claims] == ["C1"]
    assert ("SHEET-PLB", "I") in [(one.id, one.severity) for one in remit.findings]


def test_a_sheet_that_shows_what_is_added_to_the_payment_is_read_so() -> None:
    """Recovery -50.00 and interest 3.00 in the adjustment column: 120.00 become 73.00."""
    text = f"{HEAD}\n{LINE.format(total='73.00')}\n1,,,,,,WO,-50.00\n1,,,,,,L6,3.00\n"
    (remit,) = _read(text).remittances

    assert _plb(remit) == [("WO", "", 5_000), ("L6", "", -300)]
    assert remit.totals.balanced
    assert any("as its total proves" in one.message for one in remit.findings)


def test_amounts_that_no_sign_proves_keep_the_835s_and_block_the_check() -> None:
    (remit,) = _read(f"{HEAD}\n{LINE.format(total='99.00')}\n1,,,,,,WO,50.00\n").remittances

    assert _plb(remit) == [("WO", "", 5_000)]
    assert "B-TRAN" in [one.id for one in remit.findings]


SECTION = (
    "Provider Adjustments\nAdjustment Date,Provider ID,Reference ID,Adjustment Amt,Reason\n"
    "01/05/2024,1234567893,FCN1,50.00,WO\n01/05/2024,1234567893,,-3.00,L6\nTotal,,,47.00,\n"
)


@pytest.mark.parametrize("where", ["below", "above"])
def test_a_table_of_their_own_is_read(where: str) -> None:
    claims = f"{HEAD}\n{LINE.format(total='73.00')}\n"
    parts = [claims, SECTION] if where == "below" else [SECTION, claims]
    (remit,) = _read("\n".join(parts)).remittances

    assert _plb(remit) == [("WO", "FCN1", 5_000), ("L6", "", -300)]
    first = remit.provider_adjustments[0]
    assert (first.provider_id, first.fiscal_date) == ("1234567893", "20240105")
    assert remit.totals.balanced


def test_rows_of_a_table_go_to_the_check_they_name() -> None:
    read = _read(
        f"{HEAD}\n{LINE.format(total='115.00')}\n2,60.00,C2,99213,60.00,60.00,,\n\n"
        "Check #,Reason Code,FCN,Amount\n1,WO,123,5.00\n3,WO,124,9.00\n"
    )

    assert [_plb(one) for one in read.remittances] == [[("WO", "123", 500)], []]
    assert all(one.totals.balanced for one in read.remittances)
    strays = [one for one in read.findings if one.id == "SHEET-PLB"]
    assert [(one.severity, one.where) for one in strays] == [("E", "portal.csv row 7")]


def test_an_adjustment_without_a_known_code_is_told_and_not_guessed() -> None:
    read = _read(f"{HEAD}\n{LINE.format(total='120.00')}\n\n{SECTION.replace('L6', 'mystery')}")

    assert [(one.id, one.severity) for one in read.findings if one.id == "SHEET-PLB"] == [
        ("SHEET-PLB", "E")
    ]


def test_an_adjustment_repeated_beside_every_claim_counts_once() -> None:
    (remit,) = _read(
        "Check No,Check Amount,Account,Billed,Paid,PLB Code,PLB Amount,FCN\n"
        "1,70.00,C1,120.00,120.00,WO,100.00,F1\n1,70.00,C2,50.00,50.00,WO,100.00,F1\n"
    ).remittances

    assert _plb(remit) == [("WO", "F1", 10_000)]
    assert remit.totals.balanced


def test_an_amount_beside_claims_without_a_code_is_told() -> None:
    (remit,) = _read(
        "Check No,Check Amount,Account,Billed,Paid,Provider Adjustment Amount\n"
        "1,70.00,C1,120.00,120.00,50.00\n"
    ).remittances

    assert [one.id for one in remit.findings if one.severity == "E"] == ["SHEET-PLB", "B-TRAN"]


def test_a_check_of_adjustments_alone_is_a_payment() -> None:
    (remit,) = _read(f"{HEAD}\n1,3.00,,,,3.00,L6,\n").remittances

    assert (_plb(remit), remit.claims, remit.totals.balanced) == ([("L6", "", -300)], (), True)


def test_without_a_check_total_the_payment_is_claims_less_adjustments_and_a_person_looks() -> None:
    (remit,) = _read("Check No,Account,Billed,Paid,CARC\n1,C1,120,120,\n1,,,-50,WO\n").remittances

    assert (remit.payment.cents, remit.totals.balanced) == (7_000, True)
    assert ("SHEET-PLB", "W") in [(one.id, one.severity) for one in remit.findings]


def test_a_claims_own_reason_is_no_provider_level_code() -> None:
    """CARC 72 and 50 beside a claim, and a bare continuation of its line."""
    (remit,) = _read(
        f"{HEAD}\n1,120.00,C1,99213,200.00,120.00,CO-45,50.00\n,,,,,,50,30.00\n"
    ).remittances

    assert remit.provider_adjustments == ()
    assert [(one.reason, one.cents) for one in remit.claims[0].all_adjustments] == [
        ("45", 5_000), ("50", 3_000)
    ]  # fmt: skip
