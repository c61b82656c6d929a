"""What people work from day to day: denials, tasks, deposits, refunds, credits."""

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
from xlbilling.layout.tables.own import OWN

DENIALS: Final = Table(
    "Denials",
    "Lines a payer did not pay, with category, deadline and what to do.",
    "program",
    (
        *by_program(
            id_("Key", required=True),
            id_("Claim ID"),
            id_("Line"),
            choice("Payer ID", source="payers.payer_id"),
            id_("Batch"),
            date_("Denied On"),
            id_("Group"),
            id_("CARC"),
            id_("Remarks"),
            money("Amount"),
            text("Category"),
            text("Action"),
            date_("Due"),
            choice("State", "OPEN|APPEALED|CORRECTED|PAID|CLOSED"),
        ),
        *OWN,
    ),
    key=("key",),
    group="Work",
)
TASKS: Final = Table(
    "Tasks",
    "Things somebody must do.",
    "biller",
    (
        id_("Task", required=True),
        text("What"),
        text("Owner"),
        date_("Due"),
        choice("State", "OPEN|DONE"),
        text("Note"),
    ),
    key=("task",),
    group="Work",
)
DEPOSITS: Final = Table(
    "Deposits",
    "The bank's lines, to be matched with remittances and receipts.",
    "import or biller",
    (
        id_("Deposit ID", required=True),
        date_("Date"),
        money("Amount"),
        text("Bank Text"),
        id_("Trace"),
        *by_program(choice("Match", "MATCHED|PROPOSED|NO REMIT|DIFFERENCE"), money("Difference")),
    ),
    key=("deposit_id",),
    group="Payments",
)
REFUNDS: Final = Table(
    "Refunds",
    "Money given back, with whom and why.",
    "biller",
    (
        id_("Refund", required=True),
        date_("Date"),
        choice("To", "PATIENT|PAYER"),
        id_("Guarantor ID"),
        choice("Payer ID", source="payers.payer_id"),
        id_("Claim ID"),
        id_("Reference", note="Of what a payer would take back: its letter's, or a WO's or FB's."),
        money("Amount"),
        id_("Check No"),
        text("Reason"),
        text("Approver"),
        *by_program(choice("State", "OPEN|POSTED|REFUSED|REVERSED"), id_("Entry"), text("Answer")),
    ),
    key=("refund",),
    group="Patients",
)
CREDITS: Final = Table(
    "Credits",
    "Credit balances and money held unapplied: who owns it, why, and when it is due back.",
    "program",
    (
        *by_program(
            id_("Key", required=True),
            id_("Claim ID"),
            id_("Guarantor ID"),
            money("Amount"),
            date_("Found"),
            money("Patient Share"),
            money("Payer Share"),
            choice("Owned By", "PATIENT|PAYER|BOTH"),
            text("Cause"),
            date_("Due"),
            choice("State", "OPEN|REFUNDED|APPLIED"),
        ),
        *OWN,
        *by_program(choice("Kind", "CLAIM|HELD"), number("Days Left"), date_("Listed On")),
    ),
    key=("key",),
    group="Patients",
)

TABLES: Final = (
    DENIALS,
    TASKS,
    DEPOSITS,
    REFUNDS,
    CREDITS,
)
