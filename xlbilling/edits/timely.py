"""The edit on the payer's deadline for taking a claim."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xlbilling.edits.clocks import SOON_DAYS, claim_file_by, days_left
from xlbilling.edits.columns import Days, Words
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.filing import filing
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.findings import ERROR, WARNING


@edit(
    "CV-084",
    severity=ERROR,
    basis="the payer's own limit as the Payers sheet has it; for Medicare one calendar year after "
    "the service, 42 CFR 424.44; a warning two weeks before is common practice",
    fix="send the claim; past the day send it with proof of an earlier filing, or ask to write "
    "it off",
    examples=Examples(
        good={"dos_from": "2026-01-16", "dos_to": "2026-01-16", "patient_id": "P2"},
        bad={"dos_from": "2025-12-30", "dos_to": "2025-12-30", "patient_id": "P2"},
        office={
            "patients": ({"patient_id": "P2"},),
            "coverage": ({"patient_id": "P2", "payer_id": "PAY2", "verified_on": "2025-12-29"},),
            "payers": ({"payer_id": "PAY2", "filing_days": 90.0, "counted_from": "DOS FROM"},),
        },
    ),
)
def claim_is_filed_in_time(lines: Lines) -> Iterator[Failing]:
    """A claim that its payer does not have yet goes out before the payer's deadline.

    A payer without a limit on the Payers sheet has no deadline; what was sent and not rejected
    stands, whenever it was answered. The last 14 days are a warning.
    """
    last = lines.once(claim_file_by)
    left = days_left(last, lines.today)
    waiting = ~lines.once(filing).sent
    yield lines.claim_says(
        waiting & (left < 0),
        "dos_from",
        "the last day to file was {day}, {days} ago; expected the claim sent by then",
        day=_days(last),
        days=lambda at: [_count(-int(days)) for days in left[at]],
    )
    yield lines.claim_says(
        waiting & (left >= 0) & (left <= SOON_DAYS),
        "dos_from",
        "the last day to file is {day}, {days} from now; expected the claim sent by then",
        severity=WARNING,
        day=_days(last),
        days=lambda at: [_count(int(days)) for days in left[at]],
    )


def _days(days: Days) -> Words:
    return lambda at: [str(np.datetime64(day, "D")) for day in days[at]]


def _count(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
