"""Notes on cells (Excel's old comments); threaded comments are read but never changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from xlbilling.hosts.files.package.addresses import cell_name, parse_cell
from xlbilling.hosts.files.package.markup import (
    MAIN,
    OFFICE_RELATIONS,
    Element,
    main,
    needs_space_kept,
    x_escape,
    x_unescape,
)
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.sheet_layout import read_layout, with_layout
from xlbilling.model.errors import BookError

_CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_SHAPES_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_THREAD: Final = "tc="

_NO_NOTES: Final = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{MAIN}">'
    "<authors/><commentList/></comments>"
).encode()
_NO_SHAPES: Final = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml"'
    b' xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    b'<o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202"'
    b' coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
    b"</v:shapetype></xml>"
)
_SHAPE: Final = re.compile(rb"<v:shape\b.*?</v:shape>\s*", re.DOTALL)
_SHAPE_ID: Final = re.compile(rb'\sid="_x0000_s(\d+)"')


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a cell.

    Attributes:
        row: from 1.
        column: from 1.
        text: plain, without its formatting.
        author: who wrote it.
        threaded: whether it stands for a threaded comment, which only Excel can change.
    """

    row: int
    column: int
    text: str
    author: str = ""
    threaded: bool = False


def notes_of(package: Package, sheet: str) -> dict[tuple[int, int], Note]:
    """Return the notes of a sheet by (row, column)."""
    part = _notes_part(package, package.sheet_part(sheet))
    if part is None:
        return {}
    root = package.tree(part)
    authors = _authors(root)
    notes = {}
    for one in _list(root):
        row, column = parse_cell(one.get("ref", "A1"))
        notes[row, column] = _read(one, row, column, authors)
    return notes


def note_on(package: Package, sheet: str, row: int, column: int) -> Note | None:
    """Return the note of one cell, None without one; no other note of the sheet is read."""
    part = _notes_part(package, package.sheet_part(sheet))
    if part is None:
        return None
    root = package.tree(part)
    element = _find(root, row, column)
    return None if element is None else _read(element, row, column, _authors(root))


def _read(element: Element, row: int, column: int, authors: list[str]) -> Note:
    number = int(element.get("authorId", "0"))
    author = authors[number] if number < len(authors) else ""
    return Note(row, column, _text(element), author, threaded=author.startswith(_THREAD))


def set_note(package: Package, sheet: str, note: Note) -> None:
    """Write a note on a cell, or give the one there another text.

    Raises:
        BookError: ``BOOK-NOTE``, a threaded comment is there.
    """
    sheet_part = package.sheet_part(sheet)
    part = _notes_part(package, sheet_part) or _add_notes_part(package, sheet_part)
    _refuse_thread(package, sheet, note.row, note.column)
    root = package.tree(part)
    element = _find(root, note.row, note.column)
    if element is None:
        element = _insert(root, note)
        _add_shape(package, sheet, note)
    element.set("authorId", str(_author_number(root, note.author)))
    for one in element.findall(main("text")):
        element.remove(one)
    holder = element.makeelement(main("text"))
    element.insert(0, holder)
    text = etree.SubElement(holder, main("t"))
    text.text = x_escape(note.text)
    if needs_space_kept(note.text):
        text.set(_XML_SPACE, "preserve")
    package.touched(part)


def delete_note(package: Package, sheet: str, row: int, column: int) -> None:
    """Take a note away with its shape; nothing happens when there is none.

    Raises:
        BookError: ``BOOK-NOTE``, a threaded comment is there.
    """
    sheet_part = package.sheet_part(sheet)
    part = _notes_part(package, sheet_part)
    element = None if part is None else _find(package.tree(part), row, column)
    if part is None or element is None:
        return
    _refuse_thread(package, sheet, row, column)
    _list(package.tree(part)).remove(element)
    package.touched(part)
    shapes = _shapes_part(package, sheet)
    if shapes is not None:
        data = package.read(shapes)
        package.write(shapes, _SHAPE.sub(_without_shape(row, column), data))


def _refuse_thread(package: Package, sheet: str, row: int, column: int) -> None:
    note = note_on(package, sheet, row, column)
    if note is not None and note.threaded:
        raise BookError(
            f"{sheet}!{cell_name(row, column)} has a threaded comment, which only Excel can change",
            id="BOOK-NOTE",
            fix="resolve or delete the comment in Excel",
        )


