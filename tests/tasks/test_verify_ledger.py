"""The ledger's proof: any order is fine, any change is found and named by its row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.posting.desk import Desk
from tests.posting.make835 import Payment, file_of
from tests.support import AS_OF
from tests.tasks.test_import_remittance import claim, desk, lines, service
from xlbilling.model import ledger
from xlbilling.model.ledger import Account, Entry, EntryType
from xlbilling.tasks.posting.chain import chain_hashes
from xlbilling.tasks.posting.periods import period_hash


def posted() -> Desk:
    """A desk with six ledger rows."""
    office = desk(*lines("1", "2"))
    answer = claim("C1", service(cas=[("CO", "45", 3000), ("PR", "1", 2000)]), service())
    office.take(file_of(Payment([answer])))
    office.post()
    return office


def ids(office: Desk) -> set[str]:
    """The ids of what the proof finds."""
    return {one.id for one in office.verify().findings}


def with_ledger(office: Desk, frame: Any, head: str | None = None) -> Desk:
    """The desk with another Ledger sheet."""
    table = replace(office.book["ledger"], frame=frame)
    tables = {**office.book.tables, "ledger": table}
    book = replace(office.book, tables=tables)
    return Desk(book if head is None else replace(book, ledger_head=head))


def test_a_ledger_as_posted_is_proved() -> None:
    office = posted()
    result = office.verify().result

    assert (result["rows"], result["verified"], result["first_bad_seq"]) == (7, True, None)
    assert result["head"] == office.book.ledger_head
    assert office.verify().is_empty


def test_an_empty_ledger_is_proved() -> None:
    assert Desk.of().verify().result["verified"] is True


def test_a_sorted_sheet_raises_no_alarm() -> None:
    office = posted()
    shuffled = office.frame("ledger").sort_values("amount_cents").set_axis(range(2, 9))

    assert ids(with_ledger(office, shuffled)) == set()


@pytest.mark.parametrize(
    ("column", "value"),
    [("amount_cents", 1), ("note", "x"), ("claim_id", "C9"), ("user", "other"), ("batch", "B")],
)
def test_a_changed_cell_is_found_at_its_row(column: str, value: Any) -> None:
    office = posted()
    frame = office.frame("ledger").copy()
    frame.loc[4, column] = value

    plan = with_ledger(office, frame).verify()

    assert plan.result["first_bad_seq"] == 3
    assert plan.result["verified"] is False
    assert "TAMPER-HASH" in {one.id for one in plan.findings}


def test_a_lost_row_is_found() -> None:
    office = posted()
    frame = office.frame("ledger")

    assert {"TAMPER-SEQ", "TAMPER-HASH"} <= ids(with_ledger(office, frame.drop(index=4)))
    assert "TAMPER-HEAD" in ids(with_ledger(office, frame.drop(index=8)))


def test_rows_added_with_a_right_hash_are_found_by_the_books_own_note() -> None:
    office = posted()
    entry = Entry("EX", AS_OF, AS_OF, EntryType.REFUND, Account.REFUNDS, Account.CASH, 5, "B")
    rows, _ = ledger.chain([entry], office.book.ledger_head)
    frame = ledger.to_frame(rows).set_axis([9])
    longer = office.frame("ledger")[list(ledger.COLUMNS)]
    both = type(longer)({name: [*longer[name], *frame[name]] for name in longer})

    assert "TAMPER-HEAD" in ids(with_ledger(office, both.astype(longer.dtypes.to_dict())))


def test_a_wiped_ledger_is_found() -> None:
    office = posted()

    assert ids(with_ledger(office, office.frame("ledger").iloc[:0])) >= {"TAMPER-HEAD"}


def test_a_row_of_a_closed_month_that_changed_is_found() -> None:
    office = posted()
    digest = period_hash(office.frame("ledger"), "2026-03")
    periods = Desk.of(periods=[{"period": "2026-03", "ledger_hash": digest}]).book["periods"]
    closed = Desk(replace(office.book, tables={**office.book.tables, "periods": periods}))
    assert ids(closed) == set()

    frame = closed.frame("ledger").copy()
    frame.loc[8, "hash"] = "0" * 64

    assert "TAMPER-PERIOD" in ids(with_ledger(closed, frame))


def test_a_balance_typed_over_is_found() -> None:
    office = posted()
    office.type_in("claims", 2, balance=1)

    (found,) = office.verify().findings

    assert (found.id, found.severity) == ("BALANCE-DIFFERS", "W")
    assert "C1" in found.message


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=5)


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), texts, texts), max_size=6))
@settings(max_examples=50)
def test_the_fast_chain_is_the_ledgers_own(values: list[tuple[int, str, str]]) -> None:
    """Whatever amounts and texts there are, both ways of hashing agree row by row."""
    entries = [
        Entry(f"E{n}", AS_OF, AS_OF, EntryType.REFUND, Account.REFUNDS, Account.CASH, cents, "B",
              patient_id=who.strip(), note=note.strip())
        for n, (cents, who, note) in enumerate(values)
    ]  # fmt: skip
    rows, _ = ledger.chain(entries, "")

    assert chain_hashes(ledger.to_frame(rows)) == [row["hash"] for row in rows]
