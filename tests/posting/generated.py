"""Generated payments: claims of ours answered every way a payer knows, in balance or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from tests.posting.desk import Desk
from tests.posting.make835 import Claim, Payment, Service, Triplet

DOS = "2026-02-01"
REASONS = (
    ("CO", "45"), ("CO", "253"), ("CO", "104"), ("CO", "237"), ("CO", "97"), ("CO", "24"),
    ("PR", "1"), ("PR", "3"), ("PR", "45"), ("PR", "96"), ("OA", "18"), ("OA", "23"),
    ("OA", "94"), ("PI", "45"), ("CR", "1"),
)  # fmt: skip
STATUSES = ("1", "1", "1", "19", "4", "22", "23", "25")


@dataclass(frozen=True)
class OurLine:
    """A line of one of our claims."""

    claim: str
    line: str
    code: str
    charge: int


@st.composite
def offices(draw: st.DrawFn) -> list[OurLine]:
    """Give a few claims with up to three lines."""
    counts = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    return [
        OurLine(f"C{n}", str(line), f"9921{line}", draw(st.integers(1, 30_000)))
        for n, lines in enumerate(counts, start=1)
        for line in range(1, lines + 1)
    ]


def desk_of(lines: list[OurLine]) -> Desk:
    """Return a desk with the claims charged; every patient has ACME first and BETA second."""
    claims: list[dict[str, Any]] = [
        {
            "claim_id": one.claim,
            "line": one.line,
            "patient_id": f"P{one.claim}",
            "dos_from": DOS,
            "code": one.code,
            "units": 1,
            "charge_cents": one.charge,
        }
        for one in lines
    ]
    patients = sorted({str(one["patient_id"]) for one in claims})
    desk = Desk.of(
        claims=claims,
        patients=[{"patient_id": one, "guarantor_id": f"G{one}"} for one in patients],
        coverage=[
            {"patient_id": one, "level": level, "payer_id": payer, "member_id": f"M{one}"}
            for one in patients
            for level, payer in (("1", "ACME"), ("2", "BETA"))
        ],
    )
    desk.charge()
    return desk


@st.composite
def splits(draw: st.DrawFn, charge: int) -> tuple[int, list[Triplet]]:
    """Give what was paid of a charge and the adjustments that make up the rest."""
    reasons = draw(st.lists(st.sampled_from(REASONS), max_size=4, unique=True))
    amounts = [draw(st.integers(-charge // 10, charge)) for _ in reasons]
    cas = [(g, r, cents) for (g, r), cents in zip(reasons, amounts, strict=True)]
    paid = charge - sum(amounts)
    if paid < 0:
        cas.append(("CO", "42", paid))
        paid = 0
    return paid, cas


@st.composite
def answers(draw: st.DrawFn, lines: list[OurLine], status: str = "") -> Claim:
    """Give what a payer says of one of our claims, or of one that is not ours."""
    own = draw(st.sampled_from(sorted({one.claim for one in lines})))
    chosen = [one for one in lines if one.claim == own]
    services = []
    for one in chosen:
        paid, cas = draw(splits(one.charge))
        services.append(Service(one.code, one.charge, paid, cas, DOS, control=one.line))
    charge = sum(one.charge for one in chosen)
    paid = sum(one.paid for one in services)
    whole = draw(st.integers(-500, 500)) if draw(st.booleans()) else 0
    cas = [("CO", "A2", whole)] if whole else []
    claim = Claim(own, charge, paid - whole, status or draw(st.sampled_from(STATUSES)), cas=cas, services=services)  # fmt: skip
    spoiled = draw(st.sampled_from(["", "", "", "pcn", "paid", "charge"]))
    if spoiled == "pcn":
        return replace(claim, pcn="NOBODY")
    if spoiled == "paid":
        return replace(claim, paid=claim.paid + 1)
    return replace(claim, charge=claim.charge + 100) if spoiled == "charge" else claim


@st.composite
def payments(draw: st.DrawFn, lines: list[OurLine], trace: str = "T1") -> Payment:
    """Give a payment of some claims, with provider adjustments, at times out of balance."""
    claims = draw(st.lists(answers(lines), max_size=4))
    plb = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["WO", "FB", "L6", "72", "CS"]),
                st.sampled_from(["F1", "F2"]),
                st.integers(-5_000, 5_000),
            ),
            max_size=3,
        )
    )
    payment = Payment(claims, trace=trace, plb=plb)
    off = draw(st.sampled_from([0, 0, 0, 1, -250]))
    return replace(payment, amount=payment.cents + off) if off else payment


def _answer(lines: list[OurLine], said: list[tuple[int, list[Triplet]]], status: str) -> Claim:
    """Return an answer to a whole claim; a reversal (22) negates it."""
    sign = -1 if status == "22" else 1
    services = [
        Service(
            one.code,
            sign * one.charge,
            sign * paid,
            [(group, reason, sign * cents) for group, reason, cents in cas],
            DOS,
            control=one.line,
        )
        for one, (paid, cas) in zip(lines, said, strict=True)
    ]
    charge, paid_in_all = sum(one.charge for one in services), sum(one.paid for one in services)
    return Claim(lines[0].claim, charge, paid_in_all, status, services=services)


@st.composite
def histories(draw: st.DrawFn, lines: list[OurLine]) -> list[Payment]:
    """Give a primary's payment, one that takes some of it back, and a secondary's.

    What is taken back is answered anew at once or not at all, and comes off the payment or is left
    open as a provider-level adjustment that a later payment takes.
    """
    first, second, others = [], [], []
    plb: list[tuple[str, str, int]] = []
    for name in sorted({one.claim for one in lines}):
        own = [one for one in lines if one.claim == name]
        said = [draw(splits(one.charge)) for one in own]
        first.append(_answer(own, said, "1"))
        fate = draw(st.sampled_from(["stands", "secondary", "reversed", "corrected", "later"]))
        if fate in {"reversed", "corrected", "later"}:
            second.append(_answer(own, said, "22"))
        if fate == "corrected":
            second.append(_answer(own, [draw(splits(one.charge)) for one in own], "1"))
        if fate == "later":
            plb.append(("WO", f"ICN{name}", sum(one.paid for one in second[-1:])))
        if fate == "secondary":
            others.append(_answer(own, [draw(splits(one.charge)) for one in own], "2"))
    taken = [(code, reference, -cents) for code, reference, cents in plb if cents]
    interest = [("L6", "INT", draw(st.integers(-500, 500)))]
    second = draw(st.permutations(second))
    return [
        Payment(first, trace="T1", date="2026-03-01"),
        Payment(second, trace="T2", date="2026-03-08", plb=[*plb, *interest]),
        Payment([], trace="T3", date="2026-03-15", plb=[*taken, ("CS", "X", 100)]),
        Payment(others, trace="S1", trace_id="1BETA", payer="BETA LIFE", date="2026-03-10"),
    ]
