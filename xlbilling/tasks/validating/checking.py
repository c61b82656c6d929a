"""One check of all claims: the edits, what payers' rules make of them, faults of tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from xlbilling.edits.catalogue import ClaimFinding, all_edits, check
from xlbilling.edits.lines import TABLES, Lines
from xlbilling.layout import frames
from xlbilling.layout.tables import BY_NAME
from xlbilling.model import codes
from xlbilling.model.tables import Snapshot, TableData
from xlbilling.tasks.validating import own_rules, payer_rules
from xlbilling.tasks.validating.key_twice import key_twice
from xlbilling.tasks.validating.on_table import OnTable
from xlbilling.tasks.validating.own_rules import OwnRules
from xlbilling.tasks.validating.payer_rules import PayerRules

READS: Final[tuple[str, ...]] = (*TABLES, "payer_rules", "office_rules")
"""The tables that a check looks at."""
CODES: Final[tuple[str, ...]] = (
    codes.ICD10CM, codes.HCPCS, codes.CPT, codes.MODIFIERS, codes.PLACES, codes.PTP, codes.MUE,
    codes.ADD_ONS, codes.RVU, codes.EXCLUDES1,
)  # fmt: skip
"""The code sets that the edits look into."""


@dataclass(frozen=True)
class Checked:
    """What one check found.

    Attributes:
        lines: the claim lines with what belongs to them.
        found: the edits' findings, each as grave as its payer's rules make it.
        off: the findings that a payer's rule switched off.
        on_tables: what is wrong with rows of other tables, such as a rule for no known edit.
        rules: the payers' rules in force.
        own: the office's own rules.
    """

    lines: Lines
    found: tuple[ClaimFinding, ...]
    off: tuple[ClaimFinding, ...]
    on_tables: tuple[OnTable, ...]
    rules: PayerRules
    own: OwnRules


def checked(book: Snapshot, as_of: date) -> Checked:
    """Return what a check of the whole workbook finds."""
    lines = Lines(book, as_of)
    payers = set(lines.tables["payers"].distinct("payer_id").values)
    own = own_rules.read(table(book, own_rules.TABLE), payers)
    edits = {one.id for one in (*all_edits(), *own.edits)}
    rules = payer_rules.read(table(book, "payer_rules"), edits, payers)
    judged = payer_rules.apply(rules, lines, [*check(lines), *check(lines, own.edits)])
    on_tables = (*rules.findings, *own.findings, *key_twice(lines))
    return Checked(lines, tuple(judged.kept), tuple(judged.off), on_tables, rules, own)


def table(book: Snapshot, name: str) -> TableData:
    """Return a table as read; one that the snapshot lacks is empty."""
    return book.tables.get(name) or frames.empty(BY_NAME[name])
