"""Putting everything in place on a desk, and taking all of it away again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import metadata, util
from pathlib import Path
from typing import Final

from xlbilling.desk import environment, libreoffice, marks, settings_file
from xlbilling.desk.desk import Desk, Platform
from xlbilling.desk.here import is_our_addin
from xlbilling.desk.journal import Journal, Undone
from xlbilling.desk.step import Step
from xlbilling.desk.touching import telling
from xlbilling.model.errors import BookError, RefusedError

STORE: Final = "windowsapps"
"""The folder of Microsoft's Store, whose Python other programs may not start."""

Make = Callable[[Desk], environment.Made]


@dataclass(frozen=True)
class Parts:
    """What goes in place beside the environment.

    Attributes:
        addin: the add-in for Excel.
        extension: the extension for LibreOffice; none where there is no LibreOffice.
    """

    addin: bytes
    extension: bytes = b""


def install(desk: Desk, parts: Parts, make: Make = environment.make) -> list[Step]:
    """Put environment, settings, add-in and extension in place; a second time changes nothing.

    Args:
        desk: the machine.
        parts: what goes in place.
        make: what makes the environment.

    Raises:
        RefusedError: there is neither Excel nor LibreOffice, the Python is the Store's, or
            something of somebody else's stands where ours goes.
        BookBusyError: Excel is open.
        BookError: the disk is full, or xlwings' AppleScript is missing.
    """
    with telling(desk.root):
        refuse(desk)
        journal = Journal.of(desk.root)
        journal.environment = True
        journal.keep()
        made = make(desk)
        what = f"Python with {len(made.packages)} packages"
        steps = [Step(what, desk.environment, _done(is_new=made.is_new))]
        for what, path, content in _files(desk, parts):
            is_new = journal.put(path, content, partial(_is_stray, desk, path))
            steps.append(Step(what, path, _done(is_new=is_new)))
        if marks.unmark(desk.addin, desk.platform):
            steps.append(Step("mark of the web", desk.addin, "removed"))
        return steps


def _done(*, is_new: bool) -> str:
    return "made" if is_new else "kept"


def _is_stray(desk: Desk, path: Path, content: bytes) -> bool:
    """Tell whether only an installation of ours can have left a file: its folder was deleted."""
    if path == desk.addin:
        return is_our_addin(content)
    ours = {desk.interpreter_key: desk.interpreter_setting}
    return path == desk.settings and settings_file.read(content) == ours


def _files(desk: Desk, parts: Parts) -> list[tuple[str, Path, bytes]]:
    extension = [("extension for LibreOffice", desk.extension, parts.extension)]
    return [*_excels(desk, parts.addin), *(extension if parts.extension else [])]


def _excels(desk: Desk, addin: bytes) -> list[tuple[str, Path, bytes]]:
    if desk.platform is Platform.OTHER:
        return []
    there = desk.settings.read_bytes() if desk.settings.is_file() else b""
    wanted = {desk.interpreter_key: desk.interpreter_setting}
    is_set = settings_file.read(there).get(desk.interpreter_key) == desk.interpreter_setting
    is_fine = is_set and settings_file.reaches(there, desk.interpreter_key)
    settings = there if is_fine else settings_file.with_settings(there, wanted)
    files = [("settings", desk.settings, settings)]
    if desk.platform is Platform.MACOS:
        script = applescript()
        files.append(("AppleScript", desk.scripts / script.name, script.read_bytes()))
    return [*files, ("add-in", desk.addin, addin)]


def applescript() -> Path:
    """Return xlwings' AppleScript of the installed version, which its name carries.

    Raises:
        BookError: the installed xlwings has none.
    """
    spec = util.find_spec("xlwings")
    folders = [] if spec is None else list(spec.submodule_search_locations or ())
    name = f"xlwings-{metadata.version('xlwings')}.applescript"
    found = [Path(folder) / name for folder in folders if (Path(folder) / name).is_file()]
    if not found:
        raise BookError(
            f"{name} is not in the installed xlwings",
            id="DESK-APPLESCRIPT",
            fix="install xlwings anew with pip, in the version that xlbilling asks for",
        )
    return found[0]


def refuse(desk: Desk) -> None:
    """Refuse a machine on which nothing can be put in place.

    Raises:
        RefusedError: there is nothing to install for, the Python is the Store's, or something
            else stands where the environment goes.
    """
    if desk.platform is Platform.OTHER and libreoffice.programs_of(desk) is None:
        raise RefusedError(
            "Excel with macros runs on Windows and macOS only, and LibreOffice is not installed",
            id="DESK-SYSTEM",
            fix="install LibreOffice and run it again, or use the command line as it is",
        )
    if is_of_store(desk.base) or is_of_store(desk.interpreter):
        raise RefusedError(
            "this Python is Microsoft Store's, which Excel may not start",
            id="DESK-STORE",
            fix="install Python from python.org for this user, and run the installer with it",
        )
    environment.refuse_foreign(desk)


def is_of_store(path: Path) -> bool:
    """Tell whether a Python is the one of Microsoft's Store, or its stand-in."""
    return STORE in str(path).lower()


def uninstall(desk: Desk) -> list[Step]:
    """Put back what was there before the first installation, byte for byte.

    Copies of files that were replaced stay in the backups. An environment that is running this
    cannot be removed on Windows and is told as kept.

    Raises:
        BookBusyError: Excel is open.
        InputFileError: the journal is damaged.
    """
    with telling(desk.root):
        journal = Journal.of(desk.root)
        folders = (desk.environment, *environment.passing(desk))
        if journal.is_empty and not any(map(environment.is_ours, folders)):
            return []
        steps = [step for undone in journal.undo() for step in _told(undone)]
        steps += libreoffice.without_extension(desk)
        for folder in reversed(folders):
            steps += _without_environment(desk, folder)
        journal.forget()
        return steps


def _told(undone: Undone) -> list[Step]:
    step = Step(undone.path.name, undone.path, undone.done)
    kept = "kept, as somebody changed the file"
    return [step] if undone.copy is None else [step, Step("copy of it", undone.copy, kept)]


def _without_environment(desk: Desk, folder: Path) -> list[Step]:
    is_own = folder == desk.environment and environment.is_running_in(desk)
    if is_own and desk.platform is Platform.WINDOWS:
        return [Step("Python", folder, "kept, as it runs this; delete it")]
    if environment.take_away(folder):
        return [Step("Python", folder, "removed")]
    left = Step("Python", folder, "left, as it is not of our making")
    return [left] if folder.exists() else []
