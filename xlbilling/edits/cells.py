"""Edits on what the cells themselves hold: signs that do harm, numbers where text belongs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np

from xlbilling.edits.columns import APART, Columns, Mask, Positions
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.joins import Joined
from xlbilling.edits.lines import Lines
from xlbilling.edits.registry import edit
from xlbilling.model.findings import ERROR

Signs = tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str] | None]

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SENT_SIGNS: Final[Signs] = (re.compile(r"\A[=+@-]"), _CONTROL, re.compile(r"[*~:^]"))
_NOTE_SIGNS: Final[Signs] = (
    re.compile(r"\A([=@]|[+-]\S)"),
    re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"),
    None,
)
"""A note may well have several lines, begin with a dash and a blank, and tell the time."""
_PHONE_SIGNS: Final[Signs] = (re.compile(r"\A([=@-]|\+[^0-9(])"), _CONTROL, None)
_TROUBLES: Final = (
    "starts like a formula (= + - @); expected a letter or digit first",
    "has an invisible control character in it; expected none",
    "has one of the X12 signs * ~ : ^ in it; expected none",
)
_SUSPECT: Final = ("*", "~", ":", "^", *(f"{APART}{sign}" for sign in "=+@-"))
_EXPONENT: Final = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+[0-9]+")

_CLAIM_IDS: Final = (
    "claim_id", "line", "encounter", "patient_id", "rendering_npi", "billing_npi",
    "referring_npi", "code", "mod1", "mod2", "mod3", "mod4", "ndc", "auth",
    *(f"dx{n}" for n in range(1, 13)),
)  # fmt: skip
_SENT: Final[Mapping[str, tuple[str, ...]]] = {
    "claims": (
        *_CLAIM_IDS, "pos", "location", "unit_type", "ndc_unit", "accident", "accident_state",
    ),
    "patients": ("patient_id", "last", "first", "address", "city", "state", "zip"),
    "coverage": (
        "patient_id", "payer_id", "member_id", "group", "subscriber_last", "subscriber_first",
        "subscriber_address",
    ),
    "payers": ("payer_id", "name", "electronic_id"),
    "providers": ("npi", "name", "taxonomy", "tin", "address", "city", "state", "zip", "clia"),
    "locations": ("location", "name", "facility_npi", "address", "city", "state", "zip"),
}  # fmt: skip
"""Text that goes onto a claim, by table."""
_NOTES: Final = {"claims": ("note", "pointers"), "patients": ("note",), "payers": ("source",)}
_IDS: Final[Mapping[str, tuple[str, ...]]] = {
    "claims": _CLAIM_IDS,
    "patients": ("patient_id", "zip"),
    "coverage": ("patient_id", "payer_id", "member_id", "group"),
    "payers": ("payer_id", "electronic_id"),
    "providers": ("npi", "tin", "zip", "clia"),
    "locations": ("location", "facility_npi", "zip"),
}

Says = Callable[[Mask, str, str], Failing]


def _tables(lines: Lines) -> Iterator[tuple[str, Columns, Says]]:
    """Yield each table with a way to report a mask over its own rows."""
    yield "claims", lines, lines.says
    yield "patients", lines.tables["patients"], _on(lines.patients)
    yield "coverage", lines.tables["coverage"], _on(lines.coverage)
    yield "payers", lines.tables["payers"], _on(lines.payers)
    yield "locations", lines.tables["locations"], _on(lines.locations)
    for role in ("billing", "rendering", "referring"):
        yield "providers", lines.tables["providers"], _on(lines.provider(role))


def _on(joined: Joined) -> Says:
    return lambda mask, field, text: joined.says(mask[joined.rows], field, text)


@edit(
    "CV-094",
    severity=ERROR,
    basis="X12 5010 delimiters * ~ : ^; a text that starts like a formula runs when it is opened "
    "elsewhere; common practice",
    fix="type the text anew without the sign; copied text often brings such signs along",
    examples=Examples(good={"note": "- call back: Monday"}, bad={"auth": "A12*44"}),
)
def text_holds_no_harmful_sign(lines: Lines) -> Iterator[Failing]:
    """No text starts like a formula or has control signs; none that is sent has X12 delimiters."""
    for name, columns, says in _tables(lines):
        fields = {
            **dict.fromkeys(_SENT[name], _SENT_SIGNS),
            **dict.fromkeys(_NOTES.get(name, ()), _NOTE_SIGNS),
            **({"phone": _PHONE_SIGNS} if name == "patients" else {}),
        }
        for field, signs in fields.items():
            if _is_suspect(columns.run_together(field)):
                yield from _signs(columns, says, field, signs)


def _is_suspect(texts: str) -> bool:
    """Tell whether texts run together may hold a harmful sign; a quick look at those without."""
    return any(sign in texts for sign in _SUSPECT) or not texts.replace(APART, "").isprintable()


def _signs(columns: Columns, says: Says, field: str, signs: Signs) -> Iterator[Failing]:
    for pattern, trouble in zip(signs, _TROUBLES, strict=True):
        if pattern is not None:
            yield says(columns.holds(field, pattern.search), field, f"{_words(field)} {trouble}")


def _words(field: str) -> str:
    return field.replace("_", " ").replace("npi", "NPI").replace(" id", " ID")


@edit(
    "CV-095",
    severity=ERROR,
    basis="a spreadsheet number keeps 15 digits and no leading zeros; common practice",
    fix="format the cell as text and type it again, leading zeros included",
    examples=Examples(good={"auth": "0000123"}, bad={"auth": 123.0}),
)
def ids_are_text(lines: Lines) -> Iterator[Failing]:
    """No id stands in its cell as a number, which loses leading zeros and digits after the 15th."""
    refused = {one.where: one.message for one in lines.refused("CELL-ID")}
    for name, columns, says in _tables(lines):
        for field, text, rows in _number_cells(columns, refused):
            yield says(np.isin(columns.sheet_rows, rows), field, text)
        for field in _IDS[name]:
            if "E+" in columns.run_together(field).upper():
                yield says(
                    columns.holds(field, _EXPONENT.fullmatch),
                    field,
                    f"{_words(field)} was cut to a power of ten (E+); expected all its digits",
                )


def _number_cells(
    columns: Columns, refused: Mapping[str, str]
) -> Iterator[tuple[str, str, Positions]]:
    """Yield the field, the gate's words and the sheet rows of a table's cells that are numbers."""
    fields = {letter: name for name, letter in columns.table.letters.items()}
    rows: dict[tuple[str, str], list[int]] = {}
    for where, reason in refused.items():
        sheet, _, cell = where.rpartition("!")
        letters = cell.rstrip("0123456789")
        if sheet == columns.table.sheet and letters in fields:
            rows.setdefault((fields[letters], reason), []).append(int(cell[len(letters) :]))
    for (field, reason), found in rows.items():
        yield field, reason, np.array(found, dtype=np.int64)
