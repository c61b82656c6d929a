"""The fields that an office's own rule may name: columns of Claims and of what belongs to it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from xlbilling.edits.columns import Columns, Positions
from xlbilling.edits.filing import filing
from xlbilling.edits.joins import Joined
from xlbilling.edits.lines import Lines
from xlbilling.model.codes import NOWHERE

CLAIMS: Final = "claims"
COVERAGE: Final = "coverage"
PAYERS: Final = "payers"
ROLES: Final = ("rendering", "billing", "referring", "supervising")
"""The providers of a line, each of whom is a row of the Providers sheet."""

PATIENTS: Final = "patients"
GUARANTORS: Final = "guarantors"
_PEOPLES: Final = frozenset({PATIENTS, GUARANTORS, COVERAGE})
_NAMED_BY: Final = {
    PATIENTS: ("patient_id", PATIENTS, "patient_id"),
    "locations": ("location", "locations", "location"),
    "authorizations": ("auth", "authorizations", "auth"),
    **{role: (f"{role}_npi", "providers", "npi") for role in ROLES},
}
"""By place, the column of Claims that names a row there, and where: table and column."""


class FieldKind(StrEnum):
    """What a field's cells hold, and so what a rule may ask of them; as columns are declared."""

    TEXT = "text"
    MONEY = "money"
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True)
class Field:
    """What a rule looks at.

    Attributes:
        label: as people write it: ``Mod1``, ``Modifiers``, ``Patients.Sex``.
        place: whose column it is: ``claims``, another table's code name, or a provider's role.
        columns: code names; several for a family such as Modifiers.
        headers: the headers of these columns.
        kind: what the cells hold.
        values: the only texts that may stand there; empty for any.
        holds_codes: its texts are ids or words of a list, in which no comma stands.
    """

    label: str
    place: str
    columns: tuple[str, ...]
    headers: tuple[str, ...]
    kind: FieldKind = FieldKind.TEXT
    values: tuple[str, ...] = ()
    holds_codes: bool = False

    @property
    def table(self) -> str:
        """The code name of the table that has it."""
        return "providers" if self.place in ROLES else self.place

    @property
    def is_diagnosis(self) -> bool:
        """Whether it holds diagnoses: the dot in a code then does not count."""
        return self.place == CLAIMS and self.columns[0].startswith("dx")

    @property
    def is_private(self) -> bool:
        """Whether a message must not repeat what stands in it."""
        return self.is_diagnosis or self.place in _PEOPLES


class Fields:
    """All fields by the name that a person writes; capitals, blanks and signs do not count."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._fields = {_plain(one.label): one for one in fields}

    def named(self, text: str) -> Field | None:
        """Return the field of a name such as ``Mod1``, ``Claims.mod1`` or ``Providers.NPI``."""
        name = _plain(text).removeprefix("claims.")
        if name.startswith("providers."):
            name = f"{ROLES[0]}.{name.partition('.')[2]}"
        return self._fields.get(name)

    def nearest(self, text: str) -> str:
        """Return the field's name that is most like a text, "" where none is."""
        found = difflib.get_close_matches(_plain(text), self._fields, n=1, cutoff=0.5)
        return self._fields[found[0]].label if found else ""


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum() or sign == ".")


@dataclass(frozen=True)
class Billed:
    """Claim lines with a payer each; a line may stand with several.

    Attributes:
        all_lines: every claim line.
        line: the line of each pair, by position.
        payer: the payer's row of the Payers sheet; NOWHERE for none.
        coverage: the row of the Coverage sheet by which it pays; NOWHERE for none.
    """

    all_lines: Lines
    line: Positions
    payer: Positions
    coverage: Positions

    def rows(self, place: str) -> tuple[Columns, Positions]:
        """Return the table of a field's place, and each pair's row of it, NOWHERE for none."""
        lines, tables = self.all_lines, self.all_lines.tables
        own = {CLAIMS: self.line, COVERAGE: self.coverage, PAYERS: self.payer}
        if place in own:
            return tables[place], own[place]
        if place == GUARANTORS:
            patients, patient = self.rows(PATIENTS)
            guarantors = tables[GUARANTORS]
            of_patient = patients.match("guarantor_id", guarantors, "guarantor_id")
            return guarantors, _at(of_patient, patient)
        name, table, key = _NAMED_BY[place]
        return tables[table], lines.match(name, tables[table], key)[self.line]


def _at(values: Positions, rows: Positions) -> Positions:
    """Return values at some rows, NOWHERE where the row is NOWHERE."""
    return np.append(values, NOWHERE)[rows]


def billed_now(lines: Lines) -> Billed:
    """Return every line once, with the payer that it goes to now."""
    payer = lines.once(filing).payer
    held, of_coverage = _coverage_payers(lines)
    mine = np.flatnonzero((of_coverage != NOWHERE) & (of_coverage == payer[held.lines]))[::-1]
    coverage = np.full(lines.size, NOWHERE, dtype=np.intp)
    coverage[held.lines[mine]] = held.rows[mine]  # of several the first one stays
    return Billed(lines, np.arange(lines.size), payer, coverage)


def ever_billed(lines: Lines) -> Billed:
    """Return every line with each payer that covers it on its day, and with the one it has now.

    What was sent to the primary payer last month may be with the secondary one by now.
    """
    now = lines.once(billed_now)
    held, of_coverage = _coverage_payers(lines)
    return Billed(
        lines,
        np.concatenate([now.line, held.lines]),
        np.concatenate([now.payer, of_coverage]),
        np.concatenate([now.coverage, held.rows]),
    )


def _coverage_payers(lines: Lines) -> tuple[Joined, Positions]:
    """Return each line with the coverage that holds on its day, and the payers' rows of that."""
    held = lines.coverage
    return held, held.columns.match("payer_id", lines.tables[PAYERS], "payer_id")[held.rows]
