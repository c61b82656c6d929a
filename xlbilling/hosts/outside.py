"""What a Plan writes outside of the workbook: there to stay only where the workbook tells of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from xlbilling.hosts import code_loading, code_store, file_saving, pdf
from xlbilling.model.plan import PrintSheets, SaveFile, StoreCodes

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.model.tables import Request

Apart = StoreCodes | SaveFile | PrintSheets
"""The changes that are none of the workbook."""


@dataclass(frozen=True)
class Outside:
    """What was written outside, or is to be printed there.

    Attributes:
        kept: code sets that were stored, and files that wait.
        printed: by file, the sheets that are printed once the workbook is written.
    """

    kept: tuple[code_loading.Loading | file_saving.Saving, ...]
    printed: Mapping[Path, Sequence[str]] = field(default_factory=dict)

    def print_from(self, book: xw.Book) -> None:
        """Print what is to be printed, since the workbook stands as it is to be.

        Raises:
            BillingError: it cannot be printed; nothing outside stays.
        """
        savings = [each for each in self.kept if isinstance(each, file_saving.Saving)]
        try:
            for saving in savings if self.printed else ():
                pdf.print_into(book, self.printed, saving)
        except BaseException:
            self.take_back()
            raise

    def take_back(self) -> None:
        """Put it back to what it was."""
        for each in self.kept:
            each.take_back()

    def settle(self) -> None:
        """Say that the workbook is saved."""
        for each in self.kept:
            each.settle()


def keep(book: xw.Book, changes: Sequence[Apart], request: Request) -> Outside:
    """Store code sets, and keep files under the names they wait by; PDFs are printed later.

    Raises:
        BillingError: one of them cannot be written, or nothing here prints; nothing was written.
    """
    sets = {each.name: each.content for each in changes if isinstance(each, StoreCodes)}
    files = {each.name: each.content for each in changes if isinstance(each, SaveFile)}
    prints = [each for each in changes if isinstance(each, PrintSheets)]
    printed = {name: sheets for each in prints for name, sheets in each.files.items()}
    kept: list[code_loading.Loading | file_saving.Saving] = []
    folder = Path()
    if printed:
        pdf.demand(book)
    if files or printed:
        wanted = request.option("to") or request.option("pdf")
        folder = file_saving.folder_for(book.fullname, wanted)
        note = file_saving.note_of(book.fullname)
        kept.append(file_saving.keep(note, request.stamp, folder, files, tuple(printed)))
    if sets:
        store, file = code_store.folder_of(book.fullname), Path(book.fullname).name
        kept.append(code_loading.keep(store, file, request.stamp, sets))
    return Outside(tuple(kept), {folder / name: sheets for name, sheets in printed.items()})
