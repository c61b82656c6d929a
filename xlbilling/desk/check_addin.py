"""What can be wrong with the add-in: missing, old, twice, marked, switched off, not allowed."""

from __future__ import annotations

from typing import Any, Final

from xlbilling.desk import marks
from xlbilling.desk.desk import ADDIN, Desk, Platform
from xlbilling.desk.examined import INSTALL, INSTALL_CLOSED, Examined
from xlbilling.desk.registry import values
from xlbilling.model.findings import ERROR, WARNING, Finding

VERSIONS: Final = ("16.0", "15.0", "14.0")
"""Excel's keys in the registry: 16.0 is 2016 up to Microsoft 365."""

_ALL_BLOCKED: Final = (
    ("disablealladdins", "all add-ins are switched off", "allow the add-in xlbilling.xlam"),
    ("requireaddinsig", "add-ins must be signed", "sign xlbilling.xlam with the office's own key"),
)
_NO_TRUST: Final = "alllocationsdisabled"
_NO_MACROS: Final = {3: "macros must be signed", 4: "all macros are switched off"}


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
            "in Excel: File, Options, Add-ins, Go; untick xlbilling there, and delete that copy",
        )
        for where in found
    ]


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


def is_forbidden(seen: Examined) -> list[Finding]:
    """Find Group Policies, and the user's own settings, that keep Excel from running it."""
    found = []
    for key in _security_keys():
        own = values(seen.desk.registry, key)
        trusted = values(seen.desk.registry, rf"{key}\Trusted Locations")
        is_untrusted = _number(trusted.get(_NO_TRUST)) == 1
        found += [
            _forbidden(key, words, mend)
            for name, words, mend in _ALL_BLOCKED
            if _number(own.get(name)) == 1
        ]
        level = _number(own.get("vbawarnings"))
        if level in _NO_MACROS and is_untrusted:
            words = f"{_NO_MACROS[level]}, and no folder is trusted"
            found.append(_forbidden(key, words, "trust the folder XLSTART of this user"))
        elif is_untrusted:
            found.append(_forbidden(key, "no folder is trusted", "trust the folder XLSTART"))
    return found


def _security_keys() -> list[str]:
    office = [rf"Microsoft\Office\{version}\Excel\Security" for version in VERSIONS]
    policies = [rf"{root}\Software\Policies\{own}" for root in ("HKLM", "HKCU") for own in office]
    return [*policies, *(rf"HKCU\Software\{own}" for own in office)]


def _forbidden(key: str, words: str, mend: str) -> Finding:
    if "Policies" in key:
        return Finding(
            "DESK-POLICY",
            ERROR,
            f"a Group Policy keeps the add-in from running: {words}",
            key,
            f"ask whoever manages this computer to {mend}",
        )
    return Finding(
        "DESK-TRUST",
        ERROR,
        f"Excel's own settings keep the add-in from running: {words}",
        key,
        "in Excel: File, Options, Trust Center, Settings; see Add-ins, Macros, Trusted Locations",
    )


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None


CHECKS: Final = (is_there, is_marked, is_twice, is_switched_off, is_forbidden)
