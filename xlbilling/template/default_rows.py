"""The rows a fresh workbook begins with: settings, code maps, messages; all of them editable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from xlbilling.tasks.posting import carc_map
from xlbilling.tasks.settings import SETTINGS

_STATEMENT_MESSAGES: Final = (
    (1, "Statement", "Thank you for choosing our practice. This is your share of the bill.", 0),
    (2, "Reminder", "A friendly reminder: we have not yet received this payment.", 30),
    (3, "Past due", "This balance is past due. Please pay, or call us to set up a plan.", 60),
    (4, "Seriously past due", "Please call us this week so that we can find a solution.", 90),
    (5, "Final notice", "Final notice: unpaid balances may be sent to a collection agency.", 120),
)
_MESSAGE_NAMES: Final = ("level", "title", "message", "days")
_ADJUSTMENT_NAMES: Final = ("adjustment_type", "description", "account", "contractual")
_AGENCY_NAMES: Final = ("position", "field", "length", "align", "pad")
_ADJUSTMENT_TYPES: Final = (
    ("CONTRACTUAL", "Charge above what the contract allows", "Contractual", "Y"),
    ("SEQUESTRATION", "Medicare's 2 percent (CO-253)", "Sequestration", "Y"),
    ("PENALTY", "Payer's penalty (CO-237)", "Penalty", "N"),
    ("WITHHOLD", "Held back by the payer, still ours", "Withhold", "N"),
    ("BAD DEBT", "Given up after collection", "Bad debt", "N"),
    ("SMALL BALANCE", "Too small to bill", "Small balance", "N"),
    ("CHARITY", "Financial assistance", "Charity", "N"),
)
_AGENCY_LAYOUT: Final = (
    ("client", 5, "LEFT", " "),
    ("filler", 3, "LEFT", " "),
    ("name", 30, "LEFT", " "),
    ("filler", 30, "LEFT", " "),
    ("address", 30, "LEFT", " "),
    ("city", 15, "LEFT", " "),
    ("state", 2, "LEFT", " "),
    ("zip", 5, "LEFT", " "),
    ("service_code", 1, "LEFT", " "),
    ("transmittal_id", 10, "RIGHT", "0"),
    ("filler", 1, "LEFT", " "),
    ("ssn", 15, "LEFT", " "),
    ("first_dos", 6, "LEFT", " "),
    ("balance_cents", 8, "RIGHT", "0"),
    ("filler", 9, "LEFT", " "),
)


def default_rows(table: str) -> Sequence[Mapping[str, Any]]:
    """Return the first rows of a table, by code name; most tables begin empty."""
    match table:
        case "settings":
            return _settings()
        case "carc_map":
            return carc_map.default_rows()
        case "statement_messages":
            return _named(_MESSAGE_NAMES, _STATEMENT_MESSAGES)
        case "adjustment_types":
            return _named(_ADJUSTMENT_NAMES, _ADJUSTMENT_TYPES)
        case "agency_layout":
            places = enumerate(_AGENCY_LAYOUT, start=1)
            return _named(_AGENCY_NAMES, [(place, *row) for place, row in places])
        case _:
            return ()


def _settings() -> list[dict[str, Any]]:
    return [
        {"setting": each.name, "value": each.default, "what_it_does": each.what}
        for each in SETTINGS
    ]


def _named(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in rows]
