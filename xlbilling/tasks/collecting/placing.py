"""Judging the placements that somebody approved, and what placing and recalling does to Holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money
from xlbilling.model.findings import ERROR, INFO, WARNING, Finding
from xlbilling.tasks.collecting import agency_file, agency_record, placements
from xlbilling.tasks.collecting.agency_file import Layout, Record
from xlbilling.tasks.collecting.agency_record import Debtor, Placed
from xlbilling.tasks.collecting.kept import Row
from xlbilling.tasks.collecting.placements import PLACED, PROPOSED, RECALLED, TABLE, Placement
from xlbilling.tasks.collecting.policy import PLACE
from xlbilling.tasks.collecting.steps import AT_AGENCY, place
from xlbilling.tasks.money.approvals import WRITE_OFF, Asks, read_users
from xlbilling.tasks.posting.sheet_values import days, sheet_rows

if TYPE_CHECKING:
    from xlbilling.model.tables import Request, Snapshot
    from xlbilling.tasks.collecting.dues import Due
    from xlbilling.tasks.collecting.steps import Step

Cells = dict[int, dict[str, Any]]
_MOST_NAMED: Final = 6


@dataclass(frozen=True)
class Approved:
    """A proposal that somebody approved: its row, and its account as it stands today."""

    sheet_row: int
    row: Row
    due: Due | None
    step: Step | None

    @property
    def number(self) -> str:
        """The placement's number."""
        return str(self.row["placement"])

    @property
    def lines(self) -> tuple[str, ...]:
        """The claim/line of what it is about today."""
        return tuple(map(place, self.step.lines)) if self.step else ()


@dataclass
class Run:
    """What a run places.

    Attributes:
        placed: each with its record in the file.
        refused: by sheet row, why a proposal is not placed.
        findings: what needs a person.
    """

    placed: list[tuple[Approved, Record]] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def cents(self) -> int:
        """What is placed."""
        return sum(int(one.row["principal_cents"]) for one, _ in self.placed)

    @property
    def accounts(self) -> set[str]:
        """Whose balances are placed."""
        return {one.row["guarantor_id"] for one, _ in self.placed}


def approved(
    book: Snapshot, rows: Sequence[Row], found: Iterable[tuple[Due, Step]]
) -> list[Approved]:
    """Return the proposals with a name under Approver, in the sheet's order."""
    now = {due.id: (due, step) for due, step in found}
    places = sheet_rows(book.frame(TABLE))
    return [
        Approved(at, row, *now.get(row["guarantor_id"], (None, None)))
        for at, row in zip(places, rows, strict=True)
        if row["state"] == PROPOSED and row["approver"]
    ]


def judged(book: Snapshot, request: Request, rows: Sequence[Approved], how: Layout) -> Run:
    """Return what is placed of the proposals that somebody approved, and why the others are not."""
    users, run = read_users(book), Run()
    people = agency_record.debtors(book, (one.row["guarantor_id"] for one in rows))
    owed = placements.owed(book.frame("ledger"), {at for one in rows for at in one.lines})
    for one in rows:
        asks = Asks(request.user, one.row["approver"])
        why = _not_now(one, run) or _posted_later(one, owed, request.as_of)
        why = why or users.approval(asks, one.row["principal_cents"], WRITE_OFF)
        debtor = people.get(one.row["guarantor_id"], Debtor())
        if not why and debtor.missing:
            why = f"no {', '.join(debtor.missing)} on Guarantors or Patients"
        if not why:
            record = agency_file.laid_out(how, _told(book, one, debtor, request.as_of))
            why = record.trouble and f"{record.trouble} in the agency's file"
            if not why:
                run.placed.append((one, record))
                run.findings += _of_record(book, one, record)
        if why:
            run.refused[one.sheet_row] = why
            run.findings.append(_refused(book, one, why))
    return run


def _not_now(one: Approved, run: Run) -> str:
    """Return why a proposal no longer holds as it was approved (ST-12)."""
    if (one.row["recall"] or "").upper() == "Y":
        return "it is marked for recall"
    if one.due is None or one.step is None:
        return "the account is not past due"
    if one.step.name == AT_AGENCY or one.due.id in run.accounts:
        return "the account is at the agency already"
    if one.step.name != PLACE:
        return f"its next step is {one.step.name}: {one.step.why}"
    if (" ".join(one.lines), one.step.cents) != (one.row["lines"], one.row["principal_cents"]):
        return "the balance is another one than was approved; run work-collections"
    return ""


def _posted_later(one: Approved, owed: Mapping[str, int], day: date) -> str:
    """Return why a day of the past gives a balance that is not owed any more."""
    now = sum(owed.get(at, 0) for at in one.lines)
    if one.step is None or now == one.step.cents:
        return ""
    return f"{money.show(now)} is owed by what was posted after {day.isoformat()}"


