"""A VBA project put into a workbook, with pyOpenVBA."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlbilling.addin.modules import VbaModule

if TYPE_CHECKING:
    from pyopenvba import ExcelFile

_FILE: Final = "book.xlsm"


def with_macros(book: bytes, modules: Iterable[VbaModule]) -> bytes:
    """Return a macro-enabled workbook with a VBA project of these modules.

    The project is as Excel begins one: a module for the workbook and for each sheet, whose names
    are written as their code names, and the references of a fresh project, Office's library for
    the ribbon's types among them.

    Args:
        book: an .xlsm without a project.
        modules: what goes in.
    """
    from pyopenvba import ExcelFile

    with tempfile.TemporaryDirectory(prefix="xlbilling-") as private:  # pyOpenVBA works on files
        path = Path(private) / _FILE
        path.write_bytes(book)
        with ExcelFile(path) as file:
            file.add_vba_project()
            for module in modules:
                _add(file, module)
            file.save()
        return path.read_bytes()


def _add(file: ExcelFile, module: VbaModule) -> None:
    from pyopenvba import VBAModuleKind

    if module.kind == "workbook":
        file.set_module(module.name, module.text)
        return
    kinds = {"standard": VBAModuleKind.standard, "class": VBAModuleKind.other}
    file.vba_project().add_module(module.name, module.text, kind=kinds[module.kind])
