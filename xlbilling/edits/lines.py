"""The claim lines as the edits see them: joined once with patients, coverage, payers, providers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from xlbilling.edits.columns import Columns, Days, Mask, Positions, Texts, Words, shown_code
from xlbilling.edits.diagnoses import Diagnoses
from xlbilling.edits.failing import Failing, Value, first_of_each, positions, taken
from xlbilling.edits.joins import Joined, join_all, join_first
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import Finding, Severity
from xlbilling.model.tables import Snapshot, TableData

if TYPE_CHECKING:
    from collections.abc import Mapping

Made = TypeVar("Made")

TABLES: Final = (
    "claims", "patients", "guarantors", "coverage", "verifications", "payers", "providers",
    "locations", "submissions", "authorizations", "code_needs", "code_limits",
    "medical_policies", "fees", "rates", "receipts", "remits", "remit_lines",
    "remit_adjustments",
)  # fmt: skip
"""What the edits look at."""

IN_HOUSE_CODES: Final = "In-House Codes"
ZERO_CHARGE_CODES: Final = "Zero Charge Codes"
ELIGIBILITY_DAYS: Final = "Eligibility Days"
BLANK_CONSENTS: Final = "Blank Consents"
DEFAULT_SETTINGS: Final[Mapping[str, str]] = {
    IN_HOUSE_CODES: "NOSHOW",
    ZERO_CHARGE_CODES: "99024",
    ELIGIBILITY_DAYS: "30",
    BLANK_CONSENTS: "Y",
}
"""The office's own codes, never billed to a payer; codes that may carry no charge, beside
Category II (0001F to 9999F), which only report; how old a check of coverage may be; whether
blank consents are on file."""

PROCEDURE: Final = re.compile(r"[0-9]{4}[0-9AFTUM]|[A-V][0-9]{4}")
"""The shape of a CPT code (A, M, U: its own families; F: Category II; T: III) or HCPCS code."""

_CATEGORY_II: Final = re.compile(r"\d{4}F")


class Lines(Columns):
    """Every claim line, with what belongs to it in the other tables.

    Args:
        book: the workbook as read; a table that is missing counts as empty.
        as_of: today, for what may not lie in the future.
    """

    def __init__(self, book: Snapshot, as_of: date) -> None:
        super().__init__(_table(book, "claims"))
        self.today = np.datetime64(as_of, "D")
        self.codes = book.codes
        self.settings = {name.casefold(): text for name, text in book.settings.items()}
        self.tables = {name: Columns(_table(book, name)) for name in TABLES[1:]}
        self.tables["claims"] = self
        self._made: dict[Callable[[Lines], Any], Any] = {}

    def once(self, make: Callable[[Lines], Made]) -> Made:
        """Return what a function makes of these lines, made once however many edits ask."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    @cached_property
    def claim(self) -> Positions:
        """The number of each line's claim; a line without claim id is a claim of its own."""
        ids = self.distinct("claim_id")
        alone = len(ids.values) + np.arange(self.size)
        return np.where(self.blank("claim_id"), alone, ids.codes)

    @cached_property
    def first_line(self) -> Positions:
        """For each line, the position of its claim's first line on the sheet."""
        first = first_of_each(self.claim)
        position = np.zeros(int(self.claim.max(initial=0)) + 1, dtype=np.intp)
        position[self.claim[first]] = first
        return position[self.claim]

    @cached_property
    def diagnoses(self) -> Diagnoses:
        """The diagnoses of every line, as numbers that the edits on them share."""
        return Diagnoses(self)

    @cached_property
    def first_day(self) -> Days:
        """First day of service."""
        return self.days("dos_from")

    @cached_property
    def last_day(self) -> Days:
        """Last day of service; blank means the first."""
        to = self.days("dos_to")
        return np.where(np.isnat(to), self.first_day, to)

    @cached_property
    def in_house(self) -> Mask:
        """Lines of the office's own codes, such as a no-show fee: never billed to a payer."""
        own = self._code_list(IN_HOUSE_CODES)
        return self.holds("code", lambda code: own(code.upper()))

    @cached_property
    def billable(self) -> Mask:
        """Lines that go to a payer."""
        return ~self.in_house

    @cached_property
    def may_be_free(self) -> Mask:
        """Lines of codes that only report, so that a charge of zero is right."""
        listed = self._code_list(ZERO_CHARGE_CODES)
        return self.holds("code", lambda code: listed(code) or _CATEGORY_II.fullmatch(code))

    def _code_list(self, setting: str) -> Callable[[str], bool]:
        return code_list(self.setting(setting))

    def setting(self, name: str) -> str:
        """Return what the office has set, or the default where its cell is blank."""
        return self.settings.get(name.casefold(), "").strip() or DEFAULT_SETTINGS[name]

    def count_setting(self, name: str) -> int:
        """Return a setting that is a whole number.

        Raises:
            RefusedError: its text is no whole number of 0 or more.
        """
        shown = self.setting(name)
        if not (shown.isascii() and shown.isdigit()):
            raise RefusedError(
                f"Settings: '{name}' is '{shown[:30]}'; expected a whole number, 0 or more",
                id="SETTING-WRONG",
                fix=f"type it beside '{name}' on the Settings sheet; its default is "
                f"{DEFAULT_SETTINGS[name]}",
            )
        return int(shown)

    @cached_property
    def modifiers(self) -> tuple[Texts, ...]:
        """The four modifier columns."""
        return tuple(self.text(f"mod{n}") for n in range(1, 5))

    @cached_property
    def patients(self) -> Joined:
        """Each line with its patient."""
        return join_first(self, "patient_id", self.tables["patients"], "patient_id", self.claim)

    @cached_property
    def all_coverage(self) -> Joined:
        """Each line with every coverage of its patient, whatever its dates."""
        return join_all(self, "patient_id", self.tables["coverage"], self.claim)

    @cached_property
    def insured(self) -> Mask:
        """Lines that go to a payer, of patients of whom any coverage is known."""
        known = np.zeros(self.size, dtype=bool)
        known[self.all_coverage.lines] = True
        return known & self.billable

    @cached_property
    def coverage(self) -> Joined:
        """Each billable line with the coverage that holds on its first day of service."""
        every = self.all_coverage
        day = every.of_line(self.first_day)
        starts, ends = every.days("from"), every.days("to")
        began = np.isnat(starts) | (starts <= day)
        goes_on = np.isnat(ends) | (day <= ends)
        return every.keep(began & goes_on & ~np.isnat(day) & every.of_line(self.billable))

    @cached_property
    def payers(self) -> Joined:
        """Each billable line with the payers of its coverage."""
        return self.coverage.through("payer_id", self.tables["payers"], "payer_id")

    @cached_property
    def submissions(self) -> Joined:
        """Each line with what was sent of its claim."""
        return join_all(self, "claim_id", self.tables["submissions"], self.claim)

    @cached_property
    def locations(self) -> Joined:
        """Each line with its location."""
        return join_first(self, "location", self.tables["locations"], "location", self.claim)

    def provider(self, role: str) -> Joined:
        """Return each line with its billing, rendering or referring provider."""
        return join_first(self, f"{role}_npi", self.tables["providers"], "npi", self.claim)

    def refused(self, kind: str) -> list[Finding]:
        """Return what the gates refused in these tables, of one kind."""
        tables = (one.table for one in self.tables.values())
        return [found for table in tables for found in table.findings if found.id == kind]

    @cached_property
    def _reasons(self) -> dict[str, str]:
        """What the gates said of a cell, by its address."""
        every = (f for one in self.tables.values() for f in one.table.findings)
        return {f.where: f.message for f in every if f.id != "CELL-ID"}

    def blank_or_refused(self, name: str) -> Callable[[Positions], list[str]]:
        """Return words for cells that read as blank: ``is blank``, or why a gate refused them."""

        def words(at: Positions) -> list[str]:
            cells = (self.where(name, int(n)) for n in at)
            return [_after_header(self._reasons.get(cell, "")) for cell in cells]

        return words

    def procedures_shown(self) -> Words:
        """Return words for procedure codes; what has not their shape may be a diagnosis."""

        def words(at: Positions) -> list[str]:
            return [procedure_shown(code) for code in self.text_at("code", at)]

        return words

    def says(
        self, mask: Mask, field: str, text: str, severity: Severity | None = None, **values: Value
    ) -> Failing:
        """Return the lines of a mask as failing, each at its own cell."""
        at = positions(mask)
        return Failing(
            lines=at,
            whole_claim=False,
            table=self,
            rows=at,
            field=field,
            text=text,
            values=taken(values, at),
            severity=severity,
        )

    def claim_says(
        self, mask: Mask, field: str, text: str, severity: Severity | None = None, **values: Value
    ) -> Failing:
        """Return the claims that have a line in a mask as failing, at the first such line."""
        found = positions(mask)
        at = found[first_of_each(self.claim[found])]
        return Failing(
            lines=at,
            whole_claim=True,
            table=self,
            rows=at,
            field=field,
            text=text,
            values=taken(values, at),
            severity=severity,
        )


def procedure_shown(code: str) -> str:
    """Return a procedure code in quotes; anything else only as far as it tells of no patient."""
    return f'"{code}"' if PROCEDURE.fullmatch(code) else shown_code(code)


def code_list(text: str) -> Callable[[str], bool]:
    """Return a test whether a code is on a list such as ``99024, G8*``; a star ends a family."""
    return one_of({part.upper() for part in re.split(r"[,;\s]+", text) if part})


def one_of(parts: Collection[str]) -> Callable[[str], bool]:
    """Return a test whether a text is one of some, or of a family such as ``G8*`` of them."""
    exact = {part for part in parts if not part.endswith("*")}
    families = tuple(part[:-1] for part in parts if part not in exact)
    return lambda text: text in exact or (bool(families) and text.startswith(families))


def _after_header(reason: str) -> str:
    """Return a gate's reason without the header before it and the expectation behind it."""
    start = reason.find(" is ")
    return reason[start + 1 :].partition(";")[0] if start >= 0 else "is blank"


def _table(book: Snapshot, name: str) -> TableData:
    if name in book.tables:
        return book.tables[name]
    import pandas as pd

    return TableData(name, name.capitalize(), pd.DataFrame(), {})
