"""Provider-level adjustments in payers' sheets: rows among the claims, and tables of their own.

They become the same items as an 835's PLB segments: a positive amount lowers the payment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from xlbilling.model.cells import CellError, CellValue
from xlbilling.model.findings import ERROR, INFO, WARNING, Finding
from xlbilling.model.segments import ProviderAdjustment
from xlbilling.remit.cells import days_of, looks_like_money, money_of, words_of
from xlbilling.remit.headers import match_of, plain
from xlbilling.remit.plb_codes import ALONE, code_and_rest, code_of_words
from xlbilling.remit.sheet_row import ID_FIELDS, SheetRow
from xlbilling.x12.numbers import NotANumberError

Rows = Sequence[Sequence[CellValue]]

_NAMES: Final = (
    "claim_id", "payer_claim_no", "member_id", "procedure", "patient_name", "patient_last",
)  # fmt: skip
_REFERENCES: Final = ("plb_reference", "payer_claim_no", "claim_id")
_TITLE: Final = re.compile(r"\bprovider[- ](?:level )?adjustments?\b|\bplb\b", re.IGNORECASE)
_HEADERS: Final = {
    "code": "plb code|reason|reason code|adjustment reason|adjustment reason code|"
    "adjustment code|code|type|adjustment type|provider adjustment code|plb reason code",
    "amount": "plb amount|adjustment amount|amount|adjustment|provider adjustment amount",
    "reference": "plb reference|reference id|reference|reference number|fcn|identifier|"
    "financial control number|adjustment reference|claim number|payer claim number|icn",
    "provider": "provider id|provider number|provider npi|npi|provider",
    "date": "adjustment date|fiscal date|fiscal period date|fiscal period|date|fiscal year end",
}
_PART_BY_HEADER: Final = {
    plain(one): part for part, all_ in _HEADERS.items() for one in all_.split("|")
}
_FIX: Final = "key it on Provider Adjustments beside the batch"


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A provider-level adjustment of a sheet.

    Attributes:
        number: the row in the sheet, from 1.
        code: as in PLB03-1.
        reference: what it is about, such as the payer's claim number.
        cents: positive lowers the payment.
        check: the check or transfer it names, "" for none.
        provider_id: whose it is.
        day: CCYYMMDD, "" where not said.
        is_of_payment: its column adds up to the payment, so that its sign is sure.
    """

    number: int
    code: str
    reference: str
    cents: int
    check: str = ""
    provider_id: str = ""
    day: str = ""
    is_of_payment: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A table of provider-level adjustments: its rows, and where it stands among the others."""

    first: int
    last: int
    rows: tuple[ProviderRow, ...]
    findings: tuple[Finding, ...] = ()


def of_row(row: SheetRow, among: frozenset[str] = ALONE) -> ProviderRow | None:
    """Return the provider-level adjustment that a row among the claims is; None for none.

    A row is one by a code that no claim has, without procedure and charge of its own; by its words
    where it names no claim at all.

    Args:
        row: the row, its amounts read.
        among: the codes that tell it.
    """
    if row.text("procedure") or row.cents.get("billed"):
        return None
    code, rest = _code(row, among)
    cents = _cents(row, rest) if code else None
    if cents is None:
        return None
    day = row.days("payment_date") if row.has("payment_date") else None
    return ProviderRow(
        row.number,
        code,
        next((text for name in _REFERENCES if (text := row.id(name))), ""),
        cents,
        row.text("payment_ref"),
        row.text("npi"),
        f"{day[0]:%Y%m%d}" if day else "",
        is_of_payment=bool(row.cents.get("paid")),
    )


def names_no_claim(row: SheetRow) -> bool:
    """Tell whether a row names neither claim nor patient nor service."""
    return not any(row.id(name) if name in ID_FIELDS else row.text(name) for name in _NAMES)


def beside_claims(rows: Sequence[SheetRow]) -> tuple[list[ProviderRow], list[Finding]]:
    """Return the adjustments of a check that its claims' rows repeat, each once."""
    once: dict[tuple[str, str, int], ProviderRow] = {}
    findings: list[Finding] = []
    for row in rows:
        cents = row.cents.get("plb_amount")
        if not cents:
            continue
        text, reference = row.text("plb_code"), row.text("plb_reference")
        code = code_and_rest(text)[0] or code_of_words(text)
        if code:
            one = ProviderRow(row.number, code, reference, cents)
            once.setdefault((code, reference, cents), one)
        elif not findings:
            findings.append(_unread(row.where))
    return list(once.values()), findings


