"""The rows of a payer's sheet parted: claims, provider-level adjustments, totals and notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import Final

from xlbilling.model import money
from xlbilling.model.findings import ERROR, INFO, WARNING, Finding
from xlbilling.remit import continued
from xlbilling.remit import sheet_provider_level as provider_level
from xlbilling.remit.cells import words_of
from xlbilling.remit.plb_codes import ALONE, SHARED
from xlbilling.remit.sheet_provider_level import ProviderRow, Section
from xlbilling.remit.sheet_row import SheetRow

_NAMES: Final = ("payer_name", "provider", "patient_name", "patient_last", "patient_first")
_CLAIM_OR_CODE: Final = ("claim_id", "payer_claim_no", "member_id", "procedure")
_TOTALS: Final = re.compile(
    r"(grand |sub ?|claim |check |report )?totals?\b.*|.*\btotals?:?|sum|net", re.IGNORECASE
)
_BLOCKS: Final = 200
_FIX_TOTAL: Final = "look for a row that is missing or doubled"


@dataclass
class Parted:
    """The rows of a sheet by what they are.

    Attributes:
        answers: those of claims and provider-level adjustments, in order.
        provider: the provider-level adjustment of a row, by its number.
        totals: those that sum up others.
        unnamed: those with an amount that name nothing.
        findings: what is told of the others.
    """

    answers: list[SheetRow] = field(default_factory=list)
    provider: dict[int, ProviderRow] = field(default_factory=dict)
    totals: list[SheetRow] = field(default_factory=list)
    unnamed: list[SheetRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def take(self, rows: Sequence[SheetRow], among: frozenset[str]) -> list[SheetRow]:
        """Note the rows that are provider-level adjustments by these codes; return the others."""
        others = []
        for row in rows:
            one = provider_level.of_row(row, among)
            if one is None:
                others.append(row)
                continue
            row.is_provider_level = True
            self.provider[row.number] = one
        return others


def part(rows: Sequence[SheetRow]) -> Parted:
    """Return the rows below a header by what they are."""
    parted = Parted()
    parted.totals = [row for row in rows if _is_called_total(row)]
    called = {row.number for row in parted.totals}
    others = parted.take([row for row in rows if row.number not in called], ALONE)
    others, parted.findings = continued.join(others)
    nameless = [row for row in others if _is_nameless(row)]
    nameless = parted.take(nameless, ALONE | SHARED)
    notes = [row for row in nameless if not any(row.cents.values())]
    parted.unnamed = [row for row in nameless if any(row.cents.values())]
    joined = {each.number for row in others for each in row.more}
    left = called | joined | {row.number for row in nameless}
    parted.answers = [row for row in rows if row.number not in left]
    if notes:
        what = f"{len(notes)} rows name no claim and hold no amount, row {notes[0].number} first"
        fix = "nothing, where they are notes"
        parted.findings.append(Finding("SHEET-NOTES", INFO, what, notes[0].source, fix))
    return parted


def _is_called_total(row: SheetRow) -> bool:
    """Tell a totals row by its word.

    A payer or a patient may be called so: there the word counts only without a claim or code.
    """
    place = next((place for place, cell in enumerate(row.cells) if words_of(cell)), 0)
    if _TOTALS.fullmatch(words_of(row.cells[place])):
        names = {place for name in _NAMES for place in row.columns.places.get(name, ())}
        return place not in names or not any(row.text(one) for one in _CLAIM_OR_CODE)
    return any(_TOTALS.fullmatch(row.text(one)) for one in _CLAIM_OR_CODE)


def _is_nameless(row: SheetRow) -> bool:
    return provider_level.names_no_claim(row) and not row.text("service_from")


# ---- checks ---------------------------------------------------------------------------


@dataclass
class Check:
    """The rows of one check, and its provider-level adjustments."""

    rows: list[SheetRow] = field(default_factory=list)
    provider: list[ProviderRow] = field(default_factory=list)


def by_check(
    parted: Parted, sections: Sequence[Section], source: str
) -> tuple[list[Check], list[Finding]]:
    """Return the checks of a sheet in order, and what nobody can tell the check of."""
    checks: dict[tuple[str, str, str], Check] = {}
    for row in parted.answers:
        payer = row.text("payer_name") or row.text("payer_id")
        key = (row.text("payment_ref"), payer.upper(), _same_day(row))
        one = parted.provider.get(row.number)
        check = _named(checks, key[0]) if one else None
        check = check or checks.setdefault(key, Check())
        check.rows.append(row)
        if one:
            check.provider.append(one)
    made = list(checks.values())
    findings = [one for section in sections for one in section.findings]
    for section in sections:
        for one in section.rows:
            found = _named(checks, one.check) if one.check else _above(made, section)
            if found:
                found.provider.append(one)
            else:
                findings.append(provider_level.stray(one, source))
    return made, findings


def _named(checks: dict[tuple[str, str, str], Check], reference: str) -> Check | None:
    return next((check for key, check in checks.items() if key[0] == reference), None)


def _above(checks: Sequence[Check], section: Section) -> Check | None:
    """Return the check that a table without a check number belongs to: the only one, or above."""
    if len(checks) == 1:
        return checks[0]
    above = [one for one in checks if one.rows[0].number <= section.first]
    return max(above, key=lambda one: one.rows[-1].number, default=None)


def _same_day(row: SheetRow) -> str:
    """Return the payment date in one spelling: typing must not part a check in two."""
    mark = len(row.findings)
    days = row.days("payment_date") if row.has("payment_date") else None
    del row.findings[mark:]  # told once, with the check
    return days[0].isoformat() if days else ""


# ---- totals ---------------------------------------------------------------------------


def totals_findings(parted: Parted) -> list[Finding]:
    """Tell which rows were taken as totals, and of amounts that are nobody's total."""
    paid_at: dict[int, int] = {
        row.number: row.cents.get("paid", 0) for row in parted.answers if not row.is_total
    }
    called = {row.number for row in parted.totals}
    wrong: list[Finding] = []
    right: list[SheetRow] = []
    blocks: list[int] = [0]
    sums = {row.number: row for row in chain(parted.totals, parted.unnamed)}
    for number in sorted({*paid_at, *sums}):
        row = sums.get(number)
        if row is None:
            blocks[-1] += paid_at[number]
            continue
        is_called = row.number in called
        finding = _wrong(row, blocks, is_called=is_called)
        if finding:
            wrong.append(finding)
        if is_called or not finding:
            right.append(row)
        blocks.append(0)
    return [*map(_taken, right), *wrong]


