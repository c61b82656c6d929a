"""The office's own rules for one check: the edits they make, and what is wrong with their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlbilling.edits.registry import Edit
from xlbilling.model.findings import WARNING, Finding
from xlbilling.tasks.validating.on_table import OnTable
from xlbilling.tasks.validating.rule_fields import rule_fields

if TYPE_CHECKING:
    from collections.abc import Collection

    from xlbilling.edits.office_rules import Fault, OfficeRule
    from xlbilling.model.tables import TableData

TABLE: Final = "office_rules"
_FIX: Final = "mend or delete the row of Office Rules, then check again"


@dataclass(frozen=True)
class OwnRules:
    """The rules of the Office Rules sheet.

    Attributes:
        rules: the rows that are rules.
        edits: the same as edits.
        findings: what is wrong with the other rows.
    """

    rules: Sequence[OfficeRule] = ()
    edits: Sequence[Edit] = ()
    findings: Sequence[OnTable] = ()


def read(table: TableData, payers: Collection[str]) -> OwnRules:
    """Return the rules of the sheet as read; a row that is wrong is none, and is told.

    Args:
        table: Office Rules.
        payers: the ids of all payers.
    """
    if not len(table.frame):
        return OwnRules()
    # Only offices that have rules of their own wait for pydantic.
    from xlbilling.edits import office_rules, rule_checks

    found = office_rules.read(table, office_rules.Known(rule_fields(), payers))
    edits = tuple(map(rule_checks.as_edit, found.rules))
    return OwnRules(found.rules, edits, tuple(_told(table, one) for one in found.faults))


def _told(table: TableData, fault: Fault) -> OnTable:
    told = Finding(
        f"RULE-{fault.kind}",
        WARNING,
        f"{fault.words}; this row was left out",
        table.where(fault.column, fault.row),
        _FIX,
    )
    return OnTable(told, table.name, fault.column, fault.row, fault.rule)
