"""Payment plans and finance charges: what was agreed, how it is kept, what a state allows."""

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
from xlbilling.layout.tables.people import STATES

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
        yes_no(
            "Monthly Finance Charge",
            note="Y: post-finance-charges charges what it covers as well; blank is N.",
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
FINANCE_RULES: Final = Table(
    "Finance Rules",
    "The finance charges that each state lets the office ask; a state without a row allows none.",
    "manager",
    (
        choice("State", STATES, required=True, note="Where patient and guarantor live."),
        yes_no("Allowed", note="Y, or nothing is charged there."),
        number("Monthly Percent", note="Of what is past due; 1.5 is one and a half percent."),
        number("Yearly Cap Percent", note="Twelve months never come to more; blank: no cap."),
        money("Monthly Cap", note="The most for one account and month; blank: no cap."),
        date_("From"),
        date_("To"),
        text("Source", note="The law or advice that says so; a Y without it allows nothing."),
        text("Note"),
    ),
    key=("state", "from"),
    group="Office",
)
FINANCE_NOTICES: Final = Table(
    "Finance Notices",
    "Who was told in advance that finance charges begin, when and how; no notice, no charge.",
    "front desk",
    (
        id_("Notice", required=True),
        id_("Guarantor ID", required=True),
        date_("Given On", note="Blank with a Statement: the day that was sent."),
        choice("How", "STATEMENT|LETTER|AGREEMENT|IN PERSON"),
        id_("Statement", note="The one that announced it; it counts once Sent is filled."),
        text("Given By"),
        text("Note"),
    ),
    key=("notice",),
    group="Patients",
)

TABLES: Final = (PAYMENT_PLANS, PLAN_SCHEDULE, FINANCE_RULES, FINANCE_NOTICES)
