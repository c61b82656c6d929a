"""The ``edits`` command: the catalogue of claim edits, from their one registry."""

from __future__ import annotations

from typing import Any

from xlbilling.edits.catalogue import catalogue


def edits() -> tuple[dict[str, Any], list[str]]:
    """Return all edits as the command's JSON and as lines."""
    entries = catalogue()
    lines = [f"{each['id']} {each['severity'][0].upper()}  {each['title']}" for each in entries]
    return {"edits": entries}, lines
