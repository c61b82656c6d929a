"""The sample's remittances: read by our own reader, balanced, with every case that posting meets."""

from functools import cache

import pytest

from xlbilling.model.remittance import Remittance
from xlbilling.remit import tabular
from xlbilling.remit.era835 import read_835
from xlbilling.sample import claims, files, office, payments, people
from xlbilling.sample.files import MONTH_ENDS, month_remittances

BY_NAME = {name: data for end in MONTH_ENDS for name, data in month_remittances(end).items()}
WRONG_ON_PURPOSE = {"2026-03-09-medicare.835": "B-CLAIM", "2026-03-27-medicaid.835": "B-TRAN"}


@cache
def read(name: str) -> Remittance:
    if name.endswith(".csv"):
        (only,) = tabular.read_rows(tabular.rows_of_csv(BY_NAME[name]), name).remittances
    else:
        (only,) = read_835(BY_NAME[name], name).remittances
    return only


@pytest.mark.parametrize("name", BY_NAME)
def test_every_remittance_balances_but_two_that_are_wrong_on_purpose(name: str) -> None:
    serious = {finding.id for finding in read(name).findings if finding.severity != "I"}

    assert serious == ({WRONG_ON_PURPOSE[name]} if name in WRONG_ON_PURPOSE else set())
    assert read(name).totals.balanced == (name not in WRONG_ON_PURPOSE)


def test_what_is_read_is_what_the_payers_meant_to_say() -> None:
    for name, payment in zip(BY_NAME, payments.payments(), strict=True):
        totals = read(name).totals

        assert read(name).payment.trace == payment.trace
        assert totals.payment_cents == payment.cents
        assert totals.claims == len(payment.answers)


def test_every_reason_that_an_office_meets_is_there() -> None:
    every = [claim for name in BY_NAME for claim in read(name).claims]
    reasons = {(one.group, one.reason) for claim in every for one in claim.all_adjustments}
    whole = {(one.group, one.reason) for claim in every for one in claim.adjustments}
    besides = {(one.code, one.cents) for n in BY_NAME for one in read(n).provider_adjustments}

    assert reasons >= {
        ("CO", "45"), ("CO", "253"), ("CO", "16"), ("CO", "197"), ("CO", "29"),
        ("PR", "1"), ("PR", "2"), ("PR", "3"), ("PR", "96"), ("OA", "23"),
    }  # fmt: skip
    assert whole == {("CO", "A2")}
    assert besides == {("L6", -215), ("WO", 4800)}
    assert {claim.status for claim in every} == {"1", "2", "4", "19", "22"}


def test_some_claims_are_paid_nothing_because_of_the_deductible() -> None:
    every = [claim for name in BY_NAME for claim in read(name).claims]
    paid_nothing = [one for one in every if one.status == "1" and one.paid_cents == 0]

    assert any({a.reason for a in one.all_adjustments} == {"1", "45"} for one in paid_nothing)


def test_one_claim_is_not_ours_and_one_is_taken_back_and_corrected() -> None:
    ours = {claim.claim_id for claim in claims.claims()}
    march = read("2026-03-18-northlight.835").claims
    taken_back = [one for one in march if one.status == "22"]
    corrected = [one for one in march if one.pcn == taken_back[0].pcn and one.status == "1"]

    assert [one.pcn for one in march if one.pcn not in ours] == ["X99817"]
    assert len(taken_back) == len(corrected) == 1
    assert corrected[0].paid_cents == -taken_back[0].paid_cents + 600


def test_the_portals_file_has_words_above_dollars_and_a_total_below() -> None:
    text = BY_NAME["2026-03-27-northlight.csv"].decode()
    lines = text.splitlines()

    assert lines[3].startswith("Check/EFT Number,")
    assert '"$1,' in text or "$145.00" in text
    assert lines[-1].startswith("Totals,")


def test_two_makings_are_alike() -> None:
    first = dict(BY_NAME)
    for cached in (people.households, claims.claims, payments.payments):
        cached.cache_clear()
    again = {n: data for end in MONTH_ENDS for n, data in month_remittances(end).items()}

    assert again == first
    assert files.MONTH_ENDS[-1] == office.AS_OF
