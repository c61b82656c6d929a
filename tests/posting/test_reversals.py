"""A claim taken back and answered anew: our own rows mirrored, the correction on top of them."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.posting.desk import Desk
from tests.posting.generated import DOS, OurLine, desk_of
from tests.posting.make835 import Claim, Payment, Service, file_of
from tests.posting.story import Story
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account


def test_a_reversal_and_its_correction_leave_only_the_correction(story: Story) -> None:
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
    contractual 10.00
    unapplied 0.00
    batch   ERA-T2  POSTED
    """
    desk = story.check()

    assert desk.cells("remit_lines", "match")[1] == ("PCN / REVERSES ERA-T1#1",)
    assert desk.cells("claims", "status", "balance_cents") == [("PATIENT", 2000)]
    back = [row for row in desk.cells("ledger", "batch", "reverses", "type") if row[1]]
    assert [(batch, kind) for batch, _, kind in back] == [
        ("ERA-T2", "PAY"), ("ERA-T2", "CON"), ("ERA-T2", "TRF"),
    ]  # fmt: skip


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
    unapplied 0.00
    batch   ERA-T2  POSTED
    """
    story.check()


def test_a_reversal_alone_gives_the_balance_back_to_the_payer(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn OLD
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00
    post
    era     ACME T2
      claim C1  status 22  charge -100.00  paid -60.00  icn OLD
      line  99213  -100.00  paid -60.00  CO-45 -20.00  PR-3 -20.00

    C1/1    ACME 100.00  patient 0.00
    cash    0.00
    contractual 0.00
    batch   ERA-T2  POSTED
    """
    desk = story.check()

    assert [one.id for one in desk.plans[-1].findings] == ["REVERSED"]
    assert desk.cells("claims", "status", "owed_by") == [("REVERSED", "INSURANCE")]


def test_a_correction_in_a_later_file_is_posted_on_what_the_reversal_left(story: Story) -> None:
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
    batch   ERA-T3  POSTED
    """
    desk = story.check()

    assert desk.cells("claims", "status") == [("PATIENT",)]


def test_what_was_cut_to_the_open_balance_is_mirrored_as_it_was_posted(story: Story) -> None:
    """
    cover   C1  1:ACME  2:BETA
    charge  C1/1  99213  500.00
    era     ACME P1
      claim C1  charge 500.00  paid 300.00
      line  99213  500.00  paid 300.00  PR-1 75.00  CO-45 125.00
    era     BETA S1
      claim C1  status 2  charge 500.00  paid 65.00  icn S
      line  99213  500.00  paid 65.00  OA-23 300.00  CO-45 135.00
    post
    C1/1    open 0.00
    contractual 135.00

    era     BETA S2
      claim C1  status 22  charge -500.00  paid -65.00  icn S
      line  99213  -500.00  paid -65.00  OA-23 -300.00  CO-45 -135.00
    C1/1    BETA 75.00  ACME 0.00  patient 0.00
    contractual 125.00
    cash    300.00
    """
    story.check()


def test_a_4010_reversal_has_amounts_below_nothing_and_group_cr(story: Story) -> None:
    """
    charge  C1/1  T1017  310.00
    charge  C2/1  T1017:TG  500.25
    era     ACME T1
      claim C1  charge 310.00  paid 210.00  icn 6363451
      line  T1017  310.00  paid 210.00  CO-45 100.00
      claim C2  charge 500.25  paid 500.25  icn 6397645
      line  T1017:TG  500.25  paid 500.25
    post
    era     ACME T2 497.85
      claim C1  status 1  charge -310.00  paid -210.00  icn 6363451
      line  T1017  -310.00  paid -210.00  CR-45 -100.00
      claim C1  status 1  charge 310.00  paid 200.00  icn 6363451
      line  T1017  310.00  paid 200.00  CR-45 110.00
      claim C2  status 22  charge -500.25  paid -500.25  icn 6397645
      line  T1017:TG  -500.25  paid -500.25
      plb   CS  REF  -1008.10

    C1/1    ACME 110.00
    C2/1    ACME 500.25
    cash    1,208.10
    contractual 0.00
    batch   ERA-T2  POSTED
    """
    story.check()


def test_a_denial_is_taken_back_without_a_cent(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1 0.00
      claim C1  charge 100.00  paid 0.00  icn OLD
      line  99213  100.00  paid 0.00  CO-16 100.00
    post
    denied  C1/1  CO-16  100.00
    era     ACME T2
      claim C1  status 22  charge -100.00  paid 0.00  icn OLD
      line  99213  -100.00  paid 0.00  CO-16 -100.00
      claim C1  charge 100.00  paid 80.00  icn OLD
      line  99213  100.00  paid 80.00  CO-45 20.00

    C1/1    open 0.00
    batch   ERA-T2  POSTED
    """
    desk = story.check()

    assert desk.cells("denials", "state") == [("PAID",)]
    assert desk.cells("claims", "status") == [("PAID",)]

    desk.undo("ERA-T2")

    assert desk.cells("denials", "state") == [("OPEN",)]
    assert desk.cells("claims", "status", "balance_cents") == [("DENIED", 10000)]


