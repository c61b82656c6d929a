"""The month ends: what was owed and how the office did, taken once and never changed."""

from typing import Final

from xlbilling.layout.columns import Table, by_program, date_, id_, money, number, text

MONTH_ENDS: Final = Table(
    "Month Ends",
    "What was owed at each month's end and how the month went; trends are drawn from here.",
    "program",
    (
        *by_program(
            id_("Period", required=True),
            date_("As Of"),
            text("Basis", note="What the ages counted from."),
            money("Age 0-30"),
            money("Age 31-60"),
            money("Age 61-90"),
            money("Age 91-120"),
            money("Age 121+"),
            money("Credits", note="Balances below zero; part of the total."),
            money("Agency", note="At a collection agency; part of the total, in no bucket."),
            money("Plans", note="On payment plans; part of the total, in no bucket."),
            money("Insurance"),
            money("Patients"),
            money("Total"),
            money("Unapplied", note="Cash held that no claim took yet; beside the total."),
            number("Over 90", note="Percent of the buckets that is over 90 days old."),
            money("Charges"),
            money("Payments"),
            money("Adjustments"),
            money("Refunds"),
            number("Days In AR"),
            number("Net Collection", note="Percent, as the Dashboard's."),
            number("Gross Collection", note="Percent, as the Dashboard's."),
            number("Denial Rate", note="Percent, as the Dashboard's."),
            number("Clean Claims", note="Percent, as the Dashboard's."),
            date_("Taken On"),
            number("Ledger Rows", note="How many rows were posted by then."),
            id_("Ledger Head", note="The ledger's last row and its hash when this was taken."),
        ),
        text("Note"),
    ),
    key=("period",),
    group="Ledger",
)

TABLES: Final = (MONTH_ENDS,)
