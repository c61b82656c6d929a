"""The Payer Rules table: how grave an edit is for a payer on a day, or that it is switched off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, cast

import numpy as np
import pandas as pd

from xlbilling.edits.catalogue import ClaimFinding
from xlbilling.edits.columns import Positions
from xlbilling.edits.filing import filing
from xlbilling.edits.lines import Lines
from xlbilling.model.findings import SEVERITY_WORDS, WARNING, Finding, Severity
from xlbilling.model.tables import TableData
from xlbilling.tasks.validating.on_table import OnTable

OFF: Final = "OFF"
_NOT_APPLIED: Final = "; this row was left out"


@dataclass(frozen=True, slots=True)
class PayerRule:
    """One row of the table.

    Attributes:
        edit: the edit's id.
        payer: the payer's id, "" for every payer.
        severity: ``E``, ``W``, ``I`` or ``OFF``.
        first_day: of service, None for from ever.
        last_day: of service, None for for ever.
        note: the manager's own words.
        row: the sheet row.
    """

    edit: str
    payer: str
    severity: str
    first_day: date | None
    last_day: date | None
    note: str
    row: int

    def holds(self, payer: str, day: date | None) -> bool:
        """Tell whether it speaks for a line; one without a day of service only if undated."""
        if self.payer not in {"", payer}:
            return False
        if day is None:
            return self.first_day is None and self.last_day is None
        begun = self.first_day is None or self.first_day <= day
        return begun and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True)
class PayerRules:
    """The rows that hold together, and what is wrong with the others.

    Attributes:
        rules: by edit, the most specific first: with a payer, then the latest From.
        findings: one for each row that was left out.
    """

    rules: Mapping[str, Sequence[PayerRule]]
    findings: Sequence[OnTable]

    def of(self, edit: str, payer: str, day: date | None) -> PayerRule | None:
        """Return the rule that decides for an edit on a line, None for the edit's own severity."""
        return next((one for one in self.rules.get(edit, ()) if one.holds(payer, day)), None)

    def for_line(self, payer: str, day: date | None) -> list[PayerRule]:
        """Return the rules that decide on a line, in the order of edits."""
        decided = (self.of(edit, payer, day) for edit in sorted(self.rules))
        return [one for one in decided if one is not None]


def read(table: TableData, edits: Collection[str], payers: Collection[str]) -> PayerRules:
    """Return the table's rules; a row that is wrong decides nothing and is a finding.

    Args:
        table: Payer Rules as read.
        edits: the ids of all edits, the office's own included.
        payers: the ids of all payers.
    """
    refused = {finding.where for finding in table.findings}
    seen: dict[tuple[str, str, date | None], int] = {}
    good: dict[str, list[PayerRule]] = {}
    findings: list[OnTable] = []
    for rule in _rows(table.frame):
        wrong = _wrong(rule, edits, payers)
        for field in ("from", "to"):
            if table.where(field, rule.row) in refused:
                wrong = "DATES", field, f"{field.capitalize()} is no date"
        same = (rule.edit, rule.payer, rule.first_day)
        if wrong is None and same in seen:
            wrong = "TWICE", "edit", f"row {seen[same]} has the same edit, payer and From"
        if wrong is not None:
            findings.append(_finding(table, rule, *wrong))
            continue
        seen[same] = rule.row
        good.setdefault(rule.edit, []).append(rule)
    ranked = {edit: sorted(rules, key=_rank) for edit, rules in good.items()}
    return PayerRules(ranked, findings)


def _rows(frame: pd.DataFrame) -> Iterator[PayerRule]:
    names = ("edit", "payer_id", "severity", "from", "to", "note")
    for values in frame.reindex(columns=list(names)).itertuples(name=None):
        row, edit, payer, severity, first, last, note = values
        yield PayerRule(
            str(edit or "").strip().upper(),
            str(payer or "").strip(),
            str(severity or "").strip().upper(),
            _day(first),
            _day(last),
            str(note or ""),
            int(row),
        )


def payers_of(lines: Lines, at: Positions) -> list[str]:
    """Return the id of the payer that each of some lines goes to now, "" for none."""
    rows = lines.once(filing).payer[at]
    ids = [*lines.tables["payers"].text("payer_id").tolist(), ""]  # NOWHERE is the last
    return [ids[row] for row in rows.tolist()]


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _wrong(
    rule: PayerRule, edits: Collection[str], payers: Collection[str]
) -> tuple[str, str, str] | None:
    """Return what is wrong with a row: the end of the finding's id, the field, the words."""
    if rule.edit not in edits:
        return "EDIT", "edit", "no such edit; expected one that 'xlbilling edits' lists"
    if rule.severity not in {*SEVERITY_WORDS, OFF}:
        return "SEVERITY", "severity", "no such severity; expected E, W, I or OFF"
    if rule.payer and rule.payer not in payers:
        return "PAYER", "payer_id", "no payer of the Payers sheet; expected one, or a blank for all"
    if rule.first_day and rule.last_day and rule.last_day < rule.first_day:
        return "DATES", "to", f"To {rule.last_day} is before From {rule.first_day}"
    return None


def _finding(table: TableData, rule: PayerRule, kind: str, field: str, words: str) -> OnTable:
    told = Finding(
        f"RULE-{kind}",
        WARNING,
        f"{words}{_NOT_APPLIED}",
        table.where(field, rule.row),
        "mend or delete the row of Payer Rules, then check again",
    )
    return OnTable(told, table.name, field, rule.row, f"{rule.edit}, {rule.payer or 'all payers'}")


def _rank(rule: PayerRule) -> tuple[bool, int, int]:
    latest = -(rule.first_day or date.min).toordinal()
    return not rule.payer, latest, rule.row


@dataclass(frozen=True)
class Judged:
    """Findings after the payers' rules.

    Attributes:
        kept: with the severity that holds for each one's payer and day of service.
        off: those that a rule switched off.
    """

    kept: Sequence[ClaimFinding]
    off: Sequence[ClaimFinding]

    @property
    def off_by_edit(self) -> dict[str, int]:
        """How many were switched off, by edit."""
        return dict(sorted(Counter(one.edit.id for one in self.off).items()))


def apply(rules: PayerRules, lines: Lines, found: Sequence[ClaimFinding]) -> Judged:
    """Return the findings as the payer of each one's line is to see them."""
    if not rules.rules:
        return Judged(found, ())
    touched = [one.position for one in found if one.edit.id in rules.rules]
    at = np.array(touched, dtype=np.intp)
    days = dict(zip(touched, lines.first_day[at].tolist(), strict=True))
    payers = dict(zip(touched, payers_of(lines, at), strict=True))
    kept: list[ClaimFinding] = []
    off: list[ClaimFinding] = []
    for one in found:
        place = one.position
        rule = None
        if one.edit.id in rules.rules:
            rule = rules.of(one.edit.id, payers[place], days[place])
        if rule is None or rule.severity == one.severity:
            kept.append(one)
        elif rule.severity == OFF:
            off.append(one)
        else:
            kept.append(replace(one, severity=cast(Severity, rule.severity)))
    return Judged(kept, off)
