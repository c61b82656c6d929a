"""Offices of any number of claim lines, with a payer's answer to a part of them to be posted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
_TAKEN: Final = 1_000
"""What the payer takes back of each payment after the first, as its letter said (PLB WO)."""


@dataclass(frozen=True)
class Office:
    """An office's workbook and what is in it.

    Attributes:
        path: the workbook.
        lines: its claim lines.
        patients: those who have them, one line after the other.
        is_alike: whether the payer answers all of them alike.
    """

    path: Path
    lines: int
    patients: int
    is_alike: bool = False


def made(folder: Path, lines: int, patients: int = 1, *, is_alike: bool = False) -> Office:
    """Make a workbook of so many claim lines, half of them answered and imported."""
    path = folder / f"office-{lines}-{patients}{'-alike' * is_alike}.xlsx"
    path.write_bytes(workbook.workbook_bytes())
    office = Office(path, lines, patients, is_alike)
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
        run.run(book, "post-charges", Request(DAY, "tester"))
        append(book, "adjustments", [_write_off(lines)])
        run.run(book, "adjust", Request(DAY, "tester"))
        first, second = (InputFile(f"{n}.835", answer(office, n)) for n in (0, 1))
        run.run(book, "import-remittance", Request(DAY, "tester", (first,), {"payer": "NORTH"}))
        run.run(book, "post-payments", Request(DAY, "tester"))
        append(book, "recoupments", [_letter("L1", "LTR1")])
        run.run(book, "record-recoupment", Request(DAY, "tester"))
        run.run(book, "import-remittance", Request(DAY, "tester", (second,), {"payer": "NORTH"}))
        for table, row in _keyed(lines).items():
            append(book, table, [row])
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


def _keyed(lines: int) -> dict[str, dict[str, object]]:
    """Return what somebody keyed, so that the buttons of these tables have something to post."""
    return {
        "receipts": {"receipt": "R1", "date": _DAY, "patient_id": "P1", "amount": 70.0,
                     "method": "CASH"},
        "adjustments": {"adjustment": "A1", "claim_id": "C6", "adjustment_type": "SMALL BALANCE",
                        "amount": 3.0, "owner": "PATIENT"},
        "transfers": {"transfer": "T1", "claim_id": f"C{lines}", "amount": 4.0,
                      "from_owner": "1", "to_owner": "PATIENT"},
        "refunds": {"refund": "F1", "to": "PAYER", "payer_id": "NORTH", "claim_id": _given_up(lines),
                    "amount": 2.0},
        "recoupments": _letter("L2", "LTR2"),
    }  # fmt: skip


def _letter(name: str, reference: str) -> dict[str, object]:
    """Return the row of a payer's letter that asks money back."""
    return {
        "letter": name, "date": _DAY, "payer_id": "NORTH", "reference": reference,
        "claim_id": "C4", "line": "1", "amount": 10.0,
    }  # fmt: skip


def _write_off(lines: int) -> dict[str, object]:
    """Return the row of a write-off that leaves a credit, since the payer pays after all."""
    return {
        "adjustment": "A0", "claim_id": _given_up(lines), "adjustment_type": "SMALL BALANCE",
        "amount": 30.0, "owner": "INSURANCE",
    }  # fmt: skip


def _given_up(lines: int) -> str:
    """Return the claim of which a part was written off early: the third quarter's second.

    It is not the first patient's where there are more, so that no receipt ever comes to it.
    """
    return f"C{lines // 2 + 2}"


def answer(office: Office, quarter: int) -> bytes:
    """Return the payer's answer to a quarter of the claims, counted from nought.

    After the first it has something of each kind: a claim that it denied, one that it paid as if
    nothing were agreed, one with a share to be asked about; it repeats the first claim of all,
    names one that nobody knows, takes something back and pays interest.
    """
    charged, paid, off, left = _CENTS
    numbers = range(quarter * office.lines // 4, (quarter + 1) * office.lines // 4)
    adjusted = [("CO", "45", off), ("PR", "3", left)]
    usual = Service("99213", charged, paid, adjusted, "2026-01-05")
    if office.is_alike or not quarter:
        alike = [_answered(office, n, usual) for n in numbers]
        return file_of(Payment(alike, trace=f"T{quarter}"))
    special = dict(zip(numbers[2:], _special(usual), strict=False))
    claims = [_answered(office, n, special.get(n, usual)) for n in numbers]
    first = _answered(office, 0, usual)
    claims += [first, replace(first, pcn="NOSUCH", icn="ICN0")]
    plb = [("WO", f"LTR{quarter}", _TAKEN), ("L6", "", -1)]
    return file_of(Payment(claims, trace=f"T{quarter}", plb=plb))


def _special(usual: Service) -> Iterator[Service]:
    """Give what is unlike all else: denied, paid without an agreement, a share to be asked about."""
    charged = usual.charge
    yield replace(usual, paid=0, cas=[("CO", "197", charged)])
    yield replace(usual, paid=2 * charged, cas=[("CO", "45", -charged)])
    yield replace(usual, cas=[*usual.cas[:-1], ("PR", "272", usual.cas[-1][-1])])


def _answered(office: Office, n: int, service: Service) -> Claim:
    """Return what the payer says of a claim, counted from nought."""
    who = n % office.patients
    named = ("FENNEL", _first_name(who).upper(), _member(who))
    status = "1" if service.paid else "4"
    cents = service.charge, service.paid
    return Claim(f"C{n + 1}", *cents, status, f"ICN{n + 1}", patient=named, services=[service])
