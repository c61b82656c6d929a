"""What the Aging sheet's formulas add up: each open balance with its ages and buckets."""

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

AGING_DETAIL: Final = Table(
    "Aging Detail",
    "Each open balance of claim, line and owner with its ages and buckets; the Aging sheet's "
    "formulas add it up.",
    "program",
    (
        *by_program(
            id_("Key", required=True),
            choice("Side", "Insurance|Patients"),
            text("Owed By", note="As the Aging sheet calls it: the payer, or the patients' class."),
            id_("Account"),
            id_("Claim ID"),
            id_("Line"),
            id_("Patient ID"),
            id_("Payer ID"),
            id_("Level"),
            text("Provider"),
            text("Location"),
            text("Class"),
            date_("DOS"),
            date_("Aged From", note="The day that Age Days counts from."),
            number("Age Days"),
            text("Bucket", note="Balances below zero stand in Credits."),
            number("DOS Age", note="Days since the service."),
            text("DOS Bucket"),
            choice(
                "Flag",
                "FUTURE|NOT DUE",
                note="FUTURE: it counts from a day to come. NOT DUE: its due date is yet to come.",
            ),
            choice(
                "Shown As",
                "AGED|PLAN|AGENCY|UNAPPLIED|NOT OPEN",
                note="NOT OPEN: nothing is owed as of this day; the row is kept for what somebody "
                "wrote beside it.",
            ),
            money("Balance", note="What the ledger says."),
            money("Credit Used", note="Credits of the account that met it, oldest first."),
            money("Amount", note="Balance and Credit Used together; the column adds up to the AR."),
            money("Unapplied", note="Cash that no claim took yet; it is no part of the AR."),
        ),
        *OWN,
    ),
    key=("key",),
    freeze=3,
    group="Work",
)

TABLES: Final = (AGING_DETAIL,)
