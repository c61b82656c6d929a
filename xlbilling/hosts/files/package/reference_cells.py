"""References in the cells of a sheet, and the numbers of its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from xlbilling.hosts.files.package.changes import Change, RowShift
from xlbilling.hosts.files.package.markup import text_escape
from xlbilling.hosts.files.package.sheet_formulas import FormulaCell, formula_cells
from xlbilling.hosts.files.package.sheet_scan import SheetBytes
from xlbilling.model.errors import BookError
from xlbilling.model.formula_scan import Pattern


def with_formulas_changed(xml: bytes, change: Change, home: str) -> bytes:
    """Return the sheet's bytes with its cells' formulas following the change.

    A shared formula is written out cell by cell when any of its cells changes.

    Raises:
        BookError: ``BOOK-ARRAY``, the change would cut an array formula in two.
    """
    sheet = SheetBytes.of(xml)
    if sheet.xml.find(f"<{sheet.tags.prefix}f".encode(), sheet.start, sheet.end) < 0:
        return xml
    found = [(one, text, change.formula(text, home)) for one, text in _with_texts(sheet)]
    moves = change.sheet.casefold() == home.casefold() and bool(change.sheet)
    broken = {one.group for one, old, new in found if one.kind == "shared" and old != new}
    if moves:  # a group's area would have to move along
        broken = {one.group for one, _, _ in found if one.kind == "shared"}
    pieces: list[bytes] = []
    at = 0
    for one, old, new in found:
        written = _element(one, new, sheet.tags.prefix, change.area if moves else None)
        is_plain = one.kind != "shared" or one.group in broken
        if is_plain and (old != new or one.kind != "normal"):
            pieces += [sheet.xml[at : one.start], written]
            at = one.end
    if not pieces:
        return xml
    pieces.append(sheet.xml[at:])
    return b"".join(pieces)


def _with_texts(sheet: SheetBytes) -> Iterator[tuple[FormulaCell, str]]:
    patterns: dict[str, Pattern] = {}
    for one in formula_cells(sheet):
        text = one.text
        if one.kind == "shared" and text:
            patterns[one.group] = Pattern(text, one.row, one.column)
        elif one.kind == "shared" and one.group in patterns:
            text = patterns[one.group].at(one.row, one.column)
        yield one, text


def _element(
    one: FormulaCell, text: str, prefix: str, area: Callable[[str], str | None] | None
) -> bytes:
    """Return a formula's element; arrays and data tables keep their attributes, areas moved."""
    attributes = ""
    if one.kind != "shared":
        for key, value in one.attributes.items():
            moved: str | None = value
            if area is not None and key in {"ref", "r1", "r2"}:
                moved = area(value)
            attributes += f' {key}="{moved or value}"'
    elif (always := one.attributes.get("ca")) is not None:
        attributes = f' ca="{always}"'
    if not text:
        return f"<{prefix}f{attributes}/>".encode()
    return f"<{prefix}f{attributes}>{text_escape(text)}</{prefix}f>".encode()


def refuse_cut_arrays(xml: bytes, shift: RowShift) -> None:
    """Refuse a shift that would cut an array formula in two.

    Raises:
        BookError: ``BOOK-ARRAY``, naming the array's area.
    """
    for one in formula_cells(SheetBytes.of(xml)):
        if one.area is None or one.kind not in {"array", "dataTable"} or one.dynamic:
            continue
        moved = shift.moved(one.area)
        if moved is not None and moved.size != one.area.size:
            raise BookError(
                f"{shift.sheet}!{one.area.name} holds one array formula, which the rows would cut",
                id="BOOK-ARRAY",
                fix="insert or delete rows above or below it",
            )


def with_rows_shifted(xml: bytes, shift: RowShift) -> bytes:
    """Return the sheet's bytes with its rows renumbered, deleted ones left out."""
    sheet = SheetBytes.of(xml)
    prefix = re.escape(sheet.tags.prefix.encode())
    addresses = re.compile(rb"(<" + prefix + rb'(?:row|c)\b[^>]*?\sr="[A-Z]*)\d+')
    pieces: list[bytes] = []
    at = sheet.start
    for number, opening, end in sheet.rows():
        new = shift.row_of(number)
        if new == number:
            continue
        pieces.append(sheet.xml[at : opening.start()])
        at = end
        if new is not None:
            text = str(new).encode()
            row = sheet.xml[opening.start() : end]
            pieces.append(addresses.sub(lambda one, text=text: one[1] + text, row))  # type: ignore[misc]
    pieces.append(sheet.xml[at : sheet.end])
    return b"".join((sheet.xml[: sheet.start], *pieces, sheet.xml[sheet.end :]))
