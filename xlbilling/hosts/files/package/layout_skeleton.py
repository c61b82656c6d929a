"""A sheet without its rows: small enough to be a tree, put around the rows again afterwards."""

from __future__ import annotations

from typing import Final

from xlbilling.hosts.files.package.markup import Element, drop, local_name, main, parse, serialise
from xlbilling.hosts.files.package.sheet_scan import SheetBytes

# The order the schema demands of a worksheet's children (CT_Worksheet, ECMA-376 part 1, 18.3.1.99).
_ORDER: Final = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
_RANK: Final = {tag: rank for rank, tag in enumerate(_ORDER)}


class Skeleton:
    """A sheet's elements around its rows.

    Args:
        xml: the sheet's part.
    """

    def __init__(self, xml: bytes) -> None:
        self._sheet = sheet = SheetBytes.of(xml)
        self._data = memoryview(sheet.xml)[sheet.start : sheet.end]
        self._prefix = sheet.tags.prefix
        hollow = (
            sheet.xml[: sheet.head_end]
            + f"<{self._prefix}sheetData/>".encode()
            + sheet.xml[sheet.tail_start :]
        )
        self.root = parse(hollow, "worksheet")

    def to_xml(self) -> bytes:
        """Return the sheet's bytes with its rows in place."""
        hollow = serialise(self.root)
        empty = f"<{self._prefix}sheetData/>".encode()
        at = hollow.index(empty)
        opening = f"<{self._prefix}sheetData>".encode()
        closing = f"</{self._prefix}sheetData>".encode()
        pieces = (hollow[:at], opening, self._data, closing, hollow[at + len(empty) :])
        return self._sheet.around(b"".join(pieces))

    def find(self, tag: str) -> Element | None:
        """Return the first child of that tag."""
        return self.root.find(main(tag))

    def children(self, tag: str) -> list[Element]:
        """Return all children of that tag."""
        return self.root.findall(main(tag))

    def child(self, tag: str) -> Element:
        """Return the child of that tag, made at its place when there is none."""
        found = self.find(tag)
        return self.add(tag) if found is None else found

    def add(self, tag: str) -> Element:
        """Add a child of that tag at the place the schema gives it."""
        return self.place(self.root.makeelement(main(tag)))

    def place(self, element: Element) -> Element:
        """Put a child at the place the schema gives its tag, after others of the same tag."""
        rank = _RANK[local_name(element)]
        position = 0
        for index, one in enumerate(self.root):
            # mc:AlternateContent and the like stand where they stand
            if _RANK.get(local_name(one), 99) <= rank:
                position = index + 1
        self.root.insert(position, element)
        return element

    def remove(self, tag: str) -> None:
        """Take all children of that tag away."""
        for one in self.children(tag):
            drop(one)
