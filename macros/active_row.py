"""The claim, payer and account of the row that is selected, on whichever sheet that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlbilling.macros.press import chosen

if TYPE_CHECKING:
    import xlwings as xw

_NAMED: Final = {
    "worklist": {"claim_id": "claim", "payer_id": "payer"},
    "claims": {"claim_id": "claim", "payer_now": "payer"},
    "denials": {"claim_id": "claim", "payer_id": "payer"},
    "patients": {"patient_id": "account"},
    "guarantors": {"guarantor_id": "account"},
}
"""By table, its columns that name something and the option that each one is."""


def named(book: xw.Book) -> dict[str, str]:
    """Return what the selected row names, by option; nothing where it is on none of our sheets."""
    from xlbilling.layout.tables import BY_NAME

    cell = book.selection
    if cell is None:
        return {}
    open_sheet = cell.sheet.name
    here = sorted(_NAMED, key=lambda table: BY_NAME[table].sheet != open_sheet)
    for table in here:
        found = {option: chosen(book, table, name) for name, option in _NAMED[table].items()}
        if any(found.values()):
            return {option: text for option, text in found.items() if text}
        if BY_NAME[table].sheet == open_sheet:
            return {}
    return {}
