"""LibreOffice as a test's second opinion: recalculates, converts and prints what we wrote."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlbilling.hosts import calc
from xlbilling.hosts.calc import bridge
from xlbilling.model.errors import BillingError

OLDEST = (25, 2)  # 7.4, Debian 12's own, knows no XLOOKUP, FILTER or LET
LONGEST_SECONDS = 300

# Where LibreOffice lies when it is not on the path.
USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
)

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

    @property
    def desktop(self) -> Any:
        """What holds its open documents, as LibreOffice has it."""
        return calc.register().impl.office.desktop

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
        hidden = bridge.properties(Hidden=True)
        document = self.desktop.loadComponentFromURL(bridge.to_url(source), "_blank", 0, hidden)
        assert document is not None, f"LibreOffice does not open {source.name}"
        try:
            kind = bridge.properties(FilterName=FILTERS[ending])
            document.storeToURL(bridge.to_url(made), kind)
        finally:
            document.close(True)
        return made

    def pdf(self, book: Path, folder: Path) -> Path:
        """Return the PDF of a workbook's pages as LibreOffice prints them."""
        return self.convert(book, "pdf", folder)

    def recalculated(self, book: Path, folder: Path) -> Path:
        """Return a copy whose values LibreOffice computed; for reading, never for shipping."""
        return self.convert(book, "xlsx", folder)

    def values(self, book: Path, folder: Path) -> dict[str, list[list[object]]]:
        """Return what LibreOffice computes: per sheet the rows of values, errors as text."""
        from openpyxl import load_workbook

        made = load_workbook(self.recalculated(book, folder), data_only=True)
        values: dict[str, list[list[object]]] = {}
        for sheet in made.worksheets:
            values[sheet.title] = [list(row) for row in sheet.iter_rows(values_only=True)]
        made.close()
        return values

    def error_cells(self, book: Path, folder: Path) -> list[str]:
        """Return the cells that show an error after recalculation, as "Sheet!A1 #REF!"."""
        from openpyxl import load_workbook

        made = load_workbook(self.recalculated(book, folder), data_only=True)
        found = [
            f"{sheet.title}!{cell.coordinate} {cell.value}"
            for sheet in made.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "e"
        ]
        made.close()
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
