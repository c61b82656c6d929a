"""What is asked of contracts and the ledger in a cell: allowed, balance, history; a reason's words.

Answers are cells: dollars as numbers, None for what is not in the workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlbilling.model import ledger, money
from xlbilling.model.ledger import EntryType
from xlbilling.tasks.contracts import reading
from xlbilling.tasks.contracts.compare import Allowed, compare
from xlbilling.tasks.posting import carc_map
from xlbilling.tasks.posting.carc_map import ANY, Class, bare_code

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.contracts.expected import Contracts

CONTRACTS: Final = ("rates", "rate_rules", "payers")
BALANCES: Final = ("claims", "ledger")
HISTORY: Final = ("ledger",)
REASONS: Final = ("carc_map",)
NO_ENTRIES: Final = "no entries"

_GROUPS: Final = ("CO", "PR", "OA", "PI", "CR")
_WHAT: Final = {
    EntryType.CHARGE: "charge",
    EntryType.PAYMENT: "payment",
    EntryType.CONTRACTUAL: "contractual",
    EntryType.ADJUSTMENT: "adjustment",
    EntryType.TRANSFER: "transfer",
    EntryType.REFUND: "refund",
    EntryType.INTEREST: "interest",
    EntryType.WRITE_OFF: "write-off",
}
_CLASS_WORDS: Final = {
    Class.CONTRACT: "above what the contract allows, written off",
    Class.SEQUESTRATION: "federal payment reduction, written off apart",
    Class.PENALTY: "penalty of the payer, written off apart",
    Class.WITHHOLD: "held back by the payer, still ours",
    Class.CAPITATION: "paid by head where the payer is capitated, else the wrong plan",
    Class.PATIENT: "the patient's share",
    Class.PATIENT_HOLD: "the patient's by the payer's word, kept off statements until released",
    Class.DENIAL: "not paid, stays open with the payer",
    Class.PRIOR: "what earlier payers paid or adjusted, only noted",
    Class.INFO: "only told, nothing is posted",
    Class.HOLD: "held, stays open until a person decides",
    Class.DISPUTE: "the payer's own decision, not written off",
    Class.CORRECTION: "correction beside a reversal, only noted",
}


def allowed(
    book: Snapshot,
    payers: Iterable[str],
    codes: Iterable[str],
    mods: Iterable[str],
    days: Iterable[date | None],
) -> list[float | None]:
    """Return what each payer has agreed to allow for one unit in the office, in dollars.

    None without a contract row; procedures of one claim are not ranked.
    """
    contracts = reading.contracts(book)
    rows = zip(payers, codes, mods, days, strict=True)
    found = (
        contracts.expected(payer, reading.priced(code, own, day)) for payer, code, own, day in rows
    )
    return [None if one is None else money.to_cell(one.contract_cents) for one in found]


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of a payer's answer as a person has it before them; None for what is blank.

    Attributes:
        units: how many.
        charge_cents: what we charged for all units.
        allowed_cents: what the payer allows: paid and the patient's share.
    """

    payer: str
    code: str
    mods: str
    day: date | None
    units: float | None
    charge_cents: int | None
    allowed_cents: int | None


def against_contract(book: Snapshot, answers: Iterable[Answer]) -> list[tuple[Any, ...]]:
    """Return dollars that each answer allows less than agreed (more: negative), and in a word.

    None and the word where the contract has no row; procedures of one claim are not ranked.
    Source: rules UP-1 to UP-3.
    """
    contracts = reading.contracts(book)
    return [_compared(contracts, one) for one in answers]


def _compared(contracts: Contracts, one: Answer) -> tuple[Any, ...]:
    if one.units is None or one.charge_cents is None or one.allowed_cents is None:
        return ("",)
    unit = reading.priced(one.code, one.mods, one.day)
    service = replace(unit, units=Decimal(str(one.units)), charge_cents=one.charge_cents)
    told = compare(
        Allowed(one.allowed_cents, 0, one.charge_cents), contracts.expected(one.payer, service)
    )
    if told.variance_cents is None:
        return None, told.state.value
    return money.to_cell(told.variance_cents), told.state.value


def balances(book: Snapshot, claims: Iterable[str]) -> list[float | None]:
    """Return what is owed on each claim by insurers and patient together, in dollars.

    None for a claim that is neither on Claims nor in the ledger.
    """
    moved = ledger.receivables(book.frame("ledger"))
    sums = moved.groupby("claim_id", sort=False)["cents"].sum().to_dict()
    owed = dict.fromkeys(book.frame("claims")["claim_id"], 0) | sums
    return [money.to_cell(int(owed[one])) if one in owed else None for one in claims]


def history(book: Snapshot, claims: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the ledger's rows of claims in order: day, what, dollars, who.

    Amounts are as posted: a row that takes another back is negative.
    """
    frame = book.frame("ledger")
    own = frame[frame["claim_id"].isin(set(claims) - {""})].sort_values("seq", kind="stable")
    by_claim: dict[str, list[tuple[Any, ...]]] = {}
    for entry in ledger.entries_of(own):
        day = datetime.combine(entry.effective, datetime.min.time())
        by_claim.setdefault(entry.claim_id, []).append((
            day,
            _what(entry),
            money.to_cell(entry.amount_cents),
            _who(entry),
        ))
    return [row for claim in dict.fromkeys(claims) for row in by_claim.get(claim, ())]


def _what(entry: ledger.Entry) -> str:
    reason = f"{entry.group}-{entry.carc}" if entry.group and entry.carc else ""
    line = f"line {entry.line}" if entry.line else ""
    back = "taken back" if entry.reverses else ""
    return ", ".join(word for word in (_WHAT[entry.type], reason, line, back) if word)


def _who(entry: ledger.Entry) -> str:
    """Return whose balance moved: one owner, or both of a transfer."""
    return " to ".join(one for one in (entry.from_owner, entry.to_owner) if one)


def reasons(book: Snapshot, codes: Iterable[str]) -> list[str | None]:
    """Return adjustment reasons in our own words: what they mean, and what to do about them.

    ``CO-45``, ``CO45`` or ``45`` alone; None for a code without a group that no row names. The
    office's own words on CARC Map go before ours.
    """
    rows = carc_map.default_rows()
    words = {(one["group"], one["code"]): one["plain_words"] for one in rows}
    frame = book.frame("carc_map")
    for group, code, own in zip(frame["group"], frame["code"], frame["plain_words"], strict=True):
        key = group.upper() or ANY, bare_code(code) or ANY
        words[key] = own or words.get(key, "")
    known = carc_map.read(frame)
    return [_reason(code, known, words) for code in codes]


def _reason(text: str, known: carc_map.CarcMap, words: dict[tuple[str, str], str]) -> str | None:
    for group, code in _readings(text, known):
        meaning = known.meaning(group, code)
        said = words.get((group, code)) or meaning.category or _CLASS_WORDS[meaning.class_]
        return f"{said}; {meaning.action}" if meaning.action else said
    return None


def _readings(text: str, known: carc_map.CarcMap) -> Iterator[tuple[str, str]]:
    """Give the group and code that a text names; of a bare code the first group that has it."""
    plain = "".join(text.upper().split())
    group, code = plain[:2], plain[2:].lstrip("-")
    if group in _GROUPS and code:
        yield group, bare_code(code)
        return
    for each in (*_GROUPS, ANY):
        if (each, bare_code(plain)) in known.rows and plain != ANY:
            yield each, bare_code(plain)
