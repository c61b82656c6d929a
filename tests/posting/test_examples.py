"""Published cases, re-keyed with invented names: charges, remittance, what is open afterwards."""

from tests.posting.story import Story


def test_w03_patient_owes_deductible_and_nothing_is_written_off(story: Story) -> None:
    """
    charge  C1/1  99211    800.00
    charge  C2/1  93555  1,200.00
    era     ACME T1 1,100.00
      claim C1  charge 800.00  paid 500.00
      line  99211  800.00  paid 500.00  PR-1 300.00
      claim C2  charge 1,200.00  paid 600.00
      line  93555  1,200.00  paid 600.00  PR-1 600.00

    C1/1    patient 300.00  insurance 0.00
    C2/1    patient 600.00  insurance 0.00
    cash 1,100.00
    contractual 0.00
    batch   ERA-T1  POSTED
    """
    story.check()


def test_w04_claim_level_adjustments_make_up_for_lines_that_say_more(story: Story) -> None:
    """
    charge  C1/1  99211    800.00
    charge  C2/1  93555  1,200.00
    era     ACME T1 945.00
      claim C1  charge 800.00  paid 450.00  CO-A2 50.00
      line  99211  800.00  paid 500.00  PR-1 300.00
      claim C2  charge 1,200.00  paid 495.00  CO-A2 55.00
      line  93555  1,200.00  paid 550.00  PR-1 600.00  CO-45 50.00

    cash 945.00
    contractual 155.00
    C1      patient 300.00  insurance 0.00
    C2      patient 600.00  insurance 0.00
    """
    desk = story.check()

    claim_rows = [
        (kind, cents) for kind, line, cents in desk.cells("ledger", "type", "line", "amount_cents")
        if line == ""
    ]  # fmt: skip
    assert claim_rows == [("PAY", -5000), ("CON", 5000), ("PAY", -5500), ("CON", 5500)]


def test_w06_secondary_waits_for_the_primary_then_posts_without_its_memo(story: Story) -> None:
    """
    cover   C1  1:ACME  2:BETA
    cover   C2  1:ACME  2:BETA
    charge  C1/1  99291  10,323.64
    charge  C2/1  12345:26  166.50
    charge  C2/2  66543:26  585.00
    era     BETA S1 1,222.00
      claim C1  status 2  charge 10,323.64  paid 912.00  OA-23 9,411.64
      claim C2  status 2  charge 751.50  paid 310.00
      line  12345:26  166.50  paid 30.00  OA-23 136.50
      line  66543:26  585.00  paid 280.00  PR-1 150.00  PR-2 70.00  CO-42 85.00
    post
    waits   C1  WAITS FOR PRIMARY
    waits   C2  WAITS FOR PRIMARY
    cash 1,222.00
    unapplied 1,222.00
    batch   ERA-S1  PARTIAL

    era     ACME P1
      claim C1  charge 10,323.64  paid 9,000.00
      line  99291  10,323.64  paid 9,000.00  CO-45 411.64  PR-2 912.00
      claim C2  charge 751.50  paid 136.50
      line  12345:26  166.50  paid 136.50  PR-1 30.00
      line  66543:26  585.00  paid 0.00  PR-1 585.00
    post
    batch   ERA-S1  POSTED
    unapplied 0.00
    C1      open 0.00
    C2/1    open 0.00
    C2/2    patient 220.00  insurance 0.00
    cash 10,358.50
    contractual 496.64
    """
    story.check()


def test_w08_denied_lines_stay_open_on_a_claim_processed_as_primary(story: Story) -> None:
    """
    charge  C1/1  99213  150.00
    charge  C1/2  85003  100.00
    charge  C1/3  36415  150.00
    era     ACME T1 80.00
      claim C1  charge 400.00  paid 80.00
      line  99213  150.00  paid 80.00  CO-45 70.00
      line  85003  100.00  paid 0.00  CO-204 100.00
      line  36415  150.00  paid 0.00  CO-97 150.00

    contractual 70.00
    C1/1    open 0.00
    C1      insurance 250.00  patient 0.00
    denied  C1/2  CO-204  100.00
    denied  C1/3  CO-97  150.00
    """
    desk = story.check()

    assert [row[0] for row in desk.cells("claims", "status")] == ["PAID", "DENIED", "DENIED"]


def test_w09_one_segment_writes_off_one_part_and_denies_the_other(story: Story) -> None:
    """
    charge  C1/1  99223  40,000.00
    era     ACME T1 8,000.00
      claim C1  charge 40,000.00  paid 8,000.00  CO-197 2,000.00  CO-45 30,000.00

    contractual 30,000.00
    C1      insurance 2,000.00
    denied  C1  CO-197  2,000.00
    """
    story.check()


def test_w10_nothing_is_posted_for_a_denied_claim(story: Story) -> None:
    """
    charge  C1/1  99213  150.00
    era     ACME T1 0.00
      claim C1  status 4  charge 150.00  paid 0.00
      line  99213  150.00  paid 0.00  OA-252 150.00

    cash 0.00
    C1/1    insurance 150.00
    denied  C1/1  OA-252  150.00
    batch   ERA-T1  POSTED
    """
    desk = story.check()

    assert desk.cells("ledger", "type") == [("CHG",)]
    assert desk.cells("denials", "category", "action") == [
        ("documentation requested", "send the records")
    ]


