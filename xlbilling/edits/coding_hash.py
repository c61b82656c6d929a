"""What a claim says in codes: as text for each line, and as one hash for the claim.

Two claims have the same hash if their lines say the same, whatever their order on the sheet and
however the same thing is typed: ``A,B`` for ``1,2``, ``E11.9`` for ``E119``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xlbilling.edits import pointers
from xlbilling.edits.columns import Distinct, Texts
from xlbilling.edits.lines import Lines
from xlbilling.model import money

FIELDS: Final = (
    "code", "modifiers", "pointers", "units", "charge", "pos", "dos_from", "dos_to", "diagnoses",
)  # fmt: skip
"""The parts of a line's coding, in the order of its text."""

Hashes = NDArray[np.uint64]

_APART: Final = "|"
_GAP: Final = "."
"""A diagnosis column left blank; no code has a dot once it is made plain."""
_BLANK: Final = -money.LARGEST_CENTS
_MODIFIERS: Final = tuple(f"mod{n}" for n in range(1, 5))
_DIAGNOSES: Final = tuple(f"dx{n}" for n in range(1, 13))
_SPREAD: Final = np.uint64(0xFF51AFD7ED558CCD)
_HALF: Final = np.uint64(33)
"""Murmur3's own factor and shift: every bit of a number comes to bear on every other."""


def line_codings(lines: Lines) -> Texts:
    """Return each line's coding as text, its fields parted by bars: what ``Checked As`` keeps."""
    cents, empty = lines.cents("charge")
    parts = (
        _service(lines),
        _numbers(np.where(empty, _BLANK, cents), _amount),
        _column(lines, "pos", _plain),
        _dates(lines),
        _joined([_column(lines, name, _diagnosis_or_gap) for name in _DIAGNOSES], _without_gaps),
    )
    texts = np.empty(lines.size, dtype=object)
    columns = (part.values[part.codes].tolist() for part in parts)
    texts[:] = list(map(_APART.join, zip(*columns, strict=True)))
    return texts


def fields(coding: str) -> dict[str, str]:
    """Return a line's coding by field; what the text does not have is blank."""
    values = coding.split(_APART)
    return dict(zip(FIELDS, values + [""] * len(FIELDS), strict=False))


def _service(lines: Lines) -> Distinct:
    modifiers = [_column(lines, name, _plain) for name in _MODIFIERS]
    parts = (
        _column(lines, "code", _plain),
        _joined(modifiers, lambda codes: " ".join(filter(None, codes))),
        _column(lines, "pointers", _pointers),
        _joined([_numbers(lines.numbers("units"), _units), _column(lines, "unit_type", _minutes)]),
    )
    return _joined(parts, _APART.join)


def _dates(lines: Lines) -> Distinct:
    days = (lines.first_day.astype(np.int64), lines.last_day.astype(np.int64))
    return _joined([_numbers(day, _day) for day in days], _APART.join)


def _column(lines: Lines, name: str, plain: Callable[[str], str]) -> Distinct:
    """Return a text column as it is kept, made plain once for each distinct value."""
    found = lines.distinct(name)
    return _distinct(list(map(plain, found.values.tolist())), found.codes)


def _numbers(numbers: NDArray[Any], show: Callable[[Any], str]) -> Distinct:
    """Return numbers as words; NaN has none."""
    codes, found = pd.factorize(numbers)
    return _distinct([*map(show, found.tolist()), ""], codes)


def _joined(
    columns: Sequence[Distinct], join: Callable[[tuple[str, ...]], str] = "".join
) -> Distinct:
    """Return several columns as one, joined once for rows that agree in all of them."""
    group = np.zeros(len(columns[0].codes), dtype=np.int64)
    for _, codes in columns:
        if codes.min(initial=0) != codes.max(initial=0):
            group = pd.factorize(group * (int(codes.max()) + 2) + codes + 1)[0]
    first = np.zeros(int(group.max(initial=-1)) + 1, dtype=np.intp)
    first[group[::-1]] = np.arange(len(group))[::-1]
    parts = (values[codes[first]].tolist() for values, codes in columns)
    return _distinct(list(map(join, zip(*parts, strict=True))), group)


