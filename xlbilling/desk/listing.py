"""The list of an environment's files: by it is told what is gone, and whether all is up to date."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from xlbilling.desk.touching import replace

LIST: Final = "xlbilling-files.json"
LIBRARIES: Final = (".dll", ".pyd", ".exe", ".so", ".dylib")
"""What virus scanners take away."""


@dataclass(frozen=True)
class Told:
    """What an environment's list says: its files with their sizes, and what it was made of."""

    files: Mapping[str, int] = field(default_factory=dict)
    made_of: Mapping[str, str] = field(default_factory=dict)


def told(environment: Path) -> Told:
    """Return an environment's list; an empty one where there is none or it is damaged."""
    path = environment / LIST
    try:
        read = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        return Told(dict(read.get("files", {})), dict(read.get("made_of", {})))
    except (ValueError, TypeError, AttributeError):
        return Told()


def list_files(environment: Path, made_of: Mapping[str, str]) -> None:
    """Write down what an environment holds and what it was made of."""
    files = [
        path
        for path in environment.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != LIST
    ]
    sizes = {path.relative_to(environment).as_posix(): path.stat().st_size for path in files}
    content = json.dumps({"files": sizes, "made_of": dict(made_of)}, sort_keys=True)
    replace(environment / LIST, content.encode())


def lacking(environment: Path) -> list[str]:
    """Return the files of an environment that are gone, and libraries of another size.

    A text that somebody changed is no matter of this; what a virus scanner takes away, or empties,
    is. Libraries and programs come first.
    """
    lost = [
        name
        for name, size in told(environment).files.items()
        if not _is_so(environment / name, size if name.endswith(LIBRARIES) else None)
    ]
    return sorted(lost, key=lambda name: (not name.endswith(LIBRARIES), name))


def is_as_listed(environment: Path) -> bool:
    """Tell whether an environment has all its files, each of the size that it was listed with."""
    files = told(environment).files
    return bool(files) and all(_is_so(environment / name, size) for name, size in files.items())


def _is_so(path: Path, size: int | None) -> bool:
    return path.is_file() and size in {None, path.stat().st_size}
