"""Makes the files of ICD-10-CM that are shipped: ``python -m tests.make_icd10cm``.

The codes and the tabular list are the public releases of NCHS and CMS as the PyPI package
simple-icd-10-cm carries them, one release in each of its versions. Two runs give the same bytes.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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


def release_list(release: Release, packaged: Packaged) -> tuple[CodeList, set[tuple[str, str]]]:
    """Return a release as a list of codes and its Excludes1 pairs."""
    codes = codes_of(packaged(release, release.codes).decode("utf-8"))
    tabular = icd10cm_tabular.parse(packaged(release, release.tabular), set(codes))
    assert tabular.year == release.year, f"{release.tabular} is of {tabular.year}"
    about = About(ICD10CM, release.name, SOURCE, "", release.first_day, release.last_day)
    made = icd10cm_release.release_list(about, codes, tabular.titles, tabular.code_first)
    return made, tabular.excludes1


def made_files(packaged: Packaged, made_from: Sequence[Release] = RELEASES) -> dict[str, bytes]:
    """Return the files by name."""
    lists, pairs = zip(*(release_list(one, packaged) for one in made_from), strict=True)
    known = lists[0]
    for one in lists[1:]:
        known = icd10cm_release.merge(known, one)
    notes = _notes(known.about, list(zip(made_from, pairs, strict=True)))
    return {
        "icd10cm.txt": icd10cm.write(known, _comment("Codes", _CODES, made_from)),
        "icd10cm-excludes1.txt": icd10cm.write_excludes1(
            notes, _comment("Excludes1 notes", _NOTES, made_from)
        ),
    }


def _notes(about: About, pairs: Sequence[tuple[Release, set[tuple[str, str]]]]) -> CodeList:
    history: dict[tuple[str, str], list[Stretch]] = {}
    for release, found in pairs:
        first = EVER if not history else release.first_day
        history = releases.put(history, dict.fromkeys(found), first, FOR_EVER)
    rows = sorted((pair, one) for pair, stretches in history.items() for one in stretches)
    days = icd10cm_release.open_days(one for _, one in rows)
    named = About(EXCLUDES1, about.version, about.source, "", about.first_day, about.last_day)
    return code_list(
        named,
        [code for (code, _), _ in rows],
        *days,
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


def _comment(what: str, rows: Sequence[str], made_from: Sequence[Release]) -> list[str]:
    carried = [
        f"  {one.name} ({one.first_day} to {one.last_day}): {PACKAGE} {one.package}, "
        f"{one.codes} and {one.tabular}"
        for one in made_from
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
            wheels[release.package] = download(folder, release)
        with ZipFile(wheels[release.package]) as wheel:
            return wheel.read(f"simple_icd_10_cm/data/{name}")

    return packaged


def main() -> None:
    """Write the files."""
    with TemporaryDirectory() as folder:
        for name, content in made_files(from_wheels(Path(folder))).items():
            (DATA / name).write_bytes(content)


if __name__ == "__main__":
    main()
