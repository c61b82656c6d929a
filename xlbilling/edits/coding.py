"""Edits on the procedure code itself: whether it is in use, and whether it must be explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from xlbilling.edits.code_needs import LINE_NOTE, needed
from xlbilling.edits.code_rows import Listed, listed
from xlbilling.edits.columns import Mask
from xlbilling.edits.examples import Examples
from xlbilling.edits.failing import Failing
from xlbilling.edits.lines import PROCEDURE, Lines, code_list
from xlbilling.edits.registry import edit
from xlbilling.model.codes import CPT, HCPCS
from xlbilling.model.findings import ERROR, WARNING

_NAMES: Final = {CPT: "CPT", HCPCS: "HCPCS"}
_SHORTEST_NOTE: Final = re.compile(r"[A-Za-z0-9]{2}")
_UNLISTED: Final = code_list(
    """
    A9999 B9998 B9999 E1399 J3490 J3590 J7599 J7699 J7799 J7999 J8498 J8499 J8597 J8999 J9999 K0108
    L8499 L9900
    """
)
"""HCPCS codes that name a service only as unlisted; the loaded lists tell theirs besides, and of
CPT, which belongs to its publisher, only the list that the office loads tells any."""


@edit(
    "CV-051",
    severity=ERROR,
    basis="HCPCS level II and CPT have codes for the day of service only; payers reject others",
    fix="look the code up in the list of the year of service; load a newer list with load-codes",
    examples=Examples(
        good={"code": "J1100", "dos_from": "2025-03-04"},
        bad={"code": "J0120"},
        codes={"hcpcs": (
            {"code": "J1100", "start": "2000-01-01", "end": None, "noc": False},
            {"code": "J0120", "start": "1990-01-01", "end": "2020-12-31", "noc": False},
        )},
    ),
)  # fmt: skip
def code_is_in_use_on_the_day(lines: Lines) -> Iterator[Failing]:
    """A procedure code is in the loaded list of its kind on the day of service.

    A code that begins with a letter is looked up in the HCPCS list, another one in the CPT list;
    neither is judged where the office has not loaded that list. A code that the list never had is
    only a warning on a day that the list's release does not speak for.
    """
    shaped = lines.holds("code", PROCEDURE.fullmatch) & lines.billable
    lettered = lines.holds("code", lambda code: code[:1].isalpha())
    for name, own in ((HCPCS, shaped & lettered), (CPT, shaped & ~lettered)):
        found = listed(lines, name)
        if found is not None:
            yield from _not_in_use(lines, own, found, _NAMES[name])


def _not_in_use(lines: Lines, own: Mask, found: Listed, name: str) -> Iterator[Failing]:
    yield lines.says(
        own & found.known & ~found.on_the_day,
        "code",
        f"code {{code}} is not in use on {{day}} in the {name} list; expected a code "
        "of that day (this one is in use{span})",
        code=lines.procedures_shown(),
        day=lines.days_shown("dos_from"),
        span=found.held(),
    )
    release = found.codes.about.version or "loaded"
    yield lines.says(
        own & ~found.known & ~found.outside,
        "code",
        f"code {{code}} is not in the {name} list {release}; expected one of the list",
        code=lines.procedures_shown(),
    )
    yield lines.says(
        own & ~found.known & found.outside,
        "code",
        f"code {{code}} is not in the {name} list {release}, which is not of {{day}}; "
        "expected a list of that day to look it up in",
        WARNING,
        code=lines.procedures_shown(),
        day=lines.days_shown("dos_from"),
    )


@edit(
    "CV-052",
    severity=ERROR,
    basis="837P 005010X222A1, loop 2400 SV101-7: a code that is not otherwise classified needs a "
    "description",
    fix="write into Line Note what was done or given; for a drug its name and dose",
    examples=Examples(
        good={"code": "J3490", "line_note": "Ketorolac 15 mg"},
        bad={"code": "J3490"},
    ),
)
def unlisted_code_has_a_note(lines: Lines) -> Iterator[Failing]:
    """A code that is not otherwise classified, or for which a payer asks it, has a line note."""
    silent = lines.holds("line_note", lambda note: not _SHORTEST_NOTE.search(note))
    unlisted = lines.holds("code", lambda code: _UNLISTED(code.upper())) | _named_so(lines)
    yield lines.says(
        unlisted & silent & lines.billable,
        "line_note",
        "line note is blank for code {code}, which is not otherwise classified; expected what it "
        "stands for",
        code=lines.procedures_shown(),
    )
    asked = needed(lines, LINE_NOTE)
    yield lines.says(
        asked.mask & silent & ~unlisted,
        "line_note",
        "line note is blank for code {code}; expected one, as {row} asks for it",
        code=lines.procedures_shown(),
        row=lines.tables["code_needs"].addresses("need", asked.row),
    )


def _named_so(lines: Lines) -> Mask:
    """Return lines whose code a loaded list calls not otherwise classified that day."""
    noc: Mask = np.zeros(lines.size, dtype=bool)
    for name in (HCPCS, CPT):
        found = listed(lines, name)
        if found is not None and "noc" in found.codes.values:
            noc |= found.value("noc", otherwise=False).astype(bool)
    return noc
