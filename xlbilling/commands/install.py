"""The ``install`` command: Python, add-in and settings put in place at a biller's desk."""

from __future__ import annotations

from typing import Any

from xlbilling.addin import building
from xlbilling.commands import build_addin, doctor
from xlbilling.desk import installing
from xlbilling.desk.desk import Desk
from xlbilling.desk.here import is_same_addin, this_desk
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
    steps = installing.install(here, _signed_or(addin, here))
    findings = doctor.findings_at(here, addin)
    result = {
        "root": str(here.root),
        "python": str(here.python),
        "addin": str(here.addin),
        "settings": str(here.settings),
        "steps": [as_json(step) for step in steps],
        "findings": [one.as_json() for one in findings],
    }
    return result, [*(step.line for step in steps), *_next(here)], findings


def _signed_or(addin: bytes, here: Desk) -> bytes:
    """Return the add-in that is there where it has the same macros, as the office may sign it."""
    there = here.addin.read_bytes() if here.addin.is_file() else b""
    return there if is_same_addin(there, addin) else addin


def as_json(step: installing.Step) -> dict[str, str]:
    """Return a step as the command's JSON has it."""
    return {"what": step.what, "path": str(step.path), "done": step.done}


def _next(here: Desk) -> list[str]:
    return [
        "Start Excel anew: the tab xlbilling is there.",
        f"To take it all away again: {here.python} -m xlbilling uninstall",
    ]
