"""Provider-level adjustments as open items: what opens one, what closes it, what nobody explains.

A payer that keeps money for later opens an item (a negative amount, or a refund letter of ours);
the amount that it takes later closes it. The same payer and reference belong together; a
reference with embedded data is compared by its parts. Items are worked out anew from all posted
payments by date, so that neither the order of files nor an undo leaves a trace.
Source: rules.md P-7, RFI-578, 1114, 1374, 1604, 1756, 2231.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Final

from xlbilling.tasks.posting.match_claims import normalised

INTEREST: Final = "L6"
ACKNOWLEDGED: Final = "72"
FORWARD: Final = "FB"
LETTER: Final = "LETTER"
REFUND: Final = "REFUND"
"""Our own check to the payer, from the ledger: it closes what the payer would have taken."""
_RANKS: Final = {LETTER: 0, REFUND: 2}
"""What goes before and behind the payments of a day."""
_TAKING: Final = frozenset({"WO", FORWARD, ACKNOWLEDGED, "WU", "OB", LETTER})
"""Codes that take from one another: recoveries, forwarded balances, refunds acknowledged."""
_NEEDS_OPEN: Final = frozenset({"WO", FORWARD, "WU", "OB", "AP"})
"""Codes whose positive amounts must have something open; others open an item either way."""
_PARTS: Final = re.compile(r"[\s#,;:/]+")
_DAY_AT_END: Final = re.compile(r"(?P<rest>.+?)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")
_SHORTEST: Final = 4


class State(StrEnum):
    """What becomes of an item."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    UNEXPLAINED = "UNEXPLAINED"
    INCOME = "INCOME"


@dataclass
class Item:
    """One amount outside of any claim.

    Attributes:
        row: its row on its sheet.
        batch: the payment, or the id of the letter.
        cents: as in the 835: positive lowers a payment.
        closed_by_hand: somebody typed under Closed By what settled it.
        balance: what is open of it.
        closed_by: the batches or letters that took from it.
        running: all that is open with the payer once its payment is in.
        is_refunded: our own refund settled it, as the payer acknowledged.
        is_paid: a refund of ours in the ledger took from it.
        unposted: what the payer acknowledges and no refund in the ledger gave it yet.
    """

    row: int
    batch: str
    payer_id: str
    code: str
    reference: str
    cents: int
    opened: date | None
    closed_by_hand: bool = False
    balance: int = 0
    closed_by: list[str] = field(default_factory=list)
    running: int = 0
    is_refunded: bool = False
    is_paid: bool = False
    unposted: int = 0

    def __post_init__(self) -> None:
        """Open it with its whole amount."""
        self.code = self.code.strip().upper()
        self.balance = 0 if self.code == INTEREST or self.closed_by_hand else self.cents

    @property
    def state(self) -> State:
        """What became of it."""
        if self.code == INTEREST:
            return State.INCOME
        if self.balance == 0:
            return State.CLOSED
        is_unexplained = self.balance > 0 and self.code in _NEEDS_OPEN
        return State.UNEXPLAINED if is_unexplained else State.OPEN

    def note_by(self, other: Item) -> None:
        """Note what took from it, once."""
        if other.batch not in self.closed_by:
            self.closed_by.append(other.batch)


def parts_of(reference: str) -> frozenset[str]:
    """Return what a reference may name: itself and its parts, a day at their end left out.

    A reference such as ``PTACCT#CCYYMMDD CLAIM#`` (BCBS) names an account, a day and a claim.
    """
    pieces = [reference, *_PARTS.split(reference)]
    dated = [match["rest"] for one in pieces if (match := _DAY_AT_END.fullmatch(one))]
    return frozenset(normalised(one) for one in (*pieces, *dated)) - {""}


def is_same_reference(one: str, other: str) -> bool:
    """Tell whether two references name the same thing, as a whole or by a part of one of them."""
    whole, whole_other = normalised(one), normalised(other)
    if whole == whole_other:
        return True
    long_enough = min(len(whole), len(whole_other)) >= _SHORTEST
    return long_enough and (whole in parts_of(other) or whole_other in parts_of(one))


