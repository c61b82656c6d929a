"""Copy a sheet with all that belongs to it."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from typing import Final

from xlbilling.hosts.files.package.changes import Change, SheetRename, TableRename
from xlbilling.hosts.files.package.layout_skeleton import Skeleton
from xlbilling.hosts.files.package.markup import Element, parse, serialise, set_attribute
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.parts import Relation
from xlbilling.hosts.files.package.reference_cells import with_formulas_changed
from xlbilling.hosts.files.package.reference_parts import change_formulas
from xlbilling.hosts.files.package.sheet_layout import read_layout, with_layout
from xlbilling.hosts.files.package.tables import all_tables, tables_of
from xlbilling.hosts.files.package.workbook_xml import SheetEntry
from xlbilling.model.errors import BookError

# What hangs on the sheet alone and is copied with it. Pictures and themes are shared.
_COPIED: Final = frozenset(
    {
        "table", "comments", "vmlDrawing", "drawing", "chart", "chartEx", "chartStyle",
        "chartColorStyle", "chartUserShapes", "printerSettings", "threadedComment", "pivotTable",
    }
)  # fmt: skip
_SHARED: Final = frozenset({"image", "hyperlink", "pivotCacheDefinition", "themeOverride"})
_REVISION_UID: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2014/revision}uid"
_GUID: Final = re.compile(rb"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")
_NUMBER: Final = re.compile(r"\d*(\.\w+)$")


def copy_sheet(package: Package, name: str, new_name: str, index: int | None = None) -> SheetEntry:
    """Copy a sheet with its tables (under new names), notes, drawings, charts and print settings.

    Put pending changes of its cells into the package first.

    Args:
        package: the book.
        name: the sheet to copy.
        new_name: the copy's name.
        index: how many tabs stand before the copy; None puts it last.

    Raises:
        BookError: ``BOOK-COPY``, the sheet holds something that cannot be copied here, which is
            named; ``BOOK-SHEET``, the new name is taken or not allowed.
    """
    source = package.workbook.sheet(name)
    package.workbook.check_name(new_name)
    _refuse_uncopyable(package, source)
    xml = package.sheet_xml(source.name)
    names = _new_table_names(package, source.name)
    part = package.free_name("xl/worksheets/sheet{}.xml")
    entry = package.workbook.add_sheet_part(new_name, part, _fresh_sheet(xml), index)
    copier = _Copier(package, source.name, new_name, names)
    rel_ids = copier.copy_pointers(source.part, part)
    package.set_sheet_xml(new_name, _repointed(package.sheet_xml(new_name), rel_ids))
    renamed = TableRename({old.casefold(): new for old, new in names.items()})
    changed = with_formulas_changed(package.sheet_xml(new_name), renamed, new_name)
    package.set_sheet_xml(new_name, changed)
    _copy_names(package, source.name, new_name)
    return entry


def fresh(package: Package, name: str) -> bytes:
    """Return a sheet's bytes without what only one sheet of a book may have.

    Raises:
        BookError: ``BOOK-COPY``, it holds something that cannot be copied here.
    """
    source = package.workbook.sheet(name)
    _refuse_uncopyable(package, source)
    return _fresh_sheet(package.sheet_xml(source.name))


def copy_drawn(package: Package, name: str, new_name: str) -> None:
    """Give a copy of a sheet what the sheet leads to: pictures, charts, print settings."""
    source, made = package.workbook.sheet(name), package.workbook.sheet(new_name)
    copier = _Copier(package, source.name, made.name, {})
    rel_ids = copier.copy_pointers(source.part, made.part)
    package.set_sheet_xml(made.name, _repointed(package.sheet_xml(made.name), rel_ids))


def _refuse_uncopyable(package: Package, source: SheetEntry) -> None:
    strange = sorted(_strange_kinds(package, source.part))
    if source.kind != "worksheet" or strange:
        what = ", ".join(strange) or source.kind
        raise BookError(
            f"the sheet {source.name} cannot be copied without Excel: it holds {what}",
            id="BOOK-COPY",
            fix="copy it in Excel (right-click on its tab)",
        )


def _strange_kinds(package: Package, part: str) -> set[str]:
    """Return the kinds of what a part leads to that cannot be copied."""
    strange: set[str] = set()
    for one in package.relations(part):
        if one.kind in _COPIED:
            strange |= _strange_kinds(package, one.target)
        elif one.kind not in _SHARED:
            strange.add(one.kind)
    return strange


def _fresh_sheet(xml: bytes) -> bytes:
    """Return the sheet's bytes without what only one sheet of a book may have."""
    sheet = Skeleton(xml)
    set_attribute(sheet.root, _REVISION_UID, None)
    properties = sheet.find("sheetPr")
    if properties is not None:
        set_attribute(properties, "codeName", None)
    fresh = sheet.to_xml()
    return with_layout(fresh, replace(read_layout(fresh), tab_selected=False))


