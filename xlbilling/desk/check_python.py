"""What can be wrong with the Python that Excel starts, and with the settings that name it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from xlbilling.desk import environment, settings_file
from xlbilling.desk.desk import Desk, Platform
from xlbilling.desk.examined import INSTALL, INSTALL_CLOSED, Examined
from xlbilling.desk.installing import is_of_store
from xlbilling.desk.listing import LIBRARIES, lacking
from xlbilling.desk.packages import our_version_in, version_in
from xlbilling.desk.registry import values
from xlbilling.model.findings import ERROR, WARNING, Finding

_STOPPING: Final = re.compile(r"[^\w@%+=:,./-]")
"""What a shell takes for more than a letter; the AppleScript puts no quotes around the path."""

_CODE_PAGE: Final = r"HKLM\SYSTEM\CurrentControlSet\Control\Nls\CodePage"
_SHADOWED: Final = ("xlbilling", "xlwings", "pandas", "numpy", "wolfxl", "lxml", "openpyxl")


def is_set(seen: Examined) -> list[Finding]:
    """Find settings that name no Python, another one, or one that is not there."""
    desk = seen.desk
    there = desk.settings.read_bytes() if desk.settings.is_file() else b""
    named = settings_file.read(there).get(desk.interpreter_key, "")
    where = str(desk.settings)
    if not named:
        words = f"the add-in is not told which Python to run ({desk.interpreter_key})"
        alias = _first_on_path(desk)
        told = [_of_store(str(alias), "PATH")] if alias and is_of_store(alias) else []
        return [Finding("DESK-SETTINGS", ERROR, words, where, INSTALL), *told]
    if is_of_store(Path(named)):
        return [_of_store(named, where)]
    if named != desk.interpreter_setting:
        words = f"the add-in runs another Python, {named}; expected {desk.interpreter_setting}"
        return [Finding("DESK-SETTINGS", ERROR, words, where, INSTALL)]
    if not settings_file.reaches(there, desk.interpreter_key):
        words = "a line above the one that names Python keeps the add-in from reading that one"
        return [Finding("DESK-SETTINGS", ERROR, words, where, INSTALL)]
    return []


def _first_on_path(desk: Desk) -> Path | None:
    """Return the Python that Windows would start by its bare name, as the add-in then does."""
    named = next((v for n, v in desk.variables.items() if n.upper() == "PATH"), "")
    programs = (Path(folder) / "python.exe" for folder in named.split(";") if folder)
    return next((path for path in programs if path.exists()), None)


def _of_store(path: str, where: str) -> Finding:
    return Finding(
        "DESK-STORE",
        ERROR,
        f"Python is Microsoft Store's, which Excel may not start: {path}",
        where,
        "install Python from python.org, and run 'xlbilling install' with it",
    )


def is_made(seen: Examined) -> list[Finding]:
    """Find an environment that is missing, old, or made from a Python that is gone."""
    desk = seen.desk
    where = str(desk.environment)
    home = environment.made_from(desk.environment)
    is_gone = home is not None and not is_of_store(home) and not home.is_dir()
    if not desk.python.exists() and not is_gone:
        words = "the program is not put in place"
        return [Finding("DESK-PYTHON", ERROR, words, where, INSTALL)]
    found = []
    there = our_version_in(desk.site_packages)
    if there != seen.version:
        words = f"version {there or '(none)'} is put in place; this is {seen.version}"
        found.append(Finding("DESK-OLD", WARNING, words, where, INSTALL_CLOSED))
    if home is not None and is_of_store(home):
        found.append(_of_store(str(home), where))
    elif is_gone:
        words = f"the Python that the environment was made from is gone: {home}"
        found.append(Finding("DESK-PYTHON-GONE", ERROR, words, where, INSTALL_CLOSED))
    return found


def is_whole(seen: Examined) -> list[Finding]:
    """Find files that a virus scanner, or somebody, took out of the environment or cut."""
    lost = lacking(seen.desk.environment) if seen.desk.python.parent.is_dir() else []
    if not lost:
        return []
    more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
    if lost[0].endswith(LIBRARIES):
        return [
            Finding(
                "DESK-VIRUS",
                ERROR,
                f"a program file is gone or cut, as virus scanners do it: {lost[0]}{more}",
                str(seen.desk.environment),
                f"let the virus scanner except {seen.desk.root}; then {INSTALL}",
            )
        ]
    words = f"files are gone: {lost[0]}{more}"
    return [Finding("DESK-FILES", ERROR, words, str(seen.desk.environment), INSTALL_CLOSED)]


def starts(seen: Examined) -> list[Finding]:
    """Find a Python that does not start, or that cannot import the program."""
    desk = seen.desk
    if not desk.python.exists():
        return []
    said = seen.starts(desk.python)
    if not said:
        return []
    fix = f"let the virus scanner except {desk.root}; then {INSTALL}"
    words = f"the Python that was put in place does not start: {said}"
    return [Finding("DESK-START", ERROR, words, str(desk.python), fix)]


def is_one_xlwings(seen: Examined) -> list[Finding]:
    """Find versions of xlwings that differ: of the add-in, the environment and its helpers."""
    desk = seen.desk
    found = {"this program": seen.xlwings}
    own = version_in(desk.site_packages, "xlwings")
    if desk.python.exists():
        found["the environment"] = own or "(none)"
    built = seen.addin_xlwings(desk.addin.read_bytes()) if desk.addin.is_file() else ""
    if built:
        found["the add-in"] = built
    if len(set(found.values())) == 1:
        return []
    told = ", ".join(f"{version} in {place}" for place, version in found.items())
    words = f"versions of xlwings are mixed: {told}"
    return [Finding("DESK-MIXED", ERROR, words, str(desk.environment), INSTALL_CLOSED)]


def has_library(seen: Examined) -> list[Finding]:
    """Find an xlwings DLL that is missing beside and above python.exe, where the add-in looks."""
    desk = seen.desk
    if desk.platform is not Platform.WINDOWS or not desk.python.exists():
        return []
    names = [f"xlwings{bits}-{seen.xlwings}.dll" for bits in (64, 32)]  # Excel may be either
    folders = (desk.python.parent, desk.environment)
    lost = [name for name in names if not any((one / name).is_file() for one in folders)]
    if not lost:
        return []
    words = f"{' and '.join(lost)}: neither beside python.exe nor in the folder above"
    return [Finding("DESK-DLL", ERROR, words, str(desk.environment), INSTALL_CLOSED)]


def has_script(seen: Examined) -> list[Finding]:
    """Find an AppleScript that is missing where Excel for Mac looks, or a path that it breaks."""
    desk = seen.desk
    if desk.platform is not Platform.MACOS:
        return []
    found = []
    name = f"xlwings-{seen.xlwings}.applescript"
    if not (desk.scripts / name).is_file():
        words = f"{name} is missing, so that no button can start Python"
        found.append(Finding("DESK-APPLESCRIPT", ERROR, words, str(desk.scripts), INSTALL))
    if _STOPPING.search(str(desk.python)):
        found.append(
            Finding(
                "DESK-BLANK",
                ERROR,
                "the path of Python has a blank or sign in it, where xlwings' AppleScript stops",
                str(desk.python),
                "ask for help: the home folder's name has to be one of letters and digits only",
            )
        )
    return found


def is_led_elsewhere(seen: Examined) -> list[Finding]:
    """Find variables that lead the Python which Excel starts to files of another one.

    Excel starts it without the option that shuts them out, as doctor and the scripts do.
    """
    desk = seen.desk
    named = {name.upper(): value for name, value in desk.variables.items()}
    fix = (
        "take this variable away (Windows: search Settings for 'environment variables'; Mac: "
        "~/.bash_profile), then sign out and in"
    )
    found = []
    if named.get("PYTHONHOME"):
        words = f"it leads every Python to the files of another: {named['PYTHONHOME']}"
        found.append(Finding("DESK-VARIABLE", ERROR, words, "PYTHONHOME", fix))
    parts = named.get("PYTHONPATH", "").split(";" if desk.platform is Platform.WINDOWS else ":")
    for folder in (Path(part) for part in parts if part):
        twice = [name for name in _SHADOWED if (folder / name).is_dir()]
        if twice:
            words = f"packages of {folder} win over the installed ones: {', '.join(twice)}"
            found.append(Finding("DESK-VARIABLE", WARNING, words, "PYTHONPATH", fix))
    return found


def has_letters(seen: Examined) -> list[Finding]:
    """Find a path that Windows' old code page has no letters for: VBA cannot load the DLL there."""
    desk = seen.desk
    page = values(desk.registry, _CODE_PAGE).get("acp", "")
    try:
        str(desk.python).encode(f"cp{page}" if page else "utf-8")
    except UnicodeEncodeError:
        words = (
            f"the path of Python has letters that this Windows (code page {page}) cannot tell VBA"
        )
        fix = (
            "in Windows: Language & region, Administrative language settings, Change system "
            "locale: choose the language of these letters, then restart"
        )
        return [Finding("DESK-LETTERS", ERROR, words, str(desk.python), fix)]
    except LookupError:  # a code page that this Python does not know
        return []
    return []


ANYWHERE: Final = (is_made, is_whole, starts)
"""Those that have nothing to do with Excel."""

CHECKS: Final = (
    is_set,
    *ANYWHERE,
    is_one_xlwings,
    has_library,
    has_script,
    is_led_elsewhere,
    has_letters,
)
