"""Desks for tests: folders of Windows and macOS as real files, with an environment of a few."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from xlbilling import __version__
from xlbilling.desk.desk import Desk, Platform
from xlbilling.desk.environment import Made
from xlbilling.desk.examined import Examined, Workbook
from xlbilling.desk.examining import examine
from xlbilling.desk.installing import Parts
from xlbilling.desk.listing import list_files
from xlbilling.model.findings import INFO, Finding

XLWINGS = metadata.version("xlwings")
ADDIN = b"the add-in's bytes"
PARTS = Parts(ADDIN)
EXCEL_KEY = r"HKCU\Software\Microsoft\Office\16.0\Excel"
POLICY_KEY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"


def desk_of(platform: Platform, folder: Path, **more: Any) -> Desk:
    """Return a desk whose user's folder lies in a folder of the test."""
    home = folder / "Users" / "lee"
    home.mkdir(parents=True, exist_ok=True)
    variables = (
        {
            "USERPROFILE": str(home),
            "LOCALAPPDATA": str(home / "AppData" / "Local"),
            "APPDATA": str(home / "AppData" / "Roaming"),
        }
        if platform is Platform.WINDOWS
        else {}
    )
    base = folder / "Python313"
    base.mkdir(exist_ok=True)
    given = {"variables": variables, "interpreter": base / "python.exe", "base": base, **more}
    return Desk(platform, home, applications=(folder / "Programs",), **given)


def small_environment(desk: Desk) -> Made:
    """Make an environment of the few files that are looked at, laid out as the system does."""
    packages, home = desk.site_packages, desk.base
    texts = {
        desk.python: "a program",
        desk.environment / "pyvenv.cfg": f"home = {home}\n",
        packages / "xlbilling" / "__init__.py": f'__version__: Final = "{__version__}"\n',
        packages / f"xlwings-{XLWINGS}.dist-info" / "METADATA": "Name: xlwings\n",
        packages / "wolfxl" / "_rust.pyd": "a library",
    }
    if desk.platform is Platform.WINDOWS:
        texts |= {desk.environment / f"xlwings{bits}-{XLWINGS}.dll": "" for bits in (32, 64)}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    list_files(desk.environment, {"xlbilling": __version__})
    return Made({"xlwings": XLWINGS}, is_new=True)


def tree(folder: Path) -> dict[str, str]:
    """Return all files and folders below a folder with their digests, backups left out."""
    return {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in sorted(folder.rglob("*"))
        if "backups" not in path.parts
    }


def _digest(path: Path) -> str:
    return "folder" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass(frozen=True)
class Look:
    """What an examination is told of, beside the desk."""

    addin: bytes = ADDIN
    built_with: str = XLWINGS
    start_says: str = ""
    workbook: Workbook | None = None
    version: str = __version__


def found(desk: Desk, look: Look | None = None) -> list[Finding]:
    """Return what is wrong at a desk but for information."""
    seen = look or Look()
    every = examine(
        Examined(
            desk,
            seen.version,
            XLWINGS,
            seen.addin,
            bytes.__eq__,
            lambda _: seen.built_with,
            lambda _: seen.start_says,
            seen.workbook,
        )
    )
    return [one for one in every if one.severity != INFO]
