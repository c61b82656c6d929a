"""The workbook part: its sheets, defined names, calculation and active tab."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lxml import etree

from xlbilling.hosts.files.package.markup import (
    OFFICE_RELATIONS,
    R_ID,
    Element,
    local_name,
    main,
    set_attribute,
)
from xlbilling.hosts.files.package.parts import Parts, Relation, relations_part
from xlbilling.model.errors import BookError

SheetState = Literal["visible", "hidden", "veryHidden"]

WORKSHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FORBIDDEN_IN_NAMES: Final = frozenset("\\/?*[]:")

# The order the schema demands of the workbook's children (CT_Workbook, ECMA-376 part 1, 18.2.27).
_ORDER: Final = (
    "fileVersion", "fileSharing", "workbookPr", "AlternateContent", "revisionPtr", "absPath",
    "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences",
    "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr",
    "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip

_NOWHERE: Final = Relation("", "module", "xl/no part")

EMPTY_SHEET: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    f' xmlns:r="{OFFICE_RELATIONS}"><dimension ref="A1"/>'
    '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/><sheetData/>'
    '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
    "</worksheet>"
).encode()


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it.

    Attributes:
        name: what the tab shows.
        sheet_id: the number that stays with the sheet for life.
        rel_id: the relationship that leads to its part.
        state: whether the tab is shown.
        part: the name of its part.
        kind: ``worksheet``, ``chartsheet``, ``dialogsheet``, ``xlMacrosheet``, or ``module`` for a
            tab without a part: Excel lists the macro modules of very old books so.
    """

    name: str
    sheet_id: int
    rel_id: str
    state: SheetState
    part: str
    kind: str


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name that stands for a formula or an area.

    Attributes:
        name: the name, ``_xlnm.Print_Area`` and the like included.
        refers_to: the formula without its equals sign.
        sheet: the sheet it belongs to; None for the whole book.
        hidden: whether Excel's name manager hides it.
    """

    name: str
    refers_to: str
    sheet: str | None = None
    hidden: bool = False


class WorkbookXml:
    """The workbook part of a package, changed in place.

    Args:
        parts: the package.
        part: the workbook part's name.
    """

    def __init__(self, parts: Parts, part: str) -> None:
        self._parts = parts
        self.part = part
        self._sheets: tuple[tuple[int, int], list[SheetEntry]] | None = None
        self._by_name: dict[str, SheetEntry] = {}
        self._names: tuple[tuple[int, int], list[DefinedName]] | None = None

    @property
    def _root(self) -> Element:
        return self._parts.tree(self.part)

    def _touch(self) -> None:
        self._parts.touched(self.part)

    def _child(self, tag: str) -> Element:
        """Return the child of that tag; made at the place the schema gives it."""
        found = self._root.find(main(tag))
        if found is not None:
            return found
        rank = _ORDER.index(tag)
        position = 0
        for index, one in enumerate(self._root):
            name = local_name(one)
            if name in _ORDER and _ORDER.index(name) < rank:
                position = index + 1
        made = self._root.makeelement(main(tag))
        self._root.insert(position, made)
        return made

    # Sheets

    @property
    def sheets(self) -> list[SheetEntry]:
        """The sheets in the order of their tabs."""
        return [*self._entries()]

    def _entries(self) -> list[SheetEntry]:
        """Return the sheets, kept until the part or what it points to changes."""
        revision = self._revision()
        if self._sheets is None or self._sheets[0] != revision:
            entries = self._read_sheets()
            self._by_name = {one.name.casefold(): one for one in reversed(entries)}
            self._sheets = (revision, entries)
        return self._sheets[1]

    def _revision(self) -> tuple[int, int]:
        """Return what differs once the part or its pointers changed; every change is `touched`."""
        own = self._parts.revision(self.part)
        return own, self._parts.revision(relations_part(self.part))

    def _read_sheets(self) -> list[SheetEntry]:
        pointers = {one.id: one for one in self._parts.relations(self.part)}
        entries = []
        for one in self._child("sheets").iterchildren(main("sheet")):
            pointer = pointers.get(one.get(R_ID, ""), _NOWHERE)
            state = one.get("state", "visible")
            entries.append(
                SheetEntry(
                    one.get("name", ""),
                    int(one.get("sheetId", "0")),
                    pointer.id,
                    "veryHidden" if state == "veryHidden" else _shown(state),
                    pointer.target,
                    pointer.kind,
                )
            )
        return entries

    def sheet(self, name: str) -> SheetEntry:
        """Return the sheet of that name; capitals do not matter, as in Excel.

        Raises:
            BookError: ``BOOK-SHEET``, naming the sheets there are.
        """
        entries = self._entries()
        found = self._by_name.get(name.casefold())
        if found is not None:
            return found
        there = ", ".join(one.name for one in entries if one.state == "visible")
        raise BookError(
            f"there is no sheet {name!r}; the book has {there}",
            id="BOOK-SHEET",
            fix="check the sheet's name on its tab",
        )

    def has_sheet(self, name: str) -> bool:
        """Tell whether a sheet has that name."""
        self._entries()
        return name.casefold() in self._by_name

    def add_sheet(self, name: str, index: int | None = None) -> SheetEntry:
        """Add an empty sheet.

        Args:
            name: for its tab, at most 31 characters.
            index: how many tabs stand before it; None puts it last.

        Raises:
            BookError: ``BOOK-SHEET``, the name is taken or Excel would refuse it.
        """
        part = self._parts.free_name("xl/worksheets/sheet{}.xml")
        return self.add_sheet_part(name, part, EMPTY_SHEET, index)

    def add_sheet_part(
        self, name: str, part: str, xml: bytes, index: int | None = None
    ) -> SheetEntry:
        """Add a sheet with the given bytes; see `add_sheet`."""
        self.check_name(name)
        self._parts.add_part(part, WORKSHEET_TYPE, xml)
        rel_id = self._parts.relate(self.part, f"{OFFICE_RELATIONS}/worksheet", part)
        ids = [one.sheet_id for one in self.sheets]
        with _Reordering(self):
            sheets = self._child("sheets")
            made = sheets.makeelement(
                main("sheet"), {"name": name, "sheetId": str(max(ids, default=0) + 1), R_ID: rel_id}
            )
            sheets.insert(len(sheets) if index is None else index, made)
        return self.sheet(name)

    def add_sheets(self, made: Sequence[tuple[str, bytes]]) -> None:
        """Add many sheets at the end, each a name and its bytes.

        Raises:
            BookError: ``BOOK-SHEET``, a name is taken or Excel would refuse it; nothing is added.
        """
        for name, _ in made:
            self.check_name(name)
        pattern, number = "xl/worksheets/sheet{}.xml", 1
        parts: list[tuple[str, bytes]] = []
        for _, content in made:
            while self._parts.has(pattern.format(number)):
                number += 1
            parts.append((pattern.format(number), content))
            number += 1
        kind = f"{OFFICE_RELATIONS}/worksheet"
        rel_ids = self._parts.add_parts(self.part, kind, WORKSHEET_TYPE, parts)
        holder = self._child("sheets")
        last = max((int(one.get("sheetId", "0")) for one in holder), default=0)
        for place, ((name, _), rel_id) in enumerate(zip(made, rel_ids, strict=True), start=1):
            etree.SubElement(
                holder, main("sheet"), {"name": name, "sheetId": str(last + place), R_ID: rel_id}
            )
        self._touch()

    def add_names(self, made: Iterable[DefinedName]) -> None:
        """Add many names of sheets that have none of these yet."""
        holder = self._child("definedNames")
        places = {one.name: str(at) for at, one in enumerate(self.sheets)}
        for one in made:
            found = etree.SubElement(holder, main("definedName"), name=one.name)
            found.set("localSheetId", places[str(one.sheet)])
            if one.hidden:
                found.set("hidden", "1")
            found.text = one.refers_to
        self._touch()

    def drop_names(self, sheets: Collection[str], names: Collection[str]) -> None:
        """Take names of these texts away from sheets."""
        places = {str(at) for at, one in enumerate(self.sheets) if one.name in sheets}
        holder = self._child("definedNames")
        for one in [*holder.iterchildren(main("definedName"))]:
            if one.get("localSheetId") in places and one.get("name") in names:
                holder.remove(one)
        self._touch()

    def check_name(self, name: str) -> None:
        """Refuse a name that Excel would not take for a new sheet.

        Raises:
            BookError: ``BOOK-SHEET``, saying what is wrong with it.
        """
        if not name or len(name) > 31:
            wrong = "must have 1 to 31 characters"
        elif _FORBIDDEN_IN_NAMES & set(name) or name.startswith("'") or name.endswith("'"):
            wrong = "must not hold any of \\ / ? * [ ] : nor begin or end with an apostrophe"
        elif name.casefold() == "history":
            wrong = "is reserved by Excel"
        elif self.has_sheet(name):
            wrong = "is taken by another sheet"
        else:
            return
        raise BookError(
            f"the sheet name {name!r} {wrong}", id="BOOK-SHEET", fix="choose another name"
        )

    def remove_entry(self, name: str) -> SheetEntry:
        """Take a sheet out of the list, with the names that belong to it.

        Its part stays; `references.delete_sheet` removes the part and mends the formulas.

        Raises:
            BookError: ``BOOK-SHEET``, there is no such sheet or it is the last visible one.
        """
        entry = self.sheet(name)
        visible = [one for one in self.sheets if one.state == "visible"]
        if visible == [entry]:
            raise BookError(
                f"{entry.name!r} is the last visible sheet and cannot be deleted",
                id="BOOK-SHEET",
                fix="show or add another sheet first",
            )
        with _Reordering(self):
            for one in [*self._child("sheets").iterchildren(main("sheet"))]:
                if one.get(R_ID) == entry.rel_id:
                    self._child("sheets").remove(one)
        self._parts.unrelate(self.part, entry.rel_id)
        return entry

    def set_entry_name(self, name: str, new: str) -> None:
        """Write another name on a tab; `references.rename_sheet` mends the formulas too."""
        entry = self.sheet(name)
        if name.casefold() != new.casefold():
            self.check_name(new)
        for one in self._child("sheets").iterchildren(main("sheet")):
            if one.get(R_ID) == entry.rel_id:
                one.set("name", new)
        self._touch()

    def set_state(self, name: str, state: SheetState) -> None:
        """Show or hide a sheet."""
        entry = self.sheet(name)
        for one in self._child("sheets").iterchildren(main("sheet")):
            if one.get(R_ID) == entry.rel_id:
                set_attribute(one, "state", None if state == "visible" else state)
        self._touch()

    def move_sheet(self, name: str, index: int) -> None:
        """Put a sheet's tab at another place, counted from 0."""
        entry = self.sheet(name)
        with _Reordering(self):
            sheets = self._child("sheets")
            moved = next(one for one in sheets if one.get(R_ID) == entry.rel_id)
            sheets.remove(moved)
            sheets.insert(index, moved)

    @property
    def active(self) -> str:
        """The name of the sheet that shows when the book is opened."""
        view = self._root.find(f"{main('bookViews')}/{main('workbookView')}")
        index = int(view.get("activeTab", "0")) if view is not None else 0
        entries = self.sheets
        return entries[min(index, len(entries) - 1)].name

    def set_active(self, name: str) -> None:
        """Make a sheet the one that shows; the sheets' own `tabSelected` is the caller's."""
        entry = self.sheet(name)
        views = self._child("bookViews")
        if len(views) == 0:
            etree.SubElement(views, main("workbookView"))
        views[0].set("activeTab", str(self.sheets.index(entry)))
        self._touch()

    # Names

    @property
    def defined_names(self) -> list[DefinedName]:
        """All defined names, in the file's order; kept until the part changes, asked for often."""
        revision = self._revision()
        if self._names is None or self._names[0] != revision:
            self._names = (revision, self._read_names())
        return [*self._names[1]]

    def _read_names(self) -> list[DefinedName]:
        holder = self._root.find(main("definedNames"))
        if holder is None:
            return []
        entries = self.sheets
        return [
            DefinedName(
                one.get("name", ""),
                one.text or "",
                None if one.get("localSheetId") is None else _named(entries, one),
                one.get("hidden") in {"1", "true"},
            )
            for one in holder.iterchildren(main("definedName"))
        ]

    def set_name(
        self, name: str, refers_to: str, *, sheet: str | None = None, hidden: bool = False
    ) -> None:
        """Define a name, or make the one there is refer to something else."""
        found = self._name_element(name, sheet)
        if found is None:
            found = etree.SubElement(self._child("definedNames"), main("definedName"), name=name)
            if sheet is not None:
                found.set("localSheetId", str(self.sheets.index(self.sheet(sheet))))
            if hidden:
                found.set("hidden", "1")
        found.text = refers_to.removeprefix("=")
        self._touch()

    def delete_name(self, name: str, sheet: str | None = None) -> None:
        """Take a defined name away; nothing happens when there is none."""
        found = self._name_element(name, sheet)
        if found is not None:
            holder = self._child("definedNames")
            holder.remove(found)
            if len(holder) == 0:
                self._root.remove(holder)
            self._touch()

    def rewrite_names(self, change: Callable[[DefinedName], str]) -> None:
        """Give every name the formula that `change` returns for it."""
        holder = self._root.find(main("definedNames"))
        if holder is None:
            return
        elements = holder.iterchildren(main("definedName"))
        for element, one in zip(elements, self.defined_names, strict=True):
            formula = change(one)
            if formula != one.refers_to:
                element.text = formula
                self._touch()

    def _name_element(self, name: str, sheet: str | None) -> Element | None:
        holder = self._root.find(main("definedNames"))
        if holder is None:
            return None
        wanted = None if sheet is None else str(self.sheets.index(self.sheet(sheet)))
        for one in holder.iterchildren(main("definedName")):
            same = one.get("name", "").casefold() == name.casefold()
            if same and one.get("localSheetId") == wanted:
                return one
        return None

    # Calculation

    @property
    def date1904(self) -> bool:
        """Whether day 0 is 1904-01-01 (old Mac books) and not 1899-12-31."""
        properties = self._root.find(main("workbookPr"))
        return properties is not None and properties.get("date1904") in {"1", "true"}

    def recalculate_on_load(self) -> None:
        """Make spreadsheets calculate everything when they open the book.

        The list of cells to calculate (calcChain) is dropped: a program that opens the book makes
        it anew, and one that names a cell without formula counts as damage.
        """
        self._child("calcPr").set("fullCalcOnLoad", "1")
        self._touch()
        for one in self._parts.relations_of_kind(self.part, "calcChain"):
            self._parts.unrelate(self.part, one.id)
            self._parts.remove(one.target)