# The notes' own part


def _notes_part(package: Package, sheet_part: str) -> str | None:
    found = package.relations_of_kind(sheet_part, "comments")
    return found[0].target if found else None


def _add_notes_part(package: Package, sheet_part: str) -> str:
    part = package.free_name("xl/comments{}.xml")
    package.add_part(part, _CONTENT_TYPE, _NO_NOTES)
    package.relate(sheet_part, f"{OFFICE_RELATIONS}/comments", part)
    return part


def _list(root: Element) -> Element:
    found = root.find(main("commentList"))
    return etree.SubElement(root, main("commentList")) if found is None else found


def _authors(root: Element) -> list[str]:
    holder = root.find(main("authors"))
    return [] if holder is None else [one.text or "" for one in holder]


def _author_number(root: Element, author: str) -> int:
    known = _authors(root)
    if author in known:
        return known.index(author)
    holder = root.find(main("authors"))
    if holder is None:
        holder = root.makeelement(main("authors"))
        root.insert(0, holder)
    etree.SubElement(holder, main("author")).text = author
    return len(known)


def _find(root: Element, row: int, column: int) -> Element | None:
    wanted = cell_name(row, column)
    return next((one for one in _list(root) if one.get("ref") == wanted), None)


def _insert(root: Element, note: Note) -> Element:
    holder = _list(root)
    element = holder.makeelement(main("comment"), {"ref": cell_name(note.row, note.column)})
    before = [one for one in holder if parse_cell(one.get("ref", "A1")) < (note.row, note.column)]
    holder.insert(len(before), element)
    return element


def _text(comment: Element) -> str:
    holder = comment.find(main("text"))
    if holder is None:
        return ""
    runs = holder.iterfind(f"{main('r')}/{main('t')}")
    pieces = [one.text or "" for one in (*holder.iterfind(main("t")), *runs)]
    return x_unescape("".join(pieces))


# Their shapes


def _shapes_part(package: Package, sheet: str) -> str | None:
    sheet_part = package.sheet_part(sheet)
    wanted = read_layout(package.sheet_xml(sheet)).legacy_drawing_rel_id
    return next((one.target for one in package.relations(sheet_part) if one.id == wanted), None)


def _add_shape(package: Package, sheet: str, note: Note) -> None:
    part = _shapes_part(package, sheet)
    if part is None:
        package.set_default_type("vml", _SHAPES_TYPE)
        part = package.free_name("xl/drawings/vmlDrawing{}.vml")
        package.write(part, _NO_SHAPES)
        sheet_part = package.sheet_part(sheet)
        rel_id = package.relate(sheet_part, f"{OFFICE_RELATIONS}/vmlDrawing", part)
        xml = package.sheet_xml(sheet)
        layout = replace(read_layout(xml), legacy_drawing_rel_id=rel_id)
        package.set_sheet_xml(sheet, with_layout(xml, layout))
    data = package.read(part)
    numbers = [int(found[1]) for found in _SHAPE_ID.finditer(data)]
    shape = _shape(max(numbers, default=1024) + 1, note)
    end = data.rindex(b"</xml>")
    package.write(part, data[:end] + shape + data[end:])


def _shape(number: int, note: Note) -> bytes:
    row, column = note.row - 1, note.column - 1
    lines = 1 + sum(1 + len(line) // 24 for line in note.text.split("\n"))
    top = max(row - 1, 0)
    anchor = f"{column + 1}, 15, {top}, 2, {column + 3}, 15, {top + max(lines, 4)}, 4"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}'
        f"</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}"
        "</x:Column></x:ClientData></v:shape>"
    ).encode()


def _without_shape(row: int, column: int) -> Callable[[re.Match[bytes]], bytes]:
    """Return what keeps every shape but the note's at this cell."""
    row_mark = re.compile(rb"<x:Row>\s*%d\s*</x:Row>" % (row - 1))
    column_mark = re.compile(rb"<x:Column>\s*%d\s*</x:Column>" % (column - 1))

    def kept(found: re.Match[bytes]) -> bytes:
        shape = found[0]
        is_note = b'ObjectType="Note"' in shape
        return b"" if is_note and row_mark.search(shape) and column_mark.search(shape) else shape

    return kept
