"""What the fields of a remittance sheet are called on the Column Maps sheet.

A field that has a column on Remits or Remit Lines is called as that column; the others by a word
of their own. A person may type either, or the column's header.
"""

from __future__ import annotations

import re
from typing import Final

from xlbilling.remit.synonyms import SYNONYMS

_SHOWN: Final[dict[str, str]] = {
    "payer_name": "payer",
    "payment_ref": "trace",
    "payment_date": "date",
    "payment_total": "amount",
    "claim_id": "pcn",
    "payer_claim_no": "icn",
    "claim_status": "clp02",
    "patient_name": "patient",
    "member_id": "member",
    "service_from": "dos",
    "procedure": "code",
    "modifiers": "mods",
}
_FIELDS: Final = {**{field: field for field in SYNONYMS}, **{v: k for k, v in _SHOWN.items()}}
_NUMBERED: Final = re.compile(r"adj_\d+_(?:group|code|amount)|(?:co|pr|oa|pi|cr)_[a-z]{0,2}\d{1,3}")
"""The columns of one adjustment: those of its number, or one for all amounts of a reason."""


def shown(field: str) -> str:
    """Return how a field is called on the sheet; "" for none."""
    if _NUMBERED.fullmatch(field) and not field.startswith("adj_"):
        return field.upper().replace("_", "-")
    return _SHOWN.get(field, field)


def field_of(text: str) -> str | None:
    """Return the field that a person's word names, "" for a blank, None for an unknown word."""
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    if not name or _NUMBERED.fullmatch(name):
        return name
    return _FIELDS.get(name)
