"""What is past due and how it is collected: levels, letters, placements, write-offs, estates."""

from typing import Final

from xlbilling.layout.columns import (
    Table,
    by_either,
    by_program,
    choice,
    date_,
    id_,
    money,
    number,
    text,
    yes_no,
)
from xlbilling.layout.tables.own import OWN
from xlbilling.layout.tables.people import STATES
from xlbilling.layout.tables.remits import ENTRY_STATES

LEVEL_STEPS: Final = "STATEMENT|PRE-COLLECTION LETTER|PLACE|WRITE OFF BAD DEBT"
"""The steps that a delinquency level may ask for."""
STEPS: Final = (
    f"{LEVEL_STEPS}|WRITE OFF SMALL|WRITE OFF QMB|BILL MEDICAID|ESTATE|HOLD|WAIT|AT AGENCY|PLAN|"
    "APPLY CREDIT|REFUND|FIND ADDRESS"
)
WRITE_OFF_KINDS: Final = "SMALL BALANCE|BAD DEBT|QMB"
LANGUAGES: Final = "EN|ES"

COLLECTIONS: Final = Table(
    "Collections",
    "Accounts with a patient balance past due: how far each is, and its next step.",
    "program",
    (
        *by_program(
            id_("Guarantor ID", required=True),
            choice("Step", STEPS),
            text("Why", note="What the step rests on, and what keeps it from going further."),
            money("Balance", note="All that the household owes in the ledger."),
            money("Past Due", note="What of it became the patient's too long ago."),
            date_("Owed Since", note="The oldest day on which a line became the patient's."),
            number("Age Days"),
            date_("First Billed"),
            number("Statement Level", note="The highest of its visits."),
            number("Statements", note="So many have billed its oldest visit."),
            date_("Last Statement"),
            date_("Last Payment"),
            money("Last Paid"),
            number("Level", note="A row of Delinquency Levels."),
            text("Standing"),
            text("Holds", note="Those in force on the day of the run."),
            text("Stops", note="What these holds stop."),
        ),
        *OWN,
    ),
    key=("guarantor_id",),
    group="Collections",
)
DELINQUENCY_LEVELS: Final = Table(
    "Delinquency Levels",
    "How far a balance past due has come, and what is done then.",
    "manager",
    (
        number("Level", required=True),
        number("From Days", required=True, note="Days since the visit became the patient's."),
        number("Statements", required=True, note="So many must have billed the visit."),
        text("Words"),
        choice("Step", LEVEL_STEPS, required=True),
    ),
    key=("level",),
    group="Collections",
)
LETTER_TEXTS: Final = Table(
    "Letter Texts",
    "What the pre-collection letter says, a paragraph a row; the office's own text.",
    "manager",
    (
        choice("Language", LANGUAGES, required=True),
        number("Position", required=True, note="0 is the title."),
        text(
            "Text",
            note="{balance} {pay_by} {account} {practice} {phone} {hours} {date} are filled in.",
        ),
    ),
    key=("language", "position"),
    group="Collections",
)
LETTERS: Final = Table(
    "Letters",
    "Every pre-collection letter made: to whom and how much.",
    "program",
    (
        *by_program(
            id_("Letter", required=True),
            id_("Guarantor ID", required=True),
            date_("Date", required=True),
            date_("Pay By"),
            money("Balance"),
            id_("Sheet"),
            id_("Hash"),
        ),
        date_("Sent", note="The day it was mailed; a sent letter is never made anew."),
        text("Note"),
    ),
    key=("letter",),
    group="Collections",
)
PLACEMENTS: Final = Table(
    "Placements",
    "Balances given to the collection agency; nothing is placed without an approver.",
    "program",
    (
        *by_program(
            id_("Placement", required=True),
            id_("Guarantor ID", required=True),
            date_("Proposed"),
            text("Lines", note="Claim/line, parted by blanks."),
            money("Principal"),
            date_("First Billed"),
            date_("Placed On"),
            id_("File"),
            text("Agency"),
            choice("State", "PROPOSED|PLACED|RECALLED|PAID|CLOSED"),
            date_("Recalled On"),
            money("Paid", note="By the agency, its fee included."),
            money("Balance", note="What these lines owe now."),
            text("Answer"),
        ),
        text("Approver", note="Who lets it go to the agency; a row of Users who may write off."),
        yes_no("Recall", note="Y takes it back from the agency at the next run."),
        text("Note"),
    ),
    key=("placement",),
    group="Collections",
)
WRITE_OFF_PROPOSALS: Final = Table(
    "Write-Off Proposals",
    "Balances that nobody will pay; a row is posted once somebody who may has approved it.",
    "program",
    (
        *by_program(
            id_("Proposal", required=True),
            date_("Date"),
            id_("Guarantor ID"),
            id_("Claim ID"),
            id_("Line"),
            money("Amount"),
            choice("Kind", WRITE_OFF_KINDS),
            choice("Adjustment Type", source="adjustment_types.adjustment_type"),
            choice("Owner", "PATIENT"),
            text("Reason"),
        ),
        text("Approver", note="Who lets it be written off; a row of Users who may write off."),
        yes_no("Decline", note="Y keeps it from being posted and from being proposed again."),
        text("Note"),
        *by_program(choice("State", ENTRY_STATES), id_("Entry"), text("Answer")),
    ),
    key=("proposal",),
    group="Collections",
)
ESTATES: Final = Table(
    "Estates",
    "Guarantors who have died and owe: the claim against the estate and its deadline.",
    "program",
    (
        *by_program(
            id_("Guarantor ID", required=True),
            money("Balance"),
            date_("Claim By", note="The earliest day that Estate Deadlines gives."),
            number("Days Left"),
            text("Asks", note="What is missing to go on."),
        ),
        *by_either(
            date_("Date Of Death"),
            choice("State", STATES, note="Whose law counts; the address's until you change it."),
        ),
        date_("Notice On", note="When the estate gave notice to creditors."),
        text("Executor"),
        text("Court"),
        id_("Case Number"),
        date_("Claim Filed On"),
        money("Claim Amount"),
        choice("Outcome", "ALLOWED|PARTLY ALLOWED|REJECTED|PAID|NO ESTATE"),
        text("Note"),
    ),
    key=("guarantor_id",),
    group="Collections",
)
ESTATE_DEADLINES: Final = Table(
    "Estate Deadlines",
    "By when a creditor must claim against an estate; ask your attorney for your states.",
    "manager",
    (
        choice("State", STATES, required=True),
        number("Days From Death"),
        number("Days From Notice"),
        text("Source"),
    ),
    key=("state",),
    group="Collections",
)

TABLES: Final = (
    COLLECTIONS,
    LETTERS,
    PLACEMENTS,
    WRITE_OFF_PROPOSALS,
    ESTATES,
    DELINQUENCY_LEVELS,
    LETTER_TEXTS,
    ESTATE_DEADLINES,
)
