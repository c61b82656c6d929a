"""Every task by name: the command, the button, the macro and the file are all called alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class TaskInfo:
    """A task as its shells show it.

    Attributes:
        name: the command, ``post-payments``; the file is ``post_payments.py``.
        group: the ribbon's group.
        summary: one line of help.
        arguments: what the command takes after the book: ``files``, ``optional files``, ``batch``,
            ``statement`` or "".
        options: its own options as (name, help).
        flags: its own options that take no value, as (name, help); a given one is "Y".
        writes_ledger: whether it may add ledger rows.
    """

    name: str
    group: str
    summary: str
    arguments: str = ""
    options: tuple[tuple[str, str], ...] = ()
    flags: tuple[tuple[str, str], ...] = ()

    @property
    def module(self) -> str:
        """The module that plans it."""
        return f"xlbilling.tasks.{self.function}"

    @property
    def function(self) -> str:
        """The task's name as Python writes it."""
        return self.name.replace("-", "_")

    @property
    def label(self) -> str:
        """The button's label."""
        return self.name.replace("-", " ").capitalize()


TASKS: Final[tuple[TaskInfo, ...]] = (
    TaskInfo(
        "load",
        "Claims",
        "Append rows of a CSV file to a table, or of an entry book to one table or all.",
        "table files",
    ),
    TaskInfo(
        "load-codes",
        "Claims",
        "Load files of codes as published, or the office's own lists and prices.",
        "files",
        (
            ("set", "which set a file is, where it may be several, such as modifiers or pos"),
            ("payer", "whose rates a price file holds; without it they are the office's fees"),
        ),
    ),
    TaskInfo(
        "validate-claims",
        "Claims",
        "Check the claims, write the Findings sheet and each claim's status.",
        "",
        (("rule", "the rule of Office Rules to test; all of them without"),),
        (("backtest", "only show what the office's own rules would have caught last month"),),
    ),
    TaskInfo(
        "explain-row",
        "Claims",
        "Show all that is known of a claim or a line of it, and how to mend what is wrong.",
        "",
        (("claim", "the claim's id"), ("line", "one line of it; all of them without")),
    ),
    TaskInfo(
        "missing-charges",
        "Claims",
        "Find visits without a charge and charges without a visit.",
        "optional files",
    ),
    TaskInfo(
        "post-charges",
        "Claims",
        "Post the charge of every claim line that has none in the ledger.",
    ),
    TaskInfo(
        "import-remittance",
        "Payments",
        "Read remittance files or a pasted sheet, balance and match them, propose what to post.",
        "files optional",
        (
            ("sheet", "a sheet of the workbook itself that holds the payer's rows"),
            ("payer", "the Payer ID, where the payment names no payer of the Payers sheet"),
        ),
    ),
    TaskInfo(
        "post-payments",
        "Payments",
        "Post the imported payments to the ledger; what cannot be posted waits as an exception.",
        "",
        (("batch", "post this batch only"),),
    ),
    TaskInfo(
        "post-receipts",
        "Payments",
        "Post patients' money to what they owe; the rest stays unapplied, in sight.",
    ),
    TaskInfo(
        "record-recoupment",
        "Payments",
        "Record payers' refund letters, so that what they take back later is explained.",
    ),
    TaskInfo(
        "undo-batch",
        "Payments",
        "Take a posted batch back with contra rows; nothing is deleted.",
        "batch",
    ),
    TaskInfo(
        "reverse-entry",
        "Payments",
        "Take one ledger row back with a contra row, and what cannot stand without it.",
        "entry",
    ),
    TaskInfo(
        "adjust",
        "Payments",
        "Post the open rows of Adjustments, or one adjustment given here.",
        "",
        (
            ("claim", "the claim to adjust; without it the rows of Adjustments are posted"),
            ("line", "one line of it; all of them without"),
            ("type", "the adjustment's type, of Adjustment Types"),
            ("amount", "how much lowers what is owed; below 0 takes an adjustment back"),
            ("owner", "whose balance: INSURANCE or PATIENT; without it, who owes it"),
            ("reason", "why"),
            ("approver", "a second name, where one is needed"),
        ),
    ),
    TaskInfo(
        "transfer",
        "Payments",
        "Post the open rows of Transfers: balances moved from one who owes to another.",
    ),
    TaskInfo(
        "refund",
        "Payments",
        "Post the open rows of Refunds: money given back to patients and payers.",
    ),
    TaskInfo(
        "age-receivables",
        "Receivables",
        "Age the receivables as of a day into the Aging sheet.",
        "",
        (
            ("basis", "what insurance balances age from: BILL, LAST BILL, DUE, DOS or ACTIVITY"),
            (
                "patient-basis",
                "what patient balances age from: RESPONSIBILITY, DUE, DOS or ACTIVITY",
            ),
            ("scheme", "the buckets: 30 for 0-30 to 121+, or last days such as 15,45,90"),
            ("credits", "SEPARATE, or OLDEST FIRST to let credits meet the oldest balances"),
        ),
        (("with-agency", "age what is at a collection agency with everything else"),),
    ),
    TaskInfo(
        "refresh-worklist",
        "Receivables",
        "List the claims that payers leave unpaid past their normal time, in the order to call.",
    ),
    TaskInfo(
        "log-call",
        "Receivables",
        "Log a call about the chosen claim or account, with reference and promise.",
        "",
        (
            ("claim", "the claim it is about"),
            ("payer", "the payer called; without it, who owes the claim"),
            ("account", "the guarantor or patient called"),
            ("representative", "who answered"),
            ("reference", "the call's reference number"),
            ("promise", "what was promised"),
            ("promised-for", "the day it was promised for, such as 2026-03-31"),
            ("note", "what else was said"),
        ),
    ),
    TaskInfo(
        "log-inquiry",
        "Receivables",
        "Log a complaint, dispute or question of the chosen claim or account.",
        "",
        (
            ("claim", "the claim it is about"),
            ("account", "the guarantor or patient it is of"),
            ("kind", "COMPLAINT, DISPUTE or INQUIRY; without it INQUIRY"),
            ("from-whom", "PATIENT, PAYER, ATTORNEY or OTHER; without it PATIENT"),
            ("subject", "what it is about"),
            ("owner", "who answers it"),
        ),
    ),
    TaskInfo(
        "report-productivity",
        "Receivables",
        "Report what each user did, from the audit trail and the calls, on the sheet Productivity.",
        "",
        (
            ("by", "DAY, WEEK or MONTH; without it WEEK"),
            ("from", "the first day; without it the first of the month before"),
        ),
    ),
    TaskInfo(
        "report-profit",
        "Receivables",
        "Report charges, payments and margins by provider, payer and procedure, for a PivotTable.",
    ),
    TaskInfo(
        "work-collections",
        "Receivables",
        "Bring Collections up to date: who is past due, how far, and what is done next.",
    ),
    TaskInfo(
        "make-letters",
        "Receivables",
        "Make the pre-collection letters of the day, a sheet each; their accounts get no bills.",
    ),
    TaskInfo(
        "place-accounts",
        "Receivables",
        "Give approved accounts to the collection agency in its file; take recalled ones back.",
        "",
        (("to", "the folder for the agency's file; without it the workbook's own"),),
    ),
    TaskInfo(
        "post-write-offs",
        "Receivables",
        "Post the proposed write-offs that somebody has approved.",
    ),
    TaskInfo(
        "refresh-dashboard",
        "Receivables",
        "Make the manager's Dashboard sheet anew.",
    ),
    TaskInfo(
        "make-statements",
        "Patients",
        "Make a statement sheet for each account that owes, and say why the others got none.",
        "",
        (("pdf", "a folder; the run's statements are also printed into it, a PDF each"),),
        (("one-file", "one PDF of all statements, for the mail, instead of one each"),),
    ),
    TaskInfo(
        "print-statements",
        "Patients",
        "Print the day's statements, as they stand on their sheets, into PDF files.",
        "",
        (("to", "the folder for the PDFs; without it the workbook's own"),),
        (("one-file", "one PDF of all statements, for the mail, instead of one each"),),
    ),
    TaskInfo(
        "mail-statements",
        "Patients",
        "Write the day's unsent statements into a CSV file for a mail house.",
        "",
        (("to", "the folder for the file; without it the workbook's own"),),
    ),
    TaskInfo(
        "reprint-statement",
        "Patients",
        "Write a statement of the register again as of its date, and say whether it is the same.",
        "statement",
        (("pdf", "a folder; the copy is also printed into it"),),
    ),
    TaskInfo(
        "show-account",
        "Patients",
        "Show all that answers a patient's call on the sheet Account Card.",
        "",
        (
            ("account", "the guarantor or patient"),
            ("claim", "a claim of the patient, where no account is given"),
        ),
    ),
    TaskInfo(
        "review-plans",
        "Patients",
        "Review the payment plans: what is paid, missed and open, and which are in default.",
    ),
    TaskInfo(
        "post-finance-charges",
        "Patients",
        "Post a month's finance charges on what is past due, where state and notice allow it.",
        "",
        (("approver", "a second name, where one is needed"),),
    ),
    TaskInfo(
        "list-credits",
        "Patients",
        "List every credit balance with owner, cause and due day, and prove it by the ledger.",
    ),
    TaskInfo(
        "check-estimates",
        "Patients",
        "Check what self-pay patients were billed against their good-faith estimates.",
    ),
    TaskInfo(
        "screen-finances",
        "Patients",
        "Screen guarantors by the office's own tables; propose discounts that wait for approval.",
    ),
    TaskInfo(
        "verify-ledger",
        "Month end",
        "Prove that no ledger row was changed, lost or added from outside.",
    ),
)
BY_NAME: Final[dict[str, TaskInfo]] = {task.name: task for task in TASKS}
