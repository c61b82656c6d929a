"""The claims the office keys, what was sent of them, and the encounters they come from."""

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

PLACES_OF_SERVICE: Final = (
    "01|02|03|04|05|06|07|08|09|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26|27|31|32|33|34|"
    "41|42|49|50|51|52|53|54|55|56|57|58|60|61|62|65|66|71|72|81|99"
)
CLAIM_STATUSES: Final = "NEW|ERROR|READY|SENT|PAID|PARTIAL|DENIED|REVERSED|PATIENT|CLOSED"
LEVELS: Final = "1|2|3"

CLAIMS: Final = Table(
    "Claims",
    "One row for each service line of a claim; the biller keys them, the program checks them.",
    "biller",
    (
        id_("Claim ID", required=True, note="Your patient control number, 1 to 20 characters."),
        id_("Line", required=True, note="The line's own number in the claim."),
        id_("Encounter"),
        id_("Patient ID", required=True, note="A patient of the Patients sheet."),
        date_("DOS From", required=True, note="First day of the service."),
        date_("DOS To", note="Last day of the service; blank means the first day."),
        choice("POS", PLACES_OF_SERVICE, required=True, note="Place of service, two digits."),
        id_("Rendering NPI", note="Who gave the service; ten digits."),
        id_("Billing NPI", required=True, note="Who bills; ten digits."),
        id_("Referring NPI"),
        choice("Referring Role", "DN|DK|DQ", note="DN referring, DK ordering, DQ supervising."),
        id_("Supervising NPI"),
        choice("Location", source="locations.location"),
        *(id_(f"Dx{n}", note="ICD-10-CM code, without the dot.") for n in range(1, 13)),
        id_("Code", required=True, note="CPT or HCPCS code, as text: 00100 keeps its zeros."),
        *(id_(f"Mod{n}") for n in range(1, 5)),
        text("Pointers", required=True, note="Which diagnoses, in order: 1,2 or A,B."),
        number("Units", required=True),
        choice("Unit Type", "UN|MJ", note="UN units, MJ minutes of anesthesia; blank means UN."),
        id_("NDC"),
        number("NDC Qty"),
        choice("NDC Unit", "F2|GR|ME|ML|UN"),
        text(
            "Line Note", note="Goes to the payer with the line, such as what an unlisted code is."
        ),
        money("Charge", required=True, note="The full fee of the line."),
        money("Patient Paid", note="What the patient paid on the claim before it is sent."),
        id_("Auth"),
        date_("Admission Date"),
        date_("Discharge Date"),
        date_("Last Seen", note="When the physician last saw the patient, where a payer asks."),
        text("Pickup", note="Ambulance: where the patient was picked up."),
        text("Dropoff", note="Ambulance: where the patient was brought."),
        choice("Accident", "AUTO|WORK|OTHER"),
        date_("Accident Date"),
        choice("Accident State"),
        yes_no("Assignment"),
        yes_no("Signed", note="Whether the visit's note is signed; N holds the claim back."),
        choice("Hold", "BILLER|CODING|DOCUMENTATION|PROVIDER|MANAGER"),
        date_("Hold Until"),
        text("Note"),
        *by_program(
            choice("Status", CLAIM_STATUSES),
            number("Findings", note="How many findings the last check left on this line."),
            text("First Finding", note="The gravest of them; the Findings sheet has them all."),
            date_("File By", note="The last day on which the payer takes the claim."),
            number("Days Left", note="Days from the last check to File By."),
            choice("Owed By", "INSURANCE|PATIENT|NOBODY"),
            choice("Payer Now", source="payers.payer_id"),
            date_("First Billed"),
            money("Balance", note="Charges less payments and adjustments, from the ledger."),
            id_("Row Key", note="Claim and line as last checked; links find the row by it."),
            text("Checked As", note="The coding as last checked, to notice what is changed."),
        ),
    ),
    key=("claim_id", "line"),
    freeze=2,
    group="Claims",
)

