"""A denial is open as long as no answer that stands settles it, in whatever order they come."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.posting.desk import Desk
from tests.posting.generated import DOS, OurLine, desk_of
from tests.posting.make835 import Claim, Payment, Service, Triplet, file_of
from tests.posting.story import Story


def states(desk: Desk) -> dict[str, str]:
    """The state of each denial by its batch."""
    return dict(desk.cells("denials", "batch", "state"))


def of(day: int, paid: int, *cas: Triplet, back: bool = False) -> Payment:
    """A payment of a day in March that answers claim C1 of 100.00, or takes that back."""
    sign = -1 if back else 1
    signed = [(group, carc, sign * cents) for group, carc, cents in cas]
    line = Service("99213", sign * 10000, sign * paid, signed, DOS)
    claim = Claim("C1", sign * 10000, sign * paid, "22" if back else "1", "A", services=[line])
    return Payment([claim], trace=f"T{day}", date=f"2026-03-{day:02d}")


DENIED = of(1, 0, ("CO", "97", 10000))
PAID = of(8, 6000, ("CO", "45", 4000))
TAKEN = of(15, 6000, ("CO", "45", 4000), back=True)
SHARE = of(8, 0, ("PR", "1", 10000))


def posted(*files: Payment) -> Desk:
    """A desk with claim C1 of 100.00 that got these files one after the other."""
    desk = desk_of([OurLine("C1", "1", "99213", 10000)])
    for one in files:
        desk.take(file_of(one))
        desk.post()
    return desk


def test_a_denial_that_comes_in_after_the_later_payment_is_paid_at_once() -> None:
    assert states(posted(DENIED, PAID)) == {"ERA-T1": "PAID"}
    assert states(posted(PAID, DENIED)) == {"ERA-T1": "PAID"}


@pytest.mark.parametrize("order", list(permutations((DENIED, PAID, TAKEN))), ids=str)
def test_a_denial_is_open_again_once_the_payment_is_taken_back(order: tuple[Payment, ...]) -> None:
    desk = posted(*order)

    assert states(desk) == {"ERA-T1": "OPEN"}
    desk.undo("ERA-T15")
    assert states(desk) == {"ERA-T1": "PAID"}


def test_a_denial_that_became_the_patients_share_is_open_again_after_an_undo() -> None:
    desk = posted(DENIED, SHARE)
    assert states(desk) == {"ERA-T1": "CLOSED"}

    desk.undo("ERA-T8")

    assert states(desk) == {"ERA-T1": "OPEN"}
    assert desk.cells("claims", "status") == [("DENIED",)]


def test_a_denial_that_a_person_closed_stays_closed() -> None:
    desk = posted(DENIED)
    desk.type_in("denials", int(desk.frame("denials").index[0]), state="CLOSED")
    desk.take(file_of(PAID))
    desk.post()

    desk.undo("ERA-T8")

    assert states(desk) == {"ERA-T1": "CLOSED"}


def test_a_denial_paid_further_down_in_the_same_payment_is_paid(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 0.00  icn A
      line  99213  100.00  paid 0.00  CO-97 100.00
      claim C1  charge 100.00  paid 100.00  icn B
      line  99213  100.00  paid 100.00

    C1/1    open 0.00
    denied  C1/1  CO-97  100.00
    """
    assert states(story.check()) == {"ERA-T1": "PAID"}


def test_what_one_answer_pays_in_part_and_denies_in_part_is_open(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 40.00  icn A
      line  99213  100.00  paid 40.00  CO-97 60.00

    C1/1    ACME 60.00
    """
    desk = story.check()

    assert states(desk) == {"ERA-T1": "OPEN"}
    desk.undo("ERA-T1")
    assert states(desk) == {"ERA-T1": "CLOSED"}


def test_the_denial_of_a_payment_posted_anew_after_its_undo_is_open_again() -> None:
    desk = posted(DENIED)
    desk.undo("ERA-T1")
    assert states(desk) == {"ERA-T1": "CLOSED"}

    desk.take(file_of(DENIED))
    desk.post()

    assert states(desk) == {"ERA-T1": "OPEN"}


@pytest.mark.parametrize("status", ["2", "4"])
def test_a_primarys_payment_of_the_same_day_settles_no_denial_of_the_secondary(
    status: str,
) -> None:
    """ACME pays 60.00 of 100.00 and leaves 30.00 to BETA, whose denial bears the same day."""
    first = [("CO", "45", 1000), ("PR", "2", 3000)]
    acme = Claim("C1", 10000, 6000, services=[Service("99213", 10000, 6000, first, DOS)])
    second = [("OA", "23", 7000), ("CO", "29", 3000)]
    beta = Claim("C1", 10000, 0, status, services=[Service("99213", 10000, 0, second, DOS)])
    files = (
        Payment([acme], trace="T1", date="2026-03-08"),
        Payment([beta], trace="T2", date="2026-03-08", payer="BETA", trace_id="1BETA"),
    )

    assert states(posted(*files)) == {"ERA-T2": "OPEN"}
