"""The Claim Checks table: how each claim did at its first check, for the clean-claim rate.

A claim is clean if its first check finds no error and nobody changes its coding between that check
and sending it. Source: HFMA MAP Keys, clean claim rate ("no manual intervention"); rules.md K-5.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xlbilling.edits.catalogue import ClaimFinding
from xlbilling.edits.coding_hash import claim_hashes, shown_hash
from xlbilling.edits.columns import Columns, Mask, Positions
from xlbilling.edits.failing import first_of_each
from xlbilling.edits.lines import Lines
from xlbilling.model.codes import NOWHERE
from xlbilling.model.findings import WARNING
from xlbilling.model.plan import Append, Change, SetColumn
from xlbilling.model.tables import TableData
from xlbilling.tasks.validating.statuses import OURS, is_error, of_claims

TABLE: Final = "claim_checks"


def changes(
    lines: Lines, found: Sequence[ClaimFinding], before: TableData, as_of: date
) -> Iterator[Change]:
    """Yield the rows of claims checked for the first time, and the N of those changed since.

    A claim of in-house codes only, which no payer ever sees, has no row.
    """
    known = Columns(before)
    changed = _changed_by_hand(lines, known)
    if len(changed):
        rows = pd.Index(known.sheet_rows[changed], dtype="int64")
        yield SetColumn(TABLE, "clean", pd.Series("N", index=rows, dtype=object))
    new = _checked_first(lines, known)
    if len(new):
        yield Append(TABLE, _first_results(lines, found, new, as_of))


def _checked_first(lines: Lines, known: Columns) -> Positions:
    """Return the first line of each claim that has no row yet."""
    first = first_of_each(lines.claim)
    there = set(known.distinct("claim_id").values.tolist())
    is_new = ~lines.holds("claim_id", there.__contains__) & ~lines.blank("claim_id")
    wanted = is_new & of_claims(lines, lines.billable)
    return first[wanted[first]]


def _sent(lines: Lines) -> Mask:
    """Return the lines of claims that have been sent: by the Submissions sheet, or by status."""
    by_status = lines.holds("status", lambda status: status not in OURS)
    rows = lines.submissions
    by_status[rows.lines[~np.isnat(rows.days("sent"))]] = True
    return of_claims(lines, by_status)


def _first_results(
    lines: Lines, found: Sequence[ClaimFinding], new: Positions, as_of: date
) -> pd.DataFrame:
    errors = _count(lines, [one.position for one in found if is_error(one)])[new]
    warnings = _count(lines, [one.position for one in found if one.severity == WARNING])[new]
    hashes = claim_hashes(lines)[new].tolist()
    return pd.DataFrame({
        "claim_id": pd.Series(lines.text("claim_id")[new], dtype=object),
        "first_checked": pd.Series([pd.Timestamp(as_of)] * len(new), dtype="datetime64[s]"),
        "errors": errors,
        "warnings": warnings,
        "clean": pd.Series(np.where(errors == 0, "Y", "N"), dtype=object),
        "first_hash": pd.Series(list(map(shown_hash, hashes)), dtype=object),
    })


def _count(lines: Lines, at: Sequence[int]) -> NDArray[np.float64]:
    """Return for each line how many of some lines are of its claim."""
    claims = lines.claim[np.array(at, dtype=np.intp)]
    count = np.bincount(claims, minlength=int(lines.claim.max(initial=0)) + 1)
    return count[lines.claim].astype("float64")


def _changed_by_hand(lines: Lines, known: Columns) -> Positions:
    """Return the rows of clean claims whose coding was another when they were sent, or is now."""
    line = known.match("claim_id", lines, "claim_id")
    at = np.flatnonzero(
        (line != NOWHERE) & known.holds("clean", "Y".__eq__) & ~known.blank("first_hash")
    )
    if not len(at):
        return at
    now = list(map(shown_hash, claim_hashes(lines)[line[at]].tolist()))
    sent = _sent(lines)[line[at]].tolist()
    as_sent = _hashes_as_sent(lines, known, at)
    first = known.text_at("first_hash", at)
    columns = (first, now, sent, as_sent)
    differs = [
        own != ((hash_sent or own) if is_sent else current)
        for own, current, is_sent, hash_sent in zip(*columns, strict=True)
    ]
    return at[np.flatnonzero(differs)]


def _hashes_as_sent(lines: Lines, known: Columns, at: Positions) -> list[str]:
    """Return the coding's hash of each claim as sent first, "" where its first check came later."""
    table = lines.tables["submissions"]
    days = table.days("sent")
    rows = np.flatnonzero(~np.isnat(days) & ~table.blank("row_hash"))
    rows = rows[np.argsort(days[rows], kind="stable")][::-1]
    pairs = zip(days[rows].tolist(), table.text_at("row_hash", rows), strict=True)
    sent = dict(zip(table.text_at("claim_id", rows), pairs, strict=True))
    checked = known.days("first_checked")[at].tolist()
    hashes = []
    for claim_id, day in zip(known.text_at("claim_id", at), checked, strict=True):
        sent_on, hash_sent = sent.get(claim_id, (None, ""))
        is_after = day is None or (sent_on is not None and sent_on >= day)
        hashes.append(hash_sent if is_after else "")
    return hashes
