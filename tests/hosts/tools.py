"""Helpers for the host tests."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def rewrite(source: Path, target: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """Copy a package with one part changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)


def parts(path: Path) -> dict[str, bytes]:
    """Return every part of a package, inflated."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def there(found: T | None) -> T:
    """Return what must be there."""
    assert found is not None

    return found
