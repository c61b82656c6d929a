"""What must hold of any receipts, adjustments, transfers and refunds over any claims."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.posting.till import Till, line, receipt, rows_of
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account
from xlbilling.model.plan import Plan
from xlbilling.tasks.money import receipt_money

FEW = settings(max_examples=8, deadline=None)
CLAIMS = ("C1", "C2", "C3")
APPLY_TO = ("", "OLDEST", "C1", "C2", "C3", "2026-02-01", "2026-03-05", "whatever")
cents = st.integers(1, 20_000)


def dollars(amount: int) -> float:
    return amount / 100


@st.composite
def claims(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Give each patient a claim of up to three lines; P3's are insured."""
    days = st.sampled_from(["2026-01-10", "2026-02-01", "2026-03-05"])
    return [
        line(claim, str(number), dollars(draw(cents)), dos_from=day)
        for claim in CLAIMS
        for day in (draw(days),)
        for number in range(1, draw(st.integers(1, 3)) + 1)
    ]


@st.composite
def receipts(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Give receipts of the household, of one of its members, some of checks that came back."""
    found = []
    for number in range(draw(st.integers(0, 5))):
        who = draw(st.sampled_from(["", "P1", "P2", "P3"]))
        back = draw(st.sampled_from([None, None, None, "2026-03-20"]))
        amount, target = dollars(draw(cents)), draw(st.sampled_from(APPLY_TO))
        found.append(receipt(f"R{number}", amount, target, patient_id=who, returned_nsf=back))
    return found


@st.composite
def keyed(draw: st.DrawFn, /, key: str, **more: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
    """Give rows of a sheet with a claim, at times a line, an amount, and more."""
    return [
        {
            key: f"{key}{number}",
            "claim_id": draw(st.sampled_from(CLAIMS)),
            "line": draw(st.sampled_from(["", "1", "2"])),
            "amount": dollars(draw(cents)),
            **{name: draw(values) for name, values in more.items()},
        }
        for number in range(draw(st.integers(0, 4)))
    ]


@st.composite
def tills(draw: st.DrawFn) -> Till:
    """Give a desk with charges posted and rows keyed on every sheet of patients' money."""
    adjustments = keyed(
        "adjustment",
        adjustment_type=st.sampled_from(["SMALL", "CONTRACTUAL"]),
        owner=st.sampled_from(["", "INSURANCE", "PATIENT"]),
    )
    levels = st.sampled_from(["1", "2", "PATIENT"])
    transfers = keyed("transfer", to_owner=levels, amount=st.one_of(st.none(), cents.map(dollars)))
    refunds = keyed("refund", to=st.sampled_from(["PATIENT", "PAYER"]), guarantor_id=st.just("G1"))
    rows = [
        row | {"claim_id": draw(st.sampled_from([row["claim_id"], ""]))} for row in draw(refunds)
    ]
    for row in rows:
        del row["line"]
    return Till.opened(
        draw(claims()),
        receipts=draw(receipts()),
        adjustments=draw(adjustments),
        transfers=draw(transfers),
        refunds=rows,
    )


def expected_cash(till: Till) -> int:
    """What Cash must hold: receipts that were not returned, less refunds that were posted."""
    sheet = till.frame("receipts")
    good = sheet[sheet["returned_nsf"].isna()]
    given_back = till.frame("refunds")
    given_back = given_back[given_back["state"] == "POSTED"]
    return int(good["amount_cents"].sum()) - int(given_back["amount_cents"].sum())


def run_all(till: Till) -> list[Plan]:
    """Run the four tasks; return their plans."""
    return [till.transfer(), till.receive(), till.adjust(), till.refund()]


def keyed_states(till: Till) -> dict[str, list[tuple[Any, ...]]]:
    """What the sheets say; of a row that waits, or a check that came back before, nothing stands."""
    found = {}
    for table in ("receipts", "adjustments", "transfers", "refunds"):
        names = ["state", *(("left_cents", "applied_cents") if table == "receipts" else ("entry",))]
        rows = till.cells(table, *names)
        found[table] = [
            ("OPEN" if row[0] in {"", "REFUSED", "REVERSED"} else row[0], *map(_blank, row[1:]))
            for row in rows
        ]
    return found


def _blank(value: Any) -> Any:
    return None if pd.isna(value) else value


@given(tills())
@FEW
def test_cash_is_receipts_less_returned_checks_and_refunds(till: Till) -> None:
    run_all(till)

    till.proved()
    assert till.account(Account.CASH) == expected_cash(till)
    left = till.frame("receipts")["left_cents"].sum()
    assert -till.account(Account.UNAPPLIED) == left
    assert (till.frame("receipts")["left_cents"].fillna(0) >= 0).all()


@given(tills())
@FEW
def test_running_everything_again_adds_nothing(till: Till) -> None:
    """Adjustments may free nothing, but what they settled may leave money for other lines."""
    run_all(till)
    run_all(till)
    before = till.owed()

    assert [rows_of(plan) for plan in run_all(till)] == [[], [], [], []]
    assert till.owed() == before


@given(tills())
@FEW
def test_insurers_owe_what_they_owed_whatever_patients_pay(till: Till) -> None:
    before = {key: cents for key, cents in till.owed().items() if key[2] != "PATIENT"}
    till.receive()

    assert {key: cents for key, cents in till.owed().items() if key[2] != "PATIENT"} == before
    for claim in CLAIMS:
        assert sum(cents for (one, _, _), cents in till.owed().items() if one == claim) >= 0


@given(tills(), st.permutations(["transfer", "receive", "adjust", "refund"]))
@FEW
def test_undoing_the_last_batch_restores_every_balance_and_the_sheets(
    till: Till, order: list[str]
) -> None:
    last = None
    for name in order:
        task: Callable[[], Plan] = getattr(till, name)
        before = (till.owed(), till.shown(), keyed_states(till), till.cells("credits", "state"))
        accounts = {one: till.account(one) for one in Account}
        plan = task()
        if plan.batch:
            last = plan.batch
            till.undo(plan.batch)
            assert {one: till.account(one) for one in Account} == accounts
            assert (till.owed(), till.shown()) == before[:2]
            assert keyed_states(till) == before[2]
            task()
    assert last is None or till.verify().findings == ()


@given(tills(), st.integers(0, 999))
@FEW
def test_any_entry_can_be_taken_back_once_and_the_books_still_prove(till: Till, which: int) -> None:
    run_all(till)
    rows = till.frame("ledger")
    posted = rows[(rows["reverses"] == "") & ~rows["entry"].isin(set(rows["reverses"]))]
    posted = posted[posted["type"].isin(["PAY", "TRF", "CON", "WOF"])]
    refunded = till.frame("refunds")["state"].eq("POSTED").any()
    if posted.empty or refunded:
        return
    till.reverse(posted["entry"].tolist()[which % len(posted)])

    till.proved()
    assert till.account(Account.UNAPPLIED) <= 0


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[str, int]]:
    """Give what an office does in a week: tasks, checks that come back, rows and batches undone."""
    names = [
        "receive",
        "adjust",
        "transfer",
        "refund",
        "return",
        "clear",
        "reverse",
        "undo",
        "raise",
    ]
    return [
        (draw(st.sampled_from(names)), draw(st.integers(0, 999)))
        for _ in range(draw(st.integers(4, 9)))
    ]


