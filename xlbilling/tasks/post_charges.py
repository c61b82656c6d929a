"""Post the charges: each claim line once, anew where its charge, day or patient was changed.

A changed line gets a reversal of its charge and a new one at its date of service. What counts as
a change is the amount, the first day of service and the patient; the owner too, as long as nobody
answered the line. Source: rules.md L-2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from xlbilling.model import ledger, money
from xlbilling.model.findings import ERROR, INFO, Finding
from xlbilling.model.ledger import Account, Entry, EntryType, entry_id, insurance_owner
from xlbilling.model.plan import Append, Change, Plan
from xlbilling.tasks.money.run_batch import BatchTotals, batch_id, batch_row
from xlbilling.tasks.posting import claim_status, credit_balances, denials
from xlbilling.tasks.posting.open_balances import OpenBalances, rows_that_stand
from xlbilling.tasks.posting.our_claims import read_claims, read_office
from xlbilling.tasks.posting.periods import refuse_to_post
from xlbilling.tasks.posting.sheet_values import append, days, only_changed

if TYPE_CHECKING:
    from xlbilling.model.tables import Request, Snapshot

READS: Final[tuple[str, ...]] = (
    "claims", "submissions", "patients", "coverage", "payers", "carc_map", "batches", "denials",
    "credits", "ledger", "periods", "users",
)  # fmt: skip

_KEY: Final = ["claim_id", "line"]


@dataclass(frozen=True, slots=True)
class _Charge:
    """A line's charge as it stands in the ledger."""

    entry: Entry
    version: int


def plan(book: Snapshot, request: Request) -> Plan:
    """Return the charge rows of the lines that have none, or another one than the sheet says.

    Raises:
        RefusedError: the month is closed, the ledger was changed.
    """
    refuse_to_post(book, request)
    lines, findings = _postable(book, request.as_of)
    lines = _with_owners(book, lines)
    wanted = _changed(lines, book.frame("ledger"))
    standing = _standing(book.frame("ledger"), wanted)
    batch = batch_id(book, "CHG", request.as_of)
    entries = _entries(wanted, standing, request, batch)
    if not entries:
        return Plan(
            changes=only_changed(book, claim_status.sending(book, request.as_of)),
            result={"posted": 0, "amount": "0.00"},
            lines=("0 charges posted",),
            findings=tuple(findings),
        )
    rows, head = ledger.chain(entries, book.ledger_head)
    posted = [entry for entry in entries if not entry.reverses]
    amount = sum(entry.amount_cents for entry in entries)
    totals = BatchTotals("CHARGES", len(posted), amount)
    return Plan(
        changes=(
            Append("ledger", ledger.to_frame(rows)),
            *append("batches", [batch_row(batch, request, totals)]),
            *only_changed(book, _shown(book, entries, request.as_of)),
        ),
        result={"posted": len(posted), "amount": money.to_text(amount)},
        lines=(f"{batch}: {len(posted)} charges posted, {money.show(amount)}",),
        findings=tuple(findings),
        batch=batch,
        ledger_head=head,
        totals={"amount": amount},
    )


