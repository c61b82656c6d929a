"""The packages that run right now: what the program needs of them, and their files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from importlib import metadata, util
from pathlib import Path, PurePath
from typing import Final

from xlbilling.model.errors import RefusedError

OURS: Final = "xlbilling"
_MAPPED: Final = ("macros", "udfs")
"""Packages of ours that may lie elsewhere than in our folder: an editable install maps them."""

_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_EXTRA: Final = re.compile(r"\bextra\s*==")
_SCRIPTS: Final = ("Scripts", "bin")
_TESTS: Final = "tests"
"""The folder of a package that nobody runs here: a third of all files."""


def required(name: str = OURS) -> dict[str, metadata.Distribution]:
    """Return what a package needs to run, itself left out, by name: all that is installed of it.

    A requirement under a condition counts where it is installed, so that no condition has to be
    worked out; requirements of extras do not.
    """
    found: dict[str, metadata.Distribution] = {}
    waiting = [name]
    while waiting:
        for requirement in _requirements(waiting.pop()):
            named = _NAME.match(requirement)
            if named is None or _EXTRA.search(requirement):
                continue
            key = _plain(named[0])
            dist = None if key in found else _installed(key)
            if dist is not None:
                found[key] = dist
                waiting.append(key)
    return found


def _requirements(name: str) -> Iterator[str]:
    """Give what a package says it needs, wherever it says so.

    In the folder of the sources stands what a build left behind, which may be older than what is
    installed; a requirement too many does no harm.
    """
    for dist in metadata.distributions(name=name):
        yield from dist.requires or ()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _installed(name: str) -> metadata.Distribution | None:
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None


def files_of(dist: metadata.Distribution) -> Iterator[tuple[Path, PurePath]]:
    """Give a package's files with their place beside the packages.

    Programs of its own and its own tests are left out. xlwings' DLL lies above the packages, beside
    or above python.exe: its place counts.

    Raises:
        RefusedError: it tells nothing of its files.
    """
    if dist.files is None:
        raise RefusedError(
            f"package {dist.metadata['Name']} tells nothing of its files",
            id="DESK-PACKAGE",
            fix="make a fresh environment with 'python -m venv' and pip, and install from there",
        )
    for file in filter(_is_run, dist.files):
        is_program = file.parts[0] == ".." and any(part in _SCRIPTS for part in file.parts)
        path = Path(str(file.locate()))
        if not is_program and path.is_file():
            yield path, PurePath(*file.parts)


def _is_run(file: PurePath) -> bool:
    """Tell whether a package may need a file when it runs: not what Python made, not its tests."""
    return "__pycache__" not in file.parts and _TESTS not in file.parts[1:-1]


def is_by_pip() -> bool:
    """Tell whether pip put this program where it runs; what was copied there has no such list."""
    return _installed(OURS) is not None


def lost_files() -> list[str]:
    """Return the files that pip listed for us and what we need, and that are gone; or its list.

    A run of pip that was killed leaves a package without its list, or without its last files.
    """
    own = _installed(OURS)
    every = [*required().values(), *([] if own is None else [own])]
    lost: list[str] = []
    for dist in every:
        if dist.files is None:
            lost.append(f"{dist.metadata['Name']}, RECORD")
        else:
            kept = filter(_is_run, dist.files)
            lost += [str(one) for one in kept if not Path(str(one.locate())).is_file()]
    return sorted(lost)


def own_files() -> Iterator[tuple[Path, PurePath]]:
    """Give our own files as installed: ``macros`` and ``udfs`` within the package."""
    for name in ("", *_MAPPED):
        spec = util.find_spec(f"{OURS}.{name}".rstrip("."))
        assert spec is not None, f"{name} is part of this program"
        for folder in map(Path, spec.submodule_search_locations or ()):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    yield path, PurePath(OURS, name, path.relative_to(folder))


def own_digest() -> str:
    """Return what tells two states of our own files apart, whichever version they call theirs."""
    total = hashlib.sha256()
    for source, inside in own_files():
        total.update(inside.as_posix().encode())
        total.update(source.read_bytes())
    return total.hexdigest()


def version_in(site_packages: Path, package: str) -> str:
    """Return the version of a package that an environment has; "" for none."""
    found = sorted(site_packages.glob(f"{package}-*.dist-info"))
    return found[-1].name.removesuffix(".dist-info").rpartition("-")[2] if found else ""


def our_version_in(site_packages: Path) -> str:
    """Return our own version that an environment has; "" for none."""
    path = site_packages / OURS / "__init__.py"
    if not path.is_file():
        return ""
    found = re.search(r'^__version__.*?"(.+?)"', path.read_text("utf-8"), re.MULTILINE)
    return found[1] if found else ""