def _code(row: SheetRow, among: frozenset[str]) -> tuple[str, str]:
    text = row.text("plb_code")
    own = code_and_rest(text)
    if own[0] or code_of_words(text):
        return own if own[0] else (code_of_words(text), "")
    is_nameless = names_no_claim(row)
    if row.text("adj_group"):
        among = among & ALONE
    found = [code_and_rest(text, among) for text in row.texts("adj_codes")]
    texts = [words_of(cell) for cell in row.cells if isinstance(cell, str)] if is_nameless else []
    found += [code_and_rest(text, ALONE) for text in texts]
    sure = next((one for one in found if one[0]), ("", ""))
    if sure[0]:
        return sure
    return next(((code, "") for text in texts if (code := code_of_words(text))), ("", ""))


def _cents(row: SheetRow, beside_code: str) -> int | None:
    """Return what a row takes off the payment: what it says was paid counts the other way."""
    paid = row.cents.get("paid")
    if paid:
        return -paid
    stated = [row.cents[name] for name in ("plb_amount", "adjustment") if row.cents.get(name)]
    stated += [
        money_of(text) or 0
        for text in (*row.texts("adj_amounts"), beside_code)
        if looks_like_money(text, is_amount=True)
    ]
    if stated:
        return stated[0]
    cells = [cell for cell in row.cells if looks_like_money(cell) and not _is_of_check(row, cell)]
    amounts = {money_of(cell) for cell in cells}
    return amounts.pop() if len(amounts) == 1 else None


def _is_of_check(row: SheetRow, cell: CellValue) -> bool:
    return words_of(cell) in {row.text("payment_total"), row.text("payment_ref")}


# ---- tables of their own --------------------------------------------------------------


def sections(rows: Rows, source: str) -> list[Section]:
    """Return the tables of provider-level adjustments in a sheet, by their own headers."""
    found = []
    place = 0
    while place < len(rows):
        parts = _parts(rows[place], rows[place - 1] if place else ())
        if not parts:
            place += 1
            continue
        section = _section(rows, place, parts, source)
        found.append(section)
        place = section.last + 1
    return found


def without(rows: Rows, taken: Sequence[Section]) -> Rows:
    """Return a sheet with the rows of some tables blank, so that row numbers stay."""
    if not taken:
        return rows
    blank = {place for one in taken for place in range(one.first, one.last + 1)}
    return [() if place in blank else row for place, row in enumerate(rows)]


def _parts(row: Sequence[CellValue], above: Sequence[CellValue]) -> dict[str, int]:
    """Return the columns of a header of provider-level adjustments; none where it is not one."""
    said = " ".join(cell for cell in row if isinstance(cell, str)).lower()
    if not any(word in said for word in ("reason", "code", "type", "plb")):
        return {}  # most rows of a large sheet
    parts: dict[str, int] = {}
    for column, cell in enumerate(row):
        text = words_of(cell)
        if not text:
            continue
        if not isinstance(cell, str) or isinstance(cell, CellError):
            return {}
        match = match_of(text)
        if match and match.field in {"paid", "billed", "procedure", "payment_total", "allowed"}:
            return {}
        part = _PART_BY_HEADER.get(plain(text), "")
        if not part and match and match.field == "payment_ref":
            part = "check"
        if part:
            parts.setdefault(part, column)
    is_titled = any(_TITLE.search(words_of(cell)) for cell in (*above, *row))
    need = {"code", "amount"} if is_titled else {"code", "amount", "reference"}
    return parts if need <= set(parts) else {}