def _postable(book: Snapshot, as_of: date) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the lines whose charge can be posted, and a finding for each other one."""
    claims = book.frame("claims")
    charge = claims["charge_cents"]
    day = pd.Timestamp(as_of)
    held = (claims["hold"] != "") & (claims["hold_until"].isna() | (claims["hold_until"] >= day))
    reasons: tuple[tuple[Any, str, str, str], ...] = (
        (claims["claim_id"] == "", "claim_id", "has no claim id", "type the claim id"),
        (claims["line"] == "", "line", "has no line number", "type the line's number"),
        (claims["patient_id"] == "", "patient_id", "has no patient", "type the patient id"),
        (claims["dos_from"].isna(), "dos_from", "has no date of service", "type the date"),
        (charge.isna(), "charge", "has no charge", "type the fee"),
        (charge.fillna(0) < 0, "charge", "is less than nothing", "type the full fee"),
        (claims.duplicated(_KEY), "line", "stands twice for its claim", "number the lines anew"),
        (held, "hold", "is on hold", "clear Hold when the line may be posted"),
    )
    left = pd.Series(data=True, index=claims.index)
    found = []
    for fails, column, message, fix in reasons:
        rows = claims.index[left & fails.to_numpy(dtype=bool)]
        found += [_skipped(book, int(row), column, message, fix) for row in rows]
        left &= ~fails.to_numpy(dtype=bool)
    return claims[left], found


def _skipped(book: Snapshot, row: int, column: str, message: str, fix: str) -> Finding:
    claim = book.frame("claims").loc[row]
    name = f"claim {claim['claim_id'] or '?'} line {claim['line'] or '?'}"
    severity = INFO if column == "hold" else ERROR
    where = book["claims"].where(column, row)
    return Finding(
        "CHARGE-SKIPPED", severity, f"{name} {message}; no charge was posted", where, fix
    )


def _with_owners(book: Snapshot, lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines with guarantor, class, and the primary payer on the day ("" for none)."""
    people = book.frame("patients").drop_duplicates("patient_id").set_index("patient_id")
    payer = _primary(book.frame("coverage"), lines)
    return lines.assign(
        guarantor_id=lines["patient_id"].map(people["guarantor_id"]).fillna(""),
        financial_class=lines["patient_id"].map(people["financial_class"]).fillna(""),
        primary=payer.reindex(lines.index).fillna(""),
    )


def _primary(coverage: pd.DataFrame, lines: pd.DataFrame) -> pd.Series[Any]:
    """Return the primary payer of each line by its row; the coverage that began last wins."""
    primary = coverage.loc[coverage["level"] == "1", ["patient_id", "payer_id", "from", "to"]]
    rows = lines[["patient_id", "dos_from"]].reset_index(names="sheet_row")
    both = rows.merge(primary, on="patient_id")
    holds = (both["from"].isna() | (both["from"] <= both["dos_from"])) & (
        both["to"].isna() | (both["dos_from"] <= both["to"])
    )
    ordered = both[holds].sort_values("from", kind="stable", na_position="first")
    return ordered.drop_duplicates("sheet_row", keep="last").set_index("sheet_row")["payer_id"]


def _charges(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["type"] == EntryType.CHARGE.value]


