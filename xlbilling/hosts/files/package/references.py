"""Insert and delete rows, rename and delete sheets: every reference in the book follows."""

from __future__ import annotations

from collections.abc import Iterator

from xlbilling.hosts.files.package.addresses import LAST_ROW, Area, parse_area
from xlbilling.hosts.files.package.changes import (
    Change,
    RowShift,
    SheetRemoval,
    SheetRename,
    TableRename,
)
from xlbilling.hosts.files.package.layout_skeleton import Skeleton
from xlbilling.hosts.files.package.markup import Element, local_name
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.parts import Relation
from xlbilling.hosts.files.package.reference_cells import (
    refuse_cut_arrays,
    with_formulas_changed,
    with_rows_shifted,
)
from xlbilling.hosts.files.package.reference_parts import (
    change_areas,
    change_formulas,
    change_shape_formulas,
    shift_anchors,
    shift_breaks,
    shift_shapes,
)
from xlbilling.hosts.files.package.sheet_xml import used_area
from xlbilling.hosts.files.package.tables import (
    check_table_name,
    find_table,
    tables_of,
)
from xlbilling.model.errors import BookError

_OWN_KINDS = frozenset({"table", "comments", "threadedComment", "pivotTable"})
_SLICED_KINDS = frozenset({"slicer", "timeline", "pivotTable", "table"})
_CHART_KINDS = frozenset({"chart", "chartEx"})


def insert_rows(package: Package, sheet: str, row: int, count: int) -> None:
    """Insert empty rows above a row; every reference in the book follows.

    Put pending changes of cells into the package first.

    Raises:
        BookError: ``BOOK-ROWS`` or ``BOOK-ARRAY``, what would be cut or pushed off is named and
            nothing is changed.
    """
    _shift(package, RowShift(package.workbook.sheet(sheet).name, row, count))


def delete_rows(package: Package, sheet: str, row: int, count: int) -> None:
    """Delete rows from a row on; every reference in the book follows.

    Raises:
        BookError: ``BOOK-ROWS`` or ``BOOK-ARRAY``, see `insert_rows`.
    """
    _shift(package, RowShift(package.workbook.sheet(sheet).name, row, -count))


def rename_sheet(package: Package, old: str, new: str) -> None:
    """Give a sheet another name; every formula in the book follows.

    Raises:
        BookError: ``BOOK-SHEET``, the name is taken or not allowed.
    """
    old = package.workbook.sheet(old).name
    if old == new:
        return
    package.workbook.set_entry_name(old, new)
    _follow(package, SheetRename(old, new))
    for _, root, part in _pivot_sources(package):
        if root.get("sheet") == old:
            root.set("sheet", new)
            package.touched(part)


def rename_table(package: Package, old: str, new: str) -> None:
    """Give a table another name; every formula in the book follows.

    Raises:
        BookError: ``BOOK-TABLE``, there is no such table, or the name is taken or not allowed.
    """
    table = find_table(package, old)
    if table.name == new:
        return
    if table.name.casefold() != new.casefold():
        check_table_name(package, new)
    root = package.tree(table.part)
    root.set("name", new)
    root.set("displayName", new)
    package.touched(table.part)
    _follow(package, TableRename({table.name.casefold(): new}))
    for name, root, part in _pivot_sources(package):
        if name.casefold() == table.name.casefold():
            root.set("name", new)
            package.touched(part)


def delete_sheet(package: Package, name: str) -> None:
    """Delete a sheet with what only it uses; formulas that named it show ``#REF!``.

    Raises:
        BookError: ``BOOK-SHEET``, there is no such sheet, it is the last visible one, or slicers
            of the book hang on it.
    """
    _refuse_slicers(package, package.workbook.sheet(name).name)
    entry = package.workbook.remove_entry(name)
    _remove_with_children(package, entry.part)
    _follow(package, SheetRemoval(entry.name))
    package.workbook.recalculate_on_load()


def _refuse_slicers(package: Package, sheet: str) -> None:
    """Refuse to delete what the book's slicers would miss."""
    kinds = {one.kind for one in package.relations(package.workbook.part)}
    own = {pointer.kind for pointer, _ in _reachable(package, package.sheet_part(sheet))}
    if kinds & {"slicerCache", "timelineCache"} and own & {
        "slicer",
        "timeline",
        "pivotTable",
        "table",
    }:
        raise BookError(
            f"{sheet} holds a slicer, or a table or pivot table that a slicer may filter",
            id="BOOK-SHEET",
            fix="delete the sheet in Excel, or hide it",
        )


def _remove_with_children(package: Package, part: str) -> None:
    children = [one.target for one in package.relations(part) if not one.external]
    package.remove(part)
    for child in children:
        if package.has(child) and not package.pointing_to(child):
            _remove_with_children(package, child)


# Rows


def _shift(package: Package, shift: RowShift) -> None:
    if shift.count == 0:
        return
    _refuse_unmovable(package, shift)
    _follow(package, shift)
    xml = package.sheet_xml(shift.sheet)
    skeleton = Skeleton(with_rows_shifted(xml, shift))
    change_areas(skeleton.root, shift)
    shift_breaks(skeleton.root, shift)
    shift_anchors(skeleton.root, shift)
    package.set_sheet_xml(shift.sheet, skeleton.to_xml())
    for pointer, _ in _reachable(package, package.sheet_part(shift.sheet)):
        _shift_part(package, pointer, shift)
    for _, root, part in _pivot_sources(package):
        area = root.get("ref")
        if area and root.get("sheet", "").casefold() == shift.sheet.casefold():
            root.set("ref", shift.area(area) or area)
            package.touched(part)
    package.workbook.recalculate_on_load()


