"""Published cases, re-keyed with invented names: the amounts and codes are the sources' own.

The ids are those of the project's list of worked examples; each test names its source.
"""

from __future__ import annotations

import pytest

from tests.remit.made import data, ids, interchange, remittance_of, transaction
from xlbilling.model.remittance import Remittance
from xlbilling.remit.era835 import read_835


def test_w03_a_paid_claim_leaves_the_copay_and_no_write_off() -> None:
    """x12.org 835 example, dollars and data sent separately: 1100 = 500 + 600, the patient owes 900."""
    remit = remittance_of(
        "1100",
        "LX*1",
        "CLP*W03A*1*800*500*300*12*94060555410000*11*1", "CAS*CO*A2*0",
        "NM1*QC*1*ROE*ALEX****MI*33344555510", "DTM*232*20190303",
        "SVC*HC:99211*800*500", "DTM*472*20190303", "CAS*PR*1*300", "AMT*B6*800",
        "CLP*W03B*1*1200*600*600*12*9407779923000*11*1",
        "NM1*QC*1*DOE*SAM****MI*33344555511",
        "SVC*HC:93555*1200*600", "DTM*472*20190310", "CAS*PR*1*600", "AMT*B6*1200",
    )  # fmt: skip

    assert remit.totals.balanced
    assert remit.findings == ()
    assert sum(one.patient_responsibility_cents for one in remit.claims) == 90_000
    assert [line.allowed_cents for claim in remit.claims for line in claim.services] == [
        80_000,
        120_000,
    ]


def test_w04_claim_level_adjustments_make_the_lines_pay_more_than_the_claims() -> None:
    """x12.org managed care example: lines 500 + 550, claims 450 + 495 = 945."""
    remit = remittance_of(
        "945",
        "LX*1",
        "CLP*W04A*1*800*450*300*12*94060555410000", "CAS*CO*A2*50",
        "SVC*HC:99211*800*500", "DTM*472*20190303", "CAS*PR*1*300",
        "CLP*W04B*1*1200*495*600*12*9407779923000", "CAS*CO*A2*55",
        "SVC*HC:93555*1200*550", "DTM*472*20190310", "CAS*PR*1*600", "CAS*CO*45*50",
    )  # fmt: skip

    assert remit.totals.balanced
    assert (remit.totals.claim_paid_cents, remit.totals.service_paid_cents) == (94_500, 105_000)
    contractual = [sum(a.cents for a in c.all_adjustments if a.group == "CO") for c in remit.claims]
    assert contractual == [5_000, 10_500]


def _secondary(separator: str) -> Remittance:
    return remittance_of(
        "1222",
        "LX*1",
        "CLP*W06A*2*10323.64*912**12*05090256390*11*1", "CAS*OA*23*9411.64", "AMT*AU*912",
        "LX*2",
        "CLP*W06B*2*751.50*310*220*12*05630626430",
        f"SVC*HC{separator}12345{separator}26*166.5*30**1", "CAS*OA*23*136.50", "AMT*B6*150",
        f"SVC*HC{separator}66543{separator}26*585*280**1", "CAS*PR*1*150**2*70", "CAS*CO*42*85", "AMT*B6*500",
    )  # fmt: skip


def test_w06_a_secondary_payment_balances_with_two_triplets_in_one_segment() -> None:
    """x12.org secondary example: 1222 = 912 + 310; OA-23 is what the primary did."""
    remit = _secondary(":")

    assert remit.totals.balanced
    assert remit.findings == ()
    second = remit.claims[1]
    assert [(a.group, a.reason, a.cents, a.position) for a in second.services[1].adjustments] == [
        ("PR", "1", 15_000, 1), ("PR", "2", 7_000, 2), ("CO", "42", 8_500, 1),
    ]  # fmt: skip
    assert second.services[0].allowed_cents == 15_000  # not paid + PR: the payer is secondary


