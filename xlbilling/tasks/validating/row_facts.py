"""What is known of a claim's lines beside the findings: clock, coverage, approvals, rules."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from xlbilling.edits.catalogue import ClaimFinding
from xlbilling.edits.clocks import days_left, line_file_by
from xlbilling.edits.columns import Columns, Positions, shown_day
from xlbilling.edits.filing import filing
from xlbilling.edits.lines import Lines, procedure_shown
from xlbilling.model import money
from xlbilling.tasks.validating.checking import Checked
from xlbilling.tasks.validating.payer_rules import PayerRule, payers_of

Facts = tuple[tuple[str, str], ...]

_LEVELS: Final = {1: "primary", 2: "secondary", 3: "tertiary"}


def sections(lines: Lines, at: Positions, first_checks: pd.DataFrame) -> list[tuple[str, Facts]]:
    """Return what is known of some lines of one claim, under a heading each.

    Args:
        lines: all claim lines.
        at: the positions of the lines meant.
        first_checks: the Claim Checks table.
    """
    return [
        ("The service", tuple(_service(lines, n) for n in at.tolist())),
        ("Clock", tuple(_clock(lines, at))),
        ("Coverage used", tuple(_coverage(lines, at))),
        ("Authorizations", tuple(_authorizations(lines, at))),
        ("First check", tuple(_first_check(lines, at, first_checks))),
    ]


def _of(lines: Lines, n: int) -> str:
    [number] = lines.text_at("line", _one(n))
    return f"Line {number or 'without number'}"


def _one(n: int) -> Positions:
    return np.array([n], dtype=np.intp)


def _service(lines: Lines, n: int) -> tuple[str, str]:
    code, *modifiers = (lines.text_at(name, _one(n))[0] for name in ("code", *_MODIFIERS))
    cents, empty = lines.cents("charge")
    charge = "no charge" if empty[n] else money.show(int(cents[n]))
    shown = "-".join((procedure_shown(code).strip('"'), *(one for one in modifiers if one)))
    [status], [hold] = lines.text_at("status", _one(n)), lines.text_at("hold", _one(n))
    held = f", hold {hold}" if hold else ""
    day = shown_day(lines.first_day[n].item())
    return _of(lines, n), f"{shown} of {day} for {charge}, status {status or 'NEW'}{held}"


_MODIFIERS: Final = tuple(f"mod{n}" for n in range(1, 5))


def _clock(lines: Lines, at: Positions) -> list[tuple[str, str]]:
    last = lines.once(line_file_by)[at]
    left = days_left(last, lines.today)
    told = []
    for n, day, days in zip(at.tolist(), last.tolist(), left.tolist(), strict=True):
        if day is None:
            told.append((_of(lines, n), "no clock: the payer has no limit, or nothing is due"))
            continue
        words = f"{-days:.0f} days too late" if days < 0 else f"{days:.0f} days left"
        told.append((_of(lines, n), f"file by {shown_day(day)}: {words}"))
    return told


def _coverage(lines: Lines, at: Positions) -> list[tuple[str, str]]:
    now = lines.once(filing)
    held = lines.coverage
    told = []
    payers = payers_of(lines, at)
    for n, payer in zip(at.tolist(), payers, strict=True):
        level = int(now.level[n])
        pairs = np.flatnonzero((held.lines == n) & (held.text("payer_id") == payer))
        rows = [_row(held.columns, int(held.rows[pair])) for pair in pairs]
        goes = f"goes to {payer or 'no payer'} as {_LEVELS[level]}"
        told.append((_of(lines, n), "; ".join([goes, *(rows or ["no coverage on that day"])])))
    return told


def _row(coverage: Columns, row: int) -> str:
    """Return a coverage without what names the person: its cell, dates and when it was verified."""
    verified = coverage.days("verified_on")[row].item()
    asked = "never verified" if verified is None else f"verified on {shown_day(verified)}"
    return f"{coverage.where('patient_id', row)}, {_dates(*_days(coverage, row))}, {asked}"


def _days(columns: Columns, row: int) -> tuple[date | None, date | None]:
    return columns.days("from")[row].item(), columns.days("to")[row].item()


def _dates(first: date | None, last: date | None) -> str:
    """Return a span of days in words."""
    if first is None and last is None:
        return "for all dates"
    since = f"from {shown_day(first)}" if first else ""
    until = f"to {shown_day(last)}" if last else "on"
    return f"{since} {until}".strip()


def _authorizations(lines: Lines, at: Positions) -> list[tuple[str, str]]:
    table = lines.tables["authorizations"]
    rows = lines.match("auth", table, "auth")[at]
    named = lines.text_at("auth", at)
    told = []
    for n, auth, row in zip(at.tolist(), named, rows.tolist(), strict=True):
        if auth:
            words = _approval(table, row) if row >= 0 else "not on the Authorizations sheet"
            told.append((_of(lines, n), f"{auth}: {words}"))
    return told


def _approval(table: Columns, row: int) -> str:
    units, left = table.numbers("units")[row], table.numbers("units_left")[row]
    [state] = table.text_at("state", _one(row))
    count = "" if np.isnan(units) else f", {units:g} units"
    rest = "" if np.isnan(left) else f", {left:g} left"
    dates = _dates(*_days(table, row))
    return f"{table.where('auth', row)}, {dates}{count}{rest} {state}".rstrip()


def _first_check(lines: Lines, at: Positions, checks: pd.DataFrame) -> list[tuple[str, str]]:
    [claim] = lines.text_at("claim_id", at[:1])
    rows = checks.loc[checks["claim_id"] == claim] if "claim_id" in checks else checks
    told = []
    for _, row in rows.iterrows():
        clean = "counts as clean" if row["clean"] == "Y" else "does not count as clean"
        counts = counted(int(row["errors"]), "error"), counted(int(row["warnings"]), "warning")
        words = f"{', '.join(counts)}; {clean}"
        told.append((shown_day(row["first_checked"].date()), words))
    return told


def counted(number: int, noun: str) -> str:
    """Return a count in words: ``1 error``, ``2 errors``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def rules(done: Checked, at: Positions) -> Facts:
    """Return the payers' rules that decide on some lines, each once."""
    days = done.lines.first_day[at].tolist()
    deciding = [
        rule
        for payer, day in dict.fromkeys(zip(payers_of(done.lines, at), days, strict=True))
        for rule in done.rules.for_line(payer, day)
    ]
    return tuple((rule.edit, rule_words(rule)) for rule in dict.fromkeys(deciding))


def rule_for(done: Checked, one: ClaimFinding) -> PayerRule | None:
    """Return the rule that decided on a finding, None where the edit's own severity holds."""
    at = _one(one.position)
    [payer], [day] = payers_of(done.lines, at), done.lines.first_day[at].tolist()
    return done.rules.of(one.edit.id, payer, day)


def rule_words(rule: PayerRule) -> str:
    """Return a rule in words."""
    whose = f"payer {rule.payer}" if rule.payer else "every payer"
    dates = _dates(rule.first_day, rule.last_day)
    note = f": {rule.note}" if rule.note else ""
    return f"{rule.severity} for {whose}, {dates} (Payer Rules, row {rule.row}){note}"
