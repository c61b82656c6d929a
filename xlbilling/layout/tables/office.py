"""What the manager sets: settings, adjustment types, code maps, rates, users, messages."""

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
RATE_RULES: Final = Table(
    "Rate Rules",
    "By what a rate is multiplied: modifiers, further procedures, kinds of providers.",
    "manager",
    (
        choice("Payer ID", source="payers.payer_id", note="Blank means every payer."),
        choice(
            "Payer Type",
            "COMMERCIAL|MEDICARE|MEDICAID|WORK COMP|AUTO|OTHER",
            note="Blank means every type.",
        ),
        id_("Modifier", note="For lines that carry it; a rate row of its own goes before."),
        id_("Taxonomy", note="How the rendering provider's taxonomy begins, such as 363L."),
        number("Rank", note="1 the dearest procedure of the day; the last one is for all after."),
        id_("Code From", note="Blank means every code."),
        id_("Code To", note="Blank means Code From alone."),
        number("Factor", required=True, note="0.5 pays half of the rate."),
        date_("From"),
        date_("To"),
        text("Source"),
    ),
    key=("payer_id", "payer_type", "modifier", "taxonomy", "rank", "code_from", "from"),
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
        *by_program(
            number("Units Used"),
            number("Units Left"),
            choice("State", "OPEN|EXPIRING|EXPIRED|USED UP"),
        ),
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
        choice("Format", "MMDDYY|MMDDYYYY|YYYYMMDD|MM/DD/YYYY|YYYY-MM-DD|CENTS|DOLLARS"),
        text("Text", note="Of the field 'text': what stands there on every row."),
        text("Header", note="The column's title in a CSV file; blank means the field's name."),
    ),
    key=("position",),
    group="Office",
)
OFFICE_RULES: Final = Table(
    "Office Rules",
    "The office's own claim edits, one row a rule.",
    "manager",
    (
        id_(
            "Rule",
            required=True,
            note="A short name of your own; its findings are called OR- and this name.",
        ),
        id_(
            "Field",
            required=True,
            note="A header of Claims such as Charge; Modifiers or Diagnoses for any of them; or "
            "one of what belongs to the line: Patients.Sex, Coverage.Group, Payers.Type, "
            "Rendering.Taxonomy.",
        ),
        choice(
            "Operator",
            "IS|IS NOT|IN|NOT IN|STARTS WITH|MATCHES|BLANK|NOT BLANK|ABOVE|BELOW",
            required=True,
            note="What is wrong, not what is right: a line of which it is true gets a finding. A "
            "blank is only BLANK, IS NOT or NOT IN. MATCHES takes a regular expression of the "
            "whole text.",
        ),
        text(
            "Value",
            note="Dollars as 150.00, dates as 2026-01-31. IN takes several, parted by commas; "
            "A..B is a range with both ends, G8* all that begins with G8. Capitals do not count.",
        ),
        choice("Payer ID", source="payers.payer_id", note="Blank means every claim."),
        id_("Code From", note="Blank means every code; 9921* is a family."),
        id_("Code To", note="Blank means Code From alone."),
        choice("Severity", "E|W|I", note="Blank means W."),
        date_("From", note="The first day of service it holds for."),
        date_("To", note="The last one."),
        text("Message", note="What the biller is told, beside what stands in the cell."),
    ),
    key=("rule",),
    group="Office",
)
PAYER_RULES: Final = Table(
    "Payer Rules",
    "How grave an edit is, by payer and dates; OFF switches it off.",
    "manager",
    (
        id_("Edit", required=True, note="An edit such as CV-014; 'xlbilling edits' lists them."),
        choice("Payer ID", source="payers.payer_id", note="Blank means every payer."),
        choice("Severity", "E|W|I|OFF", required=True),
        date_("From"),
        date_("To"),
        text("Note"),
    ),
    key=("edit", "payer_id", "from"),
    group="Office",
)
CODE_NEEDS: Final = Table(
    "Code Needs",
    "What a payer wants to see with a range of procedure codes.",
    "manager",
    (
        choice(
            "Need",
            "REFERRING|ORDERING|SUPERVISING|LAST SEEN|CLIA|LINE NOTE|NDC|AUTH",
            required=True,
        ),
        id_("Code From", required=True),
        id_("Code To", note="Blank means Code From alone."),
        choice("Payer ID", source="payers.payer_id", note="Blank means every payer."),
        date_("From"),
        date_("To"),
        text("Source"),
    ),
    key=("need", "code_from", "payer_id", "from"),
    group="Office",
)
CODE_LIMITS: Final = Table(
    "Code Limits",
    "Codes that fit one sex or some ages only.",
    "manager",
    (
        choice("Kind", "DX|PROC", required=True),
        id_("Code From", required=True),
        id_("Code To", note="Blank means Code From alone; a diagnosis takes in all below it."),
        choice("Sex", "M|F"),
        number("Age From", note="Years, on the day of service."),
        number("Age To", note="The last year of age that fits."),
        text("Source"),
    ),
    key=("kind", "code_from", "code_to"),
    group="Office",
)
MEDICAL_POLICIES: Final = Table(
    "Medical Policies",
    "Which diagnoses a payer covers a procedure for; a code without a row is free.",
    "manager",
    (
        choice("Payer ID", source="payers.payer_id", note="Blank means every payer."),
        id_("Code From", required=True),
        id_("Code To", note="Blank means Code From alone."),
        id_("Dx From", required=True),
        id_("Dx To", note="Blank means Dx From and all below it."),
        date_("From"),
        date_("To"),
        text("Source"),
    ),
    key=("payer_id", "code_from", "dx_from", "from"),
    group="Office",
)
FEES: Final = Table(
    "Fees",
    "What the office charges, with the dates it holds for.",
    "manager",
    (
        id_("Code", required=True),
        id_("Modifier"),
        money("Fee", required=True),
        date_("From"),
        date_("To"),
        text("Source"),
    ),
    key=("code", "modifier", "from"),
    group="Office",
)
CODE_TABLES: Final = Table(
    "Code Tables",
    "Which code sets the checks use, and how old each is.",
    "program",
    by_program(
        id_("Set", required=True),
        text("Title"),
        id_("Version"),
        text("Source"),
        date_("Loaded On"),
        date_("From"),
        date_("To"),
        number("Codes"),
        number("Age Days", note="Since the set's last day, or since it was loaded."),
        choice("State", "CURRENT|OLD|NOT LOADED"),
    ),
    key=("set",),
    group="Office",
)

TABLES: Final = (
    SETTINGS,
    ADJUSTMENT_TYPES,
    CARC_MAP,
    RATES,
    RATE_RULES,
    HOLDS,
    AUTHORIZATIONS,
    USERS,
    STATEMENT_MESSAGES,
    AGENCY_LAYOUT,
    OFFICE_RULES,
    PAYER_RULES,
    CODE_NEEDS,
    CODE_LIMITS,
    MEDICAL_POLICIES,
    FEES,
    CODE_TABLES,
)
