"""The fixed environment: a Python of its own with a copy of every package that runs right now.

It is copied, not downloaded: no network is needed, and what Excel runs is to the byte what was
tried. Only what ``xlbilling`` requires is copied, never test tools.
"""

from __future__ import annotations

import json
import re
import shutil
import venv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path, PurePath
from typing import Final

from xlbilling.desk.desk import Desk, Platform, python_of, site_packages_of
from xlbilling.desk.journal import busy, remove, replace, sizes
from xlbilling.model.errors import RefusedError

LIST: Final = "xlbilling-files.json"
"""The list of an environment's files with their sizes: ``doctor`` finds by it what is gone."""

_OURS: Final = "xlbilling"
_MAPPED: Final = ("macros", "udfs")
"""Packages of ours that may lie elsewhere than in our folder: an editable install maps them."""

_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_EXTRA: Final = re.compile(r"\bextra\s*==")
_LIBRARIES: Final = (".dll", ".pyd", ".exe", ".so", ".dylib")
_SCRIPTS: Final = ("Scripts", "bin")


@dataclass(frozen=True)
class Made:
    """What an environment was made of.

    Attributes:
        packages: versions by the packages' names.
        files: how many files were copied.
    """

    packages: dict[str, str]
    files: int


def required(name: str = _OURS) -> dict[str, metadata.Distribution]:
    """Return what a package needs to run, itself left out, by name: all that is installed of it.

    A requirement under a condition counts where it is installed, so that no condition has to be
    worked out; requirements of extras do not.
    """
    found: dict[str, metadata.Distribution] = {}
    waiting = [name]
    while waiting:
        for requirement in metadata.requires(waiting.pop()) or ():
            named = _NAME.match(requirement)
            if named is None or _EXTRA.search(requirement):
                continue
            key = _plain(named[0])
            dist = None if key in found else _installed(key)
            if dist is not None:
                found[key] = dist
                waiting.append(key)
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _installed(name: str) -> metadata.Distribution | None:
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None


def make(desk: Desk) -> Made:
    """Make the fixed environment anew, or leave alone the one that is running.

    The new one is made beside the old one and then takes its place, so that a failure half-way
    leaves the old one working.

    Raises:
        RefusedError: a package that runs tells nothing of its files.
        BookBusyError: the old one is in use.
    """
    packages = required()
    if is_running_in(desk):
        listed = _list_files(desk.environment)
        return Made(_versions(packages), listed)
    fresh, old = desk.root / "env.new", desk.root / "env.old"
    remove(fresh)
    remove(old)
    venv.create(fresh, symlinks=desk.platform is not Platform.WINDOWS, with_pip=False)
    _fill(site_packages_of(desk.platform, fresh), packages.values())
    _move_homes(desk, fresh)
    listed = _list_files(fresh)
    _take_place(fresh, desk.environment, old)
    return Made(_versions(packages), listed)


def is_running_in(desk: Desk) -> bool:
    """Tell whether the Python that runs is the fixed environment's."""
    return desk.interpreter.parent == desk.python.parent


def _versions(packages: dict[str, metadata.Distribution]) -> dict[str, str]:
    return {name: packages[name].version for name in sorted(packages)}


def _fill(target: Path, packages: Iterable[metadata.Distribution]) -> None:
    for dist in packages:
        for source, inside in _files_of(dist):
            _copy(source, target / inside)
    for source, inside in _own_files():
        _copy(source, target / inside)


def _files_of(dist: metadata.Distribution) -> Iterator[tuple[Path, PurePath]]:
    """Give a package's files with their place beside the packages; programs of its own left out.

    xlwings' DLL lies above the packages, beside or above python.exe: its place counts.

    Raises:
        RefusedError: it tells nothing of its files.
    """
    if dist.files is None:
        raise RefusedError(
            f"package {dist.metadata['Name']} tells nothing of its files",
            id="DESK-PACKAGE",
            fix="make a fresh environment with 'python -m venv' and pip, and install from there",
        )
    for file in dist.files:
        is_program = file.parts[0] == ".." and any(part in _SCRIPTS for part in file.parts)
        path = Path(str(file.locate()))
        if not is_program and "__pycache__" not in file.parts and path.is_file():
            yield path, PurePath(*file.parts)


def _own_files() -> Iterator[tuple[Path, PurePath]]:
    """Give our own files as installed: ``macros`` and ``udfs`` within the package."""
    for name in ("", *_MAPPED):
        spec = util.find_spec(f"{_OURS}.{name}".rstrip("."))
        assert spec is not None, f"{name} is part of this program"
        for folder in map(Path, spec.submodule_search_locations or ()):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    yield path, PurePath(_OURS, name, path.relative_to(folder))


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


def _list_files(environment: Path) -> int:
    """Write down what an environment holds, and return how many files that is."""
    files = [
        path
        for path in environment.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != LIST
    ]
    told = json.dumps(sizes(environment, files), sort_keys=True)
    replace(environment / LIST, told.encode())
    return len(files)


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


def gone(environment: Path) -> list[str]:
    """Return the files of an environment that are gone or cut off, libraries and programs first.

    A text that somebody changed is no matter of this; what a virus scanner takes away is.
    """
    listed = environment / LIST
    if not listed.is_file():
        return []
    wanted: dict[str, int] = json.loads(listed.read_text("utf-8"))
    lost = [name for name in wanted if not (environment / name).is_file()]
    return sorted(lost, key=lambda name: (not name.endswith(_LIBRARIES), name))


def version_in(site_packages: Path, package: str) -> str:
    """Return the version of a package that an environment has; "" for none."""
    found = sorted(site_packages.glob(f"{package}-*.dist-info"))
    return found[-1].name.removesuffix(".dist-info").rpartition("-")[2] if found else ""


def our_version_in(site_packages: Path) -> str:
    """Return our own version that an environment has; "" for none."""
    path = site_packages / _OURS / "__init__.py"
    if not path.is_file():
        return ""
    found = re.search(r'^__version__.*?"(.+?)"', path.read_text("utf-8"), re.MULTILINE)
    return found[1] if found else ""


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