def _told(book: Snapshot, one: Approved, debtor: Debtor, day: date) -> Placed:
    assert one.due is not None
    assert one.step is not None
    served = [line.dos for line in one.step.lines if line.dos is not None]
    client, code = agency_record.ours(book)
    return Placed(
        client,
        code,
        one.number,
        one.due.id,
        debtor,
        tuple(dict.fromkeys(line.claim_id for line in one.step.lines)),
        one.step.cents,
        day,
        (min(served, default=None), max(served, default=None)),
        one.step.first_billed,
        one.due.last_payment,
    )


def _of_record(book: Snapshot, one: Approved, record: Record) -> list[Finding]:
    where = book[TABLE].where("guarantor_id", one.sheet_row)
    found = []
    if record.cut:
        message = f"placement {one.number}: too long for the file and cut: {', '.join(record.cut)}"
        found.append(Finding("AGENCY-CUT", INFO, message, where, "nothing, or tell the agency"))
    if record.unknown:
        names = ", ".join(record.unknown)
        message = f"placement {one.number}: letters that the file cannot show, as ?: {names}"
        fix = "spell it in plain letters on Guarantors"
        found.append(Finding("AGENCY-LETTERS", WARNING, message, where, fix))
    return found


def _refused(book: Snapshot, one: Approved, why: str) -> Finding:
    return Finding(
        "PLACE-REFUSED",
        ERROR,
        f"placement {one.number}: {why}; it is not placed",
        book[TABLE].where("approver", one.sheet_row),
        "mend what is named, or clear Approver",
    )


def placed_cells(run: Run, day: date, file: str, agency: str) -> Cells:
    """Return the cells of Placements: what is placed, and why the rest is not."""
    cells: Cells = {row: {"answer": why} for row, why in run.refused.items()}
    for one, _ in run.placed:
        cells[one.sheet_row] = {
            "placed_on": day,
            "file": file,
            "agency": agency,
            "state": PLACED,
            "paid": 0,
            "balance": one.row["principal_cents"],
            "answer": "",
        }
    return cells


def hold_of(placement: str, line: str) -> str:
    """Return the id of the hold that keeps a placed line off statements."""
    return f"{placement}/{line}"


def holds(run: Run, day: date, file: str) -> list[dict[str, Any]]:
    """Return the holds that keep what is placed off statements: one for each line."""
    return [
        {
            "hold": hold_of(one.number, place(line)),
            "guarantor_id": one.row["guarantor_id"],
            "claim_id": line.claim_id,
            "line": line.line,
            "type": "AGENCY",
            "from": day,
            "note": f"placed with the agency in {file}",
        }
        for one, _ in run.placed
        if one.step is not None
        for line in one.step.lines
    ]


def recalled(rows: Sequence[Row], at: Sequence[int], day: date) -> tuple[Cells, frozenset[str]]:
    """Return the cells of placements that a person marks for recall, and their numbers."""
    back = [
        (place_, row)
        for place_, row in zip(at, rows, strict=True)
        if row["state"] == PLACED and (row["recall"] or "").upper() == "Y"
    ]
    cells = {place_: {"state": RECALLED, "recalled_on": day} for place_, _ in back}
    return cells, frozenset(str(row["placement"]) for _, row in back)


def ended_holds(book: Snapshot, run: Run, back: frozenset[str], day: date) -> Cells:
    """Return the end of holds, not in force on the day of the run any more.

    Those of recalled placements end, and the pre-collection holds of accounts that are placed: new
    visits of theirs get statements again.
    """
    frame = book.frame("holds")
    over = {
        hold_of(one.placement, line)
        for one in placements.placed(book)
        if one.placement in back
        for line in one.lines
    }
    names = (sheet_rows(frame), frame["hold"], frame["type"], frame["guarantor_id"])
    cells: Cells = {}
    for row, hold, type_, account, until in zip(*names, days(frame["to"]), strict=True):
        is_back = type_ == "AGENCY" and hold in over
        is_over = type_ == "PRE-COLLECTION" and account in run.accounts
        if (is_back or is_over) and (until is None or until >= day):
            cells[row] = {"to": day - timedelta(days=1)}
    return cells


def unheld(book: Snapshot, there: Iterable[Placement]) -> list[Finding]:
    """Return the placed lines whose AGENCY hold somebody ended or took away.

    Args:
        book: the workbook as read.
        there: what is at the agency.
    """
    frame = book.frame("holds")
    open_ = frame[(frame["type"] == "AGENCY") & frame["to"].isna()]
    named = zip(open_["claim_id"], open_["line"], strict=True)
    held = {f"{claim}/{line}" if line else claim for claim, line in named}
    whole = set(open_.loc[open_["claim_id"] == "", "guarantor_id"])
    found = []
    for one in there:
        bare = sorted(at for at in one.lines - held if at.rpartition("/")[0] not in held)
        if bare and one.account not in whole:
            names = ", ".join(bare[:_MOST_NAMED])
            message = f"placement {one.placement}: no hold keeps {names} off statements"
            fix = "take the To day of its AGENCY hold away, or mark the placement for recall"
            found.append(Finding("PLACE-NO-HOLD", ERROR, message, "Holds", fix))
    return found