def _shift_part(package: Package, pointer: Relation, shift: RowShift) -> None:
    part = pointer.target
    if pointer.kind == "vmlDrawing":
        package.write(part, shift_shapes(package.read(part), shift))
    elif pointer.kind == "drawing":
        if shift_anchors(package.tree(part), shift):
            package.touched(part)
    elif pointer.kind in _OWN_KINDS and change_areas(package.tree(part), shift):
        package.touched(part)


def _refuse_unmovable(package: Package, shift: RowShift) -> None:
    """Refuse what cannot follow, before anything is changed."""
    xml = package.sheet_xml(shift.sheet)
    refuse_cut_arrays(xml, shift)
    troubles: list[str] = []
    used = used_area(xml)
    if used is not None and shift.count > 0 and used.bottom + shift.count > LAST_ROW:
        troubles.append("cells would be pushed off the sheet's end")
    for table in tables_of(package, shift.sheet):
        troubles += _table_trouble(shift, table.name, table.area, header_row=table.header_row)
        body = shift.moved(table.body)
        if body is None and not troubles:
            troubles.append(f"table {table.name} would lose all its rows")
    for pointer, _ in _reachable(package, package.sheet_part(shift.sheet)):
        troubles += _part_trouble(package, pointer, shift)
    for entry in package.workbook.sheets:
        if entry.kind not in {"worksheet", "chartsheet", "module"}:
            troubles.append(f"the {entry.kind} {entry.name} may name cells that cannot follow")
    kinds = {one.kind for one in package.relations(package.workbook.part)}
    if "revisionHeaders" in kinds:
        troubles.append("the book keeps a history of changes (old sharing)")
    if troubles:
        doing = "inserted" if shift.count > 0 else "deleted"
        raise BookError(
            f"rows of {shift.sheet} cannot be {doing} here: {'; '.join(troubles)}",
            id="BOOK-ROWS",
            fix="do it in Excel, or choose rows outside what is named",
        )


def _table_trouble(shift: RowShift, name: str, area: Area, *, header_row: bool) -> list[str]:
    if shift.count < 0 and header_row and shift.row_of(area.top) is None:
        return [f"table {name} would lose its header"]
    return []


def _part_trouble(package: Package, pointer: Relation, shift: RowShift) -> list[str]:
    if pointer.kind == "pivotTable":
        for one in package.tree(pointer.target):
            if local_name(one) == "location":
                area = parse_area(one.get("ref", "A1"))
                moved = shift.moved(area)
                if moved is None or moved.size != area.size:
                    name = package.tree(pointer.target).get("name", "")
                    return [f"pivot table {name} ({area.name}) would be cut"]
    if pointer.kind in {"tableSingleCells", "queryTable"}:
        return [f"{pointer.target.rpartition('/')[2]} ties cells to an outside source"]
    return []


# Formulas everywhere


def _follow(package: Package, change: Change) -> None:
    """Make every formula of the book follow the change."""
    for sheet in package.workbook.sheets:
        if sheet.kind == "worksheet":
            _follow_on_sheet(package, change, sheet.name)
        for pointer, _ in _reachable(package, sheet.part):
            _follow_in_part(package, pointer, change, sheet.name)
    package.workbook.rewrite_names(lambda one: change.formula(one.refers_to, one.sheet or ""))


def _follow_on_sheet(package: Package, change: Change, sheet: str) -> None:
    xml = package.sheet_xml(sheet)
    if not _may_hold(xml, change.word):
        return
    changed = with_formulas_changed(xml, change, sheet)
    skeleton = Skeleton(changed)
    if change_formulas(skeleton.root, change, sheet):
        changed = skeleton.to_xml()
    if changed is not xml:
        package.set_sheet_xml(sheet, changed)


def _may_hold(xml: bytes, word: str) -> bool:
    """Tell whether a formula of the sheet may hold a word; an entity may stand for any letter."""
    return b"&#" in xml or word.casefold() in str(xml, "utf-8").casefold()


def _follow_in_part(package: Package, pointer: Relation, change: Change, sheet: str) -> None:
    part = pointer.target
    if pointer.kind == "vmlDrawing":
        old = package.read(part)
        new = change_shape_formulas(old, change, sheet)
        if new != old:
            package.write(part, new)
    elif pointer.kind in {"table", "drawing", "ctrlProp", *_CHART_KINDS} and change_formulas(
        package.tree(part), change, sheet
    ):
        package.touched(part)


def _reachable(package: Package, part: str) -> Iterator[tuple[Relation, str]]:
    """Give every part that a sheet leads to, with the part that points to it."""
    seen = {part}
    waiting = [part]
    while waiting:
        source = waiting.pop()
        for pointer in package.relations(source):
            if pointer.external or pointer.target in seen or not package.has(pointer.target):
                continue
            seen.add(pointer.target)
            yield pointer, source
            if pointer.kind in {"drawing", *_CHART_KINDS}:
                waiting.append(pointer.target)


def _pivot_sources(package: Package) -> Iterator[tuple[str, Element, str]]:
    """Give (name, element, part) of every place that a pivot table's data come from."""
    for pointer in package.relations_of_kind(package.workbook.part, "pivotCacheDefinition"):
        for one in package.tree(pointer.target).iter("*"):
            if local_name(one) == "worksheetSource":
                yield one.get("name", ""), one, pointer.target
