"""A dated copy of an open workbook's file, before a program changes it where it is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlbilling.hosts.files.package.backups import back_up
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    import xlwings as xw


def keep(book: xw.Book) -> None:
    """Copy the workbook's file, as last saved, into ``backups`` beside it.

    The file host keeps its own copy at the next save, so that nothing is done there.

    Raises:
        BookError: the workbook has no file on this machine, or its folder takes no copy.
    """
    if hasattr(book.impl, "backup_dir"):
        return
    path = Path(book.fullname)
    if not path.is_file():
        raise BookError(
            f"{book.name}: no file on this machine, so that no copy of it can be kept first",
            id="BOOK-BACKUP",
            fix="save it into a folder of this machine, and open it from there",
        )
    try:
        back_up(path, path.parent / "backups")
    except OSError as why:
        raise BookError(
            f"{path.parent}: takes no copy of the workbook ({why.strerror})",
            id="BOOK-BACKUP",
            fix="make room, or save the workbook into a folder that you may write to",
        ) from None
