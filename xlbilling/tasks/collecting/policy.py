"""What the office says on collecting: its levels and its limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from xlbilling.model.errors import RefusedError
from xlbilling.tasks import settings

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.collecting.visits import Visit
    from xlbilling.tasks.statements.open_lines import OpenLine

STATEMENT: Final = "STATEMENT"
LETTER: Final = "PRE-COLLECTION LETTER"
PLACE: Final = "PLACE"
BAD_DEBT: Final = "WRITE OFF BAD DEBT"
READS: Final = ("delinquency_levels", "letters", "placements")


@dataclass(frozen=True, slots=True)
class DelinquencyLevel:
    """One row of Delinquency Levels."""

    level: int
    from_days: int
    statements: int
    words: str
    step: str


@dataclass(frozen=True)
class Policy:
    """How far the office goes, and when.

    Attributes:
        day: the day of the run.
        levels: in order.
        letters: by account, the day of its newest pre-collection letter.
        at_agency: claim/line of what is placed now.
        returned: claim/line of what an agency gave back.
        medicaid: patients whom Medicaid covers.
        with_medicaid: claims on which Medicaid has owed something.
        small_cents: a balance up to this is small.
        small_days: what it must be older than.
        least_cents: less is not placed.
        agency_days: days from the first statement until a visit may be placed.
        notice_days: days from the final notice until a visit may go further.
        letter_days: days that a letter gives.
        cycle_days: days between two statements.
    """

    day: date
    levels: Sequence[DelinquencyLevel]
    letters: Mapping[str, date]
    at_agency: frozenset[str]
    returned: frozenset[str]
    medicaid: frozenset[str]
    with_medicaid: frozenset[str]
    small_cents: int
    small_days: int
    least_cents: int
    agency_days: int
    notice_days: int
    letter_days: int
    cycle_days: int

    @classmethod
    def of(cls, book: Snapshot, day: date) -> Policy:
        """Return what the workbook says.

        Raises:
            RefusedError: a setting cannot be read, or Delinquency Levels has no whole row.
        """
        own = book.settings
        states = placed_lines(book)
        return cls(
            day,
            _levels(book),
            _letters(book, day),
            frozenset(one for one, state in states.items() if state in {"PLACED", "PAID"}),
            frozenset(one for one, state in states.items() if state in {"RECALLED", "CLOSED"}),
            *_medicaid(book),
            settings.cents(own, "Small Balance"),
            settings.count(own, "Small Balance Days"),
            settings.cents(own, "Agency Minimum"),
            settings.count(own, "Agency Days"),
            settings.count(own, "Final Notice Days"),
            settings.count(own, "Letter Days"),
            settings.count(own, "Statement Cycle Days"),
        )

    def level_of(self, visit: Visit) -> DelinquencyLevel:
        """Return the highest level whose days and statements a visit has reached."""
        days = (self.day - visit.given).days
        reached = [
            one
            for one in self.levels
            if one.from_days <= days and one.statements <= visit.statements
        ]
        return reached[-1] if reached else self.levels[0]

    def waits_for_medicaid(self, line: OpenLine) -> bool:
        """Tell whether Medicaid is to be billed before a QMB's share is written off (ST-14)."""
        return line.patient_id in self.medicaid and line.claim_id not in self.with_medicaid

    def asks_for_letter(self, level: DelinquencyLevel) -> bool:
        """Tell whether a letter comes before a level's step."""
        return any(one.step == LETTER and one.level <= level.level for one in self.levels)

    def is_ripe(self, visit: Visit) -> bool:
        """Tell whether the final notice of a visit has had its days (ST-5, ST-12)."""
        final = visit.final_notice
        return final is not None and (self.day - final).days >= self.notice_days


def placed_lines(book: Snapshot) -> dict[str, str]:
    """Return by claim/line the state of its last placement; what is only proposed is left out."""
    frame = book.frame("placements").sort_values("placed_on", kind="stable")
    found = {}
    for lines, state in zip(frame["lines"], frame["state"], strict=True):
        if state not in {"", "PROPOSED"}:
            found.update(dict.fromkeys(lines.split(), state))
    return found


def _medicaid(book: Snapshot) -> tuple[frozenset[str], frozenset[str]]:
    """Return the patients whom Medicaid covers, and the claims on which it has owed something."""
    payers, coverage, rows = (book.frame(name) for name in ("payers", "coverage", "ledger"))
    programs = set(payers.loc[payers["type"] == "MEDICAID", "payer_id"])
    owned = rows["payer_id"].isin(programs) | rows["to_owner"].str.partition(":")[2].isin(programs)
    return (
        frozenset(coverage.loc[coverage["payer_id"].isin(programs), "patient_id"]),
        frozenset(rows.loc[owned, "claim_id"]),
    )


def _levels(book: Snapshot) -> list[DelinquencyLevel]:
    needed = ["level", "from_days", "statements"]
    frame = book.frame("delinquency_levels").dropna(subset=needed)
    frame = frame[frame["step"] != ""].sort_values("level", kind="stable")
    if frame.empty:
        raise RefusedError(
            "Delinquency Levels has no row with level, days, statements and next step",
            id="LEVELS-NONE",
            fix="copy its rows from a workbook made by 'xlbilling new', or type your own",
        )
    columns = ("level", "from_days", "statements", "words", "step")
    return [
        DelinquencyLevel(int(level), int(days), int(statements), words, step)
        for level, days, statements, words, step in zip(
            *(frame[name] for name in columns), strict=True
        )
    ]


def _letters(book: Snapshot, day: date) -> dict[str, date]:
    frame = book.frame("letters").sort_values("date", kind="stable")
    pairs = zip(frame["guarantor_id"], frame["date"], strict=True)
    return {account: on.date() for account, on in pairs if on == on and on.date() <= day}  # noqa: PLR0124  NaT
