"""What the Provider Adjustments and Recoupments sheets show: open items, worked out anew.

Source: rules.md P-7.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import money
from xlbilling.model.findings import WARNING, Finding
from xlbilling.model.ledger import Account
from xlbilling.tasks.money.after import with_rows
from xlbilling.tasks.money.sources import Source
from xlbilling.tasks.posting.match_claims import normalised
from xlbilling.tasks.posting.open_balances import rows_that_stand
from xlbilling.tasks.posting.open_items import (
    INTEREST,
    LETTER,
    REFUND,
    Item,
    State,
    parts_of,
    settle,
)
from xlbilling.tasks.posting.posted_answers import POSTED, below_nothing
from xlbilling.tasks.posting.sheet_values import cents, days, set_columns, sheet_rows

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.ledger import Entry
    from xlbilling.model.plan import Change
    from xlbilling.model.tables import Snapshot

BEGUN: Final = frozenset({"PARTIAL", "POSTED"})
READS: Final = ("provider_adjustments", "recoupments", "remits", "remit_lines", "ledger")


@dataclass(frozen=True)
class OpenItems:
    """The open items of a book.

    Attributes:
        items: adjustments of posted payments, by row of Provider Adjustments.
        letters: refund letters in the ledger, by row of Recoupments.
        unposted: rows of payments that are not posted, with the cells they show.
        unsent: rows of letters that are not in the ledger.
        claims: our claim by payer claim number and claim id, without punctuation.
        reversed_by: the batch whose reversal took the answer of a payer claim number back.
        refunds: what we sent payers for what they would take, as the ledger has it.
    """

    items: Mapping[int, Item]
    letters: Mapping[int, Item]
    unposted: Mapping[int, dict[str, Any]]
    unsent: tuple[int, ...]
    claims: Mapping[str, str]
    reversed_by: Mapping[str, str]
    refunds: tuple[Item, ...] = ()

    def claim_of(self, item: Item) -> str:
        """Return our claim that a reference names; "" for none or several."""
        found = {self.claims[part] for part in parts_of(item.reference) if part in self.claims}
        return found.pop() if len(found) == 1 else ""

    def taken_back_by(self, item: Item) -> str:
        """Return the batch that took the same thing back by a reversal; "" for none."""
        parts = sorted(parts_of(item.reference))
        return next((self.reversed_by[one] for one in parts if one in self.reversed_by), "")


def read(
    book: Snapshot,
    posted: Collection[str],
    ledger: pd.DataFrame,
    reversed_now: Mapping[str, str] | None = None,
) -> OpenItems:
    """Return the open items.

    Args:
        book: the workbook.
        posted: the batches that are posted, those of this run too.
        ledger: the ledger as it will be, for the refund letters in it.
        reversed_now: batch by payer claim number of the reversals that this run posts.
    """
    refunds = ledger[ledger["debit"] == Account.RECOUPMENT.value]
    refunds = refunds[refunds["source_row"].str.startswith(Source.REFUND.mark(""))]
    items, unposted = _items(book, posted, set(Source.REFUND.keys(refunds["source_row"])))
    letters, unsent = _letters(book, ledger)
    sent = tuple(_refunds(refunds))
    settle([*letters.values(), *items.values(), *sent])
    every = (*items.values(), *letters.values())
    parts = {part for item in every for part in parts_of(item.reference)}
    claims, reversed_by = _claims(book, parts) if parts else ({}, {})
    reversed_by |= {normalised(icn): batch for icn, batch in (reversed_now or {}).items() if icn}
    return OpenItems(items, letters, unposted, unsent, claims, reversed_by, sent)


def after(book: Snapshot, entries: Sequence[Entry]) -> OpenItems | None:
    """Return the open items once rows are added; None where the rows change none of them."""
    if not any(Account.RECOUPMENT in {one.debit, one.credit} for one in entries):
        return None
    return read(book, posted_batches(book), with_rows(book.frame("ledger"), entries))


def newly(book: Snapshot, there: OpenItems) -> Iterator[Finding]:
    """Give what nothing explains any more, of items that the sheet shows otherwise."""
    sheet = book.frame("provider_adjustments")
    shown = dict(zip(sheet_rows(sheet), sheet["state"], strict=True))
    for row, item in there.items.items():
        if item.state is State.UNEXPLAINED and shown[row] != item.state.value:
            yield _unexplained(book, there, item, row)
        if item.unposted:
            yield _not_refunded(book, item, row)


def posted_batches(book: Snapshot) -> set[str]:
    """Return the payments of which something is posted."""
    remits = book.frame("remits")
    return set(remits.loc[remits["status"].isin(list(BEGUN)), "batch"])


def _refunds(rows: pd.DataFrame) -> Iterator[Item]:
    """Give our refunds of what payers would take back, as items that take from it."""
    own = rows_that_stand(rows)
    for key, payer, reference, amount, day in zip(
        Source.REFUND.keys(own["source_row"]), own["payer_id"], own["note"],
        own["amount_cents"], days(own["posted"]), strict=True,
    ):  # fmt: skip
        yield Item(0, key, payer, REFUND, reference, int(amount), day)


def _items(
    book: Snapshot, posted: Collection[str], refunds: Collection[str]
) -> tuple[dict[int, Item], dict[int, dict[str, Any]]]:
    """Return the items, and the amounts of payments not posted; refunds may have closed some."""
    sheet, remits = book.frame("provider_adjustments"), book.frame("remits")
    facts = zip(remits["payer"], days(remits["date"]), strict=True)
    payment = dict(zip(remits["batch"], facts, strict=True))
    known = {*remits["batch"], *book.frame("recoupments")["letter"], *refunds}
    items: dict[int, Item] = {}
    unposted: dict[int, dict[str, Any]] = {}
    for row, batch, payer, code, reference, amount, opened, closed_by in zip(
        sheet_rows(sheet), sheet["batch"], sheet["payer"], sheet["code"], sheet["reference"],
        cents(sheet["amount_cents"]), days(sheet["opened"]), sheet["closed_by"], strict=True,
    ):  # fmt: skip
        by_hand = bool(set(closed_by.split(", ")) - known - {""})
        if batch not in posted:
            unposted[row] = _blank(code, amount or 0, by_hand=by_hand)
            continue
        payer_id, paid_on = payment.get(batch, ("", None))
        day = paid_on or opened
        items[row] = Item(row, batch, payer_id or payer, code, reference, amount or 0, day, by_hand)
    return items, unposted


def _letters(book: Snapshot, ledger: pd.DataFrame) -> tuple[dict[int, Item], tuple[int, ...]]:
    sheet = book.frame("recoupments")
    if sheet.empty:
        return {}, ()
    own = ledger[ledger["source_row"].str.startswith(Source.RECOUPMENT.mark(""))]
    standing = set(Source.RECOUPMENT.keys(rows_that_stand(own)["source_row"]))
    letters: dict[int, Item] = {}
    unsent = []
    for row, letter, payer, reference, amount, day in zip(
        sheet_rows(sheet), sheet["letter"], sheet["payer_id"], sheet["reference"],
        cents(sheet["amount_cents"]), days(sheet["date"]), strict=True,
    ):  # fmt: skip
        if letter in standing:
            letters[row] = Item(row, letter, payer, LETTER, reference, -(amount or 0), day)
        else:
            unsent.append(row)
    return letters, tuple(unsent)


def _claims(book: Snapshot, parts: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return our claims by what references name, and the reversals by payer claim number."""
    lines = book.frame("remit_lines")
    own = lines[lines["our_claim"] != ""]
    numbers = own["icn"].where(own["icn"] != "", own["our_claim"]).map(normalised)
    chosen = own[numbers.isin(parts) | own["our_claim"].map(normalised).isin(parts)]
    claims: dict[str, set[str]] = {}
    back: dict[str, str] = {}
    for icn, ours, batch, is_back in zip(
        chosen["icn"].map(normalised), chosen["our_claim"], chosen["batch"],
        below_nothing(chosen) & (chosen["state"] == POSTED), strict=True,
    ):  # fmt: skip
        for name in {icn, normalised(ours)} - {""}:
            claims.setdefault(name, set()).add(ours)
        if icn and is_back:
            back[icn] = batch
    return {name: found.pop() for name, found in claims.items() if len(found) == 1}, back


