"""Public 835 files: all are read, and every total is what was worked out by hand for it."""

from __future__ import annotations

import contextlib
import csv
import io
from decimal import Decimal
from pathlib import Path

import oxedi
import pytest
from pyx12.errors import X12Error
from pyx12.x12file import X12Reader

from tests.remit.made import ids
from xlbilling.model.remittance import RemittanceFile
from xlbilling.remit.era835 import Reader, read_835
from xlbilling.x12.numbers import cents_of

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
TRUTH = CORPUS / "truth_835.csv"
ROWS = (
    list(csv.DictReader(TRUTH.read_text(encoding="utf-8").splitlines())) if TRUTH.exists() else []
)
BY_NAME = {Path(row["file"]).name: row for row in ROWS}

pytestmark = pytest.mark.skipif(
    not ROWS, reason="the corpus of public files is not beside the project"
)


def _read(name: str) -> RemittanceFile:
    return read_835((CORPUS / "835" / name).read_bytes(), name)


def _counted(read: RemittanceFile) -> dict[str, int]:
    totals = [one.totals for one in read.remittances]
    told = [ids(one.findings) for one in read.remittances]
    return {
        "n_tx": len(totals),
        "n_clp": sum(one.claims for one in totals),
        "n_svc": sum(one.services for one in totals),
        "bpr02_total": sum(one.payment_cents for one in totals),
        "sum_clp04": sum(one.claim_paid_cents for one in totals),
        "sum_svc03": sum(one.service_paid_cents for one in totals),
        "sum_cas": sum(one.adjustment_cents for one in totals),
        "sum_plb": sum(one.provider_adjustment_cents for one in totals),
        "tx_unbalanced": sum("B-TRAN" in one for one in told),
        "claims_bad": sum(one.count("B-CLAIM") for one in told),
        "svc_bad": sum(one.count("B-LINE") for one in told),
        "balanced_all": int(all(one.balanced for one in totals)),
    }


def test_every_file_of_the_corpus_has_its_truth() -> None:
    assert sorted(path.name for path in (CORPUS / "835").iterdir()) == sorted(BY_NAME)


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_total_is_the_one_worked_out_by_hand(name: str) -> None:
    row = BY_NAME[name]
    got = _counted(_read(name))
    want = {
        key: cents_of(row[key]) if key.startswith(("bpr", "sum")) else int(row[key]) for key in got
    }

    assert got == want


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_totals_alone_are_the_totals_of_the_whole_reading(name: str) -> None:
    whole = _read(name).remittances
    alone = list(Reader((CORPUS / "835" / name).read_bytes(), name).totals_only())

    assert [(one.totals, one.findings, one.is_refused) for one in alone] == [
        (one.totals, one.findings, one.is_refused) for one in whole
    ]
    assert not any(one.claims for one in alone)


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_no_segment_is_dropped(name: str) -> None:
    """Head, claims, lines, provider loops and SE together are all segments from ST to SE."""
    for one in _read(name).remittances:
        loops = [one.header, *one.provider_loops]
        loops += [claim.loop for claim in one.claims]
        loops += [line.loop for claim in one.claims for line in claim.services]
        numbers = sorted(loop.first + place for loop in loops for place in range(len(loop.texts)))

        assert numbers == list(range(one.segment, one.segment + len(numbers)))
        assert any(loop.texts[-1].startswith("SE*") for loop in loops)


def _dollars(text: str | None) -> Decimal:
    with contextlib.suppress(ArithmeticError):
        return Decimal(text or "0")
    return Decimal(0)


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_pyx12_agrees_wherever_it_can_read_the_file(name: str) -> None:
    text = (CORPUS / "835" / name).read_text(encoding="utf-8")
    paid = serviced = adjusted = provider = Decimal(0)
    inside = False
    try:
        for segment in X12Reader(io.StringIO(text)):
            tag = segment.get_seg_id()
            if tag == "ST":
                inside = segment.get_value("ST01") == "835"
            if not inside:
                continue
            if tag == "CLP":
                paid += _dollars(segment.get_value("CLP04"))
            elif tag == "SVC":
                serviced += _dollars(segment.get_value("SVC03"))
            elif tag == "CAS":
                adjusted += sum(
                    _dollars(segment.get_value(f"CAS{at:02d}")) for at in range(3, 20, 3)
                )
            elif tag == "PLB":
                provider += sum(
                    _dollars(segment.get_value(f"PLB{at:02d}")) for at in range(4, 15, 2)
                )
    except (X12Error, AssertionError) as error:
        pytest.skip(f"pyx12 cannot read it: {error}")
    totals = [one.totals for one in _read(name).remittances]

    assert [int(one * 100) for one in (paid, serviced, adjusted, provider)] == [
        sum(one.claim_paid_cents for one in totals),
        sum(one.service_paid_cents for one in totals),
        sum(one.adjustment_cents for one in totals),
        sum(one.provider_adjustment_cents for one in totals),
    ]


def _oxedi_cents(table: oxedi.Table, column: str) -> int:
    """Return a column's sum; oxedi shows exact decimals only in its text form."""
    lines = table.render().splitlines()
    place = [one.split(":")[0] for one in lines[1].split(" | ")].index(column)
    return sum(cents_of(line.split(" | ")[place].replace("∅", "")) for line in lines[2:] if line)


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_oxedi_agrees_wherever_it_can_read_the_file(name: str) -> None:
    try:
        result = oxedi.parse_file(str(CORPUS / "835" / name))
    except oxedi.ParseError as error:
        pytest.skip(f"oxedi cannot read it: {error}")
    tables = result.tables
    theirs = [
        _oxedi_cents(tables[table], column)
        for table, column in (
            ("claims", "payment_amount"),
            ("services", "payment_amount"),
            ("adjustments", "amount"),
            ("provider_adjustments", "amount"),
        )
    ]
    totals = [one.totals for one in _read(name).remittances]

    assert theirs == [
        sum(one.claim_paid_cents for one in totals),
        sum(one.service_paid_cents for one in totals),
        sum(one.adjustment_cents for one in totals),
        sum(one.provider_adjustment_cents for one in totals),
    ]