def _taken(row: SheetRow) -> Finding:
    what = "this row is taken as a totals row and not as a claim"
    return Finding("SHEET-TOTALS", INFO, what, row.where, "nothing to do unless it is a claim")


def _wrong(row: SheetRow, blocks: Sequence[int], *, is_called: bool) -> Finding | None:
    """Return what is wrong with a total, or with an amount of nobody.

    A total is that of the rows since the last one, of several such blocks, or of all rows.
    """
    paid = row.cents.get("paid")
    whole = sum(blocks)
    sums = {whole, *accumulate(reversed(blocks[-_BLOCKS:]))}
    if not is_called and not paid:
        stated = next((cents for cents in row.cents.values() if cents), 0)
        what = f"{money.show(stated)} stands in a row that names no claim, and counts nowhere"
        return Finding(
            "SHEET-UNNAMED", WARNING, what, row.where, "give the row its claim in a copy"
        )
    if paid is None or paid in sums:
        return None
    if is_called:
        what = (
            f"the totals row says {money.show(paid)} paid, "
            f"but the rows add up to {money.show(whole)}"
        )
        return Finding("SHEET-TOTALS", WARNING, what, row.where, _FIX_TOTAL)
    what = f"{money.show(paid)} is paid in a row that names no claim, and counts nowhere"
    return Finding("SHEET-UNNAMED", ERROR, what, row.where, "give the row its claim in a copy")
