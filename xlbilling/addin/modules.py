"""VBA modules as they go into a project: names, kinds and line ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final, Literal

PROJECT: Final = "xlbilling"
"""What xlwings' module calls us: its settings stand on the sheet of this name and ``.conf``."""

WORKBOOK_MODULE: Final = "ThisWorkbook"
XLWINGS_MODULE: Final = "xlwings"
_THEIR_PROJECT: Final = 'PROJECT_NAME As String = "myaddin"'
_OUR_PROJECT: Final = f'PROJECT_NAME As String = "{PROJECT}"'
_NAME_LINE: Final = "Attribute VB_Name ="

Kind = Literal["standard", "class", "workbook"]


@dataclass(frozen=True)
class VbaModule:
    """One module of a VBA project.

    Attributes:
        name: as VBA knows it.
        kind: a standard module, a class, or the code behind the workbook.
        text: its source, lines ending in CR and LF, as VBA demands.
    """

    name: str
    kind: Kind
    text: str


def vba_modules(files: Mapping[str, str]) -> tuple[VbaModule, ...]:
    """Return the modules that source files hold, sorted by name.

    Args:
        files: the text of each by its file's name, ``Ribbon.bas`` or ``Dictionary.cls``.
    """
    return tuple(_module(name, files[name]) for name in sorted(files))


def xlwings_module(text: str) -> str:
    """Return xlwings' module for custom add-ins as ours: it then reads our settings only."""
    assert text.count(_THEIR_PROJECT) == 1, "xlwings' module names its project once"
    return text.replace(_THEIR_PROJECT, _OUR_PROJECT)


def _module(file: str, text: str) -> VbaModule:
    path = PurePosixPath(file)
    lines = text.encode("cp1252").decode("cp1252").splitlines()  # VBA knows no other characters
    named = [line for line in lines if line.startswith(_NAME_LINE)]
    assert named in ([], [f'{_NAME_LINE} "{path.stem}"']), f"{file} names another module"
    return VbaModule(path.stem, _kind(path), "".join(f"{line}\r\n" for line in lines))


def _kind(path: PurePosixPath) -> Kind:
    if path.suffix == ".bas":
        return "standard"
    return "workbook" if path.stem == WORKBOOK_MODULE else "class"
