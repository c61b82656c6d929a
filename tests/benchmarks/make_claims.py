"""A large office's claims as read of its workbook, for benchmarks of the checks; made in memory.

Two lines a claim, a patient for every two claims, five payers, twenty doctors. About one line in
fifty has a fault: a minus before the charge, a pointer too many, a modifier that is none, a service
keyed twice; some patients lack a sex, some coverage has ended. Everyone in it is invented.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.codesets import shipped
from xlbilling.edits.npi import check_digit
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model import codes
from xlbilling.model.codes import About, CodeList, CodeSets, PairList
from xlbilling.model.tables import Snapshot
from xlbilling.template.default_rows import default_rows

AS_OF: Final = date(2026, 3, 31)
LINES_OF_A_CLAIM: Final = 2
PTP_PAIRS: Final = 2_000_000
VISITS: Final = {"99213": 145.0, "99214": 210.0, "99212": 95.0}
SERVICES: Final = {
    "93000": 72.0, "36415": 18.0, "85025": 36.0, "80053": 48.0, "71046": 98.0, "20610": 165.0,
    "87880": 38.0, "83036": 42.0, "97110": 65.0, "97140": 60.0, "12001": 220.0, "81002": 12.0,
}  # fmt: skip
CHARGES: Final = {**VISITS, **SERVICES}
DIAGNOSES: Final = (
    "E119", "I10", "E785", "J069", "M5450", "R079", "Z0000", "K219", "F411", "M170", "J029", "N390",
    "E039", "G4733", "L209", "R5383", "M25511", "H9201", "Z23",
)  # fmt: skip
_FIRST_DAY: Final = np.datetime64("2025-10-01")
_DAYS: Final = 150
PAYERS: Final = ("NORTH", "LAKE", "PRAIRIE", "MCARE", "MCAID")

Columns = Mapping[str, Sequence[Any]]


def npis(count: int) -> list[str]:
    """Return so many NPIs whose check digit is right."""
    return [f"{nine}{check_digit(nine)}" for nine in (f"1{n:08d}" for n in range(100, 100 + count))]


def raw_claims(lines: int) -> dict[str, list[Any]]:
    """Return the cells of a Claims sheet of so many lines, by code name."""
    draw = np.random.default_rng(20260331)
    number = np.arange(lines)
    claim = number // LINES_OF_A_CLAIM
    is_visit = number % LINES_OF_A_CLAIM == 0
    code = np.where(is_visit, draw.choice(list(VISITS), lines), draw.choice(list(SERVICES), lines))
    keyed_twice = np.flatnonzero(~is_visit & (draw.random(lines) < 0.004))
    code[keyed_twice] = code[keyed_twice - 1]
    doctors = np.array(npis(20))
    first = _FIRST_DAY + claim * 37 % _DAYS
    days = first.astype("datetime64[s]").tolist()
    charge = np.array([CHARGES[one] for one in code])
    units = np.where(draw.random(lines) < 0.05, 2.0, 1.0)
    charge *= units
    charge[draw.random(lines) < 0.002] *= -1
    two = (claim % 3 == 0).tolist()
    filled: dict[str, Sequence[Any]] = {
        "claim_id": [f"C{n:07d}" for n in claim.tolist()],
        "line": [str(n + 1) for n in (number % LINES_OF_A_CLAIM).tolist()],
        "encounter": [f"E{n:07d}" for n in claim.tolist()],
        "patient_id": [f"P{n:06d}" for n in (claim // 2).tolist()],
        "dos_from": days,
        "dos_to": days,
        "pos": _mostly(draw, lines, "11", {"22": 0.05}),
        "rendering_npi": doctors[1 + claim % 19].tolist(),
        "billing_npi": [str(doctors[0])] * lines,
        "referring_npi": [str(doctors[3])] * lines,
        "referring_role": ["DK"] * lines,
        "location": ["MAIN"] * lines,
        "dx1": draw.choice(DIAGNOSES, lines)[claim].tolist(),
        "dx2": ["I129" if one else None for one in two],
        "code": code.tolist(),
        "mod1": np.where(
            is_visit,
            _mostly(draw, lines, None, {"25": 0.3}),
            _mostly(draw, lines, None, {"Q#": 0.002}),
        ).tolist(),
        "pointers": [
            "5" if chance < 0.002 else "1,2" if one else "1"
            for one, chance in zip(two, draw.random(lines).tolist(), strict=True)
        ],
        "units": units.tolist(),
        "charge": charge.tolist(),
        "auth": [f"A{n}" if n % 20 == 0 else None for n in claim.tolist()],
        "assignment": ["Y"] * lines,
        "status": _mostly(draw, lines, "NEW", {"SENT": 0.3, "PAID": 0.4}),
    }
    blank = [None] * lines
    return {
        column.name: list(filled.get(column.name, blank)) for column in BY_NAME["claims"].columns
    }


def _mostly(
    draw: np.random.Generator, count: int, usual: Any, others: Mapping[Any, float]
) -> list[Any]:
    values: NDArray[np.object_] = np.full(count, usual, dtype=object)
    chance = draw.random(count)
    for value, share in others.items():
        values[chance < share] = value
        chance = np.where(chance < share, 1.0, chance - share)
    return list(values)


def book(lines: int) -> Snapshot:
    """Return the office's workbook with so many claim lines, as read, without code sets."""
    raw = {"claims": raw_claims(lines), **_others(lines)}
    tables = {}
    for name, table in BY_NAME.items():
        columns: Columns = raw.get(name) or _columns(name, default_rows(name))
        count = len(next(iter(columns.values()), ()))
        letters = {c.name: frames.column_letter(n) for n, c in enumerate(table.columns, start=1)}
        tables[name] = frames.gate(table, columns, rows=range(2, count + 2), letters=letters)
    return Snapshot(tables)


