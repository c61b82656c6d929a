"""Write a day's statements that were not sent yet into a CSV file for a mail house.

One row a statement, with the columns of as many visits as the longest has. A statement that would
no longer say what was made, or whose account must not be written to by now, is left out and named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.model.plan import Plan, SaveFile
from xlbilling.tasks import print_statements, reprint_statement
from xlbilling.tasks.statements import mail_rows, reprinting
from xlbilling.tasks.statements.accounts import Office, silenced
from xlbilling.tasks.statements.reprinting import Likeness, Reprint
from xlbilling.tasks.statements.standing import standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = reprint_statement.READS


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the file of the day's statements that wait to be sent.

    Raises:
        RefusedError: there is none; or a row of the register, a setting or a ledger row cannot be
            read.
    """
    day = request.as_of
    rows = print_statements.of_day(book, request)
    waiting = rows[rows["sent"].isna()]
    if waiting.empty:
        raise RefusedError(
            f"every statement of {day.isoformat()} has a day under Sent already",
            id="STATEMENT-NONE",
            fix="clear Sent on the rows of Statements that are to be mailed",
        )
    held = _held(book, day)
    made = reprinting.reprints(book, waiting)
    good = [one for one in made if not _why_not(one, held)]
    statements = [one.statement for one in good if one.statement is not None]
    total = sum(one.due_cents for one in statements)
    file = SaveFile(f"statements-{day:%Y%m%d}.csv", mail_rows.content(statements))
    return Plan(
        changes=(file,) if statements else (),
        result={
            "statements": len(statements),
            "amount": money.to_text(total),
            "left_out": len(made) - len(statements),
            "file": file.name if statements else "",
            "sha256": file.sha256 if statements else "",
        },
        lines=(
            f"{len(statements)} statements of {day.isoformat()} ask for {money.show(total)}"
            + (f"; file {file.name}" if statements else ""),
        ),
        findings=tuple(_findings(book, made, held)),
        keys=" ".join(one.number for one in good)[:500],
        totals={"amount": total},
    )


def _held(book: Snapshot, day: date) -> Mapping[str, str]:
    """Return why nobody writes to accounts, on the day of the run or by what is known since."""
    latest = max([day, *_days(book, "holds", "from"), *_days(book, "patients", "deceased")])
    offices = [Office.of(book, each) for each in dict.fromkeys((day, latest))]
    now = standing(book, day)
    found = {}
    for account in (*now.decided, *now.left_alone):
        reasons = [why for office in offices if (why := silenced(account, office))]
        if reasons:
            found[account.id] = reasons[0][1]
    return found


def _days(book: Snapshot, table: str, column: str) -> list[date]:
    days: list[Any] = book.frame(table)[column].dropna().dt.date.tolist()
    return days


def _why_not(one: Reprint, held: Mapping[str, str]) -> str:
    """Return why a statement is not mailed; "" where it is."""
    account = str(one.row["guarantor_id"])
    if account in held:
        return held[account]
    if one.likeness is not Likeness.EQUAL:
        return "it would not say what was made: " + ("; ".join(one.differs) or "not known")
    return ""


def _findings(book: Snapshot, made: Sequence[Reprint], held: Mapping[str, str]) -> list[Finding]:
    table = book["statements"]
    found = []
    for one in made:
        why = _why_not(one, held)
        is_held = str(one.row["guarantor_id"]) in held
        if why:
            found.append(
                Finding(
                    "MAIL-HELD" if is_held else "MAIL-CHANGED",
                    WARNING if is_held else ERROR,
                    f"statement {one.number[:60]} is not mailed: {why}",
                    table.where("statement", one.at),
                    "run make-statements for that day again; it makes anew what was not sent",
                )
            )
    return found
