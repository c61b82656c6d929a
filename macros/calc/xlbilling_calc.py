"""The extension's part inside LibreOffice: finds the installed program and hands over to it.

LibreOffice runs this in its own Python. Nothing of the program is in the extension, so an upgrade
by ``xlbilling install`` is an upgrade here too.
"""

from __future__ import annotations

import os
import site
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import unohelper
from com.sun.star.task import XJobExecutor
from org.xlbilling.calc import XFunctions

NAME = "org.xlbilling.calc"
MISSING = "xlbilling is not installed for LibreOffice's Python {}: run 'xlbilling install'"
OTHER = (
    "xlbilling is installed for Python {}, but LibreOffice runs Python {}: "
    "run 'xlbilling install' with Python {}"
)
TOO_OLD = (
    "xlbilling is installed for Python {}, but LibreOffice runs Python {}: "
    "install LibreOffice 25.2 or newer"
)
OLDEST = (3, 11)  # the oldest Python that runs the program


def program(part: str) -> Any:
    """Return a module of the installed program.

    Raises:
        ImportError: it is not installed, or for another Python than LibreOffice's.
    """
    folder = packages()
    if made_for() not in {"", _own()}:  # its compiled packages would fail in words of their own
        raise ImportError(made_for())
    if folder.is_dir() and str(folder) not in sys.path:
        site.addsitedir(str(folder))
    return import_module(f"xlbilling.{part}")


def environment() -> Path:
    """Return the folder of the fixed environment."""
    if sys.platform == "win32":
        usual = Path.home() / "AppData" / "Local"
        return Path(os.environ.get("LOCALAPPDATA") or usual) / "xlbilling" / "env"
    return Path.home() / "xlbilling" / "env"


def packages() -> Path:
    """Return where the packages of the fixed environment lie; a test compares it with `Desk`."""
    if sys.platform == "win32":
        return environment() / "Lib" / "site-packages"
    return environment() / "lib" / f"python{_own()}" / "site-packages"


def made_for() -> str:
    """Return the Python that the environment is made for, such as "3.11"; "" where untold."""
    told = environment() / "pyvenv.cfg"
    lines = told.read_text("utf-8", "replace").splitlines() if told.is_file() else ()
    pairs = (line.partition("=") for line in lines)
    version = next((value.strip() for key, _, value in pairs if key.strip() == "version"), "")
    return ".".join(version.split(".")[:2])


def _own() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _missing() -> str:
    """Return in one line why the program cannot be found, and the mend."""
    if made_for() in {"", _own()}:
        return MISSING.format(_own())
    words = OTHER if sys.version_info >= OLDEST else TOO_OLD
    return words.format(made_for(), _own(), _own())


class Functions(unohelper.Base, XFunctions):  # type: ignore[misc]  # the UNO bridge has no types
    """Every worksheet function; what it is called in the extension says which."""

    def __init__(self, context: Any) -> None:
        self.context = context

    def __getattr__(self, name: str) -> Any:
        """Return the function of a name as a thing to call."""
        if not name.startswith("xlb"):
            raise AttributeError(name)

        def answer(document: Any, *cells: Any) -> Any:
            try:
                calc = program("udfs.in_calc")
            except ImportError:
                return ((_missing(),),)
            return calc.answer(self.context, document, name, cells)

        return answer


class Buttons(unohelper.Base, XJobExecutor):  # type: ignore[misc]  # the UNO bridge has no types
    """Every item of the menu; its address says which."""

    def __init__(self, context: Any) -> None:
        self.context = context

    def trigger(self, name: str) -> None:
        """Do what a menu's item does."""
        try:
            calc = program("macros.in_calc")
        except ImportError:
            self._say(_missing())
        else:
            calc.press_button(self.context, name)

    def _say(self, words: str) -> None:
        desktop = self.context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", self.context
        )
        frame = desktop.getCurrentFrame()
        if frame is not None:
            frame.createStatusIndicator().start(words, 0)


g_ImplementationHelper = unohelper.ImplementationHelper()  # the name that LibreOffice looks for
g_ImplementationHelper.addImplementation(
    Functions, f"{NAME}.Functions", ("com.sun.star.sheet.AddIn", f"{NAME}.Functions")
)
g_ImplementationHelper.addImplementation(Buttons, f"{NAME}.Buttons", (f"{NAME}.Buttons",))
