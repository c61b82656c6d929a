"""The office that a public 835 answers: claims, patients, coverage and payers made from the file.

The real commands then work on a real workbook: what is loaded, imported and posted is on disk.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from tests.cli.shell import done
from tests.office_book import opened
from xlbilling.book import apply, reading
from xlbilling.hosts import files as file_host
from xlbilling.model import ledger
from xlbilling.model.ledger import Account
from xlbilling.model.plan import Plan, SetColumn
from xlbilling.model.remittance import ClaimPayment, Remittance
from xlbilling.model.tables import Snapshot
from xlbilling.remit.era835 import read_835
from xlbilling.tasks.posting.answers import AnswerClaim
from xlbilling.tasks.posting.from_remittance import answer_of

DAY: Final = "2026-03-31"
PRIOR: Final = "PRIOR"
"""The payer before the file's own, where the file answers as a secondary or tertiary."""
_LEVELS: Final = {"2": 2, "3": 3, "20": 2, "21": 3}
_NO_DAY: Final = "2005-01-03"
_WHOLE_CLAIM: Final = "99213"
_LONG_AGO: Final = "1990-01-01"

Rows = list[dict[str, str]]
Tables = dict[str, Rows]


def made_from(content: bytes) -> Tables:
    """Return the tables of an office whose claims a file answers, as rows of texts to load."""
    tables: Tables = {"payers": [_payer(PRIOR, "Prior Payer", "")]}
    tables |= {"patients": [], "coverage": [], "claims": []}
    seen: set[str] = set()
    read = read_835(content, "corpus.835").remittances
    for n, one in enumerate((one for one in read if one.payment.cents is not None), start=1):
        payer = _payer_of(tables["payers"], one, f"PAYER{n}")
        for said, answered in zip(one.claims, answer_of(one, "B", "", "x").claims, strict=True):
            if said.pcn.strip() and said.pcn.upper() not in seen:
                seen.add(said.pcn.upper())
                _add_claim(tables, said, answered, payer)
    return tables


def _payer(payer_id: str, name: str, trace_id: str) -> dict[str, str]:
    return {"payer_id": payer_id, "name": name, "payer_trace_ids": trace_id}


def _payer_of(payers: Rows, one: Remittance, payer_id: str) -> str:
    """Return the payer of a payment; one whose trace id or name stands there is the same."""
    trace_id, name = one.payment.payer_trace_id, one.payer.name if one.payer else payer_id
    for row in payers:
        if (trace_id and row["payer_trace_ids"] == trace_id) or row["name"] == name:
            return row["payer_id"]
    payers.append(_payer(payer_id, name, trace_id))
    return payer_id


def _add_claim(tables: Tables, said: ClaimPayment, answered: AnswerClaim, payer: str) -> None:
    patient = f"P{len(tables['patients']) + 1}"
    who = said.patient
    last, first = (who.last, who.first) if who else ("", "")
    person = {"patient_id": patient, "last": last or "Doe", "first": first or "Jo"}
    tables["patients"].append(
        person | {"dob": "1970-01-01", "sex": "U", "guarantor_id": f"G-{patient}"}
    )
    level = _LEVELS.get(answered.status, 1)
    for n in range(1, level + 1):
        insurer = payer if n == level else PRIOR
        row = {"patient_id": patient, "level": str(n), "payer_id": insurer, "from": _LONG_AGO}
        tables["coverage"].append(row | {"member_id": answered.member or patient})
    tables["claims"] += _lines(said, answered, patient)


def _lines(said: ClaimPayment, answered: AnswerClaim, patient: str) -> Iterator[dict[str, str]]:
    """Give the claim's lines as billed; a claim answered as a whole has one line."""
    day = said.first_service_on
    claim = {
        "claim_id": said.pcn.strip(), "patient_id": patient, "pos": "11",
        "billing_npi": "1234567893", "rendering_npi": "1234567893", "pointers": "1",
    }  # fmt: skip
    whole = {"line": "1", "code": _WHOLE_CLAIM, "units": "1", "charge": _dollars(said.charge_cents)}
    if not answered.lines:
        yield claim | whole | {"dos_from": day.isoformat() if day else _NO_DAY}
    for row in answered.lines:
        dos = row.dos or day
        yield claim | {
            "line": str(row.ordinal),
            "code": row.original_code or row.code,
            "dos_from": dos.isoformat() if dos else _NO_DAY,
            "units": str(max(abs(row.units or 0), 1)),
            "charge": _dollars(row.billed_cents),
            **{f"mod{n}": mod for n, mod in enumerate(row.mods[:4], start=1)},
        }


