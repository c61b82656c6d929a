"""Edits on who pays: assignment, what the patient paid already, patients who pay alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits.columns import Mask, Words
from xlbilling.edits.examples import Examples, other_patient
from xlbilling.edits.failing import Failing
from xlbilling.edits.filing import claim_count, lines_with
from xlbilling.edits.lines import Lines
from xlbilling.edits.receipts import Cents, received_cents, summed
from xlbilling.edits.registry import edit
from xlbilling.model import money
from xlbilling.model.findings import WARNING

_SELF_PAY: Final = "SELF PAY"


@edit(
    "CV-089",
    severity=WARNING,
    basis="837P 005010X222A1, loop 2300 CLM07; NUCC item 27; common practice",
    fix="set Assignment: Y where the office takes what the payer allows, N where it does not",
    examples=Examples(good={"assignment": "N"}, bad={"assignment": None}),
)
def assignment_is_told(lines: Lines) -> Iterator[Failing]:
    """A claim that goes to a payer says whether the office accepts assignment.

    One line that says it speaks for its claim.
    """
    insured = np.zeros(lines.size, dtype=bool)
    insured[lines.coverage.lines] = True
    given = ~lines.blank("assignment")
    told = lines_with(lines, lines.claim[given])
    yield lines.claim_says(insured & ~told, "assignment", "assignment is blank; expected Y or N")
    yield lines.says(
        lines.billable & given & lines.holds("assignment", lambda text: text not in {"Y", "N"}),
        "assignment",
        "assignment is {shown}; expected Y or N",
        shown=lines.codes_shown("assignment"),
    )


@edit(
    "CV-090",
    severity=WARNING,
    basis="837P 005010X222A1, loop 2300 AMT*F5; NUCC item 29: what the patient paid, never what "
    "an insurer did; common practice",
    fix="type what the patient paid toward this claim, or key the receipt that is missing",
    examples=Examples(
        good={"claim_id": "C1002", "patient_paid": 20.0},
        bad={"claim_id": "C1002", "patient_paid": 80.0},
        office={
            "receipts": (
                {
                    "receipt": "R1",
                    "date": "2025-03-04",
                    "patient_id": "P1",
                    "amount": 20.0,
                    "method": "CARD",
                    "apply_to": "C1002",
                },
            )
        },
    ),
)
def patient_paid_is_the_patients(lines: Lines) -> Iterator[Failing]:
    """What the patient paid on a claim is covered by receipts, and is no more than its charges.

    Receipts count that name the claim, its date of service, or no claim at all; returned checks
    do not. An office that keeps no receipts is not asked for them.
    """
    size = claim_count(lines)
    paid = summed(lines.cents("patient_paid")[0], lines.claim, size)
    charge = summed(lines.cents("charge")[0], lines.claim, size)
    blank = lines.cents("patient_paid")[1]
    shown = _amounts(paid[lines.claim])
    yield lines.claim_says(
        ~blank & (paid > charge)[lines.claim],
        "patient_paid",
        "patient paid is {paid}, above the claim's charges of {charge}; expected at most these",
        paid=shown,
        charge=_amounts(charge[lines.claim]),
    )
    if lines.tables["receipts"].size and paid.any():
        yield _beyond_receipts(lines, paid, ~blank)


def _beyond_receipts(lines: Lines, paid: Cents, given: Mask) -> Failing:
    received = received_cents(lines)
    return lines.claim_says(
        given & (paid > received)[lines.claim],
        "patient_paid",
        "patient paid is {paid}, but receipts that may be the claim's come to {received};"
        " expected no more than the patient paid",
        paid=_amounts(paid[lines.claim]),
        received=_amounts(received[lines.claim]),
    )


def _amounts(cents: Cents) -> Words:
    return lambda at: [money.show(int(one)) for one in cents[at]]


@edit(
    "CV-091",
    severity=WARNING,
    basis="a claim to an insurer for a patient who has none comes back; common practice",
    fix="mend the patient's financial class or coverage; a guarantor is a person, not an insurer",
    examples=Examples(
        good={},
        bad={"patient_id": "P2"},
        office=other_patient(financial_class="SELF PAY"),
    ),
)
def insurer_is_billed_for_the_insured(lines: Lines) -> Iterator[Failing]:
    """A claim to an insurer is for a patient whom it insures, and the guarantor is no insurer."""
    patients = lines.patients
    insured = np.zeros(lines.size, dtype=bool)
    insured[lines.coverage.lines] = True
    alone = patients.holds("financial_class", lambda text: text.upper() == _SELF_PAY)
    yield patients.says(
        alone & patients.of_line(insured),
        "financial_class",
        "financial class is SELF PAY, but coverage holds on the day of service; expected one of"
        " the two",
    )
    yield lines.claim_says(
        _goes_to_payer(lines) & ~insured & lines.billable,
        "patient_id",
        "the claim is one to an insurer, but no coverage holds on the day of service; expected"
        " coverage",
    )
    yield from _guarantors(lines)


def _goes_to_payer(lines: Lines) -> Mask:
    """Lines of claims on the Submissions sheet, or owed by an insurer."""
    goes = ~lines.blank("payer_now")
    goes[lines.submissions.lines] = True
    return goes


def _guarantors(lines: Lines) -> Iterator[Failing]:
    """Yield patients whose guarantor is one of the payers, by id or by name."""
    payers, guarantors = lines.tables["payers"], lines.tables["guarantors"]
    ids = set(payers.text("payer_id")) - {""}
    names = {name.casefold() for name in payers.text("name")} - {""}
    parts = (guarantors.text("first").tolist(), guarantors.text("last").tolist())
    full = [f"{first} {last}".strip().casefold() for first, last in zip(*parts, strict=True)]
    own_ids = guarantors.text("guarantor_id").tolist()
    insurers = ids | {own for own, name in zip(own_ids, full, strict=True) if name in names}
    insurers.discard("")
    patients = lines.patients
    yield patients.says(
        patients.holds("guarantor_id", insurers.__contains__),
        "guarantor_id",
        "the guarantor is one of the payers; expected the person who pays the patient's share",
    )
