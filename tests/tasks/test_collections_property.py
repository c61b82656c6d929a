"""Whatever is placed, recalled, paid, written off or undone, in any order: the books stay right."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.posting.collector import (
    GUARANTOR,
    LETTER_DAY,
    PATIENT,
    SERVED,
    Collector,
    statements,
)
from tests.posting.till import line
from xlbilling.model.ledger import Account

ACTIONS = (
    "letters", "work", "place", "recall", "agency pays", "patient pays", "write off", "undo",
    "time passes",
)  # fmt: skip


@cache
def base() -> Collector:
    """Two households past due, one of them with two visits, a small one, and somebody at ease."""
    claims = (
        line("C1", "1", 90.0, dos_from=SERVED),
        line("C1", "2", 35.5, dos_from=SERVED),
        line("C2", "1", 210.0, dos_from=SERVED),
        line("C3", "1", 4.5, dos_from=SERVED),
    )
    people = [{**PATIENT, "patient_id": f"P{n}", "guarantor_id": f"G{n}"} for n in (1, 2, 3)]
    return Collector.owed(
        claims=claims,
        patients=people,
        guarantors=[{**GUARANTOR, "guarantor_id": f"G{n}"} for n in (1, 2, 3)],
        statements=[one for n in (1, 2) for one in statements(f"G{n}", f"C{n}")],
    )


def act(desk: Collector, name: str, number: int, amounts: tuple[int, int]) -> None:
    """Do one thing as the office would, whether or not it makes sense now."""
    net, fee = amounts
    money = {"receipt": f"R{number}", "guarantor_id": f"G{number % 3 + 1}", "amount": net / 100}
    match name:
        case "letters":
            desk.letters()
        case "work":
            desk.work()
        case "place":
            desk.work()
            desk.approve("placements")
            desk.place()
        case "recall":
            desk.approve("placements", "Y", "recall")
            desk.place()
        case "agency pays":
            desk.take_in(**money, fee=fee / 100)
        case "patient pays":
            desk.take_in(**money, method="CHECK")
        case "write off":
            desk.work()
            desk.approve("write_off_proposals")
            desk.write_off("clerk")
        case "undo":
            undo(desk)
        case "time passes":
            desk.as_of += timedelta(33)


def undo(desk: Collector) -> None:
    """Take back the newest batch that stands, if there is one beside the charges."""
    rows: list[Any] = desk.cells("batches", "batch", "status", "undo_of")
    standing = [b for b, status, of in rows if status == "POSTED" and not of and b[:3] != "CHG"]
    if standing:
        desk.undo(standing[-1])


steps = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.tuples(st.integers(1, 30_000), st.integers(0, 9_000))),
    min_size=3,
    max_size=9,
)


@settings(max_examples=4, deadline=None)
@given(steps)
def test_collecting_in_any_order_keeps_the_books_and_never_states_what_is_at_the_agency(
    todo: list[tuple[str, tuple[int, int]]],
) -> None:
    """Ledger balanced and chained, aging total = ledger receivable, no line stated at the agency."""
    desk = base().copied()
    desk.as_of = LETTER_DAY + timedelta(0)
    desk.letters()
    desk.as_of += timedelta(33)
    for number, (name, amounts) in enumerate(todo):
        act(desk, name, number, amounts)

        at_agency = {
            one
            for lines, state in desk.cells("placements", "lines", "state")
            if state in {"PLACED", "PAID", "CLOSED"}
            for one in lines.split()
        }
        assert not desk.stated() & at_agency
        assert sum(desk.account(one) for one in Account) == 0
        aging = desk.aged()
        assert aging["total"] == aging["ledger_total"]
    desk.proved()
    desk.work()
    assert desk.work().is_empty
    assert desk.place().is_empty
