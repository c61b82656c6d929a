"""Single rows of a payer's payment: its money goes back as a whole, its write-offs may go alone."""

from __future__ import annotations

import pytest

from tests.posting.make835 import Claim, Payment, Service, file_of
from tests.posting.till import Till
from xlbilling.model.errors import RefusedError
from xlbilling.model.ledger import Account

CAS = [("CO", "45", 2000), ("PR", "2", 1000)]
SHOWN = ("carc", "amount_cents", "posted_cents")


def answered(status: str = "1", pcn: str = "C3", trace: str = "T1") -> Payment:
    """ACME on C3's 80.00: pays 50.00, 20.00 contractual, 10.00 coinsurance; interest 0.50."""
    sign = -1 if status == "22" else 1
    cas = [(group, code, sign * cents) for group, code, cents in CAS]
    service = Service("99213", sign * 8000, sign * 5000, cas, "2026-03-05", control="1")
    claim = Claim(pcn, sign * 8000, sign * 5000, status, "ICN3", services=[service])
    return Payment([claim], trace=trace, plb=[("L6", "I", -50)] if sign == 1 else ())


def paid(pcn: str = "C3") -> Till:
    till = Till.opened()
    till.take(file_of(answered(pcn=pcn)))
    till.post()
    return till


@pytest.mark.parametrize("facts", [{"type": "PAY"}, {"type": "INT"}])
def test_money_of_a_payment_goes_back_with_its_whole_batch_only(facts: dict[str, str]) -> None:
    """50.00 in the bank would be nowhere in the ledger if the PAY row went alone."""
    till = paid()
    before = till.book

    with pytest.raises(RefusedError, match="is money of payment ERA-T1") as refused:
        till.reverse(till.entry(**facts))

    assert refused.value.id == "ENTRY-OF-PAYMENT"
    assert "undo-batch ERA-T1" in refused.value.fix
    assert till.book is before


def test_cash_that_waits_for_its_claim_is_not_taken_back_under_it() -> None:
    """CX is nobody's: its 50.00 waits. It goes to C3 later, and is not invented there."""
    till = paid("CX")
    with pytest.raises(RefusedError, match="is money of payment ERA-T1"):
        till.reverse(till.entry(credit="Unapplied"))
    till.type_in("remit_lines", 2, our_claim="C3")

    till.post()

    assert (till.account(Account.UNAPPLIED), till.account(Account.CASH)) == (0, 5050)
    till.proved()


def test_a_wrong_write_off_goes_back_alone_and_the_sheet_says_so() -> None:
    till = paid()
    assert till.cells("remit_adjustments", *SHOWN) == [("45", 2000, 2000), ("2", 1000, 1000)]

    plan = till.reverse(till.entry(type="CON"))

    assert till.owed()["C3", "1", "1:ACME"] == 2000
    assert till.cells("remit_adjustments", *SHOWN) == [("45", 2000, 0), ("2", 1000, 1000)]
    assert [one.id for one in plan.findings] == ["REVERSE-ANSWER"]
    assert till.cells("remits", "status") == [("POSTED",)]
    assert till.account(Account.CASH) == 5050
    assert till.post().is_empty
    till.proved()


def test_its_undo_puts_the_write_off_and_the_sheet_back() -> None:
    till = paid()
    before = (till.owed(), till.cells("remit_adjustments", *SHOWN))
    till.reverse(till.entry(type="TRF"))
    assert till.cells("remit_adjustments", *SHOWN) == [("45", 2000, 2000), ("2", 1000, 0)]

    till.undo("REV-20260331-1")

    assert (till.owed(), till.cells("remit_adjustments", *SHOWN)) == before
    till.proved()


def test_the_whole_batch_can_be_undone_after_one_row_and_posted_anew() -> None:
    till = paid()
    before = till.owed()
    charged = Till.opened().owed()
    till.reverse(till.entry(type="CON"))

    till.undo("ERA-T1")

    assert (till.owed(), till.account(Account.CASH)) == (charged, 0)
    till.take(file_of(answered()))
    till.post()
    assert (till.owed(), till.account(Account.CASH)) == (before, 5050)
    till.proved()


def test_the_payers_reversal_takes_back_what_stands_and_nothing_twice() -> None:
    """The write-off was taken back by hand; then ACME reverses its answer."""
    till = paid()
    charged = Till.opened().owed()
    till.reverse(till.entry(type="CON"))
    till.take(file_of(answered("22", trace="T2")))

    till.post()

    assert till.owed() == charged
    assert till.account(Account.CASH) == 50
    till.proved()
