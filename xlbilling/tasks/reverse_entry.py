"""Take one ledger row back by a contra row, with what cannot stand without it.

What was posted later on the same claim and stays is listed first. A row of a receipt goes back to
be posted anew; an adjustment, transfer or refund is done with. Source: capability D13; rules L-1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlbilling.layout.frames import nearest
from xlbilling.model import ledger, money
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import INFO, WARNING, Finding
from xlbilling.model.ledger import Account, Entry, EntryType
from xlbilling.model.plan import Plan
from xlbilling.tasks.money import after, resting, sheet_states
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
    *sheet_states.READS, "provider_adjustments", "remits", "remit_lines", *after.READS,
)  # fmt: skip
PREFIX: Final = "REV"
_SAME_START: Final = 5
_MOST_COMPARED: Final = 500


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the contra rows of an entry and of what cannot stand without it.

    Raises:
        RefusedError: the month is closed, the ledger was changed; the entry is unknown, taken
            back already, or itself takes another back; its money was applied or refunded since.
    """
    refuse_to_post(book, request)
    rows = book.frame("ledger")
    named = _named(rows, request.option("entry"))
    taken = [named, *resting.dependents(rows, [named])]
    _demand_unused(rows, named)
    batch = batch_id(book, PREFIX, request.as_of)
    contras = [
        ledger.contra(one, posted=request.as_of, batch=batch, user=request.user) for one in taken
    ]
    appended, head = after.ledger_append(contras, book.ledger_head)
    totals = BatchTotals("UNDO", len(contras), sum(one.amount_cents for one in contras))
    shown = [
        *sheet_states.reversed_(book, contras),
        *provider_items.after(book, contras),
        *after.changes(book, contras, request.as_of),
    ]
    return Plan(
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
        findings=(*resting.on_claims(rows, taken, named.entry), *_next_step(rows, named)),
        batch=batch,
        ledger_head=head,
        keys=f"{contras[0].entry}..{contras[-1].entry}",
        totals={"amount": totals.cents},
    )


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
        fix="see the Entry column of the Ledger sheet for the ids",
    )


def _demand_unused(rows: pd.DataFrame, named: Entry) -> None:
    """Refuse a row whose waiting cash a payer's claim took since: that claim must go first.

    Raises:
        RefusedError: the money is not there any more.
    """
    if named.credit is not Account.UNAPPLIED or not named.payer_id:
        return
    own = rows_that_stand(rows[(rows["batch"] == named.batch) | (rows["reverses"] != "")])
    own = own[own["batch"] == named.batch]
    used = own[own["debit"] == Account.UNAPPLIED.value]
    held = own.loc[own["credit"] == Account.UNAPPLIED.value, "amount_cents"].sum()
    if held - used["amount_cents"].sum() < named.amount_cents:
        raise RefusedError(
            f"entry {named.entry} is money that claims took since: "
            f"{', '.join(used['entry'].tolist()[:3])}",
            id="ENTRY-USED",
            fix=f"take those back first, or the whole batch {named.batch} with undo-batch",
        )


def _next_step(rows: pd.DataFrame, named: Entry) -> list[Finding]:
    """Return what will post again on its own, so that the cause is mended first."""
    where = "Ledger"
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
