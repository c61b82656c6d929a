r"""The mark that a browser leaves on a download: Excel blocks macros in a file that bears it.

Windows keeps it as a second stream of the file, ``xlbilling.xlam:Zone.Identifier``; macOS as the
attribute ``com.apple.quarantine``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from xlbilling.desk.desk import Platform

_STREAM: Final = "Zone.Identifier"
_ATTRIBUTE: Final = "com.apple.quarantine"
_UNTRUSTED: Final = ("3", "4")
"""Windows' zones: the internet, and sites that are not trusted."""


def is_marked(path: Path, platform: Platform) -> bool:
    """Tell whether a file bears the mark of a download."""
    if platform is Platform.WINDOWS:
        return _zone(path) in _UNTRUSTED
    return platform is Platform.MACOS and _xattr("-p", path)


def unmark(path: Path, platform: Platform) -> bool:
    """Take the mark off a file; return whether it bore one."""
    if not is_marked(path, platform):
        return False
    if platform is Platform.WINDOWS:
        os.remove(_stream(path))  # noqa: PTH107  a Path takes the colon of a stream for a drive's
        return True
    return _xattr("-d", path)


def _zone(path: Path) -> str:
    try:
        with open(_stream(path), encoding="utf-8", errors="replace") as stream:  # noqa: PTH123  the same
            lines = stream.read().splitlines()
    except OSError:
        return ""
    zones = [line.partition("=")[2].strip() for line in lines if line.startswith("ZoneId")]
    return next(iter(zones), "")


def _stream(path: Path) -> str:
    return f"{path}:{_STREAM}"


def _xattr(option: str, path: Path) -> bool:
    """Run macOS' own program, as Python reads attributes on Linux only."""
    program = shutil.which("xattr")
    if program is None:
        return False
    done = subprocess.run(  # noqa: S603  a fixed program, our own file
        [program, option, _ATTRIBUTE, str(path)], capture_output=True, check=False
    )
    return done.returncode == 0
