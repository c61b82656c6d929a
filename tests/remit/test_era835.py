"""Everything an 835 says is in the model, and what is malformed is named with its segment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.remit.made import data, file_of, ids, interchange, remittance_of, transaction
from xlbilling.model.remittance import PREDETERMINATION
from xlbilling.remit.era835 import read_835

RICH = (
    "LX*1", "TS3*1234567893*11*20241231*1*150", "TS2*1*2",
    "CLP*C1*19*150*80*50*MB*ICN1*11*1**B1",
    "CAS*CO*45*20",
    "NM1*QC*1*ROE*ALEX*B***MI*W1", "NM1*IL*1*DOE*DANA****MI*W2", "NM1*74*1*ROE*ALEC****C*W9",
    "NM1*82*1*DOC*TOR****XX*1234567893", "NM1*TT*2*NEXT PLAN*****PI*777", "NM1*PR*2*OTHER PLAN*****PI*8",
    "MIA*0****MA01*2*3*4*5*6*7*8*9*10*11*12*13*14*15*MA02*MA03", "MOA***MA18*N1",
    "REF*1L*GROUP", "REF*EA*RECORD", "REF*F8*OLD", "DTM*232*20240105", "DTM*233*20240106", "DTM*050*20240110",
    "PER*CX*CLAIMS*TE*8005550101", "AMT*AU*130", "AMT*I*1.25", "QTY*CA*3",
    "SVC*HC:99214:25:59:GT:95*150*100*0510*0*HC:99215:25*2",
    "DTM*150*20240105", "DTM*151*20240106", "CAS*PR*1*50", "REF*6R*L1", "REF*1B*P", "AMT*B6*130",
    "LQ*HE*N130", "LQ*HE*M15", "LQ*RX*75",
    "PLB*1234567893*20241231*L6*-3.5*WO:R1*1*FB:R2*2*72:R3*3*CS:R4*4*J1:R5*-6.5",
)  # fmt: skip


def test_a_claim_offers_all_that_posting_needs() -> None:
    claim = remittance_of("80", *RICH).claims[0]

    assert (claim.pcn, claim.status, claim.payer_claim_no) == ("C1", "19", "ICN1")
    assert (claim.charge_cents, claim.paid_cents, claim.patient_responsibility_cents) == (
        15_000,
        8_000,
        5_000,
    )
    assert (claim.filing_indicator, claim.facility_code, claim.frequency_code) == ("MB", "11", "1")
    people = (claim.patient, claim.subscriber, claim.corrected, claim.crossover)
    assert [(one.last, one.id) for one in people if one] == [
        ("ROE", "W1"), ("DOE", "W2"), ("ROE", "W9"), ("NEXT PLAN", "777"),
    ]  # fmt: skip
    assert [one.entity for one in claim.parties] == ["QC", "IL", "74", "82", "TT", "PR"]
    assert claim.is_crossed_over
    assert (claim.statement_from, claim.statement_to) == (date(2024, 1, 5), date(2024, 1, 6))
    assert (claim.received_on, claim.first_service_on) == (date(2024, 1, 10), date(2024, 1, 5))
    assert [(one.qualifier, one.value) for one in claim.references] == [
        ("1L", "GROUP"),
        ("EA", "RECORD"),
        ("F8", "OLD"),
    ]
    assert [(one.qualifier, one.cents) for one in claim.amounts] == [("AU", 13_000), ("I", 125)]
    assert [one.code for one in claim.remarks] == ["MA01", "MA02", "MA03", "MA18", "N1"]
    assert [one.qualifier for one in claim.dates] == ["232", "233", "050"]
    assert [(a.group, a.reason) for a in claim.all_adjustments] == [("CO", "45"), ("PR", "1")]
    assert claim.segment == 17


def test_a_service_line_offers_all_that_posting_needs() -> None:
    line = remittance_of("80", *RICH).claims[0].services[0]

    assert (line.procedure.qualifier, line.procedure.code) == ("HC", "99214")
    assert line.procedure.modifiers == ("25", "59", "GT", "95")
    assert line.original is not None
    assert (line.original.code, line.original.modifiers) == ("99215", ("25",))
    assert (line.units_paid, line.units_billed, line.revenue_code) == (
        Decimal(0),
        Decimal(2),
        "0510",
    )
    assert (line.service_from, line.service_to) == (date(2024, 1, 5), date(2024, 1, 6))
    assert (line.line_control_number, line.allowed_cents) == ("L1", 13_000)
    assert [one.code for one in line.remarks] == ["N130", "M15"]
    assert [one.qualifier for one in line.references] == ["6R", "1B"]
    assert [one.qualifier for one in line.dates] == ["150", "151"]
    assert line.segment == 37


def test_the_payment_its_trace_and_both_parties_are_read() -> None:
    remit = remittance_of("80", *RICH)
    paid = remit.payment

    assert (paid.cents, paid.method, paid.date) == (8_000, "ACH", date(2024, 2, 1))
    assert (paid.trace, paid.payer_trace_id) == ("EFT0001", "1512345678")
    assert (paid.credit_or_debit, paid.handling, len(paid.elements)) == ("C", "I", 21)
    assert remit.payer is not None
    assert (remit.payer.name, remit.payer.id) == ("SAMPLE HEALTH PLAN", "12345")
    assert [(one.qualifier, one.value) for one in remit.payer.references] == [("2U", "999")]
    assert remit.payer.contacts == (("BL", "PROVIDER SERVICE", "TE", "8005550100"),)
    assert remit.payee is not None
    assert (remit.payee.id_qualifier, remit.payee.id) == ("XX", "1234567893")
    assert remit.produced_on == date(2024, 1, 31)
    assert [one.texts[0] for one in remit.provider_loops[:2]] == [
        "LX*1",
        "TS3*1234567893*11*20241231*1*150",
    ]


def test_all_six_pairs_of_a_plb_are_read_with_and_without_reference() -> None:
    remit = remittance_of("80", *RICH)

    assert [(one.code, one.reference, one.cents) for one in remit.provider_adjustments] == [
        ("L6", "", -350), ("WO", "R1", 100), ("FB", "R2", 200), ("72", "R3", 300), ("CS", "R4", 400), ("J1", "R5", -650),
    ]  # fmt: skip
    assert remit.totals.provider_adjustment_cents == 0
    assert remit.totals.balanced
    assert remit.findings == ()


def test_all_six_triplets_of_a_cas_are_read() -> None:
    claim = remittance_of("79", "CLP*C1*1*100*79", "CAS*OA*1*1*1*2*2**3*3**4*4**5*5**6*6*6").claims[
        0
    ]

    assert [(a.reason, a.cents, a.quantity, a.position) for a in claim.adjustments] == [
        ("1", 100, "1", 1), ("2", 200, "", 2), ("3", 300, "", 3), ("4", 400, "", 4), ("5", 500, "", 5), ("6", 600, "6", 6),
    ]  # fmt: skip


@pytest.mark.parametrize("qualifier", ["HC", "AD", "N4", "NU", "ZZ", "ER", "IV", "XX"])
def test_any_qualifier_of_a_code_is_taken(qualifier: str) -> None:
    """rules.md R-3."""
    remit = remittance_of("80", "CLP*C1*1*80*80", f"SVC*{qualifier}:12345*80*80")

    assert remit.claims[0].services[0].procedure.qualifier == qualifier
    assert remit.findings == ()


def test_empty_money_and_units_of_a_line_have_their_meaning() -> None:
    """rules.md R-6: SVC02 and SVC03 empty are 0, SVC05 empty is 1 unit."""
    line = remittance_of("0", "CLP*C1*1*0*0", "SVC*HC:99213").claims[0].services[0]

    assert (line.charge_cents, line.paid_cents) == (0, 0)
    assert (line.units_paid, line.units_billed, line.original) == (Decimal(1), Decimal(1), None)


def test_a_predetermination_and_a_reversal_are_read_as_they_are() -> None:
    remit = remittance_of(
        "-80",
        "CLP*C1*22*-100*-80",
        "CAS*CR*45*-20",
        f"CLP*C2*{PREDETERMINATION}*50*0",
        "CAS*OA*101*50",
    )

    assert [(one.status, one.paid_cents) for one in remit.claims] == [("22", -8_000), ("25", 0)]
    assert ids(remit.findings) == ["X12-BPR"]  # a payment below zero is worth a look
    assert remit.totals.balanced


@pytest.mark.parametrize(
    ("body", "rule", "where", "said"),
    [
        (["CLP*C1*1*1x0*80"], "X12-MONEY", 14, "claim C1: CLP03 (charge) is not a number"),
        (["CLP*C1*1**0"], "X12-MONEY", 14, "claim C1: CLP03 (charge) is empty"),
        (["CLP*C1*1*80.005*0"], "X12-MONEY", 14, "claim C1: CLP03 (charge) '80.005' has a fraction of a cent"),
        (["CLP*C1*1*0*0", "SVC*HC:1*1E3*0"], "X12-MONEY", 15, "claim C1: SVC02 (charge) '1E3' is not a number"),
        (["CLP*C1*1*0*0", "CAS*CO*45*+5"], "X12-MONEY", 15, "claim C1: CAS03 (adjustment 45) '+5' is not a number"),
        (["CLP*C1*1*0*0", "CAS*CO*45*0**97*"], "X12-MONEY", 15, "claim C1: CAS06 (adjustment 97) is empty"),
        (["CLP*C1*1*0*0", "AMT*B6*ten"], "X12-MONEY", 15, "claim C1: AMT B6 is not a number"),
        (["PLB*1*20241231*WO:1*0*FB:2*x"], "X12-MONEY", 14, "PLB06 (adjustment FB) is not a number"),
        (["CLP*C1*1*0*0", "CAS*ZZ*45*0"], "X12-CODE", 15, "the adjustment group ZZ is not CO, PR, OA or PI"),
        (["CLP*C1*1*0*0", "SVC*HC*0*0"], "X12-CODE", 15, "SVC01 has no procedure code"),
        (["CLP*C1*1*0*0", "SVC*HC:1*0*0**two"], "X12-UNITS", 15, "SVC05 is not a number; counted as 0 units"),
        (["CLP*C1*1*0*0", "DTM*232*20240230"], "X12-DATE", 15, "DTM 232 '20240230' is no date"),
        (["CLP*C1*1*0*0", "XYZ*1"], "X12-UNKNOWN", 15, "a segment, a kind that no 835 has"),
        (["CLP*C1*1*0*0", "HL*1"], "X12-UNKNOWN", 15, "a segment 'HL', a kind that no 835 has"),
        (["CLP*C1*1*0*0", "cas*CO*45*0"], "X12-UNKNOWN", 15, "a segment 'cas', not in capitals"),
        (["CLP*C1*1*0*0", "CAS*CO**0"], "X12-CODE", 15, "an adjustment has no reason code"),
        (["SVC*HC:1*0*0"], "X12-ORDER", 14, "SVC stands outside of any claim"),
        (["CAS*CO*45*5"], "X12-ORDER", 14, "CAS stands outside of any claim"),
        (["CLP*C1*1*0*0", "BPR*I*5"], "X12-ORDER", 15, "BPR stands after the first claim"),
        (["CLP*C1*1*0*0", "CAS*CO" + "*1*0*" * 7], "X12-LENGTH", 15, "CAS has more than six adjustments"),
    ],
)  # fmt: skip
def test_what_is_malformed_is_named_with_its_segment(
    body: list[str], rule: str, where: int, said: str
) -> None:
    remit = remittance_of("0", *body)

    finding = next(one for one in remit.findings if one.id == rule)
    assert finding.where == f"made.835 segment {where}"
    assert said in finding.message
    assert finding.fix


def test_money_that_is_no_number_counts_as_nothing_and_keeps_the_claim_from_posting() -> None:
    remit = remittance_of("80", "CLP*C1*1*100*80", "CAS*CO*45*20*1*97*lots", "CLP*C2*1*0*0")

    assert remit.totals.balanced
    assert remit.totals.adjustment_cents == 2_000
    assert [ids(one.findings) for one in remit.claims] == [["X12-MONEY"], []]
    assert remit.claims[0].findings[0].severity == "E"


@pytest.mark.parametrize(
    ("se", "said"),
    [
        ("SE*99*0001", "SE01 is '99', but there are 14 segments"),
        ("SE*14*0002", "SE02 is '0002', but ST02 is '0001'"),
        ("SE", "SE01 is empty, but there are 14 segments"),
    ],
)
def test_a_wrong_segment_count_or_control_number_refuses_the_transaction_but_not_its_totals(
    se: str, said: str
) -> None:
    """rules.md R-8."""
    content = file_of("0", "CLP*C1*1*0*0", "CLP*C2*1*0*0").replace(b"SE*14*0001", se.encode())
    remit = read_835(content, "made.835").remittances[0]

    assert remit.is_refused
    assert (remit.findings[0].id, remit.findings[0].severity) == ("R-8", "E")
    assert f"transaction refused: {said}" in " ".join(one.message for one in remit.findings)
    assert remit.totals.claims == 2


def test_a_transaction_without_end_is_refused_and_the_next_is_read() -> None:
    body = ["CLP*C1*1*80*80"]
    one, two = transaction("80", body, st02="0001"), transaction("80", body, st02="0002")
    read = read_835(data(interchange(one[:-1], two)), "made.835")

    assert [remit.is_refused for remit in read.remittances] == [True, False]
    assert (
        "another transaction starts before this one's SE segment"
        in read.remittances[0].findings[0].message
    )
    assert [remit.totals.payment_cents for remit in read.remittances] == [8_000, 8_000]


def test_a_file_cut_in_a_segment_names_it_and_does_not_count_half_an_amount() -> None:
    whole = file_of("1234.56", "CLP*C1*1*1234.56*1234.56")
    cut = whole[: whole.index(b"*1234.56*1234.56") + len("*1234.56*12")]
    read = read_835(cut, "cut.835")

    assert ids(read.findings) == ["X12-CUT", "R-8", "R-8"]
    assert read.findings[0].where == "cut.835 segment 14"
    assert read.remittances[0].is_refused
    assert read.remittances[0].totals.claims == 0


def test_other_transactions_are_passed_over_and_told() -> None:
    other = ["ST*997*0009", "AK1*HP*1", "AK9*A*1*1*1", "SE*4*0009"]
    read = read_835(data(interchange(other, transaction("0", []))), "mixed.835")

    assert len(read.remittances) == 1
    assert [(one.id, one.severity) for one in read.findings] == [("X12-OTHER", "I")]
    assert "1 x 997" in read.findings[0].message


def test_a_file_without_an_835_is_one_clear_error() -> None:
    read = read_835(
        data(
            interchange(["ST*837*0001*005010X222A1", "BHT*0019*00*1*20240101*1200*CH", "SE*3*0001"])
        ),
        "claims.837",
    )

    assert read.remittances == ()
    assert [(one.id, one.severity, one.where) for one in read.findings] == [
        ("X12-EMPTY", "E", "claims.837")
    ]
    assert "holds no 835 transaction, but 1 x 837" in read.findings[0].message


def test_segments_outside_of_a_transaction_are_told() -> None:
    content = data(["CLP*LOOSE*1*5*5", "SE*1*1"])
    read = read_835(file_of("0").replace(b"IEA*", content + b"IEA*"), "made.835")

    assert ids(read.findings) == ["X12-ORDER"]
    assert "2 segments stand outside of any transaction" in read.findings[0].message


def test_missing_payment_and_trace_are_told() -> None:
    content = data(["ST*835*1", "N1*PR*PLAN", "N1*PE*CLINIC", "CLP*C1*1*5*5", "SE*5*1"])
    remit = read_835(content, "made.835").remittances[0]

    assert ids(remit.findings) == ["X12-BPR", "X12-TRACE", "B-TRAN"]
    assert remit.payment.cents is None
    assert not remit.totals.balanced
    assert remit.totals.payment_cents == 0


def test_a_payment_that_is_no_number_never_balances() -> None:
    remit = remittance_of("none")

    assert ids(remit.findings) == ["X12-MONEY", "B-TRAN"]
    assert not remit.totals.balanced
