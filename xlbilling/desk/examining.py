"""All checks of a desk, one after the other."""

from __future__ import annotations

from xlbilling.desk import (
    check_addin,
    check_libreoffice,
    check_places,
    check_policies,
    check_python,
    libreoffice,
)
from xlbilling.desk.desk import Desk, Platform
from xlbilling.desk.examined import Check, Examined
from xlbilling.model.findings import ERROR, Finding, in_order


def examine(seen: Examined) -> list[Finding]:
    """Return all that is wrong with a desk, the gravest first; nothing is changed.

    Where Excel does not run, only what also goes for the command line is looked at, and what goes
    for LibreOffice where something was put in place for it.
    """
    return in_order({finding for check in _checks(seen.desk) for finding in _found(check, seen)})


def _found(check: Check, seen: Examined) -> list[Finding]:
    """Return what a check finds; a file that it may not read is one more thing to find."""
    try:
        return check(seen)
    except OSError as why:
        words = f"a file cannot be read ({why.strerror or type(why).__name__})"
        fix = (
            "close Excel, let a virus scanner end, see to it that you may read the file; try again"
        )
        return [Finding("DESK-READ", ERROR, words, str(why.filename or seen.desk.root), fix)]


def _checks(desk: Desk) -> list[Check]:
    if desk.platform is not Platform.OTHER:
        excels = [*check_addin.CHECKS, *check_policies.CHECKS, *check_python.CHECKS]
        return [*excels, *check_libreoffice.CHECKS, *check_places.CHECKS]
    if desk.environment.exists() or libreoffice.has_extension(desk):
        return [*check_python.ANYWHERE, *check_libreoffice.CHECKS, *check_places.CHECKS]
    return [*check_places.CHECKS]