def _dollars(cents: int) -> str:
    """Return a charge; a file that only takes an answer back says it with a minus."""
    return f"{abs(cents) // 100}.{abs(cents) % 100:02d}"


def csv_of(rows: Rows) -> bytes:
    """Return rows as the CSV file that ``load`` takes."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def mended(content: bytes) -> bytes:
    """Return an 835 with SE01 and SE02 set to what ST says and what was counted."""
    text = content.decode("utf-8-sig")
    end = text[105] if text.startswith("ISA") else "~"
    found, first, control = [], 0, ""
    for n, segment in enumerate(one for one in text.split(end) if one.strip()):
        parts = segment.strip().split("*")
        if parts[0] == "ST":
            first, control = n, parts[2]
        is_last = parts[0] == "SE"
        found.append(f"SE*{n - first + 1}*{control}" if is_last else segment.strip())
    return "".join(f"{one}{end}\n" for one in found).encode()


@dataclass(frozen=True)
class CorpusDesk:
    """A billing workbook on disk and the commands done to it, each through the command line."""

    book: Path

    def open(self, content: bytes) -> None:
        """Load the office that a file answers and post its charges, all at one opening."""
        tables = [(table, csv_of(rows)) for table, rows in made_from(content).items() if rows]
        opened(self.book, date.fromisoformat(DAY), tables)

    def file(self, name: str, content: bytes) -> Path:
        """Write a file beside the book."""
        path = self.book.with_name(name)
        path.write_bytes(content)
        return path

    def do(self, command: str, *words: str | Path) -> dict[str, Any]:
        """Do a command and return its JSON."""
        told: dict[str, Any] = done(command, self.book, *words, "--as-of", DAY, "--no-backup")
        return told

    def read(self, *tables: str) -> Snapshot:
        """Return tables as they are on disk."""
        with file_host.open_book(self.book, read_only=True) as book:
            return reading.read(book, tables)

    def accept(self) -> None:
        """Type a reason and a name beside every payment, as who accepts a difference does."""
        rows = self.read("remits").frame("remits").index
        reason = pd.Series(["called the payer"] * len(rows), index=rows)
        named = pd.Series(["manager"] * len(rows), index=rows)
        changes = (
            SetColumn("remits", "variance_reason", reason),
            SetColumn("remits", "accepted_by", named),
        )
        with file_host.open_book(self.book) as book:
            book.impl.backup_dir = None
            apply.apply(book, Plan(changes), lambda: None)
            book.save()

    def state(self) -> State:
        """Return every balance that the book shows."""
        read = self.read("ledger", "claims")
        rows, claims = read.frame("ledger"), read.frame("claims")
        moved = ledger.receivables(rows)
        owed = moved.groupby(["claim_id", "line", "owner"])["cents"].sum()
        names = ("claim_id", "line", "balance_cents", "owed_by", "payer_now")
        return State(
            len(rows),
            {one: ledger.account_balance(rows, one) for one in Account},
            {key: int(cents) for key, cents in owed.items() if cents},  # type: ignore[misc]
            sorted(zip(*(claims[name] for name in names), strict=True)),
        )


@dataclass(frozen=True)
class State:
    """What a book's money comes to.

    Attributes:
        rows: of the ledger.
        accounts: each account's debits less credits, in cents.
        owed: what is open by claim, line and owner.
        shown: the program's cells of the claims that say the same.
    """

    rows: int
    accounts: Mapping[Account, int]
    owed: Mapping[tuple[str, str, str], int]
    shown: Sequence[tuple[Any, ...]]

    @property
    def receivable(self) -> int:
        """What all owners owe, in cents."""
        return sum(self.accounts[one] for one in ledger.RECEIVABLES)

    def is_same_money(self, other: State) -> bool:
        """Tell whether all balances are the same, however many rows led to them."""
        return (self.accounts, self.owed, self.shown) == (other.accounts, other.owed, other.shown)
