"""Take one ledger row back by a contra row, with what cannot stand without it.

What was posted later on the same claim and stays is listed first. A row of a receipt goes back to
be posted anew; an adjustment, transfer or refund is done with. Money of a payer's payment goes back
with its whole batch only (P-8); what an answer wrote off or moved may go back alone. Source:
capability D13; rules L-1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from xlbilling.layout.frames import nearest
from xlbilling.model import ledger, money
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import INFO, WARNING, Finding
from xlbilling.model.ledger import Entry, EntryType
from xlbilling.model.plan import Plan
from xlbilling.tasks.money import after, payment_rows, resting, sheet_states
from xlbilling.tasks.money.previewing import with_preview
from xlbilling.tasks.money.receipt_money import receipt_keys
from xlbilling.tasks.money.run_batch import BatchTotals, batch_id, batch_row
from xlbilling.tasks.posting import provider_items
from xlbilling.tasks.posting.open_balances import rows_that_stand
from xlbilling.tasks.posting.periods import refuse_to_post
from xlbilling.tasks.posting.sheet_values import append, only_changed

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = (
    *sheet_states.READS, "provider_adjustments", "remits", "remit_lines", "remit_adjustments",
    *after.READS,
)  # fmt: skip
PREFIX: Final = "REV"
_SAME_START: Final = 5
_MOST_COMPARED: Final = 500


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the contra rows of an entry and of what cannot stand without it.

    Raises:
        RefusedError: the month is closed, the ledger was changed; the entry is unknown, taken
            back already, itself takes another back or is money of a payer's payment; its money was
            refunded since.
    """
    refuse_to_post(book, request)
    rows = book.frame("ledger")
    named = _named(rows, request.option("entry"))
    payment_rows.refuse_money(book, named)
    taken = [named, *resting.dependents(rows, [named])]
    batch = batch_id(book, PREFIX, request.as_of)
    contras = _contras(rows, taken, request, batch)
    appended, head = after.ledger_append(contras, book.ledger_head)
    totals = BatchTotals("UNDO", len(contras), sum(one.amount_cents for one in contras))
    items = provider_items.after(book, contras)
    shown = [
        *sheet_states.reversed_(book, contras),
        *payment_rows.changes(book, contras),
        *(provider_items.changes(items) if items else ()),
        *after.changes(book, contras, request.as_of),
    ]
    made = Plan(
        changes=(
            *appended,
            *append("batches", [batch_row(batch, request, totals)]),
            *only_changed(book, shown),
        ),
        result={
            "entry": named.entry,
            "batch": batch,
            "rows": len(contras),
            "reversed": [_told(one) for one in taken],
        },
        lines=tuple(f"{one.entry} taken back: {_words(one)}" for one in taken),
        findings=(
            *resting.on_claims(rows, taken, named.entry),
            *(provider_items.newly(book, items) if items else ()),
            *_next_step(book, named),
        ),
        batch=batch,
        ledger_head=head,
        keys=f"{contras[0].entry}..{contras[-1].entry}",
        totals={"amount": totals.cents},
    )
    return with_preview(made, book, request, contras)


def _contras(
    rows: pd.DataFrame, taken: Sequence[Entry], request: Request, batch: str
) -> list[Entry]:
    ids = set(rows["entry"])
    return [
        ledger.contra(one, posted=request.as_of, batch=batch, user=request.user, taken=ids)
        for one in taken
    ]


def _named(rows: pd.DataFrame, name: str) -> Entry:
    """Return the entry of an id.

    Raises:
        RefusedError: there is none, it was taken back, or it takes another back.
    """
    own = rows[rows["entry"] == name] if name else rows[:0]
    if own.empty:
        raise _unknown(rows, name)
    (entry,) = ledger.entries_of(own[:1])
    if entry.reverses:
        raise RefusedError(
            f"entry {name} takes {entry.reverses} back; it is not taken back itself",
            id="ENTRY-IS-CONTRA",
            fix="post what it took back anew, or undo its batch with undo-batch",
        )
    if rows_that_stand(rows[(rows["entry"] == name) | (rows["reverses"] != "")]).empty:
        by = rows.loc[rows["reverses"] == name, "batch"].tolist()
        raise RefusedError(
            f"entry {name} was taken back already, by batch {by[-1]}",
            id="ENTRY-REVERSED",
            fix="nothing is left to take back",
        )
    return entry


def _unknown(rows: pd.DataFrame, name: str) -> RefusedError:
    ids = rows["entry"]
    alike = ids[ids.str.startswith(name[:_SAME_START])] if name else ids[:0]
    alike = alike if len(alike) else ids[ids.str.endswith(name[-_SAME_START:])] if name else alike
    near = nearest(name, list(alike[:_MOST_COMPARED]))
    hint = f" (is {near} meant?)" if near else ""
    return RefusedError(
        f"no entry '{name}' in the ledger{hint}" if name else "no entry named",
        id="ENTRY-UNKNOWN",
        fix="choose its row on Ledger, or name an id of the Entry column there",
    )


def _next_step(book: Snapshot, named: Entry) -> list[Finding]:
    """Return what will post again on its own, so that the cause is mended first."""
    where, rows = "Ledger", book.frame("ledger")
    if payment_rows.is_of_payment(book, named):
        return [payment_rows.finding(named)]
    if named.type is EntryType.CHARGE:
        return [
            Finding(
                "REVERSE-CHARGE",
                WARNING,
                f"claim {named.claim_id} line {named.line}: post-charges charges it again as long "
                f"as the line stands on Claims",
                where,
                "correct or remove the claim line before you post charges",
            )
        ]
    receipt = receipt_keys(rows[rows["entry"] == named.entry]).tolist()[0]
    if not receipt or named.type is EntryType.REFUND:
        return []
    return [
        Finding(
            "REVERSE-RECEIPT",
            INFO,
            f"receipt {receipt}: post-receipts posts it anew, as the sheet then says",
            where,
            "correct Apply To or the amount on Receipts first, or remove the row",
        )
    ]


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.entry,
        "claim": entry.claim_id,
        "line": entry.line,
        "type": entry.type.value,
        "amount": money.to_text(entry.amount_cents),
    }


def _words(entry: Entry) -> str:
    place = f"{entry.claim_id}/{entry.line}" if entry.line else entry.claim_id or "no claim"
    return (
        f"{entry.type.value} {money.show(entry.amount_cents)} from {entry.credit.value} to "
        f"{entry.debit.value}, {place}"
    )
