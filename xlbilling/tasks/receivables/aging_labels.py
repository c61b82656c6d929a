"""What an aging calls payers, providers and the rest: names that a sheet's SUMIFS tells apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from xlbilling.model.tables import Snapshot
    from xlbilling.tasks.receivables.aging import Aging

HELD: Final = "Not applied yet"
"""The row of patients' cash that no claim took."""
_LONGEST: Final = 120
"""SUMIFS takes 255 characters of a criterion; some are doubled in it."""
_WORDS: Final = re.compile(r"\(?[^\W\d_]")
_MONTH: Final = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE
)
_TRUTHS: Final = frozenset({"TRUE", "FALSE"})
Labels = Mapping[str, str]


@dataclass(frozen=True)
class AgingLabels:
    """What each id is called, by what it is an id of."""

    payers: Labels
    classes: Labels
    patients: Labels
    providers: Labels
    locations: Labels
    accounts: Labels


def labels_for(book: Snapshot, agings: Iterable[Aging]) -> AgingLabels:
    """Return what everything in some agings is called.

    Args:
        book: with the tables payers, providers and locations.
        agings: of one book; what stands in two of them is called alike.
    """
    several = list(agings)
    lines = pd.concat([one.lines for one in several])
    held = pd.concat([one.unapplied for one in several])
    classes = {one: one.capitalize() for one in _values(lines["class"]) if one}
    known = labels(classes, classes, "(no class)", "Class")
    patients = {one: _of_patients(one, label) for one, label in known.items()}
    payers = {*_values(lines.loc[~lines["is_patient"], "payer_id"]), *_values(held["payer_id"])}
    return AgingLabels(
        payers=labels(
            payers, _names(book, "payers", "payer_id"), "(no payer)", "Payer",
            taken=(*patients.values(), HELD),
        ),
        classes=known,
        patients=patients,
        providers=labels(
            _values(lines["provider"]), _names(book, "providers", "npi"), "(no provider)",
            "Provider",
        ),
        locations=labels(
            _values(lines["location"]), _names(book, "locations", "location"), "(no location)",
            "Location",
        ),
        accounts=labels(_values(lines["account"]), {}, "(no account)", "Account"),
    )  # fmt: skip


def labels(
    values: Iterable[str],
    names: Mapping[str, str],
    blank: str,
    word: str,
    *,
    taken: Iterable[str] = (),
) -> dict[str, str]:
    """Return a label for each value, no two alike however they are written.

    A sheet compares without regard to case, and reads ``5`` or ``MAR-1`` as a number or a day:
    such an id gets its word before it. Two values of one name get their ids behind it.

    Args:
        values: ids; "" for none.
        names: names by id, where there are any.
        blank: the label of "".
        word: what the ids are of.
        taken: labels that others have.
    """
    wanted = {one: _readable(names.get(one) or one, word) for one in {*values} - {""}}
    shown = [label.casefold() for label in wanted.values()]
    others = {label.casefold() for label in (*taken, blank)}
    made = {"": blank}
    for one, label in sorted(wanted.items()):
        is_twice = shown.count(label.casefold()) > 1 or label.casefold() in others
        tried = stem = f"{label} ({one.replace('~', '-')})" if is_twice else label
        n = 1
        while tried.casefold() in others:
            n += 1
            tried = f"{stem} #{n}"
        others.add(tried.casefold())
        made[one] = tried
    return made


def _readable(text: str, word: str) -> str:
    """Return a text that no spreadsheet takes for a number, a date or a truth value."""
    short = " ".join(text.replace("~", "-").split())[:_LONGEST]  # engines differ on a tilde
    has_digit = any(character.isdigit() for character in short)
    is_words = _WORDS.match(short) and not (has_digit and _MONTH.search(short))
    return short if is_words and short.upper() not in _TRUTHS else f"{word} {short}"


def _of_patients(class_id: str, label: str) -> str:
    return f"Patients' share, {label.lower() if class_id else 'no class'}"


def _names(book: Snapshot, table: str, key: str) -> dict[str, str]:
    frame = book.frame(table)
    return {
        str(one): str(name) for one, name in zip(frame[key], frame["name"], strict=True) if name
    }


def _values(column: pd.Series[str]) -> set[str]:
    return {*column.unique()}
