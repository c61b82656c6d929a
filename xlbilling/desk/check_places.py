"""What can be wrong with where things lie: synced folders, settings that win, missing programs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xlbilling.desk.desk import PROJECT, Desk, Platform
from xlbilling.desk.examined import Examined
from xlbilling.desk.libreoffice import programs_of
from xlbilling.model.findings import INFO, WARNING, Finding

_SYNCED: Final = (
    "onedrive",
    "sharepoint",
    "dropbox",
    "google drive",
    "icloud",
    "cloudstorage",
    "com~apple~clouddocs",
)
_SYNC_VARIABLES: Final = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
_INTERPRETERS: Final = ("INTERPRETER", "INTERPRETER_WIN", "INTERPRETER_MAC", "CONDA PATH")
_WITH_MACROS: Final = (".xlsm", ".xlsb", ".xls")
_EXCELS: Final = (
    "Microsoft Office/root/Office16/EXCEL.EXE",
    "Microsoft Office/Office16/EXCEL.EXE",
    "Microsoft Excel.app",
)


def is_synced(seen: Examined) -> list[Finding]:
    """Find a workbook, or our own folder, that lies where a program syncs it to the cloud."""
    found = []
    if seen.workbook is not None and _is_synced(seen.workbook.path, seen.desk):
        found.append(
            Finding(
                "DESK-SYNCED",
                WARNING,
                "the workbook lies in a folder that is synced: Excel tells Python a web address "
                "for it, and two people may change it at once",
                str(seen.workbook.path),
                "move it to a folder of this computer or the office's server that is not synced",
            )
        )
    if _is_synced(seen.desk.root, seen.desk):
        found.append(
            Finding(
                "DESK-SYNCED",
                WARNING,
                "the program's folder is synced, so that its files may be taken away",
                str(seen.desk.root),
                "take this folder out of the sync program's settings",
            )
        )
    return found


def _is_synced(path: Path, desk: Desk) -> bool:
    synced = [desk.variables.get(name, "") for name in _SYNC_VARIABLES]
    named = any(word in part.lower() for part in path.parts for word in _SYNCED)
    return named or any(one and path.is_relative_to(one) for one in synced)


def is_overridden(seen: Examined) -> list[Finding]:
    """Find settings of a workbook's own; they count in what has macros of its own, nowhere else.

    The add-in reads neither a workbook's settings nor those beside it: what came by mail must not
    name the program that a click starts. Macros within a workbook read its own sheet first.
    """
    book = seen.workbook
    if book is None:
        return []
    found = []
    named = [key for key in _INTERPRETERS if book.settings.get(key)]
    if named:
        has_macros = book.path.suffix.lower() in _WITH_MACROS
        counts = (
            "which its own macros run instead of the installed one"
            if has_macros
            else "which the add-in does not heed"
        )
        found.append(
            Finding(
                "DESK-OVERRIDE",
                WARNING if has_macros else INFO,
                f"the workbook names a Python of its own ({', '.join(named)}), {counts}",
                f"{book.path}, sheet {PROJECT}.conf",
                f"clear these rows on the sheet {PROJECT}.conf, unless somebody meant them",
            )
        )
    beside = book.path.parent / f"{PROJECT}.conf"
    if beside.is_file():
        found.append(
            Finding(
                "DESK-OVERRIDE",
                INFO,
                "a settings file lies beside the workbook, which the add-in does not heed",
                str(beside),
                "take it away, unless somebody meant it",
            )
        )
    return found


def lacks_programs(seen: Examined) -> list[Finding]:
    """Tell of Excel or LibreOffice that is not here; nothing of that needs mending by itself."""
    desk = seen.desk
    found = []
    if programs_of(desk) is None:
        words = "LibreOffice is not installed; only statements as PDF need it"
        fix = "install LibreOffice from libreoffice.org where PDFs are wanted"
        found.append(Finding("DESK-LIBREOFFICE", INFO, words, "", fix))
    if desk.platform is not Platform.OTHER and not _has_excel(desk):
        words = "Excel was not found where it is usually installed"
        fix = "none where Excel opens; the command line works without it"
        found.append(Finding("DESK-EXCEL", INFO, words, "", fix))
    return found


def _has_excel(desk: Desk) -> bool:
    return any((folder / name).exists() for folder in desk.applications for name in _EXCELS)


CHECKS: Final = (is_synced, is_overridden, lacks_programs)