def _repointed(xml: bytes, rel_ids: dict[str, str]) -> bytes:
    """Return the sheet's bytes with its pointers under their new ids."""
    sheet = Skeleton(xml)
    for one in sheet.root.iter("*"):
        for key, value in list(one.attrib.items()):
            if str(key).endswith("/relationships}id") and str(value) in rel_ids:
                one.set(key, rel_ids[str(value)])
    return sheet.to_xml()


def _new_table_names(package: Package, sheet: str) -> dict[str, str]:
    taken = {one.name.casefold() for one in all_tables(package)}
    taken |= {one.name.casefold() for one in package.workbook.defined_names}
    names: dict[str, str] = {}
    for table in tables_of(package, sheet):
        number = 2
        while f"{table.name}_{number}".casefold() in taken:
            number += 1
        names[table.name] = f"{table.name}_{number}"
        taken.add(names[table.name].casefold())
    return names


def _copy_names(package: Package, source: str, new: str) -> None:
    renamed = SheetRename(source, new)
    for one in package.workbook.defined_names:
        if one.sheet == source:
            package.workbook.set_name(
                one.name, renamed.formula(one.refers_to, new), sheet=new, hidden=one.hidden
            )


class _Copier:
    """Copies the parts that a sheet leads to."""

    def __init__(self, package: Package, source: str, new: str, names: dict[str, str]) -> None:
        self._package = package
        self._names = names
        self._new = new
        self._renamed = SheetRename(source, new)
        self._tables = TableRename({old.casefold(): name for old, name in names.items()})
        self._done: dict[str, str] = {}

    def copy_pointers(self, source: str, target: str) -> dict[str, str]:
        """Copy what a part points to and point to the copies; gives new ids by old id."""
        rel_ids: dict[str, str] = {}
        for pointer in self._package.relations(source):
            where = pointer.target
            if not pointer.external and pointer.kind in _COPIED:
                where = self._copy_part(pointer)
            rel_ids[pointer.id] = self._package.relate(
                target, pointer.type, where, external=pointer.external
            )
        return rel_ids

    def _copy_part(self, pointer: Relation) -> str:
        old = pointer.target
        if old in self._done:
            return self._done[old]
        package = self._package
        new = package.free_name(_NUMBER.sub(r"{}\1", old))
        data = package.read(old)
        content_type = package.content_type_of(old) or "application/octet-stream"
        self._done[old] = new
        package.add_part(new, content_type, self._changed(pointer.kind, data, new))
        # Ids inside the copy must lead to its own pointers, in the same words.
        rel_ids = self.copy_pointers(old, new)
        if any(was != now for was, now in rel_ids.items()):
            package.write(new, _with_ids(package.read(new), rel_ids))
        return new

    def _changed(self, kind: str, data: bytes, part: str) -> bytes:
        if kind in {"comments", "threadedComment"}:
            return (
                _GUID.sub(self._new_guid, data) if b"tc={" in data or kind != "comments" else data
            )
        if kind not in {"table", "chart", "chartEx", "drawing", "pivotTable"}:
            return data
        root = parse(data, part)
        if kind == "table":
            self._rename(root)
        change: Change
        for change in (self._renamed, self._tables):
            change_formulas(root, change, self._new)
        return serialise(root)

    def _rename(self, root: Element) -> None:
        name = self._names[root.get("displayName", root.get("name", ""))]
        ids = [
            int(self._package.tree(one.part).get("id", "0")) for one in all_tables(self._package)
        ]
        root.set("id", str(max(ids, default=0) + 1))
        root.set("name", name)
        root.set("displayName", name)
        set_attribute(root, _REVISION_UID, None)

    def _new_guid(self, found: re.Match[bytes]) -> bytes:
        """Return another id, the same in a note and its thread; persons keep theirs."""
        if found[0] in self._persons():
            return found[0]
        old = found[0].decode()
        return f"{{{uuid.uuid5(uuid.NAMESPACE_OID, self._new + old)}}}".upper().encode()

    def _persons(self) -> set[bytes]:
        package = self._package
        return {
            guid
            for one in package.relations_of_kind(package.workbook.part, "person")
            for guid in _GUID.findall(package.read(one.target))
        }


def _with_ids(data: bytes, rel_ids: dict[str, str]) -> bytes:
    """Return a part with its relationship ids replaced, all at once."""

    def one(found: re.Match[bytes]) -> bytes:
        old = found[2].decode()
        return found[1] + rel_ids.get(old, old).encode() + found[3]

    return re.sub(rb'(\s(?:r|o):(?:id|embed|link|pict|relid)=")([^"]*)(")', one, data)
