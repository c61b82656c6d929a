"""Which columns the program fills only since a later schema: a person may have had that header."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PROGRAM_COLUMNS: Final[Mapping[int, Mapping[str, tuple[str, ...]]]] = {
    2: {
        "claims": ("first_finding", "file_by", "days_left", "row_key", "checked_as"),
        "findings": ("go_to",),
        "remits": ("out_by", "lines_out"),
        "remit_lines": ("out_by", "candidates", "contract"),
        "receipts": ("applied_to", "state"),
        "refunds": ("state", "entry", "answer"),
        "credits": ("owned_by", "cause"),
        "authorizations": ("units_used", "units_left", "state"),
    }
}
"""By schema version and table, columns of tables that were there before."""
