"""What an aging must hold on every day of a year, on all terms it can be made on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledgers import START, Office, offices
from tests.support import request
from tests.tasks.test_receivables_property import receivable
from xlbilling.model import money
from xlbilling.model.ledger import RECEIVABLES, account_balance
from xlbilling.tasks import age_receivables
from xlbilling.tasks.receivables import aging, balances, basis, buckets, credit_rule
from xlbilling.tasks.receivables.basis import Bases
from xlbilling.tasks.receivables.terms import Terms

YEAR: Final = timedelta(days=365)
DAYS: Final = st.dates(START - timedelta(days=5), START + YEAR)
SCHEMES: Final = ("30", "30-90", "30-180", "15,45,90", "7,14,21")
ALL_TERMS: Final = st.builds(
    Terms,
    st.builds(
        Bases,
        st.sampled_from([one for one in basis.BASES.values() if one.for_insurance]),
        st.sampled_from([one for one in basis.BASES.values() if one.for_patient]),
    ),
    st.sampled_from(SCHEMES).map(buckets.scheme_named),
    st.sampled_from(credit_rule.RULES),
    st.booleans(),
)
OPTIONS: Final = st.fixed_dictionaries({
    "basis": st.sampled_from(["BILL", "LAST BILL", "DUE", "DOS", "ACTIVITY"]),
    "scheme": st.sampled_from(SCHEMES),
    "credits": st.sampled_from(credit_rule.RULES),
    "with_agency": st.sampled_from(["", "Y"]),
})
quick = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(offices(), DAYS, ALL_TERMS)
def test_buckets_credits_plans_and_agency_are_the_ledger_and_the_lines(
    office: Office, day: date, terms: Terms
) -> None:
    """The three ways to the receivable: the aging, the ledger's accounts, the line balances."""
    book = office.book()
    aged = aging.aged_on(book, day, terms)

    want = receivable(office, day)
    parts = [*aged.bucket_sums(aged.aged), int(aged.credits["cents"].sum())]
    by_service = aged.bucket_sums(aged.aged, "dos_bucket")
    apart = sum(cents for _, cents in aged.reconciling)
    assert sum(parts) + apart == want == aged.total_cents == aged.ledger_cents
    assert sum(by_service) == sum(parts[:-1])
    rows = balances.as_of(book["ledger"], day)
    lines = balances.line_balances(balances.movements(rows))
    assert int(lines["cents"].sum()) == want
    assert sum(account_balance(rows, one) for one in RECEIVABLES) == want


@quick
@given(offices(), DAYS, ALL_TERMS)
def test_each_line_keeps_its_balance_however_credits_and_plans_are_shown(
    office: Office, day: date, terms: Terms
) -> None:
    """Parting by instalment and meeting with credits change no line, account or payer total."""
    book = office.book()
    plain = balances.line_balances(balances.movements(balances.as_of(book["ledger"], day)))
    lines = aging.aged_on(book, day, terms).lines

    key = ["claim_id", "line", "owner"]
    own = (lines["cents"] - lines["used_cents"]).groupby([lines[name] for name in key]).sum()
    assert own.to_dict() == plain.groupby(key)["cents"].sum().to_dict()
    pots = lines.groupby(["account", "is_patient", "payer_id"])
    assert not pots["used_cents"].sum().any()
    assert (lines["cents"] * (lines["cents"] - lines["used_cents"]) >= 0).all(), "no sign turns"
    if terms.credit_rule == credit_rule.OLDEST_FIRST:
        counted = lines[lines["apart"] == ""]
        both = counted.groupby(["account", "is_patient", "payer_id"])["cents"].agg(["min", "max"])
        assert not ((both["min"] < 0) & (both["max"] > 0)).any(), "a credit is left where one owes"


@quick
@given(offices(), DAYS, OPTIONS)
def test_what_the_command_tells_adds_up(office: Office, day: date, asked: dict[str, Any]) -> None:
    plan = age_receivables.plan(office.book(), request(day, **asked))

    told = plan.result
    sides = [money.from_text(cents) for one in told["buckets"].values() for cents in one.values()]
    served = [money.from_text(c) for one in told["by_service"].values() for c in one.values()]
    apart = [money.from_text(one["amount"]) for one in told["reconciling"]]
    want = receivable(office, day)
    assert sum(sides) + money.from_text(told["credits"]) + sum(apart) == want
    assert sum(served) == sum(sides)
    assert min([0, *sides, *served]) == 0
    assert money.from_text(told["credits"]) <= 0
    assert money.from_text(told["total"]) == money.from_text(told["ledger_total"]) == want
    before = receivable(office, day.replace(day=1) - timedelta(days=1))
    assert money.from_text(told["change"]["change"]) == want - before
