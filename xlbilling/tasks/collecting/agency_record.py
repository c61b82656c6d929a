"""What an agency is told of one account: who owes, how much, since when. Never what was treated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from xlbilling.tasks import settings

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot

Value = str | int | date | None
"""Text, an amount in cents, a day, or nothing."""
_NEEDED: Final = ("last", "address", "city", "state", "zip")


@dataclass(frozen=True)
class Debtor:
    """Who owes, from Guarantors, else from Patients; every text may be blank."""

    first: str = ""
    last: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    phone: str = ""
    born: date | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """What of the name and address is not there."""
        return tuple(name for name in _NEEDED if not getattr(self, name).strip())


@dataclass(frozen=True)
class Placed:
    """One account as it is placed.

    Attributes:
        client: our number with the agency.
        service_code: the agency's code for what it is asked to do.
        placement: our number of the placement.
        account: the guarantor's id.
        debtor: who owes.
        claims: the claims it is for.
        principal_cents: how much.
        placed_on: the day.
        days_of_service: the first and the last.
        first_billed: the first statement.
        last_payment: the day and the cents of the newest payment.
    """

    client: str
    service_code: str
    placement: str
    account: str
    debtor: Debtor
    claims: tuple[str, ...]
    principal_cents: int
    placed_on: date
    days_of_service: tuple[date | None, date | None]
    first_billed: date | None
    last_payment: tuple[date, int] | None


def _paid_on(one: Placed) -> Value:
    return one.last_payment[0] if one.last_payment else None


def _last_paid(one: Placed) -> Value:
    return one.last_payment[1] if one.last_payment else 0


FIELDS: Final[Mapping[str, Callable[[Placed], Value]]] = {
    "client": lambda one: one.client,
    "filler": lambda _: "",
    "name": lambda one: f"{one.debtor.first} {one.debtor.last}".strip(),
    "last": lambda one: one.debtor.last,
    "first": lambda one: one.debtor.first,
    "address": lambda one: one.debtor.address,
    "city": lambda one: one.debtor.city,
    "state": lambda one: one.debtor.state,
    "zip": lambda one: one.debtor.zip,
    "phone": lambda one: one.debtor.phone,
    "born": lambda one: one.debtor.born,
    "ssn": lambda _: "",
    "service_code": lambda one: one.service_code,
    "transmittal_id": lambda one: one.account,
    "account": lambda one: one.account,
    "placement": lambda one: one.placement,
    "claims": lambda one: " ".join(one.claims),
    "first_dos": lambda one: one.days_of_service[0],
    "last_dos": lambda one: one.days_of_service[1],
    "first_billed": lambda one: one.first_billed,
    "placed_on": lambda one: one.placed_on,
    "last_payment": _paid_on,
    "last_paid_cents": _last_paid,
    "balance_cents": lambda one: one.principal_cents,
    "balance": lambda one: one.principal_cents,
}
"""What a field of Agency Layout gives; ``text`` gives what its row says. We keep no social
security number, so that ``ssn`` is always blank; ``born`` is known where the guarantor is a
patient."""
UNCUT: Final = frozenset({
    "client", "state", "service_code", "transmittal_id", "account", "placement",
})  # fmt: skip
"""Fields that would say something else if they were cut."""


def debtors(book: Snapshot, accounts: Iterable[str]) -> dict[str, Debtor]:
    """Return who owes, by account; a guarantor's own row speaks before the patient's."""
    wanted = set(accounts)
    found: dict[str, Debtor] = {}
    names = ("first", "last", "address", "city", "state", "zip", "phone")
    patients = book.frame("patients")
    for key, born, *texts in zip(
        patients["patient_id"], patients["dob"], *(patients[name] for name in names), strict=True
    ):
        if key in wanted and key not in found:
            found[key] = replace(Debtor(*texts), born=None if born != born else born.date())  # noqa: PLR0124  NaT
    guarantors = book.frame("guarantors").iloc[::-1]
    for key, *texts in zip(
        guarantors["guarantor_id"], *(guarantors[name] for name in names), strict=True
    ):
        if key in wanted:
            found[key] = replace(Debtor(*texts), born=found[key].born if key in found else None)
    return found


def ours(book: Snapshot) -> tuple[str, str]:
    """Return our number with the agency, and its service code for us."""
    own = book.settings
    return settings.text(own, "Agency Client"), settings.text(own, "Agency Service Code")
