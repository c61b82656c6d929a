"""Financial help and estimates: who was screened, the office's own tables, what was estimated."""

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

REGIONS: Final = "48 STATES|AK|HI"
"""The federal poverty guidelines stand in three tables."""

FINANCIAL_SCREENINGS: Final = Table(
    "Financial Screenings",
    "Guarantors who asked for financial help: household, income, and what they are eligible for.",
    "front desk",
    (
        id_("Screening", required=True),
        id_("Guarantor ID", required=True),
        date_("Date"),
        number("Household Size"),
        money("Yearly Income"),
        text("Documents Seen"),
        choice("Region", REGIONS, note="Blank: as the guarantor's state says."),
        *by_program(
            money("Guideline", note="The poverty line of the household in that year."),
            number("Percent Of Poverty"),
            text("Tier"),
            number("Discount Percent"),
            date_("Valid Until"),
            money("Proposed", note="What stands on Adjustments for it, waiting or posted."),
            choice("State", "ELIGIBLE|NOT ELIGIBLE|EXPIRED|REPLACED|OPEN"),
            text("Answer"),
        ),
        text("Note"),
    ),
    key=("screening",),
    group="Patients",
)
POVERTY_GUIDELINES: Final = Table(
    "Poverty Guidelines",
    "The yearly poverty line by household size; copy it from aspe.hhs.gov/poverty-guidelines.",
    "manager",
    (
        number("Year", required=True),
        choice("Region", REGIONS, note="Blank: all three."),
        number("Household Size", required=True),
        money("Amount", required=True),
        yes_no("Each More", note="Y: Amount is for each person beyond the Household Size."),
        text("Source"),
    ),
    key=("year", "region", "household_size", "each_more"),
    group="Office",
)
DISCOUNT_TIERS: Final = Table(
    "Discount Tiers",
    "The office's own discounts by percent of the poverty line.",
    "manager",
    (
        text("Tier", required=True),
        number("From Percent", required=True, note="Of the poverty line; the row begins there."),
        number("To Percent", note="The row ends below it; blank: no end."),
        number("Discount Percent", required=True),
        choice("Adjustment Type", source="adjustment_types.adjustment_type"),
        text("Note"),
    ),
    key=("tier",),
    group="Office",
)
ESTIMATES: Final = Table(
    "Estimates",
    "Good-faith estimates given to self-pay patients, and what was billed against them.",
    "front desk",
    (
        id_("Estimate", required=True),
        id_("Patient ID", required=True),
        date_("Given On"),
        date_("Scheduled DOS"),
        text("Codes", note="What was estimated; every charge of that day counts."),
        money("Amount"),
        id_("Provider NPI", note="Blank: every provider of that day."),
        *by_program(
            money("Billed", note="Charges of that day so far, self-pay."),
            money("Over", note="Billed less Amount."),
            date_("First Bill", note="The first statement that billed it."),
            date_("Dispute Until", note="The last day on which the patient may dispute it."),
            choice("State", "WAITING|WITHIN|OVER|DISPUTED|WINDOW CLOSED|NOT SELF-PAY"),
            text("Answer"),
        ),
        text("Note"),
    ),
    key=("estimate",),
    group="Patients",
)

TABLES: Final = (FINANCIAL_SCREENINGS, ESTIMATES, POVERTY_GUIDELINES, DISCOUNT_TIERS)