SUBMISSIONS: Final = Table(
    "Submissions",
    "What was sent, to whom and when; a corrected or secondary claim is a row here.",
    "program",
    by_program(
        id_("Claim ID", required=True),
        choice("Level", LEVELS, required=True),
        choice("Payer ID", source="payers.payer_id", required=True),
        choice("Frequency", "1|7|8", required=True),
        id_("Payer Claim No"),
        date_("Sent"),
        id_("Batch"),
        choice("Answer", "ACCEPTED|REJECTED|PAID|DENIED|REVERSED"),
        date_("Answered"),
        id_("Row Hash"),
    ),
    key=("claim_id", "level", "frequency"),
    group="Claims",
)

ENCOUNTERS: Final = Table(
    "Encounters",
    "Visits, to find charges that were never keyed.",
    "front desk",
    (
        id_("Encounter", required=True),
        id_("Patient ID", required=True),
        date_("DOS", required=True),
        id_("Rendering NPI"),
        choice("Location", source="locations.location"),
        choice("Visit Status", "KEPT|CANCELLED|NO SHOW"),
        text("Note"),
    ),
    key=("encounter",),
    group="Claims",
)

FINDINGS: Final = Table(
    "Findings",
    "What the last check found, with the cell, the reason and the mend.",
    "program",
    (
        *by_program(
            id_("Key", required=True, note="Edit, claim, line, field and n-th: notes follow it."),
            id_("Edit", required=True),
            choice("Severity", "E|W|I", required=True),
            id_("Claim ID"),
            id_("Line"),
            text("Field"),
            text("Where", note="The cell when the check ran; sorting moves rows, not the key."),
            text("Go To", note="A link that finds the cell, wherever sorting has moved its row."),
            text("Message"),
            text("Fix"),
            text("Basis"),
            date_("First Seen"),
            date_("Last Seen"),
            choice("State", "OPEN|FIXED"),
        ),
        text("Owner"),
        text("Note"),
        date_("Next Date"),
    ),
    key=("key",),
    group="Claims",
)

CLAIM_CHECKS: Final = Table(
    "Claim Checks",
    "How each claim did at its first check: the clean-claim rate is counted here.",
    "program",
    by_program(
        id_("Claim ID", required=True),
        date_("First Checked"),
        number("Errors"),
        number("Warnings"),
        yes_no("Clean", note="Y: no error at the first check, and no line changed before sending."),
        id_("First Hash", note="The claim's coding at the first check, as a hash."),
    ),
    key=("claim_id",),
    group="Claims",
)

CLAIM_CHANGES: Final = Table(
    "Claim Changes",
    "What was changed on a claim after its first check, with the reason the biller gives.",
    "program",
    (
        *by_program(
            id_("Key", required=True),
            id_("Claim ID"),
            id_("Line"),
            text("Field"),
            text("Before"),
            text("After"),
            date_("Noticed"),
            text("User"),
            yes_no("Sent", note="Whether the claim had been sent by then."),
        ),
        text("Reason"),
    ),
    key=("key",),
    group="Claims",
)

MISSING_CHARGES: Final = Table(
    "Missing Charges",
    "Visits without a charge, charges without a visit, charges of visits that were not kept.",
    "program",
    (
        *by_program(
            id_("Key", required=True),
            choice("Kind", "NO CHARGE|NO ENCOUNTER|NOT KEPT"),
            id_("Encounter"),
            id_("Claim ID"),
            id_("Patient ID"),
            date_("DOS"),
            id_("Rendering NPI"),
            id_("Location"),
            date_("First Seen"),
            choice("State", "OPEN|FIXED"),
        ),
        text("Owner"),
        text("Note"),
        date_("Next Date"),
    ),
    key=("key",),
    group="Claims",
)

TABLES: Final = (
    CLAIMS,
    SUBMISSIONS,
    ENCOUNTERS,
    FINDINGS,
    CLAIM_CHECKS,
    CLAIM_CHANGES,
    MISSING_CHARGES,
)