def test_w12_the_same_code_twice_is_told_apart_by_line_number_and_day(story: Story) -> None:
    """
    charge  C1/1  B4152  156.42  dos 2025-12-21
    charge  C1/2  B4152  184.86  dos 2026-01-01
    charge  C2/1  B4154  459.90
    charge  C2/2  B4034   27.84
    charge  C2/3  B4154  328.50
    era     ACME T1 349.99
      claim C1  charge 341.28  paid 88.92
      line  B4152  184.86  paid 0.00  PR-1 105.26  CO-45 79.60  dos 2026-01-01  6R C1002
      line  B4152  156.42  paid 88.92  CO-45 67.50  dos 2025-12-21  6R C1001
      claim C2  charge 816.24  paid 261.07
      line  B4154  459.90  paid 204.18  CO-45 255.72
      line  B4034   27.84  paid 27.84
      line  B4154  328.50  paid 29.05  CO-45 184.32  PR-1 110.00  PR-2 5.13

    C1/1    open 0.00
    C1/2    patient 105.26  insurance 0.00
    C2/1    open 0.00
    C2/2    open 0.00
    C2/3    patient 115.13  insurance 0.00
    cash 349.99
    """
    desk = story.check()

    assert desk.cells("denials", "key") == []


def test_w15_a_payment_made_of_provider_adjustments_only(story: Story) -> None:
    """
    charge  C1/1  99291  41,231.04
    era     ACME T1 1,812.27
      claim C1  charge 41,231.04  paid 0.00  OA-147 9,365.04  CO-26 31,866.00
      plb   CT  A1  -1,092.46
      plb   CT  A2  -719.81
      plb   CS  B1  181.55
      plb   CS  B1  -181.55
      plb   CS  B2  130.00
      plb   CS  B2  -130.00

    cash 1,812.27
    payer-recoupment 1,812.27
    C1      insurance 41,231.04
    batch   ERA-T1  POSTED
    """
    story.check()


def test_n1_a_payment_out_of_balance_is_blocked(story: Story) -> None:
    """
    charge  C1/1  99213  150.00
    era     ACME T1 0.00
      plb   72  R1  -14.00
      plb   WO  R1  14.00
      plb   B2  R2  -14.00

    batch   ERA-T1  BLOCKED
    cash 0.00
    """
    story.check()


def test_n4_a_payment_that_says_more_than_its_claims_is_blocked(story: Story) -> None:
    """
    charge  C1/1  99213  125.00
    era     ACME T1 1,000.00
      claim C1  charge 125.00  paid 100.00
      line  99213  125.00  paid 100.00  CO-45 25.00

    batch   ERA-T1  BLOCKED
    cash 0.00
    C1/1    insurance 125.00
    """
    story.check()


def test_n5_a_refund_acknowledged_nets_to_nothing(story: Story) -> None:
    """
    charge  C1/1  99213  125.00
    era     ACME T1 0.00
      plb   WO  F1  298.18
      plb   72  F1  -298.18
    era     ACME T2 500.00
      claim C1  charge 125.00  paid 500.00  CO-45 -375.00
      plb   WO  F1  298.18

    batch   ERA-T1  POSTED
    batch   ERA-T2  BLOCKED
    payer-recoupment 0.00
    """
    story.check()


def test_w16a_a_secondary_never_writes_off_more_than_is_open(story: Story) -> None:
    """
    cover   C1  1:GOVT  2:BETA
    charge  C1/1  99213  500.00
    era     GOVT P1 300.00
      claim C1  charge 500.00  paid 300.00
      line  99213  500.00  paid 300.00  PR-1 75.00  CO-45 125.00
    post
    C1/1    BETA 75.00  patient 0.00  GOVT 0.00

    era     BETA S1 65.00
      claim C1  status 2  charge 500.00  paid 65.00
      line  99213  500.00  paid 65.00  OA-23 425.00  CO-45 10.00
    C1/1    open 0.00
    contractual 135.00
    """
    story.check()


def test_w16a_wrong_way_waits_and_posts_only_what_is_open_once_accepted(story: Story) -> None:
    """
    cover   C1  1:GOVT  2:BETA
    charge  C1/1  99213  500.00
    era     GOVT P1 300.00
      claim C1  charge 500.00  paid 300.00
      line  99213  500.00  paid 300.00  PR-1 75.00  CO-45 125.00
    era     BETA S1 65.00
      claim C1  status 2  charge 500.00  paid 65.00
      line  99213  500.00  paid 65.00  CO-45 435.00

    waits   C1  PRIOR MISSING
    unapplied 65.00
    C1/1    BETA 75.00
    """
    desk = story.check()

    desk.type_in("remit_lines", 3, accept="Y")
    plan = desk.post()

    assert desk.owed() == {}
    assert [one.id for one in plan.findings] == ["EXCESS-CO"]
    assert desk.cells("remit_adjustments", "carc", "posted_cents")[-1] == ("45", 1000)


