"""What the manager sets: settings, adjustment types, code maps, rates, users, messages."""

from typing import Final

from xlbilling.layout.columns import Table, choice, date_, id_, money, number, text, yes_no
from xlbilling.layout.tables.ledger import ACCOUNTS

GROUPS: Final = "CO|PR|OA|PI|CR|*"
CARC_CLASSES: Final = (
    "CONTRACT|SEQUESTRATION|PENALTY|WITHHOLD|CAPITATION|PATIENT|PATIENT-HOLD|DENIAL|PRIOR|INFO|"
    "HOLD|DISPUTE|CORRECTION"
)

SETTINGS: Final = Table(
    "Settings",
    "How this office works: one row a setting.",
    "manager",
    (id_("Setting", required=True), text("Value"), text("What It Does")),
    key=("setting",),
    group="Office",
)
ADJUSTMENT_TYPES: Final = Table(
    "Adjustment Types",
    "Kinds of adjustments, with who must approve above which amount.",
    "manager",
    (
        id_("Adjustment Type", required=True),
        text("Description"),
        choice("Account", ACCOUNTS),
        money("Approval Limit"),
        id_("GL Account"),
        yes_no("Contractual"),
    ),
    key=("adjustment_type",),
    group="Office",
)
CARC_MAP: Final = Table(
    "CARC Map",
    "What each adjustment reason of a payer does to the receivable.",
    "manager",
    (
        choice("Group", GROUPS, required=True),
        id_("Code", required=True, note="A reason code, or * for all others of the group."),
        choice("Class", CARC_CLASSES, required=True),
        text("Category"),
        text("Action"),
        number("Days"),
        text("Plain Words", note="How a statement says it."),
    ),
    key=("group", "code"),
    group="Office",
)
RATES: Final = Table(
    "Rates",
    "What payers have agreed to allow, with the dates it holds for.",
    "manager",
    (
        choice("Payer ID", source="payers.payer_id", required=True),
        id_("Code", required=True),
        id_("Modifier"),
        id_("POS"),
        money("Rate", required=True),
        date_("From"),
        date_("To"),
        text("Source"),
    ),
    key=("payer_id", "code", "modifier", "pos", "from"),
    group="Office",
)
HOLDS: Final = Table(
    "Holds",
    "Claims and accounts on hold, with what the hold stops.",
    "biller",
    (
        id_("Hold", required=True),
        id_("Guarantor ID"),
        id_("Patient ID"),
        id_("Claim ID"),
        id_("Line"),
        choice(
            "Type",
            "DISPUTE|BANKRUPTCY|ATTORNEY|DECEASED|COMPLAINT|PRE-COLLECTION|AGENCY|PATIENT-HOLD",
        ),
        date_("From"),
        date_("To"),
        text("Note"),
    ),
    key=("hold",),
    group="Office",
)
AUTHORIZATIONS: Final = Table(
    "Authorizations",
    "Approvals of payers, with their dates and units.",
    "front desk",
    (
        id_("Auth", required=True),
        id_("Patient ID", required=True),
        choice("Payer ID", source="payers.payer_id"),
        id_("Code"),
        date_("From"),
        date_("To"),
        number("Units"),
        text("Note"),
    ),
    key=("auth",),
    group="Office",
)
USERS: Final = Table(
    "Users",
    "Who may post, write off and refund, and up to which amount.",
    "manager",
    (
        id_("User", required=True),
        text("Name"),
        yes_no("May Post"),
        yes_no("May Write Off"),
        yes_no("May Refund"),
        money("Limit"),
    ),
    key=("user",),
    group="Office",
)
STATEMENT_MESSAGES: Final = Table(
    "Statement Messages",
    "What a statement says at each level.",
    "manager",
    (number("Level", required=True), text("Title"), text("Message"), number("Days")),
    key=("level",),
    group="Office",
)
AGENCY_LAYOUT: Final = Table(
    "Agency Layout",
    "How a file for the collection agency is laid out.",
    "manager",
    (
        number("Position", required=True),
        id_("Field", required=True),
        number("Length"),
        choice("Align", "LEFT|RIGHT"),
        text("Pad"),
    ),
    key=("position",),
    group="Office",
)
OFFICE_RULES: Final = Table(
    "Office Rules",
    "The office's own claim edits, one row a rule.",
    "manager",
    (
        id_("Rule", required=True),
        id_("Field", required=True),
        choice("Operator", "IS|IS NOT|IN|NOT IN|STARTS WITH|MATCHES|BLANK|NOT BLANK|ABOVE|BELOW"),
        text("Value"),
        choice("Payer ID", source="payers.payer_id"),
        id_("Code From"),
        id_("Code To"),
        choice("Severity", "E|W|I"),
        date_("From"),
        date_("To"),
        text("Message"),
    ),
    key=("rule",),
    group="Office",
)

TABLES: Final = (
    SETTINGS,
    ADJUSTMENT_TYPES,
    CARC_MAP,
    RATES,
    HOLDS,
    AUTHORIZATIONS,
    USERS,
    STATEMENT_MESSAGES,
    AGENCY_LAYOUT,
    OFFICE_RULES,
)
