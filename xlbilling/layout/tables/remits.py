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
    "REFUSED|OUT OF BALANCE|PREDETERMINATION|NOT OUR CLAIM|NO CLAIM|SEVERAL CLAIMS|"
    "PAYER NOT ON CLAIM|NO LINE|CHARGE DIFFERS|DOS DIFFERS|PRIOR MISSING|WAITS FOR PRIMARY|"
    "WAITS FOR REVERSAL|NO CHARGE|NO ORIGINAL|REVERSAL DIFFERS|TWICE"
)
ANSWER_STATES: Final = "EXCEPTION|READY|POSTED"
BATCH_KINDS: Final = "CHARGES|REMITTANCE|RECEIPTS|ADJUSTMENTS|RECOUPMENTS|FINANCE CHARGES|UNDO"
ENTRY_STATES: Final = "OPEN|POSTED|REFUSED|REVERSED"

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
            money("Out By", note="A formula: Amount less what the claims and PLB rows come to."),
            number("Lines Out", note="A formula: lines whose amounts do not add up."),
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
            money(
                "Other Adj",
                note="All other adjustments, such as sequestration. Keyed from paper: type group "
                "and reason before the amount, as CO-253 2.00. Without them it is taken as OA, "
                "stays open and goes to Denials.",
                is_coded=True,
            ),
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
            money("Out By", note="A formula: Billed less Paid and all adjustments of the row."),
            text("Candidates", note="Claims it may belong to, the likeliest first."),
            money("Expected", note="What the Rates sheet says the payer allows."),
            money("Variance", note="Expected less allowed: a positive amount is underpaid."),
            choice("Contract", "AS AGREED|UNDERPAID|OVERPAID|NO CONTRACT ROW|OVER-ADJUSTED"),
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
        *by_program(
            choice("State", "OPEN|CLOSED|UNEXPLAINED|INCOME"),
            money(
                "Running Balance",
                note="All that is open with this payer once the whole payment is in, signed as "
                "Amount: negative is what the payer still takes.",
            ),
            id_("Claim ID"),
            text("Note"),
        ),
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
        choice("Method", "CASH|CHECK|CARD|ACH|OTHER|AGENCY", required=True),
        id_("Check No"),
        text("Apply To", note="A claim id, OLDEST, or a date of service for a copay."),
        text("Taken By"),
        id_("Deposit ID"),
        date_("Returned (NSF)"),
        id_("Batch", note="The batch whose control total it counts toward."),
        text("Note"),
        money("Fee", note="What a collection agency kept of the payment; Amount is what came in."),
        *by_program(
            money("Applied"),
            money("Left", note="Not applied yet: stays the patient's credit."),
            text("Applied To"),
            choice("State", ENTRY_STATES),
        ),
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
        *by_program(money("Entered"), money("Left")),
        text("Variance Reason", note="Why receipts off their control total or count are posted."),
        text("Accepted By", note="Who accepts it. A payer's payment is accepted on Remits."),
        *by_program(
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

ADJUSTMENTS: Final = Table(
    "Adjustments",
    "Adjustments and write-offs that a person decides, one row each.",
    "biller",
    (
        id_("Adjustment", required=True),
        date_("Date"),
        id_("Claim ID", required=True),
        id_("Line", note="Blank for the whole claim."),
        choice("Adjustment Type", source="adjustment_types.adjustment_type", required=True),
        money("Amount", required=True, note="A positive amount lowers what is owed."),
        choice("Owner", "INSURANCE|PATIENT", note="Whose balance it lowers; blank: who owes it."),
        text("Reason"),
        text("Approver", note="A second name, where the amount is above the type's limit."),
        *by_program(choice("State", f"PROPOSED|{ENTRY_STATES}"), id_("Entry"), text("Answer")),
    ),
    key=("adjustment",),
    group="Payments",
)

TRANSFERS: Final = Table(
    "Transfers",
    "Balances moved from one who owes to another, one row each.",
    "biller",
    (
        id_("Transfer", required=True),
        date_("Date"),
        id_("Claim ID", required=True),
        id_("Line", note="Blank for the whole claim."),
        money("Amount", note="Blank for all that is open."),
        choice("From Owner", "1|2|3|PATIENT"),
        choice("To Owner", "1|2|3|PATIENT", required=True, note="A level of insurance."),
        text("Reason"),
        *by_program(choice("State", ENTRY_STATES), id_("Entry"), text("Answer")),
    ),
    key=("transfer",),
    group="Payments",
)

RECOUPMENTS: Final = Table(
    "Recoupments",
    "Refund letters of payers: what they will take back, and what they took.",
    "biller",
    (
        id_("Letter", required=True),
        date_("Date", required=True),
        choice("Payer ID", source="payers.payer_id", required=True),
        id_("Reference", required=True, note="The payer's claim number the letter names (FCN)."),
        id_("Claim ID", required=True),
        id_("Line"),
        money("Amount", required=True, note="What the payer wants back."),
        text("Note"),
        *by_program(
            choice("State", ENTRY_STATES),
            money("Taken"),
            money("Left"),
            id_("Entry"),
            text("Answer"),
        ),
    ),
    key=("letter",),
    group="Payments",
)

COLUMN_MAPS: Final = Table(
    "Column Maps",
    "How the columns of a payer's CSV and Excel remittances are read; confirm once.",
    "biller",
    (
        id_("Layout", required=True, note="Which file layout; made of its headers."),
        choice("Payer ID", source="payers.payer_id"),
        text("Header", required=True, note="The column's header in the file."),
        id_("Field", note="What it holds: a code name of Remit Lines or Remits; blank: nothing."),
        yes_no("Confirmed", note="Y once somebody has looked at it."),
        text("Example"),
        text("Source"),
    ),
    key=("layout", "payer_id", "header"),
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
    ADJUSTMENTS,
    TRANSFERS,
    RECOUPMENTS,
    COLUMN_MAPS,
)
