"""Sheets of a workbook as PDF files, on every host: by Excel, by live Calc, or by LibreOffice.

Each sheet is printed by itself, so that "page 1 of 2" counts its own pages; a file of several
sheets is put together from these.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlbilling.hosts.calc import pdf as by_calc
from xlbilling.hosts.files import print_copy
from xlbilling.model.errors import BookError

if TYPE_CHECKING:
    import xlwings as xw

    from xlbilling.hosts.file_saving import Saving

_BEGIN: Final = b"%PDF-"
_END: Final = b"%%EOF"
_TAIL: Final = 64
"""Bytes at the end of a file among which its end mark stands."""
_FOLDER: Final = "xlbilling-print-"
"""How the temporary folders of prints are called; one that ends in peace takes its own away."""
_LONGEST_PRINT: Final = 86_400.0
"""Seconds."""
_EXCELS_PDF: Final = 0  # xlTypePDF


def demand(book: xw.Book) -> None:
    """Refuse to go on where nothing on this machine prints the workbook's sheets.

    Raises:
        BillingError: a workbook that is not open in Excel needs LibreOffice, and there is none.
    """
    if _state(book) is not None or _document(book) is not None:
        by_calc.demand()


def print_into(book: xw.Book, files: Mapping[Path, Sequence[str]], saving: Saving) -> None:
    """Print sheets into files that wait for the workbook to be saved.

    Args:
        book: the workbook, on any host.
        files: by path, the sheets on its pages.
        saving: where they wait.

    Raises:
        BillingError: they cannot be printed, or not be written where they wait.
    """
    sheets = list(dict.fromkeys(sheet for own in files.values() for sheet in own))
    _sweep()
    try:
        with tempfile.TemporaryDirectory(prefix=_FOLDER, ignore_cleanup_errors=True) as made:
            printed = {sheet: Path(made) / f"{n}.pdf" for n, sheet in enumerate(sheets)}
            _print(book, printed, Path(made))
            for path, own in files.items():
                saving.fill(path, together([_whole(sheet, printed[sheet]) for sheet in own]))
    except OSError as why:
        raise BookError(
            f"{book.name}: its sheets could not be printed ({why.strerror})",
            id="PDF-FAILED",
            fix="make room on the disk for temporary files and run the command again",
        ) from why


def _sweep() -> None:
    """Take away what a print that was killed left of patients' pages, a day later."""
    long_ago = time.time() - _LONGEST_PRINT
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        with suppress(OSError):
            if folder.stat().st_mtime < long_ago:
                shutil.rmtree(folder, ignore_errors=True)


def _print(book: xw.Book, wanted: Mapping[str, Path], folder: Path) -> None:
    state, document = _state(book), _document(book)
    if document is not None:
        by_calc.print_document(document, wanted)
    elif state is not None:
        copy = folder / "sheets.xlsx"
        with copy.open("wb") as out:
            print_copy.write(state, list(wanted), out)
        by_calc.print_file(copy, wanted)
    else:
        for sheet, path in wanted.items():
            _by_excel(book.sheets[sheet], path)


def _state(book: xw.Book) -> Any:
    """Return what the file host knows of a book; None on another host."""
    return getattr(book.impl, "state", None)


def _document(book: xw.Book) -> Any:
    """Return Calc's own document; None on another host."""
    return getattr(book.impl, "document", None)


def _by_excel(sheet: xw.Sheet, path: Path) -> None:
    """Let Excel print a sheet: one call on Windows; a Mac's hides the others meanwhile."""
    worksheet: Any = sheet.api
    if hasattr(worksheet, "ExportAsFixedFormat"):
        worksheet.ExportAsFixedFormat(_EXCELS_PDF, str(path), IgnorePrintAreas=False)
    else:
        sheet.to_pdf(str(path))


def _whole(sheet: str, path: Path) -> bytes:
    """Return a PDF's bytes.

    Raises:
        BookError: it is not there, or not whole.
    """
    content = path.read_bytes() if path.is_file() else b""
    if not content.startswith(_BEGIN) or _END not in content[-_TAIL:]:
        raise BookError(
            f"{sheet}: it was printed only in part",
            id="PDF-FAILED",
            fix="make room on the disk for temporary files and run the command again",
        )
    path.unlink()
    return content


def together(parts: Sequence[bytes]) -> bytes:
    """Return PDFs as one, in order; a single one as it is."""
    if len(parts) == 1:
        return parts[0]
    from pypdf import PdfReader, PdfWriter

    writer, out = PdfWriter(), BytesIO()
    for part in parts:
        writer.append(PdfReader(BytesIO(part)), import_outline=False)
    writer.write(out)
    return out.getvalue()