def test_w06_another_component_separator_than_the_declared_one_is_told_and_not_guessed() -> None:
    """The published file declares ``:`` and uses ``>``: rules.md R-4."""
    remit = _secondary(">")

    assert remit.totals.balanced
    assert ids(remit.findings) == ["R-4"]
    assert remit.findings[0].where == "made.835 segment 20"
    assert remit.claims[1].services[0].procedure.code == ""

    again = read_835(
        data(interchange(transaction("30", ["CLP*A*1*30*30", "SVC*HC>12345>26*30*30"]))),
        "made.835",
        component=">",
    )
    procedure = again.remittances[0].claims[0].services[0].procedure
    assert (procedure.qualifier, procedure.code, procedure.modifiers) == ("HC", "12345", ("26",))


def test_w08_a_claim_processed_as_primary_may_have_denied_lines() -> None:
    """x12.org claim adjustment reason example: 80 = one paid line, two at nothing."""
    remit = remittance_of(
        "80",
        "CLP*W08*1*400*80**12*13579",
        "SVC*HC:99213*150*80**1", "CAS*CO*45*70", "AMT*B6*80",
        "SVC*HC:85003*100*0**1", "CAS*CO*204*100",
        "SVC*HC:36415*150*0**1", "CAS*CO*97*150",
    )  # fmt: skip

    assert remit.totals.balanced
    assert [(line.paid_cents, line.adjusted_cents) for line in remit.claims[0].services] == [
        (8_000, 7_000), (0, 10_000), (0, 15_000),
    ]  # fmt: skip


def test_w09_one_claim_level_segment_carries_two_adjustments_with_a_quantity() -> None:
    """x12.org not covered inpatient example: 40000 = 8000 paid + 2000 + 30000."""
    remit = remittance_of("8000", "CLP*W09*1*40000*8000**12*1357911", "CAS*CO*197*2000*1*45*30000")

    assert remit.totals.balanced
    assert [(a.reason, a.cents, a.quantity) for a in remit.claims[0].adjustments] == [
        ("197", 200_000, "1"), ("45", 3_000_000, ""),
    ]  # fmt: skip


def test_w10_a_denied_claim_without_money_balances() -> None:
    """x12.org denial example: nothing paid, OA-252 asks for documents."""
    remit = remittance_of(
        "0", "CLP*W10*4*150*0**12*2468", "SVC*HC:99213*150*0", "CAS*OA*252*150", "LQ*HE*N706"
    )

    assert remit.totals.balanced
    line = remit.claims[0].services[0]
    assert (line.adjustments[0].group, line.adjustments[0].reason, line.remarks[0].code) == (
        "OA",
        "252",
        "N706",
    )


def test_w12_one_code_twice_in_a_claim_is_told_apart_by_control_number_and_day() -> None:
    """UnitedHealthcare sample: 349.99 = 88.92 + 261.07; paid 0 by deductible is no denial."""
    remit = remittance_of(
        "349.99",
        "CLP*W12A*1*341.28*88.92*105.26*12*ICN1",
        "SVC*HC:B4152*156.42*88.92**1", "DTM*472*20201221", "CAS*CO*45*67.50", "REF*6R*W12A001", "AMT*B6*88.92",
        "SVC*HC:B4152*184.86*0**1", "DTM*472*20210101", "CAS*PR*1*105.26", "CAS*CO*45*79.60", "REF*6R*W12A002",
        "CLP*W12B*1*816.24*261.07*115.13*12*ICN2",
        "SVC*HC:B4154*459.90*204.18**1", "CAS*CO*45*255.72",
        "SVC*HC:B4034*27.84*27.84**1",
        "SVC*HC:B4154*328.50*29.05**1", "CAS*PR*2*5.13**1*110", "CAS*CO*45*184.32", "AMT*B6*144.18",
    )  # fmt: skip

    assert remit.totals.balanced
    assert remit.findings == ()
    first, second = remit.claims[0].services
    assert (first.line_control_number, str(first.service_from)) == ("W12A001", "2020-12-21")
    assert (second.line_control_number, str(second.service_from)) == ("W12A002", "2021-01-01")
    last = remit.claims[1].services[2]
    patient = sum(one.cents for one in last.adjustments if one.group == "PR")
    assert last.allowed_cents == last.paid_cents + patient == 14_418


