"""Give approved accounts to the collection agency in a file of its layout; take recalled ones back.

Nothing is placed without the name of somebody who may write off. What is placed is kept off
statements and stands apart in the aging by holds of the type AGENCY. Source: rules.md ST-12;
capability G4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money
from xlbilling.model.plan import Change, Plan, SaveFile
from xlbilling.tasks import settings
from xlbilling.tasks.collecting import agency_file, dues, placements, placing, policy
from xlbilling.tasks.collecting.kept import rows_of
from xlbilling.tasks.collecting.placements import AT_AGENCY
from xlbilling.tasks.collecting.policy import Policy
from xlbilling.tasks.collecting.steps import next_step
from xlbilling.tasks.posting.sheet_values import append, only_changed, set_columns, sheet_rows

if TYPE_CHECKING:
    from datetime import date

    from xlbilling.model.findings import Finding
    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = (*dues.READS, *policy.READS, "users", "agency_layout")


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the agency's file, the placements and recalls, and the holds that follow.

    Raises:
        RefusedError: a setting, the agency's layout or a ledger row cannot be read.
    """
    day = request.as_of
    rows, at = rows_of(book, placements.TABLE), sheet_rows(book.frame(placements.TABLE))
    back_cells, back = placing.recalled(rows, at, day)
    how = Policy.of(book, day)
    found = [(due, next_step(due, how)) for due in dues.dues(book, day)]
    wanted = placing.approved(book, rows, found)
    layout = agency_file.layout(book)
    run = placing.judged(book, request, wanted, layout)
    file = _file_name(book, day, layout.suffix)
    cells = placements.shown(book, book.frame("ledger"))
    agency = settings.text(book.settings, "Agency Name")
    for more in (back_cells, placing.placed_cells(run, day, file, agency)):
        for row, values in more.items():
            cells[row] = cells.get(row, {}) | values
    saved = _saved(run, layout, file)
    changes = [
        *saved,
        *append("holds", placing.holds(run, day, file)),
        *only_changed(
            book,
            [
                *set_columns("holds", placing.ended_holds(book, run, back, day)),
                *_set(cells),
            ],
        ),
    ]
    return Plan(
        changes=tuple(changes),
        result=_result(run, saved, len(back)),
        lines=tuple(_lines(run, saved, back)),
        findings=(*run.findings, *_unheld(book, back)),
        keys=" ".join(one.number for one, _ in run.placed)[:500],
        totals={"placed": run.cents},
    )


def _set(cells: placing.Cells) -> list[Change]:
    """Return the cells of Placements; rows that set the same columns go together."""
    return set_columns(placements.TABLE, cells)


def _saved(run: placing.Run, layout: agency_file.Layout, file: str) -> list[SaveFile]:
    records = [record for _, record in run.placed]
    return [SaveFile(file, agency_file.content(layout, records))] if records else []


def _file_name(book: Snapshot, day: date, suffix: str) -> str:
    """Return a name that no placement names yet, such as ``agency-20260331-1.txt``."""
    taken = {name.rpartition(".")[0] for name in book.frame(placements.TABLE)["file"]}
    n = 1
    while f"agency-{day:%Y%m%d}-{n}" in taken:
        n += 1
    return f"agency-{day:%Y%m%d}-{n}.{suffix}"


def _unheld(book: Snapshot, back: frozenset[str]) -> list[Finding]:
    every = placements.placed(book)
    there = [one for one in every if one.state in AT_AGENCY and one.placement not in back]
    return placing.unheld(book, there)


def _result(run: placing.Run, saved: list[SaveFile], back: int) -> dict[str, Any]:
    return {
        "placed": len(run.placed),
        "amount": money.to_text(run.cents),
        "refused": len(run.refused),
        "recalled": back,
        "file": saved[0].name if saved else "",
        "sha256": saved[0].sha256 if saved else "",
    }


def _lines(run: placing.Run, saved: list[SaveFile], back: frozenset[str]) -> list[str]:
    lines = [f"{len(run.placed)} accounts placed, {money.show(run.cents)}"]
    if saved:
        size = len(saved[0].content)
        lines.append(f"file {saved[0].name}: {size} bytes, SHA-256 {saved[0].sha256}")
    if run.refused:
        lines.append(f"{len(run.refused)} approved placements are refused")
    if back:
        lines.append(f"{len(back)} placements recalled: {' '.join(sorted(back))[:200]}")
    return lines
