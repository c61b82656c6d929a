"""Provider-level adjustments as open items: opened, netted, closed, and what nobody explains."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.posting.desk import Desk
from tests.posting.story import Story
from xlbilling.model.ledger import Account
from xlbilling.tasks.posting.open_items import is_same_reference, parts_of

COLUMNS = ("code", "reference", "balance_cents", "state", "running_balance_cents", "closed_by")


def shown(desk: Desk) -> list[tuple[Any, ...]]:
    """The open items as the sheet shows them."""
    rows = desk.cells("provider_adjustments", *COLUMNS)
    return [tuple(None if one is pd.NA else one for one in row) for row in rows]


def ids(desk: Desk) -> list[str]:
    """The findings of the last posting."""
    return [one.id for one in desk.plans[-1].findings]


def test_w16g_a_forwarded_balance_grows_and_is_settled_by_two_refunds(story: Story) -> None:
    """
    charge  C1/1  99213    100.00
    charge  C2/1  99213  1,000.00
    era     ACME W1
      claim C1  charge 100.00  paid 100.00
      line  99213  100.00  paid 100.00
      claim C2  charge 1,000.00  paid 1,000.00
      line  99213  1,000.00  paid 1,000.00
    era     ACME W2 0.00
      claim C1  status 22  charge -100.00  paid -100.00
      line  99213  -100.00  paid -100.00
      plb   FB  W2  -100.00
    era     ACME W3 0.00
      claim C2  status 22  charge -1,000.00  paid -1,000.00
      line  99213  -1,000.00  paid -1,000.00
      plb   FB  W2  100.00
      plb   FB  W3  -1,100.00
    post
    payer-recoupment 1,100.00
    C1      ACME 100.00
    C2      ACME 1,000.00
    cash    1,100.00

    era     ACME W4 0.00
      plb   72  CHECKS  -1,100.00
      plb   FB  W3  1,100.00
    batch   ERA-W4  POSTED
    payer-recoupment 1,100.00
    """
    desk = story.check()

    assert shown(desk) == [
        ("FB", "W2", 0, "CLOSED", -10000, "ERA-W3"),
        ("FB", "W2", 0, "CLOSED", -110000, "ERA-W2"),
        ("FB", "W3", 0, "CLOSED", -110000, "ERA-W4"),
        ("72", "CHECKS", 0, "CLOSED", 0, "ERA-W4"),
        ("FB", "W3", 0, "CLOSED", 0, "ERA-W4"),
    ]

    desk.undo("ERA-W4")

    assert [row[2:5] for row in shown(desk)] == [
        (0, "CLOSED", -10000), (0, "CLOSED", -110000), (-110000, "OPEN", -110000),
        (-110000, "", None), (110000, "", None),
    ]  # fmt: skip


def test_a_reversal_not_yet_taken_opens_a_debt_that_a_later_recovery_closes(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn FCN7
      line  99213  100.00  paid 60.00  CO-45 40.00
    era     ACME T2 0.00
      claim C1  status 22  charge -100.00  paid -60.00  icn FCN7
      line  99213  -100.00  paid -60.00  CO-45 -40.00
      plb   WO  FCN7  -60.00
    post
    C1      ACME 100.00
    cash    60.00
    payer-recoupment 60.00

    charge  C2/1  99213  100.00
    era     ACME T3 40.00
      claim C2  charge 100.00  paid 100.00
      line  99213  100.00  paid 100.00
      plb   WO  FCN7  60.00
    payer-recoupment 0.00
    cash    100.00
    unapplied 100.00
    """
    desk = story.check()

    assert shown(desk) == [
        ("WO", "FCN7", 0, "CLOSED", -6000, "ERA-T3"),
        ("WO", "FCN7", 0, "CLOSED", 0, "ERA-T2"),
    ]
    assert desk.cells("provider_adjustments", "claim_id") == [("C1",), ("C1",)]

    desk.undo("ERA-T3")

    assert [row[2:5] for row in shown(desk)] == [(-6000, "OPEN", -6000), (6000, "", None)]


