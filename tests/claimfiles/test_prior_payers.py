"""What an earlier payer decided becomes a remittance whose rows balance."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from tests.claimfiles.made import LINE, SELF, ids, read
from xlbilling.claimfiles.reader import ClaimFile

SECOND = tuple(one.replace("SBR*P", "SBR*S") for one in SELF)
CLAIM = ("CLM*C1001*200***11:B:1*Y*A*Y*Y", "HI*ABK:E119*ABF:I10")
PRIMARY = (
    "SBR*P*01*GRP1******16",
    "AMT*D*90",
    "OI***Y***Y",
    "NM1*IL*1*SAMPLE*MORGAN****MI*YY77",
    "NM1*PR*2*FIRST PLAN*****PI*80001",
    "REF*F8*ICN5",
)
LINES = (
    *LINE,
    "SVD*80001*80*HC:99213:25**1",
    "CAS*CO*45*25",
    "CAS*PR*1*15**3*5",
    "DTP*573*D8*20250320",
    "LX*2",
    "SV1*HC:85025*75*UN*1***1",
    "DTP*472*D8*20250304",
    "SVD*80001*10*HC:85025**1",
    "CAS*CO*45*65",
    "DTP*573*D8*20250321",
)


def _imbalances(got: ClaimFile) -> list[object]:
    """Return billed less adjustments less paid of every row."""
    adjusted: defaultdict[object, int] = defaultdict(int)
    for one in got.tables["remit_adjustments"]:
        adjusted[one["row"]] += int(str(one["amount_cents"]))
    return [
        int(str(row["billed_cents"])) - adjusted[row["row"]] - int(str(row["paid_cents"]))
        for row in got.tables["remit_lines"]
    ]


def test_each_line_of_an_earlier_payer_is_a_row_that_balances() -> None:
    got = read(*SECOND, *CLAIM, *PRIMARY, *LINES)

    assert got.tables["remits"] == [
        {
            "batch": "COB1", "payer": "80001", "trace": "C1001 COB1", "date": datetime(2025, 3, 21),
            "amount_cents": 9000, "claims_total_cents": 9000,
        }
    ]  # fmt: skip
    assert got.tables["remit_lines"][0] == {
        "batch": "COB1", "row": 1, "claim_no": 1, "level": "LINE", "pcn": "C1001", "icn": "ICN5", "clp02": "1",
        "dos": datetime(2025, 3, 4), "code": "99213", "mods": "25", "line_control": "1", "units": 1.0,
        "billed_cents": 12500, "paid_cents": 8000, "deductible_cents": 1500, "copay_cents": 500,
        "claim_charge_cents": 20000, "claim_paid_cents": 9000, "our_claim": "C1001", "our_line": "1",
    }  # fmt: skip
    assert [(one["group"], one["carc"], one["amount_cents"]) for one in got.tables["remit_adjustments"]] == [
        ("CO", "45", 2500), ("PR", "1", 1500), ("PR", "3", 500), ("CO", "45", 6500),
    ]  # fmt: skip
    assert _imbalances(got) == [0, 0]
    assert ids(got.findings) == []


def test_what_is_said_of_the_claim_as_a_whole_is_a_row_of_its_own() -> None:
    """X12's own example: 39.15 paid, as 36.89 of what the lines pay is the patient's."""
    claim = (*PRIMARY[:1], "CAS*PR*1*21.89**2*15", "AMT*D*53.11", *PRIMARY[2:])
    got = read(*SECOND, *CLAIM, *claim, *LINES)
    row = got.tables["remit_lines"][-1]

    assert (row["level"], row["billed_cents"], row["paid_cents"]) == ("CLAIM", 0, -3689)
    assert (row["deductible_cents"], row["coinsurance_cents"]) == (2189, 1500)
    assert _imbalances(got) == [0, 0, 0]
    assert sum(int(str(one["paid_cents"])) for one in got.tables["remit_lines"]) == 5311


def test_an_answer_without_lines_is_the_claims() -> None:
    claim = (*PRIMARY[:1], "CAS*CO*45*110", *PRIMARY[1:])
    got = read(*SECOND, *CLAIM, *claim, *LINE, "LX*2", "SV1*HC:85025*75*UN*1***1")

    assert [
        (one["level"], one["billed_cents"], one["paid_cents"]) for one in got.tables["remit_lines"]
    ] == [("CLAIM", 20000, 9000)]
    assert _imbalances(got) == [0]


def test_an_answer_that_does_not_balance_is_told_with_the_numbers() -> None:
    lines = [one.replace("CAS*CO*45*65", "CAS*CO*45*60") for one in LINES]
    got = read(*SECOND, *CLAIM, *PRIMARY, *lines)

    assert [one.message for one in got.findings if one.id == "837-COB"] == [
        (
            "claim C1001: an earlier payer's answer does not balance: charge $75.00 less adjustments $60.00 is $15.00, "
            "but paid is $10.00: $5.00 too little"
        )
    ]


def test_each_earlier_payer_keeps_its_own_answers() -> None:
    third = tuple(one.replace("SBR*P", "SBR*T") for one in SELF)
    second = (
        "SBR*S*18*GRP2******CI",
        "AMT*D*15",
        "NM1*IL*1*SAMPLE*AVERY****MI*ZZ88",
        "NM1*PR*2*NEXT PLAN*****PI*80002",
    )
    lines = (
        *LINE,
        "SVD*80001*80*HC:99213**1",
        "CAS*CO*45*45",
        "SVD*80002*15*HC:99213**1",
        "CAS*OA*23*110",
    )
    got = read(
        *third,
        *CLAIM,
        *PRIMARY,
        *second,
        *lines,
        "LX*2",
        "SV1*HC:85025*75*UN*1***1",
        "SVD*80001*10*HC:85025**1",
        "CAS*CO*45*65",
    )

    assert [(one["batch"], one["payer"], one["amount_cents"]) for one in got.tables["remits"]] == [
        ("COB1", "80001", 9000),
        ("COB2", "80002", 1500),
    ]
    assert [(one["batch"], one["clp02"], one["our_line"], one["paid_cents"]) for one in got.tables["remit_lines"]] == [
        ("COB1", "1", "1", 8000), ("COB1", "1", "2", 1000), ("COB2", "2", "1", 1500),
    ]  # fmt: skip
    assert [one["level"] for one in got.tables["coverage"]] == ["3", "1", "2"]
    assert got.tables["submissions"][0]["level"] == "3"


def test_a_payer_that_is_asked_later_has_no_remittance() -> None:
    later = (
        "SBR*S*18*GRP2******CI",
        "NM1*IL*1*SAMPLE*AVERY****MI*ZZ88",
        "NM1*PR*2*NEXT PLAN*****PI*80002",
    )
    got = read(*SELF, *CLAIM, *later, *LINE)

    assert got.tables["remits"] == got.tables["remit_lines"] == []
    assert [one["level"] for one in got.tables["coverage"]] == ["1", "2"]
