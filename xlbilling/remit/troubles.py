"""The findings made while a remittance is read."""

from __future__ import annotations

from typing import Final

from xlbilling.model.findings import ERROR, WARNING, Finding, Severity
from xlbilling.model.segments import day_of
from xlbilling.remit.claims import OpenClaim
from xlbilling.x12 import quoting
from xlbilling.x12.composites import other_separator, procedure_of
from xlbilling.x12.context import Context
from xlbilling.x12.numbers import NotANumberError, units_of

ASK_AGAIN: Final = "ask the payer for a corrected file"
_FIX_MONEY: Final = "the amount counts as nothing here; ask the payer for a corrected file"


class Troubles:
    """The findings of one transaction; while a claim is open they are the claim's.

    The methods are the slow way of reading: they are called for texts that are wrong or
    were not met before.
    """

    def __init__(self, context: Context) -> None:
        """Start without any."""
        self.findings: list[Finding] = []
        self.claim: OpenClaim | None = None
        self._context = context
        self._has_told_component = False

    def tell(self, trouble: tuple[str, Severity], number: int, message: str, fix: str) -> None:
        """Add a finding at a segment; the claim id goes in front of the message."""
        claim = f"claim {self.claim.elements[1]}: " if self.claim is not None else ""
        findings = self.findings if self.claim is None else self.claim.findings
        place = self._context.where(number)
        findings.append(Finding(trouble[0], trouble[1], claim + message, place, fix))

    def money(self, text: str, name: str, number: int) -> int:
        """Return cents; what is no exact amount is a finding and counts as nothing."""
        try:
            return self._context.cents[text]
        except NotANumberError as error:
            self.tell(
                ("X12-MONEY", ERROR), number, f"{name}{quoting.amount(text)} {error}", _FIX_MONEY
            )
            return 0

    def required_money(self, text: str, name: str, number: int) -> int:
        """Return cents as ``money`` does; an empty amount is a finding too."""
        if not text:
            self.tell(("X12-MONEY", ERROR), number, f"{name} is empty", _FIX_MONEY)
        return self.money(text, name, number)

    def check_date(self, elements: list[str], text: str, number: int) -> None:
        """Look at a date text not met before: DTM02 must be a real day, or empty."""
        if len(elements) > 2 and elements[2] and day_of(elements[2]) is None:
            what = f"DTM{quoting.code(elements[1])}{quoting.day(elements[2])} is no date"
            fix = "the date counts as missing; look it up before posting"
            self.tell(("X12-DATE", WARNING), number, what, fix)
        else:
            self._context.real_dates.add(text)

    def check_component(self, text: str, tag: str, number: int) -> None:
        """Tell once when data use another component separator than the one declared (R-4)."""
        declared = self._context.component
        used = "" if self._has_told_component else other_separator(text, declared)
        if not used:
            return
        self._has_told_component = True
        verb = "declares" if self._context.delimiters.is_declared else "declares none, taken was"
        what = f"{tag} uses {used!r} between its parts, but the file {verb} {declared!r}"
        fix = f"read the file again with component separator {used!r}"
        self.tell(("R-4", WARNING), number, f"{what}; it was not split", fix)

    def check_procedure(self, text: str, name: str, number: int) -> None:
        """Look at a code text not met before: is there a code, is it split as declared."""
        self.check_component(text, "SVC", number)
        if procedure_of(text, self._context.component).code:
            self._context.codes.add(text)
        elif not self._has_told_component:
            what = f"{name}{quoting.procedure(text)} has no procedure code"
            fix = "the line is matched by its control number or charge"
            self.tell(("X12-CODE", WARNING), number, what, fix)

    def check_units(self, text: str, name: str, number: int) -> None:
        """Look at a quantity text not met before; what is no number counts as 0 units."""
        try:
            self._context.units[text] = units_of(text)
        except NotANumberError as error:
            what = f"{name}{quoting.amount(text)} {error}; counted as 0 units"
            fix = "check the units of the line before posting"
            self.tell(("X12-UNITS", WARNING), number, what, fix)
