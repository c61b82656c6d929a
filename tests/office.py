"""LibreOffice as a test's second opinion: recalculates, converts and prints what we wrote."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlbilling.hosts import calc
from xlbilling.hosts.calc import bridge
from xlbilling.model.columns import column_letters
from xlbilling.model.errors import BillingError

OLDEST = (25, 2)  # 7.4, Debian 12's own, knows no XLOOKUP, FILTER or LET
LONGEST_SECONDS = 300

# Where LibreOffice lies when it is not on the path.
USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
)

_ERROR = 4  # com.sun.star.sheet.FormulaResult

# What LibreOffice calls the kinds of files that it makes for us.
FILTERS = {
    "html": "HTML (StarCalc)",
    "pdf": "calc_pdf_Export",
    "xlsx": "Calc MS Excel 2007 XML",
}


@dataclass(frozen=True)
class Office:
    """The one LibreOffice of this test process, with a profile of its own.

    It is the Calc host's, which runs already or is started by the first test that needs it: to start
    one takes longer than most files take to convert. It calculates every formula on loading, for
    files that a program wrote carry its values, and a test wants LibreOffice's own.

    Attributes:
        version: such as "25.2.3.2".
    """

    version: str

    @contextmanager
    def opened(self, source: Path) -> Iterator[Any]:
        """Give a workbook as LibreOffice has it: opened and recalculated; it is closed unsaved."""
        desktop, hidden = calc.register().impl.office.desktop, bridge.properties(Hidden=True)
        document = desktop.loadComponentFromURL(bridge.to_url(source), "_blank", 0, hidden)
        assert document is not None, f"LibreOffice does not open {source.name}"
        try:
            yield document
        finally:
            document.close(True)

    def convert(self, source: Path, ending: str, folder: Path) -> Path:
        """Return the file made from the source: opened, recalculated, saved as another kind.

        Args:
            source: a workbook or any other file that LibreOffice opens.
            ending: the kind to make: "pdf", "xlsx" or "html".
            folder: where the new file goes; not the source's own folder for the same kind.
        """
        made = folder / f"{source.stem}.{ending}"
        assert made != source, "LibreOffice would write over the file under test"
        folder.mkdir(parents=True, exist_ok=True)
        with self.opened(source) as document:
            store(document, made)
        return made

    def pdf(self, book: Path, folder: Path) -> Path:
        """Return the PDF of a workbook's pages as LibreOffice prints them."""
        return self.convert(book, "pdf", folder)

    def recalculated(self, book: Path, folder: Path) -> Path:
        """Return a copy whose values LibreOffice computed; for reading, never for shipping."""
        return self.convert(book, "xlsx", folder)

    def values(self, book: Path) -> dict[str, list[list[object]]]:
        """Return what LibreOffice computes: per sheet the rows from A1 on to the last used cell.

        Numbers, dates among them, are floats; a blank cell and a blank text are None; an error is
        its text.
        """
        with self.opened(book) as document:
            return values(document)

    def error_cells(self, book: Path) -> list[str]:
        """Return the cells that show an error after recalculation, as "Sheet!A1 #REF!"."""
        with self.opened(book) as document:
            return error_cells(document)


def store(document: Any, made: Path) -> None:
    """Save an open document as a file of another kind, which its ending tells."""
    kind = bridge.properties(FilterName=FILTERS[made.suffix[1:]])
    document.storeToURL(bridge.to_url(made), kind)


def values(document: Any) -> dict[str, list[list[object]]]:
    """Return the values of an open document as `Office.values` tells them of a file."""
    return {sheet.Name: _values(sheet) for sheet in document.Sheets}


def error_cells(document: Any) -> list[str]:
    """Return the cells of an open document that show an error, as "Sheet!A1 #REF!"."""
    return [
        f"{sheet.Name}!{column_letters(column + 1)}{row + 1} {text}"
        for sheet in document.Sheets
        for (row, column), text in sorted(_errors(sheet).items())
    ]


def _values(sheet: Any) -> list[list[object]]:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.getRangeAddress()
    block = sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)
    found = [[None if cell == "" else cell for cell in row] for row in block.getDataArray()]
    for (row, column), text in _errors(sheet).items():
        found[row][column] = text
    return found


def _errors(sheet: Any) -> dict[tuple[int, int], str]:
    """Return the texts of a sheet's errors by row and column, those without a name of Excel's too."""
    found = {}
    for cell in sheet.queryFormulaCells(_ERROR).Cells:
        at = cell.getCellAddress()
        found[at.Row, at.Column] = cell.String if cell.String.startswith("#") else "#VALUE!"
    return found


def find_office() -> Office | str:
    """Return LibreOffice, or the reason why there is none."""
    places = [p for p in USUAL_PLACES if Path(p).is_file()]
    program = shutil.which("soffice") or next(iter(places), None)
    if program is None:
        return "LibreOffice is not installed (no soffice on the path)"
    version = _version(program)
    if version is None:
        return f"{program} does not tell its version"
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        return f"LibreOffice {version} is older than {OLDEST[0]}.{OLDEST[1]}"
    try:
        bridge.uno()
    except BillingError as why:
        return f"{why.message}; {why.fix}"
    return Office(version)


def _version(program: str) -> str | None:
    told = subprocess.run(
        [program, "--headless", "--version"],
        check=False,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
    )
    match = re.search(r"LibreOffice (\d+\.\d+[.\d]*)", told.stdout)
    return match[1] if match else None