def _section(rows: Rows, header: int, parts: dict[str, int], source: str) -> Section:
    made: list[ProviderRow] = []
    findings: list[Finding] = []
    last = header
    for place in range(header + 1, len(rows)):
        texts = [words_of(cell) for cell in rows[place]]
        if not any(texts):
            if made:
                break
            continue
        if _headers(texts) > len(parts) or _parts(rows[place], ()):
            break
        last = place
        one = _of_section(rows[place], place + 1, parts)
        if one is not None:
            made.append(one)
        elif not _is_total(texts):
            findings.append(_unread(f"{source} row {place + 1}"))
    return Section(header, last, tuple(made), tuple(findings))


def _headers(texts: Sequence[str]) -> int:
    """Return how many cells are headers of a remittance: another table begins there."""
    return sum(match_of(text) is not None for text in texts if text)


def _is_total(texts: Sequence[str]) -> bool:
    return any("total" in text.lower() for text in texts)


def _of_section(row: Sequence[CellValue], number: int, parts: dict[str, int]) -> ProviderRow | None:
    cells = {part: row[column] for part, column in parts.items() if column < len(row)}
    text = words_of(cells.get("code"))
    code = code_and_rest(text)[0] or code_of_words(text)
    try:
        cents = money_of(cells.get("amount"))
    except NotANumberError:
        cents = None
    if not code or cents is None:
        return None
    try:
        day = days_of(cells.get("date"))
    except ValueError:
        day = None
    return ProviderRow(
        number,
        code,
        words_of(cells.get("reference")),
        cents,
        words_of(cells.get("check")),
        words_of(cells.get("provider")),
        f"{day[0]:%Y%m%d}" if day else "",
    )


def _unread(where: str) -> Finding:
    what = "a provider-level adjustment without a known code or an amount is not read"
    return Finding("SHEET-PLB", ERROR, what, where, _FIX)


def stray(one: ProviderRow, source: str) -> Finding:
    """Return what is told of an adjustment whose check nobody can tell."""
    what = f"nobody can tell to which check the provider-level adjustment {one.code} belongs"
    return Finding("SHEET-PLB", ERROR, what, f"{source} row {one.number}", _FIX)


# ---- signs ----------------------------------------------------------------------------


def signed(
    found: Sequence[ProviderRow], claims_cents: int, payment_cents: int | None
) -> tuple[tuple[ProviderRow, ...], bool]:
    """Return the adjustments with the sign of an 835, and whether the sheet had the other one.

    A sheet shows either what is taken off (as an 835) or what is added to the payment. The 835's
    way is taken unless the other one alone makes the check balance.
    """
    taken = tuple(found)
    other = tuple(one if one.is_of_payment else replace(one, cents=-one.cents) for one in taken)
    if payment_cents is None or _makes(taken, claims_cents) == payment_cents:
        return taken, False
    if _makes(other, claims_cents) == payment_cents:
        return other, True
    return taken, False


def _makes(found: Sequence[ProviderRow], claims_cents: int) -> int:
    return claims_cents - sum(one.cents for one in found)


def told(
    found: Sequence[ProviderRow], where: str, *, is_other: bool, has_total: bool
) -> Iterator[Finding]:
    """Tell which provider-level adjustments were read of a check, and how their sign was found."""
    if not found:
        return
    codes = ", ".join(dict.fromkeys(one.code for one in found))
    what = f"{len(found)} provider-level adjustments are read: {codes}"
    if is_other:
        what += "; the sheet shows what they add to the payment, as its total proves"
    if has_total:
        yield Finding("SHEET-PLB", INFO, what, where, "nothing to do")
        return
    what += "; without a check total nothing proves their signs"
    fix = "compare the payment with the deposit, and the signs on Provider Adjustments"
    yield Finding("SHEET-PLB", WARNING, what, where, fix)


def adjustments(found: Sequence[ProviderRow]) -> tuple[ProviderAdjustment, ...]:
    """Return the items as an 835's reader gives them."""
    return tuple(
        ProviderAdjustment(
            one.code, one.reference, one.cents, one.provider_id, one.day, one.number, 1
        )
        for one in found
    )
