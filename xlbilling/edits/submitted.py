"""Edits on what was sent, or is about to be: the rows of the Submissions sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits.coding_hash import claim_hashes
from xlbilling.edits.columns import Mask
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.filing import CORRECTIONS, REJECTED, at_rows, submitted
from xlbilling.edits.joins import Joined
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import ERROR, WARNING

_FREQUENCIES: Final = frozenset({"1"}) | CORRECTIONS
_MEDICARE: Final = "MEDICARE"
_PART_B: Final = frozenset({"", "MB"})


@edit(
    "CV-081",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2300 CLM05-3 and REF*F8",
    fix="7 and 8 carry the payer's claim number of the claim they replace, 1 carries none; to a "
    "payer that takes no 7 or 8 send a new claim, or its own form",
    examples=Examples(
        good={},
        bad={"claim_id": "C1002"},
        office={"submissions": ({"claim_id": "C1002", "frequency": "7"},)},
    ),
)
def frequency_fits_the_payer_claim_number(lines: Lines) -> Iterator[Failing]:
    """What is sent is frequency 1, 7 or 8; 7 and 8 name the payer's claim, where it takes them.

    The number that a payer gave to a claim after it was sent may stand beside frequency 1.
    """
    sent = lines.submissions
    frequency = sent.text("frequency")
    empty = sent.blank("payer_claim_no")
    open_ = _can_be_mended(sent)
    corrects = np.isin(frequency, list(CORRECTIONS))
    accepts = sent.named("payer_id", lines.tables["payers"], "payer_id", "accepts_7_8")
    shown = sent.codes_shown("frequency")
    yield sent.says(
        open_ & sent.holds("frequency", lambda code: code not in _FREQUENCIES),
        "frequency",
        "frequency is {code}; expected 1, 7 or 8",
        code=shown,
    )
    yield sent.says(
        open_ & corrects & empty,
        "payer_claim_no",
        "payer claim number is blank for frequency {code}; expected that of the claim replaced",
        code=shown,
    )
    yield sent.says(
        np.isnat(sent.days("sent")) & (frequency == "1") & ~empty,
        "payer_claim_no",
        "payer claim number stands beside frequency 1; expected none on an original claim",
    )
    yield sent.says(
        open_ & corrects & (accepts == "N"),
        "frequency",
        "frequency is {code}, which the payer does not take; expected 1",
        code=shown,
    )


def _can_be_mended(sent: Joined) -> Mask:
    """Rows that no payer has taken: not sent, not answered, or rejected."""
    return sent.holds("answer", lambda text: text.upper() in {"", REJECTED})


@edit(
    "CV-082",
    severity=ERROR,
    basis="Medicare Part B takes original claims only and returns frequency 7 and 8; common "
    "practice",
    fix="send Medicare a new claim of frequency 1, or ask for a reopening of the one it paid",
    examples=Examples(
        good={"claim_id": "C1002", "patient_id": "P2"},
        bad={"claim_id": "C1003", "patient_id": "P2"},
        office={
            "patients": ({"patient_id": "P2"},),
            "coverage": ({"patient_id": "P2", "payer_id": "MCARE", "member_id": "1EG4TE5MK73"},),
            "submissions": (
                {"claim_id": "C1002", "payer_id": "MCARE", "sent": "2025-03-10"},
                {
                    "claim_id": "C1003",
                    "payer_id": "MCARE",
                    "frequency": "7",
                    "payer_claim_no": "1125063000123",
                    "sent": "2025-03-10",
                },
            ),
        },
    ),
)
def medicare_gets_original_claims(lines: Lines) -> Iterator[Failing]:
    """A claim to Medicare Part B has frequency 1."""
    sent = lines.submissions
    payers = lines.tables["payers"]
    medicare = sent.named("payer_id", payers, "payer_id", "type") == _MEDICARE
    part_b = np.isin(sent.named("payer_id", payers, "payer_id", "filing_indicator"), list(_PART_B))
    corrects = sent.holds("frequency", lambda code: code in CORRECTIONS)
    yield sent.says(
        medicare & part_b & corrects & _can_be_mended(sent),
        "frequency",
        "frequency is {code} for Medicare Part B; expected 1",
        code=sent.codes_shown("frequency"),
    )


@edit(
    "CV-093",
    severity=WARNING,
    basis="a claim that was sent and then changed no longer says what the payer has; common "
    "practice",
    fix="send a corrected claim, or put the line back as it was sent; Claim Changes has what it "
    "was",
    examples=Examples(
        good={"claim_id": "C1002"},
        bad={"claim_id": "C1003", "line": "1", "mod1": "25"},
        office={
            "submissions": (
                {"claim_id": "C1003", "sent": "2025-03-10", "row_hash": "0123456789abcdef"},
            )
        },
    ),
)
def claim_is_as_it_was_sent(lines: Lines) -> Iterator[Failing]:
    """A claim that a payer has says the same as on the day it was sent.

    Asked of the last row sent of a claim, unless it was rejected or a new one is about to go.
    """
    rows = lines.once(submitted)
    row = np.where(rows.unsent == NOWHERE, rows.last, NOWHERE)[lines.claim]
    table = lines.tables["submissions"]
    sent_as = at_rows(table.each("row_hash", _hash, np.uint64), row, 0)
    rejected = at_rows(table.holds("answer", _is_rejected), row, otherwise=False)
    changed = (sent_as != 0) & ~rejected & (sent_as != claim_hashes(lines))
    days = at_rows(table.days("sent"), row, "NaT")
    yield lines.claim_says(
        changed,
        "code",
        "the claim is not as it was sent on {day}; expected the same, or a corrected claim",
        day=lambda at: [str(day) for day in days[at]],
    )


def _is_rejected(answer: str) -> bool:
    return answer.upper() == REJECTED


def _hash(text: str) -> int:
    """Return a stored hash as a number, 0 for what is none."""
    try:
        return int(text, 16) if len(text) == 16 else 0
    except ValueError:
        return 0
