"""Releases of one code set, one after the other, made into rows with the days they hold for."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)

EVER: Final = "0001-01-01"
"""The first day of what the oldest release has: how long before is not told."""
FOR_EVER: Final = "9999-12-31"
"""The last day of what the newest release has: it goes on until another says otherwise."""


class Stretch(NamedTuple):
    """Days on which a code holds, and what is known of it then.

    Attributes:
        first: the first day, ISO.
        last: the last day, ISO.
        known: what is known of it, to be compared only.
    """

    first: str
    last: str
    known: Hashable


History = Mapping[K, list[Stretch]]
"""The stretches of each code, in their order, none overlapping another."""


def put(
    history: History[K], release: Mapping[K, Hashable], first: str, last: str
) -> dict[K, list[Stretch]]:
    """Return a history in which a release alone says what holds on its days.

    Args:
        history: what is known so far.
        release: what the release knows of each of its codes.
        first: the release's first day, EVER where none is older.
        last: its last day, FOR_EVER where none is newer.
    """
    merged = {}
    for key in {**history, **release}:
        stretches = list(_outside(history.get(key, ()), first, last))
        if key in release:
            stretches.append(Stretch(first, last, release[key]))
        if stretches:
            merged[key] = _joined(sorted(stretches))
    return merged


def _outside(stretches: Iterable[Stretch], first: str, last: str) -> Iterable[Stretch]:
    for one in stretches:
        if one.first < first:
            yield one._replace(last=min(one.last, day_after(first, -1)))
        if one.last > last:
            yield one._replace(first=max(one.first, day_after(last, 1)))


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """Return neighbours that know the same as one stretch."""
    joined = stretches[:1]
    for one in stretches[1:]:
        before = joined[-1]
        if before.known == one.known and day_after(before.last, 1) == one.first:
            joined[-1] = before._replace(last=one.last)
        else:
            joined.append(one)
    return joined


@cache
def day_after(day: str, count: int) -> str:
    """Return the day so many days after (before: negative) a day, ISO."""
    return (date.fromisoformat(day) + timedelta(days=count)).isoformat()
