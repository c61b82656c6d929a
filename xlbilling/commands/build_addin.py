"""The ``build-addin`` command: add-in, macro-enabled workbook and Calc's extension, from text."""

from __future__ import annotations

import inspect
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from xlbilling.addin import building
from xlbilling.addin.building import Sources
from xlbilling.addin.modules import XLWINGS_MODULE, xlwings_module
from xlbilling.addin.wrappers import CellFunction, wrapper_files
from xlbilling.model.errors import BookError

ADDIN: Final = "xlbilling.xlam"
MACRO_WORKBOOK: Final = "xlbilling.xlsm"
EXTENSION: Final = "xlbilling.oxt"


def build_addin(folder: Path | None) -> tuple[dict[str, Any], list[str]]:
    """Write the files into a folder and return the command's JSON and lines.

    Args:
        folder: where they go, files of the same name being replaced; None for where one stands.

    Raises:
        BookError: the folder cannot be written to.
    """
    place = folder or Path()
    made = {place / name: content for name, content in files().items()}
    try:
        place.mkdir(parents=True, exist_ok=True)
        for path, content in made.items():
            path.write_bytes(content)
    except OSError as why:
        raise BookError(
            f"{why.filename}: cannot be written ({why.strerror})",
            id="ADDIN-FOLDER",
            fix="close the file in Excel, or name a folder in which you may write",
        ) from None
    names = {"addin": ADDIN, "workbook": MACRO_WORKBOOK, "extension": EXTENSION}
    result = {kind: str(place / name) for kind, name in names.items()}
    return result, [f"Made {path} ({len(content) // 1024} kB)" for path, content in made.items()]


def files() -> dict[str, bytes]:
    """Return add-in, macro-enabled workbook and extension by file name; they name no machine."""
    from xlbilling.commands.calc_extension import extension
    from xlbilling.template import workbook

    read = sources()
    return {
        ADDIN: building.addin_bytes(read),
        MACRO_WORKBOOK: building.macro_workbook_bytes(read, workbook.workbook_bytes()),
        EXTENSION: extension(),
    }


def sources() -> Sources:
    """Return the ribbon and all VBA: ours, the functions' wrappers, and xlwings' two modules."""
    ours, theirs = resources.files("xlbilling.macros"), resources.files("xlwings")
    own = {file.name: _text(file) for file in ours.joinpath("vba").iterdir() if file.is_file()}
    return Sources(
        ribbon=_text(ours.joinpath("ribbon.xml")),
        modules={
            **own,
            **wrapper_files(functions()),
            f"{XLWINGS_MODULE}.bas": xlwings_module(_text(theirs / "xlwings_custom_addin.bas")),
            "Dictionary.cls": _text(theirs / "addin" / "Dictionary.cls"),
        },
    )


def functions() -> list[CellFunction]:
    """Return the worksheet functions, in the order in which their list names them."""
    from xlbilling.udfs import functions as listed
    from xlbilling.udfs.excel import FUNCTIONS

    return [
        CellFunction(
            one.name,
            one.help,
            tuple(inspect.signature(one.python).parameters),
            one.arguments,
            one.optional,
        )
        for one in (FUNCTIONS[name] for name in listed.__all__)
    ]


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")
