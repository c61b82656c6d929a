"""Processor seconds of worksheet functions over a column of 100,000 cells, in one call.

Beside each what xlwings needs to convert its arguments and its answer, cell by cell. The office
has 20,000 patients with coverage and 20 payers.
Run: ``python -m tests.benchmarks.bench_udfs``.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

from xlwings import conversion as untyped

from tests.support import request as asked_of
from xlbilling import run
from xlbilling.edits.npi import check_digit
from xlbilling.hosts import files
from xlbilling.template import workbook
from xlbilling.udfs import functions
from xlbilling.udfs.excel import FUNCTIONS, OPTIONS

conversion: Any = untyped
CELLS = 100_000
ROUNDS = 3
Column = tuple[tuple[Any], ...]


def main() -> None:
    """Tell the best of some rounds for each function."""
    assert functions.__all__
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "office.xlsx"
        path.write_bytes(workbook.workbook_bytes())
        with files.open_book(path) as book:
            for name, content in tables().items():
                run.run(book, "load", asked_of(files={f"{name}.csv": content}, table=name))
            cell = book.sheets["Claims"].range("CZ2")
            for title, name, arguments in asked():
                tell(title, name, arguments, cell)


def tables() -> dict[str, bytes]:
    """Return the payers and the patients' coverage as CSV files."""
    payers = [f"PAY{n},Payer {n},COMMERCIAL,{90 + n}" for n in range(20)]
    coverage = [f"P{n},1,PAY{n % 20},M{n},2026-01-01" for n in range(20_000)]
    return {
        "payers": "\n".join(("Payer ID,Name,Type,Filing Days", *payers)).encode(),
        "coverage": "\n".join(("Patient ID,Level,Payer ID,Member ID,From", *coverage)).encode(),
    }


def asked() -> list[tuple[str, str, list[Any]]]:
    """Return the calls: as an office's columns are, and all different."""
    some = random.Random(1)
    npis = [npi(some) for _ in range(CELLS)]
    days = [datetime(2026, 1, 1) + timedelta(days=some.randrange(300)) for _ in range(CELLS)]
    dx = [some.choice(("E119", "I10", "M545", "E11", "S52501", "J069")) for _ in range(CELLS)]
    codes = [some.choice(("99213", "99214", "85025", "G0101", "9921E")) for _ in range(CELLS)]
    mods = [some.choice((None, "25", "LT", "25 LT")) for _ in range(CELLS)]
    patients = [f"P{some.randrange(20_000)}" for _ in range(CELLS)]
    payers = [f"PAY{some.randrange(20)}" for _ in range(CELLS)]
    some_npis = [some.choice(npis[:40]) for _ in range(CELLS)]
    day = down(days)
    return [
        ("40 providers", "XLB_NPI_VALID", [down(some_npis)]),
        ("all different", "XLB_NPI_VALID", [down(npis)]),
        ("all different", "XLB_MBI_VALID", [down(npis)]),
        ("", "XLB_ICD10_STATUS", [down(dx), day]),
        ("", "XLB_PROC_VALID", [down(codes), day]),
        ("", "XLB_MODIFIERS_VALID", [down(codes), down(mods), day]),
        ("", "XLB_COVERAGE", [down(patients), day, 1.0]),
        ("", "XLB_VERIFIED", [down(patients), day]),
        ("", "XLB_FILE_BY", [down(payers), day]),
        ("", "XLB_DAYS_LEFT", [down(payers), day, 46112.0]),
    ]


def npi(some: random.Random) -> str:
    """Return a valid NPI."""
    nine = f"1{some.randrange(10**8):08}"
    return nine + check_digit(nine)


def down(values: list[Any]) -> Column:
    """Return a column as Excel hands it over."""
    return tuple((value,) for value in values)


def tell(title: str, name: str, arguments: list[Any], cell: Any) -> None:
    """Write one line: the function's own seconds, and the converters'."""
    engine = files.register().name

    def read() -> list[Any]:
        return [conversion.read(None, one, dict(OPTIONS), engine_name=engine) for one in arguments]

    one, cells = FUNCTIONS[name], read()
    left_out = [None] * (len(one.arguments) - len(cells))
    caller = [cell] if "rev" in one.arguments else []
    answer = one.python(*cells, *left_out, *caller)
    own = best(lambda: one.python(*cells, *left_out, *caller))
    converting = best(read) + best(lambda: conversion.write(answer, None, {}, engine_name=engine))
    sys.stdout.write(f"{name:20} {title:14} {own:6.3f} s, converters {converting:6.3f} s\n")


def best(work: Callable[[], object]) -> float:
    """Return the seconds of the quickest of some rounds."""
    seconds = []
    for _ in range(ROUNDS):
        start = process_time()
        work()
        seconds.append(process_time() - start)
    return min(seconds)


if __name__ == "__main__":
    main()
