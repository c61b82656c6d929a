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
_CHANGES: Final[Mapping[str, str]] = {
    'PROJECT_NAME As String = "myaddin"': f'PROJECT_NAME As String = "{PROJECT}"',
    'If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") = True Then': "If False Then",
    "If FileExists(GetDirectoryConfigFilePath()) = True Then": "If False Then",
}
"""What stands otherwise in our copy of xlwings' module. The last two keep a workbook that came by
mail, or a file beside it, from naming the program that is started as Python: settings are read
from the add-in's own sheet and from the user's own file only."""
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
    """Return xlwings' module for custom add-ins as ours, with our settings and no others."""
    for theirs, ours in _CHANGES.items():
        assert text.count(theirs) == 1, f"xlwings' module says once: {theirs}"
        text = text.replace(theirs, ours)
    return text


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
