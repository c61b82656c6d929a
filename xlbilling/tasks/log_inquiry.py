"""Log a complaint, a dispute or a question: a new row of Inquiries, and how long all are open."""

from __future__ import annotations

from typing import Any, Final

from xlbilling.layout.tables import BY_NAME
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import Finding
from xlbilling.model.plan import Plan
from xlbilling.model.tables import Request, Snapshot
from xlbilling.tasks.followup import about, inquiries
from xlbilling.tasks.followup.about import About
from xlbilling.tasks.posting.sheet_values import append

READS: Final[tuple[str, ...]] = tuple(dict.fromkeys((*inquiries.READS, *about.READS)))


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the new row of Inquiries, and Days Open of the others as of the day.

    A complaint or a dispute of an account that is not on hold for it is a finding: the hold itself
    is a person's to put.

    Raises:
        RefusedError: nothing is named, an id is on no sheet, or kind or from whom is not known.
    """
    on = about.about(book, request)
    record: dict[str, Any] = {
        "inquiry": about.next_id("INQ", request.as_of, book.frame("inquiries")["inquiry"]),
        "opened": request.as_of,
        "from_whom": _chosen(request, "from_whom", "PATIENT"),
        "kind": _chosen(request, "kind", "INQUIRY"),
        "guarantor_id": on.account,
        "claim_id": on.claim_id,
        "subject": request.option("subject"),
        "owner": request.option("owner"),
        "user": request.user,
        "as_of": request.as_of,
        "days_open": 0,
    }
    return Plan(
        changes=(*inquiries.counted_anew(book, request.as_of), *append("inquiries", [record])),
        result={"inquiry": record["inquiry"], "kind": record["kind"], **_ids(on)},
        lines=(_words(record["inquiry"], record["kind"], on),),
        findings=tuple(_findings(book, request, record)),
        keys=on.claim_id or on.account or on.payer_id,
    )


def _chosen(request: Request, option: str, default: str) -> str:
    """Return an option that stands on a column's list, in capitals.

    Raises:
        RefusedError: it does not.
    """
    column = BY_NAME["inquiries"].column(option)
    text = request.option(option, default).strip().upper()
    if text not in column.values:
        raise RefusedError(
            f"'{text[:30]}' is no {column.header.lower()} of an inquiry",
            id="CHOICE",
            fix=f"choose one of {', '.join(column.values)}",
        )
    return text


def _ids(on: About) -> dict[str, str]:
    return {"claim": on.claim_id, "account": on.account}


def _words(inquiry: str, kind: str, on: About) -> str:
    named = ", ".join(f"{what} {one}" for what, one in _ids(on).items() if one)
    of = f" of {named}" if named else ""
    return f"Inquiries: {inquiry}, {kind.lower()}{of}; type subject and owner into its row"


def _findings(book: Snapshot, request: Request, record: dict[str, Any]) -> list[Finding]:
    """Return whether the account of a new complaint or dispute wants a hold."""
    if record["kind"] not in inquiries.HELD_BY or not record["guarantor_id"]:
        return []
    held = inquiries.Held(book, request.as_of)
    if held.has(record["guarantor_id"], record["claim_id"]):
        return []
    table = book["inquiries"]
    row = int(table.frame.index.max()) + 1 if len(table.frame) else 2
    return [inquiries.hold_wanted(table, row, record)]
