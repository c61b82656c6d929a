"""What must hold of any payment: its cents are all somewhere, once, and can all be taken back."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.posting.desk import Desk
from tests.posting.generated import (
    OurLine,
    answers,
    desk_of,
    histories,
    offices,
    payments,
)
from tests.posting.make835 import Payment, file_of
from tests.support import examples
from xlbilling.model import ledger, money
from xlbilling.model.ledger import Account
from xlbilling.model.plan import Plan

FEW = examples(15)


def cents(told: dict[str, Any], name: str) -> int:
    return money.from_text(told[name])


def parts(told: dict[str, Any]) -> int:
    """What a payment's JSON says was done with its money."""
    kept = cents(told, "posted") + cents(told, "exceptions") + cents(told, "suspense")
    return kept - cents(told, "provider_adjustments")


def accepted(desk: Desk) -> None:
    """Accept every payment that is out of balance, by name and with a reason."""
    for row in desk.frame("remits").index:
        desk.type_in("remits", int(row), variance_reason="called the payer", accepted_by="manager")


@given(st.data())
@FEW
def test_all_of_a_payments_money_is_somewhere(data: st.DataObject) -> None:
    """P-8: applied + waiting + suspense - provider level = payment, in JSON and in the ledger."""
    lines = data.draw(offices())
    payment = data.draw(payments(lines))
    desk = desk_of(lines)
    desk.take(file_of(payment))
    accepted(desk)

    (told,) = desk.post().result["batches"]

    assert told["status"] != "BLOCKED"
    assert parts(told) == payment.cents == desk.account(Account.CASH)
    assert cents(told, "unapplied") == -desk.account(Account.UNAPPLIED)
    assert cents(told, "suspense") == -desk.account(Account.SUSPENSE)
    assert sum(desk.account(one) for one in Account) == 0


@given(st.data())
@FEW
def test_balances_shown_are_the_ledgers_and_the_chain_holds(data: st.DataObject) -> None:
    """Claims' Balance column sums to the receivable, claim rows included; nothing is out of line."""
    lines = data.draw(offices())
    desk = desk_of(lines)
    desk.take(file_of(data.draw(payments(lines))))
    accepted(desk)
    desk.post()

    shown = sum(int(balance) for (balance,) in desk.cells("claims", "balance_cents"))

    assert shown == desk.receivable()
    assert desk.verify().findings == ()
    assert desk.verify().result["verified"] is True


@given(st.data())
@FEW
def test_importing_and_posting_again_adds_nothing(data: st.DataObject) -> None:
    """The same file again gives no row on any sheet but the audit trail's."""
    lines = data.draw(offices())
    file = file_of(data.draw(payments(lines)))
    desk = desk_of(lines)
    desk.take(file)
    accepted(desk)
    desk.post()
    rows = {name: len(table.frame) for name, table in desk.book.tables.items()}
    owed = desk.owed()

    again = desk.take(file)
    desk.post()
    desk.post("ERA-T1")

    assert again.result["batches"][0]["status"] == "DUPLICATE"
    assert {name: len(table.frame) for name, table in desk.book.tables.items()} == rows
    assert desk.owed() == owed


@given(st.data())
@FEW
def test_undo_restores_every_balance_and_the_file_can_be_posted_anew(data: st.DataObject) -> None:
    """After undo and another import and post the accounts are where the first post had them."""
    lines = data.draw(offices())
    file = file_of(data.draw(payments(lines)))
    desk = desk_of(lines)
    shown = desk.cells("claims", "balance_cents", "owed_by", "payer_now")
    before = desk.owed()
    desk.take(file)
    accepted(desk)
    desk.post()
    after = {one: desk.account(one) for one in Account}

    desk.undo("ERA-T1")

    assert desk.owed() == before
    assert desk.account(Account.CASH) == desk.account(Account.UNAPPLIED) == 0
    assert desk.cells("claims", "balance_cents", "owed_by", "payer_now") == shown
    desk.take(file)
    desk.post()
    assert {one: desk.account(one) for one in Account} == after
    assert desk.verify().findings == ()