def changes(there: OpenItems) -> list[Change]:
    """Return the cells of both sheets."""
    shown: dict[int, dict[str, Any]] = {row: dict(cells) for row, cells in there.unposted.items()}
    shown |= {row: _cells(item, there) for row, item in there.items.items()}
    letters: dict[int, dict[str, Any]] = {
        row: {"taken": item.balance - item.cents, "left": -item.balance}
        for row, item in there.letters.items()
    }
    letters |= {row: {"taken": None, "left": None} for row in there.unsent}
    return [*set_columns("provider_adjustments", shown), *set_columns("recoupments", letters)]


def _blank(code: str, amount: int, *, by_hand: bool) -> dict[str, Any]:
    """Return what an item of a payment that is not posted shows; what a person closed stays."""
    cells: dict[str, Any] = dict.fromkeys(("state", "claim_id", "note"), "")
    cells["running_balance"] = None
    cells["balance"] = 0 if code.strip().upper() == INTEREST else amount
    return cells if by_hand else cells | {"closed_by": ""}


def _cells(item: Item, there: OpenItems) -> dict[str, Any]:
    cells: dict[str, Any] = {
        "balance": item.balance,
        "state": item.state.value,
        "running_balance": item.running,
        "claim_id": there.claim_of(item),
        "note": _note(item, there),
    }
    if not item.closed_by_hand:
        cells["closed_by"] = ", ".join(item.closed_by)
    return cells


