"""References outside the cells: rules, links, notes, drawings, charts, tables, pivots."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from xlbilling.hosts.files.package.changes import Change, RowShift
from xlbilling.hosts.files.package.markup import (
    Element,
    attribute_escape,
    drop,
    local_name,
    text_unescape,
)

# Attributes that hold an area (or several) of the part's own sheet, by tag.
_AREAS: Final = {
    "dimension": ("ref",),
    "mergeCell": ("ref",),
    "conditionalFormatting": ("sqref",),
    "dataValidation": ("sqref",),
    "hyperlink": ("ref",),
    "autoFilter": ("ref",),
    "sortState": ("ref",),
    "sortCondition": ("ref",),
    "protectedRange": ("sqref",),
    "ignoredError": ("sqref",),
    "selection": ("sqref", "activeCell"),
    "pane": ("topLeftCell",),
    "sheetView": ("topLeftCell",),
    "cellWatch": ("r",),
    "inputCells": ("r",),
    "table": ("ref",),
    "comment": ("ref",),
    "threadedComment": ("ref",),
    "location": ("ref",),
}
# What stays, with its old address, when all of its cells are gone.
_STAYS: Final = frozenset({"dimension", "selection", "pane", "sheetView", "sortState"})

# Texts and attributes that hold a formula.
_FORMULA_TEXTS: Final = frozenset({
    "f",
    "formula",
    "formula1",
    "formula2",
    "calculatedColumnFormula",
    "totalsRowFormula",
    "fmla",
})
_FORMULA_ATTRIBUTES: Final = {
    "hyperlink": ("location",),
    "cfvo": ("val",),
    "sp": ("textlink",),
    "cxnSp": ("textlink",),
    "cameraTool": ("cellRange",),
    "formControlPr": ("fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup"),
    "controlPr": ("linkedCell", "listFillRange"),
}


def change_formulas(root: Element, change: Change, home: str) -> bool:
    """Make every formula below the element follow the change; tells whether any did."""
    changed = False
    for one in root.iter("*"):
        tag = local_name(one)
        if tag in _FORMULA_TEXTS and one.text:
            new = change.formula(one.text, home)
            changed |= new != one.text
            one.text = new
        for name in _FORMULA_ATTRIBUTES.get(tag, ()):
            old = one.get(name)
            if old:
                new = _keeping_mark(old, lambda text: change.formula(text, home))
                changed |= new != old
                one.set(name, new)
    return changed


def _keeping_mark(text: str, change: Callable[[str], str]) -> str:
    """Change a formula that may begin with ``#`` (links) or ``=`` (text boxes)."""
    mark = text[0] if text[0] in "#=" else ""
    return mark + change(text[len(mark) :])


def change_areas(root: Element, change: Change) -> bool:
    """Move every area of the part's own sheet; what lost all its cells is dropped."""
    changed = False
    for one in list(root.iter("*")):
        tag = local_name(one)
        if tag == "sqref" and one.text:
            moved = _moved_areas(one.text, change)
            changed |= moved != one.text
            one.text = moved
            if not moved:
                _drop_rule(one)
        for name in _AREAS.get(tag, ()):
            old = one.get(name)
            if not old:
                continue
            moved = _moved_areas(old, change)
            changed |= moved != old
            is_lone_cell = tag == "mergeCell" and ":" not in moved
            if (not moved or is_lone_cell) and tag not in _STAYS:
                drop(one)
                break
            one.set(name, moved or old)
    return _drop_empty_holders(root) or changed


def _drop_rule(areas: Element) -> None:
    """Drop the rule or sparkline that lost its cells, and what held nothing but it."""
    rule = areas.getparent()
    while rule is not None:
        holder = rule.getparent()
        if holder is None:
            return
        drop(rule)
        if len(holder) and local_name(holder) != "sparklineGroup":
            return
        rule = holder


def _moved_areas(text: str, change: Change) -> str:
    moved = (change.area(one) for one in text.split())
    return " ".join(one for one in moved if one is not None)


_HOLDERS: Final = frozenset(
    {
        "mergeCells", "dataValidations", "hyperlinks", "protectedRanges", "ignoredErrors",
        "cellWatches", "conditionalFormattings",
    }
)  # fmt: skip


def _drop_empty_holders(root: Element) -> bool:
    changed = False
    for one in list(root.iter("*")):
        if local_name(one) in _HOLDERS:
            count = one.get("count")
            if len(one) == 0:
                drop(one)
                changed = True
            elif count is not None and count != str(len(one)):
                one.set("count", str(len(one)))
                changed = True
    return changed


def shift_breaks(root: Element, shift: RowShift) -> bool:
    """Move the page breaks between rows; a break stands below the row it names."""
    changed = False
    for holder in [one for one in root if local_name(one) == "rowBreaks"]:
        for one in list(holder):
            row = int(one.get("id", "0"))
            new = shift.row_of(row + 1)
            if new is None:
                drop(one)
            elif new - 1 != row:
                one.set("id", str(new - 1))
            changed |= new is None or new - 1 != row
    return changed


def shift_anchors(root: Element, shift: RowShift) -> bool:
    """Move what floats over a sheet: pictures, charts, shapes, controls. Rows count from 0."""
    changed = False
    for anchor in root.iter("*"):
        if local_name(anchor) not in {"from", "to"}:
            continue
        row = next((one for one in anchor if local_name(one) == "row"), None)
        offset = next((one for one in anchor if local_name(one) == "rowOff"), None)
        if row is None or not row.text:
            continue
        new = shift.row_of(int(row.text) + 1)
        if new is None:  # its edge stood on a deleted row: it moves to the rows that came up
            new = shift.row
            if offset is not None:
                offset.text = "0"
        if new - 1 != int(row.text):
            row.text = str(new - 1)
            changed = True
    return changed


_SHAPE: Final = re.compile(rb"<v:shape\b.*?</v:shape>\s*", re.DOTALL)
_SHAPE_ROW: Final = re.compile(rb"(<x:Row>\s*)(\d+)(\s*</x:Row>)")
_ANCHOR: Final = re.compile(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_SHAPE_FORMULA: Final = re.compile(rb"(<x:Fmla(?:Link|Range|Txbx|Group)>)([^<]*)(</x:Fmla)")


def shift_shapes(data: bytes, shift: RowShift) -> bytes:
    """Return a legacy drawing (notes and form controls) with its shapes moved."""

    def shape(found: re.Match[bytes]) -> bytes:
        text = found[0]
        row = _SHAPE_ROW.search(text)
        if row is not None and b'ObjectType="Note"' in text:
            new = shift.row_of(int(row[2]) + 1)
            if new is None:
                return b""
            text = _SHAPE_ROW.sub(rb"\g<1>%d\g<3>" % (new - 1), text, count=1)
        return _ANCHOR.sub(anchor, text)

    def anchor(found: re.Match[bytes]) -> bytes:
        numbers = [int(one) for one in found[2].decode().split(",")]
        if len(numbers) != 8:
            return found[0]
        for place in (2, 6):
            numbers[place] = (shift.row_of(numbers[place] + 1) or shift.row) - 1
        return found[1] + ", ".join(map(str, numbers)).encode() + found[3]

    return _SHAPE.sub(shape, data)


def change_shape_formulas(data: bytes, change: Change, home: str) -> bytes:
    """Return a legacy drawing with the links of its controls following the change."""

    def one(found: re.Match[bytes]) -> bytes:
        formula = change.formula(text_unescape(found[2].decode()), home)
        return found[1] + attribute_escape(formula).encode() + found[3]

    return _SHAPE_FORMULA.sub(one, data)
