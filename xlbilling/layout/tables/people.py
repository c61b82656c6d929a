"""Patients, guarantors, coverage, and who treats and pays them."""

from typing import Final

from xlbilling.layout.columns import Table, choice, date_, id_, money, number, text, yes_no

STATES: Final = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|"
    "NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|AS|GU|MP|PR|VI|AA|AE|AP"
)
FINANCIAL_CLASSES: Final = "COMMERCIAL|MEDICARE|MEDICAID|WORK COMP|AUTO|SELF PAY|OTHER"

PATIENTS: Final = Table(
    "Patients",
    "One row for each patient.",
    "front desk",
    (
        id_("Patient ID", required=True),
        text("Last", required=True),
        text("First", required=True),
        date_("DOB", required=True),
        choice("Sex", "M|F|U", required=True),
        text("Address"),
        text("City"),
        choice("State", STATES),
        id_("ZIP"),
        id_("Country", note="Two letters; blank means the United States."),
        id_("Phone"),
        id_("Guarantor ID", note="Who gets the statement; a guarantor of the Guarantors sheet."),
        choice("Financial Class", FINANCIAL_CLASSES),
        date_("Deceased"),
        choice("Release Of Info", "Y|I", note="Y signed, I by law; the payer must know which."),
        choice("Benefits Assigned", "Y|N|W", note="Y: the payer pays the office."),
        yes_no("Signature On File"),
        yes_no("No Statement"),
        yes_no("Bad Address"),
        text("Note"),
    ),
    key=("patient_id",),
    group="People",
)

GUARANTORS: Final = Table(
    "Guarantors",
    "Who pays the patient's share and receives the statement.",
    "front desk",
    (
        id_("Guarantor ID", required=True),
        text("Last", required=True),
        text("First", required=True),
        text("Address"),
        text("City"),
        choice("State", STATES),
        id_("ZIP"),
        id_("Phone"),
        choice("Language", "EN|ES"),
        text("Note"),
    ),
    key=("guarantor_id",),
    group="People",
)

COVERAGE: Final = Table(
    "Coverage",
    "Who insures the patient, in which order and when.",
    "front desk",
    (
        id_("Patient ID", required=True),
        choice("Level", "1|2|3", required=True, note="1 primary, 2 secondary, 3 tertiary."),
        choice("Payer ID", source="payers.payer_id", required=True),
        id_("Member ID", required=True),
        id_("Group"),
        choice("Relationship", "18|01|19|20|21|39|40|53|G8", note="18 is the patient."),
        text("Subscriber Last"),
        text("Subscriber First"),
        text("Subscriber Address"),
        text("Subscriber City"),
        choice("Subscriber State", STATES),
        id_("Subscriber ZIP"),
        date_("Subscriber DOB"),
        choice("Subscriber Sex", "M|F|U"),
        date_("From"),
        date_("To"),
        money("Copay"),
        yes_no("QMB"),
        choice("MSP Type", "12|13|14|15|16|41|42|43|47"),
        date_("Verified On"),
        text("Verified By"),
        id_("Verified Ref"),
    ),
    key=("patient_id", "level", "from"),
    group="People",
)

VERIFICATIONS: Final = Table(
    "Verifications",
    "One row for each time somebody asked a payer about a patient's coverage.",
    "front desk",
    (
        id_("Verification", required=True),
        id_("Patient ID", required=True),
        choice("Payer ID", source="payers.payer_id", required=True),
        date_("Verified On", required=True),
        text("Verified By"),
        text("Representative"),
        id_("Reference"),
        date_("Good From"),
        date_("Good To"),
        money("Copay"),
        money("Deductible Left"),
        text("Benefits Quoted"),
    ),
    key=("verification",),
    group="People",
)

PAYERS: Final = Table(
    "Payers",
    "The insurers, with their deadlines; every limit carries its own source note.",
    "manager",
    (
        id_("Payer ID", required=True),
        text("Name", required=True),
        id_("Electronic ID"),
        choice(
            "Filing Indicator", "11|12|13|14|15|16|17|AM|BL|CH|CI|DS|FI|HM|MA|MB|MC|OF|TV|VA|WC|ZZ"
        ),
        choice("Type", "COMMERCIAL|MEDICARE|MEDICAID|WORK COMP|AUTO|OTHER"),
        yes_no("Government"),
        yes_no("Contracted"),
        yes_no("Capitated"),
        number("Filing Days"),
        choice("Counted From", "DOS FROM|DOS TO"),
        number("Secondary Days", note="To file after another payer; blank means Filing Days."),
        choice("Secondary From", "DOS FROM|DOS TO|PRIMARY EOB"),
        number("Corrected Days", note="To file a corrected claim; blank means Filing Days."),
        choice("Corrected From", "DOS FROM|DOS TO|REMIT"),
        number("Appeal Days"),
        yes_no("Accepts 7/8"),
        yes_no("Crossover"),
        text("Taxonomies", note="Taxonomy codes the payer takes for billing; blank means any."),
        id_("Payer Trace IDs", note="What the payer puts in TRN03; several parted by commas."),
        date_("From"),
        date_("To"),
        text("Source"),
        number(
            "Payment Days", note="From the bill to when payment is due; blank means Bill Due Days."
        ),
    ),
    key=("payer_id",),
    group="Office",
)

PROVIDERS: Final = Table(
    "Providers",
    "Who gives and who bills services.",
    "manager",
    (
        id_("NPI", required=True),
        text("Name", required=True),
        choice("Type", "1|2", note="1 a person, 2 an organization."),
        id_("Taxonomy"),
        id_("TIN"),
        text("Address"),
        text("City"),
        choice("State", STATES),
        id_("ZIP", note="Nine digits for billing providers."),
        id_("CLIA"),
    ),
    key=("npi",),
    group="Office",
)

LOCATIONS: Final = Table(
    "Locations",
    "Where services are given.",
    "manager",
    (
        id_("Location", required=True),
        text("Name"),
        id_("POS"),
        id_("Facility NPI"),
        text("Address"),
        text("City"),
        choice("State", STATES),
        id_("ZIP", note="Nine digits where it goes on a claim."),
        id_("CLIA"),
    ),
    key=("location",),
    group="Office",
)

TABLES: Final = (
    PATIENTS,
    GUARANTORS,
    COVERAGE,
    VERIFICATIONS,
    PAYERS,
    PROVIDERS,
    LOCATIONS,
)
