"""The ledger and what is drawn from it: statements, the audit trail, closed months."""

from typing import Final

from xlbilling.layout.columns import (
    Table,
    by_program,
    choice,
    date_,
    id_,
    money,
    number,
    text,
)

ACCOUNTS: Final = (
    "Cash|AR-Insurance|AR-Patient|Unapplied|Suspense|Payer recoupment|Withhold|Charges|"
    "Contractual|Sequestration|Penalty|Bad debt|Small balance|Charity|Interest|Refunds|"
    "Collection fees"
)
ENTRY_TYPES: Final = "CHG|PAY|CON|ADJ|TRF|REF|INT|WOF"

LEDGER: Final = Table(
    "Ledger",
    "Every movement of money, appended only; nothing in it is ever changed or deleted.",
    "program",
    by_program(
        number("Seq", required=True),
        id_("Entry", required=True),
        date_("Posted", required=True),
        date_("Effective", required=True),
        date_("Deposit Date"),
        id_("Period", required=True),
        id_("Batch", required=True),
        id_("Patient ID"),
        id_("Guarantor ID"),
        id_("Claim ID"),
        id_("Line", note="Blank for a movement of the whole claim."),
        id_("Payer ID"),
        id_("Level"),
        date_("DOS"),
        id_("Provider"),
        id_("Location"),
        id_("Class"),
        choice("Type", ENTRY_TYPES, required=True),
        choice("Debit", ACCOUNTS, required=True),
        choice("Credit", ACCOUNTS, required=True),
        money("Amount", required=True),
        id_("Group"),
        id_("CARC"),
        text("Reason"),
        id_("From Owner", note="Who owed the receivable that was lowered."),
        id_("To Owner", note="Who owes the receivable that was raised."),
        id_("Reverses"),
        id_("Source Row"),
        text("User"),
        text("Approver"),
        text("Note"),
        id_("Hash"),
    ),
    key=("entry",),
    freeze=2,
    group="Ledger",
)

PERIODS: Final = Table(
    "Periods",
    "The months that are closed; the ledger takes no more rows in them.",
    "manager",
    (
        id_("Period", required=True, note="Year and month, such as 2026-01."),
        date_("Closed On"),
        text("Closed By"),
        *by_program(id_("Ledger Hash"), money("Receivable")),
    ),
    key=("period",),
    group="Ledger",
)

STATEMENTS: Final = Table(
    "Statements",
    "Every statement made: to whom, how much, at which level.",
    "program",
    (
        *by_program(
            id_("Statement", required=True),
            id_("Guarantor ID", required=True),
            date_("Date", required=True),
            date_("Due"),
            number("Level"),
            money("Amount"),
            money("Account Balance"),
            number("Visits"),
            text("Billed Visits", note="The claim ids it billed, parted by blanks."),
            id_("Sheet"),
            id_("Hash", note="SHA-256 of all that it says; a copy made later is compared by it."),
            text(
                "Parts", note="Short hashes of its parts, to tell which of them a copy differs in."
            ),
            number(
                "Ledger Row",
                note="The Ledger's last Seq when it was made; later rows are not on it.",
            ),
        ),
        date_("Sent", note="The day it was mailed; a sent statement is never made anew."),
        text("Note"),
    ),
    key=("statement",),
    group="Patients",
)

EXCLUSIONS: Final = Table(
    "Exclusions",
    "Accounts of the last run without a statement, each with one reason.",
    "program",
    by_program(
        id_("Guarantor ID", required=True),
        date_("Date", required=True),
        money("Balance"),
        choice("Reason"),
        text("Detail"),
    ),
    key=("guarantor_id",),
    group="Patients",
)

AUDIT: Final = Table(
    "Audit",
    "One row for each command that changed the book: who, when, what and how much.",
    "program",
    by_program(
        id_("Stamp", required=True, note="Real time with its offset from UTC."),
        text("User", required=True),
        id_("Command", required=True),
        date_("As Of"),
        id_("Batch"),
        text("Counts"),
        text("Totals"),
        id_("Plan Digest"),
        text("Keys"),
        text("Changed"),
    ),
    key=("stamp",),
    group="Ledger",
)

TABLES: Final = (LEDGER, PERIODS, STATEMENTS, EXCLUSIONS, AUDIT)
