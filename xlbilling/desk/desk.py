"""One machine and user as data: every folder and file that an installation touches."""

from __future__ import annotations

import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from xlbilling.desk.registry import Registry

PROJECT: Final = "xlbilling"
"""What xlwings' module in our add-in calls us: its settings file bears this name."""

ADDIN: Final = f"{PROJECT}.xlam"
EXTENSION: Final = f"{PROJECT}.oxt"
_OFFICE_GROUP: Final = Path("Library/Group Containers/UBF8T346G9.Office")
_STARTUPS: Final = (
    Path("User Content.localized/Startup.localized/Excel"),
    Path("User Content/Startup/Excel"),
)
"""Where Excel for Mac looks as it starts; the second where macOS shows no translated names."""


_FOR_ALL: Final = ("Microsoft Office/root/Office16/XLSTART", "Microsoft Office/Office16/XLSTART")
"""Startup folders of all users of a Windows computer, below where programs are installed."""


class Platform(StrEnum):
    """What a desk runs; Excel with macros is on the first two only."""

    WINDOWS = "windows"
    MACOS = "macos"
    OTHER = "other"


@dataclass(frozen=True)
class Desk:
    """A machine as seen by the user who sits at it.

    Attributes:
        platform: what it runs.
        home: the user's own folder.
        variables: the environment's variables, which say where Windows keeps programs' files.
        interpreter: the Python that runs this.
        base: the folder of the Python that this one was made from, the same for none.
        applications: where programs are installed, to look for LibreOffice and Excel.
        registry: Windows' registry, read only.
    """

    platform: Platform
    home: Path
    variables: Mapping[str, str]
    interpreter: Path
    base: Path
    applications: tuple[Path, ...] = ()
    registry: Registry = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """The fixed folder of the program: it stays where it is from version to version."""
        if self.platform is Platform.WINDOWS:
            return self._folder("LOCALAPPDATA", "AppData/Local") / PROJECT
        return self.home / PROJECT

    @property
    def environment(self) -> Path:
        """The Python environment that Excel runs."""
        return self.root / "env"

    @property
    def python(self) -> Path:
        """The interpreter in it."""
        return python_of(self.platform, self.environment)

    @property
    def site_packages(self) -> Path:
        """Where its packages lie, whichever Python it was made from."""
        made = sorted((self.environment / "lib").glob("python3.*/site-packages"))
        usual = site_packages_of(self.platform, self.environment)
        return usual if self.platform is Platform.WINDOWS or not made else made[-1]

    @property
    def extension(self) -> Path:
        """Our extension for LibreOffice, ready to be opened with it."""
        return self.root / EXTENSION

    @property
    def office_profile(self) -> Path:
        """Where LibreOffice keeps the user's settings and extensions."""
        if self.platform is Platform.WINDOWS:
            return self._folder("APPDATA", "AppData/Roaming") / "LibreOffice/4/user"
        if self.platform is Platform.MACOS:
            return self.home / "Library/Application Support/LibreOffice/4/user"
        return self._folder("XDG_CONFIG_HOME", ".config") / "libreoffice/4/user"

    @property
    def startup(self) -> Path:
        """The folder whose files Excel opens as it starts; on Windows it is a trusted one."""
        if self.platform is Platform.WINDOWS:
            return self._folder("APPDATA", "AppData/Roaming") / "Microsoft/Excel/XLSTART"
        there = [self.home / _OFFICE_GROUP / each for each in _STARTUPS]
        return next((each for each in there if each.is_dir()), there[0])

    @property
    def addin(self) -> Path:
        """Our add-in, as installed."""
        return self.startup / ADDIN

    @property
    def settings(self) -> Path:
        """The file that tells the add-in which Python to run; other add-ins have their own."""
        if self.platform is Platform.WINDOWS:
            folder = Path(self.variables.get("USERPROFILE", "") or self.home)
            return folder / f".{PROJECT}" / f"{PROJECT}.conf"
        return self.home / f"Library/Containers/com.microsoft.Excel/Data/{PROJECT}.conf"

    @property
    def interpreter_key(self) -> str:
        """What that file calls the interpreter."""
        return "INTERPRETER_WIN" if self.platform is Platform.WINDOWS else "INTERPRETER_MAC"

    @property
    def interpreter_setting(self) -> str:
        """The interpreter as that file names it.

        The add-in reads the file in the system's old code page, so that other letters than plain
        ones would be misread there; it puts in what a variable says.
        """
        if str(self.python).isascii():
            return str(self.python)
        if self.platform is not Platform.WINDOWS:
            return f"$HOME/{self.python.relative_to(self.home).as_posix()}"
        local = self.variables.get("LOCALAPPDATA", "")
        return (
            f"%LOCALAPPDATA%{str(self.python).removeprefix(local)}" if local else str(self.python)
        )

    @property
    def scripts(self) -> Path:
        """Where Excel for Mac finds the AppleScript that starts Python."""
        return self.home / "Library/Application Scripts/com.microsoft.Excel"

    @property
    def other_addin_folders(self) -> tuple[Path, ...]:
        """Other places from which a copy of the add-in may be loaded as well."""
        if self.platform is Platform.WINDOWS:
            own = self._folder("APPDATA", "AppData/Roaming") / "Microsoft/AddIns"
            return (own, *(folder / each for folder in self.applications for each in _FOR_ALL))
        return tuple(
            self.home / _OFFICE_GROUP / folder
            for folder in (*_STARTUPS, "User Content.localized/Add-Ins.localized")
            if self.home / _OFFICE_GROUP / folder != self.startup
        )

    def _folder(self, variable: str, usual: str) -> Path:
        """Return a folder that a variable names; the usual one where it is missing."""
        return Path(self.variables.get(variable, "") or self.home / usual)


def python_of(platform: Platform, environment: Path) -> Path:
    """Return where an environment has its interpreter."""
    if platform is Platform.WINDOWS:
        return environment / "Scripts" / "python.exe"
    return environment / "bin" / "python"


def site_packages_of(platform: Platform, environment: Path) -> Path:
    """Return where an environment has its packages."""
    scheme = "nt_venv" if platform is Platform.WINDOWS else "posix_venv"
    base = str(environment)
    return Path(sysconfig.get_path("purelib", scheme, {"base": base, "platbase": base}))
