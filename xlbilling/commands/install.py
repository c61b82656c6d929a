"""The ``install`` command: Python, add-in, extension and settings put in place at a desk."""

from __future__ import annotations

from typing import Any

from xlbilling.addin import building
from xlbilling.commands import build_addin, doctor
from xlbilling.commands.calc_extension import extension
from xlbilling.desk import installing, libreoffice
from xlbilling.desk.desk import Desk, Platform
from xlbilling.desk.here import is_same_addin, this_desk
from xlbilling.desk.step import Step
from xlbilling.desk.touching import telling
from xlbilling.model.findings import Finding


def install(desk: Desk | None = None) -> tuple[dict[str, Any], list[str], list[Finding]]:
    """Put everything in place, look whether it works, and return JSON, lines and findings.

    Nothing is downloaded: the environment is a copy of the one that runs this.

    Args:
        desk: the machine; None for this one.

    Raises:
        BillingError: it cannot be done here, or Excel is open.
    """
    here = desk or this_desk()
    installing.refuse(here)
    addin = building.addin_bytes(build_addin.sources())
    has_excel = here.platform is not Platform.OTHER
    has_office = libreoffice.programs_of(here) is not None
    own = extension() if has_office else b""
    steps = installing.install(here, installing.Parts(_signed_or(addin, here), own))
    findings = doctor.findings_at(here, addin)
    result = {
        "root": str(here.root),
        "python": str(here.python),
        "addin": str(here.addin) if has_excel else None,
        "settings": str(here.settings) if has_excel else None,
        "extension": str(here.extension) if has_office else None,
        "steps": [as_json(step) for step in steps],
        "findings": [one.as_json() for one in findings],
    }
    return result, [*(step.line for step in steps), *_next(here)], findings


def _signed_or(addin: bytes, here: Desk) -> bytes:
    """Return the add-in that is there where it has the same macros, as the office may sign it."""
    with telling(here.addin):
        there = here.addin.read_bytes() if here.addin.is_file() else b""
    return there if is_same_addin(there, addin) else addin


def as_json(step: Step) -> dict[str, str]:
    """Return a step as the command's JSON has it."""
    return {"what": step.what, "path": str(step.path), "done": step.done}


def _next(here: Desk) -> list[str]:
    is_new = not libreoffice.has_extension(here)
    excel = "Start Excel anew: the tab xlbilling is there."
    return [
        *([excel] if here.platform is not Platform.OTHER else []),
        *([libreoffice.how_to_add(here)] if here.extension.is_file() and is_new else []),
        f'To take it all away again: "{here.python}" -I -m xlbilling uninstall',
    ]
