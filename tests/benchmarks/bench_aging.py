"""Times the aging: a million ledger rows on each engine, and a large office's workbook as a whole.

The first part ages a made ledger by payer with the program's own expression on pandas, polars and
DuckDB, beside a query written by hand for polars that gives the same sums, to the cent, for the
same rules: days, contras, both sides of a transfer, bills, accounts, plans. It leaves out whatever
these sums do not need and the expression works out all the same: the second basis, due dates,
provider, location and class of each line, claims written down as a whole, instalments and the
agency. So the rival does less, and the ratios are no lower than on equal work. All in one process,
the least of some rounds each.

The second part runs ``age-receivables`` and ``refresh-dashboard`` on a workbook of 100,000 claim
lines (see make_big_office.py), each from start to saved file, first and once more, and lets
openpyxl load and save that book. openpyxl is ended after LIMIT seconds; then it takes more than
that, and our share is less than what is shown.
Run: ``python -m tests.benchmarks.bench_aging [ROWS] [LINES] [LIMIT]``; 0 leaves a part out.
Bounds: polars or DuckDB in at most twice the hand-written query's time, pandas in at most four
times; each of the two commands in less than a quarter of openpyxl's time.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl

from tests.benchmarks.bench_post import RIVAL, Cost, run
from tests.benchmarks.make_big_office import AS_OF, LINES, office
from tests.benchmarks.make_ledger import AS_OF as LEDGER_AS_OF
from tests.benchmarks.make_ledger import made_ledger, made_patients, made_submissions
from xlbilling.tasks.receivables import aged_lines, instalments
from xlbilling.tasks.receivables.beside import Beside, billed_to
from xlbilling.tasks.receivables.terms import Terms

ROWS: Final = 1_000_000
ROUNDS: Final = 4
ENGINE_BOUND: Final = 2.0
PANDAS_BOUND: Final = 4.0
BOOK_BOUND: Final = 0.25
LIMIT: Final = 7_200
"""The seconds that openpyxl is given: it took up to an hour on a busy machine."""
REFRESHES: Final = ("age-receivables", "refresh-dashboard")
_ACCOUNTS: Final = ("AR-Insurance", "AR-Patient")
_TOPS: Final = (30, 60, 90, 120)
Frames = Mapping[str, Any]
Sums = list[tuple[Any, ...]]


def made_frames(rows: int) -> dict[str, pd.DataFrame]:
    """Return a ledger of about so many rows and what stands beside it."""
    ledger = made_ledger(rows)
    ledger["seq"] = ledger["seq"].astype("int64")
    plan = {
        "guarantor_id": "G1", "started": pd.Timestamp("2026-01-01"), "total_cents": 120_00,
        "instalment_cents": 10_00, "due_day": 5.0,
    }  # fmt: skip
    frames = {
        "ledger": ledger,
        "billed_to": billed_to(made_patients(ledger)),
        "submissions": made_submissions(ledger),
        "statements": pd.DataFrame({"claim_id": ["C"], "statement_due": [plan["started"]]}),
        "payers": pd.DataFrame({"payer_id": ["PAY001"], "payment_days": [45]}),
        "plans": pd.DataFrame({"billed_to": ["G1"], "since": [plan["started"]], "has_plan": [1]}),
        "instalments": instalments.schedule(pd.DataFrame([plan])),
    }
    texts = {n: [c for c in f if not _is_plain(f[c])] for n, f in frames.items()}
    return {
        name: frame.astype(dict.fromkeys(texts[name], object)) for name, frame in frames.items()
    }


def _is_plain(column: pd.Series[Any]) -> bool:
    return column.dtype.kind in "Mif"


def of_polars(frames: Mapping[str, pd.DataFrame]) -> Frames:
    """Return the frames as polars has them, days as days."""
    days = pl.selectors.datetime().cast(pl.Date)
    return {name: pl.from_pandas(frame).with_columns(days) for name, frame in frames.items()}


def of_duckdb(frames: Frames, home: duckdb.DuckDBPyConnection) -> Frames:
    """Return frames of polars as tables of a DuckDB in memory."""
    for name, frame in frames.items():
        home.register(f"of_{name}", frame.to_arrow())
        home.execute(f'create table "{name}" as select * from of_{name}')
    return {name: home.table(f'"{name}"') for name in frames}


def aged(frames: Frames) -> Sums:
    """Age by the program's expression and sum by payer."""
    lazy = {name: nw.from_native(frame).lazy() for name, frame in frames.items()}
    ledger = lazy.pop("ledger")
    terms = Terms()
    lines = aged_lines.aged_lines(ledger, Beside(**lazy), LEDGER_AS_OF, terms)
    width = len(terms.scheme.buckets)
    sums = aged_lines.sums_by(lines, "payer_id", width).collect()
    names = ["payer_id", *(f"bucket_{n}" for n in range(width)), "credits"]
    return sorted(tuple(row) for row in sums.select(names).rows())


