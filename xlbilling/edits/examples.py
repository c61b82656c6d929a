"""The sample office that every edit's examples stand on; its people and numbers are invented.

An example says only what differs from it. What is published and tested is whole: claim rows with
every value, and the tables that they need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from xlbilling.model.codes import About, CodeList, CodeSets, PairList, code_list, pair_list

Row = Mapping[str, Any]
"""A row by code name: dollars, ISO dates, text, None for a blank."""

CLAIM: Final[Row] = {
    "claim_id": "C1001",
    "line": "1",
    "patient_id": "P1",
    "dos_from": "2025-03-04",
    "dos_to": "2025-03-04",
    "pos": "11",
    "rendering_npi": "1234567893",
    "billing_npi": "1558598797",
    "location": "MAIN",
    "dx1": "E119",
    "dx2": "I10",
    "code": "99213",
    "pointers": "1,2",
    "units": 1.0,
    "unit_type": "UN",
    "charge": 125.0,
    "assignment": "Y",
}
PATIENT: Final[Row] = {
    "patient_id": "P1",
    "last": "Sample",
    "first": "Avery",
    "dob": "1980-05-17",
    "sex": "F",
    "address": "12 Main St",
    "city": "Springfield",
    "state": "IL",
    "zip": "62701",
    "guarantor_id": "G1",
    "financial_class": "COMMERCIAL",
    "release_of_info": "Y",
    "benefits_assigned": "Y",
    "signature_on_file": "Y",
}
COVERAGE: Final[Row] = {
    "patient_id": "P1",
    "level": "1",
    "payer_id": "PAY1",
    "member_id": "XB10020030",
    "relationship": "18",
    "from": "2024-01-01",
    "verified_on": "2025-03-01",
}
PAYERS: Final[Sequence[Row]] = (
    {
        "payer_id": "PAY1",
        "name": "Prairie Health Plan",
        "electronic_id": "90001",
        "filing_indicator": "CI",
        "type": "COMMERCIAL",
    },
    {
        "payer_id": "MCARE",
        "name": "Medicare Part B",
        "electronic_id": "90002",
        "filing_indicator": "MB",
        "type": "MEDICARE",
        "government": "Y",
    },
    {
        "payer_id": "MCAID",
        "name": "State Medicaid",
        "electronic_id": "90003",
        "filing_indicator": "MC",
        "type": "MEDICAID",
        "government": "Y",
    },
)
PROVIDER: Final[Row] = {
    "npi": "1234567893",
    "name": "Robin Example MD",
    "type": "1",
    "taxonomy": "207Q00000X",
    "tin": "123456789",
    "address": "400 Clinic Rd",
    "city": "Springfield",
    "state": "IL",
    "zip": "627010001",
}
GROUP: Final[Row] = {**PROVIDER, "npi": "1558598797", "name": "Example Family Clinic", "type": "2"}
LOCATION: Final[Row] = {
    "location": "MAIN",
    "name": "Main office",
    "pos": "11",
    "facility_npi": "1558598797",
    "address": "400 Clinic Rd",
    "city": "Springfield",
    "state": "IL",
    "zip": "627010001",
}
OFFICE: Final[Mapping[str, Sequence[Row]]] = {
    "patients": (PATIENT,),
    "coverage": (COVERAGE,),
    "payers": PAYERS,
    "providers": (PROVIDER, GROUP),
    "locations": (LOCATION,),
    "submissions": (),
}
_MODELS: Final[Mapping[str, Row]] = {
    "patients": PATIENT,
    "coverage": COVERAGE,
    "payers": PAYERS[0],
    "providers": GROUP,
    "locations": LOCATION,
    "submissions": {"claim_id": "C1001", "level": "1", "payer_id": "PAY1", "frequency": "1"},
}

Change = Row | Sequence[Row]


@dataclass(frozen=True)
class Examples:
    """What an edit lets pass and what it stops, as changes to the sample office.

    Attributes:
        good: a claim row's changes, or those of several rows.
        bad: the same, that the edit must stop.
        office: rows of other tables that the examples need, as changes to the sample rows.
        codes: rows of code sets that the examples need: ``code``, or ``column1`` and ``column2``
            of a pair, with ``start`` and ``end`` (ISO, None for open) and what else is known.
    """

    good: Change
    bad: Change
    office: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    codes: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def good_rows(self) -> list[dict[str, Any]]:
        """Return the good claim rows, whole."""
        return _claim_rows(self.good)

    def bad_rows(self) -> list[dict[str, Any]]:
        """Return the bad claim rows, whole."""
        return _claim_rows(self.bad)

    def office_rows(self) -> dict[str, list[dict[str, Any]]]:
        """Return the other tables, whole."""
        tables = {name: [dict(row) for row in rows] for name, rows in OFFICE.items()}
        for name, rows in self.office.items():
            tables.setdefault(name, [])
            tables[name] += [{**_MODELS.get(name, {}), **row} for row in rows]
        return tables

    def code_sets(self) -> CodeSets:
        """Return the code sets that the examples need."""
        return {name: _code_set(name, rows) for name, rows in self.codes.items()}


def other_patient(coverage: Row | None = None, **patient: Any) -> dict[str, Sequence[Row]]:
    """Return a second patient, P2, insured as the first, with what differs in person or policy."""
    return {
        "patients": ({"patient_id": "P2", **patient},),
        "coverage": ({"patient_id": "P2", **(coverage or {})},),
    }


def _code_set(name: str, rows: Sequence[Row]) -> CodeList | PairList:
    about = About(name, "example", "example")
    starts = [row.get("start") for row in rows]
    ends = [row.get("end") for row in rows]
    named = {"code", "column1", "column2", "start", "end"}
    known = {key for row in rows for key in row} - named
    values = {key: np.array([row[key] for row in rows]) for key in sorted(known)}
    if any("column1" in row for row in rows):
        pairs = [(row["column1"], row["column2"]) for row in rows]
        return pair_list(about, pairs, starts, ends, values)
    return code_list(about, [row["code"] for row in rows], starts, ends, values)


def _claim_rows(change: Change) -> list[dict[str, Any]]:
    rows = [change] if isinstance(change, Mapping) else change
    return [{**CLAIM, **row} for row in rows]
