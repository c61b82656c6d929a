"""The ``doctor`` command: what keeps Excel from working with us on this machine, and the mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xlbilling import __version__
from xlbilling.desk.desk import PROJECT, Desk
from xlbilling.desk.examined import Examined, Workbook
from xlbilling.desk.examining import examine
from xlbilling.desk.here import is_same_addin, start, this_desk, xlwings_of
from xlbilling.model.findings import Finding


def doctor(
    path: Path | None, desk: Desk | None = None
) -> tuple[dict[str, Any], list[str], list[Finding]]:
    """Look at a machine and, if one is named, at a workbook; return JSON, lines and findings.

    Nothing is changed, and nothing is asked of any network.

    Args:
        path: a workbook of the office; None for none.
        desk: the machine; None for this one.

    Raises:
        BookError: the workbook cannot be read.
    """
    from xlbilling.addin import building
    from xlbilling.commands import build_addin

    addin = building.addin_bytes(build_addin.sources())
    found = findings_at(desk or this_desk(), addin, None if path is None else _workbook(path))
    lines = [f"{one.as_line()}" for one in found] or ["Nothing is wrong."]
    return {"findings": [one.as_json() for one in found]}, lines, found


def findings_at(desk: Desk, addin: bytes, workbook: Workbook | None = None) -> list[Finding]:
    """Return what is wrong at a desk.

    Args:
        desk: the machine.
        addin: the add-in as this version builds it.
        workbook: a workbook to look at as well.
    """
    from importlib import metadata

    xlwings = metadata.version("xlwings")
    return examine(
        Examined(desk, __version__, xlwings, addin, is_same_addin, xlwings_of, start, workbook)
    )


def _workbook(path: Path) -> Workbook:
    """Return a workbook with the settings that it has for the add-in on a sheet of its own."""
    from xlbilling.hosts import files

    with files.open_book(path, read_only=True) as book:
        sheet = next((one for one in book.sheets if one.name.lower() == f"{PROJECT}.conf"), None)
        rows = [] if sheet is None else sheet.range("A1:B50").options(ndim=2).value
    named = {str(key).strip().upper(): value for key, value in rows if key is not None}
    return Workbook(path.absolute(), {key: str(value or "") for key, value in named.items()})
