"""One open book: its package, its sheets in memory, and how it is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Self

from xlbilling.hosts.files.collecting import collector_paused
from xlbilling.hosts.files.grid import Grid
from xlbilling.hosts.files.package.locking import BookLock
from xlbilling.hosts.files.package.package import Package
from xlbilling.hosts.files.package.saving import safe_replace
from xlbilling.hosts.files.reading import Reader
from xlbilling.hosts.files.sheet_state import SheetState
from xlbilling.hosts.files.table_headers import sync_headers
from xlbilling.model.errors import BookError


class BookState:
    """A book of the file host.

    Attributes:
        package: the parts, with everything that is not a value of ours.
        path: the file; None for a book that was never saved.
        read_only: whether saving under its own name is refused.
        backup_dir: where dated copies go before a save replaces the file; None for no copies.
    """

    def __init__(self, package: Package, path: Path | None, *, read_only: bool = False) -> None:
        self.package = package
        self.path = path
        self.read_only = read_only
        self.backup_dir: Path | None = None
        self._lock: BookLock | None = None
        self._reader: Reader | None = Reader(path) if path is not None else None
        self.sheets: list[SheetState] = [
            SheetState(self, one.name, one.part, in_file=path is not None)
            for one in package.workbook.sheets
            if one.kind == "worksheet"
        ]

    @classmethod
    def open(cls, path: Path, *, read_only: bool) -> Self:
        """Return the book in a file; unless read-only, its lock is held until `close`.

        Raises:
            BookError: ``BOOK-MISSING`` or ``BOOK-UNREADABLE``.
            BookBusyError: ``BOOK-LOCKED``, another program of ours works on it.
        """
        lock = None if read_only else _locked(path)
        try:
            book = cls(Package.open(path), path, read_only=read_only)
            book._refuse_without_sheets(path)
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        book._lock = lock
        return book

    def _refuse_without_sheets(self, path: Path) -> None:
        if not self.sheets:
            raise BookError(
                f"{path}: the workbook has no worksheet, only charts, macros or nothing",
                id="BOOK-SHEET",
                fix="add a worksheet to it in Excel, or name another workbook",
            )

    @classmethod
    def new(cls) -> Self:
        """Return a fresh book with one empty sheet."""
        return cls(Package.new(), None)

    def close(self) -> None:
        """Let the file and its lock go; what was not saved is lost."""
        if self._reader is not None:
            self._reader.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def today(self) -> dt.date:
        """Return the day that a date typed without its year belongs to."""
        return dt.datetime.now().astimezone().date()

    # Sheets

    def read_grid(self, name: str, part: str) -> Grid:
        """Return the values of a sheet of the file."""
        assert self._reader is not None
        return self._reader.grid(self.package, name, part)

    def sheet(self, name: str) -> SheetState:
        """Return the sheet of that name, capitals or not.

        Raises:
            KeyError: there is none.
        """
        for one in self.sheets:
            if one.name.casefold() == name.casefold():
                return one
        raise KeyError(f"there is no sheet {name!r}; the book has {[s.name for s in self.sheets]}")

    @property
    def active(self) -> SheetState:
        """The sheet whose tab is in front."""
        name = self.package.workbook.active
        return next((one for one in self.sheets if one.name == name), self.sheets[0])

    def activate(self, sheet: SheetState) -> None:
        """Bring a sheet's tab to the front."""
        if self.package.workbook.active != sheet.name:
            self.package.workbook.set_active(sheet.name)

    def settle(self) -> list[SheetState]:
        """Renew the list of sheets after the package got, lost or moved one."""
        known = {one.part: one for one in self.sheets}
        sheets = []
        for entry in self.package.workbook.sheets:
            if entry.kind == "worksheet":
                state = known.get(entry.part)
                if state is None:
                    state = SheetState(self, entry.name, entry.part, in_file=False)
                state.name = entry.name
                sheets.append(state)
        self.sheets = sheets
        return sheets

    def restructure(self, change: Callable[[Package], object]) -> None:
        """Let the package change itself: first everything in memory goes into it.

        Values stay in memory; formulas, formats and layouts are read anew.
        """
        for one in self.sheets:
            sync_headers(one)
            if one.changed:
                one.flush(at_once=True)
                one.put_away()
        change(self.package)
        for one in self.settle():
            one.forget()

    def mark(self) -> object | None:
        """Return what differs once a value, a part or the file changed; None: the file is gone."""
        stamp = self.package.stamp
        if self.path is not None and (stamp is None or not stamp.still_fits(self.path)):
            return None
        written = tuple((one.name, one.times_written) for one in self.sheets)
        return stamp, self.package.times_changed, written

    # Saving

    def save(self, path: Path | None = None) -> None:
        """Save the book, under another name when a path is given.

        Raises:
            BookError: the book was opened read-only, has no name, or its kind does not fit.
            BookBusyError: it is open elsewhere.
            BookChangedError: the file changed since it was read. Nothing was written in any case.
        """
        target = (path or self.path or Path()).absolute()
        same = self.path is not None and target == self.path.absolute()
        self._refuse_save(target, same=same)
        for one in self.sheets:
            sync_headers(one)
            one.flush(at_once=False)
        if self._reader is not None:
            self._reader.close()  # Windows replaces no file that anybody holds open
        with collector_paused():
            safe_replace(
                target,
                self.package.save_to,
                expected=self.package.stamp if same else None,
                backup_dir=self.backup_dir,
                lock=self._lock if same else None,
            )
        self._rebind(target, same=same)

    def _rebind(self, target: Path, *, same: bool) -> None:
        """Go on with the file just written."""
        if not same:
            if self._lock is not None:
                self._lock.release()
            self._lock = _locked(target)
            self.read_only = False
        self.path = target
        self.package = Package.open(target)
        self._reader = Reader(target)
        for one in self.sheets:
            one.put_away()
            one.is_in_file(one.name)

    def _refuse_save(self, target: Path, *, same: bool) -> None:
        if same and self.read_only:
            raise BookError(
                f"{target}: was opened for reading only; nothing was written",
                id="BOOK-READONLY",
                fix="open it for writing, or save it under another name",
            )
        self.package.set_kind(target.suffix)


def _locked(path: Path) -> BookLock | None:
    """Take the book's lock; where nothing may be written, saving will be refused anyway."""
    lock = BookLock(path.resolve())
    try:
        lock.acquire()
    except OSError:
        return None
    return lock