def _columns(name: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {c.name: [row.get(c.name) for row in rows] for c in BY_NAME[name].columns}


def _others(lines: int) -> dict[str, dict[str, list[Any]]]:
    claims = lines // LINES_OF_A_CLAIM
    patients = range(claims // 2 + 1)
    made: dict[str, list[dict[str, Any]]] = {
        "patients": [_patient(n) for n in patients],
        "coverage": [row for n in patients for row in _coverage(n)],
        "payers": [_payer(name) for name in PAYERS],
        "providers": [_provider(npi, is_group=n == 0) for n, npi in enumerate(npis(20))],
        "locations": [_place()],
        "submissions": [_submission(n) for n in range(claims * 7 // 10)],
        "fees": [{"code": code, "fee": fee} for code, fee in CHARGES.items()],
        "rates": [
            {"payer_id": payer, "code": code, "rate": round(fee * 0.6, 2)}
            for payer in PAYERS
            for code, fee in CHARGES.items()
        ],
        "remits": [
            {"batch": "B1", "payer": "NORTH", "date": datetime(2026, 2, 1), "status": "POSTED"}
        ],
        "remit_lines": [_remit_line(n) for n in range(claims * 4 // 10)],
        "authorizations": [_approval(n) for n in range(0, claims + 1, 20)],
        "verifications": [_verification(n) for n in range(claims + 1)],
    }
    return {name: _columns(name, rows) for name, rows in made.items()}


def _patient(n: int) -> dict[str, Any]:
    return {
        "patient_id": f"P{n:06d}",
        "last": f"Sample{chr(65 + n % 26)}{chr(65 + n // 26 % 26)}",
        "first": "Pat",
        "dob": datetime(1940, 1, 1) + timedelta(days=n % 25_000),
        "sex": "" if n % 500 == 0 else "MF"[n % 2],
        "address": f"{n} Elm St",
        "city": "Albany",
        "state": "NY",
        "zip": "122011234",
        "guarantor_id": f"G{n:06d}",
        "release_of_info": "Y",
        "benefits_assigned": "Y",
        "signature_on_file": "Y",
    }


def _coverage(n: int) -> list[dict[str, Any]]:
    payer = PAYERS[n % len(PAYERS)]
    first = {
        "patient_id": f"P{n:06d}",
        "level": "1",
        "payer_id": payer,
        "member_id": f"1EG4TE5MK{n // 10 % 10}{n // 100 % 10}" if payer == "MCARE" else f"M{n:08d}",
        "relationship": "18",
        "from": datetime(2024, 1, 1),
        "to": datetime(2025, 12, 31) if n % 300 == 0 else None,
        "verified_on": datetime(2025, 12, 20),
    }
    second = {**first, "level": "2", "payer_id": "LAKE", "member_id": f"S{n:08d}"}
    return [first, second] if n % 10 == 0 else [first]


def _payer(name: str) -> dict[str, Any]:
    kinds = {"MCARE": ("MB", "MEDICARE"), "MCAID": ("MC", "MEDICAID")}
    indicator, kind = kinds.get(name, ("CI", "COMMERCIAL"))
    return {
        "payer_id": name,
        "name": f"{name.title()} Health",
        "electronic_id": f"{name}1",
        "filing_indicator": indicator,
        "type": kind,
        "filing_days": 365.0,
        "counted_from": "DOS FROM",
    }


def _provider(npi: str, *, is_group: bool) -> dict[str, Any]:
    return {
        "npi": npi,
        "name": "Example Clinic" if is_group else "Robin Example MD",
        "type": "2" if is_group else "1",
        "taxonomy": "207Q00000X",
        "tin": "123456789",
        "address": "400 Clinic Rd",
        "city": "Albany",
        "state": "NY",
        "zip": "122010001",
    }


def _place() -> dict[str, Any]:
    return {
        "location": "MAIN",
        "name": "Main office",
        "pos": "11",
        "address": "400 Clinic Rd",
        "city": "Albany",
        "state": "NY",
        "zip": "122010001",
        "clia": "33D0123456",
    }


def _approval(n: int) -> dict[str, Any]:
    patient = n // 2
    return {
        "auth": f"A{n}",
        "patient_id": f"P{patient:06d}",
        "payer_id": PAYERS[patient % len(PAYERS)],
        "units": 99.0,
    }


def _verification(n: int) -> dict[str, Any]:
    patient = n // 2
    return {
        "verification": f"V{n}",
        "patient_id": f"P{patient:06d}",
        "payer_id": PAYERS[patient % len(PAYERS)],
        "verified_on": datetime(2025, 9, 26) + timedelta(days=n * 37 % _DAYS),
    }


def _submission(n: int) -> dict[str, Any]:
    return {
        "claim_id": f"C{n:07d}",
        "level": "1",
        "payer_id": PAYERS[n // 2 % len(PAYERS)],
        "frequency": "1",
        "sent": datetime(2026, 1, 15),
        "answer": "PAID" if n % 2 else "",
    }


def _remit_line(n: int) -> dict[str, Any]:
    return {
        "batch": "B1",
        "claim_no": float(n + 1),
        "claim_id": f"C{n:07d}",
        "our_claim": f"C{n:07d}",
        "clp02": "1",
        "charge": 145.0,
        "paid": 80.0,
    }


def code_sets() -> dict[str, CodeList | PairList]:
    """Return the shipped code sets, and lists of the size of the others; without NCCI."""
    data = importlib.resources.files("xlbilling.codesets") / "data"
    packaged = {one.name: one.read_bytes() for one in data.iterdir() if one.is_file()}
    names = (codes.ICD10CM, codes.EXCLUDES1, codes.PLACES)
    own = shipped.gather(names, lambda _: None, packaged.get)
    cpt = sorted({*(f"{n:05d}" for n in range(10_000, 100_000, 9)), *CHARGES})
    hcpcs = sorted({*(f"{letter}{n:04d}" for letter in "AEGJQ" for n in range(1_600)), *CHARGES})
    return {
        **own,
        codes.CPT: _listed(codes.CPT, cpt),
        codes.HCPCS: _listed(codes.HCPCS, hcpcs, noc=np.zeros(len(hcpcs), dtype=bool)),
        codes.MODIFIERS: _listed(codes.MODIFIERS, ["25", "26", "50", "59", "LT", "RT", "TC", "XE"]),
        codes.RVU: _listed(
            codes.RVU,
            cpt,
            global_days=np.full(len(cpt), "XXX", dtype=object),
            pctc=np.full(len(cpt), "0", dtype=object),
            bilateral=np.full(len(cpt), "0", dtype=object),
        ),
    }


def ncci() -> CodeSets:
    """Return two million pairs as the quarterly files have, and a limit for every code."""
    draw = np.random.default_rng(7)
    numbers = np.array([codes.code_number(f"{n:05d}") for n in range(10_000, 99_999, 9)])
    used = np.array([codes.code_number(one) for one in CHARGES])
    first, second = draw.choice(numbers, PTP_PAIRS), draw.choice(numbers, PTP_PAIRS)
    first[:60], second[:60] = draw.choice(used, 60), draw.choice(used, 60)
    keys = np.sort(codes.pair_keys(first, second))
    size = len(keys)
    ptp = PairList(
        About(codes.PTP, "2026 Q1", "made"),
        keys,
        np.full(size, -10_000, dtype=np.int32),
        np.full(size, codes.FOR_EVER, dtype=np.int32),
        {"modifier": draw.choice(np.array([0, 1, 9], dtype=np.int8), size)},
    )
    every = sorted({*(f"{n:05d}" for n in range(10_000, 100_000, 9)), *CHARGES})
    mue = _listed(
        codes.MUE,
        every,
        units=np.full(len(every), 3, dtype=np.int32),
        mai=np.full(len(every), 3, dtype=np.int8),
    )
    return {codes.PTP: ptp, codes.MUE: mue}


def _listed(name: str, listed: Sequence[str], **values: NDArray[Any]) -> CodeList:
    return CodeList(
        About(name, "2026 Q1", "made"),
        np.array(listed, dtype=object),
        np.full(len(listed), "NaT", dtype="datetime64[D]"),
        np.full(len(listed), "NaT", dtype="datetime64[D]"),
        values,
    )
