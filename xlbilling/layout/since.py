"""Which columns came with a later schema: before it, such a header was a person's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NEW_COLUMNS: Final[Mapping[int, Mapping[str, tuple[str, ...]]]] = {
    2: {
        "claims": (
            "referring_role", "supervising_npi", "line_note", "patient_paid", "admission_date",
            "discharge_date", "last_seen", "pickup", "dropoff", "signed", "first_finding",
            "file_by", "days_left", "row_key", "checked_as",
        ),
        "findings": ("go_to",),
        "patients": ("country", "release_of_info", "benefits_assigned", "signature_on_file"),
        "coverage": ("subscriber_city", "subscriber_state", "subscriber_zip"),
        "payers": ("secondary_days", "secondary_from", "corrected_from", "taxonomies"),
        "locations": ("clia",),
        "remits": ("out_by", "lines_out"),
        "remit_lines": ("other_adj", "out_by", "candidates", "contract"),
        "provider_adjustments": ("state", "running_balance", "claim_id", "note"),
        "receipts": ("batch", "note", "applied_to", "state"),
        "refunds": ("state", "entry", "answer"),
        "credits": ("owned_by", "cause"),
        "authorizations": ("units_used", "units_left", "state"),
    },
    3: {
        "batches": ("variance_reason", "accepted_by"),
        "refunds": ("reference",),
    },
    4: {
        "worklist": (
            "today", "state", "why", "level", "billed_on", "normal_days", "expected_on",
            "deadline", "deadline_of", "last_answer", "answered_on", "last_call", "promise",
            "promised_for", "as_of",
        ),
        "payers": ("payment_days",),
        "agency_layout": ("format", "text", "header"),
        "receipts": ("fee",),
        "payment_plans": (
            "written_agreement", "finance_charge", "instalments", "last_instalment", "paid", "open",
            "next_due", "next_amount", "missed", "ended_on", "warning",
            "monthly_finance_charge",
        ),
        "credits": ("kind", "days_left", "listed_on"),
        "statements": ("parts", "ledger_row"),
    },
}  # fmt: skip
"""By schema version and table, columns of tables that were there before."""