def settle(items: Iterable[Item]) -> None:
    """Work out what is open of each item, payer by payer, in the order of dates.

    Args:
        items: letters, adjustments of posted payments and our refunds, in the order of sheets.
    """
    by_payer: dict[str, list[Item]] = {}
    for one in items:
        by_payer.setdefault(one.payer_id, []).append(one)
    for own in by_payer.values():
        dated = sorted(own, key=lambda one: (one.opened or date.max, _rank(one), one.batch))
        pool: list[Item] = []
        told: list[Item] = []
        for (_, rank, _), group in groupby(
            dated, key=lambda one: (one.opened, _rank(one), one.batch)
        ):
            payment = list(group)
            if rank == _RANKS[REFUND]:
                _refund(payment, pool, told)
            else:
                _take(payment, pool)
            told += [one for one in payment if one.unposted]


def _rank(one: Item) -> int:
    return _RANKS.get(one.code, 1)


def _refund(refunds: Iterable[Item], pool: list[Item], told: Iterable[Item]) -> None:
    """Take our refunds in: what the payer acknowledged before, else what is open under each."""
    for one in refunds:
        for other in told:
            if is_same_reference(one.reference, other.reference):
                amount = min(one.balance, other.unposted)
                other.unposted -= amount
                one.balance -= amount
        for other in [each for each in pool if _belongs(one, each)]:
            other.is_paid |= one.balance > 0 > other.balance
            _offset(one, other)
    pool[:] = [one for one in (*pool, *refunds) if one.balance]


def _take(payment: Sequence[Item], pool: list[Item]) -> None:
    """Take the items of one payment in: netted among themselves, then against what is open."""
    _net(payment)
    _acknowledge(payment, pool)
    pool += [one for one in payment if one.balance]
    for one in payment:
        for other in [each for each in pool if _belongs(one, each)]:
            _offset(one, other)
    for one in payment:
        if one.code == FORWARD and one.balance > 0:
            for other in [each for each in pool if each.code == FORWARD]:
                _offset(one, other)
    pool[:] = [one for one in pool if one.balance]
    running = sum(one.balance for one in pool if one.code != REFUND)
    for one in payment:
        one.running = running


def _net(payment: Sequence[Item]) -> None:
    """Net pairs of one payment: same kind and reference, opposite amounts."""
    for n, one in enumerate(payment):
        for other in payment[n + 1 :]:
            is_pair = one.balance and one.balance == -other.balance
            if is_pair and ACKNOWLEDGED not in {one.code, other.code} and _belongs(one, other):
                _offset(one, other)


def _acknowledge(payment: Sequence[Item], pool: Sequence[Item]) -> None:
    """Pair what the payer would take with the refund that it acknowledges (72).

    What was open before under that reference, or the forwarded balance, our refund has settled.
    """
    for one in payment:
        if one.code != ACKNOWLEDGED or one.balance >= 0:
            continue
        takes = [each for each in payment if each.balance == -one.balance and each.code in _TAKING]
        takes.sort(key=lambda each: not is_same_reference(each.reference, one.reference))
        for taking in takes[:1]:
            _offset(one, taking)
            one.is_refunded = True
            one.unposted = _settle_refunded(taking, pool)


def _settle_refunded(taking: Item, pool: Sequence[Item]) -> int:
    """Settle what was open before; return how much: no refund of ours in the ledger did it."""
    left = taking.cents
    for other in pool:
        is_forward = taking.code == other.code == FORWARD
        if other.balance < 0 and (is_forward or _belongs(taking, other)):
            settled = min(left, -other.balance)
            other.balance += settled
            other.is_refunded = True
            left -= settled
            if settled:
                other.note_by(taking)
    return taking.cents - left


def _belongs(one: Item, other: Item) -> bool:
    """Tell whether two items may take from each other."""
    if one is other:
        return False
    is_kind = one.code == other.code or {one.code, other.code} <= _TAKING
    is_kind |= REFUND in {one.code, other.code}
    return is_kind and is_same_reference(one.reference, other.reference)


def _offset(one: Item, other: Item) -> None:
    """Take two opposite balances off each other."""
    if one.balance * other.balance >= 0:
        return
    amount = min(abs(one.balance), abs(other.balance))
    sign = 1 if one.balance > 0 else -1
    one.balance -= sign * amount
    other.balance += sign * amount
    one.note_by(other)
    other.note_by(one)