def test_a_recovery_that_nothing_explains_is_told_and_its_cash_still_posted(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1 70.00
      claim C1  charge 100.00  paid 100.00
      line  99213  100.00  paid 100.00
      plb   WO  LOST  30.00

    cash    70.00
    C1      open 0.00
    payer-recoupment -30.00
    batch   ERA-T1  POSTED
    """
    desk = story.check()

    assert shown(desk) == [("WO", "LOST", 3000, "UNEXPLAINED", 3000, "")]
    assert ids(desk) == ["UNEXPLAINED-RECOUPMENT"]


def test_a_recovery_beyond_what_is_open_leaves_the_rest_unexplained(story: Story) -> None:
    """
    era     ACME T1 50.00
      plb   WO  F1  -50.00
    post
    era     ACME T2 0.00
      plb   WO  F1  80.00
      plb   L6  F2  -80.00
    interest 80.00
    payer-recoupment -30.00
    """
    desk = story.check()

    assert shown(desk) == [
        ("WO", "F1", 0, "CLOSED", -5000, "ERA-T2"),
        ("WO", "F1", 3000, "UNEXPLAINED", 3000, "ERA-T1"),
        ("L6", "F2", 0, "INCOME", 3000, ""),
    ]


def test_what_was_unexplained_is_closed_when_the_payer_gives_it_back(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1 70.00
      claim C1  charge 100.00  paid 100.00
      line  99213  100.00  paid 100.00
      plb   WO  F1  30.00
    post
    era     ACME T2 30.00
      plb   WO  F1  -30.00
    payer-recoupment 0.00
    """
    desk = story.check()

    assert [row[2:5] for row in shown(desk)] == [(0, "CLOSED", 3000), (0, "CLOSED", 0)]


def test_a_recovery_after_its_reversal_took_it_is_taken_twice(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    charge  C2/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn F7
      line  99213  100.00  paid 60.00  CO-45 40.00
      claim C2  charge 100.00  paid 100.00
      line  99213  100.00  paid 100.00
    post
    era     ACME T2 -60.00
      claim C1  status 22  charge -100.00  paid -60.00  icn F7
      line  99213  -100.00  paid -60.00  CO-45 -40.00
    post
    era     ACME T3 -60.00
      plb   WO  F7  60.00
    payer-recoupment -60.00
    """
    desk = story.check()

    assert ids(desk) == ["DOUBLE-TAKEBACK"]
    assert desk.cells("provider_adjustments", "note") == [
        ("batch ERA-T2 took it back by a reversal already",)
    ]


def test_pairs_of_one_payment_net_by_reference(story: Story) -> None:
    """
    era     ACME T1 0.00
      plb   WO  F1  298.18
      plb   72  F1  -298.18
      plb   CS  B1  181.55
      plb   CS  B2  130.00
      plb   CS  B1  -181.55
      plb   CS  B2  -130.00
    payer-recoupment 0.00
    """
    desk = story.check()

    assert {row[3] for row in shown(desk)} == {"CLOSED"}
    assert ids(desk) == []


@pytest.mark.parametrize("code", ["CS", "J1", "IR", "LE", "50", "E3", "AM", "B2"])
def test_other_amounts_stay_open_until_the_same_reference_comes_back(code: str) -> None:
    story = Story(f"""
    era     ACME T1 100.00
      plb   {code}  R1  -100.00
    era     ACME T2 100.00
      plb   {code}  R2  -130.00
      plb   {code}  R1  30.00
    payer-recoupment 200.00
    """)
    desk = story.check()

    assert [row[2:4] for row in shown(desk)] == [(-7000, "OPEN"), (-13000, "OPEN"), (0, "CLOSED")]
    assert desk.account(Account.INSURANCE_AR) == 0


def test_an_advance_is_worked_off_and_no_other_code_takes_from_it(story: Story) -> None:
    """
    era     ACME T1 500.00
      plb   AP  ADV  -500.00
    post
    era     ACME T2 0.00
      plb   AP  ADV  200.00
      plb   CS  X  -200.00
    post
    era     ACME T3 0.00
      plb   WO  ADV  10.00
      plb   CS  Y  -10.00
    payer-recoupment 500.00
    """
    desk = story.check()

    assert [(row[0], *row[2:4]) for row in shown(desk)] == [
        ("AP", -30000, "OPEN"), ("AP", 0, "CLOSED"), ("CS", -20000, "OPEN"),
        ("WO", 1000, "UNEXPLAINED"), ("CS", -1000, "OPEN"),
    ]  # fmt: skip


def test_another_payers_item_is_not_closed(story: Story) -> None:
    """
    era     ACME T1 60.00
      plb   WO  F1  -60.00
    era     BETA T2 0.00
      plb   WO  F1  60.00
      plb   CS  X  -60.00
    payer-recoupment 60.00
    """
    desk = story.check()

    assert [row[2:4] for row in shown(desk)] == [
        (-6000, "OPEN"), (6000, "UNEXPLAINED"), (-6000, "OPEN"),
    ]  # fmt: skip


def test_what_a_person_closes_stays_closed(story: Story) -> None:
    """
    era     ACME T1 0.00
      plb   WO  F1  60.00
      plb   CS  X  -60.00
    post
    """
    desk = story.check()

    desk.type_in("provider_adjustments", 2, closed_by="check 4711")
    desk.post()

    assert shown(desk)[0] == ("WO", "F1", 0, "CLOSED", -6000, "check 4711")


def test_w16h_a_reference_has_an_account_a_day_and_a_claim_in_it() -> None:
    """PLB*123456789*20141231*WO:PTACCT#CCYYMMDD CLAIM#*-37.5 (BCBS job aid)."""
    reference = "A10023#20141115 98765432100"

    assert {"A10023", "98765432100"} <= parts_of(reference)
    assert parts_of("A1002320141115 98765432100") >= {"A10023", "98765432100"}
    assert is_same_reference(reference, "98765432100")
    assert is_same_reference("0098765432100", reference)
    assert not is_same_reference(reference, "98765432101")


def test_w16h_such_a_reference_closes_what_its_claim_number_opened(story: Story) -> None:
    """
    charge  A10023/1  99213  100.00
    era     ACME T1
      claim A10023  charge 100.00  paid 37.50  icn 98765432100
      line  99213  100.00  paid 37.50  CO-45 62.50
    era     ACME T2 0.00
      claim A10023  status 22  charge -100.00  paid -37.50  icn 98765432100
      line  99213  -100.00  paid -37.50  CO-45 -62.50
      plb   WO  A10023#20141115/98765432100  -37.50
    post
    era     ACME T3 0.00
      plb   WO  98765432100  37.50
      plb   CS  X  -37.50
    payer-recoupment 37.50
    A10023  ACME 100.00
    """
    desk = story.check()

    assert [row[2:4] for row in shown(desk)] == [(0, "CLOSED"), (0, "CLOSED"), (-3750, "OPEN")]
    assert desk.cells("provider_adjustments", "claim_id")[0] == ("A10023",)
