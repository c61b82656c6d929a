"""Offices of any number of claim lines, with a payer's answer to a part of them to be posted."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Final

from tests.macros.test_main_job import TABLES
from tests.posting.make835 import Claim, Payment, Service, file_of
from xlbilling import run
from xlbilling.book import names, writing
from xlbilling.hosts import files
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.macros import asking
from xlbilling.macros.load import load
from xlbilling.model.plan import Append
from xlbilling.model.tables import InputFile, Request
from xlbilling.template import workbook

DAY: Final = date(2026, 3, 31)
_CENTS: Final = (15_000, 8_000, 5_000, 2_000)
"""Charged, paid, written off, left to the patient."""


def made(folder: Path, lines: int) -> Path:
    """Return a workbook of so many claim lines, half of them answered and imported."""
    path = folder / f"office-{lines}.xlsx"
    path.write_bytes(workbook.workbook_bytes())
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        names.set_constant(book, asking.AS_OF, DAY.isoformat())
        for table in ("payers", "patients", "coverage"):
            file = folder / f"{table}.csv"
            file.write_text(TABLES[table], "utf-8")
            assert load(book, table, [file]) is not None
        claims = frames.from_records(BY_NAME["claims"], [_claim(n) for n in range(lines)]).frame
        writing.append(book, Append("claims", claims.reset_index(drop=True)))
        run.run(book, "post-charges", Request(DAY, "tester"))
        answers = (_answer(lines, half) for half in (0, 1))
        first, second = (InputFile(f"{n}.835", each) for n, each in enumerate(answers))
        run.run(book, "import-remittance", Request(DAY, "tester", (first,), {"payer": "NORTH"}))
        run.run(book, "post-payments", Request(DAY, "tester"))
        run.run(book, "import-remittance", Request(DAY, "tester", (second,), {"payer": "NORTH"}))
        book.save()
    return path


def _claim(n: int) -> dict[str, object]:
    day = datetime(2026, 1, 5)
    return {
        "claim_id": f"C{n + 1}", "line": "1", "patient_id": "P1", "dos_from": day, "dos_to": day,
        "pos": "11", "rendering_npi": "1234567893", "billing_npi": "1558598797", "dx1": "E119",
        "code": "99213", "pointers": "1", "units": 1.0, "charge": 150.0, "assignment": "Y",
    }  # fmt: skip


def _answer(lines: int, half: int) -> bytes:
    """Return the payer's answer to one or the other quarter of the claims."""
    charged, paid, off, left = _CENTS
    numbers = range(half * lines // 4, (half + 1) * lines // 4)
    adjusted = [("CO", "45", off), ("PR", "3", left)]
    claims = [
        Claim(f"C{n + 1}", charged, paid, icn=f"ICN{n + 1}", patient=("FENNEL", "MILO", "M100200"),
              services=[Service("99213", charged, paid, adjusted, "2026-01-05")])
        for n in numbers
    ]  # fmt: skip
    return file_of(Payment(claims, trace=f"T{half}"))
