"""What the office's own rules would have caught last month, and what became of those lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xlbilling.edits.answers import answers, claim_numbers
from xlbilling.edits.columns import Columns, Mask, Positions
from xlbilling.edits.lines import Lines
from xlbilling.layout.frames import nearest
from xlbilling.model import money
from xlbilling.model.codes import NOWHERE
from xlbilling.model.errors import RefusedError
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks.validating import checking, own_rules
from xlbilling.tasks.validating.own_rules import OwnRules
from xlbilling.tasks.validating.row_facts import counted

if TYPE_CHECKING:
    from xlbilling.edits.office_rules import OfficeRule
    from xlbilling.edits.rule_fields import Billed

READS: Final = ("denials",)
"""What is read beside the tables of a check."""
EXAMPLES: Final = 5

_PREFIX: Final = "OR-"


@dataclass(frozen=True)
class _Month:
    """The lines looked at, and what payers did with them.

    Attributes:
        first: the month's first day.
        last: its last day.
        billed: each claim line with every payer it goes or went to.
        mask: the lines with a first day of service in the month.
        denied: the lines that a payer denied and none has paid.
        paid: the lines that a payer has paid something of.
    """

    first: date
    last: date
    billed: Billed
    mask: Mask
    denied: Mask
    paid: Mask


def plan(book: Snapshot, request: Request) -> Plan:
    """Return what rules would have caught in the calendar month before the day of the request.

    Every line of the month counts, whatever its status, with each payer that covers it. A rule
    that is named is tried whatever its From and To. Payer Rules do not count. Nothing is written.

    Raises:
        RefusedError: there is no rule of the name, or its row is wrong.
    """
    lines = Lines(book, request.as_of)
    payers = set(lines.tables["payers"].distinct("payer_id").values)
    own = own_rules.read(checking.table(book, own_rules.TABLE), payers)
    name = request.option("rule")
    rules = [_named(own, name)] if name else list(own.rules)
    first, last = _month_before(request.as_of)
    months = _looked_at(book, lines, (first, last)) if rules else None
    tested = [_tested(rule, months) for rule in rules] if months else []
    findings = () if name else tuple(one.finding for one in own.findings)
    return Plan(
        result={"backtest": tested, "from": first.isoformat(), "to": last.isoformat()},
        lines=tuple(_words(tested, first, last)),
        findings=findings,
    )


def _named(own: OwnRules, name: str) -> OfficeRule:
    wanted = name.strip().upper().removeprefix(_PREFIX)
    for rule in own.rules:
        if rule.rule in {wanted, name.strip().upper()}:
            return rule.model_copy(update={"first_day": None, "last_day": None})
    for fault in own.findings:
        if fault.named.upper() == wanted:
            raise RefusedError(
                f"{fault.finding.where}: {fault.finding.message}",
                id=fault.finding.id,
                fix="mend the row of Office Rules, then test it again",
            )
    near = nearest(wanted, [rule.rule for rule in own.rules])
    hint = f" (is '{near}' meant?)" if near else ""
    raise RefusedError(
        f"no rule '{name[:30]}' on the Office Rules sheet{hint}",
        id="RULE-UNKNOWN",
        fix="name one of its column Rule, or leave --rule out for all of them",
    )


def _month_before(day: date) -> tuple[date, date]:
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _looked_at(book: Snapshot, lines: Lines, days: tuple[date, date]) -> _Month:
    from xlbilling.edits.rule_fields import ever_billed

    first, last = days
    inside = (lines.first_day >= np.datetime64(first, "D")) & (
        lines.first_day <= np.datetime64(last, "D")
    )
    paid = _paid(lines)
    denied = _denied(lines, Columns(checking.table(book, "denials"))) & ~paid
    return _Month(first, last, ever_billed(lines), inside, denied, paid)


def _paid(lines: Lines) -> Mask:
    """Return the lines of which an answer that still counts paid something."""
    told = lines.once(answers)
    cents, _ = told.table.cents("paid")
    at = told.rows[cents[told.rows] > 0]
    return _lines_named(lines, told.table, at, ("our_claim", "our_line"))


def _denied(lines: Lines, denials: Columns) -> Mask:
    """Return the lines that the Denials sheet names, or that an answer denied."""
    told = lines.once(answers)
    cents, _ = told.table.cents("denied")
    refused = told.table.holds("clp02", lambda code: code.lstrip("0") == "4")
    at = told.rows[(cents[told.rows] > 0) | refused[told.rows]]
    listed = _lines_named(lines, denials, np.arange(denials.size), ("claim_id", "line"))
    return listed | _lines_named(lines, told.table, at, ("our_claim", "our_line"))


def _lines_named(lines: Lines, table: Columns, rows: Positions, names: tuple[str, str]) -> Mask:
    """Return the claim lines that some rows of a table name; a row without line means them all."""
    claim = claim_numbers(lines, table, names[0])[rows]
    of_row = table.text_at(names[1], rows)
    whole = {number for number, line in zip(claim.tolist(), of_row, strict=True) if not line}
    single = set(zip(claim.tolist(), of_row, strict=True))
    own = np.isin(lines.claim, claim[claim != NOWHERE])
    at = np.flatnonzero(own)
    numbers = zip(lines.claim[at].tolist(), lines.text_at("line", at), strict=True)
    own[at] = [number in whole or (number, line) in single for number, line in numbers]
    return own


def _tested(rule: OfficeRule, month: _Month) -> dict[str, Any]:
    from xlbilling.edits.rule_checks import caught

    lines = month.billed.all_lines
    mask = np.zeros(lines.size, dtype=bool)
    mask[month.billed.line[caught(rule, month.billed)]] = True
    at = np.flatnonzero(mask & month.mask)
    cents, _ = lines.cents("charge")
    return {
        "rule": rule.rule,
        "lines": len(at),
        "claims": len(np.unique(lines.claim[at])),
        "charge": money.to_text(int(cents[at].sum())),
        "denied": int(month.denied[at].sum()),
        "paid": int(month.paid[at].sum()),
        "examples": list(_examples(rule, lines, at[:EXAMPLES])),
    }


def _examples(rule: OfficeRule, lines: Lines, at: Positions) -> Iterator[dict[str, str]]:
    name = rule.field.columns[0] if rule.field.place == "claims" else "claim_id"
    columns = (lines.text_at("claim_id", at), lines.text_at("line", at), at.tolist())
    for claim, line, position in zip(*columns, strict=True):
        yield {"claim": claim, "line": line, "where": lines.where(name, position)}


def _words(tested: Sequence[dict[str, Any]], first: date, last: date) -> Iterator[str]:
    yield f"Services of {first} to {last}:"
    if not tested:
        yield "  the Office Rules sheet has no rule to test"
    for one in tested:
        lines, claims = counted(one["lines"], "line"), counted(one["claims"], "claim")
        charge = money.show(money.from_text(one["charge"]))
        became = f"{one['denied']} denied, {one['paid']} paid"
        yield f"  {one['rule']}: {lines} of {claims}, {charge}; of these {became}"
        for example in one["examples"]:
            yield f"      {example['where']}  claim {example['claim']} line {example['line']}"
