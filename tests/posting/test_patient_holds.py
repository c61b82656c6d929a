"""A hold on a patient's share goes with the answer that caused it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from tests.posting.desk import Desk
from tests.posting.story import Story

WHY = "PR-96: check before billing the patient; end it under To"


def shown(desk: Desk) -> list[tuple[Any, ...]]:
    """The holds: id, whether each has no end, and its note."""
    holds = desk.cells("holds", "hold", "to", "note")
    return [(hold, pd.isna(to), note) for hold, to, note in holds]


def test_a_reversal_ends_the_hold_and_its_undo_brings_it_back(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn A
      line  99213  100.00  paid 60.00  PR-96 40.00
    post
    C1/1    patient 40.00
    era     ACME T2
      claim C1  status 22  charge -100.00  paid -60.00  icn A
      line  99213  -100.00  paid -60.00  PR-96 -40.00

    C1/1    ACME 100.00  patient 0.00
    """
    desk = story.check()
    hold = "PH-ERA-T1/1/1/1"

    ended = "; ended: batch ERA-T2 took the answer back"
    assert shown(desk) == [(hold, False, WHY + ended)]
    desk.undo("ERA-T2")
    assert shown(desk) == [(hold, True, WHY)]
    desk.undo("ERA-T1")
    assert shown(desk) == [(hold, False, WHY)]


def test_a_correction_makes_a_hold_of_its_own(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn A
      line  99213  100.00  paid 60.00  PR-96 40.00
    post
    era     ACME T2
      claim C1  status 22  charge -100.00  paid -60.00  icn A
      line  99213  -100.00  paid -60.00  PR-96 -40.00
      claim C1  charge 100.00  paid 70.00  icn A
      line  99213  100.00  paid 70.00  PR-96 30.00

    C1/1    patient 30.00
    """
    desk = story.check()

    assert [(hold, is_on) for hold, is_on, _ in shown(desk)] == [
        ("PH-ERA-T1/1/1/1", False),
        ("PH-ERA-T2/2/1/1", True),
    ]


def test_what_is_answered_and_taken_back_at_once_holds_nothing(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn A
      line  99213  100.00  paid 60.00  PR-96 40.00
      claim C1  status 22  charge -100.00  paid -60.00  icn A
      line  99213  -100.00  paid -60.00  PR-96 -40.00

    C1/1    ACME 100.00  patient 0.00
    """
    desk = story.check()

    assert [is_on for _, is_on, _ in shown(desk)] == [False]
    desk.undo("ERA-T1")
    assert [is_on for _, is_on, _ in shown(desk)] == [False]


def test_a_hold_that_a_person_released_stays_released(story: Story) -> None:
    """
    charge  C1/1  99213  100.00
    era     ACME T1
      claim C1  charge 100.00  paid 60.00  icn A
      line  99213  100.00  paid 60.00  PR-96 40.00
    C1/1    patient 40.00
    """
    desk = story.check()
    row = int(desk.frame("holds").index[0])
    desk.type_in("holds", row, to=date(2026, 3, 21), note="waiver signed")
    told = desk.cells("holds", "to", "note")

    desk.undo("ERA-T1")

    assert desk.cells("holds", "to", "note") == told
