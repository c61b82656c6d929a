"""A book as a package of parts: the one object the engine holds for a file."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final, Self

from xlbilling.hosts.files.package.archive import Archive
from xlbilling.hosts.files.package.markup import STRICT, as_utf8
from xlbilling.hosts.files.package.parts import Parts
from xlbilling.hosts.files.package.saving import FileStamp
from xlbilling.hosts.files.package.styles import Styles
from xlbilling.hosts.files.package.table_elements import Table, table_of
from xlbilling.hosts.files.package.workbook_xml import WorkbookXml
from xlbilling.model.errors import BookError

_MAIN_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MACRO_TYPE: Final = "application/vnd.ms-excel"
_KINDS: Final = {
    ".xlsx": f"{_MAIN_TYPE}.sheet.main+xml",
    ".xltx": f"{_MAIN_TYPE}.template.main+xml",
    ".xlsm": f"{_MACRO_TYPE}.sheet.macroEnabled.main+xml",
    ".xltm": f"{_MACRO_TYPE}.template.macroEnabled.main+xml",
    ".xlam": f"{_MACRO_TYPE}.addin.macroEnabled.main+xml",
}


class Package(Parts):
    """A book's parts, with its workbook part and styles at hand.

    Args:
        archive: the zip the book is read from.

    Raises:
        BookError: ``BOOK-UNREADABLE``, the zip holds no Excel workbook.
    """

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self.stamp: FileStamp | None = archive.stamp
        self._sheets: dict[str, tuple[int, bytes]] = {}
        self._tables: dict[tuple[str, str], tuple[int, Table]] = {}
        found = [one.target for one in self.relations("") if one.kind == "officeDocument"]
        if len(found) != 1 or not self.has(found[0]):
            raise BookError(
                "the file holds no Excel workbook, or one written in an unusual way",
                id="BOOK-UNREADABLE",
                fix="give the name of an .xlsx or .xlsm workbook, or save it anew in Excel",
            )
        self.workbook_part = found[0]
        if STRICT.encode() in self.read(self.workbook_part)[:4096]:
            raise BookError(
                "the workbook is saved as 'Strict Open XML'",
                id="BOOK-UNREADABLE",
                fix="open it in Excel and save it as 'Excel Workbook (.xlsx)'",
            )

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the book at the path; the file is read whole and closed again.

        Raises:
            BookError: ``BOOK-MISSING`` or ``BOOK-UNREADABLE``, naming the file.
        """
        try:
            return cls(Archive.open(path))
        except BookError as error:
            if str(path) in error.message:
                raise
            raise BookError(f"{path}: {error.message}", id=error.id, fix=error.fix) from error

    @classmethod
    def from_bytes(cls, data: bytes, *, label: str = "workbook") -> Self:
        """Return the book these bytes are."""
        return cls(Archive(data, label=label))

    @classmethod
    def new(cls) -> Self:
        """Return a fresh book with one empty sheet, ``Sheet1``."""
        from openpyxl import Workbook

        book = Workbook()
        book.worksheets[0].title = "Sheet1"
        out = BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            book.save(out)
        return cls.from_bytes(out.getvalue(), label="new workbook")

    @cached_property
    def workbook(self) -> WorkbookXml:
        """The workbook part: sheets, names, calculation."""
        return WorkbookXml(self, self.workbook_part)

    @cached_property
    def styles_part(self) -> str:
        """The name of the part that holds the styles; made when the book has none."""
        found = self.relations_of_kind(self.workbook_part, "styles")
        name = found[0].target if found else "xl/styles.xml"
        if found and self.has(name):
            return name
        self.add_part(
            name,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
            Styles.EMPTY,
        )
        if found:
            return name
        self.relate(
            self.workbook_part,
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles",
            name,
        )
        return name

    @cached_property
    def styles(self) -> Styles:
        """The book's styles; what is added to them is saved with the book."""
        themes = self.relations_of_kind(self.workbook_part, "theme")
        theme = self.read(themes[0].target) if themes and self.has(themes[0].target) else None
        return Styles.parse(self.read(self.styles_part), theme)

    def sheet_part(self, sheet: str) -> str:
        """Return the part of the sheet with this name.

        Raises:
            BookError: ``BOOK-SHEET``, there is no such sheet.
        """
        return self.workbook.sheet(sheet).part

    def sheet_xml(self, sheet: str) -> bytes:
        """Return a sheet's bytes as UTF-8 without comments, ready for `splice`.

        They are kept until the part changes: they are asked for several times a save, and
        inflating and looking through 400 MB takes 2 s.

        Raises:
            BookError: ``BOOK-SHEET`` or ``BOOK-UNREADABLE``, no such sheet, or the file lacks it.
        """
        part = self.sheet_part(sheet)
        if not self.has(part):
            raise BookError(
                f"the sheet {sheet!r} is missing in the file, though the workbook lists it",
                id="BOOK-UNREADABLE",
                fix="take the newest backup, or open the book in Excel and let Excel repair it",
            )
        revision = self.revision(part)
        kept = self._sheets.get(part)
        if kept is None or kept[0] != revision:
            kept = self._sheets[part] = (revision, as_utf8(self.read(part), part))
        return kept[1]

    def table(self, part: str, sheet: str) -> Table:
        """Return the table of a part; it is kept until the part changes, being asked for often.

        Args:
            part: the table's part.
            sheet: the name of the sheet that it stands on.
        """
        revision = self.revision(part)
        kept = self._tables.get((part, sheet))
        if kept is None or kept[0] != revision:
            found = table_of(self.tree(part), sheet, part)
            kept = self._tables[part, sheet] = (revision, found)
        return kept[1]

    def set_sheet_xml(self, sheet: str, xml: bytes | Callable[[], Iterable[bytes]]) -> None:
        """Replace a sheet's bytes; a callable is asked for its pieces when saved."""
        self.write(self.sheet_part(sheet), xml)

    def set_kind(self, suffix: str) -> None:
        """Make the book the kind that the file's ending promises, or Excel will not open it.

        Args:
            suffix: the ending of the file it will be saved as, such as ``.xlsm``.

        Raises:
            BookError: ``BOOK-KIND``, no workbook has that ending, or it would lose its macros.
        """
        content_type = _KINDS.get(suffix.lower())
        has_macros = bool(self.relations_of_kind(self.workbook_part, "vbaProject"))
        if content_type is None or (has_macros and suffix.lower() in {".xlsx", ".xltx"}):
            why = "would lose its macros" if content_type else "is no kind of workbook we can write"
            raise BookError(
                f"the book cannot be saved as {suffix or 'a file without ending'}: it {why}",
                id="BOOK-KIND",
                fix="save it as .xlsm" if has_macros else "save it as .xlsx",
            )
        self.set_content_type(self.workbook_part, content_type)

    def save_to(self, out: BinaryIO) -> None:
        """Write the book into a file open for binary writing."""
        if self.styles_added:
            self.write(self.styles_part, self.styles.to_xml())
        self.write_out(out)

    @property
    def styles_added(self) -> bool:
        """Whether a style was added since the book was read."""
        return "styles" in self.__dict__ and self.styles.changed

    def to_bytes(self) -> bytes:
        """Return the book as the bytes that would be saved."""
        out = BytesIO()
        self.save_to(out)
        return out.getvalue()
