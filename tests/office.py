"""LibreOffice as a test's second opinion: recalculates, converts and prints what we wrote."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OLDEST = (25, 2)  # 7.4, Debian 12's own, knows no XLOOKUP, FILTER or LET
LONGEST_SECONDS = 300

# Where LibreOffice lies when it is not on the path.
USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
)

# Calculate every formula on loading: files that a program wrote carry its values, and a test
# wants LibreOffice's own.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@dataclass(frozen=True)
class Office:
    """One LibreOffice with a profile of its own, so that test processes do not meet.

    Attributes:
        program: the soffice to start.
        profile: its settings folder; nobody else may use it at the same time.
        version: such as "25.2.3.2".
    """

    program: str
    profile: Path
    version: str

    def command(self, *words: str) -> list[str]:
        """Return the command line that starts this LibreOffice without windows."""
        own = f"-env:UserInstallation={self.profile.as_uri()}"
        return [self.program, own, "--headless", "--norestore", "--nolockcheck", *words]

    def convert(self, source: Path, ending: str, folder: Path) -> Path:
        """Return the file made from the source: opened, recalculated, saved as another kind.

        Args:
            source: a workbook or any other file that LibreOffice opens.
            ending: the kind to make, such as "pdf", "xlsx" or "csv"; a filter may follow a colon.
            folder: where the new file goes; not the source's own folder for the same kind.
        """
        made = folder / f"{source.stem}.{ending.partition(':')[0]}"
        assert made != source, "LibreOffice would write over the file under test"
        folder.mkdir(parents=True, exist_ok=True)
        words = ("--convert-to", ending, "--outdir", str(folder), str(source))
        done = subprocess.run(
            self.command(*words),
            check=False,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
        )
        # soffice also ends with 0 when it did nothing.
        assert made.is_file(), f"LibreOffice made no {made.name}: {done.stdout}{done.stderr}"
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


def find_office(profile: Path) -> Office | str:
    """Return LibreOffice, ready with a fresh profile, or the reason why there is none."""
    places = [p for p in USUAL_PLACES if Path(p).is_file()]
    program = shutil.which("soffice") or next(iter(places), None)
    if program is None:
        return "LibreOffice is not installed (no soffice on the path)"
    version = _version(program)
    if version is None:
        return f"{program} does not tell its version"
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        return f"LibreOffice {version} is older than {OLDEST[0]}.{OLDEST[1]}"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
    return Office(program, profile, version)


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
