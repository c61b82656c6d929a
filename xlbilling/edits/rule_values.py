"""What an office's rule compares a field with: its Value as a test of a table's column."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits import patterns, ranges
from xlbilling.edits.columns import Columns, Mask
from xlbilling.edits.diagnoses import plain
from xlbilling.edits.lines import one_of
from xlbilling.edits.rule_fields import Field, FieldKind
from xlbilling.model import money


class Operator(StrEnum):
    """How a rule compares; the condition it makes is what is wrong."""

    IS = "IS"
    IS_NOT = "IS NOT"
    IN = "IN"
    NOT_IN = "NOT IN"
    STARTS_WITH = "STARTS WITH"
    MATCHES = "MATCHES"
    BLANK = "BLANK"
    NOT_BLANK = "NOT BLANK"
    ABOVE = "ABOVE"
    BELOW = "BELOW"


NEGATIONS: Final = frozenset({Operator.IS_NOT, Operator.NOT_IN, Operator.BLANK})
"""True where the opposite is true of no column of a field."""
_VALUELESS: Final = frozenset({Operator.BLANK, Operator.NOT_BLANK})
_LISTS: Final = frozenset({Operator.IN, Operator.NOT_IN})
_ORDERS: Final = frozenset({Operator.ABOVE, Operator.BELOW})
_OF_TEXT: Final = frozenset({Operator.STARTS_WITH, Operator.MATCHES})
_RANGE: Final = re.compile(
    r"([-A-Za-z0-9$][-A-Za-z0-9.$]*?)\s*\.\.\s*([-A-Za-z0-9$][-A-Za-z0-9.$]*)"
)
_NUMBER: Final = re.compile(r"[+-]?(\d{1,15}\.?\d*|\.\d+)")
_BEYOND: Final = "\uffff"

ColumnTest = Callable[[Columns, str], Mask]
"""Tells of each row of a table whether a column has what an operator asks; no blank ever has."""


class _Held(NamedTuple):
    """A column's values that can be put in order, and which rows have none."""

    values: NDArray[Any]
    blank: Mask


@dataclass(frozen=True)
class _Ordered:
    """How amounts, dates or numbers are read: from a rule's text, and from a column."""

    expected: str
    parse: Callable[[str], Any]
    read: Callable[[Columns, str], _Held]


def column_test(field: Field, operator: Operator, text: str) -> ColumnTest:
    """Return the test that an operator and a value make; a negation's is that of its opposite.

    Raises:
        ValueError: the operator does not suit the field, or the value neither of them; says so in
            words that follow "Value".
    """
    if operator in _VALUELESS:
        if text:
            raise ValueError(f"is given, but {operator} takes none; leave it blank")
        return _filled(field)
    if not text:
        raise ValueError(f"is blank; expected what {operator} compares with")
    if field.kind is FieldKind.TEXT:
        return _text_test(field, operator, text)
    if operator in _OF_TEXT:
        raise ValueError(f"cannot be compared: {operator} is for text, not for {field.label}")
    return _ordered_test(_ORDERED[field.kind], operator, text)


def _filled(field: Field) -> ColumnTest:
    if field.kind is FieldKind.TEXT:
        return lambda columns, name: ~columns.blank(name)
    read = _ORDERED[field.kind].read
    return lambda columns, name: ~read(columns, name).blank


def _parts(operator: Operator, text: str) -> list[str]:
    """Return what a value lists; only IN and NOT IN take several, parted by commas."""
    if operator not in _LISTS:
        return [text]
    parts = [part.strip() for part in re.split("[,;]", text) if part.strip()]
    if not parts:
        raise ValueError("is a list with nothing in it")
    return parts


def _text_test(field: Field, operator: Operator, text: str) -> ColumnTest:
    fold: Callable[[str], str] = plain if field.is_diagnosis else str.upper
    if operator in _ORDERS:
        raise ValueError(f"cannot be put in order: {field.label} holds text, not amounts")
    test = _text_passes(field, operator, text, fold)
    return lambda columns, name: columns.holds(name, lambda own: own != "" and test(fold(own)))


