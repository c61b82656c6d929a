"""The mark that tells an array formula that spills from one that was entered over an area."""

from __future__ import annotations

from typing import Final

from lxml import etree

from xlbilling.hosts.files.package.markup import MAIN, OFFICE_RELATIONS, Element, main
from xlbilling.hosts.files.package.package import Package

_CONTENT_TYPE: Final = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
)
_KIND: Final = "XLDAPR"
_DYNAMIC: Final = "http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray"
_EMPTY: Final = f'<metadata xmlns="{MAIN}" xmlns:xda="{_DYNAMIC}"/>'.encode()
_PROPERTIES: Final = (
    "copy", "pasteAll", "pasteValues", "merge", "splitFirst", "rowColShift", "clearFormats",
    "clearComments", "assign", "coerce", "cellMeta",
)  # fmt: skip
_ORDER: Final = (
    "metadataTypes", "metadataStrings", "mdxMetadata", "futureMetadata", "cellMetadata",
    "valueMetadata", "extLst",
)  # fmt: skip


def dynamic_array_mark(package: Package) -> int:
    """Return the number that a cell with a spilling formula carries (`CellOut.dynamic`).

    The book gets the mark when it has none yet. Source: MS-XLSX 2.3.11 (dynamicArrayProperties).
    """
    part = _metadata_part(package)
    root = package.tree(part)
    types = _holder(root, "metadataTypes")
    names = [one.get("name") for one in types]
    if _KIND not in names:
        _add_kind(root, types)
        names.append(_KIND)
        package.touched(part)
    kind = str(names.index(_KIND) + 1)
    cells = _holder(root, "cellMetadata")
    for number, block in enumerate(cells, start=1):
        if len(block) == 1 and block[0].get("t") == kind:
            return number
    etree.SubElement(etree.SubElement(cells, main("bk")), main("rc"), t=kind, v="0")
    cells.set("count", str(len(cells)))
    package.touched(part)
    return len(cells)


def _metadata_part(package: Package) -> str:
    found = package.relations_of_kind(package.workbook_part, "sheetMetadata")
    if found:
        return found[0].target
    part = package.add_part("xl/metadata.xml", _CONTENT_TYPE, _EMPTY)
    package.relate(package.workbook_part, f"{OFFICE_RELATIONS}/sheetMetadata", part)
    return part


def _add_kind(root: Element, types: Element) -> None:
    kind = etree.SubElement(types, main("metadataType"), name=_KIND, minSupportedVersion="120000")
    for one in _PROPERTIES:
        kind.set(one, "1")
    types.set("count", str(len(types)))
    future = root.makeelement(main("futureMetadata"), {"name": _KIND, "count": "1"})
    _place(root, future, "futureMetadata")
    block = etree.SubElement(etree.SubElement(future, main("bk")), main("extLst"))
    ext = etree.SubElement(block, main("ext"), uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}")
    etree.SubElement(ext, f"{{{_DYNAMIC}}}dynamicArrayProperties", fDynamic="1", fCollapsed="0")


def _holder(root: Element, tag: str) -> Element:
    found = root.find(main(tag))
    return _place(root, root.makeelement(main(tag)), tag) if found is None else found


def _place(root: Element, made: Element, tag: str) -> Element:
    rank = _ORDER.index(tag)
    before = [one for one in root if _ORDER.index(etree.QName(one).localname) <= rank]
    root.insert(len(before), made)
    return made
