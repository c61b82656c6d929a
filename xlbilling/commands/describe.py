"""The ``describe`` command: every table and column, from the one declaration."""

from __future__ import annotations

from typing import Any

from xlbilling import SCHEMA_VERSION
from xlbilling.layout.tables import TABLES


def describe() -> tuple[dict[str, Any], list[str]]:
    """Return the workbook's schema as the command's JSON and as lines."""
    lines = []
    for table in TABLES:
        lines.append(f"{table.title} ({table.name}): {table.purpose}")
        for column in table.columns:
            mark = "*" if column.required else " "
            lines.append(f"  {mark} {column.header:<20} {column.kind:<7} {column.writer}")
    return schema(), lines


def schema() -> dict[str, Any]:
    """Return the schema as the command contract's JSON shows it."""
    return {
        "schema": SCHEMA_VERSION,
        "tables": [
            {
                "name": table.name,
                "sheet": table.sheet,
                "columns": [
                    {
                        "name": column.name,
                        "header": column.header,
                        "type": column.kind.value,
                        "required": column.required,
                        "writer": column.writer.value,
                    }
                    for column in table.columns
                ],
            }
            for table in TABLES
        ],
    }
