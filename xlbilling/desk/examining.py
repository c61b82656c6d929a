"""All checks of a desk, one after the other."""

from __future__ import annotations

from xlbilling.desk import check_addin, check_places, check_python
from xlbilling.desk.desk import Platform
from xlbilling.desk.examined import Examined
from xlbilling.model.findings import Finding, in_order


def examine(seen: Examined) -> list[Finding]:
    """Return all that is wrong with a desk, the gravest first; nothing is changed.

    Where Excel does not run, only what also goes for the command line is looked at.
    """
    checks = [*check_places.CHECKS]
    if seen.desk.platform is not Platform.OTHER:
        checks = [*check_addin.CHECKS, *check_python.CHECKS, *checks]
    return in_order(finding for check in checks for finding in check(seen))
