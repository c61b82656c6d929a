"""Sheets of an open document of Calc as PDF files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from xlbilling.hosts.calc import bridge
from xlbilling.hosts.calc.office import start
from xlbilling.model.errors import BookError

_AS_SAVED: Final = """<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop
 oor:name="OOXMLRecalcMode" oor:op="fuse"><value>1</value></prop></item>
"""
"""Formulas show the values that they were saved with: what they refer to was left out."""


def print_file(path: Path, wanted: Mapping[str, Path]) -> None:
    """Print sheets of a file in a LibreOffice of their own, which ends with it.

    Args:
        path: the workbook.
        wanted: by sheet, the PDF to write.

    Raises:
        BillingError: there is no LibreOffice, it does not answer, or it could not print.
    """
    office = start(_AS_SAVED)
    try:
        arguments = bridge.properties(Hidden=True, ReadOnly=True)
        document = office.desktop.loadComponentFromURL(bridge.to_url(path), "_blank", 0, arguments)
        if document is None:
            raise _not_printed(path.name)
        print_document(document, wanted)
        document.close(True)
    except bridge.trouble() as why:
        raise _not_printed(path.name) from why
    finally:
        office.stop()


def print_document(document: Any, wanted: Mapping[str, Path]) -> None:
    """Print sheets of an open document, each into a file with pages counted from 1.

    Args:
        document: Calc's own.
        wanted: by sheet, the PDF to write.

    Raises:
        BookError: Calc could not print one.
    """
    sheets = document.Sheets
    for name, path in wanted.items():
        try:
            chosen = bridge.properties(Selection=sheets.getByName(name))
            listed = bridge.uno().Any("[]com.sun.star.beans.PropertyValue", chosen)
            how = bridge.properties(FilterName="calc_pdf_Export", FilterData=listed)
            document.storeToURL(bridge.to_url(path), how)
        except bridge.trouble() as why:
            raise _not_printed(name) from why


def demand() -> None:
    """Refuse to go on where there is no LibreOffice to print with.

    Raises:
        BillingError: ``CALC-MISSING`` or ``CALC-BRIDGE``.
    """
    bridge.program()
    bridge.uno()


def _not_printed(name: str) -> BookError:
    return BookError(
        f"{name}: LibreOffice could not print it",
        id="PDF-FAILED",
        fix="make room on the disk, close other LibreOffice windows and run the command again",
    )
