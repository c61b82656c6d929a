"""What is open on the claims a run touches, by line and owner, as entries are added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from xlbilling.model import ledger
from xlbilling.model.ledger import PATIENT_OWNER, RECEIVABLES, Account, Entry, EntryType

if TYPE_CHECKING:
    import pandas as pd


_CASH_TYPES: Final = (EntryType.PAYMENT.value, EntryType.REFUND.value)
_PATIENTS_TYPES: Final = (*_CASH_TYPES, EntryType.INTEREST.value)
"""Cash and finance charges: on a patient's side they are no answer of a payer's."""
ANSWERED_BY: Final = "ANSWERED BY"
"""Reason of the rows that move a balance to the payer who answers for it; no answer themselves."""
ANSWERED_AGAIN: Final = "ANSWERED AGAIN BY"
"""Reason of those that move it back to a payer that moved it on before, and answers once more.

Such a move is a part of the answer: where that is taken back, the next payer owes again.
"""


def taken_back(rows: pd.DataFrame) -> set[str]:
    """Return the ids of the entries that a row which stands takes back.

    A row that takes another back may be taken back itself (a reversal that is undone): the later
    row decides, and the first one stands again.
    """
    takes_back = rows["reverses"] != ""
    if not takes_back.any():
        return set()
    contras = rows.loc[takes_back, ["seq", "entry", "reverses"]]
    contras = contras.sort_values("seq", ascending=False, kind="stable")
    gone: set[str] = set()
    for entry, target in zip(contras["entry"].tolist(), contras["reverses"].tolist(), strict=True):
        if entry not in gone:
            gone.add(target)
    return gone


def rows_that_stand(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the ledger rows that nobody took back, without the rows that took others back."""
    gone = taken_back(rows)
    return rows[(rows["reverses"] == "") & ~rows["entry"].isin(gone)] if gone else rows


def service_cents(owed: int, finance: int) -> int:
    """Return what of a patient's balance is for the service: finance charges are paid last.

    Args:
        owed: in cents; a credit stays as it is.
        finance: what finance charges on it came to, in cents.
    """
    return owed - max(0, min(owed, finance))