def test_w16d_patient_shares_of_a_whole_claim_go_to_the_patient(story: Story) -> None:
    """
    charge  C1/1  99213  43.00
    charge  C1/2  90782  15.00
    charge  C1/3  J3301  21.04
    era     ACME T1 39.15
      claim C1  charge 79.04  paid 39.15  PR-1 21.89  PR-2 15.00
      line  99213  43.00  paid 40.00  CO-42 3.00
      line  90782  15.00  paid 15.00
      line  J3301  21.04  paid 21.04

    C1      patient 36.89  insurance 0.00
    contractual 3.00
    cash 39.15
    """
    desk = story.check()

    shown = [cents for (cents,) in desk.cells("claims", "balance_cents")]
    assert sum(shown) == 3689


def test_w16e_primary_paid_with_coinsurance(story: Story) -> None:
    """
    charge  C1/1  99203:25  120.00
    era     ACME T1 80.00
      claim C1  charge 120.00  paid 80.00
      line  99203:25  120.00  paid 80.00  CO-42 25.00  PR-2 15.00

    C1/1    patient 15.00  insurance 0.00
    contractual 25.00
    """
    story.check()


def test_a_negative_adjustment_is_netted_and_leaves_no_false_credit(story: Story) -> None:
    """
    cover   C1  1:ACME  2:BETA
    charge  C1/1  55669  541.00
    era     ACME P1
      claim C1  charge 541.00  paid 516.00
      line  55669  541.00  paid 516.00  PR-1 25.00
    era     BETA S1 34.00
      claim C1  status 2  charge 541.00  paid 34.00
      line  55669  541.00  paid 34.00  OA-23 516.00  OA-94 -9.00

    C1/1    open 0.00
    contractual -9.00
    """
    story.check()


def test_n2_reversals_of_an_old_file_take_back_what_was_posted(story: Story) -> None:
    """
    charge  C1/1  99213  80.00
    charge  C2/1  99213  80.00
    charge  C3/1  99213  80.00
    charge  C4/1  99213  90.00
    charge  C5/1  99213  90.00
    era     ACME T0 129.34
      claim C4  charge 90.00  paid 42.58  icn R1
      line  99213  90.00  paid 42.58  CO-45 47.42
      claim C5  charge 90.00  paid 86.76  icn R2
      line  99213  90.00  paid 86.76  CO-45 3.24
    post
    era     ACME T1 5.75
      claim C1  charge 80.00  paid 56.52  CO-45 23.48
      claim C2  charge 80.00  paid 18.88  CO-45 61.12
      claim C3  status 4  charge 85.64  paid 59.69  CR-45 25.95
      claim C4  status 22  charge -42.58  paid -42.58  icn R1  CR-45 0.00
      claim C5  status 22  charge -86.76  paid -86.76  icn R2  CR-45 0.00
      claim C1  status 25  charge 80.00  paid 0.00  icn E  CO-45 80.00

    C4/1    ACME 90.00
    C5/1    ACME 90.00
    C1      open 0.00
    C3      ACME 80.00
    waits   C3  CHARGE DIFFERS
    waits   C1  PREDETERMINATION
    unapplied 59.69
    cash    135.09
    contractual 84.60
    batch   ERA-T1  PARTIAL
    """
    story.check()


def test_n2_a_provider_adjustment_that_puts_it_out_by_a_dollar_27_blocks_it(story: Story) -> None:
    """
    charge  C1/1  99213  80.00
    era     ACME T1 5.75
      claim C1  charge 80.00  paid 5.75  CO-45 74.25
      plb   CV  X  -1.27

    batch   ERA-T1  BLOCKED
    C1/1    ACME 80.00
    cash    0.00
    """
    desk = story.check()

    (finding,) = desk.plans[-1].findings
    assert finding.id == "B-TRAN"
    assert "$1.27 too little" in finding.message


def test_n5_a_take_back_without_a_cent_paid_is_blocked(story: Story) -> None:
    """
    era     ACME T3 0.00
      plb   WO  F1  298.18

    batch   ERA-T3  BLOCKED
    payer-recoupment 0.00
    """
    desk = story.check()

    assert desk.cells("provider_adjustments", "balance_cents", "state") == [(29818, "")]


def test_w16c_what_a_primary_paid_and_adjusted_on_four_lines_is_the_whole_charge(
    story: Story,
) -> None:
    """
    charge  C1/1  99213  43.30
    charge  C1/2  90782  21.70
    charge  C1/3  J3301  100.80
    charge  C1/4  36415  11.90
    era     ACME T1 28.21
      claim C1  charge 177.70  paid 28.21  CO-45 123.13  OA-20 23.36  PR-2 3.00

    cash    28.21
    contractual 123.13
    C1      ACME 23.36  patient 3.00  open 26.36
    denied  C1  OA-20  23.36
    """
    story.check()
