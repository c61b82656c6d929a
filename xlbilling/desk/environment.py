"""The fixed environment: a Python of its own with a copy of every package that runs right now.

It is copied, not downloaded: no network is needed, and what Excel runs is to the byte what was
tried. Only what ``xlbilling`` requires is copied, never test tools.
"""

from __future__ import annotations

import os
import shutil
import sys
import venv
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from xlbilling.desk.desk import Desk, Platform, python_of, site_packages_of
from xlbilling.desk.examined import INSTALL
from xlbilling.desk.here import start
from xlbilling.desk.listing import LIST, is_as_listed, lacking, list_files, told
from xlbilling.desk.packages import (
    OURS,
    files_of,
    is_by_pip,
    lost_files,
    own_digest,
    own_files,
    required,
)
from xlbilling.desk.touching import beside, foreign, move, remove
from xlbilling.model.errors import BookBusyError, BookError


@dataclass(frozen=True)
class Made:
    """What an environment was made of.

    Attributes:
        packages: versions by the packages' names.
        is_new: whether it was made now, and not already just so.
    """

    packages: dict[str, str]
    is_new: bool


def make(desk: Desk) -> Made:
    """Make the fixed environment anew; one that is just so, or that runs this, is left alone.

    The new one is made beside the old one and then takes its place, so that a failure half-way
    leaves the old one working. One that runs this cannot be mended from within: that is refused.

    Raises:
        RefusedError: a package that runs tells nothing of its files.
        BookError: files are gone from the environment that runs this.
        BillingError: the old one is in use, or the disk is full.
    """
    packages = required()
    versions = {name: packages[name].version for name in sorted(packages)}
    made_of = {**versions, OURS: own_digest(), "python": f"{sys.version} {desk.base}"}
    if is_running_in(desk):
        _refuse_unsound(desk.environment)
        list_files(desk.environment, made_of)
        return Made(versions, is_new=False)
    is_so = desk.python.exists() and told(desk.environment).made_of == made_of
    if is_so and is_sound(desk.environment, desk.python):
        for folder in passing(desk):
            take_away(folder)
        return Made(versions, is_new=False)
    _make_anew(desk, packages.values(), made_of)
    return Made(versions, is_new=True)


def is_sound(environment: Path, python: Path) -> bool:
    """Tell whether an environment has all its files and starts; the scripts ask this, too."""
    return is_as_listed(environment) and not start(python)


def _refuse_unsound(environment: Path) -> None:
    """Refuse to call an environment whole that is not.

    What pip put there is told by pip's own lists, as it may have changed since ours was made;
    where pip knows nothing of us everything was copied, and ours is the one that counts.

    Raises:
        BookError: files are gone.
    """
    lost = lost_files() if is_by_pip() else lacking(environment)
    if lost:
        raise BookError(
            f"files are gone from {environment}: {lost[0]}",
            id="DESK-FILES",
            fix=f"{INSTALL}; where a virus scanner took them, let it except this folder first",
        )


def _make_anew(
    desk: Desk, packages: Iterable[metadata.Distribution], made_of: Mapping[str, str]
) -> None:
    """Make it beside the old one; whatever breaks off, the passing folder goes again."""
    fresh, old = passing(desk)
    if not desk.environment.exists() and is_ours(old):
        move(old, desk.environment)  # a run before this one was killed between two renames
    take_away(fresh)
    take_away(old)
    try:
        fresh.mkdir(parents=True, exist_ok=True)
        list_files(fresh, {})  # says from the first moment on that the folder is of our making
        venv.create(fresh, symlinks=desk.platform is not Platform.WINDOWS, with_pip=False)
        _fill(site_packages_of(desk.platform, fresh), packages)
        _move_homes(desk, fresh)
        list_files(fresh, made_of)
        _take_place(fresh, desk.environment, old)
    except BaseException:
        with suppress(BookBusyError):  # what is still locked goes with the next run
            take_away(fresh)
        raise
    with suppress(BookBusyError):  # the same: the new one is in place
        take_away(old)


