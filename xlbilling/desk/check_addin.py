"""What can be wrong with the add-in: missing, old, twice, marked, switched off, not allowed."""

from __future__ import annotations

from typing import Any, Final

from xlbilling.desk import marks
from xlbilling.desk.desk import ADDIN, Desk, Platform
from xlbilling.desk.examined import INSTALL, INSTALL_CLOSED, Examined
from xlbilling.desk.registry import VERSIONS, values
from xlbilling.model.findings import ERROR, WARNING, Finding


def is_there(seen: Examined) -> list[Finding]:
    """Find an add-in that is missing or of another version."""
    path = seen.desk.addin
    if not path.is_file():
        return [Finding("DESK-ADDIN", ERROR, "the add-in is not installed", str(path), INSTALL)]
    if not seen.is_same_addin(path.read_bytes(), seen.addin):
        words = f"the add-in is not the one of version {seen.version}"
        return [Finding("DESK-ADDIN-OLD", WARNING, words, str(path), INSTALL_CLOSED)]
    return []


def is_marked(seen: Examined) -> list[Finding]:
    """Find the mark of the web, on the add-in and on the workbook."""
    desk, found = seen.desk, []
    if desk.addin.is_file() and marks.is_marked(desk.addin, desk.platform):
        words = "the add-in bears the mark of a download, so that Excel blocks its macros"
        found.append(Finding("DESK-MARK", ERROR, words, str(desk.addin), _unmarking(desk)))
    book = seen.workbook
    if book is not None and marks.is_marked(book.path, desk.platform):
        words = "the workbook bears the mark of a download: it opens protected, without macros"
        found.append(Finding("DESK-MARK", WARNING, words, str(book.path), _unmarking(desk)))
    return found


def _unmarking(desk: Desk) -> str:
    if desk.platform is Platform.WINDOWS:
        return "right-click the file, Properties, tick Unblock, OK; then restart Excel"
    return "in Terminal: xattr -d com.apple.quarantine, a blank, and the file; then restart Excel"


def is_twice(seen: Examined) -> list[Finding]:
    """Find a second copy of the add-in, which Excel would load as well."""
    copies = [folder / ADDIN for folder in seen.desk.other_addin_folders]
    found = [str(path) for path in copies if path.is_file()]
    for version in VERSIONS:
        key = rf"HKCU\Software\Microsoft\Office\{version}\Excel\Options"
        options = values(seen.desk.registry, key)
        found += [
            rf"{key}\{name.upper()}"
            for name, value in options.items()
            if name.startswith("open") and ADDIN in str(value).lower()
        ]
    return [
        Finding(
            "DESK-ADDIN-TWICE",
            WARNING,
            "a second copy of the add-in is loaded from another place",
            where,
            _unticking(seen.desk),
        )
        for where in found
    ]


def _unticking(desk: Desk) -> str:
    is_mac = desk.platform is Platform.MACOS
    menu = "Tools, Excel Add-ins" if is_mac else "File, Options, Add-ins, Go"
    return f"in Excel: {menu}; untick xlbilling there, and delete that copy"


def is_switched_off(seen: Examined) -> list[Finding]:
    """Find the add-in among those that Excel switched off after it had crashed."""
    found = []
    for version in VERSIONS:
        key = rf"HKCU\Software\Microsoft\Office\{version}\Excel\Resiliency\DisabledItems"
        listed = values(seen.desk.registry, key).values()
        if any(_names_addin(value) for value in listed):
            found.append(
                Finding(
                    "DESK-ADDIN-OFF",
                    ERROR,
                    "Excel switched the add-in off after a crash",
                    key,
                    "in Excel: File, Options, Add-ins, Manage Disabled Items, Go; enable xlbilling",
                )
            )
    return found


def _names_addin(value: Any) -> bool:
    text = value.decode("utf-16-le", "ignore") if isinstance(value, bytes) else str(value)
    return ADDIN in text.lower()


CHECKS: Final = (is_there, is_marked, is_twice, is_switched_off)
