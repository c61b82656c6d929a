"""LibreOffice on a machine: where it is, which Python it runs, and our extension in it.

The extension is never added from here: it is the user who agrees to it, in LibreOffice itself; and
``unopkg add`` adds half of it where LibreOffice came without the program ``uno``.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Final

from xlbilling.desk.desk import Desk, Platform
from xlbilling.desk.step import Step

NAME: Final = "org.xlbilling.calc"
"""What LibreOffice calls the extension."""

COMPONENT: Final = "xlbilling_calc.py"
"""The file in it that runs inside LibreOffice."""

STARTERS: Final = (
    "LibreOffice/program/soffice.exe",
    "LibreOffice.app/Contents/MacOS/soffice",
    "soffice",
)
REMOVE: Final = "in LibreOffice: Tools, Extensions, xlbilling, Remove"
_PYTHONS: Final = (
    "python-core-3.*",
    "../Frameworks/LibreOfficePython.framework/Versions/3.*",
    "../Resources/python-core-3.*",
)
_PACKAGES: Final = "uno_packages/cache"
_BRIDGE: Final = "libpyuno.so"
_SECONDS: Final = 60


def programs_of(desk: Desk) -> Path | None:
    """Return the folder of LibreOffice's programs; None where it is not installed."""
    starters = (folder / name for folder in desk.applications for name in STARTERS)
    found = next((each for each in starters if each.is_file()), None)
    return None if found is None else found.resolve().parent


def minor_in(programs: Path) -> str:
    """Return the version of LibreOffice's Python, such as "3.11"; "" where it has none.

    It brings one along on Windows and macOS; elsewhere it is linked to the system's.
    """
    names = [found.name for pattern in _PYTHONS for found in programs.glob(pattern)]
    bridge = programs / _BRIDGE
    linked = re.search(rb"libpython(3\.\d+)", bridge.read_bytes()) if bridge.is_file() else None
    own = [told[0] for name in names if (told := re.search(r"3\.\d+", name))]
    return own[0] if own else linked[1].decode() if linked else ""


def has_extension(desk: Desk) -> bool:
    """Tell whether the user has added our extension to LibreOffice."""
    return NAME.encode() in _known(desk)


def _known(desk: Desk) -> bytes:
    """Return LibreOffice's own list of the extensions that the user added."""
    path = desk.office_profile / _PACKAGES / "uno_packages.pmap"
    return path.read_bytes() if path.is_file() else b""


def added_at(desk: Desk) -> Path | None:
    """Return the folder into which LibreOffice unpacked our extension; None where untold."""
    folders = (desk.office_profile / _PACKAGES / "uno_packages").glob("*/*.oxt")
    known = _known(desk)
    ours = (each for each in folders if (each / COMPONENT).is_file())
    return next((each for each in ours if each.parent.name.rstrip("_").encode() in known), None)


def how_to_add(desk: Desk) -> str:
    """Return what to do so that LibreOffice has the functions and the menu."""
    return (
        f"For LibreOffice: double-click {desk.extension}, agree, and start LibreOffice anew "
        "(or in LibreOffice: Tools, Extensions, Add)."
    )


def without_extension(desk: Desk) -> list[Step]:
    """Take our extension out of LibreOffice where the user added it, or tell how to."""
    if not has_extension(desk):
        return []
    programs = programs_of(desk)
    if programs is not None:
        _unopkg(desk, programs)
    done = f"left; {REMOVE}" if has_extension(desk) else "removed"
    return [Step("extension in LibreOffice", desk.office_profile, done)]


def _unopkg(desk: Desk, programs: Path) -> None:
    """Let LibreOffice's own program remove it; that refuses while LibreOffice is open."""
    name = "unopkg.com" if desk.platform is Platform.WINDOWS else "unopkg"
    try:
        subprocess.run(  # noqa: S603  LibreOffice's own program, fixed words
            [str(programs / name), "remove", NAME],
            cwd=programs,
            env={**os.environ, **desk.variables, "HOME": str(desk.home)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return
