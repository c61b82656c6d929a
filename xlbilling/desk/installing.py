"""Putting everything in place on a desk, and taking all of it away again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Final

from xlbilling.desk import environment, marks, settings_file
from xlbilling.desk.desk import Desk, Platform
from xlbilling.desk.journal import Journal, remove
from xlbilling.desk.listing import LIST
from xlbilling.model.errors import BookError, RefusedError

STORE: Final = "windowsapps"
"""The folder of Microsoft's Store, whose Python other programs may not start."""

Make = Callable[[Desk], environment.Made]


@dataclass(frozen=True)
class Step:
    """One thing that was done.

    Attributes:
        what: in a word or two.
        path: the file or folder.
        done: ``made``, ``kept``, ``put back`` or ``removed``.
    """

    what: str
    path: Path
    done: str

    @property
    def line(self) -> str:
        """The step as a person reads it."""
        return f"{self.what}: {self.done} ({self.path})"


def install(desk: Desk, addin: bytes, make: Make = environment.make) -> list[Step]:
    """Put environment, settings and add-in in place; a second time changes nothing.

    Args:
        desk: the machine.
        addin: the add-in's bytes.
        make: what makes the environment.

    Raises:
        RefusedError: there is no Excel for this system, or the Python is the Store's.
        BookBusyError: Excel is open.
        BookError: xlwings' AppleScript is missing.
    """
    refuse(desk)
    journal = Journal.of(desk.root)
    journal.environment = True
    journal.keep()
    made = make(desk)
    what = f"Python with {len(made.packages)} packages"
    steps = [Step(what, desk.environment, _done(is_new=made.is_new))]
    for what, path, content in _files(desk, addin):
        steps.append(Step(what, path, _done(is_new=journal.put(path, content))))
    if marks.unmark(desk.addin, desk.platform):
        steps.append(Step("mark of the web", desk.addin, "removed"))
    return steps


def _done(*, is_new: bool) -> str:
    return "made" if is_new else "kept"


def _files(desk: Desk, addin: bytes) -> list[tuple[str, Path, bytes]]:
    there = desk.settings.read_bytes() if desk.settings.is_file() else b""
    wanted = {desk.interpreter_key: str(desk.python)}
    is_set = settings_file.read(there).get(desk.interpreter_key) == str(desk.python)
    settings = there if is_set else settings_file.with_settings(there, wanted)
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
        RefusedError: there is no Excel for this system, the Python is the Store's, or something
            else stands where the environment goes.
    """
    if desk.platform is Platform.OTHER:
        raise RefusedError(
            "Excel with macros runs on Windows and macOS only",
            id="DESK-SYSTEM",
            fix="use the command line here, or LibreOffice with the extension",
        )
    if is_of_store(desk.base) or is_of_store(desk.interpreter):
        raise RefusedError(
            "this Python is Microsoft Store's, which Excel may not start",
            id="DESK-STORE",
            fix="install Python from python.org for this user, and run the installer with it",
        )

    is_ours = (desk.environment / LIST).is_file()
    if desk.environment.exists() and not is_ours and not environment.is_running_in(desk):
        raise RefusedError(
            f"{desk.environment} is there already, and not of our making",
            id="DESK-FOREIGN",
            fix="move or rename that folder, and run it again",
        )


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
    journal = Journal.of(desk.root)
    has_environment = (desk.environment / LIST).is_file() or journal.environment
    if journal.is_empty and not has_environment:
        return []
    paths = [Path(change.path) for change in journal.changes]
    done = journal.undo()
    steps = [
        Step(path.name, path, words.split(f" {path}")[0])
        for path, words in zip(reversed(paths), done, strict=True)
    ]
    if has_environment and desk.environment.exists():
        steps.append(_without_environment(desk))
    journal.forget()
    return steps


def _without_environment(desk: Desk) -> Step:
    if desk.platform is Platform.WINDOWS and environment.is_running_in(desk):
        return Step("Python", desk.environment, "kept, as it runs this; delete it")
    remove(desk.environment)
    return Step("Python", desk.environment, "removed")
