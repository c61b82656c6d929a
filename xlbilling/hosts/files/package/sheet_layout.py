"""A sheet's layout: everything about it that is not in its cells."""

from __future__ import annotations

from xlbilling.hosts.files.package.addresses import Area, column_letters, parse_area
from xlbilling.hosts.files.package.layout_parts import FIELDS
from xlbilling.hosts.files.package.layout_skeleton import Skeleton
from xlbilling.hosts.files.package.layout_types import SheetLayout
from xlbilling.hosts.files.package.markup import X14, XM, Element


def read_layout(xml: bytes) -> SheetLayout:
    """Return a sheet's layout."""
    return _layout_of(Skeleton(xml))


def with_layout(xml: bytes, layout: SheetLayout) -> bytes:
    """Return the sheet's bytes with another layout.

    Only what differs from the sheet's own layout is changed; the same layout gives the same bytes.
    Elements we do not know stay where they are.
    """
    sheet = Skeleton(xml)
    own = _layout_of(sheet)
    if own == layout:
        return xml
    for name, (_, write) in FIELDS.items():
        if getattr(own, name) != getattr(layout, name):
            write(sheet, getattr(layout, name))
    return sheet.to_xml()


def _layout_of(sheet: Skeleton) -> SheetLayout:
    return SheetLayout(**{name: read(sheet) for name, (read, _) in FIELDS.items()})


def extend_down(xml: bytes, block: Area, new_last_row: int) -> bytes:
    """Return the sheet's bytes with the rules of a growing block of rows grown along.

    Validations and conditional formats (those of newer Excel versions too), protected ranges and
    ignored errors that covered the block's columns down to its last row cover them down to the new
    last row.

    Args:
        xml: the sheet's part.
        block: the rows so far, without headers.
        new_last_row: the last row from now on.
    """
    sheet = Skeleton(xml)
    changed = False
    for element, text in _places_with_areas(sheet):
        grown = " ".join(_grown(one, block, new_last_row) for one in text.split())
        if grown != text:
            changed = True
            if element.get("sqref") is None:
                element.text = grown
            else:
                element.set("sqref", grown)
    return sheet.to_xml() if changed else xml


def _places_with_areas(sheet: Skeleton) -> list[tuple[Element, str]]:
    holders = sheet.children("conditionalFormatting")
    for tag in ("dataValidations", "protectedRanges", "ignoredErrors"):
        found = sheet.find(tag)
        holders += [] if found is None else [one for one in found if one.get("sqref")]
    places = [(one, one.get("sqref", "")) for one in holders]
    for tag in ("dataValidation", "conditionalFormatting"):
        for rule in sheet.root.iter(f"{{{X14}}}{tag}"):
            places += [(one, one.text or "") for one in rule.iterchildren(f"{{{XM}}}sqref")]
    return places


def _grown(text: str, block: Area, new_last_row: int) -> str:
    area = parse_area(text)
    is_in_columns = area.left <= block.right and area.right >= block.left
    if not (is_in_columns and area.bottom == block.bottom and area.top <= block.bottom):
        return text
    return f"{column_letters(area.left)}{area.top}:{column_letters(area.right)}{new_last_row}"
