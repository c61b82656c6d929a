"""Print the statements of a day, as they stand on their sheets, into PDF files.

What was restyled or written on a sheet by hand is printed as it is seen. A statement whose sheet is
gone, or shows a later statement by now, is named: reprint-statement makes a copy of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import WARNING, Finding
from xlbilling.model.plan import Plan
from xlbilling.tasks.statements import printing

if TYPE_CHECKING:
    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = ("statements",)


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the PDFs of the day's statements.

    Raises:
        RefusedError: the register has none of that day.
    """
    rows = of_day(book, request)
    sheets = {
        str(row["statement"]): str(row["sheet"])
        for row in rows.to_dict("records")
        if _stands(book, row["sheet"], row["date"])
    }
    if request.option("one_file"):
        prints = printing.all_in_one(list(sheets.values()), request.as_of)
    else:
        prints = printing.one_each(sheets)
    gone = rows[~rows["statement"].isin(list(sheets))]
    files = list(prints.files)
    return Plan(
        changes=(prints,) if sheets else (),
        result={"statements": len(sheets), "files": files, "gone": gone["statement"].tolist()},
        lines=(f"{len(sheets)} statements of {request.as_of.isoformat()} in {_named(files)}",),
        findings=tuple(_findings(book, gone)),
        keys=" ".join(sheets)[:500],
    )


def of_day(book: Snapshot, request: Request) -> pd.DataFrame:
    """Return the register's rows of a day.

    Raises:
        RefusedError: it has none.
    """
    frame = book.frame("statements")
    found = frame[(frame["date"] == pd.Timestamp(request.as_of)) & (frame["statement"] != "")]
    if found.empty:
        raise RefusedError(
            f"no statement of {request.as_of.isoformat()} is in the register",
            id="STATEMENT-NONE",
            fix="run make-statements for that day first, or name the day of another run",
        )
    return found


def _stands(book: Snapshot, sheet: str, day: pd.Timestamp) -> bool:
    """Tell whether a statement's sheet is there and shows no later one."""
    frame, name = book.frame("statements"), sheet.casefold()
    later = frame.loc[frame["date"] > day, "sheet"].str.casefold()
    return name in {each.casefold() for each in book.sheets} and not (later == name).any()


def _named(files: list[str]) -> str:
    return f"{len(files)} PDF files" if len(files) != 1 else files[0]


def _findings(book: Snapshot, gone: pd.DataFrame) -> list[Finding]:
    table = book["statements"]
    return [
        Finding(
            "ST-SHEET-GONE",
            WARNING,
            f"statement {number[:60]} is not printed: its sheet is gone, or shows a later one",
            table.where("sheet", row),
            f"xlbilling reprint-statement BOOK {number[:60]} makes a copy of it",
        )
        for row, number in zip(map(int, gone.index), gone["statement"], strict=True)
    ]
