"""The parts of a workbook file, by hand: where a thing is, and where the file format wants it."""

from __future__ import annotations

import re

BOOK = "xl/workbook.xml"

AFTER_ROWS = [
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]
"""The order of a sheet's elements behind its rows, as the file format wants it."""

IN_BOOK = [
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "extLst",
]
"""The order of the workbook's elements."""


def sheet_part(parts: dict[str, bytes], name: str) -> str:
    """Return the part that holds a sheet."""
    match = re.search(rf'name="{name}"[^>]*r:id="(\w+)"'.encode(), parts[BOOK])
    assert match is not None, name
    return target_of(parts, BOOK, match[1].decode())


def target_of(parts: dict[str, bytes], source: str, rel_id: str) -> str:
    """Return the part that a relationship points to."""
    for one in relationships(parts, source):
        if one["Id"] == rel_id:
            base = source.rpartition("/")[0]
            own = one["Target"]
            return own.lstrip("/") if own.startswith("/") else f"{base}/{own}"
    raise AssertionError(rel_id)


def relationships(parts: dict[str, bytes], source: str) -> list[dict[str, str]]:
    """Return the relationships of a part, each as its attributes."""
    folder, _, last = source.rpartition("/")
    rels = parts.get(f"{folder}/_rels/{last}.rels" if folder else "_rels/.rels", b"")
    found = re.findall(rb"<Relationship\s([^>]*?)/?>", rels)
    return [dict(re.findall(r'(\w+)="([^"]*)"', one.decode())) for one in found]


def note_part(parts: dict[str, bytes], sheet: str) -> str:
    """Return the drawing that holds a sheet's notes."""
    for one in relationships(parts, sheet):
        if one["Type"].endswith("/vmlDrawing"):
            return target_of(parts, sheet, one["Id"])
    raise AssertionError(sheet)


def put_in(xml: bytes, order: list[str] | tuple[str, ...], name: str, element: str) -> bytes:
    """Return XML with an element at the place that the file format gives it."""
    for later in order[order.index(name) + (0 if name == "extLst" else 1) :]:
        at = xml.find(f"<{later}".encode())
        if at >= 0:
            return xml[:at] + element.encode() + xml[at:]
    end = xml.rindex(b"</")
    return xml[:end] + element.encode() + xml[end:]
