"""The parts of a package and how they point to each other: content types and relationships."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import BinaryIO, Final
from urllib.parse import quote, unquote

from lxml import etree

from xlbilling.hosts.files.package.archive import Archive
from xlbilling.hosts.files.package.markup import (
    CONTENT_TYPES,
    PACKAGE_RELATIONS,
    Element,
    parse,
    serialise,
)

_TYPES_PART: Final = "[Content_Types].xml"
_OVERRIDE: Final = f"{{{CONTENT_TYPES}}}Override"
_DEFAULT: Final = f"{{{CONTENT_TYPES}}}Default"
_RELATION: Final = f"{{{PACKAGE_RELATIONS}}}Relationship"

_NO_RELATIONS: Final = f'<Relationships xmlns="{PACKAGE_RELATIONS}"/>'.encode()

PartContent = bytes | Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Relation:
    """One pointer from a part to another part or to an address outside.

    Attributes:
        id: how the part names the pointer, such as ``rId3``.
        type: the kind of pointer, a URI.
        target: the other part's name, or the outside address.
        external: whether it points outside the package.
    """

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """The last word of the type: ``worksheet``, ``table``, ``drawing``."""
        return self.type.rpartition("/")[2]


class Parts:
    """All parts by name: read from the archive, changed in memory, written in one go.

    Args:
        archive: where the parts are read from.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._changed: dict[str, PartContent] = {}
        self._removed: set[str] = set()
        self._trees: dict[str, Element] = {}
        self._touched: set[str] = set()
        self._revisions: dict[str, int] = {}
        self._relations: dict[str, tuple[int, tuple[Relation, ...]]] = {}

    @property
    def names(self) -> list[str]:
        """All parts' names: the archive's order, new ones last."""
        kept = [name for name in self._archive.names if name not in self._removed]
        return kept + [
            name
            for name in {**self._changed, **dict.fromkeys(self._touched)}
            if name not in self._archive
        ]

    @property
    def sizes_in_file(self) -> list[int]:
        """How many bytes each part of the file has, inflated."""
        return self._archive.sizes

    def near(self, part: str, instead: Mapping[str, bytes]) -> bytes | None:
        """Return a zip of what the file has in a part and in those that it points to itself.

        Args:
            part: the part.
            instead: parts that stand there in the place of the file's own.

        Returns:
            None where a part cannot be copied.
        """
        file = Parts(self._archive)
        names = {_TYPES_PART, relations_part(""), part, relations_part(part)}
        names.update(one.target for one in file.relations(part) if not one.external)
        return self._archive.only(names, instead)

    def has(self, name: str) -> bool:
        """Tell whether there is such a part."""
        if name in self._changed or name in self._trees:
            return True
        return name in self._archive and name not in self._removed

    def read(self, name: str) -> bytes:
        """Return the part's bytes as they would be saved now.

        Raises:
            KeyError: there is no such part.
        """
        if name in self._touched:
            return serialise(self._trees[name])
        content = self._changed.get(name)
        if content is None:
            if name in self._removed:
                raise KeyError(name)
            return self._archive.read(name)
        if not isinstance(content, bytes):
            content = b"".join(content())
            self._changed[name] = content
        return content

    def size(self, name: str) -> int:
        """Return how many bytes a part has as it would be saved now.

        Raises:
            KeyError: there is no such part.
        """
        if name in self._touched or name in self._changed or name in self._removed:
            return len(self.read(name))
        return self._archive.size_of(name)

    def beginning(self, name: str, size: int) -> bytes:
        """Return the first bytes of a part as it would be saved now; a shorter part whole.

        Raises:
            KeyError: there is no such part.
        """
        if name in self._touched or name in self._changed or name in self._removed:
            return self.read(name)[:size]
        return self._archive.beginning(name, size)

    def write(self, name: str, content: PartContent) -> None:
        """Replace or add a part; a callable is asked for its pieces when the book is saved."""
        self._trees.pop(name, None)
        self._touched.discard(name)
        self._removed.discard(name)
        self._changed[name] = content
        self._count_change(name)

    def remove(self, name: str) -> None:
        """Take a part out, with its own relationships and its content type."""
        for one in (name, relations_part(name)):
            self._trees.pop(one, None)
            self._touched.discard(one)
            self._changed.pop(one, None)
            self._count_change(one)
            if one in self._archive:
                self._removed.add(one)
        self._forget_content_type(name)

    def tree(self, name: str) -> Element:
        """Return the part's parsed root; call `touched` after changing it."""
        if name not in self._trees:
            self._trees[name] = parse(self.read(name), name)
        return self._trees[name]

    def touched(self, name: str) -> None:
        """Note that the part's tree was changed and is to be written."""
        assert name in self._trees, "only a part read as a tree can be touched"
        self._touched.add(name)
        self._count_change(name)

    def _count_change(self, name: str) -> None:
        self._revisions[name] = self.revision(name) + 1

    def revision(self, name: str) -> int:
        """Return how often a part was changed; what was drawn from it may be kept until then."""
        return self._revisions.get(name, 0)

    @property
    def times_changed(self) -> int:
        """How often any part was changed."""
        return sum(self._revisions.values())

    @property
    def is_changed(self) -> bool:
        """Whether anything would be written differently from what was read."""
        return bool(self._changed or self._removed or self._touched)

    def add_part(self, name: str, content_type: str, content: PartContent) -> str:
        """Add a part with its content type; gives the name back."""
        self.write(name, content)
        self.set_content_type(name, content_type)
        return name

    def add_parts(
        self, pointing: str, type: str, content_type: str, made: Sequence[tuple[str, bytes]]
    ) -> list[str]:
        """Add new parts of one kind and point to them; gives the pointers' ids.

        Adding them one by one looks through all parts and pointers for each.

        Args:
            pointing: the part that points to them.
            type: the pointers' type.
            content_type: the parts' own.
            made: their names, which are free, and their content.
        """
        types, name = self.tree(_TYPES_PART), relations_part(pointing)
        tree = self.tree(name)
        taken = {one.get("Id") for one in tree.iterchildren(_RELATION)}
        free = (f"rId{n}" for n in count(len(taken) + 1) if f"rId{n}" not in taken)
        ids = []
        for part, content in made:
            self.write(part, content)
            etree.SubElement(types, _OVERRIDE, PartName=f"/{part}", ContentType=content_type)
            ids.append(next(free))
            target = {"Id": ids[-1], "Type": type, "Target": _relative(pointing, part)}
            etree.SubElement(tree, _RELATION, target)
        self.touched(_TYPES_PART)
        self.touched(name)
        return ids

    def set_content_type(self, name: str, content_type: str) -> None:
        """Say what kind of part this is."""
        if self.content_type_of(name) != content_type:
            self._forget_content_type(name)
            types = self.tree(_TYPES_PART)
            etree.SubElement(types, _OVERRIDE, PartName=f"/{name}", ContentType=content_type)
            self.touched(_TYPES_PART)

    def free_name(self, pattern: str) -> str:
        """Return the first free name of a pattern such as ``xl/tables/table{}.xml``."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def content_type_of(self, name: str) -> str | None:
        """Return the part's content type: its own, or its extension's."""
        types = self.tree(_TYPES_PART)
        wanted = f"/{name}".lower()
        for one in types.iterchildren(_OVERRIDE):
            if unquote(one.get("PartName", "")).lower() == wanted:
                return one.get("ContentType")
        extension = name.rpartition(".")[2].lower()
        for one in types.iterchildren(_DEFAULT):
            if one.get("Extension", "").lower() == extension:
                return one.get("ContentType")
        return None

    def set_default_type(self, extension: str, content_type: str) -> None:
        """Make sure that parts with this extension have a content type."""
        types = self.tree(_TYPES_PART)
        for one in types.iterchildren(_DEFAULT):
            if one.get("Extension", "").lower() == extension:
                return
        types.insert(
            0, types.makeelement(_DEFAULT, {"Extension": extension, "ContentType": content_type})
        )
        self.touched(_TYPES_PART)

    def _forget_content_type(self, name: str) -> None:
        types = self.tree(_TYPES_PART)
        wanted = f"/{name}".lower()
        for one in list(types.iterchildren(_OVERRIDE)):
            if unquote(one.get("PartName", "")).lower() == wanted:
                types.remove(one)
                self.touched(_TYPES_PART)

    def relations(self, part: str) -> tuple[Relation, ...]:
        """Return where a part points to; "" stands for the package itself."""
        name = relations_part(part)
        revision, kept = self._relations.get(name, (-1, ()))
        if revision != self.revision(name):
            there = self.tree(name).iterchildren(_RELATION) if self.has(name) else ()
            kept = tuple(_relation(one, part) for one in there)
            self._relations[name] = (self.revision(name), kept)
        return kept

    def relations_of_kind(self, part: str, kind: str) -> list[Relation]:
        """Return the part's pointers of one kind, such as ``table``."""
        return [one for one in self.relations(part) if one.kind == kind]

    def relate(self, part: str, type: str, target: str, *, external: bool = False) -> str:
        """Add a pointer from the part; gives its id, unique in the part."""
        name = relations_part(part)
        if not self.has(name):
            self.write(name, _NO_RELATIONS)
        tree = self.tree(name)
        taken = {one.get("Id") for one in tree.iterchildren(_RELATION)}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        attributes = {"Id": f"rId{number}", "Type": type}
        attributes["Target"] = target if external else _relative(part, target)
        if external:
            attributes["TargetMode"] = "External"
        etree.SubElement(tree, _RELATION, attributes)
        self.touched(name)
        return f"rId{number}"

    def unrelate(self, part: str, id: str) -> None:
        """Take a pointer away; the part it pointed to stays."""
        name = relations_part(part)
        tree = self.tree(name)
        for one in list(tree.iterchildren(_RELATION)):
            if one.get("Id") == id:
                tree.remove(one)
                self.touched(name)

    def pointing_to(self, target: str) -> list[str]:
        """Return the parts that point to this one."""
        return [
            part
            for part in (source_of(name) for name in self.names if name.endswith(".rels"))
            if any(one.target == target and not one.external for one in self.relations(part))
        ]

    def write_out(self, out: BinaryIO) -> None:
        """Write the whole package; what was not changed is copied raw."""
        replaced: dict[str, bytes | Iterable[bytes]] = {}
        for name, content in self._changed.items():
            replaced[name] = content if isinstance(content, bytes) else _Stream(content)
        for name in sorted(self._touched):
            replaced[name] = serialise(self._trees[name])
        self._archive.write_to(out, replaced=replaced, removed=self._removed)


class _Stream:
    """Pieces that are asked for only when they are written."""

    def __init__(self, make: Callable[[], Iterable[bytes]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._make())


def relations_part(part: str) -> str:
    """Return the name of the part that lists where this part points to."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def source_of(relations_name: str) -> str:
    """Return the part whose pointers the named part lists."""
    folder, _, name = relations_name.rpartition("/")
    parent = folder.removesuffix("_rels").removesuffix("/")
    name = name.removesuffix(".rels")
    return f"{parent}/{name}" if parent else name


def _relation(element: Element, part: str) -> Relation:
    external = element.get("TargetMode") == "External"
    target = element.get("Target", "")
    if not external:
        folder = posixpath.dirname(part)
        target = posixpath.normpath(posixpath.join("/", folder, unquote(target)))[1:]
    return Relation(element.get("Id", ""), element.get("Type", ""), target, external)


def _relative(part: str, target: str) -> str:
    return quote(posixpath.relpath(f"/{target}", f"/{posixpath.dirname(part)}"))
