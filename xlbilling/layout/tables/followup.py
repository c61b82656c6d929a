"""What is followed up with payers and patients, and what came of it: worklist, calls, inquiries."""

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
from xlbilling.layout.tables.claims import LEVELS
from xlbilling.layout.tables.own import OWN

WORKLIST: Final = Table(
    "Worklist",
    "Claims that payers leave unpaid past their own normal time, the first to call about first.",
    "program",
    (
        *by_program(
            id_("Key", required=True, note="Claim, level and payer: your notes follow it."),
            id_("Claim ID"),
            choice("Payer ID", source="payers.payer_id"),
            money("Balance", note="What the payer owes on the claim, denied lines left out."),
            number("Age Days", note="Days since Billed On."),
            number("Late Days", note="Days past Expected On."),
            number("Days Left", note="Days to the Deadline; below 0 it has passed."),
            number(
                "Priority",
                note="Balance in dollars x Late Days x closeness x promise. Closeness is 1 with "
                "180 or more Days Left or no Deadline, and rises evenly to 5 on the last day; "
                "promise is 2 where one was broken, else 1.",
            ),
            choice(
                "Today",
                "Y|N",
                note="Y: Next Date is blank or has come. Filter for Y to see today's work; it "
                "follows what you type into Next Date at once.",
            ),
            choice(
                "State",
                "OPEN|HELD|DONE",
                note="HELD: not to be called about now. DONE: the payer owes nothing more. Such a "
                "row stays only for what you wrote to it: clear that, and it goes.",
            ),
            text("Why", note="What is special about the row, such as a broken promise."),
            choice("Level", LEVELS),
            date_("Billed On", note="First Sent to this payer on Submissions, else the service."),
            number("Normal Days", note="This payer's normal payment time, of Payer Timing."),
            date_("Expected On", note="Billed On and Normal Days."),
            date_("Deadline", note="The last day to file or to appeal, of the payer's limits."),
            choice("Deadline Of", "FILING|APPEAL"),
            text("Last Answer", note="The payer's last status answer, of Submissions."),
            date_("Answered On"),
            date_("Last Call", note="Of the Calls sheet, as are Promise and Promised For."),
            text("Promise"),
            date_("Promised For"),
            date_("As Of", note="The day this row was worked out for."),
        ),
        *OWN,
    ),
    key=("key",),
    freeze=2,
    group="Work",
)
PAYER_TIMING: Final = Table(
    "Payer Timing",
    "How long each payer takes to pay, learned from the payments this office has posted.",
    "program",
    by_program(
        id_("Payer ID", required=True, note="ALL PAYERS is the office as a whole."),
        number("Claims Paid", note="Claims of which a first payment by this payer is posted."),
        number("Median Days", note="From the first bill to the first payment."),
        number("90th Percentile", note="Nine of ten claims were paid within so many days."),
        number("Normal Days", note="What the Worklist goes by: a claim is late after so many."),
        choice(
            "Basis",
            "OWN|OFFICE|DEFAULT",
            note="OWN: this payer's median. OFFICE: too few claims of its own, so the office's. "
            "DEFAULT: too few of all, so the setting Payer Days Default.",
        ),
        text("Expected Pay Date", note="The rule in words."),
        date_("As Of"),
    ),
    key=("payer_id",),
    group="Work",
)
CALLS: Final = Table(
    "Calls",
    "Calls to payers and patients, with reference and promise.",
    "biller",
    (
        id_("Call", required=True),
        date_("Date"),
        text("User"),
        id_("Claim ID"),
        id_("Guarantor ID"),
        choice("Payer ID", source="payers.payer_id"),
        text("Representative"),
        id_("Reference"),
        text("Promise"),
        date_("Promised For"),
        text("Note"),
    ),
    key=("call",),
    group="Work",
)
INQUIRIES: Final = Table(
    "Inquiries",
    "Complaints, disputes and questions, with who answers them and how long that took.",
    "biller",
    (
        id_("Inquiry", required=True),
        date_("Opened", required=True),
        choice("From Whom", "PATIENT|PAYER|ATTORNEY|OTHER"),
        choice("Kind", "COMPLAINT|INQUIRY|DISPUTE"),
        id_("Guarantor ID"),
        id_("Claim ID"),
        text("Subject"),
        text("Owner"),
        date_("Resolved On"),
        text("Resolution"),
        text("User", note="Who logged it."),
        *by_program(
            date_("As Of", note="The day up to which an open one is counted."),
            number("Days Open", note="From Opened to Resolved On, or to As Of while it is open."),
        ),
    ),
    key=("inquiry",),
    group="Work",
)
PROFIT: Final = Table(
    "Profit",
    "Charges and what became of them by month, provider, payer and procedure; for a PivotTable.",
    "program",
    by_program(
        id_("Key", required=True),
        id_("Month", note="Of the service, such as 2026-01."),
        id_("Provider"),
        id_("Location"),
        id_("Class", note="The financial class."),
        id_("Payer ID", note="Whom the charge went to first; PATIENT for no insurance."),
        id_("Procedure", note="CLAIM: what a payer did to a claim as a whole."),
        number("Lines", note="Claim lines with a charge that stands."),
        number("Visits", note="Claims by day of service, each at its first line."),
        number("Units"),
        money("Charges"),
        money("Contractual"),
        money("Other Adjustments", note="Sequestration, penalties, withhold."),
        money("Write-Offs", note="Bad debt, small balances, charity."),
        money("Net Revenue", note="Charges less contractual, other adjustments and write-offs."),
        money("Payer Paid"),
        money("Patient Paid"),
        money("Refunds"),
        money("Open Balance", note="What is owed of it as of the day, credits taken off."),
        money("Expected", note="What the contract allows, where Rates has the code."),
        money("Cost", note="Visits x the setting Cost Per Visit; blank where that is 0.00."),
        money("Margin", note="Net Revenue less Cost."),
        date_("As Of"),
    ),
    key=("key",),
    freeze=2,
    group="Work",
)

TABLES: Final = (WORKLIST, PAYER_TIMING, CALLS, INQUIRIES, PROFIT)
