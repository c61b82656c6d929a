"""Our side of a payment: the claims it may belong to, with their lines, patients and coverage."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from xlbilling.tasks import settings
from xlbilling.tasks.posting import carc_map
from xlbilling.tasks.posting.carc_map import CarcMap
from xlbilling.tasks.posting.sheet_values import cents, days

if TYPE_CHECKING:
    import pandas as pd

    from xlbilling.model.tables import Snapshot

_YES: Final = "Y"


@dataclass(frozen=True, slots=True)
class OurLine:
    """One line of a claim as the Claims sheet has it; mods are sorted."""

    line: str
    code: str
    mods: tuple[str, ...]
    dos: date | None
    charge_cents: int
    sheet_row: int


@dataclass(frozen=True, slots=True)
class OurClaim:
    """A claim of ours, with what its ledger rows must carry.

    Attributes:
        dos: its first day of service.
        provider: who gave the service, else who bills.
        class_: the patient's financial class.
    """

    claim_id: str
    patient_id: str
    guarantor_id: str
    provider: str
    location: str
    class_: str
    dos: date | None
    lines: tuple[OurLine, ...]

    @property
    def charge_cents(self) -> int:
        """Sum of its lines' charges."""
        return sum(line.charge_cents for line in self.lines)

    def line(self, number: str) -> OurLine | None:
        """Return the line of a number, None where there is none."""
        return next((line for line in self.lines if line.line == number), None)


@dataclass(frozen=True, slots=True)
class Cover:
    """An insurance of a patient: level ``1`` to ``3``, payer, and the days it holds."""

    level: str
    payer_id: str
    member_id: str
    begins: date | None
    ends: date | None
    is_qmb: bool

    def holds_on(self, day: date | None) -> bool:
        """Tell whether it is in force on a day; a blank end or day leaves it open."""
        if day is None:
            return True
        return (self.begins is None or self.begins <= day) and (
            self.ends is None or day <= self.ends
        )


@dataclass(frozen=True, slots=True)
class PayerTerms:
    """What posting must know of a payer; days are None where nobody filled them."""

    is_capitated: bool = False
    is_government: bool = False
    appeal_days: int | None = None


@dataclass(frozen=True)
class Office:
    """Our side of the claims that a run touches.

    Attributes:
        government_credit_days: days until a credit must be given back to a government payer.
        credit_days: the same for all others; 0 for no due date.
    """

    claims: Mapping[str, OurClaim]
    covers: Mapping[str, tuple[Cover, ...]]
    payers: Mapping[str, PayerTerms] = field(default_factory=dict)
    carcs: CarcMap = field(default_factory=lambda: CarcMap({}))
    government_credit_days: int = 60
    credit_days: int = 0

    def covers_of(self, claim: OurClaim) -> tuple[Cover, ...]:
        """Return the coverages in force on a claim's first day, primary first."""
        held = (one for one in self.covers.get(claim.patient_id, ()) if one.holds_on(claim.dos))
        return tuple(sorted(held, key=lambda one: one.level))

    def terms(self, payer_id: str) -> PayerTerms:
        """Return a payer's terms; the plainest where the Payers sheet has none."""
        return self.payers.get(payer_id, PayerTerms())


def read_office(book: Snapshot, claim_ids: Collection[str]) -> Office:
    """Return our side of the claims named.

    Raises:
        RefusedError: a setting of days is not a whole number.
    """
    claims = read_claims(book, claim_ids)
    patients = {claim.patient_id for claim in claims.values()}
    covers = read_covers(book.frame("coverage"), patients)
    return Office(
        claims,
        covers,
        read_payers(book),
        carc_map.read(book.frame("carc_map")),
        settings.count(book.settings, "Government Credit Days"),
        settings.count(book.settings, "Credit Days"),
    )


def read_claims(book: Snapshot, claim_ids: Collection[str]) -> dict[str, OurClaim]:
    """Return the claims of the ids named, by id; ids that are not on the sheet are left out."""
    frame = book.frame("claims")
    chosen = frame[frame["claim_id"].isin(list(claim_ids))]
    people = _people(book.frame("patients"), set(chosen["patient_id"]))
    lines = _lines(chosen)
    found: dict[str, OurClaim] = {}
    for claim_id, patient_id, rendering, billing, location in zip(
        *(
            chosen[n]
            for n in ("claim_id", "patient_id", "rendering_npi", "billing_npi", "location")
        ),
        strict=True,
    ):
        if claim_id in found:
            continue
        guarantor_id, class_ = people.get(patient_id, ("", ""))
        own = tuple(lines[claim_id])
        found[claim_id] = OurClaim(
            claim_id=claim_id,
            patient_id=patient_id,
            guarantor_id=guarantor_id,
            provider=rendering or billing,
            location=location,
            class_=class_,
            dos=min((line.dos for line in own if line.dos), default=None),
            lines=own,
        )
    return found


def _lines(chosen: pd.DataFrame) -> dict[str, list[OurLine]]:
    modifiers = zip(*(chosen[f"mod{n}"] for n in range(1, 5)), strict=True)
    found: dict[str, list[OurLine]] = {}
    for claim_id, line, code, mods, dos, charge, row in zip(
        chosen["claim_id"], chosen["line"], chosen["code"], modifiers, days(chosen["dos_from"]),
        cents(chosen["charge_cents"]), chosen.index, strict=True,
    ):  # fmt: skip
        sorted_mods = tuple(sorted(mod.upper() for mod in mods if mod))
        one = OurLine(line, code.upper(), sorted_mods, dos, charge or 0, int(row))
        found.setdefault(claim_id, []).append(one)
    return found


def _people(patients: pd.DataFrame, ids: set[str]) -> dict[str, tuple[str, str]]:
    chosen = patients[patients["patient_id"].isin(ids)]
    rows = zip(chosen["patient_id"], chosen["guarantor_id"], chosen["financial_class"], strict=True)
    return {patient: (guarantor, class_) for patient, guarantor, class_ in rows}


def read_covers(frame: pd.DataFrame, patients: Iterable[str]) -> dict[str, tuple[Cover, ...]]:
    """Return the coverages of the patients named, by patient id, in the sheet's order."""
    chosen = frame[frame["patient_id"].isin(list(patients))]
    found: dict[str, list[Cover]] = {}
    for patient, level, payer, member, begins, ends, qmb in zip(
        chosen["patient_id"], chosen["level"], chosen["payer_id"], chosen["member_id"],
        days(chosen["from"]), days(chosen["to"]), chosen["qmb"], strict=True,
    ):  # fmt: skip
        one = Cover(level, payer, member, begins, ends, qmb.upper() == _YES)
        found.setdefault(patient, []).append(one)
    return {patient: tuple(ones) for patient, ones in found.items()}


def read_payers(book: Snapshot) -> dict[str, PayerTerms]:
    """Return the terms of every payer, by payer id."""
    frame = book.frame("payers")
    return {
        payer: PayerTerms(
            is_capitated=capitated.upper() == _YES,
            is_government=government.upper() == _YES,
            appeal_days=None if appeal != appeal else int(appeal),  # noqa: PLR0124  NaN
        )
        for payer, capitated, government, appeal in zip(
            frame["payer_id"], frame["capitated"], frame["government"], frame["appeal_days"],
            strict=True,
        )
    }  # fmt: skip
