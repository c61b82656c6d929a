"""The ``uninstall`` command: what was there before the first installation is there again."""

from __future__ import annotations

from typing import Any

from xlbilling.commands.install import as_json
from xlbilling.desk import installing
from xlbilling.desk.desk import Desk
from xlbilling.desk.here import this_desk


def uninstall(desk: Desk | None = None) -> tuple[dict[str, Any], list[str]]:
    """Take everything away, put back what was replaced, and return JSON and lines.

    Args:
        desk: the machine; None for this one.

    Raises:
        BillingError: Excel is open, or the journal is damaged.
    """
    here = desk or this_desk()
    steps = installing.uninstall(here)
    lines = [step.line for step in steps] or ["Nothing is installed here."]
    return {"root": str(here.root), "steps": [as_json(step) for step in steps]}, lines