class _Reordering:
    """Keeps what counts sheets by position (local names, active tab) with its sheet."""

    def __init__(self, workbook: WorkbookXml) -> None:
        self._workbook = workbook

    def __enter__(self) -> None:
        book = self._workbook
        self._before = [one.rel_id for one in book.sheets]

    def __exit__(self, *_: object) -> None:
        book = self._workbook
        book._touch()  # noqa: SLF001  one class with its workbook
        after = {one.rel_id: index for index, one in enumerate(book.sheets)}
        moved = {old: after.get(rel_id) for old, rel_id in enumerate(self._before)}
        self._move_names(moved)
        self._move_views(moved, len(after))

    def _move_names(self, moved: dict[int, int | None]) -> None:
        holder = self._workbook._root.find(main("definedNames"))  # noqa: SLF001
        found = [] if holder is None else [*holder.iterchildren(main("definedName"))]
        for one in found:
            if one.get("localSheetId") is None:
                continue
            index = moved.get(int(one.get("localSheetId", "0")))
            if index is None:
                one.getparent().remove(one)  # type: ignore[union-attr]
            else:
                one.set("localSheetId", str(index))
        if holder is not None and len(holder) == 0:
            self._workbook._root.remove(holder)  # noqa: SLF001

    def _move_views(self, moved: dict[int, int | None], count: int) -> None:
        for view in self._workbook._root.iter(main("workbookView")):  # noqa: SLF001
            for attribute in ("activeTab", "firstSheet"):
                if (old := view.get(attribute)) is not None:
                    index = moved.get(int(old))
                    new = min(int(old), count - 1) if index is None else index
                    view.set(attribute, str(new))


def _shown(state: str) -> Literal["visible", "hidden"]:
    return "hidden" if state == "hidden" else "visible"


def _named(entries: list[SheetEntry], element: Element) -> str:
    index = int(element.get("localSheetId", "0"))
    return entries[index].name if index < len(entries) else ""
