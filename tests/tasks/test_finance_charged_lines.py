"""What becomes of a line that bears a finance charge: the agency, a write-off, a copy of its bill."""

from __future__ import annotations

from datetime import date

from tests.ledgers import Visit
from tests.posting.collector import BILLED, LETTER_DAY, ONE, PLACE_DAY, statements
from tests.posting.lender import MONTH_END, NOTICE, ON, RULE, Lender
from tests.tasks.test_reprint_statement import again, likeness, made, office, owed
from xlbilling.model.ledger import PATIENT_OWNER, Account, Entry, EntryType

WHOLE = 123_45 + 1_85
"""The service, and 1.5 percent of it rounded down."""


def charged() -> Lender:
    """A desk of one line, billed five times, with the finance charge of August."""
    desk = Lender._owed(  # noqa: SLF001  the desk that every other begins from
        ONE,
        statements=statements("G1", "C1", BILLED),
        finance_rules=[RULE],
        finance_notices=[NOTICE],
        settings={**ON, "Practice Phone": "555-0199"},
    )
    assert isinstance(desk, Lender)
    desk.as_of = MONTH_END
    assert desk.finance().result["posted"] == 1
    assert desk.patient_ar() == {"C1/1": WHOLE}
    return desk


def placed() -> Lender:
    """The same desk with the account at the agency."""
    desk = charged()
    desk.as_of = LETTER_DAY
    desk.letters()
    desk.as_of = PLACE_DAY
    desk.work()
    desk.approve("placements")
    desk.place()
    return desk


def test_the_agency_is_given_the_whole_line_and_no_statement_asks_for_it() -> None:
    desk = placed()

    ((_, content),) = desk.files.items()
    assert content.decode("ascii")[153:161] == f"{WHOLE:08d}"
    assert desk.stated() == set()
    assert desk.finance().is_empty, "nothing is charged on what the agency has"
    desk.proved_balanced()


def test_money_of_the_agency_ends_service_and_charge() -> None:
    desk = placed()

    desk.take_in(receipt="RA1", amount=WHOLE / 100, apply_to="C1")

    assert desk.patient_ar() == {}
    desk.proved_balanced()


def test_a_write_off_takes_service_and_charge_and_an_undo_brings_both_back() -> None:
    desk = charged()
    desk.key(
        adjustments=[
            {
                "adjustment": "A1",
                "claim_id": "C1",
                "line": "1",
                "adjustment_type": "BAD DEBT",
                "date": "2025-08-31",
                "amount": WHOLE / 100,
                "approver": "boss",
            }
        ]
    )
    desk.adjust("clerk")
    assert desk.patient_ar() == {}
    assert desk.finance().is_empty
    desk.proved_balanced()

    desk.undo(desk.cells("batches", "batch")[-1][0])
    assert desk.patient_ar() == {"C1/1": WHOLE}
    desk.proved_balanced()


def interest(cents: int, day: date) -> Entry:
    accounts = (Account.PATIENT_AR, Account.INTEREST)
    visit = Visit("C1")
    return visit.entry(day, EntryType.INTEREST, accounts, cents, to_owner=PATIENT_OWNER)


def test_a_bill_of_before_the_charge_and_one_that_asks_for_it_are_written_again_alike() -> None:
    """Whatever is paid on both later."""
    before = made(office(owed()))
    entries = [*owed(), interest(30, date(2026, 3, 31))]
    after = made(office(entries, before), date(2026, 4, 30))
    entries.append(Visit("C1").paid(20_30, date(2026, 5, 4), PATIENT_OWNER))
    book = office(entries, after)

    asked = dict(zip(after["statement"], after["amount_cents"], strict=True))
    assert asked == {"S20260228-P1": 20_00, "S20260430-P1": 20_30}
    assert likeness(again(book, "S20260228-P1")) == ["EQUAL"]
    assert likeness(again(book, "S20260430-P1")) == ["EQUAL"]