def _changed(lines: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the lines whose charge in the ledger is not what the sheet says, with ``is_new``."""
    charges = _charges(frame)
    taken_back = set(charges.loc[charges["reverses"] != "", "reverses"])
    standing = charges[(charges["reverses"] == "") & ~charges["entry"].isin(taken_back)]
    last = standing.drop_duplicates(_KEY, keep="last")[
        [*_KEY, "amount_cents", "dos", "patient_id", "to_owner"]
    ]
    joined = lines.reset_index(names="sheet_row").merge(
        last, on=_KEY, how="left", suffixes=("", "_there")
    )
    is_new = joined["amount_cents"].isna()
    others = rows_that_stand(frame[frame["type"] != EntryType.CHARGE.value])
    answered = set(zip(others["claim_id"], others["line"], strict=True))
    is_answered = pd.Series(
        [key in answered for key in zip(joined["claim_id"], joined["line"], strict=True)],
        dtype=bool,
    )
    owner = joined["primary"].map(_owner)
    differs = (
        (joined["amount_cents"] != joined["charge_cents"]).fillna(value=False)
        | (joined["dos"] != joined["dos_from"])
        | (joined["patient_id_there"] != joined["patient_id"])
        | ((joined["to_owner"] != owner) & ~is_answered)
    )
    chosen = (is_new & (joined["charge_cents"] > 0)) | (~is_new & differs)
    kept = joined.assign(
        is_new=is_new,
        owner=owner.where(is_new | ~is_answered, joined["to_owner"]),
    )
    return kept[chosen.to_numpy(dtype=bool)].set_index("sheet_row")


def _owner(payer_id: str) -> str:
    return insurance_owner("1", payer_id) if payer_id else ledger.PATIENT_OWNER


def _standing(frame: pd.DataFrame, wanted: pd.DataFrame) -> dict[tuple[str, str], _Charge]:
    """Return the charge that stands of each line, and how many it had so far."""
    charges = _charges(frame)
    own = charges[charges["claim_id"].isin(wanted["claim_id"])]
    taken_back = set(own.loc[own["reverses"] != "", "reverses"])
    found: dict[tuple[str, str], _Charge] = {}
    versions: dict[tuple[str, str], int] = {}
    for entry in ledger.entries_of(own.sort_values("seq", kind="stable")):
        key = (entry.claim_id, entry.line)
        if entry.reverses:
            continue
        versions[key] = versions.get(key, 0) + 1
        found[key] = _Charge(entry, versions[key])
    return {
        key: charge
        if charge.entry.entry not in taken_back
        else _Charge(charge.entry, -charge.version)
        for key, charge in found.items()
    }


def _entries(
    wanted: pd.DataFrame,
    standing: Mapping[tuple[str, str], _Charge],
    request: Request,
    batch: str,
) -> list[Entry]:
    """Return the reversals and the new charges; a version below zero was taken back before."""
    entries: list[Entry] = []
    records = wanted.to_dict("records")
    for record, dos in zip(records, days(wanted["dos_from"]), strict=True):
        key = (record["claim_id"], record["line"])
        before = standing.get(key)
        if before is not None and before.version > 0:
            entries.append(
                ledger.contra(before.entry, posted=request.as_of, batch=batch, user=request.user)
            )
        version = abs(before.version) + 1 if before else 1
        if record["charge_cents"] > 0:
            assert dos is not None
            entries.append(_charge(record, dos, version, request, batch))
    return entries


def _charge(
    record: Mapping[Any, Any], dos: date, version: int, request: Request, batch: str
) -> Entry:
    owner = record["owner"]
    level, _, payer = owner.partition(":") if owner != ledger.PATIENT_OWNER else ("", "", "")
    return Entry(
        entry=entry_id("CHG", record["claim_id"], record["line"], version),
        posted=request.as_of,
        effective=dos,
        type=EntryType.CHARGE,
        debit=ledger.receivable_account(owner),
        credit=Account.CHARGES,
        amount_cents=int(record["charge_cents"]),
        batch=batch,
        patient_id=record["patient_id"],
        guarantor_id=record["guarantor_id"],
        claim_id=record["claim_id"],
        line=record["line"],
        payer_id=payer,
        level=level,
        dos=dos,
        provider=record["rendering_npi"] or record["billing_npi"],
        location=record["location"],
        class_=record["financial_class"],
        reason="CHARGE",
        to_owner=owner,
        source_row=f"{record['claim_id']}/{record['line']}",
        user=request.user,
    )


def _shown(book: Snapshot, entries: Sequence[Entry], as_of: date) -> list[Change]:
    """Return balance, owner and status of the claims that were touched, and their credits."""
    touched = {entry.claim_id for entry in entries}
    claims = read_claims(book, touched)
    balances = OpenBalances(book.frame("ledger"), touched)
    balances.add(entries)
    denied = denials.read(book.frame("denials")).open_places()
    before = claim_status.billed(book, as_of)
    credits_ = book.frame("credits")
    held = touched & set(credits_.loc[credits_["state"].isin(["", "OPEN"]), "claim_id"])
    lowered = {entry.claim_id for entry in entries if entry.reverses}
    return [
        *_credits(book, lowered | held, balances, as_of),
        *claim_status.changes(claims.values(), balances, denied, before),
    ]


def _credits(
    book: Snapshot, claim_ids: set[str], balances: OpenBalances, as_of: date
) -> list[Change]:
    """Return the rows of Credits of claims that may have got a credit, or lost theirs."""
    if not claim_ids:
        return []
    office = read_office(book, claim_ids)
    claims = office.claims.values()
    return credit_balances.changes(book.frame("credits"), claims, balances, office, as_of)
