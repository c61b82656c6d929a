"""The office's own rules as edits: what a rule finds on the claim lines, vectorised."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from xlbilling.edits.columns import Columns, Mask, Positions, shown_code, shown_day
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing, Value
from xlbilling.edits.joins import Joined
from xlbilling.edits.lines import Lines
from xlbilling.edits.office_rules import OfficeRule
from xlbilling.edits.registry import Edit
from xlbilling.edits.rule_fields import CLAIMS, PAYERS, Billed, Field, FieldKind, billed_now
from xlbilling.edits.rule_values import NEGATIONS, Operator
from xlbilling.model import money
from xlbilling.model.codes import NOWHERE

_NO_EXAMPLES: Final = Examples(good={}, bad={})


def as_edit(rule: OfficeRule) -> Edit:
    """Return a rule as an edit, so that its findings are treated as those of any other."""
    return Edit(
        rule.edit_id,
        rule.severity,
        rule.message or rule.condition,
        f"the office's own rule {rule.rule}, a row of Office Rules",
        f"mend {rule.field.label}, or ask who keeps the Office Rules sheet",
        _NO_EXAMPLES,
        lambda lines: _failing(rule, lines),
    )


def applies(rule: OfficeRule, billed: Billed) -> Mask:
    """Return the pairs of line and payer that a rule speaks for, by payer, code and day.

    A line without a day of service is spoken for by undated rules only.
    """
    lines = billed.all_lines
    asked = np.ones(len(billed.line), dtype=bool)
    if rule.payer_id:
        own = lines.tables[PAYERS].holds("payer_id", rule.payer_id.__eq__)
        asked &= np.append(own, [False])[billed.payer]
    if rule.codes is not None:
        asked &= lines.holds("code", _upper(rule.codes))[billed.line]
    if rule.first_day:
        asked &= lines.first_day[billed.line] >= np.datetime64(rule.first_day, "D")
    if rule.last_day:
        asked &= lines.first_day[billed.line] <= np.datetime64(rule.last_day, "D")
    return asked


def _upper(test: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda code: test(code.upper())


def caught(rule: OfficeRule, billed: Billed) -> Mask:
    """Return the pairs of line and payer in which what a rule says is wrong is so.

    Where a line has no row in the field's table, as one without coverage, the rule is silent.
    """
    columns, rows = billed.rows(rule.field.place)
    wrong = np.zeros(columns.size, dtype=bool)
    for name in rule.field.columns:
        wrong |= rule.test(columns, name)
    if rule.operator in NEGATIONS:
        wrong = ~wrong
    found: Mask = applies(rule, billed) & np.append(wrong, [False])[rows]
    return found


def _failing(rule: OfficeRule, lines: Lines) -> Iterator[Failing]:
    """Yield what is wrong, each time at the first cell in which it is."""
    billed = lines.once(billed_now)
    left = caught(rule, billed)
    columns, rows = billed.rows(rule.field.place)
    for name, header in zip(rule.field.columns, rule.field.headers, strict=True):
        if not left.any():
            return
        here = left
        if rule.operator not in NEGATIONS and len(rule.field.columns) > 1:
            here = left & np.append(rule.test(columns, name), [False])[rows]
        yield _says(rule, billed, here, (name, header))
        left = left & ~here


def _says(rule: OfficeRule, billed: Billed, here: Mask, column: tuple[str, str]) -> Failing:
    name, header = column
    columns, rows = billed.rows(rule.field.place)
    shown = _shown(rule, columns, name)
    label = header if rule.field.place == CLAIMS else rule.field.label
    if rule.operator in NEGATIONS and len(rule.field.columns) > 1:
        label = rule.field.label
    at = np.where(rows == NOWHERE, 0, rows)
    values: dict[str, Value] = {
        "label": _always(label),
        "shown": lambda pairs: shown(at[pairs]),
        "message": _always(rule.message or f"the office's rule {rule.condition}"),
    }
    lines, text = billed.all_lines, "{label} {shown}: {message}"
    if rule.field.place == CLAIMS:
        return lines.says(here, name, text, rule.severity, **values)
    joined = Joined(columns, lines.claim, billed.line, at)
    return joined.says(here, name, text, rule.severity, **values)


def _always(words: str) -> Callable[[Positions], list[str]]:
    return lambda at: [words] * len(at)


def _shown(rule: OfficeRule, columns: Columns, name: str) -> Callable[[Positions], list[str]]:
    """Return words for what stands in the cells; nothing that tells of a patient is repeated."""
    field = rule.field
    if rule.operator is Operator.BLANK:
        return _always("is blank")
    if field.is_private:
        is_any = rule.operator is Operator.NOT_BLANK
        return _always("is filled" if is_any else "is as the rule says")
    if len(field.columns) > 1 and rule.operator in NEGATIONS:
        return lambda at: [f"hold {words}" for words in _all_shown(field, columns, at)]
    cell = _cells(field, columns, name)
    return lambda at: [f"is {words}" for words in cell(at)]


def _all_shown(field: Field, columns: Columns, at: Positions) -> list[str]:
    cells = (_cells(field, columns, name)(at) for name in field.columns)
    rows = zip(*cells, strict=True)
    return [", ".join(one for one in row if one != "blank") or "nothing" for row in rows]


def _cells(field: Field, columns: Columns, name: str) -> Callable[[Positions], list[str]]:
    if field.kind is FieldKind.MONEY:
        cents, empty = columns.cents(name)
        return lambda at: [
            "blank" if none else money.show(int(own))
            for own, none in zip(cents[at], empty[at], strict=True)
        ]
    if field.kind is FieldKind.DATE:
        return lambda at: [shown_day(day) for day in columns.days(name)[at].tolist()]
    if field.kind is FieldKind.NUMBER:
        numbers = columns.numbers(name)
        return lambda at: ["blank" if own != own else f"{own:.12g}" for own in numbers[at].tolist()]  # noqa: PLR0124  NaN
    return lambda at: [_text_shown(field, text) for text in columns.text_at(name, at)]


def _text_shown(field: Field, text: str) -> str:
    return f'"{text}"' if text.upper() in field.values else shown_code(text)
