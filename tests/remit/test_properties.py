"""Remittances made at random: they balance when made to, and are told when not."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from tests.remit.made import ids, remittance_of
from xlbilling.model.money import to_text as dollars

cents = st.integers(-50_000, 500_000)
triplet = st.tuples(
    st.sampled_from(["CO", "PR", "OA", "PI"]), st.sampled_from(["45", "1", "2", "97"]), cents
)


@dataclass(frozen=True)
class Made:
    """A balanced body, its payment and its sums in cents."""

    payment: int
    body: tuple[str, ...]
    claim_paid: int
    service_paid: int
    adjusted: int
    taken: int


def _adjustments(of: list[tuple[str, str, int]]) -> list[str]:
    """Write triplets of one group into one CAS, six at most."""
    found = []
    for group in dict.fromkeys(one[0] for one in of):
        mine = [one for one in of if one[0] == group]
        for at in range(0, len(mine), 6):
            parts = [f"{reason}*{dollars(amount)}*" for _, reason, amount in mine[at : at + 6]]
            found.append(f"CAS*{group}*" + "*".join(parts))
    return found


@st.composite
def made(draw: st.DrawFn) -> Made:
    """Draw claims with claim and line adjustments of any sign, and provider adjustments."""
    body: list[str] = []
    claim_paid = service_paid = adjusted = 0
    for number in range(draw(st.integers(0, 4))):
        lines = draw(st.lists(st.tuples(cents, st.lists(triplet, max_size=8)), max_size=3))
        own = draw(st.lists(triplet, max_size=3))
        charge = sum(line[0] for line in lines) if lines else draw(cents)
        off_lines = sum(one[2] for line in lines for one in line[1])
        off = sum(one[2] for one in own)
        patient = sum(one[2] for line in [(0, own), *lines] for one in line[1] if one[0] == "PR")
        paid = charge - off - off_lines
        body += [
            f"CLP*C{number}*1*{dollars(charge)}*{dollars(paid)}*{dollars(patient)}",
            *_adjustments(own),
        ]
        for line_charge, of in lines:
            line_paid = line_charge - sum(one[2] for one in of)
            body += [f"SVC*HC:99213*{dollars(line_charge)}*{dollars(line_paid)}", *_adjustments(of)]
            service_paid += line_paid
        claim_paid += paid
        adjusted += off + off_lines
    taken = draw(st.lists(cents, max_size=7))
    for at in range(0, len(taken), 6):
        body.append(
            "PLB*1234567893*20241231*"
            + "*".join(f"WO:R{at}*{dollars(one)}" for one in taken[at : at + 6])
        )
    return Made(
        claim_paid - sum(taken), tuple(body), claim_paid, service_paid, adjusted, sum(taken)
    )


@given(made())
def test_a_remittance_made_to_balance_balances_with_its_sums(one: Made) -> None:
    remit = remittance_of(dollars(one.payment), *one.body)
    totals = remit.totals

    assert totals.balanced
    assert set(ids(remit.findings)) <= {"X12-BPR"}
    assert (totals.claim_paid_cents, totals.service_paid_cents) == (
        one.claim_paid,
        one.service_paid,
    )
    assert (totals.adjustment_cents, totals.provider_adjustment_cents) == (one.adjusted, one.taken)


@given(made(), st.integers(1, 10**6), st.sampled_from([1, -1]))
def test_a_payment_off_by_any_cent_is_told_with_the_difference(
    one: Made, off: int, sign: int
) -> None:
    remit = remittance_of(dollars(one.payment + sign * off), *one.body)
    told = [found for found in remit.findings if found.id == "B-TRAN"]

    assert not remit.totals.balanced
    assert len(told) == 1
    assert told[0].message.endswith(
        f"${off // 100:,}.{off % 100:02d} {'too much' if sign > 0 else 'too little'}"
    )


@given(made())
def test_the_same_bytes_give_the_same_remittance(one: Made) -> None:
    assert remittance_of(dollars(one.payment), *one.body) == remittance_of(
        dollars(one.payment), *one.body
    )
