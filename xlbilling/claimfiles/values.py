"""Elements of a claim file as cells hold them; what cannot be read is a finding and a blank."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from xlbilling.claimfiles.tree import Segment
from xlbilling.model.cells import CellValue
from xlbilling.model.findings import ERROR, INFO, WARNING, Finding, Severity
from xlbilling.model.segments import day_of
from xlbilling.x12 import quoting
from xlbilling.x12.composites import other_separator
from xlbilling.x12.context import Context
from xlbilling.x12.numbers import NotANumberError, units_of

Row = dict[str, CellValue]
"""A row by code name; amounts are cents under ``…_cents``."""

ASK: Final = "ask the sender for a corrected file, or look it up before the claim is used"


def filled(row: Row) -> Row:
    """Return a row without its blanks."""
    return {name: value for name, value in row.items() if value not in {None, ""}}


class Values:
    """Reads elements within one claim and gathers what is wrong with them.

    Args:
        context: the delimiters of the file, and its name.
    """

    def __init__(self, context: Context) -> None:
        self.findings: list[Finding] = []
        self.claim_id = ""
        self._context = context

    @property
    def component(self) -> str:
        """What stands between the parts of an element."""
        return self._context.component

    def tell(self, trouble: tuple[str, Severity], segment: Segment, what: str, fix: str) -> None:
        """Add a finding at a segment; the claim id goes in front of the message."""
        claim = f"claim {self.claim_id}: " if self.claim_id else ""
        place = self._context.where(segment.number)
        self.findings.append(Finding(trouble[0], trouble[1], claim + what, place, fix))

    def inform(self, segment: Segment, what: str) -> None:
        """Tell of something that a row has no place for."""
        fix = "look at the file itself where it matters"
        self.tell(("837-NOT-CARRIED", INFO), segment, what, fix)

    def parts(self, segment: Segment, place: int) -> list[str]:
        """Return the parts of an element, at least eight of them."""
        parts = [one.strip() for one in segment.at(place).split(self.component)]
        return parts + [""] * (8 - len(parts))

    def check_separator(self, segment: Segment, place: int) -> None:
        """Tell once when data use another separator of parts than the one declared (R-4)."""
        used = other_separator(segment.at(place), self.component)
        if not used or any(one.id == "R-4" for one in self.findings):
            return
        what = f"{segment.tag} uses {used!r} between its parts, but the file {self.component!r}"
        fix = f"read the file again with component separator {used!r}"
        self.tell(("R-4", WARNING), segment, f"{what}; it was not split", fix)

    def cents(self, segment: Segment, place: int) -> int | None:
        """Return an amount as whole cents, None where it was not sent or is none."""
        text = segment.at(place)
        if not text:
            return None
        try:
            return self._context.cents[text]
        except NotANumberError as error:
            name = f"{segment.tag}{place:02d}"
            what = f"{name}{quoting.amount(text)} {error}; the amount is left blank"
            self.tell(("X12-MONEY", ERROR), segment, what, ASK)
            return None

    def quantity(self, segment: Segment, place: int) -> float | None:
        """Return a count or measure, None where it was not sent or is none."""
        text = segment.at(place)
        if not text:
            return None
        try:
            return float(units_of(text))  # float: a count of units, not money
        except NotANumberError as error:
            name = f"{segment.tag}{place:02d}"
            what = f"{name}{quoting.amount(text)} {error}; the quantity is left blank"
            self.tell(("X12-UNITS", ERROR), segment, what, ASK)
            return None

    def day(self, segment: Segment, place: int = 3) -> datetime | None:
        """Return the day of a date element; of a range its first day."""
        return self.days(segment, place)[0]

    def days(self, segment: Segment, place: int = 3) -> tuple[datetime | None, datetime | None]:
        """Return the first and the last day of a date element; a single day has no last."""
        text = segment.at(place)
        first, _, last = text.partition("-")
        found = [self._day(segment, place, one) for one in (first, last)]
        return found[0], found[1]

    def _day(self, segment: Segment, place: int, text: str) -> datetime | None:
        if not text:
            return None
        day = day_of(text[:8])
        if day is not None:
            return datetime(day.year, day.month, day.day)
        name = f"{segment.tag}{place:02d}"
        what = f"{name}{quoting.day(text)} is no date; the date is left blank"
        self.tell(("X12-DATE", WARNING), segment, what, ASK)
        return None
