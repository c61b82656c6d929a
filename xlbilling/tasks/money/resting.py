"""What rests on ledger rows that are to be taken back, and what cannot stand without them.

Money of a receipt that was held and applied later rests on the row that brought it in: without
that row the application would take money that is not there. So it is taken back with it, the
newest first. Money that was given back in the meantime cannot be taken back so: that is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from xlbilling.model import ledger, money
from xlbilling.model.errors import RefusedError
from xlbilling.model.findings import WARNING, Finding
from xlbilling.model.ledger import Account, Entry, EntryType
from xlbilling.tasks.money import receipt_money
from xlbilling.tasks.money.receipt_money import receipt_keys
from xlbilling.tasks.money.sources import Source
from xlbilling.tasks.posting.open_balances import rows_that_stand
from xlbilling.tasks.posting.sheet_values import cents

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.tables import Snapshot


def dependents(rows: pd.DataFrame, taken: Sequence[Entry]) -> list[Entry]:
    """Return the applications of held money that cannot stand without the rows taken back.

    Args:
        rows: the whole ledger.
        taken: the rows that are to be taken back.

    Raises:
        RefusedError: the money was refunded since.
    """
    touched = {_receipt(one) for one in taken} - {""}
    if not touched:
        return []
    keys = receipt_keys(rows)
    own = rows[keys.isin(list(touched))]
    ids = {one.entry for one in taken}
    found: list[Entry] = []
    standing = ledger.entries_of(rows_that_stand(own).sort_values("seq", kind="stable"))
    for receipt in sorted(touched):
        mine = [one for one in standing if _receipt(one) == receipt]
        left = sum(map(_held, mine)) - sum(_held(one) for one in taken if _receipt(one) == receipt)
        for one in reversed(mine):
            if (
                left < 0
                and one.credit is Account.PATIENT_AR
                and one.debit is Account.UNAPPLIED
                and one.entry not in ids
            ):
                left += one.amount_cents
                found.append(one)
        if left < 0:
            raise _refunded(receipt, mine)
    return found


def _meets(place: tuple[str, str], lines: Collection[tuple[str, str]]) -> bool:
    """Tell whether a claim's line is one of some, or one of the two is the claim as a whole."""
    claim, line = place
    return place in lines or (claim, "") in lines or (not line and claim in {c for c, _ in lines})


def refuse_restoring(book: Snapshot, taken: Sequence[Entry]) -> None:
    """Refuse to take back reversals whose originals must not stand again.

    Raises:
        RefusedError: an original's batch was undone since, or its receipt was posted anew.
    """
    contras = [one for one in taken if one.reverses]
    if not contras:
        return
    rows, batches = book.frame("ledger"), book.frame("batches")
    undone = set(batches.loc[batches["status"] == "UNDONE", "batch"])
    batch_of = dict(zip(rows["entry"], rows["batch"], strict=True))
    for one in contras:
        if batch_of[one.reverses] in undone:
            raise RefusedError(
                f"entry {one.reverses} belongs to batch {batch_of[one.reverses]}, which was undone",
                id="UNDO-ORIGINAL",
                fix="post that batch's rows anew instead",
            )
    _refuse_twice(book, contras)


def _refuse_twice(book: Snapshot, contras: Sequence[Entry]) -> None:
    sheet = book.frame("receipts")
    amounts = dict(zip(sheet["receipt"], cents(sheet["amount_cents"]), strict=True))
    standing = receipt_money.read(book.frame("ledger"))
    for receipt in sorted({_receipt(one) for one in contras} - {""}):
        own = [one for one in contras if _receipt(one) == receipt and one.debit is Account.CASH]
        cash = standing[receipt].cash - sum(one.amount_cents for one in own)
        if own and cash > (amounts.get(receipt) or 0):
            raise RefusedError(
                f"receipt {receipt} was posted anew since; {money.show(cash)} would stand for it",
                id="UNDO-RECEIPT",
                fix="take the newer posting back first",
            )


def _receipt(entry: Entry) -> str:
    """Return the receipt that an entry belongs to; "" for none."""
    prefix = Source.RECEIPT.mark("")
    is_refund = entry.source_row.startswith(Source.REFUND.mark(""))
    mark = entry.note if is_refund and entry.debit is Account.UNAPPLIED else entry.source_row
    return mark.removeprefix(prefix) if mark.startswith(prefix) else ""


def _held(entry: Entry) -> int:
    """Return by how much an entry raises what is held in Unapplied."""
    sign = (entry.credit is Account.UNAPPLIED) - (entry.debit is Account.UNAPPLIED)
    return sign * entry.amount_cents


def _refunded(receipt: str, mine: Iterable[Entry]) -> RefusedError:
    refunds = [one.source_row for one in mine if one.credit is Account.CASH]
    return RefusedError(
        f"money of receipt {receipt} was given back since: {', '.join(refunds) or 'see Refunds'}",
        id="RECEIPT-REFUNDED",
        fix="take the refund back first, with reverse-entry, if it was not paid out",
    )


def on_claims(rows: pd.DataFrame, taken: Sequence[Entry], what: str) -> list[Finding]:
    """Return what other batches posted later on the same claims: a person should look at it."""
    ids = {one.entry for one in taken}
    batches = {one.batch for one in taken}
    own = rows[rows["entry"].isin(list(ids)) & (rows["claim_id"] != "")]
    first = own.groupby("claim_id")["seq"].min()
    lines = {(one.claim_id, one.line) for one in taken}
    others = rows[rows["claim_id"].isin(first.index) & ~rows["entry"].isin(list(ids))]
    others = rows_that_stand(others)
    others = others[~others["batch"].isin(list(batches))]
    places = zip(others["claim_id"], others["line"], strict=True)
    meets = np.array([_meets(place, lines) for place in places], dtype=bool)
    is_later = others["seq"] > others["claim_id"].map(first)
    later = others[meets & is_later & (others["type"] != EntryType.CHARGE.value)]
    pairs = Counter(zip(later["claim_id"], later["batch"], strict=True))
    return [
        Finding(
            "UNDO-RESTS",
            WARNING,
            f"claim {claim}: {count} rows of batch {batch} rest on {what}",
            "Ledger",
            f"look whether batch {batch} still stands on that claim",
        )
        for (claim, batch), count in sorted(pairs.items())
    ]
