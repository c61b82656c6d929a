"""A balance that fails is told with both numbers, the difference and its direction."""

from __future__ import annotations

import pytest

from tests.remit.made import ids, remittance_of
from xlbilling.model.findings import Finding


def _told(payment: str, *body: str) -> dict[str, Finding]:
    return {one.id: one for one in remittance_of(payment, *body).findings}


def test_a_line_that_does_not_balance_is_told() -> None:
    told = _told(
        "60", "CLP*C1*1*150*60**12*I", "CAS*CO*45*20", "SVC*HC:99213*150*60", "CAS*CO*45*70"
    )

    assert list(told) == ["B-LINE"]
    assert told["B-LINE"].severity == "E"
    assert told["B-LINE"].where == "made.835 segment 16"
    assert told["B-LINE"].message == (
        "claim C1 line 1 (99213): charge $150.00 less adjustments $70.00 is $80.00, "
        "but paid is $60.00: $20.00 too little"
    )


def test_a_claim_that_does_not_balance_is_told() -> None:
    told = _told("1000", "CLP*C1*1*1500*1000", "CAS*CO*45*499.5")

    assert list(told) == ["B-CLAIM"]
    assert told["B-CLAIM"].message == (
        "claim C1: charge $1,500.00 less adjustments $499.50 is $1,000.50, "
        "but paid is $1,000.00: $0.50 too little"
    )
    assert told["B-CLAIM"].where == "made.835 segment 14"


def test_service_adjustments_count_once_and_are_not_repeated_on_the_claim() -> None:
    """X12 RFI 2570."""
    told = _told("80", "CLP*C1*1*100*80", "CAS*CO*45*20", "SVC*HC:1*100*80", "CAS*CO*45*20")

    assert ids(list(told.values())) == ["B-CLAIM"]


@pytest.mark.parametrize(
    ("body", "rule", "said"),
    [
        (["CLP*C1*1*100*80", "CAS*CO*45*20", "SVC*HC:1*90*80", "CAS*CO*45*10", "SVC*HC:2*-10*-20", "CAS*CO*45*10"], "B-CHARGE", ""),
        (["CLP*C1*1*100*80*0", "CAS*PR*1*20"], "B-PR", "stated as $0.00, but the PR adjustments are $20.00: $20.00 too little"),
        (["CLP*C1*4*25.95*0*25.95", "CAS*CR*45*25.95"], "B-PR", "stated as $25.95, but the PR adjustments are $0.00: $25.95 too much"),
    ],
)  # fmt: skip
def test_charges_and_patient_shares_that_differ_only_warn(
    body: list[str], rule: str, said: str
) -> None:
    remit = remittance_of("80" if "*80" in body[0] else "0", *body)
    finding = next(one for one in remit.findings if one.id == rule)

    assert finding.severity == "W"
    assert said in finding.message


def test_a_finding_of_a_claim_never_names_the_patient() -> None:
    remit = remittance_of(
        "1",
        "CLP*C1*1*100*80*7",
        "NM1*QC*1*SECRETNAME*HIDDEN****MI*MEMBER99",
        "DTM*232*2024",
        "SVC*HC*1*2",
    )

    assert remit.findings
    said = " ".join(one.message + one.where + one.fix for one in remit.findings)
    assert not any(word in said for word in ("SECRETNAME", "HIDDEN", "MEMBER99"))


def test_a_reversal_need_not_state_the_patients_share_that_it_takes_back() -> None:
    """CLP05 is sent above zero only, so that a reversal's is empty; another amount is told."""
    lines = ("CAS*PR*2*-20",)

    assert remittance_of("-80", "CLP*C1*22*-100*-80**12*I", *lines).findings[0].id == "X12-BPR"
    assert "B-PR" not in _told("-80", "CLP*C1*22*-100*-80*0*12*I", *lines)
    assert "B-PR" in _told("-80", "CLP*C1*22*-100*-80*-30*12*I", *lines)
