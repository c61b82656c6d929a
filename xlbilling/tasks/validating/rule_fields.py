"""The fields that the Office Rules sheet may name, drawn from how the tables are declared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from xlbilling.edits.rule_fields import CLAIMS, ROLES, Field, FieldKind, Fields
from xlbilling.layout.columns import Column, Kind
from xlbilling.layout.tables import BY_NAME

FAMILIES: Final = {
    "Modifiers": tuple(f"mod{n}" for n in range(1, 5)),
    "Diagnoses": tuple(f"dx{n}" for n in range(1, 13)),
}
"""Names for several columns of Claims at once; their columns are all of one kind."""

_OTHERS: Final = (
    "patients", "guarantors", "coverage", "payers", "locations", "authorizations",
)  # fmt: skip
_KINDS: Final = {
    Kind.MONEY: FieldKind.MONEY, Kind.DATE: FieldKind.DATE, Kind.NUMBER: FieldKind.NUMBER,
}  # fmt: skip
_CODES: Final = frozenset({Kind.ID, Kind.LIST, Kind.YES_NO})


@cache
def rule_fields() -> Fields:
    """Return every field: columns of Claims, families of them, and those of what belongs to it."""
    return Fields([*_of_claims(), *_of_others()])


def _of_claims() -> Iterator[Field]:
    table = BY_NAME[CLAIMS]
    for column in table.columns:
        yield _field(column.header, CLAIMS, column)
    for family, names in FAMILIES.items():
        headers = tuple(table.column(name).header for name in names)
        yield Field(family, CLAIMS, names, headers, holds_codes=True)


def _of_others() -> Iterator[Field]:
    for name in _OTHERS:
        for column in BY_NAME[name].columns:
            yield _field(f"{BY_NAME[name].title}.{column.header}", name, column)
    for role in ROLES:
        for column in BY_NAME["providers"].columns:
            yield _field(f"{role.capitalize()}.{column.header}", role, column)


def _field(label: str, place: str, column: Column) -> Field:
    kind = _KINDS.get(column.kind, FieldKind.TEXT)
    names, headers, is_code = (column.name,), (column.header,), column.kind in _CODES
    return Field(label, place, names, headers, kind, column.values, is_code)