@given(st.data())
@FEW
def test_the_order_of_files_does_not_matter(data: st.DataObject) -> None:
    """A secondary's answer before or after the primary's leaves the same on every line."""
    lines = data.draw(offices())
    first = Payment(data.draw(distinct(lines, "1")), trace="P1", trace_id="1ACME")
    second = Payment(data.draw(distinct(lines, "2")), trace="S1", trace_id="1BETA", payer="BETA LIFE")  # fmt: skip
    outcomes = []
    for order in ((first, second), (second, first)):
        desk = desk_of(lines)
        for payment in order:
            desk.take(file_of(payment))
            desk.post()
        desk.post()
        outcomes.append((desk.owed(), {one: desk.account(one) for one in Account}))

    assert outcomes[0] == outcomes[1]


@st.composite
def distinct(draw: st.DrawFn, lines: list[OurLine], status: str) -> Any:
    """Give answers to different claims: two to one claim from one payer do depend on order."""
    found = draw(st.lists(answers(lines, status), max_size=3))
    return list({one.pcn: one for one in found}.values())


def rows_of(plan: Plan) -> list[ledger.Entry]:
    """The ledger rows that a plan appends."""
    return [entry for one in plan.appended("ledger") for entry in ledger.entries_of(one.rows)]


@given(st.data())
@FEW
def test_claims_picked_later_move_their_cash_from_unapplied_once(data: st.DataObject) -> None:
    """Resolving exceptions moves no cash: what was unapplied goes to the claim, nothing twice."""
    lines = data.draw(offices())
    payment = data.draw(payments(lines))
    desk = desk_of(lines)
    desk.take(file_of(payment))
    accepted(desk)
    desk.post()
    for row, pcn in zip(
        desk.frame("remit_lines").index, desk.frame("remit_lines")["pcn"], strict=True
    ):
        desk.type_in(
            "remit_lines", int(row), accept="Y", our_claim="C1" if pcn == "NOBODY" else None
        )

    plan = desk.post("ERA-T1")

    assert all(Account.CASH not in {one.debit, one.credit} for one in rows_of(plan))
    assert desk.account(Account.CASH) == payment.cents
    (told,) = plan.result["batches"]
    assert cents(told, "unapplied") == -desk.account(Account.UNAPPLIED)
    assert parts(told) == payment.cents


SHOWN = ("code", "reference", "balance_cents", "state")


@given(st.data())
@examples(8)
def test_reversals_corrections_and_recoveries_in_any_order_come_to_the_same(
    data: st.DataObject,
) -> None:
    """Four files, two orders, each posted twice: same balances, same open items, every cent."""
    lines = data.draw(offices())
    files = data.draw(histories(lines))
    outcomes = []
    for order in (files, data.draw(st.permutations(files))):
        desk = desk_of(lines)
        before = desk.owed()
        for payment in order:
            desk.take(file_of(payment))
            told = desk.post(f"ERA-{payment.trace}").result["batches"]
            own = next(one for one in told if one["trace"] == payment.trace)
            assert parts(own) == payment.cents
        desk.post()
        assert desk.account(Account.CASH) == sum(one.cents for one in files)
        assert desk.verify().findings == ()
        items = sorted(desk.cells("provider_adjustments", *SHOWN))
        outcomes.append((desk.owed(), {one: desk.account(one) for one in Account}, items))
        assert rows_of(desk.take(*map(file_of, files))) == rows_of(desk.post()) == []
        for trace in ("S1", "T3", "T2", "T1"):
            desk.undo(f"ERA-{trace}")
        assert desk.owed() == before
        assert desk.account(Account.CASH) == desk.account(Account.RECOUPMENT) == 0

    assert outcomes[0] == outcomes[1]