def test_without_a_number_the_negated_amounts_find_what_is_taken_back(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn OLD
      line  99213  100.00  paid 60.00  CO-45 40.00
    post
    era     ACME T2
      claim C1  status 22  charge -100.00  paid -60.00  icn OTHER
      line  99213  -100.00  paid -60.00  CO-45 -40.00

    C1/1    ACME 100.00
    batch   ERA-T2  POSTED
    """
    story.check()


def test_a_reversal_of_nothing_we_posted_waits(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T2
      claim C1  status 22  charge -100.00  paid -60.00  icn OLD
      line  99213  -100.00  paid -60.00  CO-45 -40.00
      claim C1  charge 100.00  paid 70.00  icn NEW
      line  99213  100.00  paid 70.00  CO-45 30.00

    waits   C1  NO ORIGINAL
    waits   C1  WAITS FOR REVERSAL
    C1/1    ACME 100.00
    cash    10.00
    unapplied 10.00
    batch   ERA-T2  PARTIAL
    """
    story.check()


def test_a_reversal_of_another_amount_waits_with_its_correction(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn OLD
      line  99213  100.00  paid 60.00  CO-45 40.00
    post
    era     ACME T2
      claim C1  status 22  charge -100.00  paid -50.00  icn OLD
      line  99213  -100.00  paid -50.00  CO-45 -50.00
      claim C1  charge 100.00  paid 70.00  icn NEW
      line  99213  100.00  paid 70.00  CO-45 30.00

    waits   C1  REVERSAL DIFFERS
    waits   C1  WAITS FOR REVERSAL
    C1/1    open 0.00
    unapplied 20.00
    """
    desk = story.check()

    (message,) = [m for m, r in desk.cells("exceptions", "message", "reason") if "DIFFERS" in r]
    assert message == ("the payer takes back $50.00; batch ERA-T1 posted $60.00: $10.00 too little")


def test_an_answer_that_comes_twice_waits_until_somebody_accepts_it(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00
    post
    era     ACME T2
      claim C1  charge 100.00  paid 60.00  icn AGAIN
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00

    waits   C1  TWICE
    C1/1    patient 20.00  insurance 0.00
    cash    120.00
    unapplied 60.00
    """
    desk = story.check()

    desk.type_in("remit_lines", 3, accept="Y")
    desk.post()

    assert desk.account(Account.UNAPPLIED) == 0
    assert desk.owed() == {("C1", "1", "PATIENT"): 4000, ("C1", "1", "1:ACME"): -10000}


def test_a_second_denial_is_no_second_payment(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1 0.00
      claim C1  charge 100.00  paid 0.00
      line  99213  100.00  paid 0.00  CO-16 100.00
    post
    era     ACME T2 0.00
      claim C1  charge 100.00  paid 0.00
      line  99213  100.00  paid 0.00  CO-16 100.00

    batch   ERA-T2  POSTED
    C1/1    ACME 100.00
    """
    story.check()


def test_a_later_answer_that_pays_settles_the_denial(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    charge  C1/2  99214  100.00
    era     ACME T1 0.00
      claim C1  charge 200.00  paid 0.00
      line  99213  100.00  paid 0.00  CO-16 100.00
      line  99214  100.00  paid 0.00  CO-16 100.00
    post
    era     ACME T2
      claim C1  charge 200.00  paid 80.00
      line  99213  100.00  paid 80.00  CO-45 20.00
      line  99214  100.00  paid 0.00  CO-97 100.00

    C1/1    open 0.00
    C1/2    ACME 100.00
    """
    desk = story.check()

    assert desk.cells("denials", "line", "carc", "state") == [
        ("1", "16", "PAID"), ("2", "16", "OPEN"), ("2", "97", "OPEN"),
    ]  # fmt: skip

    desk.undo("ERA-T2")

    assert desk.cells("denials", "line", "carc", "state") == [
        ("1", "16", "OPEN"), ("2", "16", "OPEN"), ("2", "97", "CLOSED"),
    ]  # fmt: skip


def test_another_claim_or_another_payer_does_not_wait(story: Story) -> None:
    """
    cover   C1  1:ACME  2:BETA
    charge  C1/1  99213  100.00
    charge  C2/1  99213  100.00
    era     ACME T2
      claim C1  status 22  charge -100.00  paid -60.00  icn OLD
      line  99213  -100.00  paid -60.00  CO-45 -20.00  PR-3 -20.00
      claim C2  charge 100.00  paid 80.00
      line  99213  100.00  paid 80.00  CO-45 20.00

    C1/1    ACME 100.00
    C2/1    open 0.00
    unapplied -60.00
    batch   ERA-T2  PARTIAL
    """
    story.check()


def test_a_secondarys_rows_on_a_reversed_claim_are_listed_for_review(story: Story) -> None:
    """
    cover   C1  1:ACME  2:BETA
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn OLD
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00
    era     BETA S1
      claim C1  status 2  charge 100.00  paid 20.00
      line  99213  100.00  paid 20.00  OA-23 80.00
    post
    C1/1    open 0.00
    era     ACME T2
      claim C1  status 22  charge -100.00  paid -60.00  icn OLD
      line  99213  -100.00  paid -60.00  CO-45 -20.00  PR-3 -20.00

    C1/1    ACME 100.00  BETA -20.00
    """
    desk = story.check()

    told = {one.id: one.message for one in desk.plans[-1].findings}
    assert set(told) == {"REVERSED", "REVERSAL-RESTS"}
    assert told["REVERSAL-RESTS"] == (
        "claim C1: 1 rows of batch ERA-S1 (BETA) rest on the answer that ACME takes back"
    )


def test_a_secondary_waits_again_once_the_primary_is_taken_back(story: Story) -> None:
    """
    cover   C1  1:ACME  2:BETA
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn OLD
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00
    post
    era     ACME T2
      claim C1  status 22  charge -100.00  paid -60.00  icn OLD
      line  99213  -100.00  paid -60.00  CO-45 -20.00  PR-3 -20.00
    post
    era     BETA S1
      claim C1  status 2  charge 100.00  paid 20.00
      line  99213  100.00  paid 20.00  OA-23 80.00
    waits   C1  WAITS FOR PRIMARY
    C1/1    ACME 100.00  BETA 0.00
    """
    story.check()


def test_a_batch_whose_answer_was_taken_back_is_undone_after_the_reversal(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn OLD
      line  99213  100.00  paid 60.00  CO-45 20.00  PR-3 20.00
    post
    era     ACME T2
      claim C1  status 22  charge -100.00  paid -60.00  icn OLD
      line  99213  -100.00  paid -60.00  CO-45 -20.00  PR-3 -20.00
    C1/1    ACME 100.00
    """
    desk = story.check()
    rows = len(desk.frame("ledger"))

    with pytest.raises(RefusedError, match="taken back by the payer's reversal in ERA-T2"):
        desk.undo("ERA-T1")

    assert len(desk.frame("ledger")) == rows
    desk.undo("ERA-T2")
    assert desk.owed() == {("C1", "1", "PATIENT"): 2000}
    assert desk.cells("claims", "status", "balance_cents") == [("PATIENT", 2000)]
    desk.undo("ERA-T1")
    assert desk.owed() == {("C1", "1", "1:ACME"): 10000}
    assert desk.account(Account.CASH) == 0
    assert desk.verify().findings == ()


def answer(paid: int, status: str = "1", icn: str = "ICN") -> Claim:
    """An answer to claim C1 of 100.00: the rest is half contractual, half the patient's."""
    sign = -1 if status == "22" else 1
    half = (10000 - paid) // 2
    cas = [("CO", "45", sign * half), ("PR", "3", sign * (10000 - paid - half))]
    line = Service("99213", sign * 10000, sign * paid, cas, DOS)
    return Claim("C1", sign * 10000, sign * paid, status, icn, services=[line])


def one_claim() -> Desk:
    """A desk with claim C1 of 100.00, charged."""
    return desk_of([OurLine("C1", "1", "99213", 10000)])


CHAIN = (
    Payment([answer(6000)], trace="T1", date="2026-03-01"),
    Payment([answer(6000, "22"), answer(7000)], trace="T2", date="2026-03-08"),
    Payment([answer(7000, "22"), answer(6500)], trace="T3", date="2026-03-15"),
)
"""Paid, corrected, and the correction corrected, under one payer claim number."""


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_claim_corrected_twice_is_right_in_any_order_of_files(order: tuple[int, ...]) -> None:
    desk = one_claim()

    for n in order:
        desk.take(file_of(CHAIN[n]))
        desk.post()
    desk.post()

    assert desk.owed() == {("C1", "1", "2:BETA"): 1750}
    assert desk.account(Account.CASH) == 6500
    assert desk.account(Account.UNAPPLIED) == 0
    assert set(desk.cells("remits", "status")) == {("POSTED",)}
    assert desk.verify().findings == ()


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_a_claim_corrected_twice_in_one_payment_is_right(order: tuple[int, ...]) -> None:
    claims = [answer(6000, "22"), answer(7000), answer(7000, "22"), answer(6500)]
    desk = one_claim()
    desk.take(file_of(CHAIN[0]))
    desk.post()

    desk.take(file_of(Payment([claims[n] for n in order], trace="T2", date="2026-03-08")))
    desk.post()

    assert desk.owed() == {("C1", "1", "2:BETA"): 1750}
    assert desk.cells("remits", "status") == [("POSTED",), ("POSTED",)]


def test_all_files_at_once_are_as_one_after_the_other() -> None:
    desk = one_claim()

    for payment in reversed(CHAIN):
        desk.take(file_of(payment))
    desk.post()

    assert desk.owed() == {("C1", "1", "2:BETA"): 1750}
    assert set(desk.cells("remits", "status")) == {("POSTED",)}


def test_undone_and_posted_anew_a_reversal_finds_its_original_again() -> None:
    desk = one_claim()
    for payment in CHAIN:
        desk.take(file_of(payment))
        desk.post()

    for payment in reversed(CHAIN):
        desk.undo(f"ERA-{payment.trace}")
    assert desk.owed() == {("C1", "1", "1:ACME"): 10000}
    for payment in CHAIN:
        desk.take(file_of(payment))
        desk.post()

    assert desk.owed() == {("C1", "1", "2:BETA"): 1750}
    assert desk.account(Account.CASH) == 6500
    assert desk.verify().findings == ()


@pytest.mark.parametrize("is_at_once", [True, False])
def test_the_original_is_posted_and_taken_back_whenever_it_comes(*, is_at_once: bool) -> None:
    """The reversal's file came in first; the answer that it takes back is older."""
    desk = one_claim()

    desk.take(file_of(Payment([answer(6000, "22")], trace="T2", date="2026-03-25")))
    if not is_at_once:
        desk.post()
        assert desk.account(Account.UNAPPLIED) == 6000
    desk.take(file_of(CHAIN[0]))
    desk.post()

    assert desk.owed() == {("C1", "1", "1:ACME"): 10000}
    assert desk.account(Account.UNAPPLIED) == desk.account(Account.CASH) == 0


def test_the_same_answer_again_is_posted_once_the_first_is_taken_back() -> None:
    """A correction with the same amounts comes before the file with the reversal."""
    desk = one_claim()
    desk.take(file_of(CHAIN[0]))
    desk.post()
    desk.take(file_of(Payment([answer(6000, icn="NEW")], trace="T3", date="2026-03-20")))
    desk.post()
    assert ("TWICE",) in desk.cells("remit_lines", "exception")

    desk.take(file_of(Payment([answer(6000, "22")], trace="T2", date="2026-03-10")))
    desk.post()

    assert desk.owed() == {("C1", "1", "2:BETA"): 2000}
    assert desk.account(Account.CASH) == 6000
    assert desk.account(Account.UNAPPLIED) == 0


def test_an_estimate_holds_no_payment_up(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1 0.00
      claim C1  status 25  charge 100.00  paid 0.00
      line  99213  100.00  paid 0.00  CO-45 100.00

    waits   C1  PREDETERMINATION
    batch   ERA-T1  POSTED
    C1/1    ACME 100.00
    """
    desk = story.check()

    assert [one.severity for one in desk.plans[-1].findings] == ["I"]
    assert desk.cells("exceptions", "state") == [("CLOSED",)]
