"""What can be wrong with LibreOffice: no Python, another one than ours, an old extension."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from xlbilling.desk import environment, libreoffice
from xlbilling.desk.desk import EXTENSION, Desk, Platform
from xlbilling.desk.examined import Examined
from xlbilling.model.findings import INFO, WARNING, Finding, Severity

_OLDEST: Final = 11
"""The minor version of the oldest Python 3 that runs the program."""


def runs_our_python(seen: Examined) -> list[Finding]:
    """Find a LibreOffice whose Python has no use for the packages that were put in place."""
    desk, programs = seen.desk, libreoffice.programs_of(seen.desk)
    own = environment.minor_of(desk.environment)
    theirs = "" if programs is None else libreoffice.minor_in(programs)
    if programs is None or not own or theirs == own:
        return []
    words = f"LibreOffice runs Python {theirs}, the installed program is made for {own}"
    if not theirs:
        words = "LibreOffice came without Python, which the extension needs"
    return [Finding("DESK-OFFICE", _gravity(desk), words, str(programs), _mend(theirs))]


def _gravity(desk: Desk) -> Severity:
    """Return how grave it is: where nobody uses the extension it is good to know, no more."""
    is_used = desk.platform is Platform.OTHER or libreoffice.has_extension(desk)
    return WARNING if is_used else INFO


def _mend(theirs: str) -> str:
    if not theirs:
        return "install LibreOffice's Python (on Debian and Ubuntu the package python3-uno)"
    if int(theirs.removeprefix("3.")) < _OLDEST:
        return "for the extension, install LibreOffice 25.2 or newer, whose Python is new enough"
    return f"for the extension, install Python {theirs} and run 'xlbilling install' with it"


def has_this_extension(seen: Examined) -> list[Finding]:
    """Find an extension in LibreOffice that an older version of the program brought."""
    desk = seen.desk
    if not libreoffice.has_extension(desk) or not desk.extension.is_file():
        return []
    added = libreoffice.added_at(desk)
    if added is None or _is_as(added, desk.extension):
        return []
    words = f"LibreOffice has another version of {EXTENSION} than the installed one"
    fix = f"double-click {desk.extension}, agree, and start LibreOffice anew"
    return [Finding("DESK-EXTENSION-OLD", WARNING, words, str(added), fix)]


def _is_as(added: Path, extension: Path) -> bool:
    """Tell whether LibreOffice unpacked just this file."""
    try:
        with ZipFile(extension) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except BadZipFile:
        return False
    there = {name: added / name for name in parts}
    return all(path.is_file() and path.read_bytes() == parts[n] for n, path in there.items())


CHECKS: Final = (runs_our_python, has_this_extension)
