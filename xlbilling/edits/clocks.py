"""Clocks: the last day on which a payer takes a claim, and the days left until then.

Limits are rows that the office fills, each with its own source note: no national default exists,
and sources disagree (rules.md CL-1). A payer without a limit has no clock. Medicare's is the law's:
the same day one calendar year after the line's first day of service, 42 CFR 424.44.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xlbilling.edits.answers import LEVELS, answers, level_number
from xlbilling.edits.columns import Columns, Days, Mask, Positions
from xlbilling.edits.filing import SETTLED, Filing, claim_count, filing
from xlbilling.edits.lines import Lines

SOON_DAYS: Final = 14
"""Days before the last one from which a deadline is near; common practice."""

_STARTS: Final = {"DOS FROM": 0, "DOS TO": 1, "PRIMARY EOB": 2, "REMIT": 3}
_MEDICARE: Final = "MEDICARE"
_NEVER: Final = np.datetime64("NaT", "D")
_LONGEST_DAYS: Final = 36_525
"""A hundred years: what is longer is no limit in days."""
_LAST_DAY: Final = np.datetime64("9999-12-31", "D")


class Starts(NamedTuple):
    """The days that a limit may be counted from; NaT where a day is not known.

    Attributes:
        first_day: first day of service.
        last_day: last day of service.
        primary_eob: the last remittance of the payers before this one.
        remit: this payer's first remittance.
    """

    first_day: Days
    last_day: Days
    primary_eob: Days
    remit: Days


@dataclass(frozen=True)
class Limits:
    """How long each payer takes claims, one entry a row of Payers, and a last one for no payer.

    Attributes:
        days: the limit in days; NaN for none.
        start: what it is counted from, by position in ``Starts``.
        year: one calendar year from the first day of service, whatever the days say.
    """

    days: NDArray[np.float64]
    start: Positions
    year: Mask


def filing_limits(payers: Columns) -> Limits:
    """Return the limits of first filings: Filing Days, counted from what Counted From names."""
    return _limits(payers, payers.numbers("filing_days"), _starts(payers, "counted_from"))


def secondary_limits(payers: Columns) -> Limits:
    """Return the limits after another payer; a blank one is that of first filings."""
    return _instead(payers, "secondary_days", "secondary_from")


def corrected_limits(payers: Columns) -> Limits:
    """Return the limits of corrected claims; a blank one is that of first filings."""
    return _instead(payers, "corrected_days", "corrected_from")


def _instead(payers: Columns, days: str, start: str) -> Limits:
    own, counted = payers.numbers(days), _starts(payers, start)
    filing_days, filing_start = payers.numbers("filing_days"), _starts(payers, "counted_from")
    return _limits(
        payers,
        np.where(np.isnan(own), filing_days, own),
        np.where(payers.blank(start), filing_start, counted),
    )


def _starts(payers: Columns, name: str) -> Positions:
    """Return what a limit is counted from; a blank is the first day of service, the safest."""
    return payers.each(name, lambda text: _STARTS.get(text.upper(), 0), np.intp)


def _limits(payers: Columns, days: NDArray[np.float64], start: Positions) -> Limits:
    usable = np.where((days > 0) & (days <= _LONGEST_DAYS), np.floor(days), np.nan)
    medicare = payers.holds("type", lambda text: text.upper() == _MEDICARE)
    return Limits(
        np.append(usable, [np.nan]),
        np.append(start, [0]),
        np.append(medicare & np.isnan(days), [False]),
    )


def file_by(limits: Limits, payer: Positions, starts: Starts) -> Days:
    """Return the last day on which each payer takes a claim, NaT where it has no clock.

    Args:
        limits: of every payer.
        payer: the payer's row for each claim; NOWHERE for none.
        starts: the days that a limit may be counted from, one for each claim.
    """
    days = limits.days[payer]
    known = ~np.isnan(days)
    start = np.full(len(payer), _NEVER)
    for n, choice in enumerate(starts):
        start = np.where(limits.start[payer] == n, choice, start)
    spans = np.where(known, days, 0).astype("timedelta64[D]")
    by_days = np.where(known, start + spans, _NEVER)
    year = np.flatnonzero(limits.year[payer])
    by_days[year] = one_year_after(starts.first_day[year])
    return np.where(by_days <= _LAST_DAY, by_days, _NEVER)


def one_year_after(days: Days) -> Days:
    """Return the same day one calendar year later; 28 February after a 29th."""
    months = days.astype("datetime64[M]")
    later = (months + 12).astype("datetime64[D]")
    month_end = (months + 13).astype("datetime64[D]") - 1
    same: Days = np.minimum(later + (days - months.astype("datetime64[D]")), month_end)
    return same


def first_filing(payers: Columns, payer: Positions, dos: Days) -> Days:
    """Return the last day for the first filing of services of one day each.

    Args:
        payers: the Payers sheet.
        payer: the payer's row for each service; NOWHERE for none.
        dos: the day of each service; NaT for none.
    """
    unknown = np.full(len(payer), _NEVER)
    return file_by(filing_limits(payers), payer, Starts(dos, dos, unknown, unknown))


def days_left(last: Days, today: np.datetime64 | Days) -> NDArray[np.float64]:
    """Return the days from today to each last day; 0 on the day itself, NaN without a clock."""
    known = ~np.isnat(last)
    left = np.where(known, last - today, np.timedelta64(0, "D")).astype(np.int64)
    return np.where(known, left, np.nan)


def line_file_by(lines: Lines) -> Days:
    """Return the last day on which each line's payer takes it, NaT for lines without a clock.

    A line that goes to a first payer has the clock of first filings, one after another payer that
    of secondary claims, and one that replaces what the payer answered that of corrected claims.
    Lines that wait for no payer any more, and codes of the office's own, have none.
    """
    now = lines.once(filing)
    payers = lines.tables["payers"]
    starts = _starts_of(lines, now)
    waits = lines.billable & ~lines.holds("status", SETTLED.__contains__)
    first = now.level == 1
    last = np.full(lines.size, _NEVER)
    for limits, mask in (
        (filing_limits(payers), first & ~now.correction),
        (secondary_limits(payers), ~first & ~now.correction),
        (corrected_limits(payers), now.correction),
    ):
        at = np.flatnonzero(waits & mask)
        last[at] = file_by(limits, now.payer[at], Starts(*(days[at] for days in starts)))
    return last


def _starts_of(lines: Lines, now: Filing) -> Starts:
    told, size = lines.once(answers), claim_count(lines)
    prior = np.full(lines.size, _NEVER)
    own = np.full(lines.size, _NEVER)
    for n in LEVELS:
        latest = told.last_day(size, n)[lines.claim]
        prior = np.where(now.level > n, np.fmax(prior, latest), prior)
        own = np.where(now.level == n, told.first_day(size, n)[lines.claim], own)
    return Starts(lines.first_day, lines.last_day, _or_answered(lines, now, prior), own)


def _or_answered(lines: Lines, now: Filing, prior: Days) -> Days:
    """Return the prior payer's day, from Submissions where no remittance is on the sheets."""
    missing = np.flatnonzero(np.isnat(prior) & (now.level > 1))
    if not len(missing):
        return prior
    sent = lines.submissions
    level = sent.each("level", lambda text: level_number(text) or 1, np.int8)
    day = sent.days("answered")
    wanted = np.zeros(lines.size, dtype=bool)
    wanted[missing] = True
    paid = sent.holds("answer", lambda text: text.upper() in {"PAID", "DENIED"})
    use = wanted[sent.lines] & paid & ~np.isnat(day) & (level < now.level[sent.lines])
    at = np.flatnonzero(use)
    at = at[np.argsort(day[at], kind="stable")]
    filled = prior.copy()
    filled[sent.lines[at]] = day[at]  # of several the last one stays
    return filled


def claim_file_by(lines: Lines) -> Days:
    """Return for each line the earliest last day of its claim's lines, NaT for none."""
    last = lines.once(line_file_by)
    at = np.flatnonzero(~np.isnat(last))
    none = np.iinfo(np.int64).max
    earliest = np.full(claim_count(lines), none)
    np.minimum.at(earliest, lines.claim[at], last[at].astype(np.int64))
    day = earliest[lines.claim]
    runs = (day != none) & ~lines.holds("status", SETTLED.__contains__)
    of_claim: Days = np.where(runs, day, 0).astype("datetime64[D]")
    return np.where(runs, of_claim, _NEVER)
