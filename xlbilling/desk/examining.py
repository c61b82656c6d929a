"""All checks of a desk, one after the other."""

from __future__ import annotations

from xlbilling.desk import (
    check_addin,
    check_libreoffice,
    check_places,
    check_python,
    libreoffice,
)
from xlbilling.desk.desk import Desk, Platform
from xlbilling.desk.examined import Check, Examined
from xlbilling.model.findings import Finding, in_order


def examine(seen: Examined) -> list[Finding]:
    """Return all that is wrong with a desk, the gravest first; nothing is changed.

    Where Excel does not run, only what also goes for the command line is looked at, and what goes
    for LibreOffice where something was put in place for it.
    """
    return in_order(finding for check in _checks(seen.desk) for finding in check(seen))


def _checks(desk: Desk) -> list[Check]:
    if desk.platform is not Platform.OTHER:
        excels = [*check_addin.CHECKS, *check_python.CHECKS]
        return [*excels, *check_libreoffice.CHECKS, *check_places.CHECKS]
    if desk.environment.exists() or libreoffice.has_extension(desk):
        return [*check_python.ANYWHERE, *check_libreoffice.CHECKS, *check_places.CHECKS]
    return [*check_places.CHECKS]
