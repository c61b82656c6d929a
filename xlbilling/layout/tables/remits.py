"""What payers and patients paid: remittances, their lines and adjustments, receipts, batches."""

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

REMIT_STATUSES: Final = "IMPORTED|READY|BLOCKED|POSTED|PARTIAL|DUPLICATE|UNDONE"
EXCEPTIONS: Final = (
    "REFUSED|OUT OF BALANCE|REVERSAL|PREDETERMINATION|NOT OUR CLAIM|NO CLAIM|SEVERAL CLAIMS|"
    "PAYER NOT ON CLAIM|NO LINE|CHARGE DIFFERS|DOS DIFFERS|PRIOR MISSING|WAITS FOR PRIMARY|"
    "WAITS FOR REVERSAL|NO CHARGE"
)
ANSWER_STATES: Final = "EXCEPTION|READY|POSTED"
BATCH_KINDS: Final = "CHARGES|REMITTANCE|RECEIPTS|ADJUSTMENTS|UNDO"

REMITS: Final = Table(
    "Remits",
    "One row for each payment of a payer: its total, what is posted of it and what is left.",
    "import or biller",
    (
        *by_either(
            id_("Batch", required=True),
            choice("Payer", source="payers.payer_id"),
            id_("Trace", required=True, note="Check or EFT number; TRN02 of an 835."),
            id_("Payer Trace ID", note="TRN03 of an 835."),
            choice("Method", "ACH|CHK|FWT|BOP|NON|CARD"),
            date_("Date"),
            money("Amount", required=True, note="What the check or EFT pays; BPR02 of an 835."),
        ),
        id_("Deposit ID"),
        *by_program(
            money("Claims Total"),
            money("Provider Adj", note="A positive amount lowers the payment."),
            money("Left To Post"),
        ),
        text("Variance Reason", note="Why a payment out of balance is accepted."),
        text("Accepted By", note="Who accepts it."),
        *by_program(
            choice("Status", REMIT_STATUSES),
            id_("File Hash"),
            text("Source File"),
            id_("Payment Key"),
        ),
    ),
    key=("batch",),
    group="Payments",
)

REMIT_LINES: Final = Table(
    "Remit Lines",
    "One row for each service a payer answered, or for a claim answered as a whole.",
    "import or biller",
    (
        *by_either(
            id_("Batch", required=True),
            number("Row", required=True),
            number("Claim No", note="The n-th claim of the payment."),
            choice("Level", "CLAIM|LINE"),
            id_("PCN", note="Our claim id as the payer returned it; CLP01."),
            id_("ICN", note="The payer's own claim number; CLP07."),
            choice("CLP02", "1|2|3|4|19|20|21|22|23|25"),
            text("Patient"),
            id_("Member"),
            date_("DOS"),
            id_("Code"),
            id_("Mods"),
            id_("Original Code", note="The code we billed when the payer changed it; SVC06."),
            id_("Line Control", note="Our line number as the payer returned it; REF*6R."),
            number("Units"),
            money("Billed"),
            money("Allowed"),
            money("Paid"),
            money("Deductible"),
            money("Coinsurance"),
            money("Copay"),
            money("Other PR"),
            money("Contractual"),
            money("Prior"),
            money("Denied"),
            money("Claim Charge", note="The whole claim's charge; CLP03."),
            money("Claim Paid", note="What the payer paid for the whole claim; CLP04."),
            id_("Remarks"),
        ),
        id_("Our Claim", note="The claim it belongs to; pick one where none was found."),
        id_("Our Line"),
        yes_no("Accept", note="Y posts the claim as proposed in spite of its exception."),
        *by_program(
            text("Match", note="Which rule found the claim, and which its lines."),
            choice("Exception", EXCEPTIONS),
            money("Expected"),
            money("Variance"),
            yes_no("Crossed Over"),
            choice("State", ANSWER_STATES),
        ),
    ),
    key=("batch", "row"),
    group="Payments",
)

REMIT_ADJUSTMENTS: Final = Table(
    "Remit Adjustments",
    "One row for each adjustment that a payer gave: group, reason code and amount.",
    "import",
    by_program(
        id_("Batch", required=True),
        number("Row", required=True),
        number("Position", note="The n-th adjustment of the row."),
        choice("Level", "CLAIM|LINE"),
        choice("Group", "CO|PR|OA|PI|CR"),
        id_("CARC"),
        money("Amount"),
        number("Quantity"),
        choice("Class"),
        money("Posted"),
    ),
    key=("batch", "row", "position"),
    group="Payments",
)

PROVIDER_ADJUSTMENTS: Final = Table(
    "Provider Adjustments",
    "What a payer took or gave outside of any claim, as open items.",
    "import",
    by_either(
        id_("Batch", required=True),
        choice("Payer", source="payers.payer_id"),
        id_("Code", required=True),
        id_("Reference"),
        money("Amount", required=True, note="As in the 835: a positive amount lowers the payment."),
        date_("Opened"),
        id_("Closed By"),
        money("Balance", note="What is still open of it."),
    ),
    key=("batch", "code", "reference"),
    group="Payments",
)

RECEIPTS: Final = Table(
    "Receipts",
    "Money from patients, keyed at the front desk.",
    "front desk",
    (
        id_("Receipt", required=True),
        date_("Date", required=True),
        id_("Guarantor ID"),
        id_("Patient ID"),
        money("Amount", required=True),
        choice("Method", "CASH|CHECK|CARD|ACH|OTHER", required=True),
        id_("Check No"),
        text("Apply To", note="A claim id, OLDEST, or a date of service for a copay."),
        text("Taken By"),
        id_("Deposit ID"),
        date_("Returned (NSF)"),
        *by_program(money("Applied"), money("Left")),
    ),
    key=("receipt",),
    group="Payments",
)

BATCHES: Final = Table(
    "Batches",
    "Every batch with its control total, what was entered and whether it is posted.",
    "biller",
    (
        id_("Batch", required=True),
        choice("Kind", BATCH_KINDS),
        date_("Opened"),
        text("Opened By"),
        number("Control Count"),
        money("Control Total", note="Type it first; a batch posts when Left is 0.00."),
        id_("Deposit ID"),
        date_("Deposit Date"),
        *by_program(
            money("Entered"),
            money("Left"),
            choice("Status", "OPEN|POSTING|POSTED|PARTIAL|BLOCKED|UNDONE"),
            date_("Posted"),
            text("Posted By"),
            id_("Undo Of"),
        ),
    ),
    key=("batch",),
    group="Payments",
)

EXCEPTION_ROWS: Final = Table(
    "Exceptions",
    "Claims of a remittance that could not be posted, each with its reason and next step.",
    "program",
    (
        *by_program(
            id_("Key", required=True),
            id_("Batch"),
            number("Row"),
            id_("PCN"),
            id_("ICN"),
            choice("Reason", EXCEPTIONS),
            text("Message"),
            text("Next Step"),
            money("Cash", note="What the payer paid for it, waiting unapplied."),
            choice("State", "OPEN|POSTED|CLOSED"),
        ),
        text("Owner"),
        text("Note"),
        date_("Next Date"),
    ),
    key=("key",),
    group="Payments",
)

TABLES: Final = (
    REMITS,
    REMIT_LINES,
    REMIT_ADJUSTMENTS,
    PROVIDER_ADJUSTMENTS,
    RECEIPTS,
    BATCHES,
    EXCEPTION_ROWS,
)