def _text_passes(
    field: Field, operator: Operator, text: str, fold: Callable[[str], str]
) -> Callable[[str], bool]:
    if operator is Operator.MATCHES:
        return patterns.compiled(text)
    if operator is Operator.STARTS_WITH:
        return lambda own: own.startswith(fold(text))
    if operator not in _LISTS and field.holds_codes and "," in text:
        raise ValueError(f"lists several, but {operator} compares with one; IN takes several")
    listed: list[str] = []
    tests: list[Callable[[str], bool]] = []
    for part in _parts(operator, text):
        found = _RANGE.fullmatch(part)
        if found:
            tests.append(_text_range(field, fold(found[1]), fold(found[2])))
        else:
            _demand_allowed(field, part)
            listed.append(fold(part))
    tests.append(one_of(frozenset(listed)))
    return lambda own: any(test(own) for test in tests)


def _demand_allowed(field: Field, part: str) -> None:
    if ".." in part and "..." not in part:
        raise ValueError(f"'{part[:20]}' is no range; expected both its ends, as in A..B")
    if part == "*":
        raise ValueError("is a star alone, which is everything; NOT BLANK says that")
    if field.values and not part.endswith("*") and part.upper() not in field.values:
        some = ", ".join(field.values[:12]) + (", …" if len(field.values) > 12 else "")
        raise ValueError(f"'{part[:20]}' never stands in {field.label}; expected one of {some}")


def _text_range(field: Field, first: str, last: str) -> Callable[[str], bool]:
    if field.is_diagnosis and first <= last:
        return lambda own: first <= own < last + _BEYOND
    try:
        return ranges.between(first, last)
    except ValueError:
        raise ValueError(
            f"'{first[:20]}..{last[:20]}' is no range: its ends differ in shape or order"
        ) from None


def _ordered_test(kind: _Ordered, operator: Operator, text: str) -> ColumnTest:
    if operator in _ORDERS:
        return _beyond(kind, operator, _parsed(kind, text))
    spans = [_span(kind, part) for part in _parts(operator, text)]

    def test(columns: Columns, name: str) -> Mask:
        values, blank = kind.read(columns, name)
        found = np.zeros(len(values), dtype=bool)
        for low, high in spans:
            found |= (low <= values) & (values <= high)
        return found & ~blank

    return test


def _beyond(kind: _Ordered, operator: Operator, limit: Any) -> ColumnTest:
    def test(columns: Columns, name: str) -> Mask:
        values, blank = kind.read(columns, name)
        beyond = values > limit if operator is Operator.ABOVE else values < limit
        found: Mask = beyond & ~blank
        return found

    return test


def _span(kind: _Ordered, part: str) -> tuple[Any, Any]:
    found = _RANGE.fullmatch(part)
    low, high = (found[1], found[2]) if found else (part, part)
    span = _parsed(kind, low), _parsed(kind, high)
    if span[1] < span[0]:
        raise ValueError(f"'{part[:40]}' is a range the wrong way round")
    return span


def _parsed(kind: _Ordered, text: str) -> Any:
    try:
        return kind.parse(text)
    except ValueError:
        raise ValueError(f"'{text[:20]}' is not {kind.expected}") from None


def _cents(text: str) -> int:
    return money.from_text(text.removeprefix("$"))


def _day(text: str) -> np.datetime64:
    return np.datetime64(date.fromisoformat(text), "D")


def _count(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return float(text)  # a count or units, never money


def _amounts(columns: Columns, name: str) -> _Held:
    return _Held(*columns.cents(name))


def _days(columns: Columns, name: str) -> _Held:
    days = columns.days(name)
    return _Held(days, np.isnat(days))


def _numbers(columns: Columns, name: str) -> _Held:
    numbers = columns.numbers(name)
    return _Held(numbers, np.isnan(numbers))


_ORDERED: Final = {
    FieldKind.MONEY: _Ordered("an amount of dollars such as 150.00", _cents, _amounts),
    FieldKind.DATE: _Ordered("a date such as 2026-01-31", _day, _days),
    FieldKind.NUMBER: _Ordered("a number such as 2 or 1.5", _count, _numbers),
}
