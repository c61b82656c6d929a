"""Where the project's files lie, and its Python laid out as it is once installed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# The folders at the top that import as part of the package.
MAPPED = {"macros": "xlbilling/macros", "udfs": "xlbilling/udfs"}

# What must hold no spreadsheet, disk, clock, environment or print.
PURE = ("codesets", "edits", "layout", "model", "remit", "tasks")


def python_files(*folders: str, root: Path = ROOT) -> list[Path]:
    """Return the Python files below the folders, sorted."""
    return sorted(p for folder in folders for p in (root / folder).rglob("*.py"))


def source_files() -> list[Path]:
    """Return the Python files that are installed."""
    return python_files("xlbilling", *MAPPED)


def pure_files() -> list[Path]:
    """Return the Python files of the pure side."""
    return python_files(*(f"xlbilling/{name}" for name in PURE))


def short(path: Path) -> str:
    """Return a path as a developer says it: from the project's folder, with slashes."""
    return path.relative_to(ROOT).as_posix()


def lay_out_as_installed(target: Path) -> None:
    """Copy the Python files and pyproject.toml into an empty folder, mapped as installed.

    mypy and import-linter do not know setuptools' package-dir; over this copy they see udfs/ and
    macros/ as xlbilling.udfs and xlbilling.macros. Times are kept, which mypy's cache goes by.
    """
    for source in _copied():
        name = source.relative_to(ROOT).as_posix()
        top, _, rest = name.partition("/")
        into = target / MAPPED.get(top, top) / rest
        into.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, into)


def as_in_the_tree(text: str) -> str:
    """Return a checker's output about such a copy with the paths that the project has."""
    for top, installed in MAPPED.items():
        text = text.replace(f"{installed}/", f"{top}/").replace(
            installed.replace("/", "\\") + "\\", f"{top}\\"
        )
    return text


def _copied() -> Iterator[Path]:
    yield ROOT / "pyproject.toml"
    yield ROOT / "xlbilling" / "py.typed"
    yield from source_files()
    yield from python_files("tests")
