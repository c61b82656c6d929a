"""The desk that this program runs at, as Python tells it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from xlbilling.desk.desk import ADDIN, PROJECT, Desk, Platform
from xlbilling.desk.registry import WindowsRegistry

_SECONDS: Final = 60
_TRY: Final = (
    "import xlbilling.macros.press, xlbilling.udfs.functions, xlbilling.macros.in_calc, "
    "xlbilling.udfs.in_calc, xlwings"
)
_RIBBON: Final = "customUI/customUI14.xml"
_SHEETS: Final = re.compile(r"xl/(sharedStrings|worksheets/[^/]+)\.xml$")
_CELL_TEXT: Final = re.compile(rb"<t(?: [^>]*)?>([^<]*)</t>")


def this_desk() -> Desk:
    """Return this machine and user."""
    platform = _platform()
    return Desk(
        platform=platform,
        home=Path.home(),
        variables=dict(os.environ),
        interpreter=Path(sys.executable),
        base=Path(sys.base_prefix),
        applications=_applications(platform),
        registry=WindowsRegistry(),
    )


def _platform() -> Platform:
    return {"win32": Platform.WINDOWS, "darwin": Platform.MACOS}.get(sys.platform, Platform.OTHER)


def _applications(platform: Platform) -> tuple[Path, ...]:
    """Return where programs are installed; elsewhere, where commands are looked up."""
    if platform is Platform.WINDOWS:
        names = ("ProgramFiles", "ProgramFiles(x86)", "ProgramW6432")
        return tuple(Path(os.environ[name]) for name in names if os.environ.get(name))
    if platform is Platform.MACOS:
        return Path("/Applications"), Path.home() / "Applications"
    return tuple(map(Path, os.get_exec_path()))


def start(python: Path) -> str:
    """Start a Python and let it import the program; return "" or what went wrong, in one line.

    It starts in its own folder, and neither variables nor files of the user's lead it elsewhere.
    """
    try:
        done = subprocess.run(  # noqa: S603  the installation's own Python, fixed words
            [str(python), "-I", "-B", "-c", _TRY],
            cwd=python.parent,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {_SECONDS} seconds"
    except OSError as trouble:
        return trouble.strerror or type(trouble).__name__
    lines = done.stderr.strip().splitlines()
    return "" if done.returncode == 0 else (lines or [f"exit code {done.returncode}"])[-1]


def macros_of(addin: bytes) -> dict[str, str]:
    """Return the source of an add-in's modules by name; none where it cannot be read."""
    from pyopenvba import ExcelFile, PyOpenVBAError

    with tempfile.TemporaryDirectory(prefix="xlbilling-") as private:  # pyOpenVBA works on files
        path = Path(private) / ADDIN
        path.write_bytes(addin)
        try:
            with ExcelFile(path) as file:
                return {name: str(file.get_module(name)) for name in file.module_names()}
        except (PyOpenVBAError, BadZipFile, OSError, KeyError, ValueError):
            return {}


def is_our_addin(content: bytes) -> bool:
    """Tell whether a file is an add-in of ours, of whichever version: its macros say so."""
    return f'PROJECT_NAME As String = "{PROJECT}"' in macros_of(content).get("xlwings", "")


def is_signed(addin: bytes) -> bool:
    """Tell whether somebody signed an add-in's macros; whose key it was is not asked."""
    try:
        with ZipFile(BytesIO(addin)) as package:
            return any("vbaprojectsignature" in name.lower() for name in package.namelist())
    except BadZipFile:
        return False


def is_same_addin(one: bytes, other: bytes) -> bool:
    """Tell whether two add-ins do the same: one that somebody signed has other bytes.

    The macros, the ribbon and the texts of the settings' sheet count.
    """
    if one == other:
        return True
    macros = macros_of(one)
    return bool(macros) and macros == macros_of(other) and _shown(one) == _shown(other)


def _shown(addin: bytes) -> tuple[bytes, set[bytes]]:
    """Return an add-in's ribbon, and all texts in its cells, however Excel saved these."""
    with ZipFile(BytesIO(addin)) as package:
        sheets = [name for name in package.namelist() if _SHEETS.match(name)]
        cells = b"".join(package.read(name) for name in sheets)
        return package.read(_RIBBON), set(_CELL_TEXT.findall(cells))


def xlwings_of(addin: bytes) -> str:
    """Return the version of xlwings that an add-in was built with; "" where it cannot be told."""
    text = macros_of(addin).get("xlwings", "")
    named = [line for line in text.splitlines() if "Const XLWINGS_VERSION" in line]
    return named[0].split('"')[1] if named and '"' in named[0] else ""
