"""Offices of any number of claim lines, with a payer's answer to a part of them to be posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

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

if TYPE_CHECKING:
    import xlwings as xw

DAY: Final = date(2026, 3, 31)
_DAY: Final = datetime(2026, 3, 2)
_CENTS: Final = (15_000, 8_000, 5_000, 2_000)
"""Charged, paid, written off, left to the patient."""
_KEYED: Final[dict[str, dict[str, object]]] = {
    "receipts": {"receipt": "R1", "date": _DAY, "patient_id": "P1", "amount": 70.0,
                 "method": "CASH"},
    "adjustments": {"adjustment": "A1", "claim_id": "C1", "adjustment_type": "SMALL BALANCE",
                    "amount": 3.0, "owner": "PATIENT"},
    "transfers": {"transfer": "T1", "claim_id": "C2", "amount": 4.0, "from_owner": "PATIENT",
                  "to_owner": "NORTH"},
    "refunds": {"refund": "F1", "to": "PAYER", "payer_id": "NORTH", "claim_id": "C3",
                "amount": 2.0},
    "recoupments": {"letter": "L1", "date": _DAY, "payer_id": "NORTH", "reference": "LTR1",
                    "claim_id": "C4", "line": "1", "amount": 10.0},
}  # fmt: skip
"""What somebody keyed, so that the buttons of these tables have something to post."""


@dataclass(frozen=True)
class Office:
    """An office's workbook and what is in it.

    Attributes:
        path: the workbook.
        lines: its claim lines.
        patients: those who have them, one line after the other.
    """

    path: Path
    lines: int
    patients: int


def made(folder: Path, lines: int, patients: int = 1) -> Office:
    """Make a workbook of so many claim lines, half of them answered and imported."""
    path = folder / f"office-{lines}-{patients}.xlsx"
    path.write_bytes(workbook.workbook_bytes())
    office = Office(path, lines, patients)
    with files.open_book(path) as book:
        book.impl.backup_dir = None
        names.set_constant(book, asking.AS_OF, DAY.isoformat())
        for table in ("payers", "patients", "coverage"):
            file = folder / f"{table}.csv"
            file.write_text(TABLES[table], "utf-8")
            assert load(book, table, [file]) is not None
        append(book, "patients", [patient(n) for n in range(1, patients)])
        append(book, "coverage", [_coverage(n) for n in range(1, patients)])
        append(book, "claims", [_claim(n, patients) for n in range(lines)])
        for table, row in _KEYED.items():
            append(book, table, [row])
        run.run(book, "post-charges", Request(DAY, "tester"))
        first, second = (InputFile(f"{n}.835", answer(office, n)) for n in (0, 1))
        run.run(book, "import-remittance", Request(DAY, "tester", (first,), {"payer": "NORTH"}))
        run.run(book, "post-payments", Request(DAY, "tester"))
        run.run(book, "import-remittance", Request(DAY, "tester", (second,), {"payer": "NORTH"}))
        book.save()
    return office


def append(book: xw.Book, table: str, rows: list[dict[str, Any]]) -> None:
    """Write rows below those that a table has."""
    if rows:
        frame = frames.from_records(BY_NAME[table], rows).frame
        writing.append(book, Append(table, frame.reset_index(drop=True)))


def patient(n: int) -> dict[str, object]:
    """Return the row of a patient, counted from nought; the first is Milo."""
    return {
        "patient_id": f"P{n + 1}", "last": "Fennel", "first": _first_name(n), "dob": datetime(1980, 5, 1),
        "sex": "M", "address": f"{n} Orchard Way", "city": "Birch Hollow", "state": "OH",
        "zip": "43999", "release_of_info": "Y", "benefits_assigned": "Y", "signature_on_file": "Y",
    }  # fmt: skip


def _first_name(n: int) -> str:
    return f"Milo {n}" if n else "Milo"


def _member(n: int) -> str:
    return f"M{100_200 + n}"


def _coverage(n: int) -> dict[str, object]:
    return {
        "patient_id": f"P{n + 1}", "level": "1", "payer_id": "NORTH", "member_id": _member(n),
        "relationship": "18", "from": datetime(2025, 1, 1), "verified_on": datetime(2026, 1, 2),
    }  # fmt: skip


def _claim(n: int, patients: int) -> dict[str, object]:
    day = datetime(2026, 1, 5)
    return {
        "claim_id": f"C{n + 1}", "line": "1", "patient_id": f"P{n % patients + 1}",
        "dos_from": day, "dos_to": day, "pos": "11", "rendering_npi": "1234567893",
        "billing_npi": "1558598797", "dx1": "E119", "code": "99213", "pointers": "1",
        "units": 1.0, "charge": 150.0, "assignment": "Y",
    }  # fmt: skip


def answer(office: Office, quarter: int) -> bytes:
    """Return the payer's answer to a quarter of the claims, counted from nought."""
    charged, paid, off, left = _CENTS
    numbers = range(quarter * office.lines // 4, (quarter + 1) * office.lines // 4)
    adjusted = [("CO", "45", off), ("PR", "3", left)]
    services = [Service("99213", charged, paid, adjusted, "2026-01-05")]
    claims = []
    for n in numbers:
        who = n % office.patients
        named = ("FENNEL", _first_name(who).upper(), _member(who))
        claims.append(
            Claim(f"C{n + 1}", charged, paid, icn=f"ICN{n + 1}", patient=named, services=services)
        )
    return file_of(Payment(claims, trace=f"T{quarter}"))
