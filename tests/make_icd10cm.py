"""Makes the files of ICD-10-CM that are shipped: ``python -m tests.make_icd10cm``.

The codes and the tabular list are the public releases of NCHS and CMS as the PyPI package
simple-icd-10-cm carries them, one release in each of its versions. Two runs give the same bytes.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from xlbilling.codesets import icd10cm, icd10cm_release, icd10cm_tabular, releases
from xlbilling.codesets.releases import EVER, FOR_EVER, Stretch
from xlbilling.model.codes import EXCLUDES1, ICD10CM, About, CodeList, code_list

PACKAGE = "simple-icd-10-cm"
SOURCE = "NCHS and CMS, public domain, shipped"
DATA = Path(__file__).parents[1] / "xlbilling" / "codesets" / "data"


@dataclass(frozen=True)
class Release:
    """A release and where the package has it.

    Attributes:
        year: the fiscal year, from October 1 of the year before to September 30.
        package: the version of the package.
        codes: the file of codes, one a line, sections among them.
        tabular: the tabular list, XML.
    """

    year: int
    package: str
    codes: str
    tabular: str

    @property
    def name(self) -> str:
        """The release as its publisher names it."""
        return f"FY{self.year}"

    @property
    def first_day(self) -> str:
        """The first day, ISO."""
        return f"{self.year - 1}-10-01"

    @property
    def last_day(self) -> str:
        """The last day, ISO."""
        return f"{self.year}-09-30"


RELEASES = (
    Release(2025, "1.4.0", "code-list-April-2025.txt", "icd10cm-tabular-April-2025.xml"),
    Release(2026, "1.5.0", "code-list-April-2026.txt", "icd10c-tabular-April-1-2026.xml"),
)
Packaged = Callable[[Release, str], bytes]


def codes_of(text: str) -> dict[str, bool]:
    """Return each code of the package's list, and whether none stands below it: it is billable."""
    codes = sorted({line for line in text.split() if len(line) > 2 and "-" not in line})
    following = [*codes[1:], ""]
    return {code: not after.startswith(code) for code, after in zip(codes, following, strict=True)}


@dataclass(frozen=True)
class Made:
    """What is made of one release.

    Attributes:
        release: the release.
        codes: its codes.
        pairs: its Excludes1 notes, as pairs of a code and what it excludes.
    """

    release: Release
    codes: CodeList
    pairs: set[tuple[str, str]]


def made_of(release: Release, packaged: Packaged) -> Made:
    """Return what is made of a release."""
    codes = codes_of(packaged(release, release.codes).decode("utf-8"))
    tabular = icd10cm_tabular.parse(packaged(release, release.tabular), set(codes))
    assert tabular.year == release.year, f"{release.tabular} is of {tabular.year}"
    about = About(ICD10CM, release.name, SOURCE, "", release.first_day, release.last_day)
    made = icd10cm_release.release_list(about, codes, tabular.titles, tabular.code_first)
    return Made(release, made, tabular.excludes1)


def files_of(made: Sequence[Made]) -> dict[str, bytes]:
    """Return the files by name, made of releases in their order."""
    known = made[0].codes
    for one in made[1:]:
        known = icd10cm_release.merge(known, one.codes)
    return {
        "icd10cm.txt": icd10cm.write(known, _comment("Codes", _CODES, made)),
        "icd10cm-excludes1.txt": icd10cm.write_excludes1(
            _notes(known.about, made), _comment("Excludes1 notes", _NOTES, made)
        ),
    }


def _notes(about: About, made: Sequence[Made]) -> CodeList:
    history: dict[tuple[str, str], list[Stretch]] = {}
    for one in made:
        first = one.release.first_day if history else EVER
        history = releases.put(history, dict.fromkeys(one.pairs), first, FOR_EVER)
    rows = sorted((pair, one) for pair, stretches in history.items() for one in stretches)
    return code_list(
        replace(about, name=EXCLUDES1),
        [code for (code, _), _ in rows],
        *icd10cm_release.open_days(one for _, one in rows),
        {"excluded": icd10cm.texts([excluded for (_, excluded), _ in rows])},
    )


_CODES = (
    "A row: the code without its dot; a letter; a digit.",
    "The letter is @ with bits added for: "
    + ", ".join(f"{1 << n} {name}" for n, name in enumerate(icd10cm.FLAGS))
    + ".",
    "The digit counts the periods of the line of JSON, the first and the last day of each row.",
)
_NOTES = (
    "A row: the code (or head of codes) that has the note; what it excludes; a digit.",
    "The digit counts the periods of the line of JSON, the first and the last day of each row.",
    "Notes that exclude a code only with some character, or any other disease, are left out.",
)


def _comment(what: str, rows: Sequence[str], made: Sequence[Made]) -> list[str]:
    carried = [
        f"  {one.name} ({one.first_day} to {one.last_day}): {PACKAGE} {one.package}, "
        f"{one.codes} and {one.tabular}"
        for one in (each.release for each in made)
    ]
    return [
        f"{what} of ICD-10-CM. Made by 'python -m tests.make_icd10cm'; not edited by hand.",
        "ICD-10-CM is published by the US National Center for Health Statistics (CDC) and the",
        "Centers for Medicare & Medicaid Services: works of the US government, public domain.",
        "Made of these releases, as the PyPI package carries them:",
        *carried,
        *rows,
    ]


def download(folder: Path, release: Release) -> Path:
    """Return the package's wheel of a release, fetched from the package index."""
    wanted = f"{PACKAGE}=={release.package}"
    call = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*call, "-d", str(folder), wanted], check=True, capture_output=True)
    return next(folder.glob(f"*-{release.package}-*.whl"))


def from_wheels(folder: Path) -> Packaged:
    """Return what reads the package's files out of its wheels, fetched when asked for."""
    wheels: dict[str, Path] = {}

    def packaged(release: Release, name: str) -> bytes:
        if release.package not in wheels:
            there = next(folder.glob(f"*-{release.package}-*.whl"), None)
            wheels[release.package] = there or download(folder, release)
        with ZipFile(wheels[release.package]) as wheel:
            return wheel.read(f"simple_icd_10_cm/data/{name}")

    return packaged


def main() -> None:
    """Write the files."""
    with TemporaryDirectory() as folder:
        packaged = from_wheels(Path(folder))
        for name, content in files_of([made_of(one, packaged) for one in RELEASES]).items():
            (DATA / name).write_bytes(content)


if __name__ == "__main__":
    main()
