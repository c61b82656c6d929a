"""Write a day's statements that were not sent yet into a CSV file for a mail house.

One row a statement, with the columns of as many visits as the longest has. A statement that would
no longer say what was made, or whose account must not be written to by now, is left out and named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import ERROR, WARNING, Finding
from xlbilling.model.plan import Plan, SaveFile
from xlbilling.tasks import print_statements, reprint_statement
from xlbilling.tasks.statements import mail_rows, reprinting
from xlbilling.tasks.statements.accounts import Office, silenced
from xlbilling.tasks.statements.lines import HOLDS
from xlbilling.tasks.statements.reprinting import Likeness, Reprint
from xlbilling.tasks.statements.standing import Standing, standing

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
    known = _known(book, day)
    made = reprinting.reprints(book, waiting)
    good = [one for one in made if known.why_not(one) == ("", "")]
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
        findings=tuple(_findings(book, made, known)),
        keys=" ".join(one.number for one in good)[:500],
        totals={"amount": total},
    )


@dataclass(frozen=True)
class _Known:
    """What is known by now of the accounts of a day.

    Attributes:
        silenced: why nobody writes to an account, by its id.
        asks: what a statement of the day would ask of it by now, in cents; none for nothing.
        held: the claims on which a line went on hold since the day.
    """

    silenced: Mapping[str, str]
    asks: Mapping[str, int]
    held: frozenset[str]

    def why_not(self, one: Reprint) -> tuple[str, str]:
        """Return the id and words of why a statement is not mailed; blanks where it is."""
        account = str(one.row["guarantor_id"])
        if account in self.silenced:
            return "MAIL-HELD", self.silenced[account]
        stopped = sorted(self.held.intersection(str(one.row["billed_visits"]).split()))
        if stopped:
            return "MAIL-HELD", f"claim {stopped[0][:60]} is on hold since"
        if one.likeness is not Likeness.EQUAL:
            differs = "; ".join(one.differs) or "not known"
            return "MAIL-CHANGED", f"it would not say what was made: {differs}"
        asks = self.asks.get(account, 0)
        if asks != int(one.row["amount_cents"]):
            return "MAIL-CHANGED", f"by what is known now it would ask {money.show(asks)}"
        return "", ""


def _known(book: Snapshot, day: date) -> _Known:
    """Return what is known of accounts on the day of the run or since."""
    latest = max([day, *_days(book, "holds", "from"), *_days(book, "patients", "deceased")])
    offices = [Office.of(book, each) for each in dict.fromkeys((day, latest))]
    now = standing(book, day)
    silent = {}
    for account in (*now.decided, *now.left_alone):
        reasons = [why for office in offices if (why := silenced(account, office))]
        if reasons:
            silent[account.id] = reasons[0][1]
    asks = {one.id: one.due_cents for one in now.decided if not one.reason}
    held = _on_hold(standing(book, latest)) - _on_hold(now) if latest > day else set()
    return _Known(silent, asks, frozenset(claim for claim, _ in held))


def _on_hold(then: Standing) -> set[tuple[str, str]]:
    """Return claim and line of what a hold keeps off statements."""
    every = (line for one in (*then.decided, *then.left_alone) for line in one.lines)
    return {(line.claim_id, line.line) for line in every if line.reason in HOLDS}


def _days(book: Snapshot, table: str, column: str) -> list[date]:
    days: list[Any] = book.frame(table)[column].dropna().dt.date.tolist()
    return days


def _findings(book: Snapshot, made: Sequence[Reprint], known: _Known) -> list[Finding]:
    table = book["statements"]
    found = []
    for one in made:
        id_, why = known.why_not(one)
        if why:
            found.append(
                Finding(
                    id_,
                    WARNING if id_ == "MAIL-HELD" else ERROR,
                    f"statement {one.number[:60]} is not mailed: {why}",
                    table.where("statement", one.at),
                    "run make-statements for that day again; it makes anew what was not sent",
                )
            )
    return found