def test_w15_a_payment_may_be_made_of_provider_adjustments_alone() -> None:
    """Nevada Medicaid sample, third transaction: 1812.27 with no claim paid; the CS pairs net to 0."""
    remit = remittance_of(
        "1812.27",
        "CLP*W15*4*41231.04*0**MC*6666", "CAS*OA*147*9365.04*0", "CAS*CO*26*31866*0",
        "PLB*1234567893*20181231*CT:1*-1092.46*CT:2*-719.81*CS:3*-181.55*CS:3*181.55*CS:4*-130*CS:4*130",
    )  # fmt: skip

    assert remit.totals.balanced
    assert remit.totals.provider_adjustment_cents == -181_227
    assert [(one.code, one.reference, one.cents, one.position) for one in remit.provider_adjustments[:2]] == [
        ("CT", "1", -109_246, 1), ("CT", "2", -71_981, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("payment", "body", "said"),
    [
        (
            "0", ["PLB*1234567893*20241231*72:A*-14*WO:A*14*B2:B*-14"],
            "is $14.00, but the payment is $0.00: $14.00 too little",
        ),
        (
            "5.75",
            ["CLP*N2A*1*56.52*56.52", "CLP*N2B*1*18.88*18.88", "CLP*N2C*1*59.69*59.69",
             "CLP*N2D*22*-42.58*-42.58", "CAS*CR*45*0", "CLP*N2E*22*-86.76*-86.76", "CAS*CR*45*0",
             "PLB*1234567893*20241231*CV:X*-1.27"],
            "is $7.02, but the payment is $5.75: $1.27 too little",
        ),
        (
            "1000", ["CLP*N4*1*125*100", "CAS*CO*45*25"],
            "is $100.00, but the payment is $1,000.00: $900.00 too much",
        ),
    ],
    ids=["n1", "n2", "n4"],
)  # fmt: skip
def test_n1_n2_n4_a_payment_out_of_balance_is_told_with_both_numbers(
    payment: str, body: list[str], said: str
) -> None:
    remit = remittance_of(payment, *body)

    assert not remit.totals.balanced
    assert ids(remit.findings) == ["B-TRAN"]
    assert remit.findings[0].severity == "E"
    assert said in remit.findings[0].message


def test_n2_the_same_claims_without_the_provider_adjustment_balance() -> None:
    remit = remittance_of(
        "5.75", "CLP*N2A*1*56.52*56.52", "CLP*N2B*1*18.88*18.88", "CLP*N2C*1*59.69*59.69",
        "CLP*N2D*22*-42.58*-42.58", "CLP*N2E*22*-86.76*-86.76",
    )  # fmt: skip

    assert remit.totals.balanced


def test_n5_acknowledged_refunds_balance_and_unexplained_recoveries_do_not() -> None:
    """Provider-level adjustment sample: only the first of its three transactions balances."""
    read = read_835(
        data(
            interchange(
                transaction("0", ["PLB*1234567893*20241231*WO:R1*298.18*72:R1*-298.18",
                                  "PLB*1234567802*20241231*WO:R2*298.18*72:R2*-298.18"], st02="1"),
                transaction("500", ["CLP*N5*1*500*500", "PLB*1234567893*20241231*WO:R1*298.18"], st02="2"),
                transaction("0", ["PLB*1234567893*20241231*WO:R1*298.18"], st02="3"),
            )
        ),
        "n5.835",
    )  # fmt: skip

    assert [one.totals.balanced for one in read.remittances] == [True, False, False]
    assert [one.provider_id for one in read.remittances[0].provider_adjustments[::2]] == [
        "1234567893",
        "1234567802",
    ]
    assert (
        "is $201.82, but the payment is $500.00: $298.18 too much"
        in read.remittances[1].findings[0].message
    )
    assert (
        "is -$298.18, but the payment is $0.00: $298.18 too much"
        in read.remittances[2].findings[0].message
    )


def test_w16h_a_plb_reference_is_kept_whole() -> None:
    """BCBS job aid: account, date and claim number stand in one reference."""
    remit = remittance_of("37.50", "PLB*123456789*20141231*WO:PTACCT#CCYYMMDD CLAIM#*-37.5")

    only = remit.provider_adjustments[0]
    assert (only.code, only.reference, only.cents, only.fiscal_date) == (
        "WO", "PTACCT#CCYYMMDD CLAIM#", -3_750, "20141231",
    )  # fmt: skip
    assert remit.totals.balanced
