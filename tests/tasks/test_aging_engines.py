"""One aging on every engine: pandas in a workbook, polars, DuckDB or Spark over many ledgers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import narwhals.stable.v2 as nw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engines import Carry, beside_carried, carried, records
from tests.ledgers import Office, Visit, book_with, days, offices
from xlbilling.model.tables import Snapshot
from xlbilling.tasks.receivables import (
    aged_lines,
    aging,
    balances,
    basis,
    beside,
    buckets,
    credit_rule,
    line_balances,
)
from xlbilling.tasks.receivables.basis import Bases
from xlbilling.tasks.receivables.buckets import Scheme
from xlbilling.tasks.receivables.line_balances import KEY, Frame
from xlbilling.tasks.receivables.terms import Terms

SUMMED_BY = ("payer_id", "provider", "location", "class", "account", "is_patient")
DAY = date(2026, 3, 31)
Tables = Mapping[str, list[dict[str, Any]]]

all_bases = st.builds(
    Bases,
    st.sampled_from([one for one in basis.BASES.values() if one.for_insurance]),
    st.sampled_from([one for one in basis.BASES.values() if one.for_patient]),
)
all_terms = st.builds(
    Terms,
    all_bases,
    st.sampled_from(["30", "30-90", "30-180", "7,14,21"]).map(buckets.scheme_named),
    st.sampled_from(credit_rule.RULES),
    st.booleans(),
)


def tables(book: Snapshot, day: date, terms: Terms, carry: Carry | None) -> Tables:
    """Return the aged lines and every sum of them, worked out on one engine."""
    ledger = aging.numbered(book.frame("ledger"))
    sheets = beside.beside(book, day, with_agency=terms.with_agency)
    if carry:
        ledger, sheets = carried(ledger, carry), beside_carried(sheets, carry)
    lines = aged_lines.aged_lines(ledger, sheets, day, terms)
    lines = kept(lines, carry)
    sums = {by: summed(lines, by, terms.scheme) for by in SUMMED_BY}
    return {"lines": records(lines, *KEY, "instalment"), **sums}


def kept(lines: Frame, carry: Carry | None) -> Frame:
    """Return the lines worked out once, on their engine, so that every sum need not do it again."""
    done = lines.collect()
    return nw.from_native(carry(done.to_arrow())).lazy() if carry else done.lazy()


def summed(lines: Frame, by: str, scheme: Scheme) -> list[dict[str, Any]]:
    return records(aged_lines.sums_by(lines, by, len(scheme.buckets)), by)


@cache
def engines() -> Mapping[str, Carry]:
    """Return the engines that run in this process, by name."""
    duckdb, polars = pytest.importorskip("duckdb"), pytest.importorskip("polars")
    home = duckdb.connect()
    return {
        "polars": lambda table: polars.from_arrow(table).lazy(),
        "duckdb": home.from_arrow,
    }


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(offices(), days, all_terms)
def test_pandas_polars_and_duckdb_give_the_identical_tables(
    office: Office, day: date, how: Terms
) -> None:
    book = office.book()
    want = tables(book, day, how, None)

    for name, carry in engines().items():
        assert tables(book, day, how, carry) == want, name


def test_spark_gives_the_identical_tables() -> None:
    sql = pytest.importorskip("pyspark.sql")
    spark = (
        sql.SparkSession.builder
        .master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate()
    )
    how = Terms(basis.bases_named("DUE", "DUE"), credit_rule=credit_rule.OLDEST_FIRST)
    book = eventful_office()
    try:
        got = tables(book, DAY, how, spark.createDataFrame)
    finally:
        spark.stop()

    assert got == tables(book, DAY, how, None)


def eventful_office() -> Snapshot:
    """Return an office in which everything that an aging tells apart happened."""
    first, second, whole = Visit(line="1"), Visit(line="2"), Visit(line="")
    own, other = Visit("C2", patient="P2", owner="PATIENT"), Visit("C3", patient="P3")
    late = other.dos + timedelta(60)
    return book_with(
        [
            first.charge(100_00), second.charge(50_00), whole.contractual(120_00, DAY),
            own.charge(20_00), other.charge(75_01), other.paid(80_00, late),
            Visit("C4", patient="P4", dos=DAY).charge(1), Visit("C5", patient="P5", owner="PATIENT").charge(9),
            first.to_patient(5_00, late),
        ],
        submissions=[{"claim_id": "C1", "payer_id": "AET", "sent": "2026-02-20", "level": "1"}],
        holds=[{"hold": "H", "guarantor_id": "P2", "type": "AGENCY"}],
        payment_plans=[{"plan": "L", "guarantor_id": "P5", "started": "2026-02-01", "state": "CURRENT"}],
    )  # fmt: skip


def test_the_sheet_and_the_expression_say_the_same() -> None:
    book = eventful_office()
    aged = aging.aged_on(book, DAY, Terms())
    lines = tables(book, DAY, Terms(), None)["lines"]

    assert [one["cents"] for one in lines] == aged.lines["cents"].tolist()
    assert sum(one["cents"] for one in lines) == aged.ledger_cents
    assert {one["apart"] for one in lines} == {"", aged_lines.AGENCY, aged_lines.PLANS}


def test_movements_are_the_ledgers_own() -> None:
    """The expression splits rows into movements as ``model.ledger.receivables`` does."""
    rows = eventful_office().frame("ledger")
    want = balances.movements(rows)

    numbered = aging.numbered(rows.assign(order=range(len(rows))))
    lines = line_balances.movements(numbered, DAY).collect().to_pandas()
    for owner, cents in want.groupby("owner")["cents"].sum().items():
        assert lines.loc[lines["owner"] == owner, "cents"].sum() == cents
