"""Payment plans: what was agreed with whom, how it is kept, and the instalments one by one."""

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
    yes_no,
)

PAYMENT_PLANS: Final = Table(
    "Payment Plans",
    "Instalments agreed with guarantors.",
    "front desk",
    (
        id_("Plan", required=True),
        id_("Guarantor ID", required=True),
        date_("Started"),
        money("Total"),
        money("Instalment"),
        number("Due Day"),
        choice("State", "CURRENT|DEFAULTED|DONE"),
        text("Note"),
        yes_no("Written Agreement", note="Y where it was put in writing; blank counts as Y."),
        money("Finance Charge", note="What is asked for the credit itself; blank is nothing."),
        *by_program(
            number("Instalments"),
            money("Last Instalment"),
            money("Paid", note="On what the plan covers, since it started."),
            money("Open"),
            date_("Next Due"),
            money("Next Amount"),
            number("Missed", note="Instalments still unpaid after the days of grace."),
            date_("Ended On", note="From that day it is no longer current."),
            text("Warning"),
        ),
    ),
    key=("plan",),
    group="Patients",
)
PLAN_SCHEDULE: Final = Table(
    "Plan Schedule",
    "Every instalment of every payment plan: when it is due and what was paid of it.",
    "program",
    by_program(
        id_("Plan", required=True),
        number("N", required=True),
        id_("Guarantor ID"),
        date_("Due"),
        money("Amount"),
        money("Paid"),
        money("Open"),
        choice("State", "PAID|PART PAID|OPEN|MISSED"),
    ),
    key=("plan", "n"),
    freeze=2,
    group="Patients",
)

TABLES: Final = (PAYMENT_PLANS, PLAN_SCHEDULE)
