"""How a table looks on its sheet: widths, header colors, the words of a header's note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from xlbilling.layout.columns import Column, Kind, Table, Writer

HEADER_HEIGHT: Final = 32
PERSON_FILL: Final = "0F4C75"
PROGRAM_FILL: Final = "5F6B76"
WIDTHS: Final[dict[Kind, float]] = {
    Kind.ID: 13,
    Kind.TEXT: 20,
    Kind.DATE: 12,
    Kind.MONEY: 12,
    Kind.NUMBER: 9,
    Kind.LIST: 12,
    Kind.YES_NO: 8,
}
WIDE: Final = {
    "action": 50,
    "answer": 40,
    "asks": 34,
    "basis": 45,
    "batch": 18,
    "call": 17,
    "category": 28,
    "checked_as": 24,
    "counts": 60,
    "expected_pay_date": 70,
    "file": 24,
    "first_finding": 60,
    "fix": 60,
    "go_to": 22,
    "holds": 28,
    "icn": 20,
    "inquiry": 17,
    "key": 26,
    "letter": 22,
    "lines": 30,
    "match": 30,
    "message": 75,
    "name": 30,
    "next_step": 60,
    "payer": 15,
    "payer_claim_no": 20,
    "payer_id": 15,
    "payer_now": 15,
    "payment_key": 46,
    "placement": 24,
    "plain_words": 60,
    "proposal": 26,
    "reason": 22,
    "resolution": 40,
    "row_key": 16,
    "source": 30,
    "source_file": 30,
    "stamp": 31,
    "statement": 20,
    "step": 24,
    "stops": 46,
    "subject": 40,
    "subscriber_address": 24,
    "text": 90,
    "totals": 50,
    "value": 40,
    "what_it_does": 70,
    "why": 64,
    "words": 24,
}
NARROW: Final = {"line": 6, "pos": 6, "pointers": 10, "units": 7, "sex": 6, "seq": 8, "today": 7}
ALIGNED: Final[Mapping[Kind, Literal["center", "right"]]] = {
    Kind.DATE: "center",
    Kind.MONEY: "right",
    Kind.NUMBER: "right",
}
"""Headers stand over their values; dates in the middle, so that they do not touch a text."""
LAST_ROW: Final = 1_048_576
TABLE_STYLE: Final = "TableStyleLight1"
LIST_WORDS: Final = "This value is not on the list. Keep it all the same?"
"""Another value is warned of and let in, since the checks will name it."""


def width(column: Column) -> float:
    """Return a column's width in characters."""
    own = WIDE.get(column.name) or NARROW.get(column.name) or WIDTHS[column.kind]
    return max(own, len(column.header) * 0.75 + 3)


def header_fill(column: Column) -> str:
    """Return the color behind a header, RRGGBB: it tells who fills the column."""
    return PROGRAM_FILL if column.writer is Writer.PROGRAM else PERSON_FILL


def header_note(table: Table, column: Column) -> str:
    """Return the words of a header's note: what it is, what may stand there, who fills it."""
    kinds = {
        Kind.ID: "Text, so that leading zeros stay.",
        Kind.TEXT: "Text.",
        Kind.DATE: "A date.",
        Kind.MONEY: "Dollars and cents.",
        Kind.NUMBER: "A number.",
        Kind.LIST: "Choose from the list.",
        Kind.YES_NO: "Y or N.",
    }
    who = {
        Writer.PERSON: "You fill it.",
        Writer.PROGRAM: "The program fills it; what you type here is overwritten.",
        Writer.EITHER: "An import fills it, or you.",
    }
    need = "Needed in every row." if column.required else ""
    parts = (column.note, kinds[column.kind], need, who[column.writer])
    return f"{table.title}: {column.header}\n" + " ".join(part for part in parts if part)
