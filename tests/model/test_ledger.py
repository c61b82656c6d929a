"""Ledger rows: what cannot be built, the chain, contra rows and balances."""

from dataclasses import replace
from datetime import date
from typing import Any

import narwhals.stable.v2 as nw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlbilling.model import ledger
from xlbilling.model.ledger import Account, Entry, EntryType

DAY = date(2026, 3, 2)
CHARGE = Entry(
    "E1", DAY, DAY, EntryType.CHARGE, Account.INSURANCE_AR, Account.CHARGES, 15000, "CHG-1",
    claim_id="C1", line="1", to_owner="1:MCR",
)  # fmt: skip
PAYMENT = Entry(
    "E2", DAY, DAY, EntryType.PAYMENT, Account.CASH, Account.INSURANCE_AR, 8000, "ERA-1",
    claim_id="C1", line="1", from_owner="1:MCR",
)  # fmt: skip
TRANSFER = Entry(
    "E3", DAY, DAY, EntryType.TRANSFER, Account.PATIENT_AR, Account.INSURANCE_AR, 2000, "ERA-1",
    claim_id="C1", line="1", from_owner="1:MCR", to_owner="PATIENT",
)  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_cents": 12.5},
        {"to_owner": ""},
        {"from_owner": "1:MCR"},
        {"to_owner": "PATIENT"},
        {"entry": ""},
    ],
)
def test_an_entry_that_does_not_hold_together_cannot_be_built(wrong: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        replace(CHARGE, **wrong)


def test_charge_payment_and_transfer_leave_what_each_owes() -> None:
    """
    charge   C1/1  150.00 to 1:MCR
    payment  C1/1   80.00
    transfer C1/1   20.00 to the patient

    1:MCR 50.00, PATIENT 20.00
    """
    rows, _ = ledger.chain([CHARGE, PAYMENT, TRANSFER], "")

    owed = ledger.receivables(ledger.to_frame(rows)).groupby("owner")["cents"].sum()

    assert owed.to_dict() == {"1:MCR": 5000, "PATIENT": 2000}


def test_a_frame_tells_the_same_movements_as_the_expression_for_every_engine() -> None:
    rows, _ = ledger.chain([CHARGE, PAYMENT, TRANSFER], "")
    frame = ledger.to_frame(rows)

    moved = ledger.movements(nw.from_native(frame).lazy(), ("entry", "line")).collect().to_native()

    names = ["entry", "line", "owner", "cents"]
    assert ledger.receivables(frame)[names].values.tolist() == moved[names].values.tolist()


def test_every_account_together_comes_to_nothing() -> None:
    rows, _ = ledger.chain([CHARGE, PAYMENT, TRANSFER], "")
    frame = ledger.to_frame(rows)

    assert sum(ledger.account_balance(frame, account) for account in Account) == 0


def test_the_chain_goes_on_from_its_head() -> None:
    whole, head = ledger.chain([CHARGE, PAYMENT, TRANSFER], "")
    first, middle = ledger.chain([CHARGE], "")
    rest, end = ledger.chain([PAYMENT, TRANSFER], middle)

    assert (first + rest, end) == (whole, head)


@given(st.sampled_from(sorted(set(ledger.COLUMNS) - {"hash"})))
def test_a_change_in_any_field_breaks_the_hash(name: str) -> None:
    rows, _ = ledger.chain([CHARGE], "")
    changed = {**rows[0], name: "changed"}

    assert ledger.row_hash(ledger.GENESIS_HASH, changed) != rows[0]["hash"]


def test_a_contra_row_takes_the_entry_back_and_names_it() -> None:
    back = ledger.contra(PAYMENT, posted=date(2026, 4, 1), batch="ERA-1U", user="ann")
    rows, _ = ledger.chain([PAYMENT, back], "")

    assert (back.entry, back.reverses, back.period) == ("E2U", "E2", "2026-04")
    assert ledger.account_balance(ledger.to_frame(rows), Account.CASH) == 0


def test_entries_survive_the_way_through_a_frame() -> None:
    rows, _ = ledger.chain([CHARGE, PAYMENT, TRANSFER], "")

    assert ledger.entries_of(ledger.to_frame(rows)) == [CHARGE, PAYMENT, TRANSFER]


def test_an_entry_id_depends_on_each_part_and_its_place() -> None:
    assert ledger.entry_id("a", 1) == ledger.entry_id("a", "1")
    assert ledger.entry_id("a", "b") != ledger.entry_id("b", "a")
    assert ledger.entry_id("ab", "") != ledger.entry_id("a", "b")