class OpenBalances:
    """Receivables of some claims: from the ledger first, then kept up with every new entry.

    Rows that were taken back count as never posted, so that an undo leaves no trace here.

    Attributes:
        charged: charges by (claim, line).
        patient_paid: what the patient paid by claim.
        finance: what finance charges on the patient came to by (claim, line).
    """

    def __init__(self, rows: pd.DataFrame, claim_ids: Collection[str]) -> None:
        """Sum the ledger's rows of the claims named."""
        self._by_line: dict[str, dict[str, dict[str, int]]] = {}
        self._held: dict[str, set[str]] = {}
        self.charged: dict[tuple[str, str], int] = {}
        self.patient_paid: dict[str, int] = {}
        self.finance: Counter[tuple[str, str]] = Counter()
        self._events: Counter[tuple[str, str]] = Counter()
        self._by_patient: Counter[tuple[str, str]] = Counter()
        self._new_cash: list[Entry] = []
        touched = rows[rows["claim_id"].isin(list(claim_ids))]
        self._known = set(touched["entry"])
        touched = rows_that_stand(touched)
        self._sum_receivables(touched)
        self._sum_events(touched)

    def _sum_receivables(self, rows: pd.DataFrame) -> None:
        moved = ledger.receivables(rows)
        sums = moved.groupby(["claim_id", "line", "owner"], sort=False)["cents"].sum()
        for (claim_id, line, owner), amount in zip(sums.index.to_flat_index(), sums, strict=True):
            self._add(claim_id, line, owner, int(amount))

    def _sum_events(self, rows: pd.DataFrame) -> None:
        charges = rows[rows["type"] == EntryType.CHARGE.value]
        sums = charges.groupby(["claim_id", "line"], sort=False)["amount_cents"].sum()
        self.charged = {
            (key[0], key[1]): int(amount)
            for key, amount in zip(sums.index.to_flat_index(), sums, strict=True)
        }
        paid = rows[
            (rows["type"] == EntryType.PAYMENT.value) & (rows["from_owner"] == PATIENT_OWNER)
        ]
        by_claim = paid.groupby("claim_id", sort=False)["amount_cents"].sum()
        self.patient_paid = {str(key): int(amount) for key, amount in by_claim.items()}
        others = rows[(rows["type"] != EntryType.CHARGE.value) & (rows["reason"] != ANSWERED_BY)]
        self._events = Counter(zip(others["claim_id"], others["line"], strict=True))
        self._cash = others[others["type"].isin(_CASH_TYPES)]
        own = others[others["type"].isin(_PATIENTS_TYPES)]
        patients = own[(own["from_owner"] == PATIENT_OWNER) | (own["to_owner"] == PATIENT_OWNER)]
        self._by_patient = Counter(zip(patients["claim_id"], patients["line"], strict=True))
        charges = patients[patients["type"] == EntryType.INTEREST.value]
        places = zip(charges["claim_id"], charges["line"], strict=True)
        for place, cents in zip(places, charges["amount_cents"], strict=True):
            self.finance[place] += int(cents)

    def add(self, entries: Iterable[Entry]) -> None:
        """Keep up with entries that are about to be posted; one that counts already is left out."""
        for entry in entries:
            if not entry.claim_id or entry.entry in self._known:
                continue
            self._known.add(entry.entry)
            if entry.debit in RECEIVABLES:
                self._add(entry.claim_id, entry.line, entry.to_owner, entry.amount_cents)
            if entry.credit in RECEIVABLES:
                self._add(entry.claim_id, entry.line, entry.from_owner, -entry.amount_cents)
            self._add_event(entry)

    def _add_event(self, entry: Entry) -> None:
        key = (entry.claim_id, entry.line)
        if entry.type is EntryType.CHARGE:
            self.charged[key] = self.charged.get(key, 0) + entry.amount_cents
            return
        if entry.reason != ANSWERED_BY:
            self._events[key] += -1 if entry.reverses else 1
        if entry.type in _CASH_TYPES:
            self._new_cash.append(entry)
        if entry.type in _PATIENTS_TYPES:
            is_patients = PATIENT_OWNER in {entry.from_owner, entry.to_owner}
            self._by_patient[key] += is_patients * (-1 if entry.reverses else 1)
            if is_patients and entry.type is EntryType.INTEREST:
                self.finance[key] += entry.amount_cents
        if entry.type is EntryType.PAYMENT and entry.credit is Account.PATIENT_AR:
            paid = self.patient_paid.get(entry.claim_id, 0)
            self.patient_paid[entry.claim_id] = paid + entry.amount_cents

    def _add(self, claim_id: str, line: str, owner: str, amount: int) -> None:
        owners = self._by_line.setdefault(claim_id, {}).setdefault(line, {})
        owners[owner] = owners.get(owner, 0) + amount
        self._held.setdefault(claim_id, set()).add(owner)

    def lines(self, claim_id: str) -> dict[str, dict[str, int]]:
        """Return what each owner owes by line; line "" is the claim as a whole."""
        return {line: dict(owners) for line, owners in self._by_line.get(claim_id, {}).items()}

    def of_line(self, claim_id: str, line: str) -> dict[str, int]:
        """Return what each owner owes on a line."""
        return dict(self._by_line.get(claim_id, {}).get(line, {}))

    def of_claim(self, claim_id: str) -> dict[str, int]:
        """Return what each owner owes on a claim, its lines and claim rows together."""
        totals: dict[str, int] = {}
        for owners in self._by_line.get(claim_id, {}).values():
            for owner, amount in owners.items():
                totals[owner] = totals.get(owner, 0) + amount
        return totals

    def service_of_line(self, claim_id: str, line: str) -> dict[str, int]:
        """Return what each owner owes on a line for the service; see ``service_cents``."""
        owners = self.of_line(claim_id, line)
        return self._without(owners, self.finance[claim_id, line])

    def service_of_claim(self, claim_id: str) -> dict[str, int]:
        """Return what each owner owes on a claim for its services; see ``service_cents``."""
        charged = sum(self.finance[claim_id, line] for line in self._by_line.get(claim_id, {}))
        return self._without(self.of_claim(claim_id), charged)

    @staticmethod
    def _without(owners: dict[str, int], finance: int) -> dict[str, int]:
        """Return balances without the patient's finance charges: no insurer ever answers those."""
        if PATIENT_OWNER not in owners:
            return owners
        return owners | {PATIENT_OWNER: service_cents(owners[PATIENT_OWNER], finance)}

    def claim_cents(self, claim_id: str) -> int:
        """Return a claim's balance."""
        return sum(self.of_claim(claim_id).values())

    def is_answered(self, claim_id: str, line: str) -> bool:
        """Tell whether something stands on a line that is no charge; line "" is the claim."""
        return self._events[claim_id, line] > 0

    def is_answered_by_payer(self, claim_id: str, line: str) -> bool:
        """Tell whether more stands on a line than charges and what the patient paid."""
        return self._events[claim_id, line] > self._by_patient[claim_id, line]

    def payments_of(self, claim_id: str) -> dict[str, set[str]]:
        """Return the payers that paid on a claim, each with the batches in which they did."""
        own = self._cash[self._cash["claim_id"] == claim_id]
        own = own[(own["type"] == EntryType.PAYMENT.value) & (own["amount_cents"] > 0)]
        pairs = [*zip(own["payer_id"], own["batch"], strict=True)]
        pairs += [
            (one.payer_id, one.batch)
            for one in self._new_cash
            if one.claim_id == claim_id and one.type is EntryType.PAYMENT and one.amount_cents > 0
        ]
        found: dict[str, set[str]] = {}
        for payer, batch in pairs:
            if payer:
                found.setdefault(payer, set()).add(batch)
        return found

    def last_refund(self, claim_id: str) -> date | None:
        """Return the day on which money of a claim was last given back; None for never."""
        own = self._cash[self._cash["claim_id"] == claim_id]
        days = [day.date() for day in own.loc[own["type"] == EntryType.REFUND.value, "posted"]]
        days += [
            one.posted
            for one in self._new_cash
            if one.claim_id == claim_id and one.type is EntryType.REFUND and not one.reverses
        ]
        return max(days, default=None)

    def has_owed(self, claim_id: str, owner: str) -> bool:
        """Tell whether an owner ever stood on a claim."""
        return owner in self._held.get(claim_id, set())
