"""A ledger of any size for benchmarks: every claim line with its charge and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from xlbilling.model.ledger import Account, EntryType

AS_OF: Final = date(2026, 3, 31)
Array = np.ndarray[Any, Any]
LINES_A_CLAIM: Final = 2
_FIRST_DAY: Final = np.datetime64("2023-01-02")
_PAYERS: Final = np.array([f"PAY{n:03d}" for n in range(60)], dtype=object)
_CLASSES: Final = np.array(
    ["COMMERCIAL", "MEDICARE", "MEDICAID", "WORK COMP", "SELF PAY"], dtype=object
)


def made_ledger(rows: int) -> pd.DataFrame:
    """Return a ledger of about so many rows, by the Ledger table's frame names.

    Of every ten lines all have a charge, eight a payment and a write-off, three a share moved to
    the patient, two a patient's payment; two in a hundred payments were taken back.
    """
    random = np.random.default_rng(1)
    lines = round(rows / 3.116)
    base = _lines(random, lines)
    answered = np.flatnonzero(random.random(lines) < 0.8)
    shared = answered[random.random(len(answered)) < 0.375]
    paid_by_patient = shared[random.random(len(shared)) < 0.67]
    charge, billed = base["charge"].to_numpy(), base["billed"].to_numpy().astype("datetime64[D]")
    paid = (charge * 6) // 10
    share = np.where(np.isin(np.arange(lines), shared), charge // 10, 0)
    owner = base["owner"].to_numpy()
    patient = np.full(lines, "PATIENT", dtype=object)
    nobody = np.full(lines, "", dtype=object)
    days = billed + random.integers(10, 60, lines)
    every = np.arange(lines)
    parts = [
        _rows(base, every, _Event("c", EntryType.CHARGE, Account.INSURANCE_AR, Account.CHARGES,
              charge, billed, owner, nobody)),
        _rows(base, answered, _Event("p", EntryType.PAYMENT, Account.CASH, Account.INSURANCE_AR,
              paid, days, nobody, owner)),
        _rows(base, answered, _Event("w", EntryType.CONTRACTUAL, Account.CONTRACTUAL,
              Account.INSURANCE_AR, charge - paid - share, days, nobody, owner)),
        _rows(base, shared, _Event("t", EntryType.TRANSFER, Account.PATIENT_AR, Account.INSURANCE_AR,
              share, days, patient, owner)),
        _rows(base, paid_by_patient, _Event("q", EntryType.PAYMENT, Account.CASH, Account.PATIENT_AR,
              share, days + 30, nobody, patient)),
    ]  # fmt: skip
    parts.append(_taken_back(parts[1].iloc[::50]))
    ledger = pd.concat(parts).sort_values("posted", kind="stable", ignore_index=True)
    return ledger.assign(seq=np.arange(1.0, len(ledger) + 1))


def made_submissions(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return one submission for each claim, three days after its first charge."""
    charges = ledger[ledger["type"] == EntryType.CHARGE.value].drop_duplicates("claim_id")
    sent = charges["posted"] + pd.Timedelta(days=3)
    payer = charges["to_owner"].str[2:].astype(object)
    return pd.DataFrame({"claim_id": charges["claim_id"], "payer_id": payer, "sent": sent})


def made_patients(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the patients, every third with a guarantor."""
    patients = ledger["patient_id"].unique()
    guarantor = np.where(np.arange(len(patients)) % 3 == 0, "G" + patients, "").astype(object)
    return pd.DataFrame({"patient_id": patients, "guarantor_id": guarantor})


def _lines(random: np.random.Generator, lines: int) -> pd.DataFrame:
    claim = np.arange(lines) // LINES_A_CLAIM
    claims = claim[-1] + 1
    served = _FIRST_DAY + np.sort(random.integers(0, 1180, claims))[claim]
    payer = random.integers(0, len(_PAYERS), claims)[claim]
    person = random.integers(0, max(1, claims // 4), claims)[claim]
    return pd.DataFrame({
        "claim_id": _text("C", claim),
        "line": (np.arange(lines) % LINES_A_CLAIM + 1).astype(str).astype(object),
        "patient_id": _text("P", person),
        "dos": served.astype("datetime64[s]"),
        "billed": served + 2,
        "provider": _text("19", random.integers(0, 40, claims)[claim]),
        "class": _CLASSES[payer % len(_CLASSES)],
        "owner": "1:" + _PAYERS[payer],
        "charge": random.integers(40_00, 900_00, lines),
    })  # fmt: skip


def _text(letter: str, numbers: Array) -> Array:
    known, codes = np.unique(numbers, return_inverse=True)
    return np.array([f"{letter}{one:08d}" for one in known], dtype=object)[codes]


@dataclass(frozen=True)
class _Event:
    """What happened to lines: a letter for its entries, its accounts, amounts, days and owners."""

    mark: str
    type: EntryType
    debit: Account
    credit: Account
    cents: Array
    days: Array
    to_owner: Array
    from_owner: Array


def _rows(base: pd.DataFrame, at: Array, event: _Event) -> pd.DataFrame:
    """Return the ledger rows of an event of the lines at some places."""
    own = base.iloc[at]
    day = event.days[at].astype("datetime64[s]")
    return pd.DataFrame({
        "entry": event.mark + own["claim_id"] + own["line"], "posted": day, "effective": day,
        "patient_id": own["patient_id"], "guarantor_id": "", "claim_id": own["claim_id"],
        "line": own["line"], "payer_id": "", "dos": own["dos"], "provider": own["provider"],
        "location": "", "class": own["class"], "type": event.type.value, "debit": event.debit.value,
        "credit": event.credit.value, "amount_cents": event.cents[at],
        "from_owner": event.from_owner[at], "to_owner": event.to_owner[at], "reverses": "",
    })  # fmt: skip


def _taken_back(rows: pd.DataFrame) -> pd.DataFrame:
    later = pd.Timedelta(days=9)
    return rows.assign(
        reverses=rows["entry"], entry=rows["entry"] + "U", amount_cents=-rows["amount_cents"],
        posted=rows["posted"] + later, effective=rows["effective"] + later,
    )  # fmt: skip
