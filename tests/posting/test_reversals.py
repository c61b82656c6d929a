"""A claim taken back and answered anew: both wait together, so that no false credit is left."""

import pytest

from tests.posting.generated import DOS, OurLine, desk_of
from tests.posting.make835 import Claim, Payment, Service, file_of
from tests.posting.story import Story
from xlbilling.model.ledger import Account


def test_a_correction_waits_with_its_reversal(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn OLD
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00
    post
    era     ACME T2
      claim C1  status 22  charge -100.00  paid -60.00  icn OLD
      line  99213  -100.00  paid -60.00  CO-45 -20.00  PR-3 -20.00
      claim C1  status 1  charge 100.00  paid 70.00  icn NEW
      line  99213  100.00  paid 70.00  CO-45 10.00  PR-3 20.00

    C1/1    patient 20.00  insurance 0.00  open 20.00
    cash    70.00
    unapplied 10.00
    waits   C1  REVERSAL
    waits   C1  WAITS FOR REVERSAL
    batch   ERA-T2  PARTIAL
    """
    story.check()


def test_the_order_in_the_file_does_not_matter(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn OLD
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00
    post
    era     ACME T2
      claim C1  status 1  charge 100.00  paid 70.00  icn NEW
      line  99213  100.00  paid 70.00  CO-45 10.00  PR-3 20.00
      claim C1  status 22  charge -100.00  paid -60.00  icn OLD
      line  99213  -100.00  paid -60.00  CO-45 -20.00  PR-3 -20.00

    C1/1    patient 20.00  insurance 0.00  open 20.00
    unapplied 10.00
    waits   C1  REVERSAL
    waits   C1  WAITS FOR REVERSAL
    """
    story.check()


def test_a_correction_in_a_later_file_waits_too_until_the_reversal_is_gone(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn OLD
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00
    post
    era     ACME T2
      claim C1  status 22  charge -100.00  paid -60.00  icn OLD
      line  99213  -100.00  paid -60.00  CO-45 -20.00  PR-3 -20.00
    post
    era     ACME T3
      claim C1  status 1  charge 100.00  paid 70.00  icn NEW
      line  99213  100.00  paid 70.00  CO-45 10.00  PR-3 20.00

    C1/1    patient 20.00  insurance 0.00  open 20.00
    cash    70.00
    unapplied 10.00
    waits   C1  WAITS FOR REVERSAL
    batch   ERA-T3  PARTIAL
    """
    desk = story.check()

    desk.undo("ERA-T1")
    desk.undo("ERA-T2")
    desk.post()

    assert desk.owed() == {("C1", "1", "PATIENT"): 2000}
    assert desk.account(Account.CASH) == 7000
    assert desk.account(Account.UNAPPLIED) == 0
    assert desk.verify().findings == ()


def test_another_claim_or_another_payer_does_not_wait(story: Story) -> None:
    """
    cover   C1  1:ACME  2:BETA
    charge  C1/1  99213  100.00
    charge  C2/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn OLD
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00
    post
    era     ACME T2
      claim C1  status 22  charge -100.00  paid -60.00  icn OLD
      line  99213  -100.00  paid -60.00  CO-45 -20.00  PR-3 -20.00
      claim C2  charge 100.00  paid 80.00
      line  99213  100.00  paid 80.00  CO-45 20.00
    era     BETA S1
      claim C1  status 2  charge 100.00  paid 20.00
      line  99213  100.00  paid 20.00  OA-23 80.00

    C1/1    open 0.00
    C2/1    open 0.00
    unapplied -60.00
    batch   ERA-S1  POSTED
    """
    story.check()


@pytest.mark.parametrize("is_at_once", [True, False])
def test_the_original_answer_dated_before_is_posted_whenever_it_comes(*, is_at_once: bool) -> None:
    """The reversal's file came in first; the answer that it takes back is older and stands."""
    charge = ("99213", 10000, 6000, [("CO", "45", 2000), ("PR", "3", 2000)])
    back = ("99213", -10000, -6000, [("CO", "45", -2000), ("PR", "3", -2000)])
    first = Claim("C1", 10000, 6000, services=[Service(*charge, DOS)])
    taken_back = Claim("C1", -10000, -6000, "22", services=[Service(*back, DOS)])
    desk = desk_of([OurLine("C1", "1", "99213", 10000)])

    desk.take(file_of(Payment([taken_back], trace="T2", date="2026-03-25")))
    if not is_at_once:
        desk.post()
    desk.take(file_of(Payment([first], trace="T1", date="2026-03-20")))
    desk.post()

    assert desk.owed() == {("C1", "1", "2:BETA"): 2000}
    assert desk.account(Account.UNAPPLIED) == 6000
