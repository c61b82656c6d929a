"""The services that a patient got from one provider on one day, across claims: what NCCI judges."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xlbilling.edits.columns import Mask, Positions, Words
from xlbilling.edits.failing import positions
from xlbilling.edits.lines import Lines
from xlbilling.model.codes import NOWHERE

_SENT: Final = frozenset({"SENT", "PAID", "PARTIAL", "PATIENT", "CLOSED"})
_DENIED: Final = "DENIED"
_VOID: Final = "8"
_LARGEST: Final = 1 << 62

_OTHER_VISITS: Final = frozenset({
    "92002", "92004", "92012", "92014", "G0101", "G0245", "G0246", "G0402", "G0438", "G0439",
    "G0463", "S0610", "S0612", "S0613", "S0620", "S0621", "T1015",
})  # fmt: skip
_TELEMEDICINE_VISIT: Final = re.compile(r"980(0[0-9]|1[0-6])")


def is_visit(code: str) -> bool:
    """Tell whether a code is an evaluation and management service, or a visit billed like one.

    CPT's 99202 to 99499 and 98000 to 98016, eye examinations, Medicare's wellness visits, and the
    clinic visits of HCPCS.
    """
    evaluation = len(code) == 5 and code.isdecimal() and "99202" <= code <= "99499"
    return evaluation or code in _OTHER_VISITS or _TELEMEDICINE_VISIT.fullmatch(code) is not None


def visits(lines: Lines) -> Mask:
    """Return the lines of evaluation and management."""
    return lines.holds("code", is_visit)


def sent(lines: Lines) -> Mask:
    """Return the lines that a payer or patient already has."""
    return lines.holds("status", _SENT.__contains__)


def voided(lines: Lines) -> Mask:
    """Return the lines of claims that were taken back with frequency 8."""
    gone = np.zeros(lines.size, dtype=bool)
    submissions = lines.submissions
    gone[submissions.lines[submissions.text("frequency") == _VOID]] = True
    return gone


def paid_by(lines: Lines, kind: str) -> Mask:
    """Return the lines of patients whom a payer of a type, such as MEDICARE, covers on the day."""
    covered = np.zeros(lines.size, dtype=bool)
    covered[lines.payers.lines[lines.payers.holds("type", lambda own: own == kind)]] = True
    return covered


def counted(lines: Lines) -> Mask:
    """Return the services that count beside others: a sent or paid one does, a denied one not.

    A payer that denied a line has nothing of it on file that another line could clash with, and
    a void takes its claim back. Lines without patient, code or day can be compared with none.
    """
    whole = ~lines.blank("patient_id") & ~lines.blank("code") & ~np.isnat(lines.first_day)
    denied = lines.holds("status", lambda status: status == _DENIED)
    return whole & lines.billable & ~denied & ~lines.once(voided)


def provider(lines: Lines) -> Positions:
    """Return the number of who gave each service; who bills, where nobody is named."""
    rendering, billing = lines.numbered("rendering_npi", "billing_npi")
    return np.where(rendering == 0, billing, rendering)


def specialty(lines: Lines) -> Positions:
    """Return a number for the group that bills and the specialty that gave each service.

    The group is the billing NPI. The specialty is the taxonomy code of who gave the service; where
    the Providers sheet has none, the provider stands alone.
    """
    providers = lines.tables["providers"]
    known = {"": NOWHERE}
    taxonomy = providers.each(
        "taxonomy", lambda code: known.setdefault(code.upper(), len(known)), np.intp
    )
    taxonomy = np.append(taxonomy, NOWHERE)
    rendering = lines.match("rendering_npi", providers, "npi")
    billing = lines.match("billing_npi", providers, "npi")
    own = taxonomy[np.where(lines.blank("rendering_npi"), billing, rendering)]
    alone = len(known) + lines.once(provider)
    return together(lines.distinct("billing_npi").codes, np.where(own == NOWHERE, alone, own))


def of_one_day(lines: Lines) -> Positions:
    """Return the number of each line's patient, provider and day; NOWHERE where it counts not."""
    return _of_day(lines, lines.once(provider))


def of_one_day_and_group(lines: Lines) -> Positions:
    """Return the number of each line's patient, biller and day; NOWHERE where it counts not."""
    return _of_day(lines, lines.distinct("billing_npi").codes)


def _of_day(lines: Lines, who: Positions) -> Positions:
    at = positions(lines.once(counted))
    number = np.full(lines.size, NOWHERE, dtype=np.intp)
    day = lines.first_day[at].astype(np.int64)
    number[at] = together(lines.distinct("patient_id").codes[at], who[at], day)
    return number


def together(*parts: NDArray[np.integer]) -> Positions:
    """Return a number for each row, from 0, that is the same where all the parts are."""
    number = np.zeros(len(parts[0]), dtype=np.int64)
    for part in parts:
        if not len(part):
            break
        low = int(part.min())
        span = int(part.max()) - low + 1
        if int(number.max()) >= _LARGEST // span:
            number = pd.factorize(number)[0].astype(np.int64)
        number = number * span + (part.astype(np.int64) - low)
    return pd.factorize(number)[0].astype(np.intp)


def modified(lines: Lines, modifiers: Iterable[str]) -> Mask:
    """Return the lines that carry one of these modifiers."""
    wanted = frozenset(modifiers)
    found = np.zeros(lines.size, dtype=bool)
    for n in range(1, 5):
        if not lines.blank(f"mod{n}").all():
            found |= lines.holds(f"mod{n}", lambda code: code.upper() in wanted)
    return found


def places_shown(lines: Lines, other: Positions) -> Words:
    """Return words that name another line for each row: code, cell, claim and line."""
    code, cell = lines.procedures_shown(), lines.addresses("code", np.arange(lines.size))

    def words(at: Positions) -> list[str]:
        rows = other[at]
        claims, numbers = lines.text_at("claim_id", rows), lines.text_at("line", rows)
        parts = zip(code(rows), cell(rows), claims, numbers, strict=True)
        return [f"{a} in {b} (claim {c[:24]} line {d[:24]})" for a, b, c, d in parts]

    return words


def days_counted(number: int) -> str:
    """Return a number of days in words: ``1 day``, ``9 days``."""
    return "1 day" if number == 1 else f"{number} days"
