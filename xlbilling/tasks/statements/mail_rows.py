"""A mail house's CSV: one row a statement, with the columns of its visits side by side.

UTF-8, RFC 4180; days as 2026-03-31, amounts as 20.00, blank where there is nothing. What a column
``Visit 2 You Owe`` shows is what stands in that row and column of the statement; a file has as many
of these columns as its longest statement takes. Nothing is in it that the statement does not show.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from xlbilling.model import money
from xlbilling.tasks.collecting.plain_text import harmless

if TYPE_CHECKING:
    from xlbilling.layout.pages.statement_page import PendingRow, Statement, VisitRow

Cells = dict[str, str]

_ADDRESS: Final = ("To Name", "To Address", "To City")
_REMIT: Final = ("Remit To Name", "Remit To Address", "Remit To City")
_PARTS: Final = ("Visit", "Plan", "Waiting")
"""What repeats, in the order of the columns."""


def content(statements: Sequence[Statement]) -> bytes:
    """Return the file's bytes, with a header row."""
    rows = [_row(one) for one in statements]
    header = _header(rows)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8", errors="replace")


def _header(rows: Sequence[Cells]) -> list[str]:
    """Return all columns: those of every statement, then what repeats, by its number."""
    names = dict.fromkeys(name for row in rows for name in row)
    once = [name for name in names if name.partition(" ")[0] not in _PARTS]
    more = [name for name in names if name not in once]
    places = {name: n for n, name in enumerate(more)}

    def order(name: str) -> tuple[int, int, int]:
        part, number, _ = name.split(" ", 2)
        return _PARTS.index(part), int(number), places[name]

    return [*once, *sorted(more, key=order)]


def _row(one: Statement) -> Cells:
    sender = one.practice
    texts = {
        "Statement": one.number,
        "Account": one.account,
        "Statement Date": one.day.isoformat(),
        "Pay By": one.due.isoformat(),
        "Amount Due": "",
        **dict.fromkeys(_ADDRESS, ""),
        **_lines(_ADDRESS, one.addressee),
        "From Name": sender.name,
        "From Address": sender.address,
        "From City": sender.city,
        "From Phone": sender.phone,
        "From Hours": sender.hours,
        **dict.fromkeys(_REMIT, ""),
        **_lines(_REMIT, sender.remit_to),
        "Message Title": one.title,
        "Message": one.message,
        "Payment Ways": one.ways,
        "Help": one.help,
        "Unapplied": "",
        "Later On Plan": one.plan_left,
    }
    row = {name: harmless(text) for name, text in texts.items()}
    row |= {"Amount Due": money.to_text(one.due_cents)}
    row |= {"Unapplied": money.to_text(one.unapplied_cents)}
    row |= {f"Age {name}": money.to_text(cents) for name, cents in one.aging}
    for n, visit in enumerate(one.visits, start=1):
        row |= _numbered("Visit", n, _visit(visit))
    for n, (words, cents) in enumerate(one.plan, start=1):
        row |= _numbered("Plan", n, {"What": harmless(words), "Amount": money.to_text(cents)})
    for n, pending in enumerate(one.pending, start=1):
        row |= _numbered("Waiting", n, _pending(pending))
    return row


def _lines(names: Sequence[str], texts: Sequence[str]) -> Cells:
    """Return texts by column; what goes beyond the last column stands in it as well."""
    last = len(names) - 1
    whole = [*texts[:last], ", ".join(texts[last:])]
    return dict(zip(names, whole, strict=False))


def _numbered(part: str, n: int, cells: Mapping[str, str]) -> Cells:
    return {f"{part} {n} {name}": text for name, text in cells.items()}


def _visit(visit: VisitRow) -> Cells:
    return {
        "Date": _day(visit.on),
        "What": harmless(visit.what),
        "Charge": money.to_text(visit.charge),
        "Insurance Paid": money.to_text(visit.insurance_paid),
        "Adjusted": money.to_text(visit.adjusted),
        "You Paid": money.to_text(visit.patient_paid),
        "You Owe": money.to_text(visit.owed),
        "Explained": harmless(visit.explained),
    }


def _pending(row: PendingRow) -> Cells:
    return {
        "Date": _day(row.on),
        "What": harmless(row.what),
        "With": harmless(row.insurer),
        "Amount": money.to_text(row.cents),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