def passing(desk: Desk) -> tuple[Path, Path]:
    """Return the folders that stand beside the environment while it is made: new and old."""
    return desk.root / "env.new", desk.root / "env.old"


def is_ours(folder: Path) -> bool:
    """Tell whether an environment is of our making: its list of files says so."""
    return (folder / LIST).is_file()


def refuse_foreign(desk: Desk) -> None:
    """Refuse a machine where something else stands in the place of the environment.

    Raises:
        RefusedError: there is such a folder.
    """
    for folder in (desk.environment, *passing(desk)):
        is_there = folder.is_symlink() or folder.exists()
        if is_there and not is_ours(folder) and not _is_bare(folder):
            raise foreign(folder)


def _is_bare(folder: Path) -> bool:
    """Tell whether a folder holds nothing of anybody: we were killed as we had just made it."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    return all(each == beside(folder / LIST) for each in folder.iterdir())


def take_away(folder: Path) -> bool:
    """Remove an environment if it is ours, the list that says so last; return whether it was.

    Raises:
        BookBusyError: it is in use; running it again goes on from there.
    """
    if not is_ours(folder):
        if _is_bare(folder):
            remove(folder)
        return False
    if not folder.is_symlink():
        for each in folder.iterdir():
            if each.name != LIST:
                remove(each)
    remove(folder)
    return True


def is_running_in(desk: Desk) -> bool:
    """Tell whether the Python that runs is the fixed environment's, however its path is spelt."""
    own, running = desk.python.parent, desk.interpreter.parent
    return own == running or (own.exists() and running.exists() and own.samefile(running))


def _fill(target: Path, packages: Iterable[metadata.Distribution]) -> None:
    for dist in packages:
        for source, inside in files_of(dist):
            _copy(source, target / inside)
    for source, inside in own_files():
        _copy(source, target / inside)


def _copy(source: Path, target: Path) -> None:
    """Copy a file, and what Python compiled it to: else its first start would do all that again."""
    _copy_one(source, target)
    if source.suffix == ".py":
        compiled = Path("__pycache__", f"{source.stem}.{sys.implementation.cache_tag}.pyc")
        if (source.parent / compiled).is_file():
            _copy_one(source.parent / compiled, target.parent / compiled)


def _copy_one(source: Path, target: Path) -> None:
    """Copy a file with its time, by which Python tells whether it was compiled; no more of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    shutil.copymode(source, target)
    times = source.stat()
    os.utime(target, ns=(times.st_atime_ns, times.st_mtime_ns))


def _move_homes(desk: Desk, fresh: Path) -> None:
    """Take scripts that name the passing folder away: nobody activates this environment."""
    programs = python_of(desk.platform, fresh).parent
    for path in programs.glob("[Aa]ctivate*"):
        path.unlink()
    settings = fresh / "pyvenv.cfg"
    kept = [
        line for line in settings.read_text("utf-8").splitlines() if not line.startswith("command")
    ]
    settings.write_text("\n".join(kept) + "\n", encoding="utf-8")


def _take_place(fresh: Path, place: Path, old: Path) -> None:
    if _is_bare(place):
        remove(place)
    if place.exists():
        move(place, old)
    try:
        move(fresh, place)
    except BaseException:
        if old.exists() and not place.exists():
            old.rename(place)
        raise


def made_from(environment: Path) -> Path | None:
    """Return the folder of the Python that an environment was made from; None where untold."""
    home = _settings(environment).get("home", "")
    return Path(home) if home else None


def minor_of(environment: Path) -> str:
    """Return an environment's Python as LibreOffice's is told, such as "3.11"; "" where untold."""
    return ".".join(_settings(environment).get("version", "").split(".")[:2])


def _settings(environment: Path) -> dict[str, str]:
    path = environment / "pyvenv.cfg"
    text = path.read_text("utf-8", "replace") if path.is_file() else ""
    pairs = (line.partition("=") for line in text.splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}