def _note(item: Item, there: OpenItems) -> str:
    if item.state is State.INCOME:
        return "interest"
    if item.closed_by_hand:
        return "closed by hand"
    if item.is_refunded or item.is_paid:
        return _refund_note(item)
    if item.state is State.UNEXPLAINED:
        by = there.taken_back_by(item)
        return f"batch {by} took it back by a reversal already" if by else "nothing is open for it"
    is_later = item.state is State.OPEN and item.balance < 0
    return "comes off a later payment" if is_later else ""


def _refund_note(item: Item) -> str:
    if item.unposted:
        return "the payer acknowledges our refund, which is not posted: key it on Refunds"
    if item.is_refunded:
        return "our refund settled it, as the payer acknowledges"
    return f"our refund settled {'part of ' if item.balance else ''}it"


def findings(book: Snapshot, there: OpenItems, batches: Iterable[str]) -> Iterator[Finding]:
    """Give the recoveries of some payments that nothing explains, and what is taken back twice.

    Args:
        book: the workbook.
        there: its open items.
        batches: the payments that are posted now.
    """
    now = set(batches)
    for row, item in there.items.items():
        if item.batch in now and item.state is State.UNEXPLAINED:
            yield _unexplained(book, there, item, row)
        if item.batch in now and item.unposted:
            yield _not_refunded(book, item, row)
    for row, item in there.letters.items():
        by = there.taken_back_by(item)
        if by and (by in now or item.batch in now):
            yield _twice(book, item, by, row)
    yield from (_sent_twice(item) for item in there.refunds if now and item.balance > 0)


def _unexplained(book: Snapshot, there: OpenItems, item: Item, row: int) -> Finding:
    where = book["provider_adjustments"].where("amount", row)
    said = f"batch {item.batch}: {item.payer_id} takes {money.show(item.balance)} ({item.code}, "
    said += f"reference {item.reference or 'none'})"
    by = there.taken_back_by(item)
    if by:
        return Finding(
            "DOUBLE-TAKEBACK",
            WARNING,
            f"{said}, which its reversal in batch {by} took already",
            where,
            "ask the payer for one of the two back",
        )
    return Finding(
        "UNEXPLAINED-RECOUPMENT",
        WARNING,
        f"{said} and nothing is open for it",
        where,
        "find the payer's letter and key it on Recoupments, or ask the payer what it is for",
    )


def _not_refunded(book: Snapshot, item: Item, row: int) -> Finding:
    return Finding(
        "REFUND-NOT-POSTED",
        WARNING,
        f"batch {item.batch}: {item.payer_id} acknowledges a refund of {money.show(item.unposted)} "
        f"(72, reference {item.reference or 'none'}) that is not posted; the ledger still owes it",
        book["provider_adjustments"].where("amount", row),
        "key it on Refunds: To PAYER, the payer, that reference and amount; then run refund",
    )


def _sent_twice(item: Item) -> Finding:
    return Finding(
        "REFUND-TWICE",
        WARNING,
        f"refund {item.batch}: {money.show(item.balance)} went to {item.payer_id} under reference "
        f"{item.reference}, and {item.payer_id} took it as well",
        "Refunds",
        "ask the payer for one of the two back; a WO below nothing of that reference settles it",
    )


def _twice(book: Snapshot, item: Item, by: str, row: int) -> Finding:
    return Finding(
        "DOUBLE-TAKEBACK",
        WARNING,
        f"letter {item.batch}: {item.payer_id} asks {money.show(-item.cents)} back for reference "
        f"{item.reference}, and its reversal in batch {by} takes it as well",
        book["recoupments"].where("reference", row),
        "undo the letter's batch where the reversal stands, and ask the payer which one counts",
    )
