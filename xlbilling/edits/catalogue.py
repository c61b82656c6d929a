"""All edits: the catalogue that people and programs read, and the one call that runs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from xlbilling.edits import (
    accidents,
    add_ons,
    addresses,
    amounts,
    authorizations,
    cells,
    claim,
    cob,
    code_limits,
    coding,
    coverage,
    diagnosis,
    diagnosis_codes,
    diagnosis_limits,
    drugs,
    eligibility,
    exclusions,
    facilities,
    global_period,
    history,
    holds,
    identity,
    modifiers,
    mue,
    ncci,
    new_patient,
    patient_money,
    places,
    policies,
    prices,
    procedures,
    providers,
    referrals,
    submitted,
    timely,
)
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import REGISTRY, Edit
from xlbilling.model.findings import Finding, Severity

FAMILIES: Final = (
    identity, addresses, coverage, eligibility, providers, referrals, facilities, diagnosis,
    diagnosis_codes, exclusions, diagnosis_limits, accidents, procedures, coding, modifiers,
    places, drugs, code_limits, new_patient, add_ons, ncci, mue, global_period, policies,
    amounts, prices, claim, submitted, timely,
    authorizations, history, cob, patient_money, holds, cells,
)  # fmt: skip
"""The modules whose edits are registered by importing them."""

_LONGEST_ID_SHOWN: Final = 24


@dataclass(frozen=True, slots=True)
class ClaimFinding:
    """An edit's finding on a claim line, or on a claim as a whole.

    Attributes:
        edit: the edit that failed.
        severity: how grave it is on this line: the edit's own unless the row or a payer's rule
            says otherwise.
        position: the line's position in the frame of claims (for a whole claim: a line of it).
        claim_id: the claim's id as typed, "" where it is blank.
        line: the line's number; "" where the finding is the whole claim's.
        whole_claim: the finding is the claim's.
        field: the code name of the cell's column, with its table where that is not Claims.
        where: the address of the cell to mend.
        words: what is, and what was expected.
        row: the sheet row of the cell to mend.
    """

    edit: Edit
    severity: Severity
    position: int
    claim_id: str
    line: str
    whole_claim: bool
    field: str
    where: str
    words: str
    row: int

    @property
    def message(self) -> str:
        """What is, what was expected, and which claim; no patient data."""
        claim = self.claim_id[:_LONGEST_ID_SHOWN] or "without id"
        line = (
            "" if self.whole_claim else f" line {self.line[:_LONGEST_ID_SHOWN] or 'without number'}"
        )
        return f"{self.words} (claim {claim}{line})"

    def as_finding(self) -> Finding:
        """Return the finding as every command shows it."""
        mend = f"{self.edit.fix}. Basis: {self.edit.basis}"
        return Finding(self.edit.id, self.severity, self.message, self.where, mend)


def all_edits() -> tuple[Edit, ...]:
    """Return every registered edit, in the order of their ids."""
    return tuple(REGISTRY.edits.values())


def catalogue() -> list[dict[str, Any]]:
    """Return the edits as ``edits --json`` shows them.

    ``good`` and ``bad`` are claim rows by code name, ``with`` the rows of the other tables that
    they need; amounts are dollars, dates ISO text.
    """
    return [edit.as_json() for edit in all_edits()]


def check(lines: Lines, edits: Iterable[Edit] | None = None) -> list[ClaimFinding]:
    """Return the findings of the edits (of all, unless some are given), in the order of ids."""
    chosen = all_edits() if edits is None else edits
    return [
        found
        for edit in chosen
        for failing in edit.check(lines)
        if len(failing.lines)
        for found in _findings(edit, lines, failing)
    ]


def _findings(edit: Edit, lines: Lines, failing: Failing) -> Iterator[ClaimFinding]:
    table = failing.table.table
    own = table.name == "claims"
    field = failing.field if own else f"{table.name}.{failing.field}"
    claim_ids = lines.text("claim_id")[failing.lines]
    numbers = lines.text("line")[failing.lines]
    sheet_rows = failing.table.sheet_rows[failing.rows].tolist()
    severity = failing.severity or edit.severity
    columns = (failing.lines.tolist(), claim_ids, numbers, sheet_rows, failing.words())
    for position, claim_id, line, sheet_row, words in zip(*columns, strict=True):
        yield ClaimFinding(
            edit,
            severity,
            position,
            claim_id,
            "" if failing.whole_claim else line,
            failing.whole_claim,
            field,
            table.where(failing.field, sheet_row),
            words,
            sheet_row,
        )
