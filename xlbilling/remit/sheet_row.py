"""One row of a payer's sheet as amounts, ids, days and adjustments, with what is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from xlbilling.model import money
from xlbilling.model.cells import CellValue
from xlbilling.model.findings import ERROR, WARNING, Finding, Severity
from xlbilling.model.segments import Adjustment
from xlbilling.remit.cells import days_of, id_trouble, money_of, words_of
from xlbilling.remit.columns import ColumnMap
from xlbilling.remit.headers import MONEY_FIELDS
from xlbilling.x12 import quoting
from xlbilling.x12.numbers import NotANumberError

ID_FIELDS: Final = (
    "payment_ref",
    "claim_id",
    "payer_claim_no",
    "member_id",
    "npi",
    "payer_id",
    "line_control",
)
_PATIENT_CARCS: Final = (
    ("deductible", "1"),
    ("coinsurance", "2"),
    ("copay", "3"),
    ("other_pr", ""),
)
_OTHER_COLUMNS: Final = (
    ("sequestration", "CO", "253"),
    ("prior", "OA", "23"),
    ("other_adj", "OA", ""),
)
_CONTRACTUAL: Final = ("CO", "45")
_GROUPS: Final = "CO|PR|OA|PI|CR"
_MONEY: Final = re.compile(r"[-($]*[\d,]*\.?\d*\)?-?", re.ASCII)
_CODE: Final = re.compile(
    rf"(?:({_GROUPS})[\s*:-]*)?([A-Z]{{0,2}}\d{{1,3}})(?:(?:\s+-\s+(?=[A-Z])|[\s:=*]+)(\S.*))?",
    re.IGNORECASE,
)
_BETWEEN_CODES: Final = re.compile(
    rf"[;|~\n]|,(?!\d{{3}}\b)|[\s/&+]+(?=(?:{_GROUPS})[\s*:-]*[A-Z]{{0,2}}\d)", re.IGNORECASE
)
_REMARK: Final = re.compile(r"(?:MA?|N)\d{1,3}", re.IGNORECASE)
"""A remark code; no adjustment reason begins with M or N."""


@dataclass(slots=True)
class SheetRow:
    """A row being read.

    Attributes:
        source: the sheet's name as findings show it.
        number: the row in the sheet, from 1.
        cells: its cells.
        columns: where each field stands.
        cents: its amounts by field; a blank is left out, it is no zero.
        findings: what is wrong in it.
        carried: what the rows above say of its check and claim.
        more: the rows below that only add an adjustment to it.
        unsaid: its adjustment codes of which nobody can tell how much they took.
        is_provider_level: it is a provider-level adjustment of its check, no claim.
        is_total: it states its claim's amounts, which the lines below it repeat.
        above: what the words above its block of rows say of its check, where a sheet has several.
    """

    source: str
    number: int
    cells: Sequence[CellValue]
    columns: ColumnMap
    cents: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    carried: dict[str, CellValue] = field(default_factory=dict)
    more: list[SheetRow] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    is_provider_level: bool = False
    is_total: bool = False
    above: Mapping[str, CellValue] | None = None
    _said: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def where(self) -> str:
        """The row as a finding names it."""
        return f"{self.source} row {self.number}"

    def tell(self, trouble: tuple[str, Severity], message: str, fix: str) -> None:
        """Add a finding; the row and the claim id find it, never a patient's name."""
        self.findings.append(Finding(*trouble, message, self.where, fix))

    def cell(self, name: str) -> CellValue:
        """Return the raw cell of a field, None where the sheet or the row has none.

        What stands above the header, or in a row above that this one belongs to, counts as its own.
        """
        if name in self.carried:
            return self.carried[name]
        place = self.columns.place(name)
        if place is None:
            return (self.columns.above if self.above is None else self.above).get(name)
        return self.cells[place] if place < len(self.cells) else None

    def has(self, name: str) -> bool:
        """Tell whether a column or the words above the row say a field."""
        above = self.columns.above if self.above is None else self.above
        return name in self.columns.places or name in above

    def name(self, field_name: str) -> str:
        """Return the header of a field's column, for findings."""
        return self.columns.headers.get(field_name, field_name.replace("_", " "))

    def text(self, name: str) -> str:
        """Return the cell of a field as text."""
        said = self._said.get(name)
        if said is None:
            said = self._said[name] = words_of(self.cell(name))
        return said

    def id(self, name: str) -> str:
        """Return an id's cell as text, "" where words stand in its place, as in a note."""
        said = self.text(name)
        is_words = " " in said and not any(map(str.isdecimal, said))
        return "" if is_words else said

    def carry(self, name: str, value: CellValue) -> None:
        """Take over what a row above says of a field."""
        self.carried[name] = value
        self._said.pop(name, None)

    def remarks(self) -> list[str]:
        """Return the remark codes of the row, those that stand among the adjustment codes too."""
        parts = [one for cell in self.texts("remarks") for one in re.split(r"[\s,;|/]+", cell)]
        among = [
            one.strip() for cell in self.texts("adj_codes") for one in _BETWEEN_CODES.split(cell)
        ]
        found = [one for one in parts if one] + [one for one in among if _REMARK.fullmatch(one)]
        return list(dict.fromkeys(one.upper() for one in found))

    def texts(self, name: str) -> list[str]:
        """Return every cell of a field that may repeat, blanks left out."""
        places = (place for place in self.columns.places.get(name, ()) if place < len(self.cells))
        return [text for place in places if (text := words_of(self.cells[place]))]

    def money(self, value: CellValue, name: str) -> int | None:
        """Return cents; a blank is None, and so is what is no exact amount, with a finding."""
        try:
            return money_of(value)
        except NotANumberError as error:
            self.tell(
                ("SHEET-MONEY", ERROR),
                f"{name}{quoting.amount(str(value).strip())} {error}",
                "correct the cell in a copy of the file; it counts as nothing here",
            )
            return None

    def read_money(self) -> None:
        """Read every amount of the row into ``cents``; a blank is left out, it is no zero."""
        for name in MONEY_FIELDS:
            if name in self.columns.places:
                cents = self.money(self.cell(name), self.columns.headers[name])
                if cents is not None:
                    self.cents[name] = cents

    def check_ids(self) -> None:
        """Tell of ids that Excel damaged."""
        for name in ID_FIELDS:
            trouble = id_trouble(self.cell(name))
            if trouble:
                what = f"{self.name(name)} {trouble}"
                self.tell(
                    ("SHEET-ID", ERROR),
                    what,
                    "ask for the export as text, or import the payer's 835",
                )

    def days(self, name: str) -> tuple[date, date] | None:
        """Return the first and last day of a date cell; what names no day is a finding."""
        try:
            return days_of(self.cell(name))
        except ValueError:
            what = f"{self.name(name)}{quoting.day(self.text(name))} is no date"
            self.tell(("SHEET-DATE", WARNING), what, "correct the date in a copy of the file")
            return None

    # ---- adjustments ------------------------------------------------------------------

    def adjustments(self) -> tuple[Adjustment, ...]:
        """Return the adjustments that the row states, never a guess.

        Codes with amounts and the deductible, coinsurance and copay columns are taken as
        they stand. What is left of the charge goes to the one contractual column, to the
        one code without an amount, or stays open, so that B-LINE tells the difference.
        """
        found: list[tuple[str, str, int]] = []
        open_codes: list[tuple[str, str]] = []
        for row in (self, *self.more):
            row.stated(found, open_codes, is_part=bool(self.more))
            self.unsaid += row.unsaid if row is not self else []
        self._patient_columns(found, open_codes)
        self._other_columns(found, open_codes)
        self._rest(found, open_codes)
        return tuple(
            Adjustment(group, reason, cents, "", self.number, position)
            for position, (group, reason, cents) in enumerate(found, start=1)
        )

    def stated(
        self,
        found: list[tuple[str, str, int]],
        open_codes: list[tuple[str, str]],
        *,
        is_part: bool = False,
    ) -> None:
        """Add the adjustments that the row itself states, and its codes without an amount.

        Args:
            found: takes group, reason and cents.
            open_codes: takes group and reason.
            is_part: the row is one of several of its line, so that its amount is its code's.
        """
        self._numbered(found)
        self._coded(found)
        own: list[tuple[str, str]] = []
        for text in self.texts("adj_codes"):
            self._codes(text, found, own)
        self._amounts(found, own)
        if is_part and len(own) == 1 and "adjustment" in self.cents:
            found.append((*own.pop(), self.cents["adjustment"]))
        open_codes += own

    def stated_cents(self) -> int:
        """Return the sum of the adjustments that the row itself states."""
        found: list[tuple[str, str, int]] = []
        mark = len(self.findings)
        self.stated(found, [], is_part=True)
        del self.findings[mark:]  # told when the row is read
        self.unsaid.clear()
        return sum(cents for _, _, cents in found)

    def _numbered(self, found: list[tuple[str, str, int]]) -> None:
        """Take columns such as adj_1_group, adj_1_code, adj_1_amount."""
        for places in self.columns.numbered.values():
            cells = {part: self._at(place) for part, place in places.items()}
            cents = self.money(cells.get("amount"), "adjustment amount")
            group, code = words_of(cells.get("group")).upper(), words_of(cells.get("code")).upper()
            parts = _CODE.fullmatch(code)
            if parts and parts[1]:
                group, code = parts[1].upper(), parts[2].upper()
            if cents is not None and (cents or code):
                found.append((group, code, cents))
            elif code:
                self.unsaid.append(f"{group} {code}".strip())

    def _coded(self, found: list[tuple[str, str, int]]) -> None:
        """Take columns headed by group and reason, such as CO-45."""
        for (group, reason), place in self.columns.coded.items():
            cents = self.money(self._at(place), f"{group}-{reason}")
            if cents:
                found.append((group, reason, cents))

    def _at(self, place: int) -> CellValue:
        return self.cells[place] if place < len(self.cells) else None

    def _codes(
        self, text: str, found: list[tuple[str, str, int]], open_codes: list[tuple[str, str]]
    ) -> None:
        """Take a cell such as ``CO-45 70.00; PR-2`` apart."""
        parts = [part.strip() for part in _BETWEEN_CODES.split(text) if part.strip()]
        for part in parts:
            match = _CODE.fullmatch(part)
            if _REMARK.fullmatch(part) or self._segment(part, found):
                continue
            if match is None:
                if len(parts) > 1 and any(map(str.isdecimal, part)):
                    self.unsaid.append("the code that is not read")
                self.tell(
                    ("SHEET-CODE", WARNING),
                    f"the adjustment code{quoting.code(part)} is not read",
                    "post what it means by hand",
                )
                continue
            group, reason = (match[1] or self.text("adj_group")).upper(), match[2].upper()
            says_amount = match[3] and any(map(str.isdecimal, match[3]))  # else it is words
            cents = self.money(match[3], "adjustment amount") if says_amount else None
            if cents is not None:
                found.append((group, reason, cents))
            else:
                open_codes.append((group, reason))

    def _segment(self, text: str, found: list[tuple[str, str, int]]) -> bool:
        """Take a cell such as ``CO*45*50.00*1*97*20.00``, the segment of an 835, apart."""
        group, *rest = text.upper().removeprefix("CAS*").split("*")
        if group not in _GROUPS.split("|") or len(rest) <= 1:
            return False
        for reason, amount in zip(rest[::3], [*rest[1::3], ""], strict=False):
            cents = self.money(amount, "adjustment amount")
            if reason and cents is not None:
                found.append((group, reason, cents))
            elif reason:
                self.unsaid.append(f"{group} {reason}")
        return True

    def _amounts(
        self, found: list[tuple[str, str, int]], open_codes: list[tuple[str, str]]
    ) -> None:
        """Take cells that hold the amounts of the codes beside them, or both as ``CO-45 70.00``."""
        amounts = []
        for text in self.texts("adj_amounts"):
            if _MONEY.fullmatch(text):
                amounts.append(self.money(text, "adjustment amount") or 0)
            else:
                self._codes(text, found, open_codes)
        if len(amounts) == len(open_codes):
            found += [
                (group, reason, cents)
                for (group, reason), cents in zip(open_codes, amounts, strict=True)
            ]
            open_codes.clear()
        elif amounts:
            what = f"{len(amounts)} amounts stand beside {len(open_codes)} codes"
            self.tell(("SHEET-CODE", ERROR), what, "enter the amount of each code")

    def _patient_columns(
        self, found: list[tuple[str, str, int]], open_codes: list[tuple[str, str]]
    ) -> None:
        """Take deductible, coinsurance and copay, then what else the patient owes."""
        stated = {(group, reason) for group, reason, _ in found}
        for name, carc in _PATIENT_CARCS:
            if self.cents.get(name) and ("PR", carc) not in stated:
                found.append(("PR", carc, self.cents[name]))
        left = self.cents.get("patient_resp", 0) - sum(
            cents for group, _, cents in found if group == "PR"
        )
        if not left or "patient_resp" not in self.cents:
            return
        patient_codes = [reason for group, reason in open_codes if group == "PR"]
        if len(patient_codes) == 1:
            found.append(("PR", patient_codes[0], left))
            return
        found.append(("PR", "", left))
        self.tell(
            ("SHEET-PR", WARNING),
            f"{money.show(left)} of the patient's share has no reason code",
            "look up whether it is deductible, coinsurance or copay before the statement",
        )

    def _other_columns(
        self, found: list[tuple[str, str, int]], open_codes: list[tuple[str, str]]
    ) -> None:
        """Take columns of other amounts; what was denied belongs to the one code beside it."""
        stated = {(group, reason) for group, reason, _ in found}
        for name, group, reason in _OTHER_COLUMNS:
            if self.cents.get(name) and (group, reason) not in stated:
                found.append((group, reason, self.cents[name]))
        if not self.cents.get("denied"):
            return
        codes = [one for one in open_codes if one[0] != "PR" and one != _CONTRACTUAL]
        code = codes[0] if len(codes) == 1 else ("CO", "")
        found.append((*code, self.cents["denied"]))

    def _rest(self, found: list[tuple[str, str, int]], open_codes: list[tuple[str, str]]) -> None:
        """Give what is left of the charge to the column or code that claims it."""
        stated = {(group, reason) for group, reason, _ in found}
        codes = [one for one in open_codes if one not in stated and not self._is_settled(one)]
        rest = (
            self.cents.get("billed", 0)
            - self.cents.get("paid", 0)
            - sum(cents for _, _, cents in found)
        )
        contractual = self.cents.get("contractual")
        if contractual and _CONTRACTUAL not in stated:
            found.append((*_CONTRACTUAL, contractual))
            rest -= contractual
            codes = [one for one in codes if one != _CONTRACTUAL]
            if not codes:
                return
        if not rest:
            return
        if self.unsaid or (len(codes) == 1 and not self._has_amount(rest, found)):
            self._tell_unsaid(rest)
        elif len(codes) == 1 and self._allows(codes[0], rest, found):
            found.append((*codes[0], rest))
        elif codes:
            names = " and ".join(f"{group} {reason}".strip() for group, reason in codes)
            self.tell(
                ("SHEET-CODE", ERROR),
                f"{money.show(rest)} is left of the charge; how much of it is {names} is not said",
                "enter the amount of each code, or import the payer's 835",
            )
        else:
            self._uncoded_rest(rest, found)

    def _has_amount(self, rest: int, found: list[tuple[str, str, int]]) -> bool:
        """Tell whether the adjustment column, if stated, is the one code's or all adjustments'."""
        said = self.cents.get("adjustment")
        others = sum(cents for _, _, cents in found)
        patient = sum(cents for group, _, cents in found if group == "PR")
        right = {rest, rest + patient, rest + others}
        if self.cents.get("billed", 0) < 0:  # a reversal shows its adjustment with either sign
            right |= {-one for one in right}
        return said is None or said in right

    def _tell_unsaid(self, rest: int) -> None:
        if not self.unsaid:
            self._tell_adjustment(rest)
            return
        what = f"{money.show(rest)} is left of the charge; how much of it is {self.unsaid[0]}"
        self.tell(("SHEET-CODE", ERROR), f"{what} is not said", "enter the amount of each code")

    def _tell_adjustment(self, rest: int) -> None:
        what = (
            f"the adjustment is {money.show(self.cents['adjustment'])}, "
            f"but charge less paid less patient is {money.show(rest)}"
        )
        self.tell(("SHEET-ADJUSTMENT", ERROR), what, "enter what the adjustment is made of")

    def _is_settled(self, code: tuple[str, str]) -> bool:
        """Tell whether the patient's share has a column, so that a PR code needs no amount."""
        return code[0] == "PR" and "patient_resp" in self.cents

    def _allows(self, code: tuple[str, str], rest: int, found: list[tuple[str, str, int]]) -> bool:
        """Tell whether the allowed amount, if stated, lets the one code have all that is left."""
        allowed = self.cents.get("allowed")
        if allowed is None:
            return True
        if code == _CONTRACTUAL:
            return self.cents.get("billed", 0) - allowed == rest
        if code[0] == "PR":
            patient = sum(cents for group, _, cents in found if group == "PR")
            return allowed - self.cents.get("paid", 0) - patient == rest
        return True

    def _uncoded_rest(self, rest: int, found: list[tuple[str, str, int]]) -> None:
        """Take the rest as contractual only where a column proves it."""
        patient = sum(cents for group, _, cents in found if group == "PR")
        adjustment, allowed = self.cents.get("adjustment"), self.cents.get("allowed")
        if adjustment is not None and adjustment in {rest, rest + patient}:
            found.append(("CO", "45", rest))
        elif adjustment is not None:
            self._tell_adjustment(rest)
        elif (
            allowed is not None
            and self.cents.get("paid", 0)
            and allowed == self.cents.get("paid", 0) + patient
        ):
            found.append(("CO", "45", rest))
