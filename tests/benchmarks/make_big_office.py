"""A billing workbook of a large office, and a remittance to post into it: input for benchmarks.

Of the claim lines (two a claim) all are charged, seven in ten are answered by two earlier payments
with cash, contractual and coinsurance, which is three ledger rows a line, and two in ten are
answered by the new 835. Every row comes from the program's own tasks, run in memory; only the
sheets are filled without reading them again. What was made is kept in the temporary folder.
Run: ``python -m tests.benchmarks.make_big_office [LINES]``.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.posting.desk import Desk
from tests.posting.make835 import Claim, Payment, Service, file_of
from xlbilling.book import names, reading, writing
from xlbilling.hosts.files import open_book
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME, TABLES
from xlbilling.model.plan import Append
from xlbilling.model.tables import Snapshot
from xlbilling.template.workbook import workbook_bytes

AS_OF = date(2026, 3, 31)
LINES = 100_000
LINES_OF_A_CLAIM = 2
CODES = (
    ("99213", 14_500), ("99214", 21_000), ("93000", 7_200), ("36415", 1_800), ("85025", 3_600),
    ("80053", 4_800), ("71046", 9_800), ("20610", 16_500), ("87880", 3_800), ("83036", 4_200),
)  # fmt: skip
NPI = "1234567893"
PAYER = {
    "payer_id": "ACME",
    "name": "Acme Health",
    "electronic_id": "ACME1",
    "type": "COMMERCIAL",
    "filing_indicator": "CI",
    "filing_days": 365,
    "payer_trace_ids": "1ACME",
}

PROVIDER = {
    "npi": NPI,
    "name": "Sample Clinic",
    "type": "2",
    "taxonomy": "261QP2300X",
    "tin": "070000001",
    "address": "100 Sample Street",
    "city": "Albany",
    "state": "NY",
    "zip": "122011234",
}


@dataclass(frozen=True)
class Office:
    """The files of a made office.

    Attributes:
        book: the workbook, charges and two payments posted.
        remittance: an 835 for a fifth of its lines, not yet imported.
        ledger_rows: how many rows the ledger has.
    """

    book: Path
    remittance: Path
    ledger_rows: int


def office(lines: int = LINES) -> Office:
    """Return an office of so many claim lines, made when it is not there yet."""
    made_of = Path(__file__).read_bytes() + repr(TABLES).encode()
    version = hashlib.sha256(made_of).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / "xlbilling-bench" / f"{version}-{lines}"
    count = folder / "ledger-rows.txt"  # written last: without it the folder is half made
    if not count.exists():
        folder.mkdir(parents=True, exist_ok=True)
        count.write_text(str(_make(lines, folder)))
    return Office(folder / "office.xlsx", folder / "new.835", int(count.read_text()))


def _make(lines: int, folder: Path) -> int:
    claims = lines // LINES_OF_A_CLAIM
    path = folder / "office.xlsx"
    path.write_bytes(workbook_bytes())
    with open_book(path) as book:
        book.impl.backup_dir = None
        fresh = reading.read(book, BY_NAME)
        desk = Desk(_with_rows(fresh, claims), AS_OF - timedelta(days=30))
        desk.charge()
        for number, (first, last) in enumerate(((0, 35), (35, 70)), start=1):
            desk.as_of += timedelta(days=7)
            desk.take(_remittance(f"EARLIER{number}", first * claims // 100, last * claims // 100))
            desk.post()
        for name in BY_NAME:
            new = desk.frame(name)[len(fresh.frame(name)) :]
            writing.append(book, Append(name, new.reset_index(drop=True)))
        names.set_constant(book, names.LEDGER_HEAD, desk.book.ledger_head)
        book.save()
    (folder / "new.835").write_bytes(_remittance("NEW", 7 * claims // 10, 9 * claims // 10))
    return len(desk.frame("ledger"))


def _with_rows(fresh: Snapshot, claims: int) -> Snapshot:
    patients = range(claims // 2)
    rows: dict[str, list[dict[str, Any]]] = {
        "payers": [PAYER],
        "providers": [PROVIDER],
        "guarantors": [_guarantor(number) for number in patients],
        "patients": [_patient(number) for number in patients],
        "coverage": [_coverage(number) for number in patients],
        "claims": [row for number in range(claims) for row in _claim_rows(number)],
        "submissions": [_submission(number) for number in range(claims)],
    }
    read = {name: frames.from_records(BY_NAME[name], each) for name, each in rows.items()}
    return Snapshot({**fresh.tables, **read}, fresh.settings, fresh.ledger_head, fresh.sheets)


def _guarantor(number: int) -> dict[str, Any]:
    return {
        "guarantor_id": f"G{number:06d}",
        "last": _name(number),
        "first": "PAT",
        "address": f"{number} Elm St",
        "city": "Albany",
        "state": "NY",
        "zip": "122011234",
    }


def _patient(number: int) -> dict[str, Any]:
    return {
        "patient_id": f"P{number:06d}",
        "guarantor_id": f"G{number:06d}",
        "last": _name(number),
        "first": "PAT",
        "dob": _cell(date(1980, 1, 1) + timedelta(days=number % 9_000)),
        "sex": "FM"[number % 2],
        "address": f"{number} Elm St",
        "city": "Albany",
        "state": "NY",
        "zip": "122011234",
        "financial_class": "COMMERCIAL",
        "release_of_info": "Y",
        "benefits_assigned": "Y",
    }


def _coverage(number: int) -> dict[str, Any]:
    return {
        "patient_id": f"P{number:06d}",
        "level": "1",
        "payer_id": "ACME",
        "member_id": f"W{number:09d}",
        "relationship": "18",
        "from": _cell(date(2025, 1, 1)),
        "verified_on": _cell(date(2025, 10, 1)),
    }


def _submission(number: int) -> dict[str, Any]:
    return {
        "claim_id": f"C{number:07d}",
        "level": "1",
        "payer_id": "ACME",
        "frequency": "1",
        "sent": _cell(_day(number) + timedelta(days=3)),
        "answer": "ACCEPTED",
    }


def _claim_rows(number: int) -> Iterator[dict[str, Any]]:
    for line, (code, cents) in enumerate(_services(number), start=1):
        yield {
            "claim_id": f"C{number:07d}",
            "line": str(line),
            "patient_id": f"P{number // 2:06d}",
            "dos_from": _cell(_day(number)),
            "dos_to": _cell(_day(number)),
            "pos": "11",
            "rendering_npi": NPI,
            "billing_npi": NPI,
            "dx1": ("E119", "I10", "J069", "M545", "N390")[number % 5],
            "dx2": "Z0000",
            "code": code,
            "mod1": "25" if code.startswith("99") else "",
            "pointers": "1,2",
            "units": 1.0,
            "charge_cents": cents,
            "assignment": "Y",
        }


def _cell(day: date) -> datetime:
    """Return a day as a cell holds it."""
    return datetime(day.year, day.month, day.day)


def _name(number: int) -> str:
    """Return a last name of letters; one in fifty has a digit, which the claim edits must find."""
    letters = str(number).translate(str.maketrans("0123456789", "ABCDEFGHIJ"))
    return f"SAMPLE{letters}{number if number % 50 == 0 else ''}"


def _day(number: int) -> date:
    return date(2025, 11, 3) + timedelta(days=number % 100)


def _services(number: int) -> list[tuple[str, int]]:
    return [CODES[(number + line) % len(CODES)] for line in range(LINES_OF_A_CLAIM)]


def _remittance(trace: str, first: int, last: int) -> bytes:
    """Return an 835 that answers the claims from one number up to another."""
    claims = [_answered(number) for number in range(first, last)]
    return file_of(Payment(claims, trace=trace))


def _answered(number: int) -> Claim:
    services = []
    for line, (code, charge) in enumerate(_services(number), start=1):
        contractual, coinsurance = charge * 25 // 100, charge * 15 // 100
        services.append(
            Service(
                code,
                charge,
                charge - contractual - coinsurance,
                (("CO", "45", contractual), ("PR", "2", coinsurance)),
                dos=_day(number).isoformat(),
                mods=("25",) if code.startswith("99") else (),
                control=str(line),
            )
        )
    return Claim(
        f"C{number:07d}",
        sum(one.charge for one in services),
        sum(one.paid for one in services),
        icn=f"2026{number:09d}",
        services=services,
        patient=(_name(number // 2), "PAT", f"W{number // 2:09d}"),
        dos=_day(number).isoformat(),
    )


if __name__ == "__main__":
    made = office(*(int(one) for one in sys.argv[1:]))
    sys.stdout.write(f"{made.book}\n{made.remittance}\n{made.ledger_rows} ledger rows\n")
