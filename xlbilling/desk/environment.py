"""The fixed environment: a Python of its own with a copy of every package that runs right now.

It is copied, not downloaded: no network is needed, and what Excel runs is to the byte what was
tried. Only what ``xlbilling`` requires is copied, never test tools.
"""

from __future__ import annotations

import shutil
import sys
import venv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from xlbilling.desk.desk import Desk, Platform, python_of, site_packages_of
from xlbilling.desk.journal import busy, remove
from xlbilling.desk.listing import gone, list_files, told
from xlbilling.desk.packages import OURS, files_of, own_digest, own_files, required


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
    leaves the old one working.

    Raises:
        RefusedError: a package that runs tells nothing of its files.
        BookBusyError: the old one is in use.
    """
    packages = required()
    versions = {name: packages[name].version for name in sorted(packages)}
    made_of = {**versions, OURS: own_digest(), "python": f"{sys.version} {desk.base}"}
    if is_running_in(desk):
        list_files(desk.environment, made_of)
        return Made(versions, is_new=False)
    is_so = desk.python.exists() and told(desk.environment).made_of == made_of
    if is_so and not gone(desk.environment):
        return Made(versions, is_new=False)
    _make_anew(desk, packages.values(), made_of)
    return Made(versions, is_new=True)


def _make_anew(
    desk: Desk, packages: Iterable[metadata.Distribution], made_of: Mapping[str, str]
) -> None:
    fresh, old = desk.root / "env.new", desk.root / "env.old"
    remove(fresh)
    remove(old)
    venv.create(fresh, symlinks=desk.platform is not Platform.WINDOWS, with_pip=False)
    _fill(site_packages_of(desk.platform, fresh), packages)
    _move_homes(desk, fresh)
    list_files(fresh, made_of)
    _take_place(fresh, desk.environment, old)


def is_running_in(desk: Desk) -> bool:
    """Tell whether the Python that runs is the fixed environment's."""
    return desk.interpreter.parent == desk.python.parent


def _fill(target: Path, packages: Iterable[metadata.Distribution]) -> None:
    for dist in packages:
        for source, inside in files_of(dist):
            _copy(source, target / inside)
    for source, inside in own_files():
        _copy(source, target / inside)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    shutil.copymode(source, target)


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
    try:
        if place.exists():
            place.rename(old)
        fresh.rename(place)
    except PermissionError:
        if old.exists() and not place.exists():
            old.rename(place)
        raise busy(place) from None
    remove(old)


def made_from(environment: Path) -> Path | None:
    """Return the folder of the Python that an environment was made from; None where untold."""
    settings = environment / "pyvenv.cfg"
    if not settings.is_file():
        return None
    for line in settings.read_text("utf-8").splitlines():
        key, _, value = line.partition("=")
        if key.strip() == "home" and value.strip():
            return Path(value.strip())
    return None