def step(till: Till, name: str, which: int) -> None:
    """Do one of them; what is refused changes nothing."""
    if name in {"receive", "adjust", "transfer", "refund"}:
        getattr(till, name)()
    elif name in {"return", "clear", "raise"} and len(till.frame("receipts")):
        row = 2 + which % len(till.frame("receipts"))
        day = pd.Timestamp("2026-03-20") if name == "return" else pd.NaT
        told = {"amount": 20_000 + which} if name == "raise" else {"returned_nsf": day}
        till.type_in("receipts", row, **told)
    elif name in {"reverse", "undo"}:
        column = "entry" if name == "reverse" else "batch"
        known = till.frame("ledger")[column].tolist()
        with contextlib.suppress(RefusedError):
            getattr(till, name)(known[which % len(known)])


@given(tills(), steps())
@FEW
def test_whatever_an_office_does_no_cash_is_lost_or_invented(
    till: Till, week: list[tuple[str, int]]
) -> None:
    """Cash is what receipts brought less what was given back; what is held is what they left."""
    for name, which in week:
        step(till, name, which)

        till.proved()
        ledger = till.frame("ledger")
        standing = receipt_money.read(ledger).values()
        given_back = ledger.loc[ledger["type"] == "REF", "amount_cents"].sum()
        assert till.account(Account.CASH) == sum(one.cash for one in standing) - int(given_back)
        assert -till.account(Account.UNAPPLIED) == sum(one.left for one in standing)
        assert all(one.left >= 0 or one.refunded for one in standing)
        assert all(0 <= one.cash <= one.most for one in standing)
