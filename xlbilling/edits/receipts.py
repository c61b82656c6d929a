"""What patients paid toward each claim, as the Receipts sheet says."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits.answers import claim_numbers, index_of, numbered_as
from xlbilling.edits.columns import Days, Positions
from xlbilling.edits.failing import first_of_each
from xlbilling.edits.filing import claim_count
from xlbilling.edits.lines import Lines
from xlbilling.model.codes import NOWHERE

Cents = NDArray[np.int64]

_ISO: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})([ T].*)?")
_US: Final = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})")
_ANY_DAY: Final = np.datetime64("NaT", "D")


def summed(cents: Cents, group: Positions, size: int) -> Cents:
    """Return the sum of each of so many groups."""
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, group, cents)
    return total


def received_cents(lines: Lines) -> Cents:
    """Return for each claim number the most that receipts can have brought for it, in cents.

    Counted are receipts that name the claim, and those of the patient, or of the guarantor for no
    patient in particular, that name one of its dates of service or no claim at all. So one receipt
    may count for several claims. Checks that came back count for none.
    """
    table = lines.tables["receipts"]
    claim = claim_numbers(lines, table, "apply_to")
    good = np.isnat(table.days("returned_nsf"))
    cents = table.cents("amount")[0]
    direct = np.flatnonzero(good & (claim != NOWHERE))
    total = summed(cents[direct], claim[direct], claim_count(lines))
    other = np.flatnonzero(good & (claim == NOWHERE))
    if not len(other):
        return total
    day = table.each("apply_to", day_named, "datetime64[D]")[other]
    for payer, own in _payers(lines):
        from_ = payer[other]
        known = from_ != NOWHERE
        total += _from_persons(lines, own, from_[known], day[known], cents[other][known])
    return total


def _payers(lines: Lines) -> list[tuple[Positions, Positions]]:
    """Return who paid each receipt and whose each line is: as patients, then as guarantors."""
    table, patients = lines.tables["receipts"], lines.tables["patients"]
    people, guarantors = lines.distinct("patient_id"), patients.distinct("guarantor_id")
    by_patient = numbered_as(table.distinct("patient_id"), index_of(people))
    by_guarantor = numbered_as(table.distinct("guarantor_id"), index_of(guarantors))
    own = np.full(lines.size, NOWHERE, dtype=np.intp)
    joined = lines.patients
    own[joined.lines] = np.where(patients.blank("guarantor_id"), NOWHERE, guarantors.codes)[
        joined.rows
    ]
    return [
        (
            by_patient,
            np.where(lines.blank("patient_id"), NOWHERE, lines.distinct("patient_id").codes),
        ),
        (np.where(table.blank("patient_id"), by_guarantor, NOWHERE), own),
    ]


def _from_persons(lines: Lines, own: Positions, payer: Positions, day: Days, cents: Cents) -> Cents:
    """Return for each claim what its person paid for its days, or for no claim in particular."""
    size = claim_count(lines)
    persons = int(max(own.max(initial=0), payer.max(initial=0))) + 1
    loose = np.isnat(day)
    sums = np.append(summed(cents[loose], payer[loose], persons), [0])
    at = first_of_each(lines.claim)
    total = summed(sums[own[at]], lines.claim[at], size)
    days, number = np.unique(day[~loose], return_inverse=True)
    if not len(days):
        return total
    found = np.minimum(np.searchsorted(days, lines.first_day), len(days) - 1)
    served = np.flatnonzero((days[found] == lines.first_day) & (own != NOWHERE))
    key = own[served] * len(days) + found[served]
    served = served[first_of_each(lines.claim[served], key)]
    sums = summed(cents[~loose], payer[~loose] * len(days) + number, persons * len(days))
    key = own[served] * len(days) + found[served]
    return total + summed(sums[key], lines.claim[served], size)


def day_named(text: str) -> np.datetime64:
    """Return the day that a receipt says it is for, NaT for none."""
    found = text[:1].isdigit() and (_ISO.fullmatch(text) or _US.fullmatch(text))
    if not found:
        return _ANY_DAY
    try:
        return np.datetime64(date(*(int(found[part]) for part in ("year", "month", "day"))), "D")
    except ValueError:
        return _ANY_DAY
