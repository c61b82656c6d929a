"""The macro-enabled workbook in pyOpenVBA's Excel, which is in memory."""

import re
from collections.abc import Mapping
from pathlib import Path

from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.apps.excel import ExcelApplication

from tests.addin.vba import played
from xlbilling.addin.building import macro_workbook_bytes
from xlbilling.template import workbook

_DOCUMENTS = re.compile(r"Sheet\d+|ThisWorkbook")
"""Modules behind sheets; of the workbook's own it does not know the words WithEvents."""


def open_played(folder: Path, replaced: Mapping[str, str] | None = None) -> ExcelApplication:
    """Return it open, with stand-ins for xlwings and the person.

    Args:
        folder: where the file is written.
        replaced: words of our VBA, and what stands there instead.
    """
    path = folder / "office.xlsm"
    path.write_bytes(macro_workbook_bytes(played(), workbook.workbook_bytes()))
    app = ExcelApplication.open(path, with_vba=False)
    with ExcelFile(path) as file:
        modules = file.vba_project().modules
    for one in modules:
        if not _DOCUMENTS.fullmatch(one.name):
            kind = "standard" if one.kind is VBAModuleKind.standard else "class"
            source = one.source
            for word, with_ in (replaced or {}).items():
                source = source.replace(word, with_)
            app.add_module(source, name=one.name, kind=kind)
    return app


def names(excel: ExcelApplication) -> dict[str, str]:
    """The workbook's names and what they refer to."""
    count = int(str(excel.evaluate("ActiveWorkbook.Names.Count")))
    every = [f"ActiveWorkbook.Names({place})" for place in range(1, count + 1)]
    return {
        str(excel.evaluate(f"{one}.Name")): str(excel.evaluate(f"{one}.RefersTo")) for one in every
    }