def by_hand(frames: Frames) -> Sums:
    """Age by a query written for polars alone, with the same sums by payer."""
    c, day = pl.col, LEDGER_AS_OF
    rows = frames["ledger"].lazy().filter(c.posted <= day)
    undone = rows.filter(c.reverses != "").select("reverses").unique().with_columns(undone=1)
    gives = c.type.is_in(["CHG", "TRF"]) & (c.reverses == "") & c.undone.is_null()
    known = rows.join(undone, left_on="entry", right_on="reverses", how="left").with_columns(
        gave=pl.when(gives).then(c.effective)
    )
    kept = ["claim_id", "line", "patient_id", "dos", "effective", "gave"]
    moved = pl.concat([
        known.filter(c.debit.is_in(_ACCOUNTS)).select(
            *kept, owner="to_owner", cents="amount_cents"
        ),
        known.filter(c.credit.is_in(_ACCOUNTS)).select(
            *kept, owner="from_owner", cents=-c.amount_cents
        ),
    ])
    lines = (
        moved
        .group_by("claim_id", "line", "owner")
        .agg(
            c.cents.sum(), c.dos.min(), c.patient_id.first(),
            gave=c.gave.filter(c.cents > 0).min(), first=c.effective.min(),
        )
        .filter(c.cents != 0)
        .with_columns(
            given=pl.coalesce("gave", "first"),
            payer_id=pl.when(c.owner == "PATIENT").then(pl.lit("")).otherwise(c.owner.str.slice(2)),
        )
    )  # fmt: skip
    sent = frames["submissions"].lazy().filter(c.sent <= day)
    first = sent.group_by("claim_id", "payer_id").agg(c.sent.min())
    dated = lines.join(first, on=["claim_id", "payer_id"], how="left").with_columns(
        since=pl.when(c.owner == "PATIENT").then(c.given).otherwise(pl.coalesce("sent", "dos"))
    )
    age = (pl.lit(day) - c.since).dt.total_days()
    bucket = pl.sum_horizontal((age > top).cast(pl.Int64) for top in _TOPS)
    placed = dated.join(frames["billed_to"].lazy(), on="patient_id", how="left").with_columns(
        bucket=bucket, account=pl.coalesce("billed_to", "patient_id")
    )
    plans = frames["plans"].lazy()
    apart = placed.join(plans, left_on="account", right_on="billed_to", how="left").filter(
        ~((c.owner == "PATIENT") & (c.has_plan == 1) & (c.given <= c.since_right)).fill_null(
            value=False
        )
    )
    open_in = [
        c.cents.filter((c.cents > 0) & (c.bucket == n)).sum().alias(f"bucket_{n}")
        for n in range(len(_TOPS) + 1)
    ]
    sums = apart.group_by("payer_id").agg(*open_in, credits=c.cents.filter(c.cents < 0).sum())
    return sorted(sums.collect().rows())


def engines(rows: int) -> int:
    """Print the times of every engine; 1 when a bound does not hold."""
    plain = made_frames(rows)
    frames = of_polars(plain)
    home = duckdb.connect()
    tables = of_duckdb(frames, home)
    ways: dict[str, Callable[[], Sums]] = {
        "by hand": lambda: by_hand(frames),
        "polars": lambda: aged(frames),
        "duckdb": lambda: aged(tables),
        "pandas": lambda: aged(plain),
    }
    best: dict[str, tuple[float, float]] = {}
    want = by_hand(frames)
    for _ in range(ROUNDS):
        for name, way in ways.items():
            wall, processor = time.perf_counter(), time.process_time()
            got = way()
            cost = time.perf_counter() - wall, time.process_time() - processor
            assert got == want, name
            known = best.get(name, cost)
            best[name] = min(known[0], cost[0]), min(known[1], cost[1])
    sys.stdout.write(f"{len(plain['ledger']):,} ledger rows, {len(want)} payers\n")
    ratios = {name: cost[0] / best["by hand"][0] for name, cost in best.items()}
    for name, (wall, processor) in best.items():
        share = processor / best["by hand"][1]
        sys.stdout.write(
            f"{name:8} {wall:6.2f} s {ratios[name]:5.2f}, "
            f"{processor:6.2f} s of the processor {share:5.2f}\n"
        )
    fits = min(ratios["polars"], ratios["duckdb"]) <= ENGINE_BOUND
    return int(not fits or ratios["pandas"] > PANDAS_BOUND)


def workbook(lines: int, limit: int) -> int:
    """Print the times of the workbook; 1 when the bound does not hold, or was not reached."""
    made = office(lines)
    costs: dict[str, Cost] = {}
    with tempfile.TemporaryDirectory() as folder:
        book = str(shutil.copy(made.book, Path(folder) / "ours.xlsx"))
        manner = [book, "--as-of", AS_OF.isoformat(), "--yes", "--no-backup", "--json"]
        for name in REFRESHES:
            for time_ in ("first", "again"):
                ours = [sys.executable, "-m", "xlbilling", name, *manner]
                costs[f"{name}, {time_}"] = run(ours)
        rival = run([sys.executable, "-c", RIVAL, book], limit)
    sys.stdout.write(f"{lines:,} claim lines, {made.ledger_rows:,} ledger rows\n")
    for name, cost in {**costs, "openpyxl": rival}.items():
        sys.stdout.write(f"{name:24} {_told(cost, rival)}\n")
    share = max(cost.seconds for cost in costs.values()) / rival.seconds
    less = "" if rival.is_whole else "less than "
    sys.stdout.write(
        f"the slowest is {less}{share:.3f} of openpyxl's load and save; bound {BOOK_BOUND}\n"
    )
    return int(share >= BOOK_BOUND)


def _told(cost: Cost, rival: Cost) -> str:
    """Return a process's times beside openpyxl's, which may not have been done."""
    more, less = ("", "") if rival.is_whole else ("more than ", "less than ")
    if cost is rival:
        less = ""
    else:
        more = ""
    return (
        f"{more}{cost.seconds:.1f} s ({less}{cost.seconds / rival.seconds:.3f}), "
        f"{more}{cost.processor:.1f} s of the processor "
        f"({less}{cost.processor / rival.processor:.3f}), {cost.megabytes:.0f} MB"
    )


def main(rows: int, lines: int, limit: int) -> int:
    """Print both parts; 1 when a bound does not hold."""
    worst = engines(rows) if rows else 0
    return max(worst, workbook(lines, limit) if lines else 0)


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(given + [ROWS, LINES, LIMIT][len(given) :])))
