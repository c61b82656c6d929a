"""Some sheets of a book as a workbook of their own, for another program to print.

Of a book with a large ledger LibreOffice would read and lay out all of it first; and a file that
is printed elsewhere should hold nothing but what is printed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

from xlbilling.hosts.files.package.parts import relations_part
from xlbilling.hosts.files.package.workbook_xml import WORKSHEET_TYPE
from xlbilling.hosts.files.table_headers import sync_headers

if TYPE_CHECKING:
    from xlbilling.hosts.files.book_state import BookState
    from xlbilling.hosts.files.package.package import Package
    from xlbilling.hosts.files.package.workbook_xml import SheetEntry

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHARED: Final = frozenset({"styles", "theme", "sharedStrings"})
"""What all sheets of a workbook need to be shown as they are."""
_LEFT_OUT: Final = frozenset({"table", "comments", "vmlDrawing", "pivotTable", "queryTable"})
"""What sheets point to that no page shows."""
_PRINTED: Final = "_xlnm.print_"
"""How the names of print areas and of repeated rows begin."""


def write(state: BookState, names: Sequence[str], out: BinaryIO) -> None:
    """Write a workbook of some sheets, as they stand now; the book itself stays as it is.

    Formulas keep the values that they have; what they refer to need not come along.

    Args:
        state: the book.
        names: the sheets, in the order in which they are to come.
        out: where to.
    """
    _settle(state, set(names))
    package = state.package
    sheets = [package.workbook.sheet(name) for name in names]
    shared = [one for one in package.relations(package.workbook_part) if one.kind in _SHARED]
    book = package.workbook_part
    wanted = [*(one.part for one in sheets), *(one.target for one in shared)]
    parts = _with_what_they_show(package, wanted)
    pointers = [
        *((f"s{n}", "worksheet", one.part) for n, one in enumerate(sheets)),
        *((f"p{n}", one.kind, one.target) for n, one in enumerate(shared)),
    ]
    types = {part: package.content_type_of(part) or WORKSHEET_TYPE for part in parts}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", _types({book: _WORKBOOK_TYPE, **types}))
        archive.writestr("_rels/.rels", _pointers([("b", "officeDocument", book)]))
        archive.writestr(book, _workbook(package, sheets))
        archive.writestr(relations_part(book), _pointers(pointers))
        for part in parts:
            archive.writestr(part, _content(package, part))
            relations = relations_part(part)
            if package.has(relations):
                archive.writestr(relations, package.read(relations))


def _settle(state: BookState, names: Collection[str]) -> None:
    """Put what was written to the sheets into the package, as before any change of it."""
    for one in state.sheets:
        if one.name in names:
            sync_headers(one)
            if one.changed:
                one.flush(at_once=True)
                one.put_away()
                one.forget()


def _with_what_they_show(package: Package, parts: Sequence[str]) -> list[str]:
    """Return parts with the pictures and drawings they point to, each once."""
    found: dict[str, None] = {}
    waiting = [*parts]
    while waiting:
        part = waiting.pop(0)
        if part in found or not package.has(part):
            continue
        found[part] = None
        waiting += [
            one.target
            for one in package.relations(part)
            if not one.external and one.kind not in _LEFT_OUT
        ]
    return list(found)


def _content(package: Package, part: str) -> bytes:
    if part == package.styles_part and package.styles_added:
        return package.styles.to_xml()
    return package.read(part)


def _workbook(package: Package, sheets: Sequence[SheetEntry]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(one.name)} sheetId="{n + 1}" r:id="s{n}"/>'
        for n, one in enumerate(sheets)
    )
    places = {one.name: n for n, one in enumerate(sheets)}
    names = "".join(
        f'<definedName name="{one.name}" localSheetId="{places[one.sheet]}">'
        f"{escape(one.refers_to)}</definedName>"
        for one in package.workbook.defined_names
        if one.sheet in places and one.name.casefold().startswith(_PRINTED)
    )
    named = f"<definedNames>{names}</definedNames>" if names else ""
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        f"<sheets>{listed}</sheets>{named}</workbook>"
    )


def _pointers(pointers: Sequence[tuple[str, str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{id_}" Type="{_RELATIONS}/{kind}" Target={quoteattr(f"/{target}")}/>'
        for id_, kind, target in pointers
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _types(types: dict[str, str]) -> str:
    listed = "".join(
        f'<Override PartName={quoteattr(f"/{part}")} ContentType="{kind}"/>'
        for part, kind in types.items()
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{rels}"/>{listed}</Types>'
    )
