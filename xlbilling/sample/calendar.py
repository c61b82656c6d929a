"""When the office does what, beside each month's posting: bills, letters, the end of a quarter.

Statements go out every three weeks, so that what became the patients' in November has had its five
statements by the end of February, its letter in March, and may go to the agency on the last day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from xlbilling.sample import follow_up
from xlbilling.sample.patient_money import DEFAULTED, MISSED
from xlbilling.sample.staff import BILLER, FRONT_DESK, MANAGER


@dataclass(frozen=True)
class Job:
    """A command with its options."""

    command: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Typed:
    """What somebody types into rows of the workbook that are there already.

    Attributes:
        table: by code name.
        by: the frame column that names the rows.
        cells: by what stands in it, the cells to type by code name.
    """

    table: str
    by: str
    cells: Mapping[Any, Mapping[str, Any]]


Step = Job | Typed

_MESSAGE_DAYS: Final = (0, 20, 40, 60, 80)
_LEVEL_DAYS: Final = (0, 20, 40, 60, 80, 90, 100)
_STATEMENTS: Final = Job("make-statements")
_COLLECTIONS: Final = Job("work-collections")

AT_THE_START: Final = (
    Typed("statement_messages", "level", {
        level: {"days": days} for level, days in enumerate(_MESSAGE_DAYS, start=1)
    }),
    Typed("delinquency_levels", "level", {
        level: {"from_days": days} for level, days in enumerate(_LEVEL_DAYS, start=1)
    }),
)  # fmt: skip
"""What the office set otherwise than a fresh workbook has it: it bills every three weeks."""


def _day(text: str) -> date:
    return date.fromisoformat(text)


_CALL_AGAIN: Final = _day("2026-04-03")

BETWEEN: Final[tuple[tuple[date, tuple[Step, ...]], ...]] = (
    (_day("2025-11-30"), (_STATEMENTS,)),
    (_day("2025-12-22"), (_STATEMENTS,)),
    (_day("2026-01-12"), (_STATEMENTS,)),
    (_day("2026-02-02"), (_STATEMENTS,)),
    (_day("2026-02-23"), (_STATEMENTS,)),
    (_day("2026-03-16"), (
        Typed("patients", "patient_id", {
            follow_up.DECEASED_PATIENT: {"deceased": follow_up.DIED}
        }),
        Job("make-letters"),
    )),
)  # fmt: skip
"""What is done on other days than the last of a month, and then after that month's posting."""

PLACED: Final = "G1034"
"""The account that the manager lets go to the collection agency."""
_WRITTEN_OFF: Final = "G1022"
_WORK: Final = (
    ("G1020", MANAGER, "ask the court for the case's state"),
    ("G1061", MANAGER, "answer the dispute"),
    ("G1010", BILLER, "ask the insurer, then answer the complaint"),
    (DEFAULTED, BILLER, "agree on a new plan"),
    ("G1048", FRONT_DESK, "find the new address"),
)
"""Who does what next with an account past due."""

CLOSING: Final[tuple[Step, ...]] = (
    Job("refund"),
    Job("refresh-worklist"),
    Job("log-inquiry", {
        "account": MISSED, "kind": "INQUIRY", "from_whom": "PATIENT", "owner": BILLER,
        "subject": "asks to pay on the 5th of the month",
    }),
    Job("review-plans"),
    Job("screen-finances"),
    Job("check-estimates"),
    _COLLECTIONS,
    Typed("collections", "guarantor_id", {
        account: {"owner": who, "next_action": what, "next_date": _CALL_AGAIN}
        for account, who, what in _WORK
    }),
    Typed("placements", "guarantor_id", {PLACED: {"approver": MANAGER}}),
    Typed("write_off_proposals", "guarantor_id", {_WRITTEN_OFF: {"approver": MANAGER}}),
    Typed("estates", "guarantor_id", {
        follow_up.DECEASED: {"date_of_death": follow_up.DIED, "note": "the daughter calls back"}
    }),
    Job("place-accounts"),
    Job("post-write-offs"),
    Job("list-credits"),
    _STATEMENTS,
    _COLLECTIONS,
    Job("age-receivables"),
    Job("refresh-dashboard"),
    Job("report-profit"),
    Job("report-productivity", {"from": "2026-01-01", "by": "MONTH"}),
    Job("verify-ledger"),
)  # fmt: skip
"""The end of the quarter, in the order in which an office does it."""
