"""The edits' verdicts on a few columns, for worksheet functions: each row is a claim of its own.

A verdict is True where no edit fires and False where one gives an error; a warning's own words
stand where it is only doubtful.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from xlbilling.edits import coding, modifiers, procedures
from xlbilling.edits.columns import Days, Mask, Texts
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import Lines
from xlbilling.model.codes import CPT, HCPCS, MODIFIERS, RVU
from xlbilling.model.findings import WARNING
from xlbilling.model.tables import Snapshot, TableData

PROCEDURE_CODES: Final = (HCPCS, CPT)
MODIFIER_CODES: Final = (MODIFIERS, RVU)

Verdict = bool | str

_ANY_DAY: Final = date(2000, 1, 1)
"""Today, for edits of which none here asks what day it is."""


def rows_asked(book: Snapshot, **columns: Texts | Days | Sequence[str]) -> Lines:
    """Return rows of a few columns as claim lines, by the columns' code names."""
    frame = pd.DataFrame({name: pd.Series(cells) for name, cells in columns.items()})
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    claims = TableData("claims", "Claims", frame, {})
    return Lines(replace(book, tables={**book.tables, "claims": claims}), _ANY_DAY)


def verdicts(
    lines: Lines, errors: Iterable[Failing], warnings: Iterable[Failing] = ()
) -> list[Verdict]:
    """Return the verdict on each line.

    Args:
        lines: the lines.
        errors: what edits of severity E say; one that says W itself is a warning.
        warnings: what edits of severity W say.
    """
    told: Texts = np.full(lines.size, fill_value=True, dtype=object)
    wrong: Mask = np.zeros(lines.size, dtype=bool)
    for failing in warnings:
        _tell(told, failing)
    for failing in errors:
        if failing.severity == WARNING:
            _tell(told, failing)
        else:
            wrong[failing.lines] = True
    told[wrong] = False
    verdict: list[Verdict] = told.tolist()
    return verdict


def _tell(told: Texts, failing: Failing) -> None:
    if len(failing.lines):
        told[failing.lines] = failing.words()


def procedure_verdicts(book: Snapshot, codes: Texts, days: Days) -> list[Verdict]:
    """Return whether procedure codes have their shape and are in use on a day (CV-050, CV-051).

    The office's own codes of its settings pass, as they never go to a payer.
    """
    lines = rows_asked(book, code=codes, dos_from=days)
    shaped = procedures.code_is_shaped_like_cpt_or_hcpcs(lines)
    return verdicts(lines, (*shaped, *coding.code_is_in_use_on_the_day(lines)))


def modifier_verdicts(book: Snapshot, codes: Texts, texts: Texts, days: Days) -> list[Verdict]:
    """Return whether modifiers have their shape, are in use, and go with the code.

    CV-053, and of CV-054 what one line alone can tell.

    Args:
        book: settings and the code sets of modifiers and fees.
        codes: the procedure codes.
        texts: the modifiers of each, parted by blanks or commas; a line takes up to four.
        days: the day of each; NaT for any day.
    """
    parted = {text: modifiers.parted(text) for text in set(texts.tolist())}
    told = [parted[text] for text in texts.tolist()]
    of_line = {
        name: _objects([one[n] if n < len(one) else "" for one in told])
        for n, name in enumerate(modifiers.COLUMNS)
    }
    lines = rows_asked(book, code=codes, dos_from=days, **of_line)
    shaped = modifiers.modifiers_are_two_characters_and_differ(lines)
    found = verdicts(lines, shaped, modifiers.unlike_the_code(lines))
    most = len(modifiers.COLUMNS)
    return [
        verdict if len(one) <= most else False for verdict, one in zip(found, told, strict=True)
    ]


def _objects(texts: Sequence[str]) -> Texts:
    cells: Texts = np.empty(len(texts), dtype=object)
    cells[:] = texts
    return cells