def _distinct(values: list[str], codes: NDArray[Any]) -> Distinct:
    kept = np.empty(len(values), dtype=object)
    kept[:] = values
    return Distinct(kept, codes.astype(np.intp, copy=False))


def _day(number: int) -> str:
    day = np.datetime64(number, "D")
    return "" if np.isnat(day) else str(day)


def _amount(cents: int) -> str:
    return "" if cents == _BLANK else money.to_text(cents)


def _without_gaps(codes: tuple[str, ...]) -> str:
    """Return diagnoses as one text; a column left blank keeps its place between others."""
    return " ".join(codes).rstrip(f" {_GAP}")


def _diagnosis_or_gap(text: str) -> str:
    return _diagnosis(text) or _GAP


def _plain(text: str) -> str:
    return text.upper().replace(_APART, "/")


def _diagnosis(text: str) -> str:
    return _plain(text).replace(".", "")


def _pointers(text: str) -> str:
    found = pointers.parse(text)
    return _plain(text) if found is None else ",".join(map(str, found))


def _units(units: float) -> str:
    return f"{units:.12g}"


def _minutes(unit_type: str) -> str:
    return " MJ" if unit_type.upper() == "MJ" else ""


def claim_hashes(lines: Lines) -> Hashes:
    """Return for each line the hash of its claim's coding, as a number of 64 bits.

    It tells whether a claim was changed by mistake or in haste, and is no seal against forgers.
    """
    return lines.once(_claim_hashes)


def shown_hash(number: int) -> str:
    """Return a claim's hash as ``Row Hash`` and ``First Hash`` keep it: 16 hexadecimal digits."""
    return f"{number:016x}"


def _claim_hashes(lines: Lines) -> Hashes:
    own = np.zeros(lines.size, dtype=np.uint64)
    own = _mixed(own, lines, "line", str.strip)
    own = _mixed(own, lines, "code", _plain)
    for name in _MODIFIERS:  # a blank column between two modifiers changes nothing
        own = _mixed(own, lines, name, _plain, salt="mod")
    own = _mixed(own, lines, "pointers", _pointers)
    own = _mixed(own, lines, "pos", _plain)
    own = _mixed(own, lines, "unit_type", _minutes)
    for name in _DIAGNOSES:
        own = _mixed(own, lines, name, _diagnosis)
    cents, empty = lines.cents("charge")
    thousandths = np.nan_to_num(np.rint(lines.numbers("units") * 1000), nan=-1.0, posinf=-1.0)
    for numbers in (
        np.where(empty, _BLANK, cents),
        np.clip(thousandths, -1e15, 1e15).astype(np.int64),
        lines.first_day.astype(np.int64),
        lines.last_day.astype(np.int64),
    ):
        own = _spread((own ^ numbers.astype(np.uint64)) * _SPREAD)
    # Summed, so that the order of a claim's lines on the sheet is no part of it.
    total = np.zeros(int(lines.claim.max(initial=0)) + 1, dtype=np.uint64)
    np.add.at(total, lines.claim, own)
    return total[lines.claim]


def _mixed(
    own: Hashes, lines: Lines, name: str, plain: Callable[[str], str], salt: str = ""
) -> Hashes:
    """Return the hashes with a text column mixed in; a blank changes nothing."""

    def number(text: str) -> int:
        said = plain(text)
        digest = hashlib.sha256(f"{salt or name}={said}".encode()).digest()
        return int.from_bytes(digest[:8], "big") if said else 0

    if lines.blank(name).all():
        return own
    values = lines.each(name, number, np.uint64)
    return np.where(values == 0, own, _spread((own ^ values) * _SPREAD))


def _spread(numbers: Hashes) -> Hashes:
    return numbers ^ (numbers >> _HALF)
