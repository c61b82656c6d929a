"""The rows a fresh workbook begins with: settings, code maps, messages; all of them editable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from xlbilling.tasks.contracts import rules
from xlbilling.tasks.posting import carc_map
from xlbilling.tasks.settings import SETTINGS
from xlbilling.tasks.statements import levels, words
from xlbilling.template import code_limits, code_needs, collection_rows

_MESSAGE_NAMES: Final = ("level", "title", "message", "days")
_ADJUSTMENT_NAMES: Final = ("adjustment_type", "description", "account", "contractual")
_ADJUSTMENT_TYPES: Final = (
    ("CONTRACTUAL", "Charge above what the contract allows", "Contractual", "Y"),
    ("SEQUESTRATION", "Medicare's 2 percent (CO-253)", "Sequestration", "Y"),
    ("PENALTY", "Payer's penalty (CO-237)", "Penalty", "N"),
    ("WITHHOLD", "Held back by the payer, still ours", "Withhold", "N"),
    ("BAD DEBT", "Given up after collection", "Bad debt", "N"),
    ("SMALL BALANCE", "Too small to bill", "Small balance", "N"),
    ("CHARITY", "Financial assistance", "Charity", "N"),
    ("QMB", "Cost sharing that a QMB never owes", "Contractual", "Y"),
    ("AGENCY FEE", "What the collection agency keeps", "Collection fees", "N"),
)


def default_rows(table: str) -> Sequence[Mapping[str, Any]]:
    """Return the first rows of a table, by code name; most tables begin empty."""
    return _FIRST_ROWS[table]() if table in _FIRST_ROWS else ()


def _settings() -> list[dict[str, Any]]:
    return [
        {"setting": each.name, "value": each.default, "what_it_does": each.what}
        for each in SETTINGS
    ]


def _named(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in rows]


def _messages() -> list[dict[str, Any]]:
    days = enumerate(levels.LEVEL_DAYS, start=1)
    return _named(_MESSAGE_NAMES, [(level, *words.MESSAGES[level], after) for level, after in days])


def _adjustment_types() -> list[dict[str, Any]]:
    return _named(_ADJUSTMENT_NAMES, _ADJUSTMENT_TYPES)


_FIRST_ROWS: Final[Mapping[str, Callable[[], Sequence[Mapping[str, Any]]]]] = {
    "settings": _settings,
    "carc_map": carc_map.default_rows,
    "statement_messages": _messages,
    "adjustment_types": _adjustment_types,
    "rate_rules": rules.default_rows,
    "code_limits": code_limits.default_rows,
    "code_needs": code_needs.default_rows,
    "agency_layout": collection_rows.agency_layout,
    "delinquency_levels": collection_rows.levels,
    "letter_texts": collection_rows.letter_texts,
}
