"""Reversals beside what they take back, and answers that stand beside one another for a time."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.posting.desk import Desk
from tests.posting.generated import DOS, OurLine, desk_of
from tests.posting.make835 import Claim, Payment, Service, Triplet, file_of
from tests.posting.story import Story
from xlbilling.model.ledger import Account


def test_an_answer_and_its_reversal_in_one_payment_come_to_nothing(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    charge  C2/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn A
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00
      claim C1  status 22  charge -100.00  paid -60.00  icn A
      line  99213  -100.00  paid -60.00  CO-45 -20.00  PR-3 -20.00
      claim C2  charge 100.00  paid 80.00
      line  99213  100.00  paid 80.00  CO-45 20.00

    C1/1    ACME 100.00
    C2/1    open 0.00
    cash    80.00
    unapplied 0.00
    batch   ERA-T1  POSTED
    """
    desk = story.check()

    assert desk.cells("claims", "status")[0] == ("REVERSED",)
    assert desk.post().changes == ()
    desk.undo("ERA-T1")
    assert desk.owed() == {("C1", "1", "1:ACME"): 10000, ("C2", "1", "1:ACME"): 10000}
    assert set(desk.cells("claims", "status")) == {("SENT",)}


def test_a_correction_in_other_words_is_not_taken_for_the_original(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T2
      claim C1  charge 100.00  paid 60.00  icn A
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00
      claim C1  status 22  charge -100.00  paid -60.00  icn A
      line  99213  -100.00  paid -60.00  CO-45 -40.00

    waits   C1  NO ORIGINAL
    waits   C1  WAITS FOR REVERSAL
    C1/1    ACME 100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn A
      line  99213  100.00  paid 60.00  CO-45 40.00

    batch   ERA-T1  POSTED
    batch   ERA-T2  POSTED
    C1/1    ACME 0.00  patient 20.00  open 20.00
    unapplied 0.00
    """
    story.check()


@pytest.mark.parametrize(("first", "waits"), [("", ""), ("C1", "NO ORIGINAL")])
def test_a_reversal_without_reasons_takes_back_what_stands_before_it(
    first: str, waits: str
) -> None:
    """A 4010 reversal tells group CR only: the answer above it is its original, one below not."""
    line = Service("99213", 10000, 6000, [("CO", "45", 4000)], DOS)
    answer = Claim("C1", 10000, 6000, icn="A", services=[line])
    back = Service("99213", -10000, -6000, [("CR", "A2", -4000)], DOS)
    reversal = Claim("C1", -10000, -6000, "22", "A", services=[back])
    claims = [reversal, answer] if first else [answer, reversal]
    desk = one_claim()

    desk.take(file_of(Payment(claims)))
    desk.post()

    assert (waits,) in desk.cells("remit_lines", "exception")
    assert desk.owed() == {("C1", "1", "1:ACME"): 10000}
    assert desk.account(Account.CASH) == desk.account(Account.UNAPPLIED) == 0


def test_undo_takes_an_answer_and_its_reversal_back_together(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    cover   C1  1:ACME  2:BETA
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn A
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00
      claim C1  charge 100.00  paid 70.00  icn A
      line  99213  100.00  paid 70.00  CO-45 15.00  PR-3 15.00
      claim C1  status 22  charge -100.00  paid -60.00  icn A
      line  99213  -100.00  paid -60.00  CO-45 -20.00  PR-3 -20.00

    C1/1    ACME 0.00  BETA 15.00  open 15.00
    cash    70.00
    """
    desk = story.check()

    desk.undo("ERA-T1")

    assert desk.owed() == {("C1", "1", "1:ACME"): 10000}
    assert desk.account(Account.CASH) == desk.account(Account.CONTRACTUAL) == 0
    assert desk.verify().findings == ()


def said(paid: int, status: str = "1", icn: str = "A") -> Claim:
    """An answer to claim C1 of 100.00: half of the rest contractual, half for the next payer."""
    sign = -1 if status == "22" else 1
    half = (10000 - paid) // 2
    cas: list[Triplet] = [("CO", "45", sign * half), ("PR", "3", sign * half)]
    line = Service("99213", sign * 10000, sign * paid, cas, DOS)
    return Claim("C1", sign * 10000, sign * paid, status, icn, services=[line])


def one_claim() -> Desk:
    """A desk with claim C1 of 100.00, charged; ACME is first, BETA second."""
    return desk_of([OurLine("C1", "1", "99213", 10000)])


def paid_on(day: int, *claims: Claim) -> Payment:
    """A payment of a day in March."""
    return Payment(claims, trace=f"T{day}", date=f"2026-03-{day:02d}")


CORRECTED = (paid_on(1, said(7000)), paid_on(5, said(7000, "22")), paid_on(9, said(6000)))
ALIKE = (
    paid_on(1, said(6000)),
    paid_on(5, said(6000, "22")),
    paid_on(9, said(6000)),
    paid_on(13, said(6000, "22"), said(6000)),
)
TWO_IN_ONE = (
    paid_on(1, said(7000)),
    paid_on(5, said(7000, "22")),
    paid_on(9, said(6000), said(6000, "22"), said(7000), said(7000, "22")),
    paid_on(13, said(6000)),
)
"""Each comes to an answer that pays 60.00 and leaves 20.00 to BETA."""


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_the_next_payer_owes_the_correction_in_any_order_of_files(order: tuple[int, ...]) -> None:
    """The correction may come in before the reversal: both answers stand for a while."""
    _same_in_order(CORRECTED, order)


@pytest.mark.parametrize("order", [(0, 3, 2, 1), (3, 1, 0, 2), (2, 3, 1, 0)], ids=str)
def test_corrections_alike_leave_nothing_waiting_in_any_order(order: tuple[int, ...]) -> None:
    """Which of two answers alike a reversal takes back makes no difference, nor its day."""
    _same_in_order(ALIKE, order)


@pytest.mark.parametrize("order", [(1, 3, 0, 2), (0, 1, 2, 3), (2, 0, 3, 1)], ids=str)
def test_two_answers_and_their_reversals_do_not_wait_for_one_another(
    order: tuple[int, ...],
) -> None:
    _same_in_order(TWO_IN_ONE, order)


def _same_in_order(files: tuple[Payment, ...], order: tuple[int, ...]) -> None:
    desk = one_claim()

    for n in order:
        desk.take(file_of(files[n]))
        desk.post()
    desk.post()

    assert desk.owed() == {("C1", "1", "2:BETA"): 2000}
    assert desk.account(Account.CASH) == 6000
    assert desk.account(Account.UNAPPLIED) == 0
    assert set(desk.cells("remits", "status")) == {("POSTED",)}


def test_the_same_answer_twice_in_one_payment_waits_for_a_word(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn A
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00
      claim C1  charge 100.00  paid 60.00  icn A
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00

    waits   C1  TWICE
    C1/1    ACME 0.00  patient 20.00  open 20.00
    cash    120.00
    unapplied 60.00
    era     ACME T2
      claim C1  status 22  charge -100.00  paid -60.00  icn A
      line  99213  -100.00  paid -60.00  CO-45 -20.00  PR-3 -20.00

    C1/1    ACME 0.00  patient 20.00  open 20.00
    cash    60.00
    unapplied 0.00
    batch   ERA-T1  POSTED
    """
    desk = story.check()

    assert desk.cells("exceptions", "state") == [("POSTED",)]


def test_a_secondary_waits_though_the_primary_is_taken_back_in_the_same_run(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    cover   C1  1:ACME  2:BETA
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn A
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-2 20.00
      claim C1  status 22  charge -100.00  paid -60.00  icn A
      line  99213  -100.00  paid -60.00  CO-45 -20.00  PR-2 -20.00
    era     BETA S1
      claim C1  status 2  charge 100.00  paid 20.00
      line  99213  100.00  paid 20.00  OA-23 80.00

    waits   C1  WAITS FOR PRIMARY
    C1/1    ACME 100.00  open 100.00
    unapplied 20.00
    """
    story.check()


def test_an_undone_payment_leaves_no_exception_and_no_closed_item(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim XX  charge 100.00  paid 80.00
      line  99213  100.00  paid 80.00  CO-45 20.00
      plb   WO  FCN7  10.00
      plb   WO  FCN7  -10.00

    waits   XX  NO CLAIM
    """
    desk = story.check()
    desk.type_in("remit_lines", 2, our_claim="C1")
    desk.post()
    assert desk.cells("exceptions", "state") == [("POSTED",)]
    assert desk.cells("provider_adjustments", "state", "closed_by") == [("CLOSED", "ERA-T1")] * 2

    desk.undo("ERA-T1")

    assert desk.cells("exceptions", "state") == [("CLOSED",)]
    assert desk.cells("provider_adjustments", "state", "closed_by") == [("", "")] * 2
    assert desk.cells("provider_adjustments", "balance_cents") == [(1000,), (-1000,)]


def test_more_that_a_payer_pays_comes_off_what_it_left_to_the_next(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    cover   C1  1:ACME  2:BETA
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn A
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00
    post
    era     ACME T2
      claim C1  charge 100.00  paid 5.00  icn B
      line  99213  100.00  paid 5.00  CO-B13 95.00
    C1/1    ACME 0.00  BETA 15.00  open 15.00
    era     ACME T3
      claim C1  status 22  charge -100.00  paid -5.00  icn B
      line  99213  -100.00  paid -5.00  CO-B13 -95.00

    C1/1    ACME 0.00  BETA 20.00  open 20.00
    cash    60.00
    """
    story.check()
