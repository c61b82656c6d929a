"""The ``new`` command: a fresh billing workbook with every table, list and help."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from xlbilling.model.errors import BookError

SUFFIX: Final = ".xlsx"


def new(path: Path) -> tuple[dict[str, Any], list[str]]:
    """Make a workbook and return the command's JSON and lines.

    Raises:
        BookError: something is there already, the name is no .xlsx, or it cannot be written.
    """
    if path.suffix.lower() != SUFFIX:
        raise BookError(
            f"{path.name}: a new workbook's name ends in .xlsx",
            id="BOOK-NAME",
            fix=f"call it {path.stem or 'office'}{SUFFIX}",
        )
    from xlbilling.template import workbook  # openpyxl is slow to load

    content = workbook.workbook_bytes()
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise BookError(
            f"{path}: is there already, and is left as it is",
            id="BOOK-EXISTS",
            fix="choose another name, or move the old workbook away",
        ) from None
    except OSError as why:
        raise BookError(
            f"{path}: cannot be written ({why.strerror})",
            id="BOOK-READONLY",
            fix="choose a folder that exists and that you may write to",
        ) from None
    return {"book": str(path)}, [f"Made {path}; start with its Help sheet."]
