"""Damaged public files imported and posted: no amount is posted that its own file contradicts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.posting.corpus_office import made_from, mended
from tests.posting.desk import Desk
from tests.remit.mutating import Edits, amounts, edits, mutated
from xlbilling.model import money
from xlbilling.model.errors import InputFileError
from xlbilling.model.ledger import Account
from xlbilling.model.remittance import ClaimPayment, Remittance
from xlbilling.remit.era835 import read_835

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "835"
NAMES = (
    "LinuxForHealth_x12__managed-care.835",
    "keironstoddart_edi-835-parser__united_healthcare_legacy_sample.txt",
    "owgreen-dev_x12sdk__generated-bundling-denials.835",
    "affect-therapeutics_edi-835-parser__nevada_medicaid.txt",
    "azoner_pyx12__x12testdata.py_835id.source",
)

pytestmark = pytest.mark.skipif(
    not CORPUS.exists(), reason="the corpus of public files is not beside the project"
)


@cache
def _content(name: str) -> bytes:
    return mended((CORPUS / name).read_bytes())


@cache
def _charged(name: str) -> Desk:
    """A desk with the claims of a whole file charged; plans never change it."""
    tables = {
        table: [
            {k: float(v) if k in {"charge", "units"} else v for k, v in row.items()} for row in rows
        ]
        for table, rows in made_from(_content(name)).items()
    }
    desk = Desk.of(**tables)
    desk.charge()
    return desk


def test_no_damaged_file_posts_what_its_own_balances_contradict(mutations: int) -> None:
    """What is posted of it is balanced by its own figures, and comes to its payment."""

    @settings(max_examples=max(mutations // 20, 1))
    @given(st.sampled_from(NAMES), edits() | amounts())
    def holds(name: str, changes: Edits) -> None:
        content = mutated(_content(name), changes)
        try:
            read = read_835(content, "remit1.835").remittances
        except InputFileError:
            return
        desk = Desk(_charged(name).book)
        _is_consistent(desk, content, read)

    holds()


def _is_consistent(desk: Desk, content: bytes, read: tuple[Remittance, ...]) -> None:
    imported = desk.take(content).result["batches"]
    told = {one["batch"]: one for one in desk.post().result["batches"]}
    cash = 0
    for one, said in zip(imported, read, strict=True):
        mine = told.get(one["batch"])
        if mine is None:
            assert one["status"] in {"REFUSED", "BLOCKED", "DUPLICATE"}
            continue
        totals = said.totals
        expected = totals.claim_paid_cents - totals.provider_adjustment_cents
        paid = money.from_text(mine["posted"])
        if expected != said.payment.cents:
            assert (mine["status"], paid) == ("BLOCKED", 0)
            continue
        assert paid + money.from_text(mine["exceptions"]) == totals.claim_paid_cents
        lines = desk.frame("remit_lines")
        posted = lines[(lines["batch"] == one["batch"]) & (lines["state"] == "POSTED")]
        numbers = {int(number) for number in posted["claim_no"]}
        chosen = [claim for n, claim in enumerate(said.claims, start=1) if n in numbers]
        assert all(map(_is_balanced, chosen))
        assert paid == sum(claim.paid_cents for claim in chosen)
        cash += said.payment.cents or 0
    assert desk.account(Account.CASH) == cash
    assert desk.verify().findings == ()


def _is_balanced(claim: ClaimPayment) -> bool:
    """Tell whether a claim and its lines come to what the payer paid, by the file's figures."""
    off = sum(one.cents for one in claim.all_adjustments)
    lines = all(
        line.charge_cents - line.adjusted_cents == line.paid_cents for line in claim.services
    )
    return lines and claim.charge_cents - off == claim.paid_cents
